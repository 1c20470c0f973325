//! Queries for confirmation campaigns.

use super::types::ConfirmationCampaign;
use crate::{
    context::{Ask, Told},
    error::ApiError,
};
use async_graphql::{Context, Object};
use entity::agreement::stewardship::find;

#[derive(Default)]
pub(crate) struct StewardshipQuery;

#[Object]
impl StewardshipQuery {
    /// The latest confirmation campaign that was not called off; null if there has been none.
    async fn confirmation_campaign(&self, context: &Context<'_>) -> Result<Option<ConfirmationCampaign>, ApiError> {
        let found = find::last_campaign(&context.registry()?.db).await.told(context.caller()?)?;
        Ok(found.map(ConfirmationCampaign))
    }
}
