//! Queries for exchanges.

use super::{
    loader::{ExchangeTotalOf, ExchangesOf, prefetch},
    types::{Exchange, ExchangeConnection},
};
use crate::{
    connection::{Listed, Stretch, total},
    context::{Ask, Told},
    error::ApiError,
    filter::ExchangeFilter,
    id::{Kind, decode_as},
    loader::load,
    order::{self, OrderDirection},
    selection::{Selections, is_counted},
};
use async_graphql::{Context, Enum, ID, InputObject, Object};
use entity::{
    exchange::find,
    page::{Direction, Page, Slice},
};
use std::sync::Arc;
use uuid::Uuid;

/// What exchanges are ordered by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
pub(crate) enum ExchangeOrderField {
    /// By the moment they start.
    StartsAt,
}

/// The order of exchanges.
#[derive(Debug, Clone, Copy, InputObject)]
pub(crate) struct ExchangeOrder {
    /// What to order by.
    field: ExchangeOrderField,
    /// The direction.
    #[graphql(default_with = "OrderDirection::Ascending")]
    direction: OrderDirection,
}

impl From<ExchangeOrder> for Direction {
    fn from(order: ExchangeOrder) -> Self {
        match order.field {
            ExchangeOrderField::StartsAt => order.direction.into(),
        }
    }
}

#[derive(Default)]
pub(crate) struct ExchangeQuery;

#[Object]
impl ExchangeQuery {
    /// Knowledge exchanges (pertukaran pengetahuan), as far as the caller may see them.
    async fn exchanges(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "A filter; all if omitted.")] filter: Option<ExchangeFilter>,
        #[graphql(desc = "Earliest first if omitted.")] order_by: Option<ExchangeOrder>,
        #[graphql(desc = "How many from the start: 1 to 100; 20 by default.")] first: Option<i32>,
        #[graphql(desc = "Only those after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end: 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Only those before this cursor.")] before: Option<String>,
    ) -> Result<ExchangeConnection, ApiError> {
        let order = order_by.map_or(Direction::Ascending, Into::into);
        let page = Stretch { first, after, last, before }.of(find::BY_START, context.caller()?)?;
        list(context, filter.unwrap_or_default().into(), order, &page).await
    }

    /// One exchange; null if there is none with this identifier or the caller may not see it.
    async fn exchange(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Its identifier.")] id: ID,
    ) -> Result<Option<Exchange>, ApiError> {
        let (registry, caller) = (context.registry()?, context.caller()?);
        let id = decode_as(Kind::Exchange, &id);
        let Some(row) = find::exchanges_by_id(registry, caller, &[id]).await.told(caller)?.remove(&id) else {
            return Ok(None);
        };
        prefetch(context, &Selections::of(context.look_ahead()), std::slice::from_ref(&row)).await?;
        Ok(Some(Exchange(Arc::new(row))))
    }
}

pub(crate) async fn list(
    context: &Context<'_>,
    filter: find::ExchangeFilter,
    order: Direction,
    page: &Page,
) -> Result<ExchangeConnection, ApiError> {
    let (registry, caller, look) = (context.registry()?, context.caller()?, context.look_ahead());
    let slice = find::exchanges(registry, caller, &filter, order, page).await.told(caller)?;
    let total = total(&look, find::count_exchanges(registry, caller, &filter), caller).await?;
    prefetch(context, &Selections::items(&look), &slice.rows).await?;
    Ok(ExchangeConnection(Listed::new(slice, total, |row| find::cursor(row).encode())))
}

/// The exchanges of one party. A page at an end of the list was loaded together with those of its
/// neighbours.
pub(crate) async fn within(
    context: &Context<'_>,
    party: Uuid,
    filter: Option<ExchangeFilter>,
    stretch: Stretch,
) -> Result<ExchangeConnection, ApiError> {
    let filter = find::ExchangeFilter::from(filter.unwrap_or_default());
    let (order, lookups) = (order::EXCHANGES_WITHIN, context.lookups()?);
    let page = stretch.of(find::BY_START, context.caller()?)?;
    if !page.is_at_an_end() {
        return list(context, filter.within(party), order, &page).await;
    }
    let total = if is_counted(&context.look_ahead()) {
        Some(load(lookups, ExchangeTotalOf { party, filter: filter.clone() }).await?)
    } else {
        None
    };
    let slice = load(lookups, ExchangesOf { party, filter, page }).await?.unwrap_or_default();
    Ok(ExchangeConnection(Listed::new(Slice::clone(&slice), total, |row| find::cursor(row).encode())))
}
