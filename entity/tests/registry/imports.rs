//! Officers import files of their own party: checked, entered all at once, taken back.

use chrono::Duration;
use entity::{
    Caller,
    agreement::{
        import::record::AgreementRow,
        record::{Stage, agreement},
    },
    exchange::{
        import::record::ExchangeRow,
        record::{Status, exchange},
    },
    import_batch::{
        act::{
            NewImport, Received, ReceivedRow, check_again, check_import, choose_candidates, confirm_import,
            drop_import, sweep, undo_import,
        },
        find::{ImportFilter, RowFilter, count_imports, count_rows, import_rows, rejects},
        record::{ImportKind, ImportState, Reading, import_batch, import_row},
        rule::{Chosen, MOST_OPEN, MOST_ROWS, MOST_STEPS},
    },
    on_both_databases,
    page::Page,
    partnership::{
        act::{Statement, claim_partnership},
        record::{Class, Stance, claim, partnership},
        row::PartnershipRow,
    },
    place::record::Kind,
    policy::{Membership, Role, Visibility},
    report::{Note, Verdict},
    testing::{TestRegistry, day, reasons, stranger, who},
    text::LocalText,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};
use std::collections::BTreeSet;
use uuid::Uuid;

on_both_databases!(
    partnerships_are_checked_confirmed_and_taken_back,
    agreements_are_checked_confirmed_and_taken_back,
    exchanges_are_checked_confirmed_and_taken_back,
    a_name_is_a_question_until_somebody_answers,
    nobody_imports_what_they_may_not_enter_row_by_row,
    a_file_is_the_business_of_its_party_alone,
    rows_that_are_refused_are_left_out_only_by_ones_word,
    what_went_on_is_not_taken_back,
    a_file_that_nobody_confirms_is_given_up,
    files_have_limits,
    what_is_confirmed_is_what_was_read,
    of_two_confirmations_one_counts,
    the_same_file_under_another_name_says_nothing_new,
    a_file_tells_nothing_of_hidden_records,
);

/// An officer of a party with these roles, who has an account.
async fn officer(test: &TestRegistry, party: Uuid, roles: &[Role]) -> Caller {
    let person = test.person(&format!("{party}-{}@contoh.example", roles.len()), party).await;
    let memberships = roles.iter().map(|role| Membership { role: *role, party: Some(party) }).collect();
    Caller { memberships, ..person }
}

fn new(kind: ImportKind, party: Uuid) -> NewImport {
    NewImport { kind, party, source: Some("arsip kota".into()), as_of: Some(day("2026-11-01")) }
}

fn file(rows: Vec<Reading>) -> Received {
    let rows = (2..).zip(rows).map(|(line, reading)| ReceivedRow {
        line,
        cells: vec![line.to_string()],
        reading: Ok(with_line(reading, line)),
    });
    Received {
        name: "berkas.csv".into(),
        sha256: "0".repeat(64),
        bytes: 100,
        header: vec!["x".into()],
        rows: rows.collect(),
    }
}

fn with_line(reading: Reading, line: u64) -> Reading {
    match reading {
        Reading::Partnership(row) => Reading::Partnership(PartnershipRow { line, ..row }),
        Reading::Agreement(row) => Reading::Agreement(AgreementRow { line, ..row }),
        Reading::Exchange(row) => Reading::Exchange(ExchangeRow { line, ..row }),
    }
}

fn tie(a: &str, b: &str, since: &str) -> Reading {
    Reading::Partnership(PartnershipRow {
        line: 0,
        members: [a.to_owned(), b.to_owned()],
        places: [None, None],
        stated_by: None,
        class: Class::Sister,
        since: since.parse().ok(),
        until: None,
        reference: None,
        edition: None,
    })
}

fn step(region: &str, partner: &str, step: &str, date: &str) -> Reading {
    Reading::Agreement(AgreementRow {
        id_region: region.to_owned(),
        place_partner: partner.to_owned(),
        step: step.to_owned(),
        date: date.to_owned(),
        ..AgreementRow::default()
    })
}

