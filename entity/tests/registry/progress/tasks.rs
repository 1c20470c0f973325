//! Tasks in the hands of people: who takes one, who stands in, and who puts one off.

use super::{duties::LEASE, *};
use entity::{
    account::act::{disable_person, grant_role, withdraw_role},
    agreement::stewardship::act::{assign_officer, hand_over_tasks},
    notice::{claim, find::Content},
    page::Page,
    policy::Membership,
    subject::{PartyId, PersonId},
    task::{
        act::{NewDeputy, end_deputy, name_deputy, release_task, snooze_task, take_next_task, take_task},
        find::{Hands, Which, count_queue, count_tasks, deputies, hands_of, queue},
        record::deputy,
    },
};

on_both_databases!(
    of_two_who_take_a_task_one_gets_it,
    of_two_who_take_the_next_one_each_gets_another,
    tasks_and_mails_go_to_the_deputy_while_the_owner_is_away,
    only_who_hands_over_tasks_arranges_the_absence_of_others,
    two_do_not_name_a_deputy_for_the_same_days,
    what_is_put_off_stays_where_others_see_it_and_comes_back_when_it_is_overdue,
    tasks_of_those_who_leave_are_free_or_handed_over,
    whose_task_it_is_colleagues_see_and_partners_do_not,
    work_is_given_to_those_who_can_do_it,
    the_next_task_is_none_that_one_has_put_off,
);

/// Surabaya with two colleagues and one task.
struct Office {
    world: World,
    ani: Caller,
    budi: Caller,
    task: Uuid,
}

fn id(caller: &Caller) -> Uuid {
    caller.person().unwrap()
}

impl Office {
    async fn new(test: TestRegistry) -> Self {
        let world = World::new(test).await;
        let ani = world.colleague("ani@example.org", world.home).await;
        let budi = world.colleague("budi@example.org", world.home).await;
        let task = queue(&world.test.registry, &ani, world.home, &Page::first(9)).await.unwrap().rows[0].id;
        Self { world, ani, budi, task }
    }

    async fn own(&self, caller: &Caller) -> u64 {
        count_tasks(&self.world.test.registry, caller, Which::OWN).await.unwrap()
    }

    async fn waiting(&self) -> u64 {
        count_queue(&self.world.test.registry, &self.ani, self.world.home).await.unwrap()
    }

    async fn take(&self, caller: &Caller) -> Result<Uuid, Error> {
        let taken = take_task(&self.world.test.registry, caller, self.task, self.world.home).await;
        taken.map(|task| task.id)
    }

    async fn release(&self, caller: &Caller) -> Result<Uuid, Error> {
        let given = release_task(&self.world.test.registry, caller, self.task, self.world.home).await;
        given.map(|task| task.id)
    }

    /// Ani is away, and Budi stands in.
    fn away(&self, from: &str, until: &str) -> NewDeputy {
        NewDeputy {
            party: self.world.home,
            person: None,
            deputy: id(&self.budi),
            starts_on: day(from),
            ends_on: day(until),
        }
    }

    async fn name(&self, caller: &Caller, new: NewDeputy) -> Result<deputy::Model, Error> {
        name_deputy(&self.world.test.registry, caller, &new).await
    }

    async fn hands(&self, caller: &Caller) -> Hands {
        let found = hands_of(&self.world.test.registry, caller, &[self.task]).await.unwrap();
        found.get(&self.task).cloned().unwrap_or_default()
    }
}

fn refused(path: &str, code: &'static str) -> Vec<(String, &'static str)> {
    vec![(path.to_owned(), code)]
}

async fn of_two_who_take_a_task_one_gets_it(test: TestRegistry) {
    let office = Office::new(test).await;
    assert_eq!((office.own(&office.ani).await, office.own(&office.budi).await, office.waiting().await), (1, 1, 1));
    let (one, other) = tokio::join!(office.take(&office.ani), office.take(&office.budi));
    let (winner, loser, lost) =
        if one.is_ok() { (&office.ani, &office.budi, other) } else { (&office.budi, &office.ani, one) };
    assert_eq!(reasons(lost), refused("task", "TAKEN"));
    assert_eq!((office.own(winner).await, office.own(loser).await, office.waiting().await), (1, 0, 0));
    let hands = office.hands(loser).await;
    assert_eq!((hands.owner, hands.taken), (Some((id(winner), "Sari".into())), true));
    assert_eq!(reasons(office.release(loser).await), refused("", "NOT_ALLOWED"), "it is not theirs to give back");
    office.release(winner).await.unwrap();
    assert_eq!(reasons(office.release(winner).await), refused("task", "NOT_FOUND"));
    assert_eq!((office.own(loser).await, office.waiting().await), (1, 1));
    office.take(loser).await.unwrap();
    office.release(&officer(office.world.home)).await.unwrap();
}

