//! Exchanges on the calendar: scheduled, moved, called off, read, and brought in from a file.

mod consent;
mod files;
mod identity;
mod past;

use chrono::{DateTime, Duration, Utc};
use entity::{
    Caller, Error, Reason,
    account::record::membership,
    exchange::{
        act::{ScheduleExchange, cancel_exchange, reschedule_exchange, schedule_exchange},
        find::{
            BY_START, ExchangeFilter, count_exchanges, cursor, exchanges, exchanges_by_id, exchanges_of_parties,
            participants_of,
        },
        record::{ExchangeRole, Format, Method, Status, exchange},
        rule::When,
    },
    journal::{Audience, changes},
    on_both_databases,
    page::{Direction, Page},
    place::record::Kind,
    policy::{Role, Visibility},
    subject::PartyId,
    testing::{TestRegistry, day, moment, reasons, stranger, who},
    text::LocalText,
    zone::tzdb_version,
};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, EntityTrait};
use uuid::Uuid;

on_both_databases!(
    an_exchange_is_scheduled_and_read,
    what_is_wrong_is_said_at_once,
    only_who_keeps_it_may_change_it,
    moving_raises_the_generation_only_when_the_start_moves,
    of_two_who_move_one_wins,
    a_cancelled_exchange_stays,
    hidden_exchanges_leave_no_trace,
    lists_are_half_open_and_paged,
    lists_of_many_parties_come_in_one,
    words_lead_to_exchanges,
    hostile_texts_are_kept_harmless,
    exchanges_are_planned_for_five_years_at_most,
);

fn at(day: &str, time: &str, zone: &str) -> When {
    When {
        starts_on: day.parse().unwrap(),
        start_time: Some(time.parse().unwrap()),
        time_zone: Some(zone.into()),
        ..When::default()
    }
}

fn forum(host: Uuid) -> ScheduleExchange {
    ScheduleExchange {
        title: LocalText { id: Some("Forum Kota Cerdas".into()), en: Some("Smart City Forum".into()) },
        method: Method::Forum,
        format: Format::Onsite,
        when: at("2026-12-10", "09:00:00", "Asia/Jakarta"),
        place: Some("Balai Kota".into()),
        country: None,
        host: Some(host),
        champions: Vec::new(),
        learners: Vec::new(),
        agreement: None,
        note: None,
        visibility: Visibility::Public,
        owned_by: None,
        source: None,
    }
}

async fn an_exchange_is_scheduled_and_read(test: TestRegistry) {
    let bandung = test.party("ID", Kind::City, "Bandung").await;
    let suwon = test.party("KR", Kind::City, "Suwon").await;
    let input = ScheduleExchange {
        champions: vec![bandung],
        learners: vec![suwon, suwon],
        when: at("2026-12-10", "09:00:00", "America/Vancouver"),
        ..forum(bandung)
    };
    let officer = who(Role::ForumOrganiser, Some(bandung));
    let scheduled = schedule_exchange(&test.registry, &officer, input).await.unwrap();
    assert!(!scheduled.ambiguous);
    let id = scheduled.exchange.id;
    let read = exchanges_by_id(&test.registry, &stranger(), &[id]).await.unwrap().remove(&id).unwrap();
    assert_eq!(read, scheduled.exchange, "what is returned is what is kept");
    assert_eq!(read.starts_at, moment("2026-12-10T16:00:00Z"));
    assert_eq!((read.country_code.as_deref(), read.owner_id), (Some("ID"), Some(bandung)));
    assert_eq!((read.generation, read.revision, &*read.tzdb_version), (0, 1, tzdb_version()));
    assert_eq!(read.uid, id.to_string());
    let parts = participants_of(&test.registry, &stranger(), &[id]).await.unwrap().remove(&id).unwrap();
    let parts: Vec<_> = parts.iter().map(|(party, role)| (party.id, role.role)).collect();
    let expected = [(bandung, ExchangeRole::Champion), (bandung, ExchangeRole::Host), (suwon, ExchangeRole::Learner)];
    assert_eq!(parts, expected);
    let feed = changes(&test.registry, &stranger(), &entity::journal::Feed::default(), &entity::page::Page::first(9))
        .await
        .unwrap()
        .rows;
    assert_eq!((feed.len(), &*feed[0].act, feed[0].subject_id), (1, "scheduleExchange", id));
    let twice = ScheduleExchange { when: at("2027-10-31", "02:30:00", "Europe/Berlin"), ..forum(bandung) };
    assert!(schedule_exchange(&test.registry, &officer, twice).await.unwrap().ambiguous);
}

