//! What binds a party takes effect when the party has done its own part.

use super::*;
use entity::{
    agreement::{
        amendment::act::{Amend, amend},
        pending::{
            act::{Answer, confirm_act, decline_act},
            find::{Pending, pending_of},
            rule::Declined,
        },
    },
    deadline::record::DeadlineKind,
    journal::changes,
    obligation::find::{DeadlineFilter, obligations},
    page::Page,
    subject::PartyId,
};

on_both_databases!(
    who_confirms_holds_a_role_that_the_route_names,
    a_partner_does_not_amend_alone,
    what_waits_is_declined_or_withdrawn,
    what_waits_is_void_once_its_ground_changes,
    an_extension_waits_for_the_other_party,
    a_letter_that_one_party_hides_counts_for_nobody_else,
    a_signature_counts_by_its_partys_word_or_by_the_file,
    each_records_the_signature_for_itself,
    nobody_confirms_for_another,
    what_waits_names_its_papers_and_takes_effect_on_them,
    what_waits_is_void_once_a_paper_of_it_changes,
    who_is_asked_to_confirm_a_step_is_told_so,
    who_recorded_an_act_reads_why_it_was_declined,
    what_nobody_is_left_to_confirm_is_the_keepers_to_prove,
    who_begins_to_act_is_asked,
);

impl World {
    /// Somebody acts for both: each has a key.
    pub(super) async fn staffed(&self) {
        self.key_abroad(Scope::Write).await;
        let client = NewClient {
            name: "Surabaya".into(),
            membership: Membership { role: Role::Coordinator, party: Some(self.home) },
            scopes: vec![Scope::Write],
            expires_in_days: None,
        };
        create_client(&self.test.registry, &Caller::system(), &client).await.unwrap();
    }

    pub(super) async fn waits(&self) -> Option<Pending> {
        self.waits_for(self.home).await
    }

    async fn waits_for(&self, party: Uuid) -> Option<Pending> {
        let found = pending_of(&self.test.registry, &officer(party), &[self.agreement]).await.unwrap();
        found.into_values().next()
    }

    pub(super) async fn answer_to(&self) -> Answer {
        let hash = self.waits().await.unwrap().act.hash();
        Answer { agreement: self.agreement, hash, party: None, note: None }
    }

    pub(super) async fn confirm(&self, who: Uuid) -> Result<agreement::Model, Error> {
        confirm_act(&self.test.registry, &officer(who), self.answer_to().await).await
    }

    pub(super) async fn amend_by(&self, who: Uuid, document: Uuid, months: i32) -> Result<agreement::Model, Error> {
        let input = Amend { agreement: self.agreement, expected_revision: None, document, on: None, note: None };
        amend(&self.test.registry, &officer(who), input, |terms| terms.term_months = Some(months)).await
    }

    /// What a party is asked to confirm.
    async fn asked(&self, who: Uuid) -> Vec<String> {
        let filter = DeadlineFilter { party: Some(who), ..DeadlineFilter::default() };
        let found = obligations(&self.test.registry, &officer(who), &filter, &Page::first(50)).await.unwrap();
        let of_kind = found.rows.into_iter().filter(|one| one.kind == DeadlineKind::Attestation);
        of_kind.map(|one| one.rule).collect()
    }

    async fn letter_of(&self, who: Uuid, visibility: Visibility) -> document::Model {
        let signatures = vec![signature(self.home, "Mayor"), signature(self.abroad, "Lord Mayor")];
        let letter = self.document(DocumentKind::LetterOfIntent, None);
        let letter = RecordDocument { signatures, visibility, ..letter };
        record_document(&self.test.registry, &officer(who), letter).await.unwrap()
    }
}

