//! Agreements in preparation, and one that is about to expire. They are made up, and say so.

use super::Parties;
use chrono::{Days, Months, NaiveDate};
use entity::{
    Caller, Registry,
    agreement::{
        classification::record::SmartDimension,
        document::act::{NewSignature, RecordDocument, record_document},
        initiative::act::{Letter, RegisterInitiative, register_initiative},
        legacy::act::{LegacyDocument, RegisterLegacyAgreement, register_legacy_agreement},
        progress::{
            act::{TakeStep, take_step},
            record::Requirement,
            requirement::act::answer_requirement,
        },
        record::{Channel, CostRule, DocumentKind, Field, Missing, TermKind},
        route::record::AgreementAct,
        terms::rule::Terms,
    },
    date::{PartialDate, legal_today},
    partnership::record::Class,
    policy::Visibility,
    text::LocalText,
};
use std::collections::BTreeSet;
use uuid::Uuid;

const SURABAYA: &str = "35.78";
const BANDUNG: &str = "32.73";
const SIDOARJO: &str = "35.15";
const GRESIK: &str = "35.25";
const KOCHI: &str = "kochi";
const SUWON: &str = "suwon";

/// The codes of the regions that are their parties.
pub(super) fn names() -> impl Iterator<Item = String> {
    [SURABAYA, BANDUNG, SIDOARJO, GRESIK, KOCHI, SUWON].into_iter().map(str::to_owned)
}

/// Those in which something goes on later.
pub(super) struct Prospects {
    /// Bandung and Suwon, who explore it.
    pub explored: Uuid,
    /// Surabaya and Suwon, whose term ends soon.
    pub ending: Uuid,
}

/// Enters one whose letter of intent is signed and whose plan is not finished, one that is being explored, and one whose
/// term ends soon.
pub(super) async fn enter(registry: &Registry, parties: &Parties) -> anyhow::Result<Prospects> {
    let [surabaya, bandung, kochi, suwon] =
        [parties.get(SURABAYA)?, parties.get(BANDUNG)?, parties.get(KOCHI)?, parties.get(SUWON)?];
    let disasters = LocalText::both(
        "Contoh: ketangguhan bencana Surabaya – Kōchi",
        "Example: disaster preparedness of Surabaya and Kōchi",
    );
    let subject = (&[Field::DisasterPreparedness, Field::Education][..], SmartDimension::Environment);
    let planned = Prospect::begin(registry, disasters, [surabaya, kochi], subject, 210).await?;
    planned.explore(180).await?;
    planned.intend(90).await?;
    planned.take(AgreementAct::OpenPlan, 60).await?;
    planned.record(DocumentKind::ActionPlan, Some(surabaya), 20).await?;
    let cities = LocalText::both("Contoh: kota cerdas Bandung – Suwon", "Example: smart cities Bandung and Suwon");
    let subject = (&[Field::SmartCity][..], SmartDimension::Governance);
    let explored = Prospect::begin(registry, cities, [bandung, suwon], subject, 30).await?;
    explored.explore(10).await?;
    let ending = register_legacy_agreement(registry, &Caller::system(), ending(registry, [surabaya, suwon])).await?;
    leaving(registry, [surabaya, parties.get(SIDOARJO)?, parties.get(GRESIK)?]).await?;
    cancelled(registry, [surabaya, parties.get(GRESIK)?]).await?;
    Ok(Prospects { explored: explored.agreement, ending: ending.id })
}

