//! Regions brought in from files.

mod meant;

use entity::{
    Caller, Error, Registry,
    journal::{ChangeKind, changes},
    on_both_databases,
    place::{
        act::import_regions,
        fact::{
            find::facts_of,
            record::FactKind,
            rule::{contradict, followed},
        },
        find::{self, PartyFilter},
        record::{Kind, NameKind, party},
        row::RegionRow,
    },
    reference,
    report::{How, Origin, Report},
    source::Rank,
    testing::TestRegistry,
    text::Language,
};

on_both_databases!(
    a_name_that_fits_a_city_and_a_regency_is_ambiguous,
    a_prefix_a_kind_a_parent_or_a_code_decides,
    a_name_and_a_country_alone_decide_nothing,
    codes_that_lost_their_zeros_make_no_second_bandung,
    a_new_region_of_indonesia_has_its_kind_before_its_name_once,
    names_match_across_spellings_and_languages,
    a_province_is_found_anywhere_within_it,
    a_row_that_describes_several_places_is_left_out,
    a_known_place_gains_what_it_lacks_and_keeps_what_it_has,
    each_figure_is_that_of_the_source_whose_word_counts_most,
    a_point_abroad_is_warned_about_and_gives_no_time_zone,
    regions_lie_in_regions_of_the_same_file,
    a_second_run_and_a_dry_run_change_nothing,
    an_unknown_country_is_answered_with_the_nearest,
    hostile_rows_are_left_out_one_by_one,
    only_the_operator_brings_files_in,
);

/// A row of the test file, at a point in Indonesia.
fn row(code: &str, name: &str, point: (f64, f64)) -> RegionRow {
    RegionRow {
        line: 2,
        code: code.into(),
        name: name.into(),
        country: "ID".into(),
        point: Some(point),
        ..RegionRow::default()
    }
}

fn abroad(code: &str, name: &str, country: &str, point: (f64, f64)) -> RegionRow {
    RegionRow { country: country.into(), ..row(code, name, point) }
}

fn origin(scheme: &str) -> Origin {
    Origin {
        scheme: scheme.into(),
        source: "a test".into(),
        as_of: "2026-02-28".parse().unwrap(),
        official: false,
        in_part: false,
    }
}

const BOGOR: (f64, f64) = (-6.5966, 106.7972);
const BANDUNG: (f64, f64) = (-6.9218, 107.6071);

async fn with_reference(test: &TestRegistry) -> &Registry {
    reference::load(&test.registry).await.unwrap();
    &test.registry
}

/// Brings rows in under the scheme `s`, numbered from line 2.
async fn import(registry: &Registry, rows: &[RegionRow]) -> Report {
    let rows: Vec<RegionRow> = (2..).zip(rows).map(|(line, row)| RegionRow { line, ..row.clone() }).collect();
    import_regions(registry, &Caller::system(), &rows, &origin("s"), false).await.unwrap()
}

async fn place(registry: &Registry, scheme: &str, code: &str) -> party::Model {
    find::party_by_code(registry, scheme, code).await.unwrap().unwrap()
}

fn reason(report: &Report, at: usize) -> &str {
    report.rejected[at].reason.read(Language::En)
}

async fn a_name_that_fits_a_city_and_a_regency_is_ambiguous(test: TestRegistry) {
    let registry = with_reference(&test).await;
    let rows =
        [row("1", "Bogor", BOGOR), row("2", "Malang", (-7.98, 112.62)), row("3", "Yogyakarta", (-7.8014, 110.3644))];
    let report = import(registry, &rows).await;
    assert_eq!((report.new, report.changed, report.rejected.len()), (0, 0, 3));
    assert_eq!(
        reason(&report, 0),
        "ambiguous: may be Kabupaten Bogor (regency, kemendagri:32.01); Kota Bogor (city, kemendagri:32.71)"
    );
    assert!(reason(&report, 2).contains("34.71") && reason(&report, 2).contains("(province, kemendagri:34)"));
    let indonesian = report.rejected[0].reason.read(Language::Id);
    assert_eq!(
        indonesian,
        "ambigu: bisa berarti Kabupaten Bogor (kabupaten, kemendagri:32.01); Kota Bogor (kota, kemendagri:32.71)"
    );
}

