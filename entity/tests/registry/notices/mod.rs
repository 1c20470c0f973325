//! Following, and the outbox: who is told what, when, and how often.

mod workers;

use chrono::{DateTime, Duration, NaiveDate, NaiveTime, Utc};
use entity::{
    Caller, Error, Reason, Registry,
    account::record::{membership, person},
    exchange::{
        act::{ScheduleExchange, cancel_exchange, reschedule_exchange, schedule_exchange},
        record::{Consent, ExchangeRole, Format, Method, Status, exchange, participation},
        rule::{When, moves},
    },
    notice::{
        act, claim,
        exchange::find::stoppable,
        find::{self, Content},
        record::{Kind, Payload, State, Times, follow, notice},
        rule::Outcome,
    },
    on_both_databases,
    place::record::Kind as PlaceKind,
    policy::Visibility,
    subject::{Subject, SubjectKind},
    testing::TestRegistry,
    text::{Language, LocalText},
};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};
use std::collections::HashMap;
use uuid::Uuid;

/// How long a worker has a notice in hand.
const LEASE: Duration = Duration::seconds(60);

on_both_databases!(
    a_follow_is_made_once_and_ended_once,
    what_one_may_not_see_cannot_be_followed,
    each_follower_gets_one_mail_however_many_ways_lead_to_it,
    a_mail_names_as_host_who_agreed_to_be,
    a_hidden_exchange_is_never_mailed_to_one_who_may_not_see_it,
    reminders_go_out_a_week_and_a_day_before,
    whole_days_are_reminded_of_in_the_morning_of_the_reader,
    a_rename_reminds_nobody_again,
    only_what_the_reader_was_told_otherwise_is_told_again,
    after_a_pause_only_the_latest_reminder_goes_out_and_none_after_the_start,
    a_move_while_a_mail_waits_to_be_handed_over_tells_the_time_that_the_reader_knows,
    a_move_tells_the_time_that_the_reader_knows,
    a_cancellation_reaches_those_who_were_told_and_nobody_else,
    a_mail_can_be_stopped_by_its_link,
    scheduling_moving_and_calling_off_tell_the_followers,
    an_address_that_was_refused_gets_nothing_until_the_operator_says_so,
    a_mail_that_the_server_did_not_take_told_nobody,
    what_an_act_changes_besides_the_time_tells_nobody_again,
);

/// A small registry: a person of Bandung who follows nothing yet, a partner city, and an exchange there in ten days.
struct World {
    test: TestRegistry,
    bandung: Uuid,
    braunschweig: Uuid,
    sari: Caller,
    exchange: exchange::Model,
}

impl World {
    async fn new(test: TestRegistry) -> Self {
        let bandung = test.party("ID", PlaceKind::City, "Bandung").await;
        let braunschweig = test.party("DE", PlaceKind::City, "Braunschweig").await;
        let sari = test.person("sari@bandung.example", bandung).await;
        let exchange = test.exchange(braunschweig, None, Visibility::Public).await;
        Self { test, bandung, braunschweig, sari, exchange }
    }

    fn registry(&self) -> &Registry {
        &self.test.registry
    }

    async fn follow(&self, caller: &Caller, kind: SubjectKind, subject: Uuid) -> follow::Model {
        act::follow(self.registry(), caller, Subject::new(kind, subject)).await.unwrap()
    }

    async fn sari_follows_it(&self) {
        self.follow(&self.sari, SubjectKind::Exchange, self.exchange.id).await;
    }

    /// Goes on to so long before the exchange starts.
    fn go_to(&self, before_start: Duration) {
        self.test.clock.advance(self.exchange.starts_at - before_start - self.registry().now());
    }

    /// Works off everything that is due, with every mail taken, and says what was sent.
    async fn send_all(&self) -> Vec<(Kind, String)> {
        let mut sent = Vec::new();
        loop {
            let hand = claim::take(self.registry(), LEASE, 8, &[]).await.unwrap();
            if hand.claimed == 0 {
                return sent;
            }
            for (notice, job) in hand.mails {
                if let Some(notice) = claim::hold(self.registry(), notice, LEASE).await.unwrap() {
                    sent.push((job.kind, job.reader.email));
                    assert!(claim::settle(self.registry(), &notice, Outcome::Delivered).await.unwrap());
                }
            }
        }
    }

