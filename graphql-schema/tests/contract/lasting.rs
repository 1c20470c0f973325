//! The queries that stay valid for good, as partners have them in their software.

use crate::world::{PARTY, World, global, local};
use entity::{on_both_databases, place::record::Kind, testing::TestRegistry};
use insta::internals::{Content, ContentPath};
use serde_json::{Value, json};
use uuid::Uuid;

on_both_databases!(regions_are_found, a_former_code_finds_its_region, partnerships_agreements_and_exchanges_are_found);

/// The registry of the first start: every country and every region of Indonesia.
async fn with_reference_data(test: TestRegistry) -> World {
    entity::reference::load(&test.registry).await.unwrap();
    World::new(test)
}

async fn region(world: &World, code: &str) -> Uuid {
    let query = format!("{{ region(by: {{code: {{scheme: \"kemendagri\", value: {code:?}}}}}) {{ id }} }}");
    local(&world.read(&query).await["region"]["id"])
}

fn assert_unchanged(name: &str, answer: &Value) {
    let redact = |value: Content, _: ContentPath<'_>| {
        assert!(value.as_str().is_some_and(|id| id.len() > 20), "{value:?}");
        "[opaque]"
    };
    insta::assert_json_snapshot!(name, answer, {
        ".**.id" => insta::dynamic_redaction(redact),
        ".**.endCursor" => insta::dynamic_redaction(redact),
    });
}

async fn regions_are_found(test: TestRegistry) {
    let world = with_reference_data(test).await;
    let query = r#"{ regions(filter: {country: "ID", kind: [CITY], search: "bandung"}, first: 5) { totalCount nodes {
        id name kind codes { scheme value validFrom validTo } country { code name } parent { name }
        coordinates { latitude longitude } } pageInfo { hasNextPage endCursor } } }"#;
    assert_unchanged("regions", &world.read(query).await);
}

async fn a_former_code_finds_its_region(test: TestRegistry) {
    let world = with_reference_data(test).await;
    let query = r#"{ region(by: {code: {scheme: "kemendagri", value: "91.01"}}) { name codes { scheme value } } }"#;
    assert_unchanged("former_code", &world.read(query).await);
}

async fn partnerships_agreements_and_exchanges_are_found(test: TestRegistry) {
    let world = with_reference_data(test).await;
    let (bandung, surabaya) = (region(&world, "32.73").await, region(&world, "35.78").await);
    let kitakyushu = world.test.party("JP", Kind::City, "Kitakyushu").await;
    let kochi = world.test.party("JP", Kind::City, "Kochi").await;
    let suwon = world.test.party("KR", Kind::City, "Suwon").await;
    for (members, class, since) in [
        ([surabaya, kitakyushu], "SISTER", "2012-11-12"),
        ([surabaya, kochi], "SISTER", "1997"),
        ([surabaya, suwon], "SISTER", "2005"),
        ([bandung, suwon], "SISTER", "1997"),
        ([bandung, kochi], "PROJECT", "2019"),
    ] {
        world.claim(&members, json!({ "class": class, "since": since, "source": "Daftar kota kembar" })).await;
    }
    let dates = |signed: &str, expires: &str| json!({ "signedOn": signed, "expiresOn": expires, "title": null });
    world.agreement(&[bandung, suwon], dates("2022-03-15", "2027-03-14")).await;
    world.agreement(&[bandung, suwon], dates("2017-03-15", "2022-03-14")).await;
    world.agreement(&[surabaya, suwon], dates("2021-08-01", "2027-01-31")).await;
    world.agreement(&[surabaya, kitakyushu], dates("2022-03-15", "2027-03-14")).await;
    let visit =
        json!({ "when": { "startsOn": "2026-12-03", "endsOn": "2026-12-04" }, "learners": [global(PARTY, suwon)] });
    world.exchange(bandung, visit).await;
    world.exchange(bandung, json!({})).await;
    world.exchange(surabaya, json!({})).await;

    let query = r#"{ partnerships(filter: {country: "JP", region: "…", class: [SISTER],
        verification: [CLAIMED]}, first: 20) { totalCount nodes { class verification since members { region { name } }
        claims { source asOf } } } }"#;
    let query = query.replace('…', &global(PARTY, surabaya));
    assert_unchanged("partnerships", &world.read(&query).await);

    let query = r#"{ agreements(filter: {stage: [IN_FORCE], inForceOn: "2026-12-01", expiresBefore: "2027-06-30", party:
        "PARTY", country: "KR", search: "WORDS"}, first: 20) { totalCount nodes { id title stage expiresOn parties {
        name } } } }"#;
    let query = query.replace("PARTY", &global(PARTY, bandung)).replace("WORDS", "suwon pendidikan");
    assert_unchanged("agreements", &world.read(&query).await);

    let query = r#"{ exchanges(filter: {startsFrom: "FROM", startsBefore: "BEFORE", region: "REGION"}) { nodes { title
        method startsAt timeZone host { name } } } }"#;
    let query = query.replace("FROM", "2026-12-01T00:00:00+07:00").replace("BEFORE", "2027-01-01T00:00:00Z");
    assert_unchanged("exchanges", &world.read(&query.replace("REGION", &global(PARTY, bandung))).await);

    let query = "{ statistics { partnerships { count countryPairs(first: 20) { countries { code } count } \
        mostConnected(first: 25) { region { name } count } } } }";
    assert_unchanged("statistics", &world.read(query).await);
}
