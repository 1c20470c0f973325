//! Relay's global object identification.

use crate::{
    catalogue::Catalogue,
    world::{AGREEMENT, EXCHANGE, IMPORT, IMPORT_ROW, PARTNER_WANTED, PARTNERSHIP, PARTY, PERSON, World, global},
};
use entity::{
    Caller, on_both_databases,
    place::record::Kind,
    policy::Role,
    testing::{TestRegistry, stranger, who},
};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use uuid::Uuid;

on_both_databases!(
    whatever_is_a_node_answers_to_its_identifier,
    whatever_is_made_is_in_the_feed,
    nodes_keep_their_order,
    an_object_of_which_nothing_is_selected_is_there,
);

const NODES: &str = "query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }";

/// An identifier of every type.
async fn one_of_each(world: &World) -> Vec<(&'static str, String)> {
    let bandung = world.test.party("ID", Kind::City, "Bandung").await;
    let suwon = world.test.party("KR", Kind::City, "Suwon").await;
    let itb = world.test.party("ID", Kind::University, "Institut Teknologi Bandung").await;
    let file = world.import(&Caller::system(), bandung, &[("Kunjungan", "")]).await;
    let row = world.value("select id from import_row").await;
    vec![
        ("Region", global(PARTY, bandung)),
        ("Institution", global(PARTY, itb)),
        ("Partnership", global(PARTNERSHIP, world.claim(&[bandung, suwon], json!({})).await)),
        ("Agreement", global(AGREEMENT, world.agreement(&[bandung, suwon], json!({})).await)),
        ("Exchange", global(EXCHANGE, world.exchange(bandung, json!({})).await)),
        ("Document", document(world, &[bandung, suwon]).await),
        ("ObligatoryReport", report(world, bandung).await),
        ("Request", request(world, bandung).await),
        ("ImportBatch", global(IMPORT, file)),
        ("ImportRow", global(IMPORT_ROW, row)),
        ("Person", global(PERSON, world.colleague("sari@bandung.go.id", bandung).await)),
        ("PartnerWanted", global(PARTNER_WANTED, world.wanted(bandung, json!({})).await)),
        ("Deadline", listed(world, "obligations(first: 1)").await),
        ("Change", listed(world, "changes(last: 1)").await),
        ("AgreementAsOf", listed(world, "agreementsAsOf(date: \"2026-11-21\", first: 1)").await),
    ]
}

async fn document(world: &World, parties: &[Uuid]) -> String {
    let agreement = world.agreement(parties, json!({ "signedOn": "2023-03-19" })).await;
    let query = "query ($id: ID!) { agreement(id: $id) { documents { id } } }";
    let answer = world.ask(&Caller::system(), query, json!({ "id": global(AGREEMENT, agreement) })).await;
    answer["data"]["agreement"]["documents"][0]["id"].as_str().unwrap().to_owned()
}

/// The identifier of the one item of a list.
async fn listed(world: &World, list: &str) -> String {
    let answer = world.ask(&Caller::system(), &format!("{{ {list} {{ nodes {{ id }} }} }}"), json!({})).await;
    let list = answer["data"].as_object().unwrap().values().next().unwrap();
    list["nodes"][0]["id"].as_str().unwrap().to_owned()
}

async fn request(world: &World, party: Uuid) -> String {
    let sari = world.test.person("sari@example.org", party).await;
    let budi = global(PERSON, world.colleague("budi@example.org", party).await);
    let manager = Caller { memberships: who(Role::AgreementManager, Some(party)).memberships, ..sari };
    let city = global(PARTY, party);
    let asked = json!({ "about": city, "wants": "FACT", "text": "?", "party": city, "of": { "colleague": budi }, "dueOn": "2026-12-01" });
    world.act(&manager, "ask", asked).await["request"]["id"].as_str().unwrap().to_owned()
}

async fn report(world: &World, party: Uuid) -> String {
    world.reports(party).await;
    listed(world, "reports(first: 1)").await
}

async fn whatever_is_a_node_answers_to_its_identifier(test: TestRegistry) {
    let world = World::new(test);
    let known = one_of_each(&world).await;
    for (kind, id) in &known {
        let query = "query ($id: ID!) { node(id: $id) { __typename id } }";
        let answer = world.ask(&Caller::system(), query, json!({ "id": id })).await;
        assert_eq!(answer, json!({ "data": { "node": { "__typename": kind, "id": id } } }));
    }
    let catalogue = Catalogue::read(&world).await;
    let types = catalogue.0["Node"]["possibleTypes"].as_array().unwrap().iter();
    let types: BTreeSet<&str> = types.map(|one| one["name"].as_str().unwrap()).collect();
    assert_eq!(types, known.iter().map(|(kind, _)| *kind).collect(), "every type that is a node is tried");
}

