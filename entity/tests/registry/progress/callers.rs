//! Who may act for whom, and who sees what.

use super::*;
use entity::subject::PartyId;

on_both_databases!(
    a_party_with_a_key_speaks_for_itself,
    nobody_acts_for_another,
    of_two_officers_one_wins,
    a_stale_refusal_tells_of_nothing_hidden,
    a_proposal_is_the_parties_own_until_they_sign,
);

/// A partner that acts by its software alone speaks for itself; software that only reads does not.
async fn a_party_with_a_key_speaks_for_itself(test: TestRegistry) {
    let world = World::new(test).await;
    let registry = &world.test.registry;
    let theirs = async || {
        let report = world.document(DocumentKind::Report, Some(world.abroad));
        record_document(registry, &officer(world.home), report).await
    };
    theirs().await.unwrap();
    world.key_abroad(Scope::Read).await;
    theirs().await.unwrap();
    let key = world.key_abroad(Scope::Write).await;
    assert_eq!(refusals(theirs().await)[0].reason, Reason::NotAllowed);
    revoke_client(registry, &Caller::system(), key).await.unwrap();
    theirs().await.unwrap();
}

async fn nobody_acts_for_another(test: TestRegistry) {
    let world = World::new(test).await;
    world.key_abroad(Scope::Write).await;
    let (registry, agreement) = (&world.test.registry, world.agreement);
    let (home, partner) = (officer(world.home), officer(world.abroad));
    let same = |_: &mut Terms| {};
    let denied = |refusal: Refusal| assert_eq!(refusal, Refusal { reason: Reason::NotAllowed, path: Vec::new() });
    let for_partner = TakeStep { party: Some(world.abroad), ..world.step(AgreementAct::CompleteStep) };
    denied(refusals(take_step(registry, &home, for_partner).await).remove(0));
    denied(
        refusals(propose_term_change(registry, &home, agreement, Some(PartyId(world.abroad)), same).await).remove(0),
    );
    let terms = (world.abroad, &[Term::TermMonths][..]);
    denied(refusals(accept_fields(registry, &partner, agreement, None, terms).await).remove(0));
    let answer = (Requirement::Complementary, true, "they do");
    denied(refusals(answer_requirement(registry, &partner, agreement, answer).await).remove(0));
    let everyones = [Some(world.home), None].map(|party| world.document(DocumentKind::Report, party));
    denied(refusals(record_document(registry, &partner, everyones[0].clone()).await).remove(0));
    record_document(registry, &partner, everyones[1].clone()).await.unwrap();

    denied(refusals(revise_approval_route(registry, &home, "ID_KSDPL", Route::default()).await).remove(0));
    let relation = RecordDiplomaticRelation {
        countries: ("ID".into(), "GB".into()),
        exist: true,
        since: None,
        until: None,
        source: "a list".into(),
        as_of: day("2026-01-01"),
    };
    denied(refusals(record_diplomatic_relation(registry, &home, relation).await).remove(0));
    denied(refusals(record_tier(registry, &home, world.home, (Tier::Second, None), "law").await).remove(0));
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
    let lost = refusals(lost).remove(0);
    let fields = |reason: &Reason| match reason {
        Reason::Stale { fields, .. } => fields.clone(),
        other => panic!("{other:?}"),
    };
    assert_eq!(fields(&lost.reason), ["stage"]);
    let stale = Reason::Stale { current, acts: "put on hold".into(), fields: fields(&lost.reason) };
    assert_eq!(lost, Refusal::at("expectedRevision", stale));
    assert_eq!(world.take(AgreementAct::Resume).await, Stage::Exploring, "it resumes where it rested");
}

async fn a_stale_refusal_tells_of_nothing_hidden(test: TestRegistry) {
    let world = World::new(test).await;
    let hold = TakeStep { expected_revision: Some(world.read().await.revision), ..world.step(AgreementAct::PutOnHold) };
    world.take(AgreementAct::PutOnHold).await;
    let own = RecordDocument { visibility: Visibility::Own, ..world.document(DocumentKind::Report, Some(world.home)) };
    world.record(own).await;
    for party in [world.home, world.abroad] {
        let lost = refusals(world.try_as(party, hold.clone()).await).remove(0);
        let told = matches!(&lost.reason, Reason::Stale { current: 2, acts, .. } if acts == "put on hold");
        assert!(told, "{lost:?}");
    }
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
