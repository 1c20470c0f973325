//! What happens to a file while it is being uploaded. None of it is an act of its own: the journal records that of the
//! document.

use super::{
    find::{self, kept, locked},
    record::arrival,
    rule::{self, SWEPT_AFTER},
};
use crate::{
    Caller, Error, Reason, Registry,
    agreement::document::{act::receiver, find::blob, record::blob},
    database,
    policy::Act,
    refusal::Wait,
};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, Condition, EntityTrait, IntoActiveModel, ModelTrait, QueryFilter,
};
use uuid::Uuid;

/// The lock under which the room of parties is counted.
const ROOM: i64 = 0x004b_454d_4241_5210;
/// A megabyte, as people count it here.
const MEGABYTE: u64 = 1024 * 1024;

/// A file that may come in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expected {
    /// A new one, for which room is kept under this arrival, on the account of this party; `None` for the whole
    /// registry.
    New(Uuid, Option<Uuid>),
    /// Only the file that the document has already, from this party; `None` for the whole registry.
    Same(blob::Model, Option<Uuid>),
}

/// Lets a file come in for a document: all that can be said before its content is known is said here. `announced` is how
/// long it will be at most, in bytes; `daily` what its party may send within a day.
pub async fn expect_file(
    registry: &Registry,
    caller: &Caller,
    document: Uuid,
    announced: u64,
    daily: u64,
) -> Result<Expected, Error> {
    let work = registry.begin_act(caller, Act::RecordDocument).await?;
    let received = receiver(&work, document).await?;
    if let Some(sha256) = &received.document.sha256 {
        let there = blob(&*work, sha256).await?;
        let there = there.ok_or_else(|| Error::Fault("a document's file has no row".into()))?;
        return Ok(Expected::Same(there, received.sender));
    }
    database::lock(&work, ROOM).await?;
    let sent = find::sent(&work, received.sender).await?;
    if let Some(opens) = rule::opens_at(&sent, announced, daily) {
        let wait = Wait::until(opens, work.now);
        return Err(Error::refuse(Reason::DailyLimit { megabytes: daily / MEGABYTE, wait }));
    }
    let id = work.new_id();
    let row = arrival::Model {
        id,
        party_id: received.sender,
        bytes: bytes(announced),
        sha256: None,
        given_up: false,
        begun_at: work.now,
    };
    row.into_active_model().insert(&*work).await?;
    work.commit_upkeep().await?;
    Ok(Expected::New(id, received.sender))
}

/// Notes the content of an arrival before it is stored. Returns the file that has this content already, which then need
/// not be stored again.
pub async fn expect_content(
    registry: &Registry,
    arrival: Uuid,
    sha256: &str,
    size: u64,
) -> Result<Option<blob::Model>, Error> {
    let work = registry.begin(&Caller::system()).await?;
    let Some(row) = locked(&*work, arrival).await?.filter(|row| !row.given_up) else {
        return Err(Error::refuse(Reason::FileGone));
    };
    if let Some(there) = blob(&*work, sha256).await? {
        return Ok(Some(there));
    }
    let mut row = row.into_active_model();
    row.sha256 = Set(Some(sha256.to_owned()));
    row.bytes = Set(bytes(size));
    row.update(&*work).await?;
    work.commit_upkeep().await?;
    Ok(None)
}

/// Gives up an arrival unless a document has its content: from now on no document can have it. Returns it if something
/// may be in the store, which is to be deleted before [`forget`].
pub async fn give_up(registry: &Registry, arrival: Uuid) -> Result<Option<arrival::Model>, Error> {
    let work = registry.begin(&Caller::system()).await?;
    // Whoever is attaching it at this moment is waited for.
    let Some(row) = locked(&*work, arrival).await? else { return Ok(None) };
    if blob::Entity::find().filter(blob::Column::ArrivalId.eq(arrival)).one(&*work).await?.is_some() {
        return Ok(None);
    }
    if row.sha256.is_none() {
        row.delete(&*work).await?;
        work.commit_upkeep().await?;
        return Ok(None);
    }
    let mut row = row.into_active_model();
    row.given_up = Set(true);
    let row = row.update(&*work).await?;
    work.commit_upkeep().await?;
    Ok(Some(row))
}

/// Forgets an arrival that was given up and whose content is no longer in the store.
pub async fn forget(registry: &Registry, arrival: Uuid) -> Result<(), Error> {
    delete(registry, Condition::all().add(arrival::Column::Id.eq(arrival)).add(arrival::Column::GivenUp.eq(true))).await
}

/// Forgets the arrivals that no longer count, because they are a day old, and have left nothing behind: a document has
/// their content, or nothing of them was stored.
pub async fn forget_settled(registry: &Registry) -> Result<(), Error> {
    let settled = Condition::any().add(kept()).add(arrival::Column::Sha256.is_null());
    let old = arrival::Column::BegunAt.lt(registry.now() - SWEPT_AFTER);
    delete(registry, Condition::all().add(old).add(settled)).await
}

async fn delete(registry: &Registry, which: Condition) -> Result<(), Error> {
    let work = registry.begin(&Caller::system()).await?;
    arrival::Entity::delete_many().filter(which).exec(&*work).await?;
    work.commit_upkeep().await
}

fn bytes(size: u64) -> i64 {
    i64::try_from(size).unwrap_or(i64::MAX)
}
