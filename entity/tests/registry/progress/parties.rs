//! Agreements of three: each party has a standing of its own.

use super::*;
use entity::agreement::{
    amendment::act::{Amend, amend},
    find::{Part, parts_of},
    progress::act::leave,
    record::{EndsFor, agreement_party},
    standing::rule::{PartyStatus, Standing},
    stewardship::act::confirm_agreement,
};

on_both_databases!(
    notice_of_one_of_three_ends_its_part_alone,
    a_text_can_say_that_the_end_for_one_is_the_end_for_all,
    who_gives_up_before_the_signature_leaves_the_others,
    nobody_gives_notice_for_another,
    a_notice_that_is_withdrawn_leaves_nothing_behind,
    each_gives_its_own_notice_while_that_of_another_runs,
    each_of_three_gives_its_own_notice_while_others_run,
    an_amendment_that_ends_it_earlier_ends_a_notice_too,
    an_extension_prolongs_nothing_for_who_leaves,
    where_it_ends_for_all_the_notice_of_another_counts_too,
    who_leaves_what_is_signed_leaves_the_others_their_scheme,
    who_leaves_never_ends_it_for_the_others,
    who_has_left_reads_and_does_nothing_more,
    a_counter_proposal_brings_back_who_has_gone_on,
    what_was_signed_with_another_is_signed_anew,
    the_scheme_is_that_of_those_who_remain,
    who_cannot_go_on_without_another_ends_with_it,
    a_party_without_people_leaves_by_its_own_letter,
    for_whom_it_ends_is_not_changed_while_a_notice_runs,
);

/// Three cities of Indonesia, and what they do.
pub(super) struct Three {
    pub(super) world: World,
    pub(super) parties: [Uuid; 3],
}

impl Three {
    pub(super) async fn begin(test: TestRegistry, ends_for: Option<EndsFor>) -> Self {
        let world = World::new(test).await;
        let mut parties = [world.home; 3];
        for (at, name) in [(1, "Bandung"), (2, "Semarang")] {
            parties[at] = world.test.party("ID", Kind::City, name).await;
        }
        let input = RegisterInitiative { terms: Terms { ends_for, ..terms() }, ..initiative(&parties) };
        let made = register_initiative(&world.test.registry, &officer(parties[0]), input).await.unwrap();
        Self { world: World { agreement: made.id, ..world }, parties }
    }

    pub(super) async fn signed(test: TestRegistry, ends_for: Option<EndsFor>) -> Self {
        let three = Self::begin(test, ends_for).await;
        for party in three.parties {
            for act in [AgreementAct::BeginExploration, AgreementAct::BeginDrafting] {
                three.world.try_as(party, three.world.step(act)).await.unwrap();
            }
        }
        three.text_of(&three.parties, "2026-11-21").await;
        let signed = three.world.take(AgreementAct::RecordSignature).await;
        assert_eq!(signed, Stage::InForce);
        three
    }

    /// The joint agreement that these parties signed on a day, with its file.
    pub(super) async fn text_of(&self, parties: &[Uuid], on: &str) {
        let sign = |party: &Uuid| NewSignature { signed_on: Some(day(on)), ..signature(*party, "Wali Kota") };
        let signatures = parties.iter().map(sign).collect();
        let issued_on = on.parse().ok();
        let paper = self.world.document(DocumentKind::JointAgreement, None);
        let paper = self.world.record(RecordDocument { signatures, issued_on, ..paper }).await;
        self.world.scan(paper.id).await;
    }

    pub(super) async fn parts(&self) -> Vec<Part> {
        parts_of(&self.world.test.registry.db, &[self.world.agreement])
            .await
            .unwrap()
            .remove(&self.world.agreement)
            .unwrap()
    }

    pub(super) async fn statuses(&self) -> Vec<PartyStatus> {
        let agreement = self.world.read().await;
        self.parts().await.iter().map(|(part, _)| Standing::of(part, &agreement).status).collect()
    }

    pub(super) async fn give_notice(&self, who: Uuid, until: &str) -> Result<agreement::Model, Error> {
        let paper = self.world.document(DocumentKind::TerminationNotice, Some(who));
        record_document(&self.world.test.registry, &officer(who), paper).await.unwrap();
        let step = TakeStep { day: until.parse().ok(), ..self.world.step(AgreementAct::GiveTerminationNotice) };
        self.world.try_as(who, step).await
    }

