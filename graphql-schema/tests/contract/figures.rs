//! Statistics: each group has the number of the list with the filter that names the group.

use crate::{
    catalogue::text,
    world::{AGREEMENT, PARTY, World, global},
};
use entity::{Caller, on_both_databases, place::record::Kind, testing::TestRegistry};
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
        let with = json!({
            "signedOn": signed,
            "expiresOn": expires,
            "dimensions": if signed.starts_with("2024") { json!(["LIVING", "ECONOMY"]) } else { json!([]) },
        });
        let agreement = world.agreement(parties, with).await;
        for (kind, visibility) in [("MEETING_MINUTES", "PUBLIC"), ("REPORT", "PARTIES"), ("MEETING_MINUTES", "PUBLIC")]
        {
            let input = json!({
                "agreement": global(AGREEMENT, agreement), "kind": kind, "visibility": visibility, "issuedOn": signed,
                "party": (kind == "REPORT").then(|| global(PARTY, parties[0])),
            });
            let query = "mutation ($input: RecordDocumentInput!) { recordDocument(input: $input) { errors { code } } }";
            let answer = world.ask(&Caller::system(), query, json!({ "input": input })).await;
            assert_eq!(answer["data"]["recordDocument"]["errors"], json!([]), "{answer}");
        }
    }
    let intent = json!({
        "signedOn": null, "expiresOn": null, "termKind": null, "dimensions": ["ENVIRONMENT"],
        "documents": [{ "kind": "MEETING_MINUTES", "issuedOn": "2025" }],
    });
    world.agreement(&[jabar, gyeonggi], intent).await;
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
            "{{ statistics {{ agreements(filter: {{{filter}}}) {{ count distinctParties participations \
            byStage {{ stage count }} byClass {{ class count }} byScheme {{ scheme count }} \
            byVitality {{ vitality count }} byYear {{ year count }} byDimension {{ dimension count }} \
            byDocument {{ document count }} byCountry {{ country {{ code }} count }} }} }} }}"
        );
        let found = world.read(&query).await["statistics"]["agreements"].take();
        assert_eq!(found["count"], total(&world, "agreements", filter, "").await, "{filter}");
        for split in ["byStage", "byClass", "byScheme", "byYear"] {
            assert_eq!(found["count"], sum(&found[split]), "{filter} {split}");
        }
        let unassessed = total(&world, "agreements", filter, "assessed: false").await;
        let assessed = sum(&found["byVitality"]);
        assert_eq!(found["count"], json!(assessed + unassessed), "{filter}: what is in no group of vitality");
        assert!(found["distinctParties"].as_u64() <= found["participations"].as_u64(), "{filter}");
        for by in ["byStage", "byClass", "byScheme", "byVitality", "byYear", "byDimension", "byDocument", "byCountry"] {
            for group in groups(&found[by]).iter().filter(|_| by != "byCountry" || !filter.contains("country")) {
                let condition = condition(by, group);
                let listed = total(&world, "agreements", filter, &condition).await;
                assert_eq!(group["count"], listed, "{filter} {condition}");
            }
        }
    }
    let all = "{ statistics { agreements { byDimension { dimension count } byDocument { document count } } } }";
    let all = world.read(all).await["statistics"]["agreements"].take();
    let count = |of: &Value, name: &str| groups(of).iter().find(|group| group[name].is_null()).cloned();
    assert_eq!(count(&all["byDimension"], "dimension"), Some(json!({ "dimension": null, "count": 2 })));
    assert_eq!(
        all["byDocument"],
        json!([{ "document": "MEETING_MINUTES", "count": 5 }, { "document": "LETTER_OF_INTENT", "count": 4 }]),
        "each once, and what is the parties' own not at all"
    );
}

/// The condition that makes the list of a group.
fn condition(by: &str, group: &Value) -> String {
    match by {
        "byYear" if group["year"].is_null() => "signed: false".to_owned(),
        "byYear" => format!("signedIn: {}", group["year"]),
        "byDimension" if group["dimension"].is_null() => "classified: false".to_owned(),
        "byCountry" => format!("country: {}", group["country"]["code"]),
        by => {
            let name = by.trim_start_matches("by").to_lowercase();
            format!("{name}: [{}]", text(&group[&name]))
        }
    }
}
