//! Which rows of files are about one exchange, and which about two.

use super::files::row;
use entity::{
    Caller,
    exchange::{
        find::{ExchangeFilter, count_exchanges},
        import::{act::import_exchanges, record::ExchangeRow},
        record::exchange,
    },
    on_both_databases,
    report::Report,
    testing::TestRegistry,
    text::Language,
};
use sea_orm::{EntityTrait, QueryOrder};

on_both_databases!(
    what_only_sounds_alike_is_another_exchange,
    a_list_moves_nothing_of_another,
    a_row_that_says_more_names_the_one_that_says_less,
    a_row_that_can_mean_two_is_left_out,
    two_rows_that_fit_one_exchange_are_two,
    an_exchange_is_the_same_in_every_piece_of_a_file,
    who_adds_is_named_beside_the_source_and_replaces_nothing,
    a_later_row_completes_an_end,
);

fn at(title: &str, start: &str, venue: &str, country: &str) -> ExchangeRow {
    ExchangeRow { venue: venue.into(), ..row(2, title, start, "", country) }
}

async fn bring(test: &TestRegistry, rows: &[ExchangeRow], dry: bool) -> Report {
    let rows = (2..).zip(rows).map(|(line, row)| ExchangeRow { line, ..row.clone() }).collect();
    import_exchanges(&test.registry, &Caller::system(), rows, "file", dry).await.unwrap()
}

fn counted(report: &Report) -> [usize; 5] {
    [report.new, report.changed, report.unchanged, report.duplicate, report.rejected.len()]
}

async fn count(test: &TestRegistry) -> u64 {
    count_exchanges(&test.registry, &Caller::system(), &ExchangeFilter::default()).await.unwrap()
}

async fn what_only_sounds_alike_is_another_exchange(test: TestRegistry) {
    for country in ["ID", "JP", "DE"] {
        test.country(country).await;
    }
    let zoned = |zone: &str, row: ExchangeRow| ExchangeRow { time_zone: zone.into(), ..row };
    let rows = [
        zoned("Asia/Tokyo", at("Twin Summit", "2027-11-13", "Nagoya", "JP")),
        zoned("Europe/Berlin", at("Twin Summit", "2027-11-13", "Bremen", "DE")),
        at("Twin Day", "2027-05-09", "Malang", "ID"),
        at("Twin Day", "2027-05-09", "Kupang", "ID"),
        at("Kelas C++", "2027-06-01", "", "ID"),
        at("Kelas C#", "2027-06-01", "", "ID"),
        at("大津市の日", "2027-07-01", "", "JP"),
        at("大金市の日", "2027-07-01", "", "JP"),
        at("Sesi (1)", "2027-08-01", "", "ID"),
        at("Sesi 1", "2027-08-01", "", "ID"),
        zoned("Asia/Jakarta", at("Daring", "2027-08-02", "", "")),
        zoned("Asia/Jayapura", at("Daring", "2027-08-02", "", "")),
    ];
    assert_eq!(counted(&bring(&test, &rows, true).await), [12, 0, 0, 0, 0]);
    assert_eq!(counted(&bring(&test, &rows, false).await), [12, 0, 0, 0, 0]);
    assert_eq!(counted(&bring(&test, &rows, false).await), [0, 0, 12, 0, 0], "the same file again changes nothing");
    let elsewhere = [at("Twin Summit", "2027-11-13", "Surabaya", "ID")];
    assert_eq!(counted(&bring(&test, &elsewhere, false).await), [1, 0, 0, 0, 0]);
    assert_eq!(count(&test).await, 13);
}

