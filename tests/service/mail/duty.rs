//! From a deadline to the mailbox of whoever has to act; and an address at which nobody is.

use super::{
    sink::{Answer, Step},
    world::{World, kill, until},
};
use chrono::{DateTime, Days, Timelike, Utc};
use entity::{
    account::record::{membership, person},
    date::legal_today,
    deadline::record::{DeadlineKind, deadline},
    notice::record::{Kind, State},
    on_both_databases,
    place::record::Kind as PlaceKind,
    policy::{Role, Visibility},
    subject::SubjectKind,
    testing::TestRegistry,
};
use sea_orm::{ActiveEnum, ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, sea_query::Expr};
use uuid::Uuid;

const EMAIL: &str = "dewi@contoh.example";

on_both_databases!(what_is_due_arrives_once_in_one_mail, an_address_at_which_nobody_is_is_left_alone);

/// A zone in which it is day, whenever the test runs.
fn where_it_is_day(now: DateTime<Utc>) -> &'static str {
    if now.hour() < 17 { "Asia/Jakarta" } else { "America/Los_Angeles" }
}

/// Somebody who keeps the agreements of a city, under one of which two things are due.
async fn world(test: TestRegistry) -> World {
    let world = World::new(test, 0).await;
    let (test, db, now) = (&world.test, &world.registry.db, world.registry.now());
    let [city, partner] =
        [test.party("ID", PlaceKind::City, "Bandung").await, test.party("JP", PlaceKind::City, "Hamamatsu").await];
    let agreement = test.agreement([city, partner], Visibility::Parties).await;
    let who = test.person(EMAIL, city).await.person().unwrap();
    let (role, zone) = (Role::AgreementManager.to_value(), where_it_is_day(now));
    let held = membership::Entity::update_many().col_expr(membership::Column::Role, Expr::value(role));
    held.filter(membership::Column::PersonId.eq(who)).exec(db).await.unwrap();
    let lives = person::Entity::update_many().col_expr(person::Column::TimeZone, Expr::value(zone));
    lives.filter(person::Column::Id.eq(who)).exec(db).await.unwrap();
    let today = legal_today(now);
    for (number, kind, due_on) in [
        (1, DeadlineKind::Renewal, today.checked_add_days(Days::new(20))),
        (2, DeadlineKind::Meeting, today.checked_sub_days(Days::new(3))),
    ] {
        let row = deadline::Model {
            id: Uuid::from_u128(number),
            subject_kind: SubjectKind::Agreement,
            subject_id: agreement,
            party_id: None,
            kind,
            rule: String::new(),
            due_on: due_on.map(Into::into),
            anchor: today,
            span: Some(12),
            article_en: None,
            article_id: None,
            name_en: None,
            name_id: None,
            tell_on: Some(today),
            told: None,
            created_at: now,
        };
        row.into_active_model().insert(db).await.unwrap();
    }
    world
}

async fn what_is_due_arrives_once_in_one_mail(test: TestRegistry) {
    let world = world(test).await;
    let place = world.place();
    let _service = place.serve();
    until("the mail arrives", async || world.sink.count() == 1).await;
    world.settled().await;
    let mail = world.sink.taken().remove(0);
    assert_eq!(mail.to, EMAIL);
    assert_eq!(mail.header("Content-Language").as_deref(), Some("id"));
    assert!(mail.header("List-Id").unwrap().starts_with("<deadlines."));
    assert_eq!(mail.header("List-Unsubscribe"), None, "nobody unsubscribes from their work");
    let said = mail.text();
    let at = |part: &str| said.find(part).unwrap_or_else(|| panic!("{part}: {said}"));
    let overdue = at("1. Rapat kelompok kerja bersama");
    let due = at("2. Perpanjangan sebelum masa berlaku habis");
    assert!(overdue < due);
    for part in
        ["3 hari yang lalu", "20 hari lagi", "Memorandum of understanding", "Setiap 12 bulan", "Buka Kembar: http"]
    {
        at(part);
    }
    let mails = world.test.mails().await;
    assert_eq!(mails.iter().map(|mail| (mail.kind, mail.state)).collect::<Vec<_>>(), [(Kind::Due, State::Done)]);
}

async fn an_address_at_which_nobody_is_is_left_alone(test: TestRegistry) {
    let world = world(test).await;
    world.sink.answers_at(Step::Recipient, |_| Answer::NobodyThere);
    let place = world.place();
    let service = place.serve();
    let given_up = async || world.test.mails().await.iter().any(|mail| mail.state == State::Dead);
    until("the mail is given up", given_up).await;
    kill(service);
    let listed = place.run(&["mail", "list"]).out;
    for part in ["mail of what is due to <dewi@contoh.example>", "dewi@contoh.example  gets no mail, refused", "5.1.1"]
    {
        assert!(listed.contains(part), "{part}: {listed}");
    }
    let doctor = place.run(&["doctor"]).out;
    assert!(doctor.contains("1 given up") && doctor.contains("refused 1 addresses"), "{doctor}");

    world.sink.answers_at(Step::Recipient, |_| Answer::Take);
    let again = place.run(&["mail", "retry", "--all"]);
    assert!(again.code == Some(0) && again.out.contains("will be sent again"), "{again:?}");
    assert_eq!(place.run(&["mail", "list"]).out, "");
    let unknown = place.run(&["mail", "retry", EMAIL]);
    assert!(unknown.code == Some(1) && unknown.err.contains(EMAIL), "{unknown:?}");
    let _service = place.serve();
    until("the mail arrives", async || world.sink.count() == 1).await;
}
