//! What one party or colleague asks of another, and the answer.

use super::*;
use entity::{
    account::{Secret, act::disable_person},
    deadline::record::DeadlineKind,
    journal::{Feed, changes},
    page::Page,
    request::{
        act::{Asked, NewAnswer, NewRequest, answer_by_link, answer_request, ask, withdraw_request},
        find::{RequestFilter, count_requests, request_of_link, requests},
        record::{Answer, Wanted, request},
    },
    subject::{Subject, SubjectKind},
    task::{
        act::{NewDeputy, end_deputy, name_deputy, snooze_task, take_next_task, take_task},
        find::{Which, tasks},
    },
};

on_both_databases!(
    a_paper_is_asked_for_and_given_and_both_sides_read_it_in_the_history,
    a_colleague_is_asked_and_nobody_else_has_it_in_hand,
    who_cannot_see_or_answer_is_not_asked,
    what_has_ended_is_not_answered_again,
    an_answer_and_its_withdrawal_at_once_end_it_one_way,
    silence_is_no_answer,
    who_asks_a_colleague_does_not_answer_in_their_place,
    nobody_fills_the_hands_of_another,
    links_are_not_handed_out_without_end,
    an_outsider_answers_by_a_link_once_until_its_day,
    a_link_answers_nothing_that_was_taken_back_or_answered_at_once_by_two,
    what_is_answered_while_somebody_takes_it_is_taken_or_gone,
);

/// Surabaya and Liverpool, with people.
struct Sides {
    world: World,
    ani: Caller,
    budi: Caller,
    wayne: Caller,
}

fn id(caller: &Caller) -> Uuid {
    caller.person().unwrap()
}

fn given() -> NewAnswer {
    NewAnswer { given: true, note: Some("Sudah benar".into()), document: None }
}

impl Sides {
    async fn new(test: TestRegistry) -> Self {
        let world = World::new(test).await;
        let ani = world.colleague("ani@example.org", world.home).await;
        let budi = world.colleague("budi@example.org", world.home).await;
        let wayne = world.colleague("wayne@example.org", world.abroad).await;
        Self { world, ani, budi, wayne }
    }

    fn request(&self, wants: Wanted) -> NewRequest {
        NewRequest {
            about: Subject::new(SubjectKind::Agreement, self.world.agreement),
            wants,
            text: " Mohon\nsegera ".into(),
            party: self.world.home,
            asked: Asked::Party(self.world.abroad),
            due_on: day("2026-11-30"),
        }
    }

    async fn ask(&self, new: NewRequest) -> Result<request::Model, Error> {
        Ok(ask(&self.world.test.registry, &self.ani, &new).await?.0)
    }

    async fn answer(&self, caller: &Caller, asked: &request::Model, new: NewAnswer) -> Result<request::Model, Error> {
        answer_request(&self.world.test.registry, caller, (asked.id, asked.revision), &new).await
    }

    async fn withdraw(&self, caller: &Caller, asked: &request::Model) -> Result<request::Model, Error> {
        withdraw_request(&self.world.test.registry, caller, asked.id, asked.revision).await
    }

    /// How many answers are asked of somebody, as far as they are in their hands.
    async fn asked(&self, caller: &Caller) -> usize {
        let tasks = tasks(&self.world.test.registry, caller, Which::OWN, &Page::first(50)).await.unwrap().rows;
        tasks.iter().filter(|task| task.kind == DeadlineKind::Answer).count()
    }

    /// How many open requests somebody sees.
    async fn open(&self, caller: &Caller) -> u64 {
        let open = RequestFilter { open: Some(true), ..RequestFilter::default() };
        count_requests(&self.world.test.registry, caller, &open).await.unwrap()
    }
}

fn refused(path: &str, code: &'static str) -> Vec<(String, &'static str)> {
    vec![(path.to_owned(), code)]
}

