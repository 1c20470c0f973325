//! Files come in for documents, count, are attached once, and are given up.

use super::*;
use entity::agreement::document::arrival::{
    act::{Expected, expect_content, expect_file, forget, forget_settled, give_up},
    find::strays,
};

on_both_databases!(
    all_that_can_be_said_is_said_before_a_file_comes_in,
    a_party_sends_no_more_than_it_may_within_a_day,
    the_same_file_again_changes_nothing,
    content_is_kept_once,
    of_one_who_attaches_and_one_who_gives_up_one_comes_first,
    what_no_document_needs_is_found_a_day_later,
);

const ROOM: u64 = 1_000;

/// The code of a refusal, and nothing else.
fn code<T>(result: Result<T, Error>) -> &'static str {
    reasons(result)[0].1
}

impl World {
    async fn expect(&self, who: Uuid, document: Uuid, bytes: u64) -> Result<Expected, Error> {
        expect_file(&self.test.registry, &officer(who), document, bytes, ROOM).await
    }

    async fn begin(&self, document: Uuid, bytes: u64) -> Uuid {
        match self.expect(self.home, document, bytes).await.unwrap() {
            Expected::New(arrival, sender) => {
                assert_eq!(sender, Some(self.home), "it counts for the party whose officer sends it");
                arrival
            }
            Expected::Same(there, _) => panic!("it has its file: {there:?}"),
        }
    }

    async fn minutes(&self) -> Uuid {
        self.record(self.document(DocumentKind::MeetingMinutes, Some(self.home))).await.id
    }
}

async fn all_that_can_be_said_is_said_before_a_file_comes_in(test: TestRegistry) {
    let world = World::new(test).await;
    let document = world.minutes().await;
    let registry = &world.test.registry;
    let expect = async |caller: &Caller, document| code(expect_file(registry, caller, document, 1, ROOM).await);
    assert_eq!(expect(&Caller::anonymous(Language::En), document).await, "SIGN_IN_FIRST");
    let elsewhere = world.test.party("ID", Kind::City, "Medan").await;
    assert_eq!(expect(&officer(elsewhere), document).await, "NOT_FOUND", "who may not see it learns nothing");
    assert_eq!(expect(&officer(world.home), Uuid::from_u128(404)).await, "NOT_FOUND");
    assert_eq!(expect(&officer(world.abroad), document).await, "NOT_ALLOWED", "it is another party's");
    let reader = Caller { may_write: false, ..officer(world.home) };
    assert_eq!(expect(&reader, document).await, "NOT_ALLOWED");
    let mut better = world.document(DocumentKind::MeetingMinutes, Some(world.home));
    better.supersedes = Some(document);
    world.record(better).await;
    assert_eq!(expect(&officer(world.home), document).await, "DOCUMENT_VOID");
    assert!(strays(registry, None, 9).await.unwrap().is_empty());
}

async fn a_party_sends_no_more_than_it_may_within_a_day(test: TestRegistry) {
    let world = World::new(test).await;
    let document = world.minutes().await;
    let registry = &world.test.registry;
    let kept = world.begin(document, 700).await;
    expect_content(registry, kept, &"a".repeat(64), 600).await.unwrap();
    let refused = world.expect(world.home, document, 401).await.unwrap_err();
    let Error::Refused(refusals) = refused else { panic!("{refused:?}") };
    assert_eq!(refusals[0].reason, Reason::DailyLimit { megabytes: 0, wait: entity::refusal::Wait(24 * 3600) });

    let under_way = world.begin(document, 400).await;
    assert_eq!(code(world.expect(world.home, document, 1).await), "DAILY_LIMIT", "what is under way counts");
    let joint = world.record(world.document(DocumentKind::MeetingMinutes, Some(world.abroad))).await.id;
    let of_others = expect_file(registry, &officer(world.abroad), joint, 900, ROOM).await.unwrap();
    assert!(
        matches!(of_others, Expected::New(_, Some(party)) if party == world.abroad),
        "others have room of their own"
    );
    assert_eq!(give_up(registry, under_way).await.unwrap(), None, "nothing of it is in the store");
    let killed = world.begin(document, 400).await;
    world.test.clock.advance(Duration::minutes(31));
    let again = world.begin(document, 400).await;
    assert_eq!(give_up(registry, again).await.unwrap(), None);
    world.test.clock.advance(Duration::minutes(24 * 60 - 32));
    assert_eq!(code(world.expect(world.home, document, 401).await), "DAILY_LIMIT", "what is stored counts for a day");
    world.test.clock.advance(Duration::minutes(1));
    world.begin(document, 1_000).await;
    assert!(expect_content(registry, killed, &"b".repeat(64), 400).await.unwrap().is_none());
}

