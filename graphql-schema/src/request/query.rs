//! Queries for requests.

use super::{loader::prefetch, types::RequestConnection};
use crate::{
    connection::{Listed, Stretch, total},
    context::{Ask, Told},
    error::ApiError,
    id::{Kind, decode_as, subject},
    selection::Selections,
};
use async_graphql::{Context, ID, InputObject, Object};
use entity::request::find;
use std::sync::Arc;

/// A filter for requests. All conditions given must hold.
#[derive(Debug, Default, InputObject)]
pub(crate) struct RequestFilter {
    /// That are open or, if false, have ended.
    open: Option<bool>,
    /// About this record.
    about: Option<ID>,
    /// Of this party: what it waits for.
    asked_by: Option<ID>,
    /// To this party: what others wait for.
    asked: Option<ID>,
}

impl From<RequestFilter> for find::RequestFilter {
    fn from(filter: RequestFilter) -> Self {
        Self {
            open: filter.open,
            about: filter.about.map(|record| subject(&record).id),
            asked_by: filter.asked_by.map(|party| decode_as(Kind::Party, &party)),
            asked_of: filter.asked.map(|party| decode_as(Kind::Party, &party)),
        }
    }
}

#[derive(Default)]
pub(crate) struct RequestQuery;

#[Object]
impl RequestQuery {
    /// The requests of the caller's parties and to them (permintaan), newest first. What a party waits for is
    /// `requests(filter: {open: true, askedBy: …})`; what it is asked is among its tasks as well.
    async fn requests(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "A filter; all if omitted.")] filter: Option<RequestFilter>,
        #[graphql(desc = "How many from the start: 1 to 100; 20 by default.")] first: Option<i32>,
        #[graphql(desc = "Only those after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end: 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Only those before this cursor.")] before: Option<String>,
    ) -> Result<RequestConnection, ApiError> {
        let (registry, caller, look) = (context.registry()?, context.caller()?, context.look_ahead());
        let filter = filter.unwrap_or_default().into();
        let page = Stretch { first, after, last, before }.of(find::BY_AGE, caller)?;
        let slice = find::requests(registry, caller, &filter, &page).await.told(caller)?;
        let total = total(&look, find::count_requests(registry, caller, &filter), caller).await?;
        let requests: Vec<_> = slice.rows.iter().cloned().map(Arc::new).collect();
        prefetch(context, &Selections::items(&look), &requests).await?;
        Ok(RequestConnection(Listed::new(slice, total, |row| find::cursor(row).encode())))
    }
}
