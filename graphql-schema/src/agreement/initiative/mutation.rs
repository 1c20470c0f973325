//! Beginning an agreement.

use crate::{
    agreement::{
        classification::types::SmartDimension,
        progress::mutation::{AgreementPayload, payload},
        terms::mutation::TermsInput,
        types::{AgreementScheme, InitiativeChannel},
    },
    context::Ask,
    date::Date,
    error::ApiError,
    id::{Kind, decode_as},
    partnership::types::PartnershipClass,
    policy::Visibility,
    text::LocalTextInput,
};
use async_graphql::{Context, ID, InputObject, Object};
use entity::agreement::{
    initiative::act::{self as acts, Letter},
    terms::rule::Terms,
};

/// The letter with which an agreement begins (surat prakarsa).
#[derive(Debug, InputObject)]
pub(crate) struct LetterInput {
    /// Its date.
    issued_on: Date,
    /// Its number.
    number: Option<String>,
    /// Who wrote it.
    issuer: Option<String>,
}

/// The beginning of an agreement.
#[derive(Debug, InputObject)]
pub(crate) struct RegisterInitiativeInput {
    /// Its title; derived from the parties if omitted.
    title: Option<LocalTextInput>,
    /// The reference number given by its keeper.
    reference_no: Option<String>,
    /// Its parties: two or more; the first is the initiator.
    parties: Vec<ID>,
    /// Its class.
    class: PartnershipClass,
    /// Its scheme: one of those that are open to its parties; if omitted, the strictest of them.
    scheme: Option<AgreementScheme>,
    /// Who brought the partners together.
    channel: InitiativeChannel,
    /// The letter with which it begins.
    letter: LetterInput,
    /// The intended terms, as far as known.
    terms: Option<TermsInput>,
    /// The dimensions of a smart city to which it belongs (dimensi kota cerdas).
    #[graphql(default)]
    dimensions: Vec<SmartDimension>,
    /// Who may see it once all parties have signed something; until then only the parties see it.
    #[graphql(default_with = "Visibility::Public")]
    visibility: Visibility,
    /// The agreement that it succeeds.
    predecessor: Option<ID>,
}

impl From<RegisterInitiativeInput> for acts::RegisterInitiative {
    fn from(input: RegisterInitiativeInput) -> Self {
        let mut terms = Terms::of_class(input.class.into());
        if let Some(given) = input.terms {
            given.apply(&mut terms);
        }
        terms.class = input.class.into();
        Self {
            title: input.title.map(Into::into).unwrap_or_default(),
            reference_no: input.reference_no,
            parties: input.parties.iter().map(|party| decode_as(Kind::Party, party)).collect(),
            scheme: input.scheme.map(Into::into),
            channel: input.channel.into(),
            letter: Letter {
                issued_on: input.letter.issued_on.into(),
                number: input.letter.number,
                issuer: input.letter.issuer,
            },
            terms,
            dimensions: input.dimensions.into_iter().map(Into::into).collect(),
            visibility: input.visibility.into(),
            predecessor: input.predecessor.map(|agreement| decode_as(Kind::Agreement, &agreement)),
        }
    }
}

#[derive(Default)]
pub(crate) struct InitiativeMutation;

#[Object]
impl InitiativeMutation {
    /// Begins an agreement with its first letter (prakarsa). Refused if the same parties already have a proposal of the
    /// same scheme under way; the refusal points to it.
    async fn register_initiative(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The beginning.")] input: RegisterInitiativeInput,
    ) -> Result<AgreementPayload, ApiError> {
        let result = acts::register_initiative(context.registry()?, context.caller()?, input.into()).await;
        payload(context, result).await
    }
}
