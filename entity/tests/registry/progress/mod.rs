//! The way of an agreement from the first letter to its end.

use chrono::{Duration, NaiveDate};
use entity::{
    Caller, Error, Reason, Refusal,
    account::client::{
        act::{NewClient, create_client, revoke_client},
        rule::Scope,
    },
    agreement::{
        document::{
            act::{NewSignature, RecordDocument, attach_file, record_document},
            find::{documents_by_id, documents_of, signatures_of},
            rule::{Whose, hash as document_hash},
        },
        find::{AgreementFilter, agreements_by_id, count_agreements},
        initiative::act::{Letter, RegisterInitiative, register_initiative},
        progress::{
            act::{TakeStep, take_step, turn_due},
            find::{cases, papers_of, steps_of},
            record::{Outcome, Requirement},
            requirement::act::answer_requirement,
            rule::{Case, Doing, Lack},
        },
        record::{Channel, DocumentKind, Field, Stage, TermKind, agreement, document},
        route::{
            act::revise_approval_route,
            record::{AgreementAct, Condition},
            rule::Route,
        },
        terms::{
            act::{accept_fields, attest_terms, change_terms, propose_term_change},
            rule::{Term, Terms},
            text::hash_of,
        },
    },
    date::PartialDate,
    on_both_databases,
    partnership::record::Class,
    place::{
        record::{Kind, Tier},
        relation::act::{RecordDiplomaticRelation, record_diplomatic_relation, record_tier},
    },
    policy::{Membership, Role, Visibility, Who},
    refusal::{Missing, MissingKind},
    testing::{TestRegistry, day, moment, reasons, refusals, who},
    text::{Language, LocalText, named},
};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, IntoActiveModel, Iterable};
use std::{
    collections::BTreeSet,
    sync::atomic::{AtomicU32, Ordering},
};
use uuid::Uuid;

mod accession;
mod amendments;
mod binding;
mod callers;
mod cancelling;
mod corrections;
mod deadlines;
mod denials;
mod denials_between;
mod doubles;
mod duties;
mod entries;
mod entry_corrections;
mod exceptions;
mod files;
mod histories;
mod keeping;
mod named;
mod older;
mod papers;
mod parties;
mod reliance;
mod requests;
mod settling;
mod speaking;
mod steps;
mod stewardship;
mod tasks;
mod terms;
mod undated;
mod withdrawals;

fn officer(party: Uuid) -> Caller {
    Caller { who: Who::Person(party), ..who(Role::Coordinator, Some(party)) }
}

fn signature(party: Uuid, name: &str) -> NewSignature {
    NewSignature { party, name: name.into(), title: None, signed_on: Some(day("2026-11-21")) }
}

/// Whose a document is that this party records: its own or, by its kind, all parties'.
fn owner(kind: DocumentKind, party: Uuid) -> Option<Uuid> {
    (kind.whose() != Whose::AllParties).then_some(party)
}

/// The officers of Surabaya and Liverpool, and what they do.
struct World {
    test: TestRegistry,
    home: Uuid,
    abroad: Uuid,
    agreement: Uuid,
    /// The day of its papers, and of the signatures under them.
    dated: NaiveDate,
    /// How many papers and scans there are: each has its own number, and its own content.
    papers: AtomicU32,
}

fn terms() -> Terms {
    Terms {
        fields: BTreeSet::from([Field::Environment, Field::WasteManagement]),
        languages: BTreeSet::from(["en".to_owned(), "id".to_owned()]),
        meeting_months: Some(12),
        notice_months: Some(6),
        renewal_months: Some(36),
        term_kind: Some(TermKind::Fixed),
        term_months: Some(36),
        wind_down_months: Some(3),
        ..Terms::of_class(Class::Sister)
    }
}

fn initiative(parties: &[Uuid]) -> RegisterInitiative {
    RegisterInitiative {
        title: LocalText::default(),
        reference_no: None,
        parties: parties.to_vec(),
        scheme: None,
        channel: Channel::ForeignPartner,
        letter: Letter { issued_on: day("2026-01-05"), number: Some("1/KS/2026".into()), issuer: None },
        terms: terms(),
        dimensions: BTreeSet::new(),
        visibility: Visibility::Public,
        predecessor: None,
    }
}

