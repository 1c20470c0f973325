//! Reading acts that wait.

use super::record::pending_act;
use crate::{
    Caller, Error, Registry,
    agreement::{find::joined, record::agreement_party},
};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter};
use std::collections::{BTreeSet, HashMap};
use uuid::Uuid;

/// The act that waits for the parties of an agreement, and those that have done their part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pending {
    /// The act.
    pub act: pending_act::Model,
    /// The parties that have recorded or confirmed it.
    pub agreed: BTreeSet<Uuid>,
}

/// What waits in these agreements, which the caller has been shown: for the parties, and for those who read
/// everything.
pub async fn pending_of(
    registry: &Registry,
    caller: &Caller,
    agreements: &[Uuid],
) -> Result<HashMap<Uuid, Pending>, Error> {
    let mut agreements = agreements.to_vec();
    if !caller.reads_all() {
        agreements = joined(registry, caller, &agreements).await?;
    }
    Ok(read(&registry.db, &agreements).await?)
}

/// What waits in an agreement, within an act.
pub(crate) async fn pending(db: &impl ConnectionTrait, agreement: Uuid) -> Result<Option<Pending>, DbErr> {
    Ok(read(db, &[agreement]).await?.remove(&agreement))
}

async fn read(db: &impl ConnectionTrait, agreements: &[Uuid]) -> Result<HashMap<Uuid, Pending>, DbErr> {
    let of_these = pending_act::Column::AgreementId.is_in(agreements.iter().copied());
    let acts = pending_act::Entity::find().filter(of_these).all(db).await?;
    if acts.is_empty() {
        return Ok(HashMap::new());
    }
    let agreed = agreement_party::Column::AgreedActId.is_in(acts.iter().map(|act| act.id));
    let agreed = agreement_party::Entity::find().filter(agreed).all(db).await?;
    let with_those = |act: pending_act::Model| {
        let agreed = agreed.iter().filter(|part| part.agreed_act_id == Some(act.id)).map(|part| part.party_id);
        (act.agreement_id, Pending { agreed: agreed.collect(), act })
    };
    Ok(acts.into_iter().map(with_those).collect())
}
