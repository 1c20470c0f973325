//! Which rows of files are about one exchange, and which about two.

use super::files::row;
use entity::{
    Caller,
    exchange::{
        find::{ExchangeFilter, count_exchanges},
        import::{act::import_exchanges, record::ExchangeRow},
    },
    on_both_databases,
    report::Report,
    testing::TestRegistry,
    text::Language,
};

on_both_databases!(
    what_only_sounds_alike_is_another_exchange,
    a_list_moves_nothing_of_another,
    a_row_that_says_more_names_the_one_that_says_less,
    a_row_that_can_mean_two_is_left_out,
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
