//! Searching as people do: which place comes first, and what else finds it.

use entity::{
    Caller, Registry, on_both_databases,
    page::Page,
    partnership::{
        find::{Order, PartnershipFilter, partnerships},
        import::act::import_partnerships,
        record::Class,
        row::PartnershipRow,
    },
    place::{
        act::import_regions,
        find::{self, PartyFilter},
        record::Nature,
        row::RegionRow,
    },
    reference,
    report::Origin,
    testing::TestRegistry,
};

on_both_databases!(
    what_is_called_so_comes_first_and_the_larger_and_more_connected_before_others,
    old_and_short_names_kinds_and_umlauts_find_their_places,
    one_wrong_letter_is_forgiven_where_no_place_has_the_word,
    both_scripts_of_a_name_find_it,
    two_places_find_their_partnership,
    the_pages_of_a_search_go_on_where_they_ended,
);

fn place(code: &str, name: &str, country: &str, point: (f64, f64)) -> RegionRow {
    RegionRow {
        code: code.into(),
        name: name.into(),
        country: country.into(),
        point: Some(point),
        ..RegionRow::default()
    }
}

fn origin() -> Origin {
    Origin {
        scheme: "s".into(),
        source: "a list".into(),
        as_of: "2026-02-28".parse().unwrap(),
        official: false,
        in_part: false,
    }
}

async fn import(registry: &Registry, rows: &[RegionRow]) {
    let rows: Vec<RegionRow> = (2..).zip(rows).map(|(line, row)| RegionRow { line, ..row.clone() }).collect();
    let report = import_regions(registry, &Caller::system(), &rows, &origin(), false).await.unwrap();
    assert_eq!(report.rejected, []);
}

async fn tie(registry: &Registry, pairs: &[[&str; 2]]) {
    let rows: Vec<PartnershipRow> = (2..)
        .zip(pairs)
        .map(|(line, [a, b])| PartnershipRow {
            places: [None, None],
            line,
            members: [(*a).into(), (*b).into()],
            stated_by: None,
            class: Class::Sister,
            since: None,
            until: None,
            reference: None,
            edition: None,
        })
        .collect();
    let report = import_partnerships(registry, &Caller::system(), &rows, &origin(), false).await.unwrap();
    assert_eq!(report.rejected, []);
}

fn sought(text: &str) -> PartyFilter {
    PartyFilter { nature: Some(Nature::Region), search: Some(text.into()), ..PartyFilter::default() }
}

/// The full names that a search finds, in its order.
async fn found(registry: &Registry, text: &str) -> Vec<String> {
    let page = find::parties(registry, &Caller::system(), &sought(text), &Page::first(100)).await.unwrap();
    page.rows.into_iter().map(|found| entity::place::rule::party_name(&found.party)).collect()
}

async fn what_is_called_so_comes_first_and_the_larger_and_more_connected_before_others(test: TestRegistry) {
    let registry = &test.registry;
    reference::load(registry).await.unwrap();
    let springfield = |code, point, population| RegionRow { population, ..place(code, "Springfield", "US", point) };
    import(
        registry,
        &[
            place("t1", "Adachi (Tokyo)", "JP", (35.77, 139.8)),
            place("t2", "Tokyo", "JP", (35.68, 139.69)),
            place("t3", "Tokyorama", "JP", (36.2, 138.0)),
            springfield("s1", (39.80, -89.64), None),
            springfield("s2", (42.10, -72.59), Some(155_000)),
            springfield("s3", (37.21, -93.29), Some(120_000)),
        ],
    )
    .await;
    assert_eq!(found(registry, "tokyo").await, ["Tokyo", "Tokyorama", "Adachi (Tokyo)"]);
    assert_eq!(found(registry, "TÔKYO city").await[0], "Tokyo");
    assert_eq!(found(registry, "bandung").await, ["Kabupaten Bandung", "Kota Bandung", "Kabupaten Bandung Barat"]);
    assert_eq!(found(registry, "jakarta").await[0], "Provinsi Daerah Khusus Ibukota Jakarta", "by its short name");
    let of = |code: &'static str| async move { find::party_by_code(registry, "s", code).await.unwrap().unwrap() };
    let order = || async {
        let page = find::parties(registry, &Caller::system(), &sought("springfield"), &Page::first(9)).await.unwrap();
        page.rows.into_iter().map(|found| found.party.id).collect::<Vec<_>>()
    };
    let [one, two, three] = [of("s1").await.id, of("s2").await.id, of("s3").await.id];
    assert_eq!(order().await, [two, three, one]);
    tie(registry, &[["s3", "t1"], ["s3", "t2"], ["s3", "t3"], ["s1", "t2"]]).await;
    assert_eq!((of("s3").await.ties, of("t2").await.ties, of("s2").await.ties), (3, 2, 0));
    assert_eq!(order().await, [three, two, one]);
}

