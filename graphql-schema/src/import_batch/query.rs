//! Queries for imported files and their rows.

use super::{
    loader::{prefetch, prefetch_rows},
    types::{ImportBatchConnection, ImportKind, ImportRowConnection, ImportState, ImportVerdict},
};
use crate::{
    connection::{Listed, Stretch, total},
    context::{Ask, Told},
    error::ApiError,
    id::{Kind, decode_as},
    selection::Selections,
};
use async_graphql::{Context, ID, InputObject, Object};
use entity::import_batch::find;
use std::sync::Arc;

/// A filter for imported files. All conditions given must hold.
#[derive(Debug, Default, InputObject)]
pub(crate) struct ImportFilter {
    /// Of this party.
    party: Option<ID>,
    /// Of one of these kinds.
    kind: Option<Vec<ImportKind>>,
    /// That stand at one of these.
    state: Option<Vec<ImportState>>,
}

impl From<ImportFilter> for find::ImportFilter {
    fn from(filter: ImportFilter) -> Self {
        Self {
            party: filter.party.map(|party| decode_as(Kind::Party, &party)),
            kind: filter.kind.map(|kinds| kinds.into_iter().map(Into::into).collect()),
            state: filter.state.map(|states| states.into_iter().map(Into::into).collect()),
        }
    }
}

/// A filter for the rows of imported files. All conditions given must hold.
#[derive(Debug, Default, InputObject)]
pub(crate) struct ImportRowFilter {
    /// That came to one of these.
    verdict: Option<Vec<ImportVerdict>>,
}

#[derive(Default)]
pub(crate) struct ImportQuery;

#[Object]
impl ImportQuery {
    /// The files that the caller's parties import (impor), newest first.
    async fn imports(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "A filter; all if omitted.")] filter: Option<ImportFilter>,
        #[graphql(desc = "How many from the start: 1 to 100; 20 by default.")] first: Option<i32>,
        #[graphql(desc = "Only those after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end: 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Only those before this cursor.")] before: Option<String>,
    ) -> Result<ImportBatchConnection, ApiError> {
        let (registry, caller, look) = (context.registry()?, context.caller()?, context.look_ahead());
        let filter = filter.unwrap_or_default().into();
        let page = Stretch { first, after, last, before }.of(find::BY_AGE, caller)?;
        let slice = find::imports(registry, caller, &filter, &page).await.told(caller)?;
        let total = total(&look, find::count_imports(registry, caller, &filter), caller).await?;
        let batches: Vec<_> = slice.rows.iter().cloned().map(Arc::new).collect();
        prefetch(context, &Selections::items(&look), &batches).await?;
        Ok(ImportBatchConnection(Listed::new(slice, total, |row| find::cursor(row).encode())))
    }

    /// The rows of a file that a party of the caller imports, in the order of the file.
    async fn import_rows(
        &self,
        context: &Context<'_>,
        #[graphql(name = "import", desc = "The file.")] import: ID,
        #[graphql(desc = "A filter; all if omitted.")] filter: Option<ImportRowFilter>,
        #[graphql(desc = "How many from the start: 1 to 100; 20 by default.")] first: Option<i32>,
        #[graphql(desc = "Only those after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end: 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Only those before this cursor.")] before: Option<String>,
    ) -> Result<ImportRowConnection, ApiError> {
        let (registry, caller, look) = (context.registry()?, context.caller()?, context.look_ahead());
        let verdict = filter.unwrap_or_default().verdict;
        let filter = find::RowFilter {
            import: Some(decode_as(Kind::ImportBatch, &import)),
            verdict: verdict.map(|such| such.into_iter().map(Into::into).collect()),
        };
        let page = Stretch { first, after, last, before }.of(find::BY_LINE, caller)?;
        let slice = find::import_rows(registry, caller, &filter, &page).await.told(caller)?;
        let total = total(&look, find::count_rows(registry, caller, &filter), caller).await?;
        let rows: Vec<_> = slice.rows.iter().cloned().map(Arc::new).collect();
        prefetch_rows(context, &Selections::items(&look), &rows).await?;
        Ok(ImportRowConnection(Listed::new(slice, total, |row| find::row_cursor(row).encode())))
    }
}