async fn a_paper_is_asked_for_and_given_and_both_sides_read_it_in_the_history(test: TestRegistry) {
    let sides = Sides::new(test).await;
    let registry = &sides.world.test.registry;
    let asked = sides.ask(sides.request(Wanted::Paper)).await.unwrap();
    assert_eq!((asked.text.as_str(), asked.asked_by_id), ("Mohon\nsegera", Some(id(&sides.ani))));
    assert_eq!((sides.asked(&sides.wayne).await, sides.asked(&sides.ani).await), (1, 0));
    let waits =
        RequestFilter { asked_by: Some(sides.world.home), about: Some(sides.world.agreement), ..Default::default() };
    assert_eq!(
        requests(registry, &sides.budi, &waits, &Page::first(9)).await.unwrap().rows,
        std::slice::from_ref(&asked)
    );
    assert_eq!(reasons(sides.answer(&sides.ani, &asked, given()).await), refused("", "NOT_ALLOWED"));
    assert_eq!(reasons(sides.answer(&sides.wayne, &asked, given()).await), refused("document", "REQUIRED"));
    let own = RecordDocument {
        visibility: Visibility::Own,
        ..sides.world.document(DocumentKind::CouncilDecision, Some(sides.world.abroad))
    };
    let hidden = record_document(registry, &sides.wayne, own).await.unwrap();
    let with = |paper: Uuid| NewAnswer { document: Some(paper), ..given() };
    let answered = sides.answer(&sides.wayne, &asked, with(hidden.id)).await;
    assert_eq!(reasons(answered), refused("document", "NOT_FOUND"), "who asked would not see it");
    let shown = sides.world.document(DocumentKind::CouncilDecision, Some(sides.world.abroad));
    let shown = record_document(registry, &sides.wayne, shown).await.unwrap();
    let answered = sides.answer(&sides.wayne, &asked, with(shown.id)).await.unwrap();
    assert_eq!((answered.answer, answered.document_id, answered.revision), (Some(Answer::Given), Some(shown.id), 2));
    assert_eq!((sides.asked(&sides.wayne).await, sides.open(&sides.ani).await), (0, 0));
    let elsewhere = sides.world.test.party("JP", Kind::City, "Osaka").await;
    for (reader, seen) in [(&sides.budi, 2), (&sides.wayne, 2), (&officer(elsewhere), 0)] {
        let about = Feed { about: Some(Subject::new(SubjectKind::Request, asked.id)), ..Feed::default() };
        let feed = changes(registry, reader, &about, &Page::first(9)).await.unwrap();
        let acts: Vec<&str> = feed.rows.iter().map(|one| one.act.as_str()).collect();
        assert_eq!(acts, ["ask", "answerRequest"][..seen]);
        assert_eq!(count_requests(registry, reader, &waits).await.unwrap(), seen as u64 / 2);
    }
}

async fn a_colleague_is_asked_and_nobody_else_has_it_in_hand(test: TestRegistry) {
    let sides = Sides::new(test).await;
    let of_budi = NewRequest { asked: Asked::Colleague(id(&sides.budi)), ..sides.request(Wanted::Fact) };
    let asked = sides.ask(of_budi.clone()).await.unwrap();
    assert_eq!((sides.asked(&sides.budi).await, sides.asked(&sides.ani).await), (1, 0));
    assert_eq!(sides.open(&sides.wayne).await, 0, "the partner learns nothing of it");
    let silent = NewAnswer { note: None, ..given() };
    assert_eq!(reasons(sides.answer(&sides.budi, &asked, silent.clone()).await), refused("note", "REQUIRED"));
    let declined = NewAnswer { given: false, ..silent };
    assert_eq!(reasons(sides.answer(&sides.budi, &asked, declined).await), refused("note", "REQUIRED"));
    let declined = NewAnswer { given: false, ..given() };
    let answered = sides.answer(&sides.budi, &asked, declined).await.unwrap();
    assert_eq!((answered.answer, answered.answered_by_id), (Some(Answer::Declined), Some(id(&sides.budi))));
    for wrong in [id(&sides.wayne), Uuid::from_u128(404)] {
        let of_nobody = NewRequest { asked: Asked::Colleague(wrong), ..of_budi.clone() };
        assert_eq!(reasons(sides.ask(of_nobody).await), refused("of.colleague", "NOT_FOUND"));
    }
    let of_herself = NewRequest { asked: Asked::Colleague(id(&sides.ani)), ..of_budi };
    assert_eq!(reasons(sides.ask(of_herself).await), refused("of.colleague", "ONE_OF_TWO"));
}

