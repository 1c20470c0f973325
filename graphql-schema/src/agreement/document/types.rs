//! Documents of agreements, as partners see them.

use super::loader::{BlobByHash, DocumentById, SignaturesOf};
use crate::{
    context::Ask,
    date::{Date, DateTime, PartialDate},
    enums::remote_enum,
    error::ApiError,
    id::{self, encode},
    loader::load,
    place::{loader::PartyById, types::Party},
    policy::Visibility,
};
use async_graphql::{Context, ID, Object, SimpleObject};
use entity::agreement::{
    document::{
        record::signature,
        rule::{file_name, hash},
    },
    record::{self, document},
};

remote_enum! {
    /// What kind of document.
    DocumentKind = "record::DocumentKind" {
        InitiativeLetter: "Initiative letter (surat prakarsa).",
        ForwardingLetter: "Letter that forwards a cooperation of the central government (surat penerusan).",
        RegionProfile: "Profile of a region (data potensi daerah).",
        CooperationPotential: "Potential of the cooperation (data potensi kerja sama).",
        ExpertStudy: "Expert study (kajian pakar).",
        MeetingMinutes: "Minutes of a meeting (risalah rapat).",
        LetterOfIntent: "Letter of intent (pernyataan kehendak kerja sama).",
        CooperationPlan: "Cooperation plan (rencana kerja sama).",
        ActionPlan: "Action plan (rencana aksi).",
        CouncilDecision: "Decision of the council (persetujuan DPRD).",
        FacilitationRequest: "Request for facilitation and verification (surat permohonan fasilitasi).",
        VerificationResult: "Result of the verification (hasil verifikasi).",
        DraftText: "Draft of the text (rancangan naskah).",
        InitialledText: "Initialled text (naskah berparaf).",
        CentralApproval: "Approval of the central government (persetujuan Pemerintah).",
        FullPower: "Full power (surat kuasa).",
        SignedText: "The signed text (naskah kerja sama), such as a memorandum of understanding.",
        JointAgreement: "Joint agreement of domestic regions (kesepakatan bersama).",
        ProgrammeAgreement: "Agreement on one programme of domestic regions (perjanjian kerja sama, PKS).",
        CertifiedCopy: "Certified copy (salinan sah).",
        Notification: "Notification of an authority (surat pemberitahuan).",
        EntryNotification: "Notification of an authority that the agreement was entered.",
        Evaluation: "Evaluation (evaluasi).",
        Report: "Report (laporan).",
        Amendment: "Amendment (perubahan).",
        Extension: "Extension (perpanjangan).",
        TerminationNotice: "Notice of termination (pemberitahuan pengakhiran).",
        NoticeWithdrawal: "Withdrawal of a notice of termination, with everyone's consent.",
        Cancellation:
            "Agreement of all parties to cancel what they signed before it enters into force (kesepakatan pembatalan).",
        Annex: "Annex (lampiran).",
        Beginning: "The beginning of the relation, as dated by a source that does not name the document.",
    }
}

/// A document of an agreement (dokumen). It is never changed; a better one supersedes it.
#[derive(Debug, Clone)]
pub(crate) struct Document(pub(crate) document::Model);

/// A document of an agreement (dokumen). It is never changed; a better one supersedes it.
#[Object]
impl Document {
    /// The identifier.
    pub(crate) async fn id(&self) -> ID {
        encode(id::Kind::Document, self.0.id)
    }

    /// What kind of document.
    async fn kind(&self) -> DocumentKind {
        self.0.kind.into()
    }

    /// The party it belongs to; null if it belongs to all parties.
    async fn party(&self, context: &Context<'_>) -> Result<Option<Party>, ApiError> {
        let Some(party) = self.0.party_id else { return Ok(None) };
        Ok(load(context.lookups()?, PartyById(party)).await?.map(Party::of))
    }

    /// The number that its issuer gave it.
    async fn number(&self) -> Option<&str> {
        self.0.number.as_deref()
    }

    /// Who issued it.
    async fn issuer(&self) -> Option<&str> {
        self.0.issuer.as_deref()
    }

    /// Its date.
    async fn issued_on(&self) -> Option<PartialDate> {
        self.0.issued_on.map(PartialDate)
    }

    /// When it arrived.
    async fn received_on(&self) -> Option<Date> {
        self.0.received_on.map(Into::into)
    }

    /// Its language (ISO 639-1).
    async fn language(&self) -> Option<&str> {
        self.0.language.as_deref()
    }

    /// Whom it empowers to sign (surat kuasa).
    async fn empowers(&self) -> Option<&str> {
        self.0.empowers.as_deref()
    }

