//! Acts that wait for the parties they bind, as partners see them.

use crate::{
    agreement::{
        document::{loader::DocumentsOf, types::Document},
        progress::types::StepCorrection,
        route::types::AgreementAct,
        terms::types::ChangedTerm,
    },
    context::Ask,
    date::{Date, DateTime},
    error::ApiError,
    loader::load,
    place::{
        loader::{PartyById, parties},
        types::Party,
    },
};
use async_graphql::{Context, Object};
use entity::agreement::{
    pending::{find::Pending, rule::Declined},
    terms::rule,
};
use std::sync::Arc;
use uuid::Uuid;

/// An act that one party recorded and that takes effect once every party it binds has confirmed it (menunggu konfirmasi).
/// It is void when the terms or its papers change, the parties move on, or a newer act is recorded.
#[derive(Debug, Clone)]
pub(crate) struct PendingAct {
    pub(crate) pending: Arc<Pending>,
    pub(crate) awaited: Vec<Uuid>,
    pub(crate) changed: Vec<rule::ChangedTerm>,
    pub(crate) joins: Option<Uuid>,
}

/// An act that one party recorded and that takes effect once every party it binds has confirmed it (menunggu konfirmasi).
/// It is void when the terms or its papers change, the parties move on, or a newer act is recorded.
#[Object]
impl PendingAct {
    /// The hash of all that it says, for `confirmAct` and `declineAct`.
    async fn hash(&self) -> String {
        self.pending.act.hash()
    }

    /// What is to be done.
    async fn act(&self) -> AgreementAct {
        self.pending.act.act.into()
    }

    /// The party that recorded it.
    async fn party(&self, context: &Context<'_>) -> Result<Option<Party>, ApiError> {
        Ok(load(context.lookups()?, PartyById(self.pending.act.party_id)).await?.map(Party::of))
    }

    /// When it happened, by its paper.
    async fn on(&self) -> Date {
        self.pending.act.on_day.into()
    }

    /// The papers on which it rests, as far as the caller may see them. It takes effect on these and no others: `hash` says
    /// what they are, with their days, signatures and files, and it is void once one of them changes.
    async fn documents(&self, context: &Context<'_>) -> Result<Vec<Document>, ApiError> {
        let (documents, named) = (
            load(context.lookups()?, DocumentsOf(self.pending.act.agreement_id)).await?,
            self.pending.act.papers.ids(),
        );
        Ok(documents.iter().filter(|document| named.contains(&document.id)).cloned().map(Document).collect())
    }

    /// The terms that it would change, before and after, each in full: what is not among them stays as it is.
    async fn terms(&self) -> Vec<ChangedTerm> {
        self.changed.iter().cloned().map(Into::into).collect()
    }

    /// The day of a step that it would correct, before and after, and why; null for every other act.
    async fn correction(&self) -> Option<StepCorrection> {
        self.pending.act.correction.clone().map(|corrected| corrected.correction.into())
    }

    /// Who would be taken in as a party that accedes.
    async fn joins(&self, context: &Context<'_>) -> Result<Option<Party>, ApiError> {
        let Some(party) = self.joins else { return Ok(None) };
        Ok(load(context.lookups()?, PartyById(party)).await?.map(Party::of))
    }

    /// The parties that have recorded or confirmed it.
    async fn confirmed_by(&self, context: &Context<'_>) -> Result<Vec<Party>, ApiError> {
        parties(context, self.pending.agreed.iter().copied()).await
    }

    /// The parties that have yet to confirm it.
    async fn awaiting(&self, context: &Context<'_>) -> Result<Vec<Party>, ApiError> {
        parties(context, self.awaited.iter().copied()).await
    }

    /// The note of the party that recorded it.
    async fn note(&self) -> Option<&str> {
        self.pending.act.note.as_deref()
    }

    /// When it was recorded, in UTC.
    async fn recorded_at(&self) -> DateTime {
        self.pending.act.recorded_at.into()
    }
}

/// An act that waited, and that a party declined or withdrew.
#[derive(Debug, Clone)]
pub(crate) struct DeclinedAct(pub(crate) Declined);

/// An act that waited, and that a party declined or withdrew.
#[Object]
impl DeclinedAct {
    /// What was to be done.
    async fn act(&self) -> AgreementAct {
        self.0.act.into()
    }

    /// The party that declined it, or that withdrew its own.
    async fn party(&self, context: &Context<'_>) -> Result<Option<Party>, ApiError> {
        Ok(load(context.lookups()?, PartyById(self.0.party)).await?.map(Party::of))
    }

    /// Why.
    async fn note(&self) -> Option<&str> {
        self.0.note.as_deref()
    }
}