async fn a_partner_does_not_amend_alone(test: TestRegistry) {
    let world = World::new(test).await;
    let signed = world.sign().await;
    world.staffed().await;
    let signatures = vec![signature(world.home, "Tri Rismaharini"), signature(world.abroad, "Lord Mayor")];
    let paper = RecordDocument { signatures, ..world.document(DocumentKind::Amendment, None) };
    let paper = record_document(&world.test.registry, &officer(world.abroad), paper).await.unwrap();
    let before = world.amend_by(world.abroad, paper.id, 12).await.unwrap();
    assert_eq!((before.term_months, before.expires_on), (Some(36), signed.expires_on), "nothing has changed yet");
    let Pending { act, agreed } = world.waits().await.unwrap();
    assert_eq!((act.party_id, agreed), (world.abroad, BTreeSet::from([world.abroad])));
    let ours = Terms { term_months: Some(12), ..act.terms.clone().unwrap() };
    assert_eq!(act.terms.as_ref(), Some(&ours), "the other party sees what would change");
    assert_eq!(world.asked(world.home).await, ["AMEND"], "and is asked");
    assert!(world.asked(world.abroad).await.is_empty());
    let other = Answer { hash: "0".repeat(64), ..world.answer_to().await };
    let other = confirm_act(&world.test.registry, &officer(world.home), other).await;
    assert_eq!(refused_at(other), ("hash".into(), "NOTHING_WAITS"));
    assert_eq!(world.confirm(world.abroad).await.unwrap().term_months, Some(36), "one party alone changes nothing");
    let amended = world.confirm(world.home).await.unwrap();
    assert_eq!((amended.stage, amended.term_months), (Stage::InForce, Some(12)));
    assert!(world.waits().await.is_none() && world.asked(world.home).await.is_empty());
    let steps = steps_of(&world.test.registry, &officer(world.home), &[world.agreement]).await.unwrap();
    let last = steps[&world.agreement].last().unwrap();
    let papers = papers_of(&world.test.registry, &officer(world.home), &[last.taken_id.unwrap()]).await.unwrap();
    let rests_on: Vec<Uuid> = papers.values().flatten().map(|paper| paper.id).collect();
    assert_eq!((last.act, rests_on), (AgreementAct::Amend, vec![paper.id]));
}

/// An amendment of Surabaya that waits for Liverpool, whose software acts by a key of so many days.
async fn waiting_for_a_key(test: TestRegistry, days: Option<i64>) -> (World, document::Model, Uuid) {
    let world = World::new(test).await;
    world.sign().await;
    let client = NewClient {
        name: "Liverpool".into(),
        membership: Membership { role: Role::AgreementManager, party: Some(world.abroad) },
        scopes: vec![Scope::Write],
        expires_in_days: days,
    };
    let key = create_client(&world.test.registry, &Caller::system(), &client).await.unwrap().0.id;
    let signatures = vec![signature(world.home, "Tri Rismaharini"), signature(world.abroad, "Lord Mayor")];
    let paper = world.record(RecordDocument { signatures, ..world.document(DocumentKind::Amendment, None) }).await;
    world.amend_by(world.home, paper.id, 24).await.unwrap();
    assert_eq!((world.asked(world.abroad).await, world.asked(world.home).await), (vec!["AMEND".to_owned()], vec![]));
    (world, paper, key)
}

async fn what_nobody_is_left_to_confirm_is_the_keepers_to_prove(test: TestRegistry) {
    let (world, paper, _) = waiting_for_a_key(test, Some(10)).await;
    world.wait_until("2026-12-03").await;
    turn_due(&world.test.registry).await.unwrap();
    assert_eq!(
        (world.asked(world.home).await, world.asked(world.abroad).await),
        (vec!["UNANSWERED".to_owned()], vec![])
    );
    let file = Lack::File { kind: DocumentKind::Amendment, party: world.abroad };
    assert_eq!(lacks(world.confirm(world.home).await), [file], "its word alone is not enough");
    // With the file, it is another paper: it is recorded again, and waits for nobody.
    world.scan(paper.id).await;
    assert!(world.asked(world.home).await.is_empty());
    let amended = world.amend_by(world.home, paper.id, 24).await.unwrap();
    assert_eq!(amended.term_months, Some(24));
}

async fn who_begins_to_act_is_asked(test: TestRegistry) {
    let (world, _, key) = waiting_for_a_key(test, None).await;
    revoke_client(&world.test.registry, &Caller::system(), key).await.unwrap();
    turn_due(&world.test.registry).await.unwrap();
    assert_eq!(world.asked(world.home).await, ["UNANSWERED"]);
    world.key_abroad(Scope::Write).await;
    turn_due(&world.test.registry).await.unwrap();
    assert_eq!((world.asked(world.home).await, world.asked(world.abroad).await), (vec![], vec!["AMEND".to_owned()]));
    assert_eq!(world.confirm(world.abroad).await.unwrap().term_months, Some(24));
}

async fn what_waits_is_declined_or_withdrawn(test: TestRegistry) {
    let world = World::new(test).await;
    world.sign().await;
    world.staffed().await;
    let paper = world.signed_by_both(DocumentKind::Amendment, "Mayor").await;
    for who in [world.abroad, world.home] {
        world.amend_by(world.home, paper.id, 24).await.unwrap();
        let seen = world.answer_to().await;
        let declined = Answer { note: Some("not what we signed".into()), ..seen.clone() };
        let stranger = decline_act(&world.test.registry, &officer(Uuid::from_u128(1)), declined.clone()).await;
        assert!(stranger.is_err());
        decline_act(&world.test.registry, &officer(who), declined).await.unwrap();
        assert!(world.waits().await.is_none() && world.asked(world.abroad).await.is_empty());
        let late = confirm_act(&world.test.registry, &officer(world.abroad), seen).await;
        assert_eq!(refused_at(late).1, "NOTHING_WAITS");
    }
    assert_eq!(world.read().await.term_months, Some(36));
}

