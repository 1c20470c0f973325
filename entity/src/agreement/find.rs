//! Reading agreements, as far as a caller may see them.

use super::record::{
    DocumentKind, Field, Missing, Scheme, Stage, TermKind, agreement, agreement_party, document, evidence_gap, field,
};
use super::{
    classification::record::{SmartDimension, agreement_dimension},
    document::visible::visible as visible_documents,
    due,
    rule::{OVER, PROPOSED},
    vitality::{self, rule::Vitality},
};
use crate::{
    Caller, Error, Registry, country,
    date::{PartialDate, legal_today},
    page::{self, Cursor, Direction, Key, Links, ListOrder, Page, Slice},
    partnership::record::Class,
    place::{self, record::party},
    policy::visible,
    rows::group,
    search,
};
use chrono::{Datelike, Days, NaiveDate};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, IntoSimpleExpr, JoinType, QueryFilter, QueryOrder,
    QuerySelect, QueryTrait, Select,
    sea_query::{Expr, ExprTrait, Query, SelectStatement, SimpleExpr},
};
use std::collections::HashMap;
use uuid::Uuid;

/// Stands for a date that is not known: after every date that is.
const NO_DATE: &str = "9999";

/// The date of signature as its index has it.
const SIGNED_ON: &str = r#"coalesce("agreement"."signed_on", '9999')"#;

/// The order of a list of agreements. Those without the date come last in ascending, first in descending order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum AgreementOrder {
    /// By the date on which they expire.
    ExpiresOn,
    /// By the date on which they were signed.
    SignedOn,
    /// By the time of entry.
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
            Self::ExpiresOn => Some(expiry()),
            Self::SignedOn => Some(Expr::cust(SIGNED_ON)),
            Self::Created => None,
        }
    }
}

/// A filter for agreements.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct AgreementFilter {
    /// At one of these stages.
    pub stage: Option<Vec<Stage>>,
    /// That are in force on this day; see `rule::Dates::in_force_on`.
    pub in_force_on: Option<NaiveDate>,
    /// With an expiry date before this day, counting the earliest day it can mean.
    pub expires_before: Option<NaiveDate>,
    /// With an expiry date on or after this day, counting the earliest day it can mean.
    pub expires_from: Option<NaiveDate>,
    /// Expiring, or with a notice deadline, within this many days from today. Agreements without an end are left out.
    pub ending_within: Option<u32>,
    /// Not confirmed since this day: by one of `party` if given, otherwise by any party.
    pub not_confirmed_since: Option<NaiveDate>,
    /// Those to which all of these regions and institutions are parties.
    pub party: Vec<Uuid>,
    /// With a party that is this region or lies in it, such as a province with its regencies and cities.
    pub within: Option<Uuid>,
    /// With a party of this country (two-letter code).
    pub country: Option<String>,
    /// Of one of these classes.
    pub class: Option<Vec<Class>>,
    /// Under one of these schemes.
    pub scheme: Option<Vec<Scheme>>,
    /// In one of these fields.
    pub field: Option<Vec<Field>>,
    /// In one of these dimensions of a smart city.
    pub dimension: Option<Vec<SmartDimension>>,
    /// Whether they are assigned to any dimension.
    pub classified: Option<bool>,
    /// With a document of one of these kinds that counts and that the caller may see.
    pub document: Option<Vec<DocumentKind>>,
    /// That were signed in this year.
    pub signed_in: Option<i32>,
    /// Whether a date is known on which they were signed.
    pub signed: Option<bool>,
    /// Ending in one of these ways.
    pub term_kind: Option<Vec<TermKind>>,
    /// Whether they have been in force, so that their vitality is assessed.
    pub assessed: Option<bool>,
    /// With one of these vitalities; see `vitality::rule::Thresholds::vitality`.
    pub vitality: Option<Vec<Vitality>>,
    /// With words in their titles, parties, fields and number that begin with these.
    pub search: Option<String>,
}

