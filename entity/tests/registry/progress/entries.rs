//! What one party enters as signed before the registry is its word alone, until those for which somebody acts give theirs.

use super::*;
use entity::{
    agreement::{
        find::parts_of,
        legacy::act::{LegacyDocument, RegisterLegacyAgreement, register_legacy_agreement},
        record::Missing as Gap,
    },
    deadline::record::DeadlineKind,
    obligation::find::{DeadlineFilter, obligations},
    page::Page,
};

on_both_databases!(
    an_entry_is_the_word_of_who_makes_it,
    nothing_opens_on_an_entry_that_a_party_has_yet_to_confirm,
    an_entry_has_no_successor_before_it_is_confirmed,
    nobody_enters_as_old_what_is_under_way,
    what_another_party_confirmed_is_not_corrected_alone,
    an_old_letter_of_intent_goes_on_like_any_other,
);

const ABROAD: &str = "Suwon";

/// Bandung has entered its old agreement with Suwon, for which somebody acts in the registry.
struct Old {
    world: World,
    hash: String,
}

fn old(parties: &[Uuid]) -> RegisterLegacyAgreement {
    RegisterLegacyAgreement {
        title: LocalText::default(),
        reference_no: None,
        parties: parties.to_vec(),
        class: Class::Sister,
        scheme: None,
        term_kind: Some(TermKind::Fixed),
        term_months: Some(36),
        notice_months: Some(6),
        signed_on: Some(day("2024-06-01").into()),
        in_force_on: None,
        expires_on: None,
        terminated_on: None,
        fields: vec![Field::Environment, Field::WasteManagement],
        dimensions: BTreeSet::new(),
        documents: vec![LegacyDocument {
            kind: DocumentKind::SignedText,
            party: None,
            issued_on: Some(day("2024-06-01").into()),
            note: None,
        }],
        missing: vec![Gap::CouncilDecision],
        visibility: Visibility::Public,
        predecessor: None,
        owned_by: None,
        source: "arsip".into(),
        as_of: day("2026-11-01"),
    }
}

impl Old {
    async fn entered(test: TestRegistry, input: impl FnOnce(&[Uuid]) -> RegisterLegacyAgreement) -> Self {
        test.load_routes().await;
        let home = test.party("ID", Kind::City, "Bandung").await;
        let abroad = test.party("KR", Kind::City, ABROAD).await;
        let world = World::of(test, home, abroad);
        world.staffed().await;
        let parties = [home, abroad];
        let made = register_legacy_agreement(&world.test.registry, &officer(home), input(&parties)).await.unwrap();
        let world = World { agreement: made.id, ..world };
        let part = parts_of(&world.test.registry.db, &[made.id]).await.unwrap()[&made.id][0].0.clone();
        Self { hash: part.attested_hash.unwrap(), world }
    }

    async fn confirm(&self) {
        let Self { world, hash } = self;
        let (registry, caller) = (&world.test.registry, officer(world.abroad));
        attest_terms(registry, &caller, world.agreement, None, hash).await.unwrap();
    }

    /// Which of the two say so themselves.
    async fn words(&self) -> Vec<Option<bool>> {
        let agreement = self.world.read().await;
        let parts = parts_of(&self.world.test.registry.db, &[agreement.id]).await.unwrap();
        parts[&agreement.id].iter().map(|(part, _)| part.confirms_entry(&agreement)).collect()
    }

    /// Whether the party has the task to give its word.
    async fn is_asked(&self, party: Uuid) -> bool {
        let filter = DeadlineFilter { party: Some(party), ..DeadlineFilter::default() };
        let found = obligations(&self.world.test.registry, &officer(party), &filter, &Page::first(50)).await.unwrap();
        found.rows.iter().any(|one| one.kind == DeadlineKind::Attestation && one.rule == "ENTRY")
    }

    async fn correct(&self, months: i32) -> Result<agreement::Model, Error> {
        let (registry, caller) = (&self.world.test.registry, officer(self.world.home));
        change_terms(registry, &caller, self.world.agreement, None, |terms| terms.notice_months = Some(months)).await
    }
}

async fn an_entry_is_the_word_of_who_makes_it(test: TestRegistry) {
    let old = Old::entered(test, old).await;
    let (home, abroad) = (old.world.home, old.world.abroad);
    assert_eq!(old.words().await, [Some(true), Some(false)]);
    assert!(!old.is_asked(home).await && old.is_asked(abroad).await);
    old.confirm().await;
    assert_eq!(old.words().await, [Some(true), Some(true)]);
    assert!(!old.is_asked(abroad).await);
    // Where nobody acts, nobody is asked.
    let parties = [home, old.world.test.party("JP", Kind::City, "Nagoya").await];
    let alone = register_legacy_agreement(&old.world.test.registry, &officer(home), self::old(&parties)).await.unwrap();
    let case = cases(&old.world.test.registry, std::slice::from_ref(&alone)).await.unwrap().remove(&alone.id).unwrap();
    assert_eq!(case.asked().count(), 0);
}

