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
    /// The last confirmation campaign; none when there never was one.
    async fn confirmation_campaign(&self, context: &Context<'_>) -> Result<Option<ConfirmationCampaign>, ApiError> {
        let found = find::last_campaign(&context.registry()?.db).await.told(context.caller()?)?;
        Ok(found.map(ConfirmationCampaign))
    }
}
