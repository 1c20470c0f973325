//! What is due, for whom, and why.

use super::*;
use entity::{
    agreement::find::AgreementOrder,
    deadline::{
        record::{DeadlineKind, deadline},
        words,
    },
    exchange::{
        act::{ScheduleExchange, cancel_exchange, schedule_exchange},
        consent::act::{confirm_participation, decline_participation},
        record::{Format, Method},
        rule::When,
    },
    obligation::find::{BY_DAY, DeadlineFilter, count_obligations, cursor, deadlines_of, obligations},
    page::{Direction, Page},
    task::find::{Which, count_tasks, tasks},
};
use sea_orm::{ActiveModelTrait, ActiveValue::Set};

on_both_databases!(
    steps_wait_for_their_party,
    what_all_do_is_due_when_all_can,
    a_signed_agreement_has_days_to_keep,
    a_meeting_that_is_planned_is_the_next_one,
    a_meeting_that_the_partner_was_only_asked_to_settles_nothing,
    an_end_leaves_time_to_wind_down,
    terms_that_change_are_to_be_attested_again,
    the_board_shows_what_ends,
    only_those_concerned_see_what_is_due,
    what_is_due_under_a_record_that_nobody_named_is_seen_by_nobody,
    a_page_of_tasks_goes_on_where_the_last_one_ended,
    copies_that_differ_are_the_keepers_to_settle,
    what_is_due_soon_is_told_from_what_is_due_years_away,
);

impl World {
    async fn due(&self, who: Uuid) -> Vec<deadline::Model> {
        let found = deadlines_of(&self.test.registry, &officer(who), &[self.agreement]).await.unwrap();
        found.into_values().next().unwrap_or_default()
    }

    async fn due_day_of(&self, kind: DeadlineKind) -> Option<String> {
        let due = self.due(self.home).await;
        let found = due.into_iter().find(|deadline| deadline.kind == kind);
        found.and_then(|deadline| deadline.due_on.map(|day| day.to_string()))
    }
}

/// What is due: its kind, what tells it apart, and whose it is.
fn shown(due: &[deadline::Model]) -> Vec<(DeadlineKind, &str, Option<Uuid>)> {
    due.iter().map(|one| (one.kind, one.rule.as_str(), one.party_id)).collect()
}

async fn what_is_due_under_a_record_that_nobody_named_is_seen_by_nobody(test: TestRegistry) {
    use entity::subject::SubjectKind;
    let world = World::new(test).await;
    let due = world.due(world.home).await.remove(0);
    let filter = DeadlineFilter { party: Some(world.home), ..DeadlineFilter::default() };
    let seen = async || {
        let found = obligations(&world.test.registry, &officer(world.home), &filter, &Page::first(50)).await.unwrap();
        found.rows.into_iter().any(|one| one.id == due.id)
    };
    assert!(seen().await);
    for (kind, is_seen) in [(SubjectKind::Exchange, true), (SubjectKind::Partnership, false)] {
        let row = deadline::ActiveModel { id: Set(due.id), subject_kind: Set(kind), ..Default::default() };
        row.update(&world.test.registry.db).await.unwrap();
        assert_eq!(seen().await, is_seen, "{kind:?}");
    }
}

async fn steps_wait_for_their_party(test: TestRegistry) {
    let world = World::new(test).await;
    let step = |code, party| (DeadlineKind::Step, code, party);
    let council = step("RECORD_COUNCIL_DECISION", Some(world.abroad));
    let mut due = world.due(world.home).await;
    due.sort_by_key(|one| one.party_id != Some(world.home));
    assert_eq!(shown(&due), [step("BEGIN_EXPLORATION", Some(world.home)), council]);
    assert_eq!(shown(&world.due(world.abroad).await), [council], "the partner has its own to do");
    assert!(due.iter().all(|one| one.due_on.is_none()), "no rule sets a day");
    let before = due[1].id;
    world.plan().await;
    let due = world.due(world.home).await;
    assert!(due.iter().any(|one| one.id == before), "what is still due keeps its identifier");
    assert!(shown(&due).contains(&step("SUBMIT_TO_COUNCIL", Some(world.home))));
    let intent = due.iter().find(|one| one.rule == "OPEN_PLAN");
    assert_eq!(intent, None, "what is done is no longer due");
}

