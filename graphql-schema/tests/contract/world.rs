//! A registry to ask, and what stands in it.

use crate::tables::Tables;
use async_graphql::{Request, Response, ServerError, Variables};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use entity::{
    Caller,
    account::{act::grant_role, attempt::Origin},
    exchange::import::record::ExchangeRow,
    import_batch::{
        act::{NewImport, Received, ReceivedRow, check_import},
        record::{ImportKind, Reading},
    },
    policy::{Membership, Role, Who},
    testing::{TestRegistry, stranger},
};
use graphql_schema::{
    Execute, Visit, attend, build,
    error::{ApiError, Code, body, mask},
    limit::{Limits, admit},
    once::{Answered, Entrance, attend_once},
};
use sea_orm::{ConnectionTrait, Statement};
use serde_json::{Value, json};
use std::{
    collections::BTreeSet,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};
use uuid::Uuid;

/// The kinds of identifiers, as callers hold them.
pub const PARTY: u8 = 1;
pub const PARTNERSHIP: u8 = 2;
pub const AGREEMENT: u8 = 4;
pub const DOCUMENT: u8 = 5;
pub const EXCHANGE: u8 = 6;
pub const PERSON: u8 = 7;
pub const API_CLIENT: u8 = 8;
pub const CHANGE: u8 = 10;
pub const REPORT: u8 = 14;
pub const PARTNER_WANTED: u8 = 15;
pub const IMPORT: u8 = 30;
pub const IMPORT_ROW: u8 = 31;

/// The identifier that callers hold.
pub fn global(kind: u8, id: Uuid) -> String {
    URL_SAFE_NO_PAD.encode([&[kind], id.as_bytes().as_slice()].concat())
}

/// What an identifier that callers hold is one of.
pub fn kind(id: &str) -> u8 {
    URL_SAFE_NO_PAD.decode(id).unwrap()[0]
}

/// What stands behind an identifier that callers hold.
pub fn local(id: &Value) -> Uuid {
    Uuid::from_slice(&URL_SAFE_NO_PAD.decode(id.as_str().unwrap()).unwrap()[1..]).unwrap()
}

/// A registry and its schema.
pub struct World {
    pub test: TestRegistry,
    pub schema: Arc<dyn Execute>,
    keys: AtomicUsize,
    tried: Mutex<BTreeSet<String>>,
}

impl World {
    /// A person who does the work of a party.
    pub async fn colleague(&self, email: &str, party: Uuid) -> Uuid {
        let person = self.test.person(email, party).await.person().unwrap();
        let works = Membership { role: Role::AgreementManager, party: Some(party) };
        grant_role(&self.test.registry, &Caller::system(), person, works).await.unwrap();
        person
    }

    pub fn new(test: TestRegistry) -> Self {
        let schema = build(test.registry.clone());
        Self { test, schema, keys: AtomicUsize::new(0), tried: Mutex::default() }
    }

    /// The answer to a document, as the service gives it.
    pub async fn ask(&self, caller: &Caller, query: &str, variables: Value) -> Value {
        self.ask_within(None, caller, query, variables).await
    }

    /// The same, with the session that the request came with. A change is asked for under a key and then again: each one
    /// is made once, and answered alike.
    pub async fn ask_within(&self, session: Option<Uuid>, caller: &Caller, query: &str, variables: Value) -> Value {
        if !query.starts_with("mutation") || matches!(caller.who, Who::Anonymous | Who::System) {
            let response = match admitted(session, caller, query, &variables) {
                Ok((request, visit)) => {
                    self.schema.execute(attend(request, &self.test.registry, caller.clone(), visit)).await
                }
                Err(error) => Response::from_errors(vec![error]),
            };
            return serde_json::from_str(&body(&mask(response, caller.language, "test"))).unwrap();
        }
        let key = format!("key-{}", self.keys.fetch_add(1, Ordering::Relaxed));
        let before = self.acts().await;
        let (replayed, first) = self.ask_once(session, caller, query, &variables, &key).await.unwrap();
        assert!(!replayed, "{query}");
        let after = self.acts().await;
        if before < after && !["signIn(", "signOut "].iter().any(|own| query.contains(own)) {
            let again = self.ask_once(session, caller, query, &variables, &key).await;
            assert_eq!(self.acts().await, after, "it is done once: {query}");
            match again {
                Ok(again) => assert_eq!((again, reveals(&first)), ((true, first.clone()), false), "{query}"),
                Err(error) => assert_eq!((error.code(), reveals(&first)), (Code::AlreadyDone, true), "{query}"),
            }
        }
        serde_json::from_str(&first).unwrap()
    }

