//! Who is told what they have to do, when, and how often.

use super::*;
use entity::{
    account::{act::disable_person, record::membership},
    agreement::stewardship::act::assign_officer,
    deadline::record::{DeadlineKind, Phase, deadline},
    notice::{
        act::{retry, write_again},
        claim,
        duty::act::tell_due,
        find::Content,
        record::{Channel, Kind as NoticeKind, Payload, State, notice},
        rule::Outcome as Sent,
    },
    subject::PersonId,
};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter,
    sea_query::Expr,
};

on_both_databases!(
    a_deadline_is_told_when_it_opens_when_little_time_is_left_and_once_when_it_is_overdue,
    a_person_gets_one_mail_a_day_with_the_most_urgent_first,
    at_night_everything_waits_for_the_morning,
    what_is_done_before_the_morning_is_not_mailed,
    what_is_done_while_a_mail_waits_is_left_out_of_it,
    after_a_pause_only_the_latest_phase_is_told,
    two_workers_tell_nobody_twice,
    who_looks_after_an_agreement_is_told_and_else_everyone_who_works_on_it,
    what_passes_into_other_hands_before_the_morning_is_told_there,
    what_moves_is_told_with_its_new_day,
    a_hidden_agreement_is_told_to_nobody_who_may_not_see_it,
    what_was_overdue_before_there_were_mails_is_not_told,
    a_day_with_more_than_twenty_things_says_how_many_are_left,
    a_mail_that_cannot_leave_is_followed_by_no_second_one,
    a_mail_that_never_left_has_told_nobody,
    a_mail_that_was_given_up_says_the_same_when_it_is_sent_again,
    a_mail_that_arrives_late_is_the_mail_of_that_day,
    what_moves_back_to_a_day_of_which_nobody_was_told_is_told,
);

pub(super) const LEASE: Duration = Duration::seconds(60);

/// What one mail said: to whom, of what, and of how much more.
type Said = (String, Vec<DeadlineKind>, usize);

fn said(email: &str, kinds: &[DeadlineKind]) -> Said {
    (format!("{email}@example.org"), kinds.to_vec(), 0)
}

impl World {
    pub(super) async fn plan_mails(&self) {
        while tell_due(&self.test.registry).await.unwrap() {}
    }

    /// Does everything that there is to do now, as a worker does, with every mail taken.
    pub(super) async fn tell(&self) -> Vec<Said> {
        self.plan_mails().await;
        self.send().await
    }

    /// Sends the mails that wait, with every mail taken.
    async fn send(&self) -> Vec<Said> {
        let mut sent = Vec::new();
        loop {
            let hand = claim::take(&self.test.registry, LEASE, 8, &[]).await.unwrap();
            if hand.claimed == 0 {
                sent.sort();
                return sent;
            }
            for (notice, job) in hand.mails {
                let Content::Due(due) = job.content else { panic!("a mail of what is due") };
                let kinds = due.items.iter().map(|item| item.deadline.kind).collect();
                sent.push((job.reader.email, kinds, due.more));
                let notice = claim::hold(&self.test.registry, notice, LEASE).await.unwrap().unwrap();
                assert!(claim::settle(&self.test.registry, &notice, Sent::Delivered).await.unwrap());
            }
        }
    }

    pub(super) async fn assign(&self, officer: &Caller) {
        let chosen = officer.person().unwrap();
        assign_officer(&self.test.registry, officer, self.agreement, None, Some(PersonId(chosen))).await.unwrap();
    }

    pub(super) async fn deadlines(&self) -> Vec<deadline::Model> {
        let of_it = deadline::Column::SubjectId.eq(self.agreement);
        deadline::Entity::find().filter(of_it).all(&self.test.registry.db).await.unwrap()
    }

    /// Gives every deadline of the agreement another day.
    pub(super) async fn move_deadlines(&self, due_on: &str) {
        for row in self.deadlines().await {
            let mut row = row.into_active_model();
            row.due_on = Set(due_on.parse().ok());
            row.tell_on = Set(Some(self.test.registry.now().date_naive()));
            row.told = Set(None);
            row.update(&self.test.registry.db).await.unwrap();
        }
    }
}

