//! What a record is called wherever something is said about it: its kind and its identifier.
//!
//! A new kind of record is named here, with its facts. Whatever depends on them asks them, and where each kind needs code
//! of its own, the compiler names the places.

use sea_orm::{Iterable, entity::prelude::*};
use serde::{Deserialize, Serialize};

/// The kind of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum SubjectKind {
    /// A region or an institution.
    Party,
    /// A partnership.
    Partnership,
    /// What one source states of a partnership.
    Claim,
    /// An agreement.
    Agreement,
    /// A document of an agreement.
    Document,
    /// A step that was taken with an agreement.
    AgreementStep,
    /// A knowledge exchange.
    Exchange,
    /// A posting on the board of those who look for partners.
    PartnerWanted,
    /// An approval route.
    ApprovalRoute,
    /// A report to an authority.
    ObligatoryReport,
    /// A confirmation campaign.
    ConfirmationCampaign,
    /// The diplomatic relations of two countries.
    DiplomaticRelation,
    /// A person's account.
    Person,
    /// An API client.
    ApiClient,
    /// A follow.
    Follow,
    /// A deadline.
    Deadline,
    /// Who stands in for a person while they are away.
    Deputy,
    /// What one party asks of another.
    Request,
    /// A file that an officer imports.
    ImportBatch,
    /// One of its rows.
    ImportRow,
    /// An entry of the journal.
    Change,
}

/// What holds of the records of a kind.
#[derive(Debug, Clone, Copy)]
pub struct Facts {
    /// The number that stands in the identifiers that callers hold. It is never given to another kind.
    pub number: u8,
    /// Whether the feed of changes has them.
    pub is_fed: bool,
    /// Whether people can follow them.
    pub is_followed: bool,
    /// Whether they are found by their words.
    pub is_searched: bool,
}

impl SubjectKind {
    /// What holds of the records of this kind.
    pub const fn facts(self) -> Facts {
        match self {
            Self::Party => Facts::numbered(1).fed().followed().searched(),
            Self::Partnership => Facts::numbered(2).fed(),
            Self::Claim => Facts::numbered(3),
            Self::Agreement => Facts::numbered(4).fed().followed().searched(),
            Self::Document => Facts::numbered(5).fed(),
            Self::Exchange => Facts::numbered(6).fed().followed().searched(),
            Self::Person => Facts::numbered(7),
            Self::ApiClient => Facts::numbered(8),
            Self::Follow => Facts::numbered(9),
            Self::Change => Facts::numbered(10),
            Self::ApprovalRoute => Facts::numbered(11),
            Self::Deadline => Facts::numbered(12),
            Self::ConfirmationCampaign => Facts::numbered(13),
            Self::ObligatoryReport => Facts::numbered(14).fed(),
            Self::PartnerWanted => Facts::numbered(15).fed(),
            Self::DiplomaticRelation => Facts::numbered(16),
            Self::AgreementStep => Facts::numbered(17),
            Self::Deputy => Facts::numbered(20),
            Self::Request => Facts::numbered(21).fed(),
            Self::ImportBatch => Facts::numbered(30).fed(),
            Self::ImportRow => Facts::numbered(31),
        }
    }

    /// The kinds of which `fact` holds.
    pub fn which(fact: impl Fn(Facts) -> bool) -> impl Iterator<Item = Self> {
        Self::iter().filter(move |kind| fact(kind.facts()))
    }
}

impl Facts {
    const fn numbered(number: u8) -> Self {
        Self { number, is_fed: false, is_followed: false, is_searched: false }
    }

    const fn fed(self) -> Self {
        Self { is_fed: true, ..self }
    }

    const fn followed(self) -> Self {
        Self { is_followed: true, ..self }
    }

    const fn searched(self) -> Self {
        Self { is_searched: true, ..self }
    }
}

/// One record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Subject {
    /// Its kind.
    pub kind: SubjectKind,
    /// Its identifier.
    pub id: Uuid,
}

impl Subject {
    /// The record of this kind with this identifier.
    pub const fn new(kind: SubjectKind, id: Uuid) -> Self {
        Self { kind, id }
    }
}

/// The identifier of a region or an institution, where it stands beside others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct PartyId(pub Uuid);

/// The identifier of a person, where it stands beside others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct PersonId(pub Uuid);

#[cfg(test)]
mod tests {
    use super::*;

    /// Partners keep identifiers: what a number meant once, it means for ever.
    #[test]
    fn every_kind_keeps_its_number() {
        let numbers: Vec<(u8, String)> =
            SubjectKind::iter().map(|kind| (kind.facts().number, kind.to_value())).collect();
        let expected = [
            (1, "PARTY"),
            (2, "PARTNERSHIP"),
            (3, "CLAIM"),
            (4, "AGREEMENT"),
            (5, "DOCUMENT"),
            (17, "AGREEMENT_STEP"),
            (6, "EXCHANGE"),
            (15, "PARTNER_WANTED"),
            (11, "APPROVAL_ROUTE"),
            (14, "OBLIGATORY_REPORT"),
            (13, "CONFIRMATION_CAMPAIGN"),
            (16, "DIPLOMATIC_RELATION"),
            (7, "PERSON"),
            (8, "API_CLIENT"),
            (9, "FOLLOW"),
            (12, "DEADLINE"),
            (20, "DEPUTY"),
            (21, "REQUEST"),
            (30, "IMPORT_BATCH"),
            (31, "IMPORT_ROW"),
            (10, "CHANGE"),
        ];
        assert_eq!(numbers, expected.map(|(number, kind)| (number, kind.to_owned())));
    }
}
