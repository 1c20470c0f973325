//! What waits, and what a party says that confirms it.

use super::record::pending_act;
use crate::agreement::progress::rule::Doing;
use serde_json::json;
use sha2::{Digest, Sha256};

impl pending_act::Model {
    /// What is to be done.
    pub fn doing(&self) -> Doing {
        Doing { until: self.until_day, ..Doing::new(self.act, self.party_id, self.on_day) }
    }

    /// Whether it says the same as another one, whoever recorded either.
    pub fn says_the_same(&self, other: &Self) -> bool {
        let said = |act: &Self| (act.act, act.on_day, act.until_day, act.document_id);
        said(self) == said(other) && self.terms == other.terms
    }

    /// The SHA-256 of all that it says, in hexadecimal. Whoever confirms it says that this is what they have read.
    pub fn hash(&self) -> String {
        let said = json!([self.id, self.act, self.party_id, self.on_day, self.until_day, self.document_id, self.terms]);
        let digest = Sha256::digest(said.to_string());
        digest.iter().fold(String::with_capacity(64), |text, byte| text + &format!("{byte:02x}"))
    }
}
