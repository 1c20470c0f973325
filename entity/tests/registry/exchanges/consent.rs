//! Who agreed to what is said of them.

use super::{files::row, *};
use entity::{
    agreement::{record::agreement_party, vitality::act::confirm_nothing_took_place},
    deadline::record::DeadlineKind,
    exchange::act::record_past_exchange,
    exchange::consent::act::{confirm_attachment, confirm_participation, decline_attachment, decline_participation},
    exchange::find::asked_agreements_of,
    exchange::import::{act::import_exchanges, record::ExchangeRow},
    exchange::record::Consent,
    obligation::find::BY_DAY,
    place::find::parties_by_id,
    request::{
        act::{Asked, NewRequest, ask},
        record::Wanted,
    },
    subject::{Subject, SubjectKind},
    task::find::{Which, tasks},
};

on_both_databases!(
    nobody_is_named_before_they_agreed,
    whoever_declines_is_no_longer_named,
    who_does_not_see_an_exchange_is_not_asked,
    only_parties_attach_exchanges,
    what_its_parties_cannot_see_waits_for_nobody,
    on_another_day_those_who_agreed_are_asked_again,
    one_keeper_asks_nobody_without_end,
    nobody_is_asked_without_end_by_another_door,
    who_took_part_answers_whenever_they_can,
    that_one_was_asked_and_declined_others_do_not_learn,
    what_took_place_by_the_word_of_others_is_not_undone_alone,
    what_serves_an_agreement_on_another_day_is_asked_again_and_can_be_declined_until_then,
);

async fn asked(test: &TestRegistry, caller: &Caller) -> Vec<(DeadlineKind, Option<Uuid>)> {
    let tasks =
        tasks(&test.registry, caller, Which::ALL, &Page::new(BY_DAY, None, None, None, None).unwrap()).await.unwrap();
    tasks.rows.iter().map(|task| (task.kind, task.exchange())).collect()
}

async fn nobody_is_named_before_they_agreed(test: TestRegistry) {
    let [suwon, bandung, bogor] = [("KR", "Suwon"), ("ID", "Bandung"), ("ID", "Bogor")];
    let suwon = test.party(suwon.0, Kind::City, suwon.1).await;
    let (bandung, bogor) = (test.party("ID", Kind::City, bandung.1).await, test.party("ID", Kind::City, bogor.1).await);
    let [organiser, host] = [officer(&test, suwon).await, officer(&test, bandung).await];
    let registry = &test.registry;
    let input = ScheduleExchange { owned_by: Some(suwon), learners: vec![bogor], ..forum(bandung) };
    let exchange = schedule_exchange(registry, &organiser, input).await.unwrap().exchange;
    let id = exchange.id;
    assert_eq!(exchange.host_id, None, "it is not published in the name of a host who was not asked");
    assert_eq!(exchange.country_code, None, "nor in its country");
    let parts = async |caller: &Caller| -> Vec<(Uuid, Consent)> {
        let found = participants_of(registry, caller, &[id]).await.unwrap().remove(&id).unwrap_or_default();
        found.into_iter().map(|(party, part)| (party.id, part.consent)).collect()
    };
    let stated = (bogor, Consent::Stated);
    assert_eq!(parts(&stranger()).await, [stated], "for Bogor nobody acts: it is shown as not confirmed");
    for caller in [&organiser, &host] {
        assert_eq!(parts(caller).await, [(bandung, Consent::Asked), stated]);
    }
    let listed = async |filter: ExchangeFilter| count_exchanges(registry, &stranger(), &filter).await.unwrap();
    let of_bandung = ExchangeFilter { region: vec![bandung], ..ExchangeFilter::default() };
    let said = ExchangeFilter { search: Some("bandung".into()), ..ExchangeFilter::default() };
    assert_eq!((listed(of_bandung.clone()).await, listed(said.clone()).await), (0, 0));
    assert_eq!(asked(&test, &host).await, [(DeadlineKind::Participation, Some(id))]);
    assert_eq!(asked(&test, &organiser).await, []);

    for (caller, party, code) in [
        (&organiser, Some(PartyId(bandung)), "NOT_ALLOWED"),
        (&organiser, Some(PartyId(suwon)), "NOT_FOUND"),
        (&organiser, None, "NOT_FOUND"),
    ] {
        assert_eq!(reasons(confirm_participation(registry, caller, id, party, 1).await)[0].1, code);
    }
    assert_eq!(reasons(confirm_participation(registry, &host, id, None, 0).await)[0].1, "STALE");
    let confirmed = confirm_participation(registry, &host, id, None, 1).await.unwrap();
    assert_eq!((confirmed.host_id, confirmed.revision), (Some(bandung), 2));
    assert_eq!(confirmed.country_code.as_deref(), Some("ID"));
    assert_eq!(parts(&stranger()).await, [(bandung, Consent::Confirmed), stated]);
    assert_eq!((listed(of_bandung).await, listed(said).await), (1, 1));
    assert_eq!(asked(&test, &host).await, []);
    assert_eq!(confirm_participation(registry, &host, id, None, 2).await.unwrap().revision, 2, "once is enough");
}

