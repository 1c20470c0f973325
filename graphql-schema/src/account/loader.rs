//! Look-ups of the people and keys of the caller's parties.

use super::types::{Person, prefetch_people};
use crate::{
    context::Ask,
    error::ApiError,
    loader::{load_all, lookup},
    selection::Selections,
};
use async_graphql::Context;
use entity::{
    account::{
        find,
        record::{client, person},
    },
    policy::Membership,
    task,
};
use std::sync::Arc;
use uuid::Uuid;

lookup! {
    /// The account of this person.
    PersonById => Option<Arc<person::Model>>,
    |source, ids| find::people_by_id(&source.registry, &source.caller, ids),
    |person| Some(Arc::new(person))
}

lookup! {
    /// The people of this party.
    PeopleOf => Arc<[(Uuid, String)]>,
    |source, ids| find::people_of(&source.registry, &source.caller, ids),
    Arc::from
}

lookup! {
    /// The roles of this person.
    MembershipsOf => Arc<[Membership]>,
    |source, ids| find::memberships_of(&source.registry, &source.caller, ids),
    Arc::from
}

lookup! {
    /// The API clients of this party.
    ClientsOf => Arc<[client::Model]>,
    |source, ids| find::clients_of(&source.registry, &source.caller, ids),
    Arc::from
}

lookup! {
    /// How many tasks this party has.
    TasksOf => u64,
    |source, ids| task::find::count_by_party(&source.registry, &source.caller, ids),
    |count| count
}

/// Loads these people and what is selected of them.
pub(crate) async fn prefetch_by_id(
    context: &Context<'_>,
    selections: &Selections<'_, Person>,
    ids: &[Uuid],
) -> Result<(), ApiError> {
    let found = load_all(context.lookups()?, ids.iter().copied().map(PersonById)).await?;
    let people: Vec<person::Model> = found.into_values().flatten().map(|person| (*person).clone()).collect();
    prefetch_people(context, selections, &people).await
}
