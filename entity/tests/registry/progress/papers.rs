//! Whose documents are, from which day they count, what they carry, and what supersedes them.

use super::*;
use entity::agreement::{
    amendment::act::{Amend, amend},
    progress::find::StepTaken,
};

on_both_databases!(
    a_paper_of_one_side_belongs_to_whoever_records_it,
    a_partners_paper_opens_no_gate_of_another,
    who_acts_for_several_names_the_party,
    what_all_parties_sign_belongs_to_no_party,
    no_act_precedes_its_paper,
    a_month_counts_as_its_last_day_and_midnight_is_in_jakarta,
    a_notice_counts_from_its_receipt,
    one_evaluation_and_one_extension_carry_one_renewal,
    a_returned_decision_is_not_used_again,
    a_document_has_one_successor,
    ten_successors_at_once_leave_one,
    a_successor_is_never_less_visible,
    a_used_paper_stays_used_under_its_successor,
    the_day_of_signature_is_that_of_its_paper,
    a_paper_that_another_party_records_again_carries_no_second_act,
    a_decision_from_before_the_matter_is_named_as_such,
);

impl World {
    pub(super) async fn record_as(&self, who: Uuid, document: RecordDocument) -> Result<document::Model, Error> {
        record_document(&self.test.registry, &officer(who), document).await
    }

    fn issued(&self, kind: DocumentKind, on: &str) -> RecordDocument {
        RecordDocument { issued_on: on.parse().ok(), ..self.document(kind, None) }
    }

    fn on(&self, act: AgreementAct, on: &str) -> TakeStep {
        TakeStep { on: Some(day(on)), ..self.step(act) }
    }

    async fn paper(&self, kind: DocumentKind, on: &str) -> document::Model {
        self.record(self.issued(kind, on)).await
    }

    /// A paper that both sign on this day; the text itself has a date of long ago.
    async fn paper_signed(&self, kind: DocumentKind, on: &str) -> document::Model {
        let sign = |party, name: &str| NewSignature { signed_on: Some(day(on)), ..signature(party, name) };
        let signatures = vec![sign(self.home, "Wali Kota"), sign(self.abroad, "Lord Mayor")];
        let written = if kind == DocumentKind::SignedText { "2026-01-10" } else { on };
        let signed = self.record(RecordDocument { signatures, ..self.issued(kind, written) }).await;
        if kind != DocumentKind::SignedText {
            self.upload(signed.id, "d").await;
        }
        signed
    }

    async fn in_time(&self, step: TakeStep) {
        self.try_as(self.home, step).await.unwrap();
    }

    async fn too_early(&self, step: TakeStep, expected: &[Lack]) {
        assert_eq!(lacks(self.try_as(self.home, step.clone()).await), expected);
        assert_eq!(refusals(self.try_as(self.home, step).await)[0].path, ["on"]);
    }

    async fn steps(&self) -> Vec<StepTaken> {
        let steps = steps_of(&self.test.registry, &Caller::system(), &[self.agreement]).await.unwrap();
        steps.into_values().flatten().collect()
    }
}

/// What is missing, by kind and code.
fn missing<T>(result: Result<T, Error>) -> Vec<(MissingKind, String)> {
    match refusals(result).remove(0).reason {
        Reason::StepNotReady { gate } => gate.missing.into_iter().map(|one| (one.kind, one.code)).collect(),
        other => panic!("not a step that is not ready: {other:?}"),
    }
}

fn later(kind: DocumentKind, party: Option<Uuid>, from: &str) -> Lack {
    Lack::LaterDay { kind, party, from: day(from) }
}

