//! Following and unfollowing, and sending again what was given up.

use super::{
    exchange, find,
    record::{Channel, Kind, Payload, State, follow, notice},
    rule,
};
use crate::{
    Caller, Error, Reason, Refusal, Registry, Work,
    account::{record::person, rule::email_key},
    journal::{ChangeKind, Entry},
    policy::{self, Act, Who},
    subject::{Subject, SubjectKind},
};
use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveEnum, ActiveModelTrait,
    ActiveValue::{Set, Unchanged},
    ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, TryInsertResult,
    sea_query::{Expr, ExprTrait, SimpleExpr},
};
use serde_json::json;
use uuid::Uuid;

/// Rows written with one statement: with twenty columns each, below the 32,766 parameters of `SQLite`.
const BATCH: usize = 1_500;

/// Follows a region, an agreement or an exchange. Following twice changes nothing.
pub async fn follow(registry: &Registry, caller: &Caller, subject: Subject) -> Result<follow::Model, Error> {
    let person = caller.person()?;
    let work = registry.begin_act(caller, Act::Follow).await?;
    if !subject.kind.facts().is_followed || !find::is_visible(&*work, caller, subject).await? {
        return Err(Refusal::at("subject", Reason::NotFound).into());
    }
    let follow = follow::Model {
        id: work.new_id(),
        person_id: person,
        subject_kind: subject.kind,
        subject_id: subject.id,
        created_at: work.now,
    };
    let inserted = follow::Entity::insert(follow::ActiveModel::from(follow.clone()))
        .on_conflict_do_nothing_on([follow::Column::PersonId, follow::Column::SubjectId])
        .exec_without_returning(&*work)
        .await?;
    if matches!(inserted, TryInsertResult::Inserted(1)) {
        work.record(entry(Act::Follow, &follow, ChangeKind::Created)).await?;
        return Ok(follow);
    }
    follow::Entity::find()
        .filter(follow::Column::PersonId.eq(person).and(follow::Column::SubjectId.eq(subject.id)))
        .one(&*work)
        .await?
        .ok_or_else(|| Error::Fault("a follow is there and is not".into()))
}

/// Stops following `subject`. Nothing changes if the caller does not follow it.
pub async fn unfollow(registry: &Registry, caller: &Caller, subject: Subject) -> Result<(), Error> {
    let person = caller.person()?;
    policy::may(caller, Act::Unfollow, &caller.parties())?;
    let this = follow::Column::SubjectKind.eq(subject.kind).and(follow::Column::SubjectId.eq(subject.id));
    end_follows(registry, caller, Act::Unfollow, person, this).await
}

/// Unfollows what brought the mail `notice` to its reader: everything they follow that leads to its exchange. Anyone
/// with the sealed link of the mail may do so, signed in or not; doing it again changes nothing. False if there is no
/// such mail.
pub async fn stop(registry: &Registry, notice: Uuid) -> Result<bool, Error> {
    let Some((person, leading)) = exchange::find::leading_to(registry, notice).await? else {
        return Ok(false);
    };
    let reader = Caller { who: Who::Person(person), ..Caller::system() };
    end_follows(registry, &reader, Act::Stop, person, follow::Column::SubjectId.is_in(leading)).await?;
    Ok(true)
}

async fn end_follows(
    registry: &Registry,
    caller: &Caller,
    act: Act,
    person: Uuid,
    which: SimpleExpr,
) -> Result<(), Error> {
    let work = registry.begin(caller).await?;
    let ended = follow::Entity::find().filter(follow::Column::PersonId.eq(person)).filter(which).all(&*work).await?;
    let ids = ended.iter().map(|follow| follow.id);
    follow::Entity::delete_many().filter(follow::Column::Id.is_in(ids)).exec(&*work).await?;
    work.record_all(ended.iter().map(|follow| entry(act, follow, ChangeKind::Removed)).collect()).await
}

fn entry(act: Act, follow: &follow::Model, change: ChangeKind) -> Entry {
    let data = json!({ "subjectKind": follow.subject_kind, "subjectId": follow.subject_id });
    Entry::internal(act, (SubjectKind::Follow, follow.id), change, data)
}

