//! Secrets: made from the system's randomness, compared by their hash, never printed.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use rand::distr::{Alphanumeric, SampleString};
use sha2::{Digest as _, Sha256};
use std::fmt;

/// A text that must not reach a log: a password, a token, a key.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Keeps `text` from being printed.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text itself, for whoever is meant to have it.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl From<&str> for Secret {
    fn from(text: &str) -> Self {
        Self::new(text)
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

/// A secret that was just made. Only a unit of work hands it out, and so knows that it did: see [`Work::hand_out`].
///
/// [`Work::hand_out`]: crate::Work::hand_out
#[derive(Debug)]
pub(crate) struct Fresh(Secret);

impl Fresh {
    /// The secret `text`, which was just made.
    pub(crate) fn new(text: String) -> Self {
        Self(Secret(text))
    }

    /// The secret.
    pub(crate) fn open(self) -> Secret {
        self.0
    }
}

/// A new token of 256 random bits, behind `prefix`.
pub(crate) fn token(prefix: &str) -> Fresh {
    let bits: [u8; 32] = rand::random();
    Fresh::new(format!("{prefix}{}", URL_SAFE_NO_PAD.encode(bits)))
}

/// `length` random letters and digits; 43 of them hold 256 bits.
pub(crate) fn letters(length: usize) -> String {
    Alphanumeric.sample_string(&mut rand::rng(), length)
}

/// What the registry keeps of a secret. A plain hash is enough, because what it is taken of cannot be guessed.
pub(crate) fn digest(text: &str) -> Vec<u8> {
    Sha256::digest(text.as_bytes()).to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_not_printed() {
        let secret = Secret::from("rahasia");
        assert_eq!(format!("{secret:?} {:#?}", Some(&secret)), "*** Some(\n    ***,\n)");
    }

    #[test]
    fn tokens_are_long_and_never_the_same() {
        let (one, other) = (token("kbs_").open(), token("kbs_").open());
        assert_eq!(one.reveal().len(), 4 + 43);
        assert_ne!(one, other);
        assert_eq!(letters(43).len(), 43);
        assert_eq!(digest("a").len(), 32);
    }
}
