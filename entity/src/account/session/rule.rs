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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::moment;

    fn session(carrier: Carrier) -> session::Model {
        let began = moment("2026-11-01T08:00:00Z");
        session::Model {
            id: uuid::Uuid::nil(),
            token_hash: Vec::new(),
            person_id: uuid::Uuid::nil(),
            carrier,
            created_at: began,
            last_seen_at: began,
            expires_at: began + life(carrier),
        }
    }

    #[test]
    fn a_session_in_a_browser_ends_when_nobody_uses_it_and_one_of_a_program_when_its_time_is_over() {
        let alive = |carrier, after: Duration| {
            let session = session(carrier);
            is_alive(&session, session.created_at + after)
        };
        let moment = Duration::seconds(1);
        assert!(alive(Carrier::Cookie, COOKIE_IDLE - moment) && !alive(Carrier::Cookie, COOKIE_IDLE));
        assert!(alive(Carrier::Token, TOKEN_LIFE - moment) && !alive(Carrier::Token, TOKEN_LIFE));
        let used = session::Model { last_seen_at: session(Carrier::Cookie).expires_at, ..session(Carrier::Cookie) };
        assert!(
            is_alive(&used, used.expires_at - moment) && !is_alive(&used, used.expires_at),
            "however much it is used"
        );
    }

    #[test]
    fn use_is_noted_to_the_minute() {
        let now = moment("2026-11-01T08:00:00Z");
        assert!(is_news(None, now) && is_news(Some(now - SEEN_EVERY), now));
        assert!(!is_news(Some(now - SEEN_EVERY + Duration::seconds(1)), now));
    }
}
