//! Changes, as partners see them.

use crate::{
    connection::connection,
    error::ApiError,
    id::{self, encode},
    node::{Node, NodeRef},
};
use async_graphql::{Context, Enum, ID, Object};
use chrono::{DateTime, Utc};
use entity::journal::{Change as Entry, SubjectKind};

/// What an act did to its subject.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "entity::journal::ChangeKind")]
pub(crate) enum ChangeKind {
    /// It exists since.
    Created,
    /// It is different since.
    Changed,
    /// It is gone since; its identifier is never used again.
    Removed,
}

/// One act, in the order in which acts became true.
#[derive(Debug, Clone)]
pub(crate) struct Change(pub(crate) Entry);

impl Change {
    pub(crate) fn subject_ref(&self) -> Option<NodeRef> {
        let kind = match self.0.subject_kind {
            SubjectKind::Party => id::Kind::Party,
            SubjectKind::Partnership => id::Kind::Partnership,
            SubjectKind::Agreement => id::Kind::Agreement,
            SubjectKind::Exchange => id::Kind::Exchange,
            SubjectKind::PartnerWanted => id::Kind::PartnerWanted,
            SubjectKind::ApprovalRoute
            | SubjectKind::ObligatoryReport
            | SubjectKind::ConfirmationCampaign
            | SubjectKind::DiplomaticRelation
            | SubjectKind::Person
            | SubjectKind::ApiClient
            | SubjectKind::Follow => return None,
        };
        Some(NodeRef { kind, id: self.0.subject_id })
    }
}

/// One act, in the order in which acts became true.
#[Object]
impl Change {
    /// The identifier.
    async fn id(&self) -> ID {
        encode(id::Kind::Change, self.0.id)
    }

    /// When, in UTC.
    async fn at(&self) -> DateTime<Utc> {
        self.0.at
    }

    /// The act's name.
    async fn act(&self) -> &str {
        &self.0.act
    }

    /// What it did.
    async fn kind(&self) -> ChangeKind {
        self.0.change.into()
    }

    /// The identifier of the record it is about; it stays when the record is gone.
    async fn subject_id(&self) -> Option<ID> {
        self.subject_ref().map(|subject| encode(subject.kind, subject.id))
    }

    /// The record as it is now; none when it is gone or no longer open to the caller.
    async fn subject(&self, context: &Context<'_>) -> Result<Option<Node>, ApiError> {
        match self.subject_ref() {
            Some(subject) => subject.load(context).await,
            None => Ok(None),
        }
    }
}

impl From<Entry> for Change {
    fn from(entry: Entry) -> Self {
        Self(entry)
    }
}

connection!(ChangeConnection, ChangeEdge, Change, "changes");