    /// What is answered to a mutation under a key, and whether it was answered before.
    pub async fn ask_once(
        &self,
        session: Option<Uuid>,
        caller: &Caller,
        query: &str,
        variables: &Value,
        key: &str,
    ) -> Result<(bool, String), ApiError> {
        let (request, visit) = match admitted(session, caller, query, variables) {
            Ok(admitted) => admitted,
            Err(error) => return Ok((false, body(&mask(Response::from_errors(vec![error]), caller.language, "test")))),
        };
        let carry = async |request| mask(self.schema.execute(request).await, caller.language, "test");
        let answered = match attend_once(request, &self.test.registry, caller.clone(), visit, key).await? {
            Entrance::Carry(request) => Answered::Now(carry(*request).await),
            Entrance::Once(request, keyed) => keyed.end(carry(*request).await).await?,
            Entrance::Again(answer) => Answered::Again(answer),
        };
        Ok(match answered {
            Answered::Now(response) => (false, body(&response)),
            Answered::Again(answer) => (true, answer),
        })
    }

    /// How many acts there were.
    pub async fn acts(&self) -> i64 {
        self.value("select seq from journal_head").await
    }

    /// What a stranger reads.
    pub async fn read(&self, query: &str) -> Value {
        let mut answer = self.ask(&stranger(), query, json!({})).await;
        assert_eq!(answer.get("errors"), None, "{query}");
        answer["data"].take()
    }

    /// How many statements it takes to answer a stranger.
    pub async fn statements(&self, query: &str) -> usize {
        self.statements_of(&stranger(), query).await
    }

    /// How many statements it takes to answer a caller.
    pub async fn statements_of(&self, caller: &Caller, query: &str) -> usize {
        let before = self.test.statements();
        let answer = self.ask(caller, query, json!({})).await;
        assert_eq!(answer.get("errors"), None, "{query}");
        self.test.statements() - before
    }

    /// What comes of a mutation.
    pub async fn act(&self, caller: &Caller, mutation: &str, input: Value) -> Value {
        let mut answer = self.ask(caller, &document(mutation), json!({ "input": input })).await;
        assert_eq!(answer.get("errors"), None, "{mutation}");
        answer["data"][mutation].take()
    }

    /// What comes of a mutation that is asked for with this document, succeeds and stands in the journal once: it has been
    /// tried.
    pub async fn try_out(
        &self,
        session: Option<Uuid>,
        caller: &Caller,
        (mutation, document): (&str, &str),
        input: Value,
    ) -> Value {
        // A document has an entry of its own beside that of its agreement.
        let recorded = format!("select count(*) from journal where act = '{mutation}' and subject_kind <> 'DOCUMENT'");
        let before: i64 = self.value(&recorded).await;
        let mut answer = self.ask_within(session, caller, document, json!({ "input": input })).await;
        assert_eq!(answer.get("errors"), None, "{mutation}");
        let payload = answer["data"][mutation].take();
        assert_eq!(payload["errors"], json!([]), "{mutation}");
        // The record that is split off begins with an entry of its own.
        let entries = if mutation == "splitParty" { 2 } else { 1 };
        assert_eq!(self.value::<i64>(&recorded).await, before + entries, "{mutation} is recorded once");
        self.tried.lock().unwrap().insert(mutation.to_owned());
        payload
    }

