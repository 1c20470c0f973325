//! Taking tasks, giving them back, putting them off, and naming who stands in.

use super::{
    find::{deputies_of, holds_of, is, of_party, put_off, waiting},
    record::{deputy, hold, snooze},
    rule::stands_in_for,
};
use crate::{
    Caller, Error, Reason, Refusal, Registry, Work,
    account::{self, find::WORK},
    agreement::record::agreement_party,
    date::legal_today,
    deadline::{find::day, record::deadline},
    journal::{ChangeKind, Entry},
    place::record::party,
    policy::{self, Act, Visibility},
    refusal::Refusals,
    registry::Reading,
    subject::{Subject, SubjectKind},
};
use chrono::NaiveDate;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, ExprTrait, LockBehavior, LockType, OnConflict},
};
use serde_json::json;
use uuid::Uuid;

/// How a task is read that is about to be taken or put off: it is not settled by others meanwhile.
const STAYS: LockType = LockType::KeyShare;

/// Who stands in for whom, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewDeputy {
    /// The party in whose work.
    pub party: Uuid,
    /// Who is away; the caller if `None`.
    pub person: Option<Uuid>,
    /// Who stands in.
    pub deputy: Uuid,
    /// The first day.
    pub starts_on: NaiveDate,
    /// The last day.
    pub ends_on: NaiveDate,
}

/// Names who stands in for a person in the work of a party. For oneself anyone does that, for others who hands over their tasks.
pub async fn name_deputy(registry: &Registry, caller: &Caller, new: &NewDeputy) -> Result<deputy::Model, Error> {
    let work = registry.begin_act(caller, Act::NameDeputy).await?;
    let person = match new.person {
        Some(person) => person,
        None => caller.person()?,
    };
    may_arrange(caller, Act::NameDeputy, new.party, person)?;
    lock(&work, new.party).await?;
    let today = legal_today(work.now);
    let mut refused = Refusals::default();
    for (path, one) in [("person", person), ("deputy", new.deputy)] {
        refused.unless(account::find::works_for(&*work, one, new.party, &WORK).await?, path, Reason::NotFound);
    }
    refused.unless(new.deputy != person, "deputy", Reason::OneOfTwo);
    refused.keepable("from", Some(new.starts_on));
    refused.keepable("until", Some(new.ends_on));
    refused.unless(new.starts_on <= new.ends_on, "until", Reason::EndsBeforeStart);
    refused.unless(today <= new.ends_on, "until", Reason::InThePast);
    refused.done()?;
    let known = deputies_of(&*work, &[new.party], today).await?;
    let same = known.iter().find(|one| one.person_id == person && one.overlaps(new.starts_on, new.ends_on));
    if let Some(same) = same {
        return Err(Error::refuse(Reason::AlreadyThere { id: same.id }));
    }
    let row = deputy::Model {
        id: work.new_id(),
        party_id: new.party,
        person_id: person,
        deputy_id: new.deputy,
        starts_on: new.starts_on,
        ends_on: new.ends_on,
        created_at: work.now,
    };
    let row = row.into_active_model().insert(&*work).await?;
    let data = json!({ "person": person, "deputy": row.deputy_id, "from": row.starts_on, "until": row.ends_on });
    let entry = Entry::internal(Act::NameDeputy, (SubjectKind::Deputy, row.id), ChangeKind::Created, data);
    work.record(entry.for_those_who_see(Visibility::Own, [], Some(row.party_id))).await?;
    Ok(row)
}

/// Lets it end: from now on the person does their work themselves.
pub async fn end_deputy(registry: &Registry, caller: &Caller, id: Uuid) -> Result<deputy::Model, Error> {
    let work = registry.begin_act(caller, Act::EndDeputy).await?;
    let known = deputy::Entity::find_by_id(id)
        .filter(deputy::Column::PartyId.is_in(caller.parties()))
        .lock(LockType::Update)
        .one(&*work)
        .await?;
    let row = known.ok_or_else(|| Refusal::at("deputy", Reason::NotFound))?;
    may_arrange(caller, Act::EndDeputy, row.party_id, row.person_id)?;
    deputy::Entity::delete_by_id(id).exec(&*work).await?;
    let entry = Entry::internal(Act::EndDeputy, (SubjectKind::Deputy, id), ChangeKind::Removed, json!({}));
    work.record(entry.for_those_who_see(Visibility::Own, [], Some(row.party_id))).await?;
    Ok(row)
}

/// Refuses to arrange the absence of others, except for those who hand over tasks.
fn may_arrange(caller: &Caller, act: Act, party: Uuid, person: Uuid) -> Result<(), Error> {
    let own = caller.person().is_ok_and(|own| own == person);
    policy::may(caller, if own { act } else { Act::HandOverTasks }, &[party])
}

