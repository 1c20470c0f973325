//! The sign-in door: what strangers do there takes nothing from anybody else.

use crate::{
    bad_day::is_long,
    kembar::{Place, Service},
};
use entity::testing::TestRegistry;
use reqwest::{Client, Response, header::SET_COOKIE};
use serde_json::{Value, json};
use std::{
    fs,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU32, Ordering::Relaxed},
    },
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

const EMAIL: &str = "siti@contoh.id";
const PASSWORD: &str = "rumah di tepi sungai";
const SIGN_IN: &str = "mutation ($email: String!, $password: String!) { signIn(input: { email: $email, password: $password }) { \
                       person { name } errors { code retryAfter } } }";

/// A registry with people who are signed in, behind a proxy on the same machine.
struct Office {
    service: Service,
    /// The cookies of each: Siti comes first.
    sessions: Vec<String>,
    _place: Place,
}

impl Office {
    async fn new(place: Place) -> Self {
        Self::of(1, place).await
    }

    async fn of(people: usize, place: Place) -> Self {
        let place = place.set("KEMBAR_TRUSTED_PROXIES", "127.0.0.1");
        // The first start makes the registry.
        drop(place.serve());
        let links: Vec<String> = (0..people)
            .map(|n| {
                let email = if n == 0 { EMAIL.to_owned() } else { format!("rekan.{n}@contoh.id") };
                let said = place.run(&[
                    "user",
                    "add",
                    &email,
                    "--name",
                    "Siti",
                    "--everywhere",
                    "--role",
                    "NATIONAL_REVIEWER",
                ]);
                let link = said.out.split_once("/password/").unwrap_or_else(|| panic!("{said:?}")).1;
                link.split_whitespace().next().unwrap().to_owned()
            })
            .collect();
        let service = place.serve();
        let client = Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
        let typed = PASSWORD.replace(' ', "+");
        let mut sessions = Vec::new();
        for link in links {
            let request = client.post(format!("{}/password/{link}", service.url));
            let request = request.header("content-type", "application/x-www-form-urlencoded");
            let answer =
                request.body(format!("input.password={typed}&input.passwordAgain={typed}")).send().await.unwrap();
            assert_eq!(answer.status(), 303);
            sessions.push(cookies(&answer));
        }
        Self { service, sessions, _place: place }
    }

    /// Asks as a caller at this address, with these cookies.
    async fn ask(&self, from: &str, cookies: &str, query: &str, variables: &Value) -> Response {
        ask(&Client::new(), &self.service.url, from, cookies, query, variables).await
    }

    async fn sign_in(&self, from: &str, cookies: &str, password: &str) -> Response {
        self.ask(from, cookies, SIGN_IN, &json!({ "email": EMAIL, "password": password })).await
    }

    /// The memory that the service has taken, in MB.
    fn memory(&self) -> u64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.service.process())).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
        line.trim().trim_end_matches(" kB").parse::<u64>().unwrap() / 1024
    }
}

async fn ask(client: &Client, url: &str, from: &str, cookies: &str, query: &str, variables: &Value) -> Response {
    let request = client.post(format!("{url}/graphql")).header("x-forwarded-for", from).header("cookie", cookies);
    request.json(&json!({ "query": query, "variables": variables })).send().await.unwrap()
}

/// The cookies that an answer sets, as they are sent back.
fn cookies(answer: &Response) -> String {
    let set = answer.headers().get_all(SET_COOKIE).iter().map(|value| value.to_str().unwrap());
    set.map(|cookie| cookie.split(';').next().unwrap()).collect::<Vec<_>>().join("; ")
}

async fn refusal(answer: Response) -> Value {
    let answer: Value = answer.json().await.unwrap();
    answer["data"]["signIn"]["errors"][0].clone()
}

#[tokio::test]
async fn a_cookie_that_ran_out_keeps_nobody_from_signing_in() {
    let office = Office::new(Place::new()).await;
    let stale = "kembar=kbs_tidak-berlaku-lagi";
    let viewer = "{ viewer { person { name } } }";
    assert_eq!(office.ask("203.0.113.7", stale, viewer, &json!({})).await.status(), 401);
    let signed_in = office.sign_in("203.0.113.7", stale, PASSWORD).await;
    assert_eq!(signed_in.status(), 200);
    let fresh = cookies(&signed_in);
    assert!(fresh.starts_with("kembar=kbs_") && fresh.contains("; kembar-device=kbd_"), "{fresh}");
    let seen: Value = office.ask("203.0.113.7", &fresh, viewer, &json!({})).await.json().await.unwrap();
    assert_eq!(seen["data"]["viewer"]["person"]["name"], "Siti");
    let elsewhere = "mutation { signOut { errors { code } } }";
    assert_eq!(office.ask("203.0.113.7", stale, elsewhere, &json!({})).await.status(), 401);
}