async fn a_paper_of_one_side_belongs_to_whoever_records_it(test: TestRegistry) {
    let world = World::new(test).await;
    for kind in DocumentKind::iter() {
        for side in [world.home, world.abroad] {
            let made = world.record_as(side, world.document(kind, None)).await;
            let Ok(made) = made else {
                assert_eq!(kind, DocumentKind::InitialledText, "it is recorded for its step alone");
                continue;
            };
            assert_eq!(made.party_id, (kind.whose() == Whose::OneParty).then_some(side), "{kind:?}");
            let own = RecordDocument { visibility: Visibility::Own, ..world.document(kind, None) };
            assert_eq!(world.record_as(side, own).await.unwrap().party_id, Some(side), "{kind:?}");
        }
        // Who may record which kind for whom: both sides what is everyone's, each its own, and nobody else anything.
        world.key_abroad(Scope::Write).await;
        let theirs = RecordDocument { visibility: Visibility::Own, ..world.document(kind, Some(world.abroad)) };
        let refused = |result| reasons::<document::Model>(result)[0].1;
        assert_eq!(refused(world.record_as(world.home, theirs).await), "NOT_ALLOWED", "{kind:?}");
        let stranger = who(Role::Coordinator, Some(Uuid::from_u128(77)));
        let stranger = record_document(&world.test.registry, &stranger, world.document(kind, None)).await;
        assert_eq!(refused(stranger), "NOT_FOUND", "{kind:?}");
        let observer = who(Role::Observer, Some(world.home));
        let observer = record_document(&world.test.registry, &observer, world.document(kind, Some(world.home))).await;
        assert!(["NOT_ALLOWED", "OF_ALL_PARTIES"].contains(&refused(observer)), "{kind:?}");
    }
}

/// A partner's key records a council's decision and names no party: it is the partner's own.
async fn a_partners_paper_opens_no_gate_of_another(test: TestRegistry) {
    let world = World::new(test).await;
    world.plan().await;
    world.take(AgreementAct::SubmitToCouncil).await;
    world.record_as(world.abroad, world.issued(DocumentKind::CouncilDecision, "2026-11-21")).await.unwrap();
    let decide = || {
        let step = TakeStep { outcome: Some(Outcome::Approved), ..world.step(AgreementAct::RecordCouncilDecision) };
        world.try_as(world.home, step)
    };
    assert_eq!(lacks(decide().await), [needs(DocumentKind::CouncilDecision)]);
    // One of an earlier version, which belongs to nobody, counts for nobody.
    let own = world.record(world.issued(DocumentKind::CouncilDecision, "2026-11-21")).await;
    let nobodys = document::ActiveModel { id: Set(own.id), party_id: Set(None), ..Default::default() };
    nobodys.update(&world.test.registry.db).await.unwrap();
    assert_eq!(lacks(decide().await), [needs(DocumentKind::CouncilDecision)]);
    let assigned =
        RecordDocument { supersedes: Some(own.id), ..world.issued(DocumentKind::CouncilDecision, "2026-11-21") };
    assert_eq!(world.record(assigned).await.party_id, Some(world.home), "until it is assigned");
    assert_eq!(decide().await.unwrap().stage, Stage::CouncilApproved);
}

async fn who_acts_for_several_names_the_party(test: TestRegistry) {
    let world = World::new(test).await;
    let both = Caller {
        memberships: [world.home, world.abroad]
            .map(|party| Membership { role: Role::Coordinator, party: Some(party) })
            .to_vec(),
        ..officer(world.home)
    };
    let record = async |caller: &Caller, party| {
        let study = world.document(DocumentKind::ExpertStudy, party);
        record_document(&world.test.registry, caller, study).await
    };
    let unclear = Refusal::at("party", Reason::NameTheParty { parties: "Kota Surabaya, Liverpool".into() });
    assert_eq!(refusals(record(&both, None).await), std::slice::from_ref(&unclear));
    assert_eq!(record(&both, Some(world.abroad)).await.unwrap().party_id, Some(world.abroad));
    let reads = Membership { role: Role::Observer, party: Some(world.abroad) };
    let acts = Membership { role: Role::DataEntry, party: Some(world.home) };
    let one = Caller { memberships: vec![reads, acts], ..officer(world.home) };
    assert_eq!(record(&one, None).await.unwrap().party_id, Some(world.home), "who only reads for a party does not act");
    for everywhere in [who(Role::Coordinator, None), Caller { language: Language::En, ..Caller::system() }] {
        assert_eq!(refusals(record(&everywhere, None).await), std::slice::from_ref(&unclear));
    }
}

