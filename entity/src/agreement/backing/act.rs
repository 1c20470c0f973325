//! Keeping partnerships in step with agreements.

use crate::{
    Error, Work, account,
    agreement::{
        record::{Stage, agreement, agreement_party},
        rule::Dates,
    },
    date::{PartialDate, legal_today},
    journal::Entry,
    partnership::act::{Backing, back},
    place::record::party,
    policy::{Act, Visibility},
    registry::Following,
    rows::group,
    subject::SubjectKind,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use std::collections::{BTreeSet, HashSet};
use uuid::Uuid;

/// Agreements looked up with one statement.
const BATCH: usize = 5_000;
/// The stages in which an agreement has been in force.
const ONCE_IN_FORCE: [Stage; 5] =
    [Stage::InForce, Stage::RenewalInProgress, Stage::TerminationNoticed, Stage::Expired, Stage::Terminated];

/// Lets partnerships follow the agreements on which something happened.
pub(crate) fn follow_agreements<'a>(work: &'a Work, entries: &'a [Entry]) -> Following<'a> {
    Box::pin(async move {
        let ids: BTreeSet<Uuid> = Entry::about(entries, SubjectKind::Agreement).map(|entry| entry.subject_id).collect();
        follow(work, &ids.into_iter().collect::<Vec<_>>()).await
    })
}

/// Lets partnerships follow these agreements as they are now. Returns what to write into the journal of that.
pub(crate) async fn follow(work: &Work, agreements: &[Uuid]) -> Result<Vec<Entry>, Error> {
    let mut following = Vec::new();
    for batch in agreements.chunks(BATCH) {
        for (agreement, said) in said_by(work, batch).await? {
            following.extend(back(work, agreement, said).await?);
        }
    }
    Ok(following)
}

/// What these agreements say of partnerships, as far as everyone may know of them.
async fn said_by(work: &Work, ids: &[Uuid]) -> Result<Vec<(Uuid, Option<Backing>)>, Error> {
    let agreements = agreement::Entity::find()
        .filter(agreement::Column::Id.is_in(ids.iter().copied()))
        .order_by_asc(agreement::Column::Id)
        .all(&**work)
        .await?;
    let parts = agreement_party::Entity::find()
        .filter(agreement_party::Column::AgreementId.is_in(ids.iter().copied()))
        .order_by_asc(agreement_party::Column::Ordinal)
        .all(&**work)
        .await?;
    let parties: HashSet<Uuid> = parts.iter().map(|part| part.party_id).collect();
    let parties: Vec<Uuid> = parties.into_iter().collect();
    let mut asked = account::find::acting(&**work, work.now, Act::ConfirmAct, &parties).await?;
    let unconfirmed = party::Entity::find()
        .filter(party::Column::Id.is_in(parties))
        .filter(party::Column::UnconfirmedSince.is_not_null());
    asked.extend(unconfirmed.all(&**work).await?.into_iter().map(|party| party.id));
    let mut parts = group(parts, |part| part.agreement_id);
    let said = agreements.iter().map(|agreement| {
        let parts = parts.remove(&agreement.id).unwrap_or_default();
        (agreement.id, said(work, agreement, &parts, &asked))
    });
    Ok(said.collect())
}

/// What an agreement says of the partnership of those that take part in it. Of an agreement from before the registry, those
/// stand by it who gave their word; where those who keep the registry entered it, everyone does who is not asked.
fn said(
    work: &Work,
    agreement: &agreement::Model,
    parts: &[agreement_party::Model],
    asked: &HashSet<Uuid>,
) -> Option<Backing> {
    let is_open = agreement.visibility == Visibility::Public && ONCE_IN_FORCE.contains(&agreement.stage);
    let parts: Vec<&agreement_party::Model> =
        parts.iter().filter(|part| part.takes_part() && !part.is_apart(agreement)).collect();
    if !is_open || parts.len() < 2 {
        return None;
    }
    let dates = Dates::from(agreement);
    let is_over = matches!(agreement.stage, Stage::Expired | Stage::Terminated);
    let has_word = parts.iter().any(|part| part.confirms_entry(agreement) == Some(true));
    let is_silent = |part: &agreement_party::Model| {
        (has_word || asked.contains(&part.party_id)) && part.confirms_entry(agreement) == Some(false)
    };
    Some(Backing {
        members: parts.iter().map(|part| part.party_id).collect(),
        class: agreement.class,
        since: dates.begun_on(),
        until: is_over.then(|| dates.last_day().unwrap_or_else(|| legal_today(work.now))).map(PartialDate::from),
        in_force: !is_over,
        signed: parts.iter().filter(|part| !is_silent(part)).map(|part| part.party_id).collect(),
    })
}
