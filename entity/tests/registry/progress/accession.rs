//! A party that joins an agreement in force.

use super::{
    parties::{Three, terms_of},
    *,
};
use entity::agreement::{
    accession::act::{Accede, accede},
    amendment::act::{Amend, amend},
    find::{Part, parts_of},
    pending::{
        act::{Answer, confirm_act, decline_act},
        find::pending_of,
    },
    standing::rule::{PartyStatus, Standing},
    stewardship::act::assign_officer,
    vitality::find::latest_of,
};
use entity::subject::PartyId;
use entity::text::name_of;

on_both_databases!(
    who_accedes_is_bound_by_its_own_signature,
    each_party_agrees_to_who_joins,
    nobody_joins_whom_the_law_does_not_let_in,
    who_accedes_passes_its_own_gates,
    a_partner_that_joins_is_judged_as_the_first_was,
    what_its_council_approved_is_approved_again_when_the_terms_change,
    who_gives_up_acceding_hinders_nobody,
    no_stranger_joins_what_is_hidden,
    what_waits_for_the_parties_is_not_for_those_who_come_and_go,
    who_accedes_does_not_sign_while_the_others_change_the_terms,
    one_that_begins_a_renewal_keeps_nobody_out,
    who_accedes_does_not_yet_speak_as_a_party,
    who_accedes_signs_what_the_others_signed,
    nobody_who_accedes_stops_another,
    who_accedes_learns_what_it_can_do_while_a_notice_runs,
);

/// The amendment by which these parties take another one in, with its file.
async fn amendment(world: &World, parties: &[Uuid]) -> Uuid {
    let signatures = parties.iter().map(|party| signature(*party, "Wali Kota")).collect();
    let paper = world.record(RecordDocument { signatures, ..world.document(DocumentKind::Amendment, None) }).await;
    world.scan(paper.id).await;
    paper.id
}

fn joining(world: &World, party: Uuid, document: Uuid) -> Accede {
    Accede { agreement: world.agreement, party, expected_revision: None, document, on: None, note: None }
}

async fn taken_in(three: &Three) -> Uuid {
    let world = &three.world;
    let joins = world.test.party("ID", Kind::City, "Malang").await;
    let paper = amendment(world, &three.parties).await;
    accede(&world.test.registry, &officer(three.parties[0]), joining(world, joins, paper)).await.unwrap();
    joins
}

async fn key_of(world: &World, party: Uuid) {
    let client = NewClient {
        name: "Malang".into(),
        membership: Membership { role: Role::AgreementManager, party: Some(party) },
        scopes: vec![Scope::Write],
        expires_in_days: None,
    };
    create_client(&world.test.registry, &Caller::system(), &client).await.unwrap();
}

