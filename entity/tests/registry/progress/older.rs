//! Papers and signatures that are older than what they are about, or that speak of what is no more.

use super::{parties::Three, *};
use entity::agreement::{
    amendment::act::{Amend, amend},
    document::rule::DatedBy,
    legacy::act::{RegisterLegacyAgreement, register_legacy_agreement},
};

on_both_databases!(
    what_is_older_than_the_signature_changes_nothing,
    no_notice_is_withdrawn_by_a_paper_from_before_it,
    each_signature_is_no_older_than_what_it_signs,
    a_paper_that_was_voided_counts_under_no_record_of_it,
    an_approval_that_was_voided_counts_under_no_record_of_it,
    nobody_leaves_before_the_day_of_what_it_signed,
    a_letter_of_three_carries_no_two_of_them,
    a_keeper_does_not_date_the_notice_of_another,
    an_end_that_was_entered_stands_beside_notices,
    an_end_that_was_entered_comes_back_once_a_notice_is_withdrawn,
    what_nobody_signed_is_in_force_on_no_day,
);

impl World {
    /// A paper of an earlier day, with signatures of that day where all sign it, and its file.
    async fn old(&self, kind: DocumentKind, party: Option<Uuid>, on: &str) -> document::Model {
        let sign = |party| NewSignature { signed_on: on.parse().ok(), ..signature(party, "Wali Kota") };
        let all_sign = kind.dated_by() == DatedBy::LastSignature;
        let signatures = if all_sign { vec![sign(self.home), sign(self.abroad)] } else { Vec::new() };
        let paper = RecordDocument { issued_on: on.parse().ok(), signatures, ..self.document(kind, party) };
        let paper = self.record(paper).await;
        self.scan(paper.id).await;
        paper
    }
}

/// What the refusal says is missing, in words.
fn told<T: std::fmt::Debug>(result: Result<T, Error>) -> String {
    refusals(result).remove(0).reason.message(Language::En)
}

async fn what_is_older_than_the_signature_changes_nothing(test: TestRegistry) {
    let world = World::new(test).await;
    world.sign().await;
    let registry = &world.test.registry;
    let paper = world.old(DocumentKind::Amendment, None, "2020-01-01").await;
    let amendment =
        Amend { agreement: world.agreement, expected_revision: None, document: paper.id, on: None, note: None };
    let amended = amend(registry, &officer(world.home), amendment, |terms| terms.notice_months = Some(1)).await;
    assert!(told(amended).contains("amendment of 21 November 2026 or later"));
    world.old(DocumentKind::Evaluation, Some(world.home), "2020-01-01").await;
    let renewed = world.try_as(world.home, world.step(AgreementAct::StartRenewal)).await;
    assert!(told(renewed).contains("evaluation of 21 November 2026 or later"));
    let notice = world.old(DocumentKind::TerminationNotice, Some(world.home), "2019-01-01").await;
    assert!(notice.issued_on.is_some());
    let notice = TakeStep { day: Some(day("2027-06-30")), ..world.step(AgreementAct::GiveTerminationNotice) };
    assert!(told(world.try_as(world.home, notice).await).contains("of 21 November 2026 or later"));
    assert_eq!(world.read().await.stage, Stage::InForce);
}

async fn no_notice_is_withdrawn_by_a_paper_from_before_it(test: TestRegistry) {
    let world = World::new(test).await;
    world.sign().await;
    world.wait_until("2026-12-01").await;
    world.old(DocumentKind::NoticeWithdrawal, None, "2026-11-28").await;
    world.have(&[DocumentKind::TerminationNotice]).await;
    let notice = TakeStep { day: Some(day("2027-06-30")), ..world.step(AgreementAct::GiveTerminationNotice) };
    world.try_as(world.home, notice).await.unwrap();
    let withdrawn = || world.try_as(world.abroad, world.step(AgreementAct::WithdrawNotice));
    assert!(told(withdrawn().await).contains("of 1 December 2026 or later"));
    world.old(DocumentKind::NoticeWithdrawal, None, "2026-12-01").await;
    assert_eq!(withdrawn().await.unwrap().stage, Stage::InForce);
}

