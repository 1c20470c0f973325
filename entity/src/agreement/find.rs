//! Reading agreements, as far as a caller may see them.

use super::record::{Field, Missing, Scheme, Stage, TermKind, agreement, agreement_party, evidence_gap, field};
use super::{
    rule::legal_today,
    vitality::{self, rule::Vitality},
};
use crate::{
    Caller, Error, Registry,
    page::{self, Cursor, Direction, Key, Links, ListOrder, Page, Slice},
    partnership::record::Class,
    place::{
        find::{group, most_first},
        record::party,
    },
    policy::Visibility,
    search,
};
use chrono::{Datelike, NaiveDate};
use sea_orm::{
    ActiveEnum, ColumnTrait, Condition, ConnectionTrait, EntityTrait, IntoSimpleExpr, Iterable, JoinType, QueryFilter,
    QueryOrder, QuerySelect, QueryTrait, Select,
    sea_query::{Expr, ExprTrait, Query, SelectStatement, SimpleExpr},
};
use std::{collections::HashMap, hash::Hash};
use uuid::Uuid;

/// Stands for a date that is not known: after every date that is.
const NO_DATE: &str = "9999";

/// The order of a list of agreements. Those without the date come last in ascending, first in descending order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum AgreementOrder {
    /// By the date on which they expire.
    ExpiresOn,
    /// By the date on which they were signed.
    SignedOn,
    /// By when they were entered.
    #[default]
    Created,
}

impl AgreementOrder {
    /// The order as cursors know it.
    pub fn list_order(self) -> ListOrder {
        match self {
            Self::ExpiresOn => ListOrder::by_text("agreement.expires"),
            Self::SignedOn => ListOrder::by_text("agreement.signed"),
            Self::Created => ListOrder::by_id("agreement.created"),
        }
    }

