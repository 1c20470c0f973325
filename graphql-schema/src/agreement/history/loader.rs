//! Look-ups of what was known of agreements.

use super::types::AgreementAsOf;
use crate::{
    agreement::{self, types::Agreement},
    context::{Ask, Told},
    error::ApiError,
    loader::{Answers, Lookup, Source, load_all},
    place::{self, types::Party},
    selection::{Selections, look_ahead},
};
use async_graphql::Context;
use chrono::NaiveDate;
use entity::agreement::history::{find, rule::Known};
use futures_util::future::BoxFuture;
use std::collections::BTreeSet;
use uuid::Uuid;

/// An agreement as it was known at the end of a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct KnownOn(pub(crate) Uuid, pub(crate) NaiveDate);

impl Lookup for KnownOn {
    type Value = Option<Known>;

    fn look_up<'a>(source: &'a Source, keys: &'a [Self]) -> BoxFuture<'a, Answers<Self>> {
        Box::pin(async move {
            let asked: Vec<_> = keys.iter().map(|KnownOn(agreement, day)| (*agreement, *day)).collect();
            let found = find::known_on(&source.registry, &source.caller, &asked).await;
            let mut found = found.told(&source.caller)?;
            Ok(keys.iter().map(|key| (*key, found.remove(&(key.0, key.1)))).collect())
        })
    }
}

look_ahead! {
    AgreementAsOf { PARTIES = "parties" => Party, AGREEMENT = "agreement" => Agreement }
}

/// Loads what is selected of these.
pub(crate) async fn prefetch(
    context: &Context<'_>,
    selections: &Selections<'_, AgreementAsOf>,
    known: impl Iterator<Item = &Known> + Clone,
) -> Result<(), ApiError> {
    let parties: BTreeSet<Uuid> = known.clone().flat_map(|known| known.said.parties.iter().copied()).collect();
    let parties: Vec<Uuid> = parties.into_iter().collect();
    Box::pin(place::loader::prefetch_by_id(context, &selections.below(&AgreementAsOf::PARTIES), &parties)).await?;
    let agreements: Vec<Uuid> = known.map(|known| known.agreement).collect();
    let of_agreements = selections.below(&AgreementAsOf::AGREEMENT);
    Box::pin(agreement::loader::prefetch_by_id(context, &of_agreements, &agreements)).await
}

/// Loads these, and what is selected of them.
pub(crate) async fn prefetch_on(
    context: &Context<'_>,
    selections: &Selections<'_, AgreementAsOf>,
    asked: &[(Uuid, NaiveDate)],
) -> Result<(), ApiError> {
    if selections.is_empty() || asked.is_empty() {
        return Ok(());
    }
    let keys = asked.iter().map(|(agreement, day)| KnownOn(*agreement, *day));
    let found = load_all(context.lookups()?, keys).await?;
    prefetch(context, selections, found.values().flatten()).await
}