async fn each_signature_is_no_older_than_what_it_signs(test: TestRegistry) {
    let world = World::new(test).await;
    world.explore().await;
    let letter = |on: &str| {
        let early = NewSignature { signed_on: on.parse().ok(), ..signature(world.abroad, "Lord Mayor") };
        let signatures = vec![signature(world.home, "Mayor"), early];
        RecordDocument { signatures, ..world.document(DocumentKind::LetterOfIntent, None) }
    };
    let paper = world.record(letter("1999-01-01")).await;
    world.scan(paper.id).await;
    let record = || world.try_as(world.home, world.step(AgreementAct::RecordIntent));
    assert!(told(record().await).contains("Signature of Liverpool on the letter of intent of 5 January 2026 or later"));
    let paper = world.record(letter("2026-01-05")).await;
    world.scan(paper.id).await;
    assert_eq!(record().await.unwrap().stage, Stage::IntentSigned);
}

async fn a_paper_that_was_voided_counts_under_no_record_of_it(test: TestRegistry) {
    let three = Three::begin(test, None).await;
    let (world, parties) = (&three.world, three.parties);
    for party in parties {
        for act in [AgreementAct::BeginExploration, AgreementAct::BeginDrafting] {
            world.try_as(party, world.step(act)).await.unwrap();
        }
    }
    let sign = |party: &Uuid| NewSignature { signed_on: Some(day("2026-11-21")), ..signature(*party, "Wali Kota") };
    let signatures: Vec<NewSignature> = parties.iter().map(sign).collect();
    let issued_on = "2026-11-21".parse().ok();
    let wording = || RecordDocument {
        number: Some("1/KB/2026".into()),
        issued_on,
        signatures: signatures.clone(),
        ..world.document(DocumentKind::JointAgreement, None)
    };
    let paper = world.record(wording()).await;
    world.upload(paper.id, "b").await;
    let officer = officer(world.home);
    change_terms(&world.test.registry, &officer, world.agreement, None, |terms| terms.term_months = Some(600))
        .await
        .unwrap();
    let sign = || world.try_as(world.home, world.step(AgreementAct::RecordSignature));
    let again = world.record(wording()).await;
    assert_eq!(lacks(sign().await), [needs(DocumentKind::JointAgreement)], "the same number and day");
    world.upload(again.id, "b").await;
    let renumbered = world.record(RecordDocument { number: Some("2/KB/2026".into()), ..wording() }).await;
    world.upload(renumbered.id, "b").await;
    assert_eq!(lacks(sign().await), [needs(DocumentKind::JointAgreement)], "the same file");
    let new = world.record(RecordDocument { number: Some("3/KB/2026".into()), ..wording() }).await;
    world.upload(new.id, "c").await;
    assert_eq!(sign().await.unwrap().stage, Stage::InForce);
}

async fn an_approval_that_was_voided_counts_under_no_record_of_it(test: TestRegistry) {
    let world = World::new(test).await;
    world.initial().await;
    world.partner_resolves().await;
    let approval = |kind| RecordDocument { number: Some("7/2026".into()), ..world.document(kind, Some(world.home)) };
    let power = || RecordDocument { empowers: Some("Tri Rismaharini".into()), ..approval(DocumentKind::FullPower) };
    world.record(approval(DocumentKind::CentralApproval)).await;
    world.record(power()).await;
    world.have(&[DocumentKind::DraftText]).await;
    assert_eq!(world.take(AgreementAct::ProposeCounterText).await, Stage::Drafting);
    let wording = world.record(world.document(DocumentKind::InitialledText, None)).await;
    world.upload(wording.id, "a").await;
    assert!(
        world.try_as(world.home, world.step(AgreementAct::InitialText)).await.is_err(),
        "the same wording as before"
    );
    let wording = world
        .record(RecordDocument { supersedes: Some(wording.id), ..world.document(DocumentKind::InitialledText, None) });
    let wording = wording.await;
    world.upload(wording.id, "c").await;
    assert_eq!(world.take(AgreementAct::InitialText).await, Stage::TextInitialled);
    world.record(approval(DocumentKind::CentralApproval)).await;
    world.record(power()).await;
    let missing = lacks(world.try_as(world.home, world.step(AgreementAct::Authorise)).await);
    for kind in [DocumentKind::CentralApproval, DocumentKind::FullPower] {
        assert!(missing.contains(&needs(kind)), "{kind:?}: {missing:?}");
    }
}