async fn what_all_parties_sign_belongs_to_no_party(test: TestRegistry) {
    let world = World::new(test).await;
    world.explore().await;
    let signatures = vec![signature(world.home, "Mayor"), signature(world.abroad, "Lord Mayor")];
    let letter = RecordDocument { signatures, ..world.document(DocumentKind::LetterOfIntent, None) };
    let named = RecordDocument { party: Some(world.home), ..letter.clone() };
    assert_eq!(refused_at(world.record_as(world.home, named).await), ("party".into(), "OF_ALL_PARTIES"));
    let own = RecordDocument { visibility: Visibility::Own, ..letter.clone() };
    let own = world.record(own).await;
    let intent = || world.try_as(world.home, world.step(AgreementAct::RecordIntent));
    assert_eq!(lacks(intent().await), [needs(DocumentKind::LetterOfIntent)], "what one party keeps is in the making");
    let shown = world.record(RecordDocument { supersedes: Some(own.id), ..letter }).await;
    world.upload(shown.id, "d").await;
    assert_eq!(intent().await.unwrap().stage, Stage::IntentSigned);
}

/// Every step that rests on a paper is refused on the day before it and taken on its day.
async fn no_act_precedes_its_paper(test: TestRegistry) {
    let world = World::new(test).await;
    world.wait_until("2026-12-20").await;
    for requirement in Requirement::iter() {
        world.answer(requirement).await;
    }
    no_act_before_the_signature_precedes_its_paper(&world).await;
    no_act_after_the_signature_precedes_its_paper(&world).await;
    assert!(world.steps().await.iter().all(|step| step.taken_id.is_some()));
}

async fn no_act_before_the_signature_precedes_its_paper(world: &World) {
    let home = Some(world.home);
    let approved = |step: TakeStep| TakeStep { outcome: Some(Outcome::Approved), ..step };
    let for_abroad = |step: TakeStep| TakeStep { party: Some(world.abroad), ..step };

    world.paper(DocumentKind::RegionProfile, "2026-02-10").await;
    world.record_as(world.abroad, world.issued(DocumentKind::RegionProfile, "2026-02-12")).await.unwrap();
    let profiles = [
        later(DocumentKind::RegionProfile, home, "2026-02-10"),
        later(DocumentKind::RegionProfile, Some(world.abroad), "2026-02-12"),
    ];
    world.too_early(world.on(AgreementAct::BeginExploration, "2026-02-09"), &profiles).await;
    world.too_early(world.on(AgreementAct::BeginExploration, "2026-02-11"), &profiles[1..]).await;
    world.in_time(world.on(AgreementAct::BeginExploration, "2026-02-12")).await;

    world.paper_signed(DocumentKind::LetterOfIntent, "2026-03-20").await;
    let letter = [later(DocumentKind::LetterOfIntent, None, "2026-03-20")];
    world.too_early(world.on(AgreementAct::RecordIntent, "2026-03-19"), &letter).await;
    world.in_time(world.on(AgreementAct::RecordIntent, "2026-03-20")).await;
    world.in_time(world.on(AgreementAct::OpenPlan, "2026-03-20")).await;

    world.paper(DocumentKind::CooperationPlan, "2026-04-10").await;
    world.paper(DocumentKind::ActionPlan, "2026-04-11").await;
    let plan =
        [later(DocumentKind::CooperationPlan, home, "2026-04-10"), later(DocumentKind::ActionPlan, home, "2026-04-11")];
    world.too_early(world.on(AgreementAct::SubmitToCouncil, "2026-04-09"), &plan).await;
    world.in_time(world.on(AgreementAct::SubmitToCouncil, "2026-04-11")).await;

    world.paper(DocumentKind::CouncilDecision, "2026-05-20").await;
    let decision = [later(DocumentKind::CouncilDecision, home, "2026-05-20")];
    world.too_early(approved(world.on(AgreementAct::RecordCouncilDecision, "2026-05-19")), &decision).await;
    world.in_time(approved(world.on(AgreementAct::RecordCouncilDecision, "2026-05-20"))).await;

    world.paper(DocumentKind::FacilitationRequest, "2026-06-01").await;
    let request = [later(DocumentKind::FacilitationRequest, home, "2026-06-01")];
    world.too_early(world.on(AgreementAct::RequestVerification, "2026-05-31"), &request).await;
    world.in_time(world.on(AgreementAct::RequestVerification, "2026-06-01")).await;

    world.paper(DocumentKind::VerificationResult, "2026-07-01").await;
    let result = [later(DocumentKind::VerificationResult, home, "2026-07-01")];
    world.too_early(approved(world.on(AgreementAct::RecordVerification, "2026-06-30")), &result).await;
    world.in_time(approved(world.on(AgreementAct::RecordVerification, "2026-07-01"))).await;

    let paper = world.paper(DocumentKind::InitialledText, "2026-08-01").await;
    world.upload(paper.id, "a").await;
    let initialled = [later(DocumentKind::InitialledText, None, "2026-08-01")];
    world.too_early(world.on(AgreementAct::InitialText, "2026-07-31"), &initialled).await;
    world.in_time(world.on(AgreementAct::InitialText, "2026-08-01")).await;

    world.record_as(world.abroad, world.issued(DocumentKind::CouncilDecision, "2026-08-10")).await.unwrap();
    let theirs = [later(DocumentKind::CouncilDecision, Some(world.abroad), "2026-08-10")];
    world.too_early(for_abroad(approved(world.on(AgreementAct::RecordCouncilDecision, "2026-08-09"))), &theirs).await;
    world.try_as(world.abroad, approved(world.on(AgreementAct::RecordCouncilDecision, "2026-08-10"))).await.unwrap();

    world.paper(DocumentKind::CentralApproval, "2026-09-01").await;
    let power = world.issued(DocumentKind::FullPower, "2026-09-02");
    world.record(RecordDocument { empowers: Some("Wali Kota".into()), ..power }).await;
    let authorised =
        [later(DocumentKind::CentralApproval, home, "2026-09-01"), later(DocumentKind::FullPower, home, "2026-09-02")];
    world.too_early(world.on(AgreementAct::Authorise, "2026-08-31"), &authorised).await;
    world.in_time(world.on(AgreementAct::Authorise, "2026-09-02")).await;
}