async fn nothing_opens_on_an_entry_that_a_party_has_yet_to_confirm(test: TestRegistry) {
    let old = Old::entered(test, old).await;
    let world = &old.world;
    world.have(&[DocumentKind::Evaluation]).await;
    let begins = || TakeStep { on: Some(day("2026-11-21")), ..world.step(AgreementAct::StartRenewal) };
    let missing = Lack::Word { party: world.abroad };
    assert_eq!(lacks(world.try_as(world.home, begins()).await), std::slice::from_ref(&missing));
    assert!(lacks(world.try_as(world.abroad, begins()).await).contains(&missing));
    let paper = world.signed_by_both(DocumentKind::Amendment, "Mayor").await;
    assert!(lacks(world.amend_by(world.home, paper.id, 24).await).contains(&missing));
    old.confirm().await;
    assert_eq!(world.try_as(world.home, begins()).await.unwrap().stage, Stage::RenewalInProgress);
}

async fn an_entry_has_no_successor_before_it_is_confirmed(test: TestRegistry) {
    let old = Old::entered(test, old).await;
    let world = &old.world;
    let succeed = async |parties: &[Uuid], predecessor: Uuid| {
        let next = RegisterInitiative { predecessor: Some(predecessor), ..initiative(parties) };
        register_initiative(&world.test.registry, &officer(world.home), next).await
    };
    let both = [world.home, world.abroad];
    let refused = refused_at(succeed(&both, world.agreement).await);
    assert_eq!(refused, ("predecessor".into(), "ENTRY_NOT_CONFIRMED"));
    old.confirm().await;
    let others = [world.test.party("ID", Kind::City, "Bogor").await, world.test.party("JP", Kind::City, "Kobe").await];
    let by_others = RegisterInitiative { predecessor: Some(world.agreement), ..initiative(&others) };
    let by_others = register_initiative(&world.test.registry, &officer(others[0]), by_others).await;
    assert_eq!(refused_at(by_others), ("predecessor".into(), "PREDECESSOR_OF_OTHERS"));
    let next = succeed(&both, world.agreement).await.unwrap();
    assert_eq!(next.predecessor_id, Some(world.agreement));
    take_step(&world.test.registry, &officer(world.home), TakeStep::new(next.id, AgreementAct::Withdraw))
        .await
        .unwrap();
    let refused = refused_at(succeed(&both, next.id).await);
    assert_eq!(refused, ("predecessor".into(), "PREDECESSOR_GIVEN_UP"));
}

async fn nobody_enters_as_old_what_is_under_way(test: TestRegistry) {
    let world = World::new(test).await;
    let enter = async |input: RegisterLegacyAgreement| {
        register_legacy_agreement(&world.test.registry, &officer(world.home), input).await
    };
    let signed = |on: &str| RegisterLegacyAgreement {
        signed_on: Some(day(on).into()),
        as_of: day("2026-11-21"),
        documents: Vec::new(),
        ..old(&[world.abroad, world.home])
    };
    let refused = refusals(enter(signed("2026-11-20")).await).remove(0);
    let since = "2026-01-05".to_owned();
    assert_eq!(refused.reason, Reason::ProposalUnderWay { id: world.agreement, since });
    assert_eq!(refused.path, ["signedOn"]);
    enter(RegisterLegacyAgreement { class: Class::Project, ..signed("2026-11-20") }).await.unwrap();
    enter(signed("2025-11-20")).await.unwrap();
    world.take(AgreementAct::Withdraw).await;
    enter(signed("2026-11-19")).await.unwrap();
}

async fn what_another_party_confirmed_is_not_corrected_alone(test: TestRegistry) {
    let old = Old::entered(test, old).await;
    let world = &old.world;
    assert_eq!(old.correct(3).await.unwrap().notice_months, Some(3), "its own entry is its own to correct");
    let stale = attest_terms(&world.test.registry, &officer(world.abroad), world.agreement, None, &old.hash).await;
    assert_eq!(refused_at(stale).1, "OTHER_TERMS");
    old.correct(6).await.unwrap();
    old.confirm().await;
    let refused = refusals(old.correct(3).await).remove(0).reason;
    assert_eq!(refused, Reason::AttestedByOthers { parties: ABROAD.into() });
    assert_eq!(world.read().await.notice_months, Some(6));
    let (registry, abroad) = (&world.test.registry, officer(world.abroad));
    propose_term_change(registry, &abroad, world.agreement, None, |terms| terms.notice_months = Some(3)).await.unwrap();
    let accepted = (world.abroad, &[Term::NoticeMonths][..]);
    let agreed = accept_fields(registry, &officer(world.home), world.agreement, None, accepted).await.unwrap();
    assert_eq!(agreed.notice_months, Some(3), "both say so");
}

async fn an_old_letter_of_intent_goes_on_like_any_other(test: TestRegistry) {
    let letter = |parties: &[Uuid]| RegisterLegacyAgreement {
        term_kind: None,
        term_months: None,
        signed_on: None,
        documents: vec![LegacyDocument {
            kind: DocumentKind::LetterOfIntent,
            party: None,
            issued_on: Some(day("2025-06-01").into()),
            note: None,
        }],
        ..old(parties)
    };
    let old = Old::entered(test, letter).await;
    let world = &old.world;
    let opens = || world.step(AgreementAct::OpenPlan);
    assert_eq!(lacks(world.try_as(world.home, opens()).await), [Lack::Word { party: world.abroad }]);
    old.confirm().await;
    assert_eq!(world.try_as(world.home, opens()).await.unwrap().stage, Stage::Planning);
}