async fn the_same_file_again_changes_nothing(test: TestRegistry) {
    let world = World::new(test).await;
    let (registry, home) = (&world.test.registry, officer(world.home));
    let document = world.minutes().await;
    // Two copies arrive at once, and a third one later.
    let one = world.test.stored(&home, document, &"a".repeat(64)).await.unwrap();
    let two = world.test.stored(&home, document, &"a".repeat(64)).await.unwrap();
    let other = world.test.stored(&home, document, &"b".repeat(64)).await.unwrap();
    let (attached, needed) = attach_file(registry, &home, document, one.clone()).await.unwrap();
    assert_eq!((attached.file_name.as_deref(), needed), (Some("naskah.pdf"), true));
    let feed = entity::journal::changes(
        registry,
        &Caller::system(),
        &entity::journal::Feed::default(),
        &entity::page::Page::first(99),
    )
    .await
    .unwrap()
    .rows
    .len();
    assert_eq!(attach_file(registry, &home, document, two.clone()).await.unwrap(), (attached.clone(), false));
    assert_eq!(code(attach_file(registry, &home, document, other).await), "HAS_FILE");
    let Expected::Same(there, _) = world.expect(world.home, document, u64::MAX).await.unwrap() else {
        panic!("a new one")
    };
    assert_eq!((there.sha256, there.arrival_id), (one.sha256, Some(one.arrival)), "whatever it may send");
    let after = entity::journal::changes(
        registry,
        &Caller::system(),
        &entity::journal::Feed::default(),
        &entity::page::Page::first(99),
    )
    .await
    .unwrap()
    .rows
    .len();
    assert_eq!(feed, after, "and nobody is told of it");
    assert_eq!(give_up(registry, one.arrival).await.unwrap(), None);
    assert_eq!(give_up(registry, two.arrival).await.unwrap().unwrap().sha256, Some(two.sha256));
}

async fn content_is_kept_once(test: TestRegistry) {
    let world = World::new(test).await;
    let (registry, home) = (&world.test.registry, officer(world.home));
    let (first, second) = (world.minutes().await, world.minutes().await);
    let one = world.test.stored(&home, first, &"a".repeat(64)).await.unwrap();
    attach_file(registry, &home, first, one.clone()).await.unwrap();
    let arrival = world.begin(second, 900).await;
    let there = expect_content(registry, arrival, &one.sha256, 3).await.unwrap().unwrap();
    assert_eq!(there.arrival_id, Some(one.arrival), "it need not be stored again");
    let again = entity::agreement::document::act::StoredFile { arrival, name: "../hapus.bat".into(), ..one.clone() };
    let (attached, needed) = attach_file(registry, &home, second, again).await.unwrap();
    assert_eq!((attached.file_name.as_deref(), needed), (Some("hapus.bat.pdf"), false));
    assert_eq!(give_up(registry, arrival).await.unwrap(), None, "nothing was stored under it");
    let third = world.minutes().await;
    let unstored = entity::agreement::document::act::StoredFile {
        arrival: world.begin(third, 3).await,
        sha256: "c".repeat(64),
        ..one.clone()
    };
    let fault = attach_file(registry, &home, third, unstored).await.unwrap_err();
    assert!(matches!(fault, Error::Fault(_)), "what is not in the store is not attached");
    let lost = entity::agreement::document::act::StoredFile { arrival: Uuid::from_u128(404), ..one };
    assert_eq!(code(attach_file(registry, &home, third, lost).await), "FILE_GONE");
}

