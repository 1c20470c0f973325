//! Acts on partnerships.

use super::types::{Claim, ClaimStance, Partnership, PartnershipClass, PartnershipFactKind};
use crate::{
    context::Ask,
    date::{Date, PartialDate},
    error::ApiError,
    id::{Kind, decode_as, encode},
    refusal::{Refusal, outcome},
};
use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
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
    /// Whether the source is an official register (daftar resmi). Its word goes before that of a list, and a member's own
    /// before both.
    #[graphql(default)]
    official: bool,
    /// What the source said earlier and takes back. Otherwise a date that it stated stays where it now says nothing of it, or
    /// says it less precisely.
    #[graphql(default)]
    withdraws: Vec<PartnershipFactKind>,
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
            official: input.official,
            withdraws: input.withdraws.into_iter().map(Into::into).collect(),
        }
    }
}

/// The result of `claimPartnership`.
#[derive(Debug, SimpleObject)]
pub(crate) struct ClaimPartnershipPayload {
    /// The partnership, with the claim; null if all that is said of it is that it does not exist.
    partnership: Option<Partnership>,
    /// The statement, as it is kept.
    claim: Option<Claim>,
    /// Why the act was refused; empty if it was done.
    errors: Vec<Refusal>,
}

#[derive(Default)]
pub(crate) struct PartnershipMutation;

#[Object]
impl PartnershipMutation {
    /// States that a partnership exists, or that it does not. Another source for the same partnership adds another
    /// claim; a new statement from the same source replaces its old one. What nobody says exists is no partnership: the
    /// statement that it does not is kept, and counts nowhere.
    async fn claim_partnership(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "What is stated.")] input: ClaimPartnershipInput,
    ) -> Result<ClaimPartnershipPayload, ApiError> {
        let caller = context.caller()?;
        let result = act::claim_partnership(context.registry()?, caller, input.into()).await;
        let (done, errors) = outcome(result, caller, |id| encode(Kind::Partnership, id))?;
        let (partnership, claim) = done.map(|done| (done.partnership, Claim(done.claim))).unzip();
        let partnership = partnership.filter(|partnership| partnership.claimed).map(Into::into);
        Ok(ClaimPartnershipPayload { partnership, claim, errors })
    }
}
