//! Look-ups of agreements.

use super::{
    document::{self, types::Document},
    pending::{loader::PendingOf, types::PendingAct},
    progress::{
        loader::{CaseOf, PapersOf, RequirementsOf, StepsOf},
        types::{ActReadiness, AgreementTrack, AllowedAct, MissingItem, StepPaper, StepTaken},
    },
    standing::types::AgreementParty,
    stewardship::loader::StewardshipOf,
    terms::{loader::CopiesOf, types::TermConflict},
    types::{Agreement, AgreementConnection},
};
use crate::{
    connection::nested as nested_lists,
    context::Ask,
    deadline::{self, types::Deadline},
    error::ApiError,
    filter,
    loader::{Lookups, load_all, lookup, nested},
    notice::loader::IsFollowed,
    order,
    place::{self, loader::CodesOf, types::Party},
    selection::{Selections, is_counted, look_ahead},
};
use async_graphql::Context;
use chrono::NaiveDate;
use entity::{
    agreement::{
        classification::{find::dimensions_of, record::SmartDimension},
        find::{self, AgreementFilter},
        record::{Field, Missing, agreement, agreement_party},
        vitality::{self, rule::Life},
    },
    place::record::party,
};
use std::{collections::HashSet, sync::Arc};
use uuid::Uuid;

lookup! {
    /// The agreement with this identifier, if the caller may see it.
    AgreementById => Option<Arc<agreement::Model>>,
    |source, ids| find::agreements_by_id(&source.registry, &source.caller, ids),
    |agreement| Some(Arc::new(agreement))
}

/// What a party is in an agreement, and the party.
pub(crate) type Part = (agreement_party::Model, Arc<party::Model>);

lookup! {
    /// The parties of this agreement, in their order.
    PartiesOf => Arc<[Part]>,
    |source, ids| find::parts_of(&source.registry.db, ids),
    |parts| parts.into_iter().map(|(part, party)| (part, Arc::new(party))).collect()
}

lookup! {
    /// The fields of cooperation of this agreement.
    FieldsOf => Arc<[Field]>,
    |source, ids| find::fields_of(&source.registry, ids),
    Arc::from
}

lookup! {
    /// The dimensions of a smart city to which this agreement belongs.
    DimensionsOf => Arc<[SmartDimension]>,
    |source, ids| dimensions_of(&source.registry, ids),
    Arc::from
}

lookup! {
    /// What is missing to prove this agreement.
    GapsOf => Arc<[Missing]>,
    |source, ids| find::gaps_of(&source.registry, ids),
    Arc::from
}

lookup! {
    /// What is known of the life of this agreement.
    LifeOf => Life,
    |source, ids| vitality::find::lives_of(&source.registry, ids),
    |life| life
}

lookup! {
    /// The day of the latest activity under this agreement that the caller sees.
    LatestSeenOf => Option<NaiveDate>,
    |source, ids| vitality::find::latest_seen(&source.registry, &source.caller, ids),
    Some
}

nested!(
    AgreementsOf, AgreementTotalOf, AgreementFilter => agreement::Model, order::AGREEMENTS_WITHIN,
    find::agreements_of_parties, find::count_agreements_of_parties
);

lookup! {
    /// The agreements that succeed this one, as far as the caller may see them.
    SuccessorsOf => Arc<[agreement::Model]>,
    |source, ids| find::successors_of(&source.registry, &source.caller, ids),
    Arc::from
}

