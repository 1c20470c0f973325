//! Changes, as partners see them.

use super::loader::ColleagueName;
use crate::{
    agreement::{
        pending::types::DeclinedAct,
        progress::types::{AnsweredRequirement, StepCorrection},
        terms::types::ChangedTerm,
    },
    connection::connection,
    context::Ask,
    date::DateTime,
    enums::remote_enum,
    error::ApiError,
    id::{self, encode},
    loader::load,
    node::{self, Node},
};
use async_graphql::{Context, Enum, ID, Object};
use entity::{
    agreement::{
        correction::rule::Correction, pending::rule::Declined, progress::record::RequirementAnswered, terms::rule,
    },
    journal::Change as Entry,
    subject::Subject,
};

remote_enum! {
    /// What an act did to its subject.
    ChangeKind = "entity::journal::ChangeKind" {
        Created: "Created.",
        Changed: "Changed.",
        Removed: "Removed; its identifier is never used again.",
    }
}

/// A kind of record whose changes are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
pub(crate) enum RecordKind {
    /// Regions and institutions.
    Party,
    /// Partnerships.
    Partnership,
    /// Agreements (kerja sama).
    Agreement,
    /// Documents of agreements.
    Document,
    /// Exchanges (pertukaran pengetahuan).
    Exchange,
    /// Postings of those who look for partners.
    PartnerWanted,
    /// Reports to authorities (laporan).
    ObligatoryReport,
    /// Requests with an answer (permintaan).
    Request,
    /// Files that officers import (impor).
    ImportBatch,
}

impl From<RecordKind> for id::Kind {
    fn from(kind: RecordKind) -> Self {
        match kind {
            RecordKind::Party => Self::Party,
            RecordKind::Partnership => Self::Partnership,
            RecordKind::Agreement => Self::Agreement,
            RecordKind::Document => Self::Document,
            RecordKind::Exchange => Self::Exchange,
            RecordKind::PartnerWanted => Self::PartnerWanted,
            RecordKind::ObligatoryReport => Self::ObligatoryReport,
            RecordKind::Request => Self::Request,
            RecordKind::ImportBatch => Self::ImportBatch,
        }
    }
}

/// One act, in the order in which acts took effect.
#[derive(Debug, Clone)]
pub(crate) struct Change(pub(crate) Entry);

impl Change {
    pub(crate) fn record(&self) -> Subject {
        Subject::new(self.0.subject_kind, self.0.subject_id)
    }
}

/// One act, in the order in which acts took effect.
#[Object]
impl Change {
    /// The identifier.
    pub(crate) async fn id(&self) -> ID {
        encode(id::Kind::Change, self.0.id)
    }

    /// When, in UTC.
    async fn at(&self) -> DateTime {
        self.0.at.into()
    }

    /// The name of the act.
    async fn act(&self) -> &str {
        &self.0.act
    }

    /// Who acted, if it was the caller or a colleague; those who may read everything always see it. Null otherwise, and
    /// for acts of the registry itself.
    async fn by(&self, context: &Context<'_>) -> Result<Option<String>, ApiError> {
        match self.0.actor_id {
            Some(actor) => load(context.lookups()?, ColleagueName(actor)).await,
            None => Ok(None),
        }
    }

    /// The terms of an agreement that it changed, before and after.
    async fn terms(&self) -> Vec<ChangedTerm> {
        rule::ChangedTerm::of_entry(&self.0.data).into_iter().map(Into::into).collect()
    }

    /// The day of a step that it corrected, before and after; null for every other act.
    async fn correction(&self) -> Option<StepCorrection> {
        Correction::of_entry(&self.0.data).map(Into::into)
    }

    /// The act that it declined, with the reason; null for every other act.
    async fn declined(&self) -> Option<DeclinedAct> {
        Declined::of_entry(&self.0.act, &self.0.data).map(DeclinedAct)
    }

    /// The answer to one of the nine requirements that it gave; null for every other act.
    async fn requirement(&self) -> Option<AnsweredRequirement> {
        RequirementAnswered::of_entry(&self.0.act, &self.0.data).map(Into::into)
    }

    /// What it did.
    async fn kind(&self) -> ChangeKind {
        self.0.change.into()
    }

    /// The identifier of the record it is about; it stays when the record is gone.
    async fn subject_id(&self) -> Option<ID> {
        Some(encode(self.0.subject_kind, self.0.subject_id))
    }

    /// The record as it is now; null if it is gone or the caller may no longer see it.
    async fn subject(&self, context: &Context<'_>) -> Result<Option<Node>, ApiError> {
        node::load(context, self.record()).await
    }
}

impl From<Entry> for Change {
    fn from(entry: Entry) -> Self {
        Self(entry)
    }
}

connection!(ChangeConnection, ChangeEdge, Change, "changes");

#[cfg(test)]
mod tests {
    use super::*;
    use async_graphql::resolver_utils::EnumType;

    #[test]
    fn every_kind_of_the_feed_can_be_asked_for() {
        let mut fed = id::Kind::which(|facts| facts.is_fed);
        let asked: Vec<id::Kind> = RecordKind::items().iter().map(|item| item.value.into()).collect();
        assert_eq!(fed.find(|kind| !asked.contains(kind)), None);
    }
}
