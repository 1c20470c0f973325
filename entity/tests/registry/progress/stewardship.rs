//! Who looks after an agreement, and whether what the registry says of it was confirmed.

use super::*;
use entity::{
    account::{act::disable_person, record::membership},
    agreement::stewardship::{
        act::{
            assign_officer, call_off_confirmation_campaign, confirm_agreement, hand_over_tasks,
            open_confirmation_campaign,
        },
        find::{Stewardship, stewardship_of},
    },
    deadline::record::DeadlineKind,
    obligation::find::{DeadlineFilter, obligations},
    page::Page,
    subject::{PartyId, PersonId},
    task::find::{Which, count_tasks},
};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};

on_both_databases!(
    a_leaving_officer_hands_over,
    what_nobody_confirms_is_marked,
    a_campaign_asks_only_for_what_a_party_sees,
    two_campaigns_do_not_begin_at_once,
    a_campaign_is_called_off,
    what_changes_is_confirmed_anew,
);

impl World {
    /// A person who manages agreements of a party.
    pub(super) async fn colleague(&self, email: &str, party: Uuid) -> Caller {
        let caller = self.test.person(email, party).await;
        let db = &self.test.registry.db;
        let held = membership::Entity::find().filter(membership::Column::PersonId.eq(caller.person().unwrap()));
        let mut row = held.one(db).await.unwrap().unwrap().into_active_model();
        row.role = Set(Role::AgreementManager);
        row.update(db).await.unwrap();
        Caller { memberships: vec![Membership { role: Role::AgreementManager, party: Some(party) }], ..caller }
    }

    /// The days by which a party is asked to confirm its agreements.
    async fn asked_to_confirm(&self, party: Uuid) -> Vec<String> {
        let filter = DeadlineFilter { kind: Some(vec![DeadlineKind::Confirmation]), ..DeadlineFilter::default() };
        let found = obligations(&self.test.registry, &officer(party), &filter, &Page::first(9)).await.unwrap().rows;
        found.into_iter().map(|one| one.due_on.unwrap().to_string()).collect()
    }

    async fn stewardship(&self, caller: &Caller, party: Uuid) -> Stewardship {
        let found = stewardship_of(&self.test.registry, caller, &[self.agreement]).await.unwrap();
        found[&self.agreement].iter().find(|one| one.party == party).unwrap().clone()
    }
}

async fn a_leaving_officer_hands_over(test: TestRegistry) {
    let world = World::new(test).await;
    let registry = &world.test.registry;
    let (leaving, staying) =
        (world.colleague("a@example.org", world.home).await, world.colleague("b@example.org", world.home).await);
    let [leaver, stayer] = [&leaving, &staying].map(|person| PersonId(person.person().unwrap()));
    let home = PartyId(world.home);
    let own = async |caller: &Caller| count_tasks(registry, caller, Which::OWN).await.unwrap();
    assert_eq!((own(&leaving).await, own(&staying).await), (1, 1), "nobody in particular is everybody");
    let assign = async |officer| assign_officer(registry, &staying, world.agreement, None, officer).await;
    assign(Some(leaver)).await.unwrap();
    assert_eq!((own(&leaving).await, own(&staying).await), (1, 0));
    assert_eq!(
        count_tasks(registry, &staying, Which::ALL).await.unwrap(),
        1,
        "a colleague's task is still there to see"
    );
    assert_eq!(world.stewardship(&staying, world.home).await.officer.as_deref(), Some("Sari"));
    assert_eq!(world.stewardship(&officer(world.abroad), world.home).await.officer, None, "not for the partner");
    let abroad = world.colleague("c@example.org", world.abroad).await;
    assert_eq!(
        refused_at(assign(abroad.person().ok().map(PersonId)).await),
        ("officer".into(), "NOT_FOUND"),
        "no colleague"
    );
    let head = officer(world.home);
    assert_eq!(
        refusals(hand_over_tasks(registry, &leaving, home, (leaver, stayer)).await)[0].reason,
        Reason::NotAllowed,
        "the coordinator does that"
    );
    let to_oneself = hand_over_tasks(registry, &head, home, (stayer, stayer)).await;
    assert_eq!(refused_at(to_oneself), ("to".into(), "ONE_OF_TWO"));
    assert_eq!(hand_over_tasks(registry, &head, home, (leaver, stayer)).await.unwrap(), 1);
    assert_eq!((own(&leaving).await, own(&staying).await), (0, 1));
    assert_eq!(hand_over_tasks(registry, &head, home, (leaver, stayer)).await.unwrap(), 0);
    disable_person(registry, &Caller::system(), stayer.0).await.unwrap();
    assert_eq!(own(&leaving).await, 1, "what nobody handed over falls back to all");
    assert_eq!(refused_at(assign(Some(stayer)).await), ("officer".into(), "NOT_FOUND"));
}

