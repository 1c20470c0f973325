//! What partners see: the GraphQL schema over the registry.
//!
//! No rule and no SQL lives here. A resolver reads through `entity`'s `find`, for the caller, and a mutation is one of
//! its acts. A list loads what its items need before they ask for it, one statement per level: see `loader.rs`.

use async_graphql::{EmptySubscription, Request, Response, Schema};
use entity::{Caller, Registry};
use futures_util::future::BoxFuture;
use std::sync::Arc;

pub mod error;
pub mod inputs;
pub mod limit;
pub mod once;
pub mod parameters;

mod account;
mod agreement;
mod bare;
mod connection;
mod context;
mod date;
mod deadline;
mod enums;
mod exchange;
mod filter;
mod id;
mod import_batch;
mod journal;
mod library;
mod loader;
mod merger;
mod mutation;
mod node;
mod notice;
mod obligatory_report;
mod order;
mod partner_wanted;
mod partnership;
mod place;
mod policy;
mod query;
mod refusal;
mod request;
mod search;
mod selection;
mod statistics;
mod task;
mod text;

pub use account::Visit;
use mutation::Mutation;
use query::Query;

/// Executes the requests of one schema. It is the only way in: what a schema is made of is compiled here, once, and not
/// again in each crate that waits for an answer.
pub trait Execute: Send + Sync {
    /// The answer to `request`.
    fn execute(&self, request: Request) -> BoxFuture<'static, Response>;
}

impl<E: async_graphql::Executor> Execute for E {
    fn execute(&self, mut request: Request) -> BoxFuture<'static, Response> {
        let executor = self.clone();
        Box::pin(async move {
            let cost = limit::cost::noted(&request);
            let marked = bare::mark(&mut request);
            let mut response = async_graphql::Executor::execute(&executor, request).await;
            if marked {
                bare::unmark(&mut response);
            }
            limit::cost::told(response, cost)
        })
    }
}

/// The schema over `registry`.
pub fn build(registry: Registry) -> Arc<dyn Execute> {
    let schema = Schema::build(Query::default(), Mutation::default(), EmptySubscription)
        .data(registry)
        .disable_suggestions()
        .finish();
    Arc::new(schema)
}

/// The schema in GraphQL's schema definition language, sorted.
pub fn sdl() -> String {
    let options = async_graphql::SDLExportOptions::new()
        .sorted_fields()
        .sorted_arguments()
        .sorted_enum_items()
        .include_specified_by();
    Schema::build(Query::default(), Mutation::default(), EmptySubscription).finish().sdl_with_options(options)
}

/// Makes `request` one of `caller`: who asks, in which language, with look-ups of its own.
#[must_use]
pub fn attend(request: Request, registry: &Registry, caller: Caller, visit: Visit) -> Request {
    let lookups = loader::lookups(registry.clone(), caller.clone());
    request.data(caller).data(visit).data(lookups)
}

/// The identifier of an agreement for callers.
pub fn agreement_id(id: uuid::Uuid) -> String {
    id::encode(id::Kind::Agreement, id).0
}

/// The identifier of a party for callers.
pub fn party_id(id: uuid::Uuid) -> String {
    id::encode(id::Kind::Party, id).0
}

/// The identifier of an exchange for callers.
pub fn exchange_id(id: uuid::Uuid) -> String {
    id::encode(id::Kind::Exchange, id).0
}

/// What kind of record a caller's identifier means; `None` if it is none of ours.
pub fn kind_of(id: &str) -> Option<entity::subject::SubjectKind> {
    id::decode(id).map(|subject| subject.kind)
}

/// The agreement that an identifier means.
pub fn known_agreement(id: &str) -> Option<uuid::Uuid> {
    known(id::Kind::Agreement, id)
}

/// The exchange that an identifier means.
pub fn known_exchange(id: &str) -> Option<uuid::Uuid> {
    known(id::Kind::Exchange, id)
}

/// The party that a caller's identifier means; `None` if it is none of a party.
pub fn known_party(id: &str) -> Option<uuid::Uuid> {
    known(id::Kind::Party, id)
}

/// The identifier of an imported file for callers.
pub fn import_id(id: uuid::Uuid) -> String {
    id::encode(id::Kind::ImportBatch, id).0
}

/// The imported file that an identifier means.
pub fn known_import(id: &str) -> Option<uuid::Uuid> {
    known(id::Kind::ImportBatch, id)
}

/// The document that an identifier in an address means.
pub fn document_id(id: &str) -> Option<uuid::Uuid> {
    known(id::Kind::Document, id)
}

fn known(kind: id::Kind, id: &str) -> Option<uuid::Uuid> {
    id::decode(id).filter(|subject| subject.kind == kind).map(|subject| subject.id)
}
