//! A party's "no" among three: it is its own, others neither undo nor overrule it, and after what it did it comes too late.

use super::{
    entries::{Old, old},
    *,
};
use entity::{
    agreement::{
        denial::act::{DenyEntry, deny_entry, take_back_entry},
        find::parts_of,
        legacy::act::{RegisterLegacyAgreement, register_legacy_agreement},
        standing::rule::{PartyStatus, Standing},
        stewardship::act::confirm_agreement,
    },
    deadline::record::DeadlineKind,
    obligation::find::{DeadlineFilter, obligations},
    page::Page,
};

on_both_databases!(
    a_no_undoes_nothing_that_others_confirmed,
    an_entry_with_one_word_falls_until_two_confirm_it,
    who_denied_stands_by_it_again_unless_others_went_on,
    what_is_entered_again_waits_for_who_denied_it,
    what_others_did_is_no_deed_of_a_party,
    who_has_acted_under_an_entry_denies_it_no_more,
    nobody_leaves_on_a_clause_that_it_has_not_confirmed,
    a_correction_undoes_no_notice,
    what_others_rely_on_is_not_taken_back,
);

/// Bandung's entry with Suwon and Semarang, for all of which somebody acts.
struct Three {
    world: World,
    third: Uuid,
}

impl Three {
    async fn entered(test: TestRegistry, input: impl FnOnce(&[Uuid]) -> RegisterLegacyAgreement) -> Self {
        test.load_routes().await;
        let home = test.party("ID", Kind::City, "Bandung").await;
        let abroad = test.party("KR", Kind::City, "Suwon").await;
        let third = test.party("ID", Kind::City, "Semarang").await;
        let world = World::of(test, home, abroad);
        world.staffed().await;
        let made = register_legacy_agreement(&world.test.registry, &officer(home), input(&[home, abroad, third])).await;
        Self { world: World { agreement: made.unwrap().id, ..world }, third }.with_third().await
    }

    async fn with_third(self) -> Self {
        let client = NewClient {
            name: "Semarang".into(),
            membership: Membership { role: Role::Coordinator, party: Some(self.third) },
            scopes: vec![Scope::Write],
            expires_in_days: None,
        };
        create_client(&self.world.test.registry, &Caller::system(), &client).await.unwrap();
        self
    }
}

impl World {
    async fn denies(&self, who: Uuid, agreement: Uuid) -> Result<agreement::Model, Error> {
        let denied = DenyEntry { agreement, party: None, expected_revision: None, reason: "keliru".into() };
        deny_entry(&self.test.registry, &officer(who), denied).await
    }

    async fn stands_by(&self, who: Uuid, agreement: Uuid) -> Result<agreement::Model, Error> {
        let parts = parts_of(&self.test.registry.db, &[agreement]).await.unwrap().remove(&agreement).unwrap();
        let hash = parts.iter().find_map(|(part, _)| part.attested_hash.clone()).unwrap();
        attest_terms(&self.test.registry, &officer(who), agreement, None, &hash).await
    }

    async fn stages(&self, agreement: Uuid) -> Vec<Stage> {
        let parts = parts_of(&self.test.registry.db, &[agreement]).await.unwrap().remove(&agreement).unwrap();
        parts.iter().map(|(part, _)| part.stage).collect()
    }

    async fn in_force_with(&self, party: Uuid) -> u64 {
        let day = Some(self.test.registry.now().date_naive());
        let filter = AgreementFilter { in_force_on: day, party: vec![party], ..AgreementFilter::default() };
        count_agreements(&self.test.registry, &Caller::system(), &filter).await.unwrap()
    }

    async fn is_to_answer(&self, party: Uuid, rule: &str) -> bool {
        let filter = DeadlineFilter { party: Some(party), ..DeadlineFilter::default() };
        let found = obligations(&self.test.registry, &officer(party), &filter, &Page::first(50)).await.unwrap();
        found.rows.iter().any(|one| one.kind == DeadlineKind::Attestation && one.rule == rule)
    }

