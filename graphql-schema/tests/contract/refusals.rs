//! Refusals: the code for programs, the field it concerns, and words in both languages; nothing changes.

use crate::{
    catalogue::text,
    world::{AGREEMENT, API_CLIENT, EXCHANGE, PARTY, World, agreement, claim, exchange, global, local, merged},
};
use entity::{
    Caller, on_both_databases,
    place::record::{Kind, party},
    testing::TestRegistry,
    text::Language,
};
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::{Set, Unchanged},
};
use serde_json::{Value, json};
use uuid::Uuid;

on_both_databases!(a_refusal_says_what_where_and_why, of_two_who_read_one_revision_the_second_is_stale);

/// A mutation, what is sent, and the refusals that come: code and path.
type Case = (&'static str, Value, &'static [(&'static str, &'static str)]);

#[expect(clippy::too_many_lines, reason = "one row for each refusal")]
async fn a_refusal_says_what_where_and_why(test: TestRegistry) {
    let world = World::new(test);
    let bandung = world.test.party("ID", Kind::City, "Bandung").await;
    let suwon = world.test.party("KR", Kind::City, "Suwon").await;
    let jakarta = world.test.party("ID", Kind::City, "Jakarta Selatan").await;
    let row = party::ActiveModel { id: Unchanged(jakarta), autonomous: Set(false), ..Default::default() };
    row.update(&world.test.registry.db).await.unwrap();
    world.claim(&[bandung, suwon], json!({})).await;
    world.agreement(&[bandung, suwon], json!({})).await;
    let visit = world.exchange(bandung, json!({})).await;
    let called_off = world.exchange(bandung, json!({})).await;
    let of = |exchange: Uuid, with: Value| {
        merged(json!({ "exchange": global(EXCHANGE, exchange), "expectedRevision": 1 }), with)
    };
    let reason = json!({ "reason": "Banjir" });
    world.act(&Caller::system(), "cancelExchange", of(called_off, reason.clone())).await;
    let client =
        world.act(&Caller::system(), "createApiClient", json!({ "name": "Portal" })).await["apiClient"]["id"].clone();
    world.act(&Caller::system(), "revokeApiClient", json!({ "apiClient": client })).await;

    let two = [bandung, suwon];
    let nothing = Uuid::from_u128(404);
    let at = |when: Value| json!({ "when": when });
    let cases: Vec<Case> = vec![
        ("claimPartnership", claim(&two), &[("ALREADY_THERE", "")]),
        ("claimPartnership", claim(&[bandung, bandung]), &[("TOO_FEW_PARTIES", "members")]),
        ("claimPartnership", claim(&[bandung, nothing]), &[("NOT_FOUND", "members.1")]),
        (
            "claimPartnership",
            merged(claim(&two), json!({ "source": " ", "asOf": "2027-01-01", "since": "2012", "until": "2011" })),
            &[("REQUIRED", "source"), ("IN_THE_FUTURE", "asOf"), ("DATE_ORDER", "until")],
        ),
        ("claimPartnership", merged(claim(&two), json!({ "asOf": "0000-01-01" })), &[("OUT_OF_RANGE", "asOf")]),
        ("registerLegacyAgreement", agreement(&two), &[("ALREADY_THERE", "")]),
        ("registerLegacyAgreement", agreement(&[bandung, jakarta]), &[("NOT_AUTONOMOUS", "parties.1")]),
        (
            "registerLegacyAgreement",
            merged(agreement(&two), json!({ "missingEvidence": [] })),
            &[("REQUIRED", "missingEvidence")],
        ),
        (
            "registerLegacyAgreement",
            merged(
                agreement(&two),
                json!({ "signedOn": "2027", "expiresOn": "2026-12", "title": { "id": "x".repeat(501) } }),
            ),
            &[("TOO_LONG", "title.id"), ("IN_THE_FUTURE", "signedOn"), ("DATE_ORDER", "expiresOn")],
        ),
        (
            "registerLegacyAgreement",
            merged(agreement(&two), json!({ "predecessor": global(AGREEMENT, nothing) })),
            &[("NOT_FOUND", "predecessor")],
        ),
        ("scheduleExchange", merged(exchange(bandung), json!({ "title": {} })), &[("REQUIRED", "title")]),
        (
            "scheduleExchange",
            merged(
                exchange(bandung),
                at(json!({ "startsOn": "2026-12-10", "startTime": "09:00:00", "timeZone": "WIB" })),
            ),
            &[("UNKNOWN_TIME_ZONE", "when.timeZone")],
        ),
        (
            "scheduleExchange",
            merged(exchange(bandung), at(json!({ "startsOn": "2026-11-01" }))),
            &[("IN_THE_PAST", "when.startsOn")],
        ),
        (
            "scheduleExchange",
            merged(
                exchange(bandung),
                json!({ "place": null, "country": "Korea", "learners": [global(PARTY, nothing)] }),
            ),
            &[("REQUIRED", "place"), ("NOT_FOUND", "learners.0"), ("MALFORMED", "country")],
        ),
        ("rescheduleExchange", of(nothing, at(json!({ "startsOn": "2027-01-01" }))), &[("NOT_FOUND", "exchange")]),
        (
            "rescheduleExchange",
            of(visit, at(json!({ "startsOn": "2027-01-02", "endsOn": "2027-01-01" }))),
            &[("ENDS_BEFORE_START", "when.endsOn")],
        ),
        (
            "rescheduleExchange",
            of(called_off, json!({ "expectedRevision": 2, "when": { "startsOn": "2027-01-02" } })),
            &[("WRONG_STATE", "")],
        ),
        ("cancelExchange", of(visit, json!({ "reason": " \n" })), &[("REQUIRED", "reason")]),
        (
            "cancelExchange",
            of(visit, json!({ "reason": "x", "expectedRevision": 7 })),
            &[("STALE", "expectedRevision")],
        ),
        ("cancelExchange", of(called_off, merged(reason, json!({ "expectedRevision": 2 }))), &[("WRONG_STATE", "")]),
        (
            "createApiClient",
            json!({ "name": "", "expiresInDays": 0 }),
            &[("REQUIRED", "name"), ("OUT_OF_RANGE", "expiresInDays")],
        ),
        ("createApiClient", json!({ "name": "x", "party": global(PARTY, nothing) }), &[("NOT_FOUND", "party")]),
        ("rotateApiClient", json!({ "apiClient": client }), &[("WRONG_STATE", "")]),
        ("rotateApiClient", json!({ "apiClient": global(API_CLIENT, nothing) }), &[("NOT_FOUND", "apiClient")]),
        ("revokeApiClient", json!({ "apiClient": "x" }), &[("NOT_FOUND", "apiClient")]),
        ("signIn", json!({ "email": "siti@bandung.go.id", "password": "x" }), &[("WRONG_CREDENTIALS", "")]),
    ];
    for (mutation, input, expected) in cases {
        let before = world.rows().await;
        let mut said = Vec::new();
        for language in Language::ALL {
            let caller = Caller { language, ..Caller::system() };
            let payload = world.act(&caller, mutation, input.clone()).await;
            let refusals = payload["errors"].as_array().unwrap().clone();
            let path =
                |refusal: &Value| refusal["path"].as_array().unwrap().iter().map(text).collect::<Vec<_>>().join(".");
            let found: Vec<_> =
                refusals.iter().map(|refusal| (text(&refusal["code"]).to_owned(), path(refusal))).collect();
            let expected: Vec<_> =
                expected.iter().map(|(code, path)| ((*code).to_owned(), (*path).to_owned())).collect();
            assert_eq!(found, expected, "{mutation} {input}");
            assert_eq!(refusals[0]["existing"].is_null(), expected[0].0 != "ALREADY_THERE", "{payload}");
            let made = payload
                .as_object()
                .unwrap()
                .iter()
                .filter(|(field, _)| !["errors", "ambiguousTime"].contains(&field.as_str()));
            assert!(made.clone().count() > 0 && made.into_iter().all(|(_, made)| made.is_null()), "{payload}");
            said.push(refusals.iter().map(|refusal| text(&refusal["message"]).to_owned()).collect::<Vec<_>>());
        }
        for (indonesian, english) in said[0].iter().zip(&said[1]) {
            assert!(!indonesian.is_empty() && !english.is_empty() && indonesian != english, "{indonesian} {english}");
        }
        let attempts = |rows: Vec<(String, i64)>| {
            rows.into_iter().filter(|(table, _)| table != "sign_in_failure").collect::<Vec<_>>()
        };
        assert_eq!(attempts(world.rows().await), attempts(before), "{mutation} changes nothing");
    }
}