    pub(super) async fn wait(&self, day: &str) {
        self.world.wait_until(day).await;
        turn_due(&self.world.test.registry).await.unwrap();
    }
}

async fn notice_of_one_of_three_ends_its_part_alone(test: TestRegistry) {
    use PartyStatus::{InForce, Left, NoticeGiven};
    let three = Three::signed(test, None).await;
    let [first, second, third] = three.parties;
    let noticed = three.give_notice(first, "2027-06-30").await.unwrap();
    assert_eq!((noticed.stage, noticed.terminated_on), (Stage::InForce, None), "it goes on for the others");
    assert_eq!(three.statuses().await, [NoticeGiven, InForce, InForce]);
    let steps = steps_of(&three.world.test.registry, &officer(second), &[noticed.id]).await.unwrap();
    let given = steps[&noticed.id].iter().filter(|step| step.act == AgreementAct::GiveTerminationNotice);
    let by: Vec<_> = given.map(|step| (step.party_id, step.by_party_id)).collect();
    assert_eq!(by, [(first, Some(first))], "history has the notice of the one who gave it");
    three.wait("2027-06-30").await;
    assert_eq!(three.statuses().await[0], NoticeGiven, "through its last day");
    three.wait("2027-07-01").await;
    assert_eq!(three.statuses().await, [Left, InForce, InForce]);
    let now = three.world.read().await;
    assert_eq!((now.stage, now.terminated_on), (Stage::InForce, None));
    assert_eq!(now.owner_id, Some(second), "the next one keeps it");
    assert_eq!(three.parts().await[0].0.left_on, Some(day("2027-06-30")));
    assert!(three.world.try_as(first, three.world.step(AgreementAct::PutOnHold)).await.is_err(), "it acts no more");
    let noticed = three.give_notice(third, "2028-06-30").await.unwrap();
    let ends = Some(PartialDate::from(day("2028-06-30")));
    assert_eq!((noticed.stage, noticed.terminated_on), (Stage::TerminationNoticed, ends), "two remain no more");
    three.wait("2028-07-01").await;
    assert_eq!(three.world.read().await.stage, Stage::Terminated);
    assert_eq!(three.statuses().await, [Left, PartyStatus::Ended, PartyStatus::Ended]);
}

async fn a_text_can_say_that_the_end_for_one_is_the_end_for_all(test: TestRegistry) {
    let three = Three::signed(test, Some(EndsFor::All)).await;
    let noticed = three.give_notice(three.parties[1], "2027-06-30").await.unwrap();
    assert_eq!((noticed.stage, noticed.terminated_on), (Stage::TerminationNoticed, "2027-06-30".parse().ok()));
    three.wait("2027-07-01").await;
    assert_eq!(three.world.read().await.stage, Stage::Terminated);
    assert_eq!(three.statuses().await, [PartyStatus::Ended; 3]);
}

async fn who_gives_up_before_the_signature_leaves_the_others(test: TestRegistry) {
    use PartyStatus::{GivenUp, Proposed};
    let three = Three::begin(test, None).await;
    let [first, second, third] = three.parties;
    let before = terms_of(&three).await;
    let profile = three.world.document(DocumentKind::RegionProfile, Some(second));
    record_document(&three.world.test.registry, &officer(second), profile).await.unwrap();
    let gone = three.world.try_as(first, three.world.step(AgreementAct::Withdraw)).await.unwrap();
    assert_eq!((gone.stage, gone.owner_id), (Stage::Initiated, Some(second)));
    assert_eq!(three.statuses().await, [GivenUp, Proposed, Proposed]);
    assert_ne!(terms_of(&three).await, before, "it is agreed between the others");
    let back = three.world.try_as(first, three.world.step(AgreementAct::BeginExploration)).await;
    assert!(back.is_err(), "who has left does not come back");
    let last = three.world.try_as(third, three.world.step(AgreementAct::Withdraw)).await.unwrap();
    assert_eq!(last.stage, Stage::Withdrawn, "one alone agrees with nobody");
    assert_eq!(three.statuses().await, [GivenUp; 3]);
}

