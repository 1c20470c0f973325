//! Telling people what they have to do: nobody does this, a day comes.

use super::{
    find::{Concerned, deadlines_of, holds},
    rule,
};
use crate::{
    Caller, Error, Registry, Work,
    account::record::person,
    date::legal_today,
    deadline::{
        record::{Phase, deadline},
        rule::Plan,
    },
    notice::{
        act::{Draft, row, write},
        record::{Channel, Kind, Payload, State, notice},
    },
    subject::{Subject, SubjectKind},
};
use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::{
    ActiveEnum, ActiveModelTrait,
    ActiveValue::{Set, Unchanged},
    ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select,
    sea_query::{Expr, ExprTrait, LockBehavior, LockType},
};
use uuid::Uuid;

/// How many deadlines are told of in one transaction, and for how many people notices are bound before others have their turn.
const MOST: u64 = 200;

/// Tells of the deadlines that have come to their next phase, and binds what was told into the mails of those whose day has
/// begun: some of each, so that others have their turn. Says whether there was anything to do.
pub async fn tell_due(registry: &Registry) -> Result<bool, Error> {
    let told = tell(registry).await?;
    let bound = bind(registry).await?;
    Ok(told || bound)
}

fn to_tell(today: NaiveDate) -> Select<deadline::Entity> {
    deadline::Entity::find()
        .filter(deadline::Column::TellOn.lte(today))
        .order_by_asc(deadline::Column::TellOn)
        .order_by_asc(deadline::Column::Id)
        .limit(MOST)
}

/// Writes a notice of each deadline that has come to its next phase for everyone who has to act; of several phases that have
/// passed meanwhile, of the last. What another worker has in hand is left to it.
async fn tell(registry: &Registry) -> Result<bool, Error> {
    let today = legal_today(registry.now());
    if to_tell(today).limit(1).one(&registry.db).await?.is_none() {
        return Ok(false);
    }
    let work = registry.begin(&Caller::system()).await?;
    let due = to_tell(today).lock_with_behavior(LockType::Update, LockBehavior::SkipLocked).all(&*work).await?;
    let concerned = Concerned::load(&*work, &due, today).await?;
    let mut notices = Vec::new();
    for deadline in &due {
        let Plan { phase, next } = deadline.plan(today);
        if let Some(phase) = phase.filter(|_| !deadline.is_unplanned() && !deadline.has_lapsed(today)) {
            let people = concerned.with(deadline).into_iter();
            notices.extend(people.map(|person| row(&work, draft(deadline, phase, person, work.now))));
        }
        let planned = deadline::ActiveModel {
            id: Unchanged(deadline.id),
            tell_on: Set(next),
            told: Set(phase),
            ..Default::default()
        };
        planned.update(&*work).await?;
    }
    write(&work, notices).await?;
    work.commit_upkeep().await?;
    Ok(!due.is_empty())
}

/// The notice to a person that a deadline has come to a phase. There is one of each phase and day, so that nobody is told
/// twice.
fn draft(deadline: &deadline::Model, phase: Phase, person: &person::Model, now: DateTime<Utc>) -> Draft {
    let due_on = deadline.due_on.map_or_else(String::new, |day| day.to_string());
    let due_at = rule::this_morning(&person.time_zone, now);
    Draft {
        subject: Subject::new(SubjectKind::Deadline, deadline.id),
        version: format!("{}:{due_on}", phase.to_value()),
        kind: Kind::Deadline,
        channel: Channel::Digest,
        recipient: Some(person.id),
        payload: Payload::Deadline { phase, due_on: deadline.due_on },
        due_at,
        stale_at: due_at + rule::NOTICE_COUNTS,
    }
}

