//! Accounts: who is calling, signing in and out, and the API clients of partner cities.

pub(crate) mod loader;
pub(crate) mod mutation;
pub(crate) mod query;
pub(crate) mod types;

use entity::account::{Secret, attempt::Origin};
use std::{fmt, sync::Arc};
use uuid::Uuid;

/// Writes the `Set-Cookie` header that sets a token, or deletes it.
pub type WriteCookie = dyn Fn(Option<&Secret>) -> String + Send + Sync;

/// What a request knows about its session, and how the transport carries it.
#[derive(Clone)]
pub struct Visit {
    /// The person's session, needed to sign out.
    pub session: Option<Uuid>,
    /// Where the request came from.
    pub from: Origin,
    /// How a session is kept in a cookie.
    pub cookie: Arc<WriteCookie>,
    /// How the token that identifies a browser is kept in a cookie.
    pub device_cookie: Arc<WriteCookie>,
}

impl fmt::Debug for Visit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Visit").field("session", &self.session).field("from", &self.from).finish_non_exhaustive()
    }
}