async fn copies_that_differ_are_the_keepers_to_settle(test: TestRegistry) {
    let world = World::new(test).await;
    let registry = &world.test.registry;
    let conflict = (DeadlineKind::Attestation, "CONFLICT", Some(world.home));
    let differs = |terms: &mut Terms| terms.notice_months = Some(9);
    propose_term_change(registry, &officer(world.abroad), world.agreement, None, differs).await.unwrap();
    let due = world.due(world.home).await;
    assert!(shown(&due).contains(&conflict), "{due:?}");
    let named: Vec<_> =
        due.iter().filter(|one| one.rule == "CONFLICT").map(|one| words::name(one, Language::En)).collect();
    assert_eq!(named, ["Copies of the terms that differ"]);
    let accepted = (world.abroad, &[Term::NoticeMonths][..]);
    accept_fields(registry, &officer(world.home), world.agreement, None, accepted).await.unwrap();
    assert!(!shown(&world.due(world.home).await).contains(&conflict), "it is settled");
}

async fn what_is_due_soon_is_told_from_what_is_due_years_away(test: TestRegistry) {
    let world = World::new(test).await;
    world.sign().await;
    let (registry, caller) = (&world.test.registry, officer(world.home));
    let count = async |due_within, due_after| {
        count_tasks(registry, &caller, Which { due_within, due_after, ..Which::ALL }).await.unwrap()
    };
    let all = count(None, None).await;
    let (soon, later) = (count(Some(365), None).await, count(None, Some(365)).await);
    assert!(soon > 0 && later > 0, "{soon} {later}");
    assert_eq!(soon + later, all, "each is one or the other");
    assert_eq!(count(Some(36_500), None).await, all);
}

async fn what_all_do_is_due_when_all_can(test: TestRegistry) {
    let world = World::new(test).await;
    let signature = (DeadlineKind::Step, "RECORD_SIGNATURE", None);
    world.partner_resolves().await;
    assert!(!shown(&world.due(world.abroad).await).contains(&signature), "the partner is ready alone");
    let world = World::new(world.test).await;
    world.authorise().await;
    assert!(shown(&world.due(world.abroad).await).contains(&signature));
}

