//! What a party says of itself, nobody says for it: a role in the whole registry speaks for none.

use super::*;
use entity::{
    agreement::{
        pending::act::{Answer, decline_act},
        progress::find::requirements_of,
        record::Scheme,
        stewardship::act::confirm_agreement,
        vitality::act::confirm_nothing_took_place,
    },
    exchange::{
        act::{ScheduleExchange, schedule_exchange},
        consent::act::{confirm_attachment, confirm_participation, decline_attachment, decline_participation},
        find::participants_of,
        record::{Consent, Format, Method, exchange},
        rule::When,
    },
    partnership::{
        act::{Statement, claim_partnership},
        record::Stance,
    },
    subject::PartyId,
};

on_both_databases!(
    a_role_in_the_whole_registry_speaks_for_no_party,
    it_declines_nothing_for_a_party,
    it_agrees_to_no_exchange,
    it_states_no_partnership_as_a_member,
    the_keeper_leads_another_party_by_its_papers,
    what_all_do_together_is_recorded_in_ones_own_name,
    the_party_of_which_the_law_asks_it_answers_the_requirements,
    a_notice_counts_from_the_day_on_which_its_sender_records_it,
);

fn everywhere() -> Caller {
    who(Role::Coordinator, None)
}

fn denied<T>(result: Result<T, Error>) {
    assert_eq!(refusals(result)[0].reason, Reason::NotAllowed);
}

async fn a_role_in_the_whole_registry_speaks_for_no_party(test: TestRegistry) {
    let world = World::new(test).await;
    let (registry, agreement, caller) = (&world.test.registry, world.agreement, everywhere());
    let (hash, revision) = (hash(&world).await, world.read().await.revision);
    for party in [world.home, world.abroad] {
        let said = Some(PartyId(party));
        denied(attest_terms(registry, &caller, agreement, said, &hash).await);
        denied(propose_term_change(registry, &caller, agreement, said, |_| {}).await);
        denied(confirm_agreement(registry, &caller, agreement, said, revision).await);
        denied(confirm_nothing_took_place(registry, &caller, agreement, said, revision).await);
    }
    assert_eq!(attested(&world).await, [None, None]);
    // The keeper speaks for a party for which nobody acts where it only knows of it.
    let abroad = Some(PartyId(world.abroad));
    propose_term_change(registry, &officer(world.home), agreement, abroad, |_| {}).await.unwrap();
}

async fn it_declines_nothing_for_a_party(test: TestRegistry) {
    let world = World::new(test).await;
    world.sign().await;
    world.staffed().await;
    let signatures = vec![signature(world.home, "Tri Rismaharini"), signature(world.abroad, "Lord Mayor")];
    let paper = RecordDocument { signatures, ..world.document(DocumentKind::Amendment, None) };
    let paper = record_document(&world.test.registry, &officer(world.abroad), paper).await.unwrap();
    world.amend_by(world.abroad, paper.id, 30).await.unwrap();
    for party in [world.home, world.abroad] {
        let answer = Answer { party: Some(PartyId(party)), ..world.answer_to().await };
        denied(decline_act(&world.test.registry, &everywhere(), answer).await);
    }
    assert!(world.waits().await.is_some());
    decline_act(&world.test.registry, &officer(world.home), world.answer_to().await).await.unwrap();
}

fn visit(host: Uuid, learner: Uuid) -> ScheduleExchange {
    ScheduleExchange {
        title: LocalText { id: Some("Kunjungan".into()), en: Some("Visit".into()) },
        method: Method::StudyVisit,
        format: Format::Onsite,
        when: When { starts_on: day("2026-12-10"), ..When::default() },
        place: Some("Balai Kota".into()),
        country: None,
        host: Some(host),
        champions: Vec::new(),
        learners: vec![learner],
        agreement: None,
        note: None,
        visibility: Visibility::Public,
        owned_by: None,
        source: None,
    }
}

async fn it_agrees_to_no_exchange(test: TestRegistry) {
    let world = World::new(test).await;
    let registry = &world.test.registry;
    let (home, abroad) = (world.home, world.abroad);
    let organiser = who(Role::OrgAdmin, None);
    let input = ScheduleExchange { agreement: Some(world.agreement), ..visit(home, abroad) };
    let unstaffed = schedule_exchange(registry, &organiser, input.clone()).await.unwrap().exchange;
    assert_eq!(unstaffed.agreement_id, Some(world.agreement), "nobody can be asked");
    let consents = async |exchange: &exchange::Model| {
        let parts = participants_of(registry, &Caller::system(), &[exchange.id]).await.unwrap().remove(&exchange.id);
        let parts = parts.unwrap_or_default().into_iter();
        parts.map(|(party, part)| (party.id, part.consent)).collect::<Vec<_>>()
    };
    assert!(consents(&unstaffed).await.contains(&(home, Consent::Stated)), "nor is anything confirmed");
    let elsewhere = world.test.party("JP", Kind::City, "Nagoya").await;
    let unrelated = ScheduleExchange { agreement: Some(world.agreement), ..visit(elsewhere, elsewhere) };
    let unrelated = schedule_exchange(registry, &organiser, unrelated).await.unwrap().exchange;
    assert_eq!(unrelated.agreement_id, None, "no party takes part");

    let own = world.colleague("a@example.org", home).await;
    let asked = schedule_exchange(registry, &organiser, input).await.unwrap().exchange;
    assert_eq!((asked.host_id, asked.agreement_id), (None, None), "the host and the parties are asked");
    assert_eq!(asked.asked_agreement_id, Some(world.agreement));
    let said = consents(&asked).await;
    assert!(said.contains(&(home, Consent::Asked)) && said.contains(&(abroad, Consent::Stated)), "{said:?}");
    for party in [home, abroad] {
        denied(confirm_participation(registry, &organiser, asked.id, Some(PartyId(party)), 1).await);
        denied(decline_participation(registry, &organiser, asked.id, Some(PartyId(party)), 1).await);
    }
    denied(confirm_attachment(registry, &organiser, asked.id, 1).await);
    denied(decline_attachment(registry, &organiser, asked.id, 1).await);
    let hosted = confirm_participation(registry, &own, asked.id, None, 1).await.unwrap();
    assert_eq!(hosted.host_id, Some(home));
    let attached = confirm_attachment(registry, &own, asked.id, hosted.revision).await.unwrap();
    assert_eq!(attached.agreement_id, Some(world.agreement));
}