    /// Takes the mails in hand that are due, without sending them.
    async fn take_mails(&self) -> Vec<notice::Model> {
        loop {
            let hand = claim::take(self.registry(), LEASE, 8, &[]).await.unwrap();
            if hand.claimed == 0 || !hand.mails.is_empty() {
                return hand.mails.into_iter().map(|(notice, _)| notice).collect();
            }
        }
    }

    /// Moves the exchange, as the act that reschedules it does.
    async fn move_by(&mut self, by: Duration) {
        let work = self.registry().begin(&Caller::system()).await.unwrap();
        let mut row = self.exchange.clone().into_active_model();
        row.starts_at = Set(self.exchange.starts_at + by);
        row.starts_on = Set((self.exchange.starts_at + by).date_naive());
        row.generation = Set(self.exchange.generation + 1);
        let moved = row.update(&*work).await.unwrap();
        TestRegistry::announce(&work, &moved).await;
        work.commit_upkeep().await.unwrap();
        self.exchange = moved;
    }

    /// Gives the exchange other times, as the acts do that change it.
    async fn retime(&mut self, edit: impl FnOnce(&mut exchange::Model)) {
        let work = self.registry().begin(&Caller::system()).await.unwrap();
        let mut next = self.exchange.clone();
        edit(&mut next);
        next.generation += i32::from(moves(&self.exchange, &next));
        let changed = next.into_active_model().reset_all().update(&*work).await.unwrap();
        TestRegistry::announce(&work, &changed).await;
        work.commit_upkeep().await.unwrap();
        self.exchange = changed;
    }

    /// Calls the exchange off, as the act that cancels it does.
    async fn cancel(&mut self) {
        let work = self.registry().begin(&Caller::system()).await.unwrap();
        let mut row = self.exchange.clone().into_active_model();
        row.status = Set(Status::Cancelled);
        let cancelled = row.update(&*work).await.unwrap();
        TestRegistry::announce(&work, &cancelled).await;
        work.commit_upkeep().await.unwrap();
        self.exchange = cancelled;
    }

    async fn states(&self) -> Vec<(Kind, State)> {
        let mut rows = notice::Entity::find().all(&self.registry().db).await.unwrap();
        rows.sort_by_key(|row| row.id);
        rows.into_iter().map(|row| (row.kind, row.state)).collect()
    }
}

/// The time of which a mail says that it is over.
fn before(mail: &notice::Model) -> Option<Times> {
    match &mail.payload {
        Payload::Exchange { before, .. } => before.clone(),
        _ => panic!("a mail about an exchange"),
    }
}

fn to_sari(kind: Kind) -> Vec<(Kind, String)> {
    vec![(kind, "sari@bandung.example".to_owned())]
}

async fn a_follow_is_made_once_and_ended_once(test: TestRegistry) {
    let world = World::new(test).await;
    let first = world.follow(&world.sari, SubjectKind::Party, world.braunschweig).await;
    let second = world.follow(&world.sari, SubjectKind::Party, world.braunschweig).await;
    assert_eq!(first, second);
    let page = entity::page::Page::first(10);
    let following = find::following(world.registry(), &world.sari, &page).await.unwrap();
    assert_eq!(following.rows, [first]);
    let among = [world.bandung, world.braunschweig];
    let followed = find::followed_among(world.registry(), &world.sari, &among).await.unwrap();
    assert_eq!(followed, HashMap::from([(world.braunschweig, true)]));
    let all = find::followed(world.registry(), &world.sari).await.unwrap();
    assert_eq!(all, [Subject::new(SubjectKind::Party, world.braunschweig)]);

    let unfollow = async |kind| {
        act::unfollow(world.registry(), &world.sari, Subject::new(kind, world.braunschweig)).await.unwrap();
    };
    unfollow(SubjectKind::Agreement).await;
    assert_eq!(find::following(world.registry(), &world.sari, &page).await.unwrap().rows.len(), 1, "not that");
    unfollow(SubjectKind::Party).await;
    unfollow(SubjectKind::Party).await;
    assert!(find::following(world.registry(), &world.sari, &page).await.unwrap().rows.is_empty());
    let stranger = Caller::anonymous(Language::En);
    let refused = act::follow(world.registry(), &stranger, Subject::new(SubjectKind::Party, world.bandung)).await;
    assert!(matches!(refused, Err(Error::Refused(_))));
}

