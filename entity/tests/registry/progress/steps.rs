//! Steps: what they need, and where they lead.

use super::*;
use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

on_both_databases!(
    an_agreement_goes_from_the_first_letter_to_its_end,
    a_second_proposal_points_to_the_first,
    relations_and_tiers_are_asked_for,
    what_a_step_lacks_is_said_exactly,
    relations_and_tiers_are_those_of_the_day,
    a_step_reads_how_far_its_agreement_has_come_once,
    the_council_returns_a_plan_and_approves_the_next,
    the_partners_own_track_is_waited_for,
    a_full_power_names_who_signs_and_from_when,
    a_notice_is_as_long_as_the_clause_says,
    an_extension_keeps_the_agreement_and_expiry_ends_it,
    days_that_no_calendar_keeps_are_refused,
);

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
    assert_eq!(attested(&world).await, [None, Some(before)], "its dates follow from what was attested");
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
    let since = world.read().await.as_of.to_string();
    assert_eq!(refusals(again)[0].reason, Reason::ProposalUnderWay { id: world.agreement, since });
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
        record_tier(registry, &Caller::system(), region, (tier, None), "law").await.unwrap();
    }
    assert_eq!(lacks(explore().await), [condition(Condition::EqualTier)]);
    world.answer(Requirement::EqualStatus).await;
    assert_eq!(explore().await.unwrap().stage, Stage::Exploring);
}

async fn relations_and_tiers_are_those_of_the_day(test: TestRegistry) {
    let world = World::new(test).await;
    let registry = &world.test.registry;
    for party in [world.home, world.abroad] {
        let profile = world.document(DocumentKind::RegionProfile, Some(party));
        world.record(RecordDocument { issued_on: Some(day("2026-11-01").into()), ..profile }).await;
    }
    let date = |text: &str| -> Option<PartialDate> { text.parse().ok() };
    for (exist, since, until) in [(true, None, date("2026-11-10")), (false, date("2026-11-11"), None)] {
        let relation = RecordDiplomaticRelation {
            countries: ("ID".into(), "GB".into()),
            exist,
            since,
            until,
            source: "a list".into(),
            as_of: day("2026-11-12"),
        };
        record_diplomatic_relation(registry, &Caller::system(), relation).await.unwrap();
    }
    let tiers = [
        (world.home, Tier::Second, None),
        (world.abroad, Tier::First, None),
        (world.abroad, Tier::Second, date("2026-11-05")),
    ];
    for (region, tier, since) in tiers {
        record_tier(registry, &Caller::system(), region, (tier, since), "law").await.unwrap();
    }
    let explore = |on: &str| {
        let step = TakeStep { on: Some(day(on)), ..world.step(AgreementAct::BeginExploration) };
        world.try_as(world.home, step)
    };
    let (relations, tier) = (condition(Condition::DiplomaticRelations), condition(Condition::EqualTier));
    assert_eq!(lacks(explore("2026-11-20").await), [relations], "there are none any more");
    assert_eq!(lacks(explore("2026-11-04").await), [tier], "it was not of the same tier yet");
    assert_eq!(explore("2026-11-10").await.unwrap().stage, Stage::Exploring, "whatever came later");
    // Nor does a correction lead past them.
    let correct = async |on| world.correct(&officer(world.home), AgreementAct::BeginExploration, on).await;
    assert_eq!(lacks(correct("2026-11-20").await), [condition(Condition::DiplomaticRelations)]);
    assert_eq!(lacks(correct("2026-11-04").await), [condition(Condition::EqualTier)]);
    correct("2026-11-09").await.unwrap();
}

