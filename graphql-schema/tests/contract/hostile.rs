//! Values that nobody in good faith sends, in every argument of every field.

use crate::{
    catalogue::{Catalogue, named, text},
    world::{AGREEMENT, EXCHANGE, PARTNER_WANTED, PARTNERSHIP, PARTY, World, global},
};
use entity::{
    Caller, on_both_databases,
    place::record::Kind,
    testing::{TestRegistry, stranger},
};
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;

on_both_databases!(no_value_breaks_a_query, no_value_breaks_a_mutation, no_text_in_a_document_breaks_it);

/// The values to try in place of one of this type.
fn hostile(scalar: &str) -> Vec<Value> {
    let texts = |texts: &[&str]| texts.iter().map(|text| json!(text)).collect();
    match scalar {
        "ID" | "String" => {
            let long = [json!("x".repeat(9_000)), json!("\u{fdfd}".repeat(300)), json!("\u{10ffff}".repeat(300))];
            let short = ["\0", "a\0b", "", "\u{1}\u{7f}\u{202e}", "' or 1=1; --", "%_\\", "i\u{307}"];
            short.iter().map(|text| json!(text)).chain(long).collect()
        }
        "Int" => {
            [i64::MIN, i64::from(i32::MIN), -1, 0, i64::from(i32::MAX), i64::MAX].map(|number| json!(number)).into()
        }
        "Float" => [f64::MAX, f64::MIN, f64::MIN_POSITIVE, -0.0, 90.5].map(|number| json!(number)).into(),
        "NaiveDate" => {
            texts(&["-262143-01-01", "-0001-01-01", "0000-01-01", "9999-12-31", "+262142-12-31", "2026-02-29", "\0"])
        }
        "DateTime" => texts(&[
            "-262143-01-01T00:00:00Z",
            "0000-01-01T00:00:00+23:59",
            "9999-12-31T23:59:60Z",
            "+262142-12-31T23:59:59.999999999Z",
            "2026-01-01",
        ]),
        "NaiveTime" => texts(&["00:00:00", "23:59:60", "23:59:59.999999999", "24:00:00", "9"]),
        "PartialDate" => texts(&["0000", "0001-01", "1000", "1000-01-01", "9998-12", "9999", "2026-1", "\0"]),
        "Boolean" => vec![json!(false)],
        other => panic!("no hostile values of {other}"),
    }
}

fn codes(answer: &Value) -> Vec<&str> {
    let errors = answer["errors"].as_array().into_iter().flatten();
    errors.map(|error| text(&error["extensions"]["code"])).collect()
}

/// Tries every hostile value in every leaf of the arguments of `field`, which is called within `around`.
async fn provoke(world: &World, caller: &Caller, catalogue: &Catalogue, field: &Value, around: &str) {
    for argument in field["args"].as_array().unwrap() {
        for (path, scalar) in catalogue.within(argument) {
            for value in hostile(&scalar) {
                let planted = catalogue.plant(&argument["type"], &path[1..], &value);
                let with = Map::from_iter([(path[0].clone(), planted)]);
                let (declared, call, variables) = catalogue.call(field, with);
                let query = around.replace("DECLARED", &declared).replace("CALL", &call);
                let answer = world.ask(caller, &query, variables.clone()).await;
                let sent = format!("{query} {variables} {answer}");
                let codes = codes(&answer);
                assert!(!codes.contains(&"INTERNAL"), "{sent}");
                assert!(!codes.contains(&"GRAPHQL_VALIDATION_FAILED"), "{sent}");
                if value.as_str().is_some_and(|text| text.contains('\0')) {
                    assert_eq!(codes, ["BAD_USER_INPUT"], "{sent}");
                }
                let payload = &answer["data"][text(&field["name"])];
                for refusal in payload["errors"].as_array().into_iter().flatten() {
                    let leads = catalogue.leads(&argument["type"], refusal["path"].as_array().unwrap());
                    assert!(leads, "a refusal names a field of the input: {refusal} {sent}");
                }
            }
        }
    }
}