async fn what_one_may_not_see_cannot_be_followed(test: TestRegistry) {
    let world = World::new(test).await;
    let of_others = [world.braunschweig, world.test.party("DE", PlaceKind::City, "Nîmes").await];
    let hidden_agreement = world.test.agreement(of_others, Visibility::Parties).await;
    let hidden_exchange = world.test.exchange(world.braunschweig, None, Visibility::Own).await;
    let nothing = Uuid::from_u128(1);
    let not_followed = SubjectKind::which(|facts| !facts.is_followed).map(|kind| (kind, world.bandung));
    let hidden = [
        (SubjectKind::Agreement, hidden_agreement),
        (SubjectKind::Exchange, hidden_exchange.id),
        (SubjectKind::Exchange, nothing),
        (SubjectKind::Party, nothing),
        (SubjectKind::Party, world.exchange.id),
    ];
    for (kind, subject) in hidden.into_iter().chain(not_followed) {
        let Err(Error::Refused(refusals)) =
            act::follow(world.registry(), &world.sari, Subject::new(kind, subject)).await
        else {
            panic!("{kind:?} {subject} is refused");
        };
        assert_eq!(refusals[0].reason, Reason::NotFound);
    }
    let ours = world.test.agreement([world.bandung, world.braunschweig], Visibility::Parties).await;
    let seen = HashMap::from([
        (SubjectKind::Party, world.braunschweig),
        (SubjectKind::Agreement, ours),
        (SubjectKind::Exchange, world.exchange.id),
    ]);
    for kind in SubjectKind::which(|facts| facts.is_followed) {
        world.follow(&world.sari, kind, seen[&kind]).await;
    }
}

async fn each_follower_gets_one_mail_however_many_ways_lead_to_it(test: TestRegistry) {
    let mut world = World::new(test).await;
    let mou = world.test.agreement([world.bandung, world.braunschweig], Visibility::Public).await;
    world.exchange = world.test.exchange(world.braunschweig, Some(mou), Visibility::Public).await;
    let learner = participation::Model {
        exchange_id: world.exchange.id,
        party_id: world.bandung,
        role: ExchangeRole::Learner,
        consent: Consent::Confirmed,
    };
    participation::Entity::insert(learner.into_active_model())
        .exec_without_returning(&world.registry().db)
        .await
        .unwrap();
    world.sari_follows_it().await;
    world.follow(&world.sari, SubjectKind::Party, world.bandung).await;
    world.follow(&world.sari, SubjectKind::Agreement, mou).await;
    let budi = world.test.person("budi@bandung.example", world.bandung).await;
    world.follow(&budi, SubjectKind::Agreement, mou).await;
    let gone = world.test.person("gone@bandung.example", world.bandung).await;
    world.follow(&gone, SubjectKind::Agreement, mou).await;
    close_account(world.registry(), &gone).await;

    world.go_to(Duration::days(7));
    let mails = world.take_mails().await;
    let jobs = find::jobs(world.registry(), &mails).await.unwrap();
    let reason = |job: &find::MailJob| match &job.content {
        Content::Exchange(told) => (job.reader.email.clone(), told.follows.len(), told.host.clone()),
        Content::Due(_) | Content::Password(_) => panic!("nothing is due"),
    };
    let mut reasons: Vec<_> = jobs.values().map(reason).collect();
    reasons.sort_unstable();
    let host = || Some("Braunschweig".to_owned());
    assert_eq!(reasons, [("budi@bandung.example".into(), 1, host()), ("sari@bandung.example".into(), 3, host())]);
}

async fn a_mail_names_as_host_who_agreed_to_be(test: TestRegistry) {
    let world = World::new(test).await;
    world.sari_follows_it().await;
    let row = exchange::ActiveModel { id: Set(world.exchange.id), host_id: Set(None), ..Default::default() };
    row.update(&world.registry().db).await.unwrap();
    world.go_to(Duration::days(7));
    let mails = world.take_mails().await;
    let jobs = find::jobs(world.registry(), &mails).await.unwrap();
    let Content::Exchange(told) = &jobs[&mails[0].id].content else { panic!("nothing is due") };
    assert_eq!((told.host.as_deref(), told.organiser.as_deref()), (None, Some("Braunschweig")));
}

