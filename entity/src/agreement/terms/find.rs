//! Reading the parties' copies of the terms.

use super::record::terms_copy;
use crate::{Caller, Error, Registry, agreement::record::agreement_party, rows::group};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use std::collections::HashMap;
use uuid::Uuid;

/// The parties' copies of the terms of these agreements, which the caller has been shown: for the parties, and for those who
/// read everything.
pub async fn copies_of(
    registry: &Registry,
    caller: &Caller,
    agreements: &[Uuid],
) -> Result<HashMap<Uuid, Vec<terms_copy::Model>>, Error> {
    let mut agreements = agreements.to_vec();
    if !caller.reads_all() {
        agreements = own(registry, caller, &agreements).await?;
    }
    let found = terms_copy::Entity::find()
        .filter(terms_copy::Column::AgreementId.is_in(agreements))
        .order_by_asc(terms_copy::Column::PartyId)
        .all(&registry.db)
        .await?;
    Ok(group(found, |copy| copy.agreement_id))
}

/// Those of these agreements to which the caller belongs.
async fn own(registry: &Registry, caller: &Caller, agreements: &[Uuid]) -> Result<Vec<Uuid>, Error> {
    let parties = caller.parties();
    if parties.is_empty() {
        return Ok(Vec::new());
    }
    let found = agreement_party::Entity::find()
        .filter(agreement_party::Column::AgreementId.is_in(agreements.iter().copied()))
        .filter(agreement_party::Column::PartyId.is_in(parties))
        .all(&registry.db)
        .await?;
    Ok(found.into_iter().map(|part| part.agreement_id).collect())
}
