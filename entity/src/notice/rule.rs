//! When to try again, and the links by which a reader stops a mail. No database, no clock.

use super::record::{Kind, State};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{DateTime, Duration, Utc};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use uuid::Uuid;

/// How often a mail is tried before it is given up.
pub const MOST_ATTEMPTS: i32 = 12;
/// How many tries may end without the mail server's answer before a mail is given up.
pub const MOST_UNANSWERED: i32 = 2;
/// The first pause after a mail server said "not now"; it doubles from there.
const FIRST_PAUSE: Duration = Duration::seconds(5);
/// The longest such pause.
const LONGEST_PAUSE: Duration = Duration::hours(1);
/// The pause after a mail server was out of reach.
pub const PAUSE_UNREACHABLE: Duration = Duration::seconds(20);
/// The pause after a mail server may have taken a mail without saying so: long enough for the mail to show up.
const PAUSE_DOUBTFUL: Duration = Duration::minutes(15);
/// A longer reason is cut.
const LONGEST_REASON: usize = 300;

/// The outcome of a notice that a worker had in hand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It is carried out.
    Delivered,
    /// Not now; the try counts.
    NotNow(String),
    /// The mail server was out of reach, which says nothing about this mail: the try does not count.
    Unreachable(String),
    /// The mail server may have taken it, without saying so.
    Doubtful(String),
    /// It will never be taken.
    Refused(String),
    /// It will never be taken, and nothing else that goes to its address: nobody is there.
    AddressRefused(String),
    /// There is nobody to tell any more, or nothing to tell them.
    Pointless,
    /// It came too late.
    TooLate,
}

/// What a notice is settled to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settlement {
    /// Its state now.
    pub state: State,
    /// When it is tried again, where it is.
    pub due_at: Option<DateTime<Utc>>,
    /// How many tries count by now.
    pub attempts: i32,
    /// How many tries the mail server may have taken without saying so.
    pub unanswered: i32,
    /// Why it is not carried out.
    pub last_error: Option<String>,
}

/// What follows from `outcome` at `now` for the notice `id`, of which `attempts` tries count, this one included, and of
/// which `unanswered` earlier ones may have succeeded.
pub fn settlement(id: Uuid, attempts: i32, unanswered: i32, outcome: Outcome, now: DateTime<Utc>) -> Settlement {
    let settled =
        |state, last_error: Option<String>| Settlement { state, due_at: None, attempts, unanswered, last_error };
    let again = |pause: Duration, attempts: i32, unanswered: i32, reason: String| Settlement {
        state: State::Ready,
        due_at: Some(now + pause),
        attempts,
        unanswered,
        last_error: Some(cut(reason)),
    };
    match outcome {
        Outcome::Delivered => settled(State::Done, None),
        Outcome::Pointless => settled(State::Withdrawn, None),
        Outcome::TooLate => settled(State::Expired, None),
        Outcome::Refused(reason) | Outcome::AddressRefused(reason) => settled(State::Dead, Some(cut(reason))),
        Outcome::NotNow(reason) if attempts >= MOST_ATTEMPTS => settled(State::Dead, Some(cut(reason))),
        Outcome::NotNow(reason) => again(pause(id, attempts), attempts, unanswered, reason),
        Outcome::Unreachable(reason) => again(PAUSE_UNREACHABLE, (attempts - 1).max(0), unanswered, reason),
        Outcome::Doubtful(reason) if unanswered + 1 >= MOST_UNANSWERED => {
            Settlement { unanswered: unanswered + 1, ..settled(State::Dead, Some(cut(reason))) }
        }
        Outcome::Doubtful(reason) => again(PAUSE_DOUBTFUL, attempts, unanswered + 1, reason),
    }
}

/// The pause after the try number `attempts`: 5 seconds, doubled with every try up to an hour, give or take a fifth.
/// What it is given or taken follows from the notice, so that mails which failed together do not come back together.
pub fn pause(id: Uuid, attempts: i32) -> Duration {
    let doublings = u32::try_from(attempts - 1).unwrap_or(0).min(20);
    let pause = (FIRST_PAUSE * 2_i32.pow(doublings)).min(LONGEST_PAUSE);
    let spread =
        id.as_bytes().iter().fold(attempts, |mixed, byte| mixed.wrapping_mul(31).wrapping_add(i32::from(*byte)));
    pause * (800 + spread.rem_euclid(401)) / 1000
}

pub(super) fn cut(reason: String) -> String {
    match reason.char_indices().nth(LONGEST_REASON) {
        Some((end, _)) => reason[..end].to_owned(),
        None => reason,
    }
}

/// What makes a notice the only one of its kind.
pub fn dedupe_key(kind: Kind, subject: Uuid, version: &str, recipient: Option<Uuid>) -> String {
    use sea_orm::ActiveEnum;
    let for_all = format!("{}:{subject}:{version}", kind.to_value());
    match recipient {
        None => for_all,
        Some(person) => format!("{for_all}:{person}"),
    }
}

/// The key with which the registry seals the links of its mails.
#[derive(Clone)]
pub struct LinkKey([u8; 32]);

