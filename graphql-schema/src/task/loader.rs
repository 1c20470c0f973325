//! Look-ups of tasks.

use crate::loader::lookup;
use entity::task::find::{self, Hands};

lookup! {
    /// In whose hands this task is.
    HandsOf => Hands,
    |source, ids| find::hands_of(&source.registry, &source.caller, ids),
    |hands| hands
}
