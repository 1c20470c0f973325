//! Queries for accounts.

use super::types::Viewer;
use crate::{context::Ask, error::ApiError};
use async_graphql::{Context, Object};

#[derive(Default)]
pub(crate) struct AccountQuery;

#[Object]
impl AccountQuery {
    /// The caller; null if they have not signed in.
    async fn viewer(&self, context: &Context<'_>) -> Result<Option<Viewer>, ApiError> {
        Viewer::of(context, context.caller()?).await
    }
}
