//! Whether a change has already been made.

use super::{Once, record, rule::KEPT};
use crate::{Error, Registry, subject::Subject};
use chrono::{DateTime, Utc};
use sea_orm::{ConnectionTrait, DbErr, EntityTrait};

/// What a key stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// Another request.
    Other,
    /// A change that was made.
    Made {
        /// What was changed, as the journal has it.
        subject: Subject,
        /// What was answered. `None` if the answer is not there yet, was lost, is not kept, or was given when its
        /// holder had other rights.
        answer: Option<String>,
    },
}

/// What the key of `once` stands for; `None` if no change was made under it within the last day.
pub async fn standing(registry: &Registry, once: &Once) -> Result<Option<Standing>, Error> {
    let Some(row) = row(&registry.db, once).await?.filter(|row| is_kept(row, registry.now())) else {
        return Ok(None);
    };
    if row.request_hash != once.request_hash {
        return Ok(Some(Standing::Other));
    }
    let answer = row.answer.filter(|_| row.rights_hash == once.rights_hash);
    Ok(Some(Standing::Made { subject: Subject::new(row.subject_kind, row.subject_id), answer }))
}

pub(super) async fn row(db: &impl ConnectionTrait, once: &Once) -> Result<Option<record::Model>, DbErr> {
    record::Entity::find_by_id((once.holder, once.key_hash.clone())).one(db).await
}

pub(super) fn is_kept(row: &record::Model, now: DateTime<Utc>) -> bool {
    row.created_at > now - KEPT
}
