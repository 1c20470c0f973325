//! The way of an agreement from the first letter to its end.
#![expect(clippy::unwrap_used, reason = "a test ends where its ground gives way")]

use chrono::{Duration, NaiveDate};
use entity::{
    Caller, Error, Reason, Refusal,
    agreement::{
        document::{
            act::{NewSignature, RecordDocument, StoredFile, attach_file, record_document},
            find::documents_of,
        },
        find::{AgreementFilter, agreements_by_id, count_agreements},
        progress::{
            act::{TakeStep, answer_requirement, take_step, turn_due},
            find::{cases, steps_of},
            initiative::{Letter, RegisterInitiative, register_initiative},
            record::{Outcome, Requirement},
            rule::{Case, Lack},
        },
        record::{Channel, DocumentKind, Field, Stage, TermKind, agreement, document},
        route::record::{AgreementAct, Condition},
        terms::{
            act::{accept_fields, attest_terms, change_terms, propose_term_change},
            rule::{Term, Terms},
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
    testing::TestRegistry,
    text::{Language, LocalText},
};
use sea_orm::Iterable;
use std::collections::BTreeSet;
use uuid::Uuid;

on_both_databases!(
    an_agreement_goes_from_the_first_letter_to_its_end,
    a_second_proposal_points_to_the_first,
    relations_and_tiers_are_asked_for,
    what_a_step_lacks_is_said_exactly,
    the_council_returns_a_plan_and_approves_the_next,
    the_partners_own_track_is_waited_for,
    a_full_power_names_who_signs_and_from_when,
    a_notice_is_as_long_as_the_clause_says,
    an_extension_keeps_the_agreement_and_expiry_ends_it,
    a_term_that_changes_drops_what_was_attested,
    copies_are_compared_and_accepted_term_by_term,
    what_is_signed_stays_as_it_is,
    of_two_officers_one_wins,
    a_proposal_is_the_parties_own_until_they_sign,
);

fn officer(party: Uuid) -> Caller {
    Caller {
        who: Who::Person(party),
        language: Language::En,
        memberships: vec![Membership { role: Role::Coordinator, party: Some(party) }],
        may_write: true,
    }
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn signature(party: Uuid, name: &str) -> NewSignature {
    NewSignature { party, name: name.into(), title: None, signed_on: Some(day("2026-11-20")) }
}

/// The officers of Surabaya and Liverpool, and what they do.
struct World {
    test: TestRegistry,
    home: Uuid,
    abroad: Uuid,
    agreement: Uuid,
}

fn terms() -> Terms {
    Terms {
        class: Class::Sister,
        cost_rule: None,
        expires_on: None,
        fields: BTreeSet::from([Field::Environment, Field::WasteManagement]),
        in_force_on: None,
        languages: BTreeSet::from(["en".to_owned(), "id".to_owned()]),
        meeting_months: Some(12),
        notice_months: Some(6),
        parties: BTreeSet::new(),
        prevailing_language: None,
        renewal_months: Some(36),
        signed_on: None,
        term_kind: Some(TermKind::Fixed),
        term_months: Some(36),
        wind_down_months: Some(3),
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
        Self { agreement: made.id, test, home, abroad }
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

    fn document(&self, kind: DocumentKind, party: Option<Uuid>) -> RecordDocument {
        RecordDocument {
            agreement: self.agreement,
            kind,
            party,
            number: None,
            issuer: None,
            issued_on: Some(PartialDate::from(day("2026-11-20"))),
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
            self.record(self.document(*kind, Some(self.home))).await;
        }
    }

    async fn signed_by_both(&self, kind: DocumentKind, name: &str) -> document::Model {
        let signatures = vec![signature(self.home, name), signature(self.abroad, "Lord Mayor")];
        self.record(RecordDocument { signatures, ..self.document(kind, None) }).await
    }

    async fn upload(&self, document: Uuid, sha256: &str) {
        let file = StoredFile {
            sha256: sha256.repeat(64),
            size: 3,
            media_type: "application/pdf".into(),
            name: "naskah.pdf".into(),
        };
        attach_file(&self.test.registry, &officer(self.home), document, file).await.unwrap();
    }

    async fn try_as(&self, who: Uuid, step: TakeStep) -> Result<agreement::Model, Error> {
        take_step(&self.test.registry, &officer(who), step).await
    }

    fn step(&self, act: AgreementAct) -> TakeStep {
        TakeStep::new(self.agreement, act)
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
        let text = self.record(self.document(DocumentKind::InitialledText, Some(self.home))).await;
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
        let then: chrono::DateTime<chrono::Utc> = format!("{text}T03:00:00Z").parse().unwrap();
        self.test.clock.advance(then - now);
    }
}

fn refusals<T: std::fmt::Debug>(result: Result<T, Error>) -> Vec<Refusal> {
    match result {
        Err(Error::Refused(refusals)) => refusals,
        other => panic!("not refused: {other:?}"),
    }
}

fn lacks<T: std::fmt::Debug>(result: Result<T, Error>) -> Vec<Lack> {
    match refusals(result).remove(0).reason {
        Reason::StepNotReady { closed, .. } => closed.missing,
        other => panic!("not a step that is not ready: {other:?}"),
    }
}

fn condition(condition: Condition) -> Lack {
    Lack::Condition { condition, from: None }
}

fn needs(kind: DocumentKind) -> Lack {
    Lack::Document { kind, party: None }
}

async fn an_agreement_goes_from_the_first_letter_to_its_end(test: TestRegistry) {
    let world = World::new(test).await;
    world.authorise().await;
    let before = hash(&world).await;
    attest_terms(&world.test.registry, &officer(world.abroad), world.agreement, None, &before).await.unwrap();
    let both = world.signed_by_both(DocumentKind::SignedText, "Tri Rismaharini").await;
    world.upload(both.id, "a").await;
    let sign = |day: &str| TakeStep { day: day.parse().ok(), ..world.step(AgreementAct::RecordSignature) };
    let early = refusals(world.try_as(world.home, sign("2026-11-20")).await).remove(0);
    assert_eq!((early.path[0].as_str(), early.reason.code()), ("inForceOn", "DATE_ORDER"));
    let signed = world.try_as(world.home, sign("2026-11-21")).await.unwrap();
    assert_eq!(attested(&world).await, [None, None], "its dates are terms too");
    assert_eq!(signed.stage, Stage::InForce, "in force on signature");
    assert_eq!(signed.visibility, Visibility::Public);
    assert_eq!(signed.signed_on, Some(PartialDate::from(day("2026-11-21"))));
    assert_eq!(signed.expires_on, Some(PartialDate::from(day("2029-11-21"))), "thirty-six months later");
    let steps = steps_of(&world.test.registry, &officer(world.home), &[world.agreement]).await.unwrap();
    let own: Vec<Stage> =
        steps[&world.agreement].iter().filter(|step| step.party_id == world.home).map(|step| step.to_stage).collect();
    assert_eq!(
        own,
        [
            Stage::Exploring,
            Stage::IntentSigned,
            Stage::Planning,
            Stage::CouncilReview,
            Stage::CouncilApproved,
            Stage::Verification,
            Stage::Drafting,
            Stage::TextInitialled,
            Stage::Authorised,
            Stage::Signed,
            Stage::InForce
        ]
    );
    world.wait_until("2029-11-21").await;
    assert_eq!(turn_due(&world.test.registry).await.unwrap(), 0, "the last day is still in force");
    world.wait_until("2031-02-01").await;
    assert_eq!(turn_due(&world.test.registry).await.unwrap(), 1, "also when the service was down on the day");
    assert_eq!(turn_due(&world.test.registry).await.unwrap(), 0);
    assert_eq!(world.read().await.stage, Stage::Expired);
    let case = world.case().await;
    assert!(case.tracks.iter().all(|track| track.stage == Stage::Expired && track.since == day("2029-11-22")));
}

async fn a_second_proposal_points_to_the_first(test: TestRegistry) {
    let world = World::new(test).await;
    let parties = [world.abroad, world.home];
    let again = register_initiative(&world.test.registry, &officer(world.home), initiative(&parties)).await;
    assert_eq!(refusals(again)[0].reason, Reason::AlreadyThere { id: world.agreement });
    let withdrawn = TakeStep { note: Some("no answer".into()), ..world.step(AgreementAct::Withdraw) };
    world.try_as(world.home, withdrawn).await.unwrap();
    register_initiative(&world.test.registry, &officer(world.home), initiative(&parties)).await.unwrap();
}

async fn relations_and_tiers_are_asked_for(test: TestRegistry) {
    let world = World::new(test).await;
    world.record(world.document(DocumentKind::RegionProfile, Some(world.home))).await;
    world.record(world.document(DocumentKind::RegionProfile, Some(world.abroad))).await;
    let explore = || world.try_as(world.home, world.step(AgreementAct::BeginExploration));
    let relations = condition(Condition::DiplomaticRelations);
    let tier = condition(Condition::EqualTier);
    assert_eq!(
        lacks(explore().await),
        [relations.clone(), tier.clone()],
        "unknown is not absent, and asks for a reason"
    );
    let relation = |exist| RecordDiplomaticRelation {
        countries: ("id".into(), "GB".into()),
        exist,
        since: "1949".parse().ok(),
        until: None,
        source: "a list".into(),
        as_of: day("2026-01-01"),
    };
    let registry = &world.test.registry;
    record_diplomatic_relation(registry, &Caller::system(), relation(false)).await.unwrap();
    world.answer(Requirement::DiplomaticRelations).await;
    assert_eq!(
        lacks(explore().await),
        [relations, tier],
        "no answer makes up for relations that are known to be absent"
    );
    let later = RecordDiplomaticRelation { as_of: day("2026-06-01"), ..relation(true) };
    record_diplomatic_relation(registry, &Caller::system(), later).await.unwrap();
    for (region, tier) in [(world.home, Tier::Second), (world.abroad, Tier::First)] {
        record_tier(registry, &Caller::system(), region, tier, "law").await.unwrap();
    }
    assert_eq!(lacks(explore().await), [condition(Condition::EqualTier)]);
    world.answer(Requirement::EqualStatus).await;
    assert_eq!(explore().await.unwrap().stage, Stage::Exploring);
}

async fn what_a_step_lacks_is_said_exactly(test: TestRegistry) {
    let world = World::new(test).await;
    world.explore().await;
    let skipped = world.try_as(world.home, world.step(AgreementAct::RecordSignature)).await;
    let Reason::NotAtThisStage { stage, closed, .. } = refusals(skipped).remove(0).reason else { panic!() };
    assert_eq!((stage.as_str(), closed.stage), ("exploration", Stage::Exploring));
    assert_eq!(closed.allowed, [AgreementAct::RecordIntent, AgreementAct::PutOnHold, AgreementAct::Withdraw]);
    world.signed_by_both(DocumentKind::LetterOfIntent, "Mayor").await;
    world.take(AgreementAct::RecordIntent).await;
    world.take(AgreementAct::OpenPlan).await;
    world.have(&[DocumentKind::ActionPlan]).await;
    let submitted = world.try_as(world.home, world.step(AgreementAct::SubmitToCouncil)).await;
    assert_eq!(lacks(submitted), [needs(DocumentKind::CooperationPlan)]);
    let indonesian = Caller { language: Language::Id, ..officer(world.home) };
    let submitted = take_step(&world.test.registry, &indonesian, world.step(AgreementAct::SubmitToCouncil)).await;
    let message = refusals(submitted)[0].reason.message(Language::Id);
    assert_eq!(
        message,
        "Langkah ini belum dapat diambil. Yang belum ada: Dokumen: rencana kerja sama. Dasar: Permendagri 25/2020 \
         (persetujuan DPRD)."
    );
    world.have(&[DocumentKind::CooperationPlan]).await;
    assert_eq!(world.take(AgreementAct::SubmitToCouncil).await, Stage::CouncilReview);
}

async fn the_council_returns_a_plan_and_approves_the_next(test: TestRegistry) {
    let world = World::new(test).await;
    world.plan().await;
    world.take(AgreementAct::SubmitToCouncil).await;
    let decided = |issued_on: &str| RecordDocument {
        issued_on: Some(PartialDate::from(day(issued_on))),
        ..world.document(DocumentKind::CouncilDecision, Some(world.home))
    };
    world.record(decided("2026-11-21")).await;
    let silent = TakeStep { outcome: Some(Outcome::Returned), ..world.step(AgreementAct::RecordCouncilDecision) };
    assert_eq!(refusals(world.try_as(world.home, silent).await)[0], Refusal::at("note", Reason::Required));
    assert_eq!(world.decide(AgreementAct::RecordCouncilDecision, Outcome::Returned).await, Stage::Planning);
    world.wait_until("2026-12-10").await;
    world.take(AgreementAct::SubmitToCouncil).await;
    let approve = || {
        let step = TakeStep { outcome: Some(Outcome::Approved), ..world.step(AgreementAct::RecordCouncilDecision) };
        world.try_as(world.home, step)
    };
    assert_eq!(lacks(approve().await), [needs(DocumentKind::CouncilDecision)], "the old decision decides nothing");
    world.record(decided("2026-12-10")).await;
    assert_eq!(approve().await.unwrap().stage, Stage::CouncilApproved);
    let steps = steps_of(&world.test.registry, &officer(world.home), &[world.agreement]).await.unwrap();
    let submissions = steps[&world.agreement].iter().filter(|step| step.act == AgreementAct::SubmitToCouncil).count();
    assert_eq!(submissions, 2);
    let partner = steps_of(&world.test.registry, &officer(world.abroad), &[world.agreement]).await.unwrap();
    assert!(partner[&world.agreement].iter().all(|step| step.note.is_none()), "notes are the party's own");
}

async fn the_partners_own_track_is_waited_for(test: TestRegistry) {
    let world = World::new(test).await;
    world.initial().await;
    world.have(&[DocumentKind::CentralApproval, DocumentKind::FullPower]).await;
    let authorise = || world.try_as(world.home, world.step(AgreementAct::Authorise));
    assert_eq!(lacks(authorise().await), [condition(Condition::OtherPartiesReady)]);
    world.partner_resolves().await;
    assert_eq!(authorise().await.unwrap().stage, Stage::Authorised);
}

async fn a_full_power_names_who_signs_and_from_when(test: TestRegistry) {
    let world = World::new(test).await;
    world.authorise().await;
    let sign = || world.try_as(world.home, world.step(AgreementAct::RecordSignature));
    let wrong = world.signed_by_both(DocumentKind::SignedText, "Somebody Else").await;
    let missing = lacks(sign().await);
    assert_eq!(missing, [condition(Condition::FullPowerCoversSignatory), condition(Condition::SameText)]);
    let early = NewSignature { signed_on: Some(day("2026-11-01")), ..signature(world.home, "Tri Rismaharini") };
    let replaced = RecordDocument {
        signatures: vec![early, signature(world.abroad, "Lord Mayor")],
        supersedes: Some(wrong.id),
        deviation: Some("a comma".into()),
        ..world.document(DocumentKind::SignedText, None)
    };
    let early = world.record(replaced.clone()).await;
    assert_eq!(lacks(sign().await), [condition(Condition::FullPowerCoversSignatory)]);
    let alone = RecordDocument {
        signatures: vec![signature(world.home, "Tri Rismaharini")],
        supersedes: Some(early.id),
        ..replaced
    };
    let alone = world.record(alone).await;
    let unsigned = Lack::Signature { kind: DocumentKind::SignedText, party: world.abroad };
    assert_eq!(lacks(sign().await), [unsigned]);
    let both = RecordDocument {
        signatures: vec![signature(world.home, "Tri Rismaharini"), signature(world.abroad, "Lord Mayor")],
        supersedes: Some(alone.id),
        deviation: Some("a comma".into()),
        ..world.document(DocumentKind::SignedText, None)
    };
    world.record(both).await;
    assert_eq!(sign().await.unwrap().stage, Stage::InForce);
}

async fn a_notice_is_as_long_as_the_clause_says(test: TestRegistry) {
    let world = World::new(test).await;
    world.sign().await;
    world.have(&[DocumentKind::TerminationNotice]).await;
    let notice = |until: &str| {
        let step = TakeStep { day: Some(day(until)), ..world.step(AgreementAct::GiveTerminationNotice) };
        world.try_as(world.home, step)
    };
    let early = lacks(notice("2027-04-21").await);
    let from = Some(day("2027-05-21"));
    assert_eq!(early, [Lack::Condition { condition: Condition::NoticePeriod, from }]);
    let noticed = notice("2027-05-21").await.unwrap();
    assert_eq!(noticed.stage, Stage::TerminationNoticed);
    let taken_back = || world.try_as(world.abroad, world.step(AgreementAct::WithdrawNotice));
    assert_eq!(lacks(taken_back().await), [needs(DocumentKind::NoticeWithdrawal)]);
    world.signed_by_both(DocumentKind::NoticeWithdrawal, "Mayor").await;
    let again = taken_back().await.unwrap();
    assert_eq!((again.stage, again.terminated_on), (Stage::InForce, None));
    notice("2027-05-31").await.unwrap();
    world.wait_until("2027-06-01").await;
    assert_eq!(turn_due(&world.test.registry).await.unwrap(), 1);
    assert_eq!(world.read().await.stage, Stage::Terminated);
}

async fn an_extension_keeps_the_agreement_and_expiry_ends_it(test: TestRegistry) {
    let world = World::new(test).await;
    world.sign().await;
    world.wait_until("2029-06-01").await;
    let start = || world.try_as(world.home, world.step(AgreementAct::StartRenewal));
    assert_eq!(lacks(start().await), [needs(DocumentKind::Evaluation)]);
    world.have(&[DocumentKind::Evaluation]).await;
    assert_eq!(start().await.unwrap().stage, Stage::RenewalInProgress);
    world.signed_by_both(DocumentKind::Extension, "Mayor").await;
    let extend =
        |until: &str| world.try_as(world.home, TakeStep { day: Some(day(until)), ..world.step(AgreementAct::Extend) });
    let from = Some(day("2029-11-22"));
    assert_eq!(lacks(extend("2029-11-21").await), [Lack::Condition { condition: Condition::LaterExpiry, from }]);
    let extended = extend("2032-11-21").await.unwrap();
    assert_eq!((extended.id, extended.stage), (world.agreement, Stage::InForce));
    assert_eq!(extended.expires_on, Some(PartialDate::from(day("2032-11-21"))));
    world.wait_until("2033-01-01").await;
    turn_due(&world.test.registry).await.unwrap();
    let late = world.try_as(world.home, world.step(AgreementAct::StartRenewal)).await;
    let Reason::NotAtThisStage { closed, .. } = refusals(late).remove(0).reason else { panic!() };
    assert_eq!((closed.stage, closed.allowed), (Stage::Expired, Vec::new()));
    let successor =
        RegisterInitiative { predecessor: Some(world.agreement), ..initiative(&[world.home, world.abroad]) };
    let successor = register_initiative(&world.test.registry, &officer(world.home), successor).await.unwrap();
    assert_eq!(successor.predecessor_id, Some(world.agreement));
}

async fn hash(world: &World) -> String {
    let row = world.read().await;
    let fields = entity::agreement::find::fields_of(&world.test.registry, &[row.id]).await.unwrap();
    Terms::of(&row, [world.home, world.abroad], fields[&row.id].iter().copied()).hash()
}

async fn attested(world: &World) -> Vec<Option<String>> {
    let parts = entity::agreement::find::parts_of(&world.test.registry, &[world.agreement]).await.unwrap();
    parts[&world.agreement].iter().map(|(part, _)| part.attested_hash.clone()).collect()
}

async fn a_term_that_changes_drops_what_was_attested(test: TestRegistry) {
    let world = World::new(test).await;
    let registry = &world.test.registry;
    let before = hash(&world).await;
    attest_terms(registry, &officer(world.abroad), world.agreement, None, &before).await.unwrap();
    assert_eq!(attested(&world).await, [None, Some(before.clone())]);
    let revision = world.read().await.revision;
    change_terms(registry, &officer(world.home), world.agreement, Some(revision), |terms| {
        terms.fields.insert(Field::Health);
    })
    .await
    .unwrap();
    assert_eq!(attested(&world).await, [None, None]);
    let stale = attest_terms(registry, &officer(world.abroad), world.agreement, None, &before).await;
    let current = hash(&world).await;
    assert_eq!(refusals(stale)[0].reason, Reason::OtherTerms { current });
    let foreign = attest_terms(registry, &officer(world.home), world.agreement, Some(world.abroad), &before).await;
    assert_eq!(refusals(foreign)[0].reason, Reason::NotAllowed, "nobody attests for another");
    let partner = officer(world.abroad);
    let changed = change_terms(registry, &partner, world.agreement, None, |terms| terms.fields.clear()).await;
    assert_eq!(refusals(changed)[0].reason, Reason::NotAllowed, "the partner states a copy instead");
}

async fn copies_are_compared_and_accepted_term_by_term(test: TestRegistry) {
    let world = World::new(test).await;
    let registry = &world.test.registry;
    let partner = officer(world.abroad);
    propose_term_change(registry, &partner, world.agreement, None, |terms| {
        terms.term_months = Some(60);
        terms.notice_months = Some(3);
    })
    .await
    .unwrap();
    assert_eq!(world.read().await.term_months, Some(36), "nothing is overwritten");
    let copies = entity::agreement::terms::find::copies_of(registry, &partner, &[world.agreement]).await.unwrap();
    let fields = entity::agreement::find::fields_of(registry, &[world.agreement]).await.unwrap();
    let ours = Terms::of(&world.read().await, [world.home, world.abroad], fields[&world.agreement].iter().copied());
    let differing: Vec<Term> =
        ours.differences(&copies[&world.agreement][0].terms).into_iter().map(|one| one.term).collect();
    assert_eq!(differing, [Term::NoticeMonths, Term::TermMonths]);
    let accept = (world.abroad, &[Term::TermMonths][..]);
    accept_fields(registry, &officer(world.home), world.agreement, None, accept).await.unwrap();
    let row = world.read().await;
    assert_eq!((row.term_months, row.notice_months), (Some(60), Some(6)));
    let stranger = Caller::anonymous(Language::En);
    let copies = entity::agreement::terms::find::copies_of(registry, &stranger, &[world.agreement]).await.unwrap();
    assert!(copies.is_empty());
}

async fn what_is_signed_stays_as_it_is(test: TestRegistry) {
    let world = World::new(test).await;
    world.sign().await;
    let registry = &world.test.registry;
    let officer = officer(world.home);
    let shorter = |terms: &mut Terms| terms.notice_months = Some(1);
    let changed = change_terms(registry, &officer, world.agreement, None, shorter).await;
    assert_eq!(refusals(changed)[0].reason, Reason::AlreadySigned);
    let another = world.document(DocumentKind::SignedText, None);
    let added = record_document(registry, &officer, another).await;
    assert_eq!(refusals(added)[0].reason, Reason::AlreadySigned);
    let withdrawn = world.try_as(world.home, world.step(AgreementAct::Withdraw)).await;
    assert!(matches!(refusals(withdrawn)[0].reason, Reason::NotAtThisStage { .. }));
    world.have(&[DocumentKind::Amendment, DocumentKind::CertifiedCopy]).await;
}

async fn of_two_officers_one_wins(test: TestRegistry) {
    let world = World::new(test).await;
    world.explore().await;
    let revision = world.read().await.revision;
    let hold = |note: &str| TakeStep {
        expected_revision: Some(revision),
        note: Some(note.into()),
        ..world.step(AgreementAct::PutOnHold)
    };
    let (one, other) = tokio::join!(world.try_as(world.home, hold("one")), world.try_as(world.abroad, hold("other")));
    let (won, lost) = if one.is_ok() { (one, other) } else { (other, one) };
    assert_eq!(won.unwrap().stage, Stage::OnHold);
    let current = revision + 1;
    let stale = Reason::Stale { current, acts: "putOnHold".into() };
    assert_eq!(refusals(lost)[0], Refusal::at("expectedRevision", stale));
    assert_eq!(world.take(AgreementAct::Resume).await, Stage::Exploring, "it resumes where it rested");
}

async fn a_proposal_is_the_parties_own_until_they_sign(test: TestRegistry) {
    let world = World::new(test).await;
    let registry = &world.test.registry;
    let stranger = Caller::anonymous(Language::En);
    let other = officer(Uuid::from_u128(77));
    let seen = async |caller: &Caller| count_agreements(registry, caller, &AgreementFilter::default()).await.unwrap();
    assert_eq!((seen(&stranger).await, seen(&other).await, seen(&officer(world.abroad)).await), (0, 0, 1));
    let denied = take_step(registry, &other, world.step(AgreementAct::Withdraw)).await;
    assert_eq!(refusals(denied)[0], Refusal::at("agreement", Reason::NotFound));
    world.plan().await;
    assert_eq!(seen(&stranger).await, 1);
    let own = RecordDocument { visibility: Visibility::Own, ..world.document(DocumentKind::Report, Some(world.home)) };
    let revision = world.read().await.revision;
    world.record(own).await;
    assert_eq!(world.read().await.revision, revision, "a hidden document leaves no trace");
    let kinds = async |caller: &Caller| {
        let found = documents_of(registry, caller, &[world.agreement]).await.unwrap();
        found.get(&world.agreement).map_or(0, Vec::len)
    };
    let (public, partner, own) =
        (kinds(&stranger).await, kinds(&officer(world.abroad)).await, kinds(&officer(world.home)).await);
    assert_eq!((public, own - partner), (0, 1));
}