look_ahead! {
    Party { AGREEMENTS = "agreements" => AgreementConnection }
    Agreement {
        PARTIES = "parties" => AgreementParty,
        NOTICE_GIVEN_BY = "noticeGivenBy" => AgreementParty,
        TRACKS = "tracks" => AgreementTrack,
        TERMS_HASH = "termsHash",
        TERMS_TEXT = "termsText",
        TERM_CONFLICTS = "termConflicts" => TermConflict,
        MISSING_FOR = "missingFor" => ActReadiness,
        ALLOWED_ACTS = "allowedActs" => AllowedAct,
        PENDING_ACT = "pendingAct" => PendingAct,
        REQUIREMENTS = "requirements",
        FIELDS = "fields",
        FOLLOWED = "followed",
        DIMENSIONS = "dimensions",
        DOCUMENTS = "documents" => Document,
        VITALITY = "vitality",
        LAST_ACTIVITY_ON = "lastActivityOn",
        LAST_ACTIVITY_SEEN_ON = "lastActivitySeenOn",
        HISTORY = "history" => StepTaken,
        DEADLINES = "deadlines" => Deadline,
        LAST_CONFIRMED_ON = "lastConfirmedOn",
        MISSING_EVIDENCE = "missingEvidence",
        PREDECESSOR = "predecessor" => Agreement,
        SUCCESSORS = "successors" => Agreement,
    }
    AgreementParty {
        CODE = "code",
        PARTY = "party" => Party,
        REGION = "region" => Party,
        INSTITUTION = "institution" => Party,
    }
    AgreementTrack {
        PARTY = "party" => Party,
        REGION = "region" => Party,
        OFFICER = "officer",
        CONFIRMED_ON = "confirmedOn",
        NOTHING_UNTIL = "nothingUntil",
        NOT_CONFIRMED_SINCE = "notConfirmedSince",
    }
    ActReadiness { MISSING = "missing" => MissingItem }
    AllowedAct { PARTY = "party" => Party, MISSING = "missing" => MissingItem, PAPERS = "papers" => StepPaper }
    StepPaper { DOCUMENT = "document" => Document, RECORDED_BY = "recordedBy" => Party }
    MissingItem { PARTY = "party" => Party }
    TermConflict { PARTY = "party" => Party }
    PendingAct {
        PARTY = "party" => Party,
        CONFIRMED_BY = "confirmedBy" => Party,
        AWAITING = "awaiting" => Party,
        DOCUMENTS = "documents" => Document,
        JOINS = "joins" => Party,
    }
    StepTaken { PARTY = "party" => Party, BY = "by" => Party, PAPERS = "papers" => Document }
}

/// Loads what is selected of the acts that wait in these agreements.
async fn prefetch_waiting(
    context: &Context<'_>,
    of_pending: &Selections<'_, PendingAct>,
    waiting: &[Uuid],
) -> Result<(), ApiError> {
    let parties = load_all(context.lookups()?, waiting.iter().copied().map(PartiesOf)).await?;
    let ids: Vec<Uuid> = parties.values().flat_map(|parties| parties.iter()).map(|(_, party)| party.id).collect();
    for field in [PendingAct::PARTY, PendingAct::CONFIRMED_BY, PendingAct::AWAITING] {
        place::loader::prefetch_by_id(context, &of_pending.below(&field), &ids).await?;
    }
    let of_joining = of_pending.below(&PendingAct::JOINS);
    if !of_joining.is_empty() {
        let pending = load_all(context.lookups()?, waiting.iter().copied().map(PendingOf)).await?;
        let ids: Vec<Uuid> = pending.values().flatten().filter_map(|pending| pending.act.joins_id).collect();
        place::loader::prefetch_by_id(context, &of_joining, &ids).await?;
    }
    let of_papers = of_pending.below(&PendingAct::DOCUMENTS);
    if !of_papers.is_empty() {
        document::loader::prefetch(context, &of_papers, waiting.iter().copied()).await?;
    }
    Ok(())
}

/// Loads what is selected of the steps that these agreements took.
async fn prefetch_history(
    context: &Context<'_>,
    of_history: &Selections<'_, StepTaken>,
    agreements: impl Iterator<Item = Uuid>,
) -> Result<(), ApiError> {
    let steps = load_all(context.lookups()?, agreements.map(StepsOf)).await?;
    let parties: Vec<Uuid> = steps.values().flat_map(|steps| steps.iter()).map(|step| step.party_id).collect();
    place::loader::prefetch_by_id(context, &of_history.below(&StepTaken::PARTY), &parties).await?;
    let by: Vec<Uuid> = steps.values().flat_map(|steps| steps.iter()).filter_map(|step| step.by_party_id).collect();
    place::loader::prefetch_by_id(context, &of_history.below(&StepTaken::BY), &by).await?;
    let of_papers = of_history.below(&StepTaken::PAPERS);
    if !of_papers.is_empty() {
        let taken: HashSet<Uuid> =
            steps.values().flat_map(|steps| steps.iter()).filter_map(|step| step.taken_id).collect();
        let papers = load_all(context.lookups()?, taken.into_iter().map(PapersOf)).await?;
        let papers: Vec<_> = papers.values().flat_map(|papers| papers.iter()).collect();
        document::loader::prefetch_below(context, &of_papers, &papers).await?;
    }
    Ok(())
}

