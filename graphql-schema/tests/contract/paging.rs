//! Walking lists page by page while they change, and what is no page.

use crate::{
    catalogue::{Catalogue, named, text},
    world::{AGREEMENT, EXCHANGE, IMPORT, PARTNER_WANTED, PARTNERSHIP, PARTY, PERSON, World, global, local, place},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use entity::{
    Caller,
    agreement::record::{agreement, agreement_party},
    exchange::record::{Consent, ExchangeRole, exchange, participation},
    notice::record::notice,
    on_both_databases,
    partner_wanted::record::partner_wanted,
    partnership::record::{claim, member, partnership},
    place::record::{Kind, party},
    policy::{Role, Visibility},
    testing::{TestRegistry, moment, stranger, who},
};
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::{Set, Unchanged},
    ColumnTrait, EntityTrait, QueryFilter,
};
use serde_json::{Value, json};
use std::collections::{BTreeSet, HashSet};
use uuid::Uuid;

on_both_databases!(
    regions_are_walked,
    partnerships_are_walked,
    agreements_are_walked,
    exchanges_are_walked,
    postings_are_walked,
    changes_are_walked,
    every_list_is_tried,
    changes_are_asked_for_by_moment_and_kind,
    changes_are_asked_for_by_party,
    every_list_is_the_same_from_both_ends,
    what_is_no_page_is_said,
    a_cursor_of_another_list_is_none,
);

/// How many items stay, and how many come and go, while a list is walked.
const LASTING: usize = 17;
const PASSING: usize = 6;

/// A kind of record that can be added and taken away under the feet of a reader.
#[derive(Clone, Copy)]
enum Stock {
    Regions,
    Partnerships,
    Agreements,
    Exchanges,
    Postings,
}

impl Stock {
    /// Adds the record number `n`. Some numbers have the same place in the order, and some have none.
    async fn add(self, world: &World, ends: [Uuid; 2], n: usize) -> String {
        let db = &world.test.registry.db;
        // Neither in the order of entry nor against it.
        let (place, since) = (n * 5 % 7, format!("200{}", n * 5 % 7));
        let date = (place > 0).then(|| since.parse().unwrap());
        match self {
            Self::Regions => global(PARTY, world.test.party("ID", Kind::City, &format!("Kota {}", n * 5 % 7)).await),
            Self::Partnerships => {
                let other = world.test.party("ID", Kind::City, "Mitra").await;
                let with = if place > 0 { json!({ "since": since }) } else { json!({ "since": null }) };
                global(PARTNERSHIP, world.claim(&[ends[0], other], with).await)
            }
            Self::Agreements => {
                let id = world.test.agreement(ends, Visibility::Public).await;
                let row = agreement::ActiveModel {
                    id: Unchanged(id),
                    signed_on: Set(date),
                    expires_on: Set(date),
                    ..Default::default()
                };
                row.update(db).await.unwrap();
                global(AGREEMENT, id)
            }
            Self::Exchanges => {
                let id = world.test.exchange(ends[0], None, Visibility::Public).await.id;
                let starts_at = moment(&format!("2027-01-0{}T00:00:00Z", place + 1));
                let row = exchange::ActiveModel {
                    id: Unchanged(id),
                    starts_at: Set(starts_at),
                    starts_on: Set(starts_at.date_naive()),
                    ..Default::default()
                };
                row.update(db).await.unwrap();
                global(EXCHANGE, id)
            }
            Self::Postings => {
                let poster = world.test.party("ID", Kind::City, "Pencari").await;
                global(
                    PARTNER_WANTED,
                    world.wanted(poster, json!({ "fields": [], "countries": [], "methods": [] })).await,
                )
            }
        }
    }

