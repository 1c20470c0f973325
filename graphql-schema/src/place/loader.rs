//! Look-ups of places.

use crate::{
    connection::{below, selected},
    context::{Ask, Told},
    error::ApiError,
    loader::{Source, complete},
};
use async_graphql::{Context, Lookahead, dataloader::Loader};
use entity::place::{
    find,
    record::{code, country, name, party, succession},
};
use std::{collections::HashMap, sync::Arc};
use uuid::Uuid;

/// The party with this identifier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct PartyById(pub(crate) Uuid);

/// The codes of this party.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct CodesOf(pub(crate) Uuid);

/// The further names of this party.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct NamesOf(pub(crate) Uuid);

/// What this region came from, and what became of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct SuccessionsOf(pub(crate) Uuid);

/// The country with this code.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct CountryByCode(pub(crate) String);

impl Loader<PartyById> for Source {
    type Value = Option<Arc<party::Model>>;
    type Error = ApiError;

    async fn load(&self, keys: &[PartyById]) -> Result<HashMap<PartyById, Self::Value>, ApiError> {
        let ids: Vec<Uuid> = keys.iter().map(|key| key.0).collect();
        let found = find::parties_by_id(&self.registry, &ids).await.told(&self.caller)?;
        let found = found.into_iter().map(|(id, party)| (id, Some(Arc::new(party)))).collect();
        Ok(complete(keys, |key| key.0, found))
    }
}

impl Loader<CodesOf> for Source {
    type Value = Arc<Vec<code::Model>>;
    type Error = ApiError;

    async fn load(&self, keys: &[CodesOf]) -> Result<HashMap<CodesOf, Self::Value>, ApiError> {
        let ids: Vec<Uuid> = keys.iter().map(|key| key.0).collect();
        let found = find::codes_of(&self.registry, &ids).await.told(&self.caller)?;
        let found = found.into_iter().map(|(id, codes)| (id, Arc::new(codes))).collect();
        Ok(complete(keys, |key| key.0, found))
    }
}

impl Loader<NamesOf> for Source {
    type Value = Arc<Vec<name::Model>>;
    type Error = ApiError;

    async fn load(&self, keys: &[NamesOf]) -> Result<HashMap<NamesOf, Self::Value>, ApiError> {
        let ids: Vec<Uuid> = keys.iter().map(|key| key.0).collect();
        let found = find::names_of(&self.registry, &ids).await.told(&self.caller)?;
        let found = found.into_iter().map(|(id, names)| (id, Arc::new(names))).collect();
        Ok(complete(keys, |key| key.0, found))
    }
}

impl Loader<SuccessionsOf> for Source {
    type Value = Arc<Vec<succession::Model>>;
    type Error = ApiError;

    async fn load(&self, keys: &[SuccessionsOf]) -> Result<HashMap<SuccessionsOf, Self::Value>, ApiError> {
        let ids: Vec<Uuid> = keys.iter().map(|key| key.0).collect();
        let all = find::successions_of(&self.registry, &ids).await.told(&self.caller)?;
        let of = |id: Uuid| {
            all.iter().filter(|one| one.predecessor_id == id || one.successor_id == id).cloned().collect::<Vec<_>>()
        };
        Ok(keys.iter().map(|key| (*key, Arc::new(of(key.0)))).collect())
    }
}

impl Loader<CountryByCode> for Source {
    type Value = Option<Arc<country::Model>>;
    type Error = ApiError;

    async fn load(&self, keys: &[CountryByCode]) -> Result<HashMap<CountryByCode, Self::Value>, ApiError> {
        let codes: Vec<String> = keys.iter().map(|key| key.0.clone()).collect();
        let mut found = find::countries_by_code(&self.registry, &codes).await.told(&self.caller)?;
        Ok(keys.iter().map(|key| (key.clone(), found.remove(&key.0).map(Arc::new))).collect())
    }
}

/// Loads what is selected of these parties.
pub(crate) async fn prefetch(
    context: &Context<'_>,
    places: &[Lookahead<'_>],
    parties: &[Arc<party::Model>],
) -> Result<(), ApiError> {
    if parties.is_empty() {
        return Ok(());
    }
    let lookups = context.lookups()?;
    let ids = || parties.iter().map(|party| party.id);
    if selected(places, "codes") {
        lookups.load_many(ids().map(CodesOf)).await?;
    }
    if selected(places, "names") {
        lookups.load_many(ids().map(NamesOf)).await?;
    }
    if selected(places, "predecessors") || selected(places, "successors") {
        lookups.load_many(ids().map(SuccessionsOf)).await?;
    }
    if selected(places, "country") {
        lookups.load_many(parties.iter().filter_map(|party| party.country_code.clone()).map(CountryByCode)).await?;
    }
    if selected(places, "parent") {
        let parents: Vec<Uuid> = parties.iter().filter_map(|party| party.parent_id).collect();
        prefetch_by_id(context, &below(places, "parent"), &parents).await?;
    }
    Ok(())
}

/// Loads the parties with these identifiers and what is selected of them.
pub(crate) async fn prefetch_by_id(
    context: &Context<'_>,
    places: &[Lookahead<'_>],
    ids: &[Uuid],
) -> Result<(), ApiError> {
    if ids.is_empty() || places.is_empty() {
        return Ok(());
    }
    let found = context.lookups()?.load_many(ids.iter().copied().map(PartyById)).await?;
    let parties: Vec<_> = found.into_values().flatten().collect();
    // The recursion follows the selection, whose depth is limited.
    Box::pin(prefetch(context, places, &parties)).await
}
