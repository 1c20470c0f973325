//! How long a session lasts.

use crate::account::record::{Carrier, session};
use chrono::{DateTime, Duration, Utc};

/// How a token begins, so that scanners for lost secrets recognise it.
pub const TOKEN_PREFIX: &str = "kbs_";
/// How long a tool stays signed in.
pub const TOKEN_LIFE: Duration = Duration::days(30);
/// How long a browser stays signed in.
pub const COOKIE_LIFE: Duration = Duration::days(14);
/// How long a browser is remembered in which nobody signs in.
pub const DEVICE_LIFE: Duration = Duration::days(180);
/// How long a browser stays signed in without being used.
pub const COOKIE_IDLE: Duration = Duration::hours(12);
/// How exactly the registry notes when a session or a key was last used.
pub const SEEN_EVERY: Duration = Duration::minutes(1);

/// How long a session lasts at most.
pub fn life(carrier: Carrier) -> Duration {
    match carrier {
        Carrier::Cookie => COOKIE_LIFE,
        Carrier::Token => TOKEN_LIFE,
    }
}

/// Whether the session is going on at `now`.
pub fn is_alive(session: &session::Model, now: DateTime<Utc>) -> bool {
    let idle = match session.carrier {
        Carrier::Cookie => now - session.last_seen_at >= COOKIE_IDLE,
        Carrier::Token => false,
    };
    now < session.expires_at && !idle
}

/// Whether it is time to note again that something was used.
pub fn is_news(last_noted: Option<DateTime<Utc>>, now: DateTime<Utc>) -> bool {
    last_noted.is_none_or(|last| now - last >= SEEN_EVERY)
}
