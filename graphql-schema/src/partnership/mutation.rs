//! Acts on partnerships.

use super::types::{ClaimStance, Partnership, PartnershipClass};
use crate::{
    context::Ask,
    date::{Date, PartialDate},
    error::ApiError,
    id::{Kind, decode_as},
    refusal::payload,
};
use async_graphql::{Context, ID, InputObject, Object};
use entity::partnership::act::{self, Statement};

/// A statement about a partnership.
#[derive(Debug, InputObject)]
pub(crate) struct ClaimPartnershipInput {
    /// Its members: two or more regions or institutions.
    members: Vec<ID>,
    /// What kind of relation.
    class: PartnershipClass,
    /// Whether it exists.
    #[graphql(default_with = "ClaimStance::Affirms")]
    stance: ClaimStance,
    /// The member that says so; if omitted, the caller's own or, if the caller has a role in the whole registry, a
    /// third party.
    stated_by: Option<ID>,
    /// The source.
    source: String,
    /// The date to which the source refers.
    as_of: Date,
    /// The place in the source.
    reference: Option<String>,
    /// Since when the partnership has existed.
    since: Option<PartialDate>,
    /// Until when it existed.
    until: Option<PartialDate>,
}

impl From<ClaimPartnershipInput> for Statement {
    fn from(input: ClaimPartnershipInput) -> Self {
        Self {
            members: input.members.iter().map(|member| decode_as(Kind::Party, member)).collect(),
            class: input.class.into(),
            stance: input.stance.into(),
            stated_by: input.stated_by.map(|party| decode_as(Kind::Party, &party)),
            source: input.source,
            as_of: input.as_of.into(),
            reference: input.reference,
            since: input.since.map(|date| date.0),
            until: input.until.map(|date| date.0),
        }
    }
}

payload! {
    /// The result of `claimPartnership`.
    ClaimPartnershipPayload of Partnership {
        /// The partnership, with the claim.
        partnership: Partnership,
    }
}

#[derive(Default)]
pub(crate) struct PartnershipMutation;

#[Object]
impl PartnershipMutation {
    /// States that a partnership exists, or that it does not. Another source for the same partnership adds another
    /// claim; a new statement from the same source replaces its old one.
    async fn claim_partnership(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "What is stated.")] input: ClaimPartnershipInput,
    ) -> Result<ClaimPartnershipPayload, ApiError> {
        let caller = context.caller()?;
        let result = act::claim_partnership(context.registry()?, caller, input.into()).await;
        ClaimPartnershipPayload::of(result, caller, Into::into)
    }
}
