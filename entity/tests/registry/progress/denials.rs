//! A party says "no" to what was entered in its name, and who made the entry takes it back or corrects it.

use super::{
    entries::{Old, old},
    *,
};
use entity::{
    agreement::{
        denial::act::{DenyEntry, deny_entry, take_back_entry},
        find::parts_of,
        legacy::act::{RegisterLegacyAgreement, register_legacy_agreement},
        standing::rule::{PartyStatus, Standing},
    },
    deadline::record::DeadlineKind,
    obligation::find::{DeadlineFilter, obligations},
    page::Page,
};

on_both_databases!(
    what_a_party_denies_does_not_stand,
    who_denied_an_entry_can_stand_by_it_again,
    a_corrected_entry_asks_who_denied_it_anew,
    a_denied_letter_of_intent_stays_one,
    only_who_is_asked_denies,
    an_entry_is_taken_back_until_another_confirms_it,
    nobody_leaves_an_entry_on_a_clause_of_its_own,
    nobody_is_kept_by_the_silence_of_another,
    what_waits_for_a_word_is_not_among_what_can_be_done,
    a_stranger_is_told_that_it_may_not,
);

impl Old {
    async fn deny(&self, who: Uuid, reason: &str) -> Result<agreement::Model, Error> {
        let denied =
            DenyEntry { agreement: self.world.agreement, party: None, expected_revision: None, reason: reason.into() };
        deny_entry(&self.world.test.registry, &officer(who), denied).await
    }

    async fn take_back(&self, who: Uuid) -> Result<agreement::Model, Error> {
        take_back_entry(&self.world.test.registry, &officer(who), self.world.agreement, None, Some("keliru")).await
    }

    async fn statuses(&self) -> Vec<PartyStatus> {
        let agreement = self.world.read().await;
        let parts = parts_of(&self.world.test.registry.db, &[agreement.id]).await.unwrap();
        parts[&agreement.id].iter().map(|(part, _)| Standing::of(part, &agreement).status).collect()
    }

    async fn has_task(&self, party: Uuid, rule: &str) -> bool {
        let filter = DeadlineFilter { party: Some(party), ..DeadlineFilter::default() };
        let found = obligations(&self.world.test.registry, &officer(party), &filter, &Page::first(50)).await.unwrap();
        found.rows.iter().any(|one| one.kind == DeadlineKind::Attestation && one.rule == rule)
    }

    async fn is_listed_in_force(&self) -> bool {
        let filter = AgreementFilter { in_force_on: Some(day("2026-11-21")), ..AgreementFilter::default() };
        count_agreements(&self.world.test.registry, &Caller::system(), &filter).await.unwrap() > 0
    }

    async fn hash_now(&self) -> String {
        let parts = parts_of(&self.world.test.registry.db, &[self.world.agreement]).await.unwrap();
        parts[&self.world.agreement][0].0.attested_hash.clone().unwrap()
    }
}

async fn what_a_party_denies_does_not_stand(test: TestRegistry) {
    let old = Old::entered(test, old).await;
    let (home, abroad) = (old.world.home, old.world.abroad);
    assert_eq!(refused_at(old.deny(abroad, " ").await), ("reason".into(), "REQUIRED"));
    let denied = old.deny(abroad, "Kami tidak pernah menandatangani ini").await.unwrap();
    assert_eq!((denied.stage, denied.turns_on), (Stage::Rejected, None));
    assert_eq!(old.statuses().await, [PartyStatus::Disowned; 2]);
    assert!(!old.is_listed_in_force().await);
    assert!(old.has_task(home, "DENIAL").await && !old.has_task(abroad, "ENTRY").await);
    // It hinders nobody from entering the true one, and has no successor.
    let next = RegisterInitiative { predecessor: Some(denied.id), ..initiative(&[home, abroad]) };
    let next = register_initiative(&old.world.test.registry, &officer(home), next).await;
    assert_eq!(refused_at(next).1, "PREDECESSOR_GIVEN_UP");
    let parties = [abroad, home];
    register_legacy_agreement(&old.world.test.registry, &officer(abroad), self::old(&parties)).await.unwrap();
    assert!(old.is_listed_in_force().await);
}

async fn who_denied_an_entry_can_stand_by_it_again(test: TestRegistry) {
    let old = Old::entered(test, old).await;
    old.deny(old.world.abroad, "keliru").await.unwrap();
    assert_eq!(refused_at(old.deny(old.world.abroad, "lagi").await).1, "NOT_ASKED");
    old.confirm().await;
    assert_eq!((old.world.read().await.stage, old.words().await), (Stage::InForce, vec![Some(true), Some(true)]));
    assert!(old.world.case().await.tracks.iter().all(|track| track.stage == Stage::InForce && track.left.is_none()));
    assert!(old.is_listed_in_force().await && !old.has_task(old.world.home, "DENIAL").await);
    assert_eq!(refused_at(old.deny(old.world.abroad, "keliru").await).1, "NOT_ASKED", "its word is given");
}

