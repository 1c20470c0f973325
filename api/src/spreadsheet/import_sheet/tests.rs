//! What is exported comes in again without a change.

use super::*;
use crate::spreadsheet::{self, AgreementsArgs, ExchangesArgs, FileArgs, OriginArgs, PartnershipsArgs, RegionsArgs};
use entity::{
    agreement::{
        import::{
            act::{Origin as AgreementOrigin, import_agreements},
            record::AgreementRow,
        },
        legacy::act::{RegisterLegacyAgreement, register_legacy_agreement},
        record::Missing,
    },
    partnership::{
        act::{Statement, claim_partnership},
        import::act::import_partnerships,
        row::PartnershipRow,
    },
    place::{act::import_regions, row::RegionRow},
    policy::Visibility,
    reference,
    report::{Origin, Report},
    testing::TestRegistry,
    text::LocalText,
};
use std::path::PathBuf;

entity::on_both_databases!(
    exported_regions_come_in_again_unchanged,
    exported_partnerships_come_in_again_unchanged,
    what_a_spreadsheet_program_saved_comes_in_again,
    a_row_has_its_own_source,
    corrected_rejects_are_a_part_of_their_source,
    each_import_says_what_became_of_each_row,
    exported_steps_come_in_again_unchanged,
);

fn origin(source: &str, official: bool) -> Origin {
    let as_of = "2026-02-28".parse().unwrap();
    Origin { scheme: "s".into(), source: source.into(), as_of, official, in_part: false }
}

/// Regions of Indonesia and abroad, some with names and figures that are hard to write.
async fn prepared(test: &TestRegistry) {
    let registry = &test.registry;
    reference::load(registry).await.unwrap();
    let row = |line: u64, code: &str, name: &str, country: &str, point: Option<(f64, f64)>| RegionRow {
        line,
        code: code.into(),
        name: name.into(),
        country: country.into(),
        point,
        ..RegionRow::default()
    };
    let rows = [
        RegionRow {
            kemendagri: Some("32.73".into()),
            population: Some(2_579_837),
            population_as_of: "2024".parse().ok(),
            area_km2: Some(166.59),
            aliases: vec!["Paris van Java".into(), "=Bandung".into()],
            ..row(2, "bdg", "Kota Bandung", "ID", Some((-6.9218, 107.6071)))
        },
        RegionRow { wikidata: Some("Q2773".into()), ..row(3, "bs", "Braunschweig", "DE", Some((52.27, 10.52))) },
        row(4, "sw", "Suwon, \"the\" city", "KR", None),
        row(5, "fy", "福山市", "JP", Some((34.486, 133.362))),
        RegionRow { parent: Some("fy".into()), ..row(6, "x", "-1; =2", "JP", Some((34.5, 133.3))) },
    ];
    let report = import_regions(registry, &Caller::system(), &rows, &origin("a list", false), false).await.unwrap();
    assert_eq!(report.rejected, []);
}

async fn exported<L: List>(test: &TestRegistry, filter: L::Filter) -> String {
    let mut sheet = ImportSheet::<L>::in_pages_of(3, test.registry.clone(), L::operator(), filter, Language::En);
    let mut whole = String::new();
    while let Some(piece) = sheet.next().await.unwrap() {
        whole.push_str(std::str::from_utf8(&piece).unwrap());
    }
    whole
}

fn file_args(folder: &tempfile::TempDir, content: &str) -> FileArgs {
    let path = folder.path().join("list.csv");
    std::fs::write(&path, content).unwrap();
    let none: Option<PathBuf> = None;
    FileArgs { file: path, dry_run: false, rejects: none.clone(), report: none, all: true, language: Language::En }
}

fn origin_args() -> OriginArgs {
    let as_of = "2026-03-31".parse().unwrap();
    OriginArgs { scheme: "again".into(), source: "an export".into(), as_of, official: true, part: false }
}

