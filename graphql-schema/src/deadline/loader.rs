//! Look-ups of deadlines.

use super::types::Deadline;
use crate::{
    agreement::{self, types::Agreement},
    context::Ask,
    error::ApiError,
    exchange::{self, types::Exchange},
    loader::{load_all, lookup},
    place::{self, types::Party},
    request::{self, types::Request},
    selection::{Selections, look_ahead},
    task::{loader::HandsOf, types::Colleague},
};
use async_graphql::Context;
use entity::{deadline::record::deadline, obligation::find};
use std::sync::Arc;
use uuid::Uuid;

lookup! {
    /// What is due under this agreement, as far as the caller may see it.
    DeadlinesOf => Arc<[deadline::Model]>,
    |source, ids| find::deadlines_of(&source.registry, &source.caller, ids),
    Arc::from
}

lookup! {
    /// This deadline, if the caller may see it.
    DeadlineById => Option<deadline::Model>,
    |source, ids| find::deadlines_by_id(&source.registry, &source.caller, ids),
    Some
}

look_ahead! {
    Deadline {
        PARTY = "party" => Party,
        AGREEMENT = "agreement" => Agreement,
        EXCHANGE = "exchange" => Exchange,
        REQUEST = "request" => Request,
        OWNER = "owner" => Colleague,
        DEPUTY = "deputy" => Colleague,
        SNOOZED_UNTIL = "snoozedUntil",
    }
}

/// Loads what is selected of these deadlines.
pub(crate) async fn prefetch(
    context: &Context<'_>,
    selections: &Selections<'_, Deadline>,
    deadlines: &[deadline::Model],
) -> Result<(), ApiError> {
    let parties: Vec<Uuid> = deadlines.iter().filter_map(|deadline| deadline.party_id).collect();
    place::loader::prefetch_by_id(context, &selections.below(&Deadline::PARTY), &parties).await?;
    let in_hands = selections.has(&Deadline::OWNER) || selections.has(&Deadline::DEPUTY);
    if in_hands || selections.has(&Deadline::SNOOZED_UNTIL) {
        load_all(context.lookups()?, deadlines.iter().map(|deadline| HandsOf(deadline.id))).await?;
    }
    let agreements: Vec<Uuid> = deadlines.iter().filter_map(deadline::Model::agreement).collect();
    agreement::loader::prefetch_by_id(context, &selections.below(&Deadline::AGREEMENT), &agreements).await?;
    let exchanges: Vec<Uuid> = deadlines.iter().filter_map(deadline::Model::exchange).collect();
    exchange::loader::prefetch_by_id(context, &selections.below(&Deadline::EXCHANGE), &exchanges).await?;
    let requests: Vec<Uuid> = deadlines.iter().filter_map(deadline::Model::request).collect();
    request::loader::prefetch_by_id(context, &selections.below(&Deadline::REQUEST), &requests).await
}

/// Loads these deadlines, and what is selected of them.
pub(crate) async fn prefetch_by_id(
    context: &Context<'_>,
    selections: &Selections<'_, Deadline>,
    ids: &[Uuid],
) -> Result<(), ApiError> {
    if selections.is_empty() || ids.is_empty() {
        return Ok(());
    }
    let found = load_all(context.lookups()?, ids.iter().copied().map(DeadlineById)).await?;
    let deadlines: Vec<_> = found.into_values().flatten().collect();
    Box::pin(prefetch(context, selections, &deadlines)).await
}

/// Loads what is due under these agreements, and what is selected of it.
pub(crate) async fn prefetch_of(
    context: &Context<'_>,
    selections: &Selections<'_, Deadline>,
    agreements: impl Iterator<Item = Uuid>,
) -> Result<(), ApiError> {
    let found = load_all(context.lookups()?, agreements.map(DeadlinesOf)).await?;
    let deadlines: Vec<_> = found.values().flat_map(|deadlines| deadlines.iter().cloned()).collect();
    Box::pin(prefetch(context, selections, &deadlines)).await
}