async fn it_states_no_partnership_as_a_member(test: TestRegistry) {
    let world = World::new(test).await;
    let statement = Statement {
        members: vec![world.home, world.abroad],
        class: Class::Sister,
        stance: Stance::Affirms,
        stated_by: Some(world.home),
        source: "a list".into(),
        as_of: day("2026-11-01"),
        reference: None,
        since: None,
        until: None,
        official: false,
        withdraws: BTreeSet::new(),
    };
    denied(claim_partnership(&world.test.registry, &everywhere(), statement).await);
}

async fn the_keeper_leads_another_party_by_its_papers(test: TestRegistry) {
    let world = World::new(test).await;
    let decision = || RecordDocument {
        issued_on: Some(PartialDate::from(day("2026-11-21"))),
        ..world.document(DocumentKind::CouncilDecision, Some(world.abroad))
    };
    let paper = world.record(decision()).await;
    let decides = || TakeStep {
        party: Some(world.abroad),
        outcome: Some(Outcome::Approved),
        ..world.step(AgreementAct::RecordCouncilDecision)
    };
    let file = Lack::File { kind: DocumentKind::CouncilDecision, party: world.abroad };
    assert_eq!(lacks(world.try_as(world.home, decides()).await), [file]);
    world.upload(paper.id, "c").await;
    world.try_as(world.home, decides()).await.unwrap();
    assert_eq!(world.case().await.track(world.abroad).unwrap().stage, Stage::CouncilApproved);
}

async fn what_all_do_together_is_recorded_in_ones_own_name(test: TestRegistry) {
    let world = World::new(test).await;
    world.staffed().await;
    let withdraws = |party| TakeStep { party: Some(party), ..world.step(AgreementAct::Withdraw) };
    denied(world.try_as(world.home, withdraws(world.abroad)).await);
    denied(world.try_as(world.abroad, withdraws(world.home)).await);
    assert_eq!(world.try_as(world.abroad, withdraws(world.abroad)).await.unwrap().stage, Stage::Withdrawn);
}

async fn a_notice_counts_from_the_day_on_which_its_sender_records_it(test: TestRegistry) {
    let world = World::new(test).await;
    world.sign().await;
    world.staffed().await;
    world.wait_until("2027-06-10").await;
    let notice = RecordDocument {
        issued_on: "2026-12-01".parse().ok(),
        received_on: Some(day("2026-12-02")),
        ..world.document(DocumentKind::TerminationNotice, Some(world.home))
    };
    world.record(notice).await;
    let gives = |on: &str, until: &str| TakeStep {
        on: Some(day(on)),
        day: Some(day(until)),
        ..world.step(AgreementAct::GiveTerminationNotice)
    };
    let from = day("2027-06-10");
    let later = Lack::LaterDay { kind: DocumentKind::TerminationNotice, party: Some(world.home), from };
    assert_eq!(lacks(world.try_as(world.home, gives("2026-12-02", "2027-06-15")).await), [later]);
    let past = refused_at(world.try_as(world.home, gives("2026-12-02", "2027-06-09")).await);
    assert_eq!(past, ("endsOn".into(), "IN_THE_PAST"));
    let noticed = world.try_as(world.home, gives("2027-06-10", "2027-12-10")).await.unwrap();
    assert_eq!(noticed.stage, Stage::TerminationNoticed);
}

async fn the_party_of_which_the_law_asks_it_answers_the_requirements(test: TestRegistry) {
    let world = World::new(test).await;
    world.staffed().await;
    let (home, abroad) = (world.home, world.abroad);
    let other = RegisterInitiative { scheme: Some(Scheme::KsdplOther), ..initiative(&[abroad, home]) };
    let kept_abroad = register_initiative(&world.test.registry, &officer(abroad), other).await.unwrap().id;
    let answer = async |who: Uuid| {
        let answer = (Requirement::Complementary, true, "they are");
        answer_requirement(&world.test.registry, &officer(who), kept_abroad, answer).await
    };
    denied(answer(abroad).await);
    answer(home).await.unwrap();
    let seen = async |who: Uuid| {
        let found = requirements_of(&world.test.registry, &officer(who), &[kept_abroad]).await.unwrap();
        found.get(&kept_abroad).map_or(0, Vec::len)
    };
    assert_eq!(seen(home).await, 1, "and reads what it answered");
}
