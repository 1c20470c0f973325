//! Queries for agreements.

use super::{
    loader::{AgreementTotalOf, AgreementsOf, prefetch},
    types::{Agreement, AgreementConnection},
};
use crate::{
    connection::{Listed, Stretch, total},
    context::{Ask, Told},
    enums::remote_enum,
    error::ApiError,
    filter::AgreementFilter,
    id::{Kind, decode_as},
    loader::load,
    order::{self, OrderDirection, OrderOfAgreements},
    selection::{Selections, is_counted},
};
use async_graphql::{Context, ID, InputObject, Object};
use entity::{
    agreement::find,
    page::{Page, Slice},
};
use std::sync::Arc;
use uuid::Uuid;

remote_enum! {
    /// What agreements are ordered by. Those without the date come last in ascending and first in descending order.
    AgreementOrderField = "find::AgreementOrder" {
        ExpiresOn: "By the date on which they expire.",
        SignedOn: "By the date on which they were signed.",
        Created: "By the time of entry.",
    }
}

/// The order of agreements.
#[derive(Debug, Clone, Copy, InputObject)]
pub(crate) struct AgreementOrder {
    /// What to order by.
    field: AgreementOrderField,
    /// The direction.
    #[graphql(default_with = "OrderDirection::Ascending")]
    direction: OrderDirection,
}

#[derive(Default)]
pub(crate) struct AgreementQuery;

#[Object]
impl AgreementQuery {
    /// Agreements (kerja sama), as far as the caller may see them.
    async fn agreements(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "A filter; all if omitted.")] filter: Option<AgreementFilter>,
        #[graphql(desc = "In order of entry if omitted.")] order_by: Option<AgreementOrder>,
        #[graphql(desc = "How many from the start: 1 to 100; 20 by default.")] first: Option<i32>,
        #[graphql(desc = "Only those after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end: 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Only those before this cursor.")] before: Option<String>,
    ) -> Result<AgreementConnection, ApiError> {
        let order = order_by.map_or(order::AGREEMENTS, |order| (order.field.into(), order.direction.into()));
        let page = Stretch { first, after, last, before }.of(order.0.list_order(), context.caller()?)?;
        list(context, filter.unwrap_or_default().into(), order, &page).await
    }

    /// One agreement; null if there is none with this identifier or the caller may not see it.
    async fn agreement(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Its identifier.")] id: ID,
    ) -> Result<Option<Agreement>, ApiError> {
        let (registry, caller) = (context.registry()?, context.caller()?);
        let id = decode_as(Kind::Agreement, &id);
        let Some(row) = find::agreements_by_id(registry, caller, &[id]).await.told(caller)?.remove(&id) else {
            return Ok(None);
        };
        prefetch(context, &Selections::of(context.look_ahead()), std::slice::from_ref(&row)).await?;
        Ok(Some(Agreement(Arc::new(row))))
    }
}

pub(crate) async fn list(
    context: &Context<'_>,
    filter: find::AgreementFilter,
    order: OrderOfAgreements,
    page: &Page,
) -> Result<AgreementConnection, ApiError> {
    let (registry, caller, look) = (context.registry()?, context.caller()?, context.look_ahead());
    let slice = find::agreements(registry, caller, &filter, order, page).await.told(caller)?;
    let total = total(&look, find::count_agreements(registry, caller, &filter), caller).await?;
    prefetch(context, &Selections::items(&look), &slice.rows).await?;
    Ok(AgreementConnection(Listed::new(slice, total, |row| find::cursor(order.0, row).encode())))
}

/// The agreements of one party. A page at an end of the list was loaded together with those of its
/// neighbours.
pub(crate) async fn within(
    context: &Context<'_>,
    party: Uuid,
    filter: Option<AgreementFilter>,
    stretch: Stretch,
) -> Result<AgreementConnection, ApiError> {
    let filter = find::AgreementFilter::from(filter.unwrap_or_default());
    let (order, lookups) = (order::AGREEMENTS_WITHIN, context.lookups()?);
    let page = stretch.of(order.0.list_order(), context.caller()?)?;
    if !page.is_at_an_end() {
        return list(context, filter.within(party), order, &page).await;
    }
    let total = if is_counted(&context.look_ahead()) {
        Some(load(lookups, AgreementTotalOf { party, filter: filter.clone() }).await?)
    } else {
        None
    };
    let slice = load(lookups, AgreementsOf { party, filter, page }).await?.unwrap_or_default();
    Ok(AgreementConnection(Listed::new(Slice::clone(&slice), total, |row| find::cursor(order.0, row).encode())))
}