    async fn corrects(&self, change: impl FnOnce(&mut Terms)) -> Result<agreement::Model, Error> {
        change_terms(&self.test.registry, &officer(self.home), self.agreement, None, change).await
    }

    async fn gives_notice(&self, who: Uuid, ends: &str) -> Result<agreement::Model, Error> {
        let paper = self.document(DocumentKind::TerminationNotice, Some(who));
        record_document(&self.test.registry, &officer(who), paper).await.unwrap();
        let step = TakeStep { day: ends.parse().ok(), ..self.step(AgreementAct::GiveTerminationNotice) };
        self.try_as(who, step).await
    }
}

async fn a_no_undoes_nothing_that_others_confirmed(test: TestRegistry) {
    let Three { world, third } = Three::entered(test, old).await;
    world.stands_by(world.abroad, world.agreement).await.unwrap();
    let before = attested(&world).await;
    let denied = world.denies(third, world.agreement).await.unwrap();
    assert_eq!(denied.stage, Stage::InForce, "two have confirmed it");
    assert_eq!(world.stages(denied.id).await, [Stage::InForce, Stage::InForce, Stage::Rejected]);
    let parts = parts_of(&world.test.registry.db, &[denied.id]).await.unwrap().remove(&denied.id).unwrap();
    let statuses: Vec<_> = parts.iter().map(|(part, _)| Standing::of(part, &denied).status).collect();
    assert_eq!(statuses, [PartyStatus::InForce, PartyStatus::InForce, PartyStatus::Disowned]);
    assert_eq!(attested(&world).await, before, "what they attested stays");
    assert_eq!((world.in_force_with(world.home).await, world.in_force_with(third).await), (1, 0));
    assert!(!world.is_to_answer(world.home, "DENIAL").await, "nothing is to be mended");
    // The two go on, and the third is asked for nothing.
    world.have(&[DocumentKind::Evaluation]).await;
    assert_eq!(world.take(AgreementAct::StartRenewal).await, Stage::RenewalInProgress);
    let case = world.case().await;
    assert_eq!(case.tracks.iter().map(|track| track.party).collect::<Vec<_>>(), [world.home, world.abroad]);
    assert_eq!(world.stages(denied.id).await[2], Stage::Rejected);
    // What it says is over for the third is no notice of the two.
    let refused = world.try_as(third, world.step(AgreementAct::StartRenewal)).await;
    assert_eq!(refused_at(refused).1, "NOT_AT_THIS_STAGE");
}

async fn an_entry_with_one_word_falls_until_two_confirm_it(test: TestRegistry) {
    let Three { world, third } = Three::entered(test, old).await;
    assert_eq!(world.denies(third, world.agreement).await.unwrap().stage, Stage::Rejected);
    assert!(world.is_to_answer(world.abroad, "ENTRY").await && world.is_to_answer(world.home, "DENIAL").await);
    // The enterer alone does not bring it back.
    let corrected = world.corrects(|terms| terms.notice_months = Some(12)).await.unwrap();
    assert_eq!((corrected.stage, world.in_force_with(world.home).await), (Stage::Rejected, 0));
    assert!(world.is_to_answer(third, "ENTRY").await && !world.is_to_answer(world.home, "DENIAL").await);
    let again = world.stands_by(world.abroad, world.agreement).await.unwrap();
    assert_eq!(again.stage, Stage::InForce, "between the two that say so");
    assert_eq!(world.stages(again.id).await, [Stage::InForce, Stage::InForce, Stage::Rejected]);
    assert_eq!(refused_at(world.corrects(|terms| terms.notice_months = Some(1)).await).1, "ATTESTED_BY_OTHERS");
    // Still asked, it says no again, or stands by it.
    assert_eq!(world.denies(third, again.id).await.unwrap().stage, Stage::InForce);
    assert_eq!(refused_at(world.denies(third, again.id).await).1, "NOT_ASKED");
    let all = world.stands_by(third, again.id).await.unwrap();
    assert_eq!(world.stages(all.id).await, [Stage::InForce; 3]);
    assert_eq!(world.in_force_with(third).await, 1);
}

