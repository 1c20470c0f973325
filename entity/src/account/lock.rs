//! What may not be done by two at once, also not by two processes on one database.

use super::secret::digest;
use crate::{Error, Work, database};

/// Holds the lock called `name` until the act ends.
pub(super) async fn hold(work: &Work, name: &str) -> Result<(), Error> {
    Ok(database::lock(work, key(name)).await?)
}

/// Holds it unless somebody else does; says whether it does.
pub(super) async fn try_hold(work: &Work, name: &str) -> Result<bool, Error> {
    Ok(database::try_lock(work, key(name)).await?)
}

fn key(name: &str) -> i64 {
    digest(name).iter().take(8).fold(0, |key, byte| key << 8 | i64::from(*byte))
}
