//! What a key looks like, and what it allows.

use crate::{
    Reason,
    account::record::client,
    refusal::Refusals,
    secret::{Fresh, digest, letters},
};
use chrono::{DateTime, Duration, Utc};
use crc::{CRC_32_ISO_HDLC, Crc};
use subtle::ConstantTimeEq;

/// How a key begins, so that scanners for lost secrets recognise it.
pub const KEY_PREFIX: &str = "kbr_";
/// How long a replaced key stays valid by default, so that software can be switched over without haste.
pub const GRACE: Duration = Duration::hours(24);
/// How long it may stay valid at most, in hours.
pub const MOST_GRACE_HOURS: i64 = 168;
/// How long a client is let in at most, in days, unless it is let in for good.
pub const MOST_DAYS: i64 = 1_825;
/// The length of the part that distinguishes keys.
const ID_LENGTH: usize = 8;
/// The length of the secret part: 256 bits.
const SECRET_LENGTH: usize = 43;
/// The length of the checksum.
const CHECK_LENGTH: usize = 6;
/// Digits, capitals, small letters.
const BASE62: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// What a key allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Scope {
    /// Reading what the client's role may read. Every key allows this.
    Read,
    /// Doing the acts that the client's role may do.
    Write,
}

impl Scope {
    /// Every scope.
    pub const ALL: [Self; 2] = [Self::Read, Self::Write];

    /// The scope as a word.
    pub fn code(self) -> &'static str {
        match self {
            Self::Read => "READ",
            Self::Write => "WRITE",
        }
    }

    /// Scopes as they are kept: each once, in order, reading always among them.
    pub fn join(scopes: &[Self]) -> String {
        let kept: Vec<&str> = Self::ALL
            .into_iter()
            .filter(|scope| *scope == Self::Read || scopes.contains(scope))
            .map(Self::code)
            .collect();
        kept.join(" ")
    }
}

impl client::Model {
    /// What its key allows. Words that this version does not know allow nothing.
    pub fn scopes(&self) -> Vec<Scope> {
        Scope::ALL.into_iter().filter(|scope| self.scopes.split(' ').any(|word| word == scope.code())).collect()
    }

    /// Whether it is let in at `now`, with the right key.
    pub fn is_let_in(&self, now: DateTime<Utc>) -> bool {
        self.revoked_at.is_none() && self.expires_at.is_none_or(|until| now < until)
    }

    /// Whether `key` is its key at `now`, or its previous key that is still valid.
    pub(in crate::account) fn has_key(&self, key: &str, now: DateTime<Utc>) -> bool {
        let hash = digest(key);
        let previous = self
            .previous_key_hash
            .as_ref()
            .filter(|_| self.previous_key_until.is_some_and(|until| now < until))
            .is_some_and(|previous| hash.ct_eq(previous).into());
        bool::from(hash.ct_eq(&self.key_hash)) | previous
    }
}

/// A new key prefix, which distinguishes it from all others.
pub(in crate::account) fn new_prefix() -> String {
    format!("{KEY_PREFIX}{}", letters(ID_LENGTH))
}

/// A new key that begins with `prefix`: `kbr_` identifier `_` secret `_` checksum.
pub(in crate::account) fn new_key(prefix: &str) -> Fresh {
    let body = format!("{prefix}_{}", letters(SECRET_LENGTH));
    Fresh::new(format!("{body}_{}", checksum(&body)))
}

/// The beginning of a well-formed key. A mistyped one is detected by its checksum, without asking the database.
pub fn prefix(key: &str) -> Option<&str> {
    let (body, check) = key.rsplit_once('_')?;
    let (prefix, secret) = body.rsplit_once('_')?;
    let id = prefix.strip_prefix(KEY_PREFIX)?;
    let plain =
        |text: &str, length: usize| text.len() == length && text.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let formed = plain(id, ID_LENGTH) && plain(secret, SECRET_LENGTH) && plain(check, CHECK_LENGTH);
    (formed && checksum(body) == check).then_some(prefix)
}

/// CRC-32 (ISO-HDLC) in six digits of base 62. It protects against typing errors, not against forgery.
fn checksum(body: &str) -> String {
    let mut rest = Crc::<u32>::new(&CRC_32_ISO_HDLC).checksum(body.as_bytes());
    let mut digits = [b'0'; CHECK_LENGTH];
    for digit in digits.iter_mut().rev() {
        *digit = BASE62[(rest % 62) as usize];
        rest /= 62;
    }
    digits.iter().map(|byte| char::from(*byte)).collect()
}

