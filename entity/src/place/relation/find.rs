//! Reading diplomatic relations. Everyone may.

use super::{record::diplomatic_relation, rule::ordered};
use crate::Error;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

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