async fn no_act_after_the_signature_precedes_its_paper(world: &World) {
    let home = Some(world.home);
    let paper = world.paper_signed(DocumentKind::SignedText, "2026-11-20").await;
    world.upload(paper.id, "a").await;
    let signature = [later(DocumentKind::SignedText, None, "2026-11-20")];
    world.too_early(world.on(AgreementAct::RecordSignature, "2026-11-18"), &signature).await;
    let indonesian = Caller { language: Language::Id, ..officer(world.home) };
    let early = world.on(AgreementAct::RecordSignature, "2026-11-18");
    let message = refusals(take_step(&world.test.registry, &indonesian, early).await)[0].reason.message(Language::Id);
    let told = "Tidak boleh sebelum 20 November 2026: sejak hari itu naskah kerja sama berlaku";
    assert!(message.contains(told), "{message}");
    world.in_time(world.on(AgreementAct::RecordSignature, "2026-11-20")).await;
    assert_eq!(world.read().await.in_force_on, Some(PartialDate::from(day("2026-11-20"))));

    let amendment = world.paper_signed(DocumentKind::Amendment, "2026-12-10").await;
    let amended = async |on: &str| {
        let input = Amend {
            agreement: world.agreement,
            expected_revision: None,
            document: amendment.id,
            on: Some(day(on)),
            note: None,
        };
        amend(&world.test.registry, &officer(world.home), input, |terms| terms.notice_months = Some(3)).await
    };
    let early = [later(DocumentKind::Amendment, None, "2026-12-10")];
    assert_eq!(lacks(amended("2026-12-09").await), early);
    amended("2026-12-10").await.unwrap();

    world.paper(DocumentKind::Evaluation, "2026-12-12").await;
    let evaluation = [later(DocumentKind::Evaluation, home, "2026-12-12")];
    world.too_early(world.on(AgreementAct::StartRenewal, "2026-12-11"), &evaluation).await;
    world.in_time(world.on(AgreementAct::StartRenewal, "2026-12-12")).await;

    world.paper_signed(DocumentKind::Extension, "2026-12-14").await;
    let extend = |on: &str| TakeStep { day: Some(day("2032-11-20")), ..world.on(AgreementAct::Extend, on) };
    world.too_early(extend("2026-12-13"), &[later(DocumentKind::Extension, None, "2026-12-14")]).await;
    world.in_time(extend("2026-12-14")).await;

    let notice = world.issued(DocumentKind::TerminationNotice, "2026-12-15");
    world.record(RecordDocument { received_on: Some(day("2026-12-16")), ..notice }).await;
    let give =
        |on: &str| TakeStep { day: Some(day("2028-01-01")), ..world.on(AgreementAct::GiveTerminationNotice, on) };
    // A notice counts from its recording, whatever day of receipt is typed in.
    world.too_early(give("2026-12-19"), &[later(DocumentKind::TerminationNotice, home, "2026-12-20")]).await;
    world.in_time(give("2026-12-20")).await;

    world.paper_signed(DocumentKind::NoticeWithdrawal, "2026-12-20").await;
    let early = world.try_as(world.home, world.on(AgreementAct::WithdrawNotice, "2026-12-19")).await;
    assert_eq!(refused_at(early), ("on".into(), "DATE_ORDER"), "before the notice");
    world.in_time(world.on(AgreementAct::WithdrawNotice, "2026-12-20")).await;
}