impl LinkKey {
    /// A key of these bytes, which nobody else knows.
    pub fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The key as it is kept.
    pub(crate) fn encode(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.0)
    }

    /// Reads a key as it is kept.
    pub(crate) fn decode(text: &str) -> Option<Self> {
        URL_SAFE_NO_PAD.decode(text).ok()?.try_into().ok().map(Self)
    }

    /// The last part of the link by which the reader of the mail `notice` stops it: the notice and its seal
    /// (HMAC-SHA-256, RFC 2104).
    pub fn seal(&self, notice: Uuid) -> String {
        let seal = self.mac(notice).finalize().into_bytes();
        URL_SAFE_NO_PAD.encode([notice.as_bytes().as_slice(), &seal].concat())
    }

    /// The mail that such a link stands for; `None` if it was not sealed with this key.
    pub fn open(&self, token: &str) -> Option<Uuid> {
        let bytes = URL_SAFE_NO_PAD.decode(token).ok()?;
        let (notice, seal) = bytes.split_first_chunk::<16>()?;
        let notice = Uuid::from_bytes(*notice);
        self.mac(notice).verify_slice(seal).is_ok().then_some(notice)
    }

    fn mac(&self, notice: Uuid) -> Hmac<Sha256> {
        let mac = <Hmac<Sha256> as KeyInit>::new_from_slice(&self.0).expect("HMAC takes keys of any length");
        mac.chain_update(b"stop").chain_update(notice.as_bytes())
    }
}

impl std::fmt::Debug for LinkKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("LinkKey")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::moment;

    fn try_of(attempts: i32, unanswered: i32, outcome: Outcome) -> Settlement {
        settlement(Uuid::from_u128(7), attempts, unanswered, outcome, moment("2026-11-21T08:00:00Z"))
    }

    #[test]
    fn pauses_double_up_to_an_hour_and_differ_by_a_fifth_at_most() {
        let mut expected = 5.0;
        for attempts in 1..MOST_ATTEMPTS {
            for id in 0..50u128 {
                let pause = pause(Uuid::from_u128(id << 60), attempts).as_seconds_f64();
                assert!((pause / expected - 1.0).abs() <= 0.2, "{attempts}: {pause}");
            }
            expected = f64::min(expected * 2.0, 3600.0);
        }
        let pauses: std::collections::HashSet<_> = (0..50).map(|id| pause(Uuid::from_u128(id), 8)).collect();
        assert!(pauses.len() > 20, "mails that failed together come back one by one");
    }

    #[test]
    fn the_twelfth_try_is_the_last() {
        let busy = || Outcome::NotNow("451".into());
        assert_eq!(try_of(11, 0, busy()).state, State::Ready);
        assert_eq!(try_of(12, 0, busy()).state, State::Dead);
    }

    #[test]
    fn a_server_out_of_reach_costs_no_try() {
        let settled = try_of(12, 0, Outcome::Unreachable("refused".into()));
        assert_eq!((settled.state, settled.attempts), (State::Ready, 11));
        assert_eq!(settled.due_at, Some(moment("2026-11-21T08:00:20Z")));
    }

    #[test]
    fn a_mail_in_doubt_is_sent_once_more_and_no_oftener() {
        let lost = || Outcome::Doubtful("no answer".into());
        let first = try_of(1, 0, lost());
        assert_eq!((first.state, first.unanswered), (State::Ready, 1));
        assert_eq!(first.due_at, Some(moment("2026-11-21T08:15:00Z")));
        assert_eq!(try_of(2, 1, lost()).state, State::Dead);
    }

    #[test]
    fn what_will_never_be_taken_is_not_tried_again() {
        let dead = |outcome| {
            let settled = try_of(1, 0, outcome);
            (settled.state, settled.due_at, settled.last_error)
        };
        let reason = "550 nobody is there";
        for refused in [Outcome::Refused(reason.into()), Outcome::AddressRefused(reason.into())] {
            assert_eq!(dead(refused), (State::Dead, None, Some(reason.into())));
        }
        assert_eq!(dead(Outcome::Delivered), (State::Done, None, None));
        assert_eq!(dead(Outcome::Pointless), (State::Withdrawn, None, None));
        assert_eq!(dead(Outcome::TooLate), (State::Expired, None, None));
        assert_eq!(try_of(0, 0, Outcome::Unreachable(reason.into())).attempts, 0, "fewer than none were never made");
        let long = dead(Outcome::Refused("é".repeat(LONGEST_REASON + 1))).2;
        assert_eq!(long.map(|reason| reason.chars().count()), Some(LONGEST_REASON));
    }

    #[test]
    fn a_link_opens_with_the_key_that_sealed_it_and_no_other() {
        let (ours, theirs) = (LinkKey::new([1; 32]), LinkKey::new([2; 32]));
        let notice = Uuid::from_u128(42);
        let token = ours.seal(notice);
        assert_eq!(ours.open(&token), Some(notice));
        assert_eq!(theirs.open(&token), None);
        assert_eq!(ours.open(&token[1..]), None);
        assert_eq!(ours.open(&token[..token.len() - 4]), None);
        assert_eq!(ours.open(""), None);
        assert_eq!(LinkKey::decode(&ours.encode()).and_then(|key| key.open(&token)), Some(notice));
    }
}
