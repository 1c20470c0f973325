//! An office whose software writes without pause, and keeps track of what was acknowledged.

use crate::kembar::{Place, Service};
use entity::{agreement::record::document, database, testing::TestRegistry};
use reqwest::Client;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::{Value, json};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{
        Arc, Mutex, RwLock,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::Duration,
};
use tokio::task::JoinHandle;

/// How long any request may take: none goes on forever.
const PATIENCE: Duration = Duration::from_secs(30);
/// The partners of its agreements, for each of which somebody writes.
const PARTNERS: [&str; 4] = ["32.73", "33.74", "34.71", "35.73"];

/// An office with its key, and agreements whose documents it records.
pub struct Office {
    /// Where its services run.
    pub place: Place,
    url: String,
    key: String,
    agreements: Vec<String>,
}

impl Office {
    /// One on the embedded database.
    pub async fn sqlite() -> Self {
        let place = Place::new();
        let url = format!("sqlite://{}", place.path().join("kembar-data/kembar.db").display());
        Self::at(place, url).await
    }

    /// One on a PostgreSQL database of its own.
    pub async fn postgres() -> Self {
        let url = TestRegistry::empty_postgres().await;
        Self::at(Place::new().set("KEMBAR_DATABASE_URL", &url), url).await
    }

    async fn at(place: Place, url: String) -> Self {
        let service = place.serve();
        let arguments = ["client", "add", "--name", "Kantor", "--in", "id-kota-surabaya"];
        let said = place.run(&[&arguments[..], &["--role", "COORDINATOR", "--scope", "WRITE"]].concat());
        let key = said.out.split_whitespace().find(|word| word.starts_with("kbr_")).unwrap().to_owned();
        let mut office = Self { place, url, key, agreements: Vec::new() };
        let address = service.url.clone();
        let region = async |code: &str| {
            let query = format!("{{ region(by: {{code: {{scheme: \"kemendagri\", value: {code:?}}}}}) {{ id }} }}");
            let answer = ask(&Client::new(), &address, &office.key, &query, json!({})).await.unwrap();
            answer["data"]["region"]["id"].clone()
        };
        let home = region("35.78").await;
        let mut agreements = Vec::new();
        for partner in PARTNERS {
            let begin = "mutation ($input: RegisterInitiativeInput!) { registerInitiative(input: $input) { \
                         agreement { id } errors { code } } }";
            let input = json!({
                "parties": [home, region(partner).await], "class": "PROJECT", "channel": "OWN_REGION",
                "letter": { "issuedOn": "2026-01-05", "number": "1/KS" },
            });
            let answer = ask(&Client::new(), &address, &office.key, begin, json!({ "input": input })).await.unwrap();
            let id = answer["data"]["registerInitiative"]["agreement"]["id"].as_str();
            agreements.push(id.unwrap_or_else(|| panic!("{answer}")).to_owned());
        }
        office.agreements = agreements;
        office
    }

    /// Begins to write to `service`.
    pub fn write_to(&self, service: &Service) -> Writers {
        let writers = Shared {
            address: RwLock::new(service.url.clone()),
            key: self.key.clone(),
            stop: AtomicBool::new(false),
            name: service.process(),
            next: AtomicUsize::new(0),
            tally: Mutex::default(),
        };
        let shared = Arc::new(writers);
        let tasks = self.agreements.iter().map(|agreement| tokio::spawn(write(shared.clone(), agreement.clone())));
        Writers { tasks: tasks.collect(), shared }
    }

    /// Asks `service` for something that needs the database.
    pub async fn reads(&self, service: &Service) -> bool {
        let answer = ask(&Client::new(), &service.url, &self.key, "{ agreements { totalCount } }", json!({})).await;
        answer.is_ok_and(|answer| answer["data"]["agreements"]["totalCount"].is_u64())
    }

    /// The host and port of its PostgreSQL server.
    pub fn server(&self) -> String {
        self.url.split('@').nth(1).unwrap().split('/').next().unwrap().to_owned()
    }

    /// The address of its database by way of another host and port.
    pub fn by_way_of(&self, host: &str) -> String {
        self.url.replace(&self.server(), host)
    }

    /// Compares what two offices were told with what the database holds.
    pub async fn check_both(&self, mine: &Tally, theirs: &Tally) {
        let mut all = mine.clone();
        all.acknowledged.extend(theirs.acknowledged.iter().cloned());
        all.unanswered += theirs.unanswered;
        for (code, times) in &theirs.refused {
            *all.refused.entry(code.clone()).or_default() += times;
        }
        self.check(&all).await;
    }