pub(super) async fn terms_of(three: &Three) -> Terms {
    let row = three.world.read().await;
    let fields = entity::agreement::find::fields_of(&three.world.test.registry, &[row.id]).await.unwrap();
    let parties = three.parts().await.into_iter().filter(|(part, _)| part.takes_part());
    Terms::of(&row, parties.map(|(part, _)| part.party_id), fields[&row.id].iter().copied())
}

async fn nobody_gives_notice_for_another(test: TestRegistry) {
    let three = Three::signed(test, None).await;
    let (registry, [first, second, _]) = (&three.world.test.registry, three.parties);
    let paper = three.world.document(DocumentKind::TerminationNotice, Some(second));
    let paper = record_document(registry, &officer(first), paper).await.unwrap();
    let for_second = || TakeStep {
        party: Some(second),
        day: Some(day("2027-06-30")),
        ..three.world.step(AgreementAct::GiveTerminationNotice)
    };
    let file = Lack::File { kind: DocumentKind::TerminationNotice, party: second };
    assert_eq!(lacks(three.world.try_as(first, for_second()).await), [file]);
    let key = NewClient {
        name: "Bandung".into(),
        membership: Membership { role: Role::AgreementManager, party: Some(second) },
        scopes: vec![Scope::Write],
        expires_in_days: None,
    };
    let key = create_client(registry, &Caller::system(), &key).await.unwrap().0.id;
    let refused = refusals(three.world.try_as(first, for_second()).await).remove(0);
    assert_eq!(refused.reason, Reason::NotAllowed, "it speaks for itself");
    revoke_client(registry, &Caller::system(), key).await.unwrap();
    three.world.upload(paper.id, "c").await;
    three.world.try_as(first, for_second()).await.unwrap();
    assert_eq!(three.statuses().await[1], PartyStatus::NoticeGiven, "its keeper has the paper");
}

async fn a_notice_that_is_withdrawn_leaves_nothing_behind(test: TestRegistry) {
    let three = Three::signed(test, None).await;
    let [first, second, _] = three.parties;
    three.give_notice(second, "2027-06-30").await.unwrap();
    let signatures = three.parties.map(|party| signature(party, "Wali Kota")).to_vec();
    let paper = RecordDocument { signatures, ..three.world.document(DocumentKind::NoticeWithdrawal, None) };
    let paper = record_document(&three.world.test.registry, &officer(first), paper).await.unwrap();
    three.world.upload(paper.id, "c").await;
    three.world.stand_by(second, three.world.step(AgreementAct::WithdrawNotice)).await.unwrap();
    assert_eq!(three.statuses().await, [PartyStatus::InForce; 3]);
    three.wait("2027-07-02").await;
    assert_eq!(three.statuses().await, [PartyStatus::InForce; 3], "no day is left on which it would leave");
}

async fn who_leaves_never_ends_it_for_the_others(test: TestRegistry) {
    let three = Three::signed(test, None).await;
    let (registry, [first, second, third]) = (&three.world.test.registry, three.parties);
    let leaving = |until: &str| TakeStep { day: until.parse().ok(), ..three.world.step(AgreementAct::Withdraw) };
    let paper = three.world.document(DocumentKind::TerminationNotice, Some(second));
    record_document(registry, &officer(second), paper).await.unwrap();
    let none = TakeStep { day: None, ..leaving("2027-06-30") };
    assert_eq!(refused_at(leave(registry, &officer(second), none).await), ("endsOn".into(), "REQUIRED"));
    let early = leave(registry, &officer(second), leaving("2027-01-31")).await;
    assert!(matches!(lacks(early)[..], [Lack::Condition { condition: Condition::NoticePeriod, .. }]));
    leave(registry, &officer(second), leaving("2027-06-30")).await.unwrap();
    assert_eq!(three.statuses().await[1], PartyStatus::NoticeGiven);
    // Two would remain, of whom one more leaves: that ends it for all, which is another act.
    let paper = three.world.document(DocumentKind::TerminationNotice, Some(third));
    record_document(registry, &officer(third), paper).await.unwrap();
    for until in ["2027-09-30", "2027-06-30", "2027-06-15"] {
        let last = leave(registry, &officer(third), leaving(until)).await;
        assert_eq!(refusals(last)[0].reason, Reason::EndsForAll, "{until}");
    }
    assert_eq!(three.world.read().await.terminated_on, None);
    assert!(three.give_notice(first, "2027-09-30").await.is_ok());
    let parts = three.parts().await;
    let ends: Vec<_> = parts.iter().map(|(part, _)| part.ends_on).collect();
    assert_eq!(ends, [Some(day("2027-09-30")), Some(day("2027-06-30")), None]);
    // The second one leaves on its own day, although the rest ends later.
    three.wait("2027-07-01").await;
    assert_eq!(three.statuses().await, [PartyStatus::NoticeGiven, PartyStatus::Left, PartyStatus::InForce]);
    assert_eq!(three.world.read().await.stage, Stage::TerminationNoticed);
    three.wait("2027-10-01").await;
    assert_eq!(three.statuses().await, [PartyStatus::Ended, PartyStatus::Left, PartyStatus::Ended]);
}

