//! Agreements, as partners see them.

use super::loader::{AgreementById, DocumentsOf, FieldsOf, GapsOf, PartiesOf};
use crate::{
    connection::connection,
    context::Ask,
    date::PartialDate,
    error::ApiError,
    id::{self, encode},
    loader::load,
    partnership::types::PartnershipClass,
    place::types::{Institution, Language, Party, Provenance, Region},
};
use async_graphql::{Context, Enum, ID, Object, SimpleObject};
use chrono::{DateTime, NaiveDate, Utc};
use entity::{
    agreement::{
        record::{self, agreement, document},
        rule,
    },
    place::{record::party, rule::display_name},
    text::LocalText,
};
use std::sync::Arc;

/// Under which scheme of Indonesian law the parties cooperate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "record::Scheme")]
pub(crate) enum AgreementScheme {
    /// Sister province (kerja sama provinsi kembar/bersaudara).
    KsdplSisterProvince,
    /// Sister regency or city (kerja sama kabupaten/kota kembar/bersaudara).
    KsdplSisterCity,
    /// Other cooperation with a regional government abroad (kerja sama lainnya).
    KsdplOther,
    /// With an institution abroad, forwarded from the central government (penerusan kerja sama Pemerintah Pusat).
    KsdllForwarded,
    /// With an institution abroad, in another form.
    KsdllOther,
    /// Between regions of Indonesia (kerja sama daerah dengan daerah lain).
    KsddDomestic,
    /// Neither side is Indonesian.
    ForeignForeign,
}

/// Where the paperwork of an agreement stands. Whether it is in force on a day is another matter: see `inForce`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Enum)]
#[graphql(remote = "record::Stage")]
pub(crate) enum AgreementStage {
    /// Initiative (prakarsa).
    Initiated,
    /// Exploration (penjajakan).
    Exploring,
    /// Letter of intent signed (pernyataan kehendak kerja sama).
    IntentSigned,
    /// Cooperation plan (rencana kerja sama).
    Planning,
    /// Before the council (pembahasan DPRD).
    CouncilReview,
    /// Approved by the council (persetujuan DPRD).
    CouncilApproved,
    /// Verification by the Minister (verifikasi).
    Verification,
    /// Drafting the text (rancangan naskah).
    Drafting,
    /// Text initialled (paraf).
    TextInitialled,
    /// Approved by the central government, full power given (persetujuan Pemerintah, surat kuasa).
    Authorised,
    /// Signed (penandatanganan).
    Signed,
    /// In force (pelaksanaan).
    InForce,
    /// In force, extension under way.
    RenewalInProgress,
    /// Expired (berakhir).
    Expired,
    /// Notice of termination given.
    TerminationNoticed,
    /// Terminated (diakhiri).
    Terminated,
    /// Withdrawn (ditarik).
    Withdrawn,
    /// Rejected (ditolak).
    Rejected,
    /// On hold (ditunda).
    OnHold,
}

/// How an agreement ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "record::TermKind")]
pub(crate) enum TermKind {
    /// On its expiry date, unless extended.
    Fixed,
    /// It renews itself unless someone gives notice.
    AutoRenew,
    /// It goes on until someone gives notice.
    OpenEnded,
}

/// What a party is in an agreement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "record::PartyRole")]
pub(crate) enum PartyRole {
    /// The side that began (pemrakarsa).
    Initiator,
    /// The other side (mitra).
    Partner,
    /// Witness (saksi).
    Witness,
    /// Facilitator (fasilitator).
    Facilitator,
}

/// A field of cooperation (bidang kerja sama).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "record::Field")]
pub(crate) enum CooperationField {
    /// Agriculture and fisheries (pertanian dan perikanan).
    Agriculture,
    /// Creative economy (ekonomi kreatif).
    CreativeEconomy,
    /// Culture (kebudayaan).
    Culture,
    /// Disaster preparedness (kesiapsiagaan bencana).
    DisasterPreparedness,
    /// Economy and trade (ekonomi dan perdagangan).
    EconomyTrade,
    /// Education (pendidikan).
    Education,
    /// Environment (lingkungan hidup).
    Environment,
    /// Governance and capacity of the administration (tata kelola dan kapasitas pemerintahan).
    GovernanceCapacity,
    /// Health (kesehatan).
    Health,
    /// Human resources (sumber daya manusia).
    HumanResources,
    /// Port management (pengelolaan pelabuhan).
    PortManagement,
    /// Science and technology (ilmu pengetahuan dan teknologi).
    ScienceTechnology,
    /// Smart city (kota cerdas).
    SmartCity,
    /// Sport and youth (olahraga dan kepemudaan).
    SportYouth,
    /// Tourism (pariwisata).
    Tourism,
    /// Transport (perhubungan).
    Transport,
    /// Urban planning (perencanaan kota).
    UrbanPlanning,
    /// Waste management (pengelolaan sampah).
    WasteManagement,
    /// Another field.
    Other,
}