async fn a_prefix_a_kind_a_parent_or_a_code_decides(test: TestRegistry) {
    let registry = with_reference(&test).await;
    let rows = [
        row("1", "KAB. BOGOR", BOGOR),
        RegionRow { kind: Some(Kind::City), ..row("2", "Bandung", BANDUNG) },
        RegionRow { kemendagri: Some("35.73".into()), ..row("3", "Malang", (-7.98, 112.62)) },
        row("4", "Semarang City", (-6.99, 110.4225)),
        RegionRow { kind: Some(Kind::City), ..row("5", "Sidoarjo", (-7.454, 112.6594)) },
        row("6", "Kota Tua (Jakarta)", (-6.135, 106.8131)),
    ];
    let report = import(registry, &rows).await;
    assert_eq!((report.new, report.changed, report.rejected.len()), (1, 4, 1));
    assert!(reason(&report, 0).contains("Kabupaten Sidoarjo"), "there is no city of that name");
    for (code, kemendagri) in [("1", "32.01"), ("2", "32.73"), ("3", "35.73"), ("4", "33.74")] {
        assert_eq!(place(registry, "s", code).await.id, place(registry, "kemendagri", kemendagri).await.id);
    }
    let quarter = place(registry, "s", "6").await;
    assert_eq!((quarter.name.as_str(), quarter.kind), ("Kota Tua (Jakarta)", Kind::Other));
}

async fn a_name_and_a_country_alone_decide_nothing(test: TestRegistry) {
    let registry = with_reference(&test).await;
    let rows = [
        RegionRow { point: None, ..row("1", "Surabaya", (0.0, 0.0)) },
        row("2", "Surabaya", (-3.7, 128.1)),
        abroad("3", "Surabaya", "MY", (3.1, 101.6)),
    ];
    let report = import(registry, &rows).await;
    assert_eq!((report.new, report.changed, report.rejected.len()), (2, 0, 1));
    assert_eq!(reason(&report, 0), "ambiguous: without coordinates it may be Kota Surabaya (city, kemendagri:35.78)");
    let slugs = [place(registry, "s", "2").await.slug, place(registry, "s", "3").await.slug];
    assert_eq!(slugs, ["id-surabaya", "my-surabaya"]);
}

/// Brings rows in under the codes of the ministry, numbered from line 2.
async fn import_of_ministry(registry: &Registry, rows: &[RegionRow]) -> Report {
    let rows: Vec<RegionRow> = (2..).zip(rows).map(|(line, row)| RegionRow { line, ..row.clone() }).collect();
    import_regions(registry, &Caller::system(), &rows, &origin("kemendagri"), false).await.unwrap()
}

async fn codes_that_lost_their_zeros_make_no_second_bandung(test: TestRegistry) {
    let registry = with_reference(&test).await;
    let mut rows: Vec<RegionRow> = ["11.1", "32.730", "3273", "32,73", "1", "3.273E+03", "32.99"]
        .into_iter()
        .map(|code| RegionRow { point: None, ..row(code, "Kota Bandung", BANDUNG) })
        .collect();
    rows.push(RegionRow { parent: Some("32.7".into()), ..row("32.98", "Kota Cibiru", BANDUNG) });
    rows.push(RegionRow { kind: Some(Kind::Regency), ..row("32.73", "Bandung", BANDUNG) });
    rows.push(abroad("32.74", "Suwon", "KR", (37.26, 127.02)));
    let report = import_of_ministry(registry, &rows).await;
    assert_eq!((report.new, report.changed, report.rejected.len()), (0, 0, rows.len()), "{report:?}");
    assert_eq!(
        reason(&report, 1),
        "\"32.730\" is no kemendagri code, which is like 32 or 32.73; keep its column as text"
    );
    assert_eq!(reason(&report, 5), "the code \"3.273E+03\" has become a number; keep its column as text");
    assert!(reason(&report, 6).starts_with("32.99: Kota Bandung (city, kemendagri:32.73) is there with another code"));
    assert!(reason(&report, 7).starts_with("\"32.7\" is no"));
    assert_eq!(reason(&report, 8), "32.73 is the code of a city, and the row says regency");
    assert!(reason(&report, 9).ends_with("and the row is about KR"));

    let lists = [
        RegionRow { kemendagri: Some("32.7".into()), ..row("1", "Kota Cibiru", BANDUNG) },
        row("1.23E+05", "Kota Cibiru", BANDUNG),
    ];
    assert_eq!(import(registry, &lists).await.rejected.len(), 2, "other lists are damaged in the same way");
}

