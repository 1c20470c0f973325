//! Keeping an agreement through the public API alone: what is due, who looks after it, what is amended and confirmed.

use crate::{
    life::Life,
    world::{DOCUMENT, PARTY, PERSON, global, local},
};
use entity::{
    on_both_databases,
    policy::Role,
    testing::{TestRegistry, stranger, who},
};
use serde_json::{Value, json};
use uuid::Uuid;

on_both_databases!(
    what_is_due_says_why,
    an_amendment_is_signed_and_carried_out,
    a_campaign_asks_and_a_party_confirms,
    a_document_names_no_hidden_one,
    a_leaving_officer_hands_over,
);

fn days(due: &Value) -> Vec<(&str, &str)> {
    let all = due["nodes"].as_array().unwrap();
    all.iter().map(|one| (one["kind"].as_str().unwrap(), one["dueOn"].as_str().unwrap_or("-"))).collect()
}

async fn what_is_due_says_why(test: TestRegistry) {
    let life = Life::in_force(test).await;
    let due = "{ obligations(dueWithin: 36500) { totalCount nodes { id kind name why article dueOn overdue countedFrom act \
               party { ... on Region { name } } agreement { id vitality } } } }";
    let due = life.world.ask(&life.staff(), due, json!({})).await["data"]["obligations"].take();
    assert_eq!(
        days(&due),
        [("FOLLOW_UP", "2013-02-10"), ("MEETING", "2013-11-12"), ("NOTICE", "2015-05-12"), ("RENEWAL", "2015-11-12"),]
    );
    assert_eq!(due["totalCount"], json!(4));
    let first = &due["nodes"][0];
    assert_eq!(first["why"], json!("A duty to be fulfilled within 90 days from 12 November 2012."));
    assert_eq!((&first["party"]["name"], &first["overdue"]), (&json!("Kota Surabaya"), &json!(false)));
    assert_eq!((&first["agreement"]["id"], &first["act"]), (&json!(life.agreement), &Value::Null));
    let narrow = "query ($region: ID) { obligations(dueWithin: 400, region: $region, kind: [MEETING, NOTICE]) { nodes { kind dueOn } } }";
    let region = json!({ "region": global(PARTY, life.abroad) });
    let narrow = life.world.ask(&life.staff(), narrow, region).await["data"]["obligations"].take();
    assert_eq!(days(&narrow), [("MEETING", "2013-11-12")]);
    let tasks = "{ myTasks(own: true) { totalCount nodes { kind dueOn } } }";
    for (caller, expected) in [(life.staff(), 4), (life.partner(), 3), (stranger(), 0)] {
        let tasks = life.world.ask(&caller, tasks, json!({})).await;
        assert_eq!(tasks["data"]["myTasks"]["totalCount"], json!(expected));
    }
    let own = life.read(&life.partner(), "deadlines { kind }").await;
    assert_eq!(own["deadlines"].as_array().map(Vec::len), Some(3), "the deposit is for Surabaya");
    let board = "{ agreements(filter: { endingWithin: 1277 }, orderBy: { field: EXPIRES_ON }) { nodes { id noticeDeadline \
                 vitality } } }";
    let board = life.world.read(board).await;
    assert_eq!(board["agreements"]["nodes"][0]["id"], json!(life.agreement));
}

async fn an_amendment_is_signed_and_carried_out(test: TestRegistry) {
    let life = Life::in_force(test).await;
    life.clock("2013-05-01");
    let document = life.have("2013-05-01", "AMENDMENT", life.signatures("2013-05-01")).await;
    let amend = |with: Value| crate::world::merged(life.on(json!({ "document": document })), with);
    let same = life.refused(&life.staff(), "amend", amend(json!({ "terms": {} }))).await;
    assert_eq!((&same["code"], &same["path"]), (&json!("REQUIRED"), &json!(["terms"])));
    let longer = life.refused(&life.staff(), "amend", amend(json!({ "terms": { "termMonths": 60 } }))).await;
    assert_eq!((&longer["code"], &longer["path"]), (&json!("LATER_END"), &json!(["terms", "termMonths"])));
    let shorter = amend(json!({ "terms": { "termMonths": 30 }, "on": "2013-05-01" }));
    let amended = life.done(&life.staff(), "amend", shorter.clone()).await;
    assert_eq!((&amended["stage"], &amended["expiresOn"]), (&json!("IN_FORCE"), &json!("2015-05-12")));
    let again = life.refused(&life.staff(), "amend", amend(json!({ "terms": { "termMonths": 24 } }))).await;
    assert_eq!((&again["code"], &again["path"]), (&json!("DOCUMENT_USED"), &json!(["document"])));
    let unknown = life.on(json!({ "document": global(DOCUMENT, Uuid::from_u128(5)), "terms": { "noticeMonths": 3 } }));
    let unknown = life.refused(&life.staff(), "amend", unknown).await;
    assert_eq!((&unknown["code"], &unknown["path"]), (&json!("NOT_FOUND"), &json!(["document"])));
    let history = life.read(&life.staff(), "history { act from to }").await;
    let last = history["history"].as_array().unwrap().last().unwrap().clone();
    assert_eq!(last, json!({ "act": "AMEND", "from": "IN_FORCE", "to": "IN_FORCE" }));
}

