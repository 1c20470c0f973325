//! What the mail with the link needs to say.

use crate::notice::{
    find::Reader,
    record::{Payload, notice},
};
use chrono::{DateTime, Utc};
use std::collections::HashMap;
use uuid::Uuid;

/// What is said of the link by which its reader chooses a password.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invitation {
    /// Until when it works, in UTC.
    pub works_until: DateTime<Utc>,
    /// Whether its reader has no password here yet.
    pub is_first: bool,
    /// Whether an administrator holds the link, and the mail only tells of it.
    pub is_held: bool,
}

/// What these mails say.
pub(crate) fn contents(notices: &[&notice::Model], readers: &HashMap<Uuid, Reader>) -> HashMap<Uuid, Invitation> {
    let invitation = |notice: &&notice::Model| {
        let reader = readers.get(&notice.recipient_id?)?;
        let is_first = reader.person.password_hash.is_none();
        let is_held = notice.payload == Payload::PasswordLinkHeld;
        Some((notice.id, Invitation { works_until: notice.stale_at, is_first, is_held }))
    };
    notices.iter().filter_map(invitation).collect()
}
