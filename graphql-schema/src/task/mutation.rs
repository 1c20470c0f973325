//! Acts on tasks, and on who stands in for whom.

use super::{query::named, types::Deputy};
use crate::{
    context::{Ask, Told},
    date::Date,
    deadline::types::Deadline,
    error::ApiError,
    id::{Kind, decode_as},
    refusal::payload,
};
use async_graphql::{Context, ID, InputObject, Object};
use entity::task::{
    act::{self, NewDeputy},
    record::deputy,
};

/// Who stands in for whom, and when.
#[derive(Debug, InputObject)]
pub(crate) struct NameDeputyInput {
    /// The party in whose work.
    party: ID,
    /// Who is away; the caller if omitted. For others this is for those who hand over tasks.
    person: Option<ID>,
    /// Who stands in: a colleague.
    deputy: ID,
    /// The first day.
    from: Date,
    /// The last day.
    until: Date,
}

/// Who no longer stands in.
#[derive(Debug, InputObject)]
pub(crate) struct EndDeputyInput {
    /// What `nameDeputy` made.
    deputy: ID,
}

/// A task of a party.
#[derive(Debug, InputObject)]
pub(crate) struct TaskInput {
    /// The task: the identifier of what is due.
    task: ID,
    /// The party for which it is done.
    party: ID,
}

/// The party of which the next task is taken.
#[derive(Debug, InputObject)]
pub(crate) struct TakeNextTaskInput {
    /// The party.
    party: ID,
}

/// A task to put off.
#[derive(Debug, InputObject)]
pub(crate) struct SnoozeTaskInput {
    /// The task: the identifier of what is due.
    task: ID,
    /// The day on which it is seen again; if omitted, it is no longer put off.
    until: Option<Date>,
}

payload! {
    /// The result of an act on a deputy.
    DeputyPayload of Deputy {
        /// Who stands in, or did.
        deputy: Deputy,
    }
}

payload! {
    /// The result of an act on a task.
    TaskPayload of Deadline {
        /// The task.
        task: Deadline,
    }
}

/// What came of an act on a deputy, with the names of the people.
async fn told(context: &Context<'_>, result: Result<deputy::Model, entity::Error>) -> Result<DeputyPayload, ApiError> {
    let caller = context.caller()?;
    match result {
        Ok(row) => {
            let deputy = named(context, vec![row]).await?.pop();
            Ok(DeputyPayload { deputy, errors: Vec::new() })
        }
        Err(error @ entity::Error::Refused(_)) => DeputyPayload::of(Err::<Deputy, _>(error), caller, |deputy| deputy),
        Err(fault) => Err(fault).told(caller),
    }
}

#[derive(Default)]
pub(crate) struct TaskMutation;

#[Object]
impl TaskMutation {
    /// Names who stands in for a person in the work of a party, from day to day (pelaksana harian): what they have in hand is
    /// among the tasks of the deputy, and their mails of what is due go there.
    async fn name_deputy(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Who stands in for whom.")] input: NameDeputyInput,
    ) -> Result<DeputyPayload, ApiError> {
        let new = NewDeputy {
            party: decode_as(Kind::Party, &input.party),
            person: input.person.map(|person| decode_as(Kind::Person, &person)),
            deputy: decode_as(Kind::Person, &input.deputy),
            starts_on: input.from.into(),
            ends_on: input.until.into(),
        };
        told(context, act::name_deputy(context.registry()?, context.caller()?, &new).await).await
    }

    /// Lets the time of a deputy end.
    async fn end_deputy(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which one.")] input: EndDeputyInput,
    ) -> Result<DeputyPayload, ApiError> {
        let deputy = decode_as(Kind::Deputy, &input.deputy);
        told(context, act::end_deputy(context.registry()?, context.caller()?, deputy).await).await
    }

    /// Takes a task of a party. Of two who take it, one is refused with the name of the other.
    async fn take_task(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The task.")] input: TaskInput,
    ) -> Result<TaskPayload, ApiError> {
        let (registry, caller) = (context.registry()?, context.caller()?);
        let (task, party) = (decode_as(Kind::Deadline, &input.task), decode_as(Kind::Party, &input.party));
        TaskPayload::of(act::take_task(registry, caller, task, party).await, caller, Into::into)
    }

    /// Takes the task of a party that is due first among those in nobody's hands.
    async fn take_next_task(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The party.")] input: TakeNextTaskInput,
    ) -> Result<TaskPayload, ApiError> {
        let (registry, caller) = (context.registry()?, context.caller()?);
        let party = decode_as(Kind::Party, &input.party);
        TaskPayload::of(act::take_next_task(registry, caller, party).await, caller, Into::into)
    }

    /// Gives a task back to the team.
    async fn release_task(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The task.")] input: TaskInput,
    ) -> Result<TaskPayload, ApiError> {
        let (registry, caller) = (context.registry()?, context.caller()?);
        let (task, party) = (decode_as(Kind::Deadline, &input.task), decode_as(Kind::Party, &input.party));
        TaskPayload::of(act::release_task(registry, caller, task, party).await, caller, Into::into)
    }

    /// Puts a task off for the caller alone. Its due date stays; once it is overdue, they see it again.
    async fn snooze_task(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The task, and until when.")] input: SnoozeTaskInput,
    ) -> Result<TaskPayload, ApiError> {
        let (registry, caller) = (context.registry()?, context.caller()?);
        let task = decode_as(Kind::Deadline, &input.task);
        TaskPayload::of(act::snooze_task(registry, caller, task, input.until.map(Into::into)).await, caller, Into::into)
    }
}