    /// The mutations that have been tried.
    pub fn tried(&self) -> BTreeSet<String> {
        self.tried.lock().unwrap().clone()
    }

    /// What comes of a mutation that the operator does and that succeeds.
    pub async fn done(&self, mutation: &str, input: Value) -> Value {
        let payload = self.act(&Caller::system(), mutation, input).await;
        assert_eq!(payload["errors"], json!([]), "{mutation}");
        payload
    }

    /// A partnership; its identifier.
    pub async fn claim(&self, members: &[Uuid], with: Value) -> Uuid {
        local(&self.done("claimPartnership", merged(claim(members), with)).await["partnership"]["id"])
    }

    /// An agreement; its identifier.
    pub async fn agreement(&self, parties: &[Uuid], with: Value) -> Uuid {
        local(&self.done("registerLegacyAgreement", merged(agreement(parties), with)).await["agreement"]["id"])
    }

    /// An exchange; its identifier.
    pub async fn exchange(&self, host: Uuid, with: Value) -> Uuid {
        local(&self.done("scheduleExchange", merged(exchange(host), with)).await["exchange"]["id"])
    }

    /// A file of past visits that a party received, each by its title and whoever came to learn; its identifier.
    pub async fn import(&self, caller: &Caller, party: Uuid, visits: &[(&str, &str)]) -> Uuid {
        let row = |(line, (title, learners)): (u64, &(&str, &str))| {
            let row = ExchangeRow {
                line,
                title: (*title).to_owned(),
                start: "2024-02-29".to_owned(),
                venue: "Balai Kota".to_owned(),
                host: party.to_string(),
                learners: (*learners).to_owned(),
                ..ExchangeRow::default()
            };
            ReceivedRow { line, cells: vec![(*title).to_owned()], reading: Ok(Reading::Exchange(row)) }
        };
        let (header, rows) = (vec!["title".to_owned()], (2..).zip(visits).map(row).collect());
        let file = Received { name: "kunjungan.csv".into(), sha256: "a".repeat(64), bytes: 9, header, rows };
        let new = NewImport { kind: ImportKind::Exchanges, party, source: None, as_of: None };
        Box::pin(check_import(&self.test.registry, caller, &new, file)).await.unwrap().id
    }

    /// A posting on the board; its identifier.
    pub async fn wanted(&self, party: Uuid, with: Value) -> Uuid {
        local(&self.done("postPartnerWanted", merged(wanted(party), with)).await["partnerWanted"]["id"])
    }

    /// Reports of a party to the governor on two quarters of 2026: one that is submitted, and one that is due.
    pub async fn reports(&self, party: Uuid) {
        let of = |quarter| json!({ "party": global(PARTY, party), "recipient": "GOVERNOR", "period": "QUARTER", "year": 2026, "number": quarter });
        let opened = &self.done("openReport", of(3)).await["report"];
        let input = json!({ "report": opened["id"], "expectedRevision": opened["revision"] });
        let submitted = &self.done("submitReport", input).await["report"];
        let back =
            json!({ "report": submitted["id"], "expectedRevision": submitted["revision"], "remark": "Lampiran" });
        let returned = &self.done("returnReport", back).await["report"];
        let again = json!({ "report": returned["id"], "expectedRevision": returned["revision"] });
        self.done("submitReport", again).await;
        self.done("openReport", of(4)).await;
    }

    /// Runs SQL that both databases understand.
    pub async fn sql(&self, sql: &str) {
        self.test.registry.db.execute_unprepared(sql).await.unwrap();
    }

    /// One value of one row.
    pub async fn value<T: sea_orm::TryGetable>(&self, sql: &str) -> T {
        let db = &self.test.registry.db;
        let row = db.query_one_raw(Statement::from_string(db.get_database_backend(), sql)).await.unwrap().unwrap();
        row.try_get_by_index(0).unwrap()
    }

    /// How many rows each table has, and how many acts there were.
    pub async fn rows(&self) -> Vec<(String, i64)> {
        let mut counts = vec![("acts".to_owned(), self.acts().await)];
        for table in Tables::read(self).await.names() {
            let count = self.value(&format!("select count(*) from {table}")).await;
            counts.push((table.to_owned(), count));
        }
        counts
    }
}