async fn what_is_wrong_is_said_at_once(test: TestRegistry) {
    let bandung = test.party("ID", Kind::City, "Bandung").await;
    let nobody = Uuid::from_u128(404);
    let input = ScheduleExchange {
        title: LocalText { id: Some(" \u{0} ".into()), en: Some("x".repeat(301)) },
        place: None,
        country: Some("I\u{0}".into()),
        champions: vec![bandung, nobody],
        learners: vec![bandung],
        agreement: Some(nobody),
        note: Some("é".repeat(4_001)),
        when: at("2027-03-28", "02:30:00", "Europe/Berlin"),
        ..forum(bandung)
    };
    let refused = reasons(schedule_exchange(&test.registry, &Caller::system(), input).await);
    let expected = [
        ("title.en", "TOO_LONG"),
        ("place", "REQUIRED"),
        ("note", "TOO_LONG"),
        ("champions.1", "NOT_FOUND"),
        ("learners.0", "BOTH_ROLES"),
        ("country", "UNKNOWN_COUNTRY"),
        ("agreement", "NOT_FOUND"),
        ("when.startTime", "NO_SUCH_LOCAL_TIME"),
    ];
    assert_eq!(refused, expected.map(|(path, code)| (path.to_owned(), code)));
    let cases = [
        (ScheduleExchange { title: LocalText::default(), ..forum(bandung) }, "title", "REQUIRED"),
        (ScheduleExchange { host: Some(nobody), ..forum(bandung) }, "host", "NOT_FOUND"),
        (ScheduleExchange { owned_by: Some(nobody), ..forum(bandung) }, "ownedBy", "NOT_FOUND"),
        (ScheduleExchange { country: Some("QQ".into()), ..forum(bandung) }, "country", "UNKNOWN_COUNTRY"),
        (ScheduleExchange { learners: vec![bandung; 201], ..forum(bandung) }, "learners", "OUT_OF_RANGE"),
        (
            ScheduleExchange { when: at("2026-11-21", "14:59:00", "Asia/Jakarta"), ..forum(bandung) },
            "when.startsOn",
            "IN_THE_PAST",
        ),
        (
            ScheduleExchange { when: at("2026-12-01", "09:00:00", "WIB"), ..forum(bandung) },
            "when.timeZone",
            "UNKNOWN_TIME_ZONE",
        ),
    ];
    for (input, path, code) in cases {
        let refused = reasons(schedule_exchange(&test.registry, &Caller::system(), input).await);
        assert_eq!(refused, [(path.to_owned(), code)]);
    }
    let today = When { starts_on: "2026-11-21".parse().unwrap(), ..When::default() };
    let all_day = ScheduleExchange { when: today, ..forum(bandung) };
    assert!(schedule_exchange(&test.registry, &Caller::system(), all_day).await.is_ok(), "today is not over");
}