    async fn remove(self, world: &World, id: &str) {
        let (db, id) = (&world.test.registry.db, crate::world::local(&json!(id)));
        match self {
            Self::Regions => {
                party::Entity::delete_by_id(id).exec(db).await.unwrap();
            }
            Self::Partnerships => {
                member::Entity::delete_many().filter(member::Column::PartnershipId.eq(id)).exec(db).await.unwrap();
                claim::Entity::delete_many().filter(claim::Column::PartnershipId.eq(id)).exec(db).await.unwrap();
                partnership::Entity::delete_by_id(id).exec(db).await.unwrap();
            }
            Self::Agreements => {
                let parts = agreement_party::Entity::delete_many();
                parts.filter(agreement_party::Column::AgreementId.eq(id)).exec(db).await.unwrap();
                agreement::Entity::delete_by_id(id).exec(db).await.unwrap();
            }
            Self::Exchanges => {
                notice::Entity::delete_many().filter(notice::Column::SubjectId.eq(id)).exec(db).await.unwrap();
                exchange::Entity::delete_by_id(id).exec(db).await.unwrap();
            }
            Self::Postings => {
                partner_wanted::Entity::delete_by_id(id).exec(db).await.unwrap();
            }
        }
    }
}

/// Walks `lists`, each once forward and once backward, while records come and go. In each stands `PAGE` for what asks
/// for a page.
async fn walk(test: TestRegistry, stock: Stock, lists: &[&str]) {
    let world = World::new(test);
    let ends = [
        world.test.party("ID", Kind::Province, "Jawa").await,
        world.test.party("KR", Kind::Province, "Gyeonggi").await,
    ];
    let mut next = 0..;
    let mut lasting = HashSet::new();
    for n in next.by_ref().take(LASTING) {
        lasting.insert(stock.add(&world, ends, n).await);
    }
    for list in lists {
        for forward in [true, false] {
            let mut passing = Vec::new();
            for n in next.by_ref().take(PASSING) {
                passing.push(stock.add(&world, ends, n).await);
            }
            let whole = ids(&world.read(&document(list, "first: 100")).await);
            let (mut seen, mut cursor) = (Vec::new(), None);
            loop {
                let page = match (forward, &cursor) {
                    (true, None) => "first: 3".to_owned(),
                    (true, Some(cursor)) => format!("first: 3, after: {cursor}"),
                    (false, None) => "last: 3".to_owned(),
                    (false, Some(cursor)) => format!("last: 3, before: {cursor}"),
                };
                let data = world.read(&document(list, &page)).await;
                let (found, connection) = (ids(&data), connection(&data));
                if forward {
                    seen.extend(found);
                } else {
                    seen.splice(0..0, found);
                }
                let around = &connection["pageInfo"];
                let (more, end) =
                    if forward { ("hasNextPage", "endCursor") } else { ("hasPreviousPage", "startCursor") };
                if around[more] == false {
                    break;
                }
                // Also the item itself on whose place the next page begins may be gone by then.
                if let Some(at) = passing.iter().position(|id| seen.contains(id)).or(passing.len().checked_sub(1)) {
                    stock.remove(&world, &passing.remove(at)).await;
                }
                let arriving = stock.add(&world, ends, next.next().unwrap()).await;
                passing.insert(0, arriving);
                cursor = Some(around[end].to_string());
            }
            assert_eq!(seen.len(), seen.iter().collect::<HashSet<_>>().len(), "{list}: nothing comes twice");
            let kept = |ids: &[String]| ids.iter().filter(|id| lasting.contains(*id)).cloned().collect::<Vec<_>>();
            assert_eq!(kept(&seen), kept(&whole), "{list}: everything that lasts comes once, in the order of the list");
            assert_eq!(kept(&seen).len(), LASTING);
            for id in passing {
                stock.remove(&world, &id).await;
            }
        }
    }
}

fn document(list: &str, page: &str) -> String {
    let selection = "nodes { id } edges { cursor } pageInfo { hasNextPage hasPreviousPage startCursor endCursor }";
    format!("{{ {} {{ {selection} }} }}", list.replace("PAGE", page))
}

fn connection(data: &Value) -> &Value {
    data.as_object().unwrap().values().next().unwrap()
}

fn ids(data: &Value) -> Vec<String> {
    let nodes = connection(data)["nodes"].as_array().unwrap().iter();
    nodes.map(|node| text(&node["id"]).to_owned()).collect()
}

