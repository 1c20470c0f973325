//! Following and unfollowing; and the notices of an exchange that is scheduled, moved or cancelled.

use super::{
    find,
    record::{Followable, Kind, State, Times, follow, notice},
    rule,
};
use crate::{
    Caller, Error, Reason, Refusal, Registry, Work,
    exchange::record::{Status, exchange},
    journal::{ChangeKind, Entry, SubjectKind},
    policy::{self, Act, Who},
};
use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveEnum, ActiveModelTrait,
    ActiveValue::Set,
    ColumnTrait, Condition, EntityTrait, QueryFilter, TryInsertResult,
    sea_query::{Expr, ExprTrait},
};
use serde_json::json;
use std::collections::BTreeMap;
use uuid::Uuid;

/// Rows written with one statement: with seventeen columns each, below the 32,766 parameters of `SQLite`.
const BATCH: usize = 1_500;

/// Follows a region, an agreement or an exchange. Following twice changes nothing.
pub async fn follow(
    registry: &Registry,
    caller: &Caller,
    kind: Followable,
    subject: Uuid,
) -> Result<follow::Model, Error> {
    let person = caller.person()?;
    policy::may(caller, Act::Follow, &caller.parties())?;
    let work = registry.begin(caller).await?;
    if !find::is_visible(&*work, caller, kind, subject).await? {
        return Err(Refusal::at("subject", Reason::NotFound).into());
    }
    let follow = follow::Model {
        id: work.new_id(),
        person_id: person,
        subject_kind: kind,
        subject_id: subject,
        created_at: work.now,
    };
    let inserted = follow::Entity::insert(follow::ActiveModel::from(follow.clone()))
        .on_conflict_do_nothing_on([follow::Column::PersonId, follow::Column::SubjectId])
        .exec_without_returning(&*work)
        .await?;
    if matches!(inserted, TryInsertResult::Inserted(1)) {
        work.record(entry("follow", &follow, ChangeKind::Created)).await?;
        return Ok(follow);
    }
    follow::Entity::find()
        .filter(follow::Column::PersonId.eq(person).and(follow::Column::SubjectId.eq(subject)))
        .one(&*work)
        .await?
        .ok_or_else(|| Error::Fault("a follow is there and is not".into()))
}

/// Stops following `subject`. Nothing changes if the caller does not follow it.
pub async fn unfollow(registry: &Registry, caller: &Caller, subject: Uuid) -> Result<(), Error> {
    let person = caller.person()?;
    policy::may(caller, Act::Unfollow, &caller.parties())?;
    end_follows(registry, caller, "unfollow", person, &[subject]).await
}

/// Unfollows what brought the mail `notice` to its reader: everything they follow that leads to its exchange. Anyone
/// with the sealed link of the mail may do so, signed in or not; doing it again changes nothing. False if there is no
/// such mail.
pub async fn stop(registry: &Registry, notice: Uuid) -> Result<bool, Error> {
    let Some((person, exchange)) = find::mail(registry, notice).await? else {
        return Ok(false);
    };
    let subjects = find::subjects(&registry.db, std::slice::from_ref(&exchange)).await?;
    let leading = subjects.get(&exchange.id).map_or(&[][..], |subjects| &subjects.all);
    let reader = Caller { who: Who::Person(person), ..Caller::system() };
    end_follows(registry, &reader, "stop", person, leading).await?;
    Ok(true)
}

async fn end_follows(
    registry: &Registry,
    caller: &Caller,
    act: &'static str,
    person: Uuid,
    subjects: &[Uuid],
) -> Result<(), Error> {
    let work = registry.begin(caller).await?;
    let of_person = follow::Column::PersonId.eq(person);
    let ended = follow::Entity::find()
        .filter(of_person.and(follow::Column::SubjectId.is_in(subjects.iter().copied())))
        .all(&*work)
        .await?;
    let ids = ended.iter().map(|follow| follow.id);
    follow::Entity::delete_many().filter(follow::Column::Id.is_in(ids)).exec(&*work).await?;
    work.record_all(ended.iter().map(|follow| entry(act, follow, ChangeKind::Removed)).collect()).await
}

fn entry(act: &'static str, follow: &follow::Model, change: ChangeKind) -> Entry {
    let data = json!({ "subjectKind": follow.subject_kind, "subjectId": follow.subject_id });
    Entry::internal(act, (SubjectKind::Follow, follow.id), change, data)
}

/// Sends a mail again that was given up, as often as a new one and under the same Message-ID. Refused where there is no
/// such mail, and where it would come too late. The operator's alone.
pub async fn retry(registry: &Registry, caller: &Caller, id: Uuid) -> Result<notice::Model, Error> {
    policy::may(caller, Act::RetryMail, &[])?;
    let work = registry.begin(caller).await?;
    let Some(notice) = find::given_up_at(work.now).filter(notice::Column::Id.eq(id)).one(&*work).await? else {
        return Err(Refusal::at("mail", Reason::NotFound).into());
    };
    let again = notice::ActiveModel {
        state: Set(State::Ready),
        due_at: Set(work.now),
        attempts: Set(0),
        unanswered: Set(0),
        lease_token: Set(notice.lease_token + 1),
        last_error: Set(None),
        settled_at: Set(None),
        ..notice.into()
    };
    let notice = again.update(&*work).await?;
    let subject = (SubjectKind::Exchange, notice.exchange_id);
    let data = json!({ "mail": notice.id, "kind": notice.kind.to_value() });
    work.record(Entry::internal("retryMail", subject, ChangeKind::Changed, data)).await?;
    Ok(notice)
}