async fn of_one_who_attaches_and_one_who_gives_up_one_comes_first(test: TestRegistry) {
    // Between one before the other and the other before the one, both at once.
    const FIRST: usize = 0;
    const LAST: usize = 11;
    let world = World::new(test).await;
    let (registry, home) = (&world.test.registry, officer(world.home));
    let mut outcomes = BTreeSet::new();
    for nth in FIRST..=LAST {
        let document = world.minutes().await;
        let file = world.test.stored(&home, document, &format!("{nth:064x}")).await.unwrap();
        let arrival = file.arrival;
        let give_up_later = async {
            // Each time a little later than the time before.
            for _ in 0..2 * nth {
                sea_orm::ConnectionTrait::execute_unprepared(&registry.db, "select 1").await.unwrap();
            }
            give_up(registry, arrival).await
        };
        let attach = attach_file(registry, &home, document, file);
        let (given_up, attached) = match nth {
            FIRST => (give_up_later.await, attach.await),
            LAST => {
                let attached = attach.await;
                (give_up_later.await, attached)
            }
            _ => tokio::join!(give_up_later, attach),
        };
        let given_up = given_up.unwrap().is_some();
        if given_up {
            assert_eq!(code(attached), "FILE_GONE", "its content may be deleted");
        } else {
            assert!(attached.unwrap().1, "its content is kept");
        }
        outcomes.insert(given_up);
        let again = give_up(registry, arrival).await.unwrap().is_some();
        assert_eq!(again, given_up, "and it stays so");
    }
    assert_eq!(outcomes.len(), 2, "both have come about");
}

async fn what_no_document_needs_is_found_a_day_later(test: TestRegistry) {
    let world = World::new(test).await;
    let (registry, home) = (&world.test.registry, officer(world.home));
    let document = world.minutes().await;
    let kept = world.test.stored(&home, document, &"a".repeat(64)).await.unwrap();
    let lost = [
        world.test.stored(&home, document, &"b".repeat(64)).await.unwrap().arrival,
        world.test.stored(&home, document, &"c".repeat(64)).await.unwrap().arrival,
    ];
    attach_file(registry, &home, document, kept.clone()).await.unwrap();
    let other = world.minutes().await;
    let killed = world.begin(other, 9).await;
    let doubled = world.test.stored(&home, other, &"d".repeat(64)).await.unwrap();
    give_up(registry, doubled.arrival).await.unwrap().unwrap();
    let found = strays(registry, None, 9).await.unwrap();
    assert_eq!(
        found.iter().map(|one| one.id).collect::<Vec<_>>(),
        [doubled.arrival],
        "what was given up need not wait"
    );
    forget(registry, doubled.arrival).await.unwrap();
    world.test.clock.advance(Duration::days(1) - Duration::seconds(1));
    assert!(strays(registry, None, 9).await.unwrap().is_empty(), "they may still be on their way");
    forget_settled(registry).await.unwrap();
    world.test.clock.advance(Duration::seconds(2));
    forget_settled(registry).await.unwrap();
    assert_eq!(give_up(registry, killed).await.unwrap(), None);
    let first = strays(registry, None, 1).await.unwrap().remove(0);
    let second = strays(registry, Some(&first), 9).await.unwrap().remove(0);
    assert_eq!([first.id, second.id], lost);
    forget(registry, first.id).await.unwrap();
    assert_eq!(strays(registry, None, 9).await.unwrap().len(), 2, "first its content has to go");
    give_up(registry, first.id).await.unwrap().unwrap();
    forget(registry, first.id).await.unwrap();
    assert_eq!(strays(registry, None, 9).await.unwrap(), [second]);
    assert_eq!(give_up(registry, kept.arrival).await.unwrap(), None);
    assert_eq!(give_up(registry, first.id).await.unwrap(), None);
}
