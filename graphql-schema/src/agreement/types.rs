//! Agreements, as partners see them.

pub(crate) use super::document::types::DocumentKind;
use super::{
    classification::types::SmartDimension,
    document::{loader::DocumentsOf, types::Document},
    loader::{AgreementById, DimensionsOf, FieldsOf, GapsOf, LatestSeenOf, LifeOf, Part, PartiesOf, SuccessorsOf},
    pending::{loader::PendingOf, types::PendingAct},
    progress::{
        loader::{CaseOf, RequirementsOf, StepsOf},
        types::{ActReadiness, AgreementTrack, AllowedAct, RequirementCheck, StepTaken, names, requirements},
    },
    route::types::AgreementAct,
    standing::types::{AgreementParty, EndsFor},
    stewardship::loader::StewardshipOf,
    terms::{loader::CopiesOf, types::TermConflict},
};
use crate::{
    connection::connection,
    context::Ask,
    date::{Date, DateTime, PartialDate},
    deadline::{loader::DeadlinesOf, types::Deadline},
    enums::remote_enum,
    error::ApiError,
    id::{self, encode},
    loader::load,
    notice::loader::IsFollowed,
    partnership::types::PartnershipClass,
    place::{loader::CodesOf, types::Provenance},
    policy::Visibility,
    text::Language,
};
use async_graphql::{Context, ID, Object};
use entity::{
    agreement::{
        progress::rule::{Case, Doing},
        record::{self, agreement},
        rule,
        terms::{
            record::terms_copy,
            rule::Terms,
            text::{hash_of, named_on},
        },
    },
    date::legal_today,
    place::rule::shared_name,
    policy,
    text::LocalText,
};
use std::{collections::HashMap, sync::Arc};

remote_enum! {
    /// Under which scheme of Indonesian law the parties cooperate.
    AgreementScheme = "record::Scheme" {
        KsdplSisterProvince: "Sister province (kerja sama provinsi kembar/bersaudara).",
        KsdplSisterCity: "Sister regency or city (kerja sama kabupaten/kota kembar/bersaudara).",
        KsdplOther: "Other cooperation with a regional government abroad (kerja sama lainnya).",
        KsdllForwarded:
            "With an institution abroad, forwarded from the central government (penerusan kerja sama Pemerintah \
            Pusat).",
        KsdllOther: "With an institution abroad, in another form.",
        KsddDomestic: "Between regions of Indonesia (kerja sama daerah dengan daerah lain).",
        ForeignForeign: "Neither side is Indonesian.",
    }
}

remote_enum! {
    /// Where the paperwork of an agreement stands. Whether it is in force on a day is another matter: see `inForce`.
    AgreementStage = "record::Stage" {
        Initiated: "Initiative (prakarsa).",
        Exploring: "Exploration (penjajakan).",
        IntentSigned: "Letter of intent signed (pernyataan kehendak kerja sama).",
        Planning: "Cooperation plan (rencana kerja sama).",
        CouncilReview: "Before the council (pembahasan DPRD).",
        CouncilApproved: "Approved by the council (persetujuan DPRD).",
        Verification: "Verification by the Minister (verifikasi).",
        Drafting: "Drafting the text (rancangan naskah).",
        TextInitialled: "Text initialled (paraf).",
        Authorised: "Approved by the central government, full power given (persetujuan Pemerintah, surat kuasa).",
        Signed: "Signed (penandatanganan).",
        InForce: "In force (pelaksanaan).",
        RenewalInProgress: "In force, extension under way.",
        Expired: "Expired (berakhir).",
        TerminationNoticed: "Notice of termination given.",
        Terminated: "Terminated (diakhiri).",
        Withdrawn: "Withdrawn (ditarik).",
        Rejected: "Rejected (ditolak).",
        Cancelled:
            "Cancelled by all parties after the signature, before it entered into force (dibatalkan sebelum berlaku).",
        OnHold: "On hold (ditunda).",
    }
}