async fn a_list_moves_nothing_of_another(test: TestRegistry) {
    test.country("ID").await;
    let first = ExchangeRow { end: "2027-03-02".into(), ..at("Pekan Kembar", "2027-03-01", "Malang", "ID") };
    bring(&test, std::slice::from_ref(&first), false).await;
    let theirs = ExchangeRow { source: "another list".into(), end: "2027-03-05".into(), ..first.clone() };
    let refused = bring(&test, std::slice::from_ref(&theirs), false).await;
    assert_eq!(counted(&refused), [0, 0, 0, 0, 1]);
    let told = "its time comes from \"https://example.id\"; another list does not move it";
    assert_eq!(refused.rejected[0].reason.read(Language::En), told);
    let further = ExchangeRow { end: String::new(), note: "Aula".into(), ..theirs };
    assert_eq!(counted(&bring(&test, &[further], false).await), [0, 1, 0, 0, 0], "what is new is taken");
    let again = ExchangeRow { end: "2027-03-05".into(), source: "another list".into(), ..first.clone() };
    assert_eq!(counted(&bring(&test, &[again], false).await), [0, 0, 0, 0, 1], "who adds does not take it over");
    let corrected = ExchangeRow { end: "2027-03-03".into(), ..first };
    assert_eq!(counted(&bring(&test, &[corrected], false).await), [0, 1, 0, 0, 0], "its own source corrects it");
}

async fn a_row_that_says_more_names_the_one_that_says_less(test: TestRegistry) {
    test.country("ID").await;
    let less = at("Pekan Kembar", "2027-03-01", "", "ID");
    let more = at("PEKAN Kembar", "2027-03-01", "Malang", "ID");
    let report = bring(&test, &[more.clone(), less.clone()], false).await;
    assert_eq!(counted(&report), [1, 0, 0, 1, 0]);
    let report =
        bring(&test, &[at("Temu", "2027-03-01", "", ""), at("Temu", "2027-03-01", "Malang", "ID")], true).await;
    assert_eq!(counted(&report), [1, 0, 0, 0, 1]);
    let told = "row 2 is about the same exchange and says other things; put both into one row";
    assert_eq!(report.rejected[0].reason.read(Language::En), told);
}

async fn a_row_that_can_mean_two_is_left_out(test: TestRegistry) {
    test.country("ID").await;
    let halls = [at("Temu", "2027-03-01", "Malang", "ID"), at("Temu", "2027-03-01", "Kupang", "ID")];
    bring(&test, &halls, false).await;
    let report = bring(&test, &[at("Temu", "2027-03-01", "", "ID")], false).await;
    assert_eq!(counted(&report), [0, 0, 0, 0, 1]);
    assert!(report.rejected[0].reason.read(Language::En).starts_with("fits 2 exchanges of that day"));
    assert_eq!(count(&test).await, 2);
}

fn from(source: &str, row: ExchangeRow) -> ExchangeRow {
    ExchangeRow { source: source.into(), ..row }
}

async fn listed(test: &TestRegistry) -> Vec<exchange::Model> {
    exchange::Entity::find().order_by_asc(exchange::Column::Place).all(&test.registry.db).await.unwrap()
}

async fn two_rows_that_fit_one_exchange_are_two(test: TestRegistry) {
    test.country("ID").await;
    let plain = [from("A", at("Pesta Kembar", "2027-05-09", "", ""))];
    bring(&test, &plain, false).await;
    let two = ["Malang", "Kupang"].map(|place| from("B", at("Pesta Kembar", "2027-05-09", place, "ID")));
    assert_eq!(counted(&bring(&test, &two, true).await), [1, 1, 0, 0, 0]);
    assert_eq!(counted(&bring(&test, &two, false).await), [1, 1, 0, 0, 0], "one is filled in, the other is new");
    assert_eq!(counted(&bring(&test, &two, false).await), [0, 0, 2, 0, 0], "the same file again changes nothing");
    assert_eq!(counted(&bring(&test, &plain, false).await), [0, 0, 1, 0, 0]);
    let known = listed(&test).await;
    let said: Vec<_> =
        known.iter().map(|one| (one.place.as_deref().unwrap(), one.source.as_deref().unwrap())).collect();
    assert_eq!(said, [("Kupang", "B"), ("Malang", "A; B")], "where its place comes from is named");

    let either = [two[0].clone(), two[1].clone(), from("B", at("Pesta Kembar", "2027-05-09", "", "ID"))];
    let report = bring(&test, &either, false).await;
    assert_eq!(counted(&report), [0, 0, 2, 0, 1]);
    assert_eq!(
        report.rejected[0].reason.read(Language::En),
        "fits the exchanges of rows 2, 3; say where it takes place"
    );
}