async fn close_account(registry: &Registry, caller: &Caller) {
    let row = person::Entity::find_by_id(caller.person().unwrap()).one(&registry.db).await.unwrap().unwrap();
    let mut row = row.into_active_model();
    row.disabled_at = Set(Some(registry.now()));
    row.update(&registry.db).await.unwrap();
}

async fn a_hidden_exchange_is_never_mailed_to_one_who_may_not_see_it(test: TestRegistry) {
    let mut world = World::new(test).await;
    world.exchange = world.test.exchange(world.braunschweig, None, Visibility::Parties).await;
    let insider = world.test.person("eva@braunschweig.example", world.braunschweig).await;
    for follower in [&world.sari, &insider] {
        world.follow(follower, SubjectKind::Party, world.braunschweig).await;
    }
    world.go_to(Duration::days(7));
    let mut mails = world.take_mails().await;
    mails.retain(|mail| mail.subject_id == world.exchange.id);
    assert_eq!(mails.iter().map(|mail| mail.recipient_id).collect::<Vec<_>>(), [insider.person().ok()]);

    // She leaves the city before her mail is sent.
    let held = membership::Column::PersonId.eq(insider.person().unwrap());
    membership::Entity::delete_many().filter(held).exec(&world.registry().db).await.unwrap();
    assert!(find::jobs(world.registry(), &mails).await.unwrap().is_empty());
}

async fn reminders_go_out_a_week_and_a_day_before(test: TestRegistry) {
    let world = World::new(test).await;
    world.sari_follows_it().await;
    world.go_to(Duration::days(7) + Duration::seconds(1));
    assert_eq!(world.send_all().await, []);
    world.go_to(Duration::days(7));
    assert_eq!(world.send_all().await, to_sari(Kind::WeekBefore));
    assert_eq!(world.send_all().await, []);

    let late = world.test.person("budi@bandung.example", world.bandung).await;
    world.follow(&late, SubjectKind::Exchange, world.exchange.id).await;
    assert_eq!(world.send_all().await, [], "who follows after a reminder went out is told by the next");
    world.go_to(Duration::hours(24));
    assert_eq!(world.send_all().await.len(), 2);
}

async fn whole_days_are_reminded_of_in_the_morning_of_the_reader(test: TestRegistry) {
    let mut world = World::new(test).await;
    world.sari_follows_it().await;
    let far = world.test.person("budi@bandung.example", world.bandung).await;
    world.follow(&far, SubjectKind::Exchange, world.exchange.id).await;
    let row = person::ActiveModel {
        id: Set(far.person().unwrap()),
        time_zone: Set("Europe/Berlin".to_owned()),
        ..Default::default()
    };
    row.update(&world.registry().db).await.unwrap();
    world
        .retime(|exchange| {
            (exchange.start_time, exchange.time_zone) = (None, Some("Asia/Jakarta".to_owned()));
            let midnight = exchange.starts_on.and_time(NaiveTime::MIN).and_utc();
            exchange.starts_at = midnight - Duration::hours(7);
        })
        .await;
    world.go_to(Duration::days(7));
    assert_eq!(world.send_all().await, [], "midnight");
    world.go_to(Duration::days(7) - Duration::hours(7) + Duration::seconds(1));
    assert_eq!(world.send_all().await, []);
    world.go_to(Duration::days(7) - Duration::hours(7));
    assert_eq!(world.send_all().await, to_sari(Kind::WeekBefore), "seven in Jakarta");
    world.go_to(Duration::days(7) - Duration::hours(13));
    let sent = world.send_all().await;
    assert_eq!(sent, [(Kind::WeekBefore, "budi@bandung.example".to_owned())], "seven in Berlin");
    world.go_to(Duration::hours(12));
    assert_eq!(world.send_all().await, to_sari(Kind::DayBefore), "who comes late tells at once whose morning is over");
}

