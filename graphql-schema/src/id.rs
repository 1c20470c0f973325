//! Identifiers as callers hold them: opaque, and different for different kinds of things.

use async_graphql::ID;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{Datelike, NaiveDate};
use entity::subject::Subject;
pub(crate) use entity::subject::SubjectKind as Kind;
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// The identifier of a thing for callers.
pub(crate) fn encode(kind: Kind, id: Uuid) -> ID {
    let mut bytes = vec![kind.facts().number];
    bytes.extend_from_slice(id.as_bytes());
    ID(URL_SAFE_NO_PAD.encode(bytes))
}

/// The identifier of an agreement as it was known on a day: that of the agreement with the day behind it.
pub(crate) fn encode_on(agreement: Uuid, day: NaiveDate) -> ID {
    let mut bytes = vec![Kind::Agreement.facts().number];
    bytes.extend_from_slice(agreement.as_bytes());
    bytes.extend_from_slice(&day.num_days_from_ce().to_be_bytes());
    ID(URL_SAFE_NO_PAD.encode(bytes))
}

/// The agreement and the day that such an identifier means.
pub(crate) fn decode_on(id: &str) -> Option<(Uuid, NaiveDate)> {
    let bytes = URL_SAFE_NO_PAD.decode(id).ok()?;
    let (rest, day) = bytes.split_last_chunk()?;
    let (number, agreement) = rest.split_first()?;
    let day = NaiveDate::from_num_days_from_ce_opt(i32::from_be_bytes(*day))?;
    (*number == Kind::Agreement.facts().number).then_some((Uuid::from_slice(agreement).ok()?, day))
}

/// What a caller's identifier means; `None` if it is not one of ours.
pub(crate) fn decode(id: &str) -> Option<Subject> {
    let bytes = URL_SAFE_NO_PAD.decode(id).ok()?;
    let (number, rest) = bytes.split_first()?;
    let kind = Kind::which(|facts| facts.number == *number).next()?;
    Some(Subject::new(kind, Uuid::from_slice(rest).ok()?))
}

/// What a caller's identifier means. One that is not ours means a record that is not there.
pub(crate) fn subject(id: &str) -> Subject {
    decode(id).unwrap_or_else(|| Subject::new(Kind::Party, nobody(id)))
}

/// The identifier of a thing of this kind; an identifier of another kind, or of none, means [`nobody`].
pub(crate) fn decode_as(kind: Kind, id: &str) -> Uuid {
    decode(id).filter(|subject| subject.kind == kind).map_or_else(|| nobody(id), |subject| subject.id)
}

/// An identifier that no record has: those of records hold a time. It is another one for each text, so that two things
/// that do not exist are not the same thing.
fn nobody(text: &str) -> Uuid {
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&Sha256::digest(text)[..16]);
    Uuid::new_v8(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_identifier_means_one_thing() {
        let id = Uuid::from_u128(5);
        for kind in Kind::which(|_| true) {
            assert_eq!(decode(&encode(kind, id)), Some(Subject::new(kind, id)));
        }
        for text in ["", "AQ", "not base64!", "AAAAAAAAAAAAAAAAAAAAAAA"] {
            assert_eq!(decode(text), None, "{text}");
        }
    }

    #[test]
    fn an_agreement_on_a_day_is_something_else_than_the_agreement() {
        let (id, day) = (Uuid::from_u128(5), NaiveDate::from_ymd_opt(2026, 2, 28).unwrap());
        let on = encode_on(id, day);
        assert_eq!((decode_on(&on), decode(&on)), (Some((id, day)), None));
        assert_eq!(decode_on(&encode(Kind::Agreement, id)), None);
    }

    #[test]
    fn what_means_nothing_means_no_record_and_never_the_same_one() {
        let party = encode(Kind::Party, Uuid::from_u128(5));
        let meant = [party.as_str(), "", "AQ", "not base64!"].map(|text| decode_as(Kind::Agreement, text));
        for (at, id) in meant.iter().enumerate() {
            assert_eq!(id.get_version_num(), 8, "records have version 7");
            assert!(!meant[..at].contains(id));
        }
    }
}
