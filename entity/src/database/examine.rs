//! What an operator wants to know about a database that misbehaves.

use super::is_postgres;
use chrono::{DateTime, Utc};
use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, DbErr, QueryResult, Statement};

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Examination {
    /// The database's name and version.
    pub version: String,
    /// What the clock of the database server shows, in UTC; `None` for `SQLite`, which goes by this machine's clock.
    pub clock: Option<DateTime<Utc>>,
    /// `SQLite`'s journal mode, which should be `wal`.
    pub journal_mode: Option<String>,
    /// What is broken in the file; empty when nothing is, or when a server takes care of it.
    pub damage: Vec<String>,
}

/// Looks at the database. On `SQLite` this reads the whole file.
pub async fn examine(db: &DatabaseConnection) -> Result<Examination, DbErr> {
    if is_postgres(db) {
        let row = one(db, "select split_part(version(), ' (', 1) as version, clock_timestamp() as clock").await?;
        return Ok(Examination {
            version: row.try_get("", "version")?,
            clock: Some(row.try_get("", "clock")?),
            journal_mode: None,
            damage: Vec::new(),
        });
    }
    let version: String = one(db, "select sqlite_version() as version").await?.try_get("", "version")?;
    let journal_mode = one(db, "pragma journal_mode").await?.try_get("", "journal_mode")?;
    let check = db.query_all_raw(Statement::from_string(db.get_database_backend(), "pragma quick_check")).await?;
    let said: Vec<String> = check.iter().map(|row| row.try_get("", "quick_check")).collect::<Result<_, _>>()?;
    let damage = said.into_iter().filter(|line| line != "ok").collect();
    Ok(Examination { version: format!("SQLite {version}"), clock: None, journal_mode: Some(journal_mode), damage })
}

async fn one(db: &DatabaseConnection, sql: &str) -> Result<QueryResult, DbErr> {
    let backend: DbBackend = db.get_database_backend();
    let row = db.query_one_raw(Statement::from_string(backend, sql)).await?;
    row.ok_or_else(|| DbErr::RecordNotFound(sql.to_owned()))
}