async fn of_two_who_take_the_next_one_each_gets_another(test: TestRegistry) {
    let office = Office::new(test).await;
    let (registry, home) = (&office.world.test.registry, office.world.home);
    let osaka = office.world.test.party("JP", Kind::City, "Osaka").await;
    register_initiative(registry, &officer(home), initiative(&[home, osaka])).await.unwrap();
    assert_eq!(office.waiting().await, 2);
    let next = async |caller: &Caller| take_next_task(registry, caller, home).await.map(|task| task.id);
    let (one, other) = tokio::join!(next(&office.ani), next(&office.budi));
    assert_ne!(one.unwrap(), other.unwrap());
    assert_eq!(reasons(next(&office.ani).await), refused("", "NO_TASK_WAITS"));
    let observer = office.world.test.person("observer@example.org", home).await;
    assert_eq!(reasons(next(&observer).await), refused("", "NOT_ALLOWED"));
    assert_eq!(reasons(next(&officer(osaka)).await), refused("", "NOT_ALLOWED"), "nobody takes for another");
}

async fn tasks_and_mails_go_to_the_deputy_while_the_owner_is_away(test: TestRegistry) {
    let office = Office::new(test).await;
    let registry = &office.world.test.registry;
    office.world.assign(&office.ani).await;
    assert_eq!((office.own(&office.ani).await, office.own(&office.budi).await), (1, 0));
    let named = office.name(&office.ani, office.away("2026-11-22", "2026-11-24")).await.unwrap();
    assert_eq!(office.own(&office.budi).await, 0, "not yet");
    office.world.wait_until("2026-11-22").await;
    assert_eq!((office.own(&office.ani).await, office.own(&office.budi).await), (1, 1), "she still sees it");
    let hands = office.hands(&office.budi).await;
    assert_eq!((hands.owner.unwrap().0, hands.deputy.unwrap().0), (id(&office.ani), id(&office.budi)));
    assert!(!hands.taken, "she looks after the agreement, and has not taken this");
    office.world.plan_mails().await;
    let hand = claim::take(registry, LEASE, 8, &[]).await.unwrap();
    let [(_, mail)] = hand.mails.as_slice() else { panic!("one mail: {hand:?}") };
    assert_eq!(mail.reader.email, "budi@example.org");
    let Content::Due(due) = &mail.content else { panic!("a mail of what is due") };
    assert_eq!(due.items[0].in_place_of.as_deref(), Some("Sari"));
    office.take(&office.budi).await.unwrap();
    office.world.wait_until("2026-11-25").await;
    assert!(deputies(registry, &office.ani, office.world.home).await.unwrap().is_empty(), "it is over");
    assert_eq!((office.own(&office.ani).await, office.own(&office.budi).await), (0, 1), "what was taken stays taken");
    office.release(&office.budi).await.unwrap();
    assert_eq!((office.own(&office.ani).await, office.own(&office.budi).await), (1, 0));
    assert_eq!(end_deputy(registry, &office.ani, named.id).await.unwrap().id, named.id);
    assert_eq!(reasons(end_deputy(registry, &office.ani, named.id).await), refused("deputy", "NOT_FOUND"));
}