/// Takes a task of a party. Of two who take it one is refused; so is whoever takes what a colleague looks after, unless they
/// stand in for them.
pub async fn take_task(
    registry: &Registry,
    caller: &Caller,
    task: Uuid,
    party: Uuid,
) -> Result<deadline::Model, Error> {
    let (work, person) = begin(registry, caller, Act::TakeTask, party).await?;
    let found = of_party(registry, caller, party).filter(is(task)).lock(STAYS).one(&*work).await?;
    let deadline = found.ok_or_else(|| Refusal::at("task", Reason::NotFound))?;
    check_free(&work, &deadline, party, person).await?;
    take(work, Act::TakeTask, deadline, party, person).await
}

/// Takes the next task of a party that is in nobody's hands and that the caller has not put off: the one that is due first.
pub async fn take_next_task(registry: &Registry, caller: &Caller, party: Uuid) -> Result<deadline::Model, Error> {
    let (work, person) = begin(registry, caller, Act::TakeNextTask, party).await?;
    let put_off = put_off(person, legal_today(work.now));
    let first =
        waiting(registry, caller, party).filter(put_off.not()).order_by_asc(day()).order_by_asc(deadline::Column::Id);
    let first = first.limit(1).lock_with_behavior(STAYS, LockBehavior::SkipLocked);
    let next = first.one(&*work).await?.ok_or_else(|| Error::refuse(Reason::NoTaskWaits))?;
    take(work, Act::TakeNextTask, next, party, person).await
}

/// Puts what is due of a record into the hands of a person.
pub(crate) async fn give(work: &Work, subject: Subject, party: Uuid, person: Uuid) -> Result<(), Error> {
    let due = deadline::Column::SubjectId.eq(subject.id).and(deadline::Column::PartyId.eq(party));
    for task in deadline::Entity::find().filter(due).all(&**work).await? {
        let row = hold::Model { deadline_id: task.id, party_id: party, person_id: person, taken_at: work.now };
        hold::Entity::insert(row.into_active_model()).exec_without_returning(&**work).await?;
    }
    Ok(())
}

/// Gives a task back to the team. One's own anyone gives back, that of others who hands over their tasks.
pub async fn release_task(
    registry: &Registry,
    caller: &Caller,
    task: Uuid,
    party: Uuid,
) -> Result<deadline::Model, Error> {
    let (work, person) = begin(registry, caller, Act::ReleaseTask, party).await?;
    let held = hold::Entity::find_by_id((task, party)).one(&*work).await?;
    let deadline = of_party(registry, caller, party).filter(is(task)).one(&*work).await?;
    let (held, deadline) = held.zip(deadline).ok_or_else(|| Refusal::at("task", Reason::NotFound))?;
    if held.person_id != person {
        policy::may(caller, Act::HandOverTasks, &[party])?;
    }
    hold::Entity::delete_by_id((task, party)).exec(&*work).await?;
    work.record(entry(Act::ReleaseTask, task, party, ChangeKind::Changed, json!({ "person": held.person_id }))).await?;
    Ok(deadline)
}

/// Puts a task off for the caller until a day, or no longer if `None`. Its due date stays; others see it, and the caller as well
/// once it is overdue.
pub async fn snooze_task(
    registry: &Registry,
    caller: &Caller,
    task: Uuid,
    until: Option<NaiveDate>,
) -> Result<deadline::Model, Error> {
    let work = registry.begin_act(caller, Act::SnoozeTask).await?;
    let person = caller.person()?;
    let mut refused = Refusals::default();
    refused.keepable("until", until);
    refused.unless(until.is_none_or(|day| legal_today(work.now) < day), "until", Reason::InThePast);
    let found = crate::obligation::find::to_do(registry, caller).filter(is(task)).lock(STAYS).one(&*work).await?;
    refused.unless(found.is_some(), "task", Reason::NotFound);
    refused.done()?;
    let deadline = found.ok_or_else(|| Error::refuse(Reason::NotFound))?;
    match until {
        None => _ = snooze::Entity::delete_by_id((task, person)).exec(&*work).await?,
        Some(until_day) => {
            let row = snooze::Model { deadline_id: task, person_id: person, until_day }.into_active_model();
            let key = [snooze::Column::DeadlineId, snooze::Column::PersonId];
            let again = OnConflict::columns(key).update_column(snooze::Column::UntilDay).to_owned();
            snooze::Entity::insert(row).on_conflict(again).exec_without_returning(&*work).await?;
        }
    }
    let subject = (SubjectKind::Deadline, task);
    work.record(Entry::internal(Act::SnoozeTask, subject, ChangeKind::Changed, json!({ "until": until }))).await?;
    Ok(deadline)
}

