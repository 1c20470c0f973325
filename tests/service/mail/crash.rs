//! Services side by side, and services that are killed: nothing is lost, and nothing that was acknowledged is sent
//! again.

use super::{
    sink::Answer,
    world::{World, kill, until},
};
use crate::kembar::Place;
use entity::{
    notice::record::{Kind, State},
    on_both_databases,
    testing::TestRegistry,
};
use std::{collections::HashSet, time::Duration};

/// How many people follow, and how many exchanges each of them is reminded of.
const FOLLOWERS: usize = 90;
const EXCHANGES: usize = 5;
/// How long after it has sent something a service is killed, in milliseconds. Drawn once, so that failures are
/// repeatable.
const KILLS: [u64; 7] = [7, 383, 112, 251, 41, 530, 176];
/// How many mails a service has under way, if the mail server is not slow.
const UNDER_WAY: usize = 3;
/// A server that takes its time leaves a gap between its accepting a mail and the service's knowing of it.
const GAP: Duration = Duration::from_millis(40);

/// Each follower was reminded of each exchange: once, or twice if a service was killed between the mail server's
/// accepting the mail and its recording that, which happens to the mails under way.
async fn everyone_was_told(world: &World, kills: usize) {
    let (mails, copies, addresses) = (world.mails().await, world.sink.copies(), world.addresses().await);
    assert_eq!(mails.len(), FOLLOWERS * EXCHANGES);
    assert!(mails.iter().all(|mail| mail.kind == Kind::DayBefore));
    let told: HashSet<_> = mails.iter().map(|mail| (mail.subject_id, mail.recipient_id)).collect();
    assert_eq!(told.len(), mails.len(), "one mail for each person and exchange");
    for mail in &mails {
        let copies = copies.get(&mail.id).copied().unwrap_or_default();
        match mail.state {
            State::Done if mail.unanswered == 0 => assert_eq!(copies, 1, "{mail:?}"),
            State::Done => assert!(copies == 1 || copies == 2, "{copies}: {mail:?}"),
            // A mail that is hit twice is not sent a third time; the operator is told.
            State::Dead => assert!(copies <= 2 && mail.unanswered == 2, "{copies}: {mail:?}"),
            _ => panic!("{mail:?}"),
        }
    }
    let hit = mails.iter().filter(|mail| mail.unanswered > 0).count();
    assert!(hit <= kills * UNDER_WAY, "{hit}");
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

on_both_databases!(of_fifty_mails_a_kill_doubles_only_those_under_way);

/// Three times in the middle of fifty mails.
async fn of_fifty_mails_a_kill_doubles_only_those_under_way(test: TestRegistry) {
    const MAILS: usize = 50;
    let world = World::new(test, MAILS).await;
    world.sink.answers(|_| Answer::TakeSlowly(Duration::from_millis(200)));
    world.exchanges(1).await;
    // The links of a mail are the same whichever port a service has.
    let place = world.place().set("KEMBAR_PUBLIC_URL", "https://kembar.example");
    let mut under_way = HashSet::new();
    for more in [8, 13, 7] {
        let (service, before) = (place.serve(), world.sink.count());
        until("mails are under way", async || world.sink.count() >= before + more).await;
        kill(service);
        let mails = world.mails().await;
        let open: HashSet<_> = mails.iter().filter(|mail| mail.state == State::Leased).map(|mail| mail.id).collect();
        assert!(open.len() <= UNDER_WAY, "{open:?}");
        let copies = world.sink.copies();
        for mail in mails.iter().filter(|mail| copies.contains_key(&mail.id)) {
            assert!(mail.state == State::Done || open.contains(&mail.id), "what was taken is noted: {mail:?}");
        }
        under_way.extend(open);
        world.leases_run_out().await;
    }
    let _service = place.serve();
    until("every mail is handed over", async || world.sink.copies().len() == MAILS).await;
    world.settled().await;
    let copies = world.sink.copies();
    let doubled: HashSet<_> = copies.iter().filter(|(_, copies)| **copies > 1).map(|(id, _)| *id).collect();
    assert!(doubled.is_subset(&under_way) && copies.values().all(|copies| *copies <= 2), "{doubled:?} {under_way:?}");
    println!("{} of {MAILS} mails came twice; {} were under way at a kill", doubled.len(), under_way.len());
    for id in doubled {
        let raw: HashSet<_> =
            world.sink.offers().into_iter().filter(|offer| offer.notice == id).map(|o| o.raw).collect();
        assert_eq!(raw.len(), 1, "the same to the byte");
    }
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
