//! Queries for accounts.

use super::types::{AccountConnection, Viewer, prefetch_people};
use crate::{
    connection::{Listed, Stretch, total},
    context::{Ask, Told},
    error::ApiError,
    selection::Selections,
};
use async_graphql::{Context, Object};
use entity::account::find;

#[derive(Default)]
pub(crate) struct AccountQuery;

#[Object]
impl AccountQuery {
    /// The caller; null if they have not signed in.
    async fn viewer(&self, context: &Context<'_>) -> Result<Option<Viewer>, ApiError> {
        Viewer::of(context, context.caller()?).await
    }

    /// The accounts of people (akun), by e-mail address, closed ones included: those that the caller administers, and their
    /// own.
    async fn accounts(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "How many from the start: 1 to 100; 20 by default.")] first: Option<i32>,
        #[graphql(desc = "Only those after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end: 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Only those before this cursor.")] before: Option<String>,
    ) -> Result<AccountConnection, ApiError> {
        let (registry, caller, look) = (context.registry()?, context.caller()?, context.look_ahead());
        let page = Stretch { first, after, last, before }.of(find::BY_EMAIL, caller)?;
        let slice = find::people(registry, caller, &page).await.told(caller)?;
        let total = total(&look, find::count_people(registry, caller), caller).await?;
        prefetch_people(context, &Selections::items(&look), &slice.rows).await?;
        Ok(AccountConnection(Listed::new(slice, total, |person| find::person_cursor(person).encode())))
    }
}
