//! Time and identifiers, both passed in so that tests decide what time it is.

use chrono::{DateTime, SubsecRound, Utc};
use std::fmt::Debug;
use uuid::{ContextV7, Timestamp, Uuid};

/// Tells the time.
pub trait Clock: Debug + Send + Sync {
    /// The current time in UTC, to the microsecond (the precision of both databases).
    fn now(&self) -> DateTime<Utc>;

    /// Whether it is the clock of one machine: another may show another time.
    fn is_of_a_machine(&self) -> bool {
        false
    }
}

/// The machine's clock.
#[derive(Debug, Clone, Copy)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the machine's clock")]
    fn now(&self) -> DateTime<Utc> {
        Utc::now().trunc_subsecs(6)
    }

    fn is_of_a_machine(&self) -> bool {
        true
    }
}

/// Makes identifiers (UUIDv7, RFC 9562) that sort in the order in which they were made.
#[derive(Debug)]
pub struct Ids(std::sync::Mutex<ContextV7>);

impl Default for Ids {
    fn default() -> Self {
        Self(std::sync::Mutex::new(ContextV7::new()))
    }
}

impl Ids {
    /// A new identifier, made at `now`.
    pub fn next(&self, now: DateTime<Utc>) -> Uuid {
        let context = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let seconds = u64::try_from(now.timestamp()).unwrap_or(0);
        Uuid::new_v7(Timestamp::from_unix(&*context, seconds, now.timestamp_subsec_nanos()))
    }
}
