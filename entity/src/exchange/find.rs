//! Reading exchanges, as far as a caller may see them. Cancelled ones stay, with their status.

use super::{
    record::{Consent, ExchangeRole, Format, Method, Status, exchange, participation},
    rule::{self, Course},
};
use crate::{
    Caller, Error, Registry,
    agreement::record::{agreement, agreement_party},
    page::{self, Cursor, Direction, Key, Links, ListOrder, Page, Slice},
    place::record::party,
    policy::visible,
    search,
};
use chrono::{DateTime, Utc};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, IntoSimpleExpr, JoinType, QueryFilter, QueryOrder,
    QuerySelect, QueryTrait, Select,
    sea_query::{Expr, ExprTrait, Query, SelectStatement, SimpleExpr},
};
use std::collections::{BTreeSet, HashMap};
use uuid::Uuid;

/// The order of exchanges: by the moment at which they start.
pub const BY_START: ListOrder = ListOrder::by_moment("exchange.start");

/// Which exchanges.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct ExchangeFilter {
    /// That start at this moment or later.
    pub starts_from: Option<DateTime<Utc>>,
    /// That start before this moment.
    pub starts_before: Option<DateTime<Utc>>,
    /// With all of these regions and institutions as host, champion or learner.
    pub region: Vec<Uuid>,
    /// That serve this agreement.
    pub agreement: Option<Uuid>,
    /// By one of these methods.
    pub method: Option<Vec<Method>>,
    /// In one of these formats.
    pub format: Option<Vec<Format>>,
    /// With one of these statuses.
    pub status: Option<Vec<Status>>,
    /// Of those that are not cancelled, only what has been held, or only what is still to come.
    pub held: Option<bool>,
    /// In which this region shares what it does well.
    pub champion: Option<Uuid>,
    /// In which this region comes to learn.
    pub learner: Option<Uuid>,
    /// With words in their titles, place and host that begin with these.
    pub search: Option<String>,
}

impl ExchangeFilter {
    /// The same, of one more party.
    #[must_use]
    pub fn within(mut self, party: Uuid) -> Self {
        self.region.push(party);
        self
    }

    /// The same, of those that stand like one of these.
    #[must_use]
    pub fn that_are(self, courses: &[Course]) -> Self {
        let status = |course: &Course| if *course == Course::Cancelled { Status::Cancelled } else { Status::Scheduled };
        let [held, to_come] = [Course::Held, Course::Scheduled].map(|course| courses.contains(&course));
        Self { status: Some(courses.iter().map(status).collect()), held: (held != to_come).then_some(held), ..self }
    }

    fn select(&self, caller: &Caller, now: DateTime<Utc>) -> Select<exchange::Entity> {
        let mut all = Condition::all().add(visible::<exchange::Entity>(caller));
        if let Some(from) = self.starts_from {
            all = all.add(exchange::Column::StartsAt.gte(within_reach(from)));
        }
        if let Some(before) = self.starts_before {
            all = all.add(exchange::Column::StartsAt.lt(within_reach(before)));
        }
        if let Some(agreement) = self.agreement {
            all = all.add(serves(agreement, caller));
        }
        if let Some(method) = &self.method {
            all = all.add(exchange::Column::Method.is_in(method.iter().copied()));
        }
        if let Some(format) = &self.format {
            all = all.add(exchange::Column::Format.is_in(format.iter().copied()));
        }
        if let Some(status) = &self.status {
            all = all.add(exchange::Column::Status.is_in(status.iter().copied()));
        }
        if let Some(held) = self.held {
            let so = if held { begun(now) } else { begun(now).not() };
            all = all.add(exchange::Column::Status.eq(Status::Cancelled).or(so));
        }
        for party in &self.region {
            all = all.add(takes_part(&[*party], None));
        }
        for (party, role) in [(self.champion, ExchangeRole::Champion), (self.learner, ExchangeRole::Learner)] {
            if let Some(party) = party {
                all = all.add(takes_part(&[party], Some(role)));
            }
        }
        if let Some(text) = &self.search {
            all = all.add(search::matches(&exchange::Column::Id.into_simple_expr(), text));
        }
        exchange::Entity::find().filter(all)
    }
}

/// The condition that an exchange has begun, as in `rule::begun`.
fn begun(now: DateTime<Utc>) -> SimpleExpr {
    let since = |timed| exchange::Column::StartsAt.lte(rule::begun_since(timed, now));
    let timed = exchange::Column::StartTime.is_not_null().and(since(true));
    timed.or(exchange::Column::StartTime.is_null().and(since(false)))
}

