//! One statement for each level of a query, however many parents it has.

use crate::{
    catalogue::Catalogue,
    world::{AGREEMENT, IMPORT, PARTNERSHIP, PARTY, PERSON, REPORT, World, global},
};
use entity::{
    Caller,
    account::record::{membership, person},
    agreement::{
        pending::record::pending_act,
        progress::{find::cases, papers::Evidence},
        record::agreement,
    },
    import_batch::act::confirm_import,
    merger::rule::REFERENCES,
    notice::act::follow,
    on_both_databases,
    place::record::{Kind, code, name, party, succession},
    policy::{Membership, Role},
    subject::{Subject, SubjectKind},
    task::record::deputy,
    testing::{TestRegistry, stranger, who},
};
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::{Set, Unchanged},
    EntityTrait,
};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use uuid::Uuid;

on_both_databases!(each_level_takes_one_statement, a_page_that_is_too_long_is_not_fetched);

/// How many parents a level has when it has many.
const MANY: &str = "60";

/// Queries with the statements they take; `PARENTS` stands for how many parents. Countries take none: each was read
/// before.
const QUERIES: &[(&str, usize)] = &[
    (
        "{ regions(filter: {kind: [CITY]}, first: PARENTS) { nodes { codes { value } country { name } parent { name } \
        } } }",
        3,
    ),
    (
        "{ regions(filter: {kind: [CITY]}, first: PARENTS) { totalCount nodes { names { name } parent { country { \
        code } codes \
        { value } } } } }",
        5,
    ),
    (
        "{ regions(filter: {kind: [CITY]}, first: PARENTS) { nodes { predecessors { law region { name parent { \
        name } } } \
        successors { law } } } }",
        3,
    ),
    (
        "{ regions(filter: {kind: [CITY]}, first: PARENTS) { nodes { population facts { kind value source rank standing followed } } } }",
        2,
    ),
    (
        "{ partnerships(first: PARENTS) { totalCount nodes { members { region { name country { code } } } \
        claims { source \
        statedBy { name } } } } }",
        5,
    ),
    (
        "{ partnerships(filter: {current: true}, first: PARENTS) { nodes { current facts { kind value standing claim { source rank \
        noLongerListedOn statedBy { name } } } agreements { title parties { name } } } } }",
        6,
    ),
    (
        "{ partnerships(first: PARENTS) { edges { node { members { party { id ... on Region { parent { name } } } } } \
        } } }",
        3,
    ),
    (
        "{ agreements(first: PARENTS) { totalCount nodes { title noticeGivenBy { name } parties { name role status signedOn region { \
        country { code } } } fields dimensions \
        documents { kind } missingEvidence } } }",
        7,
    ),
    (
        "{ agreements(first: PARENTS) { nodes { termsHash tracks { party { id } route { code } stage attested \
        waitingFor { name } } missingFor(act: START_RENEWAL) { ready missing { message } } } } }",
        13,
    ),
    (
        "{ agreements(first: PARENTS) { nodes { vitality lastActivityOn termConflicts { differences { term } } \
        history { act party { id } by { id } papers { kind } } documents { kind party { id } signatures { name } file { size } } } } }",
        13,
    ),
    (
        "{ agreements(orderBy: {field: EXPIRES_ON}, last: PARENTS) { nodes { predecessor { title parties { name \
        } } } } }",
        3,
    ),
    (
        "{ agreementsAsOf(date: \"2026-11-21\", first: PARENTS) { totalCount nodes { title stage agreement { id } parties { ... on \
        Region { name country { code } } } } } }",
        4,
    ),
    (
        "{ regions(filter: {kind: [CITY]}, first: PARENTS) { nodes { partnerships(first: 3) { totalCount nodes \
        { members { \
        region { name } } } } } } }",
        4,
    ),
    ("{ regions(filter: {kind: [CITY]}, first: PARENTS) { nodes { agreements(last: 2) { nodes { id } } } } }", 2),
    ("{ agreements(first: PARENTS) { nodes { successors { title parties { name } } } } }", 3),
    ("{ changes(last: PARENTS) { nodes { id act } } }", 1),
    (
        "{ regions(filter: {kind: [CITY]}, first: PARENTS) { nodes { agreements(first: 2) { nodes { parties { \
        name } } } \
        exchanges(first: 2) { totalCount nodes { host { name } } } } } }",
        6,
    ),
    (
        "{ regions(filter: {kind: [CITY]}, first: PARENTS) { nodes { old: partnerships(filter: {country: \"ID\"}, \
        first: 1) { \
        nodes { id } } all: partnerships(first: 2) { nodes { id } } } } }",
        3,
    ),
    (
        "{ exchanges(last: PARENTS) { totalCount nodes { title host { name country { code } } champions { name } \
        learners { \
        name } country { name } agreement { title parties { name } } } } }",
        6,
    ),
    ("{ exchanges(first: PARENTS) { nodes { hostConfirmed parts { role consent party { id } } } } }", 2),
    (
        "{ partnersWanted(filter: {open: true}, first: PARENTS) { totalCount nodes { text countries { code } fields \
        methods region { name country { code } } party { ... on Region { parent { name } } } } } }",
        7,
    ),
    (
        "{ changes(first: PARENTS) { totalCount nodes { by terms { term after { parties { id } } } \
        subject { id ... on Partnership { members { region { name } \
        } } } } } }",
        4,
    ),
    (
        "{ statistics { partnerships { count mostConnected(first: PARENTS) { count region { name country { code } } } \
        } } }",
        3,
    ),
    (
        "{ search(text: \"kota\") { regions(first: PARENTS) { totalCount nodes { country { code } } } \
        agreements(first: PARENTS) { nodes { parties { name } } } exchanges(first: PARENTS) { nodes { host { name } } } } }",
        6,
    ),
    (
        "{ partnerships(first: PARENTS) { nodes { members { institution { name partnerships(first: 1) { nodes { id } } \
        agreements(first: 1) { nodes { id } } exchanges(first: 1) { nodes { id } } } } } } }",
        5,
    ),
    (
        "{ institutions(first: PARENTS) { totalCount nodes { name names { name } codes { value } parent { name } country { \
        code } } } }",
        4,
    ),
    ("{ statistics { regions { byKind { count } byCountry { count country { code } } } } }", 2),
    ("{ statistics { partnerships { currentCount formerCount } } }", 2),
    ("{ statistics { partnerships { countryPairs(first: PARENTS) { count countries { code } } } } }", 2),
    (
        "{ statistics { agreements { byStage { count } byClass { count } byScheme { count } byYear { count } \
        byCountry { count country { code } } byDimension { count } byDocument { count } byVitality { count } } } }",
        10,
    ),
    ("{ approvalRoutes { code steps { name } followUps { name } } }", 1),
    ("{ countries { code name } }", 1),
    ("{ diplomaticRelations(country: \"ID\", with: \"KR\") { exist provenance { source } } }", 1),
];