async fn a_rename_reminds_nobody_again(test: TestRegistry) {
    let world = World::new(test).await;
    world.sari_follows_it().await;
    world.go_to(Duration::days(7));
    assert_eq!(world.send_all().await.len(), 1);
    let work = world.registry().begin(&Caller::system()).await.unwrap();
    TestRegistry::announce(&work, &world.exchange).await;
    work.commit_upkeep().await.unwrap();
    assert_eq!(world.send_all().await, []);
}

async fn only_what_the_reader_was_told_otherwise_is_told_again(test: TestRegistry) {
    let mut world = World::new(test).await;
    world.sari_follows_it().await;
    world
        .retime(|exchange| {
            (exchange.start_time, exchange.time_zone) = (None, None);
            exchange.starts_at = exchange.starts_on.and_time(NaiveTime::MIN).and_utc();
            exchange.ends_on = exchange.starts_on.succ_opt();
        })
        .await;
    world.go_to(Duration::days(7));
    assert_eq!(world.send_all().await, to_sari(Kind::WeekBefore));
    let known = Times::from(&world.exchange);
    world
        .retime(|exchange| {
            exchange.time_zone = Some("Asia/Kolkata".into());
            exchange.starts_at += Duration::hours(6);
        })
        .await;
    assert_eq!(world.send_all().await, [], "whole days stay the same days in whatever zone");
    world.retime(|exchange| exchange.ends_on = Some(exchange.starts_on)).await;
    let mails = world.take_mails().await;
    assert_eq!(mails.iter().map(before).collect::<Vec<_>>(), [Some(known)], "an end that moves is a move");
}

async fn after_a_pause_only_the_latest_reminder_goes_out_and_none_after_the_start(test: TestRegistry) {
    let world = World::new(test).await;
    world.sari_follows_it().await;
    let missed = world.test.exchange(world.braunschweig, None, Visibility::Public).await;
    world.follow(&world.sari, SubjectKind::Exchange, missed.id).await;
    world.go_to(Duration::hours(2));
    assert_eq!(world.send_all().await.len(), 2, "one for each exchange");
    let states = world.states().await;
    for kind in [Kind::WeekBefore, Kind::DayBefore] {
        let ended = if kind == Kind::WeekBefore { State::Expired } else { State::Done };
        assert!(states.iter().any(|(of, _)| *of == kind), "{kind:?}: {states:?}");
        assert!(states.iter().filter(|(of, _)| *of == kind).all(|(_, state)| *state == ended), "{states:?}");
    }

    let begun = world.test.exchange(world.braunschweig, None, Visibility::Public).await;
    world.follow(&world.sari, SubjectKind::Exchange, begun.id).await;
    world.test.clock.advance(Duration::days(10));
    assert_eq!(world.send_all().await, []);
}

async fn a_move_while_a_mail_waits_to_be_handed_over_tells_the_time_that_the_reader_knows(test: TestRegistry) {
    let mut world = World::new(test).await;
    world.sari_follows_it().await;
    let known = Times::from(&world.exchange);
    world.go_to(Duration::days(7));
    assert_eq!(world.send_all().await, to_sari(Kind::WeekBefore));
    world.move_by(Duration::days(2)).await;
    assert_eq!(world.take_mails().await.len(), 1, "a worker has it in hand");
    world.move_by(Duration::days(2)).await;
    let mails = world.take_mails().await;
    assert_eq!(mails.iter().map(before).collect::<Vec<_>>(), [Some(known)]);
}

async fn a_move_tells_the_time_that_the_reader_knows(test: TestRegistry) {
    let mut world = World::new(test).await;
    world.sari_follows_it().await;
    let known = Times::from(&world.exchange);
    world.move_by(Duration::days(1)).await;
    assert_eq!(world.send_all().await, [], "nobody was told of the old time");
    world.move_by(Duration::days(-1)).await;

    world.go_to(Duration::days(7));
    assert_eq!(world.send_all().await, to_sari(Kind::WeekBefore));
    world.go_to(Duration::days(6));
    world.move_by(Duration::days(2)).await;
    world.move_by(Duration::days(2)).await;
    let mails = world.take_mails().await;
    assert_eq!(mails.iter().map(before).collect::<Vec<_>>(), [Some(known)]);
    let released = Outcome::Unreachable("connection refused".into());
    assert!(claim::settle(world.registry(), &mails[0], released).await.unwrap());
    world.move_by(Duration::days(-4)).await;
    assert_eq!(world.send_all().await, [], "it is where the reader believes it to be");
}