async fn regions_are_walked(test: TestRegistry) {
    walk(test, Stock::Regions, &["regions(filter: {kind: [CITY]}, PAGE)"]).await;
}

async fn partnerships_are_walked(test: TestRegistry) {
    let lists = [
        "partnerships(PAGE)",
        "partnerships(orderBy: {field: CREATED, direction: DESCENDING}, PAGE)",
        "partnerships(orderBy: {field: SINCE}, PAGE)",
        "partnerships(orderBy: {field: SINCE, direction: DESCENDING}, PAGE)",
    ];
    walk(test, Stock::Partnerships, &lists).await;
}

async fn agreements_are_walked(test: TestRegistry) {
    let lists = [
        "agreements(PAGE)",
        "agreements(orderBy: {field: EXPIRES_ON}, PAGE)",
        "agreements(orderBy: {field: EXPIRES_ON, direction: DESCENDING}, PAGE)",
        "agreements(orderBy: {field: SIGNED_ON}, PAGE)",
        "agreements(orderBy: {field: SIGNED_ON, direction: DESCENDING}, PAGE)",
    ];
    walk(test, Stock::Agreements, &lists).await;
}

async fn exchanges_are_walked(test: TestRegistry) {
    let lists = ["exchanges(PAGE)", "exchanges(orderBy: {field: STARTS_AT, direction: DESCENDING}, PAGE)"];
    walk(test, Stock::Exchanges, &lists).await;
}

async fn postings_are_walked(test: TestRegistry) {
    walk(test, Stock::Postings, &["partnersWanted(PAGE)", "partnersWanted(filter: {open: true}, PAGE)"]).await;
}

/// The feed only grows: a reader who resumes sees every change once, in order, also those that come meanwhile.
async fn changes_are_walked(test: TestRegistry) {
    let world = World::new(test);
    let ends = [world.test.party("ID", Kind::City, "Bandung").await, world.test.party("KR", Kind::City, "Suwon").await];
    for n in 0..LASTING {
        Stock::Partnerships.add(&world, ends, n).await;
    }
    let (mut seen, mut after) = (Vec::new(), String::new());
    for n in 0.. {
        let data = world.read(&document("changes(PAGE)", &format!("first: 4{after}"))).await;
        seen.extend(ids(&data));
        let around = &connection(&data)["pageInfo"];
        after = format!(", after: {}", around["endCursor"]);
        if n < PASSING {
            Stock::Partnerships.add(&world, ends, n).await;
        } else if around["hasNextPage"] == false {
            break;
        }
    }
    assert_eq!(seen.len(), LASTING + PASSING);
    assert_eq!(seen, ids(&world.read(&document("changes(PAGE)", "first: 100")).await));
}

/// A reader who begins now takes the end of the feed; others ask since a moment, and for some kinds of records.
async fn changes_are_asked_for_by_moment_and_kind(test: TestRegistry) {
    let world = World::new(test);
    let ends = [world.test.party("ID", Kind::City, "Bandung").await, world.test.party("KR", Kind::City, "Suwon").await];
    Stock::Partnerships.add(&world, ends, 1).await;
    let asked = async |arguments: &str| {
        let data = world
            .read(&format!(
                "{{ changes({arguments}) {{ totalCount nodes {{ at subjectId }} pageInfo {{ endCursor }} }} }}"
            ))
            .await;
        data["changes"].clone()
    };
    let before = asked("last: 1").await;
    let (at, end) = (before["nodes"][0]["at"].clone(), before["pageInfo"]["endCursor"].clone());
    assert_eq!(asked(&format!("after: {end}")).await["nodes"], json!([]), "nothing has happened since");
    let now = world.test.registry.now() + chrono::TimeDelta::minutes(5);
    world.test.clock.advance(chrono::TimeDelta::minutes(5));
    let posting = Stock::Postings.add(&world, ends, 1).await;
    let (since, later) = (format!("since: {:?}", now.to_rfc3339()), asked(&format!("after: {end}")).await);
    assert_eq!(later["nodes"][0]["subjectId"], json!(posting));
    assert_eq!(asked(&since).await["nodes"], later["nodes"], "what was made at that moment is among them");
    assert_eq!(asked(&since).await["totalCount"], json!(1));
    let all = asked(&format!("since: {at}, kinds: [PARTNER_WANTED, PARTNERSHIP]")).await;
    let wanted = asked(&format!("since: {at}, kinds: [PARTNER_WANTED]")).await;
    assert!(all["totalCount"].as_u64() > wanted["totalCount"].as_u64());
    assert_eq!(wanted["nodes"], later["nodes"]);
}

