//! What others rely on: papers that all of them see, of the terms as they are, each once.

use super::*;

on_both_databases!(
    a_text_that_one_party_hides_fixes_nothing,
    who_hides_what_all_rely_on_is_told_so,
    what_speaks_of_other_terms_does_not_count_whenever_it_is_recorded,
    a_paper_that_is_recorded_again_carries_no_second_act,
    nobody_is_authorised_before_the_others_are_ready,
    a_file_comes_from_its_recorder_and_not_under_what_others_rely_on,
    what_carried_a_step_that_others_rely_on_has_no_successor,
);

impl World {
    /// The words in which a party is told what its step lacks.
    async fn told(&self, who: Uuid, act: AgreementAct) -> Vec<String> {
        let indonesian = Caller { language: Language::Id, ..officer(who) };
        let refused = take_step(&self.test.registry, &indonesian, self.step(act)).await;
        match refusals(refused).remove(0).reason {
            Reason::StepNotReady { gate } => gate.missing.into_iter().map(|one| one.words).collect(),
            other => panic!("not a step that is not ready: {other:?}"),
        }
    }

    /// A paper of a party with a number and a day.
    async fn numbered(&self, kind: DocumentKind, number: &str, on: &str) -> document::Model {
        let number = (!number.is_empty()).then(|| number.to_owned());
        let paper = self.document(kind, owner(kind, self.home));
        self.record(RecordDocument { number, issued_on: on.parse().ok(), ..paper }).await
    }
}

async fn a_text_that_one_party_hides_fixes_nothing(test: TestRegistry) {
    let world = World::new(test).await;
    world.plan().await;
    world.take(AgreementAct::SubmitToCouncil).await;
    world.numbered(DocumentKind::CouncilDecision, "1", "2026-11-21").await;
    world.decide(AgreementAct::RecordCouncilDecision, Outcome::Approved).await;
    world.have(&[DocumentKind::FacilitationRequest]).await;
    world.take(AgreementAct::RequestVerification).await;
    for requirement in Requirement::iter() {
        world.answer(requirement).await;
    }
    world.numbered(DocumentKind::VerificationResult, "2", "2026-11-21").await;
    world.decide(AgreementAct::RecordVerification, Outcome::Approved).await;
    let initialled = world.document(DocumentKind::InitialledText, None);
    let hidden = world.record(RecordDocument { visibility: Visibility::Own, ..initialled.clone() }).await;
    world.upload(hidden.id, "a").await;
    let initial = || world.try_as(world.home, world.step(AgreementAct::InitialText));
    let lacking = [needs(DocumentKind::InitialledText), condition(Condition::TextFixed)];
    assert_eq!(lacks(initial().await), lacking);
    let shown = world.record(RecordDocument { supersedes: Some(hidden.id), ..initialled }).await;
    world.upload(shown.id, "a").await;
    assert_eq!(initial().await.unwrap().stage, Stage::TextInitialled);
}

async fn who_hides_what_all_rely_on_is_told_so(test: TestRegistry) {
    let world = World::new(test).await;
    world.sign().await;
    let evaluation = world.document(DocumentKind::Evaluation, Some(world.home));
    let hidden = world.record(RecordDocument { visibility: Visibility::Own, ..evaluation.clone() }).await;
    let told = "Dokumen: evaluasi yang dapat dilihat semua pihak; yang ada tersembunyi dari pihak lain";
    assert_eq!(world.told(world.home, AgreementAct::StartRenewal).await, [told]);
    let others = world.told(world.abroad, AgreementAct::StartRenewal).await;
    assert_eq!(others, ["Dokumen: evaluasi"], "others learn nothing of it");
    world.record(RecordDocument { supersedes: Some(hidden.id), ..evaluation }).await;
    assert_eq!(world.take(AgreementAct::StartRenewal).await, Stage::RenewalInProgress);
}