async fn a_cancellation_reaches_those_who_were_told_and_nobody_else(test: TestRegistry) {
    let mut world = World::new(test).await;
    world.sari_follows_it().await;
    world.go_to(Duration::days(7));
    assert_eq!(world.send_all().await.len(), 1);
    let late = world.test.person("budi@bandung.example", world.bandung).await;
    world.follow(&late, SubjectKind::Exchange, world.exchange.id).await;
    world.cancel().await;
    assert_eq!(world.send_all().await, to_sari(Kind::Cancelled));
    world.go_to(Duration::zero());
    assert_eq!(world.send_all().await, []);
}

async fn a_mail_can_be_stopped_by_its_link(test: TestRegistry) {
    let world = World::new(test).await;
    world.sari_follows_it().await;
    world.follow(&world.sari, SubjectKind::Party, world.braunschweig).await;
    world.follow(&world.sari, SubjectKind::Party, world.bandung).await;
    world.go_to(Duration::days(7));
    let mail = world.take_mails().await.remove(0);
    let (key, again) =
        (find::link_key(world.registry()).await.unwrap(), find::link_key(world.registry()).await.unwrap());
    let id = again.open(&key.seal(mail.id)).unwrap();

    assert_eq!(stoppable(world.registry(), id).await.unwrap().unwrap().1.len(), 2);
    assert!(act::stop(world.registry(), id).await.unwrap());
    assert!(act::stop(world.registry(), id).await.unwrap(), "again is as good as once");
    assert!(stoppable(world.registry(), id).await.unwrap().is_none());
    assert!(!act::stop(world.registry(), Uuid::from_u128(1)).await.unwrap());
    let left = follow::Entity::find().all(&world.registry().db).await.unwrap();
    assert_eq!(left.iter().map(|follow| follow.subject_id).collect::<Vec<_>>(), [world.bandung]);
    assert!(find::jobs(world.registry(), &[mail]).await.unwrap().is_empty(), "what was about to go out does not");
}

async fn an_address_that_was_refused_gets_nothing_until_the_operator_says_so(test: TestRegistry) {
    let world = World::new(test).await;
    let registry = world.registry();
    world.sari_follows_it().await;
    world.go_to(Duration::days(7));
    let mail = world.take_mails().await.remove(0);
    let held = claim::hold(registry, mail, LEASE).await.unwrap().unwrap();
    let nobody = Outcome::AddressRefused("550 5.1.1 no such user".into());
    assert!(claim::settle(registry, &held, nobody).await.unwrap());
    let refused = find::addresses_refused(registry).await.unwrap();
    assert_eq!(
        refused.iter().map(|person| person.mail_refusal.as_deref()).collect::<Vec<_>>(),
        [Some("550 5.1.1 no such user")]
    );
    assert_eq!(refused[0].mail_refused_at, Some(registry.now()));
    assert_eq!(find::outbox(registry).await.unwrap().addresses_refused, 1);

    world.go_to(Duration::hours(24));
    assert_eq!(world.send_all().await, []);
    let (mail, _) = find::given_up(registry).await.unwrap().pop().unwrap();
    assert_eq!((mail.kind, mail.attempts), (Kind::DayBefore, 0), "it was not tried");
    let reason = mail.last_error.as_deref().unwrap();
    assert_eq!(reason, "not tried: the mail server refused the address on 2026-11-24: 550 5.1.1 no such user");

    assert!(act::write_again(registry, &world.sari, "sari@bandung.example").await.is_err(), "the operator's alone");
    act::write_again(registry, &Caller::system(), "Sari@bandung.example").await.unwrap();
    assert!(act::write_again(registry, &Caller::system(), "sari@bandung.example").await.is_err(), "it is not refused");
    assert!(find::addresses_refused(registry).await.unwrap().is_empty());
    act::retry(registry, &Caller::system(), mail.id).await.unwrap();
    let held = world.take_mails().await.remove(0);
    let held = claim::hold(registry, held, LEASE).await.unwrap().unwrap();
    let nobody = Outcome::AddressRefused("550 5.1.1 no such user".into());
    assert!(claim::settle(registry, &held, nobody).await.unwrap());
    act::retry(registry, &Caller::system(), mail.id).await.unwrap();
    assert_eq!(world.send_all().await, to_sari(Kind::DayBefore), "sending again is saying so");
}

