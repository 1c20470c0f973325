//! The file of an `SQLite` database, which may be taken away while it is open.

use super::{Away, as_kept};
use sea_orm::{
    DbErr, RuntimeErr,
    sqlx::{self, ConnectOptions, Connection, SqliteConnection, sqlite::SqliteConnectOptions},
};
use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::Arc,
};
use tokio::sync::Mutex;

/// Where a database file lies, and which file it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Place {
    path: PathBuf,
    file: (u64, u64),
}

impl Place {
    /// The file that is at `path` now.
    pub fn of(path: PathBuf) -> io::Result<Self> {
        Ok(Self { file: identity(&path)?, path })
    }

    /// Refuses where another file, or none, is at its path.
    pub fn check(&self) -> Result<(), DbErr> {
        match identity(&self.path) {
            Ok(file) if file == self.file => Ok(()),
            Ok(_) => Err(Away::Replaced(self.path.clone()).into()),
            Err(reason) => Err(Away::Gone { path: self.path.clone(), reason }.into()),
        }
    }
}

/// Keeps the file open for as long as the database is used. As long as somebody does, `SQLite` neither deletes nor
/// replaces the log beside it: if there is another log, or none, somebody else has interfered.
#[derive(Debug)]
pub(super) struct Keeper {
    place: Place,
    log: PathBuf,
    logged: Option<(u64, u64)>,
    connection: Mutex<Option<SqliteConnection>>,
}

impl Keeper {
    /// A keeper of the database at `url`, which lies at `place`.
    pub async fn of(url: &str, place: Place) -> Result<Self, DbErr> {
        let failed = |error| DbErr::Conn(RuntimeErr::SqlxError(Arc::new(error)));
        let options: SqliteConnectOptions = url.parse().map_err(failed)?;
        let mut connection = as_kept(options).connect().await.map_err(failed)?;
        // The log is opened by what first reads.
        sqlx::query("select count(*) from sqlite_master").fetch_one(&mut connection).await.map_err(failed)?;
        let mut log = place.path.clone().into_os_string();
        log.push("-wal");
        let log = PathBuf::from(log);
        Ok(Self { logged: identity(&log).ok(), log, place, connection: Mutex::new(Some(connection)) })
    }

    /// Refuses where the file or its log was taken away or replaced: what is written then is written into nothing.
    pub fn check(&self) -> Result<(), DbErr> {
        self.place.check()?;
        if identity(&self.log).ok() == self.logged { Ok(()) } else { Err(Away::LogGone(self.log.clone()).into()) }
    }

    /// Lets go of the file.
    pub async fn close(&self) {
        if let Some(connection) = self.connection.lock().await.take() {
            _ = connection.close().await;
        }
    }
}

/// The device and the number of a file on it, which stay the same whatever its name is.
fn identity(path: &Path) -> io::Result<(u64, u64)> {
    use std::os::unix::fs::MetadataExt;
    let file = fs::metadata(path)?;
    Ok((file.dev(), file.ino()))
}