fn visit(title: &str, start: &str, host: &str, learners: &str) -> Reading {
    Reading::Exchange(ExchangeRow {
        title: title.to_owned(),
        start: start.to_owned(),
        venue: "Balai Kota".to_owned(),
        host: host.to_owned(),
        learners: learners.to_owned(),
        ..ExchangeRow::default()
    })
}

/// The verdicts of a file in the order of its lines, each with the first code and its column.
async fn told(test: &TestRegistry, caller: &Caller, batch: &import_batch::Model) -> Vec<(Verdict, String, String)> {
    let filter = RowFilter { import: Some(batch.id), verdict: None };
    let rows = import_rows(&test.registry, caller, &filter, &Page::first(100)).await.unwrap().rows;
    let short = |row: &import_row::Model| {
        let first = row.notes.0.first();
        let said = |of: fn(&Note) -> &String| first.map(|note| of(note).clone()).unwrap_or_default();
        (row.verdict, said(|note| &note.code), said(|note| &note.column))
    };
    rows.iter().map(short).collect()
}

fn plain(told: Vec<(Verdict, String, String)>) -> Vec<Verdict> {
    told.into_iter().map(|(verdict, ..)| verdict).collect()
}

/// Bandung with a coordinator, and its partner Suwon.
async fn bandung(test: &TestRegistry) -> (Uuid, Uuid, Caller) {
    test.load_routes().await;
    let bandung = test.party("ID", Kind::City, "Bandung").await;
    let suwon = test.party("KR", Kind::City, "Suwon").await;
    let officer = officer(test, bandung, &[Role::Coordinator]).await;
    (bandung, suwon, officer)
}

async fn partnerships_are_checked_confirmed_and_taken_back(test: TestRegistry) {
    let (bandung, suwon, officer) = bandung(&test).await;
    let registry = &test.registry;
    let suwon_id = suwon.to_string();
    let rows = || vec![tie("Kota Bandung", &suwon_id, "1997-08"), tie(&suwon_id, "Bandung", "1997")];
    let input = new(ImportKind::Partnerships, bandung);
    let checked = check_import(registry, &officer, &input, file(rows())).await.unwrap();
    assert_eq!((checked.state, checked.added, checked.repeated), (ImportState::Checked, 1, 1));
    assert_eq!(plain(told(&test, &officer, &checked).await), [Verdict::New, Verdict::Duplicate]);
    assert!(claim::Entity::find().all(&registry.db).await.unwrap().is_empty(), "a check enters nothing");

    let done = confirm_import(registry, &officer, checked.id, checked.revision, false).await.unwrap();
    assert_eq!((done.state, done.revision), (ImportState::Done, 2));
    let claims = claim::Entity::find().all(&registry.db).await.unwrap();
    assert_eq!(claims.iter().map(|claim| claim.stated_by).collect::<Vec<_>>(), [Some(bandung)], "its own word");
    assert_eq!((&*claims[0].source, claims[0].since), ("arsip kota", "1997-08".parse().ok()));

    let again = check_import(registry, &officer, &input, file(rows())).await.unwrap();
    assert_eq!((again.added, again.changed, again.same), (0, 0, 1), "a round trip changes nothing");
    let refused = confirm_import(registry, &officer, again.id, again.revision, false).await;
    assert_eq!(reasons(refused), [(String::new(), "NOTHING_TO_ENTER")]);

    let later =
        check_import(registry, &officer, &input, file(vec![tie("Bandung", &suwon_id, "1997-08-27")])).await.unwrap();
    assert_eq!(later.changed, 1);
    let later = confirm_import(registry, &officer, later.id, later.revision, false).await.unwrap();
    let first = undo_import(registry, &officer, done.id, done.revision).await;
    assert_eq!(reasons(first), [(String::new(), "ROWS_IN_USE")], "a later file says more");
    undo_import(registry, &officer, later.id, later.revision).await.unwrap();
    assert_eq!(claim::Entity::find().all(&registry.db).await.unwrap(), claims, "what stood before stands again");
    let undone = undo_import(registry, &officer, done.id, done.revision).await.unwrap();
    assert_eq!(undone.state, ImportState::Undone);
    assert!(claim::Entity::find().all(&registry.db).await.unwrap().is_empty());
    let left = partnership::Entity::find().one(&registry.db).await.unwrap().unwrap();
    assert!(!left.claimed, "nobody says that it exists");
    let twice = undo_import(registry, &officer, done.id, undone.revision).await;
    assert_eq!(reasons(twice), [(String::new(), "WRONG_STATE")]);
}