    /// As the indexes have it.
    fn column(self) -> Option<SimpleExpr> {
        match self {
            Self::ExpiresOn => Some(Expr::cust(r#"coalesce("agreement"."expires_on", '9999')"#)),
            Self::SignedOn => Some(Expr::cust(r#"coalesce("agreement"."signed_on", '9999')"#)),
            Self::Created => None,
        }
    }
}

/// Which agreements.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct AgreementFilter {
    /// Whose paperwork stands so.
    pub stage: Option<Vec<Stage>>,
    /// That are in force on this day; see `rule::Dates::in_force_on`.
    pub in_force_on: Option<NaiveDate>,
    /// Whose date of expiry lies before this day: the earliest day it can mean.
    pub expires_before: Option<NaiveDate>,
    /// Whose date of expiry lies on this day or later: the earliest day it can mean.
    pub expires_from: Option<NaiveDate>,
    /// To which all of these regions and institutions are parties.
    pub party: Vec<Uuid>,
    /// With a party of this country (two-letter code).
    pub country: Option<String>,
    /// Of one of these classes.
    pub class: Option<Vec<Class>>,
    /// Under one of these schemes.
    pub scheme: Option<Vec<Scheme>>,
    /// In one of these fields.
    pub field: Option<Vec<Field>>,
    /// That end so.
    pub term_kind: Option<Vec<TermKind>>,
    /// That live so; see `vitality::rule::Thresholds::vitality`.
    pub vitality: Option<Vec<Vitality>>,
    /// Whose titles, parties, fields and number have words that begin with these.
    pub search: Option<String>,
}

impl AgreementFilter {
    /// The same, of one more party.
    #[must_use]
    pub fn within(mut self, party: Uuid) -> Self {
        self.party.push(party);
        self
    }

    fn select(&self, registry: &Registry, caller: &Caller) -> Select<agreement::Entity> {
        let mut all = Condition::all().add(visible(caller));
        if let Some(stage) = &self.stage {
            all = all.add(agreement::Column::Stage.is_in(stage.iter().copied()));
        }
        if let Some(class) = &self.class {
            all = all.add(agreement::Column::Class.is_in(class.iter().copied()));
        }
        if let Some(scheme) = &self.scheme {
            all = all.add(agreement::Column::Scheme.is_in(scheme.iter().copied()));
        }
        if let Some(term_kind) = &self.term_kind {
            all = all.add(agreement::Column::TermKind.is_in(term_kind.iter().copied()));
        }
        if let Some(day) = self.in_force_on {
            all = all.add(in_force_on(day));
        }
        if let Some(day) = self.expires_before {
            all = all.add(column(agreement::Column::ExpiresOn).lt(least_text_of(day)));
        }
        if let Some(day) = self.expires_from {
            all = all.add(column(agreement::Column::ExpiresOn).gte(least_text_of(day)));
        }
        if let Some(wanted) = &self.vitality {
            let today = legal_today(registry.now());
            let is = |vitality: &Vitality| vitality::find::is(registry.thresholds, caller, *vitality, today);
            all = all.add(wanted.iter().fold(Condition::any(), |any, vitality| any.add(is(vitality))));
        }
        for party in &self.party {
            all = all.add(between(&[*party]));
        }
        if let Some(country) = &self.country {
            all = all.add(with_country(country));
        }
        if let Some(fields) = &self.field {
            all = all.add(in_fields(fields));
        }
        if let Some(text) = &self.search {
            all = all.add(search::matches(&column(agreement::Column::Id), text));
        }
        agreement::Entity::find().filter(all)
    }
}

fn column(column: agreement::Column) -> SimpleExpr {
    column.into_simple_expr()
}

/// The condition that the caller may see the agreement.
pub(crate) fn visible(caller: &Caller) -> Condition {
    if caller.reads_all() {
        return Condition::all();
    }
    let everyone = Condition::any().add(agreement::Column::Visibility.eq(Visibility::Public));
    let mine = caller.parties();
    if mine.is_empty() {
        return everyone;
    }
    let owned = agreement::Column::OwnerId.is_in(mine.iter().copied());
    let shared = agreement::Column::Visibility.eq(Visibility::Parties);
    everyone
        .add(shared.and(owned.clone().or(between(&mine))))
        .add(agreement::Column::Visibility.eq(Visibility::Own).and(owned))
}

/// The condition that one of `parties` is a party to the agreement.
fn between(parties: &[Uuid]) -> SimpleExpr {
    among(
        Query::select()
            .column((agreement_party::Entity, agreement_party::Column::AgreementId))
            .from(agreement_party::Entity)
            .and_where(agreement_party::Column::PartyId.is_in(parties.iter().copied())),
    )
}

/// The condition that the agreement is among those that `found` names. `SQLite` looks them up, where it would try every
/// agreement for the equivalent `exists`.
fn among(found: &SelectStatement) -> SimpleExpr {
    column(agreement::Column::Id).in_subquery(found.clone())
}

/// The condition that a party is of this country. What is no code finds nothing and never reaches the database, such as
/// a NUL, which PostgreSQL does not take.
fn with_country(country: &str) -> SimpleExpr {
    if country.len() != 2 || !country.bytes().all(|byte| byte.is_ascii_alphabetic()) {
        return Expr::val(1).eq(0);
    }
    let party = Query::select()
        .column((party::Entity, party::Column::Id))
        .from(party::Entity)
        .and_where(party::Column::CountryCode.eq(country.to_ascii_uppercase()))
        .to_owned();
    among(
        Query::select()
            .column((agreement_party::Entity, agreement_party::Column::AgreementId))
            .from(agreement_party::Entity)
            .and_where(agreement_party::Column::PartyId.in_subquery(party)),
    )
}

fn in_fields(fields: &[Field]) -> SimpleExpr {
    among(
        Query::select()
            .column((field::Entity, field::Column::AgreementId))
            .from(field::Entity)
            .and_where(field::Column::Field.is_in(fields.iter().copied())),
    )
}

/// The first day in force.
fn begins() -> SimpleExpr {
    Expr::cust(r#"coalesce("agreement"."in_force_on", "agreement"."signed_on")"#)
}

/// The condition that the first day in force is `day` or earlier.
pub(crate) fn begun_on(day: NaiveDate) -> SimpleExpr {
    begins().lte(text_of(day))
}

/// The condition that the first day in force is earlier than `day`.
pub(crate) fn begins_before(day: NaiveDate) -> Condition {
    Condition::all().add(begins().lt(least_text_of(day)))
}

/// `rule::Dates::in_force_on` in SQL: dates are kept as text that sorts by the earliest day each can mean.
pub(crate) fn in_force_on(day: NaiveDate) -> Condition {
    // False, not unknown, where the kind of term is not known: the condition is also used the other way round.
    let renews = Condition::all()
        .add(agreement::Column::TermKind.is_not_null())
        .add(agreement::Column::TermKind.is_in([TermKind::AutoRenew, TermKind::OpenEnded]));
    let still = |end: agreement::Column| {
        let text = text_of(day);
        // A month or a year that contains the day lasts at least until it.
        let containing = [text[..7].to_owned(), text[..4].to_owned()];
        Condition::any()
            .add(column(end).is_null())
            .add(column(end).gte(text.clone()))
            .add(column(end).is_in(containing))
    };
    Condition::all()
        .add(begun_on(day))
        .add(still(agreement::Column::ExpiresOn).add(renews))
        .add(still(agreement::Column::TerminatedOn))
}

/// A day as the columns of dates have it; a day beyond the years that they keep counts as the last or first of those.
fn text_of(day: NaiveDate) -> String {
    let least = NaiveDate::from_ymd_opt(1, 1, 1).unwrap_or_default();
    let most = NaiveDate::from_ymd_opt(9999, 12, 31).unwrap_or_default();
    day.clamp(least, most).to_string()
}

/// The least text of a date whose earliest day is `day` or later: where a month or a year begins with it, that of the month
/// or year, which sorts before its first day.
pub(crate) fn least_text_of(day: NaiveDate) -> String {
    let mut text = text_of(day);
    text.truncate(match (day.month(), day.day()) {
        (1, 1) => 4,
        (_, 1) => 7,
        _ => 10,
    });
    text
}

/// One page of the agreements that `filter` describes.
pub async fn agreements(
    registry: &Registry,
    caller: &Caller,
    filter: &AgreementFilter,
    (order, direction): (AgreementOrder, Direction),
    page: &Page,
) -> Result<Slice<agreement::Model>, Error> {
    let select = page.narrow(filter.select(registry, caller), order.column(), agreement::Column::Id, direction);
    Ok(page.cut(select.all(&registry.db).await?))
}

/// How many agreements `filter` describes.
pub async fn count_agreements(registry: &Registry, caller: &Caller, filter: &AgreementFilter) -> Result<u64, Error> {
    Ok(page::count(&registry.db, filter.select(registry, caller)).await?)
}

/// Where `agreement` stands in the list in this order.
pub fn cursor(order: AgreementOrder, agreement: &agreement::Model) -> Cursor {
    let date = |date: Option<crate::date::PartialDate>| Key::Text(date.map_or(NO_DATE.into(), |date| date.to_string()));
    let key = match order {
        AgreementOrder::ExpiresOn => date(agreement.expires_on),
        AgreementOrder::SignedOn => date(agreement.signed_on),
        AgreementOrder::Created => Key::Id,
    };
    order.list_order().cursor(key, agreement.id)
}

/// The agreements with these identifiers that the caller may see.
pub async fn agreements_by_id(
    registry: &Registry,
    caller: &Caller,
    ids: &[Uuid],
) -> Result<HashMap<Uuid, agreement::Model>, Error> {
    let found = agreement::Entity::find()
        .filter(visible(caller))
        .filter(agreement::Column::Id.is_in(ids.iter().copied()))
        .all(&registry.db)
        .await?;
    Ok(found.into_iter().map(|agreement| (agreement.id, agreement)).collect())
}

/// Whether there is such an agreement and the caller may see it, also within an act.
pub(crate) async fn can_see(db: &impl ConnectionTrait, caller: &Caller, id: Uuid) -> Result<bool, Error> {
    let select = agreement::Entity::find_by_id(id).filter(visible(caller));
    Ok(page::count(db, select).await? > 0)
}

/// What the parties of these agreements, which the caller has been shown, are in them, with the parties, in their order.
pub async fn parts_of(
    registry: &Registry,
    agreements: &[Uuid],
) -> Result<HashMap<Uuid, Vec<(agreement_party::Model, party::Model)>>, Error> {
    let its_party = agreement_party::Entity::belongs_to(party::Entity)
        .from(agreement_party::Column::PartyId)
        .to(party::Column::Id)
        .into();
    let found = agreement_party::Entity::find()
        .join(JoinType::InnerJoin, its_party)
        .select_also(party::Entity)
        .filter(agreement_party::Column::AgreementId.is_in(agreements.iter().copied()))
        .order_by_asc(agreement_party::Column::Ordinal)
        .all(&registry.db)
        .await?;
    let mut parties: HashMap<Uuid, Vec<_>> = HashMap::new();
    for (part, party) in found {
        parties.entry(part.agreement_id).or_default().extend(party.map(|party| (part, party)));
    }
    Ok(parties)
}

/// The fields of cooperation of these agreements, which the caller has been shown.
pub async fn fields_of(registry: &Registry, agreements: &[Uuid]) -> Result<HashMap<Uuid, Vec<Field>>, Error> {
    let found = field::Entity::find()
        .filter(field::Column::AgreementId.is_in(agreements.iter().copied()))
        .order_by_asc(field::Column::Field)
        .all(&registry.db)
        .await?;
    let fields = group(found, |field| field.agreement_id);
    Ok(fields.into_iter().map(|(id, fields)| (id, fields.into_iter().map(|field| field.field).collect())).collect())
}

/// What is missing to prove these agreements, which the caller has been shown.
pub async fn gaps_of(registry: &Registry, agreements: &[Uuid]) -> Result<HashMap<Uuid, Vec<Missing>>, Error> {
    let found = evidence_gap::Entity::find()
        .filter(evidence_gap::Column::AgreementId.is_in(agreements.iter().copied()))
        .order_by_asc(evidence_gap::Column::Missing)
        .all(&registry.db)
        .await?;
    let gaps = group(found, |gap| gap.agreement_id);
    Ok(gaps.into_iter().map(|(id, gaps)| (id, gaps.into_iter().map(|gap| gap.missing).collect())).collect())
}

/// The first agreements of each of these parties that `filter` describes.
pub async fn agreements_of_parties(
    registry: &Registry,
    caller: &Caller,
    parties: &[Uuid],
    filter: &AgreementFilter,
    (order, direction): (AgreementOrder, Direction),
    first: u64,
) -> Result<HashMap<Uuid, Slice<agreement::Model>>, Error> {
    let by: Vec<_> =
        order.column().into_iter().chain([column(agreement::Column::Id)]).map(|by| (by, direction)).collect();
    let (select, links) = (filter.select(registry, caller), links_of(parties));
    Ok(page::first_of_each(&registry.db, select, agreement::Column::Id, links, &by, first).await?)
}

/// How many agreements each of these parties has that `filter` describes.
pub async fn count_agreements_of_parties(
    registry: &Registry,
    caller: &Caller,
    parties: &[Uuid],
    filter: &AgreementFilter,
) -> Result<HashMap<Uuid, u64>, Error> {
    let (select, links) = (filter.select(registry, caller), links_of(parties));
    Ok(page::count_of_each(&registry.db, select, agreement::Column::Id, links).await?)
}

fn links_of(parties: &[Uuid]) -> Links {
    let links = Query::select()
        .expr_as(Expr::col(agreement_party::Column::AgreementId), Links::RECORD)
        .expr_as(Expr::col(agreement_party::Column::PartyId), Links::GROUP)
        .from(agreement_party::Entity)
        .and_where(agreement_party::Column::PartyId.is_in(parties.iter().copied()))
        .to_owned();
    Links(links)
}

/// How many agreements there are of which kind. Each group is as many as `filter` with that condition describes, most first.
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
    /// By the year in which they were signed, which adds up to all; none for those that are not signed, or whose year is
    /// not known.
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
                .eq(column(agreement::Column::Id)),
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

/// How many of the agreements that `filter` describes live how; none of those that are not in force yet.
pub async fn count_by_vitality(
    registry: &Registry,
    caller: &Caller,
    filter: &AgreementFilter,
) -> Result<Vec<(Vitality, u64)>, Error> {
    let today = legal_today(registry.now());
    let mut counts = Vec::new();
    for vitality in Vitality::iter() {
        let alive = vitality::find::is(registry.thresholds, caller, vitality, today);
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
        .into_tuple()
        .one(&registry.db)
        .await?;
    let (parties, parts) = counts.unwrap_or_default();
    Ok((u64::try_from(parties).unwrap_or(0), u64::try_from(parts).unwrap_or(0)))
}