/// Binds the notices of those whose day has begun into one mail for each.
async fn bind(registry: &Registry) -> Result<bool, Error> {
    let people: Vec<Option<Uuid>> = waiting(registry.now())
        .select_only()
        .column(notice::Column::RecipientId)
        .distinct()
        .limit(MOST)
        .into_tuple()
        .all(&registry.db)
        .await?;
    for person in people.iter().flatten() {
        bind_one(registry, *person).await?;
    }
    Ok(!people.is_empty())
}

/// What waits for a morning that has come.
fn waiting(now: DateTime<Utc>) -> Select<notice::Entity> {
    notice::Entity::find()
        .filter(notice::Column::Channel.eq(Channel::Digest))
        .filter(notice::Column::State.is_in([State::Ready, State::Leased]))
        .filter(notice::Column::DueAt.lte(now))
}

/// Binds what waits for one person into the mail of their day. Where they have had a mail on this day already, an earlier one
/// is still on its way, or the mail server has refused their address, it waits for the next morning.
async fn bind_one(registry: &Registry, id: Uuid) -> Result<(), Error> {
    let work = registry.begin(&Caller::system()).await?;
    // Locked, so that two workers do not bind the same notices.
    let person = person::Entity::find_by_id(id).lock(LockType::NoKeyUpdate).one(&*work).await?;
    let notices = waiting(work.now).filter(notice::Column::RecipientId.eq(id)).all(&*work).await?;
    let (valid, void) = sort(&work, id, notices).await?;
    withdraw(&work, &void).await?;
    if let Some(person) = person.filter(|_| !valid.is_empty()) {
        let on = rule::local_day(&person.time_zone, work.now);
        if person.mail_refused_at.is_some() || has_mail(&work, &person, on).await? {
            postpone(&work, &ids(&valid), rule::next_morning(&person.time_zone, work.now)).await?;
        } else {
            let mail = row(&work, mail_of(id, on, work.now));
            settle(&work, &ids(&valid), mail.id).await?;
            write(&work, vec![mail]).await?;
        }
    }
    work.commit_upkeep().await
}

fn mail_of(person: Uuid, on: NaiveDate, now: DateTime<Utc>) -> Draft {
    Draft {
        subject: Subject::new(SubjectKind::Person, person),
        version: on.to_string(),
        kind: Kind::Due,
        channel: Channel::Mail,
        recipient: Some(person),
        payload: Payload::Day { on },
        due_at: now,
        stale_at: now + rule::MAIL_COUNTS,
    }
}

/// Whether a person has the mail of a day, has been sent an earlier one on it, or is about to get one.
async fn has_mail(work: &Work, person: &person::Model, on: NaiveDate) -> Result<bool, Error> {
    let pending = notice::Column::State.is_in([State::Ready, State::Leased]);
    let of_the_day = notice::Column::SettledAt.gte(rule::began(&person.time_zone, work.now));
    let mails = notice::Entity::find()
        .filter(notice::Column::SubjectId.eq(person.id))
        .filter(notice::Column::Kind.eq(Kind::Due))
        .filter(
            Condition::any()
                .add(notice::Column::Version.eq(on.to_string()))
                .add(pending)
                .add(notice::Column::State.eq(State::Done).and(of_the_day)),
        );
    Ok(mails.one(&**work).await?.is_some())
}

/// Brings what was bound into a mail to the end of it. Told is what it said if it was sent, or may have been. What it did not
/// say counts as never written; what it could not bring waits for another mail, unless somebody sends this one again before.
pub(crate) async fn end_with(work: &Work, mail: &notice::Model, state: State, unanswered: i32) -> Result<(), Error> {
    let Some(person) = mail.recipient_id.filter(|_| mail.kind == Kind::Due) else { return Ok(()) };
    let bound = notice::Entity::find().filter(notice::Column::BoundTo.eq(mail.id)).all(&**work).await?;
    match state {
        State::Ready | State::Leased => Ok(()),
        State::Withdrawn => withdraw(work, &bound).await,
        State::Done | State::Dead | State::Expired => {
            let (valid, void) = sort(work, person, bound).await?;
            withdraw(work, &void).await?;
            if state == State::Done || unanswered > 0 {
                settle(work, &ids(&valid), mail.id).await
            } else {
                wait_again(work, &ids(&valid)).await
            }
        }
    }
}

