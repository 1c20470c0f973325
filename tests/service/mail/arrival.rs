//! From the mutation that schedules an exchange to the mailboxes of those who follow it.

use super::{
    sink::Offer,
    world::{World, until},
};
use crate::kembar::Service;
use chrono::{DateTime, Duration, Utc};
use entity::{
    Caller, Registry,
    account::{
        Secret,
        act::{NewPerson, add_person, set_password},
        record::Carrier,
        rule::Profile,
    },
    on_both_databases,
    place::{
        find::party_by_code,
        record::{KEMENDAGRI, Kind},
    },
    policy::{Membership, Role, Visibility},
    testing::TestRegistry,
    text::Language,
};
use reqwest::{Client, StatusCode};
use serde_json::{Value, json};
use uuid::Uuid;

const PASSWORD: &str = "jembatan dua kota";
/// How long before its day-before reminder an exchange is scheduled: enough time to follow it.
const BEFORE: Duration = Duration::seconds(20);

on_both_databases!(a_reminder_arrives_once_in_the_language_and_time_of_each_follower);

/// Somebody who has signed in.
struct Person<'a> {
    service: &'a Service,
    email: &'static str,
    token: String,
}

impl<'a> Person<'a> {
    /// Somebody with an account in `party`, who signs in through the API.
    async fn new(
        (registry, service): (&Registry, &'a Service),
        email: &'static str,
        (role, party): (Role, Uuid),
        (language, zone): (Language, &str),
    ) -> Self {
        let profile =
            Profile { email: email.to_owned(), name: "Contoh".to_owned(), language, time_zone: zone.to_owned() };
        let new = NewPerson { profile, memberships: vec![Membership { role, party: Some(party) }] };
        let (_, link) = add_person(registry, &Caller::system(), &new).await.unwrap();
        set_password(registry, link.reveal(), &Secret::new(PASSWORD), Carrier::Token).await.unwrap();
        let stranger = Self { service, email, token: String::new() };
        let input = json!({ "email": email, "password": PASSWORD, "session": "TOKEN" });
        let signed_in = stranger.does("signIn", "SignInInput", "token", input).await;
        Self { token: signed_in["token"].as_str().unwrap().to_owned(), ..stranger }
    }

    async fn ask(&self, query: &str, variables: Value) -> Value {
        let mut request = Client::new().post(format!("{}/graphql", self.service.url));
        if !self.token.is_empty() {
            request = request.bearer_auth(&self.token);
        }
        let answer = request.json(&json!({ "query": query, "variables": variables })).send().await.unwrap();
        let mut answer: Value = answer.json().await.unwrap();
        assert!(answer["errors"].is_null(), "{query}: {answer}");
        answer["data"].take()
    }

    /// Performs an act that is not refused.
    async fn does(&self, act: &str, input_type: &str, wanted: &str, input: Value) -> Value {
        let mutation = format!(
            "mutation($input: {input_type}!) {{ {act}(input: $input) {{ {wanted} errors {{ code message path }} }} }}"
        );
        let mut answer = self.ask(&mutation, json!({ "input": input })).await;
        assert_eq!(answer[act]["errors"], json!([]), "{act}");
        answer[act].take()
    }

    async fn follows(&self, subject: &Value) {
        self.does("follow", "FollowInput", "subject { __typename }", json!({ "subject": subject })).await;
    }
}

/// Schedules an exchange in Jakarta's time whose reminder is due soon.
async fn schedule(organiser: &Person<'_>, starts: DateTime<Utc>, host: &Value, agreement: &Value) -> Value {
    let jakarta = starts + Duration::hours(7);
    let input = json!({
        "title": { "id": "Mengelola sampah dari sumbernya", "en": "Managing waste at the source" },
        "method": "STUDY_VISIT",
        "format": "ONSITE",
        "when": {
            "startsOn": jakarta.date_naive().to_string(),
            "startTime": jakarta.format("%H:%M:%S").to_string(),
            "timeZone": "Asia/Jakarta",
        },
        "place": "Balai Kota Bandung",
        "host": host,
        "agreement": agreement,
    });
    organiser.does("scheduleExchange", "ScheduleExchangeInput", "exchange { id revision }", input).await["exchange"]
        .take()
}

/// The one mail that `person` got.
fn mail_of(world: &World, person: &Person<'_>) -> Offer {
    let mut mails: Vec<Offer> = world.sink.taken().into_iter().filter(|offer| offer.to == person.email).collect();
    assert_eq!(mails.len(), 1, "{}", person.email);
    mails.remove(0)
}

async fn follows_left(world: &World) -> usize {
    use sea_orm::EntityTrait;
    entity::notice::record::follow::Entity::find().all(&world.registry.db).await.unwrap().len()
}

async fn a_reminder_arrives_once_in_the_language_and_time_of_each_follower(test: TestRegistry) {
    let world = World::new(test, 0).await;
    let (test, registry) = (&world.test, &world.registry);
    let bandung = party_by_code(registry, KEMENDAGRI, "32.73").await.unwrap().unwrap().id;
    let jayapura = party_by_code(registry, KEMENDAGRI, "91.71").await.unwrap().unwrap().id;
    let kochi = test.party("JP", Kind::City, "Kochi").await;
    test.agreement([bandung, kochi], Visibility::Public).await;
    let place = world.place();
    let service = place.serve();
    let here = (registry, &service);
    let (indonesian, english) = ((Language::Id, "Asia/Jayapura"), (Language::En, "Asia/Tokyo"));
    let organiser = Person::new(here, "fajar@contoh.example", (Role::ForumOrganiser, bandung), indonesian).await;
    let gita = Person::new(here, "gita@contoh.example", (Role::Observer, jayapura), indonesian).await;
    let hana = Person::new(here, "hana@contoh.example", (Role::Observer, kochi), english).await;
    let eka = Person::new(here, "eka@contoh.example", (Role::Observer, bandung), english).await;
    let found = organiser
        .ask(
            "{ region(by: { code: { scheme: \"kemendagri\", value: \"32.73\" } }) { id } \
               agreements(first: 1) { nodes { id } } }",
            json!({}),
        )
        .await;
    let (region, agreement) = (&found["region"]["id"], &found["agreements"]["nodes"][0]["id"]);
    gita.follows(region).await;
    hana.follows(agreement).await;
    eka.follows(region).await;
    eka.follows(agreement).await;

    let starts = registry.now() + Duration::days(1) + BEFORE;
    let exchange = schedule(&organiser, starts, region, agreement).await;
    organiser.follows(&exchange["id"]).await;
    eka.follows(&exchange["id"]).await;
    assert_eq!(world.sink.count(), 0, "nothing is due yet");
    until("four mails arrive", async || world.sink.taken().len() >= 4).await;

    let at = |hours: i64, form: &str| (starts + Duration::hours(hours)).format(form).to_string();
    for (person, language, times) in [
        (&gita, "id", [at(9, "%H.%M WIT"), at(7, "%H.%M WIB")]),
        (&organiser, "id", [at(9, "%H.%M WIT"), at(7, "%H.%M WIB")]),
        (&hana, "en", [at(9, "%H:%M JST"), at(7, "%H:%M WIB")]),
        (&eka, "en", [at(9, "%H:%M JST"), at(7, "%H:%M WIB")]),
    ] {
        let mail = mail_of(&world, person);
        let said = mail.text();
        assert_eq!(mail.header("Content-Language").as_deref(), Some(language));
        assert_eq!(mail.header("Auto-Submitted").as_deref(), Some("auto-generated"));
        let title = if language == "id" { "Mengelola sampah dari sumbernya" } else { "Managing waste at the source" };
        for part in [title, "Balai Kota Bandung", times[0].as_str(), times[1].as_str()] {
            assert!(said.contains(part), "{part}: {said}");
        }
    }
    let token = stop_works(&world, &mail_of(&world, &gita)).await;

    let input = json!({ "exchange": exchange["id"], "expectedRevision": exchange["revision"], "reason": "Banjir" });
    organiser.does("cancelExchange", "CancelExchangeInput", "exchange { status }", input).await;
    until("the cancellation arrives", async || world.sink.taken().len() >= 7).await;
    world.settled().await;
    let mails = world.sink.taken();
    assert_eq!(mails.len(), 7, "each once, and nobody who has stopped");
    assert!(mails[4..].iter().all(|mail| mail.to != gita.email && mail.text().contains("Banjir")));
    let log = service.log();
    assert!(!log.contains(&token), "no link is logged: {log}");
}

/// The link of a mail changes nothing when it is opened, by anyone, and stops the mails with one click. Returns its
/// token.
async fn stop_works(world: &World, mail: &Offer) -> String {
    let link = mail.header("List-Unsubscribe").unwrap();
    let link = link.trim_matches(['<', '>']);
    assert_eq!(mail.header("List-Unsubscribe-Post").as_deref(), Some("List-Unsubscribe=One-Click"));
    assert!(mail.text().contains(link));
    let (client, before) = (Client::new(), follows_left(world).await);
    for request in [client.get(link), client.head(link), client.get(link)] {
        assert_eq!(request.send().await.unwrap().status(), StatusCode::OK);
    }
    assert_eq!(follows_left(world).await, before, "looking changes nothing");
    for _ in 0..2 {
        let click = client.post(link).header("content-type", "application/x-www-form-urlencoded");
        assert_eq!(click.body("List-Unsubscribe=One-Click").send().await.unwrap().status(), StatusCode::OK);
        assert_eq!(follows_left(world).await, before - 1);
    }
    let forged = client.post(format!("{link}x")).send().await.unwrap();
    assert_eq!(forged.status(), StatusCode::NOT_FOUND);
    link.rsplit('/').next().unwrap().to_owned()
}
