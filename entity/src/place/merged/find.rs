//! Following a record that went into another one. It is public, as places are.

use super::record::merger;
use crate::{Error, Registry, place::record::party, rows::group};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait, Select,
    sea_query::SelectStatement,
};
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// The mergers that stand.
fn standing() -> Select<merger::Entity> {
    merger::Entity::find().filter(merger::Column::UndoneAt.is_null())
}

/// All mergers that stand.
pub(crate) async fn all(db: &impl ConnectionTrait) -> Result<Vec<merger::Model>, DbErr> {
    standing().all(db).await
}

/// What went into these records, the latest first.
pub async fn mergers_of(registry: &Registry, parties: &[Uuid]) -> Result<HashMap<Uuid, Vec<merger::Model>>, Error> {
    let found = standing()
        .filter(merger::Column::PartyId.is_in(parties.iter().copied()))
        .order_by_desc(merger::Column::MergedAt)
        .order_by_desc(merger::Column::Id)
        .all(&registry.db)
        .await?;
    Ok(group(found, |merger| merger.party_id))
}

/// The identifiers of the records that went into this one.
pub(crate) fn gone_into(party: Uuid) -> SelectStatement {
    let theirs = standing().filter(merger::Column::PartyId.eq(party));
    theirs.select_only().column(merger::Column::DuplicateId).into_query()
}

/// How this record went into another one, if it did.
pub(crate) async fn merger_of(db: &impl ConnectionTrait, duplicate: Uuid) -> Result<Option<merger::Model>, DbErr> {
    standing().filter(merger::Column::DuplicateId.eq(duplicate)).one(db).await
}

/// The records that stand for these, which went into them: by the identifier that they had.
pub(crate) async fn survivors(db: &impl ConnectionTrait, gone: &[Uuid]) -> Result<HashMap<Uuid, party::Model>, DbErr> {
    if gone.is_empty() {
        return Ok(HashMap::new());
    }
    let mergers = standing().filter(merger::Column::DuplicateId.is_in(gone.iter().copied())).all(db).await?;
    let ids: HashSet<Uuid> = mergers.iter().map(|merger| merger.party_id).collect();
    let parties = party::Entity::find().filter(party::Column::Id.is_in(ids)).all(db).await?;
    let parties: HashMap<Uuid, party::Model> = parties.into_iter().map(|party| (party.id, party)).collect();
    let led = |merger: merger::Model| Some((merger.duplicate_id, parties.get(&merger.party_id)?.clone()));
    Ok(mergers.into_iter().filter_map(led).collect())
}

/// The record that stands for the one that had this address.
pub(crate) async fn by_slug(db: &impl ConnectionTrait, slug: &str) -> Result<Option<party::Model>, DbErr> {
    let Some(merger) = standing().filter(merger::Column::Slug.eq(slug)).one(db).await? else { return Ok(None) };
    party::Entity::find_by_id(merger.party_id).one(db).await
}
