//! Which migrations a database has been through.

use crate::Migrator;
use sea_orm_migration::{
    MigratorTrait,
    prelude::*,
    sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, EntityTrait, QueryOrder, Statement},
    seaql_migrations,
};

/// The state of a database.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Status {
    /// The migrations that were applied, in order.
    pub applied: Vec<String>,
    /// The pending migrations, in order.
    pub pending: Vec<String>,
    /// Applied migrations that this version does not know: a newer version was here.
    pub unknown: Vec<String>,
    /// Tables of another program, if none of our migrations was ever applied.
    pub foreign: Vec<String>,
}

impl Status {
    /// Whether it has the schema that this version needs.
    pub fn is_current(&self) -> bool {
        self.pending.is_empty()
    }

    /// Whether another program keeps its data here, and this one does not.
    pub fn is_foreign(&self) -> bool {
        self.applied.is_empty() && !(self.foreign.is_empty() && self.unknown.is_empty())
    }

    /// Whether another version has applied migrations that this one does not know, and not all of those that it does:
    /// neither version is the older one.
    pub fn has_parted(&self) -> bool {
        !self.is_foreign() && !self.unknown.is_empty() && !self.pending.is_empty()
    }

    /// Whether nothing has been created in it yet.
    pub fn is_empty(&self) -> bool {
        self.applied.is_empty() && self.unknown.is_empty()
    }
}

/// Reads the state of `db`, and changes nothing.
pub async fn status(db: &DatabaseConnection) -> Result<Status, DbErr> {
    let steps: Vec<String> = Migrator::migrations().iter().map(|step| step.name().to_owned()).collect();
    if !SchemaManager::new(db).has_table("seaql_migrations").await? {
        return Ok(Status { pending: steps, foreign: other_tables(db).await?, ..Status::default() });
    }
    let rows = seaql_migrations::Entity::find().order_by_asc(seaql_migrations::Column::Version).all(db).await?;
    let behind: Vec<String> = rows.into_iter().map(|row| row.version).collect();
    let (applied, pending): (Vec<_>, Vec<_>) = steps.iter().cloned().partition(|step| behind.contains(step));
    let unknown = behind.into_iter().filter(|step| !steps.contains(step)).collect();
    let foreign = if applied.is_empty() { other_tables(db).await? } else { Vec::new() };
    Ok(Status { applied, pending, unknown, foreign })
}

/// The tables and views where ours would be, without those of the database's extensions.
async fn other_tables(db: &DatabaseConnection) -> Result<Vec<String>, DbErr> {
    const ON_SQLITE: &str = "select name from sqlite_master where type in ('table', 'view') \
        and name not glob 'sqlite_*' and name <> 'seaql_migrations' order by name";
    const ON_POSTGRES: &str = "select c.relname::text as name from pg_class c \
        where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p', 'v', 'm', 'f') \
        and c.relname <> 'seaql_migrations' and not exists (select 1 from pg_depend d \
        where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e') order by 1";
    let backend = db.get_database_backend();
    let sql = if backend == DbBackend::Postgres { ON_POSTGRES } else { ON_SQLITE };
    let rows = db.query_all_raw(Statement::from_string(backend, sql)).await?;
    rows.iter().map(|row| row.try_get("", "name")).collect()
}
