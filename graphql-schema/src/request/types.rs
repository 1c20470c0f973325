//! Requests, as the two sides see them.

use crate::{
    agreement::document::{loader::DocumentById, types::Document},
    connection::connection,
    context::Ask,
    date::{Date, DateTime},
    enums::remote_enum,
    error::ApiError,
    id::{self, encode},
    journal::loader::ColleagueName,
    loader::load,
    node::{self, Node},
    place::{loader::PartyById, types::Party},
    task::types::Colleague,
};
use async_graphql::{Context, ID, Object};
use entity::{date::legal_today, request::record::request, subject::Subject};
use std::sync::Arc;
use uuid::Uuid;

remote_enum! {
    /// What is asked for.
    RequestWants = "entity::request::record::Wanted" {
        Paper: "A paper that is missing (dokumen).",
        Wording: "A wording of the text (rumusan naskah).",
        Time: "More time (tambahan waktu). Days that follow from the law or the agreement do not move by an answer.",
        Fact: "The confirmation that something is so (konfirmasi).",
    }
}

remote_enum! {
    /// How a request ended.
    RequestAnswer = "entity::request::record::Answer" {
        Given: "What was asked for was given (dipenuhi).",
        Declined: "It was declined, with the reason (ditolak).",
        Withdrawn: "Who asked took it back (ditarik).",
    }
}

/// What one party, or somebody in it, asks of another (permintaan), and the answer. Silence is no answer. Only the two sides
/// see it.
#[derive(Debug, Clone)]
pub(crate) struct Request(pub(crate) Arc<request::Model>);

/// What one party, or somebody in it, asks of another (permintaan), and the answer. Silence is no answer. Only the two sides
/// see it.
#[Object]
impl Request {
    /// The identifier; it is never used again.
    pub(crate) async fn id(&self) -> ID {
        encode(id::Kind::Request, self.0.id)
    }

    /// What is asked for.
    async fn wants(&self) -> RequestWants {
        self.0.wants.into()
    }

    /// The request in words.
    async fn text(&self) -> &str {
        &self.0.text
    }

    /// The record that it is about, as far as the caller may see it.
    async fn about(&self, context: &Context<'_>) -> Result<Option<Node>, ApiError> {
        // The recursion follows the selection, whose depth is limited.
        Box::pin(node::load(context, Subject::new(self.0.subject_kind, self.0.subject_id))).await
    }

    /// The party that asks.
    async fn asked_by(&self, context: &Context<'_>) -> Result<Option<Party>, ApiError> {
        Ok(load(context.lookups()?, PartyById(self.0.party_id)).await?.map(Party::of))
    }

    /// Who asks for it, for colleagues.
    async fn asked_by_person(&self, context: &Context<'_>) -> Result<Option<Colleague>, ApiError> {
        colleague(context, self.0.asked_by_id).await
    }

    /// The party that is asked: the one that asks, where a colleague or an outsider is asked.
    async fn asked(&self, context: &Context<'_>) -> Result<Option<Party>, ApiError> {
        Ok(load(context.lookups()?, PartyById(self.0.asked_party_id)).await?.map(Party::of))
    }

    /// The colleague who is asked.
    async fn colleague(&self, context: &Context<'_>) -> Result<Option<Colleague>, ApiError> {
        colleague(context, self.0.asked_person_id).await
    }

    /// The outsider who is asked, as whoever asks named them. They answer by a link.
    async fn outsider(&self) -> Option<&str> {
        self.0.asked_name.as_deref()
    }

    /// The day by which an answer is asked for.
    async fn due_on(&self) -> Date {
        self.0.due_on.into()
    }

    /// Whether that day has passed without an answer.
    async fn overdue(&self, context: &Context<'_>) -> Result<bool, ApiError> {
        Ok(self.0.answer.is_none() && self.0.due_on < legal_today(context.registry()?.now()))
    }

    /// How it ended; null while it is open.
    async fn answer(&self) -> Option<RequestAnswer> {
        self.0.answer.map(Into::into)
    }

    /// What was answered in words.
    async fn note(&self) -> Option<&str> {
        self.0.note.as_deref()
    }

    /// The paper that was given.
    async fn document(&self, context: &Context<'_>) -> Result<Option<Document>, ApiError> {
        let Some(document) = self.0.document_id else { return Ok(None) };
        Ok(load(context.lookups()?, DocumentById(document)).await?.map(Document))
    }

    /// Who answered, for colleagues.
    async fn answered_by(&self, context: &Context<'_>) -> Result<Option<Colleague>, ApiError> {
        colleague(context, self.0.answered_by_id).await
    }

    /// When it ended.
    async fn answered_on(&self) -> Option<Date> {
        self.0.answered_on.map(Into::into)
    }

    /// When it was asked, in UTC.
    async fn created_at(&self) -> DateTime {
        self.0.created_at.into()
    }

    /// Rises with every change.
    async fn revision(&self) -> i32 {
        self.0.revision
    }
}

async fn colleague(context: &Context<'_>, id: Option<Uuid>) -> Result<Option<Colleague>, ApiError> {
    let Some(id) = id else { return Ok(None) };
    Ok(load(context.lookups()?, ColleagueName(id)).await?.map(|name| Colleague((id, name))))
}

impl From<request::Model> for Request {
    fn from(row: request::Model) -> Self {
        Self(Arc::new(row))
    }
}

connection!(RequestConnection, RequestEdge, Request, "requests");