async fn old_and_short_names_kinds_and_umlauts_find_their_places(test: TestRegistry) {
    let registry = &test.registry;
    reference::load(registry).await.unwrap();
    import(
        registry,
        &[
            place("k", "Köln", "DE", (50.94, 6.96)),
            place("m", "Muenster", "DE", (51.96, 7.63)),
            place("f", "Fukuyama", "JP", (34.49, 133.36)),
        ],
    )
    .await;
    for (text, first) in [
        ("Djakarta", "Provinsi Daerah Khusus Ibukota Jakarta"),
        ("Batavia", "Provinsi Daerah Khusus Ibukota Jakarta"),
        ("Soerabaja", "Kota Surabaya"),
        ("Bandoeng", "Kabupaten Bandung"),
        ("Buitenzorg", "Kota Bogor"),
        ("Jogja", "Provinsi Daerah Istimewa Yogyakarta"),
        ("Solo", "Kota Surakarta"),
        ("Ujung Pandang", "Kota Makassar"),
        ("NTB", "Provinsi Nusa Tenggara Barat"),
        ("Sumut", "Provinsi Sumatera Utara"),
        ("pemkot bandung", "Kota Bandung"),
        ("Pemkab Bogor", "Kabupaten Bogor"),
        ("Pemprov Jabar", "Provinsi Jawa Barat"),
        ("Bandung City", "Kota Bandung"),
        ("Bogor Regency", "Kabupaten Bogor"),
        ("Kota Fukuyama", "Fukuyama"),
        ("Koeln", "Köln"),
        ("Koln", "Köln"),
        ("Münster", "Muenster"),
        ("32.73", "Kota Bandung"),
    ] {
        let found = found(registry, text).await;
        assert_eq!(found.first().map(String::as_str), Some(first), "{text}: {found:?}");
    }
    assert_eq!(found(registry, "Pemkab Bogor").await, ["Kabupaten Bogor"], "the kind that is said counts");
}

async fn one_wrong_letter_is_forgiven_where_no_place_has_the_word(test: TestRegistry) {
    let registry = &test.registry;
    reference::load(registry).await.unwrap();
    import(registry, &[place("b", "Braunschweig", "DE", (52.27, 10.52)), place("o", "Bonn", "DE", (50.73, 7.1))]).await;
    for wrong in ["Braunschwieg", "Braunschweg", "Bravnschweig", "Braunschweiig"] {
        assert_eq!(found(registry, wrong).await, ["Braunschweig"], "{wrong}");
    }
    assert_eq!(found(registry, "kota surabya").await, ["Kota Surabaya"]);
    assert!(found(registry, "born").await.is_empty(), "short words are meant as they stand");
    assert!(
        found(registry, "bandung").await.iter().all(|name| name.contains("Bandung")),
        "a known word is not corrected"
    );
    assert_eq!(find::count_parties(registry, &Caller::system(), &sought("surabya")).await.unwrap(), 1);
}

async fn both_scripts_of_a_name_find_it(test: TestRegistry) {
    let registry = &test.registry;
    reference::load(registry).await.unwrap();
    let named = |row, alias: &str| RegionRow { aliases: vec![alias.into()], ..row };
    import(
        registry,
        &[
            named(place("f", "Fukuyama", "JP", (34.49, 133.36)), "福山市"),
            named(place("m", "Moskva", "RU", (55.75, 37.62)), "Москва"),
        ],
    )
    .await;
    for (text, name) in [("福山", "Fukuyama"), ("福山市", "Fukuyama"), ("fukuyama", "Fukuyama"), ("москва", "Moskva")]
    {
        assert_eq!(found(registry, text).await, [name], "{text}");
    }
}

async fn two_places_find_their_partnership(test: TestRegistry) {
    let registry = &test.registry;
    reference::load(registry).await.unwrap();
    let bandung = RegionRow { kemendagri: Some("32.73".into()), ..place("bdg", "Kota Bandung", "ID", (-6.92, 107.61)) };
    import(
        registry,
        &[bandung, place("bs", "Braunschweig", "DE", (52.27, 10.52)), place("fw", "Fort Worth", "US", (32.75, -97.33))],
    )
    .await;
    tie(registry, &[["bdg", "bs"], ["bdg", "fw"]]).await;
    for (text, count) in [
        ("Bandung Braunschweig", 1),
        ("braunschwieg kota bandung", 1),
        ("fort worth", 1),
        ("Bandung", 2),
        ("Bandung Suwon", 0),
        ("Braunschweig Worth", 0),
    ] {
        let filter = PartnershipFilter { search: Some(text.into()), ..PartnershipFilter::default() };
        let (caller, page) = (Caller::system(), Page::first(9));
        let by = (Order::Entry, entity::page::Direction::Ascending);
        let page = partnerships(registry, &caller, &filter, by, &page);
        assert_eq!(page.await.unwrap().rows.len(), count, "{text}");
    }
}

async fn the_pages_of_a_search_go_on_where_they_ended(test: TestRegistry) {
    let registry = &test.registry;
    reference::load(registry).await.unwrap();
    let whole = find::parties(registry, &Caller::system(), &sought("jawa"), &Page::first(100)).await.unwrap();
    assert!(whole.rows.len() >= 3, "{}", whole.rows.len());
    let ids = |rows: &[find::Found]| rows.iter().map(|found| found.party.id).collect::<Vec<_>>();
    let (mut seen, mut page) = (Vec::new(), Page::first(2));
    loop {
        let slice = find::parties(registry, &Caller::system(), &sought("jawa"), &page).await.unwrap();
        seen.extend(ids(&slice.rows));
        let Some(last) = slice.rows.last().filter(|_| slice.has_next) else { break };
        page = Page::after(2, last.cursor.clone());
    }
    assert_eq!(seen, ids(&whole.rows));
    assert_eq!(sought("  ").order(), find::BY_NAME, "what asks for nothing goes by name");
}
