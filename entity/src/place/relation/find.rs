//! Reading diplomatic relations and tiers. Everyone may.

use super::{
    record::{diplomatic_relation, party_tier},
    rule::{Tiers, ordered},
};
use crate::{Error, place::record::party, rows::group};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use std::collections::HashMap;
use uuid::Uuid;

/// What is known about the relations between any of these countries, each named once.
pub async fn between(
    db: &impl ConnectionTrait,
    countries: &[String],
) -> Result<Vec<diplomatic_relation::Model>, Error> {
    if countries.len() < 2 {
        return Ok(Vec::new());
    }
    Ok(diplomatic_relation::Entity::find()
        .filter(diplomatic_relation::Column::CountryA.is_in(countries.iter()))
        .filter(diplomatic_relation::Column::CountryB.is_in(countries.iter()))
        .all(db)
        .await?)
}

/// What is known about the relations of two countries, the latest source first.
pub async fn of_two(
    db: &impl ConnectionTrait,
    one: &str,
    other: &str,
) -> Result<Vec<diplomatic_relation::Model>, Error> {
    // What is no code never reaches the database, such as a NUL, which PostgreSQL does not take.
    if ![one, other].iter().all(|code| code.len() == 2 && code.bytes().all(|byte| byte.is_ascii_alphanumeric())) {
        return Ok(Vec::new());
    }
    let (a, b) = ordered(one, other);
    Ok(diplomatic_relation::Entity::find()
        .filter(diplomatic_relation::Column::CountryA.eq(a))
        .filter(diplomatic_relation::Column::CountryB.eq(b))
        .order_by_desc(diplomatic_relation::Column::AsOf)
        .order_by_desc(diplomatic_relation::Column::Id)
        .all(db)
        .await?)
}

/// Of which tier these regions are, and were.
pub(crate) async fn tiers_of<'a>(
    db: &impl ConnectionTrait,
    parties: impl IntoIterator<Item = &'a party::Model>,
) -> Result<HashMap<Uuid, Tiers>, Error> {
    let now: HashMap<Uuid, _> = parties.into_iter().map(|party| (party.id, party.tier)).collect();
    let recorded = party_tier::Entity::find()
        .filter(party_tier::Column::PartyId.is_in(now.keys().copied()))
        .order_by_asc(party_tier::Column::Id)
        .all(db)
        .await?;
    let mut recorded = group(recorded, |row| row.party_id);
    let tiers = |(id, now)| (id, Tiers::new(now, recorded.remove(&id).unwrap_or_default()));
    Ok(now.into_iter().map(tiers).collect())
}
