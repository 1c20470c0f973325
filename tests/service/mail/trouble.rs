//! Exchanges that are moved while their mails wait, and a mail server that is away, busy, or hangs up.

use super::{
    sink::{Answer, Offer, Sink},
    world::{World, until},
};
use chrono::Duration;
use entity::{
    notice::record::{Kind, State},
    on_both_databases,
    testing::TestRegistry,
};
use std::{
    collections::HashMap,
    sync::atomic::{AtomicUsize, Ordering},
};
use tokio::net::TcpSocket;
use uuid::Uuid;

const FOLLOWERS: usize = 5;

on_both_databases!(what_waits_gives_way_to_what_is_so, a_mail_server_that_comes_back_gets_everything);

async fn what_waits_gives_way_to_what_is_so(test: TestRegistry) {
    let world = World::new(test, FOLLOWERS).await;
    world.sink.answers(|_| Answer::Busy);
    let exchanges = world.exchanges(3).await;
    let place = world.place();
    let _service = place.serve();
    until("every mail is tried", async || world.sink.count() >= 3 * FOLLOWERS).await;
    let [stays, moves, ends] = exchanges.as_slice() else { panic!("three exchanges") };
    world.put_off(moves).await;
    world.cancel(ends).await;
    world.sink.answers(|_| Answer::Take);
    until("every mail is taken", async || world.sink.taken().len() >= 3 * FOLLOWERS).await;

    let mails = world.mails().await;
    let mut said: HashMap<(Uuid, Kind), usize> = HashMap::new();
    for offer in world.sink.taken() {
        let mail = mails.iter().find(|mail| mail.id == offer.notice).unwrap();
        *said.entry((mail.subject_id, mail.kind)).or_default() += 1;
    }
    let expected = [(stays.id, Kind::DayBefore), (moves.id, Kind::Moved), (ends.id, Kind::Cancelled)];
    assert_eq!(said, expected.into_iter().map(|key| (key, FOLLOWERS)).collect());
    assert_eq!(mails.iter().filter(|mail| mail.state == State::Withdrawn).count(), 2 * FOLLOWERS);
}

async fn a_mail_server_that_comes_back_gets_everything(test: TestRegistry) {
    let mut world = World::new(test, FOLLOWERS).await;
    // A port that is in use but not listened to refuses connections, and nobody else can get it in the meantime.
    let port = TcpSocket::new_v4().unwrap();
    port.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let address = port.local_addr().unwrap();
    world.exchanges(2).await;
    let place = world.place().set("KEMBAR_SMTP_URL", &format!("smtp://{address}"));
    let _service = place.serve();
    until("some mails are tried, and all wait", async || {
        let mails = world.mails().await;
        // The service leaves the server alone for a while before it tries the others.
        let all_wait = mails.len() == 2 * FOLLOWERS && mails.iter().all(|mail| mail.state == State::Ready);
        all_wait && mails.iter().any(|mail| mail.last_error.is_some())
    })
    .await;
    assert!(world.mails().await.iter().all(|mail| mail.attempts == 0));
    let said = place.run(&["doctor"]);
    assert!(said.out.contains(&format!("{} waiting, 0 of them more than 10 minutes late", 2 * FOLLOWERS)), "{said:?}");
    assert!(said.out.contains("; last error: "), "{said:?}");

    let listener = port.listen(128).unwrap().into_std().unwrap();
    listener.set_nonblocking(false).unwrap();
    world.sink = Sink::on(listener);
    world.sink.answers(|_| Answer::Busy);
    until("every mail is handed over", async || world.sink.count() >= 2 * FOLLOWERS).await;
    world.sink.answers(|_| Answer::Take);
    world.settled().await;
    let mut first: HashMap<Uuid, Offer> = HashMap::new();
    for offer in world.sink.offers() {
        if let Some(before) = first.get(&offer.notice) {
            assert_eq!(before.raw, offer.raw, "the same to the byte");
        } else {
            first.insert(offer.notice, offer);
        }
    }
    assert_eq!(first.len(), 2 * FOLLOWERS);
    assert!(world.sink.copies().len() == 2 * FOLLOWERS && world.sink.copies().values().all(|copies| *copies == 1));
    assert!(world.mails().await.iter().all(|mail| mail.state == State::Done && mail.attempts > 1));
}

#[tokio::test]
async fn one_who_hangs_up_is_given_time_and_holds_up_nobody_else() {
    let world = World::new(TestRegistry::sqlite().await, FOLLOWERS).await;
    let handed = AtomicUsize::new(0);
    world
        .sink
        .answers(move |_| if handed.fetch_add(1, Ordering::Relaxed) == 0 { Answer::HangUp } else { Answer::Take });
    world.exchanges(1).await;
    let place = world.place();
    let _service = place.serve();
    until("every mail is handed over", async || {
        let open = world.mails().await.iter().filter(|mail| mail.state != State::Done).count();
        world.sink.count() == FOLLOWERS && open == 1
    })
    .await;
    until("its loss is noted", async || world.mails().await.iter().all(|mail| mail.state != State::Leased)).await;
    let mails = world.mails().await;
    let lost = mails.iter().find(|mail| mail.state == State::Ready).unwrap();
    assert_eq!((lost.attempts, lost.unanswered), (1, 1));
    assert!(lost.due_at - world.registry.now() > Duration::minutes(13), "{lost:?}");
}

#[tokio::test]
async fn what_was_given_up_is_sent_again_when_the_operator_says_so() {
    let world = World::new(TestRegistry::postgres().await, FOLLOWERS).await;
    world.sink.answers(|_| Answer::Refuse);
    world.exchanges(1).await;
    let place = world.place();
    let _service = place.serve();
    until("every mail is refused", async || world.sink.count() == FOLLOWERS).await;
    world.settled().await;
    let doctor = place.run(&["doctor"]);
    assert!(doctor.out.contains(&format!("{FOLLOWERS} given up; last error: 550 5.7.1")), "{doctor:?}");
    let listed = place.run(&["mail", "list"]);
    assert_eq!(listed.out.lines().count(), FOLLOWERS, "{listed:?}");
    assert!(listed.out.contains("reminder a day before to <sari0@contoh.example>, given up "), "{listed:?}");

    world.sink.answers(|_| Answer::Take);
    let one = listed.out.split(' ').next().unwrap();
    assert_eq!(place.run(&["mail", "retry", one]).out, format!("{one}  will be sent again.\n"));
    assert_eq!(place.run(&["mail", "retry", one]).code, Some(1), "it is no longer given up");
    assert_eq!(place.run(&["mail", "retry", "--all"]).out.lines().count(), FOLLOWERS - 1);
    world.settled().await;
    let copies = world.sink.copies();
    assert!(copies.len() == FOLLOWERS && copies.values().all(|copies| *copies == 1));
    assert!(world.mails().await.iter().all(|mail| copies.contains_key(&mail.id)), "the Message-ID is the same");
}
