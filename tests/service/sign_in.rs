//! The sign-in door: what strangers do there takes nothing from anybody else.

use crate::kembar::{Place, Service};
use entity::testing::TestRegistry;
use reqwest::{Client, Response, header::SET_COOKIE};
use serde_json::{Value, json};
use std::{
    fs,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU32, Ordering::Relaxed},
    },
};

const EMAIL: &str = "siti@contoh.id";
const PASSWORD: &str = "rumah di tepi sungai";
const SIGN_IN: &str = "mutation ($email: String!, $password: String!) { signIn(input: { email: $email, password: $password }) { \
                       person { name } errors { code retryAfter } } }";

/// A registry with one person, behind a proxy on the same machine.
struct Office {
    service: Service,
    _place: Place,
}

impl Office {
    async fn new(place: Place) -> Self {
        let place = place.set("KEMBAR_TRUSTED_PROXIES", "127.0.0.1");
        let service = place.serve();
        let link = service.said.split_whitespace().find(|word| word.contains("/setup/")).unwrap().to_owned();
        let form = [
            ("name", "Siti"),
            ("email", EMAIL),
            ("time_zone", "Asia/Jakarta"),
            ("password", PASSWORD),
            ("password_again", PASSWORD),
        ];
        let path = link.split_once("/setup/").unwrap().1;
        let client = Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
        let body =
            form.map(|(name, value)| format!("{name}={}", value.replace(' ', "+").replace('@', "%40"))).join("&");
        let request = client.post(format!("{}/setup/{path}", service.url));
        let typed = request.header("content-type", "application/x-www-form-urlencoded").body(body);
        assert_eq!(typed.send().await.unwrap().status(), 303);
        Self { service, _place: place }
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
    // What the guesser says of where they are is not believed.
    let forged = office.sign_in("192.0.2.9, 203.0.113.7", "", PASSWORD).await;
    assert_eq!(refusal(forged).await["code"], "TOO_MANY_ATTEMPTS");
    let same_place = office.sign_in("203.0.113.7", device, PASSWORD).await;
    assert!(cookies(&same_place).starts_with("kembar=kbs_"), "a browser that is known");
    let other_place = office.sign_in("203.0.113.8", "", PASSWORD).await;
    assert!(cookies(&other_place).starts_with("kembar=kbs_"), "another address");
}

/// Sixty strangers, each at an address of their own, try as fast as they are answered while an officer works.
async fn strangers_at_the_door(place: Place) {
    let office = Office::new(place).await;
    let session = cookies(&office.sign_in("203.0.113.7", "", PASSWORD).await);
    let work =
        "{ viewer { person { name } } regions(first: 20, filter: { country: \"ID\" }) { totalCount nodes { name } } }";
    let (over, tried, sent_away) =
        (Arc::new(AtomicBool::new(false)), Arc::new(AtomicU32::new(0)), Arc::new(AtomicU32::new(0)));
    let strangers: Vec<_> = (0..60)
        .map(|n| {
            let (over, tried, sent_away) = (over.clone(), tried.clone(), sent_away.clone());
            let url = office.service.url.clone();
            tokio::spawn(async move {
                let client = Client::new();
                let mut turn = 0;
                while !over.load(Relaxed) {
                    let guess = json!({ "email": format!("orang.{n}.{turn}@contoh.id"), "password": "salah" });
                    let from = format!("10.{n}.{}.1", turn % 256);
                    let answer = ask(&client, &url, &from, "", SIGN_IN, &guess).await;
                    match answer.status().as_u16() {
                        200 => tried.fetch_add(1, Relaxed),
                        503 => {
                            assert!(answer.headers().contains_key("retry-after"));
                            let told: Value = answer.json().await.unwrap();
                            assert_eq!(told["errors"][0]["extensions"]["code"], "OVERLOADED");
                            sent_away.fetch_add(1, Relaxed)
                        }
                        other => panic!("{other}"),
                    };
                    turn += 1;
                }
            })
        })
        .collect();
    let client = Client::new();
    let mut answered = 0;
    while answered < 100 || tried.load(Relaxed) < 30 || sent_away.load(Relaxed) == 0 {
        let answer = ask(&client, &office.service.url, "203.0.113.7", &session, work, &json!({})).await;
        assert_eq!(answer.status(), 200);
        let answer: Value = answer.json().await.unwrap();
        assert_eq!(answer.get("errors"), None);
        assert_eq!(answer["data"]["viewer"]["person"]["name"], "Siti");
        answered += 1;
    }
    over.store(true, Relaxed);
    for stranger in strangers {
        stranger.await.unwrap();
    }
}

#[tokio::test]
async fn sixty_strangers_at_the_door_do_not_hinder_an_officer_on_sqlite() {
    strangers_at_the_door(Place::new()).await;
}

#[tokio::test]
async fn sixty_strangers_at_the_door_do_not_hinder_an_officer_on_postgresql() {
    let (url, _) = TestRegistry::empty_postgres().await;
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
