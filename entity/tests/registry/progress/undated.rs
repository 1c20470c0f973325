//! Old agreements whose day of signature nobody knows: they are in force like others, and are no proposals.

use super::{entries::old, *};
use entity::{
    account::client::{
        act::{NewClient, create_client},
        rule::Scope,
    },
    agreement::{
        correction::act::{CorrectStep, correct_step},
        denial::act::{DenyEntry, deny_entry, take_back_entry},
        find::parts_of,
        legacy::act::{LegacyDocument, RegisterLegacyAgreement, register_legacy_agreement},
        progress::act::leave,
        record::Missing as Gap,
        standing::rule::{PartyStatus, Standing},
    },
    policy::Membership,
};

on_both_databases!(
    its_parties_are_in_force,
    who_leaves_it_voids_nothing,
    its_steps_are_not_corrected,
    a_notice_stands_when_a_denial_is_lifted,
    nobody_gives_its_word_on_what_was_taken_back,
    a_denial_of_what_was_read_falls_on_nothing_else,
);

/// An agreement of three, in force since 1990, of which a letter of intent is there.
struct Undated {
    world: World,
    parties: [Uuid; 3],
}

impl Undated {
    async fn entered(test: TestRegistry, staffed: bool) -> Self {
        let world = World::new(test).await;
        let mut parties = [world.home; 3];
        for (at, name) in [(1, "Bandung"), (2, "Semarang")] {
            parties[at] = world.test.party("ID", Kind::City, name).await;
        }
        if staffed {
            for party in parties {
                let client = NewClient {
                    name: "Kota".into(),
                    membership: Membership { role: Role::Coordinator, party: Some(party) },
                    scopes: vec![Scope::Write],
                    expires_in_days: None,
                };
                create_client(&world.test.registry, &Caller::system(), &client).await.unwrap();
            }
        }
        let input = RegisterLegacyAgreement {
            term_kind: Some(TermKind::OpenEnded),
            term_months: None,
            notice_months: Some(0),
            signed_on: None,
            in_force_on: Some(day("1990-02-01").into()),
            documents: vec![LegacyDocument {
                kind: DocumentKind::LetterOfIntent,
                party: None,
                issued_on: Some(day("1989-06-01").into()),
                note: None,
            }],
            missing: vec![Gap::SigningDay, Gap::SignedText],
            ..old(&parties)
        };
        let made = register_legacy_agreement(&world.test.registry, &officer(world.home), input).await.unwrap();
        Self { world: World { agreement: made.id, ..world }, parties }
    }

    async fn statuses(&self) -> Vec<PartyStatus> {
        let agreement = self.world.read().await;
        let parts = parts_of(&self.world.test.registry.db, &[agreement.id]).await.unwrap();
        parts[&agreement.id].iter().map(|(part, _)| Standing::of(part, &agreement).status).collect()
    }

    async fn notice_of(&self, party: Uuid) {
        let paper = self.world.document(DocumentKind::TerminationNotice, Some(party));
        record_document(&self.world.test.registry, &officer(party), paper).await.unwrap();
    }

    async fn deny(&self, party: Uuid, read: Option<i32>) -> Result<agreement::Model, Error> {
        let (agreement, reason) = (self.world.agreement, "keliru".into());
        let denied = DenyEntry { agreement, party: None, expected_revision: read, reason };
        deny_entry(&self.world.test.registry, &officer(party), denied).await
    }

    async fn attest(&self, party: Uuid) -> Result<agreement::Model, Error> {
        let of_all = parts_of(&self.world.test.registry.db, &[self.world.agreement]).await.unwrap();
        let hash = of_all[&self.world.agreement][0].0.attested_hash.clone().unwrap();
        attest_terms(&self.world.test.registry, &officer(party), self.world.agreement, None, &hash).await
    }
}

async fn its_parties_are_in_force(test: TestRegistry) {
    let undated = Undated::entered(test, false).await;
    assert_eq!(undated.world.read().await.stage, Stage::InForce);
    assert_eq!(undated.statuses().await, [PartyStatus::InForce; 3]);
}

