//! What a failing database means for the caller: none of it is their fault, and they may try again.

use sea_orm::{DbErr, RuntimeErr, sqlx};

/// Why the database did not do what it was told, if trying again later helps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outage {
    /// Others keep it busy: no connection was free, or a lock was not given, in time.
    Busy,
    /// It is away, is just starting or stopping, or cannot reach its files.
    Away,
    /// Its disk is full. Reading goes on.
    Full,
}

impl Outage {
    /// What `error` means; `None` if trying again would fail in the same way.
    pub fn of(error: &DbErr) -> Option<Self> {
        match error {
            DbErr::ConnectionAcquire(_) => Some(Self::Busy),
            DbErr::Exec(RuntimeErr::SqlxError(error)) | DbErr::Query(RuntimeErr::SqlxError(error)) => of_driver(error),
            // Whatever hinders a connection: one that stands worked before.
            DbErr::Conn(RuntimeErr::SqlxError(error)) => of_driver(error).or(Some(Self::Away)),
            DbErr::Conn(RuntimeErr::Internal(_)) => Some(Self::Away),
            _ => None,
        }
    }

    /// After how many seconds it is worth trying again.
    pub fn retry_after(self) -> u32 {
        match self {
            Self::Busy => 1,
            Self::Away => 5,
            Self::Full => 30,
        }
    }
}

fn of_driver(error: &sqlx::Error) -> Option<Outage> {
    match error {
        sqlx::Error::PoolTimedOut => Some(Outage::Busy),
        sqlx::Error::Io(_)
        | sqlx::Error::Tls(_)
        // What came was cut off in the middle.
        | sqlx::Error::Protocol(_)
        | sqlx::Error::PoolClosed
        | sqlx::Error::WorkerCrashed => Some(Outage::Away),
        sqlx::Error::Database(error) => {
            let code = error.code()?;
            if error.try_downcast_ref::<sqlx::sqlite::SqliteError>().is_some() {
                of_sqlite(code.parse().ok()?)
            } else {
                of_postgres(&code)
            }
        }
        _ => None,
    }
}

/// The meaning of a result code of `SQLite` (<https://sqlite.org/rescode.html>). The low byte is the primary code.
fn of_sqlite(code: u32) -> Option<Outage> {
    if is_full(code) {
        return Some(Outage::Full);
    }
    match code & 0xff {
        // BUSY, LOCKED
        5 | 6 => Some(Outage::Busy),
        // NOMEM, READONLY, INTERRUPT, IOERR, CANTOPEN
        7..=10 | 14 => Some(Outage::Away),
        _ => None,
    }
}

/// Whether a result code of `SQLite` says that the disk is full: `FULL`, or `IOERR_SHMSIZE`, by which the file beside the log
/// could not grow.
pub(super) fn is_full(code: u32) -> bool {
    code & 0xff == 13 || code == 4_874
}

/// The meaning of an SQLSTATE of PostgreSQL (PostgreSQL 15, appendix A).
fn of_postgres(code: &str) -> Option<Outage> {
    match code {
        // disk_full
        "53100" => Some(Outage::Full),
        // serialization_failure, deadlock_detected, lock_not_available, query_canceled
        "40001" | "40P01" | "55P03" | "57014" => Some(Outage::Busy),
        // read_only_sql_transaction: another server has become the primary one. idle_in_transaction_session_timeout.
        "25006" | "25P03" => Some(Outage::Away),
        // connection exceptions, insufficient resources, operator intervention, system error
        _ => ["08", "53", "57", "58"].iter().any(|class| code.starts_with(class)).then_some(Outage::Away),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_will_pass_is_told_from_what_will_not() {
        for (code, outage) in [
            (5, Some(Outage::Busy)),
            (517, Some(Outage::Busy)),
            (13, Some(Outage::Full)),
            (4874, Some(Outage::Full)),
            (778, Some(Outage::Away)),
            (8, Some(Outage::Away)),
            (1, None),
            (11, None),
            (19, None),
            (2067, None),
        ] {
            assert_eq!(of_sqlite(code), outage, "{code}");
        }
        for (code, outage) in [
            ("53100", Some(Outage::Full)),
            ("53300", Some(Outage::Away)),
            ("57P01", Some(Outage::Away)),
            ("57014", Some(Outage::Busy)),
            ("08006", Some(Outage::Away)),
            ("25006", Some(Outage::Away)),
            ("23505", None),
            ("42P01", None),
            ("25P02", None),
        ] {
            assert_eq!(of_postgres(code), outage, "{code}");
        }
        assert_eq!(Outage::of(&DbErr::Custom("a fault".into())), None);
    }
}
