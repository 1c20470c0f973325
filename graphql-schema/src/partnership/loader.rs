//! Look-ups of partnerships.

use super::types::{Claim, Partnership, PartnershipConnection, PartnershipFact, PartnershipMember};
use crate::{
    agreement::{self, types::Agreement},
    connection::nested as nested_lists,
    context::Ask,
    error::ApiError,
    filter,
    loader::{load_all, lookup, nested},
    order,
    place::{self, types::Party},
    selection::{Selections, is_counted, look_ahead},
};
use async_graphql::Context;
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

lookup! {
    /// The agreements that say something of this partnership.
    BackingsOf => Arc<[Uuid]>,
    |source, ids| find::backings_of(&source.registry, ids),
    |backings| backings.into_iter().map(|backing| backing.agreement_id).collect()
}

nested!(
    PartnershipsOf, PartnershipTotalOf, PartnershipFilter => partnership::Model, order::PARTNERSHIPS,
    find::partnerships_of_parties, find::count_partnerships_of_parties
);

look_ahead! {
    Party { PARTNERSHIPS = "partnerships" => PartnershipConnection }
    Partnership {
        MEMBERS = "members" => PartnershipMember, CLAIMS = "claims" => Claim, FACTS = "facts" => PartnershipFact,
        AGREEMENTS = "agreements" => Agreement
    }
    PartnershipFact { CLAIM = "claim" => Claim }
    PartnershipMember { PARTY = "party" => Party, REGION = "region" => Party, INSTITUTION = "institution" => Party }
    Claim { STATED_BY = "statedBy" => Party }
}

/// Loads what is selected of these partnerships.
pub(crate) async fn prefetch(
    context: &Context<'_>,
    selections: &Selections<'_, Partnership>,
    partnerships: &[Uuid],
) -> Result<(), ApiError> {
    if partnerships.is_empty() {
        return Ok(());
    }
    let lookups = context.lookups()?;
    let of_members = selections.below(&Partnership::MEMBERS);
    if !of_members.is_empty() {
        let found = load_all(lookups, partnerships.iter().copied().map(MembersOf)).await?;
        let members: Vec<_> = found.into_values().flat_map(|members| members.to_vec()).collect();
        for field in [PartnershipMember::PARTY, PartnershipMember::REGION, PartnershipMember::INSTITUTION] {
            Box::pin(place::loader::prefetch(context, &of_members.below(&field), &members)).await?;
        }
    }
    let of_facts = selections.below(&Partnership::FACTS);
    let of_claims = selections.below(&Partnership::CLAIMS).and(of_facts.below(&PartnershipFact::CLAIM));
    if !of_claims.is_empty() || !of_facts.is_empty() {
        let found = load_all(lookups, partnerships.iter().copied().map(ClaimsOf)).await?;
        let stated_by: Vec<_> =
            found.into_values().flat_map(|claims| claims.to_vec()).filter_map(|claim| claim.stated_by).collect();
        Box::pin(place::loader::prefetch_by_id(context, &of_claims.below(&Claim::STATED_BY), &stated_by)).await?;
    }
    let of_agreements = selections.below(&Partnership::AGREEMENTS);
    if !of_agreements.is_empty() {
        let found = load_all(lookups, partnerships.iter().copied().map(BackingsOf)).await?;
        let ids: Vec<_> = found.into_values().flat_map(|ids| ids.to_vec()).collect();
        Box::pin(agreement::loader::prefetch_by_id(context, &of_agreements, &ids)).await?;
    }
    Ok(())
}

/// Loads the partnerships with these identifiers and what is selected of them.
pub(crate) async fn prefetch_by_id(
    context: &Context<'_>,
    selections: &Selections<'_, Partnership>,
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
    selections: &Selections<'_, Party>,
    parties: &[Arc<party::Model>],
) -> Result<(), ApiError> {
    let lookups = context.lookups()?;
    for list in nested_lists::<filter::PartnershipFilter, _, _>(selections, &Party::PARTNERSHIPS) {
        let filter = PartnershipFilter::from(list.filter);
        let keys = parties.iter().map(|party| PartnershipsOf {
            party: party.id,
            filter: filter.clone(),
            page: list.page.clone(),
        });
        let found = load_all(lookups, keys).await?;
        if is_counted(&list.look) {
            let keys = parties.iter().map(|party| PartnershipTotalOf { party: party.id, filter: filter.clone() });
            load_all(lookups, keys).await?;
        }
        let ids: Vec<_> = found.values().flatten().flat_map(|slice| slice.rows.iter().map(|row| row.id)).collect();
        prefetch(context, &Selections::items(&list.look), &ids).await?;
    }
    Ok(())
}