async fn agreements_are_checked_confirmed_and_taken_back(test: TestRegistry) {
    let (bandung, suwon, officer) = bandung(&test).await;
    let registry = &test.registry;
    let suwon = suwon.to_string();
    let rows = || {
        vec![
            step("Bandung", &suwon, "LoI", "1996-05-02"),
            step("Bandung", &suwon, "MoU", "1997-08-27"),
            step("Bandung", &suwon, "MoU", "1997"),
            step("Bandung", &suwon, "treaty", "1998"),
        ]
    };
    let input = new(ImportKind::Agreements, bandung);
    let checked = check_import(registry, &officer, &input, file(rows())).await.unwrap();
    let expected = [Verdict::New, Verdict::New, Verdict::Duplicate, Verdict::Refused];
    let rows_told = told(&test, &officer, &checked).await;
    assert_eq!((rows_told[3].1.as_str(), rows_told[3].2.as_str()), ("MALFORMED", "step"));
    assert_eq!(plain(rows_told), expected);
    let done = confirm_import(registry, &officer, checked.id, checked.revision, true).await.unwrap();
    let made = agreement::Entity::find().one(&registry.db).await.unwrap().unwrap();
    assert_eq!((made.owner_id, made.legacy, made.stage), (Some(bandung), true, Stage::InForce));
    assert_eq!(made.signed_on, "1997-08-27".parse().ok());

    let again = check_import(registry, &officer, &input, file(rows())).await.unwrap();
    assert_eq!((again.added, again.same, again.refused), (0, 3, 1));
    let further = file(vec![step("Bandung", &suwon, "renewal", "2015-03")]);
    let further = check_import(registry, &officer, &input, further).await.unwrap();
    assert_eq!(told(&test, &officer, &further).await[0].1, "RECORDED_OTHERWISE");

    undo_import(registry, &officer, done.id, done.revision).await.unwrap();
    let made = agreement::Entity::find().one(&registry.db).await.unwrap().unwrap();
    assert_eq!(made.stage, Stage::Withdrawn, "as an entry that is taken back");
    let anew = check_again(registry, &officer, again.id, again.revision).await.unwrap();
    assert_eq!((anew.added, anew.same), (2, 0), "it can be entered again");
}