async fn only_who_keeps_it_may_change_it(test: TestRegistry) {
    let bandung = test.party("ID", Kind::City, "Bandung").await;
    let suwon = test.party("KR", Kind::City, "Suwon").await;
    let code = |result| reasons::<()>(result).remove(0).1;
    let schedule = async |caller: Caller| schedule_exchange(&test.registry, &caller, forum(bandung)).await;
    assert_eq!(code(schedule(who(Role::Observer, Some(bandung))).await.map(|_| ())), "NOT_ALLOWED");
    let guest = schedule(who(Role::ForumOrganiser, Some(suwon))).await.unwrap().exchange;
    assert_eq!(guest.owner_id, Some(suwon), "whoever says nothing keeps it");
    let for_bandung = ScheduleExchange { owned_by: Some(bandung), ..forum(bandung) };
    let refused = schedule_exchange(&test.registry, &who(Role::ForumOrganiser, Some(suwon)), for_bandung).await;
    assert_eq!(code(refused.map(|_| ())), "NOT_ALLOWED");
    assert_eq!(code(schedule(stranger()).await.map(|_| ())), "SIGN_IN_FIRST");
    let of_nobody = ScheduleExchange { host: None, ..forum(bandung) };
    let officer = who(Role::ForumOrganiser, Some(bandung));
    let own = schedule_exchange(&test.registry, &officer, of_nobody.clone()).await.unwrap().exchange;
    assert_eq!(own.owner_id, Some(bandung));
    let mut of_two = officer.clone();
    of_two.memberships.extend(who(Role::ForumOrganiser, Some(suwon)).memberships);
    let refused = schedule_exchange(&test.registry, &of_two, of_nobody.clone()).await;
    assert_eq!(code(refused.map(|_| ())), "NOT_ALLOWED", "what nobody keeps needs a role in the whole registry");
    assert!(schedule_exchange(&test.registry, &who(Role::ForumOrganiser, None), of_nobody).await.is_ok());

    let kept_by_suwon = ScheduleExchange { owned_by: Some(suwon), ..forum(bandung) };
    assert!(schedule_exchange(&test.registry, &officer, kept_by_suwon.clone()).await.is_err());
    let keeper = who(Role::Coordinator, Some(suwon));
    let exchange = schedule_exchange(&test.registry, &keeper, kept_by_suwon).await.unwrap().exchange;
    let when = at("2026-12-11", "09:00:00", "Asia/Jakarta");
    let moved = reschedule_exchange(&test.registry, &officer, exchange.id, 1, when.clone()).await;
    assert_eq!(code(moved.map(|_| ())), "NOT_ALLOWED");
    assert_eq!(code(cancel_exchange(&test.registry, &officer, exchange.id, 1, "x").await.map(|_| ())), "NOT_ALLOWED");
    assert!(reschedule_exchange(&test.registry, &keeper, exchange.id, 1, when).await.is_ok());
}

async fn moving_raises_the_generation_only_when_the_start_moves(test: TestRegistry) {
    let bandung = test.party("ID", Kind::City, "Bandung").await;
    let system = Caller::system();
    let id = schedule_exchange(&test.registry, &system, forum(bandung)).await.unwrap().exchange.id;
    let start = at("2026-12-10", "09:00:00", "Asia/Jakarta");
    let move_to =
        async |revision, when| reschedule_exchange(&test.registry, &system, id, revision, when).await.unwrap().exchange;
    let same = move_to(1, start.clone()).await;
    assert_eq!((same.revision, same.generation), (1, 0), "nothing has changed");
    let longer = move_to(1, When { end_time: Some("12:00:00".parse().unwrap()), ..start.clone() }).await;
    assert_eq!((longer.revision, longer.generation), (2, 0));
    assert_eq!(longer.ends_at, Some(moment("2026-12-10T05:00:00Z")));
    let renamed = move_to(2, When { time_zone: Some("Asia/Bangkok".into()), ..start.clone() }).await;
    assert_eq!((renamed.generation, renamed.ends_at), (0, None), "the same moment in another zone");
    let moved = move_to(3, at("2026-12-17", "09:00:00", "Asia/Jakarta")).await;
    assert_eq!((moved.revision, moved.generation, moved.uid.clone()), (4, 1, id.to_string()));
    let past = reschedule_exchange(&test.registry, &system, id, 4, at("2026-11-01", "09:00:00", "Asia/Jakarta")).await;
    assert_eq!(reasons(past), [("when.startsOn".to_owned(), "IN_THE_PAST")]);
    let feed = changes(&test.registry, &stranger(), &entity::journal::Feed::default(), &entity::page::Page::first(9))
        .await
        .unwrap()
        .rows;
    assert_eq!(feed.len(), 4, "one entry for each change");
}

