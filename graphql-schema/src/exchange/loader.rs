//! Look-ups of exchanges.

use super::types::{Exchange, ExchangeConnection, ExchangePart};
use crate::{
    agreement::{self, types::Agreement},
    connection::nested as nested_lists,
    context::Ask,
    error::ApiError,
    filter,
    loader::{load_all, lookup, nested},
    notice::loader::IsFollowed,
    order,
    place::{self, types::Party},
    selection::{Selections, is_counted, look_ahead},
};
use async_graphql::Context;
use entity::{
    exchange::{
        find::{self, ExchangeFilter},
        record::{exchange, participation},
    },
    place::record::party,
};
use std::sync::Arc;
use uuid::Uuid;

lookup! {
    /// The exchange with this identifier, if the caller may see it.
    ExchangeById => Option<Arc<exchange::Model>>,
    |source, ids| find::exchanges_by_id(&source.registry, &source.caller, ids),
    |exchange| Some(Arc::new(exchange))
}

lookup! {
    /// Who takes part in this exchange, and as what.
    ParticipantsOf => Arc<[(Arc<party::Model>, participation::Model)]>,
    |source, ids| find::participants_of(&source.registry, &source.caller, ids),
    |parties| parties.into_iter().map(|(party, part)| (Arc::new(party), part)).collect()
}

lookup! {
    /// The agreement that this exchange is said to serve.
    AskedAgreementOf => Option<Uuid>,
    |source, ids| find::asked_agreements_of(&source.registry, &source.caller, ids),
    Some
}

nested!(
    ExchangesOf, ExchangeTotalOf, ExchangeFilter => exchange::Model, order::EXCHANGES_WITHIN,
    find::exchanges_of_parties, find::count_exchanges_of_parties
);

look_ahead! {
    Party { EXCHANGES = "exchanges" => ExchangeConnection }
    Exchange {
        CHAMPIONS = "champions" => Party,
        LEARNERS = "learners" => Party,
        COUNTRY = "country",
        HOST = "host" => Party,
        HOST_CONFIRMED = "hostConfirmed",
        FOLLOWED = "followed",
        PARTS = "parts" => ExchangePart,
        AGREEMENT = "agreement" => Agreement,
        ASKED_AGREEMENT = "askedAgreement" => Agreement,
    }
    ExchangePart { PARTY = "party" => Party }
}

/// Loads what is selected of these exchanges.
pub(crate) async fn prefetch(
    context: &Context<'_>,
    selections: &Selections<'_, Exchange>,
    exchanges: &[exchange::Model],
) -> Result<(), ApiError> {
    if exchanges.is_empty() {
        return Ok(());
    }
    if selections.has(&Exchange::FOLLOWED) {
        load_all(context.lookups()?, exchanges.iter().map(|exchange| IsFollowed(exchange.id))).await?;
    }
    let of_participants = selections
        .below(&Exchange::CHAMPIONS)
        .and(selections.below(&Exchange::LEARNERS))
        .and(selections.below(&Exchange::PARTS).below(&ExchangePart::PARTY));
    let of_parts = selections.has(&Exchange::PARTS) || selections.has(&Exchange::HOST_CONFIRMED);
    if !of_participants.is_empty() || of_parts {
        let ids = exchanges.iter().map(|exchange| exchange.id);
        let found = load_all(context.lookups()?, ids.map(ParticipantsOf)).await?;
        let parties: Vec<_> =
            found.into_values().flat_map(|parties| parties.to_vec()).map(|(party, _)| party).collect();
        Box::pin(place::loader::prefetch(context, &of_participants, &parties)).await?;
    }
    if selections.has(&Exchange::COUNTRY) {
        let codes = exchanges.iter().filter_map(|exchange| exchange.country_code.clone());
        load_all(context.lookups()?, codes.map(place::loader::CountryByCode)).await?;
    }
    let hosts: Vec<_> = exchanges.iter().filter_map(|exchange| exchange.host_id).collect();
    Box::pin(place::loader::prefetch_by_id(context, &selections.below(&Exchange::HOST), &hosts)).await?;
    let agreements: Vec<_> = exchanges.iter().filter_map(|exchange| exchange.agreement_id).collect();
    Box::pin(agreement::loader::prefetch_by_id(context, &selections.below(&Exchange::AGREEMENT), &agreements)).await?;
    let of_asked = selections.below(&Exchange::ASKED_AGREEMENT);
    if of_asked.is_empty() {
        return Ok(());
    }
    let ids = exchanges.iter().map(|exchange| exchange.id);
    let asked = load_all(context.lookups()?, ids.map(AskedAgreementOf)).await?;
    let agreements: Vec<_> = asked.into_values().flatten().collect();
    Box::pin(agreement::loader::prefetch_by_id(context, &of_asked, &agreements)).await
}

/// Loads the exchanges with these identifiers and what is selected of them.
pub(crate) async fn prefetch_by_id(
    context: &Context<'_>,
    selections: &Selections<'_, Exchange>,
    ids: &[Uuid],
) -> Result<(), ApiError> {
    if ids.is_empty() || selections.is_empty() {
        return Ok(());
    }
    let found = load_all(context.lookups()?, ids.iter().copied().map(ExchangeById)).await?;
    let exchanges: Vec<_> = found.into_values().flatten().map(|exchange| exchange::Model::clone(&exchange)).collect();
    Box::pin(prefetch(context, selections, &exchanges)).await
}

/// Loads the exchanges that are selected within these parties, and what is selected of them.
pub(crate) async fn prefetch_within(
    context: &Context<'_>,
    selections: &Selections<'_, Party>,
    parties: &[Arc<party::Model>],
) -> Result<(), ApiError> {
    let lookups = context.lookups()?;
    for list in nested_lists::<filter::ExchangeFilter, _, _>(selections, &Party::EXCHANGES) {
        let filter = ExchangeFilter::from(list.filter);
        let keys = parties.iter().map(|party| ExchangesOf {
            party: party.id,
            filter: filter.clone(),
            page: list.page.clone(),
        });
        let found = load_all(lookups, keys).await?;
        if is_counted(&list.look) {
            let keys = parties.iter().map(|party| ExchangeTotalOf { party: party.id, filter: filter.clone() });
            load_all(lookups, keys).await?;
        }
        let rows: Vec<_> = found.values().flatten().flat_map(|slice| slice.rows.clone()).collect();
        prefetch(context, &Selections::items(&list.look), &rows).await?;
    }
    Ok(())
}