/// Loads what is selected of these agreements.
#[expect(clippy::too_many_lines, reason = "a line or two for each field")]
pub(crate) async fn prefetch(
    context: &Context<'_>,
    selections: &Selections<'_, Agreement>,
    agreements: &[agreement::Model],
) -> Result<(), ApiError> {
    if agreements.is_empty() {
        return Ok(());
    }
    let lookups = context.lookups()?;
    let ids = || agreements.iter().map(|agreement| agreement.id);
    let has = |field| selections.has(field);
    let of_parties = selections.below(&Agreement::PARTIES).and(selections.below(&Agreement::NOTICE_GIVEN_BY));
    let of_tracks = selections.below(&Agreement::TRACKS);
    let of_readiness = selections.below(&Agreement::MISSING_FOR);
    let of_allowed = selections.below(&Agreement::ALLOWED_ACTS);
    let of_missing = of_readiness.below(&ActReadiness::MISSING).and(of_allowed.below(&AllowedAct::MISSING));
    let of_conflicts = selections.below(&Agreement::TERM_CONFLICTS);
    let of_pending = selections.below(&Agreement::PENDING_ACT);
    let waiting = if of_pending.is_empty() { Vec::new() } else { waiting(lookups, ids()).await? };
    let names_parties = of_parties.has(&AgreementParty::CODE);
    let needs_text = has(&Agreement::TERMS_HASH) || has(&Agreement::TERMS_TEXT);
    let needs_terms = needs_text || !of_conflicts.is_empty() || !waiting.is_empty();
    let needs_case = !(of_tracks.is_empty() && of_readiness.is_empty() && of_allowed.is_empty() && waiting.is_empty())
        || has(&Agreement::REQUIREMENTS);
    if !of_parties.is_empty() || needs_terms || needs_case {
        let found = load_all(lookups, ids().map(PartiesOf)).await?;
        let parties: Vec<_> =
            found.into_values().flat_map(|parties| parties.to_vec()).map(|(_, party)| party).collect();
        if needs_text || names_parties {
            load_all(lookups, parties.iter().map(|party| CodesOf(party.id))).await?;
        }
        for of_party in [
            of_parties.below(&AgreementParty::PARTY).and(of_tracks.below(&AgreementTrack::PARTY)),
            of_parties.below(&AgreementParty::REGION).and(of_tracks.below(&AgreementTrack::REGION)),
            of_parties.below(&AgreementParty::INSTITUTION),
        ] {
            Box::pin(place::loader::prefetch(context, &of_party, &parties)).await?;
        }
        let parties: Vec<Uuid> = parties.iter().map(|party| party.id).collect();
        let of_those = of_missing.below(&MissingItem::PARTY).and(of_allowed.below(&AllowedAct::PARTY));
        let of_those = of_those.and(of_allowed.below(&AllowedAct::PAPERS).below(&StepPaper::RECORDED_BY));
        place::loader::prefetch_by_id(context, &of_those, &parties).await?;
    }
    if has(&Agreement::FIELDS) || needs_terms {
        load_all(lookups, ids().map(FieldsOf)).await?;
    }
    if has(&Agreement::FOLLOWED) {
        load_all(lookups, ids().map(IsFollowed)).await?;
    }
    if has(&Agreement::DIMENSIONS) {
        load_all(lookups, ids().map(DimensionsOf)).await?;
    }
    let of_papers = of_allowed.below(&AllowedAct::PAPERS);
    let of_documents = selections.below(&Agreement::DOCUMENTS).and(of_papers.below(&StepPaper::DOCUMENT));
    if !of_documents.is_empty() {
        document::loader::prefetch(context, &of_documents, ids()).await?;
    }
    if !waiting.is_empty() {
        prefetch_waiting(context, &of_pending, &waiting).await?;
    }
    if needs_case {
        load_all(lookups, agreements.iter().map(|agreement| CaseOf(Arc::new(agreement.clone())))).await?;
    }
    if has(&Agreement::VITALITY) || has(&Agreement::LAST_ACTIVITY_ON) {
        load_all(lookups, ids().map(LifeOf)).await?;
    }
    if has(&Agreement::LAST_ACTIVITY_SEEN_ON) {
        load_all(lookups, ids().map(LatestSeenOf)).await?;
    }
    if !of_conflicts.is_empty() {
        let copies = load_all(lookups, ids().map(CopiesOf)).await?;
        let parties: Vec<Uuid> = copies.values().flat_map(|copies| copies.iter()).map(|copy| copy.party_id).collect();
        place::loader::prefetch_by_id(context, &of_conflicts.below(&TermConflict::PARTY), &parties).await?;
    }
    if has(&Agreement::REQUIREMENTS) {
        load_all(lookups, ids().map(RequirementsOf)).await?;
    }
    let of_history = selections.below(&Agreement::HISTORY);
    if !of_history.is_empty() {
        prefetch_history(context, &of_history, ids()).await?;
    }
    let of_deadlines = selections.below(&Agreement::DEADLINES);
    if !of_deadlines.is_empty() {
        deadline::loader::prefetch_of(context, &of_deadlines, ids()).await?;
    }
    let cares = [
        AgreementTrack::OFFICER,
        AgreementTrack::CONFIRMED_ON,
        AgreementTrack::NOTHING_UNTIL,
        AgreementTrack::NOT_CONFIRMED_SINCE,
    ];
    if cares.iter().any(|field| of_tracks.has(field)) || has(&Agreement::LAST_CONFIRMED_ON) {
        load_all(lookups, ids().map(StewardshipOf)).await?;
    }
    if has(&Agreement::MISSING_EVIDENCE) {
        load_all(lookups, ids().map(GapsOf)).await?;
    }
    let of_successors = selections.below(&Agreement::SUCCESSORS);
    if !of_successors.is_empty() {
        let found = load_all(lookups, ids().map(SuccessorsOf)).await?;
        let successors: Vec<_> = found.values().flat_map(|found| found.iter().cloned()).collect();
        Box::pin(prefetch(context, &of_successors, &successors)).await?;
    }
    let predecessors: Vec<_> = agreements.iter().filter_map(|agreement| agreement.predecessor_id).collect();
    prefetch_by_id(context, &selections.below(&Agreement::PREDECESSOR), &predecessors).await
}

