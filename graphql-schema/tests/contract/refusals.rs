//! Refusals: the code for programs, the field it concerns, and words in both languages; nothing changes.

use crate::{
    catalogue::text,
    world::{
        AGREEMENT, API_CLIENT, EXCHANGE, IMPORT, PARTNER_WANTED, PARTY, PERSON, World, agreement, claim, exchange,
        global, local, merged, place, wanted,
    },
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

on_both_databases!(
    a_refusal_says_what_where_and_why,
    of_two_who_read_one_revision_the_second_is_stale,
    a_gate_says_where_the_record_stands_whatever_it_is,
    an_indonesian_answer_has_no_english_sentence,
);

/// A mutation, what is sent, and the refusals that come: code and path.
type Case = (&'static str, Value, &'static [(&'static str, &'static str)]);

/// An identifier of nothing.
const NOTHING: Uuid = Uuid::from_u128(404);

async fn a_refusal_says_what_where_and_why(test: TestRegistry) {
    let world = World::new(test);
    let bandung = world.test.party("ID", Kind::City, "Bandung").await;
    let suwon = world.test.party("KR", Kind::City, "Suwon").await;
    let cases = [
        of_claims([bandung, suwon]),
        of_places(&world, bandung).await,
        of_agreements(&world, [bandung, suwon]).await,
        of_schedules(bandung),
        of_exchanges(&world, bandung).await,
        of_accounts(&world).await,
        of_postings(&world, bandung).await,
        of_imports(&world, bandung).await,
    ];
    world.claim(&[bandung, suwon], json!({})).await;
    world.agreement(&[bandung, suwon], json!({})).await;
    for case in cases.concat() {
        refuse(&world, case).await;
    }
}

fn of_claims(two: [Uuid; 2]) -> Vec<Case> {
    let with = |with: Value| merged(claim(&two), with);
    let many = with(json!({ "source": " ", "asOf": "2027-01-01", "since": "2012", "until": "2011" }));
    vec![
        ("claimPartnership", claim(&two), &[("ALREADY_THERE", "")]),
        ("claimPartnership", claim(&[two[0], two[0]]), &[("TOO_FEW_PARTIES", "members")]),
        ("claimPartnership", claim(&[two[0], NOTHING]), &[("NOT_FOUND", "members.1")]),
        ("claimPartnership", many, &[("REQUIRED", "source"), ("IN_THE_FUTURE", "asOf"), ("DATE_ORDER", "until")]),
        ("claimPartnership", with(json!({ "asOf": "0000-01-01" })), &[("OUT_OF_RANGE", "asOf")]),
    ]
}

async fn of_places(world: &World, bandung: Uuid) -> Vec<Case> {
    let busan = world.test.party("KR", Kind::City, "Busan").await;
    world.sql("insert into search_word (word, subject_kind, subject_id) select 'busan', 'PARTY', id from party").await;
    let named = json!({ "name": "Busan City", "kind": "CITY", "country": "KR", "source": "x", "asOf": "2026-01-31" });
    let query = "mutation ($input: AddRegionInput!) { addRegion(input: $input) { errors { candidates { id name } } } }";
    let answer = world.ask(&Caller::system(), query, json!({ "input": named })).await;
    let offered = json!([{ "id": global(PARTY, busan), "name": "Busan" }]);
    assert_eq!(answer["data"]["addRegion"]["errors"][0]["candidates"], offered);
    let home = merged(place("Cimahi", "CITY"), json!({ "country": "ID" }));
    let mend = |with: Value| {
        merged(
            json!({ "party": global(PARTY, bandung), "expectedRevision": 1, "source": "x", "asOf": "2026-01-31" }),
            with,
        )
    };
    let merge = |with: Value| {
        let two = json!({
            "party": global(PARTY, busan), "expectedRevision": 1, "duplicate": global(PARTY, bandung),
            "duplicateRevision": 1, "reason": "x",
        });
        merged(two, with)
    };
    let split =
        |into: Value| json!({ "party": global(PARTY, busan), "expectedRevision": 1, "into": into, "reason": "x" });
    vec![
        ("addRegion", named, &[("LOOKS_LIKE", "name")]),
        ("addRegion", home, &[("BY_DECREE", "country")]),
        ("addRegion", place("Busan", "UNIVERSITY"), &[("KIND_OF_OTHERS", "kind")]),
        ("addInstitution", place(" ", "UNIVERSITY"), &[("REQUIRED", "name")]),
        ("amendParty", mend(json!({ "name": "Bandoeng" })), &[("BY_DECREE", "name")]),
        ("amendParty", mend(json!({ "expectedRevision": 7 })), &[("STALE", "expectedRevision")]),
        ("amendParty", mend(json!({ "party": global(PARTY, NOTHING) })), &[("NOT_FOUND", "party")]),
        ("confirmParty", json!({ "party": global(PARTY, NOTHING), "expectedRevision": 1 }), &[("NOT_FOUND", "party")]),
        ("mergeParties", merge(json!({})), &[("BY_DECREE", "duplicate")]),
        ("mergeParties", merge(json!({ "reason": " " })), &[("REQUIRED", "reason")]),
        ("mergeParties", merge(json!({ "duplicateRevision": 7 })), &[("STALE", "duplicateRevision")]),
        ("mergeParties", merge(json!({ "duplicate": global(PARTY, NOTHING) })), &[("NOT_FOUND", "duplicate")]),
        ("splitParty", split(json!({ "merged": global(PARTY, NOTHING) })), &[("NOT_FOUND", "into.merged")]),
        ("splitParty", split(json!({ "new": { "name": " " } })), &[("REQUIRED", "into.new.name")]),
        (
            "splitParty",
            split(json!({ "new": { "name": "x", "names": ["y"], "agreements": [global(AGREEMENT, NOTHING)] } })),
            &[("NOT_FOUND", "into.new.names.0"), ("NOT_FOUND", "into.new.agreements.0")],
        ),
        (
            "confirmParty",
            json!({ "party": global(PARTY, bandung), "expectedRevision": 7 }),
            &[("STALE", "expectedRevision")],
        ),
    ]
}

async fn of_agreements(world: &World, two: [Uuid; 2]) -> Vec<Case> {
    let jakarta = world.test.party("ID", Kind::City, "Jakarta Selatan").await;
    let row = party::ActiveModel { id: Unchanged(jakarta), autonomous: Set(false), ..Default::default() };
    row.update(&world.test.registry.db).await.unwrap();
    let with = |with: Value| merged(agreement(&two), with);
    let many = json!({ "signedOn": "2027", "expiresOn": "2026-12", "title": { "id": "x".repeat(501) } });
    vec![
        ("registerLegacyAgreement", agreement(&two), &[("ALREADY_THERE", "")]),
        ("registerLegacyAgreement", agreement(&[two[0], jakarta]), &[("NOT_AUTONOMOUS", "parties.1")]),
        ("registerLegacyAgreement", with(json!({ "missingEvidence": [] })), &[("REQUIRED", "missingEvidence")]),
        (
            "registerLegacyAgreement",
            with(many),
            &[("TOO_LONG", "title.id"), ("IN_THE_FUTURE", "signedOn"), ("DATE_ORDER", "expiresOn")],
        ),
        (
            "registerLegacyAgreement",
            with(json!({ "predecessor": global(AGREEMENT, NOTHING) })),
            &[("NOT_FOUND", "predecessor")],
        ),
    ]
}

async fn of_imports(world: &World, bandung: Uuid) -> Vec<Case> {
    let at = |file: Uuid, revision: i32| json!({ "import": global(IMPORT, file), "expectedRevision": revision });
    let [nothing, left] = [&[][..], &[("Kunjungan", ""), ("Kunjungan Atlantis", "Atlantis")]];
    let nothing = world.import(&Caller::system(), bandung, nothing).await;
    let left = world.import(&Caller::system(), bandung, left).await;
    let choice = json!({ "column": "learners", "written": "Atlantis", "place": global(PARTY, NOTHING) });
    vec![
        ("confirmImport", at(NOTHING, 1), &[("NOT_FOUND", "import")]),
        ("confirmImport", at(nothing, 7), &[("STALE", "expectedRevision")]),
        ("confirmImport", at(nothing, 1), &[("NOTHING_TO_ENTER", "")]),
        ("confirmImport", at(left, 1), &[("ROWS_LEFT", "")]),
        ("undoImport", at(left, 1), &[("WRONG_STATE", "")]),
        ("chooseCandidates", merged(at(left, 1), json!({ "choices": [] })), &[("REQUIRED", "choices")]),
        ("chooseCandidates", merged(at(left, 1), json!({ "choices": [choice] })), &[("NOT_FOUND", "choices.0.place")]),
    ]
}

fn of_schedules(host: Uuid) -> Vec<Case> {
    let with = |with: Value| merged(exchange(host), with);
    let in_wib = json!({ "startsOn": "2026-12-10", "startTime": "09:00:00", "timeZone": "WIB" });
    let many = json!({ "place": null, "country": "Korea", "learners": [global(PARTY, NOTHING)] });
    vec![
        ("scheduleExchange", with(json!({ "title": {} })), &[("REQUIRED", "title")]),
        ("scheduleExchange", with(json!({ "when": in_wib })), &[("UNKNOWN_TIME_ZONE", "when.timeZone")]),
        (
            "scheduleExchange",
            with(json!({ "when": { "startsOn": "2026-11-01" } })),
            &[("IN_THE_PAST", "when.startsOn")],
        ),
        (
            "scheduleExchange",
            with(many),
            &[("REQUIRED", "place"), ("NOT_FOUND", "learners.0"), ("UNKNOWN_COUNTRY", "country")],
        ),
    ]
}

async fn of_exchanges(world: &World, host: Uuid) -> Vec<Case> {
    let (visit, called_off) = (world.exchange(host, json!({})).await, world.exchange(host, json!({})).await);
    let of = |exchange: Uuid, revision: i32, with: Value| {
        merged(json!({ "exchange": global(EXCHANGE, exchange), "expectedRevision": revision }), with)
    };
    let reason = || json!({ "reason": "Banjir" });
    world.act(&Caller::system(), "cancelExchange", of(called_off, 1, reason())).await;
    let when = || json!({ "when": { "startsOn": "2027-01-02" } });
    let backwards = json!({ "when": { "startsOn": "2027-01-02", "endsOn": "2027-01-01" } });
    vec![
        ("rescheduleExchange", of(NOTHING, 1, when()), &[("NOT_FOUND", "exchange")]),
        ("rescheduleExchange", of(visit, 1, backwards), &[("ENDS_BEFORE_START", "when.endsOn")]),
        ("rescheduleExchange", of(called_off, 2, when()), &[("WRONG_STATE", "")]),
        ("cancelExchange", of(visit, 1, json!({ "reason": " \n" })), &[("REQUIRED", "reason")]),
        ("cancelExchange", of(visit, 7, reason()), &[("STALE", "expectedRevision")]),
        ("cancelExchange", of(called_off, 2, reason()), &[("WRONG_STATE", "")]),
    ]
}

async fn of_postings(world: &World, party: Uuid) -> Vec<Case> {
    let with = |with: Value| merged(wanted(party), with);
    let of = |posting: Uuid, revision: i32| json!({ "posting": global(PARTNER_WANTED, posting), "expectedRevision": revision });
    let closed = world.wanted(party, json!({})).await;
    world.act(&Caller::system(), "closePartnerWanted", of(closed, 1)).await;
    let busy = world.test.party("ID", Kind::City, "Bogor").await;
    for _ in 0..20 {
        world.wanted(busy, json!({})).await;
    }
    let many = json!({ "text": {}, "contact": " ", "openUntil": "2026-11-20", "countries": ["ID", "Atlantis"] });
    let many_refused = &[
        ("REQUIRED", "text"),
        ("REQUIRED", "contact"),
        ("IN_THE_PAST", "openUntil"),
        ("UNKNOWN_COUNTRY", "countries.1"),
    ];
    vec![
        ("postPartnerWanted", with(many), many_refused),
        ("postPartnerWanted", with(json!({ "party": global(PARTY, NOTHING) })), &[("NOT_FOUND", "party")]),
        ("postPartnerWanted", wanted(busy), &[("TOO_MANY_OPEN", "")]),
        ("closePartnerWanted", of(NOTHING, 1), &[("NOT_FOUND", "posting")]),
        ("closePartnerWanted", of(closed, 7), &[("STALE", "expectedRevision")]),
        ("closePartnerWanted", of(closed, 2), &[("WRONG_STATE", "")]),
    ]
}

async fn of_accounts(world: &World) -> Vec<Case> {
    let made = world.act(&Caller::system(), "createApiClient", json!({ "name": "Portal" })).await;
    let client = &made["apiClient"]["id"];
    world.act(&Caller::system(), "revokeApiClient", json!({ "apiClient": client })).await;
    let nameless = json!({ "name": "", "expiresInDays": 0 });
    vec![
        ("createApiClient", nameless, &[("REQUIRED", "name"), ("OUT_OF_RANGE", "expiresInDays")]),
        ("createApiClient", json!({ "name": "x", "party": global(PARTY, NOTHING) }), &[("NOT_FOUND", "party")]),
        ("rotateApiClient", json!({ "apiClient": client }), &[("WRONG_STATE", "")]),
        ("rotateApiClient", json!({ "apiClient": global(API_CLIENT, NOTHING) }), &[("NOT_FOUND", "apiClient")]),
        ("revokeApiClient", json!({ "apiClient": "x" }), &[("NOT_FOUND", "apiClient")]),
        ("signIn", json!({ "email": "siti@bandung.go.id", "password": "x" }), &[("WRONG_CREDENTIALS", "")]),
        (
            "addPerson",
            json!({
                "email": "nobody", "name": " ", "language": "EN", "timeZone": "Mars/Base",
                "roles": [{ "role": "OBSERVER", "party": global(PARTY, NOTHING) }],
            }),
            &[
                ("MALFORMED", "email"),
                ("UNKNOWN_TIME_ZONE", "timeZone"),
                ("REQUIRED", "name"),
                ("NOT_FOUND", "roles.0.party"),
            ],
        ),
        ("resetPassword", json!({ "person": global(PERSON, NOTHING) }), &[("NOT_FOUND", "person")]),
        ("mailPasswordLink", json!({ "person": global(PERSON, NOTHING) }), &[("NOT_FOUND", "person")]),
    ]
}

/// Sends what is refused, in both languages.
async fn refuse(world: &World, (mutation, input, expected): Case) {
    let before = lasting_rows(world).await;
    let mut said = Vec::new();
    for language in Language::ALL {
        let caller = Caller { language, ..Caller::system() };
        let payload = world.act(&caller, mutation, input.clone()).await;
        let refusals = payload["errors"].as_array().unwrap();
        let found: Vec<_> = refusals.iter().map(|refusal| (text(&refusal["code"]), path(refusal))).collect();
        let expected: Vec<_> = expected.iter().map(|(code, path)| (*code, (*path).to_owned())).collect();
        assert_eq!(found, expected, "{mutation} {input}");
        assert_eq!(refusals[0]["existing"].is_null(), expected[0].0 != "ALREADY_THERE", "{payload}");
        let made = |field: &str| !["errors", "ambiguousTime"].contains(&field);
        let mut fields = payload.as_object().unwrap().iter().filter(|(field, _)| made(field));
        assert!(fields.all(|(_, made)| made.is_null()), "nothing comes of it: {payload}");
        said.push(refusals.iter().map(|refusal| text(&refusal["message"]).to_owned()).collect::<Vec<_>>());
    }
    for (indonesian, english) in said[0].iter().zip(&said[1]) {
        assert!(!indonesian.is_empty() && !english.is_empty() && indonesian != english, "{indonesian} {english}");
    }
    assert_eq!(lasting_rows(world).await, before, "{mutation} changes nothing");
}

fn path(refusal: &Value) -> String {
    refusal["path"].as_array().unwrap().iter().map(text).collect::<Vec<_>>().join(".")
}

/// How many rows there are, but for the notes of attempts to sign in, and the key to them.
async fn lasting_rows(world: &World) -> Vec<(String, i64)> {
    let notes = ["sign_in_failure", "registry_note"];
    world.rows().await.into_iter().filter(|(table, _)| !notes.contains(&table.as_str())).collect()
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

/// Exchanges and postings have states of their own, and so do their gates.
async fn a_gate_says_where_the_record_stands_whatever_it_is(test: TestRegistry) {
    let world = World::new(test);
    let bandung = world.test.party("ID", Kind::City, "Bandung").await;
    let id = global(EXCHANGE, world.exchange(bandung, json!({})).await);
    let input = json!({ "exchange": id, "expectedRevision": 1, "reason": "Hujan" });
    let document = "mutation ($input: CancelExchangeInput!) { cancelExchange(input: $input) { errors { code state { code name } \
                    possible { code } stage } } }";
    let cancel = async |revision: i32| {
        let input = merged(input.clone(), json!({ "expectedRevision": revision }));
        world.ask(&Caller::system(), document, json!({ "input": input })).await["data"]["cancelExchange"]["errors"]
            .clone()
    };
    assert_eq!(cancel(1).await, json!([]));
    let again = cancel(2).await;
    assert_eq!((&again[0]["code"], &again[0]["stage"]), (&json!("WRONG_STATE"), &Value::Null), "{again}");
    assert_eq!(again[0]["possible"], json!([]));
    assert_eq!(again[0]["state"]["code"], json!("CANCELLED"), "{again}");
}

/// Inputs that the library refuses before anything of the registry is asked.
const BAD: [&str; 14] = [
    "{ regions(first: \"banyak\") { totalCount } }",
    "{ regions(first: 99999999999) { totalCount } }",
    "{ regions(filter: {kind: [DESA]}) { totalCount } }",
    "{ regions(filter: {desa: 1}) { totalCount } }",
    "{ regions(besar: true) { totalCount } }",
    "{ regions { nodes } }",
    "{ regions { totalCount { x } } }",
    "{ daerah { nama } }",
    "{ agreementsAsOf(date: \"besok\") { totalCount } }",
    "{ exchanges(filter: {startsFrom: \"2026-01-01\"}) { totalCount } }",
    "{ region(by: {}) { name } }",
    "{ nodes(ids: [\"a\"]) { ...F } }",
    "query ($n: Int) { regions { totalCount } }",
    "{ regions(first: ",
];

async fn an_indonesian_answer_has_no_english_sentence(test: TestRegistry) {
    let world = World::new(test);
    let english = ["Invalid", "Unknown", "expected", "Failed", "must", "Field", "Variable", "required", " is "];
    for query in BAD {
        for language in [Language::Id, Language::En] {
            let caller = Caller { language, ..Caller::system() };
            let answer = world.ask(&caller, query, json!({})).await;
            let message = text(&answer["errors"][0]["message"]).to_owned();
            let has_english = english.iter().any(|word| message.contains(word));
            assert!(language == Language::En || !has_english, "{query}: {message}");
        }
    }
}
