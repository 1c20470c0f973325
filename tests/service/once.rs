//! Mutations under an `Idempotency-Key`: services that are killed while they carry one out, and services side by side.

use crate::kembar::{Place, Service};
use chrono::TimeDelta;
use entity::{
    clock::{Clock, SystemClock},
    database::{self, DatabaseConnection},
    testing::TestRegistry,
};
use reqwest::Client;
use sea_orm::{ConnectionTrait, Statement};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

/// How often a service is killed.
const KILLS: u32 = 20;
/// How many callers ask at once.
const ASKING: usize = 20;

/// What came back.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Reply {
    status: u16,
    replayed: bool,
    code: String,
    body: String,
}

/// Someone who puts exchanges on the calendar with their software.
#[derive(Debug, Clone)]
struct Software {
    key: String,
    host: String,
}

impl Software {
    /// The software of Surabaya; the service has run in `place` before.
    async fn new(place: &Place, service: &Service) -> Self {
        let arguments = ["client", "add", "--name", "Kantor", "--in", "id-kota-surabaya"];
        let said = place.run(&[&arguments[..], &["--role", "FORUM_ORGANISER", "--scope", "WRITE"]].concat());
        let key =
            said.out.split_whitespace().find(|word| word.starts_with("kbr_")).unwrap_or_else(|| panic!("{said:?}"));
        let query = "{ region(by: {code: {scheme: \"kemendagri\", value: \"35.78\"}}) { id } }";
        let answer = Client::new().post(format!("{}/graphql", service.url)).json(&json!({ "query": query }));
        let answer: Value = answer.send().await.unwrap().json().await.unwrap();
        Self { key: key.to_owned(), host: answer["data"]["region"]["id"].as_str().unwrap().to_owned() }
    }

    /// Asks for an exchange under a key. Fails if the service dies first.
    async fn ask(self, graphql: String, key: String) -> Result<Reply, reqwest::Error> {
        let query = "mutation ($input: ScheduleExchangeInput!) { \
                     scheduleExchange(input: $input) { exchange { id startsAt } errors { code } } }";
        let next_year = (SystemClock.now() + TimeDelta::days(365)).date_naive();
        let when = json!({ "startsOn": next_year, "startTime": "09:00:00", "timeZone": "Asia/Jakarta" });
        let input = json!({
            "title": { "en": key }, "method": "STUDY_VISIT", "format": "ONSITE", "when": when, "place": "Balai Kota",
            "host": self.host,
        });
        let request = Client::new().post(graphql).bearer_auth(self.key).header("idempotency-key", format!("\"{key}\""));
        let answer = request.json(&json!({ "query": query, "variables": { "input": input } })).send().await?;
        let (status, replayed) = (answer.status().as_u16(), answer.headers().contains_key("idempotency-replayed"));
        let body = answer.text().await?;
        let read: Value = serde_json::from_str(&body).unwrap();
        let code = read["errors"][0]["extensions"]["code"].as_str().unwrap_or_default().to_owned();
        Ok(Reply { status, replayed, code, body })
    }

    /// The same, of a service that stays alive, until nobody is working on it any more.
    async fn ask_until_done(&self, service: &Service, key: &str) -> Reply {
        loop {
            let reply = self.clone().ask(graphql(service), key.to_owned()).await.unwrap();
            if reply.code != "IN_PROGRESS" {
                return reply;
            }
        }
    }
}

fn graphql(service: &Service) -> String {
    format!("{}/graphql", service.url)
}

/// How many exchanges there are, and how many journal entries that record them.
async fn made(db: &DatabaseConnection) -> (i64, i64) {
    let sql = "select (select count(*) from exchange) as made, \
               (select count(*) from journal where act = 'scheduleExchange') as said";
    let row = db.query_one_raw(Statement::from_string(db.get_database_backend(), sql)).await.unwrap().unwrap();
    (row.try_get("", "made").unwrap(), row.try_get("", "said").unwrap())
}

/// Kills services at moments all over a request, and asks again.
async fn each_change_is_made_once(place: Place, url: &str) {
    let mut service = place.serve();
    let db = database::open(url, 1).await.unwrap();
    let software = Software::new(&place, &service).await;
    let begun = Instant::now();
    assert_eq!(software.ask_until_done(&service, "exchange-0").await.status, 200);
    let usual = begun.elapsed();
    let (mut answered, mut replayed, mut lost, mut unmade) = (0, 0, 0, 0);
    for kill in 1..=KILLS {
        let key = format!("exchange-{kill}");
        let asked = tokio::spawn(software.clone().ask(graphql(&service), key.clone()));
        tokio::time::sleep(Duration::mul_f64(usual, 1.5) * (kill - 1) / KILLS).await;
        service.signal("KILL");
        service.wait();
        let first = asked.await.unwrap().ok();
        service = place.serve();
        let again = software.ask_until_done(&service, &key).await;
        match (&first, again.status) {
            // What was answered is answered again.
            (Some(first), 200) => {
                assert_eq!((first.status, again.replayed, &again.body), (200, true, &first.body));
                answered += 1;
            }
            (None, 200) if again.replayed => replayed += 1,
            (None, 200) => unmade += 1,
            (None, 409) => {
                assert_eq!(again.code, "ALREADY_DONE");
                lost += 1;
            }
            _ => panic!("{first:?} {again:?}"),
        }
        assert_eq!(made(&db.current()).await, (i64::from(kill) + 1, i64::from(kill) + 1), "kill {kill}");
    }
    eprintln!(
        "{KILLS} kills: {unmade} before the change, {lost} between the change and its answer, {replayed} before the \
         answer went out, {answered} after"
    );
}

#[tokio::test]
async fn a_change_is_made_once_whenever_the_service_is_killed() {
    let place = Place::new();
    let url = format!("sqlite://{}/kembar-data/kembar.db", place.path().display());
    each_change_is_made_once(place, &url).await;
}

#[tokio::test]
async fn a_change_is_made_once_whenever_a_service_on_postgresql_is_killed() {
    let url = TestRegistry::empty_postgres().await;
    each_change_is_made_once(Place::new().set("KEMBAR_DATABASE_URL", &url), &url).await;
}

#[tokio::test]
async fn two_services_on_one_database_know_each_others_keys() {
    let url = TestRegistry::empty_postgres().await;
    let places = [(); 2].map(|()| Place::new().set("KEMBAR_DATABASE_URL", &url));
    let services = places.each_ref().map(Place::serve);
    let db = database::open(&url, 1).await.unwrap();
    let software = Software::new(&places[0], &services[0]).await;
    let asking: Vec<_> = (0..ASKING)
        .map(|number| tokio::spawn(software.clone().ask(graphql(&services[number % 2]), "exchange".to_owned())))
        .collect();
    let mut replies = Vec::new();
    for one in asking {
        replies.push(one.await.unwrap().unwrap());
    }
    let first = replies.iter().find(|reply| reply.status == 200 && !reply.replayed).unwrap();
    for reply in &replies {
        match reply.status {
            200 => assert_eq!(reply.body, first.body),
            // Between the change and its answer another service knows that the change was made, but not the answer.
            409 => assert!(["IN_PROGRESS", "ALREADY_DONE"].contains(&reply.code.as_str()), "{reply:?}"),
            _ => panic!("{reply:?}"),
        }
    }
    assert_eq!(made(&db.current()).await, (1, 1));
    for service in &services {
        let again = software.ask_until_done(service, "exchange").await;
        assert_eq!((again.status, again.replayed, &again.body), (200, true, &first.body));
    }
}
