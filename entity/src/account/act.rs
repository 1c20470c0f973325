//! Acts on people's accounts.
//!
//! Entries in the journal name roles and parties only: who a person is, only the table of people says.

use super::{
    Secret,
    attempt::{self, Origin},
    device, find,
    lock::hold,
    password,
    record::{Carrier, Purpose, link, membership, person, session},
    rule::{LINK_LIFE, MOST_PASSWORD, Profile, check_password, check_profile, email_key},
    session::{SignedIn, act as session_act},
    visible::visible_people,
};
use crate::{
    Caller, Error, Reason, Refusal, Registry, Work,
    account::held::{administered_person, held_person, open_person},
    journal::{ChangeKind, Entry, SubjectKind},
    place,
    policy::{self, Act, Membership, Role, Who},
    refusal::{Gate, Named, Refusals},
    secret::{digest, token},
    text::Language,
};
use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QuerySelect,
};
use serde_json::json;
use uuid::Uuid;

/// Who administers everything.
const EVERYWHERE: Membership = Membership { role: Role::OrgAdmin, party: None };
/// The name of the lock under which those who administer everything lose that.
const ADMINISTRATORS: &str = "administrators";

/// A person who is to get an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPerson {
    /// Who they are.
    pub profile: Profile,
    /// What they may do, and where.
    pub memberships: Vec<Membership>,
}

/// Opens an account for a person. They choose their password through the link whose token is returned; it works for
/// [`LINK_LIFE`].
pub async fn add_person(
    registry: &Registry,
    caller: &Caller,
    new: &NewPerson,
) -> Result<(person::Model, Secret), Error> {
    let work = registry.begin(caller).await?;
    policy::may_administer(caller, Act::AddPerson, &new.memberships)?;
    let mut refusals = Refusals::default();
    let profile = check_profile(&new.profile, &mut refusals);
    check_parties(&work, &new.memberships, &mut refusals).await?;
    refusals.done()?;
    let person = insert_person(&work, &profile, None).await?;
    insert_memberships(&work, person.id, &new.memberships).await?;
    let link = new_link(&work, Purpose::SetPassword, Some(person.id)).await?;
    let held: Vec<_> = new.memberships.iter().map(|held| json!({ "role": held.role, "party": held.party })).collect();
    let data = json!({ "memberships": held });
    work.record(Entry::internal(Act::AddPerson, (SubjectKind::Person, person.id), ChangeKind::Created, data)).await?;
    Ok((person, link))
}

/// Closes a person's account: they are signed out everywhere, and no link lets them in again.
pub async fn disable_person(registry: &Registry, caller: &Caller, id: Uuid) -> Result<person::Model, Error> {
    let work = registry.begin(caller).await?;
    let person = administered_person(&work, Act::DisablePerson, id).await?;
    if person.disabled_at.is_some() {
        return Ok(person);
    }
    check_not_last(&work, id).await?;
    shut_out(&work, id).await?;
    let mut change = person.into_active_model();
    change.disabled_at = Set(Some(work.now));
    let person = change.update(&*work).await?;
    work.record(changed(Act::DisablePerson, id)).await?;
    Ok(person)
}

/// Opens a closed account again, with the roles and the password that it had.
pub async fn reopen_person(registry: &Registry, caller: &Caller, id: Uuid) -> Result<person::Model, Error> {
    let work = registry.begin(caller).await?;
    let person = administered_person(&work, Act::ReopenPerson, id).await?;
    if person.disabled_at.is_none() {
        return Ok(person);
    }
    let mut change = person.into_active_model();
    change.disabled_at = Set(None);
    let person = change.update(&*work).await?;
    work.record(changed(Act::ReopenPerson, id)).await?;
    Ok(person)
}

/// Gives a person a further role. They must be known to whoever administers the place of the role.
pub async fn grant_role(
    registry: &Registry,
    caller: &Caller,
    id: Uuid,
    role: Membership,
) -> Result<person::Model, Error> {
    let work = registry.begin(caller).await?;
    let (person, held) = known_person(&work, Act::GrantRole, id, role).await?;
    let mut refusals = Refusals::default();
    let place = match role.party {
        Some(party) => place::record::party::Entity::find_by_id(party).one(&*work).await?.is_some(),
        None => true,
    };
    refusals.unless(place, "party", Reason::NotFound);
    refusals.unless(!held.contains(&role), "role", Reason::AlreadyThere { id });
    refusals.done()?;
    insert_memberships(&work, id, &[role]).await?;
    // A link that was made before may be in the hands of somebody who administers less.
    if !held.iter().any(|known| known.party == role.party) {
        link::Entity::delete_many().filter(link::Column::PersonId.eq(id)).exec(&*work).await?;
    }
    let data = json!({ "role": role.role, "party": role.party });
    work.record(Entry::internal(Act::GrantRole, (SubjectKind::Person, id), ChangeKind::Changed, data)).await?;
    Ok(person)
}

