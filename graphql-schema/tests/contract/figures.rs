//! Statistics: each group has the number of the list with the filter that names the group.

use crate::{
    catalogue::text,
    world::{PARTY, World, global},
};
use entity::{on_both_databases, place::record::Kind, testing::TestRegistry};
use serde_json::{Value, json};

on_both_databases!(regions_add_up, partnerships_add_up, agreements_add_up,);

/// A handful of places, partnerships among two and more countries and within one, and agreements at several stages.
async fn busy(test: TestRegistry) -> World {
    let world = World::new(test);
    let place = async |country, kind, name| world.test.party(country, kind, name).await;
    let bandung = place("ID", Kind::City, "Bandung").await;
    let surabaya = place("ID", Kind::City, "Surabaya").await;
    let jabar = place("ID", Kind::Province, "Jawa Barat").await;
    let suwon = place("KR", Kind::City, "Suwon").await;
    let gyeonggi = place("KR", Kind::Province, "Gyeonggi").await;
    let kochi = place("JP", Kind::City, "Kochi").await;
    let itb = place("ID", Kind::University, "ITB").await;
    for members in [
        &[bandung, suwon][..],
        &[surabaya, kochi],
        &[jabar, gyeonggi],
        &[bandung, surabaya],
        &[bandung, suwon, kochi],
        &[itb, suwon],
    ] {
        world.claim(members, json!({})).await;
    }
    world.claim(&[bandung, suwon], json!({ "class": "PROJECT", "statedBy": global(PARTY, suwon) })).await;
    for (parties, signed, expires) in [
        (&[bandung, suwon][..], "2018-01-01", "2023-01-01"),
        (&[bandung, suwon], "2024-01-01", "2029-01-01"),
        (&[surabaya, kochi, suwon], "2024-02", "2028"),
        (&[bandung, surabaya], "2010", "2015"),
    ] {
        world.agreement(parties, json!({ "signedOn": signed, "expiresOn": expires })).await;
    }
    world
}

/// The total of a list of the same filter with one condition more.
async fn total(world: &World, list: &str, filter: &str, condition: &str) -> u64 {
    let query = format!("{{ {list}(filter: {{{filter} {condition}}}) {{ totalCount }} }}");
    world.read(&query).await[list]["totalCount"].as_u64().unwrap()
}

fn groups(of: &Value) -> &Vec<Value> {
    of.as_array().unwrap()
}

fn sum(of: &Value) -> u64 {
    groups(of).iter().map(|group| group["count"].as_u64().unwrap()).sum()
}

async fn regions_add_up(test: TestRegistry) {
    let world = busy(test).await;
    for filter in ["", "search: \"su\"", "autonomous: true"] {
        let query = format!(
            "{{ statistics {{ regions(filter: {{{filter}}}) {{ count byKind {{ kind count }} byCountry {{ \
            country {{ code }} count }} }} }} }}"
        );
        let found = world.read(&query).await["statistics"]["regions"].take();
        assert_eq!(found["count"], total(&world, "regions", filter, "").await);
        for group in groups(&found["byKind"]) {
            let condition = format!("kind: [{}]", text(&group["kind"]));
            assert_eq!(group["count"], total(&world, "regions", filter, &condition).await, "{group}");
        }
        for group in groups(&found["byCountry"]) {
            let condition = format!("country: {}", group["country"]["code"]);
            assert_eq!(group["count"], total(&world, "regions", filter, &condition).await, "{group}");
        }
        assert_eq!(
            [sum(&found["byKind"]), sum(&found["byCountry"])].map(Value::from),
            [found["count"].clone(), found["count"].clone()]
        );
    }
}

async fn partnerships_add_up(test: TestRegistry) {
    let world = busy(test).await;
    for filter in ["", "class: [SISTER]", "country: \"KR\"", "verification: [CLAIMED]", "search: \"bandung\""] {
        let query = format!(
            "{{ statistics {{ partnerships(filter: {{{filter}}}) {{ count countryPairs {{ countries {{ code \
            }} count }} \
            mostConnected {{ party {{ id }} count }} }} }} }}"
        );
        let found = world.read(&query).await["statistics"]["partnerships"].take();
        assert_eq!(found["count"], total(&world, "partnerships", filter, "").await);
        assert_eq!(found["count"], sum(&found["countryPairs"]), "{filter}");
        for group in groups(&found["mostConnected"]) {
            let condition = format!("region: {}", group["party"]["id"]);
            assert_eq!(group["count"], total(&world, "partnerships", filter, &condition).await, "{group}");
        }
        if !filter.contains("country") {
            for country in ["ID", "JP", "KR"] {
                let has =
                    |group: &&Value| group["countries"].as_array().unwrap().iter().any(|one| one["code"] == country);
                let with: Vec<Value> = groups(&found["countryPairs"]).iter().filter(has).cloned().collect();
                let condition = format!("country: {country:?}");
                assert_eq!(
                    sum(&json!(with)),
                    total(&world, "partnerships", filter, &condition).await,
                    "{filter} {country}"
                );
            }
        }
    }
    let first =
        world.read("{ statistics { partnerships { countryPairs(first: 1) { countries { code } count } } } }").await;
    let first = &first["statistics"]["partnerships"]["countryPairs"];
    assert_eq!(*first, json!([{ "countries": [{ "code": "ID" }, { "code": "KR" }], "count": 4 }]));
}

async fn agreements_add_up(test: TestRegistry) {
    let world = busy(test).await;
    for filter in
        ["", "country: \"KR\"", "inForceOn: \"2026-12-01\"", "search: \"suwon\"", "expiresBefore: \"2028-06-01\""]
    {
        let query = format!(
            "{{ statistics {{ agreements(filter: {{{filter}}}) {{ count byStage {{ stage count }} byCountry \
            {{ country {{ code }} count }} }} }} }}"
        );
        let found = world.read(&query).await["statistics"]["agreements"].take();
        assert_eq!(found["count"], total(&world, "agreements", filter, "").await, "{filter}");
        assert_eq!(found["count"], sum(&found["byStage"]), "{filter}");
        for group in groups(&found["byStage"]) {
            let condition = format!("stage: [{}]", text(&group["stage"]));
            assert_eq!(group["count"], total(&world, "agreements", filter, &condition).await, "{filter} {group}");
        }
        for group in groups(&found["byCountry"]).iter().filter(|_| !filter.contains("country")) {
            let condition = format!("country: {}", group["country"]["code"]);
            assert_eq!(group["count"], total(&world, "agreements", filter, &condition).await, "{filter} {group}");
        }
    }
}