async fn whoever_declines_is_no_longer_named(test: TestRegistry) {
    let [suwon, bandung] = [test.party("KR", Kind::City, "Suwon").await, test.party("ID", Kind::City, "Bandung").await];
    let [organiser, host] = [officer(&test, suwon).await, officer(&test, bandung).await];
    let registry = &test.registry;
    for confirms in [false, true] {
        let input = ScheduleExchange { owned_by: Some(suwon), visibility: Visibility::Parties, ..forum(bandung) };
        let mut exchange = schedule_exchange(registry, &organiser, input).await.unwrap().exchange;
        if confirms {
            exchange = confirm_participation(registry, &host, exchange.id, None, 1).await.unwrap();
        }
        let declined = decline_participation(registry, &host, exchange.id, None, exchange.revision).await.unwrap();
        assert_eq!(declined.host_id, None);
        assert_eq!(participants_of(registry, &organiser, &[exchange.id]).await.unwrap().len(), 0);
        assert_eq!(asked(&test, &host).await, []);
        let again = decline_participation(registry, &host, exchange.id, None, declined.revision).await;
        assert_eq!(reasons(again), [("exchange".to_owned(), "NOT_FOUND")], "it is none of its exchanges any more");
        let feed = changes(registry, &host, &entity::journal::Feed::default(), &entity::page::Page::first(99))
            .await
            .unwrap()
            .rows;
        assert_eq!(feed.last().unwrap().act, "declineParticipation", "who left learns that it did");
    }
    let input = ScheduleExchange { owned_by: Some(suwon), ..forum(bandung) };
    let exchange = schedule_exchange(registry, &organiser, input).await.unwrap().exchange;
    cancel_exchange(registry, &organiser, exchange.id, 1, "Banjir").await.unwrap();
    assert_eq!(asked(&test, &host).await, [], "nobody answers on what was called off");
    assert_eq!(reasons(confirm_participation(registry, &host, exchange.id, None, 2).await)[0].1, "WRONG_STATE");
}

async fn who_does_not_see_an_exchange_is_not_asked(test: TestRegistry) {
    let [suwon, bandung] = [test.party("KR", Kind::City, "Suwon").await, test.party("ID", Kind::City, "Bandung").await];
    let [organiser, host] = [officer(&test, suwon).await, officer(&test, bandung).await];
    for (visibility, asks) in [(Visibility::Own, false), (Visibility::Parties, true)] {
        let input = ScheduleExchange { owned_by: Some(suwon), visibility, ..forum(bandung) };
        let exchange = schedule_exchange(&test.registry, &organiser, input).await.unwrap().exchange;
        let is_asked = asked(&test, &host).await.contains(&(DeadlineKind::Participation, Some(exchange.id)));
        assert_eq!(is_asked, asks, "{visibility:?}");
    }
}

