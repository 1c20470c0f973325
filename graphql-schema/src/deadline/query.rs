//! Queries for deadlines.

use super::{
    loader::prefetch,
    types::{DeadlineConnection, DeadlineKind},
};
use crate::{
    connection::{Listed, Stretch, total},
    context::{Ask, Told},
    error::ApiError,
    id::{Kind, decode_as},
    selection::Selections,
};
use async_graphql::{Context, ID, Object};
use chrono::Days;
use entity::{
    date::legal_today,
    deadline::record::deadline,
    obligation::find::{self, DeadlineFilter},
    page::Slice,
};

/// The longest time ahead, in days.
const FURTHEST: u32 = 36_500;

#[derive(Default)]
pub(crate) struct DeadlineQuery;

#[Object]
impl DeadlineQuery {
    /// Deadlines (tenggat), overdue ones included, soonest first: those of the caller's own parties and of the
    /// agreements that these keep.
    async fn obligations(
        &self,
        context: &Context<'_>,
        #[graphql(
            desc = "Due within this many days from today (in Jakarta); 0 to 36500.",
            default = 90,
            validator(minimum = 0, maximum = 36500)
        )]
        due_within: u32,
        #[graphql(desc = "Only those of this region or institution.")] region: Option<ID>,
        #[graphql(desc = "Of one of these kinds.")] kind: Option<Vec<DeadlineKind>>,
        #[graphql(desc = "How many from the start: 1 to 100; 20 by default.")] first: Option<i32>,
        #[graphql(desc = "Only those after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end: 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Only those before this cursor.")] before: Option<String>,
    ) -> Result<DeadlineConnection, ApiError> {
        let (registry, caller) = (context.registry()?, context.caller()?);
        let ahead = Days::new(due_within.min(FURTHEST).into());
        let filter = DeadlineFilter {
            until: legal_today(registry.now()).checked_add_days(ahead),
            party: region.map(|party| decode_as(Kind::Party, &party)),
            kind: kind.map(|kinds| kinds.into_iter().map(Into::into).collect()),
        };
        let page = Stretch { first, after, last, before }.of(find::BY_DAY, caller)?;
        let slice = find::obligations(registry, caller, &filter, &page).await.told(caller)?;
        let total = total(&context.look_ahead(), find::count_obligations(registry, caller, &filter), caller).await?;
        list(context, slice, total).await
    }
}

/// A page of deadlines, with what is selected of them.
pub(crate) async fn list(
    context: &Context<'_>,
    slice: Slice<deadline::Model>,
    total: Option<u64>,
) -> Result<DeadlineConnection, ApiError> {
    prefetch(context, &Selections::items(&context.look_ahead()), &slice.rows).await?;
    Ok(DeadlineConnection(Listed::new(slice, total, |row| find::cursor(row).encode())))
}
