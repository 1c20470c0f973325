//! What would come of a merger, before anybody decides.

use super::{
    row::{column, keys},
    rule::{Hanging, REFERENCES, check_decree, contradictions},
};
use crate::{
    Caller, Error, Reason, Registry,
    agreement::{
        document::record::signature,
        record::{agreement, agreement_party},
        words::title_of,
    },
    obligatory_report::record::obligatory_report as report,
    partnership::record::member,
    place::{
        find::{parties_among, within},
        record::{code, party, succession},
    },
    policy::{self, Act},
    refusal::Refusals,
    rows::group,
    text::Language,
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter,
    sea_query::{Cond, ExprTrait},
};
use std::collections::{BTreeMap, BTreeSet, HashSet};
use uuid::Uuid;

/// What would come of merging two records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preview {
    /// How much would move, by kind.
    pub moves: Vec<(Hanging, u64)>,
    /// What says that the two are not one.
    pub against: Vec<Reason>,
}

/// What would come of merging `duplicate` into `party`; `None` for callers who may not merge.
pub async fn preview(
    registry: &Registry,
    caller: &Caller,
    (party, duplicate): (Uuid, Uuid),
) -> Result<Option<Preview>, Error> {
    if policy::may(caller, Act::MergeParties, &[]).is_err() {
        return Ok(None);
    }
    let mut found = parties_among(&registry.db, &[party, duplicate]).await?;
    let refused = |reason| Ok(Some(Preview { moves: Vec::new(), against: vec![reason] }));
    let (Some(stays), Some(goes)) = (found.get(&party).cloned(), found.remove(&duplicate)) else {
        return refused(Reason::NotFound);
    };
    if party == duplicate {
        return refused(Reason::SameRecord);
    }
    let against = against(&registry.db, caller.language, &stays, &goes).await?;
    Ok(Some(Preview { moves: hanging_on(&registry.db, duplicate).await?, against }))
}

/// How much hangs on a record, by kind. What several columns name of one row, such as the host and the keeper of one exchange,
/// counts once.
pub(super) async fn hanging_on(db: &impl ConnectionTrait, party: Uuid) -> Result<Vec<(Hanging, u64)>, DbErr> {
    let mut found: BTreeMap<Hanging, BTreeSet<String>> = BTreeMap::new();
    for reference in REFERENCES {
        let rows = keys(db, reference, Cond::all().add(column(reference.column).eq(party))).await?;
        let into = found.entry(reference.hanging).or_default();
        into.extend(rows.iter().filter_map(|key| reference.counted(key)));
    }
    let count = |rows: BTreeSet<String>| u64::try_from(rows.len()).unwrap_or(u64::MAX);
    Ok(found.into_iter().map(|(kind, rows)| (kind, count(rows))).filter(|(_, count)| *count > 0).collect())
}

/// What says that two records are not one: what they say themselves, and what hangs on both.
pub(super) async fn against(
    db: &impl ConnectionTrait,
    language: Language,
    stays: &party::Model,
    goes: &party::Model,
) -> Result<Vec<Reason>, Error> {
    let mut refused = Refusals::default();
    check_decree(stays, "party", &mut refused);
    check_decree(goes, "duplicate", &mut refused);
    if refused.done().is_err() {
        return Ok(vec![Reason::ByDecree]);
    }
    let pair = [stays.id, goes.id];
    let codes = code::Entity::find().filter(code::Column::PartyId.is_in(pair)).all(db).await?;
    let mut found = contradictions(stays, goes, &codes);
    if !found.contains(&Reason::OneWithinTheOther) && one_within_the_other(db, pair).await? {
        found.push(Reason::OneWithinTheOther);
    }
    if share(db, pair).await? {
        found.push(Reason::PartnersOfEachOther);
    }
    if let Some(agreement) = shared_agreement(db, pair).await? {
        found.push(Reason::BothParties { agreement: title_of(&agreement).read(language).to_owned() });
    }
    let succeeds = succession::Column::PredecessorId.is_in(pair).and(succession::Column::SuccessorId.is_in(pair));
    if succession::Entity::find().filter(succeeds).one(db).await?.is_some() {
        found.push(Reason::OneSucceedsTheOther);
    }
    found.extend(both_reported(db, pair).await?);
    Ok(found)
}

async fn one_within_the_other(db: &impl ConnectionTrait, [one, other]: [Uuid; 2]) -> Result<bool, DbErr> {
    let lies_in = |inner: Uuid, outer: Uuid| {
        party::Entity::find_by_id(inner).filter(party::Column::Id.in_subquery(within(outer))).one(db)
    };
    Ok(lies_in(one, other).await?.is_some() || lies_in(other, one).await?.is_some())
}

/// Whether both are members of one partnership.
async fn share(db: &impl ConnectionTrait, pair: [Uuid; 2]) -> Result<bool, DbErr> {
    let members = member::Entity::find().filter(member::Column::PartyId.is_in(pair)).all(db).await?;
    Ok(group(members, |member| member.partnership_id).values().any(|both| both.len() > 1))
}

/// An agreement to which both are or were parties, or a document of it that both signed.
async fn shared_agreement(db: &impl ConnectionTrait, pair: [Uuid; 2]) -> Result<Option<agreement::Model>, DbErr> {
    let parts = agreement_party::Entity::find().filter(agreement_party::Column::PartyId.is_in(pair)).all(db).await?;
    let parts = group(parts, |part| part.agreement_id);
    let both = parts.into_iter().find(|(_, parts)| parts.len() > 1).map(|(agreement, _)| agreement);
    if let Some(id) = both {
        return agreement::Entity::find_by_id(id).one(db).await;
    }
    let signatures = signature::Entity::find().filter(signature::Column::PartyId.is_in(pair)).all(db).await?;
    let signatures = group(signatures, |signature| signature.document_id);
    let Some((document, _)) = signatures.into_iter().find(|(_, both)| both.len() > 1) else { return Ok(None) };
    let document = crate::agreement::record::document::Entity::find_by_id(document).one(db).await?;
    match document {
        Some(document) => agreement::Entity::find_by_id(document.agreement_id).one(db).await,
        None => Ok(None),
    }
}

/// Periods for which both report to one authority.
async fn both_reported(db: &impl ConnectionTrait, [one, other]: [Uuid; 2]) -> Result<Vec<Reason>, DbErr> {
    let reports = report::Entity::find().filter(report::Column::PartyId.is_in([one, other])).all(db).await?;
    let of = |party: Uuid| reports.iter().filter(move |report| report.party_id == party);
    let period = |report: &report::Model| (report.recipient, report.period, report.starts_on, report.ends_on);
    let known: HashSet<_> = of(one).map(period).collect();
    let both = of(other).map(period).filter(|report| known.contains(report));
    Ok(both
        .map(|(_, _, from, until)| Reason::BothReported { from: from.to_string(), until: until.to_string() })
        .collect())
}