/// Writes the reminders of an exchange that was put on the calendar. Called in the transaction that does so; writing
/// them again for the same generation changes nothing.
pub async fn plan(work: &Work, exchange: &exchange::Model) -> Result<(), Error> {
    if exchange.status == Status::Cancelled {
        return Ok(());
    }
    let reminders = rule::reminders(exchange.starts_at, work.now);
    let rows = reminders
        .iter()
        .map(|reminder| row(work, exchange, reminder.kind, None, (reminder.due_at, reminder.stale_at), None));
    write(work, rows.collect()).await
}

/// Voids the notices of an exchange that moved from where it was `before`, writes the reminders of its new time, and
/// tells everyone who was told of the old one; nothing, where its generation is the same. Called in the transaction
/// that moves it, after its row has changed: a worker that is about to write to its followers waits for that row and
/// then finds the new generation.
pub async fn replan(work: &Work, before: &exchange::Model, exchange: &exchange::Model) -> Result<(), Error> {
    if before.generation == exchange.generation {
        return Ok(());
    }
    let told = void(work, exchange.id).await?;
    plan(work, exchange).await?;
    let (was, now) = (Times::from(before), Times::from(exchange));
    let moved = told
        .into_iter()
        .map(|(person, known)| (person, known.unwrap_or_else(|| was.clone())))
        .filter(|(_, known)| *known != now)
        .collect();
    tell(work, exchange, Kind::Moved, moved).await
}

/// Voids the notices of an exchange that was cancelled, and tells everyone who was told of it. Called in the
/// transaction that cancels it, after its row has changed.
pub async fn withdraw(work: &Work, exchange: &exchange::Model) -> Result<(), Error> {
    let told = void(work, exchange.id).await?;
    let told = told.into_keys().map(|person| (person, Times::from(exchange))).collect();
    tell(work, exchange, Kind::Cancelled, told).await
}

/// Who was told of an exchange. Those whose mail about a move has not been tried yet come with the time they know.
type Told = BTreeMap<Uuid, Option<Times>>;

/// Withdraws what has not been sent of an exchange, also from the hands of a worker, and says who was told, or would
/// have been by now.
async fn void(work: &Work, exchange: Uuid) -> Result<Told, Error> {
    let pending = notice::Column::State.is_in([State::Ready, State::Leased]);
    let telling = Condition::any().add(pending.clone()).add(notice::Column::State.eq(State::Done)).add(
        // A mail that was given up or withdrawn on its way may have reached its reader all the same.
        notice::Column::Unanswered.gt(0),
    );
    let rows = notice::Entity::find()
        .filter(notice::Column::ExchangeId.eq(exchange))
        .filter(notice::Column::RecipientId.is_not_null())
        .filter(notice::Column::Kind.ne(Kind::Cancelled))
        .filter(telling)
        .all(&**work)
        .await?;
    let mut told = Told::new();
    for row in rows {
        let Some(person) = row.recipient_id else { continue };
        // Also in the hands of a worker: until it hands the mail over, nobody has been told.
        let untried = row.attempts == 0 && row.unanswered == 0;
        let known = told.entry(person).or_default();
        if row.kind == Kind::Moved && untried {
            *known = row.before;
        }
    }
    notice::Entity::update_many()
        .col_expr(notice::Column::State, Expr::value(State::Withdrawn.to_value()))
        .col_expr(notice::Column::LeaseToken, Expr::col(notice::Column::LeaseToken).add(1))
        .col_expr(notice::Column::SettledAt, Expr::value(work.now))
        .filter(notice::Column::ExchangeId.eq(exchange).and(pending))
        .exec(&**work)
        .await?;
    Ok(told)
}

/// Writes one mail at once to each of `people`, with the time they know.
async fn tell(work: &Work, exchange: &exchange::Model, kind: Kind, people: Vec<(Uuid, Times)>) -> Result<(), Error> {
    let stale_at = rule::stale_at(kind, exchange.starts_at);
    if stale_at <= work.now {
        return Ok(());
    }
    let rows = people.into_iter().map(|(person, known)| {
        let before = (kind == Kind::Moved).then_some(known);
        row(work, exchange, kind, Some(person), (work.now, stale_at), before)
    });
    write(work, rows.collect()).await
}

/// A new notice, due and stale at these moments.
pub(super) fn row(
    work: &Work,
    exchange: &exchange::Model,
    kind: Kind,
    recipient: Option<Uuid>,
    (due_at, stale_at): (DateTime<Utc>, DateTime<Utc>),
    before: Option<Times>,
) -> notice::ActiveModel {
    notice::ActiveModel {
        id: Set(work.new_id()),
        dedupe_key: Set(rule::dedupe_key(kind, exchange.id, exchange.generation, recipient)),
        kind: Set(kind),
        exchange_id: Set(exchange.id),
        generation: Set(exchange.generation),
        recipient_id: Set(recipient),
        due_at: Set(due_at),
        stale_at: Set(stale_at),
        state: Set(State::Ready),
        attempts: Set(0),
        unanswered: Set(0),
        lease_token: Set(0),
        lease_until: Set(None),
        before: Set(before),
        last_error: Set(None),
        created_at: Set(work.now),
        settled_at: Set(None),
    }
}

/// Writes notices, except those that are there already.
pub(super) async fn write(work: &Work, rows: Vec<notice::ActiveModel>) -> Result<(), Error> {
    for batch in rows.chunks(BATCH) {
        notice::Entity::insert_many(batch.to_vec())
            .on_conflict_do_nothing_on([notice::Column::DedupeKey])
            .exec_without_returning(&**work)
            .await?;
    }
    Ok(())
}
