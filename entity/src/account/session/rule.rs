//! How long a session lasts, and how often one may try to begin it.

use crate::account::record::{Carrier, session};
use chrono::{DateTime, Duration, Utc};

/// How a token begins, so that scanners for lost secrets recognise it.
pub const TOKEN_PREFIX: &str = "kbs_";
/// How long a tool stays signed in.
pub const TOKEN_LIFE: Duration = Duration::days(30);
/// How long a browser stays signed in.
pub const COOKIE_LIFE: Duration = Duration::days(14);
/// How long a browser stays signed in without being used.
pub const COOKIE_IDLE: Duration = Duration::hours(12);
/// How exactly the registry notes when a session or a key was last used.
pub const SEEN_EVERY: Duration = Duration::minutes(1);
/// How many attempts to sign in may fail within [`ATTEMPT_WINDOW`].
pub const MOST_ATTEMPTS: usize = 10;
/// How long a failed attempt counts.
pub const ATTEMPT_WINDOW: Duration = Duration::minutes(5);

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

/// In how many minutes, rounded up, one may try again after attempts at these times; none when one may at once.
pub fn wait_minutes(attempts: &[DateTime<Utc>], now: DateTime<Utc>) -> Option<i64> {
    let mut counting: Vec<_> = attempts.iter().filter(|at| now - **at < ATTEMPT_WINDOW).collect();
    counting.sort_unstable();
    // The one that has to stop counting first.
    let first = counting.len().checked_sub(MOST_ATTEMPTS).map(|over| *counting[over])?;
    let seconds = (first + ATTEMPT_WINDOW - now).num_seconds();
    Some(((seconds + 59) / 60).max(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn minute(n: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + Duration::minutes(n)
    }

    #[test]
    fn ten_attempts_are_followed_by_a_wait() {
        let nine = vec![minute(0); 9];
        assert_eq!(wait_minutes(&nine, minute(1)), None);
        let ten = vec![minute(0); 10];
        assert_eq!(wait_minutes(&ten, minute(0)), Some(5));
        assert_eq!(wait_minutes(&ten, minute(4)), Some(1));
        assert_eq!(wait_minutes(&ten, minute(5)), None);
    }

    #[test]
    fn the_wait_ends_when_one_attempt_stops_counting() {
        let spread: Vec<_> = (0..10).map(|n| DateTime::UNIX_EPOCH + Duration::seconds(20 * n)).collect();
        assert_eq!(wait_minutes(&spread, minute(4)), Some(1));
        assert_eq!(wait_minutes(&spread, minute(5)), None);
    }
}
