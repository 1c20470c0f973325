//! Accounts, as their owners see them.

use crate::{
    context::{Ask, Told},
    error::ApiError,
    id::{self, encode},
    loader::load,
    place::{
        loader::PartyById,
        types::{Language, Party},
    },
};
use async_graphql::{Context, Enum, ID, Object};
use chrono::{DateTime, Utc};
use entity::{
    account::{
        client::rule,
        find::{self, Viewer as Who},
        record::{client, person},
    },
    policy,
};
use uuid::Uuid;

/// A role in a region or organisation, or in the whole registry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "policy::Role")]
pub(crate) enum Role {
    /// Reads what the organisation may read (pengamat).
    Observer,
    /// Enters facts with their sources (petugas data).
    DataEntry,
    /// Keeps the organisation's agreements (pengelola kerja sama).
    AgreementManager,
    /// Coordinates them, as the TKKSD does (koordinator).
    Coordinator,
    /// Schedules exchanges (penyelenggara forum).
    ForumOrganiser,
    /// Administers the organisation's accounts and API clients (admin organisasi).
    OrgAdmin,
    /// Reads everything, for the ministry (penilai nasional).
    NationalReviewer,
    /// An API client of a partner city (pembaca mitra).
    PartnerReader,
}

/// What a key opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "rule::Scope")]
pub(crate) enum ApiScope {
    /// Reading what the client's role may read. Every key opens that.
    Read,
    /// Doing the acts that the client's role may do.
    Write,
}

/// What someone may do where.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Membership(pub(crate) policy::Membership);

/// What someone may do where.
#[Object]
impl Membership {
    /// The role.
    async fn role(&self) -> Role {
        self.0.role.into()
    }

    /// The region or organisation; none is the whole registry.
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

    /// The e-mail address by which they sign in, and to which their mail goes.
    async fn email(&self) -> &str {
        &self.0.email
    }

    /// The language in which they are answered and written to.
    async fn language(&self) -> Language {
        self.0.language().into()
    }

    /// The IANA name of the zone in which their mail tells times.
    async fn time_zone(&self) -> &str {
        &self.0.time_zone
    }

    /// Since when no mail is sent to their address, in UTC, because a mail server said that nobody is there (alamat surel
    /// ditolak); null when mail is sent. Whoever runs the registry can have it sent again.
    async fn mail_refused_at(&self) -> Option<DateTime<Utc>> {
        self.0.mail_refused_at
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

    /// What its keepers call it.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// The beginning of its key, by which it is told from others.
    async fn key_prefix(&self) -> &str {
        &self.0.key_prefix
    }

    /// Its role.
    async fn role(&self) -> Role {
        self.0.role.into()
    }

    /// The region or organisation in which it has the role; none is the whole registry.
    async fn party(&self, context: &Context<'_>) -> Result<Option<Party>, ApiError> {
        party(context, self.0.party_id).await
    }

    /// What its key opens.
    async fn scopes(&self) -> Vec<ApiScope> {
        self.0.scopes().into_iter().map(Into::into).collect()
    }

    /// When its key expires, in UTC; never when none.
    async fn expires_at(&self) -> Option<DateTime<Utc>> {
        self.0.expires_at
    }

    /// When it was last used, in UTC, to the minute.
    async fn last_used_at(&self) -> Option<DateTime<Utc>> {
        self.0.last_used_at
    }

    /// When its key was taken away, in UTC.
    async fn revoked_at(&self) -> Option<DateTime<Utc>> {
        self.0.revoked_at
    }

    /// When it was made, in UTC.
    async fn created_at(&self) -> DateTime<Utc> {
        self.0.created_at
    }
}

/// Whoever is calling.
pub(crate) struct Viewer(pub(crate) Who);

impl Viewer {
    /// Whoever is calling; none when they have not signed in.
    pub(crate) async fn of(context: &Context<'_>, caller: &entity::Caller) -> Result<Option<Self>, ApiError> {
        Ok(find::viewer(context.registry()?, caller).await.told(caller)?.map(Self))
    }
}

/// Whoever is calling.
#[Object]
impl Viewer {
    /// The person, where it is one.
    async fn person(&self) -> Option<Person> {
        match &self.0 {
            Who::Person(person) => Some(Person(person.clone())),
            Who::Client(_) => None,
        }
    }

    /// The API client, where it is one.
    async fn api_client(&self) -> Option<ApiClient> {
        match &self.0 {
            Who::Client(client) => Some(ApiClient(client.clone())),
            Who::Person(_) => None,
        }
    }

    /// What they may do where.
    async fn memberships(&self, context: &Context<'_>) -> Result<Vec<Membership>, ApiError> {
        Ok(context.caller()?.memberships.iter().copied().map(Membership).collect())
    }
}