async fn a_signed_agreement_has_days_to_keep(test: TestRegistry) {
    let world = World::new(test).await;
    world.explore().await;
    world.signed_by_both(DocumentKind::LetterOfIntent, "Mayor").await;
    world.take(AgreementAct::RecordIntent).await;
    assert_eq!(world.due_day_of(DeadlineKind::Step).await.as_deref(), Some("2027-05-23"), "half a year for the plan");
    let world = World::new(world.test).await;
    world.sign().await;
    let due = world.due(world.home).await;
    let days: Vec<_> = due.iter().map(|one| (one.kind, one.due_on.unwrap().to_string())).collect();
    let expected = [
        (DeadlineKind::FollowUp, "2027-02-19"),
        (DeadlineKind::Meeting, "2027-11-21"),
        (DeadlineKind::Notice, "2029-05-21"),
        (DeadlineKind::Renewal, "2029-11-21"),
    ];
    assert_eq!(days, expected.map(|(kind, day)| (kind, day.to_owned())));
    assert_eq!(words::name(&due[0], Language::En), "Deposit of the original, certified copy received");
    assert_eq!(words::why(&due[0], Language::En), "A duty to be fulfilled within 90 days from 21 November 2026.");
    assert!(words::article(&due[0], Language::Id).starts_with("UU 24/2000 Pasal 17"));
    assert!(words::article(&due[0], Language::En).starts_with("Law (UU) 24/2000, Article 17"));
    assert_eq!(words::article(&due[2], Language::Id), "Klausul pengakhiran");
    world.have(&[DocumentKind::CertifiedCopy]).await;
    assert_eq!(world.due_day_of(DeadlineKind::FollowUp).await, None, "the copy is there");
    world.have(&[DocumentKind::Evaluation]).await;
    world.take(AgreementAct::StartRenewal).await;
    world.signed_by_both(DocumentKind::Extension, "Mayor").await;
    attest_terms(&world.test.registry, &officer(world.home), world.agreement, None, &hash(&world).await).await.unwrap();
    let extend = TakeStep { day: Some(day("2032-11-21")), ..world.step(AgreementAct::Extend) };
    world.try_as(world.home, extend).await.unwrap();
    assert_eq!(world.due_day_of(DeadlineKind::Renewal).await.as_deref(), Some("2032-11-21"));
    let attested_anew = (DeadlineKind::Attestation, "ATTESTATION", Some(world.home));
    assert!(shown(&world.due(world.home).await).contains(&attested_anew), "the new end is a term too");
    world.wait_until("2032-06-01").await;
    let filter = DeadlineFilter::default();
    let overdue = obligations(&world.test.registry, &officer(world.home), &filter, &Page::first(20)).await.unwrap();
    let kinds: Vec<DeadlineKind> = overdue.rows.iter().map(|one| one.kind).collect();
    assert_eq!(
        kinds,
        [DeadlineKind::Meeting, DeadlineKind::Renewal, DeadlineKind::Attestation],
        "notice can be given no more; a meeting was missed"
    );
}

/// A meeting of the joint working group, to which home invites.
fn working_group(world: &World) -> ScheduleExchange {
    ScheduleExchange {
        title: LocalText::both("Rapat kelompok kerja", "Working group"),
        method: Method::JwgMeeting,
        format: Format::Online,
        when: When {
            starts_on: day("2027-03-01"),
            time_zone: Some("Asia/Jakarta".into()),
            start_time: "09:00:00".parse().ok(),
            ..When::default()
        },
        place: None,
        country: None,
        host: Some(world.home),
        champions: Vec::new(),
        learners: vec![world.abroad],
        agreement: Some(world.agreement),
        note: None,
        visibility: Visibility::Public,
        owned_by: None,
        source: None,
    }
}

async fn a_meeting_that_is_planned_is_the_next_one(test: TestRegistry) {
    let world = World::new(test).await;
    world.sign().await;
    let registry = &world.test.registry;
    let meeting = working_group(&world);
    let alone = ScheduleExchange { learners: Vec::new(), ..meeting.clone() };
    schedule_exchange(registry, &officer(world.home), alone).await.unwrap();
    assert_eq!(
        world.due_day_of(DeadlineKind::Meeting).await.as_deref(),
        Some("2027-11-21"),
        "one alone is no joint group"
    );
    let made = schedule_exchange(registry, &officer(world.home), meeting).await.unwrap().exchange;
    assert_eq!(world.due_day_of(DeadlineKind::Meeting).await.as_deref(), Some("2028-03-01"));
    cancel_exchange(registry, &officer(world.home), made.id, made.revision, "banjir").await.unwrap();
    assert_eq!(world.due_day_of(DeadlineKind::Meeting).await.as_deref(), Some("2027-11-21"));
    world.have(&[DocumentKind::MeetingMinutes]).await;
    assert_eq!(world.due_day_of(DeadlineKind::Meeting).await.as_deref(), Some("2027-11-21"), "minutes from before");
}

