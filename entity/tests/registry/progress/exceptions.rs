//! Exceptions from what cooperation abroad requires: where the law has one, by an authority that is named.

use super::*;
use entity::{
    agreement::progress::{
        find::requirements_of,
        record::{Answered, Exception, RequirementAnswered},
    },
    journal::{Feed, changes},
    page::Page,
};

on_both_databases!(
    an_exception_opens_the_gate_where_the_law_has_one,
    an_exception_names_the_authority,
    no_exception_outlives_what_allows_it,
    an_answer_and_the_one_that_replaces_it_are_both_told,
);

fn exception() -> Answered {
    Answered::Excepted(Exception { by: "Kemendagri, 100.2/17/SJ".into(), under: Some("Permendagri 25/2020".into()) })
}

impl World {
    async fn except(&self, requirement: Requirement, exception: Answered) -> Result<agreement::Model, Error> {
        let answer = (requirement, exception, "A province and a city that is a State of its own");
        answer_requirement(&self.test.registry, &officer(self.home), self.agreement, answer).await
    }
}

async fn an_exception_opens_the_gate_where_the_law_has_one(test: TestRegistry) {
    let world = World::new(test).await;
    world.answer(Requirement::DiplomaticRelations).await;
    world.have(&[DocumentKind::RegionProfile]).await;
    world.record(world.document(DocumentKind::RegionProfile, Some(world.abroad))).await;
    let begins = || world.try_as(world.home, world.step(AgreementAct::BeginExploration));
    assert_eq!(lacks(begins().await), [condition(Condition::EqualTier)]);
    world.except(Requirement::EqualStatus, exception()).await.unwrap();
    assert_eq!(begins().await.unwrap().stage, Stage::Exploring);
    let found = requirements_of(&world.test.registry, &officer(world.home), &[world.agreement]).await.unwrap();
    let kept = found[&world.agreement].iter().find(|one| one.requirement == Requirement::EqualStatus).unwrap();
    assert_eq!((kept.met, kept.answered()), (false, exception()), "it is no requirement that is met");
    for requirement in Requirement::iter() {
        let allowed = matches!(requirement, Requirement::EqualStatus | Requirement::TransferableKnowledge);
        let outcome = world.except(requirement, exception()).await;
        if allowed {
            outcome.unwrap();
        } else {
            assert_eq!(refused_at(outcome), ("exception".into(), "NO_EXCEPTION"), "{requirement:?}");
        }
    }
}

async fn an_exception_names_the_authority(test: TestRegistry) {
    let world = World::new(test).await;
    let nobodys = Answered::Excepted(Exception { by: "  ".into(), under: None });
    assert_eq!(refused_at(world.except(Requirement::EqualStatus, nobodys).await), ("exception.by".into(), "REQUIRED"));
    let answer = (Requirement::EqualStatus, exception(), "as it likes");
    let foreign = answer_requirement(&world.test.registry, &officer(world.abroad), world.agreement, answer).await;
    assert_eq!(reasons(foreign)[0].1, "NOT_ALLOWED", "of the one of whom the law asks it");
}

async fn no_exception_outlives_what_allows_it(test: TestRegistry) {
    let world = World::new(test).await;
    let transferable = Requirement::TransferableKnowledge;
    world.except(transferable, exception()).await.unwrap();
    assert!(world.case().await.meets(transferable, day("2026-11-21")), "nothing of technology comes with waste");
    let technical = |terms: &mut Terms| _ = terms.fields.insert(Field::SmartCity);
    change_terms(&world.test.registry, &officer(world.home), world.agreement, None, technical).await.unwrap();
    assert!(!world.case().await.meets(transferable, day("2026-11-21")));
    assert_eq!(refused_at(world.except(transferable, exception()).await), ("exception".into(), "NO_EXCEPTION"));
}

async fn an_answer_and_the_one_that_replaces_it_are_both_told(test: TestRegistry) {
    let world = World::new(test).await;
    world.except(Requirement::EqualStatus, exception()).await.unwrap();
    world.answer(Requirement::EqualStatus).await;
    let told = changes(&world.test.registry, &officer(world.home), &Feed::default(), &Page::first(50)).await.unwrap();
    let told = told.rows.iter().filter_map(|one| RequirementAnswered::of_entry(&one.act, &one.data));
    let told: Vec<_> = told.map(|one| (one.met, one.exception.map(|exception| exception.by))).collect();
    assert_eq!(told, [(false, Some("Kemendagri, 100.2/17/SJ".into())), (true, None)]);
}
