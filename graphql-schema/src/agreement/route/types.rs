//! Approval routes, as partners see them.

use crate::{
    agreement::types::{AgreementScheme, AgreementStage, DocumentKind},
    context::Ask,
    enums::remote_enum,
    error::ApiError,
    policy::Role,
};
use async_graphql::{Context, Object, SimpleObject};
use entity::{
    agreement::route::{
        record::approval_route,
        rule::{FollowUp, Route, Step},
    },
    text::LocalText,
};
use std::sync::Arc;

remote_enum! {
    /// What is done with an agreement on its way from the first letter to its end.
    AgreementAct = "entity::agreement::route::record::AgreementAct" {
        BeginExploration: "The partners get to know each other (penjajakan).",
        RecordIntent: "The letter of intent is signed (pernyataan kehendak kerja sama).",
        OpenPlan: "Work on the cooperation plan begins (penyusunan rencana kerja sama).",
        SubmitToCouncil: "The plan goes to the council (penyampaian kepada DPRD).",
        RecordCouncilDecision: "The council approves, returns or rejects (persetujuan DPRD).",
        RequestVerification: "The central authority is asked to verify (permohonan verifikasi).",
        RecordVerification: "The central authority verifies, returns or rejects (verifikasi).",
        BeginDrafting: "Work on the text begins (penyusunan rancangan naskah).",
        InitialText: "The text is initialled and fixed (paraf).",
        ProposeCounterText: "The other side makes a counter-proposal (usulan perubahan naskah).",
        Authorise: "The central government approves and gives full power (persetujuan Pemerintah, surat kuasa).",
        NotifyAuthority: "An authority is notified (pemberitahuan).",
        RecordSignature: "The text is signed by all (penandatanganan).",
        CompleteStep: "A step of a route that has no act of its own.",
        PutOnHold: "The matter is put on hold (penundaan).",
        Resume: "It is resumed (kelanjutan).",
        Withdraw: "The proposal is withdrawn (penarikan).",
        CancelAgreement:
            "All parties cancel what they signed, before it enters into force (pembatalan sebelum berlaku).",
        EnterIntoForce: "The signed agreement enters into force (mulai berlaku).",
        StartRenewal: "Its extension is prepared (permulaan perpanjangan).",
        Extend: "It is extended (perpanjangan).",
        Amend: "Its text and terms are changed after the signature (perubahan).",
        GiveTerminationNotice: "A party gives notice (pemberitahuan pengakhiran).",
        WithdrawNotice: "The notice is withdrawn (pencabutan pemberitahuan pengakhiran).",
        ChangeTerms:
            "The terms are changed before the signature, and approvals of the old ones are given again (perubahan \
            ketentuan). It is no step of a route.",
        Renew: "Its term has passed, and it renews itself (perpanjangan otomatis).",
        Expire: "Its term has passed (berakhir).",
        Terminate: "The notice has taken effect (diakhiri).",
    }
}

remote_enum! {
    /// What must hold for a step, besides its documents.
    StepCondition = "entity::agreement::route::record::Condition" {
        DiplomaticRelations:
            "The countries have diplomatic relations on that day; if this is unknown, requirement 1 is answered \
            with a reason.",
        EqualTier:
            "The parties are of the same tier; if they are not, or this is unknown, requirement 7 is answered with \
            a reason.",
        NineRequirements: "All nine requirements are met, each with evidence (PP 28/2018).",
        FieldOfCooperation: "At least one field of cooperation is named.",
        SeveralFieldsOfSisters: "A sister agreement names at least two fields of cooperation.",
        TextFixed: "The initialled text is stored as a file, whose hash fixes it.",
        OtherPartiesReady: "Every other party has done all its steps before the signature.",
        FullPowerCoversSignatory:
            "The party's signatory is the person named in its full power, and signs on its date or later.",
        SameText: "The signed text is the initialled one, or its deviation is explained.",
        EndOfTerm:
            "A fixed term says how long it is or when it ends. Every signature needs it, whatever its route says.",
        StillApproved:
            "What was approved has not been changed since. Every approval needs it, whatever its route says: when the \
            terms change before the signature, the decision of the council, the initialled text, the approval of the \
            central government and the full power are given again.",
        NotInForceYet: "The first day in force has not come.",
        DayOfForceReached: "The first day in force has come.",
        FixedTerm: "The agreement has a fixed term.",
        NotExpired: "The last day in force has not passed.",
        LaterExpiry: "The new last day in force is later than the old one.",
        NoNoticeGiven: "The party has given no notice that still stands.",
        NoticePeriod: "The notice is as long as the agreement requires.",
        NotEnded: "The notice has not taken effect.",
        TermPassed: "The last day in force has passed.",
        SelfRenewalDue: "The last day of a term that renews itself has passed.",
        NoticePassed: "The last day before the notice takes effect has passed.",
    }
}

remote_enum! {
    /// Who decides on a step.
    Authority = "entity::agreement::route::record::Authority" {
        HeadOfRegion: "The head of the region (kepala daerah).",
        Tkksd: "The coordination team of the region (Tim Koordinasi Kerja Sama Daerah).",
        Dprd: "The council of the region (DPRD).",
        Governor: "The governor (gubernur).",
        Kemendagri: "The Ministry of Home Affairs (Kementerian Dalam Negeri).",
        Kemenlu: "The Ministry of Foreign Affairs (Kementerian Luar Negeri).",
        Setneg: "The State Secretariat (Sekretariat Negara).",
        Interkem: "The meeting of the ministries (rapat interkem).",
        PartnerHead: "The head of the partner.",
        PartnerCouncil: "The partner's council.",
        PartnerNational: "The partner's national authority.",
        Registry: "The registry itself, by date.",
    }
}

