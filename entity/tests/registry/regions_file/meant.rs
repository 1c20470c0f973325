//! Which place a row means: by its codes, its name and where it lies; and what is warned about.

use super::*;

on_both_databases!(
    two_codes_of_one_scheme_are_two_places,
    a_wikidata_identifier_tells_a_place,
    a_code_does_not_go_with_the_name_of_another_place,
    the_name_tells_the_kind_that_a_code_contradicts,
    names_of_other_scripts_are_told_apart_by_their_characters,
    what_lies_in_another_region_is_another_place,
    what_a_name_was_taken_for_is_told_with_the_distance,
    each_row_says_which_place_it_was_taken_for_and_why,
    one_cell_decides_which_place_a_row_means,
    another_form_of_a_known_name_is_warned_about,
    another_spelling_right_there_is_warned_about_and_is_no_identity,
);

/// Brings rows in under another scheme.
async fn import_in(registry: &Registry, scheme: &str, rows: &[RegionRow]) -> Report {
    import_regions(registry, &Caller::system(), rows, &origin(scheme), false).await.unwrap()
}

fn numbered(rows: &[RegionRow]) -> Vec<RegionRow> {
    (2..).zip(rows).map(|(line, row)| RegionRow { line, ..row.clone() }).collect()
}

async fn two_codes_of_one_scheme_are_two_places(test: TestRegistry) {
    let registry = with_reference(&test).await;
    let springfield = |code: &str, point| abroad(code, "Springfield", "US", point);
    let report = import(registry, &[springfield("1", (39.8, -89.64)), springfield("2", (39.81, -89.65))]).await;
    assert_eq!(report.new, 2);
    assert_ne!(place(registry, "s", "1").await.slug, place(registry, "s", "2").await.slug);
    let rows = [springfield("x", (39.8, -89.64))];
    let third = import_regions(registry, &Caller::system(), &rows, &origin("t"), false).await.unwrap();
    assert!(reason(&third, 0).starts_with("ambiguous: may be Springfield (region, s:1); Springfield (region, s:2)"));

    let ambon = |code: &str| row(code, "Ambon", (-3.6959, 128.1788));
    let both = import(registry, &[ambon("a"), ambon("b")]).await;
    assert_eq!((both.new, both.changed, both.rejected.len()), (0, 0, 2));
    assert_eq!(reason(&both, 0), "ambiguous: more than one row matches Kota Ambon (city, kemendagri:81.71)");
    assert_eq!(import(registry, &[ambon("a")]).await.changed, 1);
    assert_eq!(import(registry, &[ambon("a"), ambon("b")]).await.new, 1, "Ambon has the code a");
    // Where one of two places of a name is taken, the other is not thereby meant.
    let bogor = import(registry, &[row("c", "Kota Bogor", BOGOR), row("d", "Bogor", BOGOR)]).await;
    assert_eq!((bogor.changed, bogor.rejected.len()), (1, 1));
}

async fn a_wikidata_identifier_tells_a_place(test: TestRegistry) {
    let registry = with_reference(&test).await;
    let with = |code: &str, name: &str, id: &str| RegionRow {
        wikidata: Some(id.into()),
        ..abroad(code, name, "DE", (52.27, 10.52))
    };
    import(registry, &[with("1", "Braunschweig", "Q2773")]).await;
    let other = RegionRow { point: None, ..with("x", "Brunswick", "Q2773") };
    let elsewhere = with("y", "Braunschweig", "Q1");
    let rows = [other, elsewhere];
    let report = import_regions(registry, &Caller::system(), &rows, &origin("t"), false).await.unwrap();
    assert_eq!((report.new, report.changed), (1, 1), "another identifier is another place");
    assert_eq!(place(registry, "t", "x").await.id, place(registry, "s", "1").await.id);
    let names = find::names_of(registry, &[place(registry, "s", "1").await.id]).await.unwrap();
    let names = names.into_values().next().unwrap();
    assert_eq!((names[0].name.as_str(), names[0].kind), ("Brunswick", NameKind::Alternative));
    let report =
        import(registry, &[with("2", "Braunschweig", "Q2773"), with("3", "A", "Q5"), with("4", "B", "Q5")]).await;
    assert_eq!((report.new, report.rejected.len()), (1, 2));
    assert!(reason(&report, 0).starts_with("wikidata Q2773 is Braunschweig (region, "));
    assert_eq!(reason(&report, 1), "wikidata Q5 is already on line 3: two codes mean two places");
}