/// One of three neighbours, of whom one has given notice: the other two go on.
async fn leaving(registry: &Registry, parties: [Uuid; 3]) -> anyhow::Result<()> {
    let title = LocalText::both(
        "Contoh: transportasi kawasan metropolitan Surabaya – Sidoarjo – Gresik",
        "Example: metropolitan transport of Surabaya, Sidoarjo and Gresik",
    );
    let subject = (&[Field::Transport][..], SmartDimension::Living);
    let three = Prospect::begin(registry, title, parties, subject, 400).await?;
    for party in parties {
        three.take_as(Some(party), AgreementAct::BeginExploration, 390).await?;
        three.take_as(Some(party), AgreementAct::BeginDrafting, 380).await?;
    }
    three.signed(DocumentKind::JointAgreement, &["Contoh Wali Kota", "Contoh Bupati", "Contoh Bupati"], 350).await?;
    three.take(AgreementAct::RecordSignature, 350).await?;
    let on = ago(registry, 20);
    let notice = three.document(DocumentKind::TerminationNotice, Some(parties[2]), 20);
    let notice = RecordDocument { received_on: Some(on), ..notice };
    record_document(registry, &Caller::system(), notice).await?;
    let day = on.checked_add_months(Months::new(8));
    let step = TakeStep {
        party: Some(parties[2]),
        on: Some(on),
        day,
        ..TakeStep::new(three.agreement, AgreementAct::GiveTerminationNotice)
    };
    take_step(registry, &Caller::system(), step).await?;
    Ok(())
}

/// One that two neighbours signed for the next year, and cancelled together before it entered into force.
async fn cancelled(registry: &Registry, parties: [Uuid; 2]) -> anyhow::Result<()> {
    let title =
        LocalText::both("Contoh: air bersih Surabaya – Gresik", "Example: drinking water of Surabaya and Gresik");
    let subject = (&[Field::Environment][..], SmartDimension::Environment);
    let two = Prospect::begin(registry, title, parties, subject, 200).await?;
    for party in parties {
        two.take_as(Some(party), AgreementAct::BeginExploration, 190).await?;
        two.take_as(Some(party), AgreementAct::BeginDrafting, 180).await?;
    }
    let heads = ["Contoh Wali Kota", "Contoh Bupati"];
    two.signed(DocumentKind::JointAgreement, &heads, 100).await?;
    let day = Some(legal_today(registry.now()) + Days::new(90));
    let signature = TakeStep { day, ..TakeStep::new(two.agreement, AgreementAct::RecordSignature) };
    take_step(registry, &Caller::system(), signature).await?;
    two.signed(DocumentKind::Cancellation, &heads, 15).await?;
    two.take(AgreementAct::CancelAgreement, 15).await
}

/// One that was signed before the registry existed, ends in five months, and requires three months' notice.
fn ending(registry: &Registry, parties: [Uuid; 2]) -> RegisterLegacyAgreement {
    let today = legal_today(registry.now());
    let signed_on = PartialDate::from(ago(registry, 1_675));
    RegisterLegacyAgreement {
        title: LocalText::both(
            "Contoh: pengelolaan sampah Surabaya – Suwon",
            "Example: waste management of Surabaya and Suwon",
        ),
        reference_no: None,
        parties: parties.to_vec(),
        class: Class::Project,
        scheme: None,
        term_kind: Some(TermKind::Fixed),
        term_months: Some(60),
        notice_months: Some(3),
        signed_on: Some(signed_on),
        in_force_on: None,
        expires_on: Some(PartialDate::from(today + Days::new(151))),
        terminated_on: None,
        fields: vec![Field::WasteManagement, Field::Environment],
        dimensions: BTreeSet::from([SmartDimension::Environment]),
        documents: vec![LegacyDocument {
            kind: DocumentKind::SignedText,
            party: None,
            issued_on: Some(signed_on),
            note: Some("Contoh / example".to_owned()),
        }],
        missing: vec![Missing::CertifiedCopy],
        visibility: Visibility::Public,
        predecessor: None,
        owned_by: Some(parties[0]),
        source: "Contoh / example".to_owned(),
        as_of: today,
    }
}

/// An agreement in preparation, with dates counted back from today.
struct Prospect<'a> {
    registry: &'a Registry,
    parties: Vec<Uuid>,
    agreement: Uuid,
}