async fn who_has_left_reads_and_does_nothing_more(test: TestRegistry) {
    let three = Three::signed(test, None).await;
    let (registry, [first, second, third]) = (&three.world.test.registry, three.parties);
    three.give_notice(second, "2027-06-30").await.unwrap();
    three.wait("2027-07-01").await;
    let hidden = three.world.record(three.world.document(DocumentKind::MeetingMinutes, None)).await;
    let seen = documents_of(registry, &officer(second), &[three.world.agreement]).await.unwrap();
    assert!(!seen.values().flatten().any(|document| document.id == hidden.id), "what the others keep among themselves");
    let filter = |party: Uuid| AgreementFilter { party: vec![party], ..AgreementFilter::default() };
    // Surabaya has another one.
    for (party, count) in [(first, 2), (second, 0), (third, 1)] {
        assert_eq!(count_agreements(registry, &officer(first), &filter(party)).await.unwrap(), count);
    }
    let amendment = three.world.document(DocumentKind::Amendment, None);
    assert!(record_document(registry, &officer(second), amendment).await.is_err());
    let confirmed = confirm_agreement(registry, &officer(second), three.world.agreement, None, 1).await;
    assert!(confirmed.is_err());
    let attested = attest_terms(registry, &officer(second), three.world.agreement, None, "0").await;
    assert!(attested.is_err());
    // What the others sign from now on does not need it.
    let names = [first, third].map(|party| signature(party, "Wali Kota")).to_vec();
    let paper = RecordDocument { signatures: names, ..three.world.document(DocumentKind::Amendment, None) };
    let paper = three.world.record(paper).await;
    three.world.upload(paper.id, "e").await;
    let amended =
        Amend { agreement: three.world.agreement, expected_revision: None, document: paper.id, on: None, note: None };
    amend(registry, &officer(first), amended, |terms| terms.notice_months = Some(3)).await.unwrap();
    assert_eq!(three.world.read().await.notice_months, Some(3));
}

impl World {
    async fn notice_of(&self, who: Uuid, until: &str) -> Result<agreement::Model, Error> {
        let paper = self.document(DocumentKind::TerminationNotice, Some(who));
        record_document(&self.test.registry, &officer(who), paper).await.unwrap();
        let step = TakeStep { day: Some(day(until)), ..self.step(AgreementAct::GiveTerminationNotice) };
        self.try_as(who, step).await
    }
}