/// Until when a client that is created or extended at `now` for `days` is let in; for good without days.
pub fn check_expiry(days: Option<i64>, now: DateTime<Utc>, refusals: &mut Refusals) -> Option<DateTime<Utc>> {
    let days = days?;
    let fits = (1..=MOST_DAYS).contains(&days);
    refusals.unless(fits, "expiresInDays", Reason::OutOfRange { least: 1, most: MOST_DAYS });
    fits.then(|| now + Duration::days(days))
}

/// Until when a key that is replaced at `now` stays valid.
pub fn check_grace(hours: Option<i64>, now: DateTime<Utc>, refusals: &mut Refusals) -> DateTime<Utc> {
    let hours = hours.unwrap_or(GRACE.num_hours());
    let fits = (0..=MOST_GRACE_HOURS).contains(&hours);
    refusals.unless(fits, "graceHours", Reason::OutOfRange { least: 0, most: MOST_GRACE_HOURS });
    now + Duration::hours(if fits { hours } else { 0 })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::moment;

    #[test]
    fn a_key_is_recognised_by_its_form() {
        let begins = new_prefix();
        let key = new_key(&begins).open();
        assert_eq!(prefix(key.reveal()), Some(begins.as_str()));
        assert_eq!(key.reveal().len(), 12 + 1 + 43 + 1 + 6);
    }

    #[test]
    fn every_single_typing_error_is_noticed() {
        let key = new_key(&new_prefix()).open();
        let key = key.reveal();
        for at in 0..key.len() {
            let other = if &key[at..=at] == "x" { "y" } else { "x" };
            let typo = format!("{}{other}{}", &key[..at], &key[at + 1..]);
            assert_eq!(prefix(&typo), None, "{typo}");
        }
        for broken in ["", "kbr_", "kbr___", "____", &key[1..], &key[..key.len() - 1], &format!("{key}é")] {
            assert_eq!(prefix(broken), None, "{broken}");
        }
    }

    #[test]
    fn the_checksum_is_the_standard_one() {
        // 0xCBF43926, the check value of CRC-32/ISO-HDLC.
        assert_eq!(checksum("123456789"), "3jZRME");
    }

    #[test]
    fn scopes_are_kept_in_order_and_reading_is_among_them() {
        assert_eq!(Scope::join(&[Scope::Write, Scope::Write]), "READ WRITE");
        assert_eq!(Scope::join(&[]), "READ");
    }

    fn client(key: &str, previous: &str) -> client::Model {
        let now = moment("2026-11-01T08:00:00Z");
        client::Model {
            id: uuid::Uuid::nil(),
            name: "Portal".into(),
            party_id: None,
            role: crate::policy::Role::PartnerReader,
            scopes: "WRITE LATER".into(),
            key_prefix: String::new(),
            key_hash: digest(key),
            previous_key_hash: Some(digest(previous)),
            previous_key_until: Some(now),
            expires_at: Some(now),
            last_used_at: None,
            revoked_at: None,
            created_at: now,
        }
    }

    #[test]
    fn a_client_is_let_in_until_it_expires_or_is_revoked() {
        let client = client("new", "old");
        let end = moment("2026-11-01T08:00:00Z");
        let before = end - Duration::seconds(1);
        assert!(client.is_let_in(before) && !client.is_let_in(end));
        assert!(client::Model { expires_at: None, ..client.clone() }.is_let_in(end));
        assert!(!client::Model { revoked_at: Some(before), expires_at: None, ..client.clone() }.is_let_in(before));
        assert_eq!(client.scopes(), [Scope::Write], "a word from a later version allows nothing");
    }

    #[test]
    fn a_key_that_was_replaced_is_valid_for_a_while() {
        let client = client("new", "old");
        let end = moment("2026-11-01T08:00:00Z");
        let before = end - Duration::seconds(1);
        assert!(client.has_key("new", before) && client.has_key("old", before));
        assert!(client.has_key("new", end) && !client.has_key("old", end));
        assert!(!client.has_key("other", before));
    }
}
