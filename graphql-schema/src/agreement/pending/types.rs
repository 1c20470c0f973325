//! Acts that wait for the parties they bind, as partners see them.

use crate::{
    agreement::{
        document::{loader::DocumentsOf, types::Document},
        route::types::AgreementAct,
        terms::types::ChangedTerm,
    },
    context::Ask,
    error::ApiError,
    loader::load,
    place::{loader::PartyById, types::Party},
};
use async_graphql::{Context, Object};
use chrono::{DateTime, NaiveDate, Utc};
use entity::agreement::{pending::find::Pending, terms::rule};
use std::sync::Arc;
use uuid::Uuid;

/// An act that one party recorded and that takes effect once every party it binds has confirmed it (menunggu konfirmasi).
/// It is void when the terms change, the parties move on, or a newer act is recorded.
#[derive(Debug, Clone)]
pub(crate) struct PendingAct {
    pub(crate) pending: Arc<Pending>,
    pub(crate) awaited: Vec<Uuid>,
    pub(crate) changed: Vec<rule::ChangedTerm>,
    pub(crate) joins: Option<Uuid>,
}

/// An act that one party recorded and that takes effect once every party it binds has confirmed it (menunggu konfirmasi).
/// It is void when the terms change, the parties move on, or a newer act is recorded.
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
    async fn on(&self) -> NaiveDate {
        self.pending.act.on_day
    }

    /// The signed paper on which it rests, where one was named and the caller may see it.
    async fn document(&self, context: &Context<'_>) -> Result<Option<Document>, ApiError> {
        let documents = load(context.lookups()?, DocumentsOf(self.pending.act.agreement_id)).await?;
        let named = documents.iter().find(|document| Some(document.id) == self.pending.act.document_id);
        Ok(named.cloned().map(Document))
    }

    /// The terms that it would change, before and after.
    async fn terms(&self) -> Vec<ChangedTerm> {
        self.changed.iter().cloned().map(Into::into).collect()
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

    /// When it was recorded, in UTC.
    async fn recorded_at(&self) -> DateTime<Utc> {
        self.pending.act.recorded_at
    }
}

async fn parties(context: &Context<'_>, ids: impl Iterator<Item = Uuid>) -> Result<Vec<Party>, ApiError> {
    let mut found = Vec::new();
    for id in ids {
        found.extend(load(context.lookups()?, PartyById(id)).await?.map(Party::of));
    }
    Ok(found)
}