async fn a_deadline_is_told_when_it_opens_when_little_time_is_left_and_once_when_it_is_overdue(test: TestRegistry) {
    let world = World::new(test).await;
    world.sign().await;
    world.colleague("a@example.org", world.home).await;
    let follow_up = [said("a", &[DeadlineKind::FollowUp])];
    assert_eq!(world.tell().await, follow_up, "it is due in 90 days, and open");
    assert_eq!(world.tell().await, []);
    world.wait_until("2027-02-04").await;
    assert_eq!(world.tell().await, []);
    world.wait_until("2027-02-05").await;
    assert_eq!(world.tell().await, follow_up, "14 days are left");
    world.wait_until("2027-02-19").await;
    assert_eq!(world.tell().await, [], "this is its last day");
    world.wait_until("2027-02-20").await;
    assert_eq!(world.tell().await, follow_up);
    world.wait_until("2027-09-21").await;
    assert_eq!(world.tell().await, [], "once, and the next is not yet open");
    world.wait_until("2027-09-22").await;
    assert_eq!(world.tell().await, [said("a", &[DeadlineKind::Meeting])], "what is overdue is not told again");
    let rows = world.deadlines().await;
    let ended = rows.iter().find(|one| one.kind == DeadlineKind::FollowUp).unwrap();
    let overdue = ["2027-02-19", "2027-02-20"].map(|today| ended.is_overdue(day(today)));
    assert_eq!(overdue, [false, true], "its last day is still in time");
    let told = rows.into_iter().map(|one| (one.kind, one.told, one.tell_on));
    let told: Vec<_> =
        told.filter(|(kind, ..)| [DeadlineKind::FollowUp, DeadlineKind::Renewal].contains(kind)).collect();
    assert!(told.contains(&(DeadlineKind::FollowUp, Some(Phase::Overdue), None)), "{told:?}");
    assert!(told.contains(&(DeadlineKind::Renewal, None, Some(day("2028-11-21")))), "{told:?}");
}

async fn a_person_gets_one_mail_a_day_with_the_most_urgent_first(test: TestRegistry) {
    let world = World::new(test).await;
    world.colleague("a@example.org", world.home).await;
    assert_eq!(world.tell().await, [said("a", &[DeadlineKind::Step])]);
    world.sign().await;
    world.plan_mails().await;
    assert_eq!(world.send().await, [], "they had a mail today");
    // The next day two things come together: one from yesterday, one of today.
    let partner = world.test.party("JP", Kind::City, "Kochi").await;
    world.wait_until("2026-11-22").await;
    let caller = officer(world.home);
    register_initiative(&world.test.registry, &caller, initiative(&[world.home, partner])).await.unwrap();
    let kinds = [DeadlineKind::FollowUp, DeadlineKind::Step];
    assert_eq!(world.tell().await, [said("a", &kinds)], "what has a day before what has none");
    assert_eq!(world.tell().await, []);
}

async fn at_night_everything_waits_for_the_morning(test: TestRegistry) {
    let world = World::new(test).await;
    let db = &world.test.registry.db;
    world.test.clock.advance(Duration::hours(12));
    for (email, zone) in [("a@example.org", "Asia/Jakarta"), ("b@example.org", "Asia/Tokyo")] {
        let who = world.colleague(email, world.home).await;
        let zone_of = entity::account::record::person::Entity::update_many()
            .col_expr(entity::account::record::person::Column::TimeZone, Expr::value(zone))
            .filter(entity::account::record::person::Column::Id.eq(who.person().unwrap()));
        zone_of.exec(db).await.unwrap();
    }
    assert_eq!(world.tell().await, [], "it is three o'clock");
    world.test.clock.advance(Duration::hours(2) - Duration::seconds(1));
    assert_eq!(world.tell().await, []);
    world.test.clock.advance(Duration::seconds(1));
    assert_eq!(world.send().await, [], "what is told with others is no mail of its own");
    assert_eq!(world.tell().await, [said("b", &[DeadlineKind::Step])], "in Tokyo it is seven");
    world.test.clock.advance(Duration::hours(2));
    assert_eq!(world.tell().await, [said("a", &[DeadlineKind::Step])]);
}

async fn what_is_done_before_the_morning_is_not_mailed(test: TestRegistry) {
    let world = World::new(test).await;
    world.test.clock.advance(Duration::hours(12));
    world.colleague("a@example.org", world.home).await;
    world.plan_mails().await;
    world.explore().await;
    let waiting = notice::Entity::find().filter(notice::Column::State.eq(State::Ready));
    assert_eq!(waiting.clone().count(&world.test.registry.db).await.unwrap(), 1);
    world.test.clock.advance(Duration::hours(5));
    assert_eq!(world.tell().await, []);
    let withdrawn = notice::Entity::find().filter(notice::Column::State.eq(State::Withdrawn));
    assert_eq!(withdrawn.count(&world.test.registry.db).await.unwrap(), 1);
}

