//! Mutations under an idempotency key. That each mutation is made once and answered alike, `World::ask` shows for all that
//! are tried.

use crate::{
    catalogue::{Catalogue, named, text},
    world::{EXCHANGE, World, document, exchange, global, local, merged},
};
use entity::{
    Caller, on_both_databases,
    place::record::Kind,
    policy::{Role, Who},
    testing::{TestRegistry, stranger, who},
};
use graphql_schema::error::{ApiError, Code};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use uuid::Uuid;

on_both_databases!(
    a_key_stands_for_one_request_of_one_caller,
    a_lost_answer_names_what_was_changed,
    an_answer_is_for_those_who_may_do_as_much_as_before,
    what_was_refused_is_judged_anew,
    a_request_with_several_mutations_has_no_key,
    a_key_means_nothing_for_signing_in_and_out,
);

const KEY: &str = "8e03978e-40d5-43dd-bc93-6894a57f9324";

/// The fields that have secrets to tell: whoever adds one sees to it that [`Work::hand_out`] made the secret, and that
/// `World::ask` recognises it.
///
/// [`Work::hand_out`]: entity::Work
const SECRETS: [&str; 2] = ["ApiClientPayload.key", "SignInPayload.token"];
/// The fields whose names sound like those of secrets and that are none.
const NO_SECRETS: [&str; 1] = ["ApiClient.keyPrefix"];

/// A region that hosts exchanges, and its officer.
struct Host {
    world: World,
    home: Uuid,
    officer: Caller,
}

impl Host {
    async fn new(test: TestRegistry) -> Self {
        let world = World::new(test);
        let home = world.test.party("ID", Kind::City, "Bandung").await;
        Self { world, home, officer: who(Role::ForumOrganiser, Some(home)) }
    }

    /// Puts an exchange at this place on the calendar.
    async fn schedule(&self, caller: &Caller, place: &str) -> Result<(bool, String), ApiError> {
        let input = json!({ "input": merged(exchange(self.home), json!({ "place": place })) });
        self.world.ask_once(None, caller, &document("scheduleExchange"), &input, KEY).await
    }
}

fn code(answer: Result<(bool, String), ApiError>) -> Code {
    answer.unwrap_err().code()
}

async fn a_key_stands_for_one_request_of_one_caller(test: TestRegistry) {
    let host = Host::new(test).await;
    let (replayed, first) = host.schedule(&host.officer, "Balai Kota").await.unwrap();
    assert!(!replayed);
    assert_eq!(code(host.schedule(&host.officer, "Alun-alun").await), Code::KeyReused);
    let other_document = document("scheduleExchange").replace("exchange { id", "exchange { uid: id");
    let input = json!({ "input": exchange(host.home) });
    assert_eq!(code(host.world.ask_once(None, &host.officer, &other_document, &input, KEY).await), Code::KeyReused);
    assert_eq!(host.world.acts().await, 1);

    for who in [Who::Person(Uuid::from_u128(2)), Who::Client(Uuid::from_u128(3))] {
        let other = Caller { who, ..host.officer.clone() };
        let (replayed, own) = host.schedule(&other, "Alun-alun").await.unwrap();
        assert!(!replayed);
        assert_ne!(own, first);
    }
    assert_eq!(host.world.acts().await, 3);
    // The fields of an object are in no order.
    let shuffled: Value = serde_json::from_str(&format!("{{\"input\":{}}}", shuffled(&exchange(host.home)))).unwrap();
    let again = host.world.ask_once(None, &host.officer, &document("scheduleExchange"), &shuffled, KEY).await;
    assert_eq!(again.unwrap(), (true, first));
    assert_eq!(host.world.acts().await, 3);
}

fn shuffled(object: &Value) -> String {
    let fields = object.as_object().unwrap().iter().rev();
    let each: Vec<String> = fields.map(|(name, value)| format!("{}:{value}", Value::from(name.as_str()))).collect();
    format!("{{{}}}", each.join(","))
}