/// What concerns one party; that it was asked to take part, only itself learns.
async fn changes_are_asked_for_by_party(test: TestRegistry) {
    let world = World::new(test);
    let names = [("ID", "Bandung"), ("KR", "Suwon"), ("JP", "Kyoto")];
    let mut parties = Vec::new();
    for (country, name) in names {
        parties.push(world.test.party(country, Kind::City, name).await);
    }
    let [bandung, suwon, kyoto] = [parties[0], parties[1], parties[2]];
    Stock::Partnerships.add(&world, [bandung, suwon], 1).await;
    let agreement = world.test.agreement([bandung, suwon], Visibility::Public).await;
    let kinds = async |caller: &Caller, party: Uuid| {
        let query = "query ($party: ID!) { changes(party: $party, first: 100) { totalCount nodes { subject { __typename } } } }";
        let told = world.ask(caller, query, json!({ "party": global(PARTY, party) })).await["data"]["changes"].take();
        let kinds: Vec<String> =
            told["nodes"].as_array().unwrap().iter().map(|one| one["subject"]["__typename"].to_string()).collect();
        assert_eq!(told["totalCount"], json!(kinds.len()));
        kinds.into_iter().map(|kind| kind.trim_matches('"').to_owned()).collect::<BTreeSet<_>>()
    };
    let is = |kinds: &[&str]| kinds.iter().map(|kind| (*kind).to_owned()).collect::<BTreeSet<_>>();
    let paper = json!({ "agreement": global(AGREEMENT, agreement), "kind": "EVALUATION", "party": global(PARTY, bandung),
                        "visibility": "PUBLIC" });
    let record = "mutation ($input: RecordDocumentInput!) { recordDocument(input: $input) { errors { code } } }";
    let done = world.ask(&Caller::system(), record, json!({ "input": paper })).await;
    assert_eq!(done["data"]["recordDocument"]["errors"], json!([]));
    world.test.person("kyoto@example.org", kyoto).await;
    assert_eq!(kinds(&stranger(), bandung).await, is(&["Agreement", "Document", "Partnership"]));
    assert_eq!(kinds(&stranger(), suwon).await, is(&["Agreement", "Document", "Partnership"]));
    assert_eq!(kinds(&stranger(), kyoto).await, is(&[]));
    let asked = world.test.exchange(bandung, None, Visibility::Public).await;
    let part = participation::ActiveModel {
        exchange_id: Set(asked.id),
        party_id: Set(kyoto),
        role: Set(ExchangeRole::Learner),
        consent: Set(Consent::Asked),
    };
    participation::Entity::insert(part).exec_without_returning(&world.test.registry.db).await.unwrap();
    let cancel = "mutation ($input: CancelExchangeInput!) { cancelExchange(input: $input) { errors { code } } }";
    let input =
        json!({ "exchange": global(EXCHANGE, asked.id), "expectedRevision": asked.revision, "reason": "hujan" });
    let done = world.ask(&Caller::system(), cancel, json!({ "input": input })).await;
    assert_eq!(done["data"]["cancelExchange"]["errors"], json!([]));
    assert_eq!(kinds(&stranger(), kyoto).await, is(&[]));
    assert_eq!(kinds(&who(Role::Observer, Some(kyoto)), kyoto).await, is(&["Exchange"]));
    let kept = exchange::ActiveModel { id: Unchanged(asked.id), owner_id: Set(Some(bandung)), ..Default::default() };
    kept.update(&world.test.registry.db).await.unwrap();
    assert_eq!(kinds(&who(Role::Observer, Some(bandung)), kyoto).await, is(&["Exchange"]), "it has asked Kyoto itself");
}