    /// Compares what was acknowledged with what the database holds: nothing is lost or duplicated.
    pub async fn check(&self, tally: &Tally) {
        let db = database::open(&self.url, 1).await.unwrap();
        let rows = document::Entity::find().filter(document::Column::Number.like("run-%")).all(&db).await.unwrap();
        let numbers: Vec<String> = rows.into_iter().filter_map(|row| row.number).collect();
        let stored: BTreeSet<&String> = numbers.iter().collect();
        let lost: Vec<_> = tally.acknowledged.iter().filter(|number| !stored.contains(number)).collect();
        eprintln!(
            "{} acknowledged, {} lost, {} duplicated, {tally}",
            tally.acknowledged.len(),
            lost.len(),
            numbers.len() - stored.len()
        );
        assert_eq!(lost, Vec::<&String>::new(), "acknowledged and lost");
        assert_eq!(numbers.len(), stored.len(), "doubled");
        assert!(!tally.refused.contains_key("INTERNAL"), "{tally}");
        db.close().await.unwrap();
    }
}

/// What happened to the requests.
#[derive(Debug, Default, Clone)]
pub struct Tally {
    acknowledged: BTreeSet<String>,
    refused: BTreeMap<String, usize>,
    unanswered: usize,
}

impl Tally {
    fn note(&mut self, number: String, answer: reqwest::Result<Value>) {
        match answer {
            Ok(answer) if answer["data"]["made"]["document"]["id"].is_string() => {
                self.acknowledged.insert(number);
            }
            Ok(answer) => {
                let code = answer["errors"][0]["extensions"]["code"].as_str();
                *self.refused.entry(code.map_or_else(|| answer.to_string(), str::to_owned)).or_default() += 1;
            }
            Err(error) => {
                assert!(!error.is_timeout(), "a request that does not end");
                self.unanswered += 1;
            }
        }
    }
}

impl std::fmt::Display for Tally {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?} refused, {} without an answer", self.refused, self.unanswered)
    }
}

struct Shared {
    address: RwLock<String>,
    key: String,
    stop: AtomicBool,
    name: u32,
    next: AtomicUsize,
    tally: Mutex<Tally>,
}

/// The writers.
pub struct Writers {
    tasks: Vec<JoinHandle<()>>,
    shared: Arc<Shared>,
}

impl Writers {
    /// Lets them continue with this service.
    pub fn turn_to(&self, service: &Service) {
        service.url.clone_into(&mut self.shared.address.write().unwrap());
    }

    /// How much has been acknowledged.
    pub fn acknowledged(&self) -> usize {
        self.shared.tally.lock().unwrap().acknowledged.len()
    }

    /// How often they were refused with this code.
    pub fn refused(&self, code: &str) -> usize {
        self.shared.tally.lock().unwrap().refused.get(code).copied().unwrap_or(0)
    }

    /// Waits until this many more have been acknowledged.
    pub async fn go_on(&self, more: usize) {
        let goal = self.acknowledged() + more;
        self.until(|| self.acknowledged() >= goal).await;
    }

    /// Waits until `done`.
    pub async fn until(&self, done: impl Fn() -> bool) {
        let waited = async {
            while !done() {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        let waited = tokio::time::timeout(4 * PATIENCE, waited).await;
        assert!(waited.is_ok(), "it did not happen: {}", self.shared.tally.lock().unwrap());
    }

    /// Stops writing, once each request under way has ended.
    pub async fn stop(self) -> Tally {
        self.shared.stop.store(true, Ordering::SeqCst);
        for task in self.tasks {
            task.await.unwrap();
        }
        self.shared.tally.lock().unwrap().clone()
    }
}

async fn write(shared: Arc<Shared>, agreement: String) {
    let client = Client::builder().timeout(PATIENCE).build().unwrap();
    let record = "mutation ($input: RecordDocumentInput!) { made: recordDocument(input: $input) { \
                  document { id } errors { code } } }";
    while !shared.stop.load(Ordering::SeqCst) {
        let number = format!("run-{}-{}", shared.name, shared.next.fetch_add(1, Ordering::SeqCst));
        let input =
            json!({ "agreement": agreement, "kind": "MEETING_MINUTES", "number": number, "note": "x".repeat(2000) });
        let address = shared.address.read().unwrap().clone();
        let answer = ask(&client, &address, &shared.key, record, json!({ "input": input })).await;
        shared.tally.lock().unwrap().note(number, answer);
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
}

async fn ask(client: &Client, address: &str, key: &str, query: &str, variables: Value) -> reqwest::Result<Value> {
    let request = client.post(format!("{address}/graphql")).bearer_auth(key);
    request.json(&json!({ "query": query, "variables": variables })).send().await?.json().await
}