/// Sends a mail again that was given up, as often as a new one and under the same Message-ID, and whatever comes after it,
/// where the mail server had refused its address. Refused where there is no such mail, and where it would come too late.
/// The operator's alone.
pub async fn retry(registry: &Registry, caller: &Caller, id: Uuid) -> Result<notice::Model, Error> {
    policy::may(caller, Act::RetryMail, &[])?;
    let work = registry.begin(caller).await?;
    let Some(notice) = find::given_up_at(work.now).filter(notice::Column::Id.eq(id)).one(&*work).await? else {
        return Err(Refusal::at("mail", Reason::NotFound).into());
    };
    if let Some(person) = notice.recipient_id {
        trust(&work, person).await?;
    }
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
    let subject = (notice.subject_kind, notice.subject_id);
    let data = json!({ "mail": notice.id, "kind": notice.kind.to_value() });
    work.record(Entry::internal(Act::RetryMail, subject, ChangeKind::Changed, data)).await?;
    Ok(notice)
}

/// Writes again to a person whose address the mail server had refused. The operator's alone.
pub async fn write_again(registry: &Registry, caller: &Caller, email: &str) -> Result<person::Model, Error> {
    policy::may(caller, Act::WriteAgain, &[])?;
    let work = registry.begin(caller).await?;
    let refused = person::Entity::find()
        .filter(person::Column::EmailKey.eq(email_key(email)))
        .filter(person::Column::MailRefusedAt.is_not_null());
    let Some(person) = refused.one(&*work).await? else {
        return Err(Refusal::at("email", Reason::NotFound).into());
    };
    trust(&work, person.id).await?;
    let subject = (SubjectKind::Person, person.id);
    work.record(Entry::internal(Act::WriteAgain, subject, ChangeKind::Changed, json!({}))).await?;
    Ok(person)
}

/// Forgets that a mail server refused the address of a person.
async fn trust(work: &Work, person: Uuid) -> Result<(), Error> {
    let row = person::ActiveModel {
        id: Unchanged(person),
        mail_refused_at: Set(None),
        mail_refusal: Set(None),
        ..Default::default()
    };
    row.update(&**work).await?;
    Ok(())
}

/// A notice to be written.
#[derive(Debug, Clone)]
pub(crate) struct Draft {
    /// The record it is about.
    pub subject: Subject,
    /// The version of the record that it tells of.
    pub version: String,
    /// What it says.
    pub kind: Kind,
    /// How it reaches its reader.
    pub channel: Channel,
    /// The person it goes to; `None` for everyone it concerns.
    pub recipient: Option<Uuid>,
    /// What is told.
    pub payload: Payload,
    /// When it is to be carried out, in UTC.
    pub due_at: DateTime<Utc>,
    /// From when on it is no longer of use, in UTC.
    pub stale_at: DateTime<Utc>,
}

/// The row of a new notice.
pub(super) fn row(work: &Work, draft: Draft) -> notice::Model {
    notice::Model {
        id: work.new_id(),
        dedupe_key: rule::dedupe_key(draft.kind, draft.subject.id, &draft.version, draft.recipient),
        subject_kind: draft.subject.kind,
        subject_id: draft.subject.id,
        version: draft.version,
        kind: draft.kind,
        channel: draft.channel,
        recipient_id: draft.recipient,
        payload: draft.payload,
        due_at: draft.due_at,
        stale_at: draft.stale_at,
        state: State::Ready,
        attempts: 0,
        unanswered: 0,
        lease_token: 0,
        lease_until: None,
        bound_to: None,
        last_error: None,
        created_at: work.now,
        settled_at: None,
    }
}

/// Writes notices, except those that are there already.
pub(super) async fn write(work: &Work, rows: Vec<notice::Model>) -> Result<(), Error> {
    for batch in rows.chunks(BATCH) {
        notice::Entity::insert_many(batch.iter().cloned().map(IntoActiveModel::into_active_model))
            .on_conflict_do_nothing_on([notice::Column::DedupeKey])
            .exec_without_returning(&**work)
            .await?;
    }
    Ok(())
}

/// Withdraws notices that have not come to their end, also from the hands of a worker.
pub(super) async fn withdraw(work: &Work, ids: Vec<Uuid>) -> Result<(), Error> {
    for batch in ids.chunks(BATCH) {
        notice::Entity::update_many()
            .col_expr(notice::Column::State, Expr::value(State::Withdrawn.to_value()))
            .col_expr(notice::Column::LeaseToken, Expr::col(notice::Column::LeaseToken).add(1))
            .col_expr(notice::Column::SettledAt, Expr::value(work.now))
            .filter(notice::Column::Id.is_in(batch.iter().copied()))
            .filter(notice::Column::State.is_in([State::Ready, State::Leased]))
            .exec(&**work)
            .await?;
    }
    Ok(())
}
