//! How the terms of a signed agreement change.

use super::*;
use entity::agreement::amendment::act::{Amend, amend};

on_both_databases!(
    an_amendment_changes_what_is_signed,
    an_amendment_that_cannot_be_changes_nothing,
    an_amendment_is_no_way_round_an_extension,
    what_was_agreed_later_stands,
    a_renewal_is_as_long_as_the_text_says,
    an_end_stays_where_the_text_no_longer_says_how_long_it_runs,
    another_end_takes_the_place_of_the_length,
);

impl World {
    fn amendment(&self, document: Uuid) -> Amend {
        Amend { agreement: self.agreement, expected_revision: None, document, on: None, note: None }
    }

    async fn amend_as(&self, who: Uuid, document: Uuid, months: i32) -> Result<agreement::Model, Error> {
        let change = |terms: &mut Terms| terms.term_months = Some(months);
        amend(&self.test.registry, &officer(who), self.amendment(document), change).await
    }
}

async fn an_amendment_changes_what_is_signed(test: TestRegistry) {
    let world = World::new(test).await;
    let signed = world.sign().await;
    let current = hash(&world).await;
    attest_terms(&world.test.registry, &officer(world.abroad), world.agreement, None, &current).await.unwrap();
    let document = world.signed_by_both(DocumentKind::Amendment, "Mayor").await;
    let amended = world.amend_as(world.home, document.id, 30).await.unwrap();
    assert_eq!((amended.stage, amended.signed_on), (Stage::InForce, signed.signed_on));
    assert_eq!(amended.term_months, Some(30));
    assert_eq!(
        amended.expires_on,
        Some(PartialDate::from(day("2029-05-21"))),
        "the term is shorter, and so is the time"
    );
    assert_eq!(attested(&world).await, [None, None]);
    let steps = steps_of(&world.test.registry, &officer(world.home), &[world.agreement]).await.unwrap();
    let last = steps[&world.agreement].last().unwrap();
    let taken = last.taken_id.unwrap();
    let papers = papers_of(&world.test.registry, &officer(world.abroad), &[taken]).await.unwrap();
    assert_eq!((last.act, papers[&taken][0].id), (AgreementAct::Amend, document.id));
    let again = refusals(world.amend_as(world.home, document.id, 72).await).remove(0);
    assert_eq!((again.path[0].as_str(), again.reason), ("document", Reason::DocumentUsed));
    let next = world.signed_by_both(DocumentKind::Amendment, "Mayor").await;
    assert_eq!(
        world.amend_as(world.abroad, next.id, 24).await.unwrap().term_months,
        Some(24),
        "either side records it"
    );
}

async fn an_amendment_that_cannot_be_changes_nothing(test: TestRegistry) {
    let world = World::new(test).await;
    let document = world.signed_by_both(DocumentKind::Amendment, "Mayor").await;
    let early = refusals(world.amend_as(world.home, document.id, 60).await).remove(0);
    assert!(matches!(early.reason, Reason::NotAtThisStage { .. }), "what is not signed is changed otherwise");
    world.sign().await;
    let half = RecordDocument {
        signatures: vec![signature(world.home, "Mayor")],
        ..world.document(DocumentKind::Amendment, None)
    };
    let half = world.record(half).await;
    assert_eq!(
        lacks(world.amend_as(world.home, half.id, 60).await),
        [Lack::Signature { kind: DocumentKind::Amendment, party: world.abroad }]
    );
    let whole = world.signed_by_both(DocumentKind::Amendment, "Mayor").await;
    let at = |result| refused_at(result);
    assert_eq!(at(world.amend_as(world.home, half.id, 60).await), ("document".into(), "NOT_FOUND"), "not the newest");
    assert_eq!(at(world.amend_as(world.home, whole.id, 36).await), ("terms".into(), "REQUIRED"), "nothing changes");
    let registry = &world.test.registry;
    let ended = |terms: &mut Terms| terms.expires_on = "2026-11-20".parse().ok();
    let ended = amend(registry, &officer(world.home), world.amendment(whole.id), ended).await;
    assert_eq!(at(ended).1, "IN_THE_PAST");
    let other = Amend { on: Some(day("2026-11-20")), ..world.amendment(whole.id) };
    let backdated = amend(registry, &officer(world.home), other, |terms| terms.notice_months = Some(3)).await;
    assert_eq!(
        at(backdated),
        ("on".into(), "STEP_NOT_READY"),
        "before its paper, which is not older than the signature"
    );
    let stranger = amend(registry, &Caller::anonymous(Language::En), world.amendment(whole.id), |_| {}).await;
    assert_eq!(refusals(stranger)[0].reason, Reason::SignInFirst);
    assert_eq!(world.read().await.term_months, Some(36));
}

