//! Reading activity. What a caller may not see is no activity for them, so that nobody learns of a hidden exchange.

use super::rule::{Thresholds, Vitality};
use crate::{
    Caller, Error, Registry,
    agreement::{
        document,
        find::{begins_before, begun_on, in_force_on, least_text_of},
        record::{DocumentKind, agreement, document as documents},
        rule::legal_today,
    },
    date::PartialDate,
    exchange::{
        self,
        record::{Status, exchange as exchanges},
    },
};
use chrono::NaiveDate;
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QuerySelect, QueryTrait, Select};
use std::collections::HashMap;
use uuid::Uuid;

/// Documents that tell of activity.
const TELLING: [DocumentKind; 2] = [DocumentKind::Report, DocumentKind::Evaluation];

/// The exchanges that have taken place under agreements, as far as the caller may see them.
fn held(caller: &Caller, today: NaiveDate) -> Select<exchanges::Entity> {
    exchanges::Entity::find()
        .filter(exchange::find::visible(caller))
        .filter(exchanges::Column::AgreementId.is_not_null())
        .filter(exchanges::Column::Status.eq(Status::Scheduled))
        .filter(exchanges::Column::StartsOn.lte(today))
}

/// The reports and evaluations of agreements that the caller may see.
fn told(caller: &Caller) -> Select<documents::Entity> {
    documents::Entity::find()
        .filter(document::find::visible(caller))
        .filter(documents::Column::Kind.is_in(TELLING))
        .filter(documents::Column::IssuedOn.is_not_null())
        .filter(documents::Column::Void.eq(false))
}

/// The day of the latest activity of each of these agreements, which the caller has been shown.
pub async fn latest_of(
    registry: &Registry,
    caller: &Caller,
    agreements: &[Uuid],
) -> Result<HashMap<Uuid, NaiveDate>, Error> {
    let held: Vec<(Option<Uuid>, NaiveDate)> = held(caller, legal_today(registry.now()))
        .select_only()
        .column(exchanges::Column::AgreementId)
        .column_as(exchanges::Column::StartsOn.max(), "latest")
        .filter(exchanges::Column::AgreementId.is_in(agreements.iter().copied()))
        .group_by(exchanges::Column::AgreementId)
        .into_tuple()
        .all(&registry.db)
        .await?;
    let told: Vec<(Uuid, PartialDate)> = told(caller)
        .select_only()
        .columns([documents::Column::AgreementId, documents::Column::IssuedOn])
        .filter(documents::Column::AgreementId.is_in(agreements.iter().copied()))
        .into_tuple()
        .all(&registry.db)
        .await?;
    let mut latest: HashMap<Uuid, NaiveDate> = HashMap::new();
    let held = held.into_iter().filter_map(|(agreement, day)| Some((agreement?, day)));
    for (agreement, day) in held.chain(told.into_iter().map(|(agreement, date)| (agreement, date.earliest()))) {
        let known = latest.entry(agreement).or_insert(day);
        *known = Ord::max(*known, day);
    }
    Ok(latest)
}

/// The condition that something happened under the agreement, since a day or ever.
fn happened(caller: &Caller, today: NaiveDate, since: Option<NaiveDate>) -> Condition {
    let (mut held, mut told) = (held(caller, today), told(caller));
    if let Some(since) = since {
        held = held.filter(exchanges::Column::StartsOn.gte(since));
        told = told.filter(documents::Column::IssuedOn.gte(least_text_of(since)));
    }
    let held = held.select_only().column(exchanges::Column::AgreementId).into_query();
    let told = told.select_only().column(documents::Column::AgreementId).into_query();
    Condition::any().add(agreement::Column::Id.in_subquery(held)).add(agreement::Column::Id.in_subquery(told))
}

/// `Thresholds::vitality` in SQL.
pub(crate) fn is(thresholds: Thresholds, caller: &Caller, vitality: Vitality, today: NaiveDate) -> Condition {
    let (lately, not_long_ago) = thresholds.since(today);
    let since = |day: NaiveDate| happened(caller, today, Some(day));
    let ever = || happened(caller, today, None);
    let in_force = Condition::all().add(in_force_on(today));
    match vitality {
        Vitality::Active => {
            let begun_lately = Condition::all().add(begins_before(lately).not()).add(ever().not());
            in_force.add(Condition::any().add(since(lately)).add(begun_lately))
        }
        Vitality::Quiet => in_force.add(since(not_long_ago)).add(since(lately).not()),
        Vitality::Dormant => in_force.add(ever()).add(since(not_long_ago).not()),
        Vitality::NeverStarted => in_force.add(begins_before(lately)).add(ever().not()),
        Vitality::Ended => Condition::all().add(begun_on(today)).add(in_force_on(today).not()),
    }
}