async fn what_waits_is_void_once_its_ground_changes(test: TestRegistry) {
    let world = World::new(test).await;
    world.sign().await;
    let paper = world.signed_by_both(DocumentKind::Amendment, "Mayor").await;
    world.staffed().await;
    world.amend_by(world.home, paper.id, 24).await.unwrap();
    let first = world.answer_to().await;
    world.amend_by(world.abroad, paper.id, 30).await.unwrap();
    let late = confirm_act(&world.test.registry, &officer(world.abroad), first).await;
    assert_eq!(refused_at(late).1, "NOTHING_WAITS", "a newer act replaces it");
    world.have(&[DocumentKind::TerminationNotice]).await;
    let notice = TakeStep { day: Some(day("2027-06-30")), ..world.step(AgreementAct::GiveTerminationNotice) };
    let newest = world.answer_to().await;
    world.try_as(world.home, notice).await.unwrap();
    assert!(world.waits().await.is_none(), "the parties have moved on");
    let late = confirm_act(&world.test.registry, &officer(world.home), newest).await;
    assert_eq!(refused_at(late).1, "NOTHING_WAITS");
    assert_eq!(world.read().await.term_months, Some(36));
}

async fn an_extension_waits_for_the_other_party(test: TestRegistry) {
    let world = World::new(test).await;
    world.sign().await;
    world.staffed().await;
    world.have(&[DocumentKind::Evaluation]).await;
    world.take(AgreementAct::StartRenewal).await;
    world.signed_by_both(DocumentKind::Extension, "Mayor").await;
    let extend = |until: &str| TakeStep { day: until.parse().ok(), ..world.step(AgreementAct::Extend) };
    let waiting = world.try_as(world.home, extend("2032-11-01")).await.unwrap();
    assert_eq!(waiting.stage, Stage::RenewalInProgress);
    assert_eq!(world.waits().await.unwrap().act.terms.unwrap().expires_on, "2032-11-01".parse().ok());
    let waiting = world.stand_by(world.abroad, extend("2032-11-21")).await.unwrap();
    assert_eq!(waiting.stage, Stage::RenewalInProgress, "who says another day confirms nothing");
    let extended = world.try_as(world.home, extend("2032-11-21")).await.unwrap();
    assert_eq!((extended.stage, extended.expires_on), (Stage::InForce, "2032-11-21".parse().ok()), "both say it");
    assert!(world.waits().await.is_none());
}

async fn a_letter_that_one_party_hides_counts_for_nobody_else(test: TestRegistry) {
    let world = World::new(test).await;
    world.explore().await;
    for who in [world.abroad, world.home] {
        let hidden = world.letter_of(who, Visibility::Own).await;
        let file = world.test.stored(&officer(who), hidden.id, &"d".repeat(64)).await.unwrap();
        attach_file(&world.test.registry, &officer(who), hidden.id, file).await.unwrap();
        let lacking = lacks(world.try_as(world.home, world.step(AgreementAct::RecordIntent)).await);
        assert_eq!(lacking, [needs(DocumentKind::LetterOfIntent)]);
        let doing = Doing::new(AgreementAct::RecordIntent, world.home, day("2026-11-21"));
        let missing = world.case().await.missing(&doing).into_iter().map(|lack| lack.told_to(&[]));
        assert!(missing.eq([needs(DocumentKind::LetterOfIntent)]), "nor does it look ready");
    }
}

async fn a_signature_counts_by_its_partys_word_or_by_the_file(test: TestRegistry) {
    let world = World::new(test).await;
    world.explore().await;
    let letter = world.letter_of(world.home, Visibility::Parties).await;
    let record = || world.try_as(world.home, world.step(AgreementAct::RecordIntent));
    let file = Lack::File { kind: DocumentKind::LetterOfIntent, party: world.abroad };
    assert_eq!(lacks(record().await), [file], "nobody acts for Liverpool, and nobody has seen its signature");
    let key = world.key_abroad(Scope::Write).await;
    assert_eq!(record().await.unwrap().stage, Stage::Exploring, "Liverpool is asked");
    assert_eq!(world.asked(world.abroad).await, ["RECORD_INTENT"]);
    assert!(world.waits_for(Uuid::from_u128(1)).await.is_none(), "others do not learn of it");
    revoke_client(&world.test.registry, &Caller::system(), key).await.unwrap();
    world.upload(letter.id, "d").await;
    assert_eq!(record().await.unwrap().stage, Stage::IntentSigned, "its keeper has the signed paper");
    assert!(world.waits().await.is_none());
}

