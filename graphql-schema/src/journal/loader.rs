//! Look-ups of those who acted.

use crate::loader::lookup;
use entity::account::find;

lookup! {
    /// The name of this person or API client, where the caller works with them.
    ColleagueName => Option<String>,
    |source, ids| find::colleagues(&source.registry, &source.caller, ids),
    Some
}
