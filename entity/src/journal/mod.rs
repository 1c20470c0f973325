//! The journal: every act, written once, in the order in which it took effect.
//!
//! The feed of changes, the audit trail and later the timeline, webhooks and subscriptions all read it.

mod find;
mod record;
mod write;

pub use crate::subject::SubjectKind;
pub use find::{Change, FEED, Feed, changes, changes_by_id, count_changes};
pub(crate) use find::{Concerning, seen, since};
pub(crate) use record::journal as entries;
pub use record::{Audience, ChangeKind};
pub use write::Entry;
pub(crate) use write::write;