async fn an_exchange_is_the_same_in_every_piece_of_a_file(test: TestRegistry) {
    test.country("ID").await;
    let named = |title: &str| ExchangeRow { title_id: "Pesta".into(), ..at(title, "2027-05-09", "", "ID") };
    bring(&test, &[at("Party", "2027-05-09", "", "ID")], false).await;
    let mut rows = vec![named("Feast"), at("Party", "2027-05-09", "Malang", "")];
    rows.extend((0..100).map(|nth| at(&format!("Temu {nth}"), "2027-05-10", "", "ID")));
    rows.extend([at("Pesta", "2027-05-09", "", ""), at("Party", "2027-05-09", "Kupang", "")]);
    let dry = counted(&bring(&test, &rows, true).await);
    assert_eq!(dry, [102, 1, 0, 1, 0]);
    assert_eq!(counted(&bring(&test, &rows, false).await), dry, "a dry run says what happens");
    assert_eq!(counted(&bring(&test, &rows, false).await), [0, 0, 103, 1, 0]);
}

async fn who_adds_is_named_beside_the_source_and_replaces_nothing(test: TestRegistry) {
    test.country("ID").await;
    let one = from("A", ExchangeRow { note: "Aula".into(), ..at("Temu", "2027-03-01", "Malang", "ID") });
    let other = from("B", ExchangeRow { note: "Taman".into(), ..one.clone() });
    bring(&test, std::slice::from_ref(&one), false).await;
    assert_eq!(counted(&bring(&test, std::slice::from_ref(&other), false).await), [0, 1, 0, 0, 0], "it says so, too");
    assert_eq!(counted(&bring(&test, std::slice::from_ref(&other), false).await), [0, 0, 1, 0, 0]);
    let further = ExchangeRow { method: "FORUM".into(), ..other };
    assert_eq!(counted(&bring(&test, std::slice::from_ref(&further), false).await), [0, 1, 0, 0, 0]);
    assert_eq!(counted(&bring(&test, &[further], false).await), [0, 0, 1, 0, 0]);
    let known = listed(&test).await.remove(0);
    assert_eq!((known.note.as_deref(), known.source.as_deref()), (Some("Aula"), Some("A; B")));
    let moved = ExchangeRow { end: "2027-03-02".into(), ..one };
    assert_eq!(
        counted(&bring(&test, std::slice::from_ref(&moved), false).await),
        [0, 1, 0, 0, 0],
        "who told of it says when"
    );
    let theirs = from("B", ExchangeRow { end: "2027-03-04".into(), ..moved });
    assert_eq!(counted(&bring(&test, &[theirs], false).await), [0, 0, 0, 0, 1]);
}

async fn a_later_row_completes_an_end(test: TestRegistry) {
    test.country("ID").await;
    let until = |end: &str| ExchangeRow { end: end.into(), ..at("Temu", "2027-03-01", "Malang", "ID") };
    let rows = [until(""), until("2027-03-03"), until("2027-03-04"), until("2027-02-01")];
    assert_eq!(counted(&bring(&test, &rows, false).await), [1, 0, 0, 1, 2]);
    assert_eq!(listed(&test).await[0].ends_on, "2027-03-03".parse().ok());
    assert_eq!(counted(&bring(&test, &rows[..2], false).await), [0, 0, 1, 1, 0]);
    let twice = ["A", "B"].map(|source| from(source, at("Pekan", "2027-03-01", "Kupang", "ID")));
    assert_eq!(counted(&bring(&test, &twice, false).await), [1, 0, 0, 1, 0]);
    assert_eq!(listed(&test).await[0].source.as_deref(), Some("A; B"), "the source of a duplicate is kept");
    assert_eq!(counted(&bring(&test, &twice, false).await), [0, 0, 1, 1, 0]);
}
