//! What has taken place, or has begun.

use super::{at, forum, officer};
use entity::{
    Caller, Error, Reason,
    date::legal_today,
    exchange::{
        act::{ScheduleExchange, cancel_exchange, record_past_exchange, reschedule_exchange, schedule_exchange},
        find::{ExchangeFilter, exchanges},
        record::exchange,
        rule::{Course, When, course},
    },
    on_both_databases,
    page::{Direction, Page},
    place::record::Kind,
    policy::Visibility,
    testing::{TestRegistry, day, reasons, stranger},
    text::Language,
};
use std::collections::BTreeSet;
use uuid::Uuid;

on_both_databases!(
    what_took_place_comes_in_by_its_own_door,
    what_many_enter_at_once_comes_in_once,
    what_has_begun_is_not_moved,
    what_has_begun_is_held,
);

async fn what_took_place_comes_in_by_its_own_door(test: TestRegistry) {
    let [suwon, bandung] = [test.party("KR", Kind::City, "Suwon").await, test.party("ID", Kind::City, "Bandung").await];
    let partner = officer(&test, bandung).await;
    let registry = &test.registry;
    let mou = test.agreement([suwon, bandung], Visibility::Public).await;
    let when = When { starts_on: day("1998-05-04"), ..When::default() };
    let visit = ScheduleExchange {
        when: when.clone(),
        agreement: Some(mou),
        learners: vec![suwon],
        source: Some("Laporan tahunan 1998".into()),
        ..forum(bandung)
    };
    let past = record_past_exchange(registry, &partner, visit.clone()).await.unwrap().exchange;
    assert_eq!((past.agreement_id, past.source.as_deref()), (Some(mou), Some("Laporan tahunan 1998")));
    for (input, path, code) in [
        (ScheduleExchange { source: None, ..visit.clone() }, "source", "REQUIRED"),
        (
            // The day is not over.
            ScheduleExchange { when: When { starts_on: legal_today(registry.now()), ..when.clone() }, ..visit.clone() },
            "when.startsOn",
            "IN_THE_FUTURE",
        ),
        (
            ScheduleExchange { when: at("2026-12-10", "09:00:00", "Asia/Jakarta"), ..visit.clone() },
            "when.startsOn",
            "IN_THE_FUTURE",
        ),
        (
            ScheduleExchange { when: When { ends_on: Some(day("2151-01-01")), ..when }, ..visit.clone() },
            "when.endsOn",
            "TOO_FAR_AHEAD",
        ),
    ] {
        assert_eq!(reasons(record_past_exchange(registry, &partner, input).await), [(path.to_owned(), code)]);
    }
    let again = record_past_exchange(registry, &partner, visit.clone()).await;
    let Err(Error::Refused(refusals)) = again else { panic!("twice") };
    assert_eq!(refusals[0].reason, Reason::AlreadyThere { id: past.id });
    assert_eq!(reasons(schedule_exchange(registry, &partner, visit).await)[0].1, "IN_THE_PAST");
    assert!(test.mails().await.is_empty(), "nobody is mailed of what is over");
}

async fn what_many_enter_at_once_comes_in_once(test: TestRegistry) {
    let [suwon, bandung] = [test.party("KR", Kind::City, "Suwon").await, test.party("ID", Kind::City, "Bandung").await];
    let [here, there] = [officer(&test, bandung).await, officer(&test, suwon).await];
    for year in 1998..2003 {
        let visit = ScheduleExchange {
            when: When { starts_on: day(&format!("{year}-05-04")), ..When::default() },
            source: Some("Laporan tahunan".into()),
            ..forum(bandung)
        };
        let enter = async |caller: &Caller| record_past_exchange(&test.registry, caller, visit.clone()).await;
        let theirs = ScheduleExchange { owned_by: Some(suwon), host: None, ..visit.clone() };
        let enter_there = async || record_past_exchange(&test.registry, &there, theirs.clone()).await;
        let (one, two, three, four) = tokio::join!(enter(&here), enter(&here), enter_there(), enter_there());
        let done = [one, two, three, four].into_iter().filter(|entered| match entered {
            Ok(_) => true,
            Err(Error::Refused(refusals)) => {
                assert!(matches!(refusals[0].reason, Reason::AlreadyThere { .. }), "{refusals:?}");
                false
            }
            Err(error) => panic!("{error}"),
        });
        assert_eq!(done.count(), 1, "{year}");
    }
}