async fn of_two_who_move_one_wins(test: TestRegistry) {
    let bandung = test.party("ID", Kind::City, "Bandung").await;
    let id = schedule_exchange(&test.registry, &Caller::system(), forum(bandung)).await.unwrap().exchange.id;
    let tasks: Vec<_> = (11..17)
        .map(|day| {
            let registry = test.registry.clone();
            let when = at(&format!("2026-12-{day}"), "09:00:00", "Asia/Jakarta");
            tokio::spawn(async move { reschedule_exchange(&registry, &Caller::system(), id, 1, when).await })
        })
        .collect();
    let (mut won, mut stale) = (0, 0);
    for task in tasks {
        match task.await.unwrap() {
            Ok(_) => won += 1,
            Err(Error::Refused(refusals)) => {
                let moved = matches!(&refusals[0].reason, Reason::Stale { current: 2, acts, .. } if acts == "move the exchange");
                assert!(moved, "{refusals:?}");
                stale += 1;
            }
            Err(error) => panic!("{error}"),
        }
    }
    assert_eq!((won, stale), (1, 5));
    let gone = reschedule_exchange(&test.registry, &Caller::system(), bandung, 1, When::default()).await;
    assert_eq!(reasons(gone), [("exchange".to_owned(), "NOT_FOUND")]);
}

async fn a_cancelled_exchange_stays(test: TestRegistry) {
    let bandung = test.party("ID", Kind::City, "Bandung").await;
    let system = Caller::system();
    let id = schedule_exchange(&test.registry, &system, forum(bandung)).await.unwrap().exchange.id;
    for reason in ["", " \n\u{7} "] {
        let refused = cancel_exchange(&test.registry, &system, id, 1, reason).await;
        assert_eq!(reasons(refused), [("reason".to_owned(), "REQUIRED")]);
    }
    let stale = cancel_exchange(&test.registry, &system, id, 0, "Banjir").await;
    assert_eq!(reasons(stale), [("expectedRevision".to_owned(), "STALE")]);
    let cancelled = cancel_exchange(&test.registry, &system, id, 1, "Banjir").await.unwrap();
    assert_eq!((cancelled.status, cancelled.revision), (Status::Cancelled, 2));
    let filter = ExchangeFilter { status: Some(vec![Status::Cancelled]), ..ExchangeFilter::default() };
    let listed = exchanges(&test.registry, &stranger(), &filter, Direction::Ascending, &Page::first(9)).await.unwrap();
    assert_eq!(listed.rows, [cancelled]);
    for revision in [1, 2] {
        let again = cancel_exchange(&test.registry, &system, id, revision, "Banjir").await;
        let code = if revision == 1 { "STALE" } else { "WRONG_STATE" };
        assert_eq!(reasons(again)[0].1, code);
    }
    let moved = reschedule_exchange(&test.registry, &system, id, 2, at("2026-12-17", "09:00:00", "Asia/Jakarta")).await;
    assert_eq!(reasons(moved)[0].1, "WRONG_STATE");
}

async fn hidden_exchanges_leave_no_trace(test: TestRegistry) {
    let bandung = test.party("ID", Kind::City, "Bandung").await;
    let suwon = test.party("KR", Kind::City, "Suwon").await;
    let bogor = test.party("ID", Kind::City, "Bogor").await;
    let mut ids = Vec::new();
    for visibility in [Visibility::Public, Visibility::Parties, Visibility::Own, Visibility::Restricted] {
        let input = ScheduleExchange { visibility, learners: vec![suwon], ..forum(bandung) };
        ids.push(schedule_exchange(&test.registry, &Caller::system(), input).await.unwrap().exchange.id);
    }
    let viewers = [
        (stranger(), 1),
        (who(Role::OrgAdmin, Some(bogor)), 1),
        (who(Role::PartnerReader, Some(suwon)), 2),
        (who(Role::Observer, Some(bandung)), 3),
        (who(Role::NationalReviewer, None), 4),
        (Caller::system(), 4),
    ];
    for (viewer, sees) in viewers {
        let filter = ExchangeFilter { search: Some("forum".into()), region: vec![suwon], ..ExchangeFilter::default() };
        let listed = exchanges(&test.registry, &viewer, &filter, Direction::Ascending, &Page::first(9)).await.unwrap();
        assert_eq!(listed.rows.len(), sees, "{viewer:?}");
        assert_eq!(count_exchanges(&test.registry, &viewer, &filter).await.unwrap(), sees as u64);
        assert_eq!(exchanges_by_id(&test.registry, &viewer, &ids).await.unwrap().len(), sees);
        let of_suwon = exchanges_of_parties(
            &test.registry,
            &viewer,
            &[suwon],
            &filter,
            Direction::Ascending,
            &entity::page::Page::first(9),
        )
        .await
        .unwrap();
        assert_eq!(of_suwon[&suwon].rows.len(), sees);
        assert_eq!(
            changes(&test.registry, &viewer, &entity::journal::Feed::default(), &entity::page::Page::first(9))
                .await
                .unwrap()
                .rows
                .len(),
            sees
        );
    }
    let reader = who(Role::Coordinator, Some(suwon));
    let hidden = cancel_exchange(&test.registry, &reader, ids[2], 1, "x").await;
    let none = cancel_exchange(&test.registry, &reader, Uuid::from_u128(404), 1, "x").await;
    assert_eq!(reasons(hidden), reasons(none), "what is hidden reads like what is not there");
    let feed =
        changes(&test.registry, &Caller::system(), &entity::journal::Feed::default(), &entity::page::Page::first(9))
            .await
            .unwrap()
            .rows;
    let audiences: Vec<_> = feed.iter().map(|entry| entry.audience).collect();
    assert_eq!(audiences, [Audience::Public, Audience::Parties, Audience::Parties, Audience::Internal]);
}