/// Begins an act on the tasks of a party, for one of its own people. One after another: who takes a task sees what is taken.
async fn begin(registry: &Registry, caller: &Caller, act: Act, party: Uuid) -> Result<(Work, Uuid), Error> {
    policy::may_speak(caller, act, &[party])?;
    let person = caller.person()?;
    let work = registry.begin(caller).await?;
    lock(&work, party).await?;
    Ok((work, person))
}

async fn lock(work: &Work, party: Uuid) -> Result<(), Error> {
    party::Entity::find_by_id(party).lock(LockType::NoKeyUpdate).one(&**work).await?;
    Ok(())
}

/// Refuses a task that a colleague has in hand, unless the person stands in for them.
async fn check_free(work: &Work, task: &deadline::Model, party: Uuid, person: Uuid) -> Result<(), Error> {
    let held = holds_of(&**work, &[task.id]).await?.into_iter().find(|held| held.party_id == party);
    let owner = match (held, task.agreement()) {
        (Some(held), _) => Some(held.person_id),
        (None, Some(agreement)) => {
            let part = agreement_party::Entity::find_by_id((agreement, party)).one(&**work).await?;
            part.and_then(|part| part.officer_id).filter(|officer| *officer != person)
        }
        (None, None) => None,
    };
    let Some(owner) = owner else { return Ok(()) };
    let today = legal_today(work.now);
    let deputies = deputies_of(&**work, &[party], today).await?;
    if stands_in_for(&deputies, person, today).contains(&(party, owner)) {
        return Ok(());
    }
    let known = account::record::person::Entity::find_by_id(owner).one(&**work).await?;
    let name = known.map(|owner| owner.name).unwrap_or_default();
    Err(Refusal::at("task", Reason::Taken { name }).into())
}

async fn take(
    work: Work,
    act: Act,
    task: deadline::Model,
    party_id: Uuid,
    person_id: Uuid,
) -> Result<deadline::Model, Error> {
    let row = hold::Model { deadline_id: task.id, party_id, person_id, taken_at: work.now }.into_active_model();
    let key = [hold::Column::DeadlineId, hold::Column::PartyId];
    let again = OnConflict::columns(key).update_columns([hold::Column::PersonId, hold::Column::TakenAt]).to_owned();
    hold::Entity::insert(row).on_conflict(again).exec_without_returning(&*work).await?;
    snooze::Entity::delete_by_id((task.id, person_id)).exec(&*work).await?;
    let data = json!({ "party": party_id, "person": person_id });
    work.record(entry(act, task.id, party_id, ChangeKind::Changed, data)).await?;
    Ok(task)
}

fn entry(act: Act, task: Uuid, party: Uuid, change: ChangeKind, data: serde_json::Value) -> Entry {
    let entry = Entry::internal(act, (SubjectKind::Deadline, task), change, data);
    entry.for_those_who_see(Visibility::Own, [], Some(party))
}

/// Reads in the journal whose account was closed, and who hands over what they do: tasks that they had taken are free again,
/// or the colleague's.
pub(crate) fn release_those_who_leave<'a>(work: &'a Work, entries: &'a [Entry]) -> Reading<'a> {
    Box::pin(async move {
        for left in entries.iter().filter(|entry| entry.act == Act::DisablePerson) {
            hold::Entity::delete_many().filter(hold::Column::PersonId.eq(left.subject_id)).exec(&**work).await?;
            let either = deputy::Column::PersonId.eq(left.subject_id).or(deputy::Column::DeputyId.eq(left.subject_id));
            deputy::Entity::delete_many().filter(either).exec(&**work).await?;
        }
        for (person, party) in account::find::left(entries) {
            let of_party = hold::Column::PartyId.eq(party).and(hold::Column::PersonId.eq(person));
            hold::Entity::delete_many().filter(of_party).exec(&**work).await?;
            let either = deputy::Column::PersonId.eq(person).or(deputy::Column::DeputyId.eq(person));
            deputy::Entity::delete_many().filter(deputy::Column::PartyId.eq(party).and(either)).exec(&**work).await?;
        }
        for handed in entries.iter().filter(|entry| entry.act == Act::HandOverTasks) {
            let field = |name: &str| handed.data[name].as_str().and_then(|id| id.parse::<Uuid>().ok());
            let Some((party, to)) = field("party").zip(field("to")) else { continue };
            hold::Entity::update_many()
                .col_expr(hold::Column::PersonId, Expr::value(to))
                .filter(hold::Column::PartyId.eq(party))
                .filter(hold::Column::PersonId.eq(handed.subject_id))
                .exec(&**work)
                .await?;
        }
        Ok(())
    })
}
