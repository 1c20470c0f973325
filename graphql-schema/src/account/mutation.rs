//! Acts on accounts.

use super::{
    Visit,
    types::{ApiClient, ApiScope, Person},
};
use crate::{
    context::Ask,
    date::DateTime,
    error::ApiError,
    id::{Kind, decode_as, encode},
    policy::Role,
    refusal::{Refusal, outcome, payload},
    text::Language,
};
use async_graphql::{Context, Enum, ID, InputObject, Object, SimpleObject};
use entity::{
    Caller, Reason,
    account::{
        Secret,
        act::{self as people, NewPerson},
        client::act::{self as clients, NewClient},
        find::{self, Viewer},
        record::{Carrier, client, person},
        rule::Profile,
        session::act as sessions,
    },
    policy::Membership,
};
use uuid::Uuid;

/// How a session is carried.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
pub(crate) enum SessionCarrier {
    /// A cookie that scripts cannot read, for browsers.
    Cookie,
    /// A token in the answer, for tools: `Authorization: Bearer …`.
    Token,
}

/// The credentials of a person.
#[derive(InputObject)]
pub(crate) struct SignInInput {
    /// The e-mail address of the account.
    email: String,
    /// The password.
    password: String,
    /// How the session is carried.
    #[graphql(default_with = "SessionCarrier::Cookie")]
    session: SessionCarrier,
}

/// The result of `signIn`.
#[derive(SimpleObject)]
pub(crate) struct SignInPayload {
    /// The person who has signed in.
    person: Option<Person>,
    /// The token, if one was asked for. It is shown only here.
    token: Option<String>,
    /// When the session ends at the latest, in UTC.
    expires_at: Option<DateTime>,
    /// Why the sign-in was refused; empty on success.
    errors: Vec<Refusal>,
}

/// The result of `signOut`.
#[derive(SimpleObject)]
pub(crate) struct SignOutPayload {
    /// Why nothing happened; empty if the session has ended.
    errors: Vec<Refusal>,
}

/// An API client to create.
#[derive(InputObject)]
pub(crate) struct CreateApiClientInput {
    /// Its name.
    name: String,
    /// Its role.
    #[graphql(default_with = "Role::PartnerReader")]
    role: Role,
    /// The region or organisation in which it has the role; the whole registry if omitted.
    party: Option<ID>,
    /// What its key allows; reading is always included.
    #[graphql(default)]
    scopes: Vec<ApiScope>,
    /// In how many days its key expires; never if omitted.
    expires_in_days: Option<i64>,
}

/// What the caller changes of their own account. What is omitted stays.
#[derive(InputObject)]
pub(crate) struct AmendProfileInput {
    /// Their name.
    name: Option<String>,
    /// The language of the answers and mails they get.
    language: Option<Language>,
    /// The IANA time zone used for them.
    time_zone: Option<String>,
}

/// The present and the new password of the caller.
#[derive(InputObject)]
pub(crate) struct ChangePasswordInput {
    /// The present password.
    current: String,
    /// The new one.
    new: String,
}

/// An account.
#[derive(InputObject)]
pub(crate) struct PersonInput {
    /// The person.
    person: ID,
}

/// A role, in one place.
#[derive(InputObject)]
pub(crate) struct HeldRoleInput {
    /// The role.
    role: Role,
    /// The region or organisation in which they have it; the whole registry if omitted.
    party: Option<ID>,
}

/// Somebody who gets an account.
#[derive(InputObject)]
pub(crate) struct AddPersonInput {
    /// Their e-mail address, with which they sign in.
    email: String,
    /// Their name.
    name: String,
    /// The language of the answers and mails they get.
    language: Language,
    /// The IANA time zone used for them.
    #[graphql(default_with = "\"Asia/Jakarta\".to_owned()")]
    time_zone: String,
    /// Their roles.
    roles: Vec<HeldRoleInput>,
}

impl AddPersonInput {
    fn read(self) -> NewPerson {
        let Self { email, name, language, time_zone, roles } = self;
        let held = |one: HeldRoleInput| membership(one.role, one.party.as_ref());
        let profile = Profile { email, name, language: language.into(), time_zone };
        NewPerson { profile, memberships: roles.into_iter().map(held).collect() }
    }
}

/// A role of a person.
#[derive(InputObject)]
pub(crate) struct RoleInput {
    /// The person.
    person: ID,
    /// The role.
    role: Role,
    /// The region or organisation in which they have the role; the whole registry if omitted.
    party: Option<ID>,
}

impl RoleInput {
    fn read(&self) -> (Uuid, Membership) {
        (decode_as(Kind::Person, &self.person), membership(self.role, self.party.as_ref()))
    }
}

fn membership(role: Role, party: Option<&ID>) -> Membership {
    Membership { role: role.into(), party: party.map(|party| decode_as(Kind::Party, party)) }
}

payload! {
    /// The result of an act on an account.
    PersonPayload of Person {
        /// The person.
        person: Person,
    }
}

