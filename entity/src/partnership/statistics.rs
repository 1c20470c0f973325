//! How many partnerships there are, between which countries, and who has most.
//!
//! The country groups split the partnerships a filter describes: each counts in exactly one group, so that the groups
//! add up to the total. A group is the set of its members' countries; within one country the code stands twice
//! (`ID`, `ID`). A partnership of many countries counts once, in the group of them all. A member without a country (an
//! international organisation) adds none: with a region of Indonesia its group is `ID` alone.

use super::find::{PartnershipFilter, of_partnership, of_party, registry_rows};
use super::record::{member, partnership};
use crate::{Caller, Error, Registry, date::legal_today, page::Count, place::record::party};
use chrono::NaiveDate;
use sea_orm::{
    FromQueryResult, Order,
    sea_query::{Alias, Expr, ExprTrait, Query, SelectStatement},
};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// How many partnerships there are within one set of countries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CountryGroup {
    /// The two-letter codes, in order.
    pub countries: Vec<String>,
    /// How many partnerships.
    pub count: u64,
}

/// How many partnerships a party has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Connected {
    /// The party.
    pub party: Uuid,
    /// How many partnerships.
    pub count: u64,
}

/// The country groups of the partnerships that `filter` describes, the largest first, equal ones in the order of their
/// codes. The partnerships between two countries are the pairs; `statistics` as a whole tells how all of them group.
pub async fn country_groups(
    registry: &Registry,
    _caller: &Caller,
    filter: &PartnershipFilter,
) -> Result<Vec<CountryGroup>, Error> {
    let mut groups = pairs(registry, filter).await?;
    groups.extend(larger(registry, filter).await?);
    groups.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.countries.cmp(&b.countries)));
    Ok(groups)
}

/// The groups of at most two countries.
async fn pairs(registry: &Registry, filter: &PartnershipFilter) -> Result<Vec<CountryGroup>, Error> {
    let [first, last, members] = ["first", "last", "members"].map(Alias::new);
    let query = Query::select()
        .columns([first.clone(), last.clone(), members.clone()])
        .expr_as(Expr::cust("count(*)"), Alias::new("n"))
        .from_subquery(by_countries(filter, legal_today(registry.now()), false), Alias::new("groups"))
        .group_by_columns([first, last, members])
        .to_owned();
    let mut groups: BTreeMap<Vec<String>, u64> = BTreeMap::new();
    for row in registry_rows(registry, &query).await? {
        let ends: (Option<String>, Option<String>) = (row.try_get("", "first")?, row.try_get("", "last")?);
        let alone: i64 = row.try_get("", "members")?;
        let countries = match ends {
            // One member with a country, the others without.
            (Some(only), _) if alone == 1 => vec![only],
            (first, last) => first.into_iter().chain(last).collect(),
        };
        *groups.entry(countries).or_default() += u64::try_from(Count::from_query_result(&row, "")?.n).unwrap_or(0);
    }
    Ok(groups.into_iter().map(|(countries, count)| CountryGroup { countries, count }).collect())
}

/// The groups of three countries and more, which are few.
async fn larger(registry: &Registry, filter: &PartnershipFilter) -> Result<Vec<CountryGroup>, Error> {
    let id = Alias::new("id");
    let large = Query::select()
        .column(id)
        .from_subquery(by_countries(filter, legal_today(registry.now()), true), Alias::new("groups"))
        .to_owned();
    let query = Query::select()
        .distinct()
        .column((member::Entity, member::Column::PartnershipId))
        .column((party::Entity, party::Column::CountryCode))
        .from(member::Entity)
        .inner_join(party::Entity, of_party())
        .and_where(Expr::col((party::Entity, party::Column::CountryCode)).is_not_null())
        .and_where(Expr::col((member::Entity, member::Column::PartnershipId)).in_subquery(large))
        .to_owned();
    let mut countries: BTreeMap<Uuid, BTreeSet<String>> = BTreeMap::new();
    for row in registry_rows(registry, &query).await? {
        countries.entry(row.try_get("", "partnership_id")?).or_default().insert(row.try_get("", "country_code")?);
    }
    let mut groups: BTreeMap<Vec<String>, u64> = BTreeMap::new();
    for set in countries.into_values() {
        *groups.entry(set.into_iter().collect()).or_default() += 1;
    }
    Ok(groups.into_iter().map(|(countries, count)| CountryGroup { countries, count }).collect())
}

/// The first and last of each partnership's countries and how many members have one, for those of more than two
/// countries or for the others.
fn by_countries(filter: &PartnershipFilter, today: NaiveDate, large: bool) -> SelectStatement {
    let country = || Expr::col((party::Entity, party::Column::CountryCode));
    let different = country().count_distinct();
    Query::select()
        .expr_as(Expr::col((partnership::Entity, partnership::Column::Id)), Alias::new("id"))
        .expr_as(country().min(), Alias::new("first"))
        .expr_as(country().max(), Alias::new("last"))
        .expr_as(country().count(), Alias::new("members"))
        .from(member::Entity)
        .inner_join(partnership::Entity, of_partnership())
        .inner_join(party::Entity, of_party())
        .cond_where(filter.condition(today))
        .group_by_col((partnership::Entity, partnership::Column::Id))
        .and_having(if large { different.gt(2) } else { different.lte(2) })
        .to_owned()
}

/// The parties with the most of the partnerships that `filter` describes, at most `first`; equal ones in the order of
/// their names. A partnership counts for each of its members.
pub async fn most_connected(
    registry: &Registry,
    _caller: &Caller,
    filter: &PartnershipFilter,
    first: u64,
) -> Result<Vec<Connected>, Error> {
    let [party, n] = ["party_id", "n"].map(Alias::new);
    let today = legal_today(registry.now());
    let query = Query::select()
        .expr_as(Expr::col((party::Entity, party::Column::Id)), party)
        .expr_as(Expr::cust("count(*)"), n.clone())
        .from(member::Entity)
        .inner_join(partnership::Entity, of_partnership())
        .inner_join(party::Entity, of_party())
        .cond_where(filter.condition(today))
        .group_by_columns([(party::Entity, party::Column::Id), (party::Entity, party::Column::SortKey)])
        .order_by(n, Order::Desc)
        .order_by((party::Entity, party::Column::SortKey), Order::Asc)
        .order_by((party::Entity, party::Column::Id), Order::Asc)
        .limit(first)
        .to_owned();
    let rows = registry_rows(registry, &query).await?;
    rows.iter()
        .map(|row| {
            let count = u64::try_from(Count::from_query_result(row, "")?.n).unwrap_or(0);
            Ok(Connected { party: row.try_get("", "party_id")?, count })
        })
        .collect()
}