/// The exchanges in which a party takes part; that it was only asked, those know who act for it or who keep the exchange.
pub(crate) fn concerning(caller: &Caller, party: Uuid) -> SelectStatement {
    let mut shown = parts_of(&[party]);
    let own = caller.parties();
    if !caller.reads_all() && !own.contains(&party) {
        let kept = exchange::Entity::find().filter(exchange::Column::OwnerId.is_in(own));
        let kept = kept.select_only().column(exchange::Column::Id).into_query();
        let kept = Expr::col((participation::Entity, participation::Column::ExchangeId)).in_subquery(kept);
        shown.and_where(participation::Column::Consent.ne(Consent::Asked).or(kept));
    }
    shown
}

/// The condition that one of `parties` is shown as taking part in the exchange, in a role or in any.
pub(super) fn takes_part(parties: &[Uuid], role: Option<ExchangeRole>) -> SimpleExpr {
    let mut part = parts_of(parties);
    part.and_where(participation::Column::Consent.ne(Consent::Asked));
    if let Some(role) = role {
        part.and_where(participation::Column::Role.eq(role));
    }
    exchange::Column::Id.in_subquery(part)
}

/// The condition that one of `parties` takes part in the exchange, or was asked to.
pub(super) fn is_named(parties: &[Uuid]) -> SimpleExpr {
    exchange::Column::Id.in_subquery(parts_of(parties))
}

/// The exchanges in which one of `parties` takes part. `SQLite` looks such exchanges up, where it would try every one for the
/// equivalent `exists`.
fn parts_of(parties: &[Uuid]) -> SelectStatement {
    Query::select()
        .column((participation::Entity, participation::Column::ExchangeId))
        .from(participation::Entity)
        .and_where(participation::Column::PartyId.is_in(parties.iter().copied()))
        .to_owned()
}

/// The condition that the exchange serves this agreement, and that the caller may see the agreement too.
fn serves(id: Uuid, caller: &Caller) -> SimpleExpr {
    let shown = agreement::Entity::find_by_id(id).filter(visible::<agreement::Entity>(caller)).select_only();
    exchange::Column::AgreementId.in_subquery(shown.column(agreement::Column::Id).into_query())
}

/// A moment that both databases compare rightly; exchanges lie well within.
fn within_reach(moment: DateTime<Utc>) -> DateTime<Utc> {
    let (least, most) = (DateTime::UNIX_EPOCH.timestamp() - 10_000_000_000, 32_503_680_000);
    DateTime::from_timestamp(moment.timestamp().clamp(least, most), moment.timestamp_subsec_micros() * 1_000)
        .unwrap_or(DateTime::UNIX_EPOCH)
}

/// One page of the exchanges that `filter` describes, by the moment at which they start.
pub async fn exchanges(
    registry: &Registry,
    caller: &Caller,
    filter: &ExchangeFilter,
    direction: Direction,
    page: &Page,
) -> Result<Slice<exchange::Model>, Error> {
    let by_start = exchange::Column::StartsAt.into_simple_expr();
    let select = page.narrow(filter.select(caller, registry.now()), Some(by_start), exchange::Column::Id, direction);
    Ok(page.cut(select.all(&registry.db).await?))
}

/// How many exchanges `filter` describes.
pub async fn count_exchanges(registry: &Registry, caller: &Caller, filter: &ExchangeFilter) -> Result<u64, Error> {
    Ok(page::count(&registry.db, filter.select(caller, registry.now())).await?)
}

/// Where `exchange` stands in the list by start.
pub fn cursor(exchange: &exchange::Model) -> Cursor {
    BY_START.cursor(Key::Moment(exchange.starts_at), exchange.id)
}

/// The exchanges with these identifiers that the caller may see.
pub async fn exchanges_by_id(
    registry: &Registry,
    caller: &Caller,
    ids: &[Uuid],
) -> Result<HashMap<Uuid, exchange::Model>, Error> {
    let found = exchange::Entity::find()
        .filter(visible::<exchange::Entity>(caller))
        .filter(exchange::Column::Id.is_in(ids.iter().copied()))
        .all(&registry.db)
        .await?;
    Ok(found.into_iter().map(|exchange| (exchange.id, exchange)).collect())
}

/// Who takes part in these exchanges, which the caller has been shown, by name. Who was asked and has not answered, only
/// that party itself learns, and whoever keeps the exchange.
pub async fn participants_of(
    registry: &Registry,
    caller: &Caller,
    exchanges: &[Uuid],
) -> Result<HashMap<Uuid, Vec<(party::Model, participation::Model)>>, Error> {
    let its_party = participation::Entity::belongs_to(party::Entity)
        .from(participation::Column::PartyId)
        .to(party::Column::Id)
        .into();
    let found = participation::Entity::find()
        .join(JoinType::InnerJoin, its_party)
        .select_also(party::Entity)
        .filter(participation::Column::ExchangeId.is_in(exchanges.iter().copied()))
        .filter(shown_to(caller))
        .order_by_asc(party::Column::SortKey)
        .order_by_asc(party::Column::Id)
        .order_by_asc(participation::Column::Role)
        .all(&registry.db)
        .await?;
    let mut taking_part: HashMap<Uuid, Vec<_>> = HashMap::new();
    for (part, party) in found {
        taking_part.entry(part.exchange_id).or_default().extend(party.map(|party| (party, part)));
    }
    Ok(taking_part)
}