async fn exchanges_are_checked_confirmed_and_taken_back(test: TestRegistry) {
    let (bandung, suwon, officer) = bandung(&test).await;
    let registry = &test.registry;
    let suwon = suwon.to_string();
    let rows = || {
        vec![
            visit("Study visit", "2025-05-12", "Bandung", &suwon),
            visit("Study visit", "2025-05-12", "Bandung", ""),
            visit("Forum", "2027-05-12", &suwon, "Kota Bandung"),
            visit("Elsewhere", "2025-05-12", &suwon, ""),
        ]
    };
    let input = new(ImportKind::Exchanges, bandung);
    let checked = check_import(registry, &officer, &input, file(rows())).await.unwrap();
    let rows_told = told(&test, &officer, &checked).await;
    assert_eq!(rows_told[3].1, "ROW_OF_OTHERS");
    assert_eq!(plain(rows_told), [Verdict::New, Verdict::Duplicate, Verdict::New, Verdict::Refused]);
    let done = confirm_import(registry, &officer, checked.id, checked.revision, true).await.unwrap();
    let made = exchange::Entity::find().all(&registry.db).await.unwrap();
    assert_eq!(made.len(), 2);
    assert!(made.iter().all(|one| one.owner_id == Some(bandung)));
    let again = check_import(registry, &officer, &input, file(rows())).await.unwrap();
    assert_eq!((again.added, again.same, again.repeated), (0, 2, 1));
    let other = Reading::Exchange(ExchangeRow {
        note: "more".into(),
        ..match visit("Forum", "2027-05-12", &suwon, "Kota Bandung") {
            Reading::Exchange(row) => row,
            _ => ExchangeRow::default(),
        }
    });
    let other = check_import(registry, &officer, &input, file(vec![other])).await.unwrap();
    assert_eq!(told(&test, &officer, &other).await[0].1, "RECORDED_OTHERWISE");
    undo_import(registry, &officer, done.id, done.revision).await.unwrap();
    let made = exchange::Entity::find().all(&registry.db).await.unwrap();
    assert!(made.iter().all(|one| one.status == Status::Cancelled));
    let anew = check_again(registry, &officer, again.id, again.revision).await.unwrap();
    assert_eq!((anew.added, anew.same), (2, 0));
}

async fn a_name_is_a_question_until_somebody_answers(test: TestRegistry) {
    let (bandung, suwon, officer) = bandung(&test).await;
    let registry = &test.registry;
    let rows =
        vec![tie("Bandung", "Suwon", "1997"), tie("Bandung", "Atlantis", "1997"), tie("Bandung", "Suwon", "1997-08")];
    let checked = check_import(registry, &officer, &new(ImportKind::Partnerships, bandung), file(rows)).await.unwrap();
    assert_eq!((checked.unclear, checked.refused, checked.added), (2, 1, 0));
    let [question] = &checked.questions.0[..] else { panic!("there is one question") };
    assert_eq!((&*question.column, &*question.written, question.rows), ("region_b", "Suwon", 2));
    assert_eq!((&question.candidates[..], &question.lines[..]), (&[suwon][..], &[2, 4][..]));
    assert_eq!(told(&test, &officer, &checked).await[1].1, "UNKNOWN_PLACE");
    let chosen = |place| [Chosen { column: "region_b".into(), written: "Suwon".into(), place }];
    let choose = |revision, place| {
        let (officer, chosen) = (officer.clone(), chosen(place));
        async move { Box::pin(choose_candidates(registry, &officer, checked.id, revision, &chosen)).await }
    };
    assert_eq!(reasons(choose(1, Uuid::from_u128(4)).await), [("choices.0.place".to_owned(), "NOT_FOUND")]);
    let settled = choose(1, suwon).await.unwrap();
    assert_eq!((settled.unclear, settled.added, settled.repeated, settled.revision), (0, 1, 1, 2));
    assert_eq!(reasons(choose(1, suwon).await), [("expectedRevision".to_owned(), "STALE")]);
    let (_, left) = rejects(registry, &officer, checked.id).await.unwrap().unwrap();
    assert_eq!(left.iter().map(|row| row.line).collect::<Vec<_>>(), [3]);
}

