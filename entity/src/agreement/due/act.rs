//! Keeping what is due under an agreement in step with it: every act that changes an agreement or its documents does, with
//! what it knows of the agreement by then.

use super::{
    find::meetings,
    rule::{Matter, dues},
};
use crate::{
    Error, Work,
    agreement::{
        pending::find::pending,
        progress::{find::case, record::step, rule::Case},
        record::{agreement, agreement_party},
    },
    date::legal_today,
    deadline,
    subject::{Subject, SubjectKind},
};
use chrono::NaiveDate;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, sea_query::LockType};
use uuid::Uuid;

/// Notes what is due under an agreement now.
pub(crate) async fn refresh(work: &Work, agreement: &agreement::Model, case: &Case) -> Result<(), Error> {
    let id = agreement.id;
    let steps = step::Entity::find()
        .filter(step::Column::AgreementId.eq(id))
        .order_by_asc(step::Column::Id)
        .all(&**work)
        .await?;
    let meetings = meetings(&**work, id).await?;
    let dropped = dropped(work, id).await?;
    let pending = pending(&**work, id).await?;
    let denied = denied(work, id).await?;
    let pending = pending.as_ref();
    let matter = Matter { agreement, case, steps: &steps, meetings: &meetings, dropped: &dropped, denied, pending };
    let dues = dues(&matter);
    deadline::act::keep(work, Subject::new(SubjectKind::Agreement, id), &dues).await
}

/// The same, for acts that have not locked the agreement: it is locked until the act ends.
pub(crate) async fn refresh_of(work: &Work, id: Uuid) -> Result<(), Error> {
    let locked = agreement::Entity::find_by_id(id).lock(LockType::NoKeyUpdate).one(&**work).await?;
    let Some(agreement) = locked else { return Ok(()) };
    let case = case(&**work, &agreement, work.now).await?;
    refresh(work, &agreement, &case).await
}

/// Since when a party denies what was entered in its name.
async fn denied(work: &Work, agreement: Uuid) -> Result<Option<NaiveDate>, Error> {
    let denying = agreement_party::Entity::find()
        .filter(agreement_party::Column::AgreementId.eq(agreement))
        .filter(agreement_party::Column::DeniedAt.is_not_null());
    Ok(denying.all(&**work).await?.into_iter().filter_map(|part| part.denied_at).min().map(legal_today))
}

/// The parties that attested terms which changed since, and when they did.
async fn dropped(work: &Work, agreement: Uuid) -> Result<Vec<(Uuid, NaiveDate)>, Error> {
    let parties = agreement_party::Entity::find()
        .filter(agreement_party::Column::AgreementId.eq(agreement))
        .filter(agreement_party::Entity::still())
        .filter(agreement_party::Column::AttestedHash.is_null())
        .filter(agreement_party::Column::AttestedAt.is_not_null())
        .all(&**work)
        .await?;
    Ok(parties.into_iter().filter_map(|party| Some((party.party_id, legal_today(party.attested_at?)))).collect())
}
