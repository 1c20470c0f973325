//! Keeping what is due under an agreement in step with it: every act that changes an agreement or its documents does, with
//! what it knows of the agreement by then.

use super::{
    find::meetings,
    rule::{Denial, Matter, dues},
};
use crate::{
    Error, Work, account,
    agreement::{
        pending::{find::pending, record::pending_act},
        progress::{find::case, record::step, rule::Case},
        record::{agreement, agreement_party, field},
        terms::{record::terms_copy, rule::Terms},
    },
    date::{PartialDate, legal_today},
    deadline,
    journal::Entry,
    place::record::party,
    policy::Act,
    registry::Reading,
    subject::{Subject, SubjectKind},
};
use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    sea_query::{Expr, LockType},
};
use uuid::Uuid;

/// Notes what is due under an agreement now. Returns the day on which somebody who is asked to confirm what waits may act no
/// more, if there is such a day: then it is due of others.
pub(crate) async fn refresh(
    work: &Work,
    agreement: &agreement::Model,
    case: &Case,
) -> Result<Option<NaiveDate>, Error> {
    let id = agreement.id;
    let steps = step::Entity::find()
        .filter(step::Column::AgreementId.eq(id))
        .order_by_asc(step::Column::Id)
        .all(&**work)
        .await?;
    let meetings = meetings(&**work, id).await?;
    let dropped = dropped(work, id).await?;
    let pending = pending(&**work, id).await?;
    let conflicts = conflicts(work, agreement).await?;
    let denials = denials(work, id).await?;
    let pending = pending.as_ref();
    let matter = Matter {
        agreement,
        case,
        steps: &steps,
        meetings: &meetings,
        dropped: &dropped,
        denials: &denials,
        conflicts: &conflicts,
        pending,
    };
    let dues = dues(&matter);
    deadline::act::keep(work, Subject::new(SubjectKind::Agreement, id), &dues).await?;
    let awaited: Vec<Uuid> = pending.map(|pending| pending.awaited(case)).into_iter().flatten().collect();
    Ok(account::find::keys_expire_on(&**work, work.now, &awaited).await?)
}

/// Reads in the journal for which parties somebody begins or ends to act: what is asked of them is asked of others, from the
/// next look at their agreements on.
pub(crate) fn follow_who_acts<'a>(work: &'a Work, entries: &'a [Entry]) -> Reading<'a> {
    Box::pin(async move {
        let mut parties = account::find::whose_people_change(&**work, entries).await?;
        vouch_for(work, &parties.iter().copied().collect::<Vec<_>>()).await?;
        // What waited for a party that is confirmed now goes on; whose agreements are another's now, others act for.
        let moves = [Act::ConfirmParty, Act::MergeParties, Act::SplitParty];
        let of_parties = Entry::about(entries, SubjectKind::Party);
        parties.extend(of_parties.filter(|entry| moves.contains(&entry.act)).map(|entry| entry.subject_id));
        if parties.is_empty() {
            return Ok(());
        }
        let theirs = agreement_party::Entity::find()
            .select_only()
            .column(agreement_party::Column::AgreementId)
            .filter(agreement_party::Column::PartyId.is_in(parties))
            .filter(agreement_party::Entity::listed());
        let without_word = theirs.clone().filter(agreement_party::Column::AttestedAt.is_null());
        let waits = pending_act::Entity::find().select_only().column(pending_act::Column::AgreementId);
        let waits = agreement::Column::Id.in_subquery(waits.into_query());
        let entry = Condition::all()
            .add(agreement::Column::Legacy.eq(true))
            .add(agreement::Column::Id.in_subquery(without_word.into_query()));
        let asks = Condition::any().add(waits).add(entry);
        agreement::Entity::update_many()
            .col_expr(agreement::Column::TurnsOn, Expr::value(PartialDate::from(legal_today(work.now)).to_string()))
            .filter(agreement::Column::Id.in_subquery(theirs.into_query()))
            .filter(asks)
            .exec(&**work)
            .await?;
        Ok(())
    })
}

/// Who lets somebody act for a party that one organisation entered confirms it: it is a party of its own.
async fn vouch_for(work: &Work, parties: &[Uuid]) -> Result<(), Error> {
    let acting = account::find::acting(&**work, work.now, Act::ConfirmAct, parties).await?;
    party::Entity::update_many()
        .col_expr(party::Column::UnconfirmedSince, Expr::value(Option::<DateTime<Utc>>::None))
        .filter(party::Column::Id.is_in(acting))
        .filter(party::Column::UnconfirmedSince.is_not_null())
        .exec(&**work)
        .await?;
    Ok(())
}

/// The same, for acts that have not locked the agreement: it is locked until the act ends.
pub(crate) async fn refresh_of(work: &Work, id: Uuid) -> Result<(), Error> {
    let locked = agreement::Entity::find_by_id(id).lock(LockType::NoKeyUpdate).one(&**work).await?;
    let Some(agreement) = locked else { return Ok(()) };
    let case = case(&**work, &agreement, work.now).await?;
    refresh(work, &agreement, &case).await?;
    Ok(())
}

/// The parties that deny what was entered in their names.
async fn denials(work: &Work, agreement: Uuid) -> Result<Vec<Denial>, Error> {
    let denying = agreement_party::Entity::find()
        .filter(agreement_party::Column::AgreementId.eq(agreement))
        .filter(agreement_party::Column::DeniedAt.is_not_null())
        .order_by_asc(agreement_party::Column::Ordinal);
    let denial = |part: agreement_party::Model| {
        let asked_anew = part.asked_anew_at.map(legal_today);
        Some(Denial { party: part.party_id, on: legal_today(part.denied_at?), asked_anew })
    };
    Ok(denying.all(&**work).await?.into_iter().filter_map(denial).collect())
}

/// Since when the copies of parties differ from the terms.
async fn conflicts(work: &Work, agreement: &agreement::Model) -> Result<Vec<NaiveDate>, Error> {
    let of_it = terms_copy::Column::AgreementId.eq(agreement.id);
    let copies = terms_copy::Entity::find().filter(of_it).all(&**work).await?;
    if copies.is_empty() {
        return Ok(Vec::new());
    }
    let fields = field::Entity::find().filter(field::Column::AgreementId.eq(agreement.id)).all(&**work).await?;
    let ours = Terms::of(agreement, [], fields.into_iter().map(|field| field.field));
    let differing = copies.into_iter().filter(|copy| !ours.conflicts(&copy.terms).is_empty());
    Ok(differing.map(|copy| legal_today(copy.stated_at)).collect())
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
