//! What all parties cancel after the signature, before it enters into force.

use super::*;
use entity::{
    agreement::{
        find::parts_of,
        route::record::approval_route,
        standing::rule::{PartyStatus, Standing},
    },
    obligation::find::{DeadlineFilter, obligations},
    page::Page,
};
use sea_orm::EntityTrait;

on_both_databases!(
    all_cancel_together_what_is_not_in_force_yet,
    a_cancellation_waits_for_the_other_party,
    what_is_in_force_is_not_cancelled,
    a_route_from_before_has_the_way_out_too,
);

impl World {
    /// Signed on 21 November 2026, in force from March.
    async fn sign_for_later(&self) {
        self.authorise().await;
        let text = self.signed_by_both(DocumentKind::SignedText, "Tri Rismaharini").await;
        self.upload(text.id, "a").await;
        let later = TakeStep { day: Some(day("2027-03-01")), ..self.step(AgreementAct::RecordSignature) };
        let signed = self.try_as(self.home, TakeStep { on: Some(day("2026-11-21")), ..later }).await.unwrap();
        assert_eq!((signed.stage, signed.in_force_on), (Stage::Signed, "2027-03-01".parse().ok()));
    }

    async fn cancel(&self, who: Uuid) -> Result<agreement::Model, Error> {
        self.try_as(who, self.step(AgreementAct::CancelAgreement)).await
    }
}

async fn all_cancel_together_what_is_not_in_force_yet(test: TestRegistry) {
    let world = World::new(test).await;
    world.sign_for_later().await;
    let alone = world.try_as(world.home, world.step(AgreementAct::Withdraw)).await;
    assert_eq!(refused_at(alone).1, "NOT_AT_THIS_STAGE", "nobody gets out of it alone");
    assert_eq!(lacks(world.cancel(world.home).await), [needs(DocumentKind::Cancellation)]);
    let own = vec![signature(world.home, "Tri Rismaharini")];
    world.record(RecordDocument { signatures: own, ..world.document(DocumentKind::Cancellation, None) }).await;
    let of_partner = Lack::Signature { kind: DocumentKind::Cancellation, party: world.abroad };
    assert_eq!(lacks(world.cancel(world.home).await), [of_partner]);
    let paper = world.signed_by_both(DocumentKind::Cancellation, "Tri Rismaharini").await;
    let early = TakeStep { on: Some(day("2026-11-19")), ..world.step(AgreementAct::CancelAgreement) };
    assert!(world.try_as(world.home, early).await.is_err(), "not before its paper");
    let gone = world.cancel(world.home).await.unwrap();
    let today = day("2026-11-21");
    assert_eq!((gone.stage, gone.terminated_on), (Stage::Cancelled, Some(PartialDate::from(today))));
    let steps = steps_of(&world.test.registry, &officer(world.home), &[gone.id]).await.unwrap();
    let last = steps[&gone.id].last().unwrap();
    let papers = papers_of(&world.test.registry, &officer(world.home), &[last.taken_id.unwrap()]).await.unwrap();
    let rests_on: Vec<Uuid> = papers.values().flatten().map(|paper| paper.id).collect();
    assert_eq!((last.act, last.to_stage, rests_on), (AgreementAct::CancelAgreement, Stage::Cancelled, vec![paper.id]));
    for (part, _) in &parts_of(&world.test.registry.db, &[gone.id]).await.unwrap()[&gone.id] {
        let standing = Standing::of(part, &gone);
        assert_eq!((standing.status, standing.in_force_from), (PartyStatus::Ended, None));
        assert_eq!(standing.signed_on, "2026-11-21".parse().ok(), "that it was signed stays true");
    }
    let (filter, page) = (DeadlineFilter::default(), Page::first(50));
    let due = obligations(&world.test.registry, &officer(world.home), &filter, &page).await.unwrap();
    assert!(due.rows.is_empty(), "nothing is due any more");
    for on in ["2026-11-21", "2027-03-01", "2029-01-01"] {
        world.wait_until(on).await;
        turn_due(&world.test.registry).await.unwrap();
        let dates = entity::agreement::rule::Dates::from(&world.read().await);
        assert!(!dates.in_force_on(day(on)), "in force on no day: {on}");
    }
    assert_eq!(world.read().await.stage, Stage::Cancelled);
    let successor = RegisterInitiative { predecessor: Some(gone.id), ..initiative(&[world.home, world.abroad]) };
    let refused = register_initiative(&world.test.registry, &officer(world.home), successor).await;
    assert_eq!(refused_at(refused), ("predecessor".into(), "PREDECESSOR_GIVEN_UP"));
    register_initiative(&world.test.registry, &officer(world.home), initiative(&[world.home, world.abroad]))
        .await
        .unwrap();
}

async fn a_cancellation_waits_for_the_other_party(test: TestRegistry) {
    let world = World::new(test).await;
    world.sign_for_later().await;
    world.staffed().await;
    let signatures = vec![signature(world.home, "Tri Rismaharini"), signature(world.abroad, "Lord Mayor")];
    world.record(RecordDocument { signatures, ..world.document(DocumentKind::Cancellation, None) }).await;
    assert_eq!(world.cancel(world.home).await.unwrap().stage, Stage::Signed, "one party binds nobody");
    assert_eq!(world.waits().await.unwrap().act.act, AgreementAct::CancelAgreement);
    assert_eq!(world.confirm(world.abroad).await.unwrap().stage, Stage::Cancelled);
}

async fn what_is_in_force_is_not_cancelled(test: TestRegistry) {
    let world = World::new(test).await;
    world.sign_for_later().await;
    world.wait_until("2027-03-01").await;
    world.signed_by_both(DocumentKind::Cancellation, "Tri Rismaharini").await;
    let late = lacks(world.cancel(world.home).await);
    assert_eq!(late, [condition(Condition::NotInForceYet)], "its day has come, whether or not the registry has turned");
    turn_due(&world.test.registry).await.unwrap();
    assert_eq!(refused_at(world.cancel(world.home).await).1, "NOT_AT_THIS_STAGE");
}

async fn a_route_from_before_has_the_way_out_too(test: TestRegistry) {
    let world = World::new(test).await;
    for route in approval_route::Entity::find().all(&world.test.registry.db).await.unwrap() {
        let mut definition = route.definition.clone();
        definition.steps.retain(|step| step.act != AgreementAct::CancelAgreement);
        let row = approval_route::ActiveModel { definition: Set(definition), ..route.into_active_model() };
        row.update(&world.test.registry.db).await.unwrap();
    }
    world.sign_for_later().await;
    world.signed_by_both(DocumentKind::Cancellation, "Tri Rismaharini").await;
    assert_eq!(world.cancel(world.home).await.unwrap().stage, Stage::Cancelled);
}