#[tokio::test]
async fn whoever_guesses_waits_and_the_person_does_not() {
    let office = Office::new(Place::new()).await;
    let device = cookies(&office.sign_in("198.51.100.1", "", PASSWORD).await);
    let device = device.split("; ").find(|cookie| cookie.starts_with("kembar-device=")).unwrap();
    for _ in 0..10 {
        assert_eq!(refusal(office.sign_in("203.0.113.7", "", "salah").await).await["code"], "WRONG_CREDENTIALS");
    }
    let held = refusal(office.sign_in("203.0.113.7", "", PASSWORD).await).await;
    assert_eq!(held["code"], "TOO_MANY_ATTEMPTS");
    assert!((1..=300).contains(&held["retryAfter"].as_i64().unwrap()), "{held}");
    // What the guesser claims about their address is not believed.
    let forged = office.sign_in("192.0.2.9, 203.0.113.7", "", PASSWORD).await;
    assert_eq!(refusal(forged).await["code"], "TOO_MANY_ATTEMPTS");
    let same_place = office.sign_in("203.0.113.7", device, PASSWORD).await;
    assert!(cookies(&same_place).starts_with("kembar=kbs_"), "a browser that is known");
    let other_place = office.sign_in("203.0.113.8", "", PASSWORD).await;
    assert!(cookies(&other_place).starts_with("kembar=kbs_"), "another address");
}

/// Strangers who try one account after another as fast as they are answered, each time from a different network. They
/// have a thread of their own, so that they do not slow down the people who are measured.
struct Strangers {
    counts: Arc<Counts>,
    thread: JoinHandle<()>,
}

#[derive(Default)]
struct Counts {
    over: AtomicBool,
    /// How many of their guesses were checked.
    tried: AtomicU32,
    /// How many found the queue full.
    sent_away: AtomicU32,
}

impl Strangers {
    fn begin(count: u32, url: &str) -> Self {
        let (counts, url) = (Arc::<Counts>::default(), url.to_owned());
        let told = counts.clone();
        let thread = thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(async {
                let tasks: Vec<_> = (0..count).map(|n| tokio::spawn(knock(n, url.clone(), told.clone()))).collect();
                for task in tasks {
                    task.await.unwrap();
                }
            });
        });
        Self { counts, thread }
    }

    fn tried(&self) -> u32 {
        self.counts.tried.load(Relaxed)
    }

    fn sent_away(&self) -> u32 {
        self.counts.sent_away.load(Relaxed)
    }

    fn end(self) {
        self.counts.over.store(true, Relaxed);
        self.thread.join().unwrap();
    }
}

/// What the stranger with the number `n` does until it is over.
async fn knock(n: u32, url: String, counts: Arc<Counts>) {
    let client = Client::new();
    for turn in 0_u32.. {
        if counts.over.load(Relaxed) {
            return;
        }
        let guess = json!({ "email": format!("orang.{n}.{turn}@contoh.id"), "password": "salah" });
        let from = format!("10.{n}.{}.1", turn % 256);
        let answer = ask(&client, &url, &from, "", SIGN_IN, &guess).await;
        if answer.status() == 200 {
            counts.tried.fetch_add(1, Relaxed);
            continue;
        }
        assert_eq!((answer.status().as_u16(), answer.headers()["retry-after"].to_str().unwrap()), (503, "1"));
        let told: Value = answer.json().await.unwrap();
        assert_eq!(told["errors"][0]["extensions"]["code"], "OVERLOADED");
        counts.sent_away.fetch_add(1, Relaxed);
    }
}

/// What somebody at work asks: it is answered.
async fn work(client: &Client, url: &str, session: &str) {
    let query =
        "{ viewer { person { name } } regions(first: 20, filter: { country: \"ID\" }) { totalCount nodes { name } } }";
    let answer = ask(client, url, "203.0.113.7", session, query, &json!({})).await;
    assert_eq!(answer.status(), 200);
    let answer: Value = answer.json().await.unwrap();
    assert_eq!(answer.get("errors"), None);
    assert_eq!(answer["data"]["viewer"]["person"]["name"], "Siti");
}

