//! How many agreements there are of which kind, and between how many parties.
//!
//! Each group is as many as the list of agreements has with the same filter and the condition that names the group. Groups
//! by stage, class, scheme and year split the agreements and add up to all of them. By country, dimension and kind of
//! document an agreement counts once in each group to which it belongs.

use super::{
    classification::record::{SmartDimension, agreement_dimension},
    find::{AgreementFilter, counts},
    record::{DocumentKind, Scheme, Stage, agreement, agreement_party, document},
    vitality::{self, rule::Vitality},
};
use crate::{
    Caller, Error, Registry, date::legal_today, page, partnership::record::Class, place::record::party,
    rows::most_first,
};
use sea_orm::{
    ActiveEnum, ColumnTrait, EntityTrait, IntoSimpleExpr, Iterable, JoinType, QueryFilter, QuerySelect, QueryTrait,
    sea_query::{Expr, ExprTrait},
};
use std::{collections::HashMap, hash::Hash};

/// How many agreements there are of which kind. Each group is as many as `filter` with that condition describes,
/// largest first.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AgreementStatistics {
    /// All of them.
    pub count: u64,
    /// By stage, which adds up to all.
    pub by_stage: Vec<(Stage, u64)>,
    /// By class, which adds up to all.
    pub by_class: Vec<(Class, u64)>,
    /// By scheme, which adds up to all.
    pub by_scheme: Vec<(Scheme, u64)>,
    /// By the year in which they were signed, which adds up to all; `None` for those that are not signed or whose year
    /// is unknown.
    pub by_year: Vec<(Option<i32>, u64)>,
    /// By country of a party: an agreement counts once in each of its countries, so that the groups add up to more than
    /// all. Most first, then by code.
    pub by_country: Vec<(String, u64)>,
}