async fn each_gives_its_own_notice_while_that_of_another_runs(test: TestRegistry) {
    let world = World::new(test).await;
    world.sign().await;
    let ends = |agreement: agreement::Model| agreement.terminated_on.map(|day| day.to_string()).unwrap_or_default();
    assert_eq!(ends(world.notice_of(world.home, "2028-12-31").await.unwrap()), "2028-12-31");
    let missing = lacks(world.notice_of(world.home, "2028-01-31").await);
    assert_eq!(missing, [condition(Condition::NoNoticeGiven)], "its own runs");
    let short = lacks(world.notice_of(world.abroad, "2027-01-31").await);
    assert!(matches!(short[..], [Lack::Condition { condition: Condition::NoticePeriod, .. }]), "{short:?}");
    assert_eq!(refused_at(world.notice_of(world.abroad, "2030-01-01").await), ("endsOn".into(), "DATE_ORDER"));
    let both = world.notice_of(world.abroad, "2027-06-30").await.unwrap();
    assert_eq!((both.stage, ends(both).as_str()), (Stage::TerminationNoticed, "2027-06-30"), "the earlier one counts");
    // What one withdraws leaves the notice of the other.
    world.signed_by_both(DocumentKind::NoticeWithdrawal, "Mayor").await;
    let left = world.stand_by(world.abroad, world.step(AgreementAct::WithdrawNotice)).await.unwrap();
    assert_eq!((left.stage, ends(left).as_str()), (Stage::TerminationNoticed, "2028-12-31"));
    let none = world.notice_of(world.abroad, "2029-06-30").await.unwrap();
    assert_eq!(ends(none), "2028-12-31", "a later one changes nothing as long as the other stands");
    world.signed_by_both(DocumentKind::NoticeWithdrawal, "Mayor").await;
    let left = world.try_as(world.home, world.step(AgreementAct::WithdrawNotice)).await.unwrap();
    assert_eq!(ends(left), "2029-06-30");
    world.wait_until("2029-07-01").await;
    turn_due(&world.test.registry).await.unwrap();
    assert_eq!(world.read().await.stage, Stage::Terminated);
}

async fn each_of_three_gives_its_own_notice_while_others_run(test: TestRegistry) {
    use PartyStatus::{Ended, InForce, Left, NoticeGiven};
    let three = Three::signed(test, None).await;
    let [first, second, third] = three.parties;
    three.give_notice(first, "2027-06-30").await.unwrap();
    let noticed = three.give_notice(second, "2028-06-30").await.unwrap();
    assert_eq!((noticed.stage, noticed.terminated_on), (Stage::TerminationNoticed, "2028-06-30".parse().ok()));
    assert_eq!(three.statuses().await, [NoticeGiven, NoticeGiven, InForce]);
    let leaves = TakeStep { day: Some(day("2028-12-31")), ..three.world.step(AgreementAct::Withdraw) };
    let paper = three.world.document(DocumentKind::TerminationNotice, Some(third));
    record_document(&three.world.test.registry, &officer(third), paper).await.unwrap();
    let alone = leave(&three.world.test.registry, &officer(third), leaves).await;
    assert_eq!(refusals(alone)[0].reason, Reason::EndsForAll, "it ends for all without it");
    let noticed = three.give_notice(third, "2027-12-31").await.unwrap();
    assert_eq!((noticed.stage, noticed.terminated_on), (Stage::TerminationNoticed, "2027-12-31".parse().ok()));
    three.wait("2027-07-01").await;
    assert_eq!(three.statuses().await, [Left, NoticeGiven, NoticeGiven]);
    three.wait("2028-01-01").await;
    assert_eq!(three.statuses().await, [Left, Ended, Ended]);
    assert_eq!(three.world.read().await.terminated_on, "2027-12-31".parse().ok());
}

async fn an_amendment_that_ends_it_earlier_ends_a_notice_too(test: TestRegistry) {
    let three = Three::signed(test, None).await;
    let (registry, [first, second, _]) = (&three.world.test.registry, three.parties);
    three.give_notice(second, "2028-06-30").await.unwrap();
    let signatures = three.parties.map(|party| signature(party, "Wali Kota")).to_vec();
    let paper = RecordDocument { signatures, ..three.world.document(DocumentKind::Amendment, None) };
    let paper = three.world.record(paper).await;
    three.world.upload(paper.id, "e").await;
    let shorter =
        Amend { agreement: three.world.agreement, expected_revision: None, document: paper.id, on: None, note: None };
    amend(registry, &officer(first), shorter, |terms| terms.term_months = Some(12)).await.unwrap();
    let last = day("2027-11-21");
    assert_eq!(three.world.read().await.expires_on, Some(last.into()));
    assert_eq!(three.parts().await[1].0.ends_on, Some(day("2028-06-30")), "its notice says what it said");
    three.wait("2027-11-22").await;
    assert_eq!(three.world.read().await.stage, Stage::Expired);
    assert_eq!(three.parts().await[1].0.left_on, Some(last), "nobody takes part after the end");
    assert!(!three.statuses().await.contains(&PartyStatus::NoticeGiven));
}