async fn a_month_counts_as_its_last_day_and_midnight_is_in_jakarta(test: TestRegistry) {
    let world = World::new(test).await;
    world.answer(Requirement::DiplomaticRelations).await;
    world.answer(Requirement::EqualStatus).await;
    world.record_as(world.abroad, world.issued(DocumentKind::RegionProfile, "2026-02")).await.unwrap();
    world.record(world.issued(DocumentKind::RegionProfile, "2026-02")).await;
    let explore = async |on: &str| world.try_as(world.home, world.on(AgreementAct::BeginExploration, on)).await;
    let month = [world.home, world.abroad].map(|party| later(DocumentKind::RegionProfile, Some(party), "2026-02-28"));
    assert_eq!(lacks(explore("2026-02-27").await), month);
    let future = world.record_as(world.home, world.issued(DocumentKind::Report, "2026-12")).await;
    assert_eq!(refused_at(future), ("issuedOn".into(), "IN_THE_FUTURE"));
    // It is one o'clock in the night of the 22nd in Jakarta, and the 21st in UTC and in Liverpool.
    world.test.clock.advance(moment("2026-11-21T18:00:00Z") - world.test.registry.now());
    for side in [world.home, world.abroad] {
        let undated = RecordDocument { issued_on: None, ..world.document(DocumentKind::RegionProfile, None) };
        let old = documents_of(&world.test.registry, &Caller::system(), &[world.agreement]).await.unwrap();
        let old = old[&world.agreement].iter().find(|one| one.party_id == Some(side)).unwrap().id;
        world.record_as(side, RecordDocument { supersedes: Some(old), ..undated }).await.unwrap();
    }
    let undated = [world.home, world.abroad].map(|party| later(DocumentKind::RegionProfile, Some(party), "2026-11-22"));
    assert_eq!(lacks(explore("2026-11-21").await), undated, "what has no date counts from the day of its record");
    assert_eq!(refused_at(explore("2026-11-23").await), ("on".into(), "IN_THE_FUTURE"));
    explore("2026-11-22").await.unwrap();
}

