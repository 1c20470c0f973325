//! Which steps a database has behind it.

use crate::Migrator;
use sea_orm_migration::{
    MigratorTrait,
    prelude::*,
    sea_orm::{DatabaseConnection, EntityTrait, QueryOrder},
    seaql_migrations,
};

/// How far a database has come.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Status {
    /// The steps it has behind it, in order.
    pub applied: Vec<String>,
    /// The steps before it, in order.
    pub pending: Vec<String>,
    /// Steps it has behind it that this version does not know: a newer version was here.
    pub unknown: Vec<String>,
}

impl Status {
    /// Whether it has come as far as this version needs.
    pub fn is_current(&self) -> bool {
        self.pending.is_empty()
    }

    /// Whether nothing has been made in it yet.
    pub fn is_empty(&self) -> bool {
        self.applied.is_empty() && self.unknown.is_empty()
    }
}

/// Reads how far `db` has come, and changes nothing.
pub async fn status(db: &DatabaseConnection) -> Result<Status, DbErr> {
    let steps: Vec<String> = Migrator::migrations().iter().map(|step| step.name().to_owned()).collect();
    if !SchemaManager::new(db).has_table("seaql_migrations").await? {
        return Ok(Status { pending: steps, ..Status::default() });
    }
    let rows = seaql_migrations::Entity::find().order_by_asc(seaql_migrations::Column::Version).all(db).await?;
    let behind: Vec<String> = rows.into_iter().map(|row| row.version).collect();
    let (applied, pending) = steps.iter().cloned().partition(|step| behind.contains(step));
    let unknown = behind.into_iter().filter(|step| !steps.contains(step)).collect();
    Ok(Status { applied, pending, unknown })
}
