//! What a record is called wherever something is said about it: its kind and its identifier.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// What kind of record something is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum SubjectKind {
    /// A region or an institution.
    Party,
    /// A partnership.
    Partnership,
    /// An agreement.
    Agreement,
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
