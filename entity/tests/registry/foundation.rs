//! The ground that every act stands on, on both databases.

use entity::{
    Caller,
    journal::{ChangeKind, Entry, FEED, Feed, SubjectKind, changes},
    on_both_databases,
    page::{Key, Page},
    policy::Act,
    testing::TestRegistry,
};
use sea_orm::{ConnectionTrait, DbBackend, Statement};
use serde_json::json;
use std::{collections::HashSet, time::Duration};
use uuid::Uuid;

on_both_databases!(an_act_that_is_not_recorded_leaves_nothing, no_reader_of_the_feed_ever_skips_an_entry);

async fn an_act_that_is_not_recorded_leaves_nothing(test: TestRegistry) {
    let work = test.registry.begin(&Caller::system()).await.unwrap();
    drop(work);
    record_one(&test.registry).await;
    let feed =
        changes(&test.registry, &Caller::system(), &entity::journal::Feed::default(), &entity::page::Page::first(10))
            .await
            .unwrap();
    assert_eq!(feed.rows.len(), 1);
    assert_eq!(feed.rows[0].seq, 1, "numbers are without gaps");
}

/// Writers commit at the same time while a reader resumes from its last entry again and again: in the end it has seen
/// every entry, although it never looks back.
async fn no_reader_of_the_feed_ever_skips_an_entry(test: TestRegistry) {
    const WRITERS: usize = 8;
    const ACTS: usize = 25;
    let writers: Vec<_> = (0..WRITERS)
        .map(|_| {
            let registry = test.registry.clone();
            tokio::spawn(async move {
                for _ in 0..ACTS {
                    record_one(&registry).await;
                }
            })
        })
        .collect();
    let stranger = Caller::anonymous(entity::text::Language::En);
    let (mut seen, mut last, feed) = (HashSet::new(), None, Feed::default());
    while seen.len() < WRITERS * ACTS {
        let finished = writers.iter().all(tokio::task::JoinHandle::is_finished);
        let after = last.map(|id| FEED.cursor(Key::Id, id));
        let page = Page::between(Some(7), after, None, None).unwrap();
        let page = changes(&test.registry, &stranger, &feed, &page).await.unwrap();
        if page.rows.is_empty() && finished {
            break;
        }
        for entry in page.rows {
            last = Some(entry.id);
            assert!(seen.insert(entry.seq));
        }
        tokio::task::yield_now().await;
    }
    for writer in writers {
        writer.await.unwrap();
    }
    assert_eq!(seen.len(), WRITERS * ACTS);
}

async fn record_one(registry: &entity::Registry) {
    let work = registry.begin(&Caller::system()).await.unwrap();
    let subject = (SubjectKind::Party, Uuid::from_u128(7));
    work.record(Entry::public(Act::RecordTier, subject, ChangeKind::Changed, json!({}))).await.unwrap();
}

/// Making a connection costs PostgreSQL more than most answers do.
#[tokio::test]
async fn connections_to_postgresql_are_used_again() {
    let test = TestRegistry::postgres().await;
    let mut backends = HashSet::new();
    for _ in 0..50 {
        let asked = Statement::from_string(DbBackend::Postgres, "select pg_backend_pid() as pid");
        let row = test.registry.db.query_one_raw(asked).await.unwrap().unwrap();
        backends.insert(row.try_get::<i32>("", "pid").unwrap());
    }
    assert!(backends.len() <= 4, "no more than the registry of a test may open: {}", backends.len());
}

/// PostgreSQL refuses a savepoint outside a transaction, so that one which succeeds has found a transaction that
/// somebody left open on its connection.
#[tokio::test]
async fn a_caller_who_leaves_while_an_act_begins_leaves_no_transaction_open() {
    let test = TestRegistry::postgres().await;
    for _ in 0..50 {
        let left = tokio::time::timeout(Duration::ZERO, test.registry.begin(&Caller::system())).await;
        drop(left);
        assert!(test.registry.db.execute_unprepared("savepoint found").await.is_err());
    }
}
