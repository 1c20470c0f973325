//! The database fails in the middle of acts: what was acknowledged stands in it, and what was not does not.

use entity::{
    Caller, Error, Registry,
    clock::SystemClock,
    database::{self, Outage},
    journal::{ChangeKind, Entry, SubjectKind, changes},
    on_both_databases,
    policy::Act,
    testing::{POSTGRES, TestRegistry},
};
use sea_orm::{
    ConnectionTrait, TransactionTrait,
    sqlx::{self, sqlite::LockedSqliteHandle},
};
use serde_json::json;
use std::{
    collections::BTreeSet,
    fs,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};
use tokio::{
    io::copy_bidirectional,
    net::{TcpListener, TcpStream},
    sync::watch,
};
use uuid::Uuid;

/// A text that fills several pages of a database file.
const LONG: usize = 64 * 1024;

/// An act that writes much, and what it is about.
async fn act(registry: &Registry) -> (Uuid, Result<(), Error>) {
    let about = Uuid::from_u128(rand::random());
    let done = async {
        let work = registry.begin(&Caller::system()).await?;
        let data = json!({ "note": "x".repeat(LONG) });
        work.record(Entry::public(Act::RecordTier, (SubjectKind::Party, about), ChangeKind::Changed, data)).await
    };
    (about, done.await)
}

/// What the database holds, as one finds who opens it anew.
async fn stored(test: &TestRegistry) -> BTreeSet<Uuid> {
    let db = database::open(&test.url, 1).await.unwrap();
    let registry = Registry::new(db, Arc::new(SystemClock));
    let entries =
        changes(&registry, &Caller::system(), &entity::journal::Feed::default(), &entity::page::Page::first(10_000))
            .await
            .unwrap();
    entries.rows.into_iter().map(|entry| entry.subject_id).collect()
}