fn nothing_new(report: &Report, whole: &str) {
    assert_eq!(report.rejected, [], "{whole}");
    assert_eq!((report.new, report.changed, report.duplicate, report.unlisted), (0, 0, 0, 0), "{whole}");
    assert!(report.unchanged > 0);
}

async fn exported_regions_come_in_again_unchanged(test: TestRegistry) {
    prepared(&test).await;
    let abroad = PartyFilter { country: Some("Jepang".into()), ..PartyFilter::default() };
    assert_eq!(exported::<Regions>(&test, abroad).await.lines().count(), 3);
    let whole = exported::<Regions>(&test, PartyFilter::default()).await;
    assert_eq!(whole.lines().count(), 1 + 552 + 4);
    let folder = tempfile::tempdir().unwrap();
    let args = RegionsArgs { file: file_args(&folder, &whole), origin: origin_args() };
    nothing_new(&spreadsheet::regions(&test.registry, &args).await.unwrap(), &whole);
    assert_eq!(exported::<Regions>(&test, PartyFilter::default()).await, whole);

    let better = whole.replace("2579837", "2600000");
    let args = RegionsArgs { file: file_args(&folder, &better), origin: origin_args() };
    assert_eq!(spreadsheet::regions(&test.registry, &args).await.unwrap().changed, 1, "a correction is taken");
}

async fn exported_partnerships_come_in_again_unchanged(test: TestRegistry) {
    prepared(&test).await;
    let (registry, system) = (&test.registry, Caller::system());
    let pair = |line: u64, a: &str, b: &str, since: &str, by: Option<&str>| PartnershipRow {
        line,
        members: [a.into(), b.into()],
        places: [None, None],
        stated_by: by.map(str::to_owned),
        class: Class::Sister,
        since: since.parse().ok(),
        until: None,
        reference: Some("p. 3; =1".into()),
        edition: None,
    };
    let first = [pair(2, "bdg", "bs", "1960-05-24", Some("bdg")), pair(3, "bdg", "sw", "", None)];
    let register = origin("a register", true);
    import_partnerships(registry, &system, &first, &register, false).await.unwrap();
    let list = Origin { as_of: "2020-01-01".parse().unwrap(), ..origin("a list", false) };
    let second =
        [pair(2, "bdg", "bs", "1961", None), pair(3, "fy", "bdg", "1990", None), pair(4, "fy", "bs", "", None)];
    import_partnerships(registry, &system, &second, &list, false).await.unwrap();
    let later = Origin { as_of: "2026-01-01".parse().unwrap(), ..list };
    let report = import_partnerships(registry, &system, &second[..2], &later, false).await.unwrap();
    assert_eq!(report.unlisted, 1);
    let (every, page, by) = (PartnershipFilter::default(), Page::first(9), (Order::Entry, Direction::Ascending));
    let found = partnership_find::partnerships(registry, &system, &every, by, &page).await.unwrap();
    let members = members_of(registry, &[found.rows[0].id]).await.unwrap();
    let members: Vec<Uuid> = members.values().flatten().map(|party| party.id).collect();
    let denial = Statement {
        members,
        class: Class::Sister,
        stance: Stance::Denies,
        stated_by: None,
        source: "a letter".into(),
        official: false,
        as_of: "2026-01-01".parse().unwrap(),
        reference: None,
        since: None,
        until: None,
        withdraws: std::collections::BTreeSet::new(),
    };
    claim_partnership(registry, &system, denial).await.unwrap();

    let whole = exported::<Partnerships>(&test, PartnershipFilter::default()).await;
    assert_eq!(whole.lines().count(), 1 + 5, "a row for each statement of the four pairs: {whole}");
    let folder = tempfile::tempdir().unwrap();
    let args = PartnershipsArgs { file: file_args(&folder, &whole), origin: origin_args() };
    nothing_new(&spreadsheet::partnerships(registry, &args).await.unwrap(), &whole);
    assert_eq!(exported::<Partnerships>(&test, PartnershipFilter::default()).await, whole);
}

