//! Acts on agreements.

use super::{
    classification::types::SmartDimension,
    types::{Agreement, AgreementScheme, CooperationField, DocumentKind, MissingEvidence, TermKind},
};
use crate::{
    context::Ask,
    date::{Date, PartialDate},
    error::ApiError,
    id::{Kind, decode_as},
    partnership::types::PartnershipClass,
    policy::Visibility,
    refusal::payload,
    text::LocalTextInput,
};
use async_graphql::{Context, ID, InputObject, Object};
use entity::agreement::legacy::act::{self, LegacyDocument, RegisterLegacyAgreement};

/// A document of an agreement, as dated by a source.
#[derive(Debug, InputObject)]
pub(crate) struct LegacyDocumentInput {
    /// What kind of document.
    kind: DocumentKind,
    /// The party it belongs to. A document that is one party's by its kind belongs to the caller's own party if omitted; one
    /// that is all parties' has no party.
    party: Option<ID>,
    /// Its date.
    issued_on: Option<PartialDate>,
    /// A remark.
    note: Option<String>,
}

/// An agreement that was signed before the registry existed.
#[derive(Debug, InputObject)]
pub(crate) struct RegisterLegacyAgreementInput {
    /// Its title; derived from its documents and parties if omitted.
    title: Option<LocalTextInput>,
    /// The reference number given by its keeper.
    reference_no: Option<String>,
    /// Its parties: two or more; the first is the initiator.
    parties: Vec<ID>,
    /// Its class.
    class: PartnershipClass,
    /// Its scheme: one of those that are open to its parties; if omitted, the strictest of them.
    scheme: Option<AgreementScheme>,
    /// How it ends; omit if unknown.
    term_kind: Option<TermKind>,
    /// How many months it runs.
    term_months: Option<i32>,
    /// How many months before the end notice must be given.
    notice_months: Option<i32>,
    /// When it was signed; omit for a letter of intent alone, or if the day of signing is unknown.
    signed_on: Option<PartialDate>,
    /// The first day in force; the day of signature if omitted.
    in_force_on: Option<PartialDate>,
    /// The last day in force; derived from a fixed term if omitted.
    expires_on: Option<PartialDate>,
    /// The last day in force, if it was terminated.
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
    /// The evidence that is missing. The list may be empty only if the signed text is among the documents.
    missing_evidence: Vec<MissingEvidence>,
    /// Who may see it.
    #[graphql(default_with = "Visibility::Public")]
    visibility: Visibility,
    /// The agreement that it succeeds.
    predecessor: Option<ID>,
    /// The party that keeps it; if omitted, the first one for which the caller may do so.
    owned_by: Option<ID>,
    /// The source of this record.
    source: String,
    /// The date to which the source refers.
    as_of: Date,
}

impl From<RegisterLegacyAgreementInput> for RegisterLegacyAgreement {
    fn from(input: RegisterLegacyAgreementInput) -> Self {
        let document = |document: LegacyDocumentInput| LegacyDocument {
            kind: document.kind.into(),
            party: document.party.map(|party| decode_as(Kind::Party, &party)),
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
            as_of: input.as_of.into(),
        }
    }
}

payload! {
    /// The result of `registerLegacyAgreement`.
    RegisterLegacyAgreementPayload of Agreement {
        /// The agreement.
        agreement: Agreement,
    }
}

#[derive(Default)]
pub(crate) struct AgreementMutation;

#[Object]
impl AgreementMutation {
    /// Enters an agreement that was signed before the registry existed: it skips the gates, but names its source and
    /// lists the missing evidence.
    async fn register_legacy_agreement(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The agreement.")] input: RegisterLegacyAgreementInput,
    ) -> Result<RegisterLegacyAgreementPayload, ApiError> {
        let caller = context.caller()?;
        let result = act::register_legacy_agreement(context.registry()?, caller, input.into()).await;
        RegisterLegacyAgreementPayload::of(result, caller, Into::into)
    }
}
