//! Queries for what was known of agreements.

use super::{loader::prefetch, types::AgreementAsOfConnection};
use crate::{
    connection::{Listed, Stretch, total},
    context::{Ask, Told},
    date::Date,
    error::ApiError,
    id::{Kind, decode_as},
    selection::Selections,
};
use async_graphql::{Context, ID, Object};
use entity::agreement::history::find::{self, AsOf};

#[derive(Default)]
pub(crate) struct HistoryQuery;

#[Object]
impl HistoryQuery {
    /// Agreements (kerja sama) as they were known at the end of a day in Jakarta: what the journal held by then, as far
    /// as the caller may see it, in order of entry.
    async fn agreements_as_of(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The day: today (in Jakarta) or earlier.")] date: Date,
        #[graphql(desc = "Only those to which this region or institution is a party.")] party: Option<ID>,
        #[graphql(desc = "How many from the start: 1 to 100; 20 by default.")] first: Option<i32>,
        #[graphql(desc = "Only those after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end: 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Only those before this cursor.")] before: Option<String>,
    ) -> Result<AgreementAsOfConnection, ApiError> {
        let (registry, caller, look) = (context.registry()?, context.caller()?, context.look_ahead());
        let party = party.map(|party| decode_as(Kind::Party, &party));
        let as_of = AsOf::new(registry, date.into(), party).told(caller)?;
        let page = Stretch { first, after, last, before }.of(find::ORDER, caller)?;
        let slice = find::known(registry, caller, &as_of, &page).await.told(caller)?;
        let total = total(&look, find::count_known(registry, caller, &as_of), caller).await?;
        prefetch(context, &Selections::items(&look), slice.rows.iter()).await?;
        Ok(AgreementAsOfConnection(Listed::new(slice, total, |known| find::cursor(known).encode())))
    }
}