async fn lists_are_half_open_and_paged(test: TestRegistry) {
    let bandung = test.party("ID", Kind::City, "Bandung").await;
    for day in [11, 12, 13, 14] {
        let input = ScheduleExchange {
            when: at(&format!("2026-12-{day}"), "07:00:00", "Asia/Jakarta"),
            method: if day == 13 { Method::Webinar } else { Method::Forum },
            format: if day == 13 { Format::Online } else { Format::Onsite },
            ..forum(bandung)
        };
        schedule_exchange(&test.registry, &Caller::system(), input).await.unwrap();
    }
    let days = async |filter: ExchangeFilter, direction, page: Page| {
        let found = exchanges(&test.registry, &stranger(), &filter, direction, &page).await.unwrap();
        let days = found.rows.iter().map(|row| row.starts_on.format("%d").to_string().parse::<u32>().unwrap());
        (days.collect::<Vec<_>>(), found.rows.iter().map(|row| cursor(row).encode()).collect::<Vec<_>>())
    };
    let all = ExchangeFilter::default;
    let stretch = ExchangeFilter {
        starts_from: Some(moment("2026-12-12T00:00:00Z")),
        starts_before: Some(moment("2026-12-14T00:00:00Z")),
        ..all()
    };
    assert_eq!(days(stretch, Direction::Ascending, Page::first(9)).await.0, [12, 13], "from is in, before is out");
    let ever = ExchangeFilter {
        starts_from: Some(DateTime::<Utc>::MIN_UTC),
        starts_before: Some(DateTime::<Utc>::MAX_UTC),
        ..all()
    };
    assert_eq!(days(ever, Direction::Descending, Page::first(9)).await.0, [14, 13, 12, 11]);
    let (first, cursors) = days(all(), Direction::Ascending, Page::first(2)).await;
    assert_eq!(first, [11, 12]);
    let next = Page::new(BY_START, Some(9), Some(&cursors[1]), None, None).unwrap();
    assert_eq!(days(all(), Direction::Ascending, next).await.0, [13, 14]);
    let online = ExchangeFilter { format: Some(vec![Format::Online]), method: Some(vec![Method::Webinar]), ..all() };
    assert_eq!(days(online, Direction::Ascending, Page::first(9)).await.0, [13]);
    let nothing = ExchangeFilter { champion: Some(bandung), learner: Some(bandung), ..all() };
    assert_eq!(count_exchanges(&test.registry, &stranger(), &nothing).await.unwrap(), 0);
    let none = ExchangeFilter { agreement: Some(bandung), ..all() };
    assert_eq!(count_exchanges(&test.registry, &stranger(), &none).await.unwrap(), 0);
}

