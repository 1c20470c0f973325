//! Wrong days of steps are mended before the signature, and nowhere else.

use super::*;
use entity::{
    agreement::{
        correction::{
            act::{CorrectStep, correct_step},
            rule::Correction,
        },
        progress::find::StepTaken,
    },
    deadline::record::deadline,
    journal::changes,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

on_both_databases!(
    a_wrong_day_is_mended_and_both_are_told,
    the_right_day_fits_its_papers_and_its_neighbours,
    a_decision_stays_after_the_submission,
    only_those_who_record_a_step_mend_it_before_the_signature,
    the_day_that_all_signed_on_is_mended_by_all,
    nothing_is_mended_under_an_act_that_waits,
    nobody_gets_ready_after_another_was_authorised,
);

impl World {
    async fn taken(&self, act: AgreementAct, party: Uuid) -> StepTaken {
        let steps = steps_of(&self.test.registry, &Caller::system(), &[self.agreement]).await.unwrap();
        let own = |step: &StepTaken| step.act == act && step.party_id == party;
        steps.into_values().flatten().filter(own).last().unwrap()
    }

    pub async fn correct(&self, caller: &Caller, act: AgreementAct, on: &str) -> Result<agreement::Model, Error> {
        let step = self.taken(act, self.home).await.id;
        let input = CorrectStep { step, expected_revision: None, on: day(on), reason: "a typing error".into() };
        correct_step(&self.test.registry, caller, input).await
    }

    async fn correct_home(&self, act: AgreementAct, on: &str) -> Result<agreement::Model, Error> {
        self.correct(&officer(self.home), act, on).await
    }
}

async fn a_wrong_day_is_mended_and_both_are_told(test: TestRegistry) {
    let world = World::new(test).await;
    world.explore().await;
    world.signed_by_both(DocumentKind::LetterOfIntent, "Mayor").await;
    world.take(AgreementAct::RecordIntent).await;
    let revision = world.read().await.revision;
    let mended = world.correct_home(AgreementAct::BeginExploration, "2026-11-20").await.unwrap();
    assert_eq!(mended.revision, revision + 1);
    world.correct_home(AgreementAct::RecordIntent, "2026-11-20").await.unwrap();
    assert_eq!(world.taken(AgreementAct::BeginExploration, world.home).await.on_day, day("2026-11-20"));
    let case = world.case().await;
    assert_eq!(case.track(world.home).unwrap().since, day("2026-11-20"));
    let due = deadline::Entity::find().filter(deadline::Column::SubjectId.eq(world.agreement));
    let due = due.filter(deadline::Column::Rule.eq("OPEN_PLAN")).one(&world.test.registry.db).await.unwrap().unwrap();
    assert_eq!(due.anchor, day("2026-11-20"), "what is due follows");
    let told = changes(
        &world.test.registry,
        &officer(world.abroad),
        &entity::journal::Feed::default(),
        &entity::page::Page::first(99),
    )
    .await
    .unwrap()
    .rows;
    let told: Vec<Correction> = told.iter().filter_map(|entry| Correction::of_entry(&entry.data)).collect();
    let correction = |act, to| Correction {
        act,
        to,
        before: day("2026-11-21"),
        after: day("2026-11-20"),
        reason: "a typing error".into(),
    };
    assert_eq!(
        told,
        [
            correction(AgreementAct::BeginExploration, Stage::Exploring),
            correction(AgreementAct::RecordIntent, Stage::IntentSigned)
        ]
    );
    let same = world.correct_home(AgreementAct::RecordIntent, "2026-11-20").await.unwrap();
    assert_eq!(same.revision, revision + 2, "the same day changes nothing");
}

async fn the_right_day_fits_its_papers_and_its_neighbours(test: TestRegistry) {
    let world = World::new(test).await;
    world.plan().await;
    world.wait_until("2026-11-25").await;
    let at = async |act, on| refused_at(world.correct_home(act, on).await);
    let order = || ("on".to_owned(), "DATE_ORDER");
    assert_eq!(at(AgreementAct::BeginExploration, "2026-11-19").await, order(), "before its profiles");
    let early = world.correct_home(AgreementAct::BeginExploration, "2026-11-19").await;
    let told = "19 November 2026 cannot be before profile of the region (20 November 2026).";
    assert_eq!(refusals(early)[0].reason.message(Language::En), told);
    assert_eq!(at(AgreementAct::BeginExploration, "2026-11-22").await, order(), "after the intent");
    assert_eq!(at(AgreementAct::RecordIntent, "2026-11-20").await, order(), "before the exploration");
    assert_eq!(at(AgreementAct::OpenPlan, "2026-11-20").await, order(), "before the intent");
    assert_eq!(at(AgreementAct::OpenPlan, "2026-11-26").await, ("on".to_owned(), "IN_THE_FUTURE"));
    world.correct_home(AgreementAct::OpenPlan, "2026-11-25").await.unwrap();
    let submission = refused_at(
        world
            .try_as(world.home, TakeStep { on: Some(day("2026-11-24")), ..world.step(AgreementAct::SubmitToCouncil) })
            .await,
    );
    assert_eq!(submission, order(), "what follows goes by the right day");
}

async fn a_decision_stays_after_the_submission(test: TestRegistry) {
    let world = World::new(test).await;
    world.plan().await;
    world.take(AgreementAct::SubmitToCouncil).await;
    world.wait_until("2026-11-25").await;
    let decision = RecordDocument {
        issued_on: "2026-11-23".parse().ok(),
        ..world.document(DocumentKind::CouncilDecision, Some(world.home))
    };
    let decision = world.record(decision).await;
    world.decide(AgreementAct::RecordCouncilDecision, Outcome::Approved).await;
    assert_eq!(refused_at(world.correct_home(AgreementAct::SubmitToCouncil, "2026-11-24").await).1, "DATE_ORDER");
    world.correct_home(AgreementAct::SubmitToCouncil, "2026-11-23").await.unwrap();
    assert_eq!(refused_at(world.correct_home(AgreementAct::RecordCouncilDecision, "2026-11-22").await).1, "DATE_ORDER");
    world.correct_home(AgreementAct::RecordCouncilDecision, "2026-11-24").await.unwrap();
    let used = document::Entity::find_by_id(decision.id).one(&world.test.registry.db).await.unwrap().unwrap();
    assert_eq!(used.used_on, Some(day("2026-11-24")));
}

async fn only_those_who_record_a_step_mend_it_before_the_signature(test: TestRegistry) {
    let world = World::new(test).await;
    world.explore().await;
    let step = world.taken(AgreementAct::BeginExploration, world.home).await.id;
    let registry = &world.test.registry;
    let right = CorrectStep { step, expected_revision: None, on: day("2026-11-20"), reason: "a typing error".into() };
    let refused =
        async |caller: &Caller, input: &CorrectStep| reasons(correct_step(registry, caller, input.clone()).await);
    assert_eq!(refused(&officer(world.abroad), &right).await, [(String::new(), "NOT_ALLOWED")]);
    assert_eq!(refused(&who(Role::DataEntry, Some(world.home)), &right).await, [(String::new(), "NOT_ALLOWED")]);
    assert_eq!(refused(&Caller::anonymous(Language::En), &right).await, [(String::new(), "SIGN_IN_FIRST")]);
    let elsewhere = who(Role::Coordinator, Some(Uuid::from_u128(77)));
    assert_eq!(refused(&elsewhere, &right).await, [("step".to_owned(), "NOT_FOUND")]);
    let home = officer(world.home);
    let nothing = CorrectStep { step: Uuid::from_u128(404), ..right.clone() };
    assert_eq!(refused(&home, &nothing).await, [("step".to_owned(), "NOT_FOUND")]);
    let silent = CorrectStep { reason: " \n".into(), ..right.clone() };
    assert_eq!(refused(&home, &silent).await, [("reason".to_owned(), "REQUIRED")]);
    let stale = CorrectStep { expected_revision: Some(1), ..right.clone() };
    assert_eq!(refused(&home, &stale).await, [("expectedRevision".to_owned(), "STALE")]);
    assert_eq!(world.taken(AgreementAct::BeginExploration, world.home).await.on_day, day("2026-11-21"));
    let hold = world.step(AgreementAct::PutOnHold);
    world.try_as(world.abroad, hold).await.unwrap();
    world.wait_until("2026-11-25").await;
    world.key_abroad(Scope::Write).await;
    let not_its_own = world.correct(&home, AgreementAct::PutOnHold, "2026-11-24").await;
    assert_eq!(reasons(not_its_own), [(String::new(), "NOT_ALLOWED")], "the other party put the matter on hold");
    world.correct(&officer(world.abroad), AgreementAct::PutOnHold, "2026-11-24").await.unwrap();
    let theirs = world.taken(AgreementAct::PutOnHold, world.abroad).await;
    assert_eq!(theirs.on_day, day("2026-11-24"), "what all took together has one day");
    let case = world.case().await;
    assert!(case.tracks.iter().all(|track| track.since == day("2026-11-24")));
}

async fn the_day_that_all_signed_on_is_mended_by_all(test: TestRegistry) {
    let world = World::new(test).await;
    world.plan().await;
    world.staffed().await;
    world.wait_until("2026-11-25").await;
    world.correct_home(AgreementAct::OpenPlan, "2026-11-24").await.unwrap();
    let day_of = async || world.taken(AgreementAct::RecordIntent, world.home).await.on_day;
    for (on, confirmed) in [("2026-11-22", false), ("2026-11-23", true)] {
        let before = day_of().await;
        world.correct_home(AgreementAct::RecordIntent, on).await.unwrap();
        assert_eq!(day_of().await, before, "it waits for the partner");
        let waits = world.waits().await.unwrap().act;
        let correction = waits.correction.clone().unwrap().correction;
        assert_eq!((waits.act, correction.before, correction.after), (AgreementAct::RecordIntent, before, day(on)));
        let other = refused_at(world.correct_home(AgreementAct::RecordIntent, "2026-11-24").await);
        assert_eq!(other.1, "ACT_WAITS", "the day that was put to the partner stays");
        let answer = world.answer_to().await;
        let partner = officer(world.abroad);
        if confirmed {
            entity::agreement::pending::act::confirm_act(&world.test.registry, &partner, answer).await.unwrap();
        } else {
            entity::agreement::pending::act::decline_act(&world.test.registry, &partner, answer).await.unwrap();
        }
        assert_eq!(day_of().await, if confirmed { day(on) } else { before });
        assert!(world.waits().await.is_none());
    }
}

async fn nothing_is_mended_under_an_act_that_waits(test: TestRegistry) {
    let world = World::new(test).await;
    world.explore().await;
    world.staffed().await;
    world.signed_by_both(DocumentKind::LetterOfIntent, "Mayor").await;
    world.take(AgreementAct::RecordIntent).await;
    world.wait_until("2026-11-25").await;
    let refused = refusals(world.correct_home(AgreementAct::BeginExploration, "2026-11-24").await).remove(0);
    let Reason::ActWaits { party, .. } = refused.reason else { panic!("{refused:?}") };
    assert_eq!(party, "Kota Surabaya");
    let partner = officer(world.abroad);
    let answer = world.answer_to().await;
    entity::agreement::pending::act::confirm_act(&world.test.registry, &partner, answer).await.unwrap();
    let days = [AgreementAct::BeginExploration, AgreementAct::RecordIntent].map(|act| world.taken(act, world.home));
    let days = futures_util::future::join_all(days).await;
    assert!(days[0].on_day <= days[1].on_day);
}

async fn nobody_gets_ready_after_another_was_authorised(test: TestRegistry) {
    let world = World::new(test).await;
    world.authorise().await;
    world.wait_until("2026-11-25").await;
    let resolution = world.taken(AgreementAct::RecordCouncilDecision, world.abroad).await.id;
    let input = CorrectStep {
        step: resolution,
        expected_revision: None,
        on: day("2026-11-22"),
        reason: "a typing error".into(),
    };
    let late = correct_step(&world.test.registry, &officer(world.abroad), input).await;
    assert_eq!(refused_at(late), ("on".into(), "DATE_ORDER"));
}
