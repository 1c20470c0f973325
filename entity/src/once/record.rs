//! The table of changes that were made under a key.

use crate::journal::SubjectKind;
use sea_orm::entity::prelude::*;

/// A change that was made under a key.
#[sea_orm::model]
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "idempotency_key")]
pub struct Model {
    /// The person or API client whose key it is.
    #[sea_orm(primary_key, auto_increment = false)]
    pub holder_id: Uuid,
    /// SHA-256 of the key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub key_hash: Vec<u8>,
    /// SHA-256 of what was asked for.
    pub request_hash: Vec<u8>,
    /// SHA-256 of what the holder might do then: the answer is theirs as long as they may do the same.
    pub rights_hash: Vec<u8>,
    /// What kind of record was changed.
    pub subject_kind: SubjectKind,
    /// Which record was changed.
    pub subject_id: Uuid,
    /// What was answered, as it was sent; `None` before that, and if it is not kept.
    pub answer: Option<String>,
    /// When the change was made, in UTC.
    pub created_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
