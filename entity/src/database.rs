//! The database: how it is opened, how it is brought up to date, and every place where SQLite and PostgreSQL differ.

mod connection;
mod examine;
mod fault;
mod outage;
mod place;

pub use connection::{Database, Transaction};
pub use examine::{Examination, examine};
pub use fault::Fault;
pub use outage::Outage;
pub use sea_orm::{DatabaseConnection, DbErr};

use chrono::{DateTime, Utc};
use place::{Keeper, Place};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectOptions, ConnectionTrait, DatabaseTransaction, DbBackend, EntityName,
    EntityTrait, IdenStatic, Iterable, RuntimeErr, Statement, TransactionTrait,
    sqlx::{
        self, Connection,
        pool::PoolOptions,
        sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous},
    },
};
use std::{fs::OpenOptions, io, path::PathBuf, time::Duration};

/// How long a caller waits for a free connection before the service says that it is busy.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(2);
/// How long one statement may run on PostgreSQL; a caller who gave up does not keep the server busy for longer.
const STATEMENT_TIMEOUT: Duration = Duration::from_secs(5);
/// How long a writer of SQLite waits for another process.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);
/// How long many records in pieces leave SQLite to others between two of them. A writer that waits looks every 100 ms.
const LEAVE: Duration = Duration::from_millis(150);
/// Values written with one statement: SQLite takes 32,766, and larger statements are no faster on either database.
const VALUES: usize = 8_000;
/// The key of PostgreSQL's advisory lock under which one process migrates.
const MIGRATION_LOCK: i64 = 0x004b_454d_4241_5201;

/// What PostgreSQL is told of each connection: it gives up on a service that hangs, so that others get the locks which that
/// one holds, and on one that it cannot reach.
const SERVER_SETTINGS: [(&str, &str); 6] = [
    ("idle_in_transaction_session_timeout", "5s"),
    ("lock_timeout", "3s"),
    ("tcp_user_timeout", "10s"),
    ("tcp_keepalives_idle", "30s"),
    ("tcp_keepalives_interval", "5s"),
    ("tcp_keepalives_count", "3"),
];
/// How long a connection may have been idle before it is asked whether it still works.
const ASK_AFTER: Duration = Duration::from_secs(30);

/// Opens the database at `url` (`sqlite://…` or `postgres://…`) with `connections` at most.
pub async fn open(url: &str, connections: u32) -> Result<Database, DbErr> {
    let place = make_file(url);
    let expected = place.clone();
    let mut options = ConnectOptions::new(url);
    options
        .max_connections(connections)
        .acquire_timeout(ACQUIRE_TIMEOUT)
        .sqlx_logging(false)
        .test_before_acquire(false)
        .statement_timeout(STATEMENT_TIMEOUT)
        .map_sqlx_postgres_opts(|options| options.options(SERVER_SETTINGS))
        .map_sqlx_postgres_pool_opts(keep_transactions_out)
        .map_sqlx_sqlite_opts(as_kept)
        .map_sqlx_sqlite_pool_opts(move |options| keep_to_file(keep_transactions_out(options), expected.clone()));
    #[expect(clippy::disallowed_methods, reason = "the one place that opens connections")]
    let pool = sea_orm::Database::connect(options).await?;
    let keeper = match place {
        Some(place) => Some(Keeper::of(url, place).await?),
        None => None,
    };
    Ok(Database::new(pool, keeper))
}

/// How a file of `SQLite` is opened.
fn as_kept(options: SqliteConnectOptions) -> SqliteConnectOptions {
    options
        // It is made once, before: a connection that finds none later must not make an empty one in its place.
        .create_if_missing(false)
        .foreign_keys(true)
        .journal_mode(SqliteJournalMode::Wal)
        // FULL: what was answered as done is still there after a power cut.
        .synchronous(SqliteSynchronous::Full)
        .busy_timeout(BUSY_TIMEOUT)
}

/// Makes the file of an `SQLite` database where it is missing, and says which one it is; `None` for one in memory or on
/// a server, and for one that cannot be made, which the connection then reports better.
fn make_file(url: &str) -> Option<Place> {
    let path = file(url).filter(|_| !url.contains("memory"))?;
    if !path.exists() {
        _ = OpenOptions::new().append(true).create(true).open(&path);
    }
    Place::of(path).ok()
}

/// Takes no connection to another file than the one that was opened first. It would write into that, and with its log,
/// which has the same name, into the log of this.
fn keep_to_file(options: PoolOptions<sqlx::Sqlite>, place: Option<Place>) -> PoolOptions<sqlx::Sqlite> {
    options.after_connect(move |_, _| {
        let place = place.clone();
        Box::pin(async move {
            place.map_or(Ok(()), |place| place.check()).map_err(|away| sqlx::Error::Io(io::Error::other(away)))
        })
    })
}