/// The partner's council has not decided when the terms change: its decision of the day before is one on other terms.
async fn what_speaks_of_other_terms_does_not_count_whenever_it_is_recorded(test: TestRegistry) {
    let world = World::new(test).await;
    world.explore().await;
    world.wait_until("2026-11-25").await;
    let revision = world.read().await.revision;
    let shorter = |terms: &mut Terms| terms.notice_months = Some(3);
    change_terms(&world.test.registry, &officer(world.home), world.agreement, Some(revision), shorter).await.unwrap();
    let decide = async |on: &str| {
        let decision = world.document(DocumentKind::CouncilDecision, Some(world.abroad));
        let decision = RecordDocument { issued_on: on.parse().ok(), ..decision };
        record_document(&world.test.registry, &officer(world.abroad), decision).await.unwrap();
        let step = TakeStep { outcome: Some(Outcome::Approved), ..world.step(AgreementAct::RecordCouncilDecision) };
        world.try_as(world.abroad, step).await
    };
    let lacking = [needs(DocumentKind::CouncilDecision), condition(Condition::StillApproved)];
    assert_eq!(lacks(decide("2026-11-24").await), lacking);
    decide("2026-11-25").await.unwrap();
    // Nor is a text signed under terms that came later.
    world.wait_until("2026-11-27").await;
    let case = Case { terms_since: Some(day("2026-11-26")), ..world.case().await };
    let signs = RecordDocument {
        signatures: vec![signature(world.home, "Mayor"), signature(world.abroad, "Lord Mayor")],
        ..world.document(DocumentKind::SignedText, None)
    };
    world.record(signs).await;
    let sign = Doing::new(AgreementAct::RecordSignature, world.abroad, day("2026-11-27"));
    assert!(case.missing(&sign).contains(&needs(DocumentKind::SignedText)));
}

async fn a_paper_that_is_recorded_again_carries_no_second_act(test: TestRegistry) {
    let world = World::new(test).await;
    world.sign().await;
    world.numbered(DocumentKind::Evaluation, "7/EV", "2026-11-21").await;
    world.take(AgreementAct::StartRenewal).await;
    let extension = RecordDocument {
        signatures: vec![signature(world.home, "Mayor"), signature(world.abroad, "Lord Mayor")],
        ..world.document(DocumentKind::Extension, None)
    };
    let extension = world.record(extension).await;
    world.upload(extension.id, "f").await;
    let until = |day: NaiveDate| TakeStep { day: Some(day), ..world.step(AgreementAct::Extend) };
    world.try_as(world.home, until(day("2032-11-21"))).await.unwrap();
    // The same number and day, one of them, or none.
    for (number, on) in [("7/EV", "2026-11-21"), ("7/ev ", ""), ("", "2026-11"), ("7/EV", "2026-11-21")] {
        world.numbered(DocumentKind::Evaluation, number, on).await;
        let told = world.told(world.home, AgreementAct::StartRenewal).await;
        let expected = "Dokumen: evaluasi yang baru; yang ada sudah digunakan untuk langkah pada 21 November 2026";
        assert_eq!(told, [expected], "{number} {on}");
    }
    world.numbered(DocumentKind::Evaluation, "8/EV", "2026-11-21").await;
    world.take(AgreementAct::StartRenewal).await;
    // Without its number, and the same file under another one and other signatures.
    let sign = |party| signature(party, "Mayor");
    let signatures = vec![sign(world.home), sign(world.abroad)];
    let unnumbered = RecordDocument { signatures, number: None, ..world.document(DocumentKind::Extension, None) };
    let unnumbered = world.record(unnumbered).await;
    world.scan(unnumbered.id).await;
    let again = || world.try_as(world.home, until(day("2035-11-21")));
    let used = |refused: Result<agreement::Model, Error>| match refusals(refused).remove(0).reason {
        Reason::StepNotReady { gate } => gate.missing.iter().all(|one| one.kind == MissingKind::UnusedDocument),
        _ => false,
    };
    assert!(used(again().await));
    let sign = |party| NewSignature { signed_on: Some(day("2026-11-21")), ..signature(party, "Mayor") };
    let signatures = vec![sign(world.home), sign(world.abroad)];
    let later = world.record(RecordDocument { signatures, ..world.document(DocumentKind::Extension, None) }).await;
    world.upload(later.id, "f").await;
    assert!(used(again().await));
}

async fn nobody_is_authorised_before_the_others_are_ready(test: TestRegistry) {
    let world = World::new(test).await;
    world.initial().await;
    world.wait_until("2026-11-25").await;
    world.partner_resolves().await;
    world.have(&[DocumentKind::CentralApproval]).await;
    let power = world.document(DocumentKind::FullPower, Some(world.home));
    world.record(RecordDocument { empowers: Some("Tri Rismaharini".into()), ..power }).await;
    let authorise = |on: &str| TakeStep { on: Some(day(on)), ..world.step(AgreementAct::Authorise) };
    let early = world.try_as(world.home, authorise("2026-11-24")).await;
    let from = Some(day("2026-11-25"));
    assert_eq!(lacks(early), [Lack::Condition { condition: Condition::OtherPartiesReady, from }]);
    assert_eq!(world.try_as(world.home, authorise("2026-11-25")).await.unwrap().stage, Stage::Authorised);
}

