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

/// What to follow, or no longer.
#[derive(Debug, InputObject)]
pub(crate) struct FollowInput {
    /// A region, an institution, an agreement or an exchange.
    subject: ID,
}

/// What came of `follow` or `unfollow`.
#[derive(SimpleObject)]
pub(crate) struct FollowPayload {
    /// What is followed, or no longer.
    subject: Option<Node>,
    /// Why nothing happened; empty when it did.
    errors: Vec<Refusal>,
}

#[derive(Default)]
pub(crate) struct NoticeMutation;

#[Object]
impl NoticeMutation {
    /// Follows a region, an agreement or an exchange: a mail comes 7 days and 24 hours before each exchange that has
    /// to do with it. Who follows already goes on doing so.
    async fn follow(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "What to follow, or no longer.")] input: FollowInput,
    ) -> Result<FollowPayload, ApiError> {
        let (registry, caller) = (context.registry()?, context.caller()?);
        let subject = decode(&input.subject);
        let (kind, id) = subject.and_then(|(kind, id)| Some((followable(kind)?, id))).unwrap_or(NOTHING);
        let result = act::follow(registry, caller, kind, id).await.map(|_| ());
        answer(context, subject, result).await
    }

    /// Follows a region, an agreement or an exchange no longer. For one who does not follow it nothing changes.
    async fn unfollow(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "What to follow, or no longer.")] input: FollowInput,
    ) -> Result<FollowPayload, ApiError> {
        let (registry, caller) = (context.registry()?, context.caller()?);
        let subject = decode(&input.subject);
        let result = act::unfollow(registry, caller, subject.map_or(Uuid::nil(), |(_, id)| id)).await;
        answer(context, subject, result).await
    }
}

/// What an identifier stands for that is none of ours: like one of a thing that is gone.
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
