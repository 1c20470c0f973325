//! The file of an `SQLite` database, which may be taken away while it is open.

use super::Away;
use sea_orm::DbErr;
use std::{
    fs, io,
    path::{Path, PathBuf},
};

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

impl Place {
    /// Refuses where the log that a transaction writes into is not at its path: it is there as soon as one has begun.
    pub fn check_log(&self) -> Result<(), DbErr> {
        let mut log = self.path.clone().into_os_string();
        log.push("-wal");
        let log = PathBuf::from(log);
        if log.exists() { Ok(()) } else { Err(Away::LogGone(log).into()) }
    }
}

/// The device and the number of a file on it, which stay the same whatever its name is.
fn identity(path: &Path) -> io::Result<(u64, u64)> {
    use std::os::unix::fs::MetadataExt;
    let file = fs::metadata(path)?;
    Ok((file.dev(), file.ino()))
}