/// The condition that the caller learns of someone that they take part, or were asked.
fn shown_to(caller: &Caller) -> Condition {
    if caller.reads_all() {
        return Condition::all();
    }
    let mine = caller.parties();
    let kept = exchange::Entity::find()
        .select_only()
        .column(exchange::Column::Id)
        .filter(exchange::Column::OwnerId.is_in(mine.clone()));
    Condition::any()
        .add(participation::Column::Consent.ne(Consent::Asked))
        .add(participation::Column::PartyId.is_in(mine))
        .add(participation::Column::ExchangeId.in_subquery(kept.into_query()))
}

/// Who takes part in an exchange or was asked to, each once, also within an act.
pub(super) async fn participants(db: &impl ConnectionTrait, exchange: Uuid) -> Result<BTreeSet<Uuid>, Error> {
    let parts = participation::Entity::find().filter(participation::Column::ExchangeId.eq(exchange)).all(db).await?;
    Ok(parts.into_iter().map(|part| part.party_id).collect())
}

/// The first or last exchanges of each of these parties that `filter` describes, by the moment at which they start.
pub async fn exchanges_of_parties(
    registry: &Registry,
    caller: &Caller,
    parties: &[Uuid],
    filter: &ExchangeFilter,
    direction: Direction,
    page: &Page,
) -> Result<HashMap<Uuid, Slice<exchange::Model>>, Error> {
    let order = [
        (exchange::Column::StartsAt.into_simple_expr(), direction),
        (exchange::Column::Id.into_simple_expr(), direction),
    ];
    let select = filter.select(caller, registry.now());
    let links = Links(links_of(parties));
    Ok(page::first_of_each(&registry.db, select, exchange::Column::Id, links, &order, page).await?)
}

/// How many exchanges each of these parties takes part in that `filter` describes.
pub async fn count_exchanges_of_parties(
    registry: &Registry,
    caller: &Caller,
    parties: &[Uuid],
    filter: &ExchangeFilter,
) -> Result<HashMap<Uuid, u64>, Error> {
    let (select, links) = (filter.select(caller, registry.now()), Links(links_of(parties)));
    Ok(page::count_of_each(&registry.db, select, exchange::Column::Id, links).await?)
}

/// Each exchange once for each of `parties` that takes part in it, whatever its roles.
fn links_of(parties: &[Uuid]) -> SelectStatement {
    Query::select()
        .distinct()
        .expr_as(Expr::col(participation::Column::ExchangeId), Links::RECORD)
        .expr_as(Expr::col(participation::Column::PartyId), Links::GROUP)
        .from(participation::Entity)
        .and_where(participation::Column::Consent.ne(Consent::Asked))
        .and_where(participation::Column::PartyId.is_in(parties.iter().copied()))
        .to_owned()
}

/// The agreements that these exchanges, which the caller has been shown, are said to serve, as long as no party to them has
/// confirmed it: for those who keep the exchange, and for the parties and keepers of the agreements.
pub async fn asked_agreements_of(
    registry: &Registry,
    caller: &Caller,
    exchanges: &[Uuid],
) -> Result<HashMap<Uuid, Uuid>, Error> {
    let mut asked = exchange::Entity::find()
        .select_only()
        .columns([exchange::Column::Id, exchange::Column::AskedAgreementId])
        .filter(exchange::Column::Id.is_in(exchanges.iter().copied()))
        .filter(exchange::Column::AskedAgreementId.is_not_null());
    if !caller.reads_all() {
        let mine = caller.parties();
        let signed = agreement_party::Entity::find()
            .select_only()
            .column(agreement_party::Column::AgreementId)
            .filter(agreement_party::Column::PartyId.is_in(mine.clone()))
            .filter(agreement_party::Entity::still());
        let kept = agreement::Entity::find()
            .select_only()
            .column(agreement::Column::Id)
            .filter(agreement::Column::OwnerId.is_in(mine.clone()));
        let theirs = Condition::any()
            .add(exchange::Column::OwnerId.is_in(mine))
            .add(exchange::Column::AskedAgreementId.in_subquery(signed.into_query()))
            .add(exchange::Column::AskedAgreementId.in_subquery(kept.into_query()));
        asked = asked.filter(theirs);
    }
    let found: Vec<(Uuid, Option<Uuid>)> = asked.into_tuple().all(&registry.db).await?;
    Ok(found.into_iter().filter_map(|(id, agreement)| Some((id, agreement?))).collect())
}
