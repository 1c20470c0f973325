//! How far agreements have come, as partners see it.

use super::loader::{PapersOf, RouteById};
use crate::{
    agreement::{
        document::types::Document,
        route::types::{AgreementAct, ApprovalRoute, RouteStep, StepCondition},
        stewardship::loader::StewardshipOf,
        types::{AgreementStage, DocumentKind},
    },
    context::Ask,
    date::{Date, DateTime},
    enums::remote_enum,
    error::ApiError,
    id::{Kind, encode},
    loader::load,
    place::{
        loader::PartyById,
        types::{Party, Region},
    },
};
use async_graphql::{Context, Enum, ID, Object, SimpleObject};
use entity::{
    agreement::{
        self,
        correction::rule::Correction,
        progress::{
            allowed::AllowedStep,
            find::StepTaken as Taken,
            record::{self, requirement_check},
            rule::{Case, Track},
            words,
        },
        record::agreement_party,
        stewardship::find::Stewardship,
    },
    place::{record::party, rule::display_name},
    refusal::{self, Missing},
    text::named,
};
use std::{collections::HashMap, sync::Arc};
use uuid::Uuid;

remote_enum! {
    /// What an authority decided.
    Decision = "entity::agreement::progress::record::Outcome" {
        Approved: "It approves (disetujui).",
        Returned: "It sends the matter back for revision (dikembalikan untuk perbaikan).",
        Rejected: "It rejects (ditolak).",
    }
}

remote_enum! {
    /// What cooperation with a regional government abroad requires (Permendagri 25/2020, nine requirements of a KSDPL).
    Requirement = "entity::agreement::progress::record::Requirement" {
        DiplomaticRelations: "1: there are diplomatic relations.",
        RegionalAffair: "2: the matter is one of regional government.",
        NoOfficeAbroad: "3: the region opens no office abroad.",
        NoInterference: "4: the foreign government does not interfere in domestic government.",
        FitsDevelopmentPlan: "5: it fits national and regional development policy and plans.",
        TransferableKnowledge: "6: science and technology can be transferred to Indonesian people.",
        EqualStatus: "7: equal administrative status, or equal territory.",
        Complementary: "8: the parties complement each other.",
        PeopleToPeople: "9: it improves relations between the peoples.",
    }
}

/// A party's word that the terms are as agreed.
#[derive(Debug, Clone, SimpleObject)]
pub(crate) struct TermsAttestation {
    /// The version of the text.
    version: i32,
    /// The hash that the party attested: the SHA-256 of the text.
    hash: String,
    /// The text of the terms, as it was attested; null for version 1, which kept none.
    text: Option<String>,
    /// When, in UTC.
    at: DateTime,
}

/// One party's track: its route, the stage of its paperwork, and what comes next.
#[derive(Debug, Clone)]
pub(crate) struct AgreementTrack {
    pub(crate) part: agreement_party::Model,
    pub(crate) party: Arc<party::Model>,
    pub(crate) track: Track,
}

/// One party's track: its route, the stage of its paperwork, and what comes next.
#[Object]
impl AgreementTrack {
    /// The party.
    async fn party(&self) -> Party {
        Party::of(self.party.clone())
    }

    /// The party, if it is a region.
    async fn region(&self) -> Option<Region> {
        Party::of(self.party.clone()).region()
    }

    /// The version of the route that the party takes.
    async fn route(&self, context: &Context<'_>) -> Result<Option<ApprovalRoute>, ApiError> {
        let Some(route) = self.part.route_id else { return Ok(None) };
        Ok(load(context.lookups()?, RouteById(route)).await?.map(ApprovalRoute))
    }

    /// Where the party's paperwork stands.
    async fn stage(&self) -> AgreementStage {
        self.track.stage.into()
    }

    /// The day on which it reached this stage.
    async fn since(&self) -> Date {
        self.track.since.into()
    }

    /// The steps that can follow, including those that the registry takes when a day comes.
    async fn waiting_for(&self, context: &Context<'_>) -> Result<Vec<RouteStep>, ApiError> {
        let language = context.caller()?.language;
        let onward = self.track.route.steps_at(self.track.stage).filter(|step| !step.is_aside());
        Ok(onward.map(|step| RouteStep::of(step, language)).collect())
    }