async fn whatever_is_made_is_in_the_feed(test: TestRegistry) {
    let world = World::new(test);
    // The places, institutions and people of tests are there without an act, and what follows from acts is none. A row goes with
    // its file.
    let unmade = ["Region", "Institution", "Person", "Deadline", "Change", "AgreementAsOf", "ImportRow"];
    let is_made = |kind: &str| !unmade.contains(&kind);
    let made: BTreeSet<String> =
        one_of_each(&world).await.into_iter().filter(|(kind, _)| is_made(kind)).map(|(_, id)| id).collect();
    let answer = world.ask(&Caller::system(), "{ changes(first: 100) { nodes { subjectId } } }", json!({})).await;
    let fed = answer["data"]["changes"]["nodes"].as_array().unwrap().iter();
    let fed: BTreeSet<String> = fed.map(|one| one["subjectId"].as_str().unwrap().to_owned()).collect();
    assert_eq!(made.difference(&fed).next(), None, "whatever has an identifier of its own has its place there");
}

async fn nodes_keep_their_order(test: TestRegistry) {
    let world = World::new(test);
    let known = one_of_each(&world).await;
    let mut ids = vec!["nonsense".to_owned(), global(AGREEMENT, Uuid::from_u128(404)), global(99, Uuid::nil())];
    for (at, (_, id)) in known.iter().rev().enumerate() {
        ids.insert(at * 2 % ids.len(), id.clone());
    }
    ids.push(known[0].1.clone());
    // The bytes of one thing under the number of another are nothing.
    ids.push(global(EXCHANGE, crate::world::local(&json!(known[0].1))));
    let expected: Vec<Value> = ids
        .iter()
        .map(|id| match known.iter().find(|(_, one)| one == id) {
            Some((kind, id)) => json!({ "__typename": kind, "id": id }),
            None => Value::Null,
        })
        .collect();
    let answer = world.ask(&Caller::system(), NODES, json!({ "ids": ids })).await;
    assert_eq!(answer, json!({ "data": { "nodes": expected } }));
    let answer = world.ask(&stranger(), NODES, json!({ "ids": vec!["x"; 101] })).await;
    assert_eq!(answer["errors"][0]["extensions"]["code"], "BAD_USER_INPUT");
}

async fn an_object_of_which_nothing_is_selected_is_there(test: TestRegistry) {
    let world = World::new(test);
    let bandung = world.test.party("ID", Kind::City, "Bandung").await;
    let exchange = global(EXCHANGE, world.exchange(bandung, json!({})).await);
    let ask = async |query: &str| {
        let ids = json!({ "ids": [exchange, global(EXCHANGE, Uuid::from_u128(404)), global(PARTY, bandung)] });
        let answer = world.ask(&stranger(), query, ids).await;
        assert!(answer.get("errors").is_none(), "{answer}");
        answer["data"].clone()
    };
    let region = json!({ "name": "Kota Bandung" });
    let nodes = "query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Region { name } } }";
    assert_eq!(ask(nodes).await, json!({ "nodes": [{}, null, region] }));
    let spread = "query ($ids: [ID!]!) { nodes(ids: $ids) { ...F } } \
                  fragment F on Node { ... on Exchange { host { ... on Institution { name } } } ... on Region { name } }";
    assert_eq!(ask(spread).await, json!({ "nodes": [{ "host": {} }, null, region] }));
    let skipped = "query ($ids: [ID!]!) { nodes(ids: $ids) { id @skip(if: true) ... on Region { name } } }";
    assert_eq!(ask(skipped).await, json!({ "nodes": [{}, null, region] }));
    let nothing = "query ($ids: [ID!]!) { nodes(ids: $ids) @skip(if: true) { id } }";
    assert_eq!(ask(nothing).await, json!({}));
    let plain = "query ($ids: [ID!]!) { nodes(ids: $ids) { __typename } }";
    assert_eq!(ask(plain).await["nodes"][0], json!({ "__typename": "Exchange" }));
}
