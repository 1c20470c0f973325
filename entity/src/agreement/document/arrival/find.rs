//! Reading uploads in progress. For the service itself and its operator.

use super::{
    record::arrival,
    rule::{LONGEST_ARRIVAL, SWEPT_AFTER, WINDOW},
};
use crate::{Error, Registry, Work, agreement::document::record::blob};
use chrono::{DateTime, Utc};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    sea_query::{Expr, ExprTrait},
};
use std::collections::HashSet;
use uuid::Uuid;

/// What a party has sent within a day and still counts: content that is kept, and what is on its way now. The oldest first.
pub(super) async fn sent(work: &Work, party: Option<Uuid>) -> Result<Vec<(DateTime<Utc>, u64)>, Error> {
    let whose = match party {
        Some(party) => arrival::Column::PartyId.eq(party),
        None => arrival::Column::PartyId.is_null(),
    };
    let takes_room = Condition::any()
        .add(arrival::Column::Sha256.is_not_null())
        .add(arrival::Column::BegunAt.gt(work.now - LONGEST_ARRIVAL));
    let found: Vec<(DateTime<Utc>, i64)> = arrival::Entity::find()
        .select_only()
        .column(arrival::Column::BegunAt)
        .column(arrival::Column::Bytes)
        .filter(whose)
        .filter(arrival::Column::BegunAt.gt(work.now - WINDOW))
        .filter(takes_room)
        .order_by_asc(arrival::Column::BegunAt)
        .into_tuple()
        .all(&**work)
        .await?;
    Ok(found.into_iter().map(|(begun_at, bytes)| (begun_at, u64::try_from(bytes).unwrap_or(0))).collect())
}

/// The condition that content of an arrival is some document's.
pub(super) fn kept() -> Condition {
    let mut of_it = blob::Entity::find().select_only().expr(Expr::val(1)).into_query();
    of_it.and_where(Expr::col((blob::Entity, blob::Column::ArrivalId)).equals((arrival::Entity, arrival::Column::Id)));
    Condition::all().add(Expr::exists(of_it))
}

/// The next arrivals whose content no document needs and which can be swept, because they were given up or are old
/// enough, the oldest first: those after `last`, at most so many.
pub async fn strays(
    registry: &Registry,
    last: Option<&arrival::Model>,
    most: u64,
) -> Result<Vec<arrival::Model>, Error> {
    let mut select = arrival::Entity::find()
        .filter(arrival::Column::GivenUp.eq(true).or(arrival::Column::BegunAt.lt(registry.now() - SWEPT_AFTER)))
        .filter(kept().not())
        .order_by_asc(arrival::Column::BegunAt)
        .order_by_asc(arrival::Column::Id)
        .limit(most);
    if let Some(last) = last {
        let later = Condition::any()
            .add(arrival::Column::BegunAt.gt(last.begun_at))
            .add(Condition::all().add(arrival::Column::BegunAt.eq(last.begun_at)).add(arrival::Column::Id.gt(last.id)));
        select = select.filter(later);
    }
    Ok(select.all(&registry.db).await?)
}

/// Those of these arrivals of which the registry knows.
pub async fn known(registry: &Registry, arrivals: &[Uuid]) -> Result<HashSet<Uuid>, Error> {
    let known: Vec<Uuid> = arrival::Entity::find()
        .select_only()
        .column(arrival::Column::Id)
        .filter(arrival::Column::Id.is_in(arrivals.iter().copied()))
        .into_tuple()
        .all(&registry.db)
        .await?;
    Ok(known.into_iter().collect())
}

/// The arrival with this identifier, which nobody else changes until the transaction ends.
pub(crate) async fn locked(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<arrival::Model>, Error> {
    Ok(arrival::Entity::find_by_id(id).lock(sea_orm::sea_query::LockType::Update).one(db).await?)
}
