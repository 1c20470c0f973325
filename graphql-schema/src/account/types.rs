//! Accounts, as their owners see them.

use crate::{
    context::{Ask, Told},
    date::DateTime,
    enums::remote_enum,
    error::ApiError,
    id::{self, encode},
    loader::load,
    place::{
        loader::{PartyById, prefetch_by_id},
        types::Party,
    },
    policy::Role,
    selection::{Selections, look_ahead},
    text::Language,
};
use async_graphql::{Context, ID, Object};
use entity::{
    account::{
        client::rule,
        find::{self, Viewer as Who},
        record::{client, person},
    },
    policy,
};
use uuid::Uuid;

remote_enum! {
    /// What a key allows.
    ApiScope = "rule::Scope" {
        Read: "Reading what the client's role may read. Every key allows this.",
        Write: "Doing the acts that the client's role may do.",
    }
}

/// A role that someone has in a region or organisation, or in the whole registry.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Membership(pub(crate) policy::Membership);

/// A role that someone has in a region or organisation, or in the whole registry.
#[Object]
impl Membership {
    /// The role.
    async fn role(&self) -> Role {
        self.0.role.into()
    }

    /// The region or organisation; null for the whole registry.
    async fn party(&self, context: &Context<'_>) -> Result<Option<Party>, ApiError> {
        party(context, self.0.party).await
    }
}

async fn party(context: &Context<'_>, id: Option<Uuid>) -> Result<Option<Party>, ApiError> {
    let Some(id) = id else { return Ok(None) };
    Ok(load(context.lookups()?, PartyById(id)).await?.map(Party::of))
}

/// A person with an account.
#[derive(Debug, Clone)]
pub(crate) struct Person(pub(crate) person::Model);

/// A person with an account.
#[Object]
impl Person {
    /// The identifier.
    async fn id(&self) -> ID {
        encode(id::Kind::Person, self.0.id)
    }

    /// The name.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// The e-mail address, for signing in and for their mail.
    async fn email(&self) -> &str {
        &self.0.email
    }

    /// The language of the answers and mails they get.
    async fn language(&self) -> Language {
        self.0.language().into()
    }

    /// The IANA name of the time zone used in their mail.
    async fn time_zone(&self) -> &str {
        &self.0.time_zone
    }

    /// When the mail server refused the address (alamat surel ditolak), in UTC; null if it did not. No mail is sent to a
    /// refused address until the operator retries it.
    async fn mail_refused_at(&self) -> Option<DateTime> {
        self.0.mail_refused_at.map(Into::into)
    }
}

/// Software of a partner, with a key.
#[derive(Debug, Clone)]
pub(crate) struct ApiClient(pub(crate) client::Model);

/// Software of a partner, with a key.
#[Object]
impl ApiClient {
    /// The identifier.
    async fn id(&self) -> ID {
        encode(id::Kind::ApiClient, self.0.id)
    }

    /// Its name.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// The beginning of its key, to tell it from others.
    async fn key_prefix(&self) -> &str {
        &self.0.key_prefix
    }

    /// Its role.
    async fn role(&self) -> Role {
        self.0.role.into()
    }

    /// The region or organisation in which it has the role; null for the whole registry.
    async fn party(&self, context: &Context<'_>) -> Result<Option<Party>, ApiError> {
        party(context, self.0.party_id).await
    }

    /// What its key allows.
    async fn scopes(&self) -> Vec<ApiScope> {
        self.0.scopes().into_iter().map(Into::into).collect()
    }

    /// When its key expires, in UTC; null if never.
    async fn expires_at(&self) -> Option<DateTime> {
        self.0.expires_at.map(Into::into)
    }

    /// When it was last used, in UTC, to the minute.
    async fn last_used_at(&self) -> Option<DateTime> {
        self.0.last_used_at.map(Into::into)
    }

    /// When its key was revoked, in UTC.
    async fn revoked_at(&self) -> Option<DateTime> {
        self.0.revoked_at.map(Into::into)
    }

    /// When it was created, in UTC.
    async fn created_at(&self) -> DateTime {
        self.0.created_at.into()
    }
}

look_ahead! {
    Membership { PARTY = "party" => Party }
}

/// The caller.
pub(crate) struct Viewer(pub(crate) Who);

impl Viewer {
    /// The caller; null if they have not signed in.
    pub(crate) async fn of(context: &Context<'_>, caller: &entity::Caller) -> Result<Option<Self>, ApiError> {
        Ok(find::viewer(context.registry()?, caller).await.told(caller)?.map(Self))
    }
}

/// The caller.
#[Object]
impl Viewer {
    /// The person, if it is one.
    async fn person(&self) -> Option<Person> {
        match &self.0 {
            Who::Person(person) => Some(Person(person.clone())),
            Who::Client(_) => None,
        }
    }

    /// The API client, if it is one.
    async fn api_client(&self) -> Option<ApiClient> {
        match &self.0 {
            Who::Client(client) => Some(ApiClient(client.clone())),
            Who::Person(_) => None,
        }
    }

    /// Their roles.
    async fn memberships(&self, context: &Context<'_>) -> Result<Vec<Membership>, ApiError> {
        let memberships = &context.caller()?.memberships;
        let parties: Vec<Uuid> = memberships.iter().filter_map(|membership| membership.party).collect();
        let of_parties = Selections::of(context.look_ahead()).below(&Membership::PARTY);
        prefetch_by_id(context, &of_parties, &parties).await?;
        Ok(memberships.iter().copied().map(Membership).collect())
    }
}