async fn who_cannot_see_or_answer_is_not_asked(test: TestRegistry) {
    let sides = Sides::new(test).await;
    let osaka = sides.world.test.party("JP", Kind::City, "Osaka").await;
    let wrong = NewRequest { text: " ".into(), due_on: day("2026-11-20"), ..sides.request(Wanted::Time) };
    let expected = [("text", "REQUIRED"), ("dueOn", "IN_THE_PAST")].map(|(path, code)| (path.to_owned(), code));
    assert_eq!(reasons(sides.ask(wrong).await), expected);
    let of = |party| NewRequest { asked: Asked::Party(party), ..sides.request(Wanted::Time) };
    let neither = ["HIDDEN_FROM_ASKED", "NOBODY_ANSWERS"].map(|code| ("of.party".to_owned(), code));
    assert_eq!(reasons(sides.ask(of(osaka)).await), neither);
    let about = Subject::new(SubjectKind::Party, sides.world.home);
    let public = NewRequest { about, ..of(osaka) };
    assert_eq!(reasons(sides.ask(public.clone()).await), refused("of.party", "NOBODY_ANSWERS"));
    sides.world.colleague("kenji@example.org", osaka).await;
    assert_eq!(sides.ask(public).await.unwrap().asked_party_id, osaka);
    assert_eq!(reasons(sides.ask(of(sides.world.home)).await), refused("of.party", "ONE_OF_TWO"));
    assert_eq!(reasons(sides.ask(of(Uuid::from_u128(404))).await), refused("of.party", "NOT_FOUND"));
    let nothing = Subject::new(SubjectKind::Agreement, Uuid::from_u128(404));
    for about in [nothing, Subject::new(SubjectKind::Person, id(&sides.ani))] {
        let unknown = NewRequest { about, ..sides.request(Wanted::Time) };
        assert_eq!(reasons(sides.ask(unknown).await), refused("about", "NOT_FOUND"));
    }
    let as_partner = NewRequest { party: sides.world.abroad, ..sides.request(Wanted::Time) };
    assert_eq!(reasons(sides.ask(as_partner).await), refused("", "NOT_ALLOWED"), "nobody asks for another");
}

async fn what_has_ended_is_not_answered_again(test: TestRegistry) {
    let sides = Sides::new(test).await;
    let asked = sides.ask(sides.request(Wanted::Wording)).await.unwrap();
    assert_eq!(reasons(sides.withdraw(&sides.wayne, &asked).await), refused("", "NOT_ALLOWED"));
    let ended = sides.withdraw(&sides.budi, &asked).await.unwrap();
    assert_eq!((ended.answer, sides.asked(&sides.wayne).await), (Some(Answer::Withdrawn), 0));
    assert_eq!(reasons(sides.answer(&sides.wayne, &asked, given()).await), refused("expectedRevision", "STALE"));
    assert_eq!(reasons(sides.answer(&sides.wayne, &ended, given()).await), refused("", "WRONG_STATE"));
    let elsewhere = sides.world.test.party("JP", Kind::City, "Osaka").await;
    assert_eq!(reasons(sides.answer(&officer(elsewhere), &asked, given()).await), refused("request", "NOT_FOUND"));
}

async fn an_answer_and_its_withdrawal_at_once_end_it_one_way(test: TestRegistry) {
    let sides = Sides::new(test).await;
    let asked = sides.ask(sides.request(Wanted::Wording)).await.unwrap();
    let (answered, withdrawn) =
        tokio::join!(sides.answer(&sides.wayne, &asked, given()), sides.withdraw(&sides.ani, &asked));
    assert_ne!(answered.is_ok(), withdrawn.is_ok());
    let lost = if answered.is_ok() { withdrawn } else { answered };
    assert_eq!(reasons(lost), refused("expectedRevision", "STALE"));
}

async fn silence_is_no_answer(test: TestRegistry) {
    let sides = Sides::new(test).await;
    let asked = sides.ask(sides.request(Wanted::Fact)).await.unwrap();
    sides.world.wait_until("2027-06-01").await;
    assert_eq!((sides.open(&sides.ani).await, sides.asked(&sides.wayne).await), (1, 1));
    sides.answer(&sides.wayne, &asked, given()).await.unwrap();
    assert_eq!(sides.open(&sides.ani).await, 0);
}

impl Sides {
    /// The legal office of a ministry is asked, and gets a link.
    async fn ask_outside(&self) -> (request::Model, Secret) {
        let outside = Asked::Outsider(" Biro Hukum\nKementerian ".into());
        let new = NewRequest { asked: outside, ..self.request(Wanted::Wording) };
        let (asked, link) = ask(&self.world.test.registry, &self.ani, &new).await.unwrap();
        (asked, link.expect("an outsider answers by a link"))
    }

    async fn answer_outside(&self, link: &Secret, note: &str) -> Result<request::Model, Error> {
        let stranger = Caller::anonymous(Language::Id);
        answer_by_link(&self.world.test.registry, &stranger, link.reveal(), true, Some(note)).await
    }
}