async fn a_corrected_entry_asks_who_denied_it_anew(test: TestRegistry) {
    let old = Old::entered(test, old).await;
    old.deny(old.world.abroad, "tanggalnya keliru").await.unwrap();
    let (registry, home) = (&old.world.test.registry, officer(old.world.home));
    let change = |terms: &mut Terms| (terms.signed_on, terms.expires_on) = ("2024-06-03".parse().ok(), None);
    let corrected = change_terms(registry, &home, old.world.agreement, None, change).await.unwrap();
    assert_eq!((corrected.stage, corrected.expires_on), (Stage::Rejected, "2027-06-03".parse().ok()));
    assert!(!old.is_listed_in_force().await, "who made it does not overrule the other");
    assert!(old.has_task(old.world.abroad, "ENTRY").await && !old.has_task(old.world.home, "DENIAL").await);
    let hash = old.hash_now().await;
    let again = attest_terms(registry, &officer(old.world.abroad), old.world.agreement, None, &hash).await.unwrap();
    assert_eq!((again.stage, old.words().await), (Stage::InForce, vec![Some(true), Some(true)]));
    assert!(!old.has_task(old.world.abroad, "ENTRY").await);
}

async fn a_denied_letter_of_intent_stays_one(test: TestRegistry) {
    let old = Old::entered(test, super::entry_corrections::letter).await;
    let (registry, home) = (&old.world.test.registry, officer(old.world.home));
    let dated = |terms: &mut Terms| terms.in_force_on = "2020-01-01".parse().ok();
    change_terms(registry, &home, old.world.agreement, None, dated).await.unwrap();
    assert_eq!(old.deny(old.world.abroad, "keliru").await.unwrap().stage, Stage::Rejected);
    let other = |terms: &mut Terms| terms.in_force_on = "2021-01-01".parse().ok();
    let again = change_terms(registry, &home, old.world.agreement, None, other).await.unwrap();
    assert_eq!(again.stage, Stage::Rejected);
    old.deny(old.world.abroad, "tetap keliru").await.unwrap();
    let hash = old.hash_now().await;
    attest_terms(registry, &officer(old.world.abroad), old.world.agreement, None, &hash).await.unwrap();
    assert_eq!(old.world.read().await.stage, Stage::IntentSigned);
}

async fn only_who_is_asked_denies(test: TestRegistry) {
    let old = Old::entered(test, old).await;
    assert_eq!(refused_at(old.deny(old.world.home, "keliru").await).1, "NOT_ASKED", "it is its own entry");
    let other = old.world.test.party("ID", Kind::City, "Malang").await;
    assert_eq!(refused_at(old.deny(other, "keliru").await).1, "NOT_ALLOWED");
    let (registry, home) = (&old.world.test.registry, officer(old.world.home));
    let made = register_initiative(registry, &home, initiative(&[old.world.home, old.world.abroad])).await.unwrap();
    let denied = DenyEntry { agreement: made.id, party: None, expected_revision: None, reason: "tidak".into() };
    let refused = deny_entry(&old.world.test.registry, &officer(old.world.abroad), denied).await;
    assert_eq!(refused_at(refused).1, "NOT_ASKED");
    assert_eq!(old.world.read().await.stage, Stage::InForce);
}

async fn an_entry_is_taken_back_until_another_confirms_it(test: TestRegistry) {
    let old = Old::entered(test, old).await;
    assert_eq!(refused_at(old.take_back(old.world.abroad).await).1, "NOT_ALLOWED", "who made it takes it back");
    old.deny(old.world.abroad, "keliru").await.unwrap();
    let gone = old.take_back(old.world.home).await.unwrap();
    assert_eq!((gone.stage, old.statuses().await), (Stage::Withdrawn, vec![PartyStatus::Disowned; 2]));
    assert_eq!(refused_at(old.take_back(old.world.home).await).1, "NO_ENTRY_TO_TAKE_BACK");
    assert_eq!(refused_at(old.deny(old.world.abroad, "lagi").await).1, "NOT_ASKED");
    let (registry, home) = (&old.world.test.registry, officer(old.world.home));
    let change = |terms: &mut Terms| terms.notice_months = Some(1);
    let corrected = change_terms(registry, &home, gone.id, None, change).await;
    assert_eq!(refused_at(corrected).1, "NOT_AT_THIS_STAGE");
    let word = attest_terms(registry, &officer(old.world.abroad), gone.id, None, &old.hash).await;
    assert_eq!(refused_at(word).1, "NOT_AT_THIS_STAGE");
    // The true one comes in its place, and stays once the other has confirmed it.
    let again =
        register_legacy_agreement(registry, &home, self::old(&[old.world.home, old.world.abroad])).await.unwrap();
    assert_eq!(again.stage, Stage::Rejected, "who denied it comes first");
    let parts = parts_of(&registry.db, &[again.id]).await.unwrap();
    let hash = parts[&again.id][0].0.attested_hash.clone().unwrap();
    attest_terms(registry, &officer(old.world.abroad), again.id, None, &hash).await.unwrap();
    let kept = take_back_entry(registry, &home, again.id, None, None).await;
    assert_eq!(refused_at(kept).1, "ATTESTED_BY_OTHERS");
}