remote_enum! {
    /// How alive an agreement is, judging by what happened under it: exchanges, reports and evaluations from its signature
    /// on, as far as everyone sees them who sees the agreement. It is computed, never entered. The thresholds, in months, are
    /// settings of the service.
    Vitality = "entity::agreement::vitality::rule::Vitality" {
        Active: "Something happened recently, or it has only just begun (aktif).",
        Quiet: "Nothing has happened for 12 months, unless set otherwise (kurang aktif).",
        Dormant: "Nothing has happened for 24 months, unless set otherwise (vakum).",
        NeverStarted:
            "It has been in force for a long time, and nothing has ever happened: the registry has seen its whole life, or \
             its parties have confirmed it (tidak pernah dimulai).",
        Unknown:
            "It has been in force for a long time, part of it before the registry: nothing is known that everyone sees, and \
             its parties have not all confirmed that nothing took place, or hold what says otherwise (tidak diketahui).",
        Ended: "It is no longer in force (berakhir).",
    }
}

remote_enum! {
    /// How an agreement ends.
    TermKind = "record::TermKind" {
        Fixed: "On its expiry date, unless extended.",
        AutoRenew: "It renews itself unless someone gives notice.",
        OpenEnded: "It goes on until someone gives notice.",
    }
}

remote_enum! {
    /// A field of cooperation (bidang kerja sama).
    CooperationField = "record::Field" {
        Agriculture: "Agriculture and fisheries (pertanian dan perikanan).",
        CreativeEconomy: "Creative economy (ekonomi kreatif).",
        Culture: "Culture (kebudayaan).",
        DisasterPreparedness: "Disaster preparedness (kesiapsiagaan bencana).",
        EconomyTrade: "Economy and trade (ekonomi dan perdagangan).",
        Education: "Education (pendidikan).",
        Environment: "Environment (lingkungan hidup).",
        GovernanceCapacity: "Governance and capacity of the administration (tata kelola dan kapasitas pemerintahan).",
        Health: "Health (kesehatan).",
        HumanResources: "Human resources (sumber daya manusia).",
        PortManagement: "Port management (pengelolaan pelabuhan).",
        ScienceTechnology: "Science and technology (ilmu pengetahuan dan teknologi).",
        SmartCity: "Smart city (kota cerdas).",
        SportYouth: "Sport and youth (olahraga dan kepemudaan).",
        Tourism: "Tourism (pariwisata).",
        Transport: "Transport (perhubungan).",
        UrbanPlanning: "Urban planning (perencanaan kota).",
        WasteManagement: "Waste management (pengelolaan sampah).",
        Other: "Another field.",
    }
}

remote_enum! {
    /// Who brought the partners together (prakarsa, Permendagri 25/2020).
    InitiativeChannel = "record::Channel" {
        ForeignPartner: "The partner abroad.",
        CentralGovernment: "The central government.",
        OwnRegion: "The region itself.",
    }
}

remote_enum! {
    /// Who bears the costs of an agreement.
    CostRule = "record::CostRule" {
        EachBearsOwn: "Each party bears its own costs.",
        Shared: "They share them.",
        HostPays: "The host pays.",
        Other: "As the text says.",
    }
}

remote_enum! {
    /// Evidence that is missing for an agreement signed before the registry existed.
    MissingEvidence = "record::Missing" {
        LetterOfIntent: "The letter of intent.",
        CouncilDecision: "The decision of the council.",
        FullPower: "The full power.",
        SignedText: "The signed text.",
        CertifiedCopy: "The certified copy.",
        Term: "How long it runs and how it ends.",
        SigningDay: "The day on which it was signed.",
    }
}

/// An agreement (kerja sama), from the first letter to its end. Extensions belong to it; a successor is a separate
/// agreement.
#[derive(Debug, Clone)]
pub(crate) struct Agreement(pub(crate) Arc<agreement::Model>);

/// An agreement (kerja sama), from the first letter to its end. Extensions belong to it; a successor is a separate
/// agreement.
#[Object]
impl Agreement {
    /// The identifier; it is never used again when the agreement is gone.
    pub(crate) async fn id(&self) -> ID {
        encode(id::Kind::Agreement, self.0.id)
    }