/// Lets no connection into the pool, and none out of it, on which a transaction is open: whoever took it next would work
/// inside that one, and their "commit" would end a savepoint of a transaction that nobody ends.
///
/// That happens where `SQLite` has rolled back by itself (disk full, I/O error, out of memory, interrupted): the driver's
/// own rollback then fails, and it goes on counting a transaction (sqlx 0.9.0). Where the driver counts none on `SQLite`, the
/// engine has none either: the count goes down only after the statement that ends the transaction has succeeded. On
/// PostgreSQL a `begin` that is dropped half-way is not counted, which is why [`Database::begin`] lets none be dropped.
fn keep_transactions_out<D: sqlx::Database>(options: PoolOptions<D>) -> PoolOptions<D> {
    options
        .after_release(|connection, _| {
            Box::pin(async move {
                if connection.is_in_transaction() {
                    // A rollback may be under way; the answer to this comes after it.
                    connection.ping().await?;
                }
                Ok(!connection.is_in_transaction())
            })
        })
        .before_acquire(|connection, idle| {
            Box::pin(async move {
                if idle.idle_for >= ASK_AFTER {
                    connection.ping().await?;
                }
                Ok(!connection.is_in_transaction())
            })
        })
}

/// Why a database is away that no driver says it is.
#[derive(Debug, thiserror::Error)]
enum Away {
    #[error("the database server does not answer")]
    Silent,
    #[error("the log of the database, {}, was taken away or replaced while it was open; restart the service", .0.display())]
    LogGone(PathBuf),
    #[error("the database file {} was replaced by another one while it was open; restart the service", .0.display())]
    Replaced(PathBuf),
    #[error("the database file {} was taken away while it was open: {reason}", .path.display())]
    Gone { path: PathBuf, reason: io::Error },
}

impl From<Away> for DbErr {
    fn from(away: Away) -> Self {
        Self::Conn(RuntimeErr::Internal(away.to_string()))
    }
}

/// The file of an `SQLite` database; `None` for one on a server.
pub fn file(url: &str) -> Option<PathBuf> {
    let options: SqliteConnectOptions = url.starts_with("sqlite:").then(|| url.parse().ok())??;
    Some(options.get_filename().to_owned())
}

/// Prepares a transaction for an act on many records of `table`: on PostgreSQL no statement of it is cut off, and
/// nobody else writes to the table until it ends, so that what it has read stays true. Reading goes on. SQLite has one
/// writer anyway.
pub(crate) async fn prepare_bulk(transaction: &Transaction, table: &str) -> Result<(), DbErr> {
    if is_postgres(transaction) {
        transaction.be_patient();
        let lock = format!(
            "set local statement_timeout = 0; set local lock_timeout = '30s';
             set local idle_in_transaction_session_timeout = '60s'; lock table {table} in share row exclusive mode"
        );
        transaction.execute_unprepared(&lock).await?;
    }
    Ok(())
}

/// Lets other writers go first, between two pieces of an act on many records: those in other processes too, of which
/// `SQLite` keeps no order. On PostgreSQL nobody waits for such an act as a whole.
pub(crate) async fn give_way(db: &Database) {
    if !is_postgres(&db.current()) {
        tokio::time::sleep(LEAVE).await;
    }
}

/// Inserts rows, many with each statement.
pub(crate) async fn insert_all<A>(db: &impl ConnectionTrait, rows: Vec<A>) -> Result<(), DbErr>
where
    A: ActiveModelTrait,
{
    insert(db, rows, "").await
}

/// Inserts rows or, where one with the same `key` stands already, sets the columns `set` of that one.
pub(crate) async fn replace_all<A, C>(
    db: &impl ConnectionTrait,
    rows: Vec<A>,
    key: &[C],
    set: &[C],
) -> Result<(), DbErr>
where
    A: ActiveModelTrait,
    A::Entity: EntityTrait<Column = C>,
    C: ColumnTrait,
{
    let assign = |column: &C| format!("\"{0}\" = excluded.\"{0}\"", column.as_str());
    let set = set.iter().map(assign).collect::<Vec<_>>().join(", ");
    let rest = format!(" on conflict ({}) do update set {set}", names(key));
    insert(db, rows, &rest).await
}