/// Every list there is: the field that it is, how it is asked for, the order of its cursors and the key that they hold. `PAGE`
/// stands for what asks for a page, `ITB` for the identifier of an institution, `FILE` for that of an imported file.
const LISTS: &[(&str, &str, &str, &str)] = &[
    ("Query.regions", "regions(PAGE) {", "region.name", "t"),
    ("Query.institutions", "institutions(PAGE) {", "region.name", "t"),
    ("Query.partnerships", "partnerships(PAGE) {", "partnership.entry", "i"),
    ("Query.partnerships", "partnerships(orderBy: {field: SINCE}, PAGE) {", "partnership.since", "t"),
    ("Query.agreements", "agreements(PAGE) {", "agreement.created", "i"),
    ("Query.agreements", "agreements(orderBy: {field: EXPIRES_ON}, PAGE) {", "agreement.expires", "t"),
    ("Query.agreements", "agreements(orderBy: {field: SIGNED_ON}, PAGE) {", "agreement.signed", "t"),
    ("Query.agreementsAsOf", "agreementsAsOf(date: \"2026-11-21\", PAGE) {", "agreement.known", "i"),
    ("Query.partnersWanted", "partnersWanted(PAGE) {", "partner_wanted.posted", "i"),
    ("Query.exchanges", "exchanges(PAGE) {", "exchange.start", "m"),
    ("Query.obligations", "obligations(PAGE) {", "deadline.day", "t"),
    ("Query.myTasks", "myTasks(PAGE) {", "deadline.day", "t"),
    ("Query.partyTasks", "partyTasks(party: \"BDG\", PAGE) {", "deadline.day", "t"),
    ("Query.requests", "requests(PAGE) {", "request.asked", "i"),
    ("Query.imports", "imports(PAGE) {", "import.sent", "i"),
    ("Query.importRows", "importRows(import: \"FILE\", PAGE) {", "import_row.line", "i"),
    ("Query.accounts", "accounts(PAGE) {", "person.email", "t"),
    ("Query.reports", "reports(PAGE) {", "obligatory_report.id", "i"),
    ("Region.partnerships", "region(by: {slug: \"bandung\"}) { partnerships(PAGE) {", "partnership.entry", "i"),
    ("Region.agreements", "region(by: {slug: \"bandung\"}) { agreements(PAGE) {", "agreement.expires", "t"),
    ("Region.exchanges", "region(by: {slug: \"bandung\"}) { exchanges(PAGE) {", "exchange.start", "m"),
    (
        "Institution.partnerships",
        "node(id: \"ITB\") { ... on Institution { partnerships(PAGE) {",
        "partnership.entry",
        "i",
    ),
    ("Institution.agreements", "node(id: \"ITB\") { ... on Institution { agreements(PAGE) {", "agreement.expires", "t"),
    ("Institution.exchanges", "node(id: \"ITB\") { ... on Institution { exchanges(PAGE) {", "exchange.start", "m"),
    ("Search.regions", "search(text: \"kota\") { regions(PAGE) {", "region.standing", "t"),
    ("Search.agreements", "search(text: \"kota\") { agreements(PAGE) {", "agreement.created", "i"),
    ("Search.exchanges", "search(text: \"kota\") { exchanges(PAGE) {", "exchange.start", "m"),
    ("Query.changes", "changes(PAGE) {", "", ""),
];

async fn code(world: &World, list: &str, page: &str) -> Option<String> {
    let query = list.replace("PAGE", page);
    let open = query.matches('{').count() - query.matches('}').count();
    let query = format!("{{ {query} nodes {{ id }} {} }}", "}".repeat(open));
    let answer = world.ask(&stranger(), &query, json!({})).await;
    answer["errors"][0]["extensions"]["code"].as_str().map(str::to_owned)
}