async fn who_accedes_is_bound_by_its_own_signature(test: TestRegistry) {
    use PartyStatus::{Acceding, InForce, NoticeGiven};
    let three = Three::signed(test, None).await;
    let (world, first) = (&three.world, three.parties[0]);
    let before = terms_of(&three).await;
    let joins = taken_in(&three).await;
    assert_eq!(three.statuses().await, [InForce, InForce, InForce, Acceding]);
    assert_eq!(terms_of(&three).await, before, "it is no party yet");
    let sign = || TakeStep { party: Some(joins), ..world.step(AgreementAct::RecordSignature) };
    let early = refusals(world.try_as(joins, sign()).await).remove(0);
    assert_eq!(early.reason.code(), "NOT_AT_THIS_STAGE", "it goes its own way");
    for act in [AgreementAct::BeginExploration, AgreementAct::BeginDrafting] {
        world.try_as(joins, world.step(act)).await.unwrap();
    }
    assert!(
        !lacks(world.try_as(joins, sign()).await).is_empty(),
        "the text that the others signed is not signed by it"
    );
    // Nor does it act in what is the others'.
    let mine = RecordDocument { party: None, ..world.document(DocumentKind::Extension, None) };
    assert!(record_document(&world.test.registry, &officer(joins), mine).await.is_err());
    let notice = TakeStep { day: Some(day("2027-12-31")), ..world.step(AgreementAct::GiveTerminationNotice) };
    assert!(world.try_as(joins, notice).await.is_err());
    let signs = NewSignature { signed_on: Some(day("2026-11-21")), ..signature(joins, "Wali Kota Malang") };
    let paper = RecordDocument { signatures: vec![signs], ..world.document(DocumentKind::JointAgreement, None) };
    world.record(paper.clone()).await;
    let file = Lack::File { kind: DocumentKind::JointAgreement, party: joins };
    assert_eq!(lacks(world.try_as(first, sign()).await), [file], "the keeper has its paper, or it is not bound");
    let own = record_document(&world.test.registry, &officer(joins), paper).await.unwrap();
    file_of(world, joins, own.id, &text(world).await).await;
    assert_eq!((own.party_id, own.visibility), (None, Visibility::Parties), "all see the text that it signs itself");
    key_of(world, joins).await;
    assert_eq!(refusals(world.try_as(first, sign()).await).remove(0).reason, Reason::NotAllowed);
    let joined = world.try_as(joins, sign()).await.unwrap();
    assert_eq!(joined.stage, Stage::InForce);
    assert_eq!(three.statuses().await, [InForce; 4]);
    let part = three.parts().await.remove(3).0;
    let today = day("2026-11-21");
    assert_eq!((part.acceded_on, part.signed_on), (Some(today), Some(today.into())));
    let standing = Standing::of(&part, &joined);
    assert_eq!(standing.in_force_from, Some(today.into()), "from its own day on");
    let after = terms_of(&three).await;
    assert!(after.parties.contains(&joins) && after.parties.len() == 4);
    three.give_notice(joins, "2027-12-31").await.unwrap();
    assert_eq!(three.statuses().await, [InForce, InForce, InForce, NoticeGiven]);
    three.wait("2028-01-01").await;
    assert_eq!(terms_of(&three).await, before);
}

/// The file of the text that the parties have signed.
async fn text(world: &World) -> String {
    let case = world.case().await;
    let mut texts = case.documents.iter().filter(|paper| paper.kind == DocumentKind::JointAgreement);
    texts.find_map(|text| text.sha256.clone()).unwrap()
}

async fn file_of(world: &World, party: Uuid, document: Uuid, sha256: &str) {
    let officer = officer(party);
    let file = world.test.stored(&officer, document, sha256).await.unwrap();
    attach_file(&world.test.registry, &officer, document, file).await.unwrap();
}

/// The joint agreement that a party signs which accedes, as its own people record it.
async fn signed_alone(world: &World, party: Uuid, deviation: Option<&str>) -> document::Model {
    let signs = NewSignature { signed_on: Some(day("2026-11-21")), ..signature(party, "Wali Kota") };
    let paper = RecordDocument {
        signatures: vec![signs],
        deviation: deviation.map(str::to_owned),
        ..world.document(DocumentKind::JointAgreement, None)
    };
    record_document(&world.test.registry, &officer(party), paper).await.unwrap()
}

/// A party that accedes, for which somebody acts, as it is about to sign.
async fn about_to_sign(three: &Three, name: &str) -> Uuid {
    let world = &three.world;
    let joins = world.test.party("ID", Kind::City, name).await;
    let paper = amendment(world, &three.parties).await;
    accede(&world.test.registry, &officer(three.parties[0]), joining(world, joins, paper)).await.unwrap();
    key_of(world, joins).await;
    for act in [AgreementAct::BeginExploration, AgreementAct::BeginDrafting] {
        world.try_as(joins, TakeStep { party: Some(joins), ..world.step(act) }).await.unwrap();
    }
    joins
}