async fn only_parties_attach_exchanges(test: TestRegistry) {
    let [suwon, bandung, kyoto] = [
        test.party("KR", Kind::City, "Suwon").await,
        test.party("ID", Kind::City, "Bandung").await,
        test.party("JP", Kind::City, "Kyoto").await,
    ];
    let [partner, foreign] = [officer(&test, bandung).await, officer(&test, kyoto).await];
    let registry = &test.registry;
    let mou = test.agreement([suwon, bandung], Visibility::Public).await;
    let under = |host| ScheduleExchange { agreement: Some(mou), ..forum(host) };
    let own = schedule_exchange(registry, &partner, under(bandung)).await.unwrap().exchange;
    assert_eq!((own.agreement_id, own.asked_agreement_id), (Some(mou), None), "a party attaches its own");

    let exchange = schedule_exchange(registry, &foreign, under(kyoto)).await.unwrap().exchange;
    assert_eq!((exchange.agreement_id, exchange.asked_agreement_id), (None, Some(mou)));
    let serving = ExchangeFilter { agreement: Some(mou), ..ExchangeFilter::default() };
    assert_eq!(count_exchanges(registry, &Caller::system(), &serving).await.unwrap(), 1);
    let told = async |caller: &Caller| asked_agreements_of(registry, caller, &[exchange.id]).await.unwrap().len();
    assert_eq!((told(&stranger()).await, told(&foreign).await, told(&partner).await), (0, 1, 1));
    assert_eq!(asked(&test, &partner).await, [(DeadlineKind::Attachment, Some(exchange.id))]);
    assert_eq!(reasons(confirm_attachment(registry, &foreign, exchange.id, 1).await)[0].1, "NOT_ALLOWED");
    let outsider = officer(&test, test.party("ID", Kind::City, "Malang").await).await;
    for id in [exchange.id, own.id] {
        let told = reasons(confirm_attachment(registry, &outsider, id, 1).await);
        assert_eq!(told, [("exchange".to_owned(), "NOTHING_ASKED")], "whoever is not concerned learns of no question");
    }
    let fed = async |caller: &Caller| {
        changes(registry, caller, &entity::journal::Feed::default(), &entity::page::Page::first(99))
            .await
            .unwrap()
            .rows
            .len()
    };
    let [before, partner_before] = [fed(&outsider).await, fed(&partner).await];
    let declined = decline_attachment(registry, &partner, exchange.id, 1).await.unwrap();
    assert_eq!((declined.agreement_id, declined.asked_agreement_id), (None, None));
    assert_eq!([fed(&outsider).await, fed(&partner).await], [before, partner_before + 1], "nor of an answer");
    assert_eq!(reasons(confirm_attachment(registry, &partner, exchange.id, 2).await)[0].1, "NOTHING_ASKED");

    let exchange = schedule_exchange(registry, &foreign, under(kyoto)).await.unwrap().exchange;
    let confirmed = confirm_attachment(registry, &partner, exchange.id, 1).await.unwrap();
    assert_eq!((confirmed.agreement_id, confirmed.asked_agreement_id), (Some(mou), None));
    assert_eq!(count_exchanges(registry, &Caller::system(), &serving).await.unwrap(), 2);
    assert_eq!(asked(&test, &partner).await, []);
}

async fn what_its_parties_cannot_see_waits_for_nobody(test: TestRegistry) {
    let [suwon, bandung, kyoto] = [
        test.party("KR", Kind::City, "Suwon").await,
        test.party("ID", Kind::City, "Bandung").await,
        test.party("JP", Kind::City, "Kyoto").await,
    ];
    officer(&test, bandung).await;
    let foreign = officer(&test, kyoto).await;
    let mou = test.agreement([suwon, bandung], Visibility::Public).await;
    for visibility in [Visibility::Own, Visibility::Parties, Visibility::Restricted] {
        let hidden = ScheduleExchange { agreement: Some(mou), visibility, ..forum(kyoto) };
        let refused = reasons(schedule_exchange(&test.registry, &foreign, hidden.clone()).await);
        let hidden_too = ("visibility".to_owned(), "NOT_ALLOWED");
        let expected = [hidden_too].into_iter().filter(|_| visibility == Visibility::Restricted);
        let expected: Vec<_> = expected.chain([("agreement".to_owned(), "HIDDEN_FROM_PARTIES")]).collect();
        assert_eq!(refused, expected, "{visibility:?}");
        let to_one = ScheduleExchange { learners: vec![suwon], ..hidden };
        let done = schedule_exchange(&test.registry, &foreign, to_one).await.is_ok();
        assert_eq!(done, visibility == Visibility::Parties, "{visibility:?}");
    }
}