async fn who_denied_stands_by_it_again_unless_others_went_on(test: TestRegistry) {
    let Three { world, third } = Three::entered(test, old).await;
    world.stands_by(world.abroad, world.agreement).await.unwrap();
    world.denies(third, world.agreement).await.unwrap();
    world.wait_until("2026-11-22").await;
    world.have(&[DocumentKind::Evaluation]).await;
    world.take(AgreementAct::StartRenewal).await;
    let late = refusals(world.stands_by(third, world.agreement).await).remove(0).reason;
    assert!(matches!(&late, Reason::EntryWentOn { on, .. } if on == "2026-11-22"), "{late:?}");
    assert_eq!(world.stages(world.agreement).await[2], Stage::Rejected);
}

async fn what_is_entered_again_waits_for_who_denied_it(test: TestRegistry) {
    let Old { world, .. } = Old::entered(test, old).await;
    let (registry, home) = (&world.test.registry, officer(world.home));
    world.denies(world.abroad, world.agreement).await.unwrap();
    let third = world.test.party("ID", Kind::City, "Semarang").await;
    let other_day = |parties: &[Uuid]| RegisterLegacyAgreement {
        signed_on: Some(day("2024-06-02").into()),
        documents: Vec::new(),
        ..old(parties)
    };
    let both = [world.home, world.abroad];
    let mut made = Vec::new();
    for input in [old(&both), other_day(&both), old(&[world.home, third, world.abroad])] {
        let again = register_legacy_agreement(registry, &home, input).await.unwrap();
        assert_eq!(again.stage, Stage::Rejected, "its word comes first");
        made.push(again.id);
    }
    assert_eq!(world.in_force_with(world.home).await, 0);
    assert!(world.is_to_answer(world.abroad, "ENTRY").await);
    let stands = world.stands_by(world.abroad, made[1]).await.unwrap();
    assert_eq!((stands.stage, world.stages(made[1]).await), (Stage::InForce, vec![Stage::InForce; 2]));
    assert_eq!(world.denies(world.abroad, made[2]).await.unwrap().stage, Stage::Rejected);
    // With others, it is another matter.
    let others = register_legacy_agreement(registry, &home, old(&[world.home, third])).await.unwrap();
    assert_eq!(others.stage, Stage::InForce);
}

async fn what_others_did_is_no_deed_of_a_party(test: TestRegistry) {
    let nagoya = test.party("JP", Kind::City, "Nagoya").await;
    let Old { world, .. } = Old::entered(test, |parties| old(&[parties[0], nagoya])).await;
    let world = World { abroad: nagoya, ..world };
    // Nobody acts for Nagoya: its keeper records its notice, with the letter.
    let letter = world.record(world.document(DocumentKind::TerminationNotice, Some(nagoya))).await;
    world.scan(letter.id).await;
    let notice = TakeStep {
        party: Some(nagoya),
        day: Some(day("2027-06-01")),
        ..world.step(AgreementAct::GiveTerminationNotice)
    };
    world.try_as(world.home, notice).await.unwrap();
    world.key_abroad(Scope::Write).await;
    assert_eq!(world.denies(nagoya, world.agreement).await.unwrap().stage, Stage::Rejected);
}

