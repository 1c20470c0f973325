//! Mail servers that are slow, silent, or refuse: each mail goes out once, and none waits for another.

use super::{
    sink::{Answer, Step},
    world::{World, kill, until},
};
use entity::{
    notice::record::{State, notice},
    on_both_databases,
    testing::TestRegistry,
};
use sea_orm::ConnectionTrait;
use std::{
    collections::HashSet,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

/// The shortest lease, so that a test need not wait for long until it has been renewed.
const LEASE: chrono::Duration = chrono::Duration::seconds(5);
/// Longer than that.
const SLOW: Duration = Duration::from_secs(7);

on_both_databases!(
    a_server_that_answers_later_than_the_lease_gets_each_mail_once,
    a_server_that_does_not_greet_costs_no_mail,
    a_mail_that_was_taken_while_the_database_was_away_is_not_sent_again,
);

/// Answers so at first, for each recipient, and then goes on.
fn at_first(answer: Answer, recipients: &'static [&'static str]) -> impl Fn(&str) -> Answer {
    let asked: Mutex<HashSet<String>> = Mutex::default();
    move |to| {
        let first = recipients.contains(&to) && asked.lock().unwrap().insert(to.to_owned());
        if first { answer } else { Answer::Take }
    }
}

async fn a_server_that_answers_later_than_the_lease_gets_each_mail_once(test: TestRegistry) {
    let world = World::new(test, 3).await;
    world.sink.answers(|_| Answer::TakeSlowly(SLOW));
    world.exchanges(1).await;
    let place = world.place().set("KEMBAR_MAIL_LEASE_SECONDS", "5");
    let _service = place.serve();
    until("the reminders are handed over", async || world.sink.count() == 3).await;
    world.settled().await;
    for mail in world.mails().await {
        assert_eq!((mail.state, mail.attempts, mail.unanswered), (State::Done, 1, 0), "{mail:?}");
    }
    assert_eq!(world.sink.count(), 3, "each once");
}

#[tokio::test]
async fn a_server_that_is_silent_about_some_mails_holds_up_no_others() {
    const SILENT: [&str; 2] = ["sari0@contoh.example", "sari1@contoh.example"];
    let world = World::new(TestRegistry::sqlite().await, 12).await;
    world.sink.answers(|offer| if SILENT.contains(&offer.to.as_str()) { Answer::Stall } else { Answer::Take });
    world.exchanges(1).await;
    let place = world.place().set("KEMBAR_MAIL_LEASE_SECONDS", "5");
    let _service = place.serve();
    until("the others arrive", async || world.sink.taken().len() == 10).await;
    let waiting = async || -> Vec<notice::Model> {
        world.mails().await.into_iter().filter(|mail| mail.state != State::Done).collect()
    };
    until("the others are noted", async || waiting().await.len() == 2).await;
    let leases = waiting().await.into_iter().filter_map(|mail| mail.lease_until).max().unwrap();
    until("their leases go on", async || {
        let renewed = |mail: &notice::Model| mail.lease_until > Some(leases + LEASE);
        waiting().await.iter().all(|mail| mail.state == State::Leased && mail.unanswered == 1 && renewed(mail))
    })
    .await;
    assert_eq!(world.sink.count(), 12, "and nobody else sends them");
}

async fn a_server_that_does_not_greet_costs_no_mail(test: TestRegistry) {
    let world = World::new(test, 5).await;
    world.sink.answers_at(Step::Greeting, |_| Answer::Stall);
    world.exchanges(1).await;
    let place = world.place();
    for _ in 0..3 {
        let (service, before) = (place.serve(), world.sink.reached(Step::Greeting));
        until("it waits for the greeting", async || world.sink.reached(Step::Greeting) > before).await;
        kill(service);
        world.leases_run_out().await;
    }
    world.sink.answers_at(Step::Greeting, |_| Answer::Take);
    let _service = place.serve();
    until("the reminders are handed over", async || world.sink.count() == 5).await;
    world.settled().await;
    assert!(world.sink.copies().values().all(|copies| *copies == 1), "nothing was given up, and nothing sent twice");
    assert!(world.mails().await.iter().all(|mail| mail.state == State::Done && mail.attempts == 1));
}

#[tokio::test]
async fn a_refusal_at_any_step_is_about_that_mail_alone() {
    let world = World::new(TestRegistry::sqlite().await, 6).await;
    world.sink.answers_at(Step::Recipient, |to| match to {
        "sari0@contoh.example" => Answer::Refuse,
        _ => Answer::Take,
    });
    world.sink.answers_at(Step::Data, at_first(Answer::Busy, &["sari1@contoh.example"]));
    let content = at_first(Answer::Busy, &["sari2@contoh.example"]);
    world.sink.answers(move |offer| if offer.to.starts_with("sari3@") { Answer::Refuse } else { content(&offer.to) });
    world.exchanges(1).await;
    let place = world.place();
    let _service = place.serve();
    until("there are mails", async || !world.mails().await.is_empty()).await;
    world.settled().await;
    let addresses = world.addresses().await;
    for mail in world.mails().await {
        let (state, attempts) = match addresses[&mail.recipient_id.unwrap()].as_str() {
            "sari0@contoh.example" | "sari3@contoh.example" => (State::Dead, 1),
            "sari1@contoh.example" | "sari2@contoh.example" => (State::Done, 2),
            _ => (State::Done, 1),
        };
        assert_eq!((mail.state, mail.attempts), (state, attempts), "{mail:?}");
        assert_eq!(world.sink.copies().get(&mail.id).copied(), (state == State::Done).then_some(1), "{mail:?}");
    }
}

/// The table of notices is gone when the server's word comes, and back a moment later.
async fn a_mail_that_was_taken_while_the_database_was_away_is_not_sent_again(test: TestRegistry) {
    let world = World::new(test, 1).await;
    let answered = Arc::new(AtomicBool::new(false));
    let may_answer = answered.clone();
    world.sink.answers(move |_| {
        while !may_answer.load(Ordering::Relaxed) {
            std::thread::sleep(Duration::from_millis(5));
        }
        Answer::Take
    });
    world.exchanges(1).await;
    let place = world.place().set("KEMBAR_MAIL_LEASE_SECONDS", "5");
    let service = place.serve();
    until("the reminder is handed over", async || world.sink.reached(Step::Content) == 1).await;
    let db = &world.registry.db;
    db.execute_unprepared("alter table notice rename to away").await.unwrap();
    until("its lease cannot be renewed", async || service.log().contains("a lease could not be renewed")).await;
    answered.store(true, Ordering::Relaxed);
    until("its answer cannot be noted", async || service.log().contains("is not recorded yet")).await;
    db.execute_unprepared("alter table away rename to notice").await.unwrap();
    world.leases_run_out().await;
    world.settled().await;
    assert_eq!(world.sink.count(), 1, "it is noted now, and not sent again");
    assert!(world.mails().await.iter().all(|mail| mail.state == State::Done));
}