async fn a_new_region_of_indonesia_has_its_kind_before_its_name_once(test: TestRegistry) {
    let registry = with_reference(&test).await;
    let rows = [
        row("32.80", "Kota Cibiru", BANDUNG),
        RegionRow { short_name: Some("Kab. Cisewu".into()), ..row("32.30", "Kabupaten Cisewu", (-7.3, 107.5)) },
    ];
    assert_eq!(import_of_ministry(registry, &rows).await.new, 2);
    let told = |party: party::Model| (party.kind, party.name, party.slug);
    let city = told(place(registry, "kemendagri", "32.80").await);
    assert_eq!(city, (Kind::City, "Cibiru".to_owned(), "id-kota-cibiru".to_owned()));
    let regency = told(place(registry, "kemendagri", "32.30").await);
    assert_eq!(regency, (Kind::Regency, "Cisewu".to_owned(), "id-kabupaten-cisewu".to_owned()));
    let given = [RegionRow { kind: Some(Kind::City), ..row("9", "Kota Ciwidey", (-7.1, 107.4)) }];
    assert_eq!(import(registry, &given).await.new, 1);
    assert_eq!(place(registry, "s", "9").await.name, "Ciwidey");
}

async fn names_match_across_spellings_and_languages(test: TestRegistry) {
    let registry = with_reference(&test).await;
    let rows = [
        row("1", "  MAKASAR ", (-5.1331, 119.4136)),
        row("2", "Ujung Pandang", (-5.1331, 119.4136)),
        row("3", "Kota Administrasi Jakarta Selatan", (-6.25, 106.81)),
        row("4", "Pematang-Siantar", (2.96, 99.06)),
        abroad("5", "Škofja Loka", "SI", (46.166, 14.306)),
    ];
    import(registry, &rows[1..]).await;
    assert_eq!(place(registry, "s", "2").await.id, place(registry, "kemendagri", "73.71").await.id);
    assert_eq!(place(registry, "s", "3").await.id, place(registry, "kemendagri", "31.74").await.id);
    assert_eq!(place(registry, "s", "4").await.id, place(registry, "kemendagri", "12.72").await.id);
    let again = [abroad("x", "SKOFJA LOKA", "SI", (46.17, 14.3))];
    let report = import_regions(registry, &Caller::system(), &again, &origin("t"), false).await.unwrap();
    assert_eq!((report.new, report.changed), (0, 1));
    assert_eq!(place(registry, "t", "x").await.id, place(registry, "s", "5").await.id);
    assert_eq!(place(registry, "s", "5").await.slug, "si-skofja-loka");
}

async fn a_province_is_found_anywhere_within_it(test: TestRegistry) {
    let registry = with_reference(&test).await;
    let rows = [
        row("1", "Aceh", (5.5569, 95.3261)),
        row("2", "East Java", (-7.7, 112.5)),
        row("3", "Jakarta", (-6.1753, 106.8269)),
        row("4", "Papua Barat", (-2.0, 133.0)),
        row("5", "Siak", (0.5092, 101.4453)),
    ];
    let report = import(registry, &rows).await;
    assert_eq!((report.new, report.changed), (0, 5), "{report:?}");
    for (code, kemendagri) in [("1", "11"), ("2", "35"), ("3", "31"), ("4", "92"), ("5", "14.08")] {
        assert_eq!(place(registry, "s", code).await.id, place(registry, "kemendagri", kemendagri).await.id);
    }
}

async fn a_row_that_describes_several_places_is_left_out(test: TestRegistry) {
    let registry = with_reference(&test).await;
    let several = RegionRow {
        spread_km: Some(269.9),
        aliases: vec!["Behringen (Bispingen)".into(), "Behringen (Stadtilm)".into()],
        ..abroad("1", "Behringen (Hörselberg-Hainich)", "DE", (51.0225, 10.5169))
    };
    let close = RegionRow { spread_km: Some(3.0), ..abroad("2", "Aalen", "DE", (48.84, 10.09)) };
    let report = import(registry, &[several, close]).await;
    assert_eq!((report.new, report.rejected.len()), (1, 1));
    assert!(reason(&report, 0).contains("269.9 km apart: Behringen (Hörselberg-Hainich); Behringen (Bispingen); "));
}

