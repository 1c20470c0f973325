//! Terms and texts: attested, compared, fixed.

use super::*;
use entity::{obligation::find::deadlines_of, place::record::code, subject::PartyId};
use sea_orm::{ActiveValue::Set, EntityTrait};

on_both_databases!(
    a_term_that_changes_drops_what_was_attested,
    a_code_that_comes_later_changes_no_hash,
    copies_are_compared_and_accepted_term_by_term,
    what_is_signed_stays_as_it_is,
    a_text_that_is_fixed_is_not_replaced,
    what_is_given_up_has_no_terms_to_change,
);

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
    let foreign =
        attest_terms(registry, &officer(world.home), world.agreement, Some(PartyId(world.abroad)), &before).await;
    assert_eq!(refusals(foreign)[0].reason, Reason::NotAllowed, "nobody attests for another");
    let partner = officer(world.abroad);
    let changed = change_terms(registry, &partner, world.agreement, None, |terms| terms.fields.clear()).await;
    assert_eq!(refusals(changed)[0].reason, Reason::NotAllowed, "the partner states a copy instead");
}

async fn a_code_that_comes_later_changes_no_hash(test: TestRegistry) {
    let world = World::new(test).await;
    let registry = &world.test.registry;
    let before = hash(&world).await;
    attest_terms(registry, &officer(world.abroad), world.agreement, None, &before).await.unwrap();
    for (party, value) in [(world.home, "35.78"), (world.abroad, "GB-LIV")] {
        let row = code::ActiveModel {
            party_id: Set(party),
            scheme: Set(if party == world.home { "kemendagri" } else { "iso3166-2" }.to_owned()),
            value: Set(value.to_owned()),
            ..Default::default()
        };
        code::Entity::insert(row).exec_without_returning(&registry.db).await.unwrap();
    }
    change_terms(registry, &officer(world.home), world.agreement, None, |_| {}).await.unwrap();
    attest_terms(registry, &officer(world.home), world.agreement, None, &before).await.unwrap();
    assert_eq!(attested(&world).await, [Some(before.clone()), Some(before)], "both attested the same text");
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
    let open = |terms: &mut Terms| {
        terms.term_kind = Some(TermKind::OpenEnded);
        terms.term_months = None;
    };
    propose_term_change(registry, &partner, world.agreement, None, open).await.unwrap();
    let half = (world.abroad, &[Term::TermKind][..]);
    let half = accept_fields(registry, &officer(world.home), world.agreement, None, half).await;
    assert_eq!(refused_at(half), ("terms".to_owned(), "ENDLESS_TERM"), "open and yet of sixty months");
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

async fn a_text_that_is_fixed_is_not_replaced(test: TestRegistry) {
    let world = World::new(test).await;
    world.initial().await;
    let registry = &world.test.registry;
    for visibility in [Visibility::Parties, Visibility::Own] {
        let another = RecordDocument { visibility, ..world.document(DocumentKind::InitialledText, None) };
        let refusal = refusals(record_document(registry, &officer(world.home), another).await).remove(0);
        assert_eq!(refusal.path, ["kind"]);
        let Reason::NotAtThisStage { gate } = refusal.reason else { panic!("{refusal:?}") };
        assert_eq!(gate.state.code, "TEXT_INITIALLED");
        assert!(gate.allowed.iter().any(|act| act.code == "PROPOSE_COUNTER_TEXT"));
    }
    world.have(&[DocumentKind::DraftText]).await;
    assert_eq!(world.take(AgreementAct::ProposeCounterText).await, Stage::Drafting);
    world.have(&[DocumentKind::InitialledText]).await;
}

async fn what_is_given_up_has_no_terms_to_change(test: TestRegistry) {
    let world = World::new(test).await;
    let registry = &world.test.registry;
    let (home, before) = (officer(world.home), hash(&world).await);
    attest_terms(registry, &home, world.agreement, None, &before).await.unwrap();
    change_terms(registry, &home, world.agreement, None, |terms| terms.term_months = Some(60)).await.unwrap();
    let withdraw = TakeStep { note: Some("no funds".into()), ..world.step(AgreementAct::Withdraw) };
    assert_eq!(world.try_as(world.home, withdraw).await.unwrap().stage, Stage::Withdrawn);
    let due = deadlines_of(registry, &home, &[world.agreement]).await.unwrap();
    assert!(due.is_empty(), "there is nothing left to attest");
    let changed = change_terms(registry, &home, world.agreement, None, |terms| terms.term_months = Some(12)).await;
    assert_eq!(refused_at(changed).1, "NOT_AT_THIS_STAGE");
    let attested = attest_terms(registry, &home, world.agreement, None, &hash(&world).await).await;
    assert_eq!(refused_at(attested).1, "NOT_AT_THIS_STAGE");
}
