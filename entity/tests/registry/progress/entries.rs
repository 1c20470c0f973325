//! What one party enters as signed before the registry is its word alone, until those for which somebody acts give theirs.

use super::*;
use entity::{
    agreement::{
        find::parts_of,
        legacy::act::{LegacyDocument, RegisterLegacyAgreement, register_legacy_agreement},
        progress::act::leave,
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
    a_proposal_draws_no_line_for_those_who_did_nothing,
    who_left_a_proposal_enters_nothing_beside_it,
    the_same_old_agreement_is_not_entered_twice,
    nothing_is_succeeded_by_what_came_before_it,
    what_another_party_confirmed_is_not_corrected_alone,
    a_word_is_given_on_the_terms_as_they_stand,
    an_entry_with_which_people_went_on_is_not_corrected,
    an_entry_stands_where_its_days_say,
    the_parties_are_no_term_to_accept,
    an_old_letter_of_intent_goes_on_like_any_other,
    nobody_gives_its_word_to_what_passes_the_gates_here,
    an_old_letter_that_went_on_here_draws_a_line_whatever_became_of_it,
    for_whom_an_entry_ends_is_not_corrected_while_a_notice_runs,
    what_is_over_is_not_extended_by_an_entry,
    what_is_extended_today_takes_the_steps_of_today,
    a_line_is_drawn_for_extensions_too,
    a_keeper_without_people_leaves_the_others_to_the_registry,
);

const ABROAD: &str = "Suwon";

/// Bandung has entered its old agreement with Suwon, for which somebody acts in the registry.
pub(super) struct Old {
    pub world: World,
    pub hash: String,
}

pub(super) fn old(parties: &[Uuid]) -> RegisterLegacyAgreement {
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
    pub async fn entered(test: TestRegistry, input: impl FnOnce(&[Uuid]) -> RegisterLegacyAgreement) -> Self {
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

    pub async fn confirm(&self) {
        let Self { world, hash } = self;
        let (registry, caller) = (&world.test.registry, officer(world.abroad));
        attest_terms(registry, &caller, world.agreement, None, hash).await.unwrap();
    }

    /// Which of the two say so themselves.
    pub async fn words(&self) -> Vec<Option<bool>> {
        let agreement = self.world.read().await;
        let parts = parts_of(&self.world.test.registry.db, &[agreement.id]).await.unwrap();
        parts[&agreement.id].iter().map(|(part, _)| part.confirms_entry(&agreement)).collect()
    }

    /// Whether the party has the task to give its word.
    pub async fn is_asked(&self, party: Uuid) -> bool {
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
    let missing = Lack::Word { party: world.abroad, from: None };
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

/// Surabaya's people began on 21 November, whatever day their letter has.
async fn nobody_enters_as_old_what_is_under_way(test: TestRegistry) {
    let world = World::new(test).await;
    world.wait_until("2026-11-25").await;
    let enter = async |input: RegisterLegacyAgreement| {
        register_legacy_agreement(&world.test.registry, &officer(world.home), input).await
    };
    let signed = |on: &str| RegisterLegacyAgreement {
        signed_on: Some(day(on).into()),
        as_of: day("2026-11-25"),
        documents: Vec::new(),
        ..old(&[world.abroad, world.home])
    };
    let refused = async |input: RegisterLegacyAgreement| {
        let refused = refusals(enter(input).await).remove(0);
        let since = "2026-11-21".to_owned();
        assert_eq!(refused.reason, Reason::ProposalUnderWay { id: world.agreement, since });
        assert_eq!(refused.path, ["signedOn"]);
    };
    refused(signed("2026-11-25")).await;
    refused(signed("2026-11-21")).await;
    refused(RegisterLegacyAgreement { class: Class::Project, ..signed("2026-11-24") }).await;
    let letter = LegacyDocument { kind: DocumentKind::LetterOfIntent, party: None, issued_on: None, note: None };
    let undated = RegisterLegacyAgreement {
        signed_on: None,
        term_kind: None,
        term_months: None,
        documents: vec![letter],
        ..signed("2026-11-24")
    };
    refused(undated).await;
    // Whoever else is of the party: two that share the proposal are enough.
    let third = world.test.party("ID", Kind::City, "Semarang").await;
    let parties = vec![world.abroad, third, world.home];
    refused(RegisterLegacyAgreement { parties, ..signed("2026-11-24") }).await;
    let others = RegisterLegacyAgreement { parties: vec![world.abroad, third], ..signed("2026-11-24") };
    enter(RegisterLegacyAgreement { owned_by: None, ..others.clone() }).await.unwrap_err();
    register_legacy_agreement(&world.test.registry, &Caller::system(), others).await.unwrap();
    let kept = enter(signed("2026-11-20")).await.unwrap();
    // Neither is a day corrected so, nor does a proposal that was given up open the way.
    let later = |terms: &mut Terms| (terms.signed_on, terms.expires_on) = (Some(day("2026-11-21").into()), None);
    let corrected = change_terms(&world.test.registry, &officer(world.home), kept.id, None, later).await;
    assert_eq!(refused_at(corrected), ("terms.signedOn".into(), "PROPOSAL_UNDER_WAY"));
    world.take(AgreementAct::Withdraw).await;
    refused(signed("2026-11-21")).await;
    refused(signed("2026-11-25")).await;
    enter(signed("2026-01-04")).await.unwrap();
}

/// Of four, one alone did anything, and wrote a letter of 1950.
async fn a_proposal_draws_no_line_for_those_who_did_nothing(test: TestRegistry) {
    test.load_routes().await;
    let (home, abroad) = (test.party("ID", Kind::City, "Surabaya").await, test.party("KR", Kind::City, ABROAD).await);
    let (third, fourth) =
        (test.party("ID", Kind::City, "Bandung").await, test.party("ID", Kind::City, "Semarang").await);
    let world = World::of(test, home, abroad);
    world.staffed().await;
    let registry = &world.test.registry;
    let letter = Letter { issued_on: day("1950-01-01"), number: None, issuer: None };
    let proposal = RegisterInitiative { letter, ..initiative(&[abroad, home, third, fourth]) };
    let proposal = register_initiative(registry, &officer(abroad), proposal).await.unwrap();
    let enter = async |who: Uuid, parties: &[Uuid], on: &str| {
        let signed_on = on.parse().ok();
        let input = RegisterLegacyAgreement { signed_on, documents: Vec::new(), ..old(parties) };
        let as_of = day("2026-11-21");
        register_legacy_agreement(registry, &officer(who), RegisterLegacyAgreement { as_of, ..input }).await
    };
    enter(home, &[home, third], "2003-07-02").await.unwrap();
    enter(home, &[home, third], "2026-11-21").await.unwrap();
    enter(home, &[home, abroad], "2003-07-02").await.unwrap();
    assert_eq!(refused_at(enter(abroad, &[home, abroad], "2026-11-21").await).1, "PROPOSAL_UNDER_WAY");
    let gives_up = TakeStep::new(proposal.id, AgreementAct::Withdraw);
    let refused = leave(registry, &officer(abroad), gives_up.clone()).await;
    assert_eq!(refusals(refused)[0].reason, Reason::EndsForAll);
    let over = take_step(registry, &officer(abroad), gives_up).await.unwrap();
    assert_eq!(over.stage, Stage::Withdrawn, "nobody is left with what another began");
    enter(home, &[home, fourth], "2026-11-21").await.unwrap();
}

async fn who_left_a_proposal_enters_nothing_beside_it(test: TestRegistry) {
    let world = World::new(test).await;
    world.staffed().await;
    let registry = &world.test.registry;
    let third = world.test.party("ID", Kind::City, "Gresik").await;
    let parties = [world.abroad, world.home, third];
    let made = register_initiative(registry, &officer(world.abroad), initiative(&parties)).await.unwrap();
    propose_term_change(registry, &officer(world.home), made.id, None, |terms| terms.notice_months = Some(3))
        .await
        .unwrap();
    let gone = take_step(registry, &officer(world.abroad), TakeStep::new(made.id, AgreementAct::Withdraw)).await;
    assert_eq!(gone.unwrap().stage, Stage::Initiated, "it goes on for who took part");
    let seen = agreements_by_id(registry, &officer(world.abroad), &[made.id]).await.unwrap();
    assert!(seen.is_empty());
    let enter = async |who: Uuid, parties: &[Uuid]| {
        let signed_on = Some(day("2026-11-21").into());
        let input = RegisterLegacyAgreement { signed_on, documents: Vec::new(), ..old(parties) };
        let as_of = day("2026-11-21");
        register_legacy_agreement(registry, &officer(who), RegisterLegacyAgreement { as_of, ..input }).await
    };
    assert_eq!(refused_at(enter(world.abroad, &[world.abroad, third]).await).1, "PROPOSAL_UNDER_WAY");
    assert_eq!(refused_at(enter(world.abroad, &parties).await).1, "PROPOSAL_UNDER_WAY");
    // Whoever never was in it learns nothing of what it does not see.
    let stranger = world.test.party("ID", Kind::City, "Malang").await;
    enter(stranger, &[stranger, world.home, third]).await.unwrap();
}

async fn the_same_old_agreement_is_not_entered_twice(test: TestRegistry) {
    let parties = [test.party("ID", Kind::City, "Bandung").await, test.party("DE", Kind::City, "Braunschweig").await];
    let date = |text: &str| text.parse::<PartialDate>().ok();
    let enter = async |signed: &str, in_force: &str, number: Option<&str>| {
        let input = RegisterLegacyAgreement {
            signed_on: date(signed),
            in_force_on: date(in_force),
            reference_no: number.map(Into::into),
            term_kind: None,
            term_months: None,
            notice_months: None,
            documents: Vec::new(),
            missing: vec![Gap::SignedText, Gap::SigningDay],
            ..old(&parties)
        };
        register_legacy_agreement(&test.registry, &officer(parties[0]), input).await.map(|made| made.id)
    };
    let id = enter("2011-02-10", "", Some("7/2011")).await.unwrap();
    for (signed, in_force) in
        [("2011-02-10", ""), ("2011-02-10", "2011-02-10"), ("2011-02", ""), ("2011", ""), ("", "2011-02-10")]
    {
        let again = refusals(enter(signed, in_force, None).await).remove(0).reason;
        assert_eq!(again, Reason::AlreadyThere { id }, "{signed} {in_force}");
    }
    enter("2011-02", "", Some("8/2011")).await.unwrap();
    enter("2011-03-10", "", None).await.unwrap();
}

async fn nothing_is_succeeded_by_what_came_before_it(test: TestRegistry) {
    let world = World::new(test).await;
    let signed = world.sign().await;
    let earlier = RegisterLegacyAgreement { predecessor: Some(signed.id), ..old(&[world.home, world.abroad]) };
    let refused = refusals(register_legacy_agreement(&world.test.registry, &officer(world.home), earlier).await);
    assert_eq!(refused[0].path, ["predecessor"]);
    let reason = Reason::DateOrder { first: "2026-11-21".into(), then: "signedOn".into() };
    assert_eq!(refused[0].reason, reason);
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

async fn a_word_is_given_on_the_terms_as_they_stand(test: TestRegistry) {
    let old = Old::entered(test, old).await;
    let world = &old.world;
    let (registry, home, abroad) = (&world.test.registry, officer(world.home), officer(world.abroad));
    let differs = |terms: &mut Terms| terms.notice_months = Some(1);
    let accept =
        async || accept_fields(registry, &home, world.agreement, None, (world.abroad, &[Term::NoticeMonths][..])).await;
    propose_term_change(registry, &abroad, world.agreement, None, differs).await.unwrap();
    old.confirm().await;
    assert_eq!(refused_at(accept().await), ("party".into(), "NOT_FOUND"), "what it attested stands for its older copy");
    assert_eq!(old.words().await, [Some(true), Some(true)]);
    propose_term_change(registry, &abroad, world.agreement, None, differs).await.unwrap();
    accept().await.unwrap();
    assert_eq!(old.words().await, [Some(true), Some(false)], "these are other terms");
    assert!(!old.is_asked(world.home).await && old.is_asked(world.abroad).await);
    world.have(&[DocumentKind::Evaluation]).await;
    let begins = || TakeStep { on: Some(day("2026-11-21")), ..world.step(AgreementAct::StartRenewal) };
    assert_eq!(lacks(world.try_as(world.home, begins()).await), [Lack::Word { party: world.abroad, from: None }]);
    attest_terms(registry, &abroad, world.agreement, None, &hash_now(world).await).await.unwrap();
    assert_eq!(old.words().await, [Some(true), Some(true)]);
    world.try_as(world.home, begins()).await.unwrap();
}

async fn hash_now(world: &World) -> String {
    let parts = parts_of(&world.test.registry.db, &[world.agreement]).await.unwrap();
    parts[&world.agreement][0].0.attested_hash.clone().unwrap()
}

async fn an_entry_with_which_people_went_on_is_not_corrected(test: TestRegistry) {
    let nagoya = test.party("JP", Kind::City, "Nagoya").await;
    let old = Old::entered(test, |parties| self::old(&[parties[0], nagoya])).await;
    let world = &old.world;
    old.correct(3).await.unwrap();
    world.have(&[DocumentKind::Evaluation]).await;
    world.take(AgreementAct::StartRenewal).await;
    let refused = refusals(old.correct(6).await).remove(0).reason;
    assert!(matches!(&refused, Reason::EntryWentOn { on, .. } if on == "2026-11-21"), "{refused:?}");
    let (registry, home) = (&world.test.registry, officer(world.home));
    let differs = |terms: &mut Terms| terms.expires_on = Some(day("2090-01-01").into());
    propose_term_change(registry, &home, world.agreement, None, differs).await.unwrap();
    let accepted = accept_fields(registry, &home, world.agreement, None, (world.home, &[Term::ExpiresOn][..])).await;
    assert_eq!(refused_at(accepted), ("terms".into(), "ENTRY_WENT_ON"));
    assert_eq!(world.read().await.expires_on, "2027-06-01".parse().ok());
}

async fn an_entry_stands_where_its_days_say(test: TestRegistry) {
    let ended = |parties: &[Uuid]| RegisterLegacyAgreement {
        signed_on: Some(day("2000-01-01").into()),
        term_months: Some(60),
        documents: Vec::new(),
        ..old(parties)
    };
    let old = Old::entered(test, ended).await;
    let world = &old.world;
    let (registry, home) = (&world.test.registry, officer(world.home));
    assert_eq!(world.read().await.stage, Stage::Expired);
    let correct = async |months: i32, ends: &str| {
        let change = |terms: &mut Terms| (terms.term_months, terms.expires_on) = (Some(months), ends.parse().ok());
        change_terms(registry, &home, world.agreement, None, change).await.unwrap().stage
    };
    assert_eq!(correct(600, "2050-01-01").await, Stage::InForce);
    let case = world.case().await;
    assert!(case.tracks.iter().all(|track| track.stage == Stage::InForce), "its parties too");
    assert_eq!(correct(120, "2010-01-01").await, Stage::Expired);
    assert_eq!(world.case().await.stage(), Stage::Expired);
}

async fn the_parties_are_no_term_to_accept(test: TestRegistry) {
    let world = World::new(test).await;
    let (registry, home) = (&world.test.registry, officer(world.home));
    let third = world.test.party("ID", Kind::City, "Semarang").await;
    let made = register_initiative(registry, &home, initiative(&[world.home, world.abroad, third])).await.unwrap();
    propose_term_change(registry, &home, made.id, None, |terms| terms.notice_months = Some(3)).await.unwrap();
    take_step(registry, &officer(third), TakeStep::new(made.id, AgreementAct::Withdraw)).await.unwrap();
    let before = agreements_by_id(registry, &home, &[made.id]).await.unwrap()[&made.id].revision;
    let accepted = (world.home, &[Term::NoticeMonths, Term::Parties][..]);
    let refused = accept_fields(registry, &home, made.id, None, accepted).await;
    assert_eq!(refused_at(refused), ("terms.1".into(), "PARTIES_STAY"));
    let now = agreements_by_id(registry, &home, &[made.id]).await.unwrap().remove(&made.id).unwrap();
    assert_eq!(now.revision, before);
    let copies = entity::agreement::terms::find::copies_of(registry, &home, &[made.id]).await.unwrap();
    let ours = Terms::of(&now, [world.home, world.abroad], terms().fields);
    let differing: Vec<Term> = ours.conflicts(&copies[&made.id][0].terms).iter().map(|one| one.term).collect();
    assert_eq!(differing, [Term::NoticeMonths], "whoever has left since is in no copy");
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
    assert_eq!(lacks(world.try_as(world.home, opens()).await), [Lack::Word { party: world.abroad, from: None }]);
    old.confirm().await;
    assert_eq!(world.try_as(world.home, opens()).await.unwrap().stage, Stage::Planning);
}

async fn nobody_gives_its_word_to_what_passes_the_gates_here(test: TestRegistry) {
    let world = World::new(test).await;
    world.staffed().await;
    let registry = &world.test.registry;
    let accomplice = world.test.party("ID", Kind::City, "Bandung").await;
    let signed = |on: &str| RegisterLegacyAgreement {
        signed_on: Some(day(on).into()),
        documents: Vec::new(),
        missing: vec![Gap::SignedText],
        as_of: day("2026-11-21"),
        ..old(&[world.home, world.abroad, accomplice])
    };
    let attested = async |on: &str| {
        // It knows nothing of the proposal of the two others.
        let made = register_legacy_agreement(registry, &officer(accomplice), signed(on)).await.unwrap();
        let parts = parts_of(&registry.db, &[made.id]).await.unwrap().remove(&made.id).unwrap();
        let hash = parts.iter().find_map(|(part, _)| part.attested_hash.clone()).unwrap();
        attest_terms(registry, &officer(world.home), made.id, None, &hash).await
    };
    let refused = refusals(attested("2026-11-21").await).remove(0).reason;
    assert_eq!(refused, Reason::ProposalUnderWay { id: world.agreement, since: "2026-11-21".into() });
    attested("2026-10-01").await.expect("it was signed before they did anything here");
}

async fn an_old_letter_that_went_on_here_draws_a_line_whatever_became_of_it(test: TestRegistry) {
    test.load_routes().await;
    let home = test.party("ID", Kind::City, "Surabaya").await;
    let other = test.party("ID", Kind::City, "Kediri").await;
    let world = World::of(test, home, other);
    let registry = &world.test.registry;
    let letter = RegisterLegacyAgreement {
        term_kind: None,
        term_months: None,
        signed_on: None,
        documents: vec![LegacyDocument {
            kind: DocumentKind::LetterOfIntent,
            party: None,
            issued_on: Some(day("2015-06-01").into()),
            note: None,
        }],
        ..old(&[home, other])
    };
    let made = register_legacy_agreement(registry, &officer(home), letter).await.unwrap();
    let world = World { agreement: made.id, ..world };
    let today = RegisterLegacyAgreement {
        signed_on: Some(day("2026-11-21").into()),
        documents: Vec::new(),
        missing: vec![Gap::SignedText],
        as_of: day("2026-11-21"),
        reference_no: Some("2/2026".into()),
        ..old(&[home, other])
    };
    let enter = async || register_legacy_agreement(&world.test.registry, &officer(home), today.clone()).await;
    world.take(AgreementAct::BeginExploration).await;
    assert_eq!(refused_at(enter().await).1, "PROPOSAL_UNDER_WAY", "its people went on with it");
    world.take(AgreementAct::Withdraw).await;
    assert_eq!(refused_at(enter().await).1, "PROPOSAL_UNDER_WAY", "also where it was given up");
}

async fn for_whom_an_entry_ends_is_not_corrected_while_a_notice_runs(test: TestRegistry) {
    use entity::agreement::record::EndsFor;
    test.load_routes().await;
    let parties = [("Surabaya", "ID"), ("Bandung", "ID"), ("Suwon", "KR")];
    let mut ids = Vec::new();
    for (name, country) in parties {
        ids.push(test.party(country, Kind::City, name).await);
    }
    let world = World::of(test, ids[0], ids[2]);
    world.staffed().await;
    let registry = &world.test.registry;
    let open = RegisterLegacyAgreement { term_kind: Some(TermKind::OpenEnded), term_months: None, ..old(&ids) };
    let made = register_legacy_agreement(registry, &officer(world.home), open).await.unwrap();
    let world = World { agreement: made.id, ..world };
    let paper = world.document(DocumentKind::TerminationNotice, Some(world.abroad));
    record_document(&world.test.registry, &officer(world.abroad), paper).await.unwrap();
    let notice = TakeStep { day: Some(day("2027-12-31")), ..world.step(AgreementAct::GiveTerminationNotice) };
    world.try_as(world.abroad, notice).await.unwrap();
    let for_all = |terms: &mut Terms| terms.ends_for = Some(EndsFor::All);
    let corrected = change_terms(&world.test.registry, &officer(world.home), world.agreement, None, for_all).await;
    assert_eq!(refused_at(corrected), ("terms.endsFor".into(), "NOTICE_RUNS"));
}

async fn what_is_over_is_not_extended_by_an_entry(test: TestRegistry) {
    test.load_routes().await;
    let home = test.party("ID", Kind::City, "Surabaya").await;
    let other = test.party("ID", Kind::City, "Kediri").await;
    let extended = |on: Option<&str>| RegisterLegacyAgreement {
        signed_on: Some(day("1995-05-05").into()),
        expires_on: Some(day("2199-01-01").into()),
        documents: vec![LegacyDocument {
            kind: DocumentKind::Extension,
            party: None,
            issued_on: on.map(|on| day(on).into()),
            note: None,
        }],
        ..old(&[home, other])
    };
    let enter = async |on| register_legacy_agreement(&test.registry, &officer(home), extended(on)).await;
    for on in [None, Some("2026-11-01"), Some("1998-05-06")] {
        assert_eq!(refused_at(enter(on).await), ("expiresOn".into(), "CONTRADICTION"), "{on:?}");
    }
    assert_eq!(enter(Some("1998-05-05")).await.unwrap().stage, Stage::InForce);
}

async fn what_is_extended_today_takes_the_steps_of_today(test: TestRegistry) {
    let nagoya = test.party("JP", Kind::City, "Nagoya").await;
    let old = Old::entered(test, |parties| self::old(&[parties[0], nagoya])).await;
    let world = &old.world;
    let (registry, home) = (&world.test.registry, officer(world.home));
    let later = async |ends: &str| {
        let change = |terms: &mut Terms| terms.expires_on = ends.parse().ok();
        change_terms(registry, &home, world.agreement, None, change).await
    };
    let extension = async |on: &str, visibility: Visibility| {
        let paper = world.document(DocumentKind::Extension, None);
        world.record(RecordDocument { issued_on: on.parse().ok(), visibility, ..paper }).await
    };
    let refused = || ("terms.expiresOn".to_owned(), "CONTRADICTION");
    world.wait_until("2026-11-22").await;
    extension("2026-11-21", Visibility::Parties).await;
    assert_eq!(refused_at(later("2040-01-01").await), refused(), "it is extended here, with its steps");
    extension("2026-05-01", Visibility::Own).await;
    assert_eq!(refused_at(later("2040-01-01").await), refused(), "what others do not see says nothing");
    extension("2026-05-02", Visibility::Parties).await;
    assert_eq!(later("2040-01-01").await.unwrap().expires_on, "2040-01-01".parse().ok());
}

async fn a_line_is_drawn_for_extensions_too(test: TestRegistry) {
    let world = World::new(test).await;
    world.wait_until("2026-11-25").await;
    let extended = |on: &str| RegisterLegacyAgreement {
        expires_on: Some(day("2031-06-01").into()),
        documents: vec![LegacyDocument {
            kind: DocumentKind::Extension,
            party: None,
            issued_on: Some(day(on).into()),
            note: None,
        }],
        as_of: day("2026-11-25"),
        ..old(&[world.home, world.abroad])
    };
    let enter =
        async |on: &str| register_legacy_agreement(&world.test.registry, &officer(world.home), extended(on)).await;
    assert_eq!(refused_at(enter("2026-11-21").await), ("documents.0.issuedOn".into(), "PROPOSAL_UNDER_WAY"));
    enter("2026-11-20").await.unwrap();
}

/// The ministry entered it for Bandung, where nobody is left: it speaks for those without people, and no other party does.
async fn a_keeper_without_people_leaves_the_others_to_the_registry(test: TestRegistry) {
    test.load_routes().await;
    let home = test.party("ID", Kind::City, "Bandung").await;
    let (nagoya, kediri) = (test.party("JP", Kind::City, "Nagoya").await, test.party("ID", Kind::City, "Kediri").await);
    let kept = RegisterLegacyAgreement { owned_by: Some(home), ..old(&[home, nagoya, kediri]) };
    let made = register_legacy_agreement(&test.registry, &Caller::system(), kept).await.unwrap();
    let world = World { agreement: made.id, ..World::of(test, kediri, nagoya) };
    let report = || world.document(DocumentKind::Report, Some(nagoya));
    let refused = record_document(&world.test.registry, &officer(kediri), report()).await;
    assert_eq!(refused_at(refused).1, "NOT_ALLOWED");
    record_document(&world.test.registry, &who(Role::Coordinator, None), report()).await.unwrap();
}