/// Takes a role from a person who has another one. Whoever is to have none has their account closed: it can be opened again.
pub async fn withdraw_role(
    registry: &Registry,
    caller: &Caller,
    id: Uuid,
    role: Membership,
) -> Result<person::Model, Error> {
    let work = registry.begin(caller).await?;
    let (person, held) = known_person(&work, Act::WithdrawRole, id, role).await?;
    if !held.contains(&role) {
        return Err(Refusal::at("role", Reason::NotFound).into());
    }
    if role == EVERYWHERE {
        check_not_last(&work, id).await?;
    }
    if held.len() == 1 {
        return Err(Refusal::at("role", Reason::OnlyRole).into());
    }
    let place = match role.party {
        Some(party) => membership::Column::PartyId.eq(party),
        None => membership::Column::PartyId.is_null(),
    };
    membership::Entity::delete_many()
        .filter(membership::Column::PersonId.eq(id))
        .filter(membership::Column::Role.eq(role.role))
        .filter(place)
        .exec(&*work)
        .await?;
    let works = |other: &Membership| find::WORK.iter().any(|act| act.roles().contains(&other.role));
    let goes = !held.iter().any(|other| *other != role && other.party == role.party && works(other));
    let data = json!({ "role": role.role, "party": role.party, "leaves": goes });
    work.record(Entry::internal(Act::WithdrawRole, (SubjectKind::Person, id), ChangeKind::Changed, data)).await?;
    Ok(person)
}

/// Refuses to take the last administrator of the whole registry away, except from its operator.
async fn check_not_last(work: &Work, id: Uuid) -> Result<(), Error> {
    if work.caller.who == Who::System {
        return Ok(());
    }
    hold(work, ADMINISTRATORS).await?;
    let administrators = find::administrators().select_only().column(membership::Column::PersonId);
    let administrators: Vec<Uuid> = administrators.into_tuple().all(&**work).await?;
    let is_last = administrators == [id];
    if is_last { Err(Error::refuse(Reason::LastAdministrator)) } else { Ok(()) }
}

/// A person whom the caller knows, with their roles; refused unless the caller administers the place of this role.
async fn known_person(
    work: &Work,
    act: Act,
    id: Uuid,
    role: Membership,
) -> Result<(person::Model, Vec<Membership>), Error> {
    policy::may_administer(&work.caller, act, &[role])?;
    let person = held_person(work, id).await?.ok_or_else(|| Refusal::at("person", Reason::NotFound))?;
    let held = find::memberships(&**work, &[id]).await?.remove(&id).unwrap_or_default();
    Ok((person, held))
}

/// What a person changes of their own account. What is not said stays.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OwnProfile {
    /// Their name.
    pub name: Option<String>,
    /// The language of the answers and mails they get.
    pub language: Option<Language>,
    /// The IANA time zone used for them.
    pub time_zone: Option<String>,
}

/// Changes the caller's own name, language or time zone.
pub async fn amend_profile(registry: &Registry, caller: &Caller, own: &OwnProfile) -> Result<person::Model, Error> {
    let work = registry.begin_act(caller, Act::AmendProfile).await?;
    let person = open_person(&work, caller.person()?).await?.ok_or_else(|| Error::refuse(Reason::NotFound))?;
    let profile = Profile {
        email: person.email.clone(),
        name: own.name.clone().unwrap_or_else(|| person.name.clone()),
        language: own.language.unwrap_or_else(|| person.language()),
        time_zone: own.time_zone.clone().unwrap_or_else(|| person.time_zone.clone()),
    };
    let mut refusals = Refusals::default();
    let profile = check_profile(&profile, &mut refusals);
    refusals.done()?;
    let mut change = person.into_active_model();
    change.name = Set(profile.name);
    change.language = Set(profile.language.code().to_owned());
    change.time_zone = Set(profile.time_zone);
    let person = change.update(&*work).await?;
    work.record(changed(Act::AmendProfile, person.id)).await?;
    Ok(person)
}

