//! Places: reference data, and regions brought in from files.

use entity::{
    Caller, Registry,
    journal::changes,
    on_both_databases,
    page::Page,
    place::{
        find::{self, PartyFilter},
        record::{KEMENDAGRI, Kind, NameKind, Tier, party},
        rule::party_name,
    },
    reference,
    testing::TestRegistry,
};
use sea_orm::EntityTrait;

on_both_databases!(
    the_reference_data_holds_every_region_of_indonesia,
    a_code_of_2015_finds_the_region_under_its_code_of_today,
    the_units_of_jakarta_do_not_govern_themselves,
    a_second_start_changes_nothing,
    a_newer_edition_changes_only_what_differs,
);

async fn count(registry: &Registry, filter: PartyFilter) -> u64 {
    find::count_parties(registry, &Caller::system(), &filter).await.unwrap()
}

async fn by_code(registry: &Registry, code: &str) -> party::Model {
    find::party_by_code(registry, KEMENDAGRI, code).await.unwrap().unwrap()
}

async fn the_reference_data_holds_every_region_of_indonesia(test: TestRegistry) {
    reference::load(&test.registry).await.unwrap();
    for (kind, total, tier) in
        [(Kind::Province, 38, Tier::First), (Kind::Regency, 416, Tier::Second), (Kind::City, 98, Tier::Second)]
    {
        let filter = PartyFilter { country: Some("ID".into()), kind: Some(vec![kind]), ..PartyFilter::default() };
        assert_eq!(count(&test.registry, filter.clone()).await, total, "{kind:?}");
        let page = find::parties(&test.registry, &Caller::system(), &filter, &Page::first(100)).await.unwrap();
        assert!(page.rows.iter().all(|region| region.party.tier == Some(tier) && region.party.time_zone.is_some()));
    }
    let countries = find::countries(&test.registry).await.unwrap();
    assert_eq!(countries.iter().filter(|country| country.iso).count(), 249);
    assert_eq!(countries.iter().find(|country| !country.iso).unwrap().code, "XK");

    let bandung = find::party_by_slug(&test.registry, "id-kota-bandung").await.unwrap().unwrap();
    let west_java = find::party_by_slug(&test.registry, "id-provinsi-jawa-barat").await.unwrap().unwrap();
    assert_eq!(bandung.parent_id, Some(west_java.id));
    assert!(find::party_by_slug(&test.registry, "id-kabupaten-bogor").await.unwrap().is_some());
    let names = find::names_of(&test.registry, &[west_java.id]).await.unwrap();
    assert!(names[&west_java.id].iter().any(|name| name.name == "West Java" && name.language == "en"));
    let papua = by_code(&test.registry, "91").await;
    let names = find::names_of(&test.registry, &[papua.id]).await.unwrap();
    assert!(names[&papua.id].iter().any(|name| name.name == "Irian Jaya" && name.kind == NameKind::Former));
    let founded = find::successions_of(&test.registry, &[papua.id]).await.unwrap();
    assert_eq!(founded[&papua.id].len(), 3, "Papua was divided in 2022");
    for search in ["kota bandung", "west java", "ujung pandang", "32.73"] {
        let filter = PartyFilter { search: Some(search.into()), ..PartyFilter::default() };
        assert!(count(&test.registry, filter).await >= 1, "{search}");
    }
    let all = count(&test.registry, PartyFilter::default()).await;
    for (search, found) in [("", all), (" \n", all), ("--", 0)] {
        let filter = PartyFilter { search: Some(search.into()), ..PartyFilter::default() };
        assert_eq!(count(&test.registry, filter).await, found, "{search:?}");
    }
}

async fn a_code_of_2015_finds_the_region_under_its_code_of_today(test: TestRegistry) {
    reference::load(&test.registry).await.unwrap();
    let merauke = by_code(&test.registry, "91.01").await;
    assert_eq!(merauke.name, "Merauke");
    assert_eq!(by_code(&test.registry, "93.01").await.id, merauke.id);
    let codes = find::codes_of(&test.registry, &[merauke.id]).await.unwrap().remove(&merauke.id).unwrap();
    assert_eq!(codes[0].value, "93.01", "the code of today comes first");
    assert_eq!(codes[1].valid_until.unwrap().to_string(), "2022-11-09");
    let sorong = by_code(&test.registry, "92.71").await;
    assert_eq!((sorong.kind, sorong.name.as_str()), (Kind::City, "Sorong"));
}

async fn the_units_of_jakarta_do_not_govern_themselves(test: TestRegistry) {
    reference::load(&test.registry).await.unwrap();
    let filter = PartyFilter { autonomous: Some(false), ..PartyFilter::default() };
    let units = find::parties(&test.registry, &Caller::system(), &filter, &Page::first(100)).await.unwrap().rows;
    let jakarta = by_code(&test.registry, "31").await;
    let mut called: Vec<String> = units.iter().map(|unit| party_name(&unit.party)).collect();
    called.sort();
    assert_eq!(called[0], "Kabupaten Administrasi Kepulauan Seribu");
    assert!(called[1..].iter().all(|name| name.starts_with("Kota Administrasi Jakarta ")), "{called:?}");
    assert_eq!(units.len(), 6);
    assert!(units.iter().all(|unit| unit.party.parent_id == Some(jakarta.id)));
    assert!(jakarta.autonomous);
}

async fn a_second_start_changes_nothing(test: TestRegistry) {
    reference::load(&test.registry).await.unwrap();
    reference::load(&test.registry).await.unwrap();
    let feed = changes(
        &test.registry,
        &Caller::system(),
        &entity::journal::Feed::default(),
        &entity::page::Page::first(1_000),
    )
    .await
    .unwrap();
    assert_eq!(feed.rows.len(), 552);
}

async fn a_newer_edition_changes_only_what_differs(test: TestRegistry) {
    reference::load(&test.registry).await.unwrap();
    let bandung = by_code(&test.registry, "32.73").await;
    let older = party::ActiveModel {
        id: sea_orm::ActiveValue::Unchanged(bandung.id),
        name: sea_orm::ActiveValue::Set("Bandoeng".into()),
        population: sea_orm::ActiveValue::Set(Some(2_500_000)),
        ..Default::default()
    };
    party::Entity::update(older).exec(&test.registry.db).await.unwrap();
    let forget = "update registry_note set value = 'an older edition'";
    sea_orm::ConnectionTrait::execute_unprepared(&test.registry.db, forget).await.unwrap();
    reference::load(&test.registry).await.unwrap();
    let now = by_code(&test.registry, "32.73").await;
    assert_eq!((now.id, now.name.as_str(), now.revision), (bandung.id, "Bandung", 2));
    assert_eq!(now.population, Some(2_500_000), "what others have added stays");
    let feed = changes(
        &test.registry,
        &Caller::system(),
        &entity::journal::Feed::default(),
        &entity::page::Page::first(1_000),
    )
    .await
    .unwrap();
    assert_eq!(feed.rows.len(), 553);
    assert_eq!(feed.rows[552].subject_id, bandung.id);
}