/// What a program with decimal commas makes of a file.
async fn what_a_spreadsheet_program_saved_comes_in_again(test: TestRegistry) {
    prepared(&test).await;
    let whole = exported::<Regions>(&test, PartyFilter { country: Some("DE".into()), ..PartyFilter::default() }).await;
    let saved = whole.replace(',', ";").replace("true", "BENAR").replace("52.27", "52,27").replace("10.52", "10,52");
    assert_ne!(saved, whole);
    let folder = tempfile::tempdir().unwrap();
    let args = RegionsArgs { file: file_args(&folder, &saved), origin: origin_args() };
    nothing_new(&spreadsheet::regions(&test.registry, &args).await.unwrap(), &saved);
}

async fn a_row_has_its_own_source(test: TestRegistry) {
    prepared(&test).await;
    let folder = tempfile::tempdir().unwrap();
    let content = "region_a,region_b,source,official,no_longer_listed_on\n\
                   bdg,bs,a register,TRUE,\nbdg,sw,,ya,\nbdg,fy,,,2026-01-01\nbs,fy,a list,maybe,\n";
    let origin = OriginArgs { scheme: "s".into(), ..origin_args() };
    let args = PartnershipsArgs { file: file_args(&folder, content), origin };
    let report = spreadsheet::partnerships(&test.registry, &args).await.unwrap();
    assert_eq!((report.new, report.rejected.len()), (3, 1));
    assert!(report.rejected[0].reason.read(Language::En).starts_with("official: \"maybe\" is not valid"));
    let whole = exported::<Partnerships>(&test, PartnershipFilter::default()).await;
    assert!(whole.contains(",a register,2026-03-31,true,\r\n"), "the date is that of the command: {whole}");
    assert!(whole.contains(",an export,2026-03-31,true,2026-01-01\r\n"), "{whole}");
}

async fn corrected_rejects_are_a_part_of_their_source(test: TestRegistry) {
    prepared(&test).await;
    let folder = tempfile::tempdir().unwrap();
    let bring = async |content: &str, as_of: &str| {
        let origin = OriginArgs { scheme: "s".into(), as_of: as_of.parse().unwrap(), ..origin_args() };
        let args = PartnershipsArgs { file: file_args(&folder, content), origin };
        spreadsheet::partnerships(&test.registry, &args).await.unwrap()
    };
    bring("region_a,region_b,since\nbdg,bs,1960\nbdg,sw,1997\nbs,fy,\n", "2026-01-01").await;
    let rejects = bring("region_a,region_b,reason\nbdg,sw,why\n", "2026-02-01").await;
    assert_eq!(rejects.unlisted, 0);
    let later = bring("region_a,region_b,since\nbdg,bs,24/05/1960\nbdg,sw,1997\n", "2026-03-01").await;
    assert_eq!((later.unlisted, later.rejected.len()), (1, 1), "what a rejected row names is listed");
    assert_eq!(later.gone, ["Braunschweig – 福山市"]);
}

