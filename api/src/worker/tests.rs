use super::{AT_ONCE, RECOVERY, Standing, Worker};
use crate::mail::{Delivery, Letter, Memory, Sender};
use chrono::{DateTime, Duration, Utc};
use entity::{
    Caller, Registry,
    account::{
        act::{mail_password_link, set_password},
        record::Carrier,
    },
    clock::Clock,
    exchange::{act::cancel_exchange, record::exchange},
    notice::{
        act, claim,
        record::{State, notice},
        rule::Outcome,
    },
    once::{Once, record},
    place::record::Kind,
    policy::Visibility,
    subject::{Subject, SubjectKind},
    testing::TestRegistry,
};
use sea_orm::{EntityTrait, PaginatorTrait};
use std::{
    future::{pending, ready},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time,
};
use tokio::{sync::Notify, task::JoinHandle};
use uuid::Uuid;

struct World {
    test: TestRegistry,
    worker: Arc<Worker>,
    city: Uuid,
    sari: Caller,
    exchange: exchange::Model,
}

/// The result of one pass of a worker.
#[derive(Debug, PartialEq, Eq)]
struct Pass {
    claimed: usize,
    unreachable: bool,
}

impl Worker {
    /// Claims a few notices, and carries them out.
    async fn run_due(&self) -> Pass {
        let hand = self.take(self.places().await).await.unwrap();
        let claimed = hand.claimed;
        self.carry_out(hand).await;
        Pass { claimed, unreachable: self.unreachable.swap(false, Ordering::Relaxed) }
    }

    /// Works until nothing is due, and returns how many notices it claimed.
    async fn run_until_idle(&self) -> usize {
        let mut total = 0;
        loop {
            match self.run_due().await.claimed {
                0 => return total,
                claimed => total += claimed,
            }
        }
    }
}

impl World {
    /// A person follows an exchange that starts in a week; the mail server gives these answers first.
    async fn new(answers: impl IntoIterator<Item = Outcome>) -> Self {
        Self::with(Memory::answering(answers)).await
    }

    /// The same, with this mail server.
    async fn with(memory: Memory) -> Self {
        let test = TestRegistry::sqlite().await;
        let city = test.party("DE", Kind::City, "Braunschweig").await;
        let sari = test.person("sari@bandung.example", city).await;
        let exchange = test.exchange(city, None, Visibility::Public).await;
        act::follow(&test.registry, &sari, Subject::new(SubjectKind::Exchange, exchange.id)).await.unwrap();
        let worker = Worker::new(
            test.registry.clone(),
            Delivery::Memory(memory),
            Sender::new("Kembar <kabar@kembar.example>".parse().unwrap(), "kembar.example"),
            "https://kembar.example".parse().unwrap(),
            Duration::minutes(1),
        );
        let worker = Arc::new(worker.await.unwrap());
        test.clock.advance(Duration::days(3));
        Self { test, worker, city, sari, exchange }
    }

    /// Lets more people follow it, `count` in all.
    async fn followers(&self, count: usize) {
        for number in 1..count {
            let person = self.test.person(&format!("sari{number}@bandung.example"), self.city).await;
            act::follow(&self.test.registry, &person, Subject::new(SubjectKind::Exchange, self.exchange.id))
                .await
                .unwrap();
        }
    }

    fn memory(&self) -> &Memory {
        let Delivery::Memory(memory) = &self.worker.delivery else {
            unreachable!("made as memory above");
        };
        memory
    }

    fn delivered(&self) -> Vec<Letter> {
        self.memory().delivered()
    }

    /// The mails to single people in this state.
    async fn mails(&self, state: State) -> Vec<notice::Model> {
        self.test.mails().await.into_iter().filter(|mail| mail.state == state).collect()
    }

    /// The worker at work, until it is told to stop.
    fn run(&self) -> (JoinHandle<()>, Arc<Notify>) {
        let (worker, stop) = (self.worker.clone(), Arc::new(Notify::new()));
        let told = stop.clone();
        (tokio::spawn(async move { worker.run(told.notified()).await }), stop)
    }
}

