//! What is hidden leaves no trace: answers are the same as if it were not there.

use crate::{
    catalogue::text,
    world::{AGREEMENT, EXCHANGE, PARTY, World, document, exchange, global, kind, merged},
};
use entity::{
    Caller, on_both_databases,
    place::record::Kind,
    policy::Role,
    testing::{TestRegistry, stranger, who},
};
use serde_json::{Value, json};
use uuid::Uuid;

on_both_databases!(answers_are_the_same_without_what_is_hidden, hidden_things_answer_like_none);

const VISIBILITIES: [&str; 4] = ["PUBLIC", "PARTIES", "OWN", "RESTRICTED"];

/// Takes away what not everyone may see.
const WITHOUT_HIDDEN: &[&str] = &[
    "update exchange set agreement_id = null
       where agreement_id in (select id from agreement where visibility <> 'PUBLIC')",
    "update agreement set predecessor_id = null
       where predecessor_id in (select id from agreement where visibility <> 'PUBLIC')",
    "delete from notice where subject_id in (select id from exchange where visibility <> 'PUBLIC')",
    "delete from exchange_party where exchange_id in (select id from exchange where visibility <> 'PUBLIC')",
    "delete from agreement_party where agreement_id in (select id from agreement where visibility <> 'PUBLIC')",
    "delete from agreement_field where agreement_id in (select id from agreement where visibility <> 'PUBLIC')",
    "delete from agreement_dimension
       where agreement_id in (select id from agreement where visibility <> 'PUBLIC')",
    "delete from deadline where subject_id in (select id from agreement where visibility <> 'PUBLIC')",
    "delete from document where visibility <> 'PUBLIC'
       or agreement_id in (select id from agreement where visibility <> 'PUBLIC')",
    "delete from requirement_check",
    "delete from terms_copy",
    "update agreement_party set attested_hash = null
       where agreement_id in (select id from agreement where visibility <> 'PUBLIC')",
    "delete from evidence_gap where agreement_id in (select id from agreement where visibility <> 'PUBLIC')",
    "delete from search_word where subject_id in (select id from agreement where visibility <> 'PUBLIC')
       or subject_id in (select id from exchange where visibility <> 'PUBLIC')",
    "delete from exchange where visibility <> 'PUBLIC'",
    "delete from agreement where visibility <> 'PUBLIC'",
    "delete from journal_audience",
    "delete from journal where audience <> 'PUBLIC'",
];

/// A registry in which what is hidden and what is not lie in among each other.
struct Half {
    world: World,
    bandung: Uuid,
    suwon: Uuid,
    /// Agreements and exchanges that not everyone may see.
    hidden: Vec<String>,
}

async fn half_hidden(test: TestRegistry) -> Half {
    let world = World::new(test);
    world.test.load_routes().await;
    let bandung = world.test.party("ID", Kind::City, "Bandung").await;
    let suwon = world.test.party("KR", Kind::City, "Suwon").await;
    world.claim(&[bandung, suwon], json!({})).await;
    let (mut hidden, mut secret) = (Vec::new(), None);
    for at in 0..12 {
        let visibility = VISIBILITIES[at % 4];
        let mut with = json!({
            "title": { "en": format!("Sister city {at}") },
            "visibility": visibility,
            "signedOn": format!("20{:02}-05-06", 23 - at * 5 % 12),
            "fields": ["EDUCATION", "HEALTH"],
            "dimensions": if at % 3 == 0 { json!([]) } else { json!(["LIVING", "SOCIETY"]) },
        });
        if let Some(secret) = secret {
            with["predecessor"] = json!(global(AGREEMENT, secret));
        }
        let agreement = world.agreement(&[bandung, suwon], with).await;
        hide_within(&world, agreement, bandung).await;
        let with = json!({
            "title": { "en": format!("Visit {at}") },
            "visibility": VISIBILITIES[(at + at / 4) % 4],
            "agreement": global(AGREEMENT, agreement),
            "learners": [global(PARTY, suwon)],
            "when": { "startsOn": format!("2027-01-{:02}", 1 + at * 5 % 12) },
        });
        let exchange = world.exchange(bandung, with).await;
        if visibility != "PUBLIC" {
            secret.get_or_insert(agreement);
            hidden.push(global(AGREEMENT, agreement));
        }
        if VISIBILITIES[(at + at / 4) % 4] != "PUBLIC" {
            hidden.push(global(EXCHANGE, exchange));
        }
    }
    Half { world, bandung, suwon, hidden }
}

