//! Keys, and what is compared under them.

use crate::{Caller, policy::Membership};
use chrono::TimeDelta;
use sha2::{Digest, Sha256};
use std::ops::RangeInclusive;

/// How long a change is remembered under its key.
pub const KEPT: TimeDelta = TimeDelta::hours(24);
/// The longest answer that is kept, in bytes.
pub const LONGEST_ANSWER: usize = 64 * 1024;
/// How many characters a key has.
pub const KEY_LENGTH: RangeInclusive<usize> = 1..=255;

/// Whether `text` can be a key: visible ASCII characters, 255 at most.
pub fn is_key(text: &str) -> bool {
    KEY_LENGTH.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic())
}

/// What is kept of a key.
pub(super) fn key_hash(key: &str) -> Vec<u8> {
    hash([key.as_bytes()])
}

/// What is kept of a request. The key is part of it, and kept nowhere, so that what a request said cannot be found out by
/// trying.
pub(super) fn request_hash(key: &str, parts: &[&[u8]]) -> Vec<u8> {
    hash([key.as_bytes()].into_iter().chain(parts.iter().copied()))
}

/// What is kept of a caller's rights, in whatever order they were read.
pub(super) fn rights_hash(caller: &Caller) -> Vec<u8> {
    let words = |held: &Membership| format!("{:?} {:?}", held.role, held.party);
    let mut held: Vec<String> = caller.memberships.iter().map(words).collect();
    held.sort_unstable();
    hash(
        [if caller.may_write { b"write".as_slice() } else { b"read" }]
            .into_iter()
            .chain(held.iter().map(String::as_bytes)),
    )
}

/// The number of a holder's key, by which it is locked.
pub(super) fn number(holder: uuid::Uuid, key_hash: &[u8]) -> i64 {
    let hash = hash([b"idempotency key".as_slice(), holder.as_bytes(), key_hash]);
    hash.iter().take(8).fold(0, |number, byte| number << 8 | i64::from(*byte))
}

/// SHA-256 of parts that cannot run into each other.
fn hash<'a>(parts: impl IntoIterator<Item = &'a [u8]>) -> Vec<u8> {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part.len().to_be_bytes());
        hash.update(part);
    }
    hash.finalize().to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{policy::Role, text::Language};
    use uuid::Uuid;

    #[test]
    fn a_key_is_visible_and_not_too_long() {
        for good in ["a", "8e03978e-40d5-43dd-bc93-6894a57f9324", "\\\"!~", &"x".repeat(255)] {
            assert!(is_key(good), "{good}");
        }
        for bad in ["", " ", "a b", "a\t", "kunci\u{e9}", "\u{7f}", &"x".repeat(256)] {
            assert!(!is_key(bad), "{bad}");
        }
    }

    #[test]
    fn parts_do_not_run_into_each_other() {
        let requests: [&[&[u8]]; 4] = [&[b"ab", b"c"], &[b"a", b"bc"], &[b"abc"], &[b"abc", b""]];
        for (index, one) in requests.iter().enumerate() {
            for (other_index, other) in requests.iter().enumerate() {
                assert_eq!(request_hash("k", one) == request_hash("k", other), index == other_index);
            }
        }
        assert_ne!(request_hash("k", requests[0]), request_hash("l", requests[0]));
    }

    #[test]
    fn rights_are_the_same_in_any_order() {
        let held = [Role::OrgAdmin, Role::Observer].map(|role| Membership { role, party: Some(Uuid::nil()) });
        let caller = |memberships| Caller { memberships, ..Caller::system() };
        let rights = rights_hash(&caller(held.to_vec()));
        assert_eq!(rights, rights_hash(&caller(held.into_iter().rev().collect())));
        let elsewhere = Membership { party: None, ..held[1] };
        for fewer in [vec![held[0]], vec![], vec![held[0], elsewhere]] {
            assert_ne!(rights, rights_hash(&caller(fewer)));
        }
        assert_ne!(rights, rights_hash(&Caller { may_write: false, ..caller(held.to_vec()) }));
        assert_eq!(rights, rights_hash(&Caller { language: Language::Id, ..caller(held.to_vec()) }));
    }
}