/// The notices that still say what is so, and those that do not. Of what has passed into other hands those who have it now
/// are told in turn.
async fn sort(
    work: &Work,
    person: Uuid,
    notices: Vec<notice::Model>,
) -> Result<(Vec<notice::Model>, Vec<notice::Model>), Error> {
    let today = legal_today(work.now);
    let deadlines = deadlines_of(&**work, &notices).await?;
    let concerned = Concerned::load(&**work, &deadlines.values().cloned().collect::<Vec<_>>(), today).await?;
    let (mut valid, mut void) = (Vec::new(), Vec::new());
    for notice in notices {
        let deadline = deadlines.get(&notice.subject_id).filter(|deadline| holds(&notice, deadline));
        let Some(deadline) = deadline.filter(|deadline| !deadline.has_lapsed(today)) else {
            void.push(notice);
            continue;
        };
        if concerned.with(deadline).iter().any(|one| one.id == person) {
            valid.push(notice);
        } else {
            tell_anew(work, deadline.id, today).await?;
            void.push(notice);
        }
    }
    Ok((valid, void))
}

async fn tell_anew(work: &Work, deadline: Uuid, today: NaiveDate) -> Result<(), Error> {
    deadline::Entity::update_many()
        .col_expr(deadline::Column::TellOn, Expr::value(today))
        .filter(deadline::Column::Id.eq(deadline))
        .exec(&**work)
        .await?;
    Ok(())
}

fn ids(notices: &[notice::Model]) -> Vec<Uuid> {
    notices.iter().map(|notice| notice.id).collect()
}

/// Adds notices to a mail.
async fn settle(work: &Work, notices: &[Uuid], mail: Uuid) -> Result<(), Error> {
    notice::Entity::update_many()
        .col_expr(notice::Column::State, Expr::value(State::Done.to_value()))
        .col_expr(notice::Column::BoundTo, Expr::value(mail))
        .col_expr(notice::Column::SettledAt, Expr::value(work.now))
        .filter(notice::Column::Id.is_in(notices.iter().copied()))
        .exec(&**work)
        .await?;
    Ok(())
}

/// Lets notices wait for a mail again. They stay with the one that did not bring them, in case it is sent after all.
async fn wait_again(work: &Work, notices: &[Uuid]) -> Result<(), Error> {
    notice::Entity::update_many()
        .col_expr(notice::Column::State, Expr::value(State::Ready.to_value()))
        .col_expr(notice::Column::DueAt, Expr::value(work.now))
        .col_expr(notice::Column::SettledAt, Expr::value(Option::<DateTime<Utc>>::None))
        .filter(notice::Column::Id.is_in(notices.iter().copied()))
        .exec(&**work)
        .await?;
    Ok(())
}

/// Withdraws notices of which nobody was told. They give up their key: should the same be so again, it is told.
async fn withdraw(work: &Work, notices: &[notice::Model]) -> Result<(), Error> {
    for notice in notices {
        let row = notice::ActiveModel {
            id: Unchanged(notice.id),
            dedupe_key: Set(format!("{}:{}", notice.dedupe_key, notice.id)),
            state: Set(State::Withdrawn),
            bound_to: Set(None),
            settled_at: Set(Some(work.now)),
            ..Default::default()
        };
        row.update(&**work).await?;
    }
    Ok(())
}

async fn postpone(work: &Work, notices: &[Uuid], until: DateTime<Utc>) -> Result<(), Error> {
    notice::Entity::update_many()
        .col_expr(notice::Column::DueAt, Expr::value(until))
        .filter(notice::Column::Id.is_in(notices.iter().copied()))
        .exec(&**work)
        .await?;
    Ok(())
}
