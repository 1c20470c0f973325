//! Look-ups of follows.

use crate::loader::lookup;
use entity::notice::find;

lookup! {
    /// Whether the caller follows this record.
    IsFollowed => bool,
    |source, ids| find::followed_among(&source.registry, &source.caller, ids),
    |followed| followed
}