async fn nobody_imports_what_they_may_not_enter_row_by_row(test: TestRegistry) {
    let (bandung, suwon, coordinator) = bandung(&test).await;
    let registry = &test.registry;
    let data_entry = officer(&test, bandung, &[Role::DataEntry, Role::Observer]).await;
    let steps = || file(vec![step("Bandung", &suwon.to_string(), "MoU", "1997-08-27")]);
    let refused = check_import(registry, &data_entry, &new(ImportKind::Agreements, bandung), steps()).await;
    assert_eq!(reasons(refused), [(String::new(), "NOT_ALLOWED")]);
    let elsewhere = check_import(registry, &coordinator, &new(ImportKind::Agreements, suwon), steps()).await;
    assert_eq!(reasons(elsewhere), [(String::new(), "NOT_ALLOWED")]);
    let nobody = check_import(registry, &stranger(), &new(ImportKind::Agreements, bandung), steps()).await;
    assert_eq!(reasons(nobody), [(String::new(), "SIGN_IN_FIRST")]);
    let reader = Caller { may_write: false, ..coordinator.clone() };
    let reader = check_import(registry, &reader, &new(ImportKind::Agreements, bandung), steps()).await;
    assert_eq!(reasons(reader), [(String::new(), "NOT_ALLOWED")]);

    let jeonju = test.party("KR", Kind::City, "Jeonju").await.to_string();
    let suwon_id = suwon.to_string();
    let Reading::Partnership(mut word) = tie("Bandung", &suwon_id, "1997") else {
        panic!("it is a row of a partnership");
    };
    word.stated_by = Some(suwon_id.clone());
    let rows = vec![tie(&suwon_id, &jeonju, "1997"), Reading::Partnership(word), tie("Bandung", &suwon_id, "2031")];
    let checked =
        check_import(registry, &data_entry, &new(ImportKind::Partnerships, bandung), file(rows)).await.unwrap();
    let told = told(&test, &data_entry, &checked).await;
    let codes: Vec<(&str, &str)> = told.iter().map(|(_, code, column)| (&**code, &**column)).collect();
    assert_eq!(codes, [("ROW_OF_OTHERS", ""), ("WORD_OF_OTHERS", "stated_by"), ("MALFORMED", "")]);
    // Whoever may not enter it any more when it is confirmed, enters nothing.
    let checked = check_import(registry, &coordinator, &new(ImportKind::Agreements, bandung), steps()).await.unwrap();
    let demoted = confirm_import(registry, &data_entry, checked.id, checked.revision, false).await;
    assert_eq!(reasons(demoted), [(String::new(), "NOT_ALLOWED")]);
    assert!(agreement::Entity::find().one(&registry.db).await.unwrap().is_none());
}

async fn a_file_is_the_business_of_its_party_alone(test: TestRegistry) {
    let (bandung, suwon, coordinator) = bandung(&test).await;
    let registry = &test.registry;
    let rows = file(vec![tie("Bandung", &suwon.to_string(), "1997")]);
    let checked = check_import(registry, &coordinator, &new(ImportKind::Partnerships, bandung), rows).await.unwrap();
    let other = officer(&test, suwon, &[Role::Coordinator]).await;
    for outsider in [other, stranger(), who(Role::Observer, None)] {
        let filter = ImportFilter::default();
        assert_eq!(count_imports(registry, &outsider, &filter).await.unwrap(), 0);
        let filter = RowFilter { import: Some(checked.id), verdict: None };
        assert_eq!(count_rows(registry, &outsider, &filter).await.unwrap(), 0);
        assert!(rejects(registry, &outsider, checked.id).await.unwrap().is_none());
    }
    let outsider = officer(&test, suwon, &[Role::Coordinator, Role::Observer]).await;
    let gone = confirm_import(registry, &outsider, checked.id, 1, false).await;
    assert_eq!(reasons(gone), [("import".to_owned(), "NOT_FOUND")]);
    let colleague = who(Role::Observer, Some(bandung));
    assert_eq!(count_imports(registry, &colleague, &ImportFilter::default()).await.unwrap(), 1);
}