/// Bandung, at an address without its identifier, and every list as it is asked for there.
async fn lists(world: &World) -> impl Iterator<Item = (&'static str, String, &'static str, &'static str)> {
    let bandung = global(PARTY, world.test.party("ID", Kind::City, "Bandung").await);
    world.sql("update party set slug = 'bandung'").await;
    let itb = global(PARTY, world.test.party("ID", Kind::University, "ITB").await);
    let sent = async |title: &str| {
        let visits = [(title, ""), ("Kedua", ""), ("Ketiga", "")];
        world.import(&Caller::system(), local(&json!(bandung)), &visits).await
    };
    let file = global(IMPORT, sent("Pertama").await);
    sent("Lagi").await;
    LISTS.iter().map(move |(field, list, order, key)| {
        (*field, list.replace("ITB", &itb).replace("BDG", &bandung).replace("FILE", &file), *order, *key)
    })
}

async fn every_list_is_tried(test: TestRegistry) {
    let catalogue = Catalogue::read(&World::new(test)).await;
    let lists = catalogue.0.keys().flat_map(|of| {
        let connections = catalogue.fields(of).iter().filter(|field| named(&field["type"]).ends_with("Connection"));
        connections.map(move |field| format!("{of}.{}", text(&field["name"])))
    });
    let tried: BTreeSet<String> = LISTS.iter().map(|(field, ..)| (*field).to_owned()).collect();
    assert_eq!(tried, lists.collect());
}

/// The identifiers of a list from one end to the other, a few at a time, and whether there is more before and after each
/// page.
async fn walked(world: &World, caller: &Caller, list: &str, forward: bool) -> Vec<String> {
    let (mut found, mut cursor) = (Vec::new(), None::<String>);
    loop {
        let page = match (forward, &cursor) {
            (true, None) => "first: 2".to_owned(),
            (true, Some(cursor)) => format!("first: 2, after: {cursor:?}"),
            (false, None) => "last: 2".to_owned(),
            (false, Some(cursor)) => format!("last: 2, before: {cursor:?}"),
        };
        let connection = asked(world, caller, list, &page).await;
        let ids = connection["edges"].as_array().unwrap().iter().map(|edge| text(&edge["node"]["id"]).to_owned());
        found.splice(if forward { found.len()..found.len() } else { 0..0 }, ids);
        let around = &connection["pageInfo"];
        let (behind, ahead) = (&around["hasPreviousPage"], &around["hasNextPage"]);
        let (past, more) = if forward { (behind, ahead) } else { (ahead, behind) };
        assert_eq!(*past, json!(cursor.is_some()), "{list} {page}");
        if *more == false {
            return found;
        }
        cursor = Some(text(&around[if forward { "endCursor" } else { "startCursor" }]).to_owned());
    }
}

/// A page of a list.
async fn asked(world: &World, caller: &Caller, list: &str, page: &str) -> Value {
    let query = list.replace("PAGE", page);
    let open = query.matches('{').count() - query.matches('}').count();
    let around = "pageInfo { hasNextPage hasPreviousPage startCursor endCursor }";
    let query = format!("{{ {query} edges {{ node {{ id }} }} {around} {} }}", "}".repeat(open));
    let answer = world.ask(caller, &query, json!({})).await;
    assert_eq!(answer.get("errors"), None, "{query}");
    let mut within = &answer["data"];
    while within.get("edges").is_none() {
        within = within.as_object().unwrap().values().next().unwrap();
    }
    within.clone()
}

