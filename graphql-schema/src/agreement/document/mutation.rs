//! Recording documents.

use super::types::{Document, DocumentKind};
use crate::{
    context::Ask,
    date::{Date, PartialDate},
    error::ApiError,
    id::{Kind, decode_as},
    policy::Visibility,
    refusal::payload,
};
use async_graphql::{Context, ID, InputObject, Object};
use entity::{
    Caller,
    agreement::document::{
        act::{self, NewSignature},
        withdrawal::act::withdraw_document,
    },
};

/// A signature under a document.
#[derive(Debug, InputObject)]
pub(crate) struct SignatureInput {
    /// The party signed for.
    party: ID,
    /// The signatory's name.
    name: String,
    /// The signatory's office, such as wali kota.
    title: Option<String>,
    /// The day of signature.
    signed_on: Option<Date>,
}

/// A document that exists, on paper or as a file.
#[derive(Debug, InputObject)]
pub(crate) struct RecordDocumentInput {
    /// The agreement.
    agreement: ID,
    /// What kind of document.
    kind: DocumentKind,
    /// The party it belongs to. What is one party's by its kind, such as a council's decision or a full power, belongs to the
    /// caller's own if omitted; what all parties write or sign together has no party, unless only one of them may see it.
    party: Option<ID>,
    /// The number that its issuer gave it.
    number: Option<String>,
    /// Who issued it.
    issuer: Option<String>,
    /// Its date.
    issued_on: Option<PartialDate>,
    /// When it arrived.
    received_on: Option<Date>,
    /// Its language (ISO 639-1).
    language: Option<String>,
    /// Whom it empowers to sign (surat kuasa).
    empowers: Option<String>,
    /// Why it differs from the text that was fixed.
    deviation: Option<String>,
    /// A remark.
    note: Option<String>,
    /// Who may see it, among those who see the agreement; if omitted, all parties where others rely on it by its kind or it is
    /// recorded for another party, and only its own party otherwise.
    visibility: Option<Visibility>,
    /// The document that it replaces, which then no longer counts. A document has one successor, which everyone may see who
    /// may see the document itself; none has a document on which others rely once a step rests on it.
    supersedes: Option<ID>,
    /// The documents that it cites.
    #[graphql(default)]
    cites: Vec<ID>,
    /// Who signed it.
    #[graphql(default)]
    signatures: Vec<SignatureInput>,
}

impl RecordDocumentInput {
    /// The document as the caller records it.
    fn by(self, caller: &Caller) -> act::RecordDocument {
        let input = self;
        let signature = |signature: SignatureInput| NewSignature {
            party: decode_as(Kind::Party, &signature.party),
            name: signature.name,
            title: signature.title,
            signed_on: signature.signed_on.map(Into::into),
        };
        let kind = entity::agreement::record::DocumentKind::from(input.kind);
        let party = input.party.map(|party| decode_as(Kind::Party, &party));
        act::RecordDocument {
            agreement: decode_as(Kind::Agreement, &input.agreement),
            kind,
            party,
            number: input.number,
            issuer: input.issuer,
            issued_on: input.issued_on.map(|date| date.0),
            received_on: input.received_on.map(Into::into),
            language: input.language,
            empowers: input.empowers,
            deviation: input.deviation,
            note: input.note,
            visibility: input.visibility.map_or_else(|| kind.usual_visibility(party, caller), Into::into),
            supersedes: input.supersedes.map(|document| decode_as(Kind::Document, &document)),
            cites: input.cites.iter().map(|document| decode_as(Kind::Document, document)).collect(),
            signatures: input.signatures.into_iter().map(signature).collect(),
        }
    }
}

payload! {
    /// The result of `recordDocument`.
    RecordDocumentPayload of Document {
        /// The document. Its file is added by sending it to `/documents/ID/file`.
        document: Document,
    }
}

/// A document that was recorded by mistake.
#[derive(Debug, InputObject)]
pub(crate) struct WithdrawDocumentInput {
    /// The document.
    document: ID,
    /// Why it is withdrawn; everyone who sees the document reads it.
    reason: String,
}

payload! {
    /// The result of `withdrawDocument`.
    WithdrawDocumentPayload of Document {
        /// The document.
        document: Document,
    }
}

#[derive(Default)]
pub(crate) struct DocumentMutation;

#[Object]
impl DocumentMutation {
    /// Records a document of an agreement. Its file is added by a POST of `multipart/form-data` to `/documents/ID/file`.
    async fn record_document(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The document.")] input: RecordDocumentInput,
    ) -> Result<RecordDocumentPayload, ApiError> {
        let caller = context.caller()?;
        let result = act::record_document(context.registry()?, caller, input.by(caller)).await;
        RecordDocumentPayload::of(result, caller, Document)
    }

    /// Withdraws a document that was recorded by mistake (penarikan dokumen): it stays on record with the reason, and no longer
    /// counts; the one that it replaced counts again. For the party to which it belongs or that recorded it, as long as no step
    /// rests on it and no other party has said that it signed it.
    async fn withdraw_document(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The document, and why.")] input: WithdrawDocumentInput,
    ) -> Result<WithdrawDocumentPayload, ApiError> {
        let (caller, document) = (context.caller()?, decode_as(Kind::Document, &input.document));
        let result = withdraw_document(context.registry()?, caller, document, &input.reason).await;
        WithdrawDocumentPayload::of(result, caller, Document)
    }
}
