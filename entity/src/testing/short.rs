//! What tests say in every other line, in short.

use crate::{
    Caller, Error, Refusal,
    policy::{Membership, Role, Who},
    text::Language,
};
use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

/// Somebody with a role, in one party or in the whole registry, who reads English.
pub fn who(role: Role, party: Option<Uuid>) -> Caller {
    let memberships = vec![Membership { role, party }];
    Caller { who: Who::Person(Uuid::from_u128(1)), language: Language::En, memberships, may_write: true }
}

/// Somebody who has not signed in and reads English.
pub fn stranger() -> Caller {
    Caller::anonymous(Language::En)
}

/// A day, such as `2026-11-21`.
///
/// # Panics
/// When `text` is not a day.
pub fn day(text: &str) -> NaiveDate {
    text.parse().expect("the test names a day")
}

/// A moment, such as `2026-11-21T08:00:00Z`.
///
/// # Panics
/// When `text` is not written as in RFC 3339.
pub fn moment(text: &str) -> DateTime<Utc> {
    text.parse().expect("the test names a moment of RFC 3339")
}

/// What an act that is refused is refused for.
///
/// # Panics
/// When it is not refused.
pub fn refusals<T>(outcome: Result<T, Error>) -> Vec<Refusal> {
    match outcome {
        Err(Error::Refused(refusals)) => refusals,
        Err(failed) => panic!("it failed instead: {failed}"),
        Ok(_) => panic!("it is not refused"),
    }
}

/// The same in short: where in the input, and the code of the reason.
///
/// # Panics
/// When it is not refused.
pub fn reasons<T>(outcome: Result<T, Error>) -> Vec<(String, &'static str)> {
    let short = |refusal: Refusal| (refusal.path.join("."), refusal.reason.code());
    refusals(outcome).into_iter().map(short).collect()
}
