//! Look-ups of stewardship.

use crate::loader::lookup;
use entity::agreement::stewardship::find::{self, Stewardship};
use std::sync::Arc;

lookup! {
    /// How the parties look after this agreement.
    StewardshipOf => Arc<[Stewardship]>,
    |source, ids| find::stewardship_of(&source.registry, &source.caller, ids),
    Arc::from
}