async fn an_outsider_answers_by_a_link_once_until_its_day(test: TestRegistry) {
    let sides = Sides::new(test).await;
    let registry = &sides.world.test.registry;
    let nameless = NewRequest { asked: Asked::Outsider(" ".into()), ..sides.request(Wanted::Fact) };
    assert_eq!(reasons(sides.ask(nameless).await), refused("of.outsider", "REQUIRED"));
    let (asked, link) = sides.ask_outside().await;
    assert_eq!((asked.asked_name.as_deref(), asked.asked_party_id), (Some("Biro Hukum Kementerian"), sides.world.home));
    assert_eq!((sides.asked(&sides.ani).await, sides.asked(&sides.budi).await), (0, 0), "it is nobody's task");
    assert_eq!((sides.open(&sides.budi).await, sides.open(&sides.wayne).await), (1, 0));
    assert_eq!(
        reasons(sides.answer(&sides.ani, &asked, given()).await),
        refused("", "NOT_ALLOWED"),
        "not in their name"
    );
    assert!(request_of_link(registry, "tidak-ada").await.unwrap().is_none());

    assert_eq!(reasons(sides.answer_outside(&link, " ").await), refused("note", "REQUIRED"));
    let (shown, asking) = request_of_link(registry, link.reveal()).await.unwrap().unwrap();
    assert_eq!((shown.id, asking.id), (asked.id, sides.world.home));
    let answered = sides.answer_outside(&link, "Pasal 3 diubah").await.unwrap();
    assert_eq!((answered.answer, answered.answered_by_id), (Some(Answer::Given), None));
    assert_eq!(reasons(sides.answer_outside(&link, "Pasal 4").await), refused("", "LINK_NOT_VALID"));
    let (known, _) = request_of_link(registry, link.reveal()).await.unwrap().unwrap();
    assert_eq!((known.note, known.answered_on), (Some("Pasal 3 diubah".into()), Some(day("2026-11-21"))));
    let about = Feed { about: Some(Subject::new(SubjectKind::Request, asked.id)), ..Feed::default() };
    let feed = changes(registry, &sides.budi, &about, &Page::first(9)).await.unwrap();
    let acts: Vec<&str> = feed.rows.iter().map(|one| one.act.as_str()).collect();
    assert_eq!(acts, ["ask", "answerByLink"]);

    let (late, link) = sides.ask_outside().await;
    sides.world.test.clock.advance(moment("2026-11-30T16:59:59Z") - registry.now());
    assert!(request_of_link(registry, link.reveal()).await.unwrap().is_some(), "its day is not over");
    sides.world.test.clock.advance(Duration::seconds(1));
    assert!(request_of_link(registry, link.reveal()).await.unwrap().is_none());
    assert_eq!(reasons(sides.answer_outside(&link, "Pasal 3").await), refused("", "LINK_NOT_VALID"));
    let late = requests(registry, &sides.ani, &RequestFilter::default(), &Page::first(9))
        .await
        .unwrap()
        .rows
        .into_iter()
        .find(|one| one.id == late.id);
    assert_eq!(late.unwrap().answer, None, "silence is no answer");
}

async fn a_link_answers_nothing_that_was_taken_back_or_answered_at_once_by_two(test: TestRegistry) {
    let sides = Sides::new(test).await;
    let (asked, link) = sides.ask_outside().await;
    sides.withdraw(&sides.budi, &asked).await.unwrap();
    assert_eq!(reasons(sides.answer_outside(&link, "Pasal 3").await), refused("", "LINK_NOT_VALID"));
    assert!(request_of_link(&sides.world.test.registry, link.reveal()).await.unwrap().is_none());
    let (_, link) = sides.ask_outside().await;
    let (one, two) = tokio::join!(sides.answer_outside(&link, "Pasal 3"), sides.answer_outside(&link, "Pasal 4"));
    assert_eq!([one.is_ok(), two.is_ok()].iter().filter(|done| **done).count(), 1);
}

async fn what_is_answered_while_somebody_takes_it_is_taken_or_gone(test: TestRegistry) {
    let sides = Sides::new(test).await;
    let registry = &sides.world.test.registry;
    let second = sides.world.colleague("wanda@example.org", sides.world.abroad).await;
    for number in 0..10 {
        let asked = sides.ask(NewRequest { text: number.to_string(), ..sides.request(Wanted::Fact) }).await.unwrap();
        let due = tasks(registry, &sides.wayne, Which::OWN, &Page::first(50)).await.unwrap().rows;
        let task = due.iter().find(|task| task.subject_id == asked.id).unwrap().id;
        let (answered, taken, next, put_off) = tokio::join!(
            sides.answer(&sides.wayne, &asked, given()),
            take_task(registry, &second, task, sides.world.abroad),
            take_next_task(registry, &second, sides.world.abroad),
            snooze_task(registry, &second, task, Some(day("2026-11-25"))),
        );
        answered.unwrap();
        for outcome in [taken, next, put_off] {
            assert!(matches!(outcome, Ok(_) | Err(Error::Refused(_))), "{outcome:?}");
        }
    }
}

