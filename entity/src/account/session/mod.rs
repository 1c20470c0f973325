//! Signing in and out, and recognising who is signed in.

pub mod act;
pub mod rule;

use super::Secret;
use crate::Caller;
use chrono::{DateTime, Utc};
use uuid::Uuid;

/// The result of signing in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedIn {
    /// The session and its owner.
    pub session: Session,
    /// The token by which it is recognised. It is not kept anywhere else.
    pub token: Secret,
    /// When the session ends at the latest, in UTC.
    pub expires_at: DateTime<Utc>,
    /// What the browser keeps so that it is recognised; `None` for a tool. It is not kept anywhere else.
    pub device: Option<Secret>,
}

/// A session that is going on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Its identifier, by which it is signed out.
    pub id: Uuid,
    /// Its owner.
    pub caller: Caller,
}
