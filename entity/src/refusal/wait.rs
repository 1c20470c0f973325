//! How long one has to wait.

use crate::text::Language;
use chrono::{DateTime, Utc};

/// How long one has to wait, in seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Wait(pub i64);

impl Wait {
    /// The wait from `now` until `then`, rounded up, and a second at least.
    pub fn until(then: DateTime<Utc>, now: DateTime<Utc>) -> Self {
        let left = then - now;
        let part = i64::from(left.subsec_nanos() > 0);
        Self((left.num_seconds() + part).max(1))
    }

    /// The wait in words: its two largest units.
    pub(super) fn words(self, language: Language) -> String {
        let say = |number: i64, id: &str, en: &str| match (language, number) {
            (Language::Id, _) => format!("{number} {id}"),
            (Language::En, 1) => format!("1 {en}"),
            (Language::En, _) => format!("{number} {en}s"),
        };
        let hours = say(self.0 / 3600, "jam", "hour");
        let minutes = say(self.0 / 60 % 60, "menit", "minute");
        let seconds = say(self.0 % 60, "detik", "second");
        match (self.0 / 3600, self.0 / 60 % 60, self.0 % 60) {
            (0, 0, _) => seconds,
            (0, _, 0) => minutes,
            (0, _, _) => format!("{minutes} {seconds}"),
            (_, 0, _) => hours,
            (_, _, _) => format!("{hours} {minutes}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wait_is_told_as_a_clock_shows_it_and_never_too_short() {
        let begin = DateTime::UNIX_EPOCH;
        let wait = |milliseconds| Wait::until(begin + chrono::Duration::milliseconds(milliseconds), begin);
        assert_eq!([wait(-1), wait(0), wait(1), wait(1_001), wait(300_000)].map(|wait| wait.0), [1, 1, 1, 2, 300]);
        let words = |seconds| Wait(seconds).words(Language::En);
        assert_eq!([59, 60, 3_600, 4_800].map(words), ["59 seconds", "1 minute", "1 hour", "1 hour 20 minutes"]);
    }
}
