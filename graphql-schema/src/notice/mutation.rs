//! Acts of following.

use crate::{
    context::Ask,
    error::ApiError,
    id::{self, encode},
    node::{self, Node},
    refusal::{Refusal, outcome},
};
use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use entity::{notice::act, subject::Subject};

/// What to follow or stop following.
#[derive(Debug, InputObject)]
pub(crate) struct FollowInput {
    /// A region, an institution, an agreement or an exchange.
    subject: ID,
}

/// The result of `follow` or `unfollow`.
#[derive(SimpleObject)]
pub(crate) struct FollowPayload {
    /// What is now followed or no longer followed.
    subject: Option<Node>,
    /// Why the act was refused; empty if it was done.
    errors: Vec<Refusal>,
}

#[derive(Default)]
pub(crate) struct NoticeMutation;

#[Object]
impl NoticeMutation {
    /// Follows a region, an agreement or an exchange: the caller gets an e-mail 7 days and 24 hours before each
    /// exchange that concerns it. Following twice changes nothing.
    async fn follow(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "What to follow or stop following.")] input: FollowInput,
    ) -> Result<FollowPayload, ApiError> {
        let (registry, caller) = (context.registry()?, context.caller()?);
        let subject = id::subject(&input.subject);
        let result = act::follow(registry, caller, subject).await.map(|_| ());
        answer(context, subject, result).await
    }

    /// Stops following a region, an agreement or an exchange. Nothing changes if the caller does not follow it.
    async fn unfollow(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "What to follow or stop following.")] input: FollowInput,
    ) -> Result<FollowPayload, ApiError> {
        let (registry, caller) = (context.registry()?, context.caller()?);
        let subject = id::subject(&input.subject);
        let result = act::unfollow(registry, caller, subject).await;
        answer(context, subject, result).await
    }
}

async fn answer(
    context: &Context<'_>,
    subject: Subject,
    result: Result<(), entity::Error>,
) -> Result<FollowPayload, ApiError> {
    let (done, errors) = outcome(result, context.caller()?, |id| encode(id::Kind::Follow, id))?;
    let subject = match done {
        Some(()) => node::load(context, subject).await?,
        None => None,
    };
    Ok(FollowPayload { subject, errors })
}