async fn a_lost_answer_names_what_was_changed(test: TestRegistry) {
    let host = Host::new(test).await;
    let (_, first) = host.schedule(&host.officer, "Balai Kota").await.unwrap();
    let first: Value = serde_json::from_str(&first).unwrap();
    // As if the service had died between the change and its answer.
    host.world.sql("update idempotency_key set answer = null").await;
    let error = host.schedule(&host.officer, "Balai Kota").await.unwrap_err();
    let made = local(&first["data"]["scheduleExchange"]["exchange"]["id"]);
    let ApiError::Told { code: Code::AlreadyDone, extensions, .. } = error else { panic!("{error:?}") };
    assert_eq!(extensions.get("subject"), Some(&global(EXCHANGE, made).into()));
    assert_eq!(host.world.acts().await, 1);
}

async fn an_answer_is_for_those_who_may_do_as_much_as_before(test: TestRegistry) {
    let host = Host::new(test).await;
    let first = host.schedule(&host.officer, "Balai Kota").await.unwrap().1;
    let elsewhere = host.world.test.party("KR", Kind::City, "Suwon").await;
    for changed in [
        Caller { memberships: Vec::new(), ..host.officer.clone() },
        who(Role::ForumOrganiser, Some(elsewhere)),
        who(Role::Observer, Some(host.home)),
        Caller { may_write: false, ..host.officer.clone() },
    ] {
        assert_eq!(code(host.schedule(&changed, "Balai Kota").await), Code::AlreadyDone);
    }
    assert_eq!(host.schedule(&host.officer, "Balai Kota").await.unwrap(), (true, first));
    assert_eq!(host.world.acts().await, 1);
}

async fn what_was_refused_is_judged_anew(test: TestRegistry) {
    let host = Host::new(test).await;
    let observer = who(Role::Observer, Some(host.home));
    let (_, refused) = host.schedule(&observer, "Balai Kota").await.unwrap();
    assert!(refused.contains("NOT_ALLOWED"), "{refused}");
    // Meanwhile they were given the role, and may also say something else.
    let (replayed, done) = host.schedule(&host.officer, "Alun-alun").await.unwrap();
    assert!(!replayed && done.contains("SCHEDULED"), "{done}");
    assert_eq!(host.world.acts().await, 1);
}

async fn a_request_with_several_mutations_has_no_key(test: TestRegistry) {
    let host = Host::new(test).await;
    let follow = |alias: &str| format!("{alias}: follow(input: {{ subject: \"x\" }}) {{ errors {{ code }} }}");
    for query in [
        format!("mutation {{ {} {} }}", follow("a"), follow("b")),
        format!("mutation {{ {} ...F }} fragment F on Mutation {{ {} }}", follow("a"), follow("b")),
    ] {
        let asked = host.world.ask_once(None, &host.officer, &query, &json!({}), KEY).await;
        assert_eq!(code(asked), Code::BadRequest, "{query}");
        assert!(host.world.ask_once(None, &stranger(), &query, &json!({}), KEY).await.is_ok(), "a stranger has no key");
    }
    let one = format!("mutation {{ __typename {} }}", follow("a"));
    assert!(host.world.ask_once(None, &host.officer, &one, &json!({}), KEY).await.is_ok());
}

async fn a_key_means_nothing_for_signing_in_and_out(test: TestRegistry) {
    let host = Host::new(test).await;
    let input = json!({ "input": { "email": "sari@bandung.go.id", "password": "x" } });
    for _ in 0..2 {
        let (replayed, _) = host.world.ask_once(None, &host.officer, &document("signIn"), &input, KEY).await.unwrap();
        assert!(!replayed);
    }
    let sign_out = "mutation { signOut { errors { code } } }";
    assert!(!host.world.ask_once(None, &host.officer, sign_out, &json!({}), KEY).await.unwrap().0);
    assert_eq!(host.world.value::<i64>("select count(*) from idempotency_key").await, 0);
}

#[tokio::test]
async fn every_field_that_tells_a_secret_is_known() {
    let world = World::new(TestRegistry::sqlite().await);
    let catalogue = Catalogue::read(&world).await;
    let mut found = BTreeSet::new();
    for kind in catalogue.0.keys() {
        for field in catalogue.fields(kind) {
            let name = text(&field["name"]).to_lowercase();
            let sounds =
                ["key", "token", "secret", "password", "link", "credential"].iter().any(|word| name.contains(word));
            if sounds && matches!(named(&field["type"]), "String" | "ID") {
                found.insert(format!("{kind}.{}", text(&field["name"])));
            }
        }
    }
    let known = SECRETS.iter().chain(&NO_SECRETS).map(|name| (*name).to_owned()).collect();
    assert_eq!(found, known);
}