async fn rows_that_are_refused_are_left_out_only_by_ones_word(test: TestRegistry) {
    let (bandung, suwon, officer) = bandung(&test).await;
    let registry = &test.registry;
    let suwon = suwon.to_string();
    let mut received = file(vec![tie("Bandung", &suwon, "1997"), tie("Bandung", "Atlantis", "1997")]);
    let unread = Note::malformed(LocalText::both("since: salah", "since: wrong"), &["since"]);
    received.rows.push(ReceivedRow { line: 9, cells: vec!["9".into()], reading: Err(unread) });
    let input = new(ImportKind::Partnerships, bandung);
    let checked = check_import(registry, &officer, &input, received).await.unwrap();
    assert_eq!((checked.added, checked.refused), (1, 2));
    let columns: Vec<&str> = checked.problems.0.iter().map(|problem| &*problem.column).collect();
    assert_eq!(columns, ["region_b", "since"]);
    let whole = confirm_import(registry, &officer, checked.id, checked.revision, false).await;
    assert_eq!(reasons(whole), [(String::new(), "ROWS_LEFT")]);
    let done = confirm_import(registry, &officer, checked.id, checked.revision, true).await.unwrap();
    assert_eq!(claim::Entity::find().all(&registry.db).await.unwrap().len(), 1);
    let twice = confirm_import(registry, &officer, checked.id, done.revision, true).await;
    assert_eq!(reasons(twice), [(String::new(), "WRONG_STATE")]);
}

async fn what_went_on_is_not_taken_back(test: TestRegistry) {
    let (bandung, suwon, officer) = bandung(&test).await;
    let registry = &test.registry;
    let jeonju = test.party("KR", Kind::City, "Jeonju").await;
    let rows = file(vec![tie("Bandung", &suwon.to_string(), "1997"), tie("Bandung", &jeonju.to_string(), "1999")]);
    let checked = check_import(registry, &officer, &new(ImportKind::Partnerships, bandung), rows).await.unwrap();
    let done = confirm_import(registry, &officer, checked.id, checked.revision, false).await.unwrap();
    let statement = Statement {
        members: vec![bandung, jeonju],
        class: Class::Sister,
        stance: Stance::Affirms,
        stated_by: Some(bandung),
        source: "arsip kota".into(),
        as_of: day("2026-11-02"),
        reference: None,
        since: "1999-05".parse().ok(),
        until: None,
        official: false,
        withdraws: BTreeSet::new(),
    };
    claim_partnership(registry, &officer, statement).await.unwrap();
    let before = claim::Entity::find().all(&registry.db).await.unwrap();
    let refused = undo_import(registry, &officer, done.id, done.revision).await;
    let message = match &refused {
        Err(entity::Error::Refused(refusals)) => refusals[0].reason.message(entity::text::Language::En),
        _ => String::new(),
    };
    assert_eq!(reasons(refused), [(String::new(), "ROWS_IN_USE")]);
    assert!(message.contains("lines 3 "), "{message}");
    assert_eq!(claim::Entity::find().all(&registry.db).await.unwrap(), before, "nothing is taken back in part");
}

async fn a_file_that_nobody_confirms_is_given_up(test: TestRegistry) {
    let (bandung, suwon, officer) = bandung(&test).await;
    let registry = &test.registry;
    let input = new(ImportKind::Partnerships, bandung);
    let rows = || file(vec![tie("Bandung", &suwon.to_string(), "1997")]);
    let left = check_import(registry, &officer, &input, rows()).await.unwrap();
    let done = check_import(registry, &officer, &input, rows()).await.unwrap();
    confirm_import(registry, &officer, done.id, done.revision, false).await.unwrap();
    let dropped = check_import(registry, &officer, &input, rows()).await.unwrap();
    let dropped = drop_import(registry, &officer, dropped.id, dropped.revision).await.unwrap();
    assert_eq!(dropped.state, ImportState::Dropped);
    assert_eq!(sweep(registry).await.unwrap(), 0);
    test.clock.advance(Duration::days(15));
    assert_eq!(sweep(registry).await.unwrap(), 1);
    let swept = import_batch::Entity::find_by_id(left.id).one(&registry.db).await.unwrap().unwrap();
    assert_eq!(swept.state, ImportState::Dropped);
    let rows_of = |id| import_row::Entity::find().filter(import_row::Column::BatchId.eq(id)).all(&registry.db);
    assert_eq!((rows_of(left.id).await.unwrap().len(), rows_of(done.id).await.unwrap().len()), (0, 1));
    let late = confirm_import(registry, &officer, left.id, swept.revision, false).await;
    assert_eq!(reasons(late), [(String::new(), "WRONG_STATE")]);
}