impl World {
    async fn new(test: TestRegistry) -> Self {
        test.load_routes().await;
        let home = test.party("ID", Kind::City, "Surabaya").await;
        let abroad = test.party("GB", Kind::City, "Liverpool").await;
        let made = register_initiative(&test.registry, &officer(home), initiative(&[home, abroad])).await.unwrap();
        assert_eq!((made.stage, made.visibility), (Stage::Initiated, Visibility::Parties));
        Self { agreement: made.id, ..Self::of(test, home, abroad) }
    }

    fn of(test: TestRegistry, home: Uuid, abroad: Uuid) -> Self {
        Self { test, home, abroad, agreement: Uuid::nil(), dated: day("2026-11-20"), papers: AtomicU32::new(0) }
    }

    async fn read(&self) -> agreement::Model {
        agreements_by_id(&self.test.registry, &Caller::system(), &[self.agreement])
            .await
            .unwrap()
            .remove(&self.agreement)
            .unwrap()
    }

    async fn case(&self) -> Case {
        cases(&self.test.registry, &[self.read().await]).await.unwrap().remove(&self.agreement).unwrap()
    }

    /// What speaks of the agreement as it is signed is of the day of its signature at the earliest.
    fn usual_day(&self, kind: DocumentKind) -> NaiveDate {
        let signed = kind.follows_signature() || matches!(kind, DocumentKind::SignedText | DocumentKind::Evaluation);
        if signed { self.dated.max(day("2026-11-21")) } else { self.dated }
    }

    fn document(&self, kind: DocumentKind, party: Option<Uuid>) -> RecordDocument {
        RecordDocument {
            agreement: self.agreement,
            kind,
            party,
            number: Some(format!("{}/2026", self.next())),
            issuer: None,
            issued_on: Some(PartialDate::from(self.usual_day(kind))),
            received_on: None,
            language: None,
            empowers: None,
            deviation: None,
            note: None,
            visibility: Visibility::Parties,
            supersedes: None,
            cites: Vec::new(),
            signatures: Vec::new(),
        }
    }

    async fn record(&self, document: RecordDocument) -> document::Model {
        record_document(&self.test.registry, &officer(self.home), document).await.unwrap()
    }

    async fn have(&self, kinds: &[DocumentKind]) {
        for kind in kinds {
            self.record(self.document(*kind, owner(*kind, self.home))).await;
        }
    }

    async fn signed_by_both(&self, kind: DocumentKind, name: &str) -> document::Model {
        // The text is signed once everyone is ready.
        let on = self.usual_day(kind);
        let sign = |party, name| NewSignature { signed_on: Some(on), ..signature(party, name) };
        let signatures = vec![sign(self.home, name), sign(self.abroad, "Lord Mayor")];
        let signed = self.record(RecordDocument { signatures, ..self.document(kind, None) }).await;
        // Nobody acts for Liverpool: what it signed is there as a file. The text of the agreement has one of its own.
        if kind != DocumentKind::SignedText {
            self.scan(signed.id).await;
        }
        signed
    }

    fn next(&self) -> u32 {
        self.papers.fetch_add(1, Ordering::Relaxed)
    }

    /// Uploads a scan, of which no other one is the same.
    async fn scan(&self, document: Uuid) {
        self.attach(document, &format!("{:064x}", self.next())).await;
    }

    async fn upload(&self, document: Uuid, sha256: &str) {
        self.attach(document, &sha256.repeat(64)).await;
    }

    async fn attach(&self, document: Uuid, sha256: &str) {
        let officer = officer(self.home);
        let file = self.test.stored(&officer, document, sha256).await.unwrap();
        attach_file(&self.test.registry, &officer, document, file).await.unwrap();
    }

    async fn try_as(&self, who: Uuid, step: TakeStep) -> Result<agreement::Model, Error> {
        take_step(&self.test.registry, &officer(who), step).await
    }

    fn step(&self, act: AgreementAct) -> TakeStep {
        TakeStep::new(self.agreement, act)
    }

    /// The hash by which a document is named.
    async fn hash_of(&self, document: Uuid) -> String {
        let (registry, system) = (&self.test.registry, Caller::system());
        let document = documents_by_id(registry, &system, &[document]).await.unwrap().remove(&document).unwrap();
        let signatures =
            signatures_of(registry, &[document.id]).await.unwrap().remove(&document.id).unwrap_or_default();
        document_hash(&document, &signatures)
    }

