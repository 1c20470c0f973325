//! Terms before the signature: what they say is what is approved, attested and signed.

use super::*;

on_both_databases!(
    a_stated_end_is_kept,
    an_end_that_contradicts_the_term_is_refused_with_both,
    what_is_signed_is_what_was_agreed,
    changed_terms_are_approved_again,
    terms_stay_while_the_matter_is_on_hold,
    a_fixed_term_without_an_end_is_not_signed,
    what_was_attested_before_the_signature_stays_attested,
    a_first_day_that_nobody_attested_drops_the_attestations,
    a_notice_ends_nothing_after_its_term,
    a_notice_fits_into_its_term,
    a_hold_of_another_outdates_no_decision,
    a_corrected_day_is_that_of_the_arrival,
);

impl World {
    async fn change(&self, change: impl FnOnce(&mut Terms)) -> Result<agreement::Model, Error> {
        change_terms(&self.test.registry, &officer(self.home), self.agreement, None, change).await
    }

    /// Records the text that both have signed, and tries the signature.
    async fn try_to_sign(&self, in_force_on: Option<&str>) -> Result<agreement::Model, Error> {
        let text = self.signed_by_both(DocumentKind::SignedText, "Tri Rismaharini").await;
        self.upload(text.id, "a").await;
        let step = TakeStep { day: in_force_on.map(day), ..self.step(AgreementAct::RecordSignature) };
        self.try_as(self.home, step).await
    }
}

fn date(text: &str) -> Option<PartialDate> {
    let date = text.parse().ok();
    assert!(date.is_some(), "{text}");
    date
}

fn contradiction(stated: &str, other: &str) -> Reason {
    Reason::Contradiction { stated: stated.into(), other: other.into() }
}

async fn a_stated_end_is_kept(test: TestRegistry) {
    let world = World { dated: day("2026-11-21"), ..World::new(test).await };
    let ends = |terms: &mut Terms| (terms.in_force_on, terms.expires_on) = (date("2026-12"), date("2029-11-30"));
    world.change(ends).await.unwrap();
    world.authorise().await;
    let signed = world.try_to_sign(None).await.unwrap();
    assert_eq!((signed.in_force_on, signed.expires_on), (date("2026-12"), date("2029-11-30")), "not a day is added");
}

async fn an_end_that_contradicts_the_term_is_refused_with_both(test: TestRegistry) {
    let world = World { dated: day("2026-11-21"), ..World::new(test).await };
    let ends = |terms: &mut Terms| (terms.in_force_on, terms.expires_on) = (date("2026-12-01"), date("2028-06-30"));
    let refusal = refusals(world.change(ends).await).remove(0);
    assert_eq!(
        (refusal.path.join("."), refusal.reason),
        ("terms.expiresOn".into(), contradiction("2028-06-30", "2029-12-01"))
    );
    let theirs = propose_term_change(&world.test.registry, &officer(world.abroad), world.agreement, None, ends).await;
    assert_eq!(refusals(theirs)[0].reason.code(), "CONTRADICTION");
    // Where it only shows with the day of the signature, the signature is refused: neither overwrites the other.
    world.change(|terms| terms.expires_on = date("2028-06-30")).await.unwrap();
    world.authorise().await;
    let refusal = refusals(world.try_to_sign(None).await).remove(0);
    assert_eq!(
        (refusal.path.join("."), refusal.reason),
        ("inForceOn".into(), contradiction("2028-06-30", "2029-11-21"))
    );
    assert_eq!(world.read().await.expires_on, date("2028-06-30"));
}