/// The worker, to change its times.
fn with(worker: &mut Arc<Worker>) -> &mut Worker {
    Arc::get_mut(worker).unwrap()
}

/// Waits until `holds`.
async fn until(what: &str, mut holds: impl AsyncFnMut() -> bool) {
    let wait = async {
        while !holds().await {
            tokio::time::sleep(time::Duration::from_millis(5)).await;
        }
    };
    assert!(tokio::time::timeout(time::Duration::from_mins(1), wait).await.is_ok(), "{what}");
}

#[tokio::test]
async fn a_reminder_arrives_in_the_language_and_time_of_its_reader() {
    let world = World::new([]).await;
    assert_eq!(world.worker.run_until_idle().await, 2, "the reminder, and one mail");
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
    assert_eq!(world.worker.run_until_idle().await, 0);
}

#[tokio::test]
async fn a_mail_that_is_sent_again_is_the_same_to_the_byte() {
    let lost = Outcome::Doubtful("no answer".into());
    let world = World::new([lost.clone(), lost]).await;
    world.worker.run_until_idle().await;
    world.test.clock.advance(Duration::minutes(14));
    assert_eq!(world.worker.run_until_idle().await, 0);
    world.test.clock.advance(Duration::minutes(1));
    world.worker.run_until_idle().await;
    world.test.clock.advance(Duration::days(1));
    world.worker.run_until_idle().await;
    let letters = world.delivered();
    assert_eq!(letters.len(), 2, "never a third copy");
    assert_eq!(letters[0], letters[1], "the Message-ID too");
}

#[tokio::test]
async fn a_mail_server_out_of_reach_is_left_alone_for_a_while_and_loses_nothing() {
    let away = Outcome::Unreachable("connection refused".into());
    let world = World::new(std::iter::repeat_n(away, 40)).await;
    assert_eq!(world.worker.run_due().await, Pass { claimed: 1, unreachable: false });
    for _ in 0..40 {
        assert_eq!(world.worker.run_due().await, Pass { claimed: 1, unreachable: true });
        assert_eq!(world.worker.run_due().await, Pass { claimed: 0, unreachable: false });
        world.test.clock.advance(Duration::minutes(1));
    }
    assert_eq!(world.delivered().len(), 0);
    world.worker.run_until_idle().await;
    assert_eq!(world.delivered().len(), 1);
}

#[tokio::test]
async fn what_is_refused_for_good_is_not_tried_again() {
    let refused = Outcome::Refused("554 5.7.1 not from you".into());
    let world = World::new([refused]).await;
    world.worker.run_until_idle().await;
    world.test.clock.advance(Duration::days(2));
    assert_eq!(world.worker.run_until_idle().await, 0);
    assert!(world.delivered().is_empty());
}

#[tokio::test]
async fn who_follows_no_longer_gets_no_mail() {
    let world = World::new([]).await;
    assert_eq!(world.worker.run_due().await.claimed, 1, "the mail is written, but not sent");
    act::unfollow(&world.test.registry, &world.sari, Subject::new(SubjectKind::Exchange, world.exchange.id))
        .await
        .unwrap();
    world.worker.run_until_idle().await;
    assert!(world.delivered().is_empty());
}

#[tokio::test]
async fn a_worker_that_is_told_to_stop_finishes_what_it_has_in_hand_and_begins_nothing() {
    let world = World::with(Memory::slow(AT_ONCE)).await;
    world.followers(AT_ONCE + 1).await;
    let (run, stop) = world.run();
    until("mails are under way", async || world.delivered().len() == AT_ONCE).await;
    stop.notify_one();
    world.memory().release(AT_ONCE);
    run.await.unwrap();
    assert_eq!(world.mails(State::Done).await.len(), AT_ONCE);
    assert_eq!(world.mails(State::Ready).await.len(), 1);
}

