//! Workers that have notices in hand: claims, leases, pauses, and what is given up.

use super::*;
use entity::{clock::Clock, database, testing::TestClock};
use std::{collections::HashSet, sync::Arc};

on_both_databases!(
    two_workers_never_claim_the_same_notice,
    a_worker_that_stalled_has_lost_its_notice,
    a_worker_that_waits_renews_its_lease_as_long_as_the_notice_is_its_own,
    what_a_worker_has_under_way_is_left_to_it_when_its_lease_has_run_out,
    a_mail_that_was_never_handed_over_is_never_given_up_as_unanswered,
    what_moved_while_a_worker_held_it_is_not_sent,
    a_busy_mail_server_is_tried_again_after_growing_pauses,
    a_mail_whose_sending_broke_off_twice_is_given_up_until_the_operator_sends_it_again,
    a_reminder_and_a_move_at_the_same_moment_leave_no_mail_of_the_old_time,
    services_whose_clocks_differ_hold_one_lease,
);

/// The clock of a machine.
#[derive(Debug)]
struct OfMachine(TestClock);

impl Clock for OfMachine {
    fn now(&self) -> DateTime<Utc> {
        self.0.now()
    }

    fn is_of_a_machine(&self) -> bool {
        true
    }
}

async fn two_workers_never_claim_the_same_notice(test: TestRegistry) {
    const ROWS: usize = 200;
    let world = World::new(test).await;
    for _ in 0..ROWS / 2 {
        world.test.exchange(world.braunschweig, None, Visibility::Public).await;
    }
    world.go_to(Duration::zero());
    let workers: Vec<_> = (0..6)
        .map(|_| {
            let registry = world.registry().clone();
            tokio::spawn(async move {
                let mut mine = Vec::new();
                loop {
                    let claimed = claim::claim(&registry, LEASE, 8, &[]).await.unwrap();
                    if claimed.is_empty() {
                        return mine;
                    }
                    assert!(claimed.len() <= 8);
                    mine.extend(claimed.iter().map(|notice| notice.id));
                }
            })
        })
        .collect();
    let mut all = Vec::new();
    for worker in workers {
        all.extend(worker.await.unwrap());
    }
    assert_eq!(all.len(), ROWS + 2);
    assert_eq!(all.iter().collect::<HashSet<_>>().len(), all.len(), "none twice");
}

async fn a_worker_that_stalled_has_lost_its_notice(test: TestRegistry) {
    let world = World::new(test).await;
    world.sari_follows_it().await;
    world.go_to(Duration::days(7));
    let stalled = world.take_mails().await.remove(0);
    assert!(claim::claim(world.registry(), LEASE, 8, &[]).await.unwrap().is_empty(), "it is in someone's hands");
    world.test.clock.advance(Duration::seconds(60));
    assert_eq!(claim::hold(world.registry(), stalled.clone(), LEASE).await.unwrap(), None, "its lease has run out");

    let other = world.take_mails().await.remove(0);
    assert_eq!(other.id, stalled.id);
    assert_eq!(claim::hold(world.registry(), stalled.clone(), LEASE).await.unwrap(), None);
    assert!(!claim::settle(world.registry(), &stalled, Outcome::Delivered).await.unwrap());
    let held = claim::hold(world.registry(), other, LEASE).await.unwrap().unwrap();
    assert!(claim::settle(world.registry(), &held, Outcome::Delivered).await.unwrap());
}

async fn a_worker_that_waits_renews_its_lease_as_long_as_the_notice_is_its_own(test: TestRegistry) {
    let mut world = World::new(test).await;
    world.sari_follows_it().await;
    world.go_to(Duration::days(7));
    let waits = world.take_mails().await.remove(0);
    for _ in 0..5 {
        world.test.clock.advance(LEASE - Duration::seconds(1));
        assert!(claim::renew(world.registry(), &waits, LEASE).await.unwrap());
        assert!(world.take_mails().await.is_empty(), "nobody else takes it");
    }
    world.test.clock.advance(LEASE);
    let other = world.take_mails().await.remove(0);
    assert!(!claim::renew(world.registry(), &waits, LEASE).await.unwrap(), "it has passed into other hands");
    assert!(claim::renew(world.registry(), &other, LEASE).await.unwrap());
    world.move_by(Duration::days(7)).await;
    assert!(!claim::renew(world.registry(), &other, LEASE).await.unwrap(), "it was withdrawn");
}