/// Those of these agreements in which an act waits.
async fn waiting(lookups: &Lookups, ids: impl Iterator<Item = Uuid>) -> Result<Vec<Uuid>, ApiError> {
    let found = load_all(lookups, ids.map(PendingOf)).await?;
    Ok(found.into_values().flatten().map(|pending| pending.act.agreement_id).collect())
}

/// Loads the agreements with these identifiers and what is selected of them.
pub(crate) async fn prefetch_by_id(
    context: &Context<'_>,
    selections: &Selections<'_, Agreement>,
    ids: &[Uuid],
) -> Result<(), ApiError> {
    if ids.is_empty() || selections.is_empty() {
        return Ok(());
    }
    let found = load_all(context.lookups()?, ids.iter().copied().map(AgreementById)).await?;
    let agreements: Vec<_> =
        found.into_values().flatten().map(|agreement| agreement::Model::clone(&agreement)).collect();
    Box::pin(prefetch(context, selections, &agreements)).await
}

/// Loads the agreements that are selected within these parties, and what is selected of them.
pub(crate) async fn prefetch_within(
    context: &Context<'_>,
    selections: &Selections<'_, Party>,
    parties: &[Arc<party::Model>],
) -> Result<(), ApiError> {
    let lookups = context.lookups()?;
    for list in nested_lists::<filter::AgreementFilter, _, _>(selections, &Party::AGREEMENTS) {
        let filter = AgreementFilter::from(list.filter);
        let keys = parties.iter().map(|party| AgreementsOf {
            party: party.id,
            filter: filter.clone(),
            page: list.page.clone(),
        });
        let found = load_all(lookups, keys).await?;
        if is_counted(&list.look) {
            let keys = parties.iter().map(|party| AgreementTotalOf { party: party.id, filter: filter.clone() });
            load_all(lookups, keys).await?;
        }
        let rows: Vec<_> = found.values().flatten().flat_map(|slice| slice.rows.clone()).collect();
        prefetch(context, &Selections::items(&list.look), &rows).await?;
    }
    Ok(())
}
