//! Whoever asks: what they may not see leaves no trace. Random readers ask everything of random records, once with what
//! is hidden from them and once without it.

use crate::{
    tables::Tables,
    world::{AGREEMENT, PARTY, World, exchange as exchange_by, global, local, merged},
};
use entity::{
    Caller,
    account::record::membership,
    agreement::record::{agreement, agreement_party, document},
    database::is_postgres,
    exchange::record::{exchange, participation},
    on_both_databases,
    place::record::Kind,
    policy::{Membership, Role, Visibility, Who},
    testing::{Chance, TestRegistry, stranger, who},
    text::Language,
};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, EntityTrait};
use serde_json::{Value, json};
use std::collections::{BTreeSet, HashMap};
use uuid::Uuid;

on_both_databases!(
    a_first_random_reader_finds_no_trace,
    a_second_random_reader_finds_no_trace,
    a_third_random_reader_finds_no_trace,
);

const VISIBILITIES: [&str; 4] = ["PUBLIC", "PARTIES", "OWN", "RESTRICTED"];
const ROLES: [Role; 6] = [
    Role::Observer,
    Role::DataEntry,
    Role::AgreementManager,
    Role::Coordinator,
    Role::ForumOrganiser,
    Role::PartnerReader,
];

async fn a_first_random_reader_finds_no_trace(test: TestRegistry) {
    finds_no_trace(test, 1).await;
}

async fn a_second_random_reader_finds_no_trace(test: TestRegistry) {
    finds_no_trace(test, 2).await;
}

async fn a_third_random_reader_finds_no_trace(test: TestRegistry) {
    finds_no_trace(test, 3).await;
}

async fn finds_no_trace(test: TestRegistry, seed: u64) {
    let mut chance = Chance::of(seed);
    let world = World::new(test);
    let parties = fill(&world, &mut chance).await;
    let own = chance.one_of(&parties);
    let memberships = vec![
        Membership { role: chance.one_of(&ROLES), party: Some(own) },
        // A role in the whole registry that does not read everything.
        Membership { role: Role::DataEntry, party: seed.is_multiple_of(2).then_some(own) },
    ];
    let who = Who::Person(Uuid::from_u128(seed.into()));
    let reader = Caller { who, language: Language::En, memberships, may_write: true };
    let hidden = Hidden::from(&world, &reader).await;
    assert!(hidden.agreements.len() > 2 && hidden.exchanges.len() > 2 && hidden.documents.len() > 2);
    let before = answers(&world, &reader, &parties).await;
    hidden.erase(&world, &reader).await;
    for ((query, before), after) in before.into_iter().zip(answers(&world, &reader, &parties).await) {
        assert_eq!(before.get("errors"), None, "{query}");
        assert_eq!(before, after.1, "{query}");
    }
    let all = world.ask(&stranger(), "{ agreements { totalCount } }", json!({})).await;
    assert_ne!(all["data"]["agreements"]["totalCount"], 0, "not everything was hidden");
}

/// Lets a person act for a party.
async fn act_for(world: &World, person: &Caller, party: Uuid) {
    let row = membership::ActiveModel {
        id: Set(party),
        person_id: Set(person.person().unwrap()),
        party_id: Set(Some(party)),
        role: Set(Role::Coordinator),
    };
    row.insert(&world.test.registry.db).await.unwrap();
}

/// Two different ones.
fn two_of(chance: &mut Chance, all: &[Uuid]) -> [Uuid; 2] {
    let first = chance.below(all.len());
    let second = (first + 1 + chance.below(all.len() - 1)) % all.len();
    [all[first], all[second]]
}

/// Whether all parties attest the terms of an agreement: as far as they see it.
async fn attest(world: &World, agreement: Uuid, parties: [Uuid; 2]) -> bool {
    let id = global(AGREEMENT, agreement);
    let read = "query ($id: ID!) { agreement(id: $id) { termsHash } }";
    let hash = world.ask(&Caller::system(), read, json!({ "id": id })).await["data"]["agreement"]["termsHash"].take();
    let mut all = true;
    for party in parties {
        let query = "mutation ($input: AttestTermsInput!) { attestTerms(input: $input) { errors { code } } }";
        let input = json!({ "input": { "agreement": id, "hash": hash } });
        let answer = world.ask(&who(Role::Coordinator, Some(party)), query, input).await;
        all &= answer["data"]["attestTerms"]["errors"] == json!([]);
    }
    all
}