/// Documents, answers and a copy of the terms of an agreement that not everyone may see.
async fn hide_within(world: &World, agreement: Uuid, party: Uuid) {
    let id = global(AGREEMENT, agreement);
    for (mutation, input, with) in [
        (
            "recordDocument",
            "RecordDocumentInput",
            json!({ "kind": "EVALUATION", "issuedOn": "2026-10-01", "visibility": "PARTIES" }),
        ),
        (
            "recordDocument",
            "RecordDocumentInput",
            json!({ "kind": "REPORT", "issuedOn": "2026-09-01", "visibility": "RESTRICTED" }),
        ),
        (
            "answerRequirement",
            "AnswerRequirementInput",
            json!({ "requirement": "COMPLEMENTARY", "met": true, "evidence": "x" }),
        ),
        (
            "proposeTermChange",
            "ProposeTermChangeInput",
            json!({ "terms": { "noticeMonths": 2 }, "party": global(PARTY, party) }),
        ),
    ] {
        let query =
            format!("mutation ($input: {input}!) {{ {mutation}(input: $input) {{ errors {{ code message }} }} }}");
        let input = merged(json!({ "agreement": id }), with);
        let answer = world.ask(&Caller::system(), &query, json!({ "input": input })).await;
        assert_eq!(answer["data"][mutation]["errors"], json!([]), "{answer}");
    }
}

/// What someone reads who may see only what is public.
async fn answers(half: &Half, caller: &Caller) -> Vec<(String, Value)> {
    let slug: String = half.world.value("select slug from party where name = 'Bandung'").await;
    let page = "totalCount edges { cursor } pageInfo { hasNextPage hasPreviousPage startCursor endCursor }";
    let agreement = "nodes { id title stage predecessor { id } parties { name } createdAt updatedAt revision vitality dimensions \
                     lastActivityOn documents { id kind } history { act note } requirements { met } termsHash \
                     termConflicts { party { ... on Node { id } } } tracks { stage attested waitingFor { act } } \
                     missingFor(act: START_RENEWAL) { ready } }";
    let exchange = "nodes { id title startsAt agreement { id } host { name } createdAt revision }";
    let mut lists = Vec::new();
    for order in ["CREATED", "EXPIRES_ON", "SIGNED_ON"] {
        for direction in ["ASCENDING", "DESCENDING"] {
            for stretch in ["first: 2", "last: 2", "first: 100"] {
                lists.push(format!(
                    "agreements(orderBy: {{field: {order}, direction: {direction}}}, \
                    {stretch}) {{ {page} {agreement} }}"
                ));
            }
        }
    }
    for filter in [
        "{}",
        "{country: \"KR\"}",
        "{search: \"sister\"}",
        "{field: [HEALTH]}",
        "{inForceOn: \"2026-11-21\"}",
        "{vitality: [ACTIVE]}",
        "{vitality: [NEVER_STARTED, DORMANT, QUIET]}",
        "{expiresBefore: \"2030-01-01\"}",
        "{dimension: [LIVING], signedIn: 2018}",
        "{classified: false}",
        "{document: [EVALUATION, REPORT]}",
    ] {
        lists.push(format!("agreements(filter: {filter}, first: 2) {{ {page} {agreement} }}"));
        lists.push(format!(
            "statistics {{ agreements(filter: {filter}) {{ count byStage {{ stage count }} \
            byCountry {{ country {{ code }} count }} byVitality {{ vitality count }} byYear {{ year count }} \
            byDimension {{ dimension count }} byDocument {{ document count }} \
            distinctParties participations }} }}"
        ));
    }
    for filter in ["{}", "{search: \"visit\"}", "{startsFrom: \"2027-01-04T00:00:00Z\"}", "{status: [SCHEDULED]}"] {
        for stretch in ["first: 2", "last: 2", "first: 100"] {
            lists.push(format!("exchanges(filter: {filter}, {stretch}) {{ {page} {exchange} }}"));
        }
    }
    for id in &half.hidden {
        lists.push(format!("node(id: {id:?}) {{ id }}"));
        lists.push(format!("exchanges(filter: {{agreement: {id:?}}}) {{ {page} {exchange} }}"));
        lists.push(format!("agreement(id: {id:?}) {{ id }} exchange(id: {id:?}) {{ id }}"));
    }
    for stretch in ["first: 2", "last: 2", "first: 100"] {
        lists.push(format!(
            "agreementsAsOf(date: \"2026-11-21\", {stretch}) {{ {page} nodes {{ id title stage parties {{ \
            ... on Node {{ id }} }} revision recordedAt act }} }}"
        ));
    }
    lists.push(format!("nodes(ids: {}) {{ id }}", json!(half.hidden)));
    lists.push(format!(
        "search(text: \"suwon\") {{ agreements(first: 2) {{ {page} {agreement} }} \
        exchanges(first: 2) {{ {page} }} regions {{ {page} }} }}"
    ));
    lists.push(format!(
        "region(by: {{slug: {slug:?}}}) {{ revision agreements(first: 2) {{ {page} {agreement} \
        }} exchanges(first: 2) {{ {page} {exchange} }} partnerships {{ {page} nodes {{ verification revision }} }} }}"
    ));
    for first in [1, 3, 100] {
        lists.push(format!(
            "changes(first: {first}) {{ {page} nodes {{ id at act kind subjectId subject {{ id }} }} }}"
        ));
    }
    let mut answers = Vec::new();
    for list in lists {
        let query = format!("{{ {list} }}");
        answers.push((query.clone(), half.world.ask(caller, &query, json!({})).await));
    }
    answers
}