/// What kind of document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "record::DocumentKind")]
pub(crate) enum DocumentKind {
    /// Letter of intent (pernyataan kehendak kerja sama).
    LetterOfIntent,
    /// Minutes of a meeting (risalah rapat).
    MeetingMinutes,
    /// Decision of the council (persetujuan DPRD).
    CouncilDecision,
    /// Full power (surat kuasa).
    FullPower,
    /// The signed text (naskah kerja sama), such as a memorandum of understanding.
    SignedText,
    /// Certified copy (salinan sah).
    CertifiedCopy,
    /// Amendment (perubahan).
    Amendment,
    /// Extension (perpanjangan).
    Extension,
    /// The beginning of the relation, as a source dates it, without saying which document began it.
    Beginning,
}

/// What is missing to prove an agreement that was signed before the registry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "record::Missing")]
pub(crate) enum MissingEvidence {
    /// The letter of intent.
    LetterOfIntent,
    /// The decision of the council.
    CouncilDecision,
    /// The full power.
    FullPower,
    /// The signed text.
    SignedText,
    /// The certified copy.
    CertifiedCopy,
    /// How long it runs and how it ends.
    Term,
    /// The day on which it was signed.
    SigningDay,
}

/// Who may see a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "entity::policy::Visibility")]
pub(crate) enum Visibility {
    /// Everyone.
    Public,
    /// The parties to it.
    Parties,
    /// The organisation that keeps it.
    Own,
    /// Those who read everything.
    Restricted,
}

/// An agreement (kerja sama), from the first letter to its end. Extensions belong to it; a successor is another one.
#[derive(Debug, Clone)]
pub(crate) struct Agreement(pub(crate) Arc<agreement::Model>);

/// An agreement (kerja sama), from the first letter to its end. Extensions belong to it; a successor is another one.
#[Object]
impl Agreement {
    /// The identifier; it is never used again when the agreement is gone.
    pub(crate) async fn id(&self) -> ID {
        encode(id::Kind::Agreement, self.0.id)
    }

    /// The title, in the caller's language where it has one there.
    async fn title(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Another language than the caller's.")] language: Option<Language>,
    ) -> Result<String, ApiError> {
        let title = LocalText { id: self.0.title_id.clone(), en: self.0.title_en.clone() };
        Ok(title.read(language.map_or(context.caller()?.language, Into::into)).to_owned())
    }

    /// The number that its keeper gives it.
    async fn reference_no(&self) -> Option<&str> {
        self.0.reference_no.as_deref()
    }

    /// Under which scheme of Indonesian law.
    async fn scheme(&self) -> AgreementScheme {
        self.0.scheme.into()
    }

    /// Of which class.
    async fn class(&self) -> PartnershipClass {
        self.0.class.into()
    }

    /// Where the paperwork stands.
    async fn stage(&self) -> AgreementStage {
        self.0.stage.into()
    }

    /// Whether it is in force on a day, by its dates alone; today (in Jakarta) when no day is given.
    async fn in_force(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The day.")] on: Option<NaiveDate>,
    ) -> Result<bool, ApiError> {
        let today = rule::legal_today(context.registry()?.now());
        Ok(rule::Dates::from(&*self.0).in_force_on(on.unwrap_or(today)))
    }

    /// How it ends; none when that is not known.
    async fn term_kind(&self) -> Option<TermKind> {
        self.0.term_kind.map(Into::into)
    }

    /// How many months it runs.
    async fn term_months(&self) -> Option<i32> {
        self.0.term_months
    }

    /// How many months before the end notice must be given.
    async fn notice_months(&self) -> Option<i32> {
        self.0.notice_months
    }

    /// When it was signed.
    async fn signed_on(&self) -> Option<PartialDate> {
        self.0.signed_on.map(PartialDate)
    }

    /// The first day on which it is in force.
    async fn in_force_on(&self) -> Option<PartialDate> {
        self.0.in_force_on.map(PartialDate)
    }