async fn nobody_leaves_before_the_day_of_what_it_signed(test: TestRegistry) {
    let three = Three::begin(test, None).await;
    let (world, [_, second, third]) = (&three.world, three.parties);
    for party in three.parties {
        for act in [AgreementAct::BeginExploration, AgreementAct::BeginDrafting] {
            let step = TakeStep { on: Some(day("2026-02-01")), ..world.step(act) };
            world.try_as(party, step).await.unwrap();
        }
    }
    three.text_of(&three.parties, "2026-06-20").await;
    let leave =
        |who, on: &str| world.try_as(who, TakeStep { on: on.parse().ok(), ..world.step(AgreementAct::Withdraw) });
    assert_eq!(refused_at(leave(second, "2026-06-19").await), ("on".into(), "DATE_ORDER"));
    leave(second, "2026-06-20").await.unwrap();
    let early = RecordDocument {
        issued_on: "2020-01-01".parse().ok(),
        ..world.document(DocumentKind::TerminationNotice, Some(third))
    };
    let letter = world.record(early).await;
    world.scan(letter.id).await;
    let for_another = TakeStep { party: Some(third), ..world.step(AgreementAct::Withdraw) };
    let refused = told(world.try_as(world.home, for_another).await);
    assert!(refused.contains("of 5 January 2026 or later"), "a letter from before the proposal: {refused}");
}

async fn a_letter_of_three_carries_no_two_of_them(test: TestRegistry) {
    let world = World::new(test).await;
    let third = world.test.party("GB", Kind::City, "Leeds").await;
    let parties = [world.home, world.abroad, third];
    let made = register_initiative(&world.test.registry, &officer(world.home), initiative(&parties)).await.unwrap();
    let world = World { agreement: made.id, ..world };
    world.record(world.document(DocumentKind::RegionProfile, Some(third))).await;
    world.explore().await;
    let sign = |party: &Uuid| signature(*party, "Mayor");
    let signatures = parties.iter().map(sign).collect();
    let letter =
        world.record(RecordDocument { signatures, ..world.document(DocumentKind::LetterOfIntent, None) }).await;
    world.scan(letter.id).await;
    assert_eq!(world.take(AgreementAct::RecordIntent).await, Stage::IntentSigned);
    let left = world.try_as(third, world.step(AgreementAct::Withdraw)).await.unwrap();
    assert_eq!(left.stage, Stage::Exploring, "the letter was one of three");
    let intend = || world.try_as(world.home, world.step(AgreementAct::RecordIntent));
    assert_eq!(lacks(intend().await), [needs(DocumentKind::LetterOfIntent)]);
    world.old(DocumentKind::LetterOfIntent, None, "2026-11-21").await;
    assert_eq!(intend().await.unwrap().stage, Stage::IntentSigned);
}

async fn a_keeper_does_not_date_the_notice_of_another(test: TestRegistry) {
    let world = World::new(test).await;
    world.sign().await;
    world.wait_until("2027-03-01").await;
    let on = day("2026-12-01");
    let notice = world.document(DocumentKind::TerminationNotice, Some(world.abroad));
    let notice = RecordDocument { issued_on: Some(on.into()), received_on: Some(on), ..notice };
    let notice = world.record(notice).await;
    world.scan(notice.id).await;
    let step = |on: &str, day: &str| TakeStep {
        party: Some(world.abroad),
        on: on.parse().ok(),
        day: day.parse().ok(),
        ..world.step(AgreementAct::GiveTerminationNotice)
    };
    let early = world.try_as(world.home, step("2026-12-01", "2027-06-30")).await;
    assert!(told(early).contains("Not before 1 March 2027"), "it counts from its record");
    let noticed = world.try_as(world.home, step("2027-03-01", "2027-09-30")).await.unwrap();
    assert_eq!(noticed.stage, Stage::TerminationNoticed);
}