/// An amendment ends the agreement before the day that a notice names, and the others extend it.
async fn an_extension_prolongs_nothing_for_who_leaves(test: TestRegistry) {
    use PartyStatus::{InForce, Left, NoticeGiven};
    let three = Three::signed(test, None).await;
    let (world, [first, second, third]) = (&three.world, three.parties);
    three.give_notice(second, "2028-06-30").await.unwrap();
    let paper = async |kind, parties: &[Uuid]| {
        let signatures = parties.iter().map(|party| signature(*party, "Wali Kota")).collect();
        let paper = world.record(RecordDocument { signatures, ..world.document(kind, None) }).await;
        world.scan(paper.id).await;
        paper.id
    };
    let document = paper(DocumentKind::Amendment, &three.parties).await;
    let shorter = Amend { agreement: world.agreement, expected_revision: None, document, on: None, note: None };
    amend(&world.test.registry, &officer(first), shorter, |terms| terms.term_months = Some(12)).await.unwrap();
    world.have(&[DocumentKind::Evaluation]).await;
    world.take(AgreementAct::StartRenewal).await;
    paper(DocumentKind::Extension, &[first, third]).await;
    let extend = TakeStep { day: Some(day("2029-11-21")), ..world.step(AgreementAct::Extend) };
    let extended = world.try_as(first, extend).await.unwrap();
    assert_eq!((extended.stage, extended.expires_on), (Stage::InForce, Some(day("2029-11-21").into())));
    let its_own = three.parts().await.remove(1).0;
    assert_eq!(its_own.ends_on, Some(day("2027-11-21")), "it has not signed that it takes part for longer");
    assert_eq!(three.statuses().await, [InForce, NoticeGiven, InForce]);
    three.wait("2027-11-22").await;
    assert_eq!(three.statuses().await, [InForce, Left, InForce]);
    assert_eq!(three.parts().await[1].0.left_on, Some(day("2027-11-21")));
    let now = world.read().await;
    assert_eq!((now.stage, now.terminated_on), (Stage::InForce, None));
}

async fn where_it_ends_for_all_the_notice_of_another_counts_too(test: TestRegistry) {
    let three = Three::signed(test, Some(EndsFor::All)).await;
    let (world, [first, second, third]) = (&three.world, three.parties);
    let ends = async || world.read().await.terminated_on.map(|day| day.to_string());
    three.give_notice(second, "2028-06-30").await.unwrap();
    three.give_notice(third, "2027-06-30").await.unwrap();
    assert_eq!(ends().await.as_deref(), Some("2027-06-30"), "the earlier one");
    let signatures = three.parties.map(|party| signature(party, "Wali Kota")).to_vec();
    let paper = world.record(RecordDocument { signatures, ..world.document(DocumentKind::NoticeWithdrawal, None) });
    world.scan(paper.await.id).await;
    world.stand_by(third, world.step(AgreementAct::WithdrawNotice)).await.unwrap();
    assert_eq!(ends().await.as_deref(), Some("2028-06-30"), "that of the other stands");
    let dates = three.parts().await.into_iter().map(|(part, _)| (part.party_id, part.ends_on));
    assert_eq!(dates.collect::<Vec<_>>(), [(first, None), (second, Some(day("2028-06-30"))), (third, None)]);
    three.wait("2028-07-01").await;
    assert_eq!(three.statuses().await, [PartyStatus::Ended; 3]);
}

/// Two cities of one country go on with what they signed with a third one abroad.
async fn who_leaves_what_is_signed_leaves_the_others_their_scheme(test: TestRegistry) {
    use entity::agreement::{legacy::act::register_legacy_agreement, record::Scheme};
    let three = Three::of(test, [("ID", Kind::City, "Bandung"), ("JP", Kind::City, "Kitakyushu")]).await;
    let (world, [first, _, third]) = (&three.world, three.parties);
    let old = super::entries::old(&three.parties);
    let old = register_legacy_agreement(&world.test.registry, &officer(first), old).await.unwrap();
    let three = Three { world: World { agreement: old.id, ..three.world }, parties: three.parties };
    let routes = three.world.case().await.tracks.into_iter().map(|track| track.route.name_en.clone());
    let routes: Vec<String> = routes.take(2).collect();
    assert_eq!((old.scheme, old.stage), (Scheme::KsdplSisterCity, Stage::InForce));
    let noticed = three.give_notice(third, "2027-05-31").await.unwrap();
    assert_eq!(noticed.scheme, Scheme::KsdplSisterCity, "as long as it takes part");
    three.wait("2027-06-01").await;
    let now = three.world.read().await;
    assert_eq!((now.scheme, now.stage), (Scheme::KsddDomestic, Stage::InForce));
    let case = three.world.case().await;
    assert_eq!(case.tracks.iter().map(|track| track.route.name_en.clone()).collect::<Vec<_>>(), routes);
    assert!(case.tracks.iter().all(|track| track.stage == Stage::InForce), "what is signed is not approved again");
}