/// The result of an act by which a person is to choose a password.
#[derive(SimpleObject)]
pub(crate) struct PasswordLinkPayload {
    /// The person.
    person: Option<Person>,
    /// The path of the page on which they choose a password, for a day and once. It is shown only here: give it to nobody
    /// else.
    path: Option<String>,
    /// Why the act was refused; empty if it was done.
    errors: Vec<Refusal>,
}

impl PasswordLinkPayload {
    fn of(result: Result<(person::Model, Secret), entity::Error>, caller: &Caller) -> Result<Self, ApiError> {
        let (made, errors) = outcome(result, caller, |id| encode(Kind::Person, id))?;
        let (person, link) = made.map_or((None, None), |(person, link)| (Some(Person(person)), Some(link)));
        Ok(Self { person, path: link.map(|link| format!("/password/{}", link.reveal())), errors })
    }
}

/// The API client that gets a new key.
#[derive(InputObject)]
pub(crate) struct RotateApiClientInput {
    /// The API client.
    api_client: ID,
    /// For how many hours the old key stays valid; 24 if omitted.
    grace_hours: Option<i64>,
    /// In how many days the new key expires; never if omitted.
    expires_in_days: Option<i64>,
}

/// The API client whose key is revoked.
#[derive(InputObject)]
pub(crate) struct RevokeApiClientInput {
    /// The API client.
    api_client: ID,
}

/// The result of an act on an API client.
#[derive(SimpleObject)]
pub(crate) struct ApiClientPayload {
    /// The client.
    api_client: Option<ApiClient>,
    /// Its new key. It is shown only here.
    key: Option<String>,
    /// Why the act was refused; empty if it was done.
    errors: Vec<Refusal>,
}

impl ApiClientPayload {
    fn of(result: Result<(client::Model, Option<Secret>), entity::Error>, caller: &Caller) -> Result<Self, ApiError> {
        let (made, errors) = outcome(result, caller, |id| encode(Kind::ApiClient, id))?;
        let (api_client, key) = made.map_or((None, None), |(client, key)| (Some(ApiClient(client)), key));
        Ok(Self { api_client, key: key.map(|key| key.reveal().to_owned()), errors })
    }
}

#[derive(Default)]
pub(crate) struct AccountMutation;

#[Object]
impl AccountMutation {
    /// Signs a person in; nothing else may be in the same document. After ten wrong passwords within five minutes the
    /// caller has to wait. If an account is tried from many networks, everyone whose browser the account does not know
    /// has to wait as well, five minutes at most. `retryAfter` of the refusal says how long.
    async fn sign_in(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The credentials, and how the session is carried.")] input: SignInInput,
    ) -> Result<SignInPayload, ApiError> {
        let (registry, caller) = (context.registry()?, context.caller()?);
        let (carrier, password) = match input.session {
            SessionCarrier::Cookie => (Carrier::Cookie, Secret::new(input.password)),
            SessionCarrier::Token => (Carrier::Token, Secret::new(input.password)),
        };
        let visit: &Visit = context.data()?;
        let result = sessions::sign_in(registry, &visit.from, &input.email, &password, carrier).await;
        let (signed_in, errors) = outcome(result, caller, |id| encode(Kind::Person, id))?;
        let Some(signed_in) = signed_in else {
            return Ok(SignInPayload { person: None, token: None, expires_at: None, errors });
        };
        let person = match find::viewer(registry, &signed_in.session.caller).await {
            Ok(Some(Viewer::Person(person))) => Some(Person(person)),
            _ => None,
        };
        let token = match input.session {
            SessionCarrier::Token => Some(signed_in.token.reveal().to_owned()),
            SessionCarrier::Cookie => {
                context.append_http_header("set-cookie", (visit.cookie)(Some(&signed_in.token)));
                if let Some(device) = &signed_in.device {
                    context.append_http_header("set-cookie", (visit.device_cookie)(Some(device)));
                }
                None
            }
        };
        Ok(SignInPayload { person, token, expires_at: Some(signed_in.expires_at.into()), errors })
    }

    /// Ends the caller's session.
    async fn sign_out(&self, context: &Context<'_>) -> Result<SignOutPayload, ApiError> {
        let (registry, caller) = (context.registry()?, context.caller()?);
        let visit: &Visit = context.data()?;
        let result = match visit.session {
            Some(session) => sessions::sign_out(registry, caller, session).await,
            None => Err(entity::Error::refuse(Reason::SignInFirst)),
        };
        let (ended, errors) = outcome(result, caller, |id| encode(Kind::Person, id))?;
        if ended.is_some() {
            context.append_http_header("set-cookie", (visit.cookie)(None));
        }
        Ok(SignOutPayload { errors })
    }

