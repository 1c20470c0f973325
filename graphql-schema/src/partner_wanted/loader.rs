//! Look-ups of postings.

use super::types::PartnerWanted;
use crate::{
    context::Ask,
    error::ApiError,
    loader::{load_all, lookup},
    place::{self, loader::CountryByCode, types::Party},
    selection::{Selections, look_ahead},
};
use async_graphql::Context;
use entity::{
    agreement::record::Field,
    exchange::record::Method,
    partner_wanted::{find, record::partner_wanted},
};
use std::sync::Arc;
use uuid::Uuid;

lookup! {
    /// The posting with this identifier.
    PartnerWantedById => Option<Arc<partner_wanted::Model>>,
    |source, ids| find::postings_by_id(&source.registry, ids),
    |posting| Some(Arc::new(posting))
}

lookup! {
    /// The codes of the countries that this posting names.
    CountriesWantedBy => Arc<[String]>,
    |source, ids| find::countries_of(&source.registry, ids),
    Arc::from
}

lookup! {
    /// The fields that this posting names.
    FieldsWantedBy => Arc<[Field]>,
    |source, ids| find::fields_of(&source.registry, ids),
    Arc::from
}

lookup! {
    /// The methods of exchange that this posting names.
    MethodsWantedBy => Arc<[Method]>,
    |source, ids| find::methods_of(&source.registry, ids),
    Arc::from
}

look_ahead! {
    PartnerWanted {
        COUNTRIES = "countries",
        FIELDS = "fields",
        METHODS = "methods",
        PARTY = "party" => Party,
        REGION = "region" => Party,
    }
}

/// Loads what is selected of these postings.
pub(crate) async fn prefetch(
    context: &Context<'_>,
    selections: &Selections<'_, PartnerWanted>,
    postings: &[partner_wanted::Model],
) -> Result<(), ApiError> {
    if postings.is_empty() {
        return Ok(());
    }
    let lookups = context.lookups()?;
    let ids = || postings.iter().map(|posting| posting.id);
    if selections.has(&PartnerWanted::COUNTRIES) {
        let found = load_all(lookups, ids().map(CountriesWantedBy)).await?;
        let codes = found.values().flat_map(|codes| codes.iter()).cloned();
        load_all(lookups, codes.map(CountryByCode)).await?;
    }
    if selections.has(&PartnerWanted::FIELDS) {
        load_all(lookups, ids().map(FieldsWantedBy)).await?;
    }
    if selections.has(&PartnerWanted::METHODS) {
        load_all(lookups, ids().map(MethodsWantedBy)).await?;
    }
    let parties: Vec<Uuid> = postings.iter().map(|posting| posting.party_id).collect();
    let of_parties = selections.below(&PartnerWanted::PARTY).and(selections.below(&PartnerWanted::REGION));
    Box::pin(place::loader::prefetch_by_id(context, &of_parties, &parties)).await
}

/// Loads the postings with these identifiers and what is selected of them.
pub(crate) async fn prefetch_by_id(
    context: &Context<'_>,
    selections: &Selections<'_, PartnerWanted>,
    ids: &[Uuid],
) -> Result<(), ApiError> {
    if ids.is_empty() || selections.is_empty() {
        return Ok(());
    }
    let found = load_all(context.lookups()?, ids.iter().copied().map(PartnerWantedById)).await?;
    let postings: Vec<_> =
        found.into_values().flatten().map(|posting| partner_wanted::Model::clone(&posting)).collect();
    Box::pin(prefetch(context, selections, &postings)).await
}
