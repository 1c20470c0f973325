//! What is hidden leaves no trace: answers are the same as if it were not there.

use crate::{
    catalogue::text,
    tables::Tables,
    world::{AGREEMENT, EXCHANGE, PARTY, PERSON, World, document, exchange, global, kind, merged},
};
use entity::{
    Caller,
    account::{
        Secret,
        act::{NewPerson, add_person, set_password},
        record::Carrier,
        rule::Profile,
    },
    on_both_databases,
    place::record::Kind,
    policy::{Membership, Role, Who},
    testing::{TestRegistry, stranger, who},
    text::Language,
};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use uuid::Uuid;

on_both_databases!(answers_are_the_same_without_what_is_hidden, hidden_things_answer_like_none);

const VISIBILITIES: [&str; 4] = ["PUBLIC", "PARTIES", "OWN", "RESTRICTED"];

/// What everyone may read, or whoever may read the record to which it belongs. Every other table is somebody's own, unless
/// each of its rows says who may read it.
const OPEN: [&str; 34] = [
    "agreement_dimension",
    "agreement_field",
    "agreement_party",
    "agreement_step",
    "agreement_step_paper",
    "approval_route",
    "blob",
    "claim",
    "confirmation_campaign",
    "country",
    "deadline",
    "diplomatic_relation",
    "document_citation",
    "document_signature",
    "evidence_gap",
    "exchange_party",
    "journal_head",
    "partner_wanted",
    "partner_wanted_country",
    "partner_wanted_field",
    "partner_wanted_method",
    "partnership",
    "partnership_backing",
    "partnership_member",
    "party",
    "party_code",
    "party_fact",
    "party_merger",
    "party_name",
    "party_succession",
    "party_tier",
    "registry_note",
    "search_word",
    "seaql_migrations",
];

/// Takes away what not everyone may see, and makes sure that there was something to take away in every table.
async fn take_away_what_is_hidden(world: &World) {
    let tables = Tables::read(world).await;
    let (all, veiled, open) = (tables.names(), tables.veiled(), BTreeSet::from(OPEN));
    assert!(all.is_superset(&open), "what is no table any more is listed: {:?}", &open - &all);
    let own = all.into_iter().filter(|table| !open.contains(table) && !veiled.contains_key(table));
    let hidden = own.map(|table| (table, "1 = 1".to_owned()));
    let hidden = hidden.chain(veiled.iter().map(|(table, veil)| (*table, format!("{veil} <> 'PUBLIC'"))));
    let hidden: Vec<(&str, String)> = hidden.collect();
    for (table, condition) in &hidden {
        let rows: i64 = world.value(&format!("select count(*) from {table} where {condition}")).await;
        assert_ne!(rows, 0, "nothing is hidden in {table}, so that it is not tried whether anyone finds it");
    }
    for (table, condition) in &hidden {
        for sql in tables.erasing(table, condition) {
            world.sql(&sql).await;
        }
    }
}

/// An amendment of each agreement that waits for the other party.
const WAITING: &str = "insert into pending_act (agreement_id, id, act, party_id, on_day, recorded_at)
    select a.id, (select d.id from document d where d.agreement_id = a.id order by d.id limit 1), 'AMEND', p.party_id, '2026-10-05', a.created_at
    from agreement a join agreement_party p on p.agreement_id = a.id where p.ordinal = 0";

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
        let (visibility, year) = (VISIBILITIES[at % 4], 23 - at * 5 % 12);
        let mut with = json!({
            "title": { "en": format!("Sister city {at}") },
            "visibility": visibility,
            "signedOn": format!("20{year}-05-06"),
            "fields": ["EDUCATION", "HEALTH"],
            "dimensions": if at % 3 == 0 { json!([]) } else { json!(["LIVING", "SOCIETY"]) },
        });
        if let Some((secret, _)) = secret.filter(|(_, signed)| *signed < year) {
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
            secret.get_or_insert((agreement, year));
            hidden.push(global(AGREEMENT, agreement));
        }
        if VISIBILITIES[(at + at / 4) % 4] != "PUBLIC" {
            hidden.push(global(EXCHANGE, exchange));
        }
    }
    a_double_is_merged(&world, suwon).await;
    world.sql(WAITING).await;
    keep_to_themselves(&world, bandung).await;
    Half { world, bandung, suwon, hidden }
}