async fn each_records_the_signature_for_itself(test: TestRegistry) {
    let world = World::new(test).await;
    world.authorise().await;
    world.staffed().await;
    let paper = world.signed_by_both(DocumentKind::SignedText, "Tri Rismaharini").await;
    world.upload(paper.id, "a").await;
    let sign = |on: &str| TakeStep { on: on.parse().ok(), ..world.step(AgreementAct::RecordSignature) };
    assert_eq!(world.stand_by(world.abroad, sign("2026-11-21")).await.unwrap().stage, Stage::Authorised);
    assert_eq!(world.asked(world.home).await, ["RECORD_SIGNATURE"]);
    let signed = world.confirm(world.home).await.unwrap();
    assert_eq!((signed.stage, signed.signed_on), (Stage::InForce, "2026-11-21".parse().ok()));
}

async fn nobody_confirms_for_another(test: TestRegistry) {
    let world = World::new(test).await;
    world.sign().await;
    world.staffed().await;
    let paper = world.signed_by_both(DocumentKind::Amendment, "Mayor").await;
    world.amend_by(world.home, paper.id, 24).await.unwrap();
    let for_partner = Answer { party: Some(PartyId(world.abroad)), ..world.answer_to().await };
    let ministry = who(Role::Coordinator, None);
    let reader = Caller { may_write: false, ..officer(world.abroad) };
    for caller in [officer(world.home), ministry, reader] {
        let refused = confirm_act(&world.test.registry, &caller, for_partner.clone()).await;
        assert_eq!(refusals(refused)[0].reason, Reason::NotAllowed);
    }
    assert_eq!(world.read().await.term_months, Some(36));
    assert_eq!(world.confirm(world.abroad).await.unwrap().term_months, Some(24));
}

async fn what_waits_names_its_papers_and_takes_effect_on_them(test: TestRegistry) {
    let world = World::new(test).await;
    world.explore().await;
    world.staffed().await;
    let letter = world.letter_of(world.home, Visibility::Parties).await;
    world.take(AgreementAct::RecordIntent).await;
    let first = world.waits().await.unwrap().act;
    assert_eq!(first.papers.ids(), BTreeSet::from([letter.id]), "whatever the act");
    // A newer letter beside it is not what the partner has read.
    let newer = world.letter_of(world.home, Visibility::Parties).await;
    assert_eq!(world.waits().await.unwrap().act.hash(), first.hash());
    assert_eq!(world.asked(world.abroad).await, ["RECORD_INTENT"]);
    assert_eq!(world.confirm(world.abroad).await.unwrap().stage, Stage::IntentSigned);
    let steps = steps_of(&world.test.registry, &officer(world.home), &[world.agreement]).await.unwrap();
    let taken = steps[&world.agreement].last().unwrap().taken_id.unwrap();
    let papers = papers_of(&world.test.registry, &officer(world.home), &[taken]).await.unwrap();
    assert_eq!(papers[&taken].iter().map(|paper| paper.id).collect::<Vec<_>>(), [letter.id]);
    let signed = entity::agreement::document::find::signatures_of(&world.test.registry, &[newer.id]).await.unwrap();
    let attested = |one: &&entity::agreement::document::record::signature::Model| one.attested_at.is_some();
    assert_eq!(signed[&newer.id].iter().filter(attested).count(), 1, "the partner has said nothing of the newer one");
}

async fn what_waits_is_void_once_a_paper_of_it_changes(test: TestRegistry) {
    let world = World::new(test).await;
    world.explore().await;
    world.staffed().await;
    let letter = world.letter_of(world.home, Visibility::Parties).await;
    world.take(AgreementAct::RecordIntent).await;
    let seen = world.answer_to().await;
    world.upload(letter.id, "d").await;
    assert!(world.waits().await.is_none() && world.asked(world.abroad).await.is_empty(), "its file has come");
    world.take(AgreementAct::RecordIntent).await;
    let with_file = world.answer_to().await;
    assert_ne!(seen.hash, with_file.hash);
    let signatures = vec![signature(world.home, "Mayor"), signature(world.abroad, "Somebody else")];
    let better = world.document(DocumentKind::LetterOfIntent, None);
    world.record(RecordDocument { supersedes: Some(letter.id), signatures, ..better }).await;
    for stale in [seen, with_file] {
        let stale = confirm_act(&world.test.registry, &officer(world.abroad), stale).await;
        assert_eq!(refused_at(stale), ("hash".into(), "NOTHING_WAITS"));
    }
    assert!(world.asked(world.abroad).await.is_empty());
    assert_eq!(world.read().await.stage, Stage::Exploring);
}

