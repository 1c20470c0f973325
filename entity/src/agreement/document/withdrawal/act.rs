//! Withdrawing documents.

use super::super::{
    act::{entries, is_closed},
    find,
};
use crate::{
    Caller, Error, Reason, Registry, Work,
    agreement::{
        due,
        held::{Held, hold},
        keep::{self, LONGEST_NOTE},
        pending,
        record::{DocumentKind, document},
    },
    journal::ChangeKind,
    policy::{self, Act},
    refusal::Refusals,
};
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::{Set, Unchanged},
    EntityTrait, IntoActiveModel, QuerySelect,
    sea_query::LockType,
};
use uuid::Uuid;

/// Withdraws a document that was recorded by mistake: it no longer counts, and the one that it replaced counts again. It is
/// for the party to which it belongs or that recorded it, as long as nothing rests on it.
pub async fn withdraw_document(
    registry: &Registry,
    caller: &Caller,
    document: Uuid,
    reason: &str,
) -> Result<document::Model, Error> {
    let work = registry.begin_act(caller, Act::WithdrawDocument).await?;
    let not_found = || Error::refuse(Reason::NotFound).within("document");
    let found = find::document(&*work, caller, document).await?.ok_or_else(not_found)?;
    let mut held = hold(&work, found.agreement_id, None).await?;
    policy::may(caller, Act::WithdrawDocument, &keepers(&work, &held, &found).await?)?;
    let locked = document::Entity::find_by_id(document).lock(LockType::Update).one(&*work).await?;
    let before = locked.ok_or_else(not_found)?;
    let reason = check(&work, &held, &before, reason).await?;
    let replaced = before.supersedes_id;
    let row = document::ActiveModel {
        void: Set(true),
        // Another one can take the place of what counts again.
        supersedes_id: Set(None),
        withdrawn_at: Set(Some(work.now)),
        withdrawn_because: Set(Some(reason.clone())),
        ..before.into_active_model()
    };
    let row = row.update(&*work).await?;
    pending::act::void_resting_on(&work, &mut held, row.id).await?;
    let mut written = entries(Act::WithdrawDocument, &held, &row, ChangeKind::Changed);
    for entry in &mut written {
        entry.data["reason"] = reason.clone().into();
    }
    if let Some(replaced) = replaced {
        let again = document::ActiveModel { id: Unchanged(replaced), void: Set(false), ..Default::default() };
        let again = again.update(&*work).await?;
        let (changed, listed) = (ChangeKind::Changed, held.listed());
        written.push(keep::document_entry(Act::WithdrawDocument, changed, &held.agreement, &listed, &again));
    }
    held.read_anew();
    let case = held.case(&work).await?;
    due::act::refresh(&work, &held.agreement, &case).await?;
    work.record_all(written).await?;
    Ok(row)
}

/// Those who withdraw a document: the party to which it belongs or that recorded it, else the keeper of the agreement.
async fn keepers(work: &Work, held: &Held, document: &document::Model) -> Result<Vec<Uuid>, Error> {
    let whose = document.party_id.or(document.by_party_id).or(held.agreement.owner_id);
    let whose = whose.map_or_else(|| held.parties.clone(), |party| vec![party]);
    held.speakers(work, Act::WithdrawDocument, &whose).await
}

/// The reason, where nothing stands in the way: the document counts, no step rests on it, no other party has said that it signed
/// it, and the agreement was not entered with it.
async fn check(work: &Work, held: &Held, document: &document::Model, reason: &str) -> Result<String, Error> {
    let mut refused = Refusals::default();
    let reason = refused.lines("reason", Some(reason), LONGEST_NOTE);
    refused.unless(reason.is_some(), "reason", Reason::Required);
    refused.unless(!document.void, "document", Reason::DocumentVoid);
    let of_entry = held.agreement.legacy || document.kind == DocumentKind::InitiativeLetter;
    let came_with_it = document.source.is_some() || (of_entry && document.by_party_id.is_none());
    refused.unless(!came_with_it, "document", Reason::PaperOfEntry);
    if let Some(reason) = is_closed(work, document.id).await? {
        refused.add("document", reason);
    }
    refused.done()?;
    Ok(reason.unwrap_or_default())
}