async fn what_is_signed_is_what_was_agreed(test: TestRegistry) {
    let world = World { dated: day("2026-11-21"), ..World::new(test).await };
    world.change(|terms| terms.in_force_on = date("2027-01-01")).await.unwrap();
    world.authorise().await;
    let refusal = refusals(world.try_to_sign(Some("2027-02-01")).await).remove(0);
    assert_eq!(
        (refusal.path.join("."), refusal.reason),
        ("inForceOn".into(), contradiction("2027-02-01", "2027-01-01"))
    );
    let signed = world.try_as(world.home, world.step(AgreementAct::RecordSignature)).await.unwrap();
    assert_eq!((signed.in_force_on, signed.expires_on), (date("2027-01-01"), date("2030-01-01")));
}

async fn changed_terms_are_approved_again(test: TestRegistry) {
    let world = World::new(test).await;
    world.authorise().await;
    assert_eq!(world.case().await.track(world.abroad).unwrap().stage, Stage::CouncilApproved);
    let changed = world.change(|terms| terms.term_months = Some(60)).await.unwrap();
    assert_eq!(changed.stage, Stage::CouncilReview, "the council has approved other terms");
    let case = world.case().await;
    assert_eq!(case.track(world.abroad).unwrap().stage, Stage::Initiated, "so has the other side\u{2019}s");
    let approvals = [DocumentKind::CouncilDecision, DocumentKind::InitialledText, DocumentKind::FullPower];
    assert!(case.documents.iter().all(|document| !approvals.contains(&document.kind)));
    assert!(case.documents.iter().any(|document| document.kind == DocumentKind::CooperationPlan));
    let decide = TakeStep { outcome: Some(Outcome::Approved), ..world.step(AgreementAct::RecordCouncilDecision) };
    for party in [world.home, world.abroad] {
        let lacking = lacks(world.try_as(party, decide.clone()).await);
        assert_eq!(lacking, [needs(DocumentKind::CouncilDecision), condition(Condition::StillApproved)]);
    }
    let signed = world.try_as(world.home, world.step(AgreementAct::RecordSignature)).await;
    assert!(matches!(refusals(signed)[0].reason, Reason::NotAtThisStage { .. }));
    let steps = steps_of(&world.test.registry, &officer(world.home), &[world.agreement]).await.unwrap();
    for party in [world.home, world.abroad] {
        let own = steps[&world.agreement].iter().filter(|step| step.party_id == party);
        let stage = own.fold(Stage::Initiated, |stage, step| {
            assert_eq!(step.from_stage, stage, "each step begins where the last one ended");
            step.to_stage
        });
        assert_eq!(stage, case.track(party).unwrap().stage, "replaying what was recorded gives what is stored");
    }
}

async fn terms_stay_while_the_matter_is_on_hold(test: TestRegistry) {
    let world = World::new(test).await;
    world.authorise().await;
    let hold = TakeStep { note: Some("an election".into()), ..world.step(AgreementAct::PutOnHold) };
    world.try_as(world.home, hold).await.unwrap();
    let changed = world.change(|terms| terms.term_months = Some(60)).await;
    let Reason::NotAtThisStage { gate } = refusals(changed).remove(0).reason else { panic!() };
    assert!(gate.allowed.iter().any(|act| act.code == "RESUME"));
}

async fn a_fixed_term_without_an_end_is_not_signed(test: TestRegistry) {
    let world = World { dated: day("2026-11-21"), ..World::new(test).await };
    world.change(|terms| terms.term_months = None).await.unwrap();
    world.authorise().await;
    assert_eq!(lacks(world.try_to_sign(None).await), [condition(Condition::EndOfTerm)]);
}

async fn what_was_attested_before_the_signature_stays_attested(test: TestRegistry) {
    let world = World::new(test).await;
    world.authorise().await;
    let agreed = hash(&world).await;
    for party in [world.home, world.abroad] {
        attest_terms(&world.test.registry, &officer(party), world.agreement, None, &agreed).await.unwrap();
    }
    world.try_to_sign(None).await.unwrap();
    assert_eq!(attested(&world).await, [Some(agreed.clone()), Some(agreed)]);
}