async fn what_is_done_while_a_mail_waits_is_left_out_of_it(test: TestRegistry) {
    let world = World::new(test).await;
    world.colleague("a@example.org", world.home).await;
    world.plan_mails().await;
    let mails = world.test.mails().await;
    assert_eq!((mails.len(), mails[0].kind), (1, NoticeKind::Due));
    world.explore().await;
    assert_eq!(world.send().await, []);
    assert_eq!(world.test.mails().await[0].state, State::Withdrawn, "nothing is left of it");
}

async fn after_a_pause_only_the_latest_phase_is_told(test: TestRegistry) {
    let world = World::new(test).await;
    world.sign().await;
    world.colleague("a@example.org", world.home).await;
    world.wait_until("2029-11-22").await;
    let all = [DeadlineKind::FollowUp, DeadlineKind::Meeting, DeadlineKind::Renewal];
    assert_eq!(world.tell().await, [said("a", &all)], "each once; notice can be given no more");
    let db = &world.test.registry.db;
    let told = notice::Entity::find().filter(notice::Column::Channel.eq(Channel::Digest)).all(db).await.unwrap();
    let phase = |one: &notice::Model| matches!(one.payload, Payload::Deadline { phase: Phase::Overdue, .. });
    assert!(told.len() == 3 && told.iter().all(phase), "{told:?}");
    assert_eq!(world.tell().await, []);
}

async fn two_workers_tell_nobody_twice(test: TestRegistry) {
    const PEOPLE: usize = 12;
    let world = World::new(test).await;
    for number in 0..PEOPLE {
        world.colleague(&format!("{number}@example.org"), world.home).await;
    }
    for _ in 0..4 {
        let partner = world.test.party("JP", Kind::City, "Kochi").await;
        register_initiative(&world.test.registry, &officer(world.home), initiative(&[world.home, partner]))
            .await
            .unwrap();
    }
    let workers: Vec<_> = (0..6)
        .map(|_| {
            let registry = world.test.registry.clone();
            tokio::spawn(async move { while tell_due(&registry).await.unwrap() {} })
        })
        .collect();
    for worker in workers {
        worker.await.unwrap();
    }
    world.plan_mails().await;
    let mails = world.send().await;
    assert_eq!(mails.len(), PEOPLE, "one each: {mails:?}");
    let told: usize = mails.iter().map(|(_, kinds, _)| kinds.len()).sum();
    world.wait_until("2026-11-22").await;
    let later: usize = world.tell().await.iter().map(|(_, kinds, _)| kinds.len()).sum();
    assert_eq!(told + later, 5 * PEOPLE, "everything once");
    let notices = notice::Entity::find().filter(notice::Column::Channel.eq(Channel::Digest));
    assert_eq!(notices.count(&world.test.registry.db).await.unwrap(), 5 * PEOPLE as u64, "and written once");
}

async fn who_looks_after_an_agreement_is_told_and_else_everyone_who_works_on_it(test: TestRegistry) {
    let world = World::new(test).await;
    world.test.person("observer@example.org", world.home).await;
    let [a, b] =
        [world.colleague("a@example.org", world.home).await, world.colleague("b@example.org", world.home).await];
    let step = [DeadlineKind::Step];
    assert_eq!(world.tell().await, [said("a", &step), said("b", &step)], "the observer has nothing to do");
    world.assign(&a).await;
    world.wait_until("2026-11-22").await;
    world.explore().await;
    world.signed_by_both(DocumentKind::LetterOfIntent, "Mayor").await;
    world.take(AgreementAct::RecordIntent).await;
    assert_eq!(world.tell().await, [said("a", &step)], "it is in her hands");
    world.assign(&b).await;
    world.wait_until("2026-11-23").await;
    world.take(AgreementAct::OpenPlan).await;
    assert_eq!(world.tell().await, [said("b", &step)], "it has passed into other hands");
    disable_person(&world.test.registry, &Caller::system(), b.person().unwrap()).await.unwrap();
    world.colleague("c@example.org", world.abroad).await;
    world.wait_until("2026-11-24").await;
    world.move_deadlines("2027-06-01").await;
    assert_eq!(
        world.tell().await,
        [said("a", &step), said("c", &step)],
        "nobody looks after it: all do, each for theirs"
    );
}

