//! The database: how it is opened, how it is brought up to date, and every place where SQLite and PostgreSQL differ.

mod examine;
mod fault;

pub use examine::{Examination, examine};
pub use fault::Fault;
pub use sea_orm::{DatabaseConnection, DbErr};

use sea_orm::sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectOptions, ConnectionTrait, Database, DatabaseTransaction, DbBackend,
    EntityName, EntityTrait, IdenStatic, Iterable, SqliteTransactionMode, Statement, TransactionOptions,
    TransactionTrait,
};
use std::{path::PathBuf, time::Duration};
use tracing::Instrument;

/// How long a caller waits for a free connection before the service says that it is busy.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(2);
/// How long one statement may run on PostgreSQL; a caller who gave up does not keep the server busy for longer.
const STATEMENT_TIMEOUT: Duration = Duration::from_secs(5);
/// How long a writer of SQLite waits for another process.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);
/// Values written with one statement: SQLite takes 32,766, and larger statements are no faster on either database.
const VALUES: usize = 8_000;
/// The key of PostgreSQL's advisory lock under which one process migrates.
const MIGRATION_LOCK: i64 = 0x004b_454d_4241_5201;

/// Opens the database at `url` (`sqlite://…` or `postgres://…`) with `connections` at most.
///
/// `schema` is PostgreSQL's search path, where the tables are not in the default one.
pub async fn open(url: &str, connections: u32, schema: Option<&str>) -> Result<DatabaseConnection, DbErr> {
    let mut options = ConnectOptions::new(url);
    options
        .max_connections(connections)
        .acquire_timeout(ACQUIRE_TIMEOUT)
        .sqlx_logging(false)
        .test_before_acquire(false)
        .statement_timeout(STATEMENT_TIMEOUT)
        .map_sqlx_sqlite_opts(|options| {
            // FULL: what was answered as done is still there after a power cut.
            options
                .create_if_missing(true)
                .foreign_keys(true)
                .journal_mode(SqliteJournalMode::Wal)
                .synchronous(SqliteSynchronous::Full)
                .busy_timeout(BUSY_TIMEOUT)
        });
    if let Some(schema) = schema {
        options.set_schema_search_path(schema);
    }
    #[expect(clippy::disallowed_methods, reason = "the one place that opens connections")]
    Database::connect(options).await
}

/// The file of an `SQLite` database; none for one on a server.
pub fn file(url: &str) -> Option<PathBuf> {
    let options: SqliteConnectOptions = url.starts_with("sqlite:").then(|| url.parse().ok())??;
    Some(options.get_filename().to_owned())
}

/// Begins a transaction that reads and then writes. On SQLite it takes the write lock at once: a deferred one that
/// turns into a write fails where another wrote in between, and the busy timeout does not help it.
///
/// It begins in a task of its own, which goes on when the caller leaves: a `begin` that is dropped half-way gives its
/// connection back with an open transaction on it (sqlx 0.9.0, issue 4393). To look for one whenever a connection is
/// taken would cost a statement before each statement.
pub(crate) async fn begin(db: &DatabaseConnection) -> Result<DatabaseTransaction, DbErr> {
    let (db, options) = (
        db.clone(),
        TransactionOptions { sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate), ..Default::default() },
    );
    let begun = tokio::spawn(async move { db.begin_with_options(options).await }.in_current_span());
    begun.await.map_err(|failed| DbErr::Custom(failed.to_string()))?
}

/// Prepares a transaction for an act on many records of `table`: on PostgreSQL no statement of it is cut off, and
/// nobody else writes to the table until it ends, so that what it has read stays true. Reading goes on. SQLite has one
/// writer anyway.
pub(crate) async fn prepare_bulk(transaction: &DatabaseTransaction, table: &str) -> Result<(), DbErr> {
    if is_postgres(transaction) {
        let lock = format!("set local statement_timeout = 0; lock table {table} in share row exclusive mode");
        transaction.execute_unprepared(&lock).await?;
    }
    Ok(())
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
    let full = text(batch);
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
        let sql = if count == batch { full.clone() } else { text(count) };
        db.execute_raw(Statement::from_sql_and_values(backend, sql, values)).await?;
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

/// Holds PostgreSQL's migration lock until it is dropped with its transaction, so that two processes that start
/// together migrate once. SQLite needs none: a lock file keeps a second process out.
pub async fn migration_lock(db: &DatabaseConnection) -> Result<Option<DatabaseTransaction>, DbErr> {
    if !is_postgres(db) {
        return Ok(None);
    }
    let transaction = db.begin().await?;
    transaction.execute_unprepared("set local statement_timeout = 0").await?;
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
pub(crate) async fn lock(transaction: &DatabaseTransaction, key: i64) -> Result<(), DbErr> {
    if is_postgres(transaction) {
        let lock =
            Statement::from_sql_and_values(DbBackend::Postgres, "select pg_advisory_xact_lock($1)", [key.into()]);
        transaction.execute_raw(lock).await?;
    }
    Ok(())
}

/// Takes the lock called `key` as [`lock`] does, unless another transaction holds it; says whether it was taken.
pub(crate) async fn try_lock(transaction: &DatabaseTransaction, key: i64) -> Result<bool, DbErr> {
    if !is_postgres(transaction) {
        return Ok(true);
    }
    let lock = "select pg_try_advisory_xact_lock($1) as taken";
    let row =
        transaction.query_one_raw(Statement::from_sql_and_values(DbBackend::Postgres, lock, [key.into()])).await?;
    row.map_or(Ok(false), |row| row.try_get("", "taken"))
}

/// Whether the database answers.
pub async fn answers(db: &DatabaseConnection) -> Result<(), DbErr> {
    db.execute_unprepared("select 1").await.map(|_| ())
}

/// Whether `error` says that no connection was free in time.
pub fn is_overload(error: &DbErr) -> bool {
    matches!(error, DbErr::ConnectionAcquire(_))
}
