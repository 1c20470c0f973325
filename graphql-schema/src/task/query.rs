//! Queries for tasks.

use super::types::{Colleague, Deputy};
use crate::{
    connection::{Stretch, total},
    context::{Ask, Told},
    deadline::{query::list, types::DeadlineConnection},
    error::ApiError,
    id::{Kind, decode_as},
    place::{self, types::Party},
    selection::{Selections, look_ahead},
};
use async_graphql::{Context, ID, Object};
use entity::{
    account::find::colleagues,
    obligation::find::BY_DAY,
    task::find::{self, Which},
    task::record::deputy,
};
use uuid::Uuid;

look_ahead! {
    Deputy { PARTY = "party" => Party }
}

#[derive(Default)]
pub(crate) struct TaskQuery;

#[Object]
impl TaskQuery {
    /// The open tasks of the parties for which the caller works, soonest first; tasks without a due date come last.
    async fn my_tasks(
        &self,
        context: &Context<'_>,
        #[graphql(
            desc = "Leaves out what is in the hands of colleagues, unless the caller stands in for them, and what the \
                    caller has put off.",
            default
        )]
        own: bool,
        #[graphql(
            desc = "Only those due within this many days from today (in Jakarta), overdue ones and those without a due \
                    date included; 0 to 36500.",
            validator(minimum = 0, maximum = 36500)
        )]
        due_within: Option<u32>,
        #[graphql(
            desc = "Only those due later than this many days from today; 0 to 36500.",
            validator(minimum = 0, maximum = 36500)
        )]
        due_after: Option<u32>,
        #[graphql(desc = "How many from the start: 1 to 100; 20 by default.")] first: Option<i32>,
        #[graphql(desc = "Only those after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end: 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Only those before this cursor.")] before: Option<String>,
    ) -> Result<DeadlineConnection, ApiError> {
        let (registry, caller) = (context.registry()?, context.caller()?);
        let page = Stretch { first, after, last, before }.of(BY_DAY, caller)?;
        let which = Which { own, due_within, due_after };
        let slice = find::tasks(registry, caller, which, &page).await.told(caller)?;
        let total = total(&context.look_ahead(), find::count_tasks(registry, caller, which), caller).await?;
        list(context, slice, total).await
    }

    /// The tasks of a party that are in nobody's hands, for those who have a part in its work: soonest first. `takeTask` and
    /// `takeNextTask` take them.
    async fn party_tasks(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The party.")] party: ID,
        #[graphql(desc = "How many from the start: 1 to 100; 20 by default.")] first: Option<i32>,
        #[graphql(desc = "Only those after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end: 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Only those before this cursor.")] before: Option<String>,
    ) -> Result<DeadlineConnection, ApiError> {
        let (registry, caller) = (context.registry()?, context.caller()?);
        let party = decode_as(Kind::Party, &party);
        let page = Stretch { first, after, last, before }.of(BY_DAY, caller)?;
        let slice = find::queue(registry, caller, party, &page).await.told(caller)?;
        let total = total(&context.look_ahead(), find::count_queue(registry, caller, party), caller).await?;
        list(context, slice, total).await
    }

    /// Who stands in for whom in the work of a party, today or later; for its own people.
    async fn deputies(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The party.")] party: ID,
    ) -> Result<Vec<Deputy>, ApiError> {
        let (registry, caller) = (context.registry()?, context.caller()?);
        let party = decode_as(Kind::Party, &party);
        let rows = find::deputies(registry, caller, party).await.told(caller)?;
        let selections = Selections::<Deputy>::of(context.look_ahead());
        let parties: Vec<Uuid> = rows.iter().map(|row| row.party_id).collect();
        place::loader::prefetch_by_id(context, &selections.below(&Deputy::PARTY), &parties).await?;
        named(context, rows).await
    }
}

/// The same with the names of the people.
pub(super) async fn named(context: &Context<'_>, rows: Vec<deputy::Model>) -> Result<Vec<Deputy>, ApiError> {
    let (registry, caller) = (context.registry()?, context.caller()?);
    let people: Vec<Uuid> = rows.iter().flat_map(|row| [row.person_id, row.deputy_id]).collect();
    let by_id = colleagues(registry, caller, &people).await.told(caller)?;
    let named = |id: Uuid| Colleague((id, by_id.get(&id).cloned().unwrap_or_default()));
    let deputy = |row: deputy::Model| Deputy { people: [row.person_id, row.deputy_id].map(named), row };
    Ok(rows.into_iter().map(deputy).collect())
}