async fn what_passes_into_other_hands_before_the_morning_is_told_there(test: TestRegistry) {
    let world = World::new(test).await;
    let [a, b] =
        [world.colleague("a@example.org", world.home).await, world.colleague("b@example.org", world.home).await];
    world.assign(&a).await;
    world.test.clock.advance(Duration::hours(12));
    world.plan_mails().await;
    world.assign(&b).await;
    world.test.clock.advance(Duration::hours(6));
    assert_eq!(world.tell().await, [said("b", &[DeadlineKind::Step])]);
    // She leaves the city, and nobody else is there.
    let db = &world.test.registry.db;
    world.move_deadlines("2026-12-20").await;
    world.wait_until("2026-11-23").await;
    let held = membership::Column::PersonId.is_in([a.person().unwrap(), b.person().unwrap()]);
    membership::Entity::delete_many().filter(held).exec(db).await.unwrap();
    assert_eq!(world.tell().await, []);
}

async fn what_moves_is_told_with_its_new_day(test: TestRegistry) {
    let world = World::new(test).await;
    world.colleague("a@example.org", world.home).await;
    world.move_deadlines("2027-02-01").await;
    world.plan_mails().await;
    let mail = world.test.mails().await.remove(0);
    world.move_deadlines("2027-03-01").await;
    assert_eq!(world.send().await, [], "the mail that waits says what is no longer so");
    assert_eq!(world.test.mails().await[0].id, mail.id);
    world.wait_until("2026-11-22").await;
    let step = [said("a", &[DeadlineKind::Step])];
    assert_eq!(world.tell().await, step);
    world.move_deadlines("2027-03-01").await;
    world.wait_until("2026-11-23").await;
    assert_eq!(world.tell().await, [], "of the same day nobody is told twice");
    world.wait_until("2027-02-15").await;
    assert_eq!(world.tell().await, step);
}

async fn a_hidden_agreement_is_told_to_nobody_who_may_not_see_it(test: TestRegistry) {
    let world = World::new(test).await;
    world.colleague("a@example.org", world.home).await;
    world.colleague("c@example.org", world.abroad).await;
    let hide = async |visibility| {
        let mut row = world.read().await.into_active_model();
        row.visibility = Set(visibility);
        row.update(&world.test.registry.db).await.unwrap();
    };
    hide(Visibility::Own).await;
    assert_eq!(world.tell().await, [said("a", &[DeadlineKind::Step])], "its keeper sees it, the partner does not");
    world.move_deadlines("2027-02-01").await;
    world.wait_until("2026-11-22").await;
    world.plan_mails().await;
    assert_eq!(world.test.mails().await.len(), 2);
    hide(Visibility::Restricted).await;
    assert_eq!(world.send().await, [], "it was hidden while a mail waited");
}

async fn what_was_overdue_before_there_were_mails_is_not_told(test: TestRegistry) {
    let world = World::new(test).await;
    world.sign().await;
    world.colleague("a@example.org", world.home).await;
    world.wait_until("2027-02-21").await;
    // As the migration leaves them.
    let unplanned = deadline::Entity::update_many()
        .col_expr(deadline::Column::TellOn, Expr::value(NaiveDate::from_ymd_opt(1, 1, 1)))
        .col_expr(deadline::Column::Told, Expr::value(Option::<String>::None));
    unplanned.exec(&world.test.registry.db).await.unwrap();
    assert_eq!(world.tell().await, []);
    world.wait_until("2027-09-22").await;
    assert_eq!(world.tell().await, [said("a", &[DeadlineKind::Meeting])], "what lay ahead is told");
}

async fn a_day_with_more_than_twenty_things_says_how_many_are_left(test: TestRegistry) {
    let world = World::new(test).await;
    world.colleague("a@example.org", world.home).await;
    let model = world.deadlines().await.into_iter().find(|one| one.party_id == Some(world.home)).unwrap();
    for number in 0..24u128 {
        let row = deadline::Model { id: Uuid::from_u128(number), rule: number.to_string(), ..model.clone() };
        row.into_active_model().insert(&world.test.registry.db).await.unwrap();
    }
    let mails = world.tell().await;
    assert_eq!(mails, [("a@example.org".to_owned(), vec![DeadlineKind::Step; 20], 5)]);
}