/// An old agreement of which notice can be given at once, as whoever enters it writes.
fn at_once(parties: &[Uuid]) -> RegisterLegacyAgreement {
    RegisterLegacyAgreement {
        term_kind: Some(TermKind::OpenEnded),
        term_months: None,
        notice_months: Some(0),
        ..old(parties)
    }
}

/// Bandung writes that notice can be given at once, and gives it.
async fn nobody_leaves_an_entry_on_a_clause_of_its_own(test: TestRegistry) {
    let old = Old::entered(test, at_once).await;
    let world = &old.world;
    let notice = async |who: Uuid, ends: &str| {
        let paper = world.document(DocumentKind::TerminationNotice, Some(who));
        record_document(&world.test.registry, &officer(who), paper).await.unwrap();
        let step = TakeStep { day: ends.parse().ok(), ..world.step(AgreementAct::GiveTerminationNotice) };
        world.try_as(who, step).await
    };
    let missing = |from: &str| Lack::Word { party: world.abroad, from: Some(day(from)) };
    assert_eq!(lacks(notice(world.home, "2026-12-31").await), [missing("2027-11-21")]);
    // Who is asked may go, and confirms nothing by it: the clause can still be corrected.
    assert_eq!(notice(world.abroad, "2027-12-31").await.unwrap().stage, Stage::TerminationNoticed);
    let (registry, home) = (&world.test.registry, officer(world.home));
    let clause = |terms: &mut Terms| terms.notice_months = Some(12);
    let corrected = change_terms(registry, &home, world.agreement, None, clause).await.unwrap();
    assert_eq!((corrected.notice_months, corrected.stage), (Some(12), Stage::TerminationNoticed));
}

async fn nobody_is_kept_by_the_silence_of_another(test: TestRegistry) {
    let old = Old::entered(test, at_once).await;
    let world = &old.world;
    let registry = &world.test.registry;
    world.have(&[DocumentKind::TerminationNotice]).await;
    let offered = world.case().await.allowed_to(&officer(world.home), Some(world.home));
    let notices = offered.iter().filter(|one| one.step.act == AgreementAct::GiveTerminationNotice);
    let lacking: Vec<_> = notices.filter(|one| one.party == world.home).map(|one| one.missing.clone()).collect();
    assert_eq!(lacking, [Vec::new()], "whether it is long enough is asked of the day that it names");
    let notice = |ends: &str| TakeStep { day: ends.parse().ok(), ..world.step(AgreementAct::GiveTerminationNotice) };
    let missing = |from: &str| Lack::Word { party: world.abroad, from: Some(day(from)) };
    assert_eq!(lacks(world.try_as(world.home, notice("2027-11-20")).await), [missing("2027-11-21")], "twelve months");
    // Nor by a copy that binds nobody.
    let longer = |terms: &mut Terms| terms.notice_months = Some(1200);
    propose_term_change(registry, &officer(world.abroad), world.agreement, None, longer).await.unwrap();
    let ending = world.try_as(world.home, notice("2027-11-21")).await.unwrap();
    assert_eq!((ending.stage, ending.terminated_on), (Stage::TerminationNoticed, "2027-11-21".parse().ok()));
    assert!(old.is_asked(world.abroad).await, "it can still say what it agreed");
    // A notice without the other's word locks no clause.
    let clause = |terms: &mut Terms| terms.notice_months = Some(18);
    change_terms(registry, &officer(world.home), world.agreement, None, clause).await.unwrap();
}

async fn what_waits_for_a_word_is_not_among_what_can_be_done(test: TestRegistry) {
    let old = Old::entered(test, old).await;
    let (home, abroad) = (old.world.home, old.world.abroad);
    assert_eq!(old.world.case().await.allowed(home), [AgreementAct::GiveTerminationNotice]);
    assert_eq!(old.world.case().await.allowed(abroad), [AgreementAct::GiveTerminationNotice]);
    old.confirm().await;
    let open = [AgreementAct::StartRenewal, AgreementAct::Amend, AgreementAct::GiveTerminationNotice];
    assert_eq!(old.world.case().await.allowed(home), open);
}

async fn a_stranger_is_told_that_it_may_not(test: TestRegistry) {
    let old = Old::entered(test, old).await;
    let stranger = old.world.test.party("ID", Kind::City, "Malang").await;
    let paper = old.world.document(DocumentKind::Report, None);
    let refused = record_document(&old.world.test.registry, &officer(stranger), paper).await;
    assert_eq!(refused_at(refused).1, "NOT_ALLOWED");
}