async fn a_first_day_that_nobody_attested_drops_the_attestations(test: TestRegistry) {
    let world = World::new(test).await;
    world.authorise().await;
    let agreed = hash(&world).await;
    attest_terms(&world.test.registry, &officer(world.abroad), world.agreement, None, &agreed).await.unwrap();
    let signed = world.try_to_sign(Some("2026-12-01")).await.unwrap();
    assert_eq!((signed.stage, signed.in_force_on), (Stage::Signed, date("2026-12-01")));
    assert_eq!(attested(&world).await, [None, None]);
}

async fn a_notice_ends_nothing_after_its_term(test: TestRegistry) {
    let world = World::new(test).await;
    world.sign().await;
    world.have(&[DocumentKind::TerminationNotice]).await;
    let notice = |ends: &str| TakeStep { day: Some(day(ends)), ..world.step(AgreementAct::GiveTerminationNotice) };
    let late = world.try_as(world.home, notice("2029-11-22")).await;
    assert_eq!(refused_at(late), ("endsOn".to_owned(), "DATE_ORDER"));
    assert_eq!(world.try_as(world.home, notice("2029-11-21")).await.unwrap().stage, Stage::TerminationNoticed);
}

async fn a_notice_fits_into_its_term(test: TestRegistry) {
    let world = World::new(test).await;
    let longer = world.change(|terms| terms.notice_months = Some(37)).await;
    assert_eq!(refused_at(longer), ("terms.noticeMonths".to_owned(), "OUT_OF_RANGE"));
    world.change(|terms| terms.notice_months = Some(36)).await.unwrap();
}

/// The council decides while the partner has the matter on hold.
async fn a_hold_of_another_outdates_no_decision(test: TestRegistry) {
    let world = World::new(test).await;
    world.plan().await;
    assert_eq!(world.take(AgreementAct::SubmitToCouncil).await, Stage::CouncilReview);
    world.wait_until("2026-11-25").await;
    for act in [AgreementAct::PutOnHold, AgreementAct::Resume] {
        world.try_as(world.abroad, world.step(act)).await.unwrap();
    }
    let early = |on: &str| RecordDocument {
        issued_on: on.parse().ok(),
        ..world.document(DocumentKind::CouncilDecision, Some(world.home))
    };
    let decide = || TakeStep { outcome: Some(Outcome::Approved), ..world.step(AgreementAct::RecordCouncilDecision) };
    world.record(early("2026-11-20")).await;
    let missing = refusals(world.try_as(world.home, decide()).await).remove(0).reason.message(Language::En);
    assert!(missing.contains("21 November 2026 or later"), "before it was put to the council: {missing}");
    world.record(early("2026-11-23")).await;
    assert_eq!(world.try_as(world.home, decide()).await.unwrap().stage, Stage::CouncilApproved);
}

async fn a_corrected_day_is_that_of_the_arrival(test: TestRegistry) {
    let world = World::new(test).await;
    world.plan().await;
    assert_eq!(world.take(AgreementAct::SubmitToCouncil).await, Stage::CouncilReview);
    world.wait_until("2026-11-25").await;
    for act in [AgreementAct::PutOnHold, AgreementAct::Resume] {
        world.take(act).await;
    }
    let steps = steps_of(&world.test.registry, &officer(world.home), &[world.agreement]).await.unwrap();
    let submitted = steps[&world.agreement].iter().find(|step| step.act == AgreementAct::SubmitToCouncil).unwrap();
    let input = entity::agreement::correction::act::CorrectStep {
        step: submitted.id,
        expected_revision: None,
        on: day("2026-11-24"),
        reason: "a slip".into(),
    };
    entity::agreement::correction::act::correct_step(&world.test.registry, &officer(world.home), input).await.unwrap();
    let track = world.case().await.track(world.home).unwrap().clone();
    assert_eq!((track.arrived_on, track.since), (day("2026-11-24"), day("2026-11-25")));
}
