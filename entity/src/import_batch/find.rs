//! Reading imported files and their rows, as their party may.

use super::record::{ImportKind, ImportState, import_batch, import_row};
use crate::{
    Caller, Error, Registry,
    page::{self, Cursor, Direction, Key, ListOrder, Page, Slice},
    policy::visible,
    report::Verdict,
};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait, Select,
    sea_query::SelectStatement,
};
use std::collections::HashMap;
use uuid::Uuid;

/// The order of files: the newest first.
pub const BY_AGE: ListOrder = ListOrder::by_id("import.sent");
/// The order of rows: that of the file.
pub const BY_LINE: ListOrder = ListOrder::by_id("import_row.line");

/// The files of a party.
pub(crate) fn concerning(_caller: &Caller, party: Uuid) -> SelectStatement {
    let files = import_batch::Entity::find().filter(import_batch::Column::PartyId.eq(party));
    files.select_only().column(import_batch::Column::Id).into_query()
}

/// Which files.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ImportFilter {
    /// Of this party.
    pub party: Option<Uuid>,
    /// Of one of these kinds.
    pub kind: Option<Vec<ImportKind>>,
    /// That stand at one of these.
    pub state: Option<Vec<ImportState>>,
}

impl ImportFilter {
    fn select(&self, caller: &Caller) -> Select<import_batch::Entity> {
        let all = Condition::all()
            .add(visible::<import_batch::Entity>(caller))
            .add_option(self.party.map(|party| import_batch::Column::PartyId.eq(party)))
            .add_option(self.kind.as_ref().map(|kinds| import_batch::Column::Kind.is_in(kinds.iter().copied())))
            .add_option(self.state.as_ref().map(|states| import_batch::Column::State.is_in(states.iter().copied())));
        import_batch::Entity::find().filter(all)
    }
}

/// One page of the files that `filter` describes, the newest first.
pub async fn imports(
    registry: &Registry,
    caller: &Caller,
    filter: &ImportFilter,
    page: &Page,
) -> Result<Slice<import_batch::Model>, Error> {
    let select = page.narrow(filter.select(caller), None, import_batch::Column::Id, Direction::Descending);
    Ok(page.cut(select.all(&registry.db).await?))
}

/// How many files `filter` describes.
pub async fn count_imports(registry: &Registry, caller: &Caller, filter: &ImportFilter) -> Result<u64, Error> {
    Ok(page::count(&registry.db, filter.select(caller)).await?)
}

/// Where a file stands in the list.
pub fn cursor(batch: &import_batch::Model) -> Cursor {
    BY_AGE.cursor(Key::Id, batch.id)
}

/// Those of these files that the caller may see.
pub async fn imports_by_id(
    registry: &Registry,
    caller: &Caller,
    ids: &[Uuid],
) -> Result<HashMap<Uuid, import_batch::Model>, Error> {
    let these = ImportFilter::default().select(caller).filter(import_batch::Column::Id.is_in(ids.iter().copied()));
    Ok(these.all(&registry.db).await?.into_iter().map(|batch| (batch.id, batch)).collect())
}

/// Which rows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RowFilter {
    /// Of this file.
    pub import: Option<Uuid>,
    /// That came to one of these.
    pub verdict: Option<Vec<Verdict>>,
}

impl RowFilter {
    fn select(&self, caller: &Caller) -> Select<import_row::Entity> {
        let all = Condition::all()
            .add(import_row::Column::BatchId.in_subquery(seen(caller)))
            .add_option(self.import.map(|import| import_row::Column::BatchId.eq(import)))
            .add_option(self.verdict.as_ref().map(|such| import_row::Column::Verdict.is_in(such.iter().copied())));
        import_row::Entity::find().filter(all)
    }
}

/// The files that the caller may see.
fn seen(caller: &Caller) -> SelectStatement {
    ImportFilter::default().select(caller).select_only().column(import_batch::Column::Id).into_query()
}

/// One page of the rows that `filter` describes, in the order of the file.
pub async fn import_rows(
    registry: &Registry,
    caller: &Caller,
    filter: &RowFilter,
    page: &Page,
) -> Result<Slice<import_row::Model>, Error> {
    let select = page.narrow(filter.select(caller), None, import_row::Column::Id, Direction::Ascending);
    Ok(page.cut(select.all(&registry.db).await?))
}

/// How many rows `filter` describes.
pub async fn count_rows(registry: &Registry, caller: &Caller, filter: &RowFilter) -> Result<u64, Error> {
    Ok(page::count(&registry.db, filter.select(caller)).await?)
}

/// Where a row stands in the list.
pub fn row_cursor(row: &import_row::Model) -> Cursor {
    BY_LINE.cursor(Key::Id, row.id)
}

/// Those of these rows that the caller may see.
pub async fn rows_by_id(
    registry: &Registry,
    caller: &Caller,
    ids: &[Uuid],
) -> Result<HashMap<Uuid, import_row::Model>, Error> {
    let these = RowFilter::default().select(caller).filter(import_row::Column::Id.is_in(ids.iter().copied()));
    Ok(these.all(&registry.db).await?.into_iter().map(|row| (row.id, row)).collect())
}

/// A file that the caller may see, and its rows that are refused or wait for a choice, in its order.
pub async fn rejects(
    registry: &Registry,
    caller: &Caller,
    id: Uuid,
) -> Result<Option<(import_batch::Model, Vec<import_row::Model>)>, Error> {
    let Some(batch) = imports_by_id(registry, caller, &[id]).await?.remove(&id) else { return Ok(None) };
    let left = RowFilter { import: Some(id), verdict: Some(vec![Verdict::Refused, Verdict::Choose]) };
    let rows = left.select(caller).order_by_asc(import_row::Column::Id).all(&registry.db).await?;
    Ok(Some((batch, rows)))
}