/// A text of three, of whom one gives the proposal up, is no text of the two.
async fn what_was_signed_with_another_is_signed_anew(test: TestRegistry) {
    let three = Three::begin(test, None).await;
    let (world, [first, second, third]) = (&three.world, three.parties);
    for party in three.parties {
        for act in [AgreementAct::BeginExploration, AgreementAct::BeginDrafting] {
            world.try_as(party, world.step(act)).await.unwrap();
        }
    }
    three.text_of(&three.parties, "2026-11-21").await;
    world.wait_until("2026-11-25").await;
    world.try_as(third, world.step(AgreementAct::Withdraw)).await.unwrap();
    let sign = || world.try_as(first, world.step(AgreementAct::RecordSignature));
    let kind = DocumentKind::JointAgreement;
    assert!(lacks(sign().await).contains(&needs(kind)), "what three signed is not what two agree on");
    three.text_of(&[first, second], "2026-11-24").await;
    assert!(lacks(sign().await).contains(&needs(kind)), "it is older than what they agree on now");
    three.text_of(&[first, second], "2026-11-25").await;
    let signed = sign().await.unwrap();
    assert_eq!((signed.stage, signed.signed_on), (Stage::InForce, "2026-11-25".parse().ok()));
}

impl Three {
    /// Three parties of which the last one leaves, as they are before that.
    async fn of(test: TestRegistry, last: [(&str, Kind, &str); 2]) -> Self {
        let world = World::new(test).await;
        let mut parties = [world.home; 3];
        for (at, (country, kind, name)) in last.into_iter().enumerate() {
            parties[at + 1] = world.test.party(country, kind, name).await;
        }
        let made = register_initiative(&world.test.registry, &officer(parties[0]), initiative(&parties)).await.unwrap();
        Self { world: World { agreement: made.id, ..world }, parties }
    }
}

async fn the_scheme_is_that_of_those_who_remain(test: TestRegistry) {
    use entity::agreement::record::Scheme;
    let three = Three::of(test, [("ID", Kind::City, "Bandung"), ("JP", Kind::City, "Kitakyushu")]).await;
    let (world, [first, _, third]) = (&three.world, three.parties);
    for requirement in [Requirement::DiplomaticRelations, Requirement::EqualStatus] {
        world.answer(requirement).await;
    }
    for party in three.parties {
        record_document(
            &world.test.registry,
            &officer(party),
            world.document(DocumentKind::RegionProfile, Some(party)),
        )
        .await
        .unwrap();
    }
    assert_eq!(world.take(AgreementAct::BeginExploration).await, Stage::Exploring);
    assert_eq!(world.read().await.scheme, Scheme::KsdplSisterCity);
    world.try_as(third, world.step(AgreementAct::Withdraw)).await.unwrap();
    let now = world.read().await;
    assert_eq!((now.scheme, now.stage), (Scheme::KsddDomestic, Stage::Initiated), "another way, from its beginning");
    let case = world.case().await;
    assert!(case.tracks.iter().all(|track| track.route.knows(AgreementAct::BeginDrafting)), "each has another route");
    assert_eq!(case.terms_since, Some(day("2026-11-21")));
    let explored = world.try_as(first, world.step(AgreementAct::BeginExploration)).await.unwrap();
    assert_eq!(explored.stage, Stage::Exploring);
}