async fn who_accedes_signs_what_the_others_signed(test: TestRegistry) {
    let three = Three::signed(test, None).await;
    let world = &three.world;
    let joins = about_to_sign(&three, "Malang").await;
    let (other, last) = (about_to_sign(&three, "Blitar").await, about_to_sign(&three, "Kediri").await);
    let sign = || world.try_as(joins, TakeStep { party: Some(joins), ..world.step(AgreementAct::RecordSignature) });
    let kind = DocumentKind::JointAgreement;
    let theirs = [Lack::Document { kind, party: Some(joins), hidden_by: None }];
    let without_file = signed_alone(world, joins, None).await;
    assert_eq!(lacks(sign().await), theirs, "nobody can tell whether it is the same");
    file_of(world, joins, without_file.id, &"e".repeat(64)).await;
    let Reason::StepNotReady { gate } = refusals(sign().await).remove(0).reason else { panic!("it is ready") };
    assert_eq!((gate.missing[0].code.as_str(), gate.missing[0].party), ("JOINT_AGREEMENT", Some(joins)));
    assert!(gate.missing[0].words.contains("same file"), "{}", gate.missing[0].words);
    // Its own copy of that file is no text of the others.
    let again = signed_alone(world, joins, None).await;
    file_of(world, joins, again.id, &"e".repeat(64)).await;
    assert_eq!(lacks(sign().await), theirs);
    let same = signed_alone(world, joins, None).await;
    file_of(world, joins, same.id, &text(world).await).await;
    sign().await.unwrap();
    // Another text is signed by who says what makes the difference. It is no text for whoever comes then.
    let said = signed_alone(world, other, Some("the annex names its own offices")).await;
    file_of(world, other, said.id, &"d".repeat(64)).await;
    let sign = |party| TakeStep { party: Some(party), ..world.step(AgreementAct::RecordSignature) };
    world.try_as(other, sign(other)).await.unwrap();
    let like_it = signed_alone(world, last, None).await;
    file_of(world, last, like_it.id, &"d".repeat(64)).await;
    assert_eq!(lacks(world.try_as(last, sign(last)).await).len(), 1);
}

async fn nobody_who_accedes_stops_another(test: TestRegistry) {
    let three = Three::signed(test, None).await;
    let world = &three.world;
    let (one, other) = (about_to_sign(&three, "Malang").await, about_to_sign(&three, "Blitar").await);
    for party in [one, other] {
        let paper = signed_alone(world, party, None).await;
        file_of(world, party, paper.id, &text(world).await).await;
    }
    let sign = TakeStep { party: Some(one), ..world.step(AgreementAct::RecordSignature) };
    world.try_as(one, sign).await.expect("the newer paper is another's");
}

async fn who_accedes_learns_what_it_can_do_while_a_notice_runs(test: TestRegistry) {
    let three = Three::signed(test, None).await;
    let (world, [first, second, _]) = (&three.world, three.parties);
    let joins = about_to_sign(&three, "Malang").await;
    for party in [first, second] {
        three.give_notice(party, "2027-06-30").await.unwrap();
    }
    assert_eq!(world.read().await.stage, Stage::TerminationNoticed);
    let step = |act| TakeStep { party: Some(joins), ..world.step(act) };
    let refused = refusals(world.try_as(joins, step(AgreementAct::RecordSignature)).await).remove(0).reason;
    let Reason::NotAtThisStage { gate } = refused else { panic!("{refused:?}") };
    let allowed: Vec<&str> = gate.allowed.iter().map(|act| act.code.as_str()).collect();
    assert_eq!(gate.state.code, "TERMINATION_NOTICED");
    assert!(allowed.contains(&"WITHDRAW") && !allowed.contains(&"RECORD_SIGNATURE"), "{allowed:?}");
    let its_own = world.case().await.acceding(joins).unwrap();
    assert!(!its_own.allowed(joins).contains(&AgreementAct::RecordSignature));
    world.try_as(joins, step(AgreementAct::Withdraw)).await.unwrap();
}

