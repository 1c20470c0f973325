//! Amending signed agreements.

use crate::{
    agreement::{
        progress::mutation::{AgreementPayload, payload},
        terms::mutation::TermsInput,
    },
    context::Ask,
    date::Date,
    error::ApiError,
    id::{Kind, decode_as},
};
use async_graphql::{Context, ID, InputObject, Object};
use entity::agreement::{
    accession::act::{Accede, accede},
    amendment::act::{self as acts, Amend},
    terms::rule::Terms,
};

/// An amendment that all parties have signed.
#[derive(Debug, InputObject)]
pub(crate) struct AmendInput {
    /// The agreement.
    agreement: ID,
    /// The revision that the caller read.
    expected_revision: Option<i32>,
    /// The signed amendment: the newest one, not yet used by an earlier act.
    document: ID,
    /// The terms as amended.
    terms: TermsInput,
    /// When it was agreed; today (in Jakarta) if omitted.
    on: Option<Date>,
    /// A note, visible to the party only.
    note: Option<String>,
}

/// A party that joins an agreement in force.
#[derive(Debug, InputObject)]
pub(crate) struct AccedeInput {
    /// The agreement.
    agreement: ID,
    /// Who joins it.
    party: ID,
    /// The revision that the caller read.
    expected_revision: Option<i32>,
    /// The signed amendment by which the parties take it in: the newest one, not yet used by an earlier act.
    document: ID,
    /// When they agreed on it; today (in Jakarta) if omitted.
    on: Option<Date>,
    /// A note, visible to the party only.
    note: Option<String>,
}

#[derive(Default)]
pub(crate) struct AmendmentMutation;

#[Object]
impl AmendmentMutation {
    /// Changes the terms of a signed agreement according to a signed amendment (perubahan). Earlier attestations no
    /// longer count.
    async fn amend(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The amendment.")] input: AmendInput,
    ) -> Result<AgreementPayload, ApiError> {
        let amendment = Amend {
            agreement: decode_as(Kind::Agreement, &input.agreement),
            expected_revision: input.expected_revision,
            document: decode_as(Kind::Document, &input.document),
            on: input.on.map(Into::into),
            note: input.note,
        };
        let (registry, caller) = (context.registry()?, context.caller()?);
        let result = async {
            input.terms.check()?;
            acts::amend(registry, caller, amendment, |terms: &mut Terms| input.terms.apply(terms)).await
        };
        payload(context, result.await).await
    }

    /// Takes a party into an agreement in force (aksesi), by an amendment to which every party agrees as to any other. It
    /// then takes the steps of its own route and is a party with its own `recordSignature`, from that day on. Refused where
    /// the scheme would be another one with it.
    async fn accede(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Who joins, and by which amendment.")] input: AccedeInput,
    ) -> Result<AgreementPayload, ApiError> {
        let accession = Accede {
            agreement: decode_as(Kind::Agreement, &input.agreement),
            party: decode_as(Kind::Party, &input.party),
            expected_revision: input.expected_revision,
            document: decode_as(Kind::Document, &input.document),
            on: input.on.map(Into::into),
            note: input.note,
        };
        payload(context, accede(context.registry()?, context.caller()?, accession).await).await
    }
}