/// A request that keeps within the limits.
fn admitted(
    session: Option<Uuid>,
    caller: &Caller,
    query: &str,
    variables: &Value,
) -> Result<(Request, Visit), ServerError> {
    let mut request = Request::new(query).variables(Variables::from_json(variables.clone()));
    admit(&mut request, &Limits::default(), caller.language)?;
    let visit = Visit {
        session,
        from: Origin::default(),
        cookie: Arc::new(|_| "session=x".to_owned()),
        device_cookie: Arc::new(|_| "device=x".to_owned()),
    };
    Ok((request, visit))
}

/// Whether an answer has a key or a token in it. The beginning of a key, by which it is told from others, is none.
fn reveals(answer: &str) -> bool {
    let secret = |begins: &str| answer.split(begins).skip(1).any(|rest| rest.find('"').is_some_and(|end| end > 20));
    secret("\"kbr_") || secret("\"kbs_") || secret("\"/password/") || secret("\"/answer/")
}

/// The document of a mutation, with all that its payload has.
pub fn document(mutation: &str) -> String {
    let (input, made) = match mutation {
        "claimPartnership" => ("ClaimPartnershipInput", "partnership { id revision verification }"),
        "addRegion" => ("AddRegionInput", "region { id revision slug }"),
        "addInstitution" => ("AddInstitutionInput", "institution { id revision name }"),
        "amendParty" => ("AmendPartyInput", "party { id kind ... on Region { revision website } }"),
        "confirmParty" => ("ConfirmPartyInput", "party { id kind ... on Region { revision unconfirmedSince } }"),
        "mergeParties" => ("MergePartiesInput", "party { id name ... on Region { revision } }"),
        "splitParty" => {
            ("SplitPartyInput", "split { party { id name } part { id name slug ... on Region { revision } } }")
        }
        "registerLegacyAgreement" => ("RegisterLegacyAgreementInput", "agreement { id revision stage title }"),
        "scheduleExchange" => ("ScheduleExchangeInput", "ambiguousTime exchange { id revision status startsAt }"),
        "rescheduleExchange" => ("RescheduleExchangeInput", "ambiguousTime exchange { id revision status startsAt }"),
        "cancelExchange" => ("CancelExchangeInput", "ambiguousTime exchange { id revision status cancelReason }"),
        "recordPastExchange" => ("RecordPastExchangeInput", "exchange { id revision status source startsAt }"),
        "confirmParticipation" | "declineParticipation" => {
            ("ParticipationInput", "exchange { id revision host { id } }")
        }
        "confirmAttachment" | "declineAttachment" => {
            ("AttachmentInput", "exchange { id revision agreement { id } askedAgreement { id } }")
        }
        "postPartnerWanted" => ("PostPartnerWantedInput", "partnerWanted { id revision open contact }"),
        "revisePartnerWanted" => ("RevisePartnerWantedInput", "partnerWanted { id revision open contact }"),
        "closePartnerWanted" => ("ClosePartnerWantedInput", "partnerWanted { id revision open closedOn }"),
        "ask" => ("AskInput", "path request { id revision wants answer }"),
        "answerRequest" => ("AnswerRequestInput", "request { id revision answer }"),
        "withdrawRequest" => ("WithdrawRequestInput", "request { id revision answer }"),
        "checkImport" => ("CheckImportInput", "importBatch { id revision state }"),
        "chooseCandidates" => ("ChooseCandidatesInput", "importBatch { id revision state counts { toEnter } }"),
        "confirmImport" => ("ConfirmImportInput", "importBatch { id revision state }"),
        "undoImport" => ("UndoImportInput", "importBatch { id revision state }"),
        "dropImport" => ("DropImportInput", "importBatch { id revision state }"),
        "nameDeputy" => ("NameDeputyInput", "deputy { id from until person { id } standsIn { name } party { id } }"),
        "endDeputy" => ("EndDeputyInput", "deputy { id from until }"),
        "takeTask" | "releaseTask" => ("TaskInput", "task { id kind }"),
        "takeNextTask" => ("TakeNextTaskInput", "task { id kind }"),
        "snoozeTask" => ("SnoozeTaskInput", "task { id snoozedUntil }"),
        "openReport" => ("OpenReportInput", "report { id revision }"),
        "submitReport" => ("ReportInput", "report { id revision }"),
        "returnReport" => ("ReturnReportInput", "report { id revision }"),
        "follow" | "unfollow" => ("FollowInput", "subject { id }"),
        "amendProfile" => ("AmendProfileInput", "person { id name language timeZone }"),
        "changePassword" => ("ChangePasswordInput", "person { id }"),
        "disablePerson" | "reopenPerson" | "mailPasswordLink" => ("PersonInput", "person { id name }"),
        "addPerson" => ("AddPersonInput", "path person { id name email }"),
        "resetPassword" => ("PersonInput", "path person { id name }"),
        "grantRole" | "withdrawRole" => ("RoleInput", "person { id name }"),
        "signIn" => ("SignInInput", "token expiresAt person { name email }"),
        "signOut" => return "mutation { signOut { errors { code } } }".to_owned(),
        "createApiClient" => ("CreateApiClientInput", "key apiClient { id name keyPrefix revokedAt }"),
        "rotateApiClient" => ("RotateApiClientInput", "key apiClient { id name keyPrefix revokedAt }"),
        "revokeApiClient" => ("RevokeApiClientInput", "key apiClient { id name keyPrefix revokedAt }"),
        other => panic!("a mutation without a document: {other}"),
    };
    let errors = "errors { code message path existing }";
    format!("mutation ($input: {input}!) {{ {mutation}(input: $input) {{ {made} {errors} }} }}")
}