async fn what_a_worker_has_under_way_is_left_to_it_when_its_lease_has_run_out(test: TestRegistry) {
    let world = World::new(test).await;
    world.sari_follows_it().await;
    world.go_to(Duration::days(7));
    let waits = world.take_mails().await.remove(0);
    world.test.clock.advance(LEASE);
    let under_way = [Uuid::from_u128(7), waits.id];
    assert!(claim::claim(world.registry(), LEASE, 8, &under_way).await.unwrap().is_empty());
    assert!(claim::renew(world.registry(), &waits, LEASE).await.unwrap(), "as nobody else has taken it");
}

async fn a_mail_that_was_never_handed_over_is_never_given_up_as_unanswered(test: TestRegistry) {
    let world = World::new(test).await;
    world.sari_follows_it().await;
    world.go_to(Duration::days(7));
    for _ in 0..5 {
        assert_eq!(world.take_mails().await.len(), 1);
        world.test.clock.advance(LEASE);
    }
    assert_eq!(world.send_all().await, to_sari(Kind::WeekBefore));
}

async fn what_moved_while_a_worker_held_it_is_not_sent(test: TestRegistry) {
    let mut world = World::new(test).await;
    world.sari_follows_it().await;
    world.go_to(Duration::days(7));
    let held = world.take_mails().await.remove(0);
    world.move_by(Duration::days(7)).await;
    assert_eq!(claim::hold(world.registry(), held.clone(), LEASE).await.unwrap(), None);
    assert!(!claim::settle(world.registry(), &held, Outcome::Delivered).await.unwrap());
    assert_eq!(world.send_all().await, to_sari(Kind::Moved));

    world.go_to(Duration::days(7));
    let held = world.take_mails().await.remove(0);
    world.cancel().await;
    assert_eq!(claim::hold(world.registry(), held, LEASE).await.unwrap(), None);
    assert_eq!(world.send_all().await, to_sari(Kind::Cancelled));
    world.test.clock.advance(Duration::days(30));
    assert_eq!(world.send_all().await, []);
}

async fn a_busy_mail_server_is_tried_again_after_growing_pauses(test: TestRegistry) {
    let world = World::new(test).await;
    world.sari_follows_it().await;
    world.go_to(Duration::days(7));
    let (mut last, mut pauses, mut row): (DateTime<Utc>, Vec<i64>, _) = (world.registry().now(), Vec::new(), None);
    for attempt in 1..=12 {
        let mail = world.take_mails().await.remove(0);
        let held = claim::hold(world.registry(), mail, LEASE).await.unwrap().unwrap();
        assert_eq!(held.attempts, attempt);
        pauses.push((world.registry().now() - last).num_seconds());
        last = world.registry().now();
        assert!(claim::settle(world.registry(), &held, Outcome::NotNow("451 busy".into())).await.unwrap());
        assert!(world.take_mails().await.is_empty(), "not before its pause is over");
        row = notice::Entity::find_by_id(held.id).one(&world.registry().db).await.unwrap();
        world.test.clock.advance(row.as_ref().unwrap().due_at - last);
    }
    assert!(pauses.windows(2).skip(1).take(8).all(|pair| pair[0] < pair[1]), "{pauses:?}");
    assert!(pauses.iter().all(|pause| *pause <= 3600 * 6 / 5));
    let row = row.unwrap();
    assert_eq!((row.state, row.last_error.as_deref()), (State::Dead, Some("451 busy")));
}