/// Changes the caller's own password. Whoever does not know the present one has as many tries as for signing in. All other
/// sessions end, and no link that was made before works.
pub async fn change_password(
    registry: &Registry,
    caller: &Caller,
    (from, session): (&Origin, Option<Uuid>),
    present: &Secret,
    new: &Secret,
) -> Result<person::Model, Error> {
    policy::may(caller, Act::ChangePassword, &caller.parties())?;
    let id = caller.person()?;
    let known =
        person::Entity::find_by_id(id).one(&registry.db).await?.ok_or_else(|| Error::refuse(Reason::NotFound))?;
    let mut refusals = Refusals::default();
    check_password(new, &known.name, &known.email, &mut refusals);
    refusals.done().map_err(|error| error.about("new"))?;
    let tried = attempt::act::Attempt::of(registry, &known.email_key, from).await?;
    tried.note(registry).await?;
    let fits = present.reveal().len() <= MOST_PASSWORD;
    let candidate = if fits { present.clone() } else { Secret::from("") };
    if !password::verify(&candidate, known.password_hash.as_deref(), &from.waiting).await? {
        return Err(Refusal::at("current", Reason::WrongPassword).into());
    }
    let hash = password::hash(new).await?;
    let work = registry.begin(caller).await?;
    let person = open_person(&work, id)
        .await?
        .filter(|now| now.password_hash == known.password_hash)
        .ok_or_else(|| Refusal::at("current", Reason::WrongPassword))?;
    tried.forget(&work).await?;
    session::Entity::delete_many()
        .filter(session::Column::PersonId.eq(id))
        .filter(session::Column::Id.ne(session.unwrap_or_default()))
        .exec(&*work)
        .await?;
    link::Entity::delete_many().filter(link::Column::PersonId.eq(id)).exec(&*work).await?;
    device::act::forget(&work, id).await?;
    let mut change = person.into_active_model();
    change.password_hash = Set(Some(hash));
    let person = change.update(&*work).await?;
    work.record(changed(Act::ChangePassword, id)).await?;
    Ok(person)
}

/// Removes a person's password and lets them choose a new one through the link whose token is returned. All their
/// sessions end: a password may also be reset because somebody else knows it.
pub async fn reset_password(registry: &Registry, caller: &Caller, id: Uuid) -> Result<(person::Model, Secret), Error> {
    let work = registry.begin(caller).await?;
    let person = administered_person(&work, Act::ResetPassword, id).await?;
    check_open(&person, caller)?;
    shut_out(&work, id).await?;
    let mut change = person.into_active_model();
    change.password_hash = Set(None);
    let person = change.update(&*work).await?;
    let link = new_link(&work, Purpose::SetPassword, Some(id)).await?;
    work.record(changed(Act::ResetPassword, id)).await?;
    Ok((person, link))
}

/// Sets the password of the person whom the link with this token was made for, once, and signs them in. All their
/// earlier sessions end.
pub async fn set_password(registry: &Registry, token: &str, new: &Secret, carrier: Carrier) -> Result<SignedIn, Error> {
    let person = find::person_of_link(registry, token).await?.ok_or_else(|| Error::refuse(Reason::LinkNotValid))?;
    let mut refusals = Refusals::default();
    check_password(new, &person.name, &person.email, &mut refusals);
    refusals.done()?;
    let hash = password::hash(new).await?;

    let work = registry.begin(&acting(&person)).await?;
    let person = open_person(&work, person.id).await?.ok_or_else(|| Error::refuse(Reason::LinkNotValid))?;
    use_link(&work, Purpose::SetPassword, token).await?;
    shut_out(&work, person.id).await?;
    attempt::act::forget_all(&work, &person.email_key).await?;
    let mut change = person.into_active_model();
    change.password_hash = Set(Some(hash));
    let person = change.update(&*work).await?;
    let signed_in = session_act::open(&work, &person, carrier, None).await?;
    work.record(changed(Act::SetPassword, person.id)).await?;
    Ok(signed_in)
}

/// Mails a person the link by which they choose a password, in place of any that they had. A password that they have works
/// until they have chosen another.
pub async fn mail_password_link(registry: &Registry, caller: &Caller, id: Uuid) -> Result<person::Model, Error> {
    let work = registry.begin(caller).await?;
    let person = administered_person(&work, Act::MailPasswordLink, id).await?;
    check_open(&person, caller)?;
    link::Entity::delete_many().filter(link::Column::PersonId.eq(id)).exec(&*work).await?;
    work.record(changed(Act::MailPasswordLink, id)).await?;
    Ok(person)
}

/// A closed account gets no link.
fn check_open(person: &person::Model, caller: &Caller) -> Result<(), Error> {
    if person.disabled_at.is_none() {
        return Ok(());
    }
    let closed = Named::new("DISABLED", caller.language.pick("ditutup", "closed"));
    let gate = Gate::at(closed, vec![policy::named(Act::ReopenPerson, caller.language)]);
    Err(Error::refuse(Reason::closed(gate)))
}