async fn a_code_does_not_go_with_the_name_of_another_place(test: TestRegistry) {
    let registry = with_reference(&test).await;
    let with = |code: &str, name: &str, country: &str, id: &str, point| RegionRow {
        wikidata: Some(id.into()),
        ..abroad(code, name, country, point)
    };
    let (jena, linz) = ((50.927, 11.586), (48.306, 14.286));
    import(registry, &[with("1", "Jena", "DE", "Q3150", jena), with("2", "Gera", "DE", "Q3750", (50.88, 12.083))])
        .await;
    import(registry, &[with("3", "Linz", "AT", "Q41329", linz)]).await;
    let swapped = [abroad("2", "Jena", "DE", jena), abroad("1", "Gera", "DE", (50.88, 12.083))];
    let report = import(registry, &swapped).await;
    assert_eq!((report.changed, report.unchanged, report.rejected.len()), (0, 0, 2));
    let told = "the code belongs to Gera (region, wikidata:Q3750), and \"Jena\" is Jena (region, wikidata:Q3150); name in the column place which is meant";
    assert_eq!(reason(&report, 0), told);
    let rows = [
        with("a", "Valverde", "ES", "Q41329", (37.57, -6.75)),
        with("b", "Neuburg", "AT", "Q41329", (47.2, 9.7)),
        with("c", "Linz an der Donau", "AT", "Q41329", linz),
        with("d", "Jena", "DE", "Q3150", (48.0, 8.0)),
    ];
    let report = import_regions(registry, &Caller::system(), &numbered(&rows), &origin("t"), true).await.unwrap();
    let lines: Vec<u64> = report.rejected.iter().map(|note| note.line).collect();
    assert_eq!((lines, report.changed), (vec![2, 3, 4], 1), "a code stands once in a file");
    assert!(reason(&report, 0).contains("in another country, and the row is about Valverde (ES)"), "{report:?}");
    let alone = |row: &RegionRow| numbered(std::slice::from_ref(row));
    let report = import_regions(registry, &Caller::system(), &alone(&rows[1]), &origin("t"), true).await.unwrap();
    assert!(reason(&report, 0).contains("km away; if \"Neuburg\" is that place"), "{report:?}");
    let report = import_regions(registry, &Caller::system(), &alone(&rows[2]), &origin("t"), true).await.unwrap();
    assert_eq!((report.changed, report.warnings.len()), (1, 0), "places have several names");
    let report = import_regions(registry, &Caller::system(), &alone(&rows[3]), &origin("t"), true).await.unwrap();
    assert!(
        report.warnings[0].reason.read(Language::En).ends_with("km from Jena (region, wikidata:Q3150)"),
        "{report:?}"
    );
    let decided = RegionRow { place: Some("wikidata:Q41329".into()), ..rows[1].clone() };
    let report = import_regions(registry, &Caller::system(), &alone(&decided), &origin("t"), true).await.unwrap();
    assert_eq!(report.changed, 1, "whoever decided is not asked again");
}

async fn the_name_tells_the_kind_that_a_code_contradicts(test: TestRegistry) {
    let registry = with_reference(&test).await;
    let coded =
        |code: &str, name: &str| RegionRow { kemendagri: Some(code.into()), point: None, ..row("x", name, (0.0, 0.0)) };
    for (code, name, told) in [
        ("32.73", "Kab. Bandung", "32.73 is the code of a city, and the row says regency"),
        ("32.04", "Kota Bandung", "32.04 is the code of a regency, and the row says city"),
        (
            "32.73",
            "Kota Bogor",
            "the code belongs to Kota Bandung (city, kemendagri:32.73), and \"Kota Bogor\" is Kota Bogor",
        ),
    ] {
        let report = import(registry, &[coded(code, name)]).await;
        assert!(reason(&report, 0).starts_with(told), "{report:?}");
    }
    let of_ministry = [RegionRow { point: None, ..row("35.78", "Kota Malang", (0.0, 0.0)) }];
    let report = import_of_ministry(registry, &of_ministry).await;
    assert!(reason(&report, 0).contains("is Kota Malang (city, kemendagri:35.73)"), "{report:?}");
    assert_eq!(import(registry, &[coded("32.73", "Parijs van Java")]).await.changed, 1);
}

