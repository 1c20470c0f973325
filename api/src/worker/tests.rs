use super::{Pass, RECOVERY, Standing, Worker};
use crate::mail::{Delivery, Letter, Memory, Outcome, Sender};
use chrono::{DateTime, Duration, Utc};
use entity::{
    Caller, Registry,
    clock::Clock,
    exchange::record::exchange,
    notice::{act, record::Followable},
    place::record::Kind,
    policy::Visibility,
    testing::TestRegistry,
};
use std::{
    future::ready,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time,
};
use tokio::sync::oneshot;

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

/// A clock that breaks when it is first looked at, and goes right from then on.
#[derive(Debug)]
struct BreaksOnce(AtomicBool, Arc<dyn Clock>);

impl Clock for BreaksOnce {
    fn now(&self) -> DateTime<Utc> {
        assert!(self.0.swap(true, Ordering::SeqCst), "the clock breaks");
        self.1.now()
    }
}

#[tokio::test]
async fn a_worker_that_broke_off_says_so_and_is_started_again() {
    let world = World::new([]).await;
    let clock = BreaksOnce(AtomicBool::new(false), Arc::new(world.test.clock.clone()));
    let worker = Worker { registry: Registry::new(world.test.registry.db.clone(), Arc::new(clock)), ..world.worker };
    let mut standing = worker.standing();
    assert_eq!(*standing.borrow(), Standing::Working);
    let (stop, stopped) = oneshot::channel::<()>();
    let run = tokio::spawn(async move {
        worker.run(async { _ = stopped.await }).await;
        worker
    });
    standing.wait_for(|standing| *standing == Standing::Restarting).await.unwrap();
    tokio::time::pause();
    tokio::time::advance(RECOVERY).await;
    tokio::time::resume();
    standing.wait_for(|standing| *standing == Standing::Working).await.unwrap();
    drop(stop);
    let worker = run.await.unwrap();
    worker.run_until_idle().await.unwrap();
    let Delivery::Memory(memory) = worker.delivery() else { unreachable!("made as memory above") };
    assert_eq!(memory.delivered().len(), 1);
}
