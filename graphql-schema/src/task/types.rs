//! Tasks and those who do them, as their colleagues see them.

use crate::{
    context::Ask,
    date::Date,
    error::ApiError,
    id::{self, encode},
    loader::load,
    place::{loader::PartyById, types::Party},
};
use async_graphql::{Context, ID, Object};
use entity::task::{find::Named, record::deputy};

/// Somebody with whom the caller works.
#[derive(Debug, Clone)]
pub(crate) struct Colleague(pub(crate) Named);

/// Somebody with whom the caller works.
#[Object]
impl Colleague {
    /// The identifier.
    async fn id(&self) -> ID {
        encode(id::Kind::Person, self.0.0)
    }

    /// The name.
    async fn name(&self) -> &str {
        &self.0.1
    }
}

/// Who stands in for a person in the work of a party while they are away (pelaksana harian).
#[derive(Debug, Clone)]
pub(crate) struct Deputy {
    pub(crate) row: deputy::Model,
    /// Who is away, and who stands in.
    pub(crate) people: [Colleague; 2],
}

/// Who stands in for a person in the work of a party while they are away (pelaksana harian).
#[Object]
impl Deputy {
    /// The identifier.
    async fn id(&self) -> ID {
        encode(id::Kind::Deputy, self.row.id)
    }

    /// The party in whose work.
    async fn party(&self, context: &Context<'_>) -> Result<Option<Party>, ApiError> {
        Ok(load(context.lookups()?, PartyById(self.row.party_id)).await?.map(Party::of))
    }

    /// Who is away.
    async fn person(&self) -> &Colleague {
        &self.people[0]
    }

    /// Who stands in.
    async fn stands_in(&self) -> &Colleague {
        &self.people[1]
    }

    /// The first day.
    async fn from(&self) -> Date {
        self.row.starts_on.into()
    }

    /// The last day.
    async fn until(&self) -> Date {
        self.row.ends_on.into()
    }
}