async fn who_cannot_go_on_without_another_ends_with_it(test: TestRegistry) {
    let three = Three::of(test, [("ID", Kind::University, "ITS"), ("JP", Kind::City, "Kitakyushu")]).await;
    let (world, third) = (&three.world, three.parties[2]);
    let refused = leave(&world.test.registry, &officer(third), world.step(AgreementAct::Withdraw)).await;
    assert_eq!(refusals(refused)[0].reason, Reason::EndsForAll);
    let over = world.try_as(third, world.step(AgreementAct::Withdraw)).await.unwrap();
    assert_eq!(over.stage, Stage::Withdrawn, "the law has no scheme for a city and a university of its country");
    assert_eq!(three.statuses().await, [PartyStatus::GivenUp; 3]);
}

async fn a_party_without_people_leaves_by_its_own_letter(test: TestRegistry) {
    let three = Three::begin(test, None).await;
    let (world, [first, second, _]) = (&three.world, three.parties);
    let for_second = |act| TakeStep { party: Some(second), ..world.step(act) };
    let letter = async |kind| world.record(world.document(kind, Some(second))).await;
    for (act, kind) in [
        (AgreementAct::PutOnHold, DocumentKind::Notification),
        (AgreementAct::Resume, DocumentKind::Notification),
        (AgreementAct::Withdraw, DocumentKind::TerminationNotice),
    ] {
        let step = || world.try_as(first, for_second(act));
        let none = Lack::Document { kind, party: Some(second), hidden_by: None };
        assert_eq!(
            lacks(step().await),
            [none],
            "{act:?}: not on the word of its keeper, and one letter says one thing"
        );
        let paper = letter(kind).await;
        assert_eq!(lacks(step().await), [Lack::File { kind, party: second }], "{act:?}");
        world.scan(paper.id).await;
        step().await.unwrap();
    }
    assert_eq!(three.statuses().await[1], PartyStatus::GivenUp);
    world.take(AgreementAct::PutOnHold).await;
}

/// Surabaya is authorised when Bandung proposes another text: what Surabaya was authorised for is gone.
async fn a_counter_proposal_brings_back_who_has_gone_on(test: TestRegistry) {
    let world = World::new(test).await;
    let bandung = world.test.party("ID", Kind::City, "Bandung").await;
    let parties = [world.home, bandung, world.abroad];
    let made = register_initiative(&world.test.registry, &officer(world.home), initiative(&parties)).await.unwrap();
    let world = World { agreement: made.id, ..world };
    for (party, stage) in [(world.home, Stage::Authorised), (bandung, Stage::TextInitialled)] {
        let row = agreement_party::ActiveModel {
            agreement_id: Set(made.id),
            party_id: Set(party),
            stage: Set(stage),
            ..Default::default()
        };
        row.update(&world.test.registry.db).await.unwrap();
    }
    world.have(&[DocumentKind::DraftText]).await;
    world.try_as(bandung, world.step(AgreementAct::ProposeCounterText)).await.unwrap();
    let case = world.case().await;
    let stages = parties.map(|party| case.track(party).unwrap().stage);
    assert_eq!(stages, [Stage::Drafting, Stage::Drafting, Stage::Initiated]);
    let steps = steps_of(&world.test.registry, &officer(world.home), &[world.agreement]).await.unwrap();
    let moved = steps[&world.agreement].iter().filter(|step| step.act == AgreementAct::ProposeCounterText);
    assert_eq!(moved.map(|step| step.party_id).collect::<BTreeSet<_>>(), BTreeSet::from([world.home, bandung]));
}

async fn for_whom_it_ends_is_not_changed_while_a_notice_runs(test: TestRegistry) {
    let three = Three::signed(test, None).await;
    let (world, [first, _, third]) = (&three.world, three.parties);
    three.give_notice(third, "2027-06-30").await.unwrap();
    let sign = |party: &Uuid| signature(*party, "Wali Kota");
    let signatures = three.parties.iter().map(sign).collect();
    let paper = world.record(RecordDocument { signatures, ..world.document(DocumentKind::Amendment, None) }).await;
    world.scan(paper.id).await;
    let input = Amend { agreement: world.agreement, expected_revision: None, document: paper.id, on: None, note: None };
    let amended =
        amend(&world.test.registry, &officer(first), input, |terms| terms.ends_for = Some(EndsFor::All)).await;
    assert_eq!(refused_at(amended), ("terms.endsFor".into(), "NOTICE_RUNS"));
}
