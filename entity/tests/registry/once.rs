//! What is done once: by how many ever it is asked for at once, and for how long it is remembered.

use chrono::Duration;
use entity::{
    Caller, Error, Registry,
    account::client::act::{NewClient, create_client},
    journal::{ChangeKind, Entry, SubjectKind},
    on_both_databases,
    once::{
        Once,
        act::{keep_answer, sweep},
        find::{Standing, standing},
        record,
        rule::LONGEST_ANSWER,
    },
    policy::{Act, Membership, Role, Who},
    subject::Subject,
    testing::{TestRegistry, who},
    text::Language,
};
use sea_orm::{ActiveValue::Set, ConnectionTrait, EntityTrait, IntoActiveModel, PaginatorTrait, Statement};
use serde_json::json;
use std::sync::Arc;
use uuid::Uuid;

on_both_databases!(
    of_twenty_who_ask_at_once_in_as_many_processes_one_does_it,
    two_requests_of_one_process_do_not_act_under_one_key_at_once,
    what_is_not_recorded_leaves_its_key_free,
    what_the_registry_does_by_itself_is_not_done_under_a_key,
    a_note_and_its_change_are_kept_or_lost_together,
    an_answer_is_kept_for_its_request,
    an_answer_with_a_secret_is_not_kept,
    a_key_is_free_again_after_a_day,
    notes_that_have_run_out_are_swept_some_at_a_time,
);

const KEY: &str = "8e03978e-40d5-43dd-bc93-6894a57f9324";
const ANSWER: &str = r#"{"data":{"latitude":-6.914744}}"#;
const SUBJECT: Subject = Subject::new(SubjectKind::Party, Uuid::from_u128(5));

fn sari() -> Caller {
    who(Role::OrgAdmin, None)
}

fn once_of(caller: &Caller, request: &str) -> Arc<Once> {
    Arc::new(Once::new(caller, KEY, &[request.as_bytes()]).unwrap())
}

/// The registry as another process on the same database has it.
fn elsewhere(test: &TestRegistry) -> Registry {
    Registry::new(test.registry.db.clone(), Arc::new(test.clock.clone()))
}

fn changed() -> Entry {
    Entry::public(Act::RecordTier, (SUBJECT.kind, SUBJECT.id), ChangeKind::Changed, json!({}))
}

/// Asks for a change under a key.
async fn ask(registry: &Registry, once: &Arc<Once>) -> Result<(), Error> {
    let (own, _place) = registry.for_once(once).unwrap();
    own.begin(&sari()).await?.record(changed()).await
}

async fn acts(test: &TestRegistry) -> i64 {
    let db = &test.registry.db;
    let sql = "select seq as n from journal_head";
    let row = db.query_one_raw(Statement::from_string(db.get_database_backend(), sql)).await.unwrap().unwrap();
    row.try_get("", "n").unwrap()
}

async fn notes(test: &TestRegistry) -> u64 {
    record::Entity::find().count(&test.registry.db).await.unwrap()
}

fn made(answer: Option<&str>) -> Standing {
    Standing::Made { subject: SUBJECT, answer: answer.map(str::to_owned) }
}

async fn of_twenty_who_ask_at_once_in_as_many_processes_one_does_it(test: TestRegistry) {
    let asking: Vec<_> = (0..20)
        .map(|_| {
            let registry = elsewhere(&test);
            tokio::spawn(async move {
                let once = once_of(&sari(), "follow");
                let asked = ask(&registry, &once).await;
                assert_eq!(once.is_recorded(), asked.is_ok());
                asked
            })
        })
        .collect();
    let mut done = 0;
    for one in asking {
        match one.await.unwrap() {
            Ok(()) => done += 1,
            Err(Error::KeyTaken) => {}
            Err(other) => panic!("{other}"),
        }
    }
    assert_eq!((done, acts(&test).await, notes(&test).await), (1, 1, 1));
    assert_eq!(standing(&test.registry, &once_of(&sari(), "follow")).await.unwrap(), Some(made(None)));
    let late = ask(&test.registry, &once_of(&sari(), "follow")).await;
    assert!(matches!(late, Err(Error::KeyTaken)), "{late:?}");
}

async fn two_requests_of_one_process_do_not_act_under_one_key_at_once(test: TestRegistry) {
    let registry = &test.registry;
    let once = once_of(&sari(), "follow");
    let first = registry.for_once(&once).unwrap();
    assert!(registry.clone().for_once(&once_of(&sari(), "unfollow")).is_none(), "all clones are the same registry");
    let other = Caller { who: Who::Client(Uuid::from_u128(2)), ..sari() };
    assert!(registry.for_once(&once_of(&other, "follow")).is_some());
    drop(first);
    assert!(registry.for_once(&once).is_some());
}

async fn what_is_not_recorded_leaves_its_key_free(test: TestRegistry) {
    let once = once_of(&sari(), "follow");
    let (own, place) = test.registry.for_once(&once).unwrap();
    drop(own.begin(&sari()).await.unwrap());
    own.begin(&sari()).await.unwrap().record_all(Vec::new()).await.unwrap();
    keep_answer(&own, &once, ANSWER).await.unwrap();
    drop(place);
    assert_eq!((once.is_recorded(), standing(&test.registry, &once).await.unwrap()), (false, None));
    ask(&test.registry, &once).await.unwrap();
    assert_eq!(acts(&test).await, 1);
}