    /// A step that names its paper.
    async fn naming(&self, step: TakeStep, document: Uuid) -> TakeStep {
        TakeStep { papers: vec![self.hash_of(document).await], ..step }
    }

    /// A step in which a party stands by what others recorded in its name.
    async fn standing_by(&self, who: Uuid, step: TakeStep) -> TakeStep {
        let (case, caller) = (self.case().await, officer(who));
        let allowed = case.allowed_to(&caller, self.read().await.owner_id);
        let mut papers = Vec::new();
        if let Some(allowed) = allowed.iter().find(|allowed| allowed.step.act == step.act) {
            let resting = case.papers_for(&caller, allowed).into_iter();
            for paper in resting.filter(|paper| paper.usual && paper.to_name) {
                papers.push(self.hash_of(paper.document).await);
            }
        }
        TakeStep { papers, ..step }
    }

    async fn stand_by(&self, who: Uuid, step: TakeStep) -> Result<agreement::Model, Error> {
        self.try_as(who, self.standing_by(who, step).await).await
    }

    async fn take(&self, act: AgreementAct) -> Stage {
        self.try_as(self.home, self.step(act)).await.unwrap().stage
    }

    async fn decide(&self, act: AgreementAct, outcome: Outcome) -> Stage {
        let step = TakeStep { outcome: Some(outcome), note: Some("a note".into()), ..self.step(act) };
        self.try_as(self.home, step).await.unwrap().stage
    }

    async fn answer(&self, requirement: Requirement) {
        let answer = (requirement, true, "as the office found");
        answer_requirement(&self.test.registry, &officer(self.home), self.agreement, answer).await.unwrap();
    }

    async fn explore(&self) {
        self.answer(Requirement::DiplomaticRelations).await;
        self.answer(Requirement::EqualStatus).await;
        self.record(self.document(DocumentKind::RegionProfile, Some(self.home))).await;
        self.record(self.document(DocumentKind::RegionProfile, Some(self.abroad))).await;
        assert_eq!(self.take(AgreementAct::BeginExploration).await, Stage::Exploring);
    }

    async fn key_abroad(&self, scope: Scope) -> Uuid {
        let client = NewClient {
            name: "Liverpool".into(),
            membership: Membership { role: Role::AgreementManager, party: Some(self.abroad) },
            scopes: vec![scope],
            expires_in_days: None,
        };
        create_client(&self.test.registry, &Caller::system(), &client).await.unwrap().0.id
    }

    async fn plan(&self) {
        self.explore().await;
        self.signed_by_both(DocumentKind::LetterOfIntent, "Mayor").await;
        assert_eq!(self.take(AgreementAct::RecordIntent).await, Stage::IntentSigned);
        assert_eq!(self.take(AgreementAct::OpenPlan).await, Stage::Planning);
        self.have(&[DocumentKind::CooperationPlan, DocumentKind::ActionPlan]).await;
    }

    async fn initial(&self) {
        self.plan().await;
        assert_eq!(self.take(AgreementAct::SubmitToCouncil).await, Stage::CouncilReview);
        self.have(&[DocumentKind::CouncilDecision]).await;
        self.test.clock.advance(Duration::zero());
        let dated = RecordDocument {
            issued_on: Some(PartialDate::from(day("2026-11-21"))),
            ..self.document(DocumentKind::CouncilDecision, Some(self.home))
        };
        self.record(dated).await;
        let approved = self.decide(AgreementAct::RecordCouncilDecision, Outcome::Approved).await;
        assert_eq!(approved, Stage::CouncilApproved);
        self.have(&[DocumentKind::FacilitationRequest]).await;
        assert_eq!(self.take(AgreementAct::RequestVerification).await, Stage::Verification);
        for requirement in Requirement::iter() {
            self.answer(requirement).await;
        }
        let result = RecordDocument {
            issued_on: Some(PartialDate::from(day("2026-11-21"))),
            ..self.document(DocumentKind::VerificationResult, Some(self.home))
        };
        self.record(result).await;
        assert_eq!(self.decide(AgreementAct::RecordVerification, Outcome::Approved).await, Stage::Drafting);
        let text = self.record(self.document(DocumentKind::InitialledText, None)).await;
        self.upload(text.id, "a").await;
        assert_eq!(self.take(AgreementAct::InitialText).await, Stage::TextInitialled);
    }

