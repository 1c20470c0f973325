//! Taking a record in hand: seen, locked, allowed, and as it was when it was read.

use super::{Registry, Work};
use crate::{
    Caller, Error, Reason, Refusal, journal,
    policy::{self, Act, Kept, visible},
};
use sea_orm::{ColumnTrait, QueryFilter, QuerySelect, sea_query::LockType};
use uuid::Uuid;

impl Registry {
    /// Begins an act of a caller who has a role for it anywhere: whoever has none learns of no record, and keeps nobody
    /// waiting.
    pub(crate) async fn begin_act(&self, caller: &Caller, act: Act) -> Result<Work, Error> {
        policy::may(caller, act, &caller.parties())?;
        self.begin(caller).await
    }
}

impl Work {
    /// The record that the caller means to change, locked until the act ends. Refused where they may not see it or may not
    /// do this with it, or where it has changed since they read it.
    pub(crate) async fn open<E: Kept>(&self, act: Act, id: Uuid, revision: i32) -> Result<E::Model, Error> {
        let record = self.hold::<E>(id).await?;
        policy::may(&self.caller, act, &E::answering(&**self, act, &record).await?)?;
        self.check_unchanged::<E>(&record, revision).await?;
        Ok(record)
    }

    /// A record that the caller may see, locked until the act ends.
    pub(crate) async fn hold<E: Kept>(&self, id: Uuid) -> Result<E::Model, Error> {
        let seen = E::find().filter(E::ID.eq(id)).filter(visible::<E>(&self.caller)).lock(LockType::NoKeyUpdate);
        seen.one(&**self).await?.ok_or_else(|| Refusal::at(E::FIELD, Reason::NotFound).into())
    }

    /// Refuses a record that has changed since the caller read it: the refusal names the acts that came between.
    pub(crate) async fn check_unchanged<E: Kept>(&self, record: &E::Model, expected: i32) -> Result<(), Error> {
        let now = E::standing(record);
        if now.revision == expected {
            return Ok(());
        }
        let (acts, fields) = journal::since(self, now.id, expected).await?;
        Err(Refusal::at("expectedRevision", Reason::Stale { current: now.revision, acts, fields }).into())
    }
}
