//! Reading the parties' copies of the terms.

use super::record::terms_copy;
use crate::{Caller, Error, Registry, agreement::find::joined, rows::group};
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
        agreements = joined(registry, caller, &agreements).await?;
    }
    let found = terms_copy::Entity::find()
        .filter(terms_copy::Column::AgreementId.is_in(agreements))
        .order_by_asc(terms_copy::Column::PartyId)
        .all(&registry.db)
        .await?;
    Ok(group(found, |copy| copy.agreement_id))
}