async fn of_two_who_read_one_revision_the_second_is_stale(test: TestRegistry) {
    let world = World::new(test);
    let bandung = world.test.party("ID", Kind::City, "Bandung").await;
    let visit = global(EXCHANGE, world.exchange(bandung, json!({})).await);
    let moved = |day: &str| json!({ "exchange": visit, "expectedRevision": 1, "when": { "startsOn": day } });
    let system = Caller::system();
    let (one, other) = tokio::join!(
        world.act(&system, "rescheduleExchange", moved("2027-01-05")),
        world.act(&system, "rescheduleExchange", moved("2027-01-06")),
    );
    let (won, lost) = if one["errors"] == json!([]) { (one, other) } else { (other, one) };
    assert_eq!((&won["errors"], &won["exchange"]["revision"]), (&json!([]), &json!(2)));
    assert_eq!(local(&won["exchange"]["id"]), local(&json!(visit)));
    assert_eq!(
        (&lost["errors"][0]["code"], &lost["errors"][0]["path"]),
        (&json!("STALE"), &json!(["expectedRevision"]))
    );
    assert!(text(&lost["errors"][0]["message"]).contains('2'), "it says where the record stands: {lost}");
    let read = world.read(&format!("{{ exchange(id: {visit:?}) {{ startsAt revision }} }}")).await;
    assert_eq!(read["exchange"]["startsAt"], won["exchange"]["startsAt"], "nothing is lost");
}
