//! Look-ups of documents.

use super::types::{Document, Signature};
use crate::{
    context::{Ask, Told},
    error::ApiError,
    loader::{Answers, Lookup, Source, load_all, lookup},
    place::{self, types::Party},
    selection::{Selections, look_ahead},
};
use async_graphql::Context;
use entity::agreement::{
    document::{
        find,
        record::{blob, signature},
    },
    record::document,
};
use futures_util::future::BoxFuture;
use std::sync::Arc;
use uuid::Uuid;

lookup! {
    /// The documents of this agreement that the caller may see, oldest first.
    DocumentsOf => Arc<[document::Model]>,
    |source, ids| find::documents_of(&source.registry, &source.caller, ids),
    Arc::from
}

lookup! {
    /// The document with this identifier, if the caller may see it.
    DocumentById => Option<document::Model>,
    |source, ids| find::documents_by_id(&source.registry, &source.caller, ids),
    Some
}

lookup! {
    /// The signatures under this document.
    SignaturesOf => Arc<[signature::Model]>,
    |source, ids| find::signatures_of(&source.registry, ids),
    Arc::from
}

/// The file with this hash.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct BlobByHash(pub(crate) String);

impl Lookup for BlobByHash {
    type Value = Option<Arc<blob::Model>>;

    fn look_up<'a>(source: &'a Source, keys: &'a [Self]) -> BoxFuture<'a, Answers<Self>> {
        Box::pin(async move {
            let hashes: Vec<String> = keys.iter().map(|key| key.0.clone()).collect();
            let mut found = find::blobs(&source.registry, &hashes).await.told(&source.caller)?;
            Ok(keys.iter().map(|key| (key.clone(), found.remove(&key.0).map(Arc::new))).collect())
        })
    }
}

look_ahead! {
    Document { PARTY = "party" => Party, FILE = "file", SUPERSEDES = "supersedes", HASH = "hash", SIGNATURES = "signatures" => Signature }
    Signature { PARTY = "party" => Party }
}

/// Loads the documents of these agreements and what is selected of them.
pub(crate) async fn prefetch(
    context: &Context<'_>,
    selections: &Selections<'_, Document>,
    agreements: impl Iterator<Item = Uuid>,
) -> Result<(), ApiError> {
    let found = load_all(context.lookups()?, agreements.map(DocumentsOf)).await?;
    let documents: Vec<&document::Model> = found.values().flat_map(|documents| documents.iter()).collect();
    prefetch_below(context, selections, &documents).await
}

/// Loads the documents with these identifiers and what is selected of them.
pub(crate) async fn prefetch_by_id(
    context: &Context<'_>,
    selections: &Selections<'_, Document>,
    ids: &[Uuid],
) -> Result<(), ApiError> {
    if ids.is_empty() || selections.is_empty() {
        return Ok(());
    }
    let found = load_all(context.lookups()?, ids.iter().copied().map(DocumentById)).await?;
    Box::pin(prefetch_below(context, selections, &found.values().flatten().collect::<Vec<_>>())).await
}

/// Loads what is selected of these documents.
pub(crate) async fn prefetch_below(
    context: &Context<'_>,
    selections: &Selections<'_, Document>,
    documents: &[&document::Model],
) -> Result<(), ApiError> {
    let lookups = context.lookups()?;
    let owners: Vec<Uuid> = documents.iter().filter_map(|document| document.party_id).collect();
    place::loader::prefetch_by_id(context, &selections.below(&Document::PARTY), &owners).await?;
    if selections.has(&Document::FILE) {
        let hashes = documents.iter().filter_map(|document| document.sha256.clone());
        load_all(lookups, hashes.map(BlobByHash)).await?;
    }
    if selections.has(&Document::SUPERSEDES) {
        load_all(lookups, documents.iter().filter_map(|document| document.supersedes_id).map(DocumentById)).await?;
    }
    let of_signatures = selections.below(&Document::SIGNATURES);
    if selections.has(&Document::HASH) {
        load_all(lookups, documents.iter().map(|document| SignaturesOf(document.id))).await?;
    }
    if !of_signatures.is_empty() {
        let signatures = load_all(lookups, documents.iter().map(|document| SignaturesOf(document.id))).await?;
        let signing: Vec<Uuid> =
            signatures.values().flat_map(|signatures| signatures.iter()).map(|signature| signature.party_id).collect();
        place::loader::prefetch_by_id(context, &of_signatures.below(&Signature::PARTY), &signing).await?;
    }
    Ok(())
}
