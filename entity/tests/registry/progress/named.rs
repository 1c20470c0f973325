//! A step rests on the papers that whoever takes it names: nobody stands by another party's record without saying so.

use super::*;
use entity::agreement::progress::named::Resting;

on_both_databases!(
    what_another_records_in_a_partys_name_is_its_own_only_once_it_names_it,
    a_newer_letter_of_another_takes_no_partys_word,
    a_paper_is_named_as_it_was_read,
    a_party_chooses_among_its_papers,
    a_paper_on_which_nothing_rests_is_not_named,
);

impl World {
    /// Ready for the letter, with people on both sides.
    async fn exploring(test: TestRegistry) -> Self {
        let world = Self::new(test).await;
        world.explore().await;
        world.staffed().await;
        world
    }

    async fn letter_by(&self, who: Uuid, mayor: &str) -> document::Model {
        let signatures = vec![signature(self.home, mayor), signature(self.abroad, "Lord Mayor")];
        let letter = RecordDocument { signatures, ..self.document(DocumentKind::LetterOfIntent, None) };
        record_document(&self.test.registry, &officer(who), letter).await.unwrap()
    }

    /// Who has said that they signed the document.
    async fn word_on(&self, document: Uuid) -> Vec<Uuid> {
        let signatures = signatures_of(&self.test.registry, &[document]).await.unwrap();
        signatures.into_values().flatten().filter(|one| one.attested_at.is_some()).map(|one| one.party_id).collect()
    }

    async fn intends(&self, who: Uuid) -> Result<agreement::Model, Error> {
        self.try_as(who, TakeStep { on: Some(day("2026-11-21")), ..self.step(AgreementAct::RecordIntent) }).await
    }

    async fn resting(&self, who: Uuid, act: AgreementAct) -> Vec<Resting> {
        let (case, caller) = (self.case().await, officer(who));
        let allowed = case.allowed_to(&caller, self.read().await.owner_id);
        let allowed = allowed.into_iter().find(|allowed| allowed.step.act == act).unwrap();
        case.papers_for(&caller, &allowed)
    }
}

async fn what_another_records_in_a_partys_name_is_its_own_only_once_it_names_it(test: TestRegistry) {
    let world = World::exploring(test).await;
    let letter = world.letter_by(world.abroad, "Somebody Else").await;
    assert_eq!(refused_at(world.intends(world.home).await), ("papers".into(), "NAME_THE_PAPER"));
    assert_eq!(world.word_on(letter.id).await, [world.abroad], "nothing is said in its name");
    let shown = world.resting(world.home, AgreementAct::RecordIntent).await;
    let shown: Vec<_> = shown.iter().map(|one| (one.document, one.usual, one.to_name, one.recorded_by)).collect();
    assert_eq!(shown, [(letter.id, true, true, Some(world.abroad))], "the party sees whose record it is");
    let step = TakeStep { on: Some(day("2026-11-21")), ..world.step(AgreementAct::RecordIntent) };
    let step = world.naming(step, letter.id).await;
    assert_eq!(world.try_as(world.home, step).await.unwrap().stage, Stage::IntentSigned);
    assert!(world.word_on(letter.id).await.contains(&world.home));
}

async fn a_newer_letter_of_another_takes_no_partys_word(test: TestRegistry) {
    let world = World::exploring(test).await;
    let own = world.letter_by(world.home, "Mayor").await;
    let other = world.letter_by(world.abroad, "Somebody Else").await;
    assert_eq!(refused_at(world.intends(world.home).await), ("papers".into(), "NAME_THE_PAPER"));
    let step = TakeStep { on: Some(day("2026-11-21")), ..world.step(AgreementAct::RecordIntent) };
    let step = world.naming(step, own.id).await;
    assert_eq!(world.try_as(world.home, step).await.unwrap().stage, Stage::Exploring, "the other party is asked");
    assert_eq!(world.word_on(other.id).await, [world.abroad]);
    let waits = world.waits().await.unwrap();
    assert_eq!(waits.act.papers.ids(), BTreeSet::from([own.id]), "it waits on the letter that was named");
    assert_eq!(world.confirm(world.abroad).await.unwrap().stage, Stage::IntentSigned);
}