async fn on_another_day_those_who_agreed_are_asked_again(test: TestRegistry) {
    let [suwon, bandung, bogor] = [
        test.party("KR", Kind::City, "Suwon").await,
        test.party("ID", Kind::City, "Bandung").await,
        test.party("ID", Kind::City, "Bogor").await,
    ];
    let [organiser, host] = [officer(&test, suwon).await, officer(&test, bandung).await];
    let registry = &test.registry;
    let parts = async |id: Uuid| -> Vec<(Uuid, Consent)> {
        let found = participants_of(registry, &Caller::system(), &[id]).await.unwrap().remove(&id).unwrap_or_default();
        found.into_iter().map(|(party, part)| (party.id, part.consent)).collect()
    };
    let all = |bandung_says| [(bandung, bandung_says), (bogor, Consent::Stated), (suwon, Consent::Confirmed)];
    let input = ScheduleExchange {
        owned_by: Some(suwon),
        champions: vec![suwon],
        learners: vec![bogor],
        when: at("2026-12-10", "09:00:00", "Asia/Jakarta"),
        ..forum(bandung)
    };
    let exchange = schedule_exchange(registry, &organiser, input).await.unwrap().exchange;
    let agreed = confirm_participation(registry, &host, exchange.id, None, exchange.revision).await.unwrap();
    let move_to = async |revision, when| {
        reschedule_exchange(registry, &organiser, exchange.id, revision, when).await.unwrap().exchange
    };
    let later = move_to(agreed.revision, at("2026-12-10", "13:00:00", "Asia/Jakarta")).await;
    assert_eq!(
        (later.host_id, parts(later.id).await),
        (Some(bandung), all(Consent::Confirmed).to_vec()),
        "it is that day"
    );
    let moved = move_to(later.revision, at("2026-12-11", "13:00:00", "Asia/Jakarta")).await;
    assert_eq!((moved.host_id, parts(moved.id).await), (None, all(Consent::Asked).to_vec()));
    assert_eq!(asked(&test, &host).await, [(DeadlineKind::Participation, Some(moved.id))]);
    let again = confirm_participation(registry, &host, moved.id, None, moved.revision).await.unwrap();
    assert_eq!(again.host_id, Some(bandung));
    // Where a file moves one, too.
    let name = parties_by_id(registry, &[bandung]).await.unwrap()[&bandung].slug.clone();
    let visit = |id: Option<Uuid>, start: &str| ExchangeRow {
        host: name.clone(),
        exchange: id.map(|id| id.to_string()).unwrap_or_default(),
        ..row(2, "Visit", start, "", "")
    };
    let bring = async |row| import_exchanges(registry, &Caller::system(), vec![row], "file", false).await.unwrap();
    bring(visit(None, "1998-05-04")).await;
    let filter = ExchangeFilter { search: Some("visit".into()), ..ExchangeFilter::default() };
    let find = async || {
        let page = Page::first(9);
        let found = exchanges(registry, &Caller::system(), &filter, Direction::Ascending, &page).await;
        found.unwrap().rows.remove(0)
    };
    let known = find().await;
    confirm_participation(registry, &host, known.id, None, known.revision).await.unwrap();
    assert_eq!(find().await.host_id, Some(bandung));
    bring(visit(Some(known.id), "1998-05-05")).await;
    assert_eq!((find().await.host_id, parts(known.id).await), (None, vec![(bandung, Consent::Asked)]));
}

async fn that_one_was_asked_and_declined_others_do_not_learn(test: TestRegistry) {
    let [suwon, bandung, kyoto] = [
        test.party("KR", Kind::City, "Suwon").await,
        test.party("ID", Kind::City, "Bandung").await,
        test.party("JP", Kind::City, "Kyoto").await,
    ];
    let [organiser, host, asked] =
        [officer(&test, suwon).await, officer(&test, bandung).await, officer(&test, kyoto).await];
    let registry = &test.registry;
    let input = ScheduleExchange {
        owned_by: Some(suwon),
        learners: vec![kyoto],
        visibility: Visibility::Parties,
        ..forum(bandung)
    };
    let exchange = schedule_exchange(registry, &organiser, input).await.unwrap().exchange;
    let question = |of: Uuid| NewRequest {
        about: Subject::new(SubjectKind::Exchange, exchange.id),
        wants: Wanted::Fact,
        text: "Ikut?".into(),
        party: bandung,
        asked: Asked::Party(of),
        due_on: exchange.starts_on,
    };
    confirm_participation(registry, &host, exchange.id, None, 1).await.unwrap();
    let hidden = [("of.party".to_owned(), "HIDDEN_FROM_ASKED")];
    assert_eq!(reasons(ask(registry, &host, &question(kyoto)).await), hidden, "whether Kyoto was asked");
    let declined = decline_participation(registry, &asked, exchange.id, None, 2).await.unwrap();
    assert_eq!((declined.revision, declined.updated_at), (2, exchange.updated_at), "nor by a number");
    ask(registry, &host, &question(suwon)).await.unwrap();
}

