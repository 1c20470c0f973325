//! Locks for what must not be done twice at the same time, not even by two processes on one database.

use crate::{Error, Work, database, secret::digest};

/// Holds the lock called `name` until the act ends.
pub(super) async fn hold(work: &Work, name: &str) -> Result<(), Error> {
    Ok(database::lock(work, key(name)).await?)
}

/// Takes it unless somebody else holds it; says whether it was taken.
pub(super) async fn try_hold(work: &Work, name: &str) -> Result<bool, Error> {
    Ok(database::try_lock(work, key(name)).await?)
}

fn key(name: &str) -> i64 {
    digest(name).iter().take(8).fold(0, |key, byte| key << 8 | i64::from(*byte))
}