#[tokio::test]
async fn slow_mails_hold_up_no_others() {
    let mut world = World::with(Memory::slow(2 * AT_ONCE)).await;
    with(&mut world.worker).slow = time::Duration::from_millis(50);
    world.followers(2 * AT_ONCE + 9).await;
    let (_run, _stop) = world.run();
    until("the others arrive", async || world.mails(State::Done).await.len() == 9).await;
    let slow = world.mails(State::Leased).await;
    assert!(slow.len() == 2 * AT_ONCE && slow.iter().all(|mail| mail.unanswered == 1), "{slow:?}");
    world.memory().release(2 * AT_ONCE);
    until("the slow ones too", async || world.mails(State::Done).await.len() == 2 * AT_ONCE + 9).await;
    assert_eq!(world.delivered().len(), 2 * AT_ONCE + 9, "each once");
}

#[tokio::test]
async fn few_mails_are_under_way_at_once() {
    let world = World::with(Memory::slow(usize::from(u8::MAX))).await;
    world.followers(20).await;
    let (_run, _stop) = world.run();
    for answered in 0..=20 {
        let under_way = AT_ONCE.min(20 - answered);
        until("there are as many as may be", async || {
            world.delivered().len() == answered + under_way && world.mails(State::Done).await.len() == answered
        })
        .await;
        assert_eq!(world.mails(State::Leased).await.len(), under_way, "and each answer is noted at once");
        world.memory().release(1);
    }
}

#[tokio::test]
async fn the_lease_goes_on_while_a_worker_waits() {
    let mut world = World::with(Memory::slow(1)).await;
    let lease = Duration::milliseconds(300);
    with(&mut world.worker).lease = lease;
    let (_run, _stop) = world.run();
    until("a mail is under way", async || world.delivered().len() == 1).await;
    let registry = &world.test.registry;
    for _ in 0..5 {
        world.test.clock.advance(lease / 2);
        until("it is renewed", async || {
            world.mails(State::Leased).await.iter().any(|mail| mail.lease_until == Some(registry.now() + lease))
        })
        .await;
        assert!(claim::claim(registry, lease, 8, &[]).await.unwrap().is_empty(), "nobody else takes it");
    }
    world.memory().release(1);
    until("it is noted", async || world.mails(State::Done).await.len() == 1).await;
    assert_eq!(world.delivered().len(), 1);
}

#[tokio::test]
async fn a_lease_that_is_lost_ends_the_waiting() {
    let mut world = World::with(Memory::slow(2)).await;
    with(&mut world.worker).lease = Duration::milliseconds(150);
    world.followers(2).await;
    let (_run, _stop) = world.run();
    until("mails are under way", async || world.delivered().len() == 2).await;
    let registry = &world.test.registry;
    // One is claimed by another worker, as if this one had slept; then the exchange is cancelled.
    let mut other = Vec::new();
    until("somebody else takes one", async || {
        world.test.clock.advance(Duration::milliseconds(150));
        other.extend(claim::claim(registry, Duration::days(1), 1, &[]).await.unwrap());
        !other.is_empty()
    })
    .await;
    cancel_exchange(registry, &Caller::system(), world.exchange.id, world.exchange.revision, "Banjir").await.unwrap();
    until("nothing is under way", async || world.worker.under_way().is_empty()).await;
}

/// The service that runs the worker is killed: what it had claimed is free when the lease has expired.
#[tokio::test]
async fn what_a_worker_that_broke_off_had_in_hand_is_sent_by_the_next() {
    let world = World::with(Memory::slow(AT_ONCE)).await;
    world.followers(AT_ONCE + 1).await;
    let worker = world.worker.clone();
    let broken_off = tokio::spawn(async move { worker.run(pending()).await });
    until("mails are under way", async || world.delivered().len() == AT_ONCE).await;
    broken_off.abort();
    assert!(broken_off.await.unwrap_err().is_cancelled());
    world.worker.run_until_idle().await;
    assert_eq!(world.delivered().len(), AT_ONCE + 1, "one more, and those not yet again");
    world.test.clock.advance(Duration::minutes(1));
    world.worker.run_until_idle().await;
    assert_eq!(world.delivered().len(), 2 * AT_ONCE + 1, "those under way are sent twice, and no others");
    assert_eq!(world.mails(State::Done).await.len(), AT_ONCE + 1);
}

