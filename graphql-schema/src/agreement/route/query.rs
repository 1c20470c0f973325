//! Queries for approval routes.

use super::types::ApprovalRoute;
use crate::{
    context::{Ask, Told},
    error::ApiError,
};
use async_graphql::{Context, Object};
use entity::agreement::route::find;
use std::sync::Arc;

#[derive(Default)]
pub(crate) struct RouteQuery;

#[Object]
impl RouteQuery {
    /// The newest version of every approval route, by code.
    async fn approval_routes(&self, context: &Context<'_>) -> Result<Vec<ApprovalRoute>, ApiError> {
        let routes = find::routes(&context.registry()?.db).await.told(context.caller()?)?;
        Ok(routes.into_iter().map(|route| ApprovalRoute(Arc::new(route))).collect())
    }
}
