//! Acts of following.

use crate::{
    context::Ask,
    error::ApiError,
    id::{self, decode, encode},
    node::{Node, NodeRef},
    refusal::{Refusal, outcome},
};
use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use entity::notice::{act, record::Followable};
use uuid::Uuid;

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
        let subject = decode(&input.subject);
        let (kind, id) = subject.and_then(|(kind, id)| Some((followable(kind)?, id))).unwrap_or(NOTHING);
        let result = act::follow(registry, caller, kind, id).await.map(|_| ());
        answer(context, subject, result).await
    }

    /// Stops following a region, an agreement or an exchange. Nothing changes if the caller does not follow it.
    async fn unfollow(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "What to follow or stop following.")] input: FollowInput,
    ) -> Result<FollowPayload, ApiError> {
        let (registry, caller) = (context.registry()?, context.caller()?);
        let subject = decode(&input.subject);
        let result = act::unfollow(registry, caller, subject.map_or(Uuid::nil(), |(_, id)| id)).await;
        answer(context, subject, result).await
    }
}

/// What an identifier that is not ours stands for: the same as that of a thing that is gone.
const NOTHING: (Followable, Uuid) = (Followable::Party, Uuid::nil());

fn followable(kind: id::Kind) -> Option<Followable> {
    match kind {
        id::Kind::Party => Some(Followable::Party),
        id::Kind::Agreement => Some(Followable::Agreement),
        id::Kind::Exchange => Some(Followable::Exchange),
        _ => None,
    }
}

async fn answer(
    context: &Context<'_>,
    subject: Option<(id::Kind, Uuid)>,
    result: Result<(), entity::Error>,
) -> Result<FollowPayload, ApiError> {
    let (done, errors) = outcome(result, context.caller()?, |id| encode(id::Kind::Follow, id))?;
    let subject = match (done, subject) {
        (Some(()), Some((kind, id))) => NodeRef { kind, id }.load(context).await?,
        _ => None,
    };
    Ok(FollowPayload { subject, errors })
}