    /// Whether the party has attested the current terms. What was attested before the signature stays attested after it.
    async fn attested(&self) -> bool {
        self.part.attested_hash.is_some()
    }

    /// When it attested them, in UTC.
    async fn attested_at(&self) -> Option<DateTime> {
        self.part.attested_at.filter(|_| self.part.attested_hash.is_some()).map(Into::into)
    }

    /// What it attested; null if it has not attested the current terms.
    async fn attestation(&self) -> Option<TermsAttestation> {
        Some(TermsAttestation {
            version: self.part.attested_version.unwrap_or(1),
            hash: self.part.attested_hash.clone()?,
            text: self.part.attested_text.clone(),
            at: self.part.attested_at?.into(),
        })
    }

    /// Who looks after it for the party (penanggung jawab); visible to the party only.
    async fn officer(&self, context: &Context<'_>) -> Result<Option<String>, ApiError> {
        Ok(self.stewardship(context).await?.officer)
    }

    /// When the party last confirmed the registry's data on it.
    async fn confirmed_on(&self, context: &Context<'_>) -> Result<Option<Date>, ApiError> {
        Ok(self.stewardship(context).await?.confirmed_on.map(Into::into))
    }

    /// The day until which, the party confirms, nothing took place under the agreement (`confirmNothingTookPlace`).
    async fn nothing_until(&self, context: &Context<'_>) -> Result<Option<Date>, ApiError> {
        Ok(self.stewardship(context).await?.nothing_until.map(Into::into))
    }

    /// Since when the party has not confirmed it, if a campaign asked for confirmation and its deadline has passed.
    async fn not_confirmed_since(&self, context: &Context<'_>) -> Result<Option<Date>, ApiError> {
        Ok(self.stewardship(context).await?.not_confirmed_since.map(Into::into))
    }
}

impl AgreementTrack {
    async fn stewardship(&self, context: &Context<'_>) -> Result<Stewardship, ApiError> {
        let parties = load(context.lookups()?, StewardshipOf(self.part.agreement_id)).await?;
        Ok(parties.iter().find(|one| one.party == self.part.party_id).cloned().unwrap_or_default())
    }
}

/// What kind of thing is missing for a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
pub(crate) enum MissingKind {
    /// A document.
    Document,
    /// Another document of the kind: the one that is there carried an earlier act.
    UnusedDocument,
    /// A later day of the act: a document on which it rests counts only from the day given.
    LaterDay,
    /// A signature under a document.
    Signature,
    /// The file of a document of a party for which others act, because nobody of its own does in the registry.
    File,
    /// A party's own word that an agreement entered as signed before the registry is as it agreed: it gives it with
    /// `attestTerms`.
    Word,
    /// A condition that does not hold.
    Condition,
    /// Another party has not come far enough.
    Party,
}

/// One thing that is missing for a step.
#[derive(Debug, Clone)]
pub(crate) struct MissingItem(pub(crate) Missing);

/// One thing that is missing for a step.
#[Object]
impl MissingItem {
    /// What kind of thing.
    async fn kind(&self) -> MissingKind {
        match self.0.kind {
            refusal::MissingKind::Document => MissingKind::Document,
            refusal::MissingKind::UnusedDocument => MissingKind::UnusedDocument,
            refusal::MissingKind::LaterDay => MissingKind::LaterDay,
            refusal::MissingKind::Signature => MissingKind::Signature,
            refusal::MissingKind::File => MissingKind::File,
            refusal::MissingKind::Word => MissingKind::Word,
            refusal::MissingKind::Condition => MissingKind::Condition,
            refusal::MissingKind::Party => MissingKind::Party,
        }
    }

    /// An explanation in the caller's language.
    async fn message(&self) -> &str {
        &self.0.words
    }

    /// The kind of document that is missing, is not signed, has no file, was used, or counts from a later day.
    async fn document(&self) -> Option<DocumentKind> {
        use refusal::MissingKind::{Condition, Party, Word};
        let papers = !matches!(self.0.kind, Condition | Party | Word);
        named::<agreement::record::DocumentKind>(&self.0.code).filter(|_| papers).map(Into::into)
    }