/// The same, for those who see what is due.
const KEPT: &[(&str, usize)] = &[
    ("{ accounts(first: PARENTS) { totalCount nodes { name email memberships { role party { name } } } } }", 5),
    (
        "{ agreements(last: PARENTS) { nodes { lastConfirmedOn deadlines { name why party { id } agreement { id } } } } }",
        6,
    ),
    (
        "{ agreements(first: PARENTS) { nodes { termConflicts { party { name } \
        differences { term theirs { parties { id } } } } } } }",
        5,
    ),
    (
        "{ agreements(first: PARENTS) { nodes { missingFor(act: AMEND) { ready missing { message party { name } } } } } }",
        12,
    ),
    (
        "{ agreements(last: PARENTS) { nodes { pendingAct { act party { id } confirmedBy { id } awaiting { id } \
        documents { kind } terms { term before { parties { id } } } } } } }",
        16,
    ),
    (
        "{ agreements(first: PARENTS) { nodes { allowedActs { act ready party { name } step { name } papers { usual recordedBy { name } document { hash kind } } missing { message \
        party { name } } } } } }",
        14,
    ),
    ("{ agreements(first: PARENTS) { nodes { requirements { name met } } } }", 12),
    (
        "{ obligations(dueWithin: 36500, kind: [REPORT], first: PARENTS) { nodes { party { name country { code } } } } }",
        2,
    ),
    (
        "{ reports(first: PARENTS) { totalCount nodes { party { name country { code } } contents { section \
        agreements { title steps { act } } exchanges { title } } returns { on remark } } } }",
        3,
    ),
    (
        "{ requests(first: PARENTS) { totalCount nodes { about { id ... on Region { name country { code } } } askedBy { name } asked { name } \
        askedByPerson { name } colleague { name } answeredBy { name } document { kind } } } }",
        5,
    ),
    ("{ agreements(first: PARENTS) { nodes { tracks { officer confirmedOn notConfirmedSince } } } }", 14),
    (
        "{ obligations(dueWithin: 36500, kind: [RENEWAL], first: PARENTS) { nodes { name party { id } agreement { id vitality } } } }",
        6,
    ),
    (
        "{ obligations(dueWithin: 36500, kind: [RENEWAL], first: PARENTS) { totalCount nodes { name agreement { parties { party { id } } \
        } } } }",
        4,
    ),
];