async fn an_end_that_was_entered_stands_beside_notices(test: TestRegistry) {
    let world = World::new(test).await;
    let mut parties = [world.home; 3];
    for (at, name) in [(1, "Bandung"), (2, "Semarang")] {
        parties[at] = world.test.party("ID", Kind::City, name).await;
    }
    let input = RegisterLegacyAgreement {
        title: LocalText::default(),
        reference_no: None,
        parties: parties.to_vec(),
        class: Class::Sister,
        scheme: None,
        term_kind: Some(TermKind::OpenEnded),
        term_months: None,
        notice_months: Some(0),
        signed_on: "1990-02-01".parse().ok(),
        in_force_on: None,
        expires_on: None,
        terminated_on: "2027-06-01".parse().ok(),
        fields: vec![Field::Environment, Field::WasteManagement],
        dimensions: BTreeSet::new(),
        documents: Vec::new(),
        missing: vec![entity::agreement::record::Missing::SignedText],
        visibility: Visibility::Public,
        predecessor: None,
        owned_by: Some(world.home),
        source: "as the office found".into(),
        as_of: day("2026-11-20"),
    };
    let entered = register_legacy_agreement(&world.test.registry, &officer(world.home), input).await.unwrap();
    let world = World { agreement: entered.id, ..world };
    world.have(&[DocumentKind::TerminationNotice]).await;
    let notice = TakeStep { day: Some(day("2026-12-31")), ..world.step(AgreementAct::GiveTerminationNotice) };
    let noticed = world.try_as(world.home, notice).await.unwrap();
    assert_eq!(noticed.terminated_on, "2027-06-01".parse().ok(), "the end of all stands");
    world.wait_until("2027-01-01").await;
    turn_due(&world.test.registry).await.unwrap();
    let now = world.read().await;
    assert_eq!((now.stage, now.terminated_on), (Stage::TerminationNoticed, "2027-06-01".parse().ok()));
}

async fn an_end_that_was_entered_comes_back_once_a_notice_is_withdrawn(test: TestRegistry) {
    let ending = |parties: &[Uuid]| RegisterLegacyAgreement {
        term_kind: Some(TermKind::OpenEnded),
        term_months: None,
        notice_months: Some(0),
        terminated_on: "2027-06".parse().ok(),
        ..entries::old(parties)
    };
    let old = entries::Old::entered(test, ending).await;
    old.confirm().await;
    let world = &old.world;
    let ends = |agreement: agreement::Model| agreement.terminated_on.map(|end| end.to_string());
    world.have(&[DocumentKind::TerminationNotice]).await;
    let notice = |until| TakeStep { day: Some(day(until)), ..world.step(AgreementAct::GiveTerminationNotice) };
    assert_eq!(refused_at(world.try_as(world.home, notice("2027-07-01")).await).1, "DATE_ORDER", "it ends before that");
    let noticed = world.try_as(world.home, notice("2027-01-31")).await.unwrap();
    assert_eq!(ends(noticed).as_deref(), Some("2027-01-31"));
    let withdraw = async || {
        world.signed_by_both(DocumentKind::NoticeWithdrawal, "Mayor").await;
        world.take(AgreementAct::WithdrawNotice).await;
        world.confirm(world.abroad).await.unwrap()
    };
    let withdrawn = withdraw().await;
    assert_eq!(withdrawn.stage, Stage::TerminationNoticed);
    assert_eq!(ends(withdrawn).as_deref(), Some("2027-06"), "what was entered was no notice");
    // Without a notice, it is that end which all withdraw.
    let lifted = withdraw().await;
    assert_eq!((lifted.stage, lifted.terminated_on), (Stage::InForce, None));
}

async fn what_nobody_signed_is_in_force_on_no_day(test: TestRegistry) {
    let world = World::new(test).await;
    let agreed = Terms { in_force_on: "2020-01-01".parse().ok(), expires_on: "2040-01-01".parse().ok(), ..terms() };
    let agreed = Terms { term_months: None, ..agreed };
    let abroad = world.test.party("GB", Kind::City, "Leeds").await;
    let input = RegisterInitiative { terms: agreed, ..initiative(&[world.home, abroad]) };
    let made = register_initiative(&world.test.registry, &officer(world.home), input).await.unwrap();
    let world = World { agreement: made.id, ..world };
    let today = AgreementFilter { in_force_on: Some(day("2026-11-21")), ..AgreementFilter::default() };
    for stage in [Stage::Initiated, Stage::Withdrawn] {
        let row = world.read().await;
        assert_eq!(row.stage, stage);
        assert!(!entity::agreement::rule::Dates::from(&row).in_force_on(day("2026-11-21")), "{stage:?}");
        let listed = count_agreements(&world.test.registry, &Caller::system(), &today).await.unwrap();
        assert_eq!(listed, 0, "{stage:?}");
        if stage == Stage::Initiated {
            world.take(AgreementAct::Withdraw).await;
        }
    }
}