async fn names_of_other_scripts_are_told_apart_by_their_characters(test: TestRegistry) {
    let registry = with_reference(&test).await;
    let first = abroad("1", "大津市", "JP", (35.018, 135.855));
    assert_eq!(import(registry, &[first]).await.new, 1);
    let near = (35.02, 135.86);
    let report =
        import_in(registry, "t", &[abroad("1", "大金市", "JP", near), abroad("2", "大津市", "JP", near)]).await;
    assert_eq!((report.new, report.changed), (1, 1), "sounding alike in Latin letters makes no place another");
    assert_eq!(place(registry, "t", "2").await.id, place(registry, "s", "1").await.id);
}

async fn what_lies_in_another_region_is_another_place(test: TestRegistry) {
    let registry = with_reference(&test).await;
    let states = [
        RegionRow { kind: Some(Kind::State), ..abroad("TX", "Texas", "US", (31.0, -99.0)) },
        RegionRow { kind: Some(Kind::State), ..abroad("AR", "Arkansas", "US", (34.8, -92.2)) },
    ];
    let town = |code: &str, parent: &str, point| RegionRow {
        parent: Some(parent.into()),
        kind: Some(Kind::City),
        ..abroad(code, "Texarkana", "US", point)
    };
    let with_town = |town: RegionRow| [states.to_vec(), vec![town]].concat();
    import(registry, &with_town(town("txtx", "TX", (33.437, -94.067)))).await;
    let report = import_in(registry, "t", &with_town(town("txar", "AR", (33.433, -94.021)))).await;
    assert_eq!((report.new, report.changed, report.rejected.len()), (1, 2, 0));
    assert_ne!(place(registry, "t", "txar").await.id, place(registry, "s", "txtx").await.id);
    let report = import_in(registry, "u", &with_town(town("again", "TX", (33.433, -94.021)))).await;
    assert_eq!((report.new, report.changed, report.rejected.len()), (0, 3, 0), "the parent tells which of two it is");
    assert_eq!(place(registry, "u", "again").await.id, place(registry, "s", "txtx").await.id);
}

async fn what_a_name_was_taken_for_is_told_with_the_distance(test: TestRegistry) {
    let registry = with_reference(&test).await;
    import(registry, &[abroad("kcmo", "Kansas City", "US", (39.05, -94.583))]).await;
    let report = import_in(registry, "t", &[abroad("kcks", "Kansas City", "US", (39.1067, -94.676))]).await;
    assert_eq!(report.recognised.len(), 1);
    assert_eq!(report.recognised[0].reason.read(Language::En), "Kansas City (region, s:kcmo), 10 km away");
    assert_eq!(report.recognised[0].reason.read(Language::Id), "Kansas City (daerah, s:kcmo), berjarak 10 km");
}

async fn each_row_says_which_place_it_was_taken_for_and_why(test: TestRegistry) {
    let registry = with_reference(&test).await;
    let rows = [
        RegionRow { kemendagri: Some("32.73".into()), ..row("1", "Bandung", BANDUNG) },
        row("2", "Kota Bogor", BOGOR),
        abroad("3", "Braunschweig", "DE", (52.27, 10.52)),
        row("4", "Bogor", BOGOR),
    ];
    let report = import(registry, &rows).await;
    let told: Vec<_> = report
        .places
        .iter()
        .map(|told| (told.line, told.slug.as_str(), told.kilometres.is_some(), &told.how))
        .collect();
    let code = How::Code("kemendagri".into(), "32.73".into());
    let expected = [
        (2, "id-kota-bandung", true, &code),
        (3, "id-kota-bogor", true, &How::Name),
        (4, "de-braunschweig", false, &How::New),
    ];
    assert_eq!(told, expected, "what was left out is not among them");
    assert_eq!(report.places[0].name, "Kota Bandung");
}