/// A record that went into another one, with an agreement that not everyone may see.
async fn a_double_is_merged(world: &World, suwon: Uuid) {
    let double = world.test.party("KR", Kind::Other, "Suweon").await;
    let jakarta = world.test.party("ID", Kind::City, "Bekasi").await;
    let with = json!({ "visibility": "PARTIES", "title": { "en": "Sister city of a double" } });
    world.agreement(&[jakarta, double], with).await;
    let revision =
        async |name: &str| -> i32 { world.value(&format!("select revision from party where name = '{name}'")).await };
    let input = json!({
        "party": global(PARTY, suwon), "expectedRevision": revision("Suwon").await, "duplicate": global(PARTY, double),
        "duplicateRevision": revision("Suweon").await, "reason": "one town hall",
    });
    succeed(world, &Caller::system(), ("mergeParties", "MergePartiesInput"), input).await;
}

/// What is somebody's own by nature: people, what they sign in with and what they follow, an API client, a report that is
/// being written, a file that came in.
async fn keep_to_themselves(world: &World, party: Uuid) {
    let (registry, system) = (&world.test.registry, Caller::system());
    let membership = Membership { role: Role::Coordinator, party: Some(party) };
    let added = async |email: &str| {
        let (email, name, time_zone) = (email.to_owned(), "Sari".to_owned(), "Asia/Jakarta".to_owned());
        let profile = Profile { email, name, language: Language::Id, time_zone };
        add_person(registry, &system, &NewPerson { profile, memberships: vec![membership] }).await.unwrap()
    };
    let (sari, link) = added("sari@bandung.go.id").await;
    set_password(registry, link.reveal(), &Secret::from("rumah di tepi sungai"), Carrier::Cookie).await.unwrap();
    let (budi, _) = added("whoever-has-not-used-their-link@bandung.go.id").await;
    let guess = json!({ "email": "sari@bandung.go.id", "password": "tebakan rahasia", "session": "TOKEN" });
    world.act(&stranger(), "signIn", guess).await;
    let (sari, city) =
        (Caller { who: Who::Person(sari.id), ..who(membership.role, membership.party) }, global(PARTY, party));
    world.act(&sari, "follow", json!({ "subject": city })).await;
    world.act(&system, "createApiClient", json!({ "name": "Portal", "party": city })).await;
    let report = json!({ "party": city, "recipient": "GOVERNOR", "period": "YEAR", "year": 2025 });
    succeed(world, &sari, ("openReport", "OpenReportInput"), report).await;
    let tasks = world.ask(&sari, "{ myTasks { nodes { id } } }", json!({})).await;
    let put_off = json!({ "task": tasks["data"]["myTasks"]["nodes"][0]["id"], "until": "2026-12-01" });
    succeed(world, &sari, ("takeNextTask", "TakeNextTaskInput"), json!({ "party": city })).await;
    succeed(world, &sari, ("snoozeTask", "SnoozeTaskInput"), put_off).await;
    let of = json!({ "colleague": global(PERSON, budi.id) });
    let asked = json!({ "about": city, "wants": "FACT", "text": "?", "party": city, "of": of, "dueOn": "2026-12-01" });
    succeed(world, &sari, ("ask", "AskInput"), asked).await;
    world.import(&sari, party, &[("Kunjungan rahasia", "")]).await;
    let away = json!({ "party": city, "deputy": global(PERSON, budi.id), "from": "2026-12-01", "until": "2026-12-02" });
    succeed(world, &sari, ("nameDeputy", "NameDeputyInput"), away).await;
    let document: Uuid = world.value("select id from document where visibility = 'RESTRICTED' limit 1").await;
    world.test.stored(&system, document, &"a".repeat(64)).await.unwrap();
}

