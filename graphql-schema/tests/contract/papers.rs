//! Papers in hand: a step names those that others recorded, one that was recorded by mistake is withdrawn, and an authority makes
//! an exception.

use crate::{
    life::Life,
    world::{local, merged},
};
use entity::{agreement::document::act::attach_file, on_both_databases, testing::TestRegistry};
use serde_json::{Value, json};

on_both_databases!(
    a_step_names_the_paper_that_another_party_recorded,
    a_document_is_withdrawn_with_a_reason,
    an_exception_is_told_from_what_is_met,
);

async fn begun(test: TestRegistry) -> Life {
    let terms = json!({ "fields": ["ENVIRONMENT", "WASTE_MANAGEMENT"], "termKind": "OPEN_ENDED" });
    Life::begin(test, "GB", "Kitakyushu", "2012-01-09", terms).await
}

async fn a_step_names_the_paper_that_another_party_recorded(test: TestRegistry) {
    let life = begun(test).await;
    life.explore("2012-02-01").await;
    life.key().await;
    let letter = json!({ "kind": "LETTER_OF_INTENT", "number": "7", "issuedOn": "2012-02-01" });
    let letter = merged(letter, life.signatures("2012-02-01"));
    let made = life.done(&life.partner(), "recordDocument", life.on(letter)).await;
    let id = local(&made["id"]);
    let file = life.world.test.stored(&life.partner(), id, &"c".repeat(64)).await.unwrap();
    attach_file(&life.world.test.registry, &life.partner(), id, file).await.unwrap();
    let refused = life.refused(&life.staff(), "recordIntent", life.on(json!({}))).await;
    assert_eq!((&refused["code"], &refused["path"]), (&json!("NAME_THE_PAPER"), &json!(["papers"])));
    let query = format!(
        "{{ agreement(id: {:?}) {{ allowedActs(act: RECORD_INTENT) {{ papers {{ usual toName recordedBy {{ ... on Region {{ name }} }} document {{ kind hash }} }} }} }} }}",
        life.agreement
    );
    let shown = life.world.ask(&life.staff(), &query, json!({})).await;
    let paper = &shown["data"]["agreement"]["allowedActs"][0]["papers"][0];
    assert_eq!((&paper["usual"], &paper["toName"]), (&json!(true), &json!(true)), "{shown}");
    assert_eq!(paper["recordedBy"]["name"], "Kitakyushu");
    let hash = paper["document"]["hash"].clone();
    let unknown = life.refused(&life.staff(), "recordIntent", life.on(json!({ "papers": ["0".repeat(64)] }))).await;
    assert_eq!((&unknown["code"], &unknown["path"]), (&json!("NO_SUCH_PAPER"), &json!(["papers", "0"])));
    let made = life.done(&life.staff(), "recordIntent", life.on(json!({ "papers": [hash] }))).await;
    assert_eq!(made["stage"], "INTENT_SIGNED");
}

async fn a_document_is_withdrawn_with_a_reason(test: TestRegistry) {
    let life = begun(test).await;
    life.clock("2012-02-01");
    let wrong = life.have("2012-02-01", "REGION_PROFILE", json!({})).await;
    let withdraw = |document: &str| json!({ "document": document, "reason": "Milik kota lain" });
    let refused = life.refused(&life.partner(), "withdrawDocument", withdraw(&wrong)).await;
    assert_eq!(refused["code"], "NOT_ALLOWED");
    let withdrawn = life.done(&life.staff(), "withdrawDocument", withdraw(&wrong)).await;
    assert_eq!(
        (&withdrawn["superseded"], &withdrawn["withdrawal"]["reason"]),
        (&json!(true), &json!("Milik kota lain"))
    );
    let again = life.refused(&life.staff(), "withdrawDocument", withdraw(&wrong)).await;
    assert_eq!((&again["code"], &again["path"]), (&json!("DOCUMENT_VOID"), &json!(["document"])));
    life.explore("2012-02-01").await;
    let documents = format!("{{ agreement(id: {:?}) {{ documents {{ id kind }} }} }}", life.agreement);
    let documents = life.world.ask(&life.staff(), &documents, json!({})).await;
    let documents = documents["data"]["agreement"]["documents"].as_array().unwrap();
    let used = |one: &&Value| one["kind"] == "REGION_PROFILE" && one["id"] != json!(wrong);
    let used = documents.iter().rev().find(used).unwrap()["id"].as_str().unwrap();
    let codes = life.act(&life.staff(), "withdrawDocument", withdraw(used)).await;
    let code = codes["errors"][0]["code"].as_str().unwrap();
    assert!(["PAPER_CARRIES_STEP", "NOT_ALLOWED"].contains(&code), "{code}");
}

async fn an_exception_is_told_from_what_is_met(test: TestRegistry) {
    let life = begun(test).await;
    let answer = |requirement: &str, met: bool| {
        let exception = json!({ "by": "Kemendagri, 100.2/17/SJ", "under": "Permendagri 25/2020" });
        life.on(json!({ "requirement": requirement, "met": met, "evidence": "Setara wilayah", "exception": exception }))
    };
    for (requirement, met) in [("EQUAL_STATUS", true), ("NO_OFFICE_ABROAD", false)] {
        let refused = life.refused(&life.staff(), "answerRequirement", answer(requirement, met)).await;
        assert_eq!((&refused["code"], &refused["path"]), (&json!("NO_EXCEPTION"), &json!(["exception"])));
    }
    life.done(&life.staff(), "answerRequirement", answer("EQUAL_STATUS", false)).await;
    let query = format!(
        "{{ agreement(id: {:?}) {{ requirements {{ requirement met exceptable exception {{ by under }} }} }} \
           changes(last: 1) {{ nodes {{ requirement {{ requirement met exception {{ by }} evidence }} }} }} }}",
        life.agreement
    );
    let shown = life.world.ask(&life.staff(), &query, json!({})).await;
    let requirements = shown["data"]["agreement"]["requirements"].as_array().unwrap_or_else(|| panic!("{shown}"));
    let equal = requirements.iter().find(|one| one["requirement"] == "EQUAL_STATUS").unwrap();
    assert_eq!((&equal["met"], &equal["exception"]["by"]), (&json!(true), &json!("Kemendagri, 100.2/17/SJ")));
    let told = &shown["data"]["changes"]["nodes"][0]["requirement"];
    assert_eq!((&told["met"], &told["exception"]["by"]), (&json!(false), &json!("Kemendagri, 100.2/17/SJ")));
    assert_eq!(told["evidence"], "Setara wilayah");
}