async fn files_have_limits(test: TestRegistry) {
    let (bandung, suwon, officer) = bandung(&test).await;
    let registry = &test.registry;
    let input = new(ImportKind::Partnerships, bandung);
    let long = file(vec![tie("Bandung", &suwon.to_string(), "1997"); MOST_ROWS + 1]);
    assert_eq!(reasons(check_import(registry, &officer, &input, long).await), [(String::new(), "TOO_MANY_ROWS")]);
    let long = file(vec![step("Bandung", &suwon.to_string(), "MoU", "1997"); MOST_STEPS + 1]);
    let steps = new(ImportKind::Agreements, bandung);
    assert_eq!(reasons(check_import(registry, &officer, &steps, long).await), [(String::new(), "TOO_MANY_ROWS")]);
    let ahead = NewImport { as_of: Some(day("2030-01-01")), ..input.clone() };
    let refused = check_import(registry, &officer, &ahead, file(Vec::new())).await;
    assert_eq!(reasons(refused), [("asOf".to_owned(), "IN_THE_FUTURE")]);
    for _ in 0..MOST_OPEN {
        check_import(registry, &officer, &input, file(Vec::new())).await.unwrap();
    }
    let more = check_import(registry, &officer, &input, file(Vec::new())).await;
    assert_eq!(reasons(more), [(String::new(), "TOO_MANY_OPEN")]);
}

async fn what_is_confirmed_is_what_was_read(test: TestRegistry) {
    let (bandung, suwon, officer) = bandung(&test).await;
    let registry = &test.registry;
    let suwon = suwon.to_string();
    let jeonju = test.party("KR", Kind::City, "Jeonju").await.to_string();
    let input = new(ImportKind::Agreements, bandung);
    let steps = |partner: &str| step("Bandung", partner, "MoU", "1997-08-27");
    let one = check_import(registry, &officer, &input, file(vec![steps(&suwon), steps(&jeonju)])).await.unwrap();
    let other = check_import(registry, &officer, &input, file(vec![steps(&jeonju)])).await.unwrap();
    let other = confirm_import(registry, &officer, other.id, other.revision, false).await.unwrap();
    let late = confirm_import(registry, &officer, one.id, one.revision, false).await;
    assert_eq!(reasons(late), [(String::new(), "ROWS_CHANGED")], "the second row is there by now");
    assert_eq!(agreement::Entity::find().all(&registry.db).await.unwrap().len(), 1, "nothing is entered in part");
    let anew = check_again(registry, &officer, one.id, one.revision).await.unwrap();
    assert_eq!((anew.added, anew.same), (1, 1));
    let done = confirm_import(registry, &officer, one.id, anew.revision, false).await.unwrap();
    assert_eq!(agreement::Entity::find().all(&registry.db).await.unwrap().len(), 2);
    // Each takes back what it entered itself.
    undo_import(registry, &officer, done.id, done.revision).await.unwrap();
    let stages = agreement::Entity::find().all(&registry.db).await.unwrap();
    assert_eq!(stages.iter().filter(|one| one.stage == Stage::Withdrawn).count(), 1);
    undo_import(registry, &officer, other.id, other.revision).await.unwrap();
}