    /// The party whose document, signature or word is missing, or that has not come far enough.
    async fn party(&self, context: &Context<'_>) -> Result<Option<Party>, ApiError> {
        match self.0.party {
            Some(party) => Ok(load(context.lookups()?, PartyById(party)).await?.map(Party::of)),
            None => Ok(None),
        }
    }

    /// The condition that does not hold.
    async fn condition(&self) -> Option<StepCondition> {
        let condition = self.0.kind == refusal::MissingKind::Condition;
        named::<agreement::route::record::Condition>(&self.0.code).filter(|_| condition).map(Into::into)
    }

    /// The day from which a condition would hold or a document counts, where waiting or a later date helps.
    async fn from(&self) -> Option<Date> {
        self.0.from.map(Into::into)
    }
}

/// What an act still needs.
#[derive(Debug, Clone, SimpleObject)]
pub(crate) struct ActReadiness {
    /// Whether someone entitled to the act could do it now.
    ready: bool,
    /// Whether the act belongs to the present stage of the party.
    at_this_stage: bool,
    /// The present stage of the party.
    stage: AgreementStage,
    /// What can be done at this stage.
    allowed: Vec<AgreementAct>,
    /// What is missing.
    missing: Vec<MissingItem>,
    /// The rule behind the step, in the caller's language.
    article: Option<String>,
}

impl ActReadiness {
    /// What `act` needs of `party`, as the caller may know it.
    pub(crate) fn of(
        case: &Case,
        doing: &entity::agreement::progress::rule::Doing,
        names: &HashMap<Uuid, String>,
        caller: &entity::Caller,
    ) -> Self {
        let (own, language) = (caller.parties(), caller.language);
        let track = case.track(doing.party);
        let stage = track.map_or(case.stage(), |track| track.stage);
        let step = track.and_then(|track| case.step(track, doing.act));
        let missing: Vec<_> = case.missing(doing).into_iter().map(|lack| lack.told_to(&own)).collect();
        Self {
            ready: step.is_some() && missing.is_empty(),
            at_this_stage: step.is_some(),
            stage: stage.into(),
            allowed: case.allowed(doing.party).into_iter().map(Into::into).collect(),
            missing: missing.iter().map(|lack| MissingItem(words::missing(lack, names, language))).collect(),
            article: step.map(|step| step.article.read(language).to_owned()),
        }
    }
}

/// A step that the caller may record now.
#[derive(Debug, Clone)]
pub(crate) struct AllowedAct {
    pub(crate) allowed: AllowedStep,
    /// What its parties are called.
    pub(crate) names: Arc<HashMap<Uuid, String>>,
}

/// A step that the caller may record now.
#[Object]
impl AllowedAct {
    /// The act.
    async fn act(&self) -> AgreementAct {
        self.allowed.step.act.into()
    }

    /// The party whose step it is; all parties take a joint step.
    async fn party(&self, context: &Context<'_>) -> Result<Option<Party>, ApiError> {
        Ok(load(context.lookups()?, PartyById(self.allowed.party)).await?.map(Party::of))
    }

    /// The step of its route.
    async fn step(&self, context: &Context<'_>) -> Result<RouteStep, ApiError> {
        Ok(RouteStep::of(&self.allowed.step, context.caller()?.language))
    }

    /// Whether it leads off the path to the signature or from it: a hold, a withdrawal, a counter-proposal, a notice and its
    /// withdrawal.
    async fn aside(&self) -> bool {
        self.allowed.step.is_aside()
    }

    /// Whether nothing is missing.
    async fn ready(&self) -> bool {
        self.allowed.missing.is_empty()
    }

    /// What is missing.
    async fn missing(&self, context: &Context<'_>) -> Result<Vec<MissingItem>, ApiError> {
        let language = context.caller()?.language;
        let missing = self.allowed.missing.iter();
        Ok(missing.map(|lack| MissingItem(words::missing(lack, &self.names, language))).collect())
    }
}

/// A step that was taken.
#[derive(Debug, Clone)]
pub(crate) struct StepTaken(pub(crate) Taken);