/// The same, for somebody who works for every city.
const OWN: &[(&str, usize)] = &[
    ("{ myTasks(first: PARENTS) { totalCount nodes { name party { name country { code } } } } }", 3),
    ("{ myTasks(own: true, first: PARENTS) { nodes { name owner { id name } deputy { id name } snoozedUntil } } }", 8),
    ("{ viewer { memberships { role party { name } } } }", 2),
    ("{ follows { id ... on Region { parent { name } } } }", 3),
    ("{ regions(filter: {kind: [CITY]}, first: PARENTS) { nodes { keeps followed } } }", 2),
    (
        "{ exchanges(first: PARENTS) { nodes { keeps followed } } agreements(first: PARENTS) { nodes { keeps followed } } }",
        4,
    ),
    (
        "{ viewer { parties { party { name } roles agreements tasks colleagues { id name } apiClients { name party { name } } } } }",
        7,
    ),
];

async fn each_level_takes_one_statement(test: TestRegistry) {
    let world = World::new(test);
    let cities = populate(&world).await;
    let keeper = worker(&world, &cities).await;
    for city in &cities {
        follow(&world.test.registry, &keeper, Subject::new(SubjectKind::Party, *city)).await.unwrap();
    }
    let report = world.value::<Uuid>("select id from obligatory_report where submitted_on is null limit 1").await;
    let records = records(&world).await;
    let by_id = [
        (
            format!(
                "{{ nodes(ids: {records}) {{ id ... on Agreement {{ parties {{ name }} }} ... on Exchange {{ host {{ name }} }} \
                 ... on PartnerWanted {{ region {{ name }} }} }} }}"
            ),
            6,
        ),
        (format!("{{ openSchemes(parties: {}) }}", ids(&cities[..2])), 1),
        (format!("{{ mergers(party: {:?}) {{ name slug }} }}", global(PARTY, cities[0])), 1),
        (
            format!(
                "{{ mergePreview(party: {:?}, duplicate: {:?}) {{ moves {{ kind name count }} against {{ code message }} }} }}",
                global(PARTY, cities[0]),
                global(PARTY, cities[1])
            ),
            // Whatever refers to a party is counted by itself.
            REFERENCES.len() + 1,
        ),
        (format!("{{ nodes(ids: {}) {{ id ... on Region {{ country {{ code }} }} }} }}", ids(&cities)), 1),
        (
            format!(
                "{{ reportPreview(id: {}) {{ section agreements {{ title steps {{ act }} }} exchanges {{ title }} }} }}",
                json!(global(REPORT, report))
            ),
            8,
        ),
    ];
    let party = global(PARTY, cities[0]);
    let file = global(IMPORT, files(&world, &keeper, cities[0]).await);
    let of_party = [
        (
            keeper.clone(),
            "{ imports(first: PARENTS) { totalCount nodes { party { name country { code } } sentBy { name } problems { message } \
             questions { written candidates { name country { code } } } } } }"
                .to_owned(),
            6,
        ),
        (
            keeper.clone(),
            format!(
                "{{ importRows(import: {file:?}, first: PARENTS) {{ totalCount nodes {{ line notes {{ message }} \
                 record {{ id ... on Exchange {{ host {{ name }} }} }} }} }} }}"
            ),
            4,
        ),
        (
            keeper.clone(),
            format!(
                "{{ partyTasks(party: {party:?}, first: PARENTS) {{ totalCount nodes {{ name party {{ name }} }} }} }}"
            ),
            3,
        ),
        (
            keeper.clone(),
            format!("{{ deputies(party: {party:?}) {{ party {{ name }} person {{ name }} standsIn {{ name }} }} }}"),
            4,
        ),
    ];
    let callers = [(stranger(), QUERIES), (Caller::system(), KEPT), (keeper, OWN)];
    let lists = callers.iter().flat_map(|(caller, queries)| {
        queries.iter().map(|(query, expected)| (caller.clone(), (*query).to_owned(), *expected))
    });
    let queries: Vec<_> =
        lists.chain(by_id.map(|(query, expected)| (Caller::system(), query, expected))).chain(of_party).collect();
    let catalogue = Catalogue::read(&world).await;
    let (mut tried, mut wrong) = (BTreeSet::new(), Vec::new());
    for (caller, query, expected) in &queries {
        let [one, many] = ["1", MANY].map(|parents| query.replace("PARENTS", parents));
        let answer = world.ask(caller, &many, json!({})).await;
        tried.extend(catalogue.filled(&many, &answer["data"]));
        let found = [world.statements_of(caller, &one).await, world.statements_of(caller, &many).await];
        if found != [*expected, *expected] {
            wrong.push((query, expected, found));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    let lists = catalogue.lists();
    assert!(lists.len() > 60, "they are found");
    let untried: Vec<_> = lists.difference(&tried).collect();
    assert!(untried.is_empty(), "how many statements does it take to read these, with something in them? {untried:?}");
    let [one, many] = [&cities[..1], &cities].map(|cities| format!("{{ nodes(ids: {}) {{ id }} }}", ids(cities)));
    assert_eq!((world.statements(&one).await, world.statements(&many).await), (1, 1));
}

fn ids(cities: &[Uuid]) -> Value {
    json!(cities.iter().map(|id| global(PARTY, *id)).collect::<Vec<_>>())
}

/// Files of a party that ask something and lack something, and one that was entered as far as it could be, whose identifier
/// this is.
async fn files(world: &World, keeper: &Caller, party: Uuid) -> Uuid {
    let officer = Caller { memberships: who(Role::Coordinator, Some(party)).memberships, ..keeper.clone() };
    world.test.party("KR", Kind::City, "Yeosu").await;
    let visits = [("Kunjungan", ""), ("Kunjungan lain", ""), ("Yeosu", "Yeosu"), ("Atlantis", "Atlantis")];
    let entered = world.import(&officer, party, &visits).await;
    Box::pin(confirm_import(&world.test.registry, &officer, entered, 1, true)).await.unwrap();
    for _ in 0..2 {
        world.import(&officer, party, &visits).await;
    }
    entered
}

/// Some agreements, exchanges and postings.
async fn records(world: &World) -> Value {
    let query = "{ agreements(first: 9) { nodes { id } } exchanges(first: 9) { nodes { id } } \
                 partnersWanted(first: 9) { nodes { id } } }";
    let lists = world.ask(&Caller::system(), query, json!({})).await;
    let lists = ["agreements", "exchanges", "partnersWanted"].map(|list| &lists["data"][list]["nodes"]);
    let ids = lists.into_iter().flat_map(|nodes| nodes.as_array().unwrap()).map(|node| node["id"].clone());
    Value::Array(ids.collect())
}

/// Somebody who works for all of these.
async fn worker(world: &World, cities: &[Uuid]) -> Caller {
    let worker = who(Role::AgreementManager, None);
    let id = worker.person().unwrap();
    let row = person::ActiveModel {
        id: Set(id),
        email: Set("sari@example.org".to_owned()),
        email_key: Set("sari@example.org".to_owned()),
        name: Set("Sari".to_owned()),
        language: Set("id".to_owned()),
        time_zone: Set("Asia/Jakarta".to_owned()),
        created_at: Set(world.test.registry.now()),
        ..Default::default()
    };
    row.insert(&world.test.registry.db).await.unwrap();
    for city in cities {
        let held = membership::ActiveModel {
            id: Set(*city),
            person_id: Set(id),
            role: Set(Role::AgreementManager),
            party_id: Set(Some(*city)),
        };
        held.insert(&world.test.registry.db).await.unwrap();
    }
    for city in cities {
        let (city, colleague) = (global(PARTY, *city), global(PERSON, id));
        let asked = json!({ "about": city, "wants": "FACT", "text": "?", "party": city, "of": { "colleague": colleague }, "dueOn": "2026-12-01" });
        let made = world.act(&Caller::system(), "ask", asked).await;
        assert_eq!(made["errors"], json!([]));
    }
    // Whom they stand in for, for want of anyone else.
    let row = deputy::ActiveModel {
        id: Set(id),
        party_id: Set(cities[0]),
        person_id: Set(id),
        deputy_id: Set(id),
        starts_on: Set(world.test.registry.now().date_naive()),
        ends_on: Set(world.test.registry.now().date_naive()),
        created_at: Set(world.test.registry.now()),
    };
    row.insert(&world.test.registry.db).await.unwrap();
    // Whose keys they administer.
    let key = json!({ "name": "Portal", "party": global(PARTY, cities[0]) });
    world.act(&Caller::system(), "createApiClient", key).await;
    let manages = cities.iter().map(|id| Membership { role: Role::AgreementManager, party: Some(*id) });
    let administers = Membership { role: Role::OrgAdmin, party: Some(cities[0]) };
    let memberships = manages.chain([administers]).collect();
    Caller { memberships, ..worker }
}

/// What acts would need a whole life of an agreement for: signatures, steps, terms that changed or differ.
const FURTHER: [&str; 13] = [
    "insert into document (id, agreement_id, kind, party_id, visibility, void, created_at)
     select a.id, a.id, 'TERMINATION_NOTICE', p.party_id, 'PUBLIC', false, a.created_at
     from agreement a join agreement_party p on p.agreement_id = a.id where p.ordinal = 0",
    "update agreement_party set notice_given_on = '2026-10-05', ends_on = '2030-01-01'",
    "insert into document_signature (document_id, party_id, name)
     select d.id, p.party_id, 'Mayor' from document d join agreement_party p on p.agreement_id = d.agreement_id",
    "insert into agreement_step (id, agreement_id, party_id, act, from_stage, to_stage, on_day, taken_id, recorded_at, by_party_id)
     select a.id, a.id, p.party_id, 'RECORD_SIGNATURE', 'AUTHORISED', 'SIGNED', '2026-10-05', a.id, a.created_at, p.party_id
     from agreement a join agreement_party p on p.agreement_id = a.id join party c on c.id = p.party_id
     where c.country_code = 'ID' and c.kind = 'CITY'",
    "insert into agreement_step_paper (taken_id, document_id) select agreement_id, id from document",
    "insert into terms_copy (agreement_id, party_id, terms, stated_at)
     select a.id, p.party_id, '{\"class\":\"FRIENDSHIP\",\"fields\":[],\"languages\":[],\"parties\":[]}', a.created_at
     from agreement a join agreement_party p on p.agreement_id = a.id",
    "insert into pending_act (agreement_id, id, act, party_id, on_day, terms, recorded_at)
     select a.id, a.id, 'AMEND', p.party_id, '2026-10-05',
       '{\"class\":\"FRIENDSHIP\",\"fields\":[],\"languages\":[],\"parties\":[]}', a.created_at
     from agreement a join agreement_party p on p.agreement_id = a.id where p.ordinal = 0",
    "update agreement_party set agreed_act_id = agreement_id where ordinal = 1",
    "insert into diplomatic_relation (id, country_a, country_b, exist, source, as_of, created_at)
     select id, 'ID', 'KR', true, 'Kementerian Luar Negeri', '2026-01-01', created_at from party where name = 'Zeta'",
    "insert into party_fact (party_id, kind, source, value, rank, as_of)
     select id, 'POPULATION', 'BPS', '2500000', 'REGISTER', as_of from party",
    "update partnership_backing set partnership_id = (
       select c.partnership_id from claim c join agreement_party p on p.party_id = c.stated_by
       where p.agreement_id = partnership_backing.agreement_id limit 1)",
    "insert into party_merger (id, party_id, duplicate_id, slug, name, reason, duplicate, merged_at)
     select id, id, id, 'gone-' || slug, 'Gone', 'x', '{}', created_at from party",
    "update journal set data = '{\"terms\":[{\"term\":\"CLASS\",\"before\":null,\"after\":\"SISTER\"}]}' where act = 'claimPartnership'",
];

/// Cities with everything that the queries select, so that no level is empty even below a single parent.
async fn populate(world: &World) -> Vec<Uuid> {
    let test = &world.test;
    test.load_routes().await;
    let province = test.party("ID", Kind::Province, "Jawa Barat").await;
    add_code(world, province, "province").await;
    let suwon = test.party("KR", Kind::City, "Zeta").await;
    give(world, suwon, province, suwon).await;
    let mut cities = Vec::new();
    for at in 0..60 {
        let city = test.party("ID", Kind::City, &format!("Kota {at:02}")).await;
        give(world, city, province, *cities.last().unwrap_or(&suwon)).await;
        cities.push(city);
    }
    let university = test.party("KR", Kind::University, "Universitas Ajou").await;
    add_code(world, university, "university").await;
    add_name(world, university).await;
    // First in the feed, so that a page of it is of one kind.
    for city in &cities {
        world.claim(&[*city, suwon, university], json!({ "statedBy": global(PARTY, *city) })).await;
    }
    let ended = json!({ "signedOn": "2001-03-19", "expiresOn": "2006-03-18" });
    let ended = global(AGREEMENT, world.agreement(&[cities[0], suwon], ended).await);
    let of_university = json!({ "signedOn": "2002-03-19", "termKind": "FIXED", "expiresOn": "2027-06-30" });
    world.agreement(&[cities[0], university], of_university).await;
    for city in &cities {
        world.wanted(*city, json!({})).await;
        let agreement = world
            .agreement(&[*city, suwon], json!({ "predecessor": ended, "termKind": "FIXED", "expiresOn": "2027-06-30" }))
            .await;
        let exchange = json!({
            "champions": [global(PARTY, *city)],
            "learners": [global(PARTY, suwon), global(PARTY, university)],
            "agreement": global(AGREEMENT, agreement),
        });
        world.exchange(*city, exchange).await;
    }
    for sql in FURTHER {
        world.sql(sql).await;
    }
    name_papers(world).await;
    for city in &cities {
        world.reports(*city).await;
    }
    world.sql("insert into search_word (word, subject_kind, subject_id) select 'kota', 'PARTY', id from party").await;
    cities
}

/// Lets what waits rest on the documents of its agreement, as they are.
async fn name_papers(world: &World) {
    let (registry, db) = (&world.test.registry, &world.test.registry.db);
    let agreements = agreement::Entity::find().all(db).await.unwrap();
    for (id, case) in cases(registry, &agreements).await.unwrap() {
        let paper = |paper: &Evidence| {
            let signed = paper.signatures.iter().map(|one| (one.party, &one.name, one.signed_on));
            json!({
                "document": paper.id, "kind": paper.kind, "party": paper.party, "issuedOn": paper.issued_on,
                "countsFrom": paper.counts_from, "signatures": signed.collect::<BTreeSet<_>>(),
            })
        };
        let papers: Vec<Value> = case.documents.iter().map(paper).collect();
        let row = pending_act::ActiveModel {
            agreement_id: Unchanged(id),
            papers: Set(serde_json::from_value(json!(papers)).unwrap()),
            ..Default::default()
        };
        row.update(db).await.unwrap();
    }
}

/// A code, a name, a parent and a predecessor.
async fn give(world: &World, city: Uuid, parent: Uuid, predecessor: Uuid) {
    let db = &world.test.registry.db;
    add_code(world, city, "city").await;
    add_name(world, city).await;
    let row = party::ActiveModel { id: Unchanged(city), parent_id: Set(Some(parent)), ..Default::default() };
    row.update(db).await.unwrap();
    for older in [predecessor, parent] {
        let row = succession::ActiveModel {
            predecessor_id: Set(older),
            successor_id: Set(city),
            happened_on: Set("2001".parse().unwrap()),
            law: Set("UU 1/2001".to_owned()),
        };
        row.insert(db).await.unwrap();
    }
}

async fn add_name(world: &World, party: Uuid) {
    let further = name::ActiveModel {
        party_id: Set(party),
        language: Set("en".to_owned()),
        name: Set("City".to_owned()),
        kind: Set(entity::place::record::NameKind::Official),
    };
    further.insert(&world.test.registry.db).await.unwrap();
}

async fn add_code(world: &World, party: Uuid, scheme: &str) {
    let row = code::ActiveModel {
        party_id: Set(party),
        scheme: Set(scheme.to_owned()),
        value: Set(party.to_string()),
        ..Default::default()
    };
    row.insert(&world.test.registry.db).await.unwrap();
}

/// A page within a parent that is longer than a page may be is refused before its rows are looked for.
async fn a_page_that_is_too_long_is_not_fetched(test: TestRegistry) {
    let world = World::new(test);
    let bandung = world.test.party("ID", Kind::City, "Bandung").await;
    let suwon = world.test.party("KR", Kind::City, "Suwon").await;
    let partnership = world.claim(&[bandung, suwon], json!({})).await;
    for first in ["0", "-1", "101", "2147483647"] {
        let query =
            format!("{{ regions(first: 2) {{ nodes {{ partnerships(first: {first}) {{ nodes {{ id }} }} }} }} }}");
        let before = world.test.statements();
        let answer = world.ask(&stranger(), &query, json!({})).await;
        assert_eq!(answer["errors"][0]["extensions"]["code"], "BAD_USER_INPUT", "{query}");
        assert_eq!(world.test.statements() - before, 1, "{query}");
    }
    let whole = world.read("{ regions(first: 5) { nodes { partnerships(first: 100) { nodes { id } } } } }").await;
    assert_eq!(whole["regions"]["nodes"][1]["partnerships"]["nodes"][0]["id"], global(PARTNERSHIP, partnership));
}