async fn each_party_agrees_to_who_joins(test: TestRegistry) {
    let three = Three::signed(test, None).await;
    let (world, [first, second, third]) = (&three.world, three.parties);
    let registry = &world.test.registry;
    key_of(world, second).await;
    let joins = taken_in(&three).await;
    assert_eq!(three.parts().await.len(), 3, "it waits for the second");
    let waiting = pending_of(registry, &officer(second), &[world.agreement]).await.unwrap();
    let act = &waiting[&world.agreement].act;
    assert!(act.terms.as_ref().unwrap().parties.contains(&joins));
    let answer = |party: Uuid| Answer {
        agreement: world.agreement,
        hash: act.hash(),
        party: Some(entity::subject::PartyId(party)),
        note: None,
    };
    for (who, party) in [(joins, joins), (first, second), (third, second)] {
        assert!(confirm_act(registry, &officer(who), answer(party)).await.is_err(), "nobody agrees for another");
    }
    confirm_act(registry, &officer(second), answer(second)).await.unwrap();
    assert_eq!(three.statuses().await[3], PartyStatus::Acceding);
}

async fn nobody_joins_whom_the_law_does_not_let_in(test: TestRegistry) {
    let three = Three::signed(test, None).await;
    let (world, [first, second, third]) = (&three.world, three.parties);
    let registry = &world.test.registry;
    let paper = amendment(world, &three.parties).await;
    let ask = async |party: Uuid| accede(registry, &officer(first), joining(world, party, paper)).await;
    // Between regions of Indonesia there is no gate that a city abroad would have to pass.
    let (path, code) = refused_at(ask(world.abroad).await);
    assert_eq!((path.as_str(), code), ("party", "SCHEME_NOT_LAWFUL"));
    assert_eq!(refused_at(ask(second).await), ("party".into(), "ALREADY_PARTY"));
    assert_eq!(refused_at(ask(Uuid::from_u128(7)).await), ("party".into(), "NOT_FOUND"));
    three.give_notice(third, "2027-06-30").await.unwrap();
    three.wait("2027-07-01").await;
    assert_eq!(refused_at(ask(third).await), ("party".into(), "ALREADY_PARTY"));
    let joins = world.test.party("ID", Kind::City, "Malang").await;
    let gone = amendment(world, &[first]).await;
    let without = accede(registry, &officer(first), joining(world, joins, gone)).await;
    assert_eq!(lacks(without), [Lack::Signature { kind: DocumentKind::Amendment, party: second }]);
    let unasked = accede(registry, &officer(joins), joining(world, joins, paper)).await;
    assert_eq!(refusals(unasked).remove(0).reason, Reason::NotAllowed, "nobody takes itself in");
}

/// Bandung accedes to what Surabaya and Liverpool have signed, and explores it.
async fn exploring(test: TestRegistry) -> (World, Uuid) {
    let world = World::new(test).await;
    world.sign().await;
    let joins = world.test.party("ID", Kind::City, "Bandung").await;
    let paper = amendment(&world, &[world.home, world.abroad]).await;
    let take_in = async || accede(&world.test.registry, &officer(world.home), joining(&world, joins, paper)).await;
    // Who decides for each on its partners decides anew.
    let missing = async || match refusals(take_in().await).remove(0).reason {
        Reason::StepNotReady { gate } => {
            gate.missing.iter().map(|one| (one.code.clone(), one.party.unwrap())).collect::<Vec<_>>()
        }
        other => panic!("{other:?}"),
    };
    let (council, ministry) = (DocumentKind::CouncilDecision, DocumentKind::VerificationResult);
    let lacking = missing().await;
    assert_eq!(lacking.len(), 3, "what was decided before the signature was on others: {lacking:?}");
    let on = Some(PartialDate::from(day("2026-11-21")));
    for (kind, party) in [(council, world.home), (ministry, world.home), (council, world.abroad)] {
        let paper = RecordDocument { issued_on: on, ..world.document(kind, Some(party)) };
        let paper = world.record(paper).await;
        assert!(missing().await.contains(&(name_of(kind), party)), "nobody acts for them: the file speaks");
        world.scan(paper.id).await;
        if (kind, party) != (council, world.abroad) {
            assert!(!missing().await.contains(&(name_of(kind), party)));
        }
    }
    take_in().await.unwrap();
    let lacking = lacks(world.try_as(joins, world.step(AgreementAct::BeginExploration)).await);
    // What was answered for those who signed was not asked about it.
    for condition in [Condition::DiplomaticRelations, Condition::EqualTier] {
        assert!(lacking.contains(&Lack::Condition { condition, from: None }), "{lacking:?}");
    }
    let profile = Lack::Document { kind: DocumentKind::RegionProfile, party: Some(joins), hidden_by: None };
    assert!(lacking.contains(&profile), "its own, not another's: {lacking:?}");
    world.wait_until("2026-11-23").await;
    world.answer(Requirement::DiplomaticRelations).await;
    world.answer(Requirement::EqualStatus).await;
    let profile = world.document(DocumentKind::RegionProfile, Some(joins));
    record_document(&world.test.registry, &officer(joins), profile).await.unwrap();
    world.try_as(joins, world.step(AgreementAct::BeginExploration)).await.unwrap();
    (world, joins)
}

