//! Look-ups of acts that wait.

use crate::loader::lookup;
use entity::agreement::pending::find::{self, Pending};
use std::sync::Arc;

lookup! {
    /// The act that waits for the parties of this agreement, if the caller may know of it.
    PendingOf => Option<Arc<Pending>>,
    |source, ids| find::pending_of(&source.registry, &source.caller, ids),
    |pending| Some(Arc::new(pending))
}
