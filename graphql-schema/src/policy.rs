//! Who may do and see what.

use async_graphql::Enum;
use entity::policy;

/// A role in a region or organisation, or in the whole registry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "policy::Role")]
pub(crate) enum Role {
    /// Reads what the organisation may read (pengamat).
    Observer,
    /// Enters facts with their sources (petugas data).
    DataEntry,
    /// Keeps the organisation's agreements (pengelola kerja sama).
    AgreementManager,
    /// Coordinates them, as the TKKSD does (koordinator).
    Coordinator,
    /// Schedules exchanges (penyelenggara forum).
    ForumOrganiser,
    /// Administers the organisation's accounts and API clients (admin organisasi).
    OrgAdmin,
    /// Reads everything, for the ministry (penilai nasional).
    NationalReviewer,
    /// An API client of a partner city (pembaca mitra).
    PartnerReader,
}

/// Who may see a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "policy::Visibility")]
pub(crate) enum Visibility {
    /// Everyone.
    Public,
    /// The parties to it.
    Parties,
    /// The organisation that keeps it.
    Own,
    /// Those who read everything.
    Restricted,
}
