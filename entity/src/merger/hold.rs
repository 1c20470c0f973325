//! Taking records and all that hangs on them in hand, always in the same order: agreements, partnerships, exchanges, and then
//! the records themselves. Acts on an agreement lock it before they name a party.

use super::row::Wholes;
use crate::{
    Error, Reason, Refusal, Work,
    agreement::record::{agreement, agreement_party},
    exchange::record::{exchange, participation},
    partnership::record::{member, partnership},
    place::{entry::act::lock_entries, find::names_in, merged::find::merger_of, record::party},
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{ExprTrait, LockType},
};
use std::collections::{BTreeSet, HashMap};
use uuid::Uuid;

/// Whatever these parties take part in.
pub(super) async fn wholes_of(db: &impl ConnectionTrait, parties: &[Uuid]) -> Result<Wholes, DbErr> {
    let theirs = || parties.iter().copied();
    let partnerships = member::Entity::find().filter(member::Column::PartyId.is_in(theirs())).all(db).await?;
    let parts = agreement_party::Entity::find().filter(agreement_party::Column::PartyId.is_in(theirs()));
    let kept = agreement::Entity::find().filter(agreement::Column::OwnerId.is_in(theirs()));
    let taken = participation::Entity::find().filter(participation::Column::PartyId.is_in(theirs()));
    let held = exchange::Column::HostId.is_in(theirs()).or(exchange::Column::OwnerId.is_in(theirs()));
    let held = exchange::Entity::find().filter(held);
    let mut agreements: BTreeSet<Uuid> = parts.all(db).await?.into_iter().map(|part| part.agreement_id).collect();
    agreements.extend(kept.all(db).await?.into_iter().map(|agreement| agreement.id));
    let mut exchanges: BTreeSet<Uuid> = taken.all(db).await?.into_iter().map(|part| part.exchange_id).collect();
    exchanges.extend(held.all(db).await?.into_iter().map(|exchange| exchange.id));
    let partnerships = partnerships.into_iter().map(|member| member.partnership_id).collect();
    Ok(Wholes { partnerships, agreements, exchanges })
}

/// Locks these records and whatever they take part in until the act ends; nobody refers to them anew meanwhile.
pub(super) async fn lock(work: &Work, parties: &[Uuid]) -> Result<HashMap<Uuid, party::Model>, Error> {
    lock_entries(work).await?;
    let wholes = wholes_of(&**work, parties).await?;
    agreement::Entity::find()
        .filter(agreement::Column::Id.is_in(wholes.agreements))
        .order_by_asc(agreement::Column::Id)
        .lock(LockType::NoKeyUpdate)
        .all(&**work)
        .await?;
    partnership::Entity::find()
        .filter(partnership::Column::Id.is_in(wholes.partnerships))
        .order_by_asc(partnership::Column::Id)
        .lock_exclusive()
        .all(&**work)
        .await?;
    exchange::Entity::find()
        .filter(exchange::Column::Id.is_in(wholes.exchanges))
        .order_by_asc(exchange::Column::Id)
        .lock(LockType::NoKeyUpdate)
        .all(&**work)
        .await?;
    let records = party::Entity::find()
        .filter(party::Column::Id.is_in(parties.iter().copied()))
        .order_by_asc(party::Column::Id)
        .lock_exclusive();
    Ok(records.all(&**work).await?.into_iter().map(|party| (party.id, party)).collect())
}

/// The record that the field at `path` names, at the revision that was read. One that went into another says into which.
pub(super) async fn expected(
    work: &Work,
    locked: &HashMap<Uuid, party::Model>,
    (id, path): (Uuid, &str),
    (revision, revision_path): (i32, &str),
) -> Result<party::Model, Error> {
    let Some(record) = locked.get(&id) else { return Err(gone(work, id, path).await?) };
    let unchanged = work.check_unchanged::<party::Entity>(record, revision).await;
    unchanged.map_err(|refused| refused.about(revision_path))?;
    Ok(record.clone())
}

/// Why there is no such record.
async fn gone(work: &Work, id: Uuid, path: &str) -> Result<Error, Error> {
    let reason = match merger_of(&**work, id).await? {
        Some(merger) => {
            let name = names_in(&**work, &[merger.party_id], work.caller.language).await?.remove(&merger.party_id);
            Reason::AlreadyMerged { id: merger.party_id, name: name.unwrap_or_default() }
        }
        None => Reason::NotFound,
    };
    Ok(Refusal::at(path, reason).into())
}