    /// The last day on which it is in force.
    async fn expires_on(&self) -> Option<PartialDate> {
        self.0.expires_on.map(PartialDate)
    }

    /// The last day on which it was in force, where it was terminated.
    async fn terminated_on(&self) -> Option<PartialDate> {
        self.0.terminated_on.map(PartialDate)
    }

    /// Its parties, in their order.
    async fn parties(&self, context: &Context<'_>) -> Result<Vec<AgreementParty>, ApiError> {
        let parties = load(context.lookups()?, PartiesOf(self.0.id)).await?;
        Ok(parties.iter().map(|(party, role)| AgreementParty { party: party.clone(), role: (*role).into() }).collect())
    }

    /// Its fields of cooperation (bidang).
    async fn fields(&self, context: &Context<'_>) -> Result<Vec<CooperationField>, ApiError> {
        Ok(load(context.lookups()?, FieldsOf(self.0.id)).await?.iter().map(|field| (*field).into()).collect())
    }

    /// Its dated documents, oldest first.
    async fn documents(&self, context: &Context<'_>) -> Result<Vec<Document>, ApiError> {
        Ok(load(context.lookups()?, DocumentsOf(self.0.id)).await?.iter().map(Into::into).collect())
    }

    /// Whether it was signed before the registry and entered without passing its gates.
    async fn legacy(&self) -> bool {
        self.0.legacy
    }

    /// What is missing to prove it, where it was signed before the registry.
    async fn missing_evidence(&self, context: &Context<'_>) -> Result<Vec<MissingEvidence>, ApiError> {
        Ok(load(context.lookups()?, GapsOf(self.0.id)).await?.iter().map(|missing| (*missing).into()).collect())
    }

    /// The agreement that it follows.
    async fn predecessor(&self, context: &Context<'_>) -> Result<Option<Agreement>, ApiError> {
        let Some(predecessor) = self.0.predecessor_id else { return Ok(None) };
        Ok(load(context.lookups()?, AgreementById(predecessor)).await?.map(Agreement))
    }

    /// Who may see it.
    async fn visibility(&self) -> Visibility {
        self.0.visibility.into()
    }

    /// Where the record comes from.
    async fn provenance(&self) -> Provenance {
        Provenance { source: self.0.source.clone(), as_of: self.0.as_of }
    }

    /// Rises with every change.
    async fn revision(&self) -> i32 {
        self.0.revision
    }

    /// When it was entered, in UTC.
    async fn created_at(&self) -> DateTime<Utc> {
        self.0.created_at
    }

    /// When it was last changed, in UTC.
    async fn updated_at(&self) -> DateTime<Utc> {
        self.0.updated_at
    }
}

/// One party of an agreement (pihak).
#[derive(Debug, Clone)]
pub(crate) struct AgreementParty {
    party: Arc<party::Model>,
    role: PartyRole,
}

/// One party of an agreement (pihak).
#[Object]
impl AgreementParty {
    /// What it is in the agreement.
    async fn role(&self) -> PartyRole {
        self.role
    }

    /// Its full name, in the caller's language where it has one there.
    async fn name(&self, context: &Context<'_>) -> Result<String, ApiError> {
        Ok(display_name(&self.party, context.caller()?.language))
    }

    /// The party, whatever it is.
    async fn party(&self) -> Party {
        Party::of(self.party.clone())
    }

    /// The party, where it is a region.
    async fn region(&self) -> Option<Region> {
        Party::of(self.party.clone()).region()
    }

    /// The party, where it is an institution.
    async fn institution(&self) -> Option<Institution> {
        Party::of(self.party.clone()).institution()
    }
}

/// A dated document of an agreement (dokumen).
#[derive(Debug, Clone, SimpleObject)]
pub(crate) struct Document {
    /// The identifier.
    id: ID,
    /// What kind of document.
    kind: DocumentKind,
    /// Its date.
    issued_on: Option<PartialDate>,
    /// A remark.
    note: Option<String>,
    /// Where that comes from.
    source: Option<String>,
}

impl From<&document::Model> for Document {
    fn from(document: &document::Model) -> Self {
        Self {
            id: encode(id::Kind::Document, document.id),
            kind: document.kind.into(),
            issued_on: document.issued_on.map(PartialDate),
            note: document.note.clone(),
            source: document.source.clone(),
        }
    }
}

impl From<agreement::Model> for Agreement {
    fn from(row: agreement::Model) -> Self {
        Self(Arc::new(row))
    }
}

connection!(AgreementConnection, AgreementEdge, Agreement, "agreements");