/// A notice that arrived on 21 November was not given in May: the six months of the clause are whole.
async fn a_notice_counts_from_its_receipt(test: TestRegistry) {
    let world = World::new(test).await;
    world.sign().await;
    world.wait_until("2027-11-21").await;
    let dated = RecordDocument {
        received_on: Some(day("2027-11-21")),
        ..world.issued(DocumentKind::TerminationNotice, "2027-05-25")
    };
    world.record(dated).await;
    let give = |until: &str, on: Option<&str>| TakeStep {
        on: on.map(day),
        day: Some(day(until)),
        ..world.step(AgreementAct::GiveTerminationNotice)
    };
    let received = later(DocumentKind::TerminationNotice, Some(world.home), "2027-11-21");
    assert_eq!(
        lacks(world.try_as(world.home, give("2027-11-25", Some("2027-05-25"))).await),
        std::slice::from_ref(&received)
    );
    let from = Some(day("2028-05-21"));
    let short = Lack::Condition { condition: Condition::NoticePeriod, from };
    assert_eq!(lacks(world.try_as(world.home, give("2027-11-25", None)).await), [short]);
    // Who leaves the receipt out gains nothing.
    world.record(world.issued(DocumentKind::TerminationNotice, "2027-05-25")).await;
    assert_eq!(lacks(world.try_as(world.home, give("2027-11-25", Some("2027-05-25"))).await), [received]);
    // Nor does the other party's notice carry this one's.
    let theirs = lacks(world.try_as(world.abroad, give("2028-05-21", None)).await);
    assert_eq!(theirs, [needs(DocumentKind::TerminationNotice)]);
    let early = RecordDocument {
        received_on: Some(day("2027-05-24")),
        ..world.issued(DocumentKind::TerminationNotice, "2027-05-25")
    };
    assert_eq!(refused_at(world.record_as(world.home, early).await), ("receivedOn".into(), "DATE_ORDER"));
    world.try_as(world.home, give("2028-05-21", None)).await.unwrap();
}

async fn one_evaluation_and_one_extension_carry_one_renewal(test: TestRegistry) {
    let world = World::new(test).await;
    world.sign().await;
    world.have(&[DocumentKind::Evaluation]).await;
    world.take(AgreementAct::StartRenewal).await;
    world.signed_by_both(DocumentKind::Extension, "Mayor").await;
    let extend = async |until: &str| {
        world.try_as(world.home, TakeStep { day: Some(day(until)), ..world.step(AgreementAct::Extend) }).await
    };
    extend("2032-11-21").await.unwrap();
    let start = || world.try_as(world.home, world.step(AgreementAct::StartRenewal));
    let used = |kind: &str| vec![(MissingKind::UnusedDocument, kind.to_owned())];
    assert_eq!(missing(start().await), used("EVALUATION"));
    let theirs = world.try_as(world.abroad, world.step(AgreementAct::StartRenewal)).await;
    let none = (MissingKind::Document, "EVALUATION".to_owned());
    assert!(missing(theirs).contains(&none), "the partner has none of its own");
    world.have(&[DocumentKind::Evaluation]).await;
    start().await.unwrap();
    assert_eq!(missing(extend("2035-11-21").await), used("EXTENSION"));
    world.signed_by_both(DocumentKind::Extension, "Mayor").await;
    extend("2035-11-21").await.unwrap();
}

async fn a_returned_decision_is_not_used_again(test: TestRegistry) {
    let world = World::new(test).await;
    world.plan().await;
    world.take(AgreementAct::SubmitToCouncil).await;
    world.record(world.issued(DocumentKind::CouncilDecision, "2026-11-21")).await;
    assert_eq!(world.decide(AgreementAct::RecordCouncilDecision, Outcome::Returned).await, Stage::Planning);
    world.take(AgreementAct::SubmitToCouncil).await;
    for outcome in [Outcome::Approved, Outcome::Returned, Outcome::Rejected] {
        let step = TakeStep {
            outcome: Some(outcome),
            note: Some("again".into()),
            ..world.step(AgreementAct::RecordCouncilDecision)
        };
        let refusal = refusals(world.try_as(world.home, step).await).remove(0);
        let Reason::StepNotReady { gate } = &refusal.reason else { panic!("{refusal:?}") };
        assert_eq!((gate.missing[0].kind, &*gate.missing[0].code), (MissingKind::UnusedDocument, "COUNCIL_DECISION"));
        let told =
            "Dokumen: keputusan DPRD/dewan yang baru; yang ada sudah digunakan untuk langkah pada 21 November 2026";
        let indonesian = Caller { language: Language::Id, ..officer(world.home) };
        let step = TakeStep { outcome: Some(Outcome::Approved), ..world.step(AgreementAct::RecordCouncilDecision) };
        let refusal = refusals(take_step(&world.test.registry, &indonesian, step).await).remove(0);
        assert!(refusal.reason.message(Language::Id).contains(told), "{:?}", refusal.reason);
    }
    world.record(world.issued(DocumentKind::CouncilDecision, "2026-11-21")).await;
    world.decide(AgreementAct::RecordCouncilDecision, Outcome::Approved).await;
}