async fn a_mail_whose_sending_broke_off_twice_is_given_up_until_the_operator_sends_it_again(test: TestRegistry) {
    let world = World::new(test).await;
    world.sari_follows_it().await;
    world.go_to(Duration::days(7));
    for _ in 0..2 {
        let mail = world.take_mails().await.remove(0);
        claim::hold(world.registry(), mail, LEASE).await.unwrap().unwrap();
        world.test.clock.advance(LEASE);
    }
    assert_eq!(world.send_all().await, [], "a third copy would be one too many");
    let outbox = find::outbox(world.registry()).await.unwrap();
    assert_eq!((outbox.waiting, outbox.overdue, outbox.given_up), (1, 0, 1), "the reminder of the day before waits");
    assert!(outbox.last_error.unwrap().contains("broke off"));

    let (mail, address) = find::given_up(world.registry()).await.unwrap().remove(0);
    assert_eq!(address, "sari@bandung.example");
    assert!(act::retry(world.registry(), &world.sari, mail.id).await.is_err(), "the operator's alone");
    let again = act::retry(world.registry(), &Caller::system(), mail.id).await.unwrap();
    assert_eq!((again.id, again.attempts, again.unanswered), (mail.id, 0, 0));
    assert!(act::retry(world.registry(), &Caller::system(), mail.id).await.is_err(), "it is under way");
    world.test.clock.advance(Duration::minutes(11));
    assert_eq!(find::outbox(world.registry()).await.unwrap().overdue, 1);
    assert_eq!(world.send_all().await, to_sari(Kind::WeekBefore));
    assert_eq!(find::outbox(world.registry()).await.unwrap().given_up, 0);
}

/// The reminder becomes mails while the exchange moves: whichever comes first, no mail of the old time stays behind.
async fn a_reminder_and_a_move_at_the_same_moment_leave_no_mail_of_the_old_time(test: TestRegistry) {
    let mut world = World::new(test).await;
    world.sari_follows_it().await;
    for _ in 0..10 {
        world.go_to(Duration::days(7));
        let reminder = claim::claim(world.registry(), LEASE, 8, &[]).await.unwrap().remove(0);
        let registry = world.registry().clone();
        let worker = tokio::spawn(async move { claim::spread(&registry, &reminder).await.unwrap() });
        world.move_by(Duration::days(1)).await;
        worker.await.unwrap();
        let old = notice::Column::Version.ne(world.exchange.generation.to_string());
        let pending = notice::Column::State.is_in([State::Ready, State::Leased]);
        let left = notice::Entity::find().filter(old).filter(pending).all(&world.registry().db).await.unwrap();
        assert!(left.is_empty(), "{left:?}");
        world.send_all().await;
    }
}

async fn services_whose_clocks_differ_hold_one_lease(test: TestRegistry) {
    let world = World::new(test).await;
    world.sari_follows_it().await;
    world.go_to(Duration::days(7));
    let at = |by: Duration| {
        let clock = world.test.clock.clone();
        // A clock of its own, that goes before by so much.
        let own = TestClock::at(&clock.now().to_rfc3339());
        own.advance(by);
        Registry::new(world.registry().db.clone(), Arc::new(OfMachine(own)))
    };
    // On SQLite there is one machine, and so one clock.
    let apart = if database::is_postgres(&world.registry().db) { Duration::hours(1) } else { Duration::zero() };
    let (ours, theirs) = (at(Duration::zero()), at(apart));
    let claimed = claim::claim(&ours, LEASE, 8, &[]).await.unwrap();
    assert_eq!(claimed.len(), 1);
    assert!(claim::claim(&theirs, LEASE, 8, &[]).await.unwrap().is_empty(), "ours is not over");
    assert!(claim::renew(&theirs, &claimed[0], LEASE).await.unwrap());
    assert!(claim::claim(&ours, LEASE, 8, &[]).await.unwrap().is_empty());
}
