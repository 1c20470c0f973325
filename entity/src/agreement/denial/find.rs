//! What people have done under an entry, and who denied one.

use super::rule::Deed;
use crate::{
    Error, Work,
    agreement::{
        document::{record::signature, rule::DatedBy},
        progress::record::step,
        record::{DocumentKind, agreement, agreement_party, document},
        route::record::AgreementAct,
        rule::GIVEN_UP,
    },
    date::legal_today,
    policy::{self, Act, Visibility, visible},
};
use chrono::{DateTime, Utc};
use sea_orm::{ColumnTrait, EntityTrait, Iterable, QueryFilter, QueryOrder, QuerySelect, QueryTrait};
use std::collections::BTreeSet;
use uuid::Uuid;

/// The parties of an agreement, in their order, with those that deny it.
pub(super) async fn parts(work: &Work, agreement: Uuid) -> Result<Vec<agreement_party::Model>, Error> {
    let parts = agreement_party::Entity::find()
        .filter(agreement_party::Column::AgreementId.eq(agreement))
        .filter(agreement_party::Entity::named())
        .order_by_asc(agreement_party::Column::Ordinal);
    Ok(parts.all(&**work).await?)
}

/// What the people of a party themselves have done under an entry. What its keeper recorded before they came binds them to
/// nothing.
pub(super) async fn deed_of(
    work: &Work,
    part: &agreement_party::Model,
    agreement: &agreement::Model,
) -> Result<Option<Deed>, Error> {
    let steps = steps(work, agreement.id, None).await?;
    let by_them = |step: &&step::Model| {
        let came = part.acted_at.is_some_and(|came| came <= step.recorded_at);
        came && step.by_party_id == Some(part.party_id)
    };
    if let Some(step) = steps.iter().find(by_them) {
        return Ok(Some(Deed::Step(step.act, step.on_day)));
    }
    let signed = document::Entity::find()
        .filter(document::Column::AgreementId.eq(agreement.id))
        .filter(document::Column::WithdrawnAt.is_null())
        .filter(
            document::Column::Kind.is_in(DocumentKind::iter().filter(|kind| kind.dated_by() == DatedBy::LastSignature)),
        )
        .all(&**work)
        .await?;
    let ids = signed.iter().map(|paper| paper.id);
    let own = signature::Entity::find()
        .filter(signature::Column::DocumentId.is_in(ids))
        .filter(signature::Column::PartyId.eq(part.party_id))
        .filter(signature::Column::AttestedAt.is_not_null())
        .all(&**work)
        .await?;
    let signed = own.iter().find_map(|own| {
        let paper = signed.iter().find(|paper| paper.id == own.document_id)?;
        Some(Deed::Signature(paper.kind, own.signed_on.unwrap_or(legal_today(own.attested_at?))))
    });
    let still_said = |on: &chrono::NaiveDate| agreement.terms_changed_on.is_none_or(|changed| changed < *on);
    Ok(signed.or(part.confirmed_on.filter(still_said).map(Deed::Confirmation)))
}

/// The steps that people took under an agreement, since a moment, in their order.
async fn steps(work: &Work, agreement: Uuid, since: Option<DateTime<Utc>>) -> Result<Vec<step::Model>, Error> {
    let mut steps = step::Entity::find()
        .filter(step::Column::AgreementId.eq(agreement))
        .filter(step::Column::Act.is_not_in(AgreementAct::OF_NOBODY));
    if let Some(since) = since {
        steps = steps.filter(step::Column::RecordedAt.gt(since));
    }
    Ok(steps.order_by_asc(step::Column::Id).all(&**work).await?)
}

/// The last step that the others took since a party denied an entry.
pub(super) async fn went_on_without(work: &Work, part: &agreement_party::Model) -> Result<Option<step::Model>, Error> {
    let Some(denied) = part.denied_at else { return Ok(None) };
    Ok(steps(work, part.agreement_id, Some(denied)).await?.pop())
}

/// The last step that the people of others took under an entry.
pub(super) async fn step_of_others(work: &Work, agreement: Uuid) -> Result<Option<step::Model>, Error> {
    let others = |step: &step::Model| {
        step.by_party_id.is_none_or(|party| !policy::speaks_for(&work.caller, Act::TakeBackEntry, party))
    };
    Ok(steps(work, agreement, None).await?.into_iter().rfind(others))
}

/// Whether others rely on an entry, as far as the caller may know: another agreement succeeds it, or another party recorded a
/// document of it for all parties to see.
pub(super) async fn is_relied_on(work: &Work, agreement: Uuid) -> Result<bool, Error> {
    let successors = agreement::Entity::find()
        .filter(visible::<agreement::Entity>(&work.caller))
        .filter(agreement::Column::PredecessorId.eq(agreement))
        .filter(agreement::Column::Stage.is_not_in(GIVEN_UP));
    if successors.one(&**work).await?.is_some() {
        return Ok(true);
    }
    let own = policy::acted_for(&work.caller, Act::TakeBackEntry, &work.caller.parties());
    let papers = document::Entity::find()
        .filter(document::Column::AgreementId.eq(agreement))
        .filter(document::Column::Void.eq(false))
        .filter(document::Column::Visibility.is_in([Visibility::Public, Visibility::Parties]))
        .filter(document::Column::ByPartyId.is_not_null())
        .filter(document::Column::ByPartyId.is_not_in(own));
    Ok(papers.one(&**work).await?.is_some())
}

/// Those of these parties that deny an entry in which another of them is named too, as far as the caller may see it, and for
/// which the caller does not speak.
pub(super) async fn who_denied(work: &Work, parties: &[Uuid]) -> Result<Vec<agreement_party::Model>, Error> {
    let own = policy::acted_for(&work.caller, Act::AttestTerms, parties);
    let others: Vec<Uuid> = parties.iter().copied().filter(|party| !own.contains(party)).collect();
    let seen = agreement::Entity::find()
        .select_only()
        .column(agreement::Column::Id)
        .filter(visible::<agreement::Entity>(&work.caller));
    let denials = agreement_party::Entity::find()
        .filter(agreement_party::Column::PartyId.is_in(others))
        .filter(agreement_party::Column::DeniedAt.is_not_null())
        .filter(agreement_party::Column::AgreementId.in_subquery(seen.into_query()))
        .all(&**work)
        .await?;
    let beside = agreement_party::Entity::find()
        .filter(agreement_party::Column::AgreementId.is_in(denials.iter().map(|denial| denial.agreement_id)))
        .filter(agreement_party::Column::PartyId.is_in(parties.iter().copied()))
        .all(&**work)
        .await?;
    let shared = |denial: &agreement_party::Model| {
        beside.iter().any(|part| part.agreement_id == denial.agreement_id && part.party_id != denial.party_id)
    };
    let mut seen = BTreeSet::new();
    let mut found: Vec<agreement_party::Model> = denials.into_iter().filter(shared).collect();
    found.sort_by_key(|denial| std::cmp::Reverse(denial.denied_at));
    found.retain(|denial| seen.insert(denial.party_id));
    Ok(found)
}