/// Agreements, documents and exchanges of four parties, as they come.
async fn fill(world: &World, chance: &mut Chance) -> Vec<Uuid> {
    world.test.load_routes().await;
    let mut parties = Vec::new();
    for (country, name) in [("ID", "Bandung"), ("ID", "Malang"), ("KR", "Suwon"), ("JP", "Kochi")] {
        let party = world.test.party(country, Kind::City, name).await;
        // For the last one nobody acts: it is named without being asked.
        if name != "Kochi" {
            let person = world.test.person(&format!("{name}@example.org"), party).await;
            act_for(world, &person, party).await;
        }
        parties.push(party);
    }
    let mut last = None;
    for at in 0..16 {
        let pair = two_of(chance, &parties);
        let mut with = json!({
            "title": { "en": format!("Agreement {at}") },
            "visibility": chance.one_of(&VISIBILITIES),
            "ownedBy": global(PARTY, chance.one_of(&parties)),
            "signedOn": format!("20{:02}-05-06", 10 + at),
            "termKind": "FIXED",
            "expiresOn": format!("20{}-03-01", 27 + at % 9),
            "noticeMonths": 6,
            "fields": ["EDUCATION", chance.one_of(&["HEALTH", "TOURISM"])],
        });
        let shares = |(_, others): &(Uuid, [Uuid; 2])| pair.iter().any(|party| others.contains(party));
        if let Some((last, _)) = last.filter(shares).filter(|_| chance.below(2) == 0) {
            with["predecessor"] = json!(global(AGREEMENT, last));
        }
        let agreement = world.agreement(&pair, with).await;
        // Of some, those who see it say that it is as they agreed: another can follow these.
        if chance.below(3) > 0 && attest(world, agreement, pair).await {
            last = Some((agreement, pair));
        }
        for _ in 0..2 {
            let document = json!({
                "agreement": global(AGREEMENT, agreement), "kind": "REPORT", "visibility": chance.one_of(&VISIBILITIES),
                "issuedOn": format!("20{}-10-01", 20 + chance.below(6)), "party": global(PARTY, chance.one_of(&pair)),
            });
            let query = "mutation ($input: RecordDocumentInput!) { recordDocument(input: $input) { errors { code } } }";
            let answer = world.ask(&Caller::system(), query, json!({ "input": document })).await;
            assert_eq!(answer["data"]["recordDocument"]["errors"], json!([]), "{answer}");
        }
        let serves = (chance.below(3) > 0).then(|| json!({ "agreement": global(AGREEMENT, agreement) }));
        let [host, learner] = two_of(chance, &parties);
        let visit = json!({
            "title": { "en": format!("Visit {at}") },
            "visibility": chance.one_of(&VISIBILITIES),
            "ownedBy": global(PARTY, chance.one_of(&parties)),
            "learners": [global(PARTY, learner)],
            "when": { "startsOn": format!("2027-01-{:02}", 1 + at) },
        });
        let input = merged(visit, serves.unwrap_or_else(|| json!({})));
        // Organisers of one party name and attach what is not theirs, and nobody answers; some they cannot even ask.
        let organiser = local(&input["ownedBy"]);
        let acts = chance.below(2) == 0;
        let caller = if acts { who(Role::Coordinator, Some(organiser)) } else { Caller::system() };
        world.act(&caller, "scheduleExchange", merged(exchange_by(host), input)).await;
    }
    parties
}

/// What a reader may not see, as the table of visibilities says for a record and a reader.
struct Hidden {
    agreements: Vec<Uuid>,
    exchanges: Vec<Uuid>,
    documents: Vec<Uuid>,
}

impl Hidden {
    async fn from(world: &World, reader: &Caller) -> Self {
        let db = &world.test.registry.db;
        let mut parties: HashMap<Uuid, Vec<Uuid>> = HashMap::new();
        for part in agreement_party::Entity::find().all(db).await.unwrap() {
            parties.entry(part.agreement_id).or_default().push(part.party_id);
        }
        for part in participation::Entity::find().all(db).await.unwrap() {
            parties.entry(part.exchange_id).or_default().push(part.party_id);
        }
        let of = |id: &Uuid| parties.get(id).cloned().unwrap_or_default();
        let agreements: HashMap<Uuid, agreement::Model> =
            agreement::Entity::find().all(db).await.unwrap().into_iter().map(|row| (row.id, row)).collect();
        let hides = |row: &agreement::Model| !reader.sees(row.visibility, row.owner_id, &of(&row.id));
        let exchanges = exchange::Entity::find().all(db).await.unwrap();
        let hidden = exchanges.iter().filter(|row| !reader.sees(row.visibility, row.owner_id, &of(&row.id)));
        let unread = |row: &document::Model| {
            let agreement = &agreements[&row.agreement_id];
            // A party's own document is that party's; one for the parties is also for whoever keeps the agreement.
            let owner = if row.visibility == Visibility::Own { row.party_id } else { agreement.owner_id };
            hides(agreement) || !reader.sees(row.visibility, owner, &of(&row.agreement_id))
        };
        let documents = document::Entity::find().all(db).await.unwrap();
        Self {
            agreements: agreements.values().filter(|row| hides(row)).map(|row| row.id).collect(),
            exchanges: hidden.map(|row| row.id).collect(),
            documents: documents.iter().filter(|row| unread(row)).map(|row| row.id).collect(),
        }
    }

