//! Look-ups of copies of terms.

use crate::loader::lookup;
use entity::agreement::terms::{find, record::terms_copy};
use std::sync::Arc;

lookup! {
    /// The copies of the terms of this agreement that the caller may see.
    CopiesOf => Arc<[terms_copy::Model]>,
    |source, ids| find::copies_of(&source.registry, &source.caller, ids),
    Arc::from
}
