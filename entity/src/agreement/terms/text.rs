//! The text of terms, which parties attest: the same for everyone who has the same terms, whatever software they use.
//!
//! It is a contract with software that is not ours. A change of what is said here is a new version.

use super::rule::Terms;
use crate::{agreement::record::agreement, date::PartialDate};
use chrono::NaiveDate;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use uuid::Uuid;

/// The version of the text. Version 1 was made from identifiers of this registry; what was attested in it stays attested.
pub const VERSION: i32 = 2;

impl Terms {
    /// The text of the terms: canonical JSON (RFC 8785) with the version. Terms that say nothing are left out, lists are in the
    /// order of their code points, and the parties have the names by which all the world knows them.
    pub fn text(&self, names: &HashMap<Uuid, String>) -> String {
        let mut text = json!(self);
        if let Some(terms) = text.as_object_mut() {
            let name = |party: &Uuid| names.get(party).cloned().unwrap_or_else(|| party.to_string());
            terms.insert("parties".to_owned(), self.parties.iter().map(name).collect());
            for list in terms.values_mut().filter_map(Value::as_array_mut) {
                list.sort_by(|one, other| one.as_str().cmp(&other.as_str()));
            }
            terms.retain(|_, value| !value.is_null() && value.as_array().is_none_or(|list| !list.is_empty()));
            terms.insert("version".to_owned(), json!(VERSION));
        }
        serde_json_canonicalizer::to_string(&text).unwrap_or_default()
    }
}

/// The day on which the names of the parties are those of the terms of an agreement: that of the signature, before it today.
pub fn named_on(agreement: &agreement::Model, today: NaiveDate) -> NaiveDate {
    agreement.signed_on.map_or(today, PartialDate::earliest)
}

/// The SHA-256 of a text of terms, in hexadecimal.
pub fn hash_of(text: &str) -> String {
    Sha256::digest(text).iter().fold(String::with_capacity(64), |hash, byte| hash + &format!("{byte:02x}"))
}

#[cfg(test)]
mod tests {
    use super::{
        super::rule::tests::{any_terms, terms},
        *,
    };
    use proptest::prelude::*;

    fn names() -> HashMap<Uuid, String> {
        let name = |number: u128| (Uuid::from_u128(number), format!("wikidata:Q{}", 9 - number));
        (0..4).map(name).collect()
    }

    #[test]
    fn a_text_is_the_same_on_every_machine() {
        let text = terms().text(&names());
        assert_eq!(
            text,
            r#"{"class":"SISTER","costRule":"EACH_BEARS_OWN","fields":["CULTURE","TOURISM"],"languages":["id","ja"],"#
                .to_owned()
                + r#""meetingMonths":12,"noticeMonths":6,"parties":["wikidata:Q7","wikidata:Q8"],"termKind":"FIXED","#
                + r#""termMonths":36,"version":2,"windDownMonths":3}"#
        );
        assert_eq!(hash_of(&text), "0a0fe5f29747c080a2eb69dd294c93c589d400c50fde2c4b120b4510d40be732");
        assert_eq!(hash_of(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    }

    /// The examples of RFC 8785, sections 3.2.2 and 3.2.3: numbers, strings and the order of names.
    #[test]
    fn json_is_canonical() {
        let canonical =
            |text: &str| serde_json_canonicalizer::to_string(&serde_json::from_str::<Value>(text).unwrap()).unwrap();
        let example = r#"{
            "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
            "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
            "literals": [null, true, false]
        }"#;
        assert_eq!(
            canonical(example),
            r#"{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"#.to_owned()
                + r#""string":"€$\u000f\nA'B\"\\\\\"/"}"#
        );
        let names = "{\"\u{20ac}\":5,\"\\r\":1,\"\u{fb33}\":7,\"1\":2,\"\u{1f600}\":6,\"\u{80}\":3,\"\u{f6}\":4}";
        assert_eq!(
            canonical(names),
            "{\"\\r\":1,\"1\":2,\"\u{80}\":3,\"\u{f6}\":4,\"\u{20ac}\":5,\"\u{1f600}\":6,\"\u{fb33}\":7}"
        );
    }

    proptest! {
        #[test]
        fn the_text_changes_exactly_when_a_term_does(one in any_terms(), other in any_terms()) {
            prop_assert_eq!(one.text(&names()) == other.text(&names()), one == other);
            let text: Value = serde_json::from_str(&one.text(&names())).unwrap();
            prop_assert!(text.as_object().unwrap().values().all(|value| !value.is_null() && *value != json!([])));
        }
    }
}