async fn what_the_registry_does_by_itself_is_not_done_under_a_key(test: TestRegistry) {
    let once = once_of(&sari(), "follow");
    let (own, _place) = test.registry.for_once(&once).unwrap();
    let other = Caller { who: Who::Person(Uuid::from_u128(2)), ..sari() };
    for caller in [Caller::system(), other] {
        own.begin(&caller).await.unwrap().record(changed()).await.unwrap();
    }
    assert_eq!((once.is_recorded(), notes(&test).await), (false, 0));
    assert!(Once::new(&Caller::anonymous(Language::En), KEY, &[]).is_none());
    assert!(Once::new(&Caller::system(), KEY, &[]).is_none());
}

/// Whoever does not mind the lock meets the note: it stands in the transaction of its change, and there is one of each.
async fn a_note_and_its_change_are_kept_or_lost_together(test: TestRegistry) {
    ask(&test.registry, &once_of(&sari(), "follow")).await.unwrap();
    let note = record::Entity::find().one(&test.registry.db).await.unwrap().unwrap();
    record::Entity::delete_many().exec(&test.registry.db).await.unwrap();

    let once = once_of(&sari(), "follow");
    let (own, _place) = test.registry.for_once(&once).unwrap();
    let work = own.begin(&sari()).await.unwrap();
    record::Entity::insert(note.into_active_model()).exec_without_returning(&*work).await.unwrap();
    assert!(matches!(work.record(changed()).await, Err(Error::Database(_))));
    assert_eq!((acts(&test).await, notes(&test).await, once.is_recorded()), (1, 0, false));
}

async fn an_answer_is_kept_for_its_request(test: TestRegistry) {
    let registry = &test.registry;
    let once = once_of(&sari(), "follow");
    ask(registry, &once).await.unwrap();
    keep_answer(registry, &once, ANSWER).await.unwrap();
    assert_eq!(standing(registry, &once_of(&sari(), "follow")).await.unwrap(), Some(made(Some(ANSWER))));
    assert_eq!(standing(registry, &once_of(&sari(), "unfollow")).await.unwrap(), Some(Standing::Other));
    let demoted = Caller { memberships: Vec::new(), ..sari() };
    assert_eq!(standing(registry, &once_of(&demoted, "follow")).await.unwrap(), Some(made(None)));
    let other = Caller { who: Who::Client(Uuid::from_u128(2)), ..sari() };
    assert_eq!(standing(registry, &once_of(&other, "follow")).await.unwrap(), None);

    let late = once_of(&sari(), "follow");
    keep_answer(registry, &late, "{}").await.unwrap();
    assert_eq!(
        standing(registry, &late).await.unwrap(),
        Some(made(Some(ANSWER))),
        "the answer to the one who did it counts"
    );
    let long = Arc::new(Once::new(&sari(), "long", &[]).unwrap());
    ask(registry, &long).await.unwrap();
    keep_answer(registry, &long, &"x".repeat(LONGEST_ANSWER + 1)).await.unwrap();
    assert_eq!(standing(registry, &long).await.unwrap(), Some(made(None)));
}

async fn an_answer_with_a_secret_is_not_kept(test: TestRegistry) {
    let once = once_of(&sari(), "createApiClient");
    let (own, _place) = test.registry.for_once(&once).unwrap();
    let membership = Membership { role: Role::PartnerReader, party: None };
    let new = NewClient { name: "Portal".into(), membership, scopes: Vec::new(), expires_in_days: None };
    let (client, key) = create_client(&own, &sari(), &new).await.unwrap();
    assert!(once.is_recorded() && once.hands_out_secret());
    keep_answer(&own, &once, key.reveal()).await.unwrap();
    let subject = Subject::new(SubjectKind::ApiClient, client.id);
    assert_eq!(standing(&own, &once).await.unwrap(), Some(Standing::Made { subject, answer: None }));
}

async fn a_key_is_free_again_after_a_day(test: TestRegistry) {
    let registry = &test.registry;
    ask(registry, &once_of(&sari(), "follow")).await.unwrap();
    test.clock.advance(Duration::hours(24) - Duration::seconds(1));
    let other = once_of(&sari(), "unfollow");
    assert_eq!(standing(registry, &other).await.unwrap(), Some(Standing::Other));
    assert!(matches!(ask(registry, &other).await, Err(Error::KeyTaken)));
    assert_eq!(sweep(registry).await.unwrap(), 0);

    test.clock.advance(Duration::seconds(1));
    assert_eq!(standing(registry, &other).await.unwrap(), None);
    ask(registry, &other).await.unwrap();
    assert_eq!((standing(registry, &other).await.unwrap(), notes(&test).await), (Some(made(None)), 1));
    assert_eq!((acts(&test).await, sweep(registry).await.unwrap()), (2, 0));
}

async fn notes_that_have_run_out_are_swept_some_at_a_time(test: TestRegistry) {
    let registry = &test.registry;
    let note = |number: u128| record::ActiveModel {
        holder_id: Set(Uuid::from_u128(number)),
        key_hash: Set(vec![1]),
        request_hash: Set(vec![2]),
        rights_hash: Set(vec![3]),
        subject_kind: Set(SUBJECT.kind),
        subject_id: Set(SUBJECT.id),
        answer: Set(None),
        created_at: Set(registry.now()),
    };
    record::Entity::insert_many((0..501).map(note)).exec_without_returning(&registry.db).await.unwrap();
    test.clock.advance(Duration::hours(24));
    record::Entity::insert(note(501)).exec_without_returning(&registry.db).await.unwrap();
    let mut swept = Vec::new();
    for _ in 0..3 {
        swept.push(sweep(registry).await.unwrap());
    }
    assert_eq!((swept, notes(&test).await), (vec![500, 1, 0], 1));
}
