//! Reading the parties' copies of the terms.

use super::{record::terms_copy, text::named_on};
use crate::{
    Caller, Error, Registry,
    agreement::{
        find::joined,
        record::{agreement, agreement_party},
    },
    place,
    rows::group,
};
use chrono::NaiveDate;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
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

/// By what names the terms call the parties of an agreement: those that were attested, else those of their codes.
pub(crate) async fn names_in(
    db: &impl ConnectionTrait,
    agreement: &agreement::Model,
    today: NaiveDate,
) -> Result<HashMap<Uuid, String>, Error> {
    let of_it = agreement_party::Column::AgreementId.eq(agreement.id);
    let parts = agreement_party::Entity::find().filter(of_it).all(db).await?;
    let parties: Vec<Uuid> = parts.iter().map(|part| part.party_id).collect();
    let mut names = place::find::shared_names(db, &parties, named_on(agreement, today)).await?;
    names.extend(parts.into_iter().filter_map(|part| Some((part.party_id, part.named_as?))));
    Ok(names)
}