async fn only_who_hands_over_tasks_arranges_the_absence_of_others(test: TestRegistry) {
    let office = Office::new(test).await;
    let registry = &office.world.test.registry;
    let of_ani = NewDeputy { person: Some(id(&office.ani)), ..office.away("2026-12-01", "2026-12-05") };
    assert_eq!(reasons(office.name(&office.budi, of_ani.clone()).await), refused("", "NOT_ALLOWED"));
    let named = office.name(&officer(office.world.home), of_ani).await.unwrap();
    assert_eq!(reasons(end_deputy(registry, &office.budi, named.id).await), refused("", "NOT_ALLOWED"));
    assert_eq!(
        reasons(end_deputy(registry, &officer(office.world.abroad), named.id).await),
        refused("deputy", "NOT_FOUND")
    );
    let stranger = office.world.colleague("c@example.org", office.world.abroad).await;
    let wrong = NewDeputy { deputy: id(&stranger), ..office.away("2026-11-20", "2026-11-19") };
    let expected = [("deputy", "NOT_FOUND"), ("until", "ENDS_BEFORE_START"), ("until", "IN_THE_PAST")];
    assert_eq!(reasons(office.name(&office.ani, wrong).await), expected.map(|(path, code)| (path.to_owned(), code)));
    let herself = NewDeputy { deputy: id(&office.ani), ..office.away("2026-12-10", "2026-12-11") };
    assert_eq!(reasons(office.name(&office.ani, herself).await), refused("deputy", "ONE_OF_TWO"));
    assert!(deputies(registry, &stranger, office.world.home).await.unwrap().is_empty());
    assert_eq!(deputies(registry, &office.budi, office.world.home).await.unwrap().len(), 1);
}

async fn two_do_not_name_a_deputy_for_the_same_days(test: TestRegistry) {
    let office = Office::new(test).await;
    let (first, second) = (office.away("2026-12-01", "2026-12-05"), office.away("2026-12-05", "2026-12-09"));
    let (one, other) = tokio::join!(office.name(&office.ani, first), office.name(&office.ani, second));
    let (named, lost) = if one.is_ok() { (one, other) } else { (other, one) };
    assert_eq!(refusals(lost)[0].reason, Reason::AlreadyThere { id: named.unwrap().id });
    office.name(&office.ani, office.away("2026-12-10", "2026-12-11")).await.unwrap();
}

async fn what_is_put_off_stays_where_others_see_it_and_comes_back_when_it_is_overdue(test: TestRegistry) {
    let office = Office::new(test).await;
    let registry = &office.world.test.registry;
    let put_off = async |until: Option<&str>| snooze_task(registry, &office.ani, office.task, until.map(day)).await;
    office.world.move_deadlines("2026-11-30").await;
    assert_eq!(reasons(put_off(Some("2026-11-21")).await), refused("until", "IN_THE_PAST"));
    put_off(Some("2026-12-31")).await.unwrap();
    assert_eq!((office.own(&office.ani).await, office.own(&office.budi).await), (0, 1));
    assert_eq!(count_tasks(registry, &office.ani, Which::ALL).await.unwrap(), 1, "all tasks have it still");
    assert_eq!(office.hands(&office.ani).await.snoozed_until, Some(day("2026-12-31")));
    assert_eq!(office.hands(&office.budi).await.snoozed_until, None);
    put_off(None).await.unwrap();
    assert_eq!(office.own(&office.ani).await, 1);
    put_off(Some("2026-11-25")).await.unwrap();
    office.world.wait_until("2026-11-24").await;
    assert_eq!(office.own(&office.ani).await, 0);
    office.world.wait_until("2026-11-25").await;
    assert_eq!(office.own(&office.ani).await, 1, "its day has come");
    put_off(Some("2026-12-31")).await.unwrap();
    office.world.wait_until("2026-11-30").await;
    assert_eq!(office.own(&office.ani).await, 0, "this is its last day");
    office.world.wait_until("2026-12-01").await;
    assert_eq!(office.own(&office.ani).await, 1, "it is overdue");
    assert_eq!(office.world.deadlines().await[0].due_on, "2026-11-30".parse().ok(), "its due date has not moved");
    office.world.move_deadlines("2026-12").await;
    assert_eq!(office.own(&office.ani).await, 0, "the month is not over");
    let observer = office.world.test.person("observer@example.org", office.world.home).await;
    assert_eq!(reasons(snooze_task(registry, &observer, office.task, None).await), refused("", "NOT_ALLOWED"));
    let abroad = office.world.colleague("c@example.org", office.world.abroad).await;
    assert_eq!(reasons(snooze_task(registry, &abroad, Uuid::nil(), None).await), refused("task", "NOT_FOUND"));
}