    /// Changes the caller's own name, language or time zone.
    async fn amend_profile(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "What is changed.")] input: AmendProfileInput,
    ) -> Result<PersonPayload, ApiError> {
        let (registry, caller) = (context.registry()?, context.caller()?);
        let own = people::OwnProfile {
            name: input.name,
            language: input.language.map(Into::into),
            time_zone: input.time_zone,
        };
        PersonPayload::of(people::amend_profile(registry, caller, &own).await, caller, Person)
    }

    /// Changes the caller's own password. Their other sessions end. After ten wrong passwords within five minutes the caller
    /// has to wait.
    async fn change_password(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The present and the new password.")] input: ChangePasswordInput,
    ) -> Result<PersonPayload, ApiError> {
        let (registry, caller) = (context.registry()?, context.caller()?);
        let visit: &Visit = context.data()?;
        let (present, new) = (Secret::new(input.current), Secret::new(input.new));
        let result = people::change_password(registry, caller, (&visit.from, visit.session), &present, &new).await;
        PersonPayload::of(result, caller, Person)
    }

    /// Opens an account for a person, who chooses a password by the link. The caller must administer every place in which they
    /// get a role.
    async fn add_person(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The person.")] input: AddPersonInput,
    ) -> Result<PasswordLinkPayload, ApiError> {
        let (registry, caller) = (context.registry()?, context.caller()?);
        PasswordLinkPayload::of(people::add_person(registry, caller, &input.read()).await, caller)
    }

    /// Removes a person's password, ends their sessions and lets them choose a new one by the link. The caller must administer
    /// every place in which they have a role.
    async fn reset_password(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The account.")] input: PersonInput,
    ) -> Result<PasswordLinkPayload, ApiError> {
        let (registry, caller) = (context.registry()?, context.caller()?);
        let person = decode_as(Kind::Person, &input.person);
        PasswordLinkPayload::of(people::reset_password(registry, caller, person).await, caller)
    }

    /// Mails a person the link by which they choose a password, in place of any link that they had. It works for seven days,
    /// once; the password that they have works until then. The caller must administer every place in which they have a role.
    async fn mail_password_link(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The account.")] input: PersonInput,
    ) -> Result<PersonPayload, ApiError> {
        let (registry, caller) = (context.registry()?, context.caller()?);
        let person = decode_as(Kind::Person, &input.person);
        PersonPayload::of(people::mail_password_link(registry, caller, person).await, caller, Person)
    }

    /// Closes an account: the person is signed out everywhere.
    async fn disable_person(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Whose account.")] input: PersonInput,
    ) -> Result<PersonPayload, ApiError> {
        let (registry, caller) = (context.registry()?, context.caller()?);
        let person = decode_as(Kind::Person, &input.person);
        PersonPayload::of(people::disable_person(registry, caller, person).await, caller, Person)
    }

    /// Opens a closed account again, with the roles and the password that it had.
    async fn reopen_person(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Whose account.")] input: PersonInput,
    ) -> Result<PersonPayload, ApiError> {
        let (registry, caller) = (context.registry()?, context.caller()?);
        let person = decode_as(Kind::Person, &input.person);
        PersonPayload::of(people::reopen_person(registry, caller, person).await, caller, Person)
    }

    /// Gives a person a further role. The caller must administer the place of the role, and know the person.
    async fn grant_role(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The role.")] input: RoleInput,
    ) -> Result<PersonPayload, ApiError> {
        let (registry, caller) = (context.registry()?, context.caller()?);
        let (person, role) = input.read();
        PersonPayload::of(people::grant_role(registry, caller, person, role).await, caller, Person)
    }

    /// Takes a role from a person. What they had in hand in a place where they have no other role is free again.
    async fn withdraw_role(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The role.")] input: RoleInput,
    ) -> Result<PersonPayload, ApiError> {
        let (registry, caller) = (context.registry()?, context.caller()?);
        let (person, role) = input.read();
        PersonPayload::of(people::withdraw_role(registry, caller, person, role).await, caller, Person)
    }

    /// Creates an API client, with a key, for a partner's software. The caller must administer the organisation in
    /// which the client has its role.
    async fn create_api_client(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The API client.")] input: CreateApiClientInput,
    ) -> Result<ApiClientPayload, ApiError> {
        let (registry, caller) = (context.registry()?, context.caller()?);
        let new = NewClient {
            name: input.name,
            membership: membership(input.role, input.party.as_ref()),
            scopes: input.scopes.into_iter().map(Into::into).collect(),
            expires_in_days: input.expires_in_days,
        };
        let result = clients::create_client(registry, caller, &new).await;
        ApiClientPayload::of(result.map(|(client, key)| (client, Some(key))), caller)
    }

    /// Gives an API client a new key; the old one stays valid for some hours.
    async fn rotate_api_client(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which API client, and for how long.")] input: RotateApiClientInput,
    ) -> Result<ApiClientPayload, ApiError> {
        let (registry, caller) = (context.registry()?, context.caller()?);
        let id = decode_as(Kind::ApiClient, &input.api_client);
        let result = clients::rotate_client(registry, caller, id, input.grace_hours, input.expires_in_days).await;
        ApiClientPayload::of(result.map(|(client, key)| (client, Some(key))), caller)
    }

    /// Revokes the key of an API client, at once and for good.
    async fn revoke_api_client(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which API client.")] input: RevokeApiClientInput,
    ) -> Result<ApiClientPayload, ApiError> {
        let (registry, caller) = (context.registry()?, context.caller()?);
        let result = clients::revoke_client(registry, caller, decode_as(Kind::ApiClient, &input.api_client)).await;
        ApiClientPayload::of(result.map(|client| (client, None)), caller)
    }
}