async fn each_figure_is_that_of_the_source_whose_word_counts_most(test: TestRegistry) {
    let registry = with_reference(&test).await;
    let of_register = |code: &str| RegionRow {
        population: Some(2_591_763),
        population_as_of: Some("2024".parse().unwrap()),
        area_km2: Some(166.59),
        ..row(code, if code == "32.73" { "Kota Bandung" } else { "Kota Bogor" }, (-6.6, 107.0))
    };
    let of_list = |code: &str, population| RegionRow {
        code: format!("l{code}"),
        kemendagri: Some(code.into()),
        population: Some(population),
        population_as_of: Some("2024".parse().unwrap()),
        point: None,
        ..row(code, if code == "32.73" { "Kota Bandung" } else { "Kota Bogor" }, (-6.6, 107.0))
    };
    let import = async |row: RegionRow, origin: Origin| {
        import_regions(registry, &Caller::system(), &[row], &origin, false).await.unwrap()
    };
    let register =
        || Origin { source: "Kepmendagri".into(), as_of: "2025-04-25".parse().unwrap(), ..origin("kemendagri") };
    // In either order: the list is newer, and the register's word counts more.
    import(of_list("32.73", 3_000_000), origin("s")).await;
    assert_eq!(place(registry, "kemendagri", "32.73").await.population, Some(3_000_000));
    import(of_register("32.73"), register()).await;
    import(of_register("32.71"), register()).await;
    import(of_list("32.71", 3_000_000), origin("s")).await;
    for code in ["32.73", "32.71"] {
        let after = place(registry, "kemendagri", code).await;
        assert_eq!((after.population, after.population_as_of), (Some(2_591_763), "2024".parse().ok()));
        let facts = facts_of(registry, &[after.id]).await.unwrap().remove(&after.id).unwrap();
        let told = |kind| facts.iter().filter(|fact| fact.kind == kind).map(|fact| &*fact.source).collect::<Vec<_>>();
        assert_eq!(told(FactKind::Population), ["Kepmendagri", "a test"]);
        assert_eq!(told(FactKind::Coordinates), ["Kepmendagri", reference::SOURCE]);
        assert_eq!(followed(&facts, FactKind::Coordinates).unwrap().source, reference::SOURCE);
        assert!(contradict(followed(&facts, FactKind::Population).unwrap(), &facts[facts.len() - 1]));
        assert_eq!(followed(&facts, FactKind::Population).unwrap().rank, Rank::Register);
    }
    // A later edition takes the place of the earlier one, and an earlier one of nothing.
    let edition = |as_of: &str| Origin { as_of: as_of.parse().unwrap(), ..register() };
    let counted = |population| RegionRow { population: Some(population), ..of_register("32.73") };
    assert_eq!(import(counted(1), edition("2024-01-01")).await.unchanged, 1);
    assert_eq!(import(counted(2_600_000), edition("2026-01-01")).await.changed, 1);
    assert_eq!(place(registry, "kemendagri", "32.73").await.population, Some(2_600_000));
}