async fn who_accedes_passes_its_own_gates(test: TestRegistry) {
    let (world, joins) = exploring(test).await;
    let intent = Lack::Signature { kind: DocumentKind::LetterOfIntent, party: joins };
    assert_eq!(lacks(world.try_as(joins, world.step(AgreementAct::RecordIntent)).await), [intent]);
    assert_eq!(world.read().await.stage, Stage::InForce);
    for act in [AgreementAct::RecordCouncilDecision, AgreementAct::RecordSignature] {
        let early = refusals(world.try_as(joins, world.step(act)).await).remove(0);
        assert_eq!(early.reason.code(), "NOT_AT_THIS_STAGE", "{act:?}");
    }
}

async fn what_its_council_approved_is_approved_again_when_the_terms_change(test: TestRegistry) {
    let (world, joins) = exploring(test).await;
    let registry = &world.test.registry;
    let letter = vec![signature(joins, "Wali Kota Bandung")];
    let letter = RecordDocument { signatures: letter, ..world.document(DocumentKind::LetterOfIntent, None) };
    let letter = world.record(letter).await;
    world.upload(letter.id, "f").await;
    for act in [AgreementAct::RecordIntent, AgreementAct::OpenPlan] {
        world.stand_by(joins, world.step(act)).await.unwrap();
    }
    // The plan of Surabaya is not its own.
    let lacking = lacks(world.try_as(joins, world.step(AgreementAct::SubmitToCouncil)).await);
    assert_eq!(lacking, [needs(DocumentKind::CooperationPlan), needs(DocumentKind::ActionPlan)]);
    for kind in [DocumentKind::CooperationPlan, DocumentKind::ActionPlan, DocumentKind::CouncilDecision] {
        let dated = Some(day("2026-11-23").into());
        let paper = RecordDocument { issued_on: dated, ..world.document(kind, Some(joins)) };
        record_document(registry, &officer(joins), paper).await.unwrap();
    }
    world.try_as(joins, world.step(AgreementAct::SubmitToCouncil)).await.unwrap();
    let approve = || TakeStep { outcome: Some(Outcome::Approved), ..world.step(AgreementAct::RecordCouncilDecision) };
    world.try_as(joins, approve()).await.unwrap();
    let stage = async || parts(&world).await[2].0.stage;
    assert_eq!((stage().await, world.read().await.stage), (Stage::CouncilApproved, Stage::InForce));
    let paper = amendment(&world, &[world.home, world.abroad]).await;
    let amended = Amend { agreement: world.agreement, expected_revision: None, document: paper, on: None, note: None };
    amend(registry, &officer(world.home), amended, |terms| terms.notice_months = Some(3)).await.unwrap();
    assert_eq!(stage().await, Stage::CouncilReview, "other terms were approved");
    assert!(!lacks(world.try_as(joins, approve()).await).is_empty(), "by a decision that no longer counts");
    // Nobody else's approvals are touched.
    let council = DocumentKind::CouncilDecision;
    assert!(world.case().await.documents.iter().any(|one| one.kind == council && one.party == Some(world.home)));
}

async fn parts(world: &World) -> Vec<Part> {
    parts_of(&world.test.registry.db, &[world.agreement]).await.unwrap().remove(&world.agreement).unwrap()
}