async fn what_nobody_confirms_is_marked(test: TestRegistry) {
    let world = World::new(test).await;
    let registry = &world.test.registry;
    world.wait_until("2027-01-10").await;
    let asked = async |party: Uuid| world.asked_to_confirm(party).await;
    let denied = open_confirmation_campaign(registry, &officer(world.home), None).await;
    assert_eq!(refusals(denied)[0].reason, Reason::NotAllowed);
    let campaign = open_confirmation_campaign(registry, &Caller::system(), None).await.unwrap();
    assert_eq!(campaign.due_on, day("2027-03-11"), "sixty days");
    let again = open_confirmation_campaign(registry, &Caller::system(), Some(day("2027-05-01"))).await;
    assert_eq!(refusals(again)[0].reason, Reason::AlreadyThere { id: campaign.id });
    assert_eq!(
        (asked(world.home).await, asked(world.abroad).await),
        (vec!["2027-03-11".into()], vec!["2027-03-11".into()])
    );
    let revision = world.read().await.revision;
    let confirm = async |who: Uuid, party, revision| {
        confirm_agreement(registry, &officer(who), world.agreement, party, revision).await
    };
    assert_eq!(refused_at(confirm(world.home, None, revision + 1).await).1, "STALE");
    assert_eq!(
        refusals(confirm(world.home, Some(PartyId(world.abroad)), revision).await)[0].reason,
        Reason::NotAllowed
    );
    confirm(world.home, None, revision).await.unwrap();
    assert!(asked(world.home).await.is_empty(), "everything is confirmed");
    let unconfirmed = async |party: Vec<Uuid>| {
        let since = Some(day("2027-01-10"));
        let filter = AgreementFilter { not_confirmed_since: since, party, ..AgreementFilter::default() };
        count_agreements(registry, &Caller::system(), &filter).await.unwrap()
    };
    assert_eq!(unconfirmed(vec![]).await, 0, "one side has");
    assert_eq!(
        (unconfirmed(vec![world.home]).await, unconfirmed(vec![world.abroad]).await),
        (0, 1),
        "the other has not"
    );
    world.wait_until("2027-03-12").await;
    let everyone = Caller::anonymous(Language::En);
    let marked = async |party| world.stewardship(&everyone, party).await.not_confirmed_since;
    assert_eq!((marked(world.home).await, marked(world.abroad).await), (None, Some(day("2026-01-05"))));
    let next = open_confirmation_campaign(registry, &Caller::system(), Some(day("2027-04-01"))).await.unwrap();
    assert_ne!(next.id, campaign.id);
    assert_eq!(asked(world.home).await, ["2027-04-01"], "the next one asks again, once");
    let past = open_confirmation_campaign(registry, &Caller::system(), Some(day("2027-03-12"))).await;
    assert_eq!(refused_at(past), ("dueOn".into(), "IN_THE_PAST"));
}

async fn a_campaign_asks_only_for_what_a_party_sees(test: TestRegistry) {
    let [home, abroad] = [test.party("ID", Kind::City, "Bandung").await, test.party("KR", Kind::City, "Suwon").await];
    test.agreement([home, abroad], Visibility::Restricted).await;
    let asks = async || {
        let found = obligations(&test.registry, &officer(home), &DeadlineFilter::default(), &Page::first(9)).await;
        found.unwrap().rows.len()
    };
    test.clock.advance(Duration::days(30));
    open_confirmation_campaign(&test.registry, &Caller::system(), None).await.unwrap();
    assert_eq!(asks().await, 0);
}