    /// The title, in the caller's language if it has one.
    async fn title(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "A language other than the caller's.")] language: Option<Language>,
    ) -> Result<String, ApiError> {
        let title = LocalText { id: self.0.title_id.clone(), en: self.0.title_en.clone() };
        Ok(title.read(language.map_or(context.caller()?.language, Into::into)).to_owned())
    }

    /// The reference number given by its keeper.
    async fn reference_no(&self) -> Option<&str> {
        self.0.reference_no.as_deref()
    }

    /// Its scheme of Indonesian law.
    async fn scheme(&self) -> AgreementScheme {
        self.0.scheme.into()
    }

    /// Its class.
    async fn class(&self) -> PartnershipClass {
        self.0.class.into()
    }

    /// Where the paperwork stands.
    async fn stage(&self) -> AgreementStage {
        self.0.stage.into()
    }

    /// Whether it is in force on a day, by its dates alone; today (in Jakarta) if no day is given.
    async fn in_force(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The day.")] on: Option<Date>,
    ) -> Result<bool, ApiError> {
        let today = legal_today(context.registry()?.now());
        Ok(rule::Dates::from(&*self.0).in_force_on(on.map_or(today, Into::into)))
    }

    /// How alive it is, judging by what happened under it; null before it is in force. What counts is what everyone sees who
    /// sees the agreement, so that it is the same for all of them.
    async fn vitality(&self, context: &Context<'_>) -> Result<Option<Vitality>, ApiError> {
        let registry = context.registry()?;
        let life = load(context.lookups()?, LifeOf(self.0.id)).await?;
        let (dates, today) = (rule::Dates::from(&*self.0), legal_today(registry.now()));
        Ok(registry.thresholds().vitality(&dates, life, today).map(Into::into))
    }

    /// The day of the latest exchange, report or evaluation under it that counts: that everyone sees who sees the agreement.
    async fn last_activity_on(&self, context: &Context<'_>) -> Result<Option<Date>, ApiError> {
        Ok(load(context.lookups()?, LifeOf(self.0.id)).await?.latest.map(Into::into))
    }

    /// The day of the latest exchange, report or evaluation under it that the caller sees. Where it is later than
    /// `lastActivityOn`, it does not count for the vitality, because others who see the agreement do not see it.
    async fn last_activity_seen_on(&self, context: &Context<'_>) -> Result<Option<Date>, ApiError> {
        load(context.lookups()?, LatestSeenOf(self.0.id)).await.map(|found| found.map(Into::into))
    }

    /// The last day on which notice can be given for it to end on its expiry date.
    async fn notice_deadline(&self) -> Option<Date> {
        rule::Dates::from(&*self.0).notice_deadline(self.0.notice_months).map(Into::into)
    }

    /// How it ends; null if unknown.
    async fn term_kind(&self) -> Option<TermKind> {
        self.0.term_kind.map(Into::into)
    }

    /// How many months it runs.
    async fn term_months(&self) -> Option<i32> {
        self.0.term_months
    }

    /// By how many months an extension or an automatic renewal prolongs it.
    async fn renewal_months(&self) -> Option<i32> {
        self.0.renewal_months
    }

    /// How many months its programmes have to finish after a termination.
    async fn wind_down_months(&self) -> Option<i32> {
        self.0.wind_down_months
    }

    /// How many months lie between meetings of its joint working group.
    async fn meeting_months(&self) -> Option<i32> {
        self.0.meeting_months
    }

    /// The languages of its text (ISO 639-1).
    async fn languages(&self) -> Vec<&str> {
        self.0.languages.split_whitespace().collect()
    }

    /// The language that prevails where the texts differ.
    async fn prevailing_language(&self) -> Option<&str> {
        self.0.prevailing_language.as_deref()
    }

    /// Who pays.
    async fn cost_rule(&self) -> Option<CostRule> {
        self.0.cost_rule.map(Into::into)
    }

    /// Who brought the partners together (prakarsa).
    async fn channel(&self) -> Option<InitiativeChannel> {
        self.0.channel.map(Into::into)
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

    /// The last day in force after a notice of termination.
    async fn terminated_on(&self) -> Option<PartialDate> {
        self.0.terminated_on.map(PartialDate)
    }

    /// Its parties, in their order, with the days on which each signed, gave notice and left. Those that have left stay in
    /// the list.
    async fn parties(&self, context: &Context<'_>) -> Result<Vec<AgreementParty>, ApiError> {
        let parties = load(context.lookups()?, PartiesOf(self.0.id)).await?;
        let on = self.named_on(context)?;
        Ok(parties.iter().map(|part| AgreementParty::of(part, &self.0, on)).collect())
    }

    /// The parties whose notice of termination stands, in their order: in an agreement of more than two, one notice ends the
    /// part of that party alone.
    async fn notice_given_by(&self, context: &Context<'_>) -> Result<Vec<AgreementParty>, ApiError> {
        let mut parties = self.parties(context).await?;
        parties.retain(AgreementParty::has_given_notice);
        Ok(parties)
    }

    /// For whom it ends when one party ends its part, if the text says so.
    async fn ends_for(&self) -> Option<EndsFor> {
        self.0.ends_for.map(Into::into)
    }

    /// Its fields of cooperation (bidang).
    async fn fields(&self, context: &Context<'_>) -> Result<Vec<CooperationField>, ApiError> {
        Ok(load(context.lookups()?, FieldsOf(self.0.id)).await?.iter().map(|field| (*field).into()).collect())
    }

    /// The dimensions of a smart city to which it belongs (dimensi kota cerdas). They are not terms.
    async fn dimensions(&self, context: &Context<'_>) -> Result<Vec<SmartDimension>, ApiError> {
        let dimensions = load(context.lookups()?, DimensionsOf(self.0.id)).await?;
        Ok(dimensions.iter().map(|dimension| (*dimension).into()).collect())
    }

    /// Its dated documents, oldest first.
    async fn documents(&self, context: &Context<'_>) -> Result<Vec<Document>, ApiError> {
        Ok(load(context.lookups()?, DocumentsOf(self.0.id)).await?.iter().cloned().map(Document).collect())
    }

    /// The hash of its terms: the SHA-256 of `termsText`, in hexadecimal. A party attests it with `attestTerms`.
    async fn terms_hash(&self, context: &Context<'_>) -> Result<String, ApiError> {
        Ok(hash_of(&self.text_of_terms(context).await?))
    }

    /// The text of its terms: parties, class, fields, dates, notice, languages. It is canonical JSON (RFC 8785).
    async fn terms_text(&self, context: &Context<'_>) -> Result<String, ApiError> {
        self.text_of_terms(context).await
    }

    /// Where parties' copies of the terms differ; for the parties.
    async fn term_conflicts(&self, context: &Context<'_>) -> Result<Vec<TermConflict>, ApiError> {
        let copies = load(context.lookups()?, CopiesOf(self.0.id)).await?;
        if copies.is_empty() {
            return Ok(Vec::new());
        }
        let ours = self.terms(context).await?;
        let conflict = |copy: &terms_copy::Model| TermConflict {
            party: copy.party_id,
            differences: ours.conflicts(&copy.terms),
            stated_at: copy.stated_at.into(),
        };
        Ok(copies.iter().map(conflict).filter(|conflict| !conflict.differences.is_empty()).collect())
    }

    /// Each party's track: its route, its stage, and what comes next.
    async fn tracks(&self, context: &Context<'_>) -> Result<Vec<AgreementTrack>, ApiError> {
        let case = self.case(context).await?;
        let parties = load(context.lookups()?, PartiesOf(self.0.id)).await?;
        let track = |(part, party): &Part| {
            let own = case.accessions.iter().map(|one| &one.track).find(|track| track.party == party.id);
            Some(AgreementTrack {
                track: case.track(party.id).or(own)?.clone(),
                part: part.clone(),
                party: party.clone(),
            })
        };
        Ok(parties.iter().filter_map(track).collect())
    }

    /// The act that waits until every party it binds has confirmed it; visible to the parties.
    async fn pending_act(&self, context: &Context<'_>) -> Result<Option<PendingAct>, ApiError> {
        let Some(pending) = load(context.lookups()?, PendingOf(self.0.id)).await? else { return Ok(None) };
        let case = self.case(context).await?;
        let awaited = pending.awaited(&case).into_iter().collect();
        let ours = self.terms(context).await?;
        let differences = pending.act.terms.as_ref().map(|theirs| ours.differences(theirs));
        let changed = differences.into_iter().flatten().map(Into::into).collect();
        let joins = pending.act.joins_id;
        Ok(Some(PendingAct { pending, awaited, changed, joins }))
    }

    /// What an act still needs; visible to the party and to those who keep the agreement.
    async fn missing_for(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The act.")] act: AgreementAct,
        #[graphql(desc = "The party to act for; the caller's own if omitted.")] party: Option<ID>,
    ) -> Result<Option<ActReadiness>, ApiError> {
        let parties = load(context.lookups()?, PartiesOf(self.0.id)).await?;
        let caller = context.caller()?;
        let own = caller.parties();
        let party = party
            .map(|party| id::decode_as(id::Kind::Party, &party))
            .or_else(|| parties.iter().map(|(_, party)| party.id).find(|party| own.contains(party)))
            .or_else(|| parties.first().map(|(_, party)| party.id))
            .unwrap_or_default();
        // What is missing tells of documents that are the party's own.
        if !caller.sees(policy::Visibility::Parties, self.0.owner_id, &[party]) {
            return Ok(None);
        }
        let case = self.case(context).await?;
        let acceding = case.acceding(party);
        let case = acceding.as_ref().unwrap_or(&case);
        let names = names(parties.iter().map(|(_, party)| party), caller.language);
        let doing = Doing::new(act.into(), party, case.today);
        Ok(Some(ActReadiness::of(case, &doing, &names, caller)))
    }

    /// The steps that the caller may record now, in the order of the parties and of their routes: for the parties whose people
    /// they are and, for those who keep the agreement, for parties for which nobody acts in the registry.
    async fn allowed_acts(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "This act only.")] act: Option<AgreementAct>,
        #[graphql(desc = "The steps of this party only.")] party: Option<ID>,
    ) -> Result<Vec<AllowedAct>, ApiError> {
        let caller = context.caller()?;
        if caller.who == policy::Who::Anonymous {
            return Ok(Vec::new());
        }
        let party = party.map(|party| id::decode_as(id::Kind::Party, &party));
        let parties = load(context.lookups()?, PartiesOf(self.0.id)).await?;
        let names = Arc::new(names(parties.iter().map(|(_, party)| party), caller.language));
        let mut allowed = self.case(context).await?.allowed_to(caller, self.0.owner_id);
        allowed.retain(|one| act.is_none_or(|act| act == one.step.act.into()));
        allowed.retain(|one| party.is_none_or(|party| party == one.party));
        Ok(allowed.into_iter().map(|allowed| AllowedAct { allowed, names: names.clone() }).collect())
    }

    /// Its deadlines (tenggat), soonest first: those of the caller's own parties and, for those who keep the agreement,
    /// those of all parties.
    async fn deadlines(&self, context: &Context<'_>) -> Result<Vec<Deadline>, ApiError> {
        Ok(load(context.lookups()?, DeadlinesOf(self.0.id)).await?.iter().cloned().map(Deadline).collect())
    }

    /// When any party last confirmed the registry's data on it.
    async fn last_confirmed_on(&self, context: &Context<'_>) -> Result<Option<Date>, ApiError> {
        let parties = load(context.lookups()?, StewardshipOf(self.0.id)).await?;
        Ok(parties.iter().filter_map(|party| party.confirmed_on).max().map(Into::into))
    }

    /// The steps that were taken, oldest first.
    async fn history(&self, context: &Context<'_>) -> Result<Vec<StepTaken>, ApiError> {
        Ok(load(context.lookups()?, StepsOf(self.0.id)).await?.iter().cloned().map(StepTaken).collect())
    }

    /// The nine requirements of cooperation abroad (Permendagri 25/2020), and their answers; visible to those who keep
    /// the agreement and to the parties of which the law asks them.
    async fn requirements(&self, context: &Context<'_>) -> Result<Vec<RequirementCheck>, ApiError> {
        let caller = context.caller()?;
        let case = self.case(context).await?;
        let asked = case.answers_requirements().any(|party| caller.parties().contains(&party));
        if !asked && !caller.sees(policy::Visibility::Own, self.0.owner_id, &[]) {
            return Ok(Vec::new());
        }
        let answers = load(context.lookups()?, RequirementsOf(self.0.id)).await?;
        Ok(requirements(&case, &answers, caller.language))
    }

    /// Whether it was signed before the registry existed and entered without passing its gates.
    async fn legacy(&self) -> bool {
        self.0.legacy
    }

    /// The evidence that is missing, if it was signed before the registry existed.
    async fn missing_evidence(&self, context: &Context<'_>) -> Result<Vec<MissingEvidence>, ApiError> {
        Ok(load(context.lookups()?, GapsOf(self.0.id)).await?.iter().map(|missing| (*missing).into()).collect())
    }

    /// The agreement that it succeeds.
    async fn predecessor(&self, context: &Context<'_>) -> Result<Option<Agreement>, ApiError> {
        let Some(predecessor) = self.0.predecessor_id else { return Ok(None) };
        Ok(load(context.lookups()?, AgreementById(predecessor)).await?.map(Agreement))
    }

    /// The agreements that succeed it, in order of entry.
    async fn successors(&self, context: &Context<'_>) -> Result<Vec<Agreement>, ApiError> {
        let found = load(context.lookups()?, SuccessorsOf(self.0.id)).await?;
        Ok(found.iter().cloned().map(|row| Agreement(Arc::new(row))).collect())
    }

    /// Who may see it.
    async fn visibility(&self) -> Visibility {
        self.0.visibility.into()
    }

    /// The source of the record.
    async fn provenance(&self) -> Provenance {
        Provenance { source: self.0.source.clone(), as_of: self.0.as_of.into() }
    }

    /// Whether the caller is one of the people of the organisation that keeps it, or of those who keep the whole registry.
    async fn keeps(&self, context: &Context<'_>) -> Result<bool, ApiError> {
        Ok(context.caller()?.keeps(self.0.owner_id.as_slice()))
    }

    /// Whether the caller follows it.
    async fn followed(&self, context: &Context<'_>) -> Result<bool, ApiError> {
        load(context.lookups()?, IsFollowed(self.0.id)).await
    }

    /// Rises with every change.
    async fn revision(&self) -> i32 {
        self.0.revision
    }

    /// When it was entered, in UTC.
    async fn created_at(&self) -> DateTime {
        self.0.created_at.into()
    }

    /// When it was last changed, in UTC.
    async fn updated_at(&self) -> DateTime {
        self.0.updated_at.into()
    }
}

