//! Services side by side, and services that are killed: nothing is lost, and nothing is sent that was answered for.

use super::{
    sink::Answer,
    world::{World, kill, until},
};
use crate::kembar::Place;
use entity::{
    notice::record::{Kind, State},
    testing::TestRegistry,
};
use std::{collections::HashSet, time::Duration};

/// How many people follow, and how many exchanges each of them is reminded of.
const FOLLOWERS: usize = 90;
const EXCHANGES: usize = 5;
/// How long after it has sent something a service is killed, in milliseconds. Drawn once, so that a failure comes back.
const KILLS: [u64; 7] = [7, 383, 112, 251, 41, 530, 176];
/// How many mails a service has in hand at most.
const IN_HAND: usize = 8;
/// A server that takes its time leaves a gap between its taking a mail and the service's knowing of it.
const GAP: Duration = Duration::from_millis(40);

/// Each follower was reminded of each exchange: once, or twice where a service was killed between the mail server's
/// taking the mail and its noting that, which happens to what it had in hand.
async fn everyone_was_told(world: &World, kills: usize) {
    let (mails, copies, addresses) = (world.mails().await, world.sink.copies(), world.addresses().await);
    assert_eq!(mails.len(), FOLLOWERS * EXCHANGES);
    assert!(mails.iter().all(|mail| mail.kind == Kind::DayBefore));
    let told: HashSet<_> = mails.iter().map(|mail| (mail.exchange_id, mail.recipient_id)).collect();
    assert_eq!(told.len(), mails.len(), "one mail for each person and exchange");
    for mail in &mails {
        let copies = copies.get(&mail.id).copied().unwrap_or_default();
        match mail.state {
            State::Done if mail.unanswered == 0 => assert_eq!(copies, 1, "{mail:?}"),
            State::Done => assert!(copies == 1 || copies == 2, "{copies}: {mail:?}"),
            // Whoever is hit twice is not sent a third copy; the operator is told.
            State::Dead => assert!(copies <= 2 && mail.unanswered == 2, "{copies}: {mail:?}"),
            _ => panic!("{mail:?}"),
        }
    }
    let hit = mails.iter().filter(|mail| mail.unanswered > 0).count();
    assert!(hit <= kills * IN_HAND, "{hit}");
    assert_eq!(copies.keys().filter(|id| !mails.iter().any(|mail| mail.id == **id)).count(), 0);
    for offer in world.sink.taken() {
        let mail = mails.iter().find(|mail| mail.id == offer.notice).unwrap();
        assert_eq!(offer.to, addresses[&mail.recipient_id.unwrap()]);
    }
}

/// Waits until a service has sent something more.
async fn something_is_sent(world: &World) {
    let before = world.sink.count();
    until("a mail is sent", async || world.sink.count() > before || world.is_settled().await).await;
}

#[tokio::test]
async fn two_services_send_every_mail_once() {
    let world = World::new(TestRegistry::postgres().await, FOLLOWERS).await;
    world.sink.answers(|_| Answer::TakeSlowly(GAP));
    let places = [world.place(), world.place()];
    let services = places.each_ref().map(Place::serve);
    world.exchanges(EXCHANGES).await;
    until("the reminders are spread", async || !world.mails().await.is_empty()).await;
    world.settled().await;
    everyone_was_told(&world, 0).await;
    for service in services {
        // Both had a part in it.
        service.logs("a mail was tried", 1).await;
    }
}

#[tokio::test]
async fn a_service_that_is_killed_again_and_again_loses_nothing() {
    let world = World::new(TestRegistry::sqlite().await, FOLLOWERS).await;
    world.sink.answers(|_| Answer::TakeSlowly(GAP));
    world.exchanges(EXCHANGES).await;
    let place = world.place().set("KEMBAR_MAIL_LEASE_SECONDS", "9");
    for delay in KILLS {
        let service = place.serve();
        something_is_sent(&world).await;
        tokio::time::sleep(Duration::from_millis(delay)).await;
        kill(service);
    }
    assert!(!world.is_settled().await, "the service was killed at its work");
    let _service = place.serve();
    world.settled().await;
    everyone_was_told(&world, KILLS.len()).await;
}

#[tokio::test]
async fn one_of_two_services_that_is_killed_again_and_again_loses_nothing() {
    let world = World::new(TestRegistry::postgres().await, FOLLOWERS).await;
    world.sink.answers(|_| Answer::TakeSlowly(GAP));
    world.exchanges(EXCHANGES).await;
    let places = [(); 2].map(|()| world.place().set("KEMBAR_MAIL_LEASE_SECONDS", "9"));
    let mut services = Vec::from(places.each_ref().map(Place::serve));
    for (round, delay) in KILLS.into_iter().enumerate() {
        something_is_sent(&world).await;
        tokio::time::sleep(Duration::from_millis(delay)).await;
        kill(services.remove(0));
        services.push(places[round % 2].serve());
    }
    world.settled().await;
    everyone_was_told(&world, KILLS.len()).await;
}