async fn who_gives_up_acceding_hinders_nobody(test: TestRegistry) {
    let three = Three::signed(test, None).await;
    let (world, [first, ..]) = (&three.world, three.parties);
    let registry = &world.test.registry;
    let joins = taken_in(&three).await;
    // What the others change meanwhile does not wait for it.
    let paper = amendment(world, &three.parties).await;
    let amended = Amend { agreement: world.agreement, expected_revision: None, document: paper, on: None, note: None };
    amend(registry, &officer(first), amended, |terms| terms.notice_months = Some(3)).await.unwrap();
    world.try_as(joins, world.step(AgreementAct::Withdraw)).await.unwrap();
    let now = world.read().await;
    assert_eq!(now.stage, Stage::InForce);
    let part = parts(world).await.remove(3).0;
    assert_eq!(Standing::of(&part, &now).status, PartyStatus::GivenUp);
    assert!(world.try_as(joins, world.step(AgreementAct::BeginExploration)).await.is_err());
    assert_eq!(terms_of(&three).await.parties.len(), 3);
}

async fn no_stranger_joins_what_is_hidden(test: TestRegistry) {
    let three = Three::begin(test, None).await;
    let world = &three.world;
    let joins = world.test.party("ID", Kind::City, "Malang").await;
    let found = accede(&world.test.registry, &officer(joins), joining(world, joins, Uuid::from_u128(7))).await;
    assert_eq!(refusals(found).remove(0).reason, Reason::NotFound, "it does not learn that there is one");
    let steps = world.try_as(joins, world.step(AgreementAct::BeginExploration)).await;
    assert_eq!(refusals(steps).remove(0).reason, Reason::NotFound);
}

/// An amendment that the first party records and that waits for the second.
async fn an_amendment_waits(three: &Three) {
    let (world, [first, second, _]) = (&three.world, three.parties);
    if !world.case().await.track(second).unwrap().acts {
        key_of(world, second).await;
    }
    let document = amendment(world, &three.parties).await;
    let amended = Amend { agreement: world.agreement, expected_revision: None, document, on: None, note: None };
    amend(&world.test.registry, &officer(first), amended, |terms| terms.notice_months = Some(3)).await.unwrap();
    assert!(waits(three).await);
}

async fn waits(three: &Three) -> bool {
    let registry = &three.world.test.registry;
    !pending_of(registry, &Caller::system(), &[three.world.agreement]).await.unwrap().is_empty()
}

async fn what_waits_for_the_parties_is_not_for_those_who_come_and_go(test: TestRegistry) {
    let three = Three::signed(test, None).await;
    let joins = taken_in(&three).await;
    an_amendment_waits(&three).await;
    three.world.try_as(joins, three.world.step(AgreementAct::BeginExploration)).await.unwrap();
    assert!(waits(&three).await, "one that accedes takes nothing from the parties");
    // It waits for the second until that one leaves; then it is put to the others anew.
    three.give_notice(three.parties[1], "2027-06-30").await.unwrap();
    an_amendment_waits(&three).await;
    three.wait("2027-07-01").await;
    assert!(!waits(&three).await);
}

async fn who_accedes_does_not_sign_while_the_others_change_the_terms(test: TestRegistry) {
    let three = Three::signed(test, None).await;
    let (world, second) = (&three.world, three.parties[1]);
    let joins = about_to_sign(&three, "Malang").await;
    let paper = signed_alone(world, joins, None).await;
    file_of(world, joins, paper.id, &text(world).await).await;
    an_amendment_waits(&three).await;
    let sign = async || {
        world.try_as(joins, TakeStep { party: Some(joins), ..world.step(AgreementAct::RecordSignature) }).await
    };
    assert_eq!(refusals(sign().await).remove(0).reason.code(), "ACT_WAITS");
    let waiting = pending_of(&world.test.registry, &officer(second), &[world.agreement]).await.unwrap();
    let hash = waiting[&world.agreement].act.hash();
    let answer = Answer { agreement: world.agreement, hash, party: None, note: None };
    decline_act(&world.test.registry, &officer(second), answer).await.unwrap();
    sign().await.unwrap();
}