async fn a_mail_that_the_server_did_not_take_told_nobody(test: TestRegistry) {
    let mut world = World::new(test).await;
    world.sari_follows_it().await;
    let known = Times::from(&world.exchange);
    world.go_to(Duration::days(7));
    assert_eq!(world.send_all().await, to_sari(Kind::WeekBefore));
    world.move_by(Duration::days(2)).await;
    let mail = world.take_mails().await.remove(0);
    let held = claim::hold(world.registry(), mail, LEASE).await.unwrap().unwrap();
    assert!(claim::settle(world.registry(), &held, Outcome::NotNow("451 busy".into())).await.unwrap());
    world.move_by(Duration::days(2)).await;
    let mails = world.take_mails().await;
    assert_eq!(mails.iter().map(before).collect::<Vec<_>>(), [Some(known)], "she knows the first time");
}

async fn what_an_act_changes_besides_the_time_tells_nobody_again(test: TestRegistry) {
    let mut world = World::new(test).await;
    world.sari_follows_it().await;
    world.go_to(Duration::days(7));
    assert_eq!(world.send_all().await, to_sari(Kind::WeekBefore));
    world.go_to(Duration::days(6));
    world.move_by(Duration::days(2)).await;
    world.move_by(Duration::days(-2)).await;
    assert_eq!(world.send_all().await, [], "it is where she believes it to be");
    let work = world.registry().begin(&Caller::system()).await.unwrap();
    let mut row = world.exchange.clone().into_active_model();
    row.ends_at = Set(Some(world.exchange.starts_at + Duration::hours(3)));
    let longer = row.update(&*work).await.unwrap();
    TestRegistry::announce(&work, &longer).await;
    work.commit_upkeep().await.unwrap();
    assert_eq!(world.send_all().await, []);
}

/// The acts themselves: what they change about an exchange, its followers hear.
async fn scheduling_moving_and_calling_off_tell_the_followers(test: TestRegistry) {
    let world = World::new(test).await;
    world.follow(&world.sari, SubjectKind::Party, world.braunschweig).await;
    world.test.clock.advance(Duration::days(20));
    let when = |day: u32| When {
        starts_on: NaiveDate::from_ymd_opt(2027, 3, day).unwrap(),
        start_time: NaiveTime::from_hms_opt(9, 0, 0),
        time_zone: Some("Europe/Berlin".to_owned()),
        ..When::default()
    };
    let input = ScheduleExchange {
        title: LocalText { id: None, en: Some("Managing waste".to_owned()) },
        method: Method::Webinar,
        format: Format::Online,
        when: when(10),
        place: None,
        country: None,
        host: Some(world.braunschweig),
        champions: Vec::new(),
        learners: vec![world.bandung],
        agreement: None,
        note: None,
        visibility: Visibility::Public,
        owned_by: None,
        source: None,
    };
    let system = Caller::system();
    let mut exchange = schedule_exchange(world.registry(), &system, input).await.unwrap().exchange;
    let until = |exchange: &exchange::Model, before: Duration| {
        world.test.clock.advance(exchange.starts_at - before - world.registry().now());
    };
    until(&exchange, Duration::days(7));
    assert_eq!(world.send_all().await, to_sari(Kind::WeekBefore));
    let moved = reschedule_exchange(world.registry(), &system, exchange.id, exchange.revision, when(30)).await;
    exchange = moved.unwrap().exchange;
    assert_eq!(world.send_all().await, to_sari(Kind::Moved));
    until(&exchange, Duration::hours(24));
    assert_eq!(world.send_all().await, to_sari(Kind::DayBefore));
    cancel_exchange(world.registry(), &system, exchange.id, exchange.revision, "Flood").await.unwrap();
    assert_eq!(world.send_all().await, to_sari(Kind::Cancelled));
}