async fn a_mail_that_cannot_leave_is_followed_by_no_second_one(test: TestRegistry) {
    let world = World::new(test).await;
    world.colleague("a@example.org", world.home).await;
    world.plan_mails().await;
    world.sign().await;
    world.wait_until("2026-11-23").await;
    world.plan_mails().await;
    assert_eq!(world.test.mails().await.len(), 1, "the mail of the first day is still on its way");
    assert_eq!(world.send().await, [], "and says nothing any more");
    world.wait_until("2026-11-24").await;
    assert_eq!(world.tell().await, [said("a", &[DeadlineKind::FollowUp])]);
}

impl World {
    /// Lets the mail that waits end as the mail server says.
    async fn end(&self, outcome: Sent) {
        let mut hand = claim::take(&self.test.registry, LEASE, 8, &[]).await.unwrap();
        let (notice, _) = hand.mails.pop().unwrap();
        assert!(claim::settle(&self.test.registry, &notice, outcome).await.unwrap());
    }
}

async fn a_mail_that_never_left_has_told_nobody(test: TestRegistry) {
    let world = World::new(test).await;
    world.colleague("a@example.org", world.home).await;
    world.plan_mails().await;
    let step = [said("a", &[DeadlineKind::Step])];
    world.wait_until("2026-11-29").await;
    assert_eq!(world.send().await, [], "the mail server was away for a week");
    assert_eq!(world.test.mails().await[0].state, State::Expired);
    assert_eq!(world.tell().await, step);
    world.wait_until("2026-11-30").await;
    assert_eq!(world.tell().await, [], "once");

    world.move_deadlines("2027-06-01").await;
    world.plan_mails().await;
    world.end(Sent::Refused("554 looks like spam".into())).await;
    world.plan_mails().await;
    assert_eq!(world.send().await, [], "it was the mail of this day");
    world.wait_until("2026-12-01").await;
    assert_eq!(world.tell().await, step, "with the next one");

    world.move_deadlines("2027-07-01").await;
    world.wait_until("2026-12-02").await;
    world.plan_mails().await;
    world.end(Sent::AddressRefused("550 5.1.1 nobody is there".into())).await;
    world.wait_until("2026-12-05").await;
    assert_eq!(world.tell().await, [], "nobody is at the address");
    write_again(&world.test.registry, &Caller::system(), "a@example.org").await.unwrap();
    world.wait_until("2026-12-06").await;
    assert_eq!(world.tell().await, step, "and now somebody is");
}

async fn a_mail_that_was_given_up_says_the_same_when_it_is_sent_again(test: TestRegistry) {
    let world = World::new(test).await;
    world.colleague("a@example.org", world.home).await;
    world.plan_mails().await;
    world.end(Sent::Refused("554 looks like spam".into())).await;
    let mail = world.test.mails().await.remove(0);
    retry(&world.test.registry, &Caller::system(), mail.id).await.unwrap();
    assert_eq!(world.send().await, [said("a", &[DeadlineKind::Step])]);
    world.wait_until("2026-11-22").await;
    assert_eq!(world.tell().await, [], "it was said");
}

async fn a_mail_that_arrives_late_is_the_mail_of_that_day(test: TestRegistry) {
    let world = World::new(test).await;
    world.colleague("a@example.org", world.home).await;
    world.plan_mails().await;
    world.wait_until("2026-11-23").await;
    assert_eq!(world.send().await, [said("a", &[DeadlineKind::Step])], "it comes two days late");
    world.move_deadlines("2027-06-01").await;
    assert_eq!(world.tell().await, [], "and is the mail of this day");
    world.wait_until("2026-11-24").await;
    assert_eq!(world.tell().await, [said("a", &[DeadlineKind::Step])]);
}

async fn what_moves_back_to_a_day_of_which_nobody_was_told_is_told(test: TestRegistry) {
    let world = World::new(test).await;
    world.colleague("a@example.org", world.home).await;
    // Once before it was bound into a mail, at night, and once after.
    world.test.clock.advance(Duration::hours(12));
    world.move_deadlines("2027-02-01").await;
    world.plan_mails().await;
    world.move_deadlines("2027-03-01").await;
    world.test.clock.advance(Duration::hours(6));
    world.plan_mails().await;
    world.move_deadlines("2027-04-01").await;
    assert_eq!(world.send().await, [], "what it says is no longer so");
    let step = [said("a", &[DeadlineKind::Step])];
    for (today, due_on) in [("2026-11-23", "2027-02-01"), ("2026-11-24", "2027-03-01")] {
        world.move_deadlines(due_on).await;
        world.wait_until(today).await;
        assert_eq!(world.tell().await, step, "{due_on}");
        world.move_deadlines(due_on).await;
        assert_eq!(world.tell().await, [], "{due_on}");
    }
}