/// A new one-time link, in place of those it replaces: the person's, or those that set the registry up.
pub(super) async fn new_link(work: &Work, purpose: Purpose, person: Option<Uuid>) -> Result<Secret, Error> {
    let same_person = match person {
        Some(id) => link::Column::PersonId.eq(id),
        None => link::Column::PersonId.is_null(),
    };
    link::Entity::delete_many().filter(link::Column::Purpose.eq(purpose)).filter(same_person).exec(&**work).await?;
    add_link(work, purpose, person, work.now + LINK_LIFE).await
}

/// One more one-time link, that works until then.
pub(crate) async fn add_link(
    work: &Work,
    purpose: Purpose,
    person: Option<Uuid>,
    until: DateTime<Utc>,
) -> Result<Secret, Error> {
    let secret = work.hand_out(token(""));
    let row = link::ActiveModel {
        token_hash: Set(digest(secret.reveal())),
        purpose: Set(purpose),
        person_id: Set(person),
        expires_at: Set(until),
    };
    link::Entity::insert(row).exec_without_returning(&**work).await?;
    Ok(secret)
}

/// Uses up a link. Of two who try at once, one is refused: the row can only be deleted once.
pub(super) async fn use_link(work: &Work, purpose: Purpose, token: &str) -> Result<(), Error> {
    let used = link::Entity::delete_many()
        .filter(link::Column::TokenHash.eq(digest(token)))
        .filter(link::Column::Purpose.eq(purpose))
        .filter(link::Column::ExpiresAt.gt(work.now))
        .exec(&**work)
        .await?;
    if used.rows_affected == 1 { Ok(()) } else { Err(Error::refuse(Reason::LinkNotValid)) }
}

/// Stores a person whose profile has been checked. An address belongs to one person.
pub(super) async fn insert_person(
    work: &Work,
    profile: &Profile,
    password_hash: Option<String>,
) -> Result<person::Model, Error> {
    let email_key = email_key(&profile.email);
    hold(work, &format!("address {email_key}")).await?;
    if let Some(other) =
        person::Entity::find().filter(person::Column::EmailKey.eq(email_key.as_str())).one(&**work).await?
    {
        let seen = visible_people(&work.caller).filter(person::Column::Id.eq(other.id)).one(&**work).await?;
        let known = seen.map_or(Reason::AddressInUse, |other| Reason::AlreadyThere { id: other.id });
        return Err(Refusal::at("email", known).into());
    }
    let row = person::ActiveModel {
        id: Set(work.new_id()),
        email: Set(profile.email.clone()),
        email_key: Set(email_key),
        name: Set(profile.name.clone()),
        language: Set(profile.language.code().to_owned()),
        time_zone: Set(profile.time_zone.clone()),
        password_hash: Set(password_hash),
        disabled_at: Set(None),
        mail_refused_at: Set(None),
        mail_refusal: Set(None),
        created_at: Set(work.now),
    };
    Ok(row.insert(&**work).await?)
}

/// Stores a person's roles, each once.
pub(super) async fn insert_memberships(work: &Work, person: Uuid, held: &[Membership]) -> Result<(), Error> {
    let mut written: Vec<Membership> = Vec::new();
    for one in held {
        if written.contains(one) {
            continue;
        }
        written.push(*one);
        let row = membership::ActiveModel {
            id: Set(work.new_id()),
            person_id: Set(person),
            party_id: Set(one.party),
            role: Set(one.role),
        };
        membership::Entity::insert(row).exec_without_returning(&**work).await?;
    }
    Ok(())
}

/// The caller for a person who has proved their identity.
pub(super) fn acting(person: &person::Model) -> Caller {
    Caller { who: Who::Person(person.id), language: person.language(), memberships: Vec::new(), may_write: true }
}

async fn check_parties(work: &Work, held: &[Membership], refusals: &mut Refusals) -> Result<(), Error> {
    let ids: Vec<Uuid> = held.iter().filter_map(|one| one.party).collect();
    let known =
        place::record::party::Entity::find().filter(place::record::party::Column::Id.is_in(ids)).all(&**work).await?;
    for (at, one) in held.iter().enumerate() {
        let found = one.party.is_none_or(|id| known.iter().any(|party| party.id == id));
        refusals.unless(found, &format!("roles.{at}.party"), Reason::NotFound);
    }
    Ok(())
}

/// Ends a person's sessions, voids their links, and makes every browser forget them.
async fn shut_out(work: &Work, person: Uuid) -> Result<(), Error> {
    session::Entity::delete_many()
        .filter(session::Column::PersonId.eq(person))
        .filter(session::Column::ExpiresAt.gte(work.now))
        .exec(&**work)
        .await?;
    link::Entity::delete_many().filter(link::Column::PersonId.eq(person)).exec(&**work).await?;
    device::act::forget(work, person).await
}

fn changed(act: Act, person: Uuid) -> Entry {
    Entry::internal(act, (SubjectKind::Person, person), ChangeKind::Changed, json!({}))
}