/// The partner's route has no letter of intent: it confirms one, and takes no such step itself.
async fn who_is_asked_to_confirm_a_step_is_told_so(test: TestRegistry) {
    let world = World::new(test).await;
    world.explore().await;
    world.staffed().await;
    world.letter_of(world.home, Visibility::Parties).await;
    let record = || world.try_as(world.abroad, world.step(AgreementAct::RecordIntent));
    assert_eq!(refused_at(record().await).1, "NOT_AT_THIS_STAGE");
    world.take(AgreementAct::RecordIntent).await;
    let refused = refusals(record().await).remove(0);
    let told = "recorded by Kota Surabaya, waits to be confirmed. Confirm or decline it first.";
    assert_eq!(refused.reason.code(), "ACT_WAITS");
    assert!(refused.reason.message(Language::En).ends_with(told), "{refused:?}");
    assert_eq!(world.confirm(world.abroad).await.unwrap().stage, Stage::IntentSigned);
}

async fn who_recorded_an_act_reads_why_it_was_declined(test: TestRegistry) {
    let world = World::new(test).await;
    world.sign().await;
    world.staffed().await;
    let paper = world.signed_by_both(DocumentKind::Amendment, "Mayor").await;
    world.amend_by(world.home, paper.id, 24).await.unwrap();
    let note = Some("not what we signed".to_owned());
    let declined = Answer { note: note.clone(), ..world.answer_to().await };
    decline_act(&world.test.registry, &officer(world.abroad), declined).await.unwrap();
    let told = async |caller: &Caller| {
        let told =
            changes(&world.test.registry, caller, &entity::journal::Feed::default(), &entity::page::Page::first(99))
                .await
                .unwrap()
                .rows;
        told.iter().filter_map(|entry| Declined::of_entry(&entry.act, &entry.data)).collect::<Vec<_>>()
    };
    let expected = Declined { act: AgreementAct::Amend, party: world.abroad, note };
    assert_eq!(told(&officer(world.home)).await, [expected]);
    assert!(told(&Caller::anonymous(Language::En)).await.is_empty(), "others do not learn of it");
}

/// In the route of the two cities at home, the letter of intent is for coordinators.
async fn who_confirms_holds_a_role_that_the_route_names(test: TestRegistry) {
    test.load_routes().await;
    let shipped = entity::agreement::route::reference::shipped().unwrap();
    let (code, mut route) = shipped.into_iter().find(|(code, _)| code == "ID_KSDPL").unwrap();
    for step in route.steps.iter_mut().filter(|step| step.act == AgreementAct::RecordIntent) {
        step.recorded_by = vec![Role::Coordinator];
    }
    revise_approval_route(&test.registry, &Caller::system(), &code, route).await.unwrap();
    let home = test.party("ID", Kind::City, "Surabaya").await;
    let other = test.party("ID", Kind::City, "Bandung").await;
    let abroad = test.party("GB", Kind::City, "Liverpool").await;
    let parties = [home, other, abroad];
    let made = register_initiative(&test.registry, &officer(home), initiative(&parties)).await.unwrap();
    let world = World { agreement: made.id, ..World::of(test, home, abroad) };
    let profile = world.document(DocumentKind::RegionProfile, Some(other));
    record_document(&world.test.registry, &officer(other), profile).await.unwrap();
    world.explore().await;
    world.try_as(other, world.step(AgreementAct::BeginExploration)).await.unwrap();
    world.staffed().await;
    let signatures = parties.map(|party| signature(party, "Mayor")).to_vec();
    let letter = RecordDocument { signatures, ..world.document(DocumentKind::LetterOfIntent, None) };
    record_document(&world.test.registry, &officer(other), letter).await.unwrap();
    world.try_as(other, world.step(AgreementAct::RecordIntent)).await.unwrap();
    let manager = Caller { memberships: who(Role::AgreementManager, Some(home)).memberships, ..officer(home) };
    let refused = confirm_act(&world.test.registry, &manager, world.answer_to().await).await;
    assert_eq!(refused_at(refused).1, "NOT_ALLOWED");
    world.confirm(home).await.unwrap();
    assert_eq!(world.waits().await.unwrap().agreed, BTreeSet::from([home, other]));
}
