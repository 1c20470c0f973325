//! Every mutation: what comes of it, what it leaves in the journal, and who may not do it.

use crate::{
    catalogue::{Catalogue, text},
    life::LIFE,
    world::{
        API_CLIENT, EXCHANGE, PARTNER_WANTED, PARTY, World, agreement, claim, exchange, global, local, merged, officer,
        stranger, wanted,
    },
};
use entity::{
    Caller,
    account::{
        Secret,
        act::{NewPerson, add_person, set_password},
        record::Carrier,
        rule::Profile,
        session::act::authenticate_session,
    },
    on_both_databases,
    place::record::Kind,
    policy::{Membership, Role, Who},
    testing::TestRegistry,
    text::Language,
};
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;
use uuid::Uuid;

on_both_databases!(each_mutation_succeeds_and_is_recorded, each_mutation_is_refused_to_those_who_may_not);

const PASSWORD: &str = "rumah di tepi sungai";

/// A mutation, what is sent, the act that the journal has of it, and what it makes with one of its fields.
type Step = (&'static str, Value, &'static str, (&'static str, Value));

async fn each_mutation_succeeds_and_is_recorded(test: TestRegistry) {
    let world = World::new(test);
    let bandung = world.test.party("ID", Kind::City, "Bandung").await;
    let suwon = world.test.party("KR", Kind::City, "Suwon").await;
    let (caller, session) = signed_in(&world, bandung).await;
    let (city, visit) = (global(PARTY, bandung), world.exchange(bandung, json!({})).await);
    let client = world.act(&caller, "createApiClient", json!({ "name": "Portal", "party": city })).await;
    let client = client["apiClient"]["id"].clone();
    let of_visit = |revision: i32| json!({ "exchange": global(EXCHANGE, visit), "expectedRevision": revision });
    let posting = world.wanted(bandung, json!({})).await;
    let of_posting =
        |revision: i32| json!({ "posting": global(PARTNER_WANTED, posting), "expectedRevision": revision });
    let anew = json!({ "text": { "en": "Looking for any city" }, "contact": "Balai Kota" });
    let when = json!({ "startsOn": "2026-12-11", "startTime": "10:00:00", "timeZone": "Asia/Jakarta" });
    let steps: Vec<Step> = vec![
        ("claimPartnership", claim(&[bandung, suwon]), "claimPartnership", ("partnership", json!("CONFIRMED_BY_ONE"))),
        (
            "registerLegacyAgreement",
            agreement(&[bandung, suwon]),
            "registerLegacyAgreement",
            ("agreement", json!("IN_FORCE")),
        ),
        ("scheduleExchange", exchange(bandung), "scheduleExchange", ("exchange", json!("SCHEDULED"))),
        (
            "rescheduleExchange",
            merged(of_visit(1), json!({ "when": when })),
            "rescheduleExchange",
            ("exchange", json!("2026-12-11T03:00:00+00:00")),
        ),
        (
            "cancelExchange",
            merged(of_visit(2), json!({ "reason": "Banjir" })),
            "cancelExchange",
            ("exchange", json!("Banjir")),
        ),
        ("postPartnerWanted", wanted(bandung), "postPartnerWanted", ("partnerWanted", json!("Bagian Kerja Sama"))),
        (
            "revisePartnerWanted",
            merged(of_posting(1), anew),
            "revisePartnerWanted",
            ("partnerWanted", json!("Balai Kota")),
        ),
        ("closePartnerWanted", of_posting(2), "closePartnerWanted", ("partnerWanted", json!("2026-11-21"))),
        ("follow", json!({ "subject": city }), "follow", ("subject", json!(city))),
        ("unfollow", json!({ "subject": city }), "unfollow", ("subject", json!(city))),
        (
            "createApiClient",
            json!({ "name": "Portal kota", "party": city, "scopes": ["READ", "WRITE"] }),
            "createApiClient",
            ("apiClient", json!("Portal kota")),
        ),
        ("rotateApiClient", json!({ "apiClient": client }), "rotateApiClient", ("apiClient", client.clone())),
        ("revokeApiClient", json!({ "apiClient": client }), "revokeApiClient", ("apiClient", client.clone())),
        (
            "signIn",
            json!({ "email": "Sari@Bandung.go.id", "password": PASSWORD, "session": "TOKEN" }),
            "signIn",
            ("person", json!("Sari")),
        ),
    ];
    let mut tried = BTreeSet::from(["signOut"]);
    tried.extend(LIFE);
    for (mutation, input, act, (made, value)) in steps {
        let payload = world.act(&caller, mutation, input).await;
        assert_eq!(payload["errors"], json!([]), "{mutation}");
        let fields = payload[made].as_object().unwrap();
        assert!(fields.values().any(|field| *field == value), "{mutation}: {payload}");
        assert_eq!(last_act(&world).await, act);
        if let Some(key) = payload.get("key").filter(|_| mutation != "revokeApiClient") {
            assert!(text(key).starts_with(text(&payload["apiClient"]["keyPrefix"])), "{mutation}");
        }
        tried.insert(mutation);
    }
    let answer = world.ask_within(Some(session), &caller, "mutation { signOut { errors { code } } }", json!({})).await;
    assert_eq!(answer, json!({ "data": { "signOut": { "errors": [] } } }));
    assert_eq!(last_act(&world).await, "signOut");
    let catalogue = Catalogue::read(&world).await;
    let all: BTreeSet<&str> = catalogue.fields("Mutation").iter().map(|field| text(&field["name"])).collect();
    assert_eq!(tried, all, "every mutation is tried");
}

async fn last_act(world: &World) -> String {
    world.value("select act from journal order by seq desc limit 1").await
}

/// Someone who administers a region, and their session.
async fn signed_in(world: &World, party: Uuid) -> (Caller, Uuid) {
    let registry = &world.test.registry;
    let profile = Profile {
        email: "sari@bandung.go.id".into(),
        name: "Sari".into(),
        language: Language::Id,
        time_zone: "Asia/Jakarta".into(),
    };
    let memberships = vec![Membership { role: Role::OrgAdmin, party: Some(party) }];
    let new = NewPerson { profile, memberships };
    let (_, link) = add_person(registry, &Caller::system(), &new).await.unwrap();
    set_password(registry, link.reveal(), &Secret::from(PASSWORD), Carrier::Token).await.unwrap();
    let input = json!({ "email": "sari@bandung.go.id", "password": PASSWORD, "session": "TOKEN" });
    let token = world.act(&stranger(), "signIn", input).await["token"].clone();
    let session = authenticate_session(registry, text(&token), Carrier::Token).await.unwrap().unwrap();
    (session.caller, session.id)
}

/// A stranger is asked to sign in, and a client that may only read is told that it may not, whatever its role. What
/// they send need not even make sense: who may not act learns nothing of the registry by trying.
async fn each_mutation_is_refused_to_those_who_may_not(test: TestRegistry) {
    let world = World::new(test);
    let bandung = world.test.party("ID", Kind::City, "Bandung").await;
    let suwon = world.test.party("KR", Kind::City, "Suwon").await;
    let visit = world.exchange(bandung, json!({})).await;
    let client = world.act(&Caller::system(), "createApiClient", json!({ "name": "Portal" })).await;
    let client = client["apiClient"]["id"].clone();
    let posting = global(PARTNER_WANTED, world.wanted(bandung, json!({})).await);
    assert_ne!(local(&client), Uuid::nil());
    let reader = Caller {
        who: Who::Client(local(&client)),
        may_write: false,
        language: Language::Id,
        ..officer(Role::OrgAdmin, None)
    };
    let real = |mutation: &str| match mutation {
        "claimPartnership" => claim(&[bandung, suwon]),
        "registerLegacyAgreement" => agreement(&[bandung, suwon]),
        "scheduleExchange" => exchange(bandung),
        "follow" | "unfollow" => json!({ "subject": global(PARTY, bandung) }),
        "rescheduleExchange" => {
            json!({ "exchange": global(EXCHANGE, visit), "expectedRevision": 1, "when": { "startsOn": "2027-01-01" } })
        }
        "cancelExchange" => json!({ "exchange": global(EXCHANGE, visit), "expectedRevision": 1, "reason": "x" }),
        "postPartnerWanted" => wanted(bandung),
        "closePartnerWanted" => json!({ "posting": posting, "expectedRevision": 1 }),
        "createApiClient" => json!({ "name": "x", "party": global(PARTY, bandung) }),
        "revokeApiClient" | "rotateApiClient" => json!({ "apiClient": global(API_CLIENT, local(&client)) }),
        _ => Value::Null,
    };
    let catalogue = Catalogue::read(&world).await;
    let before = world.rows().await;
    // Signing in is for strangers.
    for field in catalogue.fields("Mutation").iter().filter(|field| field["name"] != "signIn") {
        let mutation = text(&field["name"]);
        let takes_input = !field["args"].as_array().unwrap().is_empty();
        let mut sent = vec![Map::new()];
        let real = Some(real(mutation)).filter(|real| takes_input && !real.is_null());
        sent.extend(real.map(|real| Map::from_iter([("input".to_owned(), real)])));
        for with in sent {
            let (declared, call, variables) = catalogue.call(field, with);
            let query = format!("mutation {declared} {{ {call} }}");
            for (caller, code) in [(&stranger(), "SIGN_IN_FIRST"), (&reader, "NOT_ALLOWED")] {
                let answer = world.ask(caller, &query, variables.clone()).await;
                let refusals =
                    answer["data"][mutation]["errors"].as_array().unwrap_or_else(|| panic!("{mutation} {answer}"));
                // A client has no session to end.
                let code = if mutation == "signOut" { "SIGN_IN_FIRST" } else { code };
                assert_eq!(refusals.len(), 1, "{mutation} {variables} {answer}");
                assert_eq!(
                    (&refusals[0]["code"], &refusals[0]["path"]),
                    (&json!(code), &json!([])),
                    "{mutation} {variables}"
                );
            }
        }
    }
    assert_eq!(world.rows().await, before, "nothing has changed");
}