async fn a_meeting_that_the_partner_was_only_asked_to_settles_nothing(test: TestRegistry) {
    let world = World::new(test).await;
    world.sign().await;
    let registry = &world.test.registry;
    let partner = world.colleague("partner@example.org", world.abroad).await;
    let due = async || world.due_day_of(DeadlineKind::Meeting).await;
    let made = schedule_exchange(registry, &officer(world.home), working_group(&world)).await.unwrap().exchange;
    assert_eq!(due().await.as_deref(), Some("2027-11-21"), "it has not answered");
    let agreed = confirm_participation(registry, &partner, made.id, None, made.revision).await.unwrap();
    assert_eq!(due().await.as_deref(), Some("2028-03-01"));
    decline_participation(registry, &partner, made.id, None, agreed.revision).await.unwrap();
    assert_eq!(due().await.as_deref(), Some("2027-11-21"), "it does not come");
    let minutes = || world.document(DocumentKind::MeetingMinutes, None);
    world.wait_until("2027-06-01").await;
    let own = RecordDocument {
        issued_on: "2027-05-02".parse().ok(),
        party: Some(world.home),
        visibility: Visibility::Own,
        ..minutes()
    };
    world.record(own).await;
    assert_eq!(due().await.as_deref(), Some("2027-11-21"), "minutes that the partner does not see");
    world.record(RecordDocument { issued_on: "2027".parse().ok(), ..minutes() }).await;
    assert_eq!(due().await.as_deref(), Some("2028-06-01"), "of a meeting of this year, by now");
}

async fn an_end_leaves_time_to_wind_down(test: TestRegistry) {
    let world = World::new(test).await;
    world.sign().await;
    world.have(&[DocumentKind::TerminationNotice]).await;
    let notice = TakeStep { day: Some(day("2027-06-30")), ..world.step(AgreementAct::GiveTerminationNotice) };
    world.try_as(world.home, notice).await.unwrap();
    assert_eq!(
        world.due_day_of(DeadlineKind::WindDown).await.as_deref(),
        Some("2027-09-30"),
        "three months after the end"
    );
    assert_eq!(world.due_day_of(DeadlineKind::Renewal).await, None);
    world.wait_until("2027-07-02").await;
    turn_due(&world.test.registry).await.unwrap();
    assert_eq!(world.read().await.stage, Stage::Terminated);
    assert_eq!(world.due_day_of(DeadlineKind::WindDown).await.as_deref(), Some("2027-09-30"));
    let report = RecordDocument {
        issued_on: "2027-07-01".parse().ok(),
        ..world.document(DocumentKind::Report, Some(world.home))
    };
    world.record(RecordDocument { visibility: Visibility::Own, ..report.clone() }).await;
    assert_eq!(
        world.due_day_of(DeadlineKind::WindDown).await.as_deref(),
        Some("2027-09-30"),
        "its own alone closes nothing"
    );
    world.record(report).await;
    assert_eq!(world.due_day_of(DeadlineKind::WindDown).await, None, "a final report closes it");
}

async fn terms_that_change_are_to_be_attested_again(test: TestRegistry) {
    let world = World::new(test).await;
    let registry = &world.test.registry;
    let attest = async || {
        let current = hash(&world).await;
        attest_terms(registry, &officer(world.abroad), world.agreement, None, &current).await.unwrap();
    };
    let asked = async || world.due(world.abroad).await.into_iter().find(|one| one.kind == DeadlineKind::Attestation);
    attest().await;
    assert_eq!(asked().await, None);
    let longer = |terms: &mut Terms| terms.term_months = Some(60);
    change_terms(registry, &officer(world.home), world.agreement, None, longer).await.unwrap();
    let told = asked().await.unwrap();
    assert_eq!((told.party_id, told.due_on), (Some(world.abroad), None));
    assert!(words::why(&told, Language::En).contains("changed after they were attested on 21 November 2026"));
    attest().await;
    assert_eq!(asked().await, None);
}