async fn what_took_place_by_the_word_of_others_is_not_undone_alone(test: TestRegistry) {
    let [suwon, bandung] = [test.party("KR", Kind::City, "Suwon").await, test.party("ID", Kind::City, "Bandung").await];
    let [keeper, partner] = [officer(&test, suwon).await, officer(&test, bandung).await];
    let registry = &test.registry;
    let mou = test.agreement([suwon, bandung], Visibility::Public).await;
    for (of, party) in [(&keeper, suwon), (&partner, bandung)] {
        let revision = entity::agreement::find::agreements_by_id(registry, of, &[mou]).await.unwrap()[&mou].revision;
        confirm_nothing_took_place(registry, of, mou, Some(PartyId(party)), revision).await.unwrap();
    }
    let past = ScheduleExchange {
        when: When { starts_on: day("2026-10-01"), ..When::default() },
        source: Some("Laporan".into()),
        learners: vec![bandung],
        agreement: Some(mou),
        ..forum(suwon)
    };
    let held = record_past_exchange(registry, &keeper, past.clone()).await.unwrap().exchange;
    let said: Vec<_> = agreement_party::Entity::find().all(&registry.db).await.unwrap();
    let said = |party: Uuid| said.iter().any(|part| part.party_id == party && part.nothing_until.is_some());
    assert_eq!((said(suwon), said(bandung)), (false, true), "who says that something did, no longer says the contrary");
    let held = confirm_participation(registry, &partner, held.id, None, held.revision).await.unwrap();
    let undone = cancel_exchange(registry, &keeper, held.id, held.revision, "tidak jadi").await;
    assert_eq!(reasons(undone)[0].1, "WRONG_STATE");
    assert_eq!(
        reasons(decline_participation(registry, &partner, held.id, None, held.revision).await)[0].1,
        "WRONG_STATE"
    );
    let alone =
        ScheduleExchange { agreement: None, when: When { starts_on: day("2026-10-02"), ..When::default() }, ..past };
    let alone = record_past_exchange(registry, &keeper, alone).await.unwrap().exchange;
    cancel_exchange(registry, &keeper, alone.id, alone.revision, "salah catat").await.unwrap();

    let announced = ScheduleExchange { learners: vec![bandung], ..forum(suwon) };
    let announced = schedule_exchange(registry, &keeper, announced).await.unwrap().exchange;
    let agreed = confirm_participation(registry, &partner, announced.id, None, announced.revision).await.unwrap();
    test.clock.advance(agreed.starts_at - registry.now() + Duration::days(13));
    let other = schedule_exchange(
        registry,
        &keeper,
        ScheduleExchange {
            when: at("2027-06-01", "09:00:00", "Asia/Jakarta"),
            learners: vec![bandung],
            ..forum(suwon)
        },
    );
    let other = other.await.unwrap().exchange;
    let other = confirm_participation(registry, &partner, other.id, None, other.revision).await.unwrap();
    cancel_exchange(registry, &keeper, agreed.id, agreed.revision, "hujan").await.unwrap();
    test.clock.advance(other.starts_at - registry.now() + Duration::days(15));
    let late = cancel_exchange(registry, &keeper, other.id, other.revision, "hujan").await;
    assert_eq!(reasons(late)[0].1, "WRONG_STATE");
}

async fn what_serves_an_agreement_on_another_day_is_asked_again_and_can_be_declined_until_then(test: TestRegistry) {
    let [suwon, bandung, kyoto] = [
        test.party("KR", Kind::City, "Suwon").await,
        test.party("ID", Kind::City, "Bandung").await,
        test.party("JP", Kind::City, "Kyoto").await,
    ];
    let [partner, other, stranger] =
        [officer(&test, bandung).await, officer(&test, suwon).await, officer(&test, kyoto).await];
    let registry = &test.registry;
    let mou = test.agreement([suwon, bandung], Visibility::Public).await;
    let under =
        ScheduleExchange { agreement: Some(mou), when: at("2026-12-10", "09:00:00", "Asia/Jakarta"), ..forum(kyoto) };
    let exchange = schedule_exchange(registry, &stranger, under).await.unwrap().exchange;
    let attached = confirm_attachment(registry, &partner, exchange.id, 1).await.unwrap();
    let later = at("2026-12-20", "09:00:00", "Asia/Jakarta");
    let moved = reschedule_exchange(registry, &stranger, exchange.id, attached.revision, later).await.unwrap().exchange;
    assert_eq!((moved.agreement_id, moved.asked_agreement_id), (None, Some(mou)));
    let attached = confirm_attachment(registry, &partner, moved.id, moved.revision).await.unwrap();
    let declined = decline_attachment(registry, &other, moved.id, attached.revision).await.unwrap();
    assert_eq!((declined.agreement_id, declined.asked_agreement_id), (None, None), "the other party objects");
}

