//! Exchanges that come in with a file.

use super::{forum, officer};
use entity::{
    Caller,
    exchange::{
        act::schedule_exchange,
        consent::act::{decline_attachment, decline_participation},
        find::{ExchangeFilter, count_exchanges, exchanges, participants_of},
        import::{act::import_exchanges, record::ExchangeRow},
        record::{Consent, ExchangeRole, Format, Method},
    },
    journal::{Feed, changes},
    on_both_databases,
    page::{Direction, Page},
    place::{find::parties_by_id, record::Kind},
    policy::{Role, Visibility},
    subject::PartyId,
    testing::{TestRegistry, moment, stranger, who},
    text::Language,
};
use uuid::Uuid;

on_both_databases!(
    a_file_comes_in_once,
    a_name_where_a_code_is_wanted_is_answered_with_whom_it_may_mean,
    a_long_file_keeps_nobody_waiting,
    a_file_is_checked_row_by_row,
    a_file_says_who_took_part_and_under_which_agreement,
    a_file_speaks_for_nobody,
    a_row_is_about_the_exchange_that_it_names,
);

pub fn row(line: u64, title: &str, start: &str, end: &str, country: &str) -> ExchangeRow {
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
    let feed = changes(&test.registry, &stranger(), &Feed::default(), &Page::first(99)).await.unwrap().rows;
    assert_eq!(feed.len(), 5);
    let officer = who(Role::OrgAdmin, None);
    assert!(import_exchanges(&test.registry, &officer, rows(), "file", true).await.is_err(), "the operator's alone");
}

async fn a_name_where_a_code_is_wanted_is_answered_with_whom_it_may_mean(test: TestRegistry) {
    let bandung = test.party("ID", Kind::City, "Bandung").await;
    let hosted = |host: &str| ExchangeRow { host: host.into(), ..row(2, "Visit", "2015-10-15", "2015-10-16", "ID") };
    let bring =
        async |row| import_exchanges(&test.registry, &Caller::system(), vec![row], "file", false).await.unwrap();
    let report = bring(hosted("Kota Bandung")).await;
    let said = report.rejected[0].reason.read(Language::En);
    assert!(said.starts_with("host: ") && said.contains("It may be: Kota Bandung [bandung-"), "{said}");
    let report = bring(hosted(&bandung.to_string())).await;
    assert_eq!((report.new, report.places[0].name.as_str()), (1, "Kota Bandung"));
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