async fn the_board_shows_what_ends(test: TestRegistry) {
    let world = World::new(test).await;
    world.sign().await;
    let registry = &world.test.registry;
    let stranger = Caller::anonymous(Language::En);
    let board = async |days: u32| {
        let filter = AgreementFilter { ending_within: Some(days), ..AgreementFilter::default() };
        let by = (AgreementOrder::ExpiresOn, Direction::Ascending);
        let found = entity::agreement::find::agreements(registry, &stranger, &filter, by, &Page::first(20)).await;
        let ids: Vec<Uuid> = found.unwrap().rows.into_iter().map(|row| row.id).collect();
        assert_eq!(count_agreements(registry, &stranger, &filter).await.unwrap(), ids.len() as u64);
        ids
    };
    // Notice until 21 May 2029, 912 days from now; its end is half a year later.
    assert_eq!((board(911).await, board(912).await), (vec![], vec![world.agreement]));
    let year_alone =
        agreement::ActiveModel { id: Set(world.agreement), expires_on: Set("2026".parse().ok()), ..Default::default() };
    year_alone.update(&registry.db).await.unwrap();
    assert_eq!(board(912).await, [world.agreement], "a year lasts until its end");
    let whole = agreement::ActiveModel {
        id: Set(world.agreement),
        expires_on: Set("2029-11-21".parse().ok()),
        ..Default::default()
    };
    whole.update(&registry.db).await.unwrap();
    world.wait_until("2029-05-22").await;
    assert_eq!((board(182).await, board(183).await), (vec![], vec![world.agreement]), "only its end is left");
}

async fn only_those_concerned_see_what_is_due(test: TestRegistry) {
    let world = World::new(test).await;
    let registry = &world.test.registry;
    let all = DeadlineFilter::default();
    let count = async |caller: &Caller| count_obligations(registry, caller, &all).await.unwrap();
    let stranger = Caller::anonymous(Language::En);
    let elsewhere = world.test.party("ID", Kind::City, "Malang").await;
    assert_eq!((count(&stranger).await, count(&officer(elsewhere)).await), (0, 0));
    assert_eq!((count(&officer(world.home)).await, count(&officer(world.abroad)).await), (2, 1));
    assert_eq!(count(&Caller::system()).await, 2);
    let of_abroad = DeadlineFilter { party: Some(world.abroad), ..DeadlineFilter::default() };
    assert_eq!(count_obligations(registry, &officer(world.home), &of_abroad).await.unwrap(), 1);
    assert_eq!(count_obligations(registry, &officer(elsewhere), &of_abroad).await.unwrap(), 0);
    let observer = world.test.person("sari@example.org", world.home).await;
    assert_eq!(count(&observer).await, 2, "an observer sees what is due");
    assert_eq!(count_tasks(registry, &observer, Which::ALL).await.unwrap(), 0, "and has nothing to do");
    assert_eq!(count_tasks(registry, &officer(world.home), Which::ALL).await.unwrap(), 1);
}

async fn a_page_of_tasks_goes_on_where_the_last_one_ended(test: TestRegistry) {
    let world = World::new(test).await;
    world.sign().await;
    let registry = &world.test.registry;
    let partner = world.test.party("JP", Kind::City, "Kochi").await;
    register_initiative(registry, &officer(world.home), initiative(&[world.home, partner])).await.unwrap();
    let caller = officer(world.home);
    let mut walked = Vec::new();
    let mut after = None;
    loop {
        let page = Page::new(BY_DAY, Some(2), after.as_deref(), None, None).unwrap();
        let slice = tasks(registry, &caller, Which::ALL, &page).await.unwrap();
        after = slice.rows.last().map(|row| cursor(row).encode());
        walked.extend(slice.rows.iter().map(|row| row.due_on.map(|day| day.to_string())));
        if !slice.has_next {
            break;
        }
    }
    let mut sorted = walked.clone();
    sorted.sort_by_key(|day| (day.is_none(), day.clone()));
    assert_eq!((walked.len(), &walked), (5, &sorted), "what has no day comes last");
    assert_eq!(count_tasks(registry, &caller, Which::ALL).await.unwrap(), 5);
}
