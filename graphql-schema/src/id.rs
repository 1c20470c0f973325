//! Identifiers as callers hold them: opaque, and different for different kinds of things.

use async_graphql::ID;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use uuid::Uuid;

/// What an identifier is one of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Party,
    Partnership,
    Claim,
    Agreement,
    Document,
    Exchange,
    Person,
    ApiClient,
    Follow,
    Change,
    ApprovalRoute,
    Deadline,
    ConfirmationCampaign,
    ObligatoryReport,
    PartnerWanted,
}

const KINDS: [(Kind, u8); 15] = [
    (Kind::Party, 1),
    (Kind::Partnership, 2),
    (Kind::Claim, 3),
    (Kind::Agreement, 4),
    (Kind::Document, 5),
    (Kind::Exchange, 6),
    (Kind::Person, 7),
    (Kind::ApiClient, 8),
    (Kind::Follow, 9),
    (Kind::Change, 10),
    (Kind::ApprovalRoute, 11),
    (Kind::Deadline, 12),
    (Kind::ConfirmationCampaign, 13),
    (Kind::ObligatoryReport, 14),
    (Kind::PartnerWanted, 15),
];

/// The identifier of a thing for callers.
pub(crate) fn encode(kind: Kind, id: Uuid) -> ID {
    let number = KINDS.iter().find(|(listed, _)| *listed == kind).map_or(0, |(_, number)| *number);
    let mut bytes = vec![number];
    bytes.extend_from_slice(id.as_bytes());
    ID(URL_SAFE_NO_PAD.encode(bytes))
}

/// What a caller's identifier means; `None` if it is not one of ours.
pub(crate) fn decode(id: &str) -> Option<(Kind, Uuid)> {
    let bytes = URL_SAFE_NO_PAD.decode(id).ok()?;
    let (number, rest) = bytes.split_first()?;
    let kind = KINDS.iter().find(|(_, listed)| listed == number)?.0;
    Some((kind, Uuid::from_slice(rest).ok()?))
}

/// The identifier of a thing of this kind; an identifier of another kind, or of none, means nothing.
pub(crate) fn decode_as(kind: Kind, id: &str) -> Uuid {
    decode(id).filter(|(found, _)| *found == kind).map_or(Uuid::nil(), |(_, id)| id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_identifier_means_one_thing() {
        let id = Uuid::from_u128(5);
        for (kind, _) in KINDS {
            assert_eq!(decode(&encode(kind, id)), Some((kind, id)));
        }
        assert_eq!(decode_as(Kind::Agreement, &encode(Kind::Party, id)), Uuid::nil());
        for text in ["", "AQ", "not base64!", "AAAAAAAAAAAAAAAAAAAAAAA"] {
            assert_eq!(decode(text), None, "{text}");
        }
    }
}