impl AgreementFilter {
    /// The same, of one more party.
    #[must_use]
    pub fn within(mut self, party: Uuid) -> Self {
        self.party.push(party);
        self
    }

    pub(super) fn select(&self, registry: &Registry, caller: &Caller) -> Select<agreement::Entity> {
        agreement::Entity::find().filter(self.of_the_row()).filter(self.of_what_belongs_to_it(registry, caller))
    }

    /// Whether it is about what is in force: for a party that denies an entry, this is not.
    fn is_of_what_stands(&self) -> bool {
        self.in_force_on.is_some() || self.vitality.is_some()
    }

    /// What the agreement itself says.
    fn of_the_row(&self) -> Condition {
        let mut all = Condition::all();
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
        if let Some(year) = self.signed_in {
            all = all.add(signed_in(year));
        }
        if let Some(signed) = self.signed {
            let date = column(agreement::Column::SignedOn);
            all = all.add(if signed { date.is_not_null() } else { date.is_null() });
        }
        all
    }

    /// Who sees it, and what its parties, fields, dimensions, documents, words and activities say.
    fn of_what_belongs_to_it(&self, registry: &Registry, caller: &Caller) -> Condition {
        let mut all = Condition::all().add(visible::<agreement::Entity>(caller));
        if let Some(days) = self.ending_within {
            let today = legal_today(registry.now());
            let until = today.checked_add_days(Days::new(days.into())).unwrap_or(NaiveDate::MAX);
            all = all.add(expires_from_month_of(today)).add(due::find::ends_until(today, until));
        }
        if let Some(day) = self.not_confirmed_since {
            let day = kept(day);
            // Nobody is asked any more to confirm what is over.
            all = all
                .add(agreement::Column::Stage.is_not_in(OVER))
                .add(agreement::Column::AsOf.lt(day))
                .add(confirmed_since(day, &self.party).not());
        }
        if let Some(assessed) = self.assessed {
            let begun = begun_on(legal_today(registry.now()));
            all = all.add(if assessed { begun } else { begun.not() });
        }
        if let Some(wanted) = &self.vitality {
            let today = legal_today(registry.now());
            let is = |vitality: &Vitality| vitality::find::is(registry.thresholds(), *vitality, today);
            all = all.add(wanted.iter().fold(Condition::any(), |any, vitality| any.add(is(vitality))));
        }
        for party in &self.party {
            all = all.add(linked_to(&[*party], self.is_of_what_stands()));
        }
        if let Some(region) = self.within {
            all = all.add(with_party_among(&place::find::within(region), self.is_of_what_stands()));
        }
        if let Some(country) = &self.country {
            all = all.add(with_country(country, self.is_of_what_stands()));
        }
        if let Some(fields) = &self.field {
            all = all.add(in_fields(fields));
        }
        if let Some(dimensions) = &self.dimension {
            let within = agreement_dimension::Column::Dimension.is_in(dimensions.iter().copied());
            all = all.add(among(&dimensions_where(within.into())));
        }
        if let Some(classified) = self.classified {
            let has_any = among(&dimensions_where(Condition::all()));
            all = all.add(if classified { has_any } else { has_any.not() });
        }
        if let Some(kinds) = &self.document {
            all = all.add(with_documents(caller, kinds));
        }
        if let Some(text) = &self.search {
            all = all.add(search::matches(&column(agreement::Column::Id), text));
        }
        all
    }
}

fn column(column: agreement::Column) -> SimpleExpr {
    column.into_simple_expr()
}

/// The agreements of a party.
pub(crate) fn concerning(_caller: &Caller, party: Uuid) -> SelectStatement {
    let listed = agreement_party::Entity::find().filter(agreement_party::Column::PartyId.eq(party));
    let listed = listed.filter(agreement_party::Entity::listed());
    listed.select_only().column(agreement_party::Column::AgreementId).into_query()
}