async fn lists_of_many_parties_come_in_one(test: TestRegistry) {
    let bandung = test.party("ID", Kind::City, "Bandung").await;
    let suwon = test.party("KR", Kind::City, "Suwon").await;
    for day in [11, 12, 13] {
        let input = ScheduleExchange {
            when: at(&format!("2026-12-{day}"), "07:00:00", "Asia/Jakarta"),
            champions: vec![bandung],
            learners: if day == 12 { vec![suwon] } else { Vec::new() },
            ..forum(bandung)
        };
        schedule_exchange(&test.registry, &Caller::system(), input).await.unwrap();
    }
    let filter = ExchangeFilter::default();
    let parties = [bandung, suwon, Uuid::from_u128(404)];
    let lists = exchanges_of_parties(
        &test.registry,
        &stranger(),
        &parties,
        &filter,
        Direction::Descending,
        &entity::page::Page::first(2),
    )
    .await
    .unwrap();
    let days =
        |id| -> Vec<String> { lists[&id].rows.iter().map(|row: &exchange::Model| row.starts_on.to_string()).collect() };
    assert_eq!(days(bandung), ["2026-12-13", "2026-12-12"], "each once, though it takes part twice");
    assert!(lists[&bandung].has_next && !lists[&suwon].has_next);
    assert_eq!(days(suwon), ["2026-12-12"]);
    assert_eq!(lists.len(), 2);
}

async fn words_lead_to_exchanges(test: TestRegistry) {
    let saga = test.party("JP", Kind::City, "Ōsaka").await;
    let input = ScheduleExchange { place: Some("Balai Kōkaidō".into()), ..forum(saga) };
    schedule_exchange(&test.registry, &Caller::system(), input).await.unwrap();
    for (text, finds) in [("smart", 1), ("cerdas", 1), ("osaka", 1), ("kokaido for", 1), ("osaka bandung", 0), ("%", 0)]
    {
        let filter = ExchangeFilter { search: Some(text.into()), ..ExchangeFilter::default() };
        assert_eq!(count_exchanges(&test.registry, &stranger(), &filter).await.unwrap(), finds, "{text}");
    }
}

async fn hostile_texts_are_kept_harmless(test: TestRegistry) {
    let bandung = test.party("ID", Kind::City, "Bandung").await;
    let input = ScheduleExchange {
        title: LocalText { id: None, en: Some("Forum\r\nATTENDEE:x\u{0}'; drop table exchange;-- 🏙️ 市".into()) },
        place: Some("\u{202e}Hall\u{7}".into()),
        note: Some("one\r\ntwo\u{0}".into()),
        ..forum(bandung)
    };
    let kept = schedule_exchange(&test.registry, &Caller::system(), input).await.unwrap().exchange;
    assert_eq!(kept.title_en.unwrap(), "Forum ATTENDEE:x '; drop table exchange;-- 🏙️ 市");
    assert_eq!((kept.place.as_deref(), kept.note.as_deref()), (Some("Hall"), Some("one\ntwo")));
}

/// Somebody who can act for a party, with an account.
async fn officer(test: &TestRegistry, party: Uuid) -> Caller {
    let person = test.person(&format!("{party}@example.org"), party).await;
    let row = membership::ActiveModel {
        id: Set(party),
        person_id: Set(person.person().unwrap()),
        party_id: Set(Some(party)),
        role: Set(Role::Coordinator),
    };
    row.insert(&test.registry.db).await.unwrap();
    Caller { memberships: who(Role::Coordinator, Some(party)).memberships, ..person }
}

async fn exchanges_are_planned_for_five_years_at_most(test: TestRegistry) {
    let bandung = test.party("ID", Kind::City, "Bandung").await;
    let schedule = async |first: &str, last: Option<&str>| {
        let when = When { starts_on: day(first), ends_on: last.map(day), ..When::default() };
        schedule_exchange(&test.registry, &Caller::system(), ScheduleExchange { when, ..forum(bandung) }).await
    };
    let exchange = schedule("2031-11-21", Some("2031-11-21")).await.unwrap().exchange;
    for (first, last, path) in [
        ("2031-11-22", None, "when.startsOn"),
        ("2151-01-01", Some("2151-01-02"), "when.startsOn"),
        ("2026-12-01", Some("2031-11-22"), "when.endsOn"),
    ] {
        assert_eq!(reasons(schedule(first, last).await), [(path.to_owned(), "TOO_FAR_AHEAD")]);
        let when = When { starts_on: day(first), ends_on: last.map(day), ..When::default() };
        let moved = reschedule_exchange(&test.registry, &Caller::system(), exchange.id, 1, when).await;
        assert_eq!(reasons(moved), [(path.to_owned(), "TOO_FAR_AHEAD")]);
    }
}