/// A clock that panics when it is first read, and works from then on.
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
    let mut world = World::new([]).await;
    let clock = BreaksOnce(AtomicBool::new(false), Arc::new(world.test.clock.clone()));
    with(&mut world.worker).registry = Registry::new(world.test.registry.db.clone(), Arc::new(clock));
    let mut standing = world.worker.standing();
    assert_eq!(*standing.borrow(), Standing::Working);
    let (run, stop) = world.run();
    standing.wait_for(|standing| *standing == Standing::Restarting).await.unwrap();
    tokio::time::pause();
    tokio::time::advance(RECOVERY).await;
    tokio::time::resume();
    standing.wait_for(|standing| *standing == Standing::Working).await.unwrap();
    until("the mail is sent", async || world.delivered().len() == 1).await;
    stop.notify_one();
    run.await.unwrap();
}

#[tokio::test]
async fn idempotency_keys_that_have_run_out_are_swept_by_the_way() {
    let world = World::new([]).await;
    let once = Arc::new(Once::new(&world.sari, "key", &[]).unwrap());
    let (registry, _place) = world.test.registry.for_once(&once).unwrap();
    act::unfollow(&registry, &world.sari, Subject::new(SubjectKind::Exchange, world.exchange.id)).await.unwrap();
    let kept = async || record::Entity::find().count(&world.test.registry.db).await.unwrap();
    world.worker.run(ready(())).await;
    assert_eq!(kept().await, 1);
    world.test.clock.advance(Duration::days(1));
    world.worker.run(ready(())).await;
    assert_eq!(kept().await, 0);
}

#[tokio::test]
async fn nothing_is_done_on_a_day_to_which_the_clock_jumped() {
    let world = World::new([]).await;
    let worker = &world.worker;
    let waits = async |days: i64| {
        world.test.clock.advance(Duration::days(days));
        !worker.do_what_the_day_brings().await && worker.take(worker.places().await).await.is_err()
    };
    assert!(!waits(0).await, "this is the first day");
    let years = 40 * 365;
    assert!(waits(years).await);
    assert!(world.mails(State::Expired).await.is_empty(), "nothing has come too late");
    assert!(!waits(-years).await, "the clock is set");
    world.test.clock.advance(Duration::minutes(1));
    worker.run_until_idle().await;
    assert_eq!(world.delivered().len(), 1);
    assert!(waits(36).await);
    world.test.registry.go_on().await.unwrap();
    assert!(!waits(0).await, "the service had rested so long");
}

/// The token of the link in a letter.
fn link_of(letter: &Letter) -> String {
    let text = String::from_utf8(letter.bytes.clone()).unwrap().replace("=\r\n", "");
    let (_, rest) = text.split_once("https://kembar.example/password/").unwrap();
    rest.split(|end: char| !(end.is_ascii_alphanumeric() || "-_".contains(end))).next().unwrap().to_owned()
}

#[tokio::test]
async fn a_mail_brings_the_link_for_a_password_and_each_try_one_that_works() {
    let world = World::new([Outcome::Doubtful("no answer".to_owned())]).await;
    let registry = &world.test.registry;
    let wati = world.test.person("wati@bandung.example", world.city).await.person().unwrap();
    mail_password_link(registry, &Caller::system(), wati).await.unwrap();
    world.worker.run_until_idle().await;
    world.test.clock.advance(Duration::minutes(16));
    world.worker.run_until_idle().await;
    let mut letters = world.delivered();
    letters.retain(|letter| letter.recipient.to_string() == "wati@bandung.example");
    assert_eq!(letters.len(), 2, "the first may not have arrived");
    let (first, second) = (link_of(&letters[0]), link_of(&letters[1]));
    assert_ne!(first, second);
    set_password(registry, &first, &"jembatan di atas kali".into(), Carrier::Cookie).await.unwrap();
    let again = set_password(registry, &second, &"sungai di tepi rumah".into(), Carrier::Cookie).await;
    assert!(again.is_err(), "one use ends them all");
    assert!(world.mails(State::Ready).await.is_empty());
}