async fn succeed(world: &World, caller: &Caller, (mutation, takes): (&str, &str), input: Value) {
    let query = format!("mutation ($input: {takes}!) {{ {mutation}(input: $input) {{ errors {{ code message }} }} }}");
    let answer = world.ask(caller, &query, json!({ "input": input })).await;
    assert_eq!(answer["data"][mutation]["errors"], json!([]), "{answer}");
}

/// Documents, answers and a copy of the terms of an agreement that not everyone may see.
async fn hide_within(world: &World, agreement: Uuid, party: Uuid) {
    let id = global(AGREEMENT, agreement);
    for (mutation, takes, with) in [
        (
            "recordDocument",
            "RecordDocumentInput",
            json!({ "kind": "EVALUATION", "party": global(PARTY, party), "issuedOn": "2026-10-01", "visibility": "PARTIES" }),
        ),
        (
            "recordDocument",
            "RecordDocumentInput",
            json!({ "kind": "REPORT", "party": global(PARTY, party), "issuedOn": "2026-09-01", "visibility": "RESTRICTED" }),
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
        let input = merged(json!({ "agreement": id }), with);
        succeed(world, &Caller::system(), (mutation, takes), input).await;
    }
}

/// What someone reads who may see only what is public.
async fn answers(half: &Half, caller: &Caller) -> Vec<(String, Value)> {
    let slug: String = half.world.value("select slug from party where name = 'Bandung'").await;
    let page = "totalCount edges { cursor } pageInfo { hasNextPage hasPreviousPage startCursor endCursor }";
    let agreement = "nodes { id title stage predecessor { id } parties { name } createdAt updatedAt revision vitality dimensions \
                     lastActivityOn lastActivitySeenOn documents { id kind hash withdrawal { reason } } history { act note } requirements { met } \
                     pendingAct { act } termsHash \
                     termConflicts { party { ... on Node { id } } } tracks { stage attested waitingFor { act } } \
                     missingFor(act: START_RENEWAL) { ready } allowedActs { act ready papers { usual document { id } } } }";
    let exchange = "nodes { id title startsAt agreement { id } askedAgreement { id } host { name } hostConfirmed \
                    parts { role consent party { ... on Node { id } } } createdAt revision }";
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
        "{vitality: [UNKNOWN, NEVER_STARTED, DORMANT, QUIET]}",
        "{expiresBefore: \"2030-01-01\"}",
        "{dimension: [LIVING], signedIn: 2018}",
        "{classified: false}",
        "{assessed: false}",
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
    for list in ["obligations(dueWithin: 3000)", "myTasks", "myTasks(own: true)", "reports", "requests", "imports"] {
        lists.push(format!("{list} {{ {page} nodes {{ id }} }}"));
    }
    let bandung = global(PARTY, half.bandung);
    let hands = "id owner { id name } deputy { id name } snoozedUntil";
    lists.push(format!("partyTasks(party: {bandung:?}) {{ {page} nodes {{ {hands} }} }}"));
    for stretch in ["first: 100", "last: 3"] {
        lists.push(format!("changes(party: {bandung:?}, {stretch}) {{ {page} nodes {{ act subjectId }} }}"));
    }
    lists.push(format!("deputies(party: {bandung:?}) {{ id person {{ name }} standsIn {{ name }} }}"));
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
    take_away_what_is_hidden(&half.world).await;
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
    let (from, of) = (global(PARTY, elsewhere), json!({ "party": global(PARTY, half.suwon) }));
    let asked =
        json!({ "about": "HIDDEN", "wants": "FACT", "text": "?", "party": from, "of": of, "dueOn": "2026-12-01" });
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
        act("confirmParticipation", json!({ "exchange": "HIDDEN", "expectedRevision": 1 })),
        act("declineParticipation", json!({ "exchange": "HIDDEN", "expectedRevision": 1 })),
        act("confirmAttachment", json!({ "exchange": "HIDDEN", "expectedRevision": 1 })),
        act("declineAttachment", json!({ "exchange": "HIDDEN", "expectedRevision": 1 })),
        act("cancelExchange", json!({ "exchange": "HIDDEN", "expectedRevision": 1, "reason": "x" })),
        act("scheduleExchange", at_home),
        act("registerLegacyAgreement", successor),
        act("ask", asked),
    ]
}