    /// Takes it away, and what hangs on it.
    async fn erase(&self, world: &World, reader: &Caller) {
        let tables = Tables::read(world).await;
        let postgres = is_postgres(&world.test.registry.db);
        let list = |ids: &[Uuid]| {
            let literal = |id: &Uuid| if postgres { format!("'{id}'") } else { format!("x'{}'", id.simple()) };
            ids.iter().map(literal).collect::<Vec<_>>().join(", ")
        };
        let hidden = [("document", &self.documents), ("exchange", &self.exchanges), ("agreement", &self.agreements)];
        let named = hidden.iter().map(|(table, _)| *table).collect::<BTreeSet<_>>();
        assert_eq!(tables.with("visibility"), named, "every table with a visibility is thought of");
        for (table, ids) in hidden {
            for sql in tables.erasing(table, &format!("id in ({})", list(ids))) {
                world.sql(&sql).await;
            }
        }
        let own = list(&reader.parties());
        // Whom an organiser asked, and what is said to serve an agreement, others do not know.
        let kept = format!("exchange_id in (select id from exchange where owner_id in ({own}))");
        world
            .sql(&format!(
                "delete from exchange_party where consent = 'ASKED' and party_id not in ({own}) and not ({kept})"
            ))
            .await;
        world
            .sql(&format!(
                "update exchange set asked_agreement_id = null where (owner_id is null or owner_id not in ({own}))
                   and asked_agreement_id not in (select agreement_id from agreement_party where party_id in ({own}))
                   and asked_agreement_id not in (select id from agreement where owner_id in ({own}))"
            ))
            .await;
        world
            .sql(&format!(
                "delete from journal_audience where seq not in (select seq from journal_audience where party_id in ({own}))"
            ))
            .await;
        world
            .sql(
                "delete from journal where audience = 'INTERNAL'
                   or (audience = 'PARTIES' and seq not in (select seq from journal_audience))",
            )
            .await;
    }
}

async fn answers(world: &World, reader: &Caller, parties: &[Uuid]) -> Vec<(String, Value)> {
    let page = "totalCount edges { cursor } pageInfo { hasNextPage hasPreviousPage startCursor endCursor }";
    let agreement = "nodes { id title stage predecessor { id } parties { name } revision vitality lastActivityOn lastActivitySeenOn \
                     documents { id kind } termsHash tracks { stage } deadlines { id kind dueOn } lastConfirmedOn }";
    let exchange = "nodes { id title startsAt agreement { id } askedAgreement { id } host { name } hostConfirmed \
                    parts { role consent party { ... on Node { id } } } revision }";
    let deadline = "nodes { id kind dueOn name agreement { id } exchange { id } party { ... on Node { id } } }";
    let mut lists = Vec::new();
    for stretch in ["first: 3", "last: 3", "first: 100"] {
        for order in ["CREATED", "EXPIRES_ON", "SIGNED_ON"] {
            lists.push(format!("agreements(orderBy: {{field: {order}}}, {stretch}) {{ {page} {agreement} }}"));
        }
        lists.push(format!("exchanges({stretch}) {{ {page} {exchange} }}"));
        lists.push(format!("obligations(dueWithin: 3000, {stretch}) {{ {page} {deadline} }}"));
        lists.push(format!("myTasks({stretch}) {{ {page} {deadline} }}"));
    }
    lists.push(format!("search(text: \"visit\") {{ exchanges(first: 3) {{ {page} {exchange} }} }}"));
    for filter in [
        "{}",
        "{country: \"KR\"}",
        "{search: \"agreement\"}",
        "{field: [HEALTH]}",
        "{inForceOn: \"2026-11-21\"}",
        "{vitality: [ACTIVE, QUIET]}",
        "{vitality: [UNKNOWN, NEVER_STARTED, DORMANT]}",
        "{endingWithin: 700}",
        "{notConfirmedSince: \"2026-11-21\"}",
    ] {
        lists.push(format!("agreements(filter: {filter}, first: 3) {{ {page} {agreement} }}"));
        lists.push(format!(
            "statistics {{ agreements(filter: {filter}) {{ count byStage {{ stage count }} byYear {{ year count }} \
             byCountry {{ country {{ code }} count }} byVitality {{ vitality count }} distinctParties participations }} }}"
        ));
    }
    for party in parties {
        let id = global(PARTY, *party);
        lists.push(format!(
            "node(id: {id:?}) {{ ... on Region {{ agreements(first: 3) {{ {page} {agreement} }} \
             exchanges(first: 3) {{ {page} {exchange} }} }} }}"
        ));
        lists.push(format!("obligations(dueWithin: 3000, region: {id:?}) {{ {page} {deadline} }}"));
        lists.push(format!("changes(subject: {id:?}) {{ {page} nodes {{ id act }} }}"));
    }
    for first in [1, 5, 100] {
        lists.push(format!(
            "changes(first: {first}) {{ {page} nodes {{ id at act by subjectId subject {{ id }} \
             terms {{ after {{ date months codes }} }} }} }}"
        ));
    }
    let mut answers = Vec::new();
    for list in lists {
        let query = format!("{{ {list} }}");
        let answer = world.ask(reader, &query, json!({})).await;
        answers.push((query, answer));
    }
    answers
}