async fn who_asks_a_colleague_does_not_answer_in_their_place(test: TestRegistry) {
    let sides = Sides::new(test).await;
    let registry = &sides.world.test.registry;
    let citra = sides.world.colleague("citra@example.org", sides.world.home).await;
    let of_budi = NewRequest { asked: Asked::Colleague(id(&sides.budi)), ..sides.request(Wanted::Fact) };
    let asked = sides.ask(of_budi.clone()).await.unwrap();
    assert_eq!(reasons(sides.ask(of_budi.clone()).await), refused("", "ALREADY_THERE"));
    for other in [&sides.ani, &citra, &officer(sides.world.home)] {
        assert_eq!(reasons(sides.answer(other, &asked, given()).await), refused("", "NOT_ALLOWED"));
    }
    let away = |deputy: &Caller| NewDeputy {
        party: sides.world.home,
        person: None,
        deputy: id(deputy),
        starts_on: day("2026-11-21"),
        ends_on: day("2026-11-21"),
    };
    let stands_in = name_deputy(registry, &sides.budi, &away(&sides.ani)).await.unwrap();
    let answered = sides.answer(&sides.ani, &asked, given()).await;
    assert_eq!(reasons(answered), refused("", "NOT_ALLOWED"), "nor where she stands in for him");
    end_deputy(registry, &sides.budi, stands_in.id).await.unwrap();
    name_deputy(registry, &sides.budi, &away(&citra)).await.unwrap();
    sides.answer(&citra, &asked, given()).await.unwrap();

    let asked = sides.ask(of_budi.clone()).await.unwrap();
    disable_person(registry, &Caller::system(), id(&sides.budi)).await.unwrap();
    assert_eq!(
        reasons(sides.answer(&citra, &asked, given()).await),
        refused("", "NOT_ALLOWED"),
        "she hands nothing over"
    );
    let coordinator = who(Role::Coordinator, Some(sides.world.home));
    let coordinator = Caller { who: citra.who, ..coordinator };
    sides.answer(&coordinator, &asked, given()).await.unwrap();
    assert_eq!(reasons(sides.ask(of_budi).await), refused("of.colleague", "NOT_FOUND"));
    let observer = sides.world.test.person("observer@example.org", sides.world.home).await;
    let of_observer = NewRequest { asked: Asked::Colleague(id(&observer)), ..sides.request(Wanted::Fact) };
    assert_eq!(reasons(sides.ask(of_observer).await), refused("of.colleague", "NOT_FOUND"), "they could not answer");
}

async fn links_are_not_handed_out_without_end(test: TestRegistry) {
    let sides = Sides::new(test).await;
    for _ in 0..49 {
        sides.ask_outside().await;
    }
    let (last, _) = sides.ask_outside().await;
    let outside = NewRequest { asked: Asked::Outsider("Biro Hukum".into()), ..sides.request(Wanted::Wording) };
    assert_eq!(reasons(sides.ask(outside.clone()).await), refused("of.outsider", "TOO_MANY_OPEN"));
    sides.withdraw(&sides.ani, &last).await.unwrap();
    sides.ask(outside.clone()).await.unwrap();
    sides.world.wait_until("2026-12-01").await;
    let later = NewRequest { due_on: day("2026-12-10"), ..outside };
    sides.ask(later).await.expect("links whose day is over open nothing");
}

async fn nobody_fills_the_hands_of_another(test: TestRegistry) {
    let sides = Sides::new(test).await;
    let numbered = |number: usize| NewRequest { text: format!("Mohon {number}"), ..sides.request(Wanted::Fact) };
    for number in 0..20 {
        sides.ask(numbered(number)).await.unwrap();
    }
    assert_eq!(reasons(sides.ask(numbered(7)).await), refused("", "ALREADY_THERE"));
    assert_eq!(reasons(sides.ask(numbered(20)).await), refused("of.party", "TOO_MANY_OPEN"));
    assert_eq!(sides.asked(&sides.wayne).await, 20);
    let about = Subject::new(SubjectKind::Party, sides.world.abroad);
    let of_partner =
        NewRequest { about, party: sides.world.abroad, asked: Asked::Party(sides.world.home), ..numbered(1) };
    let of_partner = NewRequest { wants: Wanted::Paper, ..of_partner };
    let (asked, _) = ask(&sides.world.test.registry, &sides.wayne, &of_partner).await.unwrap();
    let bare = NewAnswer { note: None, ..given() };
    assert_eq!(reasons(sides.answer(&sides.ani, &asked, bare).await), refused("note", "REQUIRED"), "where is it?");
}