async fn no_value_breaks_a_query(test: TestRegistry) {
    let world = World::new(test);
    let bandung = world.test.party("ID", Kind::City, "Bandung").await;
    let suwon = world.test.party("KR", Kind::City, "Suwon").await;
    let itb = world.test.party("ID", Kind::University, "ITB").await;
    let partnership = world.claim(&[bandung, suwon], json!({})).await;
    let agreement = world.agreement(&[bandung, suwon], json!({})).await;
    let exchange = world.exchange(bandung, json!({})).await;
    let posting = world.wanted(bandung, json!({})).await;
    let node = |kind: &str, id: String| format!("query DECLARED {{ node(id: {id:?}) {{ ... on {kind} {{ CALL }} }} }}");
    let places = [
        ("Query", "query DECLARED { CALL }".to_owned()),
        ("Region", node("Region", global(PARTY, bandung))),
        ("Institution", node("Institution", global(PARTY, itb))),
        ("Partnership", node("Partnership", global(PARTNERSHIP, partnership))),
        ("Agreement", node("Agreement", global(AGREEMENT, agreement))),
        ("Exchange", node("Exchange", global(EXCHANGE, exchange))),
        ("PartnerWanted", node("PartnerWanted", global(PARTNER_WANTED, posting))),
        ("Search", "query DECLARED { search(text: \"kota\") { CALL } }".to_owned()),
        ("Statistics", "query DECLARED { statistics { CALL } }".to_owned()),
        ("PartnershipStatistics", "query DECLARED { statistics { partnerships { CALL } } }".to_owned()),
    ];
    let catalogue = Catalogue::read(&world).await;
    let open = |field: &&Value| field["args"].as_array().unwrap().iter().any(|one| !catalogue.within(one).is_empty());
    let takes_values =
        |name: &&str| catalogue.0[*name]["kind"] == "OBJECT" && catalogue.fields(name).iter().any(|field| open(&field));
    let types = catalogue.0.keys().map(String::as_str).filter(|name| !name.starts_with("__") && *name != "Mutation");
    let tried: BTreeSet<&str> = places.iter().map(|(name, _)| *name).filter(|name| takes_values(name)).collect();
    assert_eq!(types.filter(takes_values).collect::<BTreeSet<_>>(), tried, "every type with arguments is tried");
    for (name, around) in &places {
        for field in catalogue.fields(name).iter().filter(open) {
            provoke(&world, &stranger(), &catalogue, field, around).await;
        }
    }
}

async fn no_value_breaks_a_mutation(test: TestRegistry) {
    let world = World::new(test);
    let catalogue = Catalogue::read(&world).await;
    for field in catalogue.fields("Mutation") {
        provoke(&world, &Caller::system(), &catalogue, field, "mutation DECLARED { CALL }").await;
        assert!(named(&field["type"]).ends_with("Payload"));
    }
}

/// Texts can also stand in the document itself, and be spelt in other ways there.
async fn no_text_in_a_document_breaks_it(test: TestRegistry) {
    let world = World::new(test);
    for text in
        [r#""\u0000""#, "\"\0\"", "\"\"\"\0\"\"\"", r#""\uD800""#, r#""\uDC00\uD800""#, r#""\u202E""#, "\"\u{7f}\""]
    {
        for query in [
            "{ regions(filter: {country: TEXT}) { totalCount } }",
            "{ region(by: {slug: TEXT}) { id } }",
            "{ ...part } fragment part on Query { region(by: {code: {scheme: \"x\", value: TEXT}}) { id } }",
            "query ($text: String! = TEXT) { search(text: $text) { regions { totalCount } } }",
            "mutation { follow(input: {subject: TEXT}) { errors { code } } }",
        ] {
            let query = query.replace("TEXT", text);
            let answer = world.ask(&stranger(), &query, json!({})).await;
            let codes = codes(&answer);
            assert!(!codes.contains(&"INTERNAL"), "{query} {answer}");
            assert!(!text.contains("u0000") || codes == ["BAD_USER_INPUT"], "{query} {answer}");
        }
    }
}