async fn tasks_of_those_who_leave_are_free_or_handed_over(test: TestRegistry) {
    let office = Office::new(test).await;
    let registry = &office.world.test.registry;
    office.take(&office.ani).await.unwrap();
    let (from, to) = (PersonId(id(&office.ani)), PersonId(id(&office.budi)));
    hand_over_tasks(registry, &officer(office.world.home), PartyId(office.world.home), (from, to)).await.unwrap();
    assert_eq!((office.own(&office.ani).await, office.own(&office.budi).await), (0, 1));
    office
        .name(&office.budi, NewDeputy { deputy: id(&office.ani), ..office.away("2026-11-21", "2026-12-31") })
        .await
        .unwrap();
    disable_person(registry, &Caller::system(), id(&office.budi)).await.unwrap();
    assert_eq!((office.own(&office.ani).await, office.waiting().await), (1, 1));
    assert!(deputies(registry, &office.ani, office.world.home).await.unwrap().is_empty());
    office.take(&office.ani).await.unwrap();
    let (role, elsewhere) =
        (office.ani.memberships[0], Membership { party: Some(office.world.abroad), ..office.ani.memberships[0] });
    grant_role(registry, &Caller::system(), id(&office.ani), elsewhere).await.unwrap();
    withdraw_role(registry, &Caller::system(), id(&office.ani), role).await.unwrap();
    assert_eq!(count_queue(registry, &officer(office.world.home), office.world.home).await.unwrap(), 1);
}

async fn whose_task_it_is_colleagues_see_and_partners_do_not(test: TestRegistry) {
    let office = Office::new(test).await;
    let registry = &office.world.test.registry;
    office.take(&office.ani).await.unwrap();
    assert_eq!(office.hands(&office.budi).await.owner, Some((id(&office.ani), "Sari".into())));
    assert_eq!(office.hands(&Caller::system()).await.owner, Some((id(&office.ani), "Sari".into())));
    let abroad = office.world.colleague("c@example.org", office.world.abroad).await;
    assert_eq!(office.hands(&abroad).await, Hands::default());
    assert_eq!(count_queue(registry, &abroad, office.world.home).await.unwrap(), 0);
    let taken = take_task(registry, &abroad, office.task, office.world.abroad).await;
    assert_eq!(reasons(taken), refused("task", "NOT_FOUND"), "it is the task of Surabaya alone");
}

async fn work_is_given_to_those_who_can_do_it(test: TestRegistry) {
    let office = Office::new(test).await;
    let (registry, home) = (&office.world.test.registry, office.world.home);
    let observer = office.world.test.person("observer@example.org", home).await;
    let to_observer = NewDeputy { deputy: id(&observer), ..office.away("2026-11-21", "2026-11-22") };
    assert_eq!(reasons(office.name(&office.ani, to_observer).await), refused("deputy", "NOT_FOUND"));
    let (party, officer_of) = (Some(PartyId(home)), Some(PersonId(id(&observer))));
    let looked_after = assign_officer(registry, &office.ani, office.world.agreement, party, officer_of).await;
    assert_eq!(reasons(looked_after), refused("officer", "NOT_FOUND"));
    // Who keeps a role that has no part in the work leaves it like any other.
    let operator = Caller::system();
    grant_role(registry, &operator, id(&office.budi), Membership { role: Role::Observer, party: Some(home) })
        .await
        .unwrap();
    office.take(&office.budi).await.unwrap();
    let working = office.budi.memberships[0];
    withdraw_role(registry, &operator, id(&office.budi), working).await.unwrap();
    assert_eq!(office.waiting().await, 1);
    assert_eq!(
        count_queue(registry, &officer(office.world.abroad), home).await.unwrap(),
        0,
        "that is not a partner's business"
    );
}

async fn the_next_task_is_none_that_one_has_put_off(test: TestRegistry) {
    let office = Office::new(test).await;
    let (registry, home) = (&office.world.test.registry, office.world.home);
    snooze_task(registry, &office.ani, office.task, Some(day("2026-11-23"))).await.unwrap();
    assert_eq!(reasons(take_next_task(registry, &office.ani, home).await), refused("", "NO_TASK_WAITS"));
    office.take(&office.ani).await.unwrap();
    assert_eq!(office.own(&office.ani).await, 1, "whoever takes it has it before them");
}
