//! Confirming and declining acts that wait.

use crate::{
    agreement::progress::mutation::{AgreementPayload, payload},
    context::Ask,
    error::ApiError,
    id::{Kind, decode_as},
};
use async_graphql::{Context, ID, InputObject, Object};
use entity::{
    agreement::pending::act::{self as acts, Answer},
    subject::PartyId,
};

/// What a party confirms.
#[derive(Debug, InputObject)]
pub(crate) struct ConfirmActInput {
    /// The agreement.
    agreement: ID,
    /// The hash of the act that the caller has read: `pendingAct { hash }`.
    hash: String,
    /// The party to act for; the caller's own if omitted.
    party: Option<ID>,
}

/// What a party declines.
#[derive(Debug, InputObject)]
pub(crate) struct DeclineActInput {
    /// The agreement.
    agreement: ID,
    /// The hash of the act that the caller has read: `pendingAct { hash }`.
    hash: String,
    /// The party to act for; the caller's own if omitted.
    party: Option<ID>,
    /// The reason, for the parties to read.
    note: Option<String>,
}

fn answer(agreement: &ID, hash: String, party: Option<&ID>, note: Option<String>) -> Answer {
    let party = party.map(|party| PartyId(decode_as(Kind::Party, party)));
    Answer { agreement: decode_as(Kind::Agreement, agreement), hash, party, note }
}

#[derive(Default)]
pub(crate) struct PendingMutation;

#[Object]
impl PendingMutation {
    /// Confirms for a party the act that waits for it: that it did what the act says, on that day, with these dates and
    /// terms, and signed the paper. With the last confirmation the act takes effect.
    async fn confirm_act(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "What is confirmed.")] input: ConfirmActInput,
    ) -> Result<AgreementPayload, ApiError> {
        let answer = answer(&input.agreement, input.hash, input.party.as_ref(), None);
        payload(context, acts::confirm_act(context.registry()?, context.caller()?, answer).await).await
    }

    /// Declines for a party the act that waits for it; the party that recorded it withdraws it.
    async fn decline_act(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "What is declined.")] input: DeclineActInput,
    ) -> Result<AgreementPayload, ApiError> {
        let answer = answer(&input.agreement, input.hash, input.party.as_ref(), input.note);
        payload(context, acts::decline_act(context.registry()?, context.caller()?, answer).await).await
    }
}