async fn who_leaves_it_voids_nothing(test: TestRegistry) {
    let undated = Undated::entered(test, false).await;
    let world = &undated.world;
    undated.notice_of(world.home).await;
    let step = TakeStep { day: Some(day("2026-12-31")), ..world.step(AgreementAct::Withdraw) };
    leave(&world.test.registry, &officer(world.home), step).await.unwrap();
    world.wait_until("2027-01-02").await;
    turn_due(&world.test.registry).await.unwrap();
    let now = world.read().await;
    assert_eq!((now.stage, now.terms_changed_on), (Stage::InForce, None), "it goes on as it was agreed");
    let letter = world.case().await.documents.into_iter().find(|one| one.kind == DocumentKind::LetterOfIntent);
    assert!(letter.is_some(), "what was agreed stays");
    assert_eq!(undated.statuses().await, [PartyStatus::Left, PartyStatus::InForce, PartyStatus::InForce]);
}

async fn its_steps_are_not_corrected(test: TestRegistry) {
    let undated = Undated::entered(test, false).await;
    let world = &undated.world;
    undated.notice_of(world.home).await;
    let notice = TakeStep { day: Some(day("2026-12-31")), ..world.step(AgreementAct::GiveTerminationNotice) };
    world.try_as(world.home, notice).await.unwrap();
    let steps = steps_of(&world.test.registry, &Caller::system(), &[world.agreement]).await.unwrap();
    let step = steps[&world.agreement][0].id;
    let input = CorrectStep { step, expected_revision: None, on: day("2026-11-20"), reason: "keliru".into() };
    let refused = correct_step(&world.test.registry, &officer(world.home), input).await;
    assert_eq!(refused_at(refused).1, "NOT_AT_THIS_STAGE");
}

async fn a_notice_stands_when_a_denial_is_lifted(test: TestRegistry) {
    let undated = Undated::entered(test, true).await;
    let (world, [_, second, third]) = (&undated.world, undated.parties);
    undated.notice_of(second).await;
    let notice = TakeStep { day: Some(day("2027-12-31")), ..world.step(AgreementAct::GiveTerminationNotice) };
    world.try_as(second, notice).await.unwrap();
    assert_eq!(undated.deny(third, None).await.unwrap().stage, Stage::Rejected);
    undated.attest(third).await.unwrap();
    assert_eq!(world.case().await.track(second).unwrap().stage, Stage::TerminationNoticed);
    world.wait_until("2028-01-02").await;
    turn_due(&world.test.registry).await.unwrap();
    assert_eq!(undated.statuses().await[1], PartyStatus::Left, "it goes as it said");
}

async fn nobody_gives_its_word_on_what_was_taken_back(test: TestRegistry) {
    let undated = Undated::entered(test, true).await;
    let (world, [home, second, third]) = (&undated.world, undated.parties);
    for party in [second, third] {
        undated.deny(party, None).await.unwrap();
    }
    take_back_entry(&world.test.registry, &officer(home), world.agreement, None, None).await.unwrap();
    assert_eq!(refused_at(undated.attest(second).await).1, "NOT_AT_THIS_STAGE");
    assert_eq!(world.read().await.stage, Stage::Withdrawn);
}

async fn a_denial_of_what_was_read_falls_on_nothing_else(test: TestRegistry) {
    let undated = Undated::entered(test, true).await;
    let (world, [home, second, _]) = (&undated.world, undated.parties);
    let read = world.read().await.revision;
    let corrected = |terms: &mut Terms| terms.in_force_on = Some(day("1991-02-01").into());
    change_terms(&world.test.registry, &officer(home), world.agreement, None, corrected).await.unwrap();
    assert_eq!(refused_at(undated.deny(second, Some(read)).await), ("expectedRevision".into(), "STALE"));
    assert_eq!(world.read().await.stage, Stage::InForce, "nothing has changed");
}
