//! Look-ups of the people and keys of the caller's parties.

use crate::loader::lookup;
use entity::{
    account::{find, record::client},
    policy::Membership,
    task,
};
use std::sync::Arc;
use uuid::Uuid;

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
