//! Queries for changes.

use super::{
    loader::prefetch,
    types::{ChangeConnection, RecordKind},
};
use crate::{
    connection::{Listed, total},
    context::{Ask, Told},
    date::DateTime,
    error::ApiError,
    id::{Kind, decode_as, encode, subject as record},
    selection::Selections,
};
use async_graphql::{Context, ID, Object};
use entity::{
    journal::{self, Feed},
    page::{Cursor, Key, Page},
};

#[derive(Default)]
pub(crate) struct JournalQuery;

#[Object]
impl JournalQuery {
    /// Changes (riwayat perubahan), in the order in which they took effect, as far as the caller may see them.
    /// Resume with the cursor of the last change read: none is ever skipped.
    async fn changes(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Only those of this record.")] subject: Option<ID>,
        #[graphql(desc = "Only those at this moment or later.")] since: Option<DateTime>,
        #[graphql(desc = "Only those of records of one of these kinds.")] kinds: Option<Vec<RecordKind>>,
        #[graphql(
            desc = "Only those of records that concern this region or institution: itself, its partnerships, agreements with \
                          their documents, exchanges, reports, postings and requests."
        )]
        party: Option<ID>,
        #[graphql(desc = "How many from the start: 1 to 100; 20 by default.")] first: Option<i32>,
        #[graphql(desc = "Only those after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end: 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Only those before this cursor.")] before: Option<String>,
    ) -> Result<ChangeConnection, ApiError> {
        let (registry, caller, look) = (context.registry()?, context.caller()?, context.look_ahead());
        let page =
            Page::between(first, after.as_deref().map(place), last, before.as_deref().map(place)).told(caller)?;
        let feed = Feed {
            about: subject.map(|id| record(&id)),
            since: since.map(Into::into),
            kinds: kinds.map(|kinds| kinds.into_iter().map(Into::into).collect()),
            party: party.map(|party| decode_as(Kind::Party, &party)),
        };
        let slice = journal::changes(registry, caller, &feed, &page).await.told(caller)?;
        let total = total(&look, journal::count_changes(registry, caller, &feed), caller).await?;
        prefetch(context, &Selections::items(&look), &slice.rows).await?;
        Ok(ChangeConnection(Listed::new(slice, total, |entry| encode(Kind::Change, entry.id).0)))
    }
}

/// The place in the feed that a cursor is: the identifier of a change.
fn place(cursor: &str) -> Cursor {
    journal::FEED.cursor(Key::Id, decode_as(Kind::Change, cursor))
}
