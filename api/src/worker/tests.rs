use super::{Pass, Worker};
use crate::mail::{Delivery, Letter, Memory, Outcome, Sender};
use chrono::Duration;
use entity::{
    Caller,
    exchange::record::exchange,
    notice::{act, record::Followable},
    once::{Once, record},
    place::record::Kind,
    policy::Visibility,
    testing::TestRegistry,
};
use sea_orm::{EntityTrait, PaginatorTrait};
use std::{future::ready, sync::Arc, time};

struct World {
    test: TestRegistry,
    worker: Worker,
    sari: Caller,
    exchange: exchange::Model,
}

impl World {
    /// A person follows an exchange that starts in a week; the mail server gives these answers first.
    async fn new(answers: impl IntoIterator<Item = Outcome>) -> Self {
        let test = TestRegistry::sqlite().await;
        let city = test.party("DE", Kind::City, "Braunschweig").await;
        let sari = test.person("sari@bandung.example", city).await;
        let exchange = test.exchange(city, None, Visibility::Public).await;
        act::follow(&test.registry, &sari, Followable::Exchange, exchange.id).await.unwrap();
        let worker = Worker::new(
            test.registry.clone(),
            Delivery::Memory(Memory::answering(answers)),
            Sender::new("Kembar <kabar@kembar.example>".parse().unwrap(), "kembar.example"),
            "https://kembar.example".parse().unwrap(),
            Duration::minutes(1),
        );
        let worker = worker.await.unwrap();
        test.clock.advance(Duration::days(3));
        Self { test, worker, sari, exchange }
    }

    fn delivered(&self) -> Vec<Letter> {
        let Delivery::Memory(memory) = self.worker.delivery() else {
            unreachable!("made as memory above");
        };
        memory.delivered()
    }
}

#[tokio::test]
async fn a_reminder_arrives_in_the_language_and_time_of_its_reader() {
    let world = World::new([]).await;
    assert_eq!(world.worker.run_until_idle().await.unwrap(), 2, "the reminder, and one mail");
    let letters = world.delivered();
    assert_eq!(letters.len(), 1);
    let text = String::from_utf8(letters[0].bytes.clone()).unwrap();
    for part in [
        "To: Sari <sari@bandung.example>",
        "Content-Language: id",
        "List-Unsubscribe: <https://kembar.example/stop/",
        "Studi tiru",
        "Selasa, 1 Desember 2026",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert_eq!(world.worker.run_until_idle().await.unwrap(), 0);
}

#[tokio::test]
async fn a_mail_that_is_sent_again_is_the_same_to_the_byte() {
    let lost = Outcome::Ambiguous { reason: "no answer".into() };
    let world = World::new([lost.clone(), lost]).await;
    world.worker.run_until_idle().await.unwrap();
    world.test.clock.advance(Duration::minutes(14));
    assert_eq!(world.worker.run_until_idle().await.unwrap(), 0);
    world.test.clock.advance(Duration::minutes(1));
    world.worker.run_until_idle().await.unwrap();
    world.test.clock.advance(Duration::days(1));
    world.worker.run_until_idle().await.unwrap();
    let letters = world.delivered();
    assert_eq!(letters.len(), 2, "never a third copy");
    assert_eq!(letters[0], letters[1], "the Message-ID too");
}

#[tokio::test]
async fn a_mail_server_out_of_reach_is_left_alone_for_a_while_and_loses_nothing() {
    let away = Outcome::RetryUncounted { reason: "connection refused".into() };
    let world = World::new(std::iter::repeat_n(away, 40)).await;
    assert_eq!(world.worker.run_due().await.unwrap(), Pass { claimed: 1, unreachable: false });
    for _ in 0..40 {
        assert_eq!(world.worker.run_due().await.unwrap(), Pass { claimed: 1, unreachable: true });
        assert_eq!(world.worker.run_due().await.unwrap(), Pass { claimed: 0, unreachable: false });
        world.test.clock.advance(Duration::minutes(1));
    }
    assert_eq!(world.delivered().len(), 0);
    world.worker.run_until_idle().await.unwrap();
    assert_eq!(world.delivered().len(), 1);
}

#[tokio::test]
async fn what_is_refused_for_good_is_not_tried_again() {
    let refused = Outcome::Failed { reason: "550 5.1.1 no such user".into(), suppress: true };
    let world = World::new([refused]).await;
    world.worker.run_until_idle().await.unwrap();
    world.test.clock.advance(Duration::days(2));
    assert_eq!(world.worker.run_until_idle().await.unwrap(), 0);
    assert!(world.delivered().is_empty());
}

#[tokio::test]
async fn who_follows_no_longer_gets_no_mail() {
    let world = World::new([]).await;
    assert_eq!(world.worker.run_due().await.unwrap().claimed, 1, "the mail is written, but not sent");
    act::unfollow(&world.test.registry, &world.sari, world.exchange.id).await.unwrap();
    world.worker.run_until_idle().await.unwrap();
    assert!(world.delivered().is_empty());
}

#[tokio::test]
async fn a_worker_that_is_told_to_stop_finishes_what_it_has_in_hand() {
    let world = World::new([]).await;
    world.worker.run_due().await.unwrap();
    let run = world.worker.run(ready(()));
    tokio::time::timeout(time::Duration::from_mins(1), run).await.expect("it stops");
    assert_eq!(world.delivered().len(), 1);
}

#[tokio::test]
async fn idempotency_keys_that_have_run_out_are_swept_by_the_way() {
    let world = World::new([]).await;
    let once = Arc::new(Once::new(&world.sari, "key", &[]).unwrap());
    let (registry, _place) = world.test.registry.for_once(&once).unwrap();
    act::unfollow(&registry, &world.sari, world.exchange.id).await.unwrap();
    let kept = async || record::Entity::find().count(&world.test.registry.db).await.unwrap();
    world.worker.run(ready(())).await;
    assert_eq!(kept().await, 1);
    world.test.clock.advance(Duration::days(1));
    world.worker.run(ready(())).await;
    assert_eq!(kept().await, 0);
}
