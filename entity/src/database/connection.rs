//! The database as acts and readers use it: nobody waits for it indefinitely, connections that fell silent are
//! replaced, and a connection that began a transaction ends it or is dropped.

use super::{Away, Outage, place::Keeper};
use sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr, ExecResult, QueryResult,
    SqliteTransactionMode, SqlxPostgresConnector, Statement, TransactionOptions, TransactionTrait,
    entity::prelude::async_trait,
};
use std::{
    pin::pin,
    sync::{
        Arc, PoisonError, RwLock,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};
use tokio::time::timeout;
use tracing::Instrument;

/// How long a server may take to answer. It ends each statement itself after 5 seconds: one that is silent for longer
/// cannot be reached.
const SILENCE: Duration = Duration::from_secs(7);

/// The registry's database. Cloning is cheap: all clones are the same one.
#[derive(Debug, Clone)]
pub struct Database(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    backend: DbBackend,
    /// The connections, and how often they have been replaced.
    pool: RwLock<(u64, DatabaseConnection)>,
    /// The file of an `SQLite` database.
    keeper: Option<Keeper>,
    begun: Instant,
    /// When a server last answered, in milliseconds since `begun`.
    answered: AtomicU64,
    /// Whether the disk was full when something was last written.
    full: AtomicBool,
}

impl Database {
    pub(super) fn new(pool: DatabaseConnection, keeper: Option<Keeper>) -> Self {
        Self(Arc::new(Shared {
            backend: pool.get_database_backend(),
            pool: RwLock::new((0, pool)),
            keeper,
            begun: Instant::now(),
            answered: AtomicU64::new(0),
            full: AtomicBool::new(false),
        }))
    }

    /// The connections as they are now, for what needs no time limit: changing the shape of the database, looking at it.
    pub fn current(&self) -> DatabaseConnection {
        self.pool().1
    }

    /// Ends all connections.
    pub async fn close(&self) -> Result<(), DbErr> {
        self.current().close().await?;
        if let Some(keeper) = &self.0.keeper {
            // The last one leaves one whole file, without its log.
            keeper.close().await;
        }
        Ok(())
    }

    /// Calls `watch` for each statement, for tests that count them.
    #[cfg(feature = "testing")]
    pub fn watch(&self, watch: impl Fn(&sea_orm::metric::Info<'_>) + Send + Sync + 'static) {
        self.0.pool.write().unwrap_or_else(PoisonError::into_inner).1.set_metric_callback(watch);
    }

    /// Refuses where the file of an `SQLite` database, or its log, was deleted or replaced: what is written then is written
    /// into nothing.
    pub fn check_place(&self) -> Result<(), DbErr> {
        self.0.keeper.as_ref().map_or(Ok(()), Keeper::check)
    }

    /// Whether the disk was full when something was last written.
    pub fn was_full(&self) -> bool {
        self.0.full.load(Ordering::Relaxed)
    }

    /// Notes that something as long as an act found room.
    pub(crate) fn note_room(&self) {
        self.0.full.store(false, Ordering::Relaxed);
    }

    fn note_failure(&self, error: &DbErr) {
        if Outage::of(error) == Some(Outage::Full) {
            self.0.full.store(true, Ordering::Relaxed);
        }
    }

    /// Begins a transaction that reads and then writes. On `SQLite` it takes the write lock at once: a deferred one that
    /// turns into a write fails where another wrote in between, and the busy timeout does not help it.
    ///
    /// It begins in a task of its own, which goes on when the caller leaves: a `begin` that is dropped half-way gives its
    /// connection back with an open transaction on it (sqlx 0.9.0, <https://github.com/launchbadge/sqlx/issues/4393>). To look for one whenever a connection is
    /// taken would cost a statement before each statement.
    pub(crate) async fn begin(&self) -> Result<Transaction, DbErr> {
        self.check_place()?;
        let (database, (generation, pool)) = (self.clone(), self.pool());
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..Default::default()
        };
        let beginning =
            async move { database.heard(generation, Some(SILENCE), pool.begin_with_options(options)).await };
        let begun =
            tokio::spawn(beginning.in_current_span()).await.map_err(|failed| DbErr::Custom(failed.to_string()))?;
        Ok(Transaction {
            database: self.clone(),
            generation,
            inner: begun?,
            patient: AtomicBool::new(false),
            broken: AtomicBool::new(false),
        })
    }

    fn pool(&self) -> (u64, DatabaseConnection) {
        self.0.pool.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Waits for a server's answer, but not indefinitely. A connection that stays silent is useless, and so are the
    /// others of its pool, some of which may wait for the same: all are replaced.
    async fn heard<T>(
        &self,
        generation: u64,
        limit: Option<Duration>,
        answer: impl Future<Output = Result<T, DbErr>>,
    ) -> Result<T, DbErr> {
        let (DbBackend::Postgres, Some(limit)) = (self.0.backend, limit) else { return answer.await };
        let mut answer = pin!(answer);
        let Ok(answer) = timeout(limit, &mut answer).await else {
            // Before the statement is dropped: its connection then goes back to a pool that is closed, and so is closed.
            self.replace(generation);
            return Err(Away::Silent.into());
        };
        match &answer {
            Err(DbErr::ConnectionAcquire(_)) if self.silent_for() >= SILENCE => self.replace(generation),
            Err(DbErr::ConnectionAcquire(_)) => {}
            _ => self.0.answered.store(self.elapsed(), Ordering::Relaxed),
        }
        answer
    }

    fn elapsed(&self) -> u64 {
        u64::try_from(self.0.begun.elapsed().as_millis()).unwrap_or(u64::MAX)
    }

    fn silent_for(&self) -> Duration {
        Duration::from_millis(self.elapsed().saturating_sub(self.0.answered.load(Ordering::Relaxed)))
    }

    /// Puts new connections in place of those of this `generation`, once. Those in use that still work are closed when
    /// they come back.
    fn replace(&self, generation: u64) {
        let mut pool = self.0.pool.write().unwrap_or_else(PoisonError::into_inner);
        let old = pool.1.get_postgres_connection_pool().clone();
        if pool.0 != generation || old.size() == 0 {
            return;
        }
        tracing::warn!("the database has fallen silent: its connections are replaced");
        let new = old.options().clone().connect_lazy_with((*old.connect_options()).clone());
        *pool = (generation + 1, SqlxPostgresConnector::from_sqlx_postgres_pool(new));
        self.0.answered.store(self.elapsed(), Ordering::Relaxed);
        // This marks it as closed. The silent connections of it end when the system gives up on them.
        drop(old.close());
    }
}

#[async_trait::async_trait]
impl ConnectionTrait for Database {
    fn get_database_backend(&self) -> DbBackend {
        self.0.backend
    }

    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        let (generation, pool) = self.pool();
        self.heard(generation, Some(SILENCE), pool.execute_raw(statement)).await
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        let (generation, pool) = self.pool();
        self.heard(generation, Some(SILENCE), pool.execute_unprepared(sql)).await
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        let (generation, pool) = self.pool();
        self.heard(generation, Some(SILENCE), pool.query_one_raw(statement)).await
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        let (generation, pool) = self.pool();
        self.heard(generation, Some(SILENCE), pool.query_all_raw(statement)).await
    }
}

/// A transaction. After the first statement that fails it does nothing more, and cannot be committed: PostgreSQL answers
/// the commit of a transaction that failed with a rollback and no error, and `SQLite` rolls some failures back by itself,
/// after which each statement would stand alone.
#[derive(Debug)]
pub struct Transaction {
    database: Database,
    generation: u64,
    inner: DatabaseTransaction,
    /// Whether it may take as long as it takes.
    patient: AtomicBool,
    broken: AtomicBool,
}

impl Transaction {
    /// Lets each statement take as long as it takes.
    pub(super) fn be_patient(&self) {
        self.patient.store(true, Ordering::Relaxed);
    }

    /// The database that it changes.
    pub(crate) fn database(&self) -> Database {
        self.database.clone()
    }

    /// Makes everything durable. `Ok(Err(_))` if no answer came: it may or may not have been made durable.
    pub(crate) async fn commit(self) -> Result<Result<(), DbErr>, DbErr> {
        self.check()?;
        let limit = self.limit();
        let Self { database, generation, inner, .. } = self;
        match database.heard(generation, limit, inner.commit()).await.inspect_err(|error| database.note_failure(error))
        {
            Ok(()) => Ok(Ok(())),
            Err(error) if database.0.backend == DbBackend::Postgres && is_lost(&error) => Ok(Err(error)),
            Err(error) => Err(error),
        }
    }

    fn limit(&self) -> Option<Duration> {
        (!self.patient.load(Ordering::Relaxed)).then_some(SILENCE)
    }

    fn check(&self) -> Result<(), DbErr> {
        if self.broken.load(Ordering::Relaxed) {
            return Err(DbErr::Custom("a statement of this transaction has failed".to_owned()));
        }
        Ok(())
    }

    async fn step<T>(&self, answer: impl Future<Output = Result<T, DbErr>>) -> Result<T, DbErr> {
        self.check()?;
        let answer = self.database.heard(self.generation, self.limit(), answer).await;
        answer.inspect_err(|error| {
            self.broken.store(true, Ordering::Relaxed);
            self.database.note_failure(error);
        })
    }
}

/// Whether the connection broke, so that the outcome of the last statement is unknown.
fn is_lost(error: &DbErr) -> bool {
    Outage::of(error) == Some(Outage::Away)
}

#[async_trait::async_trait]
impl ConnectionTrait for Transaction {
    fn get_database_backend(&self) -> DbBackend {
        self.database.0.backend
    }

    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        self.step(self.inner.execute_raw(statement)).await
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        self.step(self.inner.execute_unprepared(sql)).await
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        self.step(self.inner.query_one_raw(statement)).await
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        self.step(self.inner.query_all_raw(statement)).await
    }
}
