//! Look-ups of partnerships.

use crate::{
    connection::{below, items, nested as nested_lists, selected},
    context::Ask,
    error::ApiError,
    filter,
    loader::{load_all, lookup, nested},
    order, place,
};
use async_graphql::{Context, Lookahead};
use entity::{
    partnership::{
        find::{self, PartnershipFilter},
        record::{claim, partnership},
    },
    place::record::party,
};
use std::sync::Arc;
use uuid::Uuid;

lookup! {
    /// The partnership with this identifier.
    PartnershipById => Option<Arc<partnership::Model>>,
    |source, ids| find::partnerships_by_id(&source.registry, ids),
    |partnership| Some(Arc::new(partnership))
}

lookup! {
    /// The members of this partnership, in their order.
    MembersOf => Arc<[Arc<party::Model>]>,
    |source, ids| find::members_of(&source.registry, ids),
    |members| members.into_iter().map(Arc::new).collect()
}

lookup! {
    /// The claims about this partnership.
    ClaimsOf => Arc<[claim::Model]>,
    |source, ids| find::claims_of(&source.registry, ids),
    Arc::from
}

nested!(
    PartnershipsOf, PartnershipTotalOf, PartnershipFilter => partnership::Model, order::PARTNERSHIPS,
    find::partnerships_of_parties, find::count_partnerships_of_parties
);

/// Loads what is selected of these partnerships.
pub(crate) async fn prefetch(
    context: &Context<'_>,
    selections: &[Lookahead<'_>],
    partnerships: &[Uuid],
) -> Result<(), ApiError> {
    if partnerships.is_empty() {
        return Ok(());
    }
    let lookups = context.lookups()?;
    if selected(selections, "members") {
        let found = load_all(lookups, partnerships.iter().copied().map(MembersOf)).await?;
        let members: Vec<_> = found.into_values().flat_map(|members| members.to_vec()).collect();
        let selections = below(selections, "members");
        for field in ["party", "region", "institution"] {
            Box::pin(place::loader::prefetch(context, &below(&selections, field), &members)).await?;
        }
    }
    if selected(selections, "claims") {
        let found = load_all(lookups, partnerships.iter().copied().map(ClaimsOf)).await?;
        let stated_by: Vec<_> =
            found.into_values().flat_map(|claims| claims.to_vec()).filter_map(|claim| claim.stated_by).collect();
        let selections = below(&below(selections, "claims"), "statedBy");
        Box::pin(place::loader::prefetch_by_id(context, &selections, &stated_by)).await?;
    }
    Ok(())
}

/// Loads the partnerships with these identifiers and what is selected of them.
pub(crate) async fn prefetch_by_id(
    context: &Context<'_>,
    selections: &[Lookahead<'_>],
    ids: &[Uuid],
) -> Result<(), ApiError> {
    if ids.is_empty() || selections.is_empty() {
        return Ok(());
    }
    load_all(context.lookups()?, ids.iter().copied().map(PartnershipById)).await?;
    prefetch(context, selections, ids).await
}

/// Loads the partnerships that are selected within these parties, and what is selected of them.
pub(crate) async fn prefetch_within(
    context: &Context<'_>,
    selections: &[Lookahead<'_>],
    parties: &[Arc<party::Model>],
) -> Result<(), ApiError> {
    let lookups = context.lookups()?;
    for list in nested_lists::<filter::PartnershipFilter>(selections, "partnerships") {
        let filter = PartnershipFilter::from(list.filter);
        let keys =
            parties.iter().map(|party| PartnershipsOf { party: party.id, filter: filter.clone(), first: list.first });
        let found = load_all(lookups, keys).await?;
        if list.look.field("totalCount").exists() {
            let keys = parties.iter().map(|party| PartnershipTotalOf { party: party.id, filter: filter.clone() });
            load_all(lookups, keys).await?;
        }
        let ids: Vec<_> = found.values().flatten().flat_map(|slice| slice.rows.iter().map(|row| row.id)).collect();
        prefetch(context, &items(&list.look), &ids).await?;
    }
    Ok(())
}
