//! One SQL text for two databases.

use sea_orm_migration::{prelude::*, sea_orm::DbBackend};

/// What each word in braces stands for: the word, PostgreSQL's type, SQLite's type.
///
/// `key` is text that is compared byte by byte, so that both databases put names in the same order and a range of
/// prefixes is one stretch of an index. `instant` is a UTC moment. `object` makes a JSON object of names and values, of which
/// `object_in` is one that a column holds; `uuid_in` is the identifier that a column `code` spells out; `day_before` is a day
/// before all that the registry knows; `jakarta_created` and `jakarta_updated` are the legal days of these columns.
const WORDS: [(&str, &str, &str); 13] = [
    ("{uuid}", "uuid", "blob"),
    ("{key}", "text collate \"C\"", "text"),
    ("{instant}", "timestamp with time zone", "timestamp"),
    ("{json}", "jsonb", "text"),
    ("{real}", "double precision", "real"),
    ("{bytes}", "bytea", "blob"),
    ("{object}", "jsonb_build_object", "json_object"),
    ("{object_in}", "", "json"),
    ("{uuid_in}", "cast(code as uuid)", "unhex(replace(code, '-', ''))"),
    ("{day_before}", "date '0001-01-01'", "'0001-01-01'"),
    ("{array}", "jsonb_build_array", "json_array"),
    (
        "{jakarta_created}",
        "to_char(created_at at time zone 'UTC' + interval '7 hours', 'YYYY-MM-DD')",
        "date(created_at, '+7 hours')",
    ),
    (
        "{jakarta_updated}",
        "to_char(updated_at at time zone 'UTC' + interval '7 hours', 'YYYY-MM-DD')",
        "date(updated_at, '+7 hours')",
    ),
];

/// Runs the statements of `text`, which are separated by a semicolon at the end of a line.
pub(crate) async fn run(manager: &SchemaManager<'_>, text: &str) -> Result<(), DbErr> {
    let connection = manager.get_connection();
    let postgres = connection.get_database_backend() == DbBackend::Postgres;
    let text = WORDS.iter().fold(text.to_owned(), |text, (word, on_postgres, on_sqlite)| {
        text.replace(word, if postgres { on_postgres } else { on_sqlite })
    });
    for statement in text.split(";\n").map(str::trim).filter(|statement| !statement.is_empty()) {
        connection.execute_unprepared(statement.trim_end_matches(';')).await?;
    }
    Ok(())
}

/// Declares the migration of a file from its `UP` text.
macro_rules! migration {
    () => {
        /// This file's migration.
        #[derive(sea_orm_migration::prelude::DeriveMigrationName)]
        pub struct Migration;

        #[sea_orm_migration::async_trait::async_trait]
        impl sea_orm_migration::prelude::MigrationTrait for Migration {
            async fn up(
                &self,
                manager: &sea_orm_migration::prelude::SchemaManager,
            ) -> Result<(), sea_orm_migration::prelude::DbErr> {
                crate::sql::run(manager, UP).await
            }

            fn use_transaction(&self) -> Option<bool> {
                Some(true)
            }
        }
    };
}
pub(crate) use migration;