/// The condition that one of `parties` is a party to the agreement.
pub(super) fn between(parties: &[Uuid]) -> SimpleExpr {
    linked_to(parties, false)
}

/// The same, of those only that do not deny it where what stands is asked for.
fn linked_to(parties: &[Uuid], stands: bool) -> SimpleExpr {
    among(
        Query::select()
            .column((agreement_party::Entity, agreement_party::Column::AgreementId))
            .from(agreement_party::Entity)
            .and_where(agreement_party::Column::PartyId.is_in(parties.iter().copied()))
            .cond_where(linked(stands)),
    )
}

/// The condition that a party is linked to an agreement: it is listed and, where what stands is asked for, does not deny it.
fn linked(stands: bool) -> Condition {
    let listed = Condition::all().add(agreement_party::Entity::listed());
    if stands { listed.add(agreement_party::Column::DeniedAt.is_null()) } else { listed }
}

/// The condition that the agreement is among those that `found` names. `SQLite` looks them up, where it would try every
/// agreement for the equivalent `exists`.
fn among(found: &SelectStatement) -> SimpleExpr {
    column(agreement::Column::Id).in_subquery(found.clone())
}

/// The condition that a party is of this country. What is none finds nothing and never reaches the database, such as
/// a NUL, which PostgreSQL does not take.
fn with_country(country: &str, stands: bool) -> SimpleExpr {
    let Ok(code) = country::named(country) else { return Expr::val(1).eq(0) };
    with_party_among(
        Query::select()
            .column((party::Entity, party::Column::Id))
            .from(party::Entity)
            .and_where(party::Column::CountryCode.eq(code)),
        stands,
    )
}

/// The condition that a party is among those that `found` names.
fn with_party_among(found: &SelectStatement, stands: bool) -> SimpleExpr {
    among(
        Query::select()
            .column((agreement_party::Entity, agreement_party::Column::AgreementId))
            .from(agreement_party::Entity)
            .and_where(agreement_party::Column::PartyId.in_subquery(found.clone()))
            .cond_where(linked(stands)),
    )
}

