//! The search over all records.

use crate::{
    agreement::{self, types::AgreementConnection},
    connection::Stretch,
    context::Ask,
    error::ApiError,
    exchange::{self, types::ExchangeConnection},
    order,
    place::{self, types::RegionConnection},
};
use async_graphql::{Context, Object};
use entity::place::record::Nature;

#[derive(Default)]
pub(crate) struct SearchQuery;

#[Object]
impl SearchQuery {
    /// All records with these words or such as begin with them, in Indonesian and English alike. Case and diacritics do not
    /// matter, older spellings (Soerabaja) and umlauts as two letters (Koeln) count as the same, and where no name has a
    /// word, those are found that differ from it by one letter.
    async fn search(
        &self,
        #[graphql(desc = "The words; a blank text asks for nothing, and finds everything.")] text: String,
    ) -> Search {
        Search { text }
    }
}

/// What was found, by kind, as far as the caller may see it.
pub(crate) struct Search {
    text: String,
}

/// What was found, by kind, as far as the caller may see it.
#[Object]
impl Search {
    /// Regions: what is called so first, and of these the larger and more connected.
    async fn regions(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "How many from the start: 1 to 100; 20 by default.")] first: Option<i32>,
        #[graphql(desc = "Only those after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end: 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Only those before this cursor.")] before: Option<String>,
    ) -> Result<RegionConnection, ApiError> {
        let filter = entity::place::find::PartyFilter {
            nature: Some(Nature::Region),
            search: Some(self.text.clone()),
            ..Default::default()
        };
        place::query::list(context, filter, &Stretch { first, after, last, before }).await
    }

    /// Agreements, as they were entered.
    async fn agreements(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "How many from the start: 1 to 100; 20 by default.")] first: Option<i32>,
        #[graphql(desc = "Only those after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end: 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Only those before this cursor.")] before: Option<String>,
    ) -> Result<AgreementConnection, ApiError> {
        let filter = entity::agreement::find::AgreementFilter { search: Some(self.text.clone()), ..Default::default() };
        let order = order::AGREEMENTS;
        let page = Stretch { first, after, last, before }.of(order.0.list_order(), context.caller()?)?;
        agreement::query::list(context, filter, order, &page).await
    }

    /// Exchanges, the latest first.
    async fn exchanges(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "How many from the start: 1 to 100; 20 by default.")] first: Option<i32>,
        #[graphql(desc = "Only those after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end: 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Only those before this cursor.")] before: Option<String>,
    ) -> Result<ExchangeConnection, ApiError> {
        let filter = entity::exchange::find::ExchangeFilter { search: Some(self.text.clone()), ..Default::default() };
        let page = Stretch { first, after, last, before }.of(entity::exchange::find::BY_START, context.caller()?)?;
        exchange::query::list(context, filter, entity::page::Direction::Descending, &page).await
    }
}