/// Writes the statements itself: building them for each batch costs the ORM as much as the database needs for them.
async fn insert<A>(db: &impl ConnectionTrait, rows: Vec<A>, rest: &str) -> Result<(), DbErr>
where
    A: ActiveModelTrait,
{
    let columns: Vec<<A::Entity as EntityTrait>::Column> = <A::Entity as EntityTrait>::Column::iter().collect();
    let batch = (VALUES / columns.len()).max(1);
    let start = format!("insert into \"{}\" ({}) values ", A::Entity::default().table_name(), names(&columns));
    let backend = db.get_database_backend();
    let text = |rows: usize| format!("{start}{}{rest}", placeholders(backend, rows, columns.len()));
    let (mut sql, mut rows_in_sql) = (String::new(), 0);
    let mut rows = rows.into_iter();
    while rows.len() > 0 {
        let count = rows.len().min(batch);
        let mut values = Vec::with_capacity(count * columns.len());
        for mut row in rows.by_ref().take(count) {
            for column in &columns {
                let value = row.take(*column).into_value();
                values.push(value.ok_or_else(|| DbErr::AttrNotSet(column.as_str().to_owned()))?);
            }
        }
        if count != rows_in_sql {
            (sql, rows_in_sql) = (text(count), count);
        }
        db.execute_raw(Statement::from_sql_and_values(backend, &sql, values)).await?;
    }
    Ok(())
}

fn names<C: ColumnTrait>(columns: &[C]) -> String {
    columns.iter().map(|column| format!("\"{}\"", column.as_str())).collect::<Vec<_>>().join(", ")
}

/// `($1, $2), ($3, $4)`, or with question marks for SQLite.
fn placeholders(backend: DbBackend, rows: usize, columns: usize) -> String {
    let place = |number: usize| match backend {
        DbBackend::Postgres => format!("${number}"),
        _ => "?".to_owned(),
    };
    let row = |row: usize| {
        let places = (1..=columns).map(|column| place(row * columns + column));
        format!("({})", places.collect::<Vec<_>>().join(", "))
    };
    (0..rows).map(row).collect::<Vec<_>>().join(", ")
}

/// Whether the database is PostgreSQL; the alternative is SQLite.
pub fn is_postgres(db: &impl ConnectionTrait) -> bool {
    db.get_database_backend() == DbBackend::Postgres
}

/// The moment on the clock of PostgreSQL's server; `None` for `SQLite`, whose file belongs to one machine.
pub(crate) async fn now(transaction: &Transaction) -> Result<Option<DateTime<Utc>>, DbErr> {
    if !is_postgres(transaction) {
        return Ok(None);
    }
    let clock = Statement::from_string(DbBackend::Postgres, "select clock_timestamp() as now");
    transaction.query_one_raw(clock).await?.map(|row| row.try_get("", "now")).transpose()
}

/// Holds PostgreSQL's migration lock until it is dropped with its transaction, so that two processes that start
/// together migrate once. SQLite needs none: a lock file keeps a second process out.
pub async fn migration_lock(db: &DatabaseConnection) -> Result<Option<DatabaseTransaction>, DbErr> {
    if !is_postgres(db) {
        return Ok(None);
    }
    let transaction = db.begin().await?;
    let patience = "set local statement_timeout = 0; set local lock_timeout = 0;
                    set local idle_in_transaction_session_timeout = 0";
    transaction.execute_unprepared(patience).await?;
    let lock = Statement::from_sql_and_values(
        DbBackend::Postgres,
        "select pg_advisory_xact_lock($1)",
        [MIGRATION_LOCK.into()],
    );
    transaction.execute_raw(lock).await?;
    Ok(Some(transaction))
}

/// Waits for the lock called `key` and holds it until the transaction ends, so that what is read after it stays true.
/// On `SQLite` the transaction of an act is the only one that writes, so it holds every lock already.
pub(crate) async fn lock(transaction: &Transaction, key: i64) -> Result<(), DbErr> {
    if is_postgres(transaction) {
        let lock =
            Statement::from_sql_and_values(DbBackend::Postgres, "select pg_advisory_xact_lock($1)", [key.into()]);
        transaction.execute_raw(lock).await?;
    }
    Ok(())
}

/// Takes the lock called `key` as [`lock`] does, unless another transaction holds it; says whether it was taken.
pub(crate) async fn try_lock(transaction: &Transaction, key: i64) -> Result<bool, DbErr> {
    if !is_postgres(transaction) {
        return Ok(true);
    }
    let lock = "select pg_try_advisory_xact_lock($1) as taken";
    let row =
        transaction.query_one_raw(Statement::from_sql_and_values(DbBackend::Postgres, lock, [key.into()])).await?;
    row.map_or(Ok(false), |row| row.try_get("", "taken"))
}