async fn a_paper_is_named_as_it_was_read(test: TestRegistry) {
    let world = World::exploring(test).await;
    let letter = world.letter_by(world.abroad, "Mayor").await;
    let read = world.hash_of(letter.id).await;
    let file = world.test.stored(&officer(world.abroad), letter.id, &"e".repeat(64)).await.unwrap();
    attach_file(&world.test.registry, &officer(world.abroad), letter.id, file).await.unwrap();
    let step = TakeStep { on: Some(day("2026-11-21")), ..world.step(AgreementAct::RecordIntent) };
    let stale = TakeStep { papers: vec![read.clone()], ..step.clone() };
    assert_eq!(refused_at(world.try_as(world.home, stale).await), ("papers.0".into(), "NO_SUCH_PAPER"));
    assert_ne!(world.hash_of(letter.id).await, read);
    let step = world.naming(step, letter.id).await;
    assert_eq!(world.try_as(world.home, step).await.unwrap().stage, Stage::IntentSigned);
}

async fn a_party_chooses_among_its_papers(test: TestRegistry) {
    let world = World::new(test).await;
    world.plan().await;
    let kind = DocumentKind::CooperationPlan;
    let shown = world.resting(world.home, AgreementAct::SubmitToCouncil).await;
    let first = shown.iter().find(|one| one.kind == kind).unwrap().document;
    let newer = world.record(world.document(kind, Some(world.home))).await;
    let shown = world.resting(world.home, AgreementAct::SubmitToCouncil).await;
    let plans: Vec<_> = shown.iter().filter(|one| one.kind == kind).map(|one| (one.document, one.usual)).collect();
    assert_eq!(plans, [(first, false), (newer.id, true)]);
    let step = world.naming(world.step(AgreementAct::SubmitToCouncil), first).await;
    world.try_as(world.home, step).await.unwrap();
    let steps = steps_of(&world.test.registry, &officer(world.home), &[world.agreement]).await.unwrap();
    let taken = steps[&world.agreement].last().unwrap().taken_id.unwrap();
    let papers = papers_of(&world.test.registry, &officer(world.home), &[taken]).await.unwrap();
    let papers: Vec<Uuid> = papers.into_values().flatten().map(|paper| paper.id).collect();
    assert!(papers.contains(&first) && !papers.contains(&newer.id));
}

async fn a_paper_on_which_nothing_rests_is_not_named(test: TestRegistry) {
    let world = World::new(test).await;
    world.plan().await;
    let report = world.record(world.document(DocumentKind::MeetingMinutes, None)).await;
    let theirs = world.document(DocumentKind::ActionPlan, Some(world.abroad));
    let theirs = record_document(&world.test.registry, &officer(world.abroad), theirs).await.unwrap();
    for paper in [report.id, theirs.id] {
        let step = world.naming(world.step(AgreementAct::SubmitToCouncil), paper).await;
        let code = refused_at(world.try_as(world.home, step).await).1;
        assert!(["PAPER_OF_NO_USE", "STEP_NOT_READY"].contains(&code), "{code}");
    }
    let hidden =
        RecordDocument { visibility: Visibility::Own, ..world.document(DocumentKind::ActionPlan, Some(world.abroad)) };
    let hidden = record_document(&world.test.registry, &officer(world.abroad), hidden).await.unwrap();
    let step = world.naming(world.step(AgreementAct::SubmitToCouncil), hidden.id).await;
    let refused = refused_at(world.try_as(world.home, step).await);
    assert_eq!(refused, ("papers.0".into(), "NO_SUCH_PAPER"), "what one does not see cannot be told from nothing");
}