async fn one_cell_decides_which_place_a_row_means(test: TestRegistry) {
    let registry = with_reference(&test).await;
    let chosen = |code: &str, place: &str| RegionRow { place: Some(place.into()), ..row(code, "Bogor", BOGOR) };
    let regency = place(registry, "kemendagri", "32.01").await.id;
    for (nth, (cell, kemendagri)) in
        [("kemendagri:32.71", "32.71"), ("id-kabupaten-bogor", "32.01"), (regency.to_string().as_str(), "32.01")]
            .into_iter()
            .enumerate()
    {
        let scheme = format!("t{nth}");
        let report = import_in(registry, &scheme, &[chosen("1", cell)]).await;
        assert_eq!((report.changed, report.rejected.len()), (1, 0), "{report:?}");
        assert_eq!(report.places[0].how, How::Chosen);
        assert_eq!(place(registry, &scheme, "1").await.id, place(registry, "kemendagri", kemendagri).await.id);
        let again = import_in(registry, &scheme, &[row("1", "Bogor", BOGOR)]).await;
        assert_eq!((again.unchanged, again.rejected.len()), (1, 0), "it is known from then on");
    }
    let report = import(registry, &[chosen("1", "new")]).await;
    assert_eq!((report.new, report.rejected.len()), (1, 0), "it is none of them");
    let wrong = [
        chosen("2", "kemendagri:99.99"),
        chosen("1", "kemendagri:32.71"),
        chosen("3", "kemendagri:32.71"),
        chosen("4", "kemendagri:32.71"),
    ];
    let report = import(registry, &wrong).await;
    assert_eq!((report.changed, report.rejected.len()), (1, 3), "{report:?}");
    assert!(reason(&report, 0).starts_with("place: there is no place \"kemendagri:99.99\""));
    assert!(reason(&report, 1).ends_with("or 1 belongs to another place"));
    assert_eq!(reason(&report, 2), "Kota Bogor (city, kemendagri:32.71) is already on line 4");
}

async fn another_form_of_a_known_name_is_warned_about(test: TestRegistry) {
    let registry = with_reference(&test).await;
    let near = |code: &str, name: &str| abroad(code, name, "PL", (51.85, 19.40));
    import(registry, &[near("1", "Zgierz")]).await;
    let rows = [
        near("1", "Gmina Zgierz"),
        abroad("2", "Zgierz Municipality", "PL", (53.5, 15.5)),
        near("3", "Zgierz County (Łódź)"),
        near("4", "Aleksandrów"),
    ];
    let report = import_in(registry, "t", &rows).await;
    assert_eq!((report.new, report.rejected.len()), (4, 0));
    let warned: Vec<u64> = report.warnings.iter().map(|note| note.line).collect();
    assert_eq!(warned.len(), 2, "{:?}", report.warnings);
    let said = report.warnings[0].reason.read(Language::En);
    assert!(said.starts_with("looks like Zgierz (region, s:1); if it is the same place, name it"), "{said}");
    let decided = RegionRow { place: Some("s:1".into()), ..near("9", "Gmina Zgierz") };
    let report = import_in(registry, "u", &[decided]).await;
    assert_eq!((report.changed, report.warnings.len()), (1, 0));
    assert_eq!(place(registry, "u", "9").await.id, place(registry, "s", "1").await.id);
}

async fn another_spelling_right_there_is_warned_about_and_is_no_identity(test: TestRegistry) {
    let registry = with_reference(&test).await;
    let of = |kind, row: RegionRow| RegionRow { kind: Some(kind), ..row };
    let known = [
        of(Kind::City, abroad("1", "Köthen", "DE", (51.75, 11.97))),
        of(Kind::City, abroad("2", "Saint Albans", "GB", (51.75, -0.34))),
        abroad("3", "Пермь", "RU", (58.01, 56.25)),
        abroad("4", "國分市", "JP", (31.74, 130.76)),
        of(Kind::City, abroad("5", "Zgierz", "PL", (51.85, 19.40))),
    ];
    assert_eq!(import(registry, &known).await.warnings, []);
    let again = [
        abroad("1", "Koethen", "DE", (51.751, 11.971)),
        of(Kind::Municipality, abroad("2", "St. Albans", "GB", (51.751, -0.341))),
        abroad("3", "Perm", "RU", (58.011, 56.251)),
        abroad("4", "国分市", "JP", (31.741, 130.761)),
        of(Kind::Municipality, abroad("5", "Gmina Zgierz", "PL", (51.851, 19.401))),
        abroad("6", "Koethen", "DE", (51.0, 11.97)),
        abroad("7", "Omsk", "RU", (58.012, 56.252)),
        of(Kind::County, abroad("8", "Zgierz", "PL", (51.85, 19.40))),
    ];
    let again = numbered(&again);
    let report = import_in(registry, "t", &again).await;
    assert_eq!((report.new, report.rejected.len()), (7, 1), "{report:?}");
    let warned: Vec<u64> = report.warnings.iter().map(|note| note.line).collect();
    assert_eq!(warned, [2, 3, 4, 5, 6]);
}
