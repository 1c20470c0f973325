//! Look-ups of places.

use super::types::{Party, Succession};
use crate::{
    agreement,
    context::{Ask, Told},
    error::ApiError,
    exchange,
    loader::{Answers, Lookup, Source, load, load_all, lookup},
    notice::loader::IsFollowed,
    partnership,
    selection::{Selections, look_ahead},
};
use async_graphql::Context;
use entity::place::{
    fact::{find::facts_of, record::fact},
    find,
    record::{code, country, name, party, succession},
};
use futures_util::future::{BoxFuture, try_join_all};
use std::sync::Arc;
use uuid::Uuid;

lookup! {
    /// The party with this identifier.
    PartyById => Option<Arc<party::Model>>,
    |source, ids| find::parties_by_id(&source.registry, ids),
    |party| Some(Arc::new(party))
}

lookup! {
    /// The codes of this party.
    CodesOf => Arc<[code::Model]>,
    |source, ids| find::codes_of(&source.registry, ids),
    Arc::from
}

lookup! {
    /// The further names of this party.
    NamesOf => Arc<[name::Model]>,
    |source, ids| find::names_of(&source.registry, ids),
    Arc::from
}

lookup! {
    /// What sources state of this place.
    FactsOf => Arc<[fact::Model]>,
    |source, ids| facts_of(&source.registry, ids),
    Arc::from
}

lookup! {
    /// The predecessors and successors of this region.
    SuccessionsOf => Arc<[succession::Model]>,
    |source, ids| find::successions_of(&source.registry, ids),
    Arc::from
}

/// The parties with these identifiers, in their order and by one look-up.
pub(crate) async fn parties(context: &Context<'_>, ids: impl Iterator<Item = Uuid>) -> Result<Vec<Party>, ApiError> {
    let lookups = context.lookups()?;
    let found = try_join_all(ids.map(|id| load(lookups, PartyById(id)))).await?;
    Ok(found.into_iter().flatten().map(Party::of).collect())
}

/// The country with this code.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct CountryByCode(pub(crate) String);

impl Lookup for CountryByCode {
    type Value = Option<Arc<country::Model>>;

    fn look_up<'a>(source: &'a Source, keys: &'a [Self]) -> BoxFuture<'a, Answers<Self>> {
        Box::pin(async move {
            let codes: Vec<String> = keys.iter().map(|key| key.0.clone()).collect();
            let mut found = find::countries_by_code(&source.registry, &codes).await.told(&source.caller)?;
            Ok(keys.iter().map(|key| (key.clone(), found.remove(&key.0).map(Arc::new))).collect())
        })
    }
}

look_ahead! {
    Party {
        CODES = "codes",
        NAMES = "names",
        FACTS = "facts",
        FOLLOWED = "followed",
        PREDECESSORS = "predecessors" => Succession,
        SUCCESSORS = "successors" => Succession,
        COUNTRY = "country",
        PARENT = "parent" => Party,
    }
    Succession { REGION = "region" => Party }
}

/// Loads what is selected of these parties.
pub(crate) async fn prefetch(
    context: &Context<'_>,
    selections: &Selections<'_, Party>,
    parties: &[Arc<party::Model>],
) -> Result<(), ApiError> {
    if parties.is_empty() {
        return Ok(());
    }
    let lookups = context.lookups()?;
    let ids = || parties.iter().map(|party| party.id);
    if selections.has(&Party::CODES) {
        load_all(lookups, ids().map(CodesOf)).await?;
    }
    if selections.has(&Party::NAMES) {
        load_all(lookups, ids().map(NamesOf)).await?;
    }
    if selections.has(&Party::FACTS) {
        load_all(lookups, ids().map(FactsOf)).await?;
    }
    if selections.has(&Party::FOLLOWED) {
        load_all(lookups, ids().map(IsFollowed)).await?;
    }
    let successions = selections.below(&Party::PREDECESSORS).and(selections.below(&Party::SUCCESSORS));
    if !successions.is_empty() {
        let found = load_all(lookups, ids().map(SuccessionsOf)).await?;
        let found = found.values().flat_map(|successions| successions.iter());
        let others: Vec<Uuid> = found.flat_map(|one| [one.predecessor_id, one.successor_id]).collect();
        prefetch_by_id(context, &successions.below(&Succession::REGION), &others).await?;
    }
    if selections.has(&Party::COUNTRY) {
        load_all(lookups, parties.iter().filter_map(|party| party.country_code.clone()).map(CountryByCode)).await?;
    }
    let parents: Vec<Uuid> = parties.iter().filter_map(|party| party.parent_id).collect();
    prefetch_by_id(context, &selections.below(&Party::PARENT), &parents).await?;
    partnership::loader::prefetch_within(context, selections, parties).await?;
    agreement::loader::prefetch_within(context, selections, parties).await?;
    exchange::loader::prefetch_within(context, selections, parties).await
}

/// Loads the parties with these identifiers and what is selected of them.
pub(crate) async fn prefetch_by_id(
    context: &Context<'_>,
    selections: &Selections<'_, Party>,
    ids: &[Uuid],
) -> Result<(), ApiError> {
    if ids.is_empty() || selections.is_empty() {
        return Ok(());
    }
    let found = load_all(context.lookups()?, ids.iter().copied().map(PartyById)).await?;
    let parties: Vec<_> = found.into_values().flatten().collect();
    // The recursion follows the selection, whose depth is limited.
    Box::pin(prefetch(context, selections, &parties)).await
}