async fn one_that_begins_a_renewal_keeps_nobody_out(test: TestRegistry) {
    let three = Three::signed(test, None).await;
    let (world, [first, ..]) = (&three.world, three.parties);
    let joins = about_to_sign(&three, "Malang").await;
    let same = signed_alone(world, joins, None).await;
    file_of(world, joins, same.id, &text(world).await).await;
    world.have(&[DocumentKind::Evaluation]).await;
    world.try_as(first, world.step(AgreementAct::StartRenewal)).await.unwrap();
    let sign = TakeStep { party: Some(joins), ..world.step(AgreementAct::RecordSignature) };
    world.try_as(joins, sign).await.unwrap();
    assert_eq!(three.statuses().await, [PartyStatus::InForce; 4]);
    assert_eq!(world.read().await.stage, Stage::RenewalInProgress, "it extends the agreement with the others");
}

async fn who_accedes_does_not_yet_speak_as_a_party(test: TestRegistry) {
    let three = Three::signed(test, None).await;
    let (world, registry) = (&three.world, &three.world.test.registry);
    let joins = taken_in(&three).await;
    let reported = RecordDocument {
        issued_on: Some("2026-11-21".parse().unwrap()),
        visibility: Visibility::Public,
        ..world.document(DocumentKind::Report, Some(joins))
    };
    let early = world.record_as(joins, reported.clone()).await;
    assert_eq!(refused_at(early), ("party".into(), "NOT_YET_PARTY"), "it would be about nothing that binds it");
    for said in [None, Some(PartyId(joins))] {
        let refused = assign_officer(registry, &officer(joins), world.agreement, said, None).await;
        assert_eq!(refused_at(refused), ("party".into(), "NOT_YET_PARTY"));
    }
    let first = three.parties[0];
    world.record_as(first, RecordDocument { party: Some(first), ..reported }).await.unwrap();
    assert_eq!(latest_of(registry, &[world.agreement]).await.unwrap()[&world.agreement], day("2026-11-21"));
}

/// The route of a city abroad asks nothing of its partners: those who sign with it do, and did before.
async fn a_partner_that_joins_is_judged_as_the_first_was(test: TestRegistry) {
    let world = World::new(test).await;
    world.sign().await;
    let joins = world.test.party("IL", Kind::City, "Haifa").await;
    let paper = amendment(&world, &[world.home, world.abroad]).await;
    let decided = async |kind, party| {
        let issued_on = Some(day("2026-11-21").into());
        let paper = RecordDocument { issued_on, ..world.document(kind, Some(party)) };
        world.scan(world.record(paper).await.id).await;
    };
    let (council, ministry) = (DocumentKind::CouncilDecision, DocumentKind::VerificationResult);
    for (kind, party) in [(council, world.home), (ministry, world.home), (council, world.abroad)] {
        decided(kind, party).await;
    }
    accede(&world.test.registry, &officer(world.home), joining(&world, joins, paper)).await.unwrap();
    decided(council, joins).await;
    let of = |act| TakeStep { party: Some(joins), ..world.step(act) };
    let approves = TakeStep { outcome: Some(Outcome::Approved), ..of(AgreementAct::RecordCouncilDecision) };
    world.try_as(world.home, approves).await.unwrap();
    let signatures = vec![NewSignature { signed_on: Some(day("2026-11-21")), ..signature(joins, "Mayor") }];
    let deviation = Some("its own language".to_owned());
    let signed = RecordDocument { signatures, deviation, ..world.document(DocumentKind::SignedText, None) };
    world.upload(world.record(signed).await.id, "c").await;
    let sign = || world.try_as(world.home, of(AgreementAct::RecordSignature));
    let lacking = lacks(sign().await);
    // What was answered was about others.
    for condition in [Condition::DiplomaticRelations, Condition::EqualTier, Condition::NineRequirements] {
        assert!(lacking.contains(&Lack::Condition { condition, from: None }), "{lacking:?}");
    }
    world.wait_until("2026-11-23").await;
    for requirement in Requirement::iter() {
        world.answer(requirement).await;
    }
    sign().await.unwrap();
    assert_eq!(parts(&world).await[2].0.stage, Stage::InForce);
}
