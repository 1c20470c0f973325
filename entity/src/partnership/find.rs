//! Reading partnerships. They are public: every caller sees all of them.

use super::record::{Class, Verification, backing, claim, member, partnership};
use crate::{
    Caller, Error, Registry, country,
    date::legal_today,
    page::{self, Cursor, Direction, Key, Links, ListOrder, Page, Slice, count},
    place::record::party,
    rows::group,
    search,
};
use chrono::NaiveDate;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait, Select,
    sea_query::{Asterisk, Expr, ExprTrait, Query, SelectStatement},
};
use std::collections::HashMap;
use uuid::Uuid;

/// An order of partnerships.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Order {
    /// By the time of entry.
    #[default]
    Entry,
    /// By when they began; those for which this is unknown come first.
    Since,
}

impl Order {
    /// The order as cursors know it.
    pub fn list_order(self) -> ListOrder {
        match self {
            Self::Entry => ListOrder::by_id("partnership.entry"),
            Self::Since => ListOrder::by_text("partnership.since"),
        }
    }

    fn column(self) -> Option<Expr> {
        let since = || Expr::col((partnership::Entity, partnership::Column::Since)).if_null("");
        (self == Self::Since).then(since)
    }
}

/// Which partnerships.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct PartnershipFilter {
    /// With a member in this country (two-letter code).
    pub country: Option<String>,
    /// With all of these parties as members.
    pub region: Vec<Uuid>,
    /// Of one of these classes.
    pub class: Option<Vec<Class>>,
    /// Confirmed in one of these ways.
    pub verification: Option<Vec<Verification>>,
    /// That last today or, if false, have ended.
    pub current: Option<bool>,
    /// With members whose names and codes have words that begin with these: each word with any of them.
    pub search: Option<String>,
}

impl PartnershipFilter {
    /// The same, of one more member.
    #[must_use]
    pub fn within(mut self, party: Uuid) -> Self {
        self.region.push(party);
        self
    }

    /// The condition on a partnership. What is only denied is none.
    pub(super) fn condition(&self, today: NaiveDate) -> Condition {
        let mut all = Condition::all().add(partnership::Column::Claimed.eq(true));
        if let Some(current) = self.current {
            let lasts = lasts(today);
            all = all.add(if current { lasts } else { lasts.not() });
        }
        if let Some(class) = &self.class {
            all = all.add(partnership::Column::Class.is_in(class.iter().copied()));
        }
        if let Some(verification) = &self.verification {
            all = all.add(partnership::Column::Verification.is_in(verification.iter().copied()));
        }
        for region in &self.region {
            all = all.add(has_member(|members| {
                members.and_where(member::Column::PartyId.eq(*region));
            }));
        }
        if let Some(country) = &self.country {
            all = all.add(has_member(|members| {
                members
                    .inner_join(party::Entity, of_party())
                    .and_where(party::Column::CountryCode.eq(country::as_code(country)));
            }));
        }
        if let Some(text) = &self.search {
            all = all.add(search::each_word(text, |found| {
                has_member(|members| {
                    members.and_where(Expr::col((member::Entity, member::Column::PartyId)).in_subquery(found));
                })
            }));
        }
        all
    }

    fn select(&self, registry: &Registry) -> Select<partnership::Entity> {
        partnership::Entity::find().filter(self.condition(legal_today(registry.now())))
    }
}

/// The condition that a partnership lasts on this day, as `rule::is_current` says. Dates are kept as texts: of those that
/// sort before the day, its own month and its own year still last.
fn lasts(today: NaiveDate) -> Condition {
    let (day, until) = (today.to_string(), partnership::Column::Until);
    Condition::any().add(until.is_null()).add(until.gte(day.clone())).add(until.is_in([&day[..7], &day[..4]]))
}

/// The partnerships of a party.
pub(crate) fn concerning(_caller: &Caller, party: Uuid) -> SelectStatement {
    let members = member::Entity::find().filter(member::Column::PartyId.eq(party));
    members.select_only().column(member::Column::PartnershipId).into_query()
}

/// The condition that a partnership is among those of which `narrow` finds a member.
fn has_member(narrow: impl FnOnce(&mut SelectStatement)) -> Expr {
    let mut members = Query::select();
    members.column((member::Entity, member::Column::PartnershipId)).from(member::Entity);
    narrow(&mut members);
    Expr::col((partnership::Entity, partnership::Column::Id)).in_subquery(members)
}

/// Joins members to their parties.
pub(super) fn of_party() -> Expr {
    Expr::col((member::Entity, member::Column::PartyId)).equals((party::Entity, party::Column::Id))
}

/// Joins members to their partnerships.
pub(super) fn of_partnership() -> Expr {
    Expr::col((member::Entity, member::Column::PartnershipId)).equals((partnership::Entity, partnership::Column::Id))
}

/// One page of the partnerships that `filter` describes.
pub async fn partnerships(
    registry: &Registry,
    _caller: &Caller,
    filter: &PartnershipFilter,
    (order, direction): (Order, Direction),
    page: &Page,
) -> Result<Slice<partnership::Model>, Error> {
    let select = page.narrow(filter.select(registry), order.column(), partnership::Column::Id, direction);
    Ok(page.cut(select.all(&registry.db).await?))
}