async fn two_campaigns_do_not_begin_at_once(test: TestRegistry) {
    let system = Caller::system();
    let open = || open_confirmation_campaign(&test.registry, &system, None);
    let (one, other) = tokio::join!(open(), open());
    let (begun, refused) = if one.is_ok() { (one, other) } else { (other, one) };
    assert_eq!(refusals(refused)[0].reason, Reason::AlreadyThere { id: begun.unwrap().id });
}

async fn a_campaign_is_called_off(test: TestRegistry) {
    let world = World::new(test).await;
    let registry = &world.test.registry;
    world.wait_until("2027-01-10").await;
    let campaign = open_confirmation_campaign(registry, &Caller::system(), Some(day("2027-12-31"))).await.unwrap();
    let call_off = async |caller: &Caller| call_off_confirmation_campaign(registry, caller, campaign.id).await;
    let administrator = who(Role::OrgAdmin, Some(world.home));
    assert_eq!(refusals(call_off(&administrator).await)[0].reason, Reason::NotAllowed, "it is the registry's");
    assert_eq!(world.asked_to_confirm(world.home).await, ["2027-12-31"]);
    assert_eq!(call_off(&Caller::system()).await.unwrap().called_off_on, Some(day("2027-01-10")));
    assert!(world.asked_to_confirm(world.home).await.is_empty());
    assert_eq!(call_off(&Caller::system()).await.unwrap().called_off_on, Some(day("2027-01-10")), "once");
    let next = open_confirmation_campaign(registry, &Caller::system(), Some(day("2027-02-01"))).await.unwrap();
    world.wait_until("2027-02-02").await;
    let gone = call_off_confirmation_campaign(registry, &Caller::system(), next.id).await;
    assert_eq!(refused_at(gone), ("campaign".into(), "NOT_FOUND"), "its day has passed");
    assert!(world.stewardship(&Caller::anonymous(Language::En), world.home).await.not_confirmed_since.is_some());
    let wrong = open_confirmation_campaign(registry, &Caller::system(), Some(day("2027-12-31"))).await.unwrap();
    assert_eq!(world.asked_to_confirm(world.home).await, ["2027-12-31"]);
    call_off_confirmation_campaign(registry, &Caller::system(), wrong.id).await.unwrap();
    assert_eq!(world.asked_to_confirm(world.home).await, ["2027-02-01"], "what was open before is open again");
}

async fn what_changes_is_confirmed_anew(test: TestRegistry) {
    let world = World::new(test).await;
    let registry = &world.test.registry;
    world.wait_until("2027-01-10").await;
    open_confirmation_campaign(registry, &Caller::system(), None).await.unwrap();
    let revision = world.read().await.revision;
    for party in [world.home, world.abroad] {
        confirm_agreement(registry, &officer(party), world.agreement, None, revision).await.unwrap();
        assert!(world.asked_to_confirm(party).await.is_empty());
    }
    let change = |terms: &mut Terms| terms.notice_months = Some(9);
    change_terms(registry, &officer(world.home), world.agreement, None, change).await.unwrap();
    assert!(world.asked_to_confirm(world.home).await.is_empty(), "it has just said so");
    assert_eq!(world.asked_to_confirm(world.abroad).await, ["2027-03-11"], "it confirmed something else");
    let revision = world.read().await.revision;
    change_terms(registry, &officer(world.home), world.agreement, None, |terms| terms.notice_months = Some(8))
        .await
        .unwrap();
    assert_eq!(world.asked_to_confirm(world.abroad).await, ["2027-03-11"], "once");
    confirm_agreement(registry, &officer(world.abroad), world.agreement, None, revision + 1).await.unwrap();
    assert!(world.asked_to_confirm(world.abroad).await.is_empty());
}
