//! Look-ups of imported files and their rows.

use super::types::{ImportBatch, ImportQuestion, ImportRow};
use crate::{
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
    import_batch::{
        find,
        record::{import_batch, import_row},
    },
    subject::Subject,
};
use futures_util::future::BoxFuture;
use std::sync::Arc;
use uuid::Uuid;

lookup! {
    /// The file with this identifier.
    ImportById => Option<Arc<import_batch::Model>>,
    |source, ids| find::imports_by_id(&source.registry, &source.caller, ids),
    |batch| Some(Arc::new(batch))
}

lookup! {
    /// The row with this identifier.
    ImportRowById => Option<Arc<import_row::Model>>,
    |source, ids| find::rows_by_id(&source.registry, &source.caller, ids),
    |row| Some(Arc::new(row))
}

look_ahead! {
    ImportBatch {
        PARTY = "party" => Party,
        SENT_BY = "sentBy" => Colleague,
        QUESTIONS = "questions" => ImportQuestion,
    }
    ImportQuestion { CANDIDATES = "candidates" => Party }
    ImportRow { RECORD = "record" => Node }
}

/// Loads what is selected of these files.
pub(crate) async fn prefetch(
    context: &Context<'_>,
    selections: &Selections<'_, ImportBatch>,
    batches: &[Arc<import_batch::Model>],
) -> Result<(), ApiError> {
    let parties: Vec<Uuid> = batches.iter().map(|batch| batch.party_id).collect();
    place::loader::prefetch_by_id(context, &selections.below(&ImportBatch::PARTY), &parties).await?;
    if selections.has(&ImportBatch::SENT_BY) {
        let people = batches.iter().filter_map(|batch| batch.person_id).map(ColleagueName);
        load_all(context.lookups()?, people).await?;
    }
    let candidates = selections.below(&ImportBatch::QUESTIONS).below(&ImportQuestion::CANDIDATES);
    let questions = batches.iter().flat_map(|batch| &batch.questions.0);
    let asked: Vec<Uuid> = questions.flat_map(|question| question.candidates.iter().copied()).collect();
    Box::pin(place::loader::prefetch_by_id(context, &candidates, &asked)).await
}

/// Loads the files with these identifiers and what is selected of them.
pub(crate) async fn prefetch_by_id(
    context: &Context<'_>,
    selections: &Selections<'_, ImportBatch>,
    ids: &[Uuid],
) -> Result<(), ApiError> {
    if ids.is_empty() || selections.is_empty() {
        return Ok(());
    }
    let found = load_all(context.lookups()?, ids.iter().copied().map(ImportById)).await?;
    let batches: Vec<_> = found.into_values().flatten().collect();
    prefetch(context, selections, &batches).await
}

/// Loads what is selected of these rows.
pub(crate) async fn prefetch_rows(
    context: &Context<'_>,
    selections: &Selections<'_, ImportRow>,
    rows: &[Arc<import_row::Model>],
) -> Result<(), ApiError> {
    let of_records = selections.below(&ImportRow::RECORD);
    if of_records.is_empty() {
        return Ok(());
    }
    let records: Vec<Subject> = rows
        .iter()
        .filter_map(|row| row.record_kind.zip(row.record_id))
        .map(|(kind, id)| Subject::new(kind, id))
        .collect();
    Box::pin(node::prefetch(context, &of_records, &records)).await
}

/// Loads the rows with these identifiers and what is selected of them. What they made may have records in turn.
pub(crate) fn prefetch_rows_by_id<'a>(
    context: &'a Context<'_>,
    selections: &'a Selections<'_, ImportRow>,
    ids: &'a [Uuid],
) -> BoxFuture<'a, Result<(), ApiError>> {
    Box::pin(async move {
        if ids.is_empty() || selections.is_empty() {
            return Ok(());
        }
        let found = load_all(context.lookups()?, ids.iter().copied().map(ImportRowById)).await?;
        let rows: Vec<_> = found.into_values().flatten().collect();
        prefetch_rows(context, selections, &rows).await
    })
}
