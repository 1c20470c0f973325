//! Mutations under a key, as they come over HTTP.

use crate::{
    config::{Config, Sources},
    http::{Endpoint, State, graphql, graphql_endpoint},
    worker::Standing,
};
use actix_web::{App, http::header, test, web};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use entity::{
    Caller,
    account::{
        Secret,
        act::{NewPerson, add_person, set_password},
        client::{
            act::{NewClient, create_client, revoke_client},
            rule::Scope,
        },
        record::Carrier,
        rule::Profile,
    },
    notice::act::follow,
    once::record,
    place::record::Kind,
    policy::{Membership, Role},
    subject::{Subject, SubjectKind},
    testing::TestRegistry,
    text::Language,
};
use futures_util::future::join_all;
use sea_orm::{ConnectionTrait, EntityTrait, Statement};
use serde_json::{Value, json};
use uuid::Uuid;

const KEY: &str = "\"8e03978e-40d5-43dd-bc93-6894a57f9324\"";
const SCHEDULE: &str = "mutation ($input: ScheduleExchangeInput!) { scheduleExchange(input: $input) { \
                        exchange { id place } errors { code } } }";

/// A region's software and its officer, and the service.
struct World {
    test: TestRegistry,
    home: Uuid,
    client: Uuid,
    software: Secret,
    officer: Secret,
    endpoint: web::Data<Endpoint>,
}

impl World {
    async fn new() -> Self {
        let test = TestRegistry::sqlite().await;
        let home = test.party("ID", Kind::City, "Bandung").await;
        let membership = Membership { role: Role::ForumOrganiser, party: Some(home) };
        let new = NewClient { name: "Portal".into(), membership, scopes: vec![Scope::Write], expires_in_days: None };
        let (client, software) = create_client(&test.registry, &Caller::system(), &new).await.unwrap();
        let profile = Profile {
            email: "sari@bandung.go.id".into(),
            name: "Sari".into(),
            language: Language::Id,
            time_zone: "Asia/Jakarta".into(),
        };
        let new = NewPerson { profile, memberships: vec![membership] };
        let (_, link) = add_person(&test.registry, &Caller::system(), &new).await.unwrap();
        let password = Secret::from("rumah di tepi sungai");
        let officer = set_password(&test.registry, link.reveal(), &password, Carrier::Cookie).await.unwrap().token;
        let state = State::new(
            test.registry.clone(),
            Config::load(&Sources::default()).unwrap(),
            "http://127.0.0.1:8080".parse().unwrap(),
            tokio::sync::watch::channel(Standing::default()).1,
        );
        Self { home, client: client.id, software, officer, endpoint: graphql_endpoint(&state), test }
    }

    async fn send(&self, shows: (header::HeaderName, String), key: &str, body: &Value) -> Reply {
        let app = test::init_service(App::new().configure(graphql::routes(self.endpoint.clone()))).await;
        let request = test::TestRequest::post()
            .uri("/graphql")
            .insert_header(shows)
            .insert_header((header::ACCEPT_LANGUAGE, "en"))
            .insert_header(("idempotency-key", key))
            .set_json(body);
        let answer = test::call_service(&app, request.to_request()).await;
        let has = |name: &str| answer.headers().contains_key(name);
        let (status, replayed, retry_after) =
            (answer.status().as_u16(), has("idempotency-replayed"), has("retry-after"));
        let body = String::from_utf8(test::read_body(answer).await.to_vec()).unwrap();
        Reply { status, replayed, retry_after, body }
    }

    fn schedule(&self, place: &str) -> Value {
        let when = json!({ "startsOn": "2026-12-10", "startTime": "09:00:00", "timeZone": "Asia/Jakarta" });
        let host = URL_SAFE_NO_PAD.encode([&[1], self.home.as_bytes().as_slice()].concat());
        let input = json!({
            "title": { "en": "Managing waste" }, "method": "STUDY_VISIT", "format": "ONSITE", "when": when,
            "place": place, "host": host,
        });
        json!({ "query": SCHEDULE, "variables": { "input": input } })
    }

    async fn count(&self, of: &str) -> i64 {
        let db = &self.test.registry.db;
        let sql = format!("select count(*) as n from {of}");
        let row = db.query_one_raw(Statement::from_string(db.get_database_backend(), sql)).await.unwrap();
        row.unwrap().try_get("", "n").unwrap()
    }

    async fn lose_answers(&self) {
        self.test.registry.db.execute_unprepared("update idempotency_key set answer = null").await.unwrap();
    }
}

/// What came back.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Reply {
    status: u16,
    replayed: bool,
    retry_after: bool,
    body: String,
}

impl Reply {
    fn code(&self) -> String {
        let body: Value = serde_json::from_str(&self.body).unwrap();
        body["errors"][0]["extensions"]["code"].as_str().unwrap_or_default().to_owned()
    }
}

