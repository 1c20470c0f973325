//! Setting the registry up.

use crate::{
    Caller, Error, Reason, Registry,
    account::{
        Secret,
        act::{insert_memberships, insert_person, new_link, use_link},
        find,
        lock::hold,
        password,
        record::{Carrier, Purpose},
        rule::{Profile, check_password, check_profile},
        session::{SignedIn, act as session},
    },
    journal::{ChangeKind, Entry, SubjectKind},
    policy::{Act, Membership, Role, Who},
    refusal::Refusals,
};
use serde_json::json;

/// The name of the lock under which the registry gets its first person.
const LOCK: &str = "set up";
/// What the first administrator may do: everything, everywhere.
const FIRST: Membership = Membership { role: Role::OrgAdmin, party: None };

/// The token of a new link that makes the first administrator, in place of any that was made before; `None` if somebody
/// already has an account. The link works for a day.
pub async fn ensure_set_up_link(registry: &Registry) -> Result<Option<Secret>, Error> {
    if find::is_inhabited(&registry.db).await? {
        return Ok(None);
    }
    let work = registry.begin(&Caller::system()).await?;
    hold(&work, LOCK).await?;
    if find::is_inhabited(&*work).await? {
        return Ok(None);
    }
    let token = new_link(&work, Purpose::SetUp, None).await?;
    work.commit_upkeep().await?;
    Ok(Some(token))
}

/// Whether the link with this token still makes an administrator.
pub async fn is_open(registry: &Registry, token: &str) -> Result<bool, Error> {
    Ok(find::working_link(registry, Purpose::SetUp, token).await?.is_some()
        && !find::is_inhabited(&registry.db).await?)
}

/// Everything that is wrong with the first account, at once; the account as it is kept.
pub fn check(profile: &Profile, password: &Secret) -> Result<Profile, Error> {
    let mut refusals = Refusals::default();
    let profile = check_profile(profile, &mut refusals);
    check_password(password, &profile.name, &profile.email, &mut refusals);
    refusals.done()?;
    Ok(profile)
}

/// Creates the first administrator, who may do everything everywhere, and signs them in. The link works once, and not
/// at all if somebody already has an account.
pub async fn complete_set_up(
    registry: &Registry,
    token: &str,
    profile: &Profile,
    password: &Secret,
    carrier: Carrier,
) -> Result<SignedIn, Error> {
    if !is_open(registry, token).await? {
        return Err(Error::refuse(Reason::LinkNotValid));
    }
    let profile = check(profile, password)?;
    let hash = password::hash(password).await?;

    let mut work = registry.begin(&Caller::system()).await?;
    hold(&work, LOCK).await?;
    use_link(&work, Purpose::SetUp, token).await?;
    if find::is_inhabited(&*work).await? {
        return Err(Error::refuse(Reason::LinkNotValid));
    }
    let person = insert_person(&work, &profile, Some(hash)).await?;
    work.caller.who = Who::Person(person.id);
    insert_memberships(&work, person.id, &[FIRST]).await?;
    let signed_in = session::open(&work, &person, carrier, None).await?;
    let data = json!({ "memberships": [{ "role": FIRST.role, "party": FIRST.party }] });
    work.record(Entry::internal(Act::CompleteSetUp, (SubjectKind::Person, person.id), ChangeKind::Created, data))
        .await?;
    Ok(signed_in)
}