/// The condition that one of `parties`, where any are named, has confirmed what the registry says of the agreement, on this
/// day or later.
fn confirmed_since(day: NaiveDate, parties: &[Uuid]) -> SimpleExpr {
    let by_them = agreement_party::Column::PartyId.is_in(parties.iter().copied());
    among(
        Query::select()
            .column((agreement_party::Entity, agreement_party::Column::AgreementId))
            .from(agreement_party::Entity)
            .and_where(agreement_party::Column::ConfirmedOn.gte(day))
            .cond_where(agreement_party::Entity::still())
            .cond_where(if parties.is_empty() { Condition::all() } else { by_them.into() }),
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

/// The last day in force, as the index has it.
fn expiry() -> SimpleExpr {
    Expr::cust(r#"coalesce("agreement"."expires_on", '9999')"#)
}

/// The agreements that have such a dimension.
fn dimensions_where(such: Condition) -> SelectStatement {
    Query::select()
        .column((agreement_dimension::Entity, agreement_dimension::Column::AgreementId))
        .from(agreement_dimension::Entity)
        .cond_where(such)
        .to_owned()
}

/// The condition that the caller may see a document of one of these kinds that counts.
fn with_documents(caller: &Caller, kinds: &[DocumentKind]) -> SimpleExpr {
    among(
        &Query::select()
            .column((document::Entity, document::Column::AgreementId))
            .from(document::Entity)
            .and_where(document::Column::Kind.is_in(kinds.iter().copied()))
            .cond_where(counts(caller))
            .to_owned(),
    )
}

/// The condition that a document counts, and that the caller may see it.
pub(super) fn counts(caller: &Caller) -> Condition {
    Condition::all().add(document::Column::Void.eq(false)).add(visible_documents(caller))
}

/// The condition that the date of signature lies in this year: a stretch of the index of signatures.
fn signed_in(year: i32) -> SimpleExpr {
    if !PartialDate::YEARS.contains(&year) {
        return Expr::val(1).eq(0);
    }
    let signed = || Expr::cust(SIGNED_ON);
    signed().gte(year.to_string()).and(signed().lt((year + 1).to_string()))
}

/// The condition that the last day in force can lie in the month of this day or later: one stretch of the index, in which
/// those of earlier months of the year are passed over without a look at anything else.
fn expires_from_month_of(day: NaiveDate) -> Condition {
    let (year, month) = (day.with_ordinal(1).unwrap_or(day), day.with_day(1).unwrap_or(day));
    let of_the_year = expiry().eq(least_text_of(year));
    Condition::all().add(expiry().gte(least_text_of(year))).add(expiry().gte(least_text_of(month)).or(of_the_year))
}

/// The first day in force.
fn begins() -> SimpleExpr {
    Expr::cust(r#"coalesce("agreement"."in_force_on", "agreement"."signed_on")"#)
}

/// The condition that the first day in force is `day` or earlier.
pub(crate) fn begun_on(day: NaiveDate) -> SimpleExpr {
    // A column that has a value everywhere: the condition is also used the other way round.
    begins().lte(text_of(day)).and(agreement::Column::Stage.is_not_in(PROPOSED))
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
    kept(day).to_string()
}

/// The day, or the last or first of the years that both databases keep.
fn kept(day: NaiveDate) -> NaiveDate {
    let least = NaiveDate::from_ymd_opt(1, 1, 1).unwrap_or_default();
    let most = NaiveDate::from_ymd_opt(9999, 12, 31).unwrap_or_default();
    day.clamp(least, most)
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
    let date = |date: Option<PartialDate>| Key::Text(date.map_or(NO_DATE.into(), |date| date.to_string()));
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
        .filter(visible::<agreement::Entity>(caller))
        .filter(agreement::Column::Id.is_in(ids.iter().copied()))
        .all(&registry.db)
        .await?;
    Ok(found.into_iter().map(|agreement| (agreement.id, agreement)).collect())
}

/// The agreements that succeed each of these, in order of entry, as far as the caller may see them.
pub async fn successors_of(
    registry: &Registry,
    caller: &Caller,
    ids: &[Uuid],
) -> Result<HashMap<Uuid, Vec<agreement::Model>>, Error> {
    let found = agreement::Entity::find()
        .filter(visible::<agreement::Entity>(caller))
        .filter(agreement::Column::PredecessorId.is_in(ids.iter().copied()))
        .order_by_asc(agreement::Column::Id)
        .all(&registry.db)
        .await?;
    Ok(group(found, |agreement| agreement.predecessor_id.unwrap_or_default()))
}

/// Whether there is such an agreement and the caller may see it, also within an act.
pub(crate) async fn can_see(db: &impl ConnectionTrait, caller: &Caller, id: Uuid) -> Result<bool, Error> {
    let select = agreement::Entity::find_by_id(id).filter(visible::<agreement::Entity>(caller));
    Ok(page::count(db, select).await? > 0)
}

/// The parties to an agreement that have not left, in their order, also within an act.
pub(crate) async fn party_ids(db: &impl ConnectionTrait, agreement: Uuid) -> Result<Vec<Uuid>, Error> {
    let parts = agreement_party::Entity::find()
        .filter(agreement_party::Column::AgreementId.eq(agreement))
        .filter(agreement_party::Entity::still())
        .order_by_asc(agreement_party::Column::Ordinal);
    Ok(parts.all(db).await?.into_iter().map(|part| part.party_id).collect())
}

/// The one agreement that a cell of a file names, by its identifier or its reference number, as far as its reader may see.
pub(crate) async fn called(
    db: &impl ConnectionTrait,
    caller: &Caller,
    text: &str,
) -> Result<Option<agreement::Model>, Error> {
    let such = match Uuid::parse_str(text) {
        Ok(id) => agreement::Column::Id.eq(id),
        Err(_) => agreement::Column::ReferenceNo.eq(text),
    };
    let seen = agreement::Entity::find().filter(visible::<agreement::Entity>(caller)).filter(such);
    let mut found = seen.limit(2).all(db).await?;
    Ok(found.pop().filter(|_| found.is_empty()))
}

/// What a party is in an agreement, with the party.
pub type Part = (agreement_party::Model, party::Model);

/// What the parties of these agreements, which the caller has been shown, are in them, with the parties, in their order.
pub async fn parts_of(db: &impl ConnectionTrait, agreements: &[Uuid]) -> Result<HashMap<Uuid, Vec<Part>>, Error> {
    let its_party = agreement_party::Entity::belongs_to(party::Entity)
        .from(agreement_party::Column::PartyId)
        .to(party::Column::Id)
        .into();
    let found = agreement_party::Entity::find()
        .join(JoinType::InnerJoin, its_party)
        .select_also(party::Entity)
        .filter(agreement_party::Column::AgreementId.is_in(agreements.iter().copied()))
        .order_by_asc(agreement_party::Column::Ordinal)
        .all(db)
        .await?;
    let mut parts: HashMap<Uuid, Vec<Part>> = HashMap::new();
    for (part, party) in found {
        parts.entry(part.agreement_id).or_default().extend(party.map(|party| (part, party)));
    }
    Ok(parts)
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

/// The first or last agreements of each of these parties that `filter` describes.
pub async fn agreements_of_parties(
    registry: &Registry,
    caller: &Caller,
    parties: &[Uuid],
    filter: &AgreementFilter,
    (order, direction): (AgreementOrder, Direction),
    page: &Page,
) -> Result<HashMap<Uuid, Slice<agreement::Model>>, Error> {
    let by: Vec<_> =
        order.column().into_iter().chain([column(agreement::Column::Id)]).map(|by| (by, direction)).collect();
    let (select, links) = (filter.select(registry, caller), links_of(parties, filter.is_of_what_stands()));
    Ok(page::first_of_each(&registry.db, select, agreement::Column::Id, links, &by, page).await?)
}

/// How many agreements each of these parties has that `filter` describes.
pub async fn count_agreements_of_parties(
    registry: &Registry,
    caller: &Caller,
    parties: &[Uuid],
    filter: &AgreementFilter,
) -> Result<HashMap<Uuid, u64>, Error> {
    let (select, links) = (filter.select(registry, caller), links_of(parties, filter.is_of_what_stands()));
    Ok(page::count_of_each(&registry.db, select, agreement::Column::Id, links).await?)
}

fn links_of(parties: &[Uuid], stands: bool) -> Links {
    let links = Query::select()
        .expr_as(Expr::col(agreement_party::Column::AgreementId), Links::RECORD)
        .expr_as(Expr::col(agreement_party::Column::PartyId), Links::GROUP)
        .from(agreement_party::Entity)
        .and_where(agreement_party::Column::PartyId.is_in(parties.iter().copied()))
        .cond_where(linked(stands))
        .to_owned();
    Links(links)
}

/// Those of these agreements to which the caller belongs.
pub(super) async fn joined(registry: &Registry, caller: &Caller, agreements: &[Uuid]) -> Result<Vec<Uuid>, Error> {
    let parties = caller.parties();
    if parties.is_empty() {
        return Ok(Vec::new());
    }
    let found = agreement_party::Entity::find()
        .filter(agreement_party::Column::AgreementId.is_in(agreements.iter().copied()))
        .filter(agreement_party::Column::PartyId.is_in(parties))
        .filter(agreement_party::Entity::named())
        .all(&registry.db)
        .await?;
    Ok(found.into_iter().map(|part| part.agreement_id).collect())
}
