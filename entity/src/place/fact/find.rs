//! Reading what sources state of places. It is public, as places are.

use super::record::fact;
use crate::{Error, Registry, rows::group};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use std::collections::HashMap;
use uuid::Uuid;

/// What sources state of these places, by kind and source.
pub async fn facts_of(registry: &Registry, parties: &[Uuid]) -> Result<HashMap<Uuid, Vec<fact::Model>>, Error> {
    let found = fact::Entity::find()
        .filter(fact::Column::PartyId.is_in(parties.iter().copied()))
        .order_by_asc(fact::Column::Kind)
        .order_by_asc(fact::Column::Source)
        .all(&registry.db)
        .await?;
    Ok(group(found, |fact| fact.party_id))
}