/// The credentials of a request.
fn by(software: &Secret) -> (header::HeaderName, String) {
    (header::AUTHORIZATION, format!("Bearer {}", software.reveal()))
}

#[actix_web::test]
async fn twenty_posts_with_one_key_make_one_change() {
    let world = World::new().await;
    let follower = world.test.person("adi@bandung.go.id", world.home).await;
    follow(&world.test.registry, &follower, Subject::new(SubjectKind::Party, world.home)).await.unwrap();
    let body = world.schedule("Balai Kota");
    let replies = join_all((0..20).map(|_| world.send(by(&world.software), KEY, &body))).await;
    let first = replies.iter().find(|reply| reply.status == 200 && !reply.replayed).unwrap();
    for reply in &replies {
        match reply.status {
            200 => assert_eq!(reply.body, first.body),
            // Whoever comes between the change and the keeping of its answer hears that it was made, and on what.
            409 => assert!(
                [("IN_PROGRESS", true), ("ALREADY_DONE", false)].contains(&(reply.code().as_str(), reply.retry_after))
            ),
            _ => panic!("{reply:?}"),
        }
    }
    assert_eq!(replies.iter().filter(|reply| reply.status == 200 && !reply.replayed).count(), 1);
    assert_eq!(world.count("exchange").await, 1);
    assert_eq!(world.count("journal where act = 'scheduleExchange'").await, 1);
    let reminders = world.count("notice").await;
    let again = world.send(by(&world.software), KEY, &body).await;
    assert_eq!((again.status, again.replayed, &again.body), (200, true, &first.body));
    assert_eq!(world.count("notice").await, reminders, "nobody is reminded twice");
}

#[actix_web::test]
async fn people_with_a_cookie_and_software_with_a_key_have_keys_of_their_own() {
    let world = World::new().await;
    let body = world.schedule("Balai Kota");
    let cookie = (header::COOKIE, format!("kembar={}", world.officer.reveal()));
    let mut answers = Vec::new();
    for shows in [by(&world.software), cookie] {
        let first = world.send(shows.clone(), KEY, &body).await;
        assert_eq!((first.status, first.replayed, first.code().as_str()), (200, false, ""), "{first:?}");
        // The same key without its quotation marks.
        let again = world.send(shows, KEY.trim_matches('"'), &body).await;
        assert_eq!((again.status, again.replayed, &again.body), (200, true, &first.body));
        answers.push(first.body);
    }
    assert_ne!(answers[0], answers[1]);
    assert_eq!(world.count("exchange").await, 2);
}

#[actix_web::test]
async fn each_way_in_which_a_key_does_not_fit_has_a_status_of_its_own() {
    let world = World::new().await;
    let body = world.schedule("Balai Kota");
    let told = async |key: &str, body: &Value| {
        let reply = world.send(by(&world.software), key, body).await;
        (reply.status, reply.code())
    };
    let said = |status: u16, code: &str| (status, code.to_owned());
    assert_eq!(told("two words", &body).await, said(400, "BAD_REQUEST"));
    let unfollow = "mutation { a: unfollow(input: { subject: \"x\" }) { errors { code } } b: unfollow(input: { subject: \"x\" }) { errors { code } } }";
    assert_eq!(told(KEY, &json!({ "query": unfollow })).await, said(400, "BAD_REQUEST"));
    assert_eq!(world.count("idempotency_key").await, 0);

    assert_eq!(told(KEY, &body).await, said(200, ""));
    assert_eq!(told(KEY, &world.schedule("Alun-alun")).await, said(422, "IDEMPOTENCY_KEY_REUSED"));
    world.lose_answers().await;
    assert_eq!(told(KEY, &body).await, said(409, "ALREADY_DONE"));
    assert_eq!(world.count("exchange").await, 1);
    // Reading changes nothing, whatever key comes with it.
    assert_eq!(told("two words", &json!({ "query": "{ viewer { __typename } }" })).await, said(200, ""));
}

#[actix_web::test]
async fn an_answer_is_given_again_only_to_those_who_are_still_let_in() {
    let world = World::new().await;
    let body = world.schedule("Balai Kota");
    assert_eq!(world.send(by(&world.software), KEY, &body).await.status, 200);
    revoke_client(&world.test.registry, &Caller::system(), world.client).await.unwrap();
    let reply = world.send(by(&world.software), KEY, &body).await;
    assert_eq!((reply.status, reply.code().as_str()), (401, "UNAUTHENTICATED"));
}

#[actix_web::test]
async fn what_is_kept_is_what_was_sent_and_nothing_of_the_key_or_the_request() {
    let world = World::new().await;
    let first = world.send(by(&world.software), KEY, &world.schedule("Balai Kota")).await;
    let kept = record::Entity::find().one(&world.test.registry.db).await.unwrap().unwrap();
    assert_eq!((kept.holder_id, kept.answer), (world.client, Some(first.body)));
    assert_eq!([kept.key_hash, kept.request_hash, kept.rights_hash].map(|hash| hash.len()), [32; 3]);
}