    /// Why it differs from the text that was fixed.
    async fn deviation(&self) -> Option<&str> {
        self.0.deviation.as_deref()
    }

    /// A remark.
    async fn note(&self) -> Option<&str> {
        self.0.note.as_deref()
    }

    /// The source, for a document from before the registry.
    async fn source(&self) -> Option<&str> {
        self.0.source.as_deref()
    }

    /// Who may see it, among those who see the agreement.
    async fn visibility(&self) -> Visibility {
        self.0.visibility.into()
    }

    /// The document that it replaces, if the caller may see that one.
    async fn supersedes(&self, context: &Context<'_>) -> Result<Option<ID>, ApiError> {
        let Some(replaced) = self.0.supersedes_id else { return Ok(None) };
        let seen = load(context.lookups()?, DocumentById(replaced)).await?;
        Ok(seen.map(|seen| encode(id::Kind::Document, seen.id)))
    }

    /// The day of the act that it carried, where a document carries one: a decision, an evaluation, an extension, an amendment,
    /// a notice or its withdrawal. Null while it can carry one.
    async fn used_on(&self) -> Option<Date> {
        self.0.used_on.map(Into::into)
    }

    /// Whether it no longer counts: another one replaced it, it speaks of what is no more, or it was withdrawn.
    async fn superseded(&self) -> bool {
        self.0.void
    }

    /// Its withdrawal, if it was recorded by mistake and withdrawn (ditarik).
    async fn withdrawal(&self) -> Option<DocumentWithdrawal> {
        let (at, reason) = (self.0.withdrawn_at?, self.0.withdrawn_because.clone()?);
        Some(DocumentWithdrawal { at: at.into(), reason })
    }

    /// The SHA-256 of all that it says, with its signatures and its file, in hexadecimal: by it, a step names the document as
    /// the caller has read it. It changes when the file comes.
    async fn hash(&self, context: &Context<'_>) -> Result<String, ApiError> {
        Ok(hash(&self.0, &load(context.lookups()?, SignaturesOf(self.0.id)).await?))
    }

    /// Who signed it.
    async fn signatures(&self, context: &Context<'_>) -> Result<Vec<Signature>, ApiError> {
        Ok(load(context.lookups()?, SignaturesOf(self.0.id)).await?.iter().cloned().map(Signature).collect())
    }

    /// Its file; null while it exists only on paper.
    async fn file(&self, context: &Context<'_>) -> Result<Option<DocumentFile>, ApiError> {
        let Some(sha256) = &self.0.sha256 else { return Ok(None) };
        let blob = load(context.lookups()?, BlobByHash(sha256.clone())).await?;
        let path = format!("/documents/{}/file", encode(id::Kind::Document, self.0.id).as_str());
        Ok(blob.map(|blob| DocumentFile {
            name: file_name(self.0.file_name.as_deref().unwrap_or_default(), &blob.media_type),
            media_type: blob.media_type.clone(),
            size: blob.size,
            sha256: blob.sha256.clone(),
            path,
        }))
    }

    /// When it was entered, in UTC.
    async fn created_at(&self) -> DateTime {
        self.0.created_at.into()
    }
}

/// The withdrawal of a document.
#[derive(Debug, Clone, SimpleObject)]
pub(crate) struct DocumentWithdrawal {
    /// When, in UTC.
    at: DateTime,
    /// Why.
    reason: String,
}

/// A signature under a document.
#[derive(Debug, Clone)]
pub(crate) struct Signature(signature::Model);

/// A signature under a document.
#[Object]
impl Signature {
    /// The party signed for.
    async fn party(&self, context: &Context<'_>) -> Result<Option<Party>, ApiError> {
        Ok(load(context.lookups()?, PartyById(self.0.party_id)).await?.map(Party::of))
    }

    /// The signatory's name.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// The signatory's office.
    async fn title(&self) -> Option<&str> {
        self.0.title.as_deref()
    }

    /// The day of signature.
    async fn signed_on(&self) -> Option<Date> {
        self.0.signed_on.map(Into::into)
    }

    /// When the party itself recorded or confirmed it, in UTC; until then it is what another party says.
    async fn attested_at(&self) -> Option<DateTime> {
        self.0.attested_at.map(Into::into)
    }
}

/// The file of a document.
#[derive(Debug, Clone, SimpleObject)]
pub(crate) struct DocumentFile {
    /// Its name.
    name: String,
    /// Its media type (RFC 6838), as detected from its content.
    media_type: String,
    /// Its length in bytes.
    size: i64,
    /// The SHA-256 of its content, in hexadecimal.
    sha256: String,
    /// The path to download it from, below the address of the service.
    path: String,
}