impl<'a> Prospect<'a> {
    async fn begin(
        registry: &'a Registry,
        title: LocalText,
        parties: impl Into<Vec<Uuid>>,
        (fields, dimension): (&[Field], SmartDimension),
        days_ago: u64,
    ) -> anyhow::Result<Self> {
        let parties = parties.into();
        let terms = Terms {
            class: Class::Project,
            cost_rule: Some(CostRule::EachBearsOwn),
            ends_for: None,
            expires_on: None,
            fields: fields.iter().copied().collect(),
            in_force_on: None,
            languages: BTreeSet::from(["en".to_owned(), "id".to_owned()]),
            meeting_months: Some(12),
            notice_months: Some(6),
            parties: BTreeSet::new(),
            prevailing_language: Some("en".to_owned()),
            renewal_months: Some(36),
            signed_on: None,
            term_kind: Some(TermKind::Fixed),
            term_months: Some(36),
            wind_down_months: Some(3),
        };
        let input = RegisterInitiative {
            title,
            reference_no: None,
            parties: parties.clone(),
            scheme: None,
            channel: Channel::OwnRegion,
            letter: Letter { issued_on: ago(registry, days_ago), number: Some("contoh/1".to_owned()), issuer: None },
            terms,
            dimensions: BTreeSet::from([dimension]),
            visibility: Visibility::Public,
            predecessor: None,
        };
        let agreement = register_initiative(registry, &Caller::system(), input).await?;
        Ok(Self { registry, parties, agreement: agreement.id })
    }

    async fn explore(&self, days_ago: u64) -> anyhow::Result<()> {
        for requirement in [Requirement::DiplomaticRelations, Requirement::EqualStatus] {
            let answer = (requirement, true, "Contoh / example");
            answer_requirement(self.registry, &Caller::system(), self.agreement, answer).await?;
        }
        for &party in &self.parties {
            self.record(DocumentKind::RegionProfile, Some(party), days_ago).await?;
        }
        self.take(AgreementAct::BeginExploration, days_ago).await
    }

    async fn intend(&self, days_ago: u64) -> anyhow::Result<()> {
        self.signed(DocumentKind::LetterOfIntent, &["Contoh Wali Kota", "Example Mayor"], days_ago).await?;
        self.take(AgreementAct::RecordIntent, days_ago).await
    }

    /// Records a document that all have signed, each by one of these names.
    async fn signed(&self, kind: DocumentKind, names: &[&str], days_ago: u64) -> anyhow::Result<()> {
        let signed_on = Some(ago(self.registry, days_ago));
        let signature = |(party, name): (&Uuid, &&str)| NewSignature {
            party: *party,
            name: (*name).to_owned(),
            title: None,
            signed_on,
        };
        let signatures = self.parties.iter().zip(names).map(signature).collect();
        let paper = RecordDocument { signatures, ..self.document(kind, None, days_ago) };
        record_document(self.registry, &Caller::system(), paper).await?;
        Ok(())
    }

    async fn take(&self, act: AgreementAct, days_ago: u64) -> anyhow::Result<()> {
        self.take_as(None, act, days_ago).await
    }

    async fn take_as(&self, party: Option<Uuid>, act: AgreementAct, days_ago: u64) -> anyhow::Result<()> {
        let step = TakeStep { party, on: Some(ago(self.registry, days_ago)), ..TakeStep::new(self.agreement, act) };
        take_step(self.registry, &Caller::system(), step).await?;
        Ok(())
    }

    async fn record(&self, kind: DocumentKind, party: Option<Uuid>, days_ago: u64) -> anyhow::Result<()> {
        record_document(self.registry, &Caller::system(), self.document(kind, party, days_ago)).await?;
        Ok(())
    }

    fn document(&self, kind: DocumentKind, party: Option<Uuid>, days_ago: u64) -> RecordDocument {
        RecordDocument {
            agreement: self.agreement,
            kind,
            party,
            number: None,
            issuer: None,
            issued_on: Some(ago(self.registry, days_ago).into()),
            received_on: None,
            language: None,
            empowers: None,
            deviation: None,
            note: Some("Contoh / example".to_owned()),
            visibility: Visibility::Public,
            supersedes: None,
            cites: Vec::new(),
            signatures: Vec::new(),
        }
    }
}

fn ago(registry: &Registry, days: u64) -> NaiveDate {
    legal_today(registry.now()) - Days::new(days)
}