/// How many partnerships `filter` describes.
pub async fn count_partnerships(
    registry: &Registry,
    _caller: &Caller,
    filter: &PartnershipFilter,
) -> Result<u64, Error> {
    Ok(count(&registry.db, filter.select(registry)).await?)
}

/// Where `partnership` stands in the list of this order.
pub fn cursor(partnership: &partnership::Model, order: Order) -> Cursor {
    let key = match order {
        Order::Entry => Key::Id,
        Order::Since => Key::Text(partnership.since.map(|since| since.to_string()).unwrap_or_default()),
    };
    order.list_order().cursor(key, partnership.id)
}

/// The partnerships with these identifiers.
pub async fn partnerships_by_id(registry: &Registry, ids: &[Uuid]) -> Result<HashMap<Uuid, partnership::Model>, Error> {
    let found = partnership::Entity::find()
        .filter(partnership::Column::Id.is_in(ids.iter().copied()))
        .filter(partnership::Column::Claimed.eq(true))
        .all(&registry.db)
        .await?;
    Ok(found.into_iter().map(|partnership| (partnership.id, partnership)).collect())
}

/// The members of these partnerships, in the order in which they were named.
pub async fn members_of(registry: &Registry, partnerships: &[Uuid]) -> Result<HashMap<Uuid, Vec<party::Model>>, Error> {
    let query = Query::select()
        .column((party::Entity, Asterisk))
        .column((member::Entity, member::Column::PartnershipId))
        .from(member::Entity)
        .inner_join(party::Entity, of_party())
        .and_where(Expr::col((member::Entity, member::Column::PartnershipId)).is_in(partnerships.iter().copied()))
        .order_by((member::Entity, member::Column::Ordinal), sea_orm::Order::Asc)
        .to_owned();
    let mut members: HashMap<Uuid, Vec<party::Model>> = HashMap::new();
    for row in registry_rows(registry, &query).await? {
        let of = members.entry(row.try_get("", "partnership_id")?).or_default();
        of.push(party::Model::from_query_result(&row, "")?);
    }
    Ok(members)
}

/// The claims about these partnerships, latest first.
pub async fn claims_of(registry: &Registry, partnerships: &[Uuid]) -> Result<HashMap<Uuid, Vec<claim::Model>>, Error> {
    let found = claim::Entity::find()
        .filter(claim::Column::PartnershipId.is_in(partnerships.iter().copied()))
        .order_by_desc(claim::Column::AsOf)
        .order_by_asc(claim::Column::Id)
        .all(&registry.db)
        .await?;
    Ok(group(found, |claim| claim.partnership_id))
}

/// The agreements that say something of these partnerships, as far as everyone may know of them, in the order of entry.
pub async fn backings_of(
    registry: &Registry,
    partnerships: &[Uuid],
) -> Result<HashMap<Uuid, Vec<backing::Model>>, Error> {
    let found = backing::Entity::find()
        .filter(backing::Column::PartnershipId.is_in(partnerships.iter().copied()))
        .order_by_asc(backing::Column::AgreementId)
        .all(&registry.db)
        .await?;
    Ok(group(found, |backing| backing.partnership_id))
}

/// The first or last partnerships of each of these parties that `filter` describes.
pub async fn partnerships_of_parties(
    registry: &Registry,
    _caller: &Caller,
    parties: &[Uuid],
    filter: &PartnershipFilter,
    (order, direction): (Order, Direction),
    page: &Page,
) -> Result<HashMap<Uuid, Slice<partnership::Model>>, Error> {
    let id = Expr::col((partnership::Entity, partnership::Column::Id));
    let by: Vec<_> = order.column().into_iter().chain([id]).map(|by| (by, direction)).collect();
    let (select, links) = (filter.select(registry), links_of(parties));
    Ok(page::first_of_each(&registry.db, select, partnership::Column::Id, links, &by, page).await?)
}

/// How many partnerships each of these parties has that `filter` describes.
pub async fn count_partnerships_of_parties(
    registry: &Registry,
    _caller: &Caller,
    parties: &[Uuid],
    filter: &PartnershipFilter,
) -> Result<HashMap<Uuid, u64>, Error> {
    let (select, links) = (filter.select(registry), links_of(parties));
    Ok(page::count_of_each(&registry.db, select, partnership::Column::Id, links).await?)
}

fn links_of(parties: &[Uuid]) -> Links {
    let links = Query::select()
        .expr_as(Expr::col(member::Column::PartnershipId), Links::RECORD)
        .expr_as(Expr::col(member::Column::PartyId), Links::GROUP)
        .from(member::Entity)
        .and_where(member::Column::PartyId.is_in(parties.iter().copied()))
        .to_owned();
    Links(links)
}

/// The rows that `query` finds.
pub(super) async fn registry_rows(
    registry: &Registry,
    query: &SelectStatement,
) -> Result<Vec<sea_orm::QueryResult>, Error> {
    Ok(registry.db.query_all(query).await?)
}
