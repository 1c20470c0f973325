//! The text of terms is a contract with software that is not ours: the lines in the documentation compute the same hash.

use crate::life::Life;
use entity::{on_both_databases, place::record::code, testing::TestRegistry};
use sea_orm::{ActiveValue::Set, EntityTrait};
use serde_json::{Value, json};
use std::{
    io::Write,
    process::{Command, Stdio},
};

on_both_databases!(a_partner_computes_the_hash_of_the_terms_in_python, what_was_attested_is_kept_word_for_word);

const TERMS: &str = "termsText termsHash class costRule endsFor expiresOn fields inForceOn languages meetingMonths noticeMonths \
                     prevailingLanguage renewalMonths signedOn termKind termMonths windDownMonths parties { code takesPart }";

async fn begin(test: TestRegistry) -> Life {
    let terms = json!({
        "fields": ["WASTE_MANAGEMENT", "OTHER", "CULTURE"], "termKind": "FIXED", "termMonths": 36, "noticeMonths": 6,
        "languages": ["ja", "id"], "inForceOn": "2027-01", "costRule": "EACH_BEARS_OWN", "endsFor": "ONE",
    });
    Life::begin(test, "JP", "Ōsaka \"B\"", "2026-11-02", terms).await
}

async fn give_code(life: &Life, party: uuid::Uuid, [scheme, value]: [&str; 2], until: Option<&str>) {
    let row = code::ActiveModel {
        scheme: Set(scheme.into()),
        value: Set(value.into()),
        party_id: Set(party),
        valid_until: Set(until.map(|until| until.parse().unwrap())),
        ..Default::default()
    };
    code::Entity::insert(row).exec_without_returning(&life.world.test.registry.db).await.unwrap();
}

/// What the lines of Python in the documentation print for an agreement.
fn in_python(agreement: &Value) -> String {
    let documentation = include_str!("../../PARTNERS.md");
    let lines = documentation.split("```python\n").nth(1).unwrap().split("```").next().unwrap();
    assert!(lines.lines().count() <= 10, "{lines}");
    let mut python = Command::new("python3")
        .args(["-c", lines])
        .env("PYTHONUTF8", "1")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("Python 3 is there: it plays the partner");
    python.stdin.take().unwrap().write_all(agreement.to_string().as_bytes()).unwrap();
    let printed = python.wait_with_output().unwrap();
    assert!(printed.status.success());
    String::from_utf8(printed.stdout).unwrap().trim().to_owned()
}

async fn a_partner_computes_the_hash_of_the_terms_in_python(test: TestRegistry) {
    let life = begin(test).await;
    give_code(&life, life.home, ["wikidata", "Q11462"], None).await;
    give_code(&life, life.home, ["kemendagri", "35.77"], Some("2022-07-25")).await;
    give_code(&life, life.home, ["kemendagri", "35.78"], None).await;
    let read = life.read(&life.partner(), TERMS).await;
    assert_eq!(
        read["parties"],
        json!([
            { "code": "kemendagri:35.78", "takesPart": true },
            { "code": "name:JP/Ōsaka \"B\"", "takesPart": true },
        ])
    );
    assert_eq!(json!(in_python(&read)), read["termsHash"]);
    assert_eq!(
        read["termsText"],
        json!(
            "{\"class\":\"SISTER\",\"costRule\":\"EACH_BEARS_OWN\",\"endsFor\":\"ONE\",\"fields\":[\"CULTURE\",\"OTHER\",\"WASTE_MANAGEMENT\"],\
             \"inForceOn\":\"2027-01\",\"languages\":[\"id\",\"ja\"],\"noticeMonths\":6,\
             \"parties\":[\"kemendagri:35.78\",\"name:JP/Ōsaka \\\"B\\\"\"],\"termKind\":\"FIXED\",\"termMonths\":36,\"version\":2}"
        )
    );
    give_code(&life, life.abroad, ["wikidata", "Q35765"], None).await;
    let read = life.read(&life.partner(), TERMS).await;
    assert_eq!(read["parties"][1]["code"], json!("wikidata:Q35765"));
    give_code(&life, life.abroad, ["iso3166-2", "JP-27"], None).await;
    let read = life.read(&life.partner(), TERMS).await;
    assert_eq!(read["parties"][1]["code"], json!("iso3166-2:JP-27"));
    assert_eq!(json!(in_python(&read)), read["termsHash"]);
}

async fn what_was_attested_is_kept_word_for_word(test: TestRegistry) {
    let life = begin(test).await;
    let partner = life.partner();
    let agreed = life.read(&partner, "termsText termsHash").await;
    life.done(&partner, "attestTerms", life.on(json!({ "hash": agreed["termsHash"] }))).await;
    // A code that comes later changes nothing of what was agreed.
    give_code(&life, life.abroad, ["wikidata", "Q35765"], None).await;
    let tracks = "termsHash tracks { attested attestation { version hash text } }";
    let read = life.read(&partner, tracks).await;
    assert_eq!(read["termsHash"], agreed["termsHash"]);
    let kept = json!({
        "attested": true,
        "attestation": { "version": 2, "hash": agreed["termsHash"], "text": agreed["termsText"] },
    });
    assert_eq!(read["tracks"][1], kept);
    assert_eq!(read["tracks"][0], json!({ "attested": false, "attestation": null }));
    // What was attested before there were texts stays attested, in version 1.
    let first = "update agreement_party set attested_text = null, attested_version = 1 where attested_hash is not null";
    life.world.sql(first).await;
    let read = life.read(&partner, tracks).await;
    let first = json!({ "version": 1, "hash": agreed["termsHash"], "text": null });
    assert_eq!((&read["tracks"][1]["attested"], &read["tracks"][1]["attestation"]), (&json!(true), &first));
}