async fn a_known_place_gains_what_it_lacks_and_keeps_what_it_has(test: TestRegistry) {
    let registry = with_reference(&test).await;
    let centroid = RegionRow {
        kind: Some(Kind::City),
        population: Some(2_591_763),
        population_as_of: Some("2024".parse().unwrap()),
        area_km2: Some(166.59),
        ..row("32.73", "Kota Bandung", (-6.9, 107.65))
    };
    let before = place(registry, "kemendagri", "32.73").await;
    let rows = [centroid.clone(), row("91.01", "KAB. MERAUKE", (-7.9, 139.6))];
    let report = import_regions(registry, &Caller::system(), &rows, &origin("kemendagri"), false).await.unwrap();
    assert_eq!((report.changed, report.unchanged), (2, 0), "an old code is a code");
    let after = place(registry, "kemendagri", "32.73").await;
    assert_eq!((after.population, after.area_km2), (Some(2_591_763), Some(166.59)));
    assert_eq!((after.latitude, &after.source, after.revision), (before.latitude, &before.source, 2));
    let again = import_regions(registry, &Caller::system(), &rows, &origin("kemendagri"), false).await.unwrap();
    assert_eq!(again.unchanged, 2);
    let feed =
        changes(registry, &Caller::system(), &entity::journal::Feed::default(), &entity::page::Page::first(1_000))
            .await
            .unwrap();
    let last = feed.rows.iter().rfind(|entry| entry.subject_id == after.id).unwrap();
    assert_eq!(
        (last.subject_id, last.change, last.data["code"].as_str()),
        (after.id, ChangeKind::Changed, Some("32.73"))
    );
}

async fn a_point_abroad_is_warned_about_and_gives_no_time_zone(test: TestRegistry) {
    let registry = with_reference(&test).await;
    let rows = [
        abroad("1", "La Carolina", "AR", (38.2667, -3.6167)),
        abroad("2", "Kleve", "DE", (51.79, 6.14)),
        RegionRow { point: None, ..abroad("3", "Wuppertal", "DE", (0.0, 0.0)) },
    ];
    let report = import(registry, &rows).await;
    assert_eq!((report.new, report.warnings.len(), report.warnings[0].line), (3, 1, 2));
    let warning = report.warnings[0].reason.read(Language::En);
    assert_eq!(warning, "the coordinates of La Carolina (38.2667, -3.6167) lie outside AR");
    assert_eq!(place(registry, "s", "1").await.time_zone, None);
    assert_eq!(place(registry, "s", "2").await.time_zone.as_deref(), Some("Europe/Berlin"));
}

async fn regions_lie_in_regions_of_the_same_file(test: TestRegistry) {
    let registry = with_reference(&test).await;
    let within = |code: &str, parent: &str| RegionRow {
        parent: Some(parent.into()),
        ..abroad(code, &format!("Place {code}"), "AU", (-37.8, 144.9))
    };
    let state = RegionRow { kind: Some(Kind::State), ..abroad("vic", "Victoria", "AU", (-37.8, 144.9)) };
    let rows = [within("a", "vic"), state, within("b", "nowhere"), within("c", "d"), within("d", "c")];
    let report = import(registry, &rows).await;
    assert_eq!((report.new, report.rejected.len()), (2, 3));
    assert_eq!(reason(&report, 0), "the parent code nowhere is not known");
    assert_eq!(place(registry, "s", "a").await.parent_id, Some(place(registry, "s", "vic").await.id));
}

async fn a_second_run_and_a_dry_run_change_nothing(test: TestRegistry) {
    let registry = with_reference(&test).await;
    let rows = [
        row("1", "Bogor", BOGOR),
        row("2", "Kota Bandung", BANDUNG),
        abroad("3", "Braunschweig", "DE", (52.27, 10.52)),
        abroad("3", "Braunschweig", "DE", (52.27, 10.52)),
    ];
    let dry = import_regions(registry, &Caller::system(), &rows, &origin("s"), true).await.unwrap();
    let count = find::count_parties(registry, &Caller::system(), &PartyFilter::default()).await.unwrap();
    assert_eq!(count, 552);
    let first = import_regions(registry, &Caller::system(), &rows, &origin("s"), false).await.unwrap();
    assert_eq!(dry, first);
    assert_eq!((first.new, first.changed, first.duplicate, first.rejected.len()), (1, 1, 1, 1));
    let entries =
        changes(registry, &Caller::system(), &entity::journal::Feed::default(), &entity::page::Page::first(1_000))
            .await
            .unwrap()
            .rows
            .len();
    let second = import_regions(registry, &Caller::system(), &rows, &origin("s"), false).await.unwrap();
    assert_eq!((second.new, second.changed, second.unchanged), (0, 0, 2));
    assert_eq!(
        changes(registry, &Caller::system(), &entity::journal::Feed::default(), &entity::page::Page::first(1_000))
            .await
            .unwrap()
            .rows
            .len(),
        entries
    );
    let found = PartyFilter { search: Some("braunsch".into()), ..PartyFilter::default() };
    assert_eq!(find::count_parties(registry, &Caller::system(), &found).await.unwrap(), 1);
}