async fn what_has_begun_is_not_moved(test: TestRegistry) {
    let bandung = test.party("ID", Kind::City, "Bandung").await;
    let (registry, system) = (&test.registry, Caller::system());
    let past = ScheduleExchange {
        when: When { starts_on: day("1998-05-04"), ..When::default() },
        source: Some("Laporan tahunan 1998".into()),
        ..forum(bandung)
    };
    let past = record_past_exchange(registry, &system, past).await.unwrap().exchange;
    let soon = schedule_exchange(registry, &system, forum(bandung)).await.unwrap().exchange;
    test.clock.advance(soon.starts_at - registry.now());
    for exchange in [past, soon] {
        let ahead = at("2027-01-10", "09:00:00", "Asia/Jakarta");
        let moved = reschedule_exchange(registry, &system, exchange.id, exchange.revision, ahead).await;
        let Err(Error::Refused(refusals)) = moved else { panic!("moved: {:?}", exchange.title_en) };
        assert_eq!(refusals[0].reason.code(), "WRONG_STATE");
        assert!(refusals[0].reason.message(Language::En).contains("already held"), "{refusals:?}");
    }
}

async fn what_has_begun_is_held(test: TestRegistry) {
    let bandung = test.party("ID", Kind::City, "Bandung").await;
    let (registry, system) = (&test.registry, Caller::system());
    let whole_day = When { starts_on: legal_today(registry.now()), ..When::default() };
    let scheduled = async |when: When| {
        schedule_exchange(registry, &system, ScheduleExchange { when, ..forum(bandung) }).await.unwrap().exchange
    };
    let [begins, today, ahead, called_off] = [
        scheduled(forum(bandung).when).await,
        scheduled(whole_day).await,
        scheduled(at("2027-01-10", "09:00:00", "Asia/Jakarta")).await,
        scheduled(at("2026-12-01", "09:00:00", "Asia/Jakarta")).await,
    ];
    cancel_exchange(registry, &system, called_off.id, 1, "Banjir").await.unwrap();
    let standing = [(&begins, Course::Scheduled), (&today, Course::Scheduled), (&ahead, Course::Scheduled)];
    let check = async |standing: &[(&exchange::Model, Course)]| {
        for courses in [
            &[][..],
            &[Course::Scheduled],
            &[Course::Held],
            &[Course::Cancelled],
            &[Course::Scheduled, Course::Held],
            &[Course::Held, Course::Cancelled],
            &[Course::Scheduled, Course::Cancelled],
        ] {
            let filter = ExchangeFilter::default().that_are(courses);
            let page = Page::first(9);
            let listed = exchanges(registry, &stranger(), &filter, Direction::Ascending, &page).await.unwrap().rows;
            let found: BTreeSet<Uuid> = listed.iter().map(|one| one.id).collect();
            let called_off = (&called_off, Course::Cancelled);
            let all = standing.iter().chain([&called_off]);
            let expected = all.filter(|(_, course)| courses.contains(course)).map(|(one, _)| one.id);
            assert_eq!(found, expected.collect(), "{courses:?}");
            assert!(listed.iter().all(|one| courses.contains(&course(one, registry.now()))), "{courses:?}");
        }
    };
    check(&standing).await;
    test.clock.advance(begins.starts_at - registry.now());
    check(&[(&begins, Course::Held), (&today, Course::Held), (&ahead, Course::Scheduled)]).await;
}