async fn a_campaign_asks_and_a_party_confirms(test: TestRegistry) {
    let life = Life::in_force(test).await;
    life.clock("2014-01-10");
    let admin = who(Role::OrgAdmin, None);
    let opened = life.done(&admin, "openConfirmationCampaign", json!({})).await;
    assert_eq!((&opened["openedOn"], &opened["dueOn"]), (&json!("2014-01-10"), &json!("2014-03-11")));
    let seen = life.world.read("{ confirmationCampaign { id openedOn dueOn } }").await;
    assert_eq!(seen["confirmationCampaign"], opened);
    let running = life.refused(&admin, "openConfirmationCampaign", json!({ "dueOn": "2014-06-01" })).await;
    assert_eq!((&running["code"], &running["existing"]), (&json!("ALREADY_THERE"), &opened["id"]));
    let revision = life.revision().await.as_i64().unwrap();
    let confirm = |revision: i64| life.on(json!({ "expectedRevision": revision }));
    let stale = life.refused(&life.staff(), "confirmAgreement", confirm(revision - 1)).await;
    assert_eq!(stale["code"], json!("STALE"));
    life.done(&life.staff(), "confirmAgreement", confirm(revision)).await;
    life.clock("2014-03-12");
    let shown = life.read(&stranger(), "lastConfirmedOn tracks { confirmedOn notConfirmedSince officer }").await;
    assert_eq!(shown["lastConfirmedOn"], json!("2014-01-10"));
    let tracks = json!([
        { "confirmedOn": "2014-01-10", "notConfirmedSince": null, "officer": null },
        { "confirmedOn": null, "notConfirmedSince": "2012-01-09", "officer": null },
    ]);
    assert_eq!(shown["tracks"], tracks);
    let left = "query ($party: ID) { agreements(filter: { party: $party, notConfirmedSince: \"2014-01-11\" }) { totalCount } }";
    let left = life.world.ask(&stranger(), left, json!({ "party": global(PARTY, life.abroad) })).await;
    assert_eq!(left["data"]["agreements"]["totalCount"], json!(1));
}

async fn a_leaving_officer_hands_over(test: TestRegistry) {
    let life = Life::in_force(test).await;
    let person = async |email| life.world.colleague(email, life.home).await;
    let (leaving, staying) = (person("a@example.org").await, person("b@example.org").await);
    let officer = life.on(json!({ "officer": global(PERSON, leaving) }));
    life.done(&life.staff(), "assignOfficer", officer).await;
    let shown = life.read(&life.staff(), "tracks { officer }").await;
    assert_eq!(shown["tracks"], json!([{ "officer": "Sari" }, { "officer": null }]));
    let nobody = life.on(json!({ "officer": global(PERSON, local(&json!(global(PARTY, life.home)))) }));
    let nobody = life.refused(&life.staff(), "assignOfficer", nobody).await;
    assert_eq!((&nobody["code"], &nobody["path"]), (&json!("NOT_FOUND"), &json!(["officer"])));
    let hand_over = json!({
        "party": global(PARTY, life.home), "from": global(PERSON, leaving), "to": global(PERSON, staying),
    });
    assert_eq!(life.done(&life.staff(), "handOverTasks", hand_over).await, json!(1));
}

async fn a_document_names_no_hidden_one(test: TestRegistry) {
    let life = Life::in_force(test).await;
    let record = async |with: Value| {
        let minutes = json!({ "kind": "MEETING_MINUTES", "issuedOn": "2013-05-01" });
        life.done(&life.staff(), "recordDocument", life.on(crate::world::merged(minutes, with))).await["id"].clone()
    };
    life.clock("2013-05-02");
    let hidden = record(json!({ "visibility": "PARTIES" })).await;
    let open = record(json!({ "visibility": "PUBLIC", "supersedes": hidden })).await;
    for (reader, sees) in [(life.staff(), hidden), (stranger(), Value::Null)] {
        let shown = life.read(&reader, "documents { id supersedes }").await;
        let shown = shown["documents"].as_array().unwrap().iter().find(|one| one["id"] == open).unwrap().clone();
        assert_eq!(shown["supersedes"], sees);
    }
}