async fn an_amendment_is_no_way_round_an_extension(test: TestRegistry) {
    type Change = fn(&mut Terms);
    let world = World::new(test).await;
    let signed = world.sign().await;
    let paper = world.signed_by_both(DocumentKind::Amendment, "Mayor").await;
    let changed = async |change: Change| {
        amend(&world.test.registry, &officer(world.home), world.amendment(paper.id), change).await
    };
    let refused: [(Change, &str, &str); 13] = [
        (
            |terms| {
                (terms.term_kind, terms.term_months, terms.expires_on) = (Some(TermKind::OpenEnded), None, None);
            },
            "terms.termKind",
            "LATER_END",
        ),
        (|terms| terms.term_kind = Some(TermKind::AutoRenew), "terms.termKind", "LATER_END"),
        (
            |terms| (terms.term_kind, terms.term_months, terms.expires_on) = (None, None, None),
            "terms.termKind",
            "LATER_END",
        ),
        (|terms| terms.renewal_months = Some(48), "terms.renewalMonths", "LATER_END"),
        (|terms| terms.renewal_months = None, "terms.renewalMonths", "LATER_END"),
        (|terms| terms.term_months = Some(48), "terms.termMonths", "LATER_END"),
        (|terms| terms.expires_on = "2030-01-01".parse().ok(), "terms.expiresOn", "LATER_END"),
        (|terms| terms.in_force_on = "2027-01-01".parse().ok(), "terms.inForceOn", "ALREADY_IN_FORCE"),
        (|terms| terms.in_force_on = None, "terms.inForceOn", "ALREADY_IN_FORCE"),
        (|terms| terms.fields = BTreeSet::from([Field::Culture]), "terms.fields", "TOO_FEW_FIELDS"),
        (|terms| terms.notice_months = Some(37), "terms.noticeMonths", "OUT_OF_RANGE"),
        (|terms| terms.term_kind = Some(TermKind::OpenEnded), "terms.termKind", "LATER_END"),
        (|terms| (terms.term_months, terms.expires_on) = (None, None), "terms.expiresOn", "REQUIRED"),
    ];
    for (change, path, code) in refused {
        assert_eq!(refused_at(changed(change).await), (path.to_owned(), code));
    }
    let cleared = changed(|terms| {
        terms.expires_on = None;
        terms.notice_months = Some(3);
    });
    assert_eq!(cleared.await.unwrap().expires_on, signed.expires_on, "a fixed term keeps its end");
}