/// A step that was taken.
#[Object]
impl StepTaken {
    /// The identifier, by which a wrong day is corrected.
    async fn id(&self) -> ID {
        encode(Kind::AgreementStep, self.0.id)
    }

    /// The party that went on by it.
    async fn party(&self, context: &Context<'_>) -> Result<Option<Party>, ApiError> {
        Ok(load(context.lookups()?, PartyById(self.0.party_id)).await?.map(Party::of))
    }

    /// The party whose act it was, such as the one that gave notice; null where all acted together, or the registry did.
    async fn by(&self, context: &Context<'_>) -> Result<Option<Party>, ApiError> {
        let Some(party) = self.0.by_party_id else { return Ok(None) };
        Ok(load(context.lookups()?, PartyById(party)).await?.map(Party::of))
    }

    /// What was done.
    async fn act(&self) -> AgreementAct {
        self.0.act.into()
    }

    /// The stage that was left.
    async fn from(&self) -> AgreementStage {
        self.0.from_stage.into()
    }

    /// The stage that was reached.
    async fn to(&self) -> AgreementStage {
        self.0.to_stage.into()
    }

    /// What the authority decided, where it decided.
    async fn outcome(&self) -> Option<Decision> {
        self.0.outcome.map(Into::into)
    }

    /// When it happened.
    async fn on(&self) -> Date {
        self.0.on_day.into()
    }

    /// The documents on which it rests, as far as the caller may see them.
    async fn papers(&self, context: &Context<'_>) -> Result<Vec<Document>, ApiError> {
        let Some(taken) = self.0.taken_id else { return Ok(Vec::new()) };
        Ok(load(context.lookups()?, PapersOf(taken)).await?.iter().cloned().map(Document).collect())
    }

    /// The note, visible to the party only.
    async fn note(&self) -> Option<&str> {
        self.0.note.as_deref()
    }

    /// When it was recorded, in UTC.
    async fn recorded_at(&self) -> DateTime {
        self.0.recorded_at.into()
    }
}

/// The correction of the day of a step.
#[derive(Debug, Clone, SimpleObject)]
pub(crate) struct StepCorrection {
    /// What was done in the step.
    act: AgreementAct,
    /// The stage that was reached with it.
    to: AgreementStage,
    /// The day that stood there.
    before: Date,
    /// The day that stands there now.
    after: Date,
    /// Why it was corrected.
    reason: String,
}

impl From<Correction> for StepCorrection {
    fn from(Correction { act, to, before, after, reason }: Correction) -> Self {
        Self { act: act.into(), to: to.into(), before: before.into(), after: after.into(), reason }
    }
}

/// One of the nine requirements, and its answer.
#[derive(Debug, Clone, SimpleObject)]
pub(crate) struct RequirementCheck {
    /// The requirement.
    requirement: Requirement,
    /// What it says, in the caller's language.
    name: String,
    /// Whether it is met, as answered or as computed by the registry; null while unknown.
    met: Option<bool>,
    /// Whether the registry computes it from its own records.
    computed: bool,
    /// The evidence, or the reason for an exception.
    evidence: Option<String>,
}

/// All nine requirements of an agreement.
pub(crate) fn requirements(
    case: &Case,
    answers: &[requirement_check::Model],
    language: entity::text::Language,
) -> Vec<RequirementCheck> {
    let check = |requirement: record::Requirement| {
        let answer = answers.iter().find(|answer| answer.requirement == requirement);
        let computed = case.computed(requirement, case.today);
        RequirementCheck {
            requirement: requirement.into(),
            name: words::requirement_name(requirement, language).to_owned(),
            met: answer.map(|_| case.meets(requirement, case.today)).or(computed),
            computed: computed.is_some(),
            evidence: answer.map(|answer| answer.evidence.clone()),
        }
    };
    record::Requirement::all().map(check).collect()
}

/// The parties' names, for words about what is missing.
pub(crate) fn names<'a>(
    parties: impl IntoIterator<Item = &'a Arc<party::Model>>,
    language: entity::text::Language,
) -> HashMap<Uuid, String> {
    parties.into_iter().map(|party| (party.id, display_name(party, language))).collect()
}