/// A step of a route: an act that leads a party from one stage to another.
#[derive(Debug, Clone, SimpleObject)]
pub(crate) struct RouteStep {
    /// Its name, in the caller's language.
    name: String,
    /// The act.
    act: AgreementAct,
    /// The stages at which it can be taken.
    from: Vec<AgreementStage>,
    /// The stage that it leads to; null for the stage from which the matter was put on hold.
    to: Option<AgreementStage>,
    /// Whether all parties take it together.
    joint: bool,
    /// Documents that are required.
    documents: Vec<DocumentKind>,
    /// Documents that are required from each side.
    documents_of_each: Vec<DocumentKind>,
    /// Documents that all parties must have signed.
    signed: Vec<DocumentKind>,
    /// What else must hold.
    conditions: Vec<StepCondition>,
    /// The stage to which a decision can return the matter; null for steps without a decision.
    returns_to: Option<AgreementStage>,
    /// Who decides.
    authority: Authority,
    /// The roles that may record it; empty if the registry takes the step itself.
    recorded_by: Vec<Role>,
    /// Within how many days it is due, once it is the next step.
    within_days: Option<u32>,
    /// The rule behind it, in the caller's language.
    article: String,
}

impl RouteStep {
    pub(crate) fn of(step: &Step, language: entity::text::Language) -> Self {
        let kinds =
            |kinds: &[entity::agreement::record::DocumentKind]| kinds.iter().map(|kind| (*kind).into()).collect();
        Self {
            name: step.name().read(language).to_owned(),
            act: step.act.into(),
            from: step.from.iter().map(|stage| (*stage).into()).collect(),
            to: step.to.map(Into::into),
            joint: step.joint,
            documents: kinds(&step.documents),
            documents_of_each: kinds(&step.of_each),
            signed: kinds(&step.signed),
            conditions: step.conditions.iter().map(|condition| (*condition).into()).collect(),
            returns_to: step.returns_to.map(Into::into),
            authority: step.authority.into(),
            recorded_by: step.recorded_by.iter().map(|role| (*role).into()).collect(),
            within_days: step.within_days,
            article: step.article.read(language).to_owned(),
        }
    }
}

/// A duty that begins at a stage and blocks nothing.
#[derive(Debug, Clone, SimpleObject)]
pub(crate) struct RouteFollowUp {
    /// Its code, unique within the route.
    code: String,
    /// Its name, in the caller's language.
    name: String,
    /// The stage at which it begins.
    after: AgreementStage,
    /// The document that fulfils it.
    document: DocumentKind,
    /// Within how many days it is due.
    within_days: u32,
    /// The authority to which it is owed.
    authority: Authority,
    /// The rule behind it, in the caller's language.
    article: String,
}

impl RouteFollowUp {
    fn of(duty: &FollowUp, language: entity::text::Language) -> Self {
        Self {
            code: duty.code.clone(),
            name: LocalText::both(&duty.name_id, &duty.name_en).read(language).to_owned(),
            after: duty.after.into(),
            document: duty.document.into(),
            within_days: duty.within_days,
            authority: duty.authority.into(),
            article: duty.article.read(language).to_owned(),
        }
    }
}

/// One version of an approval route (alur persetujuan): the steps that a party takes with an agreement. It never changes;
/// an agreement keeps the version with which it began.
#[derive(Debug, Clone)]
pub(crate) struct ApprovalRoute(pub(crate) Arc<approval_route::Model>);

impl ApprovalRoute {
    fn route(&self) -> &Route {
        &self.0.definition
    }
}

/// One version of an approval route (alur persetujuan): the steps that a party takes with an agreement. It never changes;
/// an agreement keeps the version with which it began.
#[Object]
impl ApprovalRoute {
    /// The code, such as `ID_KSDPL`.
    async fn code(&self) -> &str {
        &self.0.code
    }

    /// The number of the version, from 1.
    async fn version(&self) -> i32 {
        self.0.version
    }

    /// Its name, in the caller's language.
    async fn name(&self, context: &Context<'_>) -> Result<String, ApiError> {
        Ok(self.route().name().read(context.caller()?.language).to_owned())
    }

    /// The law or rule that it follows.
    async fn source(&self) -> &str {
        &self.route().source
    }

    /// The countries whose parties usually take it (two-letter codes); empty for all countries.
    async fn countries(&self) -> &[String] {
        &self.route().countries
    }

    /// The schemes under which they usually take it; empty for all schemes.
    async fn schemes(&self) -> Vec<AgreementScheme> {
        self.route().schemes.iter().map(|scheme| (*scheme).into()).collect()
    }

    /// Its steps.
    async fn steps(&self, context: &Context<'_>) -> Result<Vec<RouteStep>, ApiError> {
        let language = context.caller()?.language;
        Ok(self.route().steps.iter().map(|step| RouteStep::of(step, language)).collect())
    }

    /// The duties that begin at a stage and block nothing.
    async fn follow_ups(&self, context: &Context<'_>) -> Result<Vec<RouteFollowUp>, ApiError> {
        let language = context.caller()?.language;
        Ok(self.route().follow_ups.iter().map(|duty| RouteFollowUp::of(duty, language)).collect())
    }
}