impl Agreement {
    /// How far it has come.
    async fn case(&self, context: &Context<'_>) -> Result<Arc<Case>, ApiError> {
        load(context.lookups()?, CaseOf(self.0.clone()))
            .await?
            .ok_or_else(|| ApiError::internal("an agreement without a case"))
    }

    /// Its terms.
    async fn terms(&self, context: &Context<'_>) -> Result<Terms, ApiError> {
        let lookups = context.lookups()?;
        let parties = load(lookups, PartiesOf(self.0.id)).await?;
        let fields = load(lookups, FieldsOf(self.0.id)).await?;
        let parties = parties.iter().filter(|(part, _)| part.takes_part());
        Ok(Terms::of(&self.0, parties.map(|(_, party)| party.id), fields.iter().copied()))
    }

    /// The day on which the codes of the parties are those of the terms.
    fn named_on(&self, context: &Context<'_>) -> Result<chrono::NaiveDate, ApiError> {
        Ok(named_on(&self.0, legal_today(context.registry()?.now())))
    }

    async fn text_of_terms(&self, context: &Context<'_>) -> Result<String, ApiError> {
        let (terms, on) = (self.terms(context).await?, self.named_on(context)?);
        let lookups = context.lookups()?;
        let mut names = HashMap::new();
        for (part, party) in load(lookups, PartiesOf(self.0.id)).await?.iter() {
            let codes = load(lookups, CodesOf(party.id)).await?;
            names.insert(party.id, part.named_as.clone().unwrap_or_else(|| shared_name(party, &codes, on)));
        }
        Ok(terms.text(&names))
    }
}

impl From<agreement::Model> for Agreement {
    fn from(row: agreement::Model) -> Self {
        Self(Arc::new(row))
    }
}

connection!(AgreementConnection, AgreementEdge, Agreement, "agreements");