async fn who_has_acted_under_an_entry_denies_it_no_more(test: TestRegistry) {
    let open = |parties: &[Uuid]| RegisterLegacyAgreement {
        term_kind: Some(TermKind::OpenEnded),
        term_months: None,
        ..old(parties)
    };
    let Three { world, third } = Three::entered(test, open).await;
    world.gives_notice(world.abroad, "2027-12-31").await.unwrap();
    let late = refusals(world.denies(world.abroad, world.agreement).await).remove(0).reason;
    assert!(matches!(&late, Reason::TooLateToDeny { on, .. } if on == "2026-11-21"), "{late:?}");
    world.wait_until("2026-11-25").await;
    let revision = world.read().await.revision;
    confirm_agreement(&world.test.registry, &officer(third), world.agreement, None, revision).await.unwrap();
    assert_eq!(refused_at(world.denies(third, world.agreement).await).1, "TOO_LATE_TO_DENY");
    // What it confirmed were other terms.
    world.wait_until("2026-11-27").await;
    world.corrects(|terms| terms.notice_months = Some(3)).await.unwrap();
    assert_eq!(world.denies(third, world.agreement).await.unwrap().stage, Stage::Rejected);
}

async fn nobody_leaves_on_a_clause_that_it_has_not_confirmed(test: TestRegistry) {
    let at_once = |parties: &[Uuid]| RegisterLegacyAgreement {
        term_kind: Some(TermKind::OpenEnded),
        term_months: None,
        notice_months: Some(0),
        ..old(parties)
    };
    let Three { world, third } = Three::entered(test, at_once).await;
    let missing = |party| Lack::Word { party, from: Some(day("2027-11-21")) };
    let lacking = lacks(world.gives_notice(world.abroad, "2026-12-31").await);
    assert_eq!(lacking, [missing(world.abroad), missing(third)], "its own word as well");
    world.stands_by(world.abroad, world.agreement).await.unwrap();
    assert_eq!(lacks(world.gives_notice(world.abroad, "2026-12-31").await), [missing(third)]);
    world.denies(third, world.agreement).await.unwrap();
    let noticed = world.gives_notice(world.abroad, "2026-12-31").await.unwrap();
    assert_eq!(noticed.stage, Stage::TerminationNoticed, "the two who are left have confirmed the clause");
}

async fn a_correction_undoes_no_notice(test: TestRegistry) {
    let open = |parties: &[Uuid]| RegisterLegacyAgreement {
        term_kind: Some(TermKind::OpenEnded),
        term_months: None,
        ..old(parties)
    };
    let Three { world, .. } = Three::entered(test, open).await;
    world.gives_notice(world.abroad, "2027-12-31").await.unwrap();
    let noticed = [Stage::InForce, Stage::TerminationNoticed, Stage::InForce];
    assert_eq!(world.stages(world.agreement).await, noticed);
    let ended = |terms: &mut Terms| {
        (terms.term_kind, terms.expires_on) = (Some(TermKind::Fixed), Some(day("2026-06-01").into()));
    };
    assert_eq!(world.corrects(ended).await.unwrap().stage, Stage::Expired);
    let open = |terms: &mut Terms| (terms.term_kind, terms.expires_on) = (Some(TermKind::OpenEnded), None);
    assert_eq!(world.corrects(open).await.unwrap().stage, Stage::InForce);
    assert_eq!(world.stages(world.agreement).await, noticed, "who goes, goes");
    let parts = parts_of(&world.test.registry.db, &[world.agreement]).await.unwrap();
    assert_eq!(parts[&world.agreement][1].0.ends_on, Some(day("2027-12-31")));
}

async fn what_others_rely_on_is_not_taken_back(test: TestRegistry) {
    let open = |parties: &[Uuid]| RegisterLegacyAgreement {
        term_kind: Some(TermKind::OpenEnded),
        term_months: None,
        ..old(parties)
    };
    let Old { world, .. } = Old::entered(test, open).await;
    let take_back =
        async || take_back_entry(&world.test.registry, &officer(world.home), world.agreement, None, None).await;
    let report = world.document(DocumentKind::Report, Some(world.abroad));
    record_document(&world.test.registry, &officer(world.abroad), report).await.unwrap();
    assert_eq!(refused_at(take_back().await).1, "ENTRY_RELIED_ON");
    world.gives_notice(world.abroad, "2027-12-31").await.unwrap();
    assert_eq!(refused_at(take_back().await).1, "ENTRY_WENT_ON");
}
