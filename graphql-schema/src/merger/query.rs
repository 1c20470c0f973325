//! Queries for mergers.

use super::types::{MergePreview, PartyMerger};
use crate::{
    context::{Ask, Told},
    error::ApiError,
    id::{Kind, decode_as},
};
use async_graphql::{Context, ID, Object};
use entity::{merger::find::preview, place::merged::find::mergers_of};

#[derive(Default)]
pub(crate) struct MergerQuery;

#[Object]
impl MergerQuery {
    /// What would come of merging two records of a region or an institution, before anybody does. For those who keep the whole
    /// registry; null for others.
    async fn merge_preview(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The record that would stay.")] party: ID,
        #[graphql(desc = "The record that would go into it.")] duplicate: ID,
    ) -> Result<Option<MergePreview>, ApiError> {
        let caller = context.caller()?;
        let pair = (decode_as(Kind::Party, &party), decode_as(Kind::Party, &duplicate));
        let found = preview(context.registry()?, caller, pair).await.told(caller)?;
        Ok(found.map(|found| MergePreview::of(found, caller.language)))
    }

    /// What went into the record of a region or an institution, the latest first.
    async fn mergers(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The region or institution.")] party: ID,
    ) -> Result<Vec<PartyMerger>, ApiError> {
        let id = decode_as(Kind::Party, &party);
        let mut found = mergers_of(context.registry()?, &[id]).await.told(context.caller()?)?;
        Ok(found.remove(&id).unwrap_or_default().into_iter().map(Into::into).collect())
    }
}
