//! Acts on postings.

use super::types::PartnerWanted;
use crate::{
    agreement::types::CooperationField,
    context::Ask,
    date::Date,
    error::ApiError,
    exchange::types::ExchangeMethod,
    id::{Kind, decode_as},
    refusal::payload,
    text::LocalTextInput,
};
use async_graphql::{Context, ID, InputObject, Object};
use entity::partner_wanted::act::{self, Wish};

/// What a region is looking for.
#[derive(Debug, InputObject)]
struct WishInput {
    /// What partner it looks for and what it offers, in at least one language; at most 4,000 characters each.
    text: LocalTextInput,
    /// The countries of wanted partners (codes of ISO 3166-1, or names), at most 50; any country if empty.
    #[graphql(default)]
    countries: Vec<String>,
    /// In which fields of cooperation (bidang).
    #[graphql(default)]
    fields: Vec<CooperationField>,
    /// By which methods of exchange.
    #[graphql(default)]
    methods: Vec<ExchangeMethod>,
    /// Whom to contact: an address or an office, on one line.
    contact: String,
    /// The last day on which it is open, in Jakarta; no end if omitted.
    open_until: Option<Date>,
}

/// A posting that a region is looking for partners.
#[derive(Debug, InputObject)]
pub(crate) struct PostPartnerWantedInput {
    /// The region or institution that is looking for partners.
    party: ID,
    #[graphql(flatten)]
    wish: WishInput,
}

/// The new contents of a posting, in place of all the old ones.
#[derive(Debug, InputObject)]
pub(crate) struct RevisePartnerWantedInput {
    /// The posting.
    posting: ID,
    /// The revision that the caller read; if it has changed since, nothing happens.
    expected_revision: i32,
    #[graphql(flatten)]
    wish: WishInput,
}

/// A posting to take off the board.
#[derive(Debug, InputObject)]
pub(crate) struct ClosePartnerWantedInput {
    /// The posting.
    posting: ID,
    /// The revision that the caller read; if it has changed since, nothing happens.
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
            open_until: input.open_until.map(Into::into),
        }
    }
}

payload! {
    /// The result of an act on a posting.
    PartnerWantedPayload of PartnerWanted {
        /// The posting.
        partner_wanted: PartnerWanted,
    }
}

#[derive(Default)]
pub(crate) struct PartnerWantedMutation;

#[Object]
impl PartnerWantedMutation {
    /// Posts on the board that a region is looking for partners (mencari mitra). A region has at most 20 open postings.
    async fn post_partner_wanted(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "What it is looking for.")] input: PostPartnerWantedInput,
    ) -> Result<PartnerWantedPayload, ApiError> {
        let (registry, caller) = (context.registry()?, context.caller()?);
        let party = decode_as(Kind::Party, &input.party);
        let result = act::post_partner_wanted(registry, caller, party, &input.wish.into()).await;
        PartnerWantedPayload::of(result, caller, Into::into)
    }

    /// Replaces all contents of a posting.
    async fn revise_partner_wanted(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The posting, and its new contents.")] input: RevisePartnerWantedInput,
    ) -> Result<PartnerWantedPayload, ApiError> {
        let (registry, caller) = (context.registry()?, context.caller()?);
        let (id, revision) = (decode_as(Kind::PartnerWanted, &input.posting), input.expected_revision);
        let result = act::revise_partner_wanted(registry, caller, id, revision, &input.wish.into()).await;
        PartnerWantedPayload::of(result, caller, Into::into)
    }

    /// Takes a posting off the board. It can still be read, as closed.
    async fn close_partner_wanted(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which posting.")] input: ClosePartnerWantedInput,
    ) -> Result<PartnerWantedPayload, ApiError> {
        let (registry, caller) = (context.registry()?, context.caller()?);
        let id = decode_as(Kind::PartnerWanted, &input.posting);
        let result = act::close_partner_wanted(registry, caller, id, input.expected_revision).await;
        PartnerWantedPayload::of(result, caller, Into::into)
    }
}
