//! The steps that people are offered.

use crate::{
    life::Life,
    world::{PARTY, World, global},
};
use entity::{
    Caller,
    account::{
        act::{NewPerson, add_person},
        rule::Profile,
    },
    on_both_databases,
    place::record::Kind,
    policy::{Membership, Role},
    testing::{TestRegistry, stranger, who},
    text::Language,
};
use serde_json::{Value, json};
use uuid::Uuid;

on_both_databases!(a_step_is_offered_to_those_who_may_record_it, schemes_are_offered_to_those_who_may_choose_them);

/// A step is offered with what it lacks: to the party's own people who may record it, to the keeper for a party for which
/// nobody acts, and to nobody else.
async fn a_step_is_offered_to_those_who_may_record_it(test: TestRegistry) {
    let life = Life::begin(test, "GB", "Liverpool", "2016-03-01", json!({ "fields": ["EDUCATION"] })).await;
    let told = |offered: Vec<Value>| -> Vec<String> {
        let told = offered.iter().map(|one| format!("{} {}", one["party"]["name"].as_str().unwrap(), one["act"]));
        told.collect()
    };
    let offered = life.offered(&life.staff()).await;
    let exploration = &offered[0];
    assert_eq!((&exploration["act"], &exploration["ready"]), (&json!("BEGIN_EXPLORATION"), &json!(false)));
    assert_eq!(exploration["missing"][0]["document"], "REGION_PROFILE");
    assert_eq!(exploration["step"]["name"], "Exploration");
    let of_both = [
        "Kota Surabaya \"BEGIN_EXPLORATION\"",
        "Kota Surabaya \"PUT_ON_HOLD\"",
        "Kota Surabaya \"WITHDRAW\"",
        "Liverpool \"RECORD_COUNCIL_DECISION\"",
    ];
    assert_eq!(told(offered.clone()), of_both, "nobody acts for Liverpool, so that the keeper does");
    assert_eq!((&offered[2]["ready"], &offered[2]["aside"]), (&json!(true), &json!(true)));
    assert_eq!(offered[3]["missing"][0]["document"], "COUNCIL_DECISION");
    let of_partner = [of_both[3], "Liverpool \"PUT_ON_HOLD\"", "Liverpool \"WITHDRAW\""];
    assert_eq!(told(life.offered(&life.partner()).await), of_partner, "the partner's people act for it alone");
    for caller in [who(Role::Observer, Some(life.home)), who(Role::DataEntry, Some(life.home)), stranger()] {
        let query = format!("{{ agreement(id: {:?}) {{ allowedActs {{ act }} }} }}", life.agreement);
        let answer = life.world.ask(&caller, &query, json!({})).await;
        let offered = answer["data"]["agreement"]["allowedActs"].as_array().map_or(0, Vec::len);
        assert_eq!(offered, 0, "{caller:?}");
    }
    let profile = Profile {
        email: "mitra@contoh.example".into(),
        name: "Mitra".into(),
        language: Language::En,
        time_zone: "Europe/London".into(),
    };
    let memberships = vec![Membership { role: Role::AgreementManager, party: Some(life.abroad) }];
    let registry = &life.world.test.registry;
    add_person(registry, &Caller::system(), &NewPerson { profile, memberships }).await.unwrap();
    assert_eq!(told(life.offered(&life.staff()).await), of_both[..3], "Liverpool has people of its own now");
}

/// The schemes that are open follow from the parties, and that the government forwarded a cooperation is for the
/// Indonesian side to say.
async fn schemes_are_offered_to_those_who_may_choose_them(test: TestRegistry) {
    let world = World::new(test);
    let home = world.test.party("ID", Kind::City, "Surabaya").await;
    let city = world.test.party("JP", Kind::City, "Kitakyushu").await;
    let agency = world.test.party("JP", Kind::Ngo, "Asosiasi Air").await;
    let offered = async |caller: &Caller, parties: &[Uuid]| {
        let parties: Vec<String> = parties.iter().map(|party| global(PARTY, *party)).collect();
        let query = "query ($parties: [ID!]!) { openSchemes(parties: $parties) }";
        world.ask(caller, query, json!({ "parties": parties })).await["data"]["openSchemes"].clone()
    };
    let (staff, partner) = (who(Role::Coordinator, Some(home)), who(Role::Coordinator, Some(agency)));
    assert_eq!(offered(&staff, &[home, city]).await, json!(["KSDPL_SISTER_CITY", "KSDPL_OTHER"]));
    assert_eq!(offered(&staff, &[home, agency]).await, json!(["KSDLL_OTHER", "KSDLL_FORWARDED"]));
    assert_eq!(offered(&partner, &[home, agency]).await, json!(["KSDLL_OTHER"]));
    assert_eq!(offered(&staff, &[home]).await, json!([]));
    let acts = async |caller: &Caller| {
        let viewer = world.ask(caller, "{ viewer { acts } }", json!({})).await;
        viewer["data"]["viewer"]["acts"].as_array().map_or(0, Vec::len)
    };
    assert_eq!(
        (acts(&stranger()).await, acts(&staff).await),
        (0, 0),
        "a role in one party is none in the whole registry"
    );
}