async fn what_was_agreed_later_stands(test: TestRegistry) {
    let mut world = World::new(test).await;
    world.sign().await;
    world.wait_until("2027-06-20").await;
    let dated = async |world: &mut World, kind: DocumentKind, on: &str| {
        world.dated = day(on);
        world.signed_by_both(kind, "Mayor").await.id
    };
    let change = async |world: &World, document: Uuid, on: &str, months: i32| {
        let input = Amend { on: Some(day(on)), ..world.amendment(document) };
        amend(&world.test.registry, &officer(world.home), input, |terms| terms.notice_months = Some(months)).await
    };
    let newer = dated(&mut world, DocumentKind::Amendment, "2027-06-01").await;
    change(&world, newer, "2027-06-05", 3).await.unwrap();
    let older = dated(&mut world, DocumentKind::Amendment, "2027-04-01").await;
    for on in ["2027-04-01", "2027-06-10"] {
        let refused = refusals(change(&world, older, on, 9).await).remove(0);
        let message = refused.reason.message(Language::En);
        assert_eq!((refused.path.join("."), refused.reason.code()), ("document".into(), "DATE_ORDER"));
        assert!(message.contains("1 June 2027") && message.contains("1 April 2027"), "{message}");
    }
    let same_day = dated(&mut world, DocumentKind::Amendment, "2027-06-01").await;
    assert_eq!(refused_at(change(&world, same_day, "2027-06-04", 9).await), ("on".into(), "DATE_ORDER"));
    world.dated = day("2027-06-07");
    world.have(&[DocumentKind::Evaluation]).await;
    let renews = TakeStep { on: Some(day("2027-06-10")), ..world.step(AgreementAct::StartRenewal) };
    world.try_as(world.home, renews).await.unwrap();
    let before = dated(&mut world, DocumentKind::Amendment, "2027-06-08").await;
    assert_eq!(refused_at(change(&world, before, "2027-06-09", 9).await), ("on".into(), "DATE_ORDER"));
    change(&world, before, "2027-06-11", 9).await.unwrap();
    dated(&mut world, DocumentKind::Extension, "2027-06-06").await;
    let extend = || TakeStep { day: Some(day("2031-01-01")), ..world.step(AgreementAct::Extend) };
    assert_eq!(refused_at(world.try_as(world.home, extend()).await), ("on".into(), "DATE_ORDER"));
    world.dated = day("2027-06-12");
    world.signed_by_both(DocumentKind::Extension, "Mayor").await;
    let extend = TakeStep { day: Some(day("2031-01-01")), ..world.step(AgreementAct::Extend) };
    assert_eq!(world.try_as(world.home, extend).await.unwrap().stage, Stage::InForce);
    assert_eq!(world.read().await.notice_months, Some(9));
}

async fn a_renewal_is_as_long_as_the_text_says(test: TestRegistry) {
    let world = World::new(test).await;
    world.sign().await;
    world.have(&[DocumentKind::Evaluation]).await;
    world.take(AgreementAct::StartRenewal).await;
    world.signed_by_both(DocumentKind::Extension, "Mayor").await;
    let extend = |until: &str| TakeStep { day: Some(day(until)), ..world.step(AgreementAct::Extend) };
    let refused = refusals(world.try_as(world.home, extend("2032-11-22")).await).remove(0);
    assert_eq!(refused.path, ["expiresOn"]);
    assert_eq!(refused.reason, Reason::BeyondRenewal { months: 36, latest: "2032-11-21".into() });
    let extended = world.try_as(world.home, extend("2032-11-21")).await.unwrap();
    assert_eq!(extended.expires_on, "2032-11-21".parse().ok());
}

async fn an_end_stays_where_the_text_no_longer_says_how_long_it_runs(test: TestRegistry) {
    let world = World::new(test).await;
    let signed = world.sign().await;
    let paper = world.signed_by_both(DocumentKind::Amendment, "Mayor").await;
    let change = |terms: &mut Terms| terms.term_months = None;
    let amended = amend(&world.test.registry, &officer(world.home), world.amendment(paper.id), change).await.unwrap();
    assert_eq!((amended.term_months, amended.expires_on), (None, signed.expires_on));
}

async fn another_end_takes_the_place_of_the_length(test: TestRegistry) {
    let world = World::new(test).await;
    world.sign().await;
    let registry = &world.test.registry;
    let document = world.signed_by_both(DocumentKind::Amendment, "Mayor").await;
    let ends = async |notice: i32| {
        amend(registry, &officer(world.home), world.amendment(document.id), |terms| {
            (terms.expires_on, terms.notice_months) = ("2027-02-01".parse().ok(), Some(notice));
        })
        .await
    };
    let refused = refusals(ends(6).await).remove(0);
    assert_eq!(refused.reason, Reason::OutOfRange { least: 0, most: 2 }, "from 21 November until 1 February");
    let amended = ends(2).await.unwrap();
    assert_eq!((amended.term_months, amended.expires_on), (None, "2027-02-01".parse().ok()));
}