    async fn partner_resolves(&self) {
        let resolution = RecordDocument {
            issued_on: Some(PartialDate::from(day("2026-11-21"))),
            ..self.document(DocumentKind::CouncilDecision, Some(self.abroad))
        };
        record_document(&self.test.registry, &officer(self.abroad), resolution).await.unwrap();
        let step = TakeStep { outcome: Some(Outcome::Approved), ..self.step(AgreementAct::RecordCouncilDecision) };
        self.try_as(self.abroad, step).await.unwrap();
    }

    async fn authorise(&self) {
        self.initial().await;
        self.partner_resolves().await;
        self.have(&[DocumentKind::CentralApproval]).await;
        let power = RecordDocument {
            empowers: Some("Tri  RISMAHARINI".into()),
            ..self.document(DocumentKind::FullPower, Some(self.home))
        };
        self.record(power).await;
        assert_eq!(self.take(AgreementAct::Authorise).await, Stage::Authorised);
    }

    async fn sign(&self) -> agreement::Model {
        self.authorise().await;
        let text = self.signed_by_both(DocumentKind::SignedText, "Tri Rismaharini").await;
        self.upload(text.id, "a").await;
        let step = TakeStep { on: Some(day("2026-11-21")), ..self.step(AgreementAct::RecordSignature) };
        self.try_as(self.home, step).await.unwrap()
    }

    async fn wait_until(&self, text: &str) {
        let now = self.test.registry.now();
        self.test.clock.advance(moment(&format!("{text}T03:00:00Z")) - now);
    }
}

fn lacks<T>(result: Result<T, Error>) -> Vec<Lack> {
    match refusals(result).remove(0).reason {
        Reason::StepNotReady { gate } => gate.missing.iter().map(lack).collect(),
        other => panic!("not a step that is not ready: {other:?}"),
    }
}

/// What is missing, in the words of the rules.
fn lack(missing: &Missing) -> Lack {
    let party = || missing.party.unwrap();
    match missing.kind {
        MissingKind::Document => {
            Lack::Document { kind: named(&missing.code).unwrap(), party: missing.party, hidden_by: None }
        }
        MissingKind::UnusedDocument => panic!("its day is not told: {missing:?}"),
        MissingKind::LaterDay => {
            Lack::LaterDay { kind: named(&missing.code).unwrap(), party: missing.party, from: missing.from.unwrap() }
        }
        MissingKind::Signature => Lack::Signature { kind: named(&missing.code).unwrap(), party: party() },
        MissingKind::File => Lack::File { kind: named(&missing.code).unwrap(), party: party() },
        MissingKind::Word if missing.code == "confirmParty" => Lack::Unconfirmed { party: party() },
        MissingKind::Word => Lack::Word { party: party(), from: missing.from },
        MissingKind::Condition => Lack::Condition { condition: named(&missing.code).unwrap(), from: missing.from },
        MissingKind::Party => Lack::Track { party: party(), stage: named(&missing.code).unwrap() },
    }
}

fn condition(condition: Condition) -> Lack {
    Lack::Condition { condition, from: None }
}

fn needs(kind: DocumentKind) -> Lack {
    Lack::Document { kind, party: None, hidden_by: None }
}

async fn hash(world: &World) -> String {
    let row = world.read().await;
    let fields = entity::agreement::find::fields_of(&world.test.registry, &[row.id]).await.unwrap();
    let terms = Terms::of(&row, [world.home, world.abroad], fields[&row.id].iter().copied());
    let name = |(party, name): (Uuid, &str)| (party, name.to_owned());
    let names = [(world.home, "name:ID/Surabaya"), (world.abroad, "name:GB/Liverpool")].map(name).into_iter().collect();
    hash_of(&terms.text(&names))
}

async fn attested(world: &World) -> Vec<Option<String>> {
    let parts = entity::agreement::find::parts_of(&world.test.registry.db, &[world.agreement]).await.unwrap();
    parts[&world.agreement].iter().map(|(part, _)| part.attested_hash.clone()).collect()
}

fn refused_at<T: std::fmt::Debug>(result: Result<T, Error>) -> (String, &'static str) {
    let refusal = refusals(result).remove(0);
    (refusal.path.join("."), refusal.reason.code())
}