async fn strangers_at_the_door(place: Place) {
    let office = Office::new(place).await;
    let session = &office.sessions[0];
    let strangers = Strangers::begin(60, &office.service.url);
    let client = Client::new();
    let mut answered = 0;
    while answered < 40 || strangers.tried() < 30 || strangers.sent_away() == 0 {
        work(&client, &office.service.url, session).await;
        answered += 1;
    }
    strangers.end();
}

#[tokio::test]
async fn sixty_strangers_at_the_door_do_not_hinder_an_officer_on_sqlite() {
    strangers_at_the_door(Place::new()).await;
}

#[tokio::test]
async fn sixty_strangers_at_the_door_do_not_hinder_an_officer_on_postgresql() {
    let url = TestRegistry::empty_postgres().await;
    strangers_at_the_door(Place::new().set("KEMBAR_DATABASE_URL", &url)).await;
}

#[tokio::test]
async fn signing_in_takes_no_more_memory_the_more_do_it() {
    let office = Office::new(Place::new()).await;
    let url = &office.service.url;
    let many = |hundred: u32| async move {
        let asked = (0..24).map(|n| {
            let (url, from) = (url.clone(), format!("10.{hundred}.{n}.1"));
            let guess = json!({ "email": format!("orang.{hundred}.{n}@contoh.id"), "password": "salah" });
            tokio::spawn(async move { ask(&Client::new(), &url, &from, "", SIGN_IN, &guess).await.status().as_u16() })
        });
        for answer in asked.collect::<Vec<_>>() {
            assert_eq!(answer.await.unwrap(), 200);
        }
    };
    many(0).await;
    let before = office.memory();
    for hundred in 1..4 {
        many(hundred).await;
    }
    let after = office.memory();
    // One hash alone takes 19 MB.
    assert!(after < before + 16, "{before} MB, then {after} MB");
}

/// How long people at work wait, each with a pause of a tenth of a second after each answer: the median and the 99th
/// percentile, in milliseconds.
async fn all_work(url: &str, sessions: &[String]) -> (u128, u128) {
    let people: Vec<_> = sessions
        .iter()
        .map(|session| {
            let (url, session) = (url.to_owned(), session.clone());
            tokio::spawn(async move {
                let client = Client::new();
                let mut times = Vec::new();
                for _ in 0..100 {
                    let begun = Instant::now();
                    work(&client, &url, &session).await;
                    times.push(begun.elapsed().as_micros());
                    tokio::time::sleep(Duration::from_millis(100)).await;
                }
                times
            })
        })
        .collect();
    let mut times = Vec::new();
    for person in people {
        times.extend(person.await.unwrap());
    }
    times.sort_unstable();
    (times[times.len() / 2] / 1000, times[times.len() * 99 / 100] / 1000)
}

async fn measure_people(place: Place) {
    let office = Office::of(20, place).await;
    let (url, people) = (&office.service.url, &office.sessions);
    let alone = all_work(url, people).await;
    let strangers = Strangers::begin(200, url);
    let beside = all_work(url, people).await;
    let (tried, sent_away) = (strangers.tried(), strangers.sent_away());
    strangers.end();
    println!(
        "20 people, p50 and p99 in ms: alone {alone:?}, beside 200 strangers {beside:?} ({tried} tried, {sent_away} sent away); {} MB",
        office.memory()
    );
}

#[tokio::test]
async fn measured_with_two_hundred_strangers_on_sqlite() {
    if !is_long() {
        return;
    }
    measure_people(Place::new()).await;
}

#[tokio::test]
async fn measured_with_two_hundred_strangers_on_postgresql() {
    if !is_long() {
        return;
    }
    let url = TestRegistry::empty_postgres().await;
    measure_people(Place::new().set("KEMBAR_DATABASE_URL", &url)).await;
}

#[tokio::test]
async fn measured_with_two_thousand_sign_ins() {
    if !is_long() {
        return;
    }
    let office = Office::new(Place::new()).await;
    let mut seen = vec![(0, office.memory())];
    for round in 0..200 {
        let tries = (0..10).map(|n| {
            let (url, from) = (office.service.url.clone(), format!("10.{round}.{n}.1"));
            let who = json!({ "email": EMAIL, "password": PASSWORD });
            tokio::spawn(async move { ask(&Client::new(), &url, &from, "", SIGN_IN, &who).await })
        });
        for answer in tries.collect::<Vec<_>>() {
            assert!(cookies(&answer.await.unwrap()).starts_with("kembar=kbs_"));
        }
        if [0, 4, 49, 99, 199].contains(&round) {
            seen.push(((round + 1) * 10, office.memory()));
        }
    }
    println!("sign-ins and MB: {seen:?}");
}