async fn a_document_has_one_successor(test: TestRegistry) {
    let world = World::new(test).await;
    let first = world.record(world.document(DocumentKind::ExpertStudy, None)).await;
    let better = |supersedes: Uuid| RecordDocument {
        supersedes: Some(supersedes),
        ..world.document(DocumentKind::ExpertStudy, None)
    };
    let second = world.record(better(first.id)).await;
    assert_eq!(refused_at(world.record_as(world.home, better(first.id)).await), ("supersedes".into(), "DOCUMENT_VOID"));
    assert_eq!(refused_at(world.record_as(world.abroad, better(second.id)).await).1, "NOT_FOUND", "another party's");
    world.record(better(second.id)).await;
    // The database holds it too.
    let row = document::ActiveModel { supersedes_id: Set(Some(first.id)), ..first.clone().into_active_model() };
    let row = document::ActiveModel { id: Set(Uuid::from_u128(5)), ..row };
    row.insert(&world.test.registry.db).await.unwrap_err();
}

async fn ten_successors_at_once_leave_one(test: TestRegistry) {
    let world = World::new(test).await;
    let draft = world.record(world.document(DocumentKind::DraftText, None)).await;
    let next = RecordDocument { supersedes: Some(draft.id), ..world.document(DocumentKind::DraftText, None) };
    let at_once = (0..10).map(|nth| world.record_as([world.home, world.abroad][nth % 2], next.clone()));
    let outcomes = futures_util::future::join_all(at_once).await;
    let (made, refused): (Vec<_>, Vec<_>) = outcomes.into_iter().partition(Result::is_ok);
    assert_eq!(made.len(), 1);
    assert!(refused.into_iter().all(|one| refused_at(one) == ("supersedes".into(), "DOCUMENT_VOID")));
    let documents = documents_of(&world.test.registry, &Caller::system(), &[world.agreement]).await.unwrap();
    let drafts = documents[&world.agreement].iter().filter(|one| one.kind == DocumentKind::DraftText);
    assert_eq!(drafts.map(|one| one.void).collect::<Vec<_>>(), [true, false]);
}

async fn a_successor_is_never_less_visible(test: TestRegistry) {
    let world = World::new(test).await;
    let of = |visibility, supersedes| RecordDocument {
        visibility,
        supersedes,
        ..world.document(DocumentKind::DraftText, None)
    };
    let draft = world.record(of(Visibility::Parties, None)).await;
    for hidden in [Visibility::Own, Visibility::Restricted] {
        let refused = world.record_as(world.abroad, of(hidden, Some(draft.id))).await;
        assert!(["LESS_VISIBLE", "NOT_FOUND", "NOT_ALLOWED"].contains(&refused_at(refused).1), "{hidden:?}");
    }
    let open = world.record_as(world.abroad, of(Visibility::Public, Some(draft.id))).await.unwrap();
    let again = world.record_as(world.home, of(Visibility::Parties, Some(open.id))).await;
    assert_eq!(refused_at(again), ("visibility".into(), "LESS_VISIBLE"));
    let own = world.record(of(Visibility::Own, None)).await;
    assert_eq!(refused_at(world.record_as(world.abroad, of(Visibility::Parties, Some(own.id))).await).1, "NOT_FOUND");
    assert_eq!(world.record(of(Visibility::Parties, Some(own.id))).await.party_id, None, "it becomes everyone's");
}

/// Who corrects a paper that was used gets no second use of it, and moves no act before its paper.
async fn a_used_paper_stays_used_under_its_successor(test: TestRegistry) {
    let world = World::new(test).await;
    world.plan().await;
    world.take(AgreementAct::SubmitToCouncil).await;
    let decision = world.record(world.issued(DocumentKind::CouncilDecision, "2026-11-21")).await;
    world.decide(AgreementAct::RecordCouncilDecision, Outcome::Returned).await;
    let corrected = RecordDocument {
        number: Some("12/DPRD/2026".into()),
        supersedes: Some(decision.id),
        ..world.issued(DocumentKind::CouncilDecision, "2026-11-21")
    };
    let corrected = world.record(corrected).await;
    world.take(AgreementAct::SubmitToCouncil).await;
    let approve = TakeStep { outcome: Some(Outcome::Approved), ..world.step(AgreementAct::RecordCouncilDecision) };
    let refused = world.try_as(world.home, approve).await;
    assert_eq!(missing(refused), [(MissingKind::UnusedDocument, "COUNCIL_DECISION".to_owned())]);
    world.wait_until("2026-12-01").await;
    let postdated =
        RecordDocument { supersedes: Some(corrected.id), ..world.issued(DocumentKind::CouncilDecision, "2026-12-01") };
    assert_eq!(refused_at(world.record_as(world.home, postdated).await), ("supersedes".into(), "DATE_ORDER"));
}

