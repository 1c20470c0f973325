//! Accounts, as their owners see them.

use super::loader::{ClientsOf, MembershipsOf, PeopleOf, TasksOf};
use crate::{
    agreement::loader::AgreementTotalOf,
    connection::connection,
    context::{Ask, Told},
    date::DateTime,
    enums::remote_enum,
    error::ApiError,
    id::{self, encode},
    loader::{load, load_all},
    place::{
        loader::{PartyById, prefetch_by_id},
        types::Party,
    },
    policy::Role,
    selection::{Selections, look_ahead},
    task::types::Colleague,
    text::Language,
};
use async_graphql::{Context, ID, Object};
use entity::{
    account::{
        client::rule,
        find::{self, Viewer as Who},
        record::{client, person},
    },
    agreement::find::AgreementFilter,
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
    pub(crate) async fn id(&self) -> ID {
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

    /// Their roles, as far as the caller may see them.
    async fn memberships(&self, context: &Context<'_>) -> Result<Vec<Membership>, ApiError> {
        let held = load(context.lookups()?, MembershipsOf(self.0.id)).await?;
        Ok(held.iter().copied().map(Membership).collect())
    }

    /// When the account was closed, in UTC; null while it is open.
    async fn closed_at(&self) -> Option<DateTime> {
        self.0.disabled_at.map(Into::into)
    }
}

impl From<person::Model> for Person {
    fn from(person: person::Model) -> Self {
        Self(person)
    }
}

connection!(AccountConnection, AccountEdge, Person, "accounts");

/// Looks up what is selected of these people.
pub(super) async fn prefetch_people(
    context: &Context<'_>,
    selections: &Selections<'_, Person>,
    people: &[person::Model],
) -> Result<(), ApiError> {
    if !selections.has(&Person::MEMBERSHIPS) {
        return Ok(());
    }
    let held = load_all(context.lookups()?, people.iter().map(|person| MembershipsOf(person.id))).await?;
    let parties: Vec<Uuid> = held.values().flat_map(|held| held.iter()).filter_map(|one| one.party).collect();
    let of_parties = selections.below(&Person::MEMBERSHIPS).below(&Membership::PARTY);
    prefetch_by_id(context, &of_parties, &parties).await
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

/// A region or institution for which the caller works.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ViewerParty(Uuid);

/// A region or institution for which the caller works.
#[Object]
impl ViewerParty {
    /// The region or institution.
    async fn party(&self, context: &Context<'_>) -> Result<Option<Party>, ApiError> {
        party(context, Some(self.0)).await
    }

    /// The caller's roles in it.
    async fn roles(&self, context: &Context<'_>) -> Result<Vec<Role>, ApiError> {
        let held = context.caller()?.memberships.iter().filter(|held| held.party == Some(self.0));
        Ok(held.map(|held| held.role.into()).collect())
    }

    /// What the caller may do for it, by the names of the acts in the journal, such as `attestTerms`: what their roles and
    /// scopes allow, whatever the record needs beside.
    async fn acts(&self, context: &Context<'_>) -> Result<Vec<String>, ApiError> {
        Ok(policy::acts_for(context.caller()?, self.0).map(policy::Act::name).collect())
    }

    /// How many agreements it has, as far as the caller may see them.
    async fn agreements(&self, context: &Context<'_>) -> Result<u64, ApiError> {
        load(context.lookups()?, agreements_of(self.0)).await
    }

    /// How many tasks it has that the caller may do.
    async fn tasks(&self, context: &Context<'_>) -> Result<u64, ApiError> {
        load(context.lookups()?, TasksOf(self.0)).await
    }

    /// Those who work for it, the caller included, by name.
    async fn colleagues(&self, context: &Context<'_>) -> Result<Vec<Colleague>, ApiError> {
        let people = load(context.lookups()?, PeopleOf(self.0)).await?;
        Ok(people.iter().cloned().map(Colleague).collect())
    }

    /// Its API clients, for those who administer them.
    async fn api_clients(&self, context: &Context<'_>) -> Result<Vec<ApiClient>, ApiError> {
        let clients = load(context.lookups()?, ClientsOf(self.0)).await?;
        Ok(clients.iter().cloned().map(ApiClient).collect())
    }
}

/// The key of the number of agreements of a party.
fn agreements_of(party: Uuid) -> AgreementTotalOf {
    AgreementTotalOf { party, filter: AgreementFilter::default() }
}

look_ahead! {
    Person { MEMBERSHIPS = "memberships" => Membership }
    Membership { PARTY = "party" => Party }
    ViewerParty {
        PARTY = "party" => Party,
        AGREEMENTS = "agreements",
        TASKS = "tasks",
        COLLEAGUES = "colleagues" => Colleague,
        API_CLIENTS = "apiClients" => ApiClient,
    }
    ApiClient { IN_PARTY = "party" => Party }
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

    /// What the caller may do in the whole registry, by the names of the acts in the journal; what they may do for one party is
    /// in `parties`.
    async fn acts(&self, context: &Context<'_>) -> Result<Vec<String>, ApiError> {
        Ok(policy::acts_everywhere(context.caller()?).map(policy::Act::name).collect())
    }

    /// The regions and institutions for which they work.
    async fn parties(&self, context: &Context<'_>) -> Result<Vec<ViewerParty>, ApiError> {
        let (caller, lookups) = (context.caller()?, context.lookups()?);
        let mut ids = caller.parties();
        ids.sort_unstable();
        ids.dedup();
        let selections = Selections::<ViewerParty>::of(context.look_ahead());
        let of_parties = selections.below(&ViewerParty::PARTY);
        let of_parties = of_parties.and(selections.below(&ViewerParty::API_CLIENTS).below(&ApiClient::IN_PARTY));
        prefetch_by_id(context, &of_parties, &ids).await?;
        if selections.has(&ViewerParty::AGREEMENTS) {
            load_all(lookups, ids.iter().copied().map(agreements_of)).await?;
        }
        if selections.has(&ViewerParty::TASKS) {
            load_all(lookups, ids.iter().copied().map(TasksOf)).await?;
        }
        if selections.has(&ViewerParty::COLLEAGUES) {
            load_all(lookups, ids.iter().copied().map(PeopleOf)).await?;
        }
        if selections.has(&ViewerParty::API_CLIENTS) {
            load_all(lookups, ids.iter().copied().map(ClientsOf)).await?;
        }
        Ok(ids.into_iter().map(ViewerParty).collect())
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
