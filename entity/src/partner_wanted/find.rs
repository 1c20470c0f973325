//! Reading the board. It is public: every caller sees all of it.

use super::record::{country_wanted, field_wanted, method_wanted, partner_wanted};
use crate::{
    Caller, Error, Registry,
    agreement::record::Field,
    country,
    date::legal_today,
    exchange::record::Method,
    page::{self, Cursor, Direction, Key, ListOrder, Page, Slice},
    place,
    rows::group,
};
use chrono::NaiveDate;
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait, Select,
    sea_query::{Expr, ExprTrait, Query, SelectStatement, SimpleExpr},
};
use std::collections::HashMap;
use uuid::Uuid;

/// The order of the board: the newest posting first.
pub const BY_POSTING: ListOrder = ListOrder::by_id("partner_wanted.posted");

/// The postings of a party.
pub(crate) fn concerning(_caller: &Caller, party: Uuid) -> SelectStatement {
    let postings = partner_wanted::Entity::find().filter(partner_wanted::Column::PartyId.eq(party));
    postings.select_only().column(partner_wanted::Column::Id).into_query()
}

/// Which postings.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PartnerWantedFilter {
    /// For a partner of this country (two-letter code): those that name it, and those for any country.
    pub country: Option<String>,
    /// In one of these fields.
    pub field: Option<Vec<Field>>,
    /// Of this region or institution.
    pub party: Option<Uuid>,
    /// Of this region, and of all that lie in it.
    pub within: Option<Uuid>,
    /// Whether they are open today (in Jakarta).
    pub open: Option<bool>,
}

impl PartnerWantedFilter {
    fn select(&self, registry: &Registry) -> Select<partner_wanted::Entity> {
        let mut all = Condition::all();
        if let Some(country) = &self.country {
            all = all.add(for_country(country));
        }
        if let Some(fields) = &self.field {
            let such = field_wanted::Column::Field.is_in(fields.iter().copied());
            let wanted =
                field_wanted::Entity::find().select_only().column(field_wanted::Column::PostingId).filter(such);
            all = all.add(partner_wanted::Column::Id.in_subquery(wanted.into_query()));
        }
        if let Some(party) = self.party {
            all = all.add(partner_wanted::Column::PartyId.eq(party));
        }
        if let Some(within) = self.within {
            all = all.add(partner_wanted::Column::PartyId.in_subquery(place::find::within(within)));
        }
        if let Some(wanted) = self.open {
            let open = open_on(legal_today(registry.now()));
            all = all.add(if wanted { open } else { open.not() });
        }
        partner_wanted::Entity::find().filter(all)
    }
}

/// `rule::is_open` in SQL.
pub(super) fn open_on(today: NaiveDate) -> Condition {
    Condition::all().add(partner_wanted::Column::ClosedOn.is_null()).add(
        Condition::any()
            .add(partner_wanted::Column::OpenUntil.is_null())
            .add(partner_wanted::Column::OpenUntil.gte(today)),
    )
}

/// The condition that partners of this country are wanted. What is none finds nothing and never reaches the database,
/// such as a NUL, which PostgreSQL does not take.
fn for_country(country: &str) -> Condition {
    let Ok(code) = country::named(country) else { return Condition::all().add(Expr::val(1).eq(0)) };
    let wished = || country_wanted::Entity::find().select_only().column(country_wanted::Column::PostingId);
    let this = wished().filter(country_wanted::Column::CountryCode.eq(code)).into_query();
    Condition::any().add(partner_wanted::Column::Id.in_subquery(this)).add(wishes_for_any())
}

/// The condition that no country is named.
fn wishes_for_any() -> SimpleExpr {
    let its = Query::select()
        .expr(Expr::val(1))
        .from(country_wanted::Entity)
        .and_where(
            Expr::col((country_wanted::Entity, country_wanted::Column::PostingId))
                .eq(Expr::col((partner_wanted::Entity, partner_wanted::Column::Id))),
        )
        .to_owned();
    Expr::exists(its).not()
}

/// One page of the postings that `filter` describes, the newest first.
pub async fn partners_wanted(
    registry: &Registry,
    _caller: &Caller,
    filter: &PartnerWantedFilter,
    page: &Page,
) -> Result<Slice<partner_wanted::Model>, Error> {
    let select = page.narrow(filter.select(registry), None, partner_wanted::Column::Id, Direction::Descending);
    Ok(page.cut(select.all(&registry.db).await?))
}

/// How many postings `filter` describes.
pub async fn count_partners_wanted(
    registry: &Registry,
    _caller: &Caller,
    filter: &PartnerWantedFilter,
) -> Result<u64, Error> {
    Ok(page::count(&registry.db, filter.select(registry)).await?)
}

/// Where a posting stands on the board.
pub fn cursor(posting: &partner_wanted::Model) -> Cursor {
    BY_POSTING.cursor(Key::Id, posting.id)
}

/// The postings with these identifiers.
pub async fn postings_by_id(registry: &Registry, ids: &[Uuid]) -> Result<HashMap<Uuid, partner_wanted::Model>, Error> {
    let such = partner_wanted::Column::Id.is_in(ids.iter().copied());
    let found = partner_wanted::Entity::find().filter(such).all(&registry.db).await?;
    Ok(found.into_iter().map(|posting| (posting.id, posting)).collect())
}

/// The codes of the countries that these postings name; empty for one that accepts any country.
pub async fn countries_of(registry: &Registry, postings: &[Uuid]) -> Result<HashMap<Uuid, Vec<String>>, Error> {
    let found = country_wanted::Entity::find()
        .filter(country_wanted::Column::PostingId.is_in(postings.iter().copied()))
        .order_by_asc(country_wanted::Column::CountryCode)
        .all(&registry.db)
        .await?;
    Ok(named(found, |row| row.posting_id, |row| row.country_code))
}

/// The fields that these postings name.
pub async fn fields_of(registry: &Registry, postings: &[Uuid]) -> Result<HashMap<Uuid, Vec<Field>>, Error> {
    let found = field_wanted::Entity::find()
        .filter(field_wanted::Column::PostingId.is_in(postings.iter().copied()))
        .order_by_asc(field_wanted::Column::Field)
        .all(&registry.db)
        .await?;
    Ok(named(found, |row| row.posting_id, |row| row.field))
}

/// The methods of exchange that these postings name.
pub async fn methods_of(registry: &Registry, postings: &[Uuid]) -> Result<HashMap<Uuid, Vec<Method>>, Error> {
    let found = method_wanted::Entity::find()
        .filter(method_wanted::Column::PostingId.is_in(postings.iter().copied()))
        .order_by_asc(method_wanted::Column::Method)
        .all(&registry.db)
        .await?;
    Ok(named(found, |row| row.posting_id, |row| row.method))
}

/// What the rows name, by their postings.
fn named<R, T>(rows: Vec<R>, posting: impl Fn(&R) -> Uuid, what: impl Fn(R) -> T) -> HashMap<Uuid, Vec<T>> {
    let by_posting = group(rows, posting).into_iter();
    by_posting.map(|(id, rows)| (id, rows.into_iter().map(&what).collect())).collect()
}
