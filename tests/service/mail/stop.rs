//! Services that are told to stop while they send.

use super::{
    sink::Answer,
    world::{World, until},
};
use crate::kembar::Place;
use entity::{notice::record::State, testing::TestRegistry};
use std::time::Duration;

const FOLLOWERS: usize = 30;

/// A registry whose reminders are due, and where its service runs.
async fn world() -> (World, Place) {
    let world = World::new(TestRegistry::sqlite().await, FOLLOWERS).await;
    world.exchanges(1).await;
    let place = world.place();
    (world, place)
}

#[tokio::test]
async fn what_a_service_has_in_hand_is_finished_and_the_rest_is_left_to_the_next() {
    let (world, place) = world().await;
    world.sink.answers(|_| Answer::TakeSlowly(Duration::from_millis(700)));
    let mut service = place.serve();
    until("a mail is under way", async || world.sink.count() > 0).await;
    service.signal("TERM");
    assert_eq!(service.wait_at_most(Duration::from_secs(30)).code(), Some(0));
    let sent = world.sink.count();
    assert!(sent < FOLLOWERS, "{sent}");
    let done = world.mails().await.iter().filter(|mail| mail.state == State::Done).count();
    assert_eq!(done, sent, "what was handed over is noted");

    world.sink.answers(|_| Answer::Take);
    let _service = place.serve();
    world.settled().await;
    let copies = world.sink.copies();
    assert!(copies.len() == FOLLOWERS && copies.values().all(|copies| *copies == 1), "{copies:?}");
}

#[tokio::test]
async fn a_mail_server_that_says_nothing_does_not_keep_a_service_from_ending() {
    let (world, place) = world().await;
    world.sink.answers(|_| Answer::Stall);
    let mut service = place.serve();
    until("a mail is under way", async || world.sink.count() > 0).await;
    service.signal("TERM");
    assert_eq!(service.wait_at_most(Duration::from_secs(16)).code(), Some(0));
    assert!(service.log().contains("left to the next service"));
    let handed: Vec<_> = world.sink.offers().into_iter().map(|offer| offer.notice).collect();
    for mail in world.mails().await.iter().filter(|mail| handed.contains(&mail.id)) {
        assert_eq!((mail.state, mail.unanswered), (State::Leased, 1), "it is sent again when its lease has expired");
    }
}

#[tokio::test]
async fn a_second_signal_ends_a_service_at_once() {
    let (world, place) = world().await;
    world.sink.answers(|_| Answer::Stall);
    let mut service = place.serve();
    until("a mail is under way", async || world.sink.count() > 0).await;
    service.signal("TERM");
    until("it is stopping", async || service.log().contains("stopping")).await;
    service.signal("TERM");
    assert_eq!(service.wait_at_most(Duration::from_secs(8)).code(), Some(130));
}