async fn the_day_of_signature_is_that_of_its_paper(test: TestRegistry) {
    let world = World::new(test).await;
    world.authorise().await;
    world.wait_until("2026-12-05").await;
    let paper = world.signed_by_both(DocumentKind::SignedText, "Tri Rismaharini").await;
    world.upload(paper.id, "a").await;
    let late = world.try_as(world.home, world.on(AgreementAct::RecordSignature, "2026-12-01")).await;
    let reason = Reason::SignedEarlier { on: "2026-12-01".into(), signed: "2026-11-21".into() };
    assert_eq!(refusals(late), [Refusal::at("on", reason)]);
    let far = TakeStep { day: Some(day("2031-11-22")), ..world.step(AgreementAct::RecordSignature) };
    let reason = Reason::ForceTooLate { latest: "2031-11-21".into() };
    assert_eq!(refusals(world.try_as(world.home, far).await), [Refusal::at("inForceOn", reason)]);
    let signed = world.try_as(world.home, world.step(AgreementAct::RecordSignature)).await.unwrap();
    let date = |text: &str| text.parse::<PartialDate>().ok();
    assert_eq!((signed.signed_on, signed.in_force_on), (date("2026-11-21"), date("2026-11-21")));
    assert_eq!(signed.expires_on, date("2029-11-21"));
    assert!(world.steps().await.iter().any(|step| step.to_stage == Stage::Signed && step.on_day == day("2026-11-21")));
}

async fn a_paper_that_another_party_records_again_carries_no_second_act(test: TestRegistry) {
    let world = World::new(test).await;
    world.sign().await;
    let evaluation = world.issued(DocumentKind::Evaluation, "2026-11-21");
    world.record(evaluation.clone()).await;
    world.in_time(world.step(AgreementAct::StartRenewal)).await;
    world.paper_signed(DocumentKind::Extension, "2026-11-21").await;
    world.in_time(TakeStep { day: Some(day("2032-11-20")), ..world.step(AgreementAct::Extend) }).await;
    let renew = || world.try_as(world.abroad, world.step(AgreementAct::StartRenewal));
    world.record_as(world.abroad, evaluation.clone()).await.unwrap();
    assert_eq!(missing(renew().await), [(MissingKind::UnusedDocument, "EVALUATION".to_owned())]);
    let number = Some("another one".to_owned());
    world.record_as(world.abroad, RecordDocument { number, ..evaluation }).await.unwrap();
    assert_eq!(renew().await.unwrap().stage, Stage::RenewalInProgress);
}

async fn a_decision_from_before_the_matter_is_named_as_such(test: TestRegistry) {
    let world = World::new(test).await;
    world.plan().await;
    world.take(AgreementAct::SubmitToCouncil).await;
    let step = TakeStep { outcome: Some(Outcome::Approved), ..world.step(AgreementAct::RecordCouncilDecision) };
    let own = RecordDocument {
        visibility: Visibility::Own,
        party: Some(world.home),
        ..world.issued(DocumentKind::CouncilDecision, "2026-11-19")
    };
    world.record(own).await;
    let refused = take_step(&world.test.registry, &officer(world.home), step).await;
    let Reason::StepNotReady { gate } = refusals(refused).remove(0).reason else { panic!() };
    let told = "Document: decision of the council of 21 November 2026 or later, when the matter it is about came \
                up; the one on record is of 19 November 2026";
    assert_eq!(gate.missing.iter().map(|one| one.words.as_str()).collect::<Vec<_>>(), [told], "it is not hidden");
}
