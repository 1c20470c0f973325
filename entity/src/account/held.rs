//! Accounts and keys in the hands of an act: nobody else changes them until it ends.

use super::{
    find,
    lock::hold,
    record::{client, person},
    visible::{visible_clients, visible_people},
};
use crate::{
    Error, Reason, Refusal, Work,
    policy::{self, Act, Membership},
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

/// The person, unless their account is closed. Nobody else changes the account until the act ends: a sign-in while a
/// password is being reset is either ended by the reset or refused.
pub(super) async fn open_person(work: &Work, id: Uuid) -> Result<Option<person::Model>, Error> {
    hold_person(work, id).await?;
    Ok(person::Entity::find_by_id(id).filter(person::Column::DisabledAt.is_null()).one(&**work).await?)
}

async fn hold_person(work: &Work, id: Uuid) -> Result<(), Error> {
    hold(work, &format!("account {id}")).await
}

/// A person whom the caller may see. Nobody else changes the account until the act ends.
pub(super) async fn held_person(work: &Work, id: Uuid) -> Result<Option<person::Model>, Error> {
    hold_person(work, id).await?;
    Ok(visible_people(&work.caller).filter(person::Column::Id.eq(id)).one(&**work).await?)
}

/// The person on whom the caller wants to do `act`. People they may not know of are not found; people who also belong
/// elsewhere may not be changed.
pub(super) async fn administered_person(work: &Work, act: Act, id: Uuid) -> Result<person::Model, Error> {
    policy::may(&work.caller, act, &work.caller.parties())?;
    hold_person(work, id).await?;
    let person = visible_people(&work.caller)
        .filter(person::Column::Id.eq(id))
        .one(&**work)
        .await?
        .ok_or_else(|| Refusal::at("person", Reason::NotFound))?;
    let held = find::memberships(&**work, &[id]).await?.remove(&id).unwrap_or_default();
    policy::may_administer(&work.caller, act, &held)?;
    Ok(person)
}

/// The client on which the caller wants to do `act`; those of others are not found.
pub(super) async fn administered_client(work: &Work, act: Act, id: Uuid) -> Result<client::Model, Error> {
    policy::may(&work.caller, act, &work.caller.parties())?;
    hold(work, &format!("client {id}")).await?;
    let client = visible_clients(&work.caller)
        .filter(client::Column::Id.eq(id))
        .one(&**work)
        .await?
        .ok_or_else(|| Refusal::at("apiClient", Reason::NotFound))?;
    let held = Membership { role: client.role, party: client.party_id };
    policy::may_administer(&work.caller, act, &[held])?;
    Ok(client)
}