/// Does something to each connection of the pool.
async fn to_each(registry: &Registry, change: impl Fn(&mut LockedSqliteHandle<'_>)) {
    let pool = registry.db.current().get_sqlite_connection_pool().clone();
    let mut all = Vec::new();
    for _ in 0..pool.options().get_max_connections() {
        all.push(pool.acquire().await.unwrap());
    }
    for connection in &mut all {
        change(&mut connection.lock_handle().await.unwrap());
    }
}

#[tokio::test]
async fn a_disk_without_room_is_told_apart_and_reading_goes_on() {
    let test = TestRegistry::sqlite().await;
    act(&test.registry).await.1.unwrap();
    let pool = test.registry.db.current().get_sqlite_connection_pool().clone();
    let mut all = Vec::new();
    for _ in 0..pool.options().get_max_connections() {
        let mut one = pool.acquire().await.unwrap();
        sqlx::query("pragma max_page_count = 1").execute(&mut *one).await.unwrap();
        all.push(one);
    }
    drop(all);
    let full = act(&test.registry).await.1.unwrap_err();
    assert_eq!(full.outage(), Some(Outage::Full), "{full:?}");
    let read =
        changes(&test.registry, &Caller::system(), &entity::journal::Feed::default(), &entity::page::Page::first(10))
            .await
            .unwrap();
    assert_eq!(read.rows.len(), 1);
}

/// Where a commit cannot be written, as on a full disk, the engine rolls back by itself.
#[tokio::test]
async fn what_is_acknowledged_after_commits_that_failed_is_there() {
    let test = TestRegistry::sqlite().await;
    let failing = Arc::new(AtomicBool::new(false));
    to_each(&test.registry, |handle| {
        let failing = failing.clone();
        handle.set_commit_hook(move || !failing.load(Ordering::SeqCst));
    })
    .await;
    fails_and_goes_on(&test, async || {
        failing.store(true, Ordering::SeqCst);
        let (about, done) = act(&test.registry).await;
        failing.store(false, Ordering::SeqCst);
        done.map(|()| about)
    })
    .await;
}

#[tokio::test]
async fn what_is_acknowledged_after_an_interruption_is_there() {
    let test = TestRegistry::sqlite().await;
    let stop = Arc::new(AtomicBool::new(false));
    to_each(&test.registry, |handle| {
        let stop = stop.clone();
        handle.set_progress_handler(1, move || !stop.load(Ordering::SeqCst));
    })
    .await;
    fails_and_goes_on(&test, async || {
        let work = test.registry.begin(&Caller::system()).await.unwrap();
        let about = work.new_id();
        stop.store(true, Ordering::SeqCst);
        let entry = Entry::public(Act::RecordTier, (SubjectKind::Party, about), ChangeKind::Changed, json!({}));
        let done = work.record(entry).await;
        stop.store(false, Ordering::SeqCst);
        done.map(|()| about)
    })
    .await;
}

/// Fails and acts in turn: each time all that was acknowledged is there, and nothing else.
async fn fails_and_goes_on(test: &TestRegistry, mut fail: impl AsyncFnMut() -> Result<Uuid, Error>) {
    let (mut acknowledged, mut failed) = (BTreeSet::new(), 0);
    for _ in 0..20 {
        // A connection that took the place of a broken one does not fail any more.
        match fail().await {
            Ok(about) => _ = acknowledged.insert(about),
            Err(_) => failed += 1,
        }
        let (about, done) = act(&test.registry).await;
        done.unwrap();
        acknowledged.insert(about);
        assert_eq!(stored(test).await, acknowledged);
    }
    assert!(failed > 0, "nothing failed");
}

on_both_databases!(an_act_whose_statement_failed_is_never_committed);

async fn an_act_whose_statement_failed_is_never_committed(test: TestRegistry) {
    let work = test.registry.begin(&Caller::system()).await.unwrap();
    work.execute_unprepared("insert into registry_note (name, value) values ('before', '')").await.unwrap();
    work.execute_unprepared("insert into no_such_table values (1)").await.unwrap_err();
    work.execute_unprepared("insert into registry_note (name, value) values ('after', '')").await.unwrap_err();
    let entry = Entry::public(Act::RecordTier, (SubjectKind::Party, Uuid::nil()), ChangeKind::Changed, json!({}));
    work.record(entry).await.unwrap_err();
    let left = "delete from registry_note where name in ('before', 'after')";
    assert_eq!(test.registry.db.execute_unprepared(left).await.unwrap().rows_affected(), 0);
    act(&test.registry).await.1.unwrap();
}

#[tokio::test]
async fn nothing_is_acknowledged_into_a_file_that_was_taken_away() {
    let test = TestRegistry::sqlite().await;
    act(&test.registry).await.1.unwrap();
    let file = database::file(&test.url).unwrap();
    let aside = file.with_extension("aside");
    fs::rename(&file, &aside).unwrap();
    let gone = act(&test.registry).await.1.unwrap_err();
    assert_eq!(gone.outage(), Some(Outage::Away), "{gone}");
    fs::copy(&aside, &file).unwrap();
    let replaced = act(&test.registry).await.1.unwrap_err();
    assert_eq!(replaced.outage(), Some(Outage::Away), "{replaced}");
    fs::remove_file(&file).unwrap();
    // Connections that are opened meanwhile make no file in its place, which would share the log of this one.
    let pool = test.registry.db.current().get_sqlite_connection_pool().clone();
    drop(futures_util::future::join_all([(); 4].map(|()| pool.acquire())).await);
    assert!(!file.exists());
    fs::rename(&aside, &file).unwrap();
    let (about, done) = act(&test.registry).await;
    done.unwrap();
    assert!(stored(&test).await.contains(&about));
    fs::remove_file(format!("{}-wal", file.display())).unwrap();
    let log_gone = act(&test.registry).await.1.unwrap_err();
    assert_eq!(log_gone.outage(), Some(Outage::Away), "{log_gone}");
    // As whoever opens the file then makes a new log, in which nobody finds what the others write.
    fs::write(format!("{}-wal", file.display()), []).unwrap();
    let log_replaced = act(&test.registry).await.1.unwrap_err();
    assert_eq!(log_replaced.outage(), Some(Outage::Away), "{log_replaced}");
}

/// As a service does that is frozen just when it has taken the numbers of its entries.
#[tokio::test]
async fn one_that_hangs_with_the_journal_in_its_hands_holds_nobody_up_for_long() {
    let test = TestRegistry::postgres().await;
    let other = database::open(&test.url, 1).await.unwrap().current();
    let hung = other.begin().await.unwrap();
    hung.execute_unprepared("update journal_head set seq = seq").await.unwrap();
    let mut refused = 0;
    while let Err(error) = act(&test.registry).await.1 {
        assert!(matches!(error.outage(), Some(Outage::Busy | Outage::Away)), "{error:?}");
        refused += 1;
        assert!(refused < 10, "nobody ended it");
    }
    hung.execute_unprepared("select 1").await.unwrap_err();
}

/// A server that can be made to say nothing: what is sent to it is taken, and no answer comes.
struct Wire {
    address: std::net::SocketAddr,
    silent: watch::Sender<bool>,
}

impl Wire {
    async fn to(server: std::net::SocketAddr) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (silent, mut heard) = watch::channel(false);
        heard.mark_unchanged();
        tokio::spawn(async move {
            while let Ok((mut here, _)) = listener.accept().await {
                let mut heard = heard.clone();
                tokio::spawn(async move {
                    let mut there = TcpStream::connect(server).await.unwrap();
                    let fallen_silent = async { drop(heard.wait_for(|silent| *silent).await) };
                    tokio::select! {
                        _ = copy_bidirectional(&mut here, &mut there) => return,
                        () = fallen_silent => {}
                    }
                    // From here on nothing is passed on, and the connection stays open.
                    std::future::pending::<()>().await;
                    drop((here, there));
                });
            }
        });
        Self { address, silent }
    }
}

#[tokio::test]
async fn connections_that_have_fallen_silent_are_replaced() {
    let url = TestRegistry::empty_postgres().await;
    let server = std::env::var(POSTGRES).unwrap();
    let server = server.split('@').nth(1).unwrap().split('/').next().unwrap();
    let wire = Wire::to(server.parse().unwrap()).await;
    let url = url.replace(server, &wire.address.to_string());
    let db = database::open(&url, 3).await.unwrap();
    let answers = async || db.execute_unprepared("select 1").await;
    let all = [(); 3].map(|()| db.execute_unprepared("select pg_sleep(0.1)"));
    for answer in futures_util::future::join_all(all).await {
        answer.unwrap();
    }
    wire.silent.send(true).unwrap();
    let error = answers().await.unwrap_err();
    assert_eq!(Outage::of(&error), Some(Outage::Away), "{error}");
    wire.silent.send(false).unwrap();
    // The old connections are silent for ever: each of the new ones works.
    for _ in 0..6 {
        answers().await.unwrap();
    }
}
