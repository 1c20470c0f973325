//! Look-ups of agreements.

use crate::{
    agreement::query::{AgreementFilter as FilterInput, WITHIN},
    connection::{below, items, nested as nested_lists, selected},
    context::Ask,
    error::ApiError,
    loader::{load_all, lookup, nested},
    place,
};
use async_graphql::{Context, Lookahead};
use entity::{
    agreement::{
        find::{self, AgreementFilter},
        record::{Field, Missing, PartyRole, agreement, document},
    },
    place::record::party,
};
use std::sync::Arc;
use uuid::Uuid;

lookup! {
    /// The agreement with this identifier, if the caller may see it.
    AgreementById => Option<Arc<agreement::Model>>,
    |source, ids| find::agreements_by_id(&source.registry, &source.caller, ids),
    |agreement| Some(Arc::new(agreement))
}

lookup! {
    /// The parties of this agreement, in their order.
    PartiesOf => Arc<[(Arc<party::Model>, PartyRole)]>,
    |source, ids| find::parties_of(&source.registry, ids),
    |parties| parties.into_iter().map(|(party, role)| (Arc::new(party), role)).collect()
}

lookup! {
    /// The fields of cooperation of this agreement.
    FieldsOf => Arc<[Field]>,
    |source, ids| find::fields_of(&source.registry, ids),
    Arc::from
}

lookup! {
    /// The documents of this agreement, oldest first.
    DocumentsOf => Arc<[document::Model]>,
    |source, ids| find::documents_of(&source.registry, ids),
    Arc::from
}

lookup! {
    /// What is missing to prove this agreement.
    GapsOf => Arc<[Missing]>,
    |source, ids| find::gaps_of(&source.registry, ids),
    Arc::from
}

nested!(
    AgreementsOf, AgreementTotalOf, AgreementFilter => agreement::Model, WITHIN,
    find::agreements_of_parties, find::count_agreements_of_parties
);

/// Loads what is selected of these agreements.
pub(crate) async fn prefetch(
    context: &Context<'_>,
    places: &[Lookahead<'_>],
    agreements: &[agreement::Model],
) -> Result<(), ApiError> {
    if agreements.is_empty() {
        return Ok(());
    }
    let lookups = context.lookups()?;
    let ids = || agreements.iter().map(|agreement| agreement.id);
    if selected(places, "parties") {
        let found = load_all(lookups, ids().map(PartiesOf)).await?;
        let parties: Vec<_> =
            found.into_values().flat_map(|parties| parties.to_vec()).map(|(party, _)| party).collect();
        let places = below(places, "parties");
        for field in ["party", "region", "institution"] {
            Box::pin(place::loader::prefetch(context, &below(&places, field), &parties)).await?;
        }
    }
    if selected(places, "fields") {
        load_all(lookups, ids().map(FieldsOf)).await?;
    }
    if selected(places, "documents") {
        load_all(lookups, ids().map(DocumentsOf)).await?;
    }
    if selected(places, "missingEvidence") {
        load_all(lookups, ids().map(GapsOf)).await?;
    }
    let predecessors: Vec<_> = agreements.iter().filter_map(|agreement| agreement.predecessor_id).collect();
    prefetch_by_id(context, &below(places, "predecessor"), &predecessors).await
}

/// Loads the agreements with these identifiers and what is selected of them.
pub(crate) async fn prefetch_by_id(
    context: &Context<'_>,
    places: &[Lookahead<'_>],
    ids: &[Uuid],
) -> Result<(), ApiError> {
    if ids.is_empty() || places.is_empty() {
        return Ok(());
    }
    let found = load_all(context.lookups()?, ids.iter().copied().map(AgreementById)).await?;
    let agreements: Vec<_> =
        found.into_values().flatten().map(|agreement| agreement::Model::clone(&agreement)).collect();
    Box::pin(prefetch(context, places, &agreements)).await
}

/// Loads the agreements that are selected within these parties, and what is selected of them.
pub(crate) async fn prefetch_within(
    context: &Context<'_>,
    places: &[Lookahead<'_>],
    parties: &[Arc<party::Model>],
) -> Result<(), ApiError> {
    let lookups = context.lookups()?;
    for list in nested_lists::<FilterInput>(places, "agreements") {
        let filter = AgreementFilter::from(list.filter);
        let keys =
            parties.iter().map(|party| AgreementsOf { party: party.id, filter: filter.clone(), first: list.first });
        let found = load_all(lookups, keys).await?;
        if list.look.field("totalCount").exists() {
            let keys = parties.iter().map(|party| AgreementTotalOf { party: party.id, filter: filter.clone() });
            load_all(lookups, keys).await?;
        }
        let rows: Vec<_> = found.values().flatten().flat_map(|slice| slice.rows.clone()).collect();
        prefetch(context, &items(&list.look), &rows).await?;
    }
    Ok(())
}