async fn of_two_confirmations_one_counts(test: TestRegistry) {
    let (bandung, suwon, officer) = bandung(&test).await;
    let registry = &test.registry;
    let rows = file(vec![visit("Study visit", "2025-05-12", "Bandung", &suwon.to_string())]);
    let checked = check_import(registry, &officer, &new(ImportKind::Exchanges, bandung), rows).await.unwrap();
    let confirm = || confirm_import(registry, &officer, checked.id, checked.revision, false);
    let (one, other) = tokio::join!(confirm(), confirm());
    let (done, refused) = if one.is_ok() { (one, other) } else { (other, one) };
    assert_eq!(done.unwrap().state, ImportState::Done);
    assert_eq!(reasons(refused), [("expectedRevision".to_owned(), "STALE")]);
    assert_eq!(exchange::Entity::find().all(&registry.db).await.unwrap().len(), 1);
}

async fn the_same_file_under_another_name_says_nothing_new(test: TestRegistry) {
    let (bandung, suwon, officer) = bandung(&test).await;
    let registry = &test.registry;
    let suwon = suwon.to_string();
    for (kind, row) in [
        (ImportKind::Agreements, step("Bandung", &suwon, "MoU", "1997-08-27")),
        (ImportKind::Exchanges, visit("Study visit", "2025-05-12", "Bandung", &suwon)),
        (ImportKind::Exchanges, visit("Forum", "2027-05-12", "Bandung", &suwon)),
    ] {
        let of = |source: &str| NewImport { source: Some(source.to_owned()), ..new(kind, bandung) };
        let first = check_import(registry, &officer, &of("berkas.csv"), file(vec![row.clone()])).await.unwrap();
        confirm_import(registry, &officer, first.id, first.revision, false).await.unwrap();
        let copy = check_import(registry, &officer, &of("berkas (1).csv"), file(vec![row])).await.unwrap();
        assert_eq!((copy.same, copy.refused, copy.to_enter()), (1, 0, 0), "{kind:?}");
        let refused = confirm_import(registry, &officer, copy.id, copy.revision, false).await;
        assert_eq!(reasons(refused), [(String::new(), "NOTHING_TO_ENTER")]);
    }
}

async fn a_file_tells_nothing_of_hidden_records(test: TestRegistry) {
    let (bandung, suwon, coordinator) = bandung(&test).await;
    let registry = &test.registry;
    let jeonju = test.party("KR", Kind::City, "Jeonju").await.to_string();
    let theirs = officer(&test, suwon, &[Role::Coordinator]).await;
    let suwon_id = suwon.to_string();
    let between_others = Reading::Agreement(AgreementRow {
        place_region: suwon_id.clone(),
        place_partner: jeonju.clone(),
        step: "MoU".to_owned(),
        date: "2001-02-03".to_owned(),
        ..AgreementRow::default()
    });
    for (kind, row) in [
        (ImportKind::Agreements, between_others),
        (ImportKind::Exchanges, visit("Courtesy call", "2025-05-12", &suwon_id, &jeonju)),
    ] {
        let entered = check_import(registry, &theirs, &new(kind, suwon), file(vec![row.clone()])).await.unwrap();
        assert_eq!(entered.added, 1, "{:?}", entered.problems);
        confirm_import(registry, &theirs, entered.id, entered.revision, false).await.unwrap();
        let hidden = Visibility::Parties;
        let agreements = agreement::Entity::update_many().col_expr(agreement::Column::Visibility, Expr::value(hidden));
        agreements.exec(&registry.db).await.unwrap();
        let exchanges = exchange::Entity::update_many().col_expr(exchange::Column::Visibility, Expr::value(hidden));
        exchanges.exec(&registry.db).await.unwrap();
        let spied = check_import(registry, &coordinator, &new(kind, bandung), file(vec![row])).await.unwrap();
        let filter = RowFilter { import: Some(spied.id), verdict: None };
        let rows = import_rows(registry, &coordinator, &filter, &Page::first(1)).await.unwrap().rows;
        assert_eq!((rows[0].verdict, &*rows[0].notes.0[0].code), (Verdict::Refused, "ROW_OF_OTHERS"), "{kind:?}");
        assert_eq!(rows[0].record_id, None);
    }
}