/// What Suwon records of the past, in the year `number`.
fn held(number: i32, host: Uuid) -> ScheduleExchange {
    ScheduleExchange {
        when: When { starts_on: day(&format!("{}-10-01", 1960 + number)), ..When::default() },
        source: Some("Laporan".into()),
        ..forum(host)
    }
}

async fn nobody_is_asked_without_end_by_another_door(test: TestRegistry) {
    let [suwon, bandung, kyoto] = [
        test.party("KR", Kind::City, "Suwon").await,
        test.party("ID", Kind::City, "Bandung").await,
        test.party("JP", Kind::City, "Kyoto").await,
    ];
    let [keeper, stranger] = [officer(&test, suwon).await, officer(&test, kyoto).await];
    officer(&test, bandung).await;
    let registry = &test.registry;
    let past = |number, learners: &[Uuid]| ScheduleExchange { learners: learners.to_vec(), ..held(number, suwon) };
    for number in 0..50 {
        record_past_exchange(registry, &keeper, past(number, &[bandung])).await.unwrap();
    }
    assert_eq!(reasons(record_past_exchange(registry, &keeper, past(50, &[bandung])).await)[0].1, "TOO_MANY_OPEN");
    record_past_exchange(registry, &keeper, past(50, &[])).await.unwrap();

    let mou = test.agreement([suwon, bandung], Visibility::Public).await;
    let serving = || ScheduleExchange { agreement: Some(mou), ..forum(kyoto) };
    for _ in 0..50 {
        schedule_exchange(registry, &stranger, serving()).await.unwrap();
    }
    assert_eq!(reasons(schedule_exchange(registry, &stranger, serving()).await)[0].1, "TOO_MANY_OPEN");
    schedule_exchange(registry, &stranger, forum(kyoto)).await.unwrap();
}

async fn who_took_part_answers_whenever_they_can(test: TestRegistry) {
    let [suwon, bandung] = [test.party("KR", Kind::City, "Suwon").await, test.party("ID", Kind::City, "Bandung").await];
    let [keeper, guest] = [officer(&test, suwon).await, officer(&test, bandung).await];
    let registry = &test.registry;
    let past = ScheduleExchange { learners: vec![bandung], ..held(40, suwon) };
    let past = record_past_exchange(registry, &keeper, past).await.unwrap().exchange;
    let ahead = ScheduleExchange { learners: vec![bandung], ..forum(suwon) };
    let ahead = schedule_exchange(registry, &keeper, ahead).await.unwrap().exchange;
    let page = Page::new(BY_DAY, None, None, None, None).unwrap();
    let tasks = tasks(registry, &guest, Which::ALL, &page).await.unwrap().rows;
    let due = |id| tasks.iter().find(|task| task.exchange() == Some(id)).unwrap().due_on;
    assert_eq!(due(past.id), None, "nothing is late of what is over");
    assert!(due(ahead.id).is_some());
}

async fn one_keeper_asks_nobody_without_end(test: TestRegistry) {
    let [suwon, bandung, bogor] = [
        test.party("KR", Kind::City, "Suwon").await,
        test.party("ID", Kind::City, "Bandung").await,
        test.party("ID", Kind::City, "Bogor").await,
    ];
    let [keeper, asked] = [officer(&test, suwon).await, officer(&test, bandung).await];
    officer(&test, bogor).await;
    let invite = async |guest| {
        schedule_exchange(&test.registry, &keeper, ScheduleExchange { learners: vec![guest], ..forum(suwon) }).await
    };
    for _ in 0..49 {
        invite(bandung).await.unwrap();
    }
    let answered = invite(bandung).await.unwrap().exchange;
    assert_eq!(reasons(invite(bandung).await)[0].1, "TOO_MANY_OPEN");
    invite(bogor).await.unwrap();
    decline_participation(&test.registry, &asked, answered.id, None, answered.revision).await.unwrap();
    invite(bandung).await.unwrap();
}