async fn answers_are_the_same_without_what_is_hidden(test: TestRegistry) {
    let half = half_hidden(test).await;
    let member = who(Role::Observer, Some(half.bandung));
    let everything = half.world.ask(&member, "{ agreements { totalCount } }", json!({})).await;
    assert_eq!(everything["data"]["agreements"]["totalCount"], 9, "a party sees more");
    let elsewhere = half.world.test.party("JP", Kind::City, "Kitakyushu").await;
    let readers = [stranger(), who(Role::AgreementManager, Some(elsewhere)), who(Role::DataEntry, None)];
    let mut before = Vec::new();
    for reader in &readers {
        before.push(answers(&half, reader).await);
    }
    for sql in WITHOUT_HIDDEN {
        half.world.sql(sql).await;
    }
    for (reader, before) in readers.iter().zip(before) {
        for ((query, before), (_, after)) in before.into_iter().zip(answers(&half, reader).await) {
            assert_eq!(before.get("errors"), None, "{query}");
            assert_eq!(before, after, "{query}");
        }
    }
}

/// An identifier of something hidden answers as one of nothing does, in every place that takes one.
async fn hidden_things_answer_like_none(test: TestRegistry) {
    let half = half_hidden(test).await;
    let elsewhere = half.world.test.party("JP", Kind::City, "Kitakyushu").await;
    let outsider = half.world.test.person("outsider@example.org", elsewhere).await;
    let manager = Caller { memberships: who(Role::AgreementManager, Some(elsewhere)).memberships, ..outsider.clone() };
    let secret_change: String = {
        let member = who(Role::Observer, Some(half.bandung));
        let query = "{ changes(first: 100) { edges { cursor node { subjectId } } } }";
        let feed = half.world.ask(&member, query, json!({})).await;
        let edges = feed["data"]["changes"]["edges"].as_array().unwrap().clone();
        let edge = edges.into_iter().find(|edge| half.hidden.contains(&text(&edge["node"]["subjectId"]).to_owned()));
        text(&edge.unwrap()["cursor"]).to_owned()
    };
    for id in half.hidden.iter().chain([&secret_change]) {
        let nothing = global(kind(id), Uuid::from_u128(404));
        for caller in [&stranger(), &outsider, &manager] {
            for (query, variables) in uses(&half, elsewhere) {
                let with = |id: &str| serde_json::from_str(&variables.to_string().replace("HIDDEN", id)).unwrap();
                let one: Value = half.world.ask(caller, &query, with(id)).await;
                let other = half.world.ask(caller, &query, with(&nothing)).await;
                assert_eq!(one, other, "{query} {variables}");
            }
        }
    }
}

/// Every place that takes the identifier of an agreement, an exchange or a change.
fn uses(half: &Half, elsewhere: Uuid) -> Vec<(String, Value)> {
    let read = |query: &str| (query.to_owned(), json!({ "id": "HIDDEN" }));
    let act = |mutation: &str, input: Value| (document(mutation), json!({ "input": input }));
    let (parties, at_home) = ([elsewhere, half.suwon], merged(exchange(elsewhere), json!({ "agreement": "HIDDEN" })));
    let successor = merged(crate::world::agreement(&parties), json!({ "predecessor": "HIDDEN" }));
    let when = json!({ "startsOn": "2027-02-01" });
    vec![
        read("query ($id: ID!) { node(id: $id) { id } nodes(ids: [$id]) { id } }"),
        read("query ($id: ID!) { agreement(id: $id) { id } exchange(id: $id) { id } region(by: {id: $id}) { id } }"),
        read("query ($id: ID!) { exchanges(filter: {agreement: $id}) { totalCount nodes { id } } }"),
        read(
            "query ($id: ID!) { agreements(filter: {party: $id}) { totalCount } exchanges(filter: {region: \
            $id}) { totalCount } }",
        ),
        read("query ($id: String!) { changes(after: $id) { totalCount nodes { id } } }"),
        read("query ($id: String!) { agreements(after: $id) { totalCount nodes { id } } }"),
        act("follow", json!({ "subject": "HIDDEN" })),
        act("unfollow", json!({ "subject": "HIDDEN" })),
        act("rescheduleExchange", json!({ "exchange": "HIDDEN", "expectedRevision": 1, "when": when })),
        act("cancelExchange", json!({ "exchange": "HIDDEN", "expectedRevision": 1, "reason": "x" })),
        act("scheduleExchange", at_home),
        act("registerLegacyAgreement", successor),
    ]
}
