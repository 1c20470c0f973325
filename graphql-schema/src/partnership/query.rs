//! Queries for partnerships.

use super::{
    loader::{PartnershipTotalOf, PartnershipsOf, prefetch},
    types::PartnershipConnection,
};
use crate::{
    connection::{Listed, Stretch, total},
    context::{Ask, Told},
    enums::remote_enum,
    error::ApiError,
    filter::PartnershipFilter,
    loader::load,
    order::{self, OrderDirection, OrderOfPartnerships},
    selection::{Selections, is_counted},
};
use async_graphql::{Context, InputObject, Object};
use entity::{
    page::{Page, Slice},
    partnership::find,
};
use uuid::Uuid;

remote_enum! {
    /// What partnerships are ordered by.
    PartnershipOrderField = "find::Order" {
        #[graphql(name = "CREATED")]
        Entry: "By the time of entry.",
        Since: "By when they began; those for which this is unknown come first in ascending order.",
    }
}

/// The order of partnerships.
#[derive(Debug, Clone, Copy, InputObject)]
pub(crate) struct PartnershipOrder {
    /// What to order by.
    field: PartnershipOrderField,
    /// The direction.
    #[graphql(default_with = "OrderDirection::Ascending")]
    direction: OrderDirection,
}

#[derive(Default)]
pub(crate) struct PartnershipQuery;

#[Object]
impl PartnershipQuery {
    /// Partnerships (kota kembar and the like).
    async fn partnerships(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "A filter; all if omitted.")] filter: Option<PartnershipFilter>,
        #[graphql(desc = "In order of entry if omitted.")] order_by: Option<PartnershipOrder>,
        #[graphql(desc = "How many from the start: 1 to 100; 20 by default.")] first: Option<i32>,
        #[graphql(desc = "Only those after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end: 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Only those before this cursor.")] before: Option<String>,
    ) -> Result<PartnershipConnection, ApiError> {
        let order = order_by.map_or(order::PARTNERSHIPS, |order| (order.field.into(), order.direction.into()));
        let page = Stretch { first, after, last, before }.of(order.0.list_order(), context.caller()?)?;
        list(context, filter.unwrap_or_default().into(), order, &page).await
    }
}

async fn list(
    context: &Context<'_>,
    filter: find::PartnershipFilter,
    order: OrderOfPartnerships,
    page: &Page,
) -> Result<PartnershipConnection, ApiError> {
    let (registry, caller, look) = (context.registry()?, context.caller()?, context.look_ahead());
    let slice = find::partnerships(registry, caller, &filter, order, page).await.told(caller)?;
    let total = total(&look, find::count_partnerships(registry, caller, &filter), caller).await?;
    let ids: Vec<_> = slice.rows.iter().map(|row| row.id).collect();
    prefetch(context, &Selections::items(&look), &ids).await?;
    Ok(PartnershipConnection(Listed::new(slice, total, |row| find::cursor(row, order.0).encode())))
}

/// The partnerships of one party. A page at an end of the list was loaded together with those of its
/// neighbours.
pub(crate) async fn within(
    context: &Context<'_>,
    party: Uuid,
    filter: Option<PartnershipFilter>,
    stretch: Stretch,
) -> Result<PartnershipConnection, ApiError> {
    let filter = find::PartnershipFilter::from(filter.unwrap_or_default());
    let (order, lookups) = (order::PARTNERSHIPS, context.lookups()?);
    let page = stretch.of(order.0.list_order(), context.caller()?)?;
    if !page.is_at_an_end() {
        return list(context, filter.within(party), order, &page).await;
    }
    let total = if is_counted(&context.look_ahead()) {
        Some(load(lookups, PartnershipTotalOf { party, filter: filter.clone() }).await?)
    } else {
        None
    };
    let slice = load(lookups, PartnershipsOf { party, filter, page }).await?.unwrap_or_default();
    Ok(PartnershipConnection(Listed::new(Slice::clone(&slice), total, |row| find::cursor(row, order.0).encode())))
}
