//! Look-ups of agreements.

use super::{
    document,
    progress::loader::{CaseOf, RequirementsOf, StepsOf},
    stewardship::loader::StewardshipOf,
    terms::loader::CopiesOf,
};
use crate::{
    connection::{below, items, nested as nested_lists, selected},
    context::Ask,
    deadline,
    error::ApiError,
    filter,
    loader::{load_all, lookup, nested},
    order, place,
};
use async_graphql::{Context, Lookahead};
use chrono::NaiveDate;
use entity::{
    agreement::{
        classification::{find::dimensions_of, record::SmartDimension},
        find::{self, AgreementFilter},
        record::{Field, Missing, agreement, agreement_party},
        vitality,
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

/// What a party is in an agreement, and the party.
pub(crate) type Part = (agreement_party::Model, Arc<party::Model>);

lookup! {
    /// The parties of this agreement, in their order.
    PartiesOf => Arc<[Part]>,
    |source, ids| find::parts_of(&source.registry.db, ids),
    |parts| parts.into_iter().map(|(part, party)| (part, Arc::new(party))).collect()
}

lookup! {
    /// The fields of cooperation of this agreement.
    FieldsOf => Arc<[Field]>,
    |source, ids| find::fields_of(&source.registry, ids),
    Arc::from
}

lookup! {
    /// The dimensions of a smart city to which this agreement belongs.
    DimensionsOf => Arc<[SmartDimension]>,
    |source, ids| dimensions_of(&source.registry, ids),
    Arc::from
}

lookup! {
    /// What is missing to prove this agreement.
    GapsOf => Arc<[Missing]>,
    |source, ids| find::gaps_of(&source.registry, ids),
    Arc::from
}

lookup! {
    /// The day of the latest activity under this agreement.
    LatestActivityOf => Option<NaiveDate>,
    |source, ids| vitality::find::latest_of(&source.registry, &source.caller, ids),
    Some
}

nested!(
    AgreementsOf, AgreementTotalOf, AgreementFilter => agreement::Model, order::AGREEMENTS_WITHIN,
    find::agreements_of_parties, find::count_agreements_of_parties
);

/// Loads what is selected of these agreements.
pub(crate) async fn prefetch(
    context: &Context<'_>,
    selections: &[Lookahead<'_>],
    agreements: &[agreement::Model],
) -> Result<(), ApiError> {
    if agreements.is_empty() {
        return Ok(());
    }
    let lookups = context.lookups()?;
    let ids = || agreements.iter().map(|agreement| agreement.id);
    let needs_terms = ["tracks", "termsHash", "termConflicts"].iter().any(|field| selected(selections, field));
    let needs_case = ["tracks", "missingFor", "requirements"].iter().any(|field| selected(selections, field));
    if selected(selections, "parties") || needs_terms || needs_case {
        let found = load_all(lookups, ids().map(PartiesOf)).await?;
        let parties: Vec<_> =
            found.into_values().flat_map(|parties| parties.to_vec()).map(|(_, party)| party).collect();
        let tracks = below(selections, "tracks");
        let mut selections = below(selections, "parties");
        selections.extend(tracks);
        for field in ["party", "region", "institution"] {
            Box::pin(place::loader::prefetch(context, &below(&selections, field), &parties)).await?;
        }
    }
    if selected(selections, "fields") || needs_terms {
        load_all(lookups, ids().map(FieldsOf)).await?;
    }
    if selected(selections, "dimensions") {
        load_all(lookups, ids().map(DimensionsOf)).await?;
    }
    if selected(selections, "documents") {
        document::loader::prefetch(context, &below(selections, "documents"), ids()).await?;
    }
    if needs_case {
        load_all(lookups, agreements.iter().map(|agreement| CaseOf(Arc::new(agreement.clone())))).await?;
    }
    if selected(selections, "vitality") || selected(selections, "lastActivityOn") {
        load_all(lookups, ids().map(LatestActivityOf)).await?;
    }
    if selected(selections, "termConflicts") {
        load_all(lookups, ids().map(CopiesOf)).await?;
    }
    if selected(selections, "requirements") {
        load_all(lookups, ids().map(RequirementsOf)).await?;
    }
    if selected(selections, "history") {
        let steps = load_all(lookups, ids().map(StepsOf)).await?;
        let parties: Vec<Uuid> = steps.values().flat_map(|steps| steps.iter()).map(|step| step.party_id).collect();
        place::loader::prefetch_by_id(context, &below(&below(selections, "history"), "party"), &parties).await?;
    }
    if selected(selections, "deadlines") {
        deadline::loader::prefetch_of(context, &below(selections, "deadlines"), ids()).await?;
    }
    let of_tracks = below(selections, "tracks");
    let cared_for = ["officer", "confirmedOn", "notConfirmedSince"].iter().any(|field| selected(&of_tracks, field));
    if cared_for || selected(selections, "lastConfirmedOn") {
        load_all(lookups, ids().map(StewardshipOf)).await?;
    }
    if selected(selections, "missingEvidence") {
        load_all(lookups, ids().map(GapsOf)).await?;
    }
    let predecessors: Vec<_> = agreements.iter().filter_map(|agreement| agreement.predecessor_id).collect();
    prefetch_by_id(context, &below(selections, "predecessor"), &predecessors).await
}

/// Loads the agreements with these identifiers and what is selected of them.
pub(crate) async fn prefetch_by_id(
    context: &Context<'_>,
    selections: &[Lookahead<'_>],
    ids: &[Uuid],
) -> Result<(), ApiError> {
    if ids.is_empty() || selections.is_empty() {
        return Ok(());
    }
    let found = load_all(context.lookups()?, ids.iter().copied().map(AgreementById)).await?;
    let agreements: Vec<_> =
        found.into_values().flatten().map(|agreement| agreement::Model::clone(&agreement)).collect();
    Box::pin(prefetch(context, selections, &agreements)).await
}

/// Loads the agreements that are selected within these parties, and what is selected of them.
pub(crate) async fn prefetch_within(
    context: &Context<'_>,
    selections: &[Lookahead<'_>],
    parties: &[Arc<party::Model>],
) -> Result<(), ApiError> {
    let lookups = context.lookups()?;
    for list in nested_lists::<filter::AgreementFilter>(selections, "agreements") {
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