async fn every_list_is_the_same_from_both_ends(test: TestRegistry) {
    let world = World::new(test);
    let lists: Vec<_> = lists(&world).await.collect();
    let party = |slug: &str| format!("select id from party where slug = '{slug}'");
    let bandung: Uuid = world.value(&party("bandung")).await;
    let itb: Uuid = world.value("select id from party where kind = 'UNIVERSITY'").await;
    world.test.country("KR").await;
    for n in 0..5 {
        let added = world.done("addRegion", place(&format!("Kota {n}"), "CITY")).await;
        let other = local(&added["region"]["id"]);
        world.agreement(&[bandung, other], json!({ "title": { "id": "Kota kembar" } })).await;
        world.test.agreement([bandung, itb], Visibility::Public).await;
        world.claim(&[bandung, other], json!({})).await;
        world.claim(&[itb, other], json!({})).await;
        world.exchange(bandung, json!({ "title": { "id": format!("Kota {n}") } })).await;
        world.exchange(itb, json!({ "title": { "id": format!("Kampus {n}") } })).await;
        world.test.party("ID", Kind::University, &format!("Universitas {n}")).await;
        world.wanted(other, json!({ "fields": [], "countries": [], "methods": [] })).await;
    }
    world.reports(bandung).await;
    world.reports(world.test.party("ID", Kind::City, "Cimahi").await).await;
    // What people have for themselves is walked by one of them.
    let somebody = world.test.person("sari@example.org", bandung).await;
    let officer = Caller { memberships: who(Role::AgreementManager, Some(bandung)).memberships, ..somebody };
    let colleague = global(PERSON, world.colleague("budi@example.org", bandung).await);
    let city = global(PARTY, bandung);
    for question in ["?", "??", "???"] {
        let of = json!({ "colleague": colleague });
        let request =
            json!({ "about": city, "wants": "FACT", "text": question, "party": city, "of": of, "dueOn": "2026-12-01" });
        world.act(&officer, "ask", request).await;
    }
    for (field, list, ..) in lists {
        let own = ["Query.myTasks", "Query.partyTasks", "Query.requests"].contains(&field);
        let caller = if own { officer.clone() } else { Caller::system() };
        let whole: Vec<String> = asked(&world, &caller, &list, "first: 100").await["edges"]
            .as_array()
            .unwrap()
            .iter()
            .map(|edge| text(&edge["node"]["id"]).to_owned())
            .collect();
        assert!(whole.len() > 1, "{list}");
        assert_eq!(walked(&world, &caller, &list, true).await, whole, "{list}");
        assert_eq!(walked(&world, &caller, &list, false).await, whole, "{list}");
        let last = asked(&world, &caller, &list, "last: 100").await;
        assert_eq!(last["edges"].as_array().unwrap().len(), whole.len(), "{list}");
    }
}

async fn what_is_no_page_is_said(test: TestRegistry) {
    let world = World::new(test);
    for (_, list, ..) in lists(&world).await {
        assert_eq!(code(&world, &list, "first: 1").await, None, "{list}");
        let wrong = [
            "first: 0",
            "first: -1",
            "first: 101",
            "first: 99999999999",
            "after: \"\"",
            "after: \"%\"",
            "last: 0",
            "last: -1",
            "last: 101",
            "first: 1, last: 1",
            "before: \"\"",
            "before: \"e30\"",
        ];
        for page in wrong {
            assert_eq!(code(&world, &list, page).await.as_deref(), Some("BAD_USER_INPUT"), "{list} {page}");
        }
    }
}

async fn a_cursor_of_another_list_is_none(test: TestRegistry) {
    let world = World::new(test);
    let keys = [
        ("i", json!("i")),
        ("t", json!({ "t": "2026" })),
        ("m", json!({ "m": "2026-01-01T00:00:00Z" })),
        ("", json!({ "t": "\0" })),
        ("", json!({ "m": "-200000-01-01T00:00:00Z" })),
        ("", json!({ "m": "+200000-01-01T00:00:00Z" })),
        ("", json!({ "n": 1 })),
    ];
    let orders: BTreeSet<&str> = LISTS.iter().map(|(_, _, order, _)| *order).collect();
    for (_, list, own_order, own_key) in lists(&world).await {
        for order in &orders {
            for (kind, key) in &keys {
                let cursor = json!({ "o": order, "k": key, "d": Uuid::from_u128(9) }).to_string();
                let page = format!("after: {:?}", URL_SAFE_NO_PAD.encode(cursor));
                let fits = *order == own_order && *kind == own_key && !kind.is_empty();
                let expected = (!fits).then_some("BAD_USER_INPUT");
                assert_eq!(code(&world, &list, &page).await.as_deref(), expected, "{list} {order} {key}");
            }
        }
        let change = format!("after: {:?}", global(crate::world::CHANGE, Uuid::from_u128(9)));
        assert_eq!(code(&world, &list, &change).await.as_deref(), Some("BAD_USER_INPUT"), "{list}");
    }
}