/// Counts the agreements that `filter` describes.
pub async fn statistics(
    registry: &Registry,
    caller: &Caller,
    filter: &AgreementFilter,
) -> Result<AgreementStatistics, Error> {
    let cells: Vec<(Stage, Class, Scheme, Option<String>, i64)> = filter
        .select(registry, caller)
        .select_only()
        .columns([agreement::Column::Stage, agreement::Column::Class, agreement::Column::Scheme])
        .expr_as(Expr::cust(r#"substr("agreement"."signed_on", 1, 4)"#), "year")
        .expr_as(Expr::cust("count(*)"), "n")
        .group_by(agreement::Column::Stage)
        .group_by(agreement::Column::Class)
        .group_by(agreement::Column::Scheme)
        .group_by(Expr::cust(r#"substr("agreement"."signed_on", 1, 4)"#))
        .into_tuple()
        .all(&registry.db)
        .await?;
    let year = |text: &Option<String>| text.as_ref().and_then(|year| year.parse().ok());
    let mut countries = filter.select(registry, caller).select_only();
    QuerySelect::query(&mut countries)
        .join(
            JoinType::InnerJoin,
            agreement_party::Entity,
            Expr::col((agreement_party::Entity, agreement_party::Column::AgreementId))
                .eq(agreement::Column::Id.into_simple_expr())
                .and(agreement_party::Entity::listed())
                .and(agreement_party::Column::DeniedAt.is_null()),
        )
        .join(
            JoinType::InnerJoin,
            party::Entity,
            Expr::col((party::Entity, party::Column::Id))
                .eq(Expr::col((agreement_party::Entity, agreement_party::Column::PartyId))),
        );
    let countries: Vec<(String, i64)> = countries
        .column(party::Column::CountryCode)
        .expr_as(Expr::cust(r#"count(distinct "agreement"."id")"#), "n")
        .filter(party::Column::CountryCode.is_not_null())
        .group_by(party::Column::CountryCode)
        .into_tuple()
        .all(&registry.db)
        .await?;
    let by_country = most_first(countries, String::clone);
    let count = cells.iter().map(|cell| u64::try_from(cell.4).unwrap_or(0)).sum();
    Ok(AgreementStatistics {
        count,
        by_stage: most_first(added_up(cells.iter().map(|cell| (cell.0, cell.4))), |stage: &Stage| stage.to_value()),
        by_class: most_first(added_up(cells.iter().map(|cell| (cell.1, cell.4))), |class: &Class| class.to_value()),
        by_scheme: most_first(added_up(cells.iter().map(|cell| (cell.2, cell.4))), |scheme: &Scheme| scheme.to_value()),
        by_year: most_first(added_up(cells.iter().map(|cell| (year(&cell.3), cell.4))), |year: &Option<i32>| {
            year.map_or_else(String::new, |year| year.to_string())
        }),
        by_country,
    })
}

/// The cells of a table added up by one of its sides.
fn added_up<K: Eq + Hash>(cells: impl Iterator<Item = (K, i64)>) -> Vec<(K, i64)> {
    let mut sums: HashMap<K, i64> = HashMap::new();
    for (key, count) in cells {
        *sums.entry(key).or_default() += count;
    }
    sums.into_iter().collect()
}

/// How many of the agreements that `filter` describes belong to which dimension, largest first: one of several counts
/// in each. `None` stands for those without a dimension.
pub async fn count_by_dimension(
    registry: &Registry,
    caller: &Caller,
    filter: &AgreementFilter,
) -> Result<Vec<(Option<SmartDimension>, u64)>, Error> {
    let mut dimensions = filter.select(registry, caller).select_only();
    QuerySelect::query(&mut dimensions).join(
        JoinType::LeftJoin,
        agreement_dimension::Entity,
        Expr::col((agreement_dimension::Entity, agreement_dimension::Column::AgreementId))
            .eq(agreement::Column::Id.into_simple_expr()),
    );
    let counts: Vec<(Option<SmartDimension>, i64)> = dimensions
        .column(agreement_dimension::Column::Dimension)
        .expr_as(Expr::cust("count(*)"), "n")
        .group_by(agreement_dimension::Column::Dimension)
        .into_tuple()
        .all(&registry.db)
        .await?;
    Ok(most_first(counts, |dimension: &Option<SmartDimension>| {
        dimension.map_or_else(String::new, |dimension| dimension.to_value())
    }))
}

/// How many of the agreements that `filter` describes have a document of which kind, largest first: only those that
/// count and that the caller may see, and several of a kind once.
pub async fn count_by_document(
    registry: &Registry,
    caller: &Caller,
    filter: &AgreementFilter,
) -> Result<Vec<(DocumentKind, u64)>, Error> {
    let agreements = filter.select(registry, caller).select_only().column(agreement::Column::Id).into_query();
    let found: Vec<(DocumentKind, i64)> = document::Entity::find()
        .select_only()
        .column(document::Column::Kind)
        .expr_as(Expr::cust(r#"count(distinct "document"."agreement_id")"#), "n")
        .filter(counts(caller))
        .filter(document::Column::AgreementId.in_subquery(agreements))
        .group_by(document::Column::Kind)
        .into_tuple()
        .all(&registry.db)
        .await?;
    Ok(most_first(found, |kind: &DocumentKind| kind.to_value()))
}

/// How many of the agreements that `filter` describes have which vitality; those that are not in force yet are left
/// out.
pub async fn count_by_vitality(
    registry: &Registry,
    caller: &Caller,
    filter: &AgreementFilter,
) -> Result<Vec<(Vitality, u64)>, Error> {
    let today = legal_today(registry.now());
    let mut counts = Vec::new();
    for vitality in Vitality::iter() {
        let alive = vitality::find::is(registry.thresholds(), vitality, today);
        counts.push((vitality, page::count(&registry.db, filter.select(registry, caller).filter(alive)).await?));
    }
    Ok(counts)
}

/// How many different regions and institutions are parties to the agreements that `filter` describes, and how often any is.
pub async fn count_parties(
    registry: &Registry,
    caller: &Caller,
    filter: &AgreementFilter,
) -> Result<(u64, u64), Error> {
    let agreements = filter.select(registry, caller).select_only().column(agreement::Column::Id).into_query();
    let counts: Option<(i64, i64)> = agreement_party::Entity::find()
        .select_only()
        .expr_as(Expr::cust(r#"count(distinct "agreement_party"."party_id")"#), "parties")
        .expr_as(Expr::cust("count(*)"), "parts")
        .filter(agreement_party::Column::AgreementId.in_subquery(agreements))
        .filter(agreement_party::Entity::listed())
        .filter(agreement_party::Column::DeniedAt.is_null())
        .into_tuple()
        .one(&registry.db)
        .await?;
    let (parties, parts) = counts.unwrap_or_default();
    Ok((u64::try_from(parties).unwrap_or(0), u64::try_from(parts).unwrap_or(0)))
}