async fn a_file_comes_from_its_recorder_and_not_under_what_others_rely_on(test: TestRegistry) {
    let world = World::new(test).await;
    world.explore().await;
    world.staffed().await;
    let attach_as = async |caller: &Caller, document: Uuid| {
        let file = world.test.stored(caller, document, &"e".repeat(64)).await?;
        attach_file(&world.test.registry, caller, document, file).await
    };
    let attach = async |party: Uuid, document: Uuid| attach_as(&officer(party), document).await;
    let letter = async || {
        let signatures = vec![signature(world.home, "Mayor"), signature(world.abroad, "Lord Mayor")];
        let letter = RecordDocument { signatures, ..world.document(DocumentKind::LetterOfIntent, None) };
        world.record(letter).await.id
    };
    let first = letter().await;
    assert_eq!(refused_at(attach(world.abroad, first).await).1, "NOT_ALLOWED", "another party recorded it");
    attach(world.home, first).await.unwrap();
    // The ministry records one; home says that it signed it, and it waits for the partner.
    let ministry = who(Role::Coordinator, None);
    let signatures = vec![signature(world.home, "Mayor"), signature(world.abroad, "Lord Mayor")];
    let second = RecordDocument { signatures, ..world.document(DocumentKind::LetterOfIntent, None) };
    let second = record_document(&world.test.registry, &ministry, second).await.unwrap().id;
    world.stand_by(world.home, world.step(AgreementAct::RecordIntent)).await.unwrap();
    let refused = refusals(attach_as(&ministry, second).await).remove(0);
    assert_eq!(refused.reason, Reason::PaperAttested { party: "Kota Surabaya".into() });
    assert_eq!(world.confirm(world.abroad).await.unwrap().stage, Stage::IntentSigned);
    let refused = refusals(attach_as(&ministry, second).await).remove(0);
    let act = entity::agreement::progress::words::act_name(AgreementAct::RecordIntent, Language::En).to_owned();
    assert_eq!(refused.reason, Reason::PaperCarriesStep { act, on: "2026-11-21".into() });
    let told =
        "of 21 November 2026 rests on this document, which therefore stays as it is. Record a document of its own.";
    assert!(refused.reason.message(Language::En).ends_with(told));
    // The same file again changes nothing, whatever rests on it.
    attach(world.home, first).await.unwrap();
}

async fn what_carried_a_step_that_others_rely_on_has_no_successor(test: TestRegistry) {
    let world = World::new(test).await;
    world.sign().await;
    world.have(&[DocumentKind::Evaluation]).await;
    world.take(AgreementAct::StartRenewal).await;
    world.signed_by_both(DocumentKind::Extension, "Mayor").await;
    let extend = TakeStep { day: Some(day("2032-11-21")), ..world.step(AgreementAct::Extend) };
    world.try_as(world.home, extend).await.unwrap();
    let documents = documents_of(&world.test.registry, &Caller::system(), &[world.agreement]).await.unwrap();
    let mut fixed = BTreeSet::new();
    for paper in &documents[&world.agreement] {
        let signatures = vec![signature(world.home, "Mayor"), signature(world.abroad, "Somebody else")];
        let better = RecordDocument {
            supersedes: Some(paper.id),
            party: paper.party_id,
            empowers: paper.empowers.as_ref().map(|_| "Somebody else".into()),
            signatures: if paper.party_id.is_none() { signatures } else { Vec::new() },
            ..world.document(paper.kind, None)
        };
        let whose = paper.party_id.unwrap_or(world.abroad);
        let Err(refused) = record_document(&world.test.registry, &officer(whose), better).await else { continue };
        let Error::Refused(refused) = refused else { panic!("{refused}") };
        if refused.iter().any(|one| one.reason.code() == "PAPER_CARRIES_STEP") {
            fixed.insert(format!("{:?}", paper.kind));
        }
    }
    let expected =
        ["Evaluation", "Extension", "FullPower", "InitialledText", "LetterOfIntent", "RegionProfile", "SignedText"];
    assert_eq!(fixed, expected.map(str::to_owned).into());
}
