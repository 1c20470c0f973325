//! Reading what somebody who begins an agreement can choose.

use crate::{
    Caller, Error, Registry,
    agreement::{keep, record::Scheme},
    place::find::parties_by_id,
    policy::Act,
};
use uuid::Uuid;

/// The schemes that are open to an agreement which the caller begins between these parties, the strictest first, which applies
/// if none is chosen. None for parties of which the law of regional cooperation does not speak.
pub async fn open_schemes(registry: &Registry, caller: &Caller, parties: &[Uuid]) -> Result<Vec<Scheme>, Error> {
    let found: Vec<_> = parties_by_id(registry, parties).await?.into_values().collect();
    Ok(keep::open_schemes(caller, Act::RegisterInitiative, &found))
}
