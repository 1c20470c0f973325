//! Why a database cannot be opened or read, as far as it says.

use super::outage::is_full;
use sea_orm::{DbErr, RuntimeErr, sqlx};

/// What is wrong with a database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// The file is damaged.
    Damaged,
    /// The file is not a database.
    NotADatabase,
    /// Another program holds the file.
    Locked,
    /// This user may not open the file or write to it, or its folder is not there.
    Forbidden,
    /// The disk is full.
    Full,
    /// The disk is failing.
    Disk,
    /// The server does not accept this name or password, or gives this user no rights.
    Login,
    /// The server has no database of this name.
    NoDatabase,
}

impl Fault {
    /// What `error` says about the database; `None` if it says nothing of this kind.
    pub fn of(error: &DbErr) -> Option<Self> {
        let (DbErr::Conn(RuntimeErr::SqlxError(error))
        | DbErr::Exec(RuntimeErr::SqlxError(error))
        | DbErr::Query(RuntimeErr::SqlxError(error))) = error
        else {
            return None;
        };
        let sqlx::Error::Database(said) = &**error else { return None };
        let code = said.code()?;
        if said.try_downcast_ref::<sqlx::sqlite::SqliteError>().is_some() {
            // The kind of an error stands in the lowest byte of its code (<https://sqlite.org/rescode.html>).
            return Self::of_sqlite(code.parse().ok()?);
        }
        Self::of_postgres(&code)
    }

    fn of_sqlite(code: u32) -> Option<Self> {
        if is_full(code) {
            return Some(Self::Full);
        }
        Some(match code & 0xff {
            3 | 8 | 14 | 23 => Self::Forbidden,
            5 | 6 => Self::Locked,
            10 => Self::Disk,
            11 => Self::Damaged,
            26 => Self::NotADatabase,
            _ => return None,
        })
    }

    /// The codes of PostgreSQL's documentation, appendix A.
    fn of_postgres(code: &str) -> Option<Self> {
        Some(match code {
            "28000" | "28P01" | "42501" => Self::Login,
            "3D000" => Self::NoDatabase,
            "53100" => Self::Full,
            "58030" => Self::Disk,
            "XX001" | "XX002" => Self::Damaged,
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::database::open;
    use sea_orm::ConnectionTrait;

    async fn fault_of(path: &std::path::Path) -> Option<Fault> {
        let looked = async {
            let db = open(&format!("sqlite://{}", path.display()), 2).await?;
            db.execute_unprepared("select * from sqlite_master").await
        };
        Fault::of(&looked.await.unwrap_err())
    }

    #[tokio::test]
    async fn what_is_wrong_with_a_file_is_told_apart() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("kembar.db");
        assert_eq!(fault_of(&folder.path().join("nowhere/kembar.db")).await, Some(Fault::Forbidden));
        std::fs::write(&path, "this is no database".repeat(100)).unwrap();
        assert_eq!(fault_of(&path).await, Some(Fault::NotADatabase));
        std::fs::remove_file(&path).unwrap();
        let db = open(&format!("sqlite://{}", path.display()), 2).await.unwrap();
        db.execute_unprepared("create table t (x)").await.unwrap();
        db.close().await.unwrap();
        // The first page says what tables there are; its beginning says that this is a database.
        let mut bytes = std::fs::read(&path).unwrap();
        bytes[100..].fill(0xff);
        std::fs::write(&path, bytes).unwrap();
        assert_eq!(fault_of(&path).await, Some(Fault::Damaged));
    }

    #[test]
    fn what_a_server_says_is_told_apart() {
        assert_eq!(Fault::of_postgres("28P01"), Some(Fault::Login));
        assert_eq!(Fault::of_postgres("3D000"), Some(Fault::NoDatabase));
        assert_eq!(Fault::of_postgres("57014"), None);
    }
}