async fn each_import_says_what_became_of_each_row(test: TestRegistry) {
    prepared(&test).await;
    let folder = tempfile::tempdir().unwrap();
    let written = |name: &str| std::fs::read_to_string(folder.path().join(name)).unwrap();
    let origin = || OriginArgs { scheme: "s".into(), ..origin_args() };
    let content = "region_a,region_b\nbdg,bs\nbs,bdg\nbdg,zz\n";
    let args = PartnershipsArgs { file: file_args(&folder, content), origin: origin() };
    spreadsheet::partnerships(&test.registry, &args).await.unwrap();
    let report = written("list.csv.report.csv");
    for row in [
        "2,region_a,bdg,Kota Bandung,id-kota-bandung,code s:bdg,,new\r\n",
        "3,region_b,bdg,Kota Bandung,id-kota-bandung,code s:bdg,,duplicate of row 2\r\n",
        "4,,,,,,,rejected\r\n",
    ] {
        assert!(report.contains(row), "{report}");
    }
    let later = OriginArgs { as_of: "2026-04-01".parse().unwrap(), ..origin() };
    let args = PartnershipsArgs { file: file_args(&folder, "region_a,region_b\nbs,fy\n"), origin: later };
    spreadsheet::partnerships(&test.registry, &args).await.unwrap();
    let report = written("list.csv.report.2.csv");
    assert!(report.ends_with(",,,Kota Bandung – Braunschweig,,,,no longer listed\r\n"), "{report}");
    let content = "title,start\nTemu,2025-03-01\n";
    let args = ExchangesArgs { file: file_args(&folder, content), source: None };
    spreadsheet::exchanges(&test.registry, &args).await.unwrap();
    assert!(written("list.csv.report.3.csv").ends_with("2,,,,,,,new\r\n"), "also where a file names no places");
}

async fn exported_steps_come_in_again_unchanged(test: TestRegistry) {
    prepared(&test).await;
    let (registry, system) = (&test.registry, Caller::system());
    let row = |line: u64, code: &str, step: &str, date: &str| AgreementRow {
        line,
        id_region: "Bandung".into(),
        kemendagri_code: "32.73".into(),
        partner: "x".into(),
        partner_scheme: "s".into(),
        partner_code: code.into(),
        step: step.into(),
        date: date.into(),
        note: "=1\nsecond line".into(),
        source: "press; 'archive'".into(),
        ..AgreementRow::default()
    };
    let rows = vec![
        row(2, "bs", "MoU", "1960-05-24"),
        row(3, "bs", "amendment", "1960-06-02"),
        row(4, "bs", "renewal", "2000"),
        row(5, "fy", "friendship", "1994-03"),
        row(6, "sw", "LoI", "2016-01-01"),
    ];
    let origin = AgreementOrigin { source: "file".into(), as_of: "2026-02-28".parse().unwrap() };
    let report = import_agreements(registry, &system, rows, &origin, false).await.unwrap();
    assert_eq!(report.rejected, []);
    enter_without_papers(&test).await;
    let whole = exported::<Steps>(&test, AgreementFilter::default()).await;
    for step in [
        "MoU,1985-07",
        "MoU,1960-05-24",
        "amendment,1960-06-02",
        "renewal,2000",
        "friendship,1994-03",
        "LoI,2016-01-01",
    ] {
        assert!(whole.contains(step), "{whole}");
    }
    let folder = tempfile::tempdir().unwrap();
    let args = AgreementsArgs { file: file_args(&folder, &whole), source: None, as_of: None };
    nothing_new(&spreadsheet::agreements(registry, &args).await.unwrap(), &whole);
    assert_eq!(exported::<Steps>(&test, AgreementFilter::default()).await, whole);
}

/// An agreement of which nobody has entered a document.
async fn enter_without_papers(test: &TestRegistry) {
    let signed = |code: &'static str| place_find::party_by_code(&test.registry, "s", code);
    let parties = [signed("bs").await.unwrap().unwrap().id, signed("sw").await.unwrap().unwrap().id];
    let input = RegisterLegacyAgreement {
        title: LocalText::default(),
        reference_no: None,
        parties: parties.to_vec(),
        class: Class::Sister,
        scheme: None,
        term_kind: None,
        term_months: None,
        notice_months: None,
        signed_on: "1985-07".parse().ok(),
        in_force_on: None,
        expires_on: None,
        terminated_on: None,
        fields: Vec::new(),
        dimensions: std::collections::BTreeSet::new(),
        documents: Vec::new(),
        missing: vec![Missing::SignedText],
        visibility: Visibility::Public,
        predecessor: None,
        owned_by: None,
        source: "an archive".into(),
        as_of: "2026-01-01".parse().unwrap(),
    };
    register_legacy_agreement(&test.registry, &Caller::system(), input).await.unwrap();
}
