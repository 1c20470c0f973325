//! Exchanges on the calendar: scheduled, moved, called off, read, and brought in from a file.

mod consent;
mod identity;
mod past;

use chrono::{DateTime, Utc};
use entity::{
    Caller, Error, Reason,
    account::record::membership,
    exchange::{
        act::{ScheduleExchange, cancel_exchange, reschedule_exchange, schedule_exchange},
        consent::act::{decline_attachment, decline_participation},
        find::{
            BY_START, ExchangeFilter, count_exchanges, cursor, exchanges, exchanges_by_id, exchanges_of_parties,
            participants_of,
        },
        import::{act::import_exchanges, record::ExchangeRow},
        record::{Consent, ExchangeRole, Format, Method, Status, exchange},
        rule::When,
    },
    journal::{Audience, changes},
    on_both_databases,
    page::{Direction, Page},
    place::{find::parties_by_id, record::Kind},
    policy::{Role, Visibility},
    subject::PartyId,
    testing::{TestRegistry, day, moment, reasons, stranger, who},
    text::{Language, LocalText},
    zone::tzdb_version,
};
use sea_orm::{ActiveModelTrait, ActiveValue::Set};
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
    a_file_comes_in_once,
    a_long_file_keeps_nobody_waiting,
    a_file_is_checked_row_by_row,
    a_file_says_who_took_part_and_under_which_agreement,
    a_file_speaks_for_nobody,
    a_row_is_about_the_exchange_that_it_names,
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
        ("country", "MALFORMED"),
        ("agreement", "NOT_FOUND"),
        ("when.startTime", "NO_SUCH_LOCAL_TIME"),
    ];
    assert_eq!(refused, expected.map(|(path, code)| (path.to_owned(), code)));
    let cases = [
        (ScheduleExchange { title: LocalText::default(), ..forum(bandung) }, "title", "REQUIRED"),
        (ScheduleExchange { host: Some(nobody), ..forum(bandung) }, "host", "NOT_FOUND"),
        (ScheduleExchange { owned_by: Some(nobody), ..forum(bandung) }, "ownedBy", "NOT_FOUND"),
        (ScheduleExchange { country: Some("QQ".into()), ..forum(bandung) }, "country", "MALFORMED"),
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

fn row(line: u64, title: &str, start: &str, end: &str, country: &str) -> ExchangeRow {
    let [title, start, end, country] = [title, start, end, country].map(str::to_owned);
    ExchangeRow { line, title, start, end, country, source: "https://example.id".into(), ..ExchangeRow::default() }
}

async fn a_file_comes_in_once(test: TestRegistry) {
    test.country("ID").await;
    let rows = || {
        vec![
            ExchangeRow { venue: "ITB, Bandung".into(), ..row(2, "Smart Forum", "2015-10-15", "2015-10-16", "ID") },
            ExchangeRow { venue: "online".into(), ..row(3, "MoU 2022", "2022-04-21", "2022-04-21", "ID") },
            row(4, "Indo Smart City 2022", "2022-10-12", "", "ID"),
            row(5, "SMART  forum", "2015-10-15", "", ""),
            ExchangeRow { language: "id".into(), method: "forum".into(), ..row(6, "Temu", "2027-01-05", "", "") },
        ]
    };
    let bring = async |rows, dry| {
        let report = import_exchanges(&test.registry, &Caller::system(), rows, "file", dry).await.unwrap();
        (report.new, report.changed, report.unchanged, report.duplicate, report.rejected.len())
    };
    assert_eq!(bring(rows(), true).await, (4, 0, 0, 1, 0));
    let count = async || count_exchanges(&test.registry, &stranger(), &ExchangeFilter::default()).await.unwrap();
    assert_eq!(count().await, 0, "a dry run writes nothing");
    assert_eq!(bring(rows(), false).await, (4, 0, 0, 1, 0));
    assert_eq!(bring(rows(), false).await, (0, 0, 4, 1, 0));
    assert_eq!(count().await, 4);
    let listed =
        exchanges(&test.registry, &stranger(), &ExchangeFilter::default(), Direction::Ascending, &Page::first(9))
            .await
            .unwrap()
            .rows;
    assert_eq!((listed[0].format, listed[0].place.as_deref()), (Format::Onsite, Some("ITB, Bandung")));
    assert_eq!((listed[1].format, listed[1].place.as_deref(), listed[1].method), (Format::Online, None, Method::Other));
    assert_eq!((listed[2].ends_on, listed[2].ends_at), (None, None), "an unknown end stays unknown");
    assert_eq!((listed[3].title_id.as_deref(), listed[3].title_en.as_deref()), (Some("Temu"), None));
    assert_eq!((listed[3].method, listed[3].host_id, listed[3].owner_id), (Method::Forum, None, None));

    let better = vec![row(2, "Indo Smart City 2022", "2022-10-12", "2022-10-13", "")];
    assert_eq!(bring(better.clone(), false).await, (0, 1, 0, 0, 0));
    assert_eq!(bring(better, false).await, (0, 0, 1, 0, 0));
    assert_eq!(bring(rows(), false).await, (0, 0, 4, 1, 0), "an empty cell takes nothing away");
    let feed = changes(&test.registry, &stranger(), &entity::journal::Feed::default(), &entity::page::Page::first(99))
        .await
        .unwrap()
        .rows;
    assert_eq!(feed.len(), 5);
    let officer = who(Role::OrgAdmin, None);
    assert!(import_exchanges(&test.registry, &officer, rows(), "file", true).await.is_err(), "the operator's alone");
}

async fn a_long_file_keeps_nobody_waiting(test: TestRegistry) {
    let (registry, system) = (&test.registry, Caller::system());
    let bandung = test.party("ID", Kind::City, "Bandung").await;
    let mut rows: Vec<ExchangeRow> =
        (2..252).map(|line| row(line, &format!("Visit {line}"), "2015-10-15", "", "ID")).collect();
    rows.push(row(252, "visit 2", "2015-10-15", "", ""));
    let bring = async |rows, dry| {
        let report = import_exchanges(registry, &system, rows, "file", dry).await.unwrap();
        (report.new, report.changed, report.unchanged, report.duplicate, report.rejected.len())
    };
    assert_eq!(bring(rows.clone(), true).await, (250, 0, 0, 1, 0));
    let of_file = async || count_exchanges(registry, &system, &ExchangeFilter::default()).await.unwrap();
    assert_eq!(of_file().await, 0, "a dry run writes nothing");
    let in_between = async {
        while of_file().await == 0 {
            tokio::task::yield_now().await;
        }
        schedule_exchange(registry, &system, forum(bandung)).await.unwrap();
        of_file().await
    };
    let (brought, known) = tokio::join!(bring(rows.clone(), false), in_between);
    assert_eq!((brought, of_file().await), ((250, 0, 0, 1, 0), 251));
    // Whoever waits for SQLite's writer is next; on PostgreSQL nobody waits at all.
    assert!(known < 251 || entity::database::is_postgres(&registry.db), "it was scheduled before the file was in");
    assert_eq!(bring(rows, false).await, (0, 0, 250, 1, 0));
}

async fn a_file_is_checked_row_by_row(test: TestRegistry) {
    test.country("ID").await;
    let rows = vec![
        row(2, "", "2026-01-01", "", "ID"),
        row(3, "a", "", "", "ID"),
        row(4, "a", "01/02/2026", "", "ID"),
        row(5, "a", "2026-01-02", "2026-01-01", "ID"),
        row(6, "a", "2026-01-02", "", "XX"),
        row(7, "a", "2026-01-02", "", "ID\u{0}"),
        ExchangeRow { method: "party".into(), ..row(8, "a", "2026-01-02", "", "ID") },
        ExchangeRow { time_zone: "WIB".into(), ..row(9, "a", "2026-01-02", "", "ID") },
        ExchangeRow { language: "fr".into(), ..row(10, "a", "2026-01-02", "", "ID") },
        row(11, "a", "+262142-12-31", "+262142-12-31", "ID"),
        row(12, "a", "2023-02-29", "", "ID"),
        ExchangeRow { start_time: "25:00".into(), ..row(13, "a", "2026-01-02", "", "ID") },
        ExchangeRow { start_time: "09:00".into(), ..row(14, "a", "2026-01-02", "", "ID") },
        ExchangeRow { exchange: "somewhere".into(), ..row(15, "a", "2026-01-02", "", "ID") },
        ExchangeRow { title_id: "b".into(), language: "id".into(), ..row(16, "a", "2026-01-02", "", "ID") },
        row(17, "a", "1899-12-31", "", "ID"),
        row(18, "good", "2024-02-29", "", "ID"),
    ];
    let report = import_exchanges(&test.registry, &Caller::system(), rows, "file", false).await.unwrap();
    let lines: Vec<u64> = report.rejected.iter().map(|note| note.line).collect();
    assert_eq!(lines, (2..18).collect::<Vec<_>>());
    assert_eq!((report.new, report.rows()), (1, 17));
    let first = &report.rejected[0].reason;
    assert_eq!(first.read(Language::En), "title: This must be filled in.");
    assert_eq!(first.read(Language::Id), "title: Isian ini wajib diisi.");
    let told = |line: u64| report.rejected[usize::try_from(line).unwrap() - 2].reason.read(Language::En);
    assert_eq!(told(4), "start: \"01/02/2026\" is not valid; expected: 2026-12-10");
    assert!(told(5).starts_with("end: ") && told(9).starts_with("time_zone: "), "columns have their own names");
    assert_eq!(told(12), "start: \"2023-02-29\" is not valid; expected: 2026-12-10");
    assert!(told(13).starts_with("start_time: \"25:00\"") && told(14).starts_with("time_zone: "));
    assert!(told(15).starts_with("exchange: ") && told(16).starts_with("title_id: \"b\""));
}

async fn a_file_says_who_took_part_and_under_which_agreement(test: TestRegistry) {
    let parties = [("ID", "Bandung"), ("KR", "Suwon"), ("JP", "Kyoto")];
    let mut ids = Vec::new();
    for (country, name) in parties {
        ids.push(test.party(country, Kind::City, name).await);
    }
    let (registry, [bandung, suwon, kyoto]) = (&test.registry, [ids[0], ids[1], ids[2]]);
    let all = parties_by_id(registry, &ids).await.unwrap();
    let slug = |id: Uuid| all[&id].slug.clone();
    let mou = test.agreement([bandung, suwon], Visibility::Public).await;
    let visit = |line, host: Uuid, agreement: &str| ExchangeRow {
        host: slug(host),
        champions: format!("{} | {}", slug(kyoto), slug(kyoto)),
        agreement: agreement.to_owned(),
        ..row(line, &format!("Visit {line}"), "1998-05-04", "", "")
    };
    let rows = vec![
        visit(2, bandung, &mou.to_string()),
        visit(3, kyoto, &mou.to_string()),
        visit(4, bandung, "no such number"),
        ExchangeRow { host: "nobody".into(), ..visit(5, bandung, "") },
        ExchangeRow { host: format!("{}|{}", slug(bandung), slug(suwon)), ..visit(6, bandung, "") },
        ExchangeRow { learners: slug(kyoto), ..visit(7, bandung, "") },
        row(8, "Too far ahead", "2151-01-01", "", ""),
    ];
    let report = import_exchanges(registry, &Caller::system(), rows.clone(), "file", false).await.unwrap();
    let rejected: Vec<(u64, &str)> = report
        .rejected
        .iter()
        .map(|note| (note.line, note.reason.read(Language::En).split(':').next().unwrap()))
        .collect();
    let expected = [(4, "agreement"), (5, "host"), (6, "host"), (7, "learners"), (8, "start")];
    assert_eq!(rejected, expected);
    assert_eq!(report.new, 2);
    let again = import_exchanges(registry, &Caller::system(), rows, "file", false).await.unwrap();
    assert_eq!((again.new, again.changed, again.unchanged), (0, 0, 2), "the same file again changes nothing");
    let all = ExchangeFilter::default();
    let found = exchanges(registry, &stranger(), &all, Direction::Ascending, &Page::first(9)).await.unwrap().rows;
    let of = |host| found.iter().find(|one| one.host_id == Some(host)).unwrap();
    assert_eq!((of(bandung).agreement_id, of(bandung).asked_agreement_id), (Some(mou), None));
    assert_eq!((of(kyoto).agreement_id, of(kyoto).asked_agreement_id), (None, Some(mou)), "no party to it takes part");
    let parts = participants_of(registry, &stranger(), &[of(bandung).id]).await.unwrap();
    let parts: Vec<_> =
        parts[&of(bandung).id].iter().map(|(party, part)| (party.id, part.role, part.consent)).collect();
    let stated = |party, role| (party, role, Consent::Stated);
    assert_eq!(parts, [stated(bandung, ExchangeRole::Host), stated(kyoto, ExchangeRole::Champion)]);
    // What a later file adds is taken, and takes nothing away.
    let more = ExchangeRow { learners: slug(suwon), ..row(2, "Visit 2", "1998-05-04", "", "") };
    let report = import_exchanges(registry, &Caller::system(), vec![more], "file", false).await.unwrap();
    assert_eq!(report.changed, 1);
    assert_eq!(participants_of(registry, &stranger(), &[of(bandung).id]).await.unwrap()[&of(bandung).id].len(), 3);
}

async fn a_file_speaks_for_nobody(test: TestRegistry) {
    let [bandung, suwon] = [test.party("ID", Kind::City, "Bandung").await, test.party("KR", Kind::City, "Suwon").await];
    let staff = officer(&test, bandung).await;
    let registry = &test.registry;
    let all = parties_by_id(registry, &[bandung, suwon]).await.unwrap();
    let mou = test.agreement([bandung, suwon], Visibility::Public).await;
    let hidden = test.agreement([bandung, suwon], Visibility::Restricted).await;
    let visit = |line, title: &str, agreement: Uuid| ExchangeRow {
        host: all[&bandung].slug.clone(),
        learners: all[&suwon].slug.clone(),
        agreement: agreement.to_string(),
        ..row(line, title, "1998-05-04", "", "")
    };
    let rows = || vec![visit(2, "Visit", mou), visit(3, "Secret", hidden), visit(4, "Nowhere", Uuid::from_u128(404))];
    let bring = async |rows| {
        let report = import_exchanges(registry, &Caller::system(), rows, "file", false).await.unwrap();
        let lines: Vec<u64> = report.rejected.iter().map(|note| note.line).collect();
        (report.new, report.changed, report.unchanged, lines)
    };
    for caller in [&staff, &who(Role::AgreementManager, Some(bandung)), &who(Role::OrgAdmin, Some(suwon))] {
        assert!(import_exchanges(registry, caller, rows(), "file", false).await.is_err(), "the operator's alone");
    }
    assert_eq!(bring(rows()).await, (1, 0, 0, vec![3, 4]), "what those asked do not see, nobody can confirm");
    let find = async || {
        let filter = ExchangeFilter::default();
        exchanges(registry, &stranger(), &filter, Direction::Ascending, &Page::first(9)).await.unwrap().rows.remove(0)
    };
    let parts = async |caller: &Caller, id| -> Vec<(Uuid, Consent)> {
        let parts = participants_of(registry, caller, &[id]).await.unwrap().remove(&id).unwrap_or_default();
        parts.into_iter().map(|(party, part)| (party.id, part.consent)).collect()
    };
    let visited = find().await;
    assert_eq!((visited.host_id, visited.agreement_id, visited.asked_agreement_id), (None, None, Some(mou)));
    assert_eq!(parts(&stranger(), visited.id).await, [(suwon, Consent::Stated)], "who was not asked is not named");
    assert_eq!(parts(&Caller::system(), visited.id).await, [(bandung, Consent::Asked), (suwon, Consent::Stated)]);
    assert_eq!(bring(rows()).await, (0, 0, 1, vec![3, 4]), "the same file again changes nothing");
    let revision = visited.revision;
    let visited = decline_participation(registry, &staff, visited.id, Some(PartyId(bandung)), revision).await.unwrap();
    decline_attachment(registry, &staff, visited.id, visited.revision).await.unwrap();
    assert_eq!(bring(rows()).await, (0, 0, 1, vec![3, 4]), "what was declined is not asked again");
    let visited = find().await;
    assert_eq!((visited.host_id, visited.agreement_id, visited.asked_agreement_id), (None, None, None));
    assert_eq!(parts(&Caller::system(), visited.id).await, [(suwon, Consent::Stated)]);
}

async fn a_row_is_about_the_exchange_that_it_names(test: TestRegistry) {
    let bandung = test.party("ID", Kind::City, "Bandung").await;
    let registry = &test.registry;
    let own = schedule_exchange(registry, &Caller::system(), forum(bandung)).await.unwrap().exchange;
    let bring = async |rows: Vec<ExchangeRow>| {
        let report = import_exchanges(registry, &Caller::system(), rows, "file", false).await.unwrap();
        (report.new, report.changed, report.unchanged, report.duplicate, report.rejected.len())
    };
    let named = |line, id: Uuid, title: &str, start: &str| ExchangeRow {
        exchange: id.to_string(),
        ..row(line, title, start, "", "")
    };
    assert_eq!(
        bring(vec![named(2, own.id, "Taken over", "2027-01-01")]).await,
        (0, 0, 1, 0, 0),
        "its organiser keeps it"
    );
    assert_eq!(bring(vec![named(2, Uuid::from_u128(404), "Visit", "1998-05-04")]).await, (1, 0, 0, 0, 0));
    let filter = ExchangeFilter { search: Some("visit".into()), ..ExchangeFilter::default() };
    let find = async || {
        let found =
            exchanges(registry, &stranger(), &filter, Direction::Ascending, &Page::first(9)).await.unwrap().rows;
        assert_eq!(found.len(), 1);
        found.into_iter().next().unwrap()
    };
    let id = find().await.id;
    let host = parties_by_id(registry, &[bandung]).await.unwrap()[&bandung].slug.clone();
    let corrected = || ExchangeRow {
        start_time: "09:00".into(),
        time_zone: "Asia/Jakarta".into(),
        host: host.clone(),
        title_id: "Kunjungan".into(),
        ..named(2, id, "Visit of 1999", "1999-05-04")
    };
    assert_eq!(bring(vec![corrected(), corrected()]).await, (0, 1, 0, 1, 0));
    assert_eq!(bring(vec![corrected()]).await, (0, 0, 1, 0, 0));
    let visit = find().await;
    assert_eq!((visit.title_en.as_deref(), visit.title_id.as_deref()), (Some("Visit of 1999"), Some("Kunjungan")));
    assert_eq!((visit.starts_at, visit.host_id), (moment("1999-05-04T02:00:00Z"), Some(bandung)));
    let learner = ExchangeRow { champions: host.clone(), ..corrected() };
    assert_eq!(bring(vec![learner]).await, (0, 1, 0, 0, 0));
    let both = ExchangeRow { learners: host.clone(), ..corrected() };
    assert_eq!(bring(vec![both]).await, (0, 0, 0, 0, 1), "no file makes a champion a learner, too");
    let early = ExchangeRow { end: "1998-01-01".into(), ..corrected() };
    assert_eq!(bring(vec![early]).await, (0, 0, 0, 0, 1));
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