async fn a_step_reads_how_far_its_agreement_has_come_once(test: TestRegistry) {
    let world = World::new(test).await;
    world.explore().await;
    world.signed_by_both(DocumentKind::LetterOfIntent, "Mayor").await;
    let read = Arc::new(AtomicUsize::new(0));
    let counter = read.clone();
    world.test.registry.db.watch(move |info| {
        let of_a_case = info.statement.sql.contains(r#"FROM "requirement_check""#);
        counter.fetch_add(usize::from(of_a_case), Ordering::Relaxed);
    });
    assert_eq!(world.take(AgreementAct::RecordIntent).await, Stage::IntentSigned);
    assert_eq!(read.load(Ordering::Relaxed), 1);
}

async fn what_a_step_lacks_is_said_exactly(test: TestRegistry) {
    let world = World::new(test).await;
    world.explore().await;
    let skipped = world.try_as(world.home, world.step(AgreementAct::RecordSignature)).await;
    let Reason::NotAtThisStage { gate } = refusals(skipped).remove(0).reason else { panic!() };
    assert_eq!((&*gate.state.words, &*gate.state.code), ("exploration", "EXPLORING"));
    let allowed: Vec<&str> = gate.allowed.iter().map(|act| &*act.code).collect();
    assert_eq!(allowed, ["RECORD_INTENT", "PUT_ON_HOLD", "WITHDRAW"]);
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
        "Langkah ini belum dapat diambil. Yang belum terpenuhi: Dokumen: rencana kerja sama. Dasar: Permendagri \
         25/2020 (persetujuan DPRD)."
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
    let Reason::StepNotReady { gate } = refusals(approve().await).remove(0).reason else { panic!() };
    assert_eq!(gate.missing[0].kind, MissingKind::UnusedDocument, "the old decision decides nothing");
    world.record(decided("2026-12-09")).await;
    assert_eq!(
        lacks(approve().await),
        [Lack::Document { kind: DocumentKind::CouncilDecision, party: Some(world.home), hidden_by: None }],
        "nor one from before the submission"
    );
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
    let signed = |party, name| NewSignature { signed_on: Some(day("2026-11-21")), ..signature(party, name) };
    let sign = || world.try_as(world.home, world.step(AgreementAct::RecordSignature));
    let wrong = world.signed_by_both(DocumentKind::SignedText, "Somebody Else").await;
    let missing = lacks(sign().await);
    let file = Lack::File { kind: DocumentKind::SignedText, party: world.abroad };
    let covers = condition(Condition::FullPowerCoversSignatory);
    assert_eq!(missing, [file.clone(), covers.clone(), condition(Condition::SameText)]);
    let told = refusals(sign().await).remove(0).reason.message(Language::En);
    assert!(told.contains("Somebody Else signed on 21 November 2026"), "who, and when: {told}");
    let early = NewSignature { signed_on: Some(day("2026-11-01")), ..signature(world.home, "Tri Rismaharini") };
    let replaced = RecordDocument {
        signatures: vec![early, signed(world.abroad, "Lord Mayor")],
        supersedes: Some(wrong.id),
        deviation: Some("a comma".into()),
        ..world.document(DocumentKind::SignedText, None)
    };
    let early = world.record(replaced.clone()).await;
    let unsigned = Lack::Signature { kind: DocumentKind::SignedText, party: world.home };
    assert_eq!(lacks(sign().await), [unsigned, file, covers], "signed before its own side had let it");
    let alone = RecordDocument {
        signatures: vec![signed(world.home, "Tri Rismaharini")],
        supersedes: Some(early.id),
        ..replaced
    };
    let alone = world.record(alone).await;
    let unsigned = Lack::Signature { kind: DocumentKind::SignedText, party: world.abroad };
    assert_eq!(lacks(sign().await), [unsigned]);
    let both = RecordDocument {
        signatures: vec![signed(world.home, "Tri Rismaharini"), signed(world.abroad, "Lord Mayor")],
        supersedes: Some(alone.id),
        deviation: Some("a comma".into()),
        ..world.document(DocumentKind::SignedText, None)
    };
    let both = world.record(both).await;
    world.upload(both.id, "c").await;
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
    world.have(&[DocumentKind::TerminationNotice]).await;
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
    let Reason::NotAtThisStage { gate } = refusals(late).remove(0).reason else { panic!() };
    assert_eq!((&*gate.state.code, gate.allowed), ("EXPIRED", Vec::new()));
    let successor =
        RegisterInitiative { predecessor: Some(world.agreement), ..initiative(&[world.home, world.abroad]) };
    let successor = register_initiative(&world.test.registry, &officer(world.home), successor).await.unwrap();
    assert_eq!(successor.predecessor_id, Some(world.agreement));
}

/// A date that cannot be read back would spoil every list that its agreement stands in.
async fn days_that_no_calendar_keeps_are_refused(test: TestRegistry) {
    let world = World::new(test).await;
    let registry = &world.test.registry;
    let out_of_range = |path: &str| (path.to_owned(), "OUT_OF_RANGE");
    let home = officer(world.home);
    let mut ancient = initiative(&[world.home, world.abroad]);
    ancient.letter.issued_on = NaiveDate::MIN;
    assert_eq!(refused_at(register_initiative(registry, &home, ancient).await), out_of_range("letter.issuedOn"));
    let received = RecordDocument { received_on: Some(NaiveDate::MIN), ..world.document(DocumentKind::Report, None) };
    assert_eq!(refused_at(record_document(registry, &home, received).await), out_of_range("receivedOn"));
    let mut signed = signature(world.home, "Mayor");
    signed.signed_on = Some(NaiveDate::MIN);
    let signed = RecordDocument { signatures: vec![signed], ..world.document(DocumentKind::Report, None) };
    assert_eq!(refused_at(record_document(registry, &home, signed).await), out_of_range("signatures.0.signedOn"));
    let step = TakeStep { on: Some(NaiveDate::MIN), ..world.step(AgreementAct::PutOnHold) };
    assert_eq!(refused_at(world.try_as(world.home, step).await), out_of_range("on"));
    world.authorise().await;
    let both = world.signed_by_both(DocumentKind::SignedText, "Tri Rismaharini").await;
    world.upload(both.id, "a").await;
    let sign = |day: NaiveDate| TakeStep { day: Some(day), ..world.step(AgreementAct::RecordSignature) };
    for beyond in [NaiveDate::MAX, day("9997-01-01")] {
        assert_eq!(refused_at(world.try_as(world.home, sign(beyond)).await), out_of_range("inForceOn"));
    }
    world.try_as(world.home, sign(day("2026-11-21"))).await.unwrap();
    world.have(&[DocumentKind::TerminationNotice, DocumentKind::Evaluation]).await;
    let notice = TakeStep { day: Some(NaiveDate::MAX), ..world.step(AgreementAct::GiveTerminationNotice) };
    assert_eq!(refused_at(world.try_as(world.home, notice).await), out_of_range("endsOn"));
    world.take(AgreementAct::StartRenewal).await;
    world.signed_by_both(DocumentKind::Extension, "Mayor").await;
    let extension = TakeStep { day: Some(day("9999-12-31")), ..world.step(AgreementAct::Extend) };
    assert_eq!(refused_at(world.try_as(world.home, extension).await), out_of_range("expiresOn"));
    assert_eq!(world.read().await.stage, Stage::RenewalInProgress, "and everything can still be read");
}