async fn an_unknown_country_is_answered_with_the_nearest(test: TestRegistry) {
    let registry = with_reference(&test).await;
    let report =
        import(registry, &[abroad("1", "Ulm", "Germny", (48.4, 9.99)), abroad("2", "Ulm", "", (48.4, 9.99))]).await;
    assert_eq!((report.new, report.rejected.len()), (0, 2));
    assert!(reason(&report, 0).ends_with("such as Germany (DE)."), "{}", reason(&report, 0));
    assert!(report.rejected[0].reason.read(Language::Id).ends_with("misalnya Jerman (DE)."));
    assert!(reason(&report, 1).ends_with("such as ID, JPN, Korea Selatan."));
    let sahara = RegionRow { kind: Some(Kind::City), ..abroad("3", "Laayoune", "EH", (27.154, -13.203)) };
    let report = import(registry, &[sahara]).await;
    assert_eq!((report.new, report.warnings.len()), (1, 0), "{:?}", report.warnings);
    assert_eq!(place(registry, "s", "3").await.time_zone.as_deref(), Some("Africa/El_Aaiun"));
    let filter = PartyFilter { country: Some("Western Sahara".into()), ..PartyFilter::default() };
    assert_eq!(find::count_parties(registry, &Caller::system(), &filter).await.unwrap(), 1);
}

async fn hostile_rows_are_left_out_one_by_one(test: TestRegistry) {
    let registry = with_reference(&test).await;
    let good = || abroad("g", "Good", "DE", (52.0, 10.0));
    let rows = [
        RegionRow { code: String::new(), ..good() },
        RegionRow { code: "1".into(), name: " -- ".into(), ..good() },
        RegionRow { code: "2".into(), name: "x".repeat(201), ..good() },
        RegionRow { code: "3".into(), name: "a\0b".into(), ..good() },
        RegionRow { code: "4".into(), country: "ZZ".into(), ..good() },
        RegionRow { code: "5".into(), country: "de".into(), ..good() },
        RegionRow { code: "6".into(), point: Some((f64::NAN, 1.0)), ..good() },
        RegionRow { code: "7".into(), point: Some((90.1, 1.0)), ..good() },
        RegionRow { code: "8".into(), point: Some((1.0, 180.1)), ..good() },
        RegionRow { code: "9".into(), population: Some(-1), ..good() },
        RegionRow { code: "10".into(), area_km2: Some(f64::INFINITY), ..good() },
        RegionRow { code: "11".into(), wikidata: Some("Q1; drop table party".into()), ..good() },
        RegionRow { code: "12".into(), aliases: vec!["a".into(); 101], ..good() },
        RegionRow { code: "y".repeat(101), ..good() },
        RegionRow { code: "13".into(), spread_km: Some(f64::NAN), ..good() },
        good(),
        RegionRow { name: "Other".into(), ..good() },
        good(),
    ];
    let report = import(registry, &rows).await;
    assert_eq!((report.new, report.duplicate, report.rejected.len()), (1, 1, 16), "{report:?}");
    assert_eq!(report.rows(), rows.len());
    assert_eq!(reason(&report, 15), "the code g is already on line 17, with different content");
    let lines: Vec<u64> = report.rejected.iter().map(|note| note.line).collect();
    assert!(lines.is_sorted());
}

async fn only_the_operator_brings_files_in(test: TestRegistry) {
    let registry = with_reference(&test).await;
    let stranger = Caller::anonymous(Language::En);
    assert!(matches!(import_regions(registry, &stranger, &[], &origin("s"), false).await, Err(Error::Refused(_))));
    for wrong in [
        Origin { scheme: "Twin Cities".into(), ..origin("s") },
        Origin { scheme: String::new(), ..origin("s") },
        Origin { source: " ".into(), ..origin("s") },
        Origin { as_of: "2026-12-01".parse().unwrap(), ..origin("s") },
    ] {
        let refused = import_regions(registry, &Caller::system(), &[], &wrong, true).await;
        assert!(matches!(refused, Err(Error::Refused(_))), "{wrong:?}");
    }
}
