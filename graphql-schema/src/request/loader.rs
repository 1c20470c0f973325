//! Look-ups of requests.

use super::types::Request;
use crate::{
    agreement::document::{self, types::Document},
    context::Ask,
    error::ApiError,
    journal::loader::ColleagueName,
    loader::{load_all, lookup},
    node::{self, Node},
    place::{self, types::Party},
    selection::{Selections, look_ahead},
    task::types::Colleague,
};
use async_graphql::Context;
use entity::{
    request::{find, record::request},
    subject::Subject,
};
use futures_util::future::BoxFuture;
use std::sync::Arc;
use uuid::Uuid;

lookup! {
    /// The request with this identifier.
    RequestById => Option<Arc<request::Model>>,
    |source, ids| find::requests_by_id(&source.registry, &source.caller, ids),
    |request| Some(Arc::new(request))
}

look_ahead! {
    Request {
        ABOUT = "about" => Node,
        ASKED_BY = "askedBy" => Party,
        ASKED = "asked" => Party,
        ASKED_BY_PERSON = "askedByPerson" => Colleague,
        COLLEAGUE = "colleague" => Colleague,
        ANSWERED_BY = "answeredBy" => Colleague,
        DOCUMENT = "document" => Document,
    }
}

/// Loads what is selected of these requests.
pub(crate) async fn prefetch(
    context: &Context<'_>,
    selections: &Selections<'_, Request>,
    requests: &[Arc<request::Model>],
) -> Result<(), ApiError> {
    if requests.is_empty() {
        return Ok(());
    }
    let parties: Vec<Uuid> = requests.iter().flat_map(|one| [one.party_id, one.asked_party_id]).collect();
    let of_parties = selections.below(&Request::ASKED_BY).and(selections.below(&Request::ASKED));
    place::loader::prefetch_by_id(context, &of_parties, &parties).await?;
    let people = [&Request::ASKED_BY_PERSON, &Request::COLLEAGUE, &Request::ANSWERED_BY];
    if people.iter().any(|field| selections.has(*field)) {
        let mut people: Vec<Uuid> = Vec::new();
        for one in requests {
            people.extend([one.asked_by_id, one.asked_person_id, one.answered_by_id].into_iter().flatten());
        }
        load_all(context.lookups()?, people.into_iter().map(ColleagueName)).await?;
    }
    let documents: Vec<Uuid> = requests.iter().filter_map(|one| one.document_id).collect();
    document::loader::prefetch_by_id(context, &selections.below(&Request::DOCUMENT), &documents).await?;
    let about = selections.below(&Request::ABOUT);
    if about.is_empty() {
        return Ok(());
    }
    let subjects: Vec<Subject> = requests.iter().map(|one| Subject::new(one.subject_kind, one.subject_id)).collect();
    Box::pin(node::prefetch(context, &about, &subjects)).await
}

/// Loads the requests with these identifiers and what is selected of them. What they are about may have requests in turn.
pub(crate) fn prefetch_by_id<'a>(
    context: &'a Context<'_>,
    selections: &'a Selections<'_, Request>,
    ids: &'a [Uuid],
) -> BoxFuture<'a, Result<(), ApiError>> {
    Box::pin(async move {
        if ids.is_empty() || selections.is_empty() {
            return Ok(());
        }
        let found = load_all(context.lookups()?, ids.iter().copied().map(RequestById)).await?;
        let requests: Vec<_> = found.into_values().flatten().collect();
        prefetch(context, selections, &requests).await
    })
}