pub fn claim(members: &[Uuid]) -> Value {
    json!({
        "members": globals(members),
        "class": "SISTER",
        "source": "Daftar kerja sama",
        "asOf": "2026-01-31",
        "since": "2012-06",
    })
}

pub fn place(name: &str, kind: &str) -> Value {
    json!({ "name": name, "kind": kind, "country": "KR", "source": "suwon.go.kr", "asOf": "2012-01-31" })
}

pub fn agreement(parties: &[Uuid]) -> Value {
    json!({
        "parties": globals(parties),
        "class": "SISTER",
        "termKind": "FIXED",
        "signedOn": "2024-03-19",
        "expiresOn": "2027-03-18",
        "fields": ["EDUCATION"],
        "documents": [{ "kind": "LETTER_OF_INTENT", "issuedOn": "2023-05" }],
        "missingEvidence": ["SIGNED_TEXT"],
        "source": "Arsip kerja sama",
        "asOf": "2026-01-31",
    })
}

pub fn exchange(host: Uuid) -> Value {
    json!({
        "title": { "id": "Pengelolaan sampah", "en": "Managing waste" },
        "method": "STUDY_VISIT",
        "format": "ONSITE",
        "when": { "startsOn": "2026-12-10", "startTime": "09:00:00", "timeZone": "Asia/Jakarta" },
        "place": "Balai Kota",
        "host": global(PARTY, host),
    })
}

pub fn wanted(party: Uuid) -> Value {
    json!({
        "party": global(PARTY, party),
        "text": { "id": "Mencari kota pelabuhan", "en": "Looking for a port city" },
        "countries": ["ID"],
        "fields": ["PORT_MANAGEMENT"],
        "methods": ["STUDY_VISIT"],
        "contact": "Bagian Kerja Sama",
    })
}

fn globals(ids: &[Uuid]) -> Vec<String> {
    ids.iter().map(|id| global(PARTY, *id)).collect()
}

/// An object with some of its fields replaced.
pub fn merged(mut object: Value, with: Value) -> Value {
    let Value::Object(with) = with else { panic!("an object") };
    object.as_object_mut().unwrap().extend(with);
    object
}
