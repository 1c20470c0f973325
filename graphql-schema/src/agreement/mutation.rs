//! Acts on agreements.

use super::{
    classification::types::SmartDimension,
    types::{Agreement, AgreementScheme, CooperationField, DocumentKind, MissingEvidence, TermKind, Visibility},
};
use crate::{
    context::Ask,
    date::PartialDate,
    error::ApiError,
    id::{Kind, decode_as, encode},
    partnership::types::PartnershipClass,
    refusal::{Refusal, outcome},
};
use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use chrono::NaiveDate;
use entity::{
    agreement::act::{self, LegacyDocument, RegisterLegacyAgreement},
    text::LocalText,
};

/// A text in Indonesian, in English, or in both.
#[derive(Debug, InputObject)]
pub(crate) struct LocalTextInput {
    /// The Indonesian text.
    id: Option<String>,
    /// The English text.
    en: Option<String>,
}

impl From<LocalTextInput> for LocalText {
    fn from(text: LocalTextInput) -> Self {
        Self { id: text.id, en: text.en }
    }
}

/// A document of an agreement, as a source dates it.
#[derive(Debug, InputObject)]
pub(crate) struct LegacyDocumentInput {
    /// What kind of document.
    kind: DocumentKind,
    /// Its date.
    issued_on: Option<PartialDate>,
    /// A remark.
    note: Option<String>,
}

/// An agreement that was signed before the registry.
#[derive(Debug, InputObject)]
pub(crate) struct RegisterLegacyAgreementInput {
    /// Its title; made from its documents and parties when it is not given.
    title: Option<LocalTextInput>,
    /// The number that its keeper gives it.
    reference_no: Option<String>,
    /// Its parties: two or more; the first is the one that began.
    parties: Vec<ID>,
    /// Its class.
    class: PartnershipClass,
    /// Its scheme; what follows from the parties when it is not given.
    scheme: Option<AgreementScheme>,
    /// How it ends; not given when that is not known.
    term_kind: Option<TermKind>,
    /// How many months it runs.
    term_months: Option<i32>,
    /// How many months before the end notice must be given.
    notice_months: Option<i32>,
    /// When it was signed; not given for a letter of intent alone, or where the day of signing is missing.
    signed_on: Option<PartialDate>,
    /// The first day on which it is in force; that of signature when it is not given.
    in_force_on: Option<PartialDate>,
    /// The last day on which it is in force; what follows from a fixed term when it is not given.
    expires_on: Option<PartialDate>,
    /// The last day on which it was in force, where it was terminated.
    terminated_on: Option<PartialDate>,
    /// Its fields of cooperation (bidang).
    #[graphql(default)]
    fields: Vec<CooperationField>,
    /// The dimensions of a smart city to which it belongs (dimensi kota cerdas).
    #[graphql(default)]
    dimensions: Vec<SmartDimension>,
    /// Its documents, as far as they are known.
    #[graphql(default)]
    documents: Vec<LegacyDocumentInput>,
    /// What is missing to prove it. Nothing may be missing only where the signed text is among the documents.
    missing_evidence: Vec<MissingEvidence>,
    /// Who may see it.
    #[graphql(default_with = "Visibility::Public")]
    visibility: Visibility,
    /// The agreement that it follows.
    predecessor: Option<ID>,
    /// The party that keeps it; the first in which the caller may when it is not given.
    owned_by: Option<ID>,
    /// Where all this comes from.
    source: String,
    /// The day for which the source speaks.
    as_of: NaiveDate,
}

impl From<RegisterLegacyAgreementInput> for RegisterLegacyAgreement {
    fn from(input: RegisterLegacyAgreementInput) -> Self {
        let document = |document: LegacyDocumentInput| LegacyDocument {
            kind: document.kind.into(),
            issued_on: document.issued_on.map(|date| date.0),
            note: document.note,
        };
        Self {
            title: input.title.map(Into::into).unwrap_or_default(),
            reference_no: input.reference_no,
            parties: input.parties.iter().map(|party| decode_as(Kind::Party, party)).collect(),
            class: input.class.into(),
            scheme: input.scheme.map(Into::into),
            term_kind: input.term_kind.map(Into::into),
            term_months: input.term_months,
            notice_months: input.notice_months,
            signed_on: input.signed_on.map(|date| date.0),
            in_force_on: input.in_force_on.map(|date| date.0),
            expires_on: input.expires_on.map(|date| date.0),
            terminated_on: input.terminated_on.map(|date| date.0),
            fields: input.fields.into_iter().map(Into::into).collect(),
            dimensions: input.dimensions.into_iter().map(Into::into).collect(),
            documents: input.documents.into_iter().map(document).collect(),
            missing: input.missing_evidence.into_iter().map(Into::into).collect(),
            visibility: input.visibility.into(),
            predecessor: input.predecessor.map(|agreement| decode_as(Kind::Agreement, &agreement)),
            owned_by: input.owned_by.map(|party| decode_as(Kind::Party, &party)),
            source: input.source,
            as_of: input.as_of,
        }
    }
}

/// What came of `registerLegacyAgreement`.
#[derive(SimpleObject)]
pub(crate) struct RegisterLegacyAgreementPayload {
    /// The agreement.
    agreement: Option<Agreement>,
    /// Why nothing happened; empty when it did.
    errors: Vec<Refusal>,
}

#[derive(Default)]
pub(crate) struct AgreementMutation;

#[Object]
impl AgreementMutation {
    /// Enters an agreement that was signed before the registry: without passing its gates, with its source, and with a
    /// list of what is missing to prove it.
    async fn register_legacy_agreement(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The agreement.")] input: RegisterLegacyAgreementInput,
    ) -> Result<RegisterLegacyAgreementPayload, ApiError> {
        let caller = context.caller()?;
        let result = act::register_legacy_agreement(context.registry()?, caller, input.into()).await;
        let (agreement, errors) = outcome(result, caller, |id| encode(Kind::Agreement, id))?;
        Ok(RegisterLegacyAgreementPayload { agreement: agreement.map(Into::into), errors })
    }
}
