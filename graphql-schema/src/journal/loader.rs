//! Look-ups of changes, and of those who acted.

use super::types::Change;
use crate::{
    context::Ask,
    error::ApiError,
    loader::{load_all, lookup},
    node::{self, Node},
    selection::{Selections, look_ahead},
};
use async_graphql::Context;
use entity::{account::find, journal};
use uuid::Uuid;

lookup! {
    /// The name of this person or API client, where the caller works with them.
    ColleagueName => Option<String>,
    |source, ids| find::colleagues(&source.registry, &source.caller, ids),
    Some
}

lookup! {
    /// This change, if the caller may see it.
    ChangeById => Option<journal::Change>,
    |source, ids| journal::changes_by_id(&source.registry, &source.caller, ids),
    Some
}

look_ahead! {
    Change { BY = "by", SUBJECT = "subject" => Node }
}

/// Loads what is selected of these changes.
pub(crate) async fn prefetch(
    context: &Context<'_>,
    selections: &Selections<'_, Change>,
    changes: &[journal::Change],
) -> Result<(), ApiError> {
    if selections.has(&Change::BY) {
        load_all(context.lookups()?, changes.iter().filter_map(|entry| entry.actor_id).map(ColleagueName)).await?;
    }
    let of_subjects = selections.below(&Change::SUBJECT);
    if of_subjects.is_empty() {
        return Ok(());
    }
    let subjects: Vec<_> = changes.iter().cloned().map(Change).map(|one| one.record()).collect();
    Box::pin(node::prefetch(context, &of_subjects, &subjects)).await
}

/// Loads these changes, and what is selected of them.
pub(crate) async fn prefetch_by_id(
    context: &Context<'_>,
    selections: &Selections<'_, Change>,
    ids: &[Uuid],
) -> Result<(), ApiError> {
    if selections.is_empty() || ids.is_empty() {
        return Ok(());
    }
    let found = load_all(context.lookups()?, ids.iter().copied().map(ChangeById)).await?;
    let changes: Vec<_> = found.into_values().flatten().collect();
    prefetch(context, selections, &changes).await
}
