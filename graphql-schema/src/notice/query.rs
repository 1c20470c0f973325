//! Queries for follows.

use crate::{
    context::{Ask, Told},
    error::ApiError,
    node::{self, Node},
    selection::Selections,
};
use async_graphql::{Context, Object};
use entity::notice::find;

#[derive(Default)]
pub(crate) struct NoticeQuery;

#[Object]
impl NoticeQuery {
    /// What the caller follows and may see (yang diikuti): the hundred that they began to follow last, the latest first.
    async fn follows(&self, context: &Context<'_>) -> Result<Vec<Node>, ApiError> {
        let (registry, caller) = (context.registry()?, context.caller()?);
        let subjects = find::followed(registry, caller).await.told(caller)?;
        node::prefetch(context, &Selections::of(context.look_ahead()), &subjects).await?;
        let mut follows = Vec::new();
        for subject in subjects {
            follows.extend(node::load(context, subject).await?);
        }
        Ok(follows)
    }
}
