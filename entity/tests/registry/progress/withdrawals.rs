//! What was recorded by mistake is withdrawn, as long as nothing rests on it.

use super::*;
use entity::{
    agreement::document::withdrawal::act::withdraw_document,
    journal::{Feed, changes},
    page::Page,
};

on_both_databases!(
    a_document_recorded_by_mistake_no_longer_counts,
    what_a_withdrawn_document_had_replaced_counts_again,
    what_carries_a_step_is_not_withdrawn,
    who_did_not_record_a_document_does_not_withdraw_it,
    what_waits_on_a_withdrawn_document_is_void,
    a_withdrawn_paper_can_be_recorded_anew,
);

impl World {
    async fn withdraw(&self, who: Uuid, document: Uuid) -> Result<document::Model, Error> {
        withdraw_document(&self.test.registry, &officer(who), document, "It is of another matter").await
    }
}

async fn a_document_recorded_by_mistake_no_longer_counts(test: TestRegistry) {
    let world = World::new(test).await;
    world.plan().await;
    let plan = documents_of(&world.test.registry, &officer(world.home), &[world.agreement]).await.unwrap();
    let is_plan = |one: &&document::Model| one.kind == DocumentKind::CooperationPlan;
    let plan = plan[&world.agreement].iter().find(is_plan).unwrap().id;
    let unsaid = withdraw_document(&world.test.registry, &officer(world.home), plan, "  ").await;
    assert_eq!(refused_at(unsaid), ("reason".into(), "REQUIRED"));
    let withdrawn = world.withdraw(world.home, plan).await.unwrap();
    assert_eq!(withdrawn.withdrawn_because.as_deref(), Some("It is of another matter"));
    assert!(withdrawn.void && withdrawn.withdrawn_at.is_some());
    let missing = lacks(world.try_as(world.home, world.step(AgreementAct::SubmitToCouncil)).await);
    assert_eq!(missing, [needs(DocumentKind::CooperationPlan)]);
    assert_eq!(refused_at(world.withdraw(world.home, plan).await), ("document".into(), "DOCUMENT_VOID"));
    let told = changes(&world.test.registry, &officer(world.home), &Feed::default(), &Page::first(50)).await.unwrap();
    let told = told.rows.iter().filter(|one| one.act == "withdrawDocument");
    let said: Vec<_> = told.map(|one| one.data["reason"].as_str()).collect();
    assert_eq!(said, [Some("It is of another matter"); 2], "the history has the reason");
}

async fn what_a_withdrawn_document_had_replaced_counts_again(test: TestRegistry) {
    let world = World::new(test).await;
    world.plan().await;
    let plan = world.record(world.document(DocumentKind::ActionPlan, Some(world.home))).await;
    let better =
        RecordDocument { supersedes: Some(plan.id), ..world.document(DocumentKind::ActionPlan, Some(world.home)) };
    let better = world.record(better).await;
    let withdrawn = world.withdraw(world.home, better.id).await.unwrap();
    assert_eq!(withdrawn.supersedes_id, None);
    let again = documents_by_id(&world.test.registry, &officer(world.home), &[plan.id]).await.unwrap();
    assert!(!again[&plan.id].void);
    let third =
        RecordDocument { supersedes: Some(plan.id), ..world.document(DocumentKind::ActionPlan, Some(world.home)) };
    assert_eq!(world.record(third).await.supersedes_id, Some(plan.id), "and can be replaced by the right one");
}

async fn what_carries_a_step_is_not_withdrawn(test: TestRegistry) {
    let world = World::new(test).await;
    world.explore().await;
    let letter = world.signed_by_both(DocumentKind::LetterOfIntent, "Mayor").await;
    assert_eq!(world.take(AgreementAct::RecordIntent).await, Stage::IntentSigned);
    assert_eq!(refused_at(world.withdraw(world.home, letter.id).await), ("document".into(), "PAPER_CARRIES_STEP"));
    let all = documents_of(&world.test.registry, &officer(world.home), &[world.agreement]).await.unwrap();
    let first = all[&world.agreement].iter().find(|one| one.kind == DocumentKind::InitiativeLetter).unwrap();
    assert_eq!(refused_at(world.withdraw(world.home, first.id).await), ("document".into(), "PAPER_OF_ENTRY"));
}

async fn who_did_not_record_a_document_does_not_withdraw_it(test: TestRegistry) {
    let world = World::new(test).await;
    world.explore().await;
    world.staffed().await;
    let signatures = vec![signature(world.home, "Mayor"), signature(world.abroad, "Lord Mayor")];
    let letter = RecordDocument { signatures, ..world.document(DocumentKind::LetterOfIntent, None) };
    let letter = world.record(letter).await;
    assert_eq!(reasons(world.withdraw(world.abroad, letter.id).await)[0].1, "NOT_ALLOWED");
    let third = world.test.party("KR", Kind::City, "Busan").await;
    assert!(world.withdraw(third, letter.id).await.is_err());
    let step = TakeStep { on: Some(day("2026-11-21")), ..world.step(AgreementAct::RecordIntent) };
    world.try_as(world.home, step).await.unwrap();
    assert_eq!(world.confirm(world.abroad).await.unwrap().stage, Stage::IntentSigned);
    assert_eq!(refused_at(world.withdraw(world.home, letter.id).await), ("document".into(), "PAPER_CARRIES_STEP"));
}

async fn what_waits_on_a_withdrawn_document_is_void(test: TestRegistry) {
    let world = World::new(test).await;
    world.explore().await;
    world.staffed().await;
    let signatures = vec![signature(world.home, "Mayor"), signature(world.abroad, "Lord Mayor")];
    let letter = RecordDocument { signatures, ..world.document(DocumentKind::LetterOfIntent, None) };
    let letter = world.record(letter).await;
    let step = TakeStep { on: Some(day("2026-11-21")), ..world.step(AgreementAct::RecordIntent) };
    world.try_as(world.home, step).await.unwrap();
    let answer = world.answer_to().await;
    world.withdraw(world.home, letter.id).await.unwrap();
    assert!(world.waits().await.is_none());
    let late = entity::agreement::pending::act::confirm_act(&world.test.registry, &officer(world.abroad), answer).await;
    assert_eq!(refused_at(late), ("hash".into(), "NOTHING_WAITS"));
}

async fn a_withdrawn_paper_can_be_recorded_anew(test: TestRegistry) {
    let world = World::new(test).await;
    world.plan().await;
    assert_eq!(world.take(AgreementAct::SubmitToCouncil).await, Stage::CouncilReview);
    let decision = RecordDocument {
        issued_on: Some(PartialDate::from(day("2026-11-21"))),
        ..world.document(DocumentKind::CouncilDecision, Some(world.home))
    };
    let wrong = world.record(RecordDocument { empowers: Some("a slip".into()), ..decision.clone() }).await;
    world.withdraw(world.home, wrong.id).await.unwrap();
    world.record(decision).await;
    let approved = world.decide(AgreementAct::RecordCouncilDecision, Outcome::Approved).await;
    assert_eq!(approved, Stage::CouncilApproved);
}
