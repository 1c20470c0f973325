//! Acts on postings.

use super::types::PartnerWanted;
use crate::{
    agreement::{mutation::LocalTextInput, types::CooperationField},
    context::Ask,
    error::ApiError,
    exchange::types::ExchangeMethod,
    id::{Kind, decode_as, encode},
    refusal::{Refusal, outcome},
};
use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use chrono::NaiveDate;
use entity::{
    Caller, Error,
    partner_wanted::{
        act::{self, Wish},
        record::partner_wanted,
    },
};

/// What a region wishes for.
#[derive(Debug, InputObject)]
struct WishInput {
    /// What partner it looks for and what it offers, in at least one language; at most 4,000 characters each.
    text: LocalTextInput,
    /// From which countries (two-letter codes of ISO 3166-1), at most 50; from any when none is given.
    #[graphql(default)]
    countries: Vec<String>,
    /// In which fields of cooperation (bidang).
    #[graphql(default)]
    fields: Vec<CooperationField>,
    /// By which methods of exchange.
    #[graphql(default)]
    methods: Vec<ExchangeMethod>,
    /// To whom to write: an address or an office, on one line.
    contact: String,
    /// The last day on which it counts, in Jakarta; open when it is not given.
    open_until: Option<NaiveDate>,
}

/// That a region looks for partners.
#[derive(Debug, InputObject)]
pub(crate) struct PostPartnerWantedInput {
    /// Who looks for partners.
    party: ID,
    #[graphql(flatten)]
    wish: WishInput,
}

/// What a posting says anew, in place of all that it said.
#[derive(Debug, InputObject)]
pub(crate) struct RevisePartnerWantedInput {
    /// Which.
    posting: ID,
    /// Its revision as the caller read it; when it has changed since, nothing happens.
    expected_revision: i32,
    #[graphql(flatten)]
    wish: WishInput,
}

/// A posting to take off the board.
#[derive(Debug, InputObject)]
pub(crate) struct ClosePartnerWantedInput {
    /// Which.
    posting: ID,
    /// Its revision as the caller read it; when it has changed since, nothing happens.
    expected_revision: i32,
}

impl From<WishInput> for Wish {
    fn from(input: WishInput) -> Self {
        Self {
            text: input.text.into(),
            countries: input.countries,
            fields: input.fields.into_iter().map(Into::into).collect(),
            methods: input.methods.into_iter().map(Into::into).collect(),
            contact: input.contact,
            open_until: input.open_until,
        }
    }
}

/// What came of an act on a posting.
#[derive(SimpleObject)]
pub(crate) struct PartnerWantedPayload {
    /// The posting.
    partner_wanted: Option<PartnerWanted>,
    /// Why nothing happened; empty when it did.
    errors: Vec<Refusal>,
}

impl PartnerWantedPayload {
    fn of(result: Result<partner_wanted::Model, Error>, caller: &Caller) -> Result<Self, ApiError> {
        let (posting, errors) = outcome(result, caller, |id| encode(Kind::PartnerWanted, id))?;
        Ok(Self { partner_wanted: posting.map(Into::into), errors })
    }
}

#[derive(Default)]
pub(crate) struct PartnerWantedMutation;

#[Object]
impl PartnerWantedMutation {
    /// Posts on the board that a region looks for partners (mencari mitra). A region has at most 20 open postings.
    async fn post_partner_wanted(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "What it wishes for.")] input: PostPartnerWantedInput,
    ) -> Result<PartnerWantedPayload, ApiError> {
        let (registry, caller) = (context.registry()?, context.caller()?);
        let party = decode_as(Kind::Party, &input.party);
        PartnerWantedPayload::of(act::post_partner_wanted(registry, caller, party, &input.wish.into()).await, caller)
    }

    /// Says anew what a posting wishes for, in place of all that it said.
    async fn revise_partner_wanted(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which posting, and what it wishes for.")] input: RevisePartnerWantedInput,
    ) -> Result<PartnerWantedPayload, ApiError> {
        let (registry, caller) = (context.registry()?, context.caller()?);
        let (id, revision) = (decode_as(Kind::PartnerWanted, &input.posting), input.expected_revision);
        let result = act::revise_partner_wanted(registry, caller, id, revision, &input.wish.into()).await;
        PartnerWantedPayload::of(result, caller)
    }

    /// Takes a posting off the board. It stays to be read, as closed.
    async fn close_partner_wanted(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which posting.")] input: ClosePartnerWantedInput,
    ) -> Result<PartnerWantedPayload, ApiError> {
        let (registry, caller) = (context.registry()?, context.caller()?);
        let id = decode_as(Kind::PartnerWanted, &input.posting);
        let result = act::close_partner_wanted(registry, caller, id, input.expected_revision).await;
        PartnerWantedPayload::of(result, caller)
    }
}
