//! Reading how far agreements have come.

use super::{
    papers::{Evidence, Signature},
    record::{requirement_check, step, step_paper},
    rule::{Accession, Case, Track},
};
use crate::{
    Caller, Error, Registry, account,
    agreement::{
        denial,
        document::{
            record::signature,
            rule::{counts_from, mark},
            visible::visible as visible_documents,
        },
        find::{Part, parts_of},
        record::{DocumentKind, Stage, agreement, agreement_party, document, field},
        route::find as routes,
        rule::Dates,
    },
    date::{PartialDate, legal_today},
    place::relation::{
        self,
        rule::{Relations, Tiers},
    },
    policy::{Act, Visibility},
    rows::group,
};
use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, JoinType, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait,
};
use std::{
    collections::{BTreeSet, HashMap, HashSet},
    sync::Arc,
};
use uuid::Uuid;

/// Everything on which the progress of these agreements, which the caller has been shown, depends.
pub async fn cases(registry: &Registry, agreements: &[agreement::Model]) -> Result<HashMap<Uuid, Case>, Error> {
    let ids: Vec<Uuid> = agreements.iter().map(|agreement| agreement.id).collect();
    let parties = parts_of(&registry.db, &ids).await?;
    let route_ids: Vec<Uuid> = parties.values().flatten().filter_map(|(part, _)| part.route_id).collect();
    let known = routes::routes_by_id(registry, &route_ids).await?;
    gather(&registry.db, agreements, parties, &known, registry.now()).await
}

/// The same of one agreement, within an act.
pub(crate) async fn case(
    db: &impl ConnectionTrait,
    agreement: &agreement::Model,
    now: DateTime<Utc>,
) -> Result<Case, Error> {
    let parties = parts_of(db, &[agreement.id]).await?;
    let route_ids: Vec<Uuid> = parties.values().flatten().filter_map(|(part, _)| part.route_id).collect();
    let known = routes::read(db, &route_ids).await?;
    let mut cases = gather(db, std::slice::from_ref(agreement), parties, &known, now).await?;
    cases.remove(&agreement.id).ok_or_else(|| Error::Fault("an agreement without a case".into()))
}

async fn gather(
    db: &impl ConnectionTrait,
    agreements: &[agreement::Model],
    mut parties: HashMap<Uuid, Vec<Part>>,
    known: &routes::Known,
    now: DateTime<Utc>,
) -> Result<HashMap<Uuid, Case>, Error> {
    let today = legal_today(now);
    let ids: Vec<Uuid> = agreements.iter().map(|agreement| agreement.id).collect();
    let fields = field::Entity::find().filter(field::Column::AgreementId.is_in(ids.iter().copied())).all(db).await?;
    let fields = group(fields, |field| field.agreement_id);
    let answered = requirement_check::Entity::find()
        .filter(requirement_check::Column::AgreementId.is_in(ids.iter().copied()))
        .all(db)
        .await?;
    let mut answered = group(answered, |answer| answer.agreement_id);
    let countries: BTreeSet<String> =
        parties.values().flatten().filter_map(|(_, party)| party.country_code.clone()).collect();
    let countries: Vec<String> = countries.into_iter().collect();
    let relations: Arc<[_]> = relation::find::between(db, &countries).await?.into();
    let tiers = relation::find::tiers_of(db, parties.values().flatten().map(|(_, party)| party)).await?;
    let party_ids: BTreeSet<Uuid> = parties.values().flatten().map(|(part, _)| part.party_id).collect();
    let party_ids: Vec<Uuid> = party_ids.into_iter().collect();
    let acting = account::find::acting(db, now, Act::ConfirmAct, &party_ids).await?;
    let (mut documents, mut void) = documents(db, &ids, &acting).await?;
    let case = |agreement: &agreement::Model| {
        let mut parties = parties.remove(&agreement.id).unwrap_or_default();
        // A witness has no way of its own, and who has left takes none any more.
        parties.retain(|(part, _)| part.route_id.is_some() && part.left_on.is_none());
        let answers = answered.remove(&agreement.id).unwrap_or_default();
        let since = |since: Option<DateTime<Utc>>| {
            let counts = answers.iter().filter(move |one| since.is_none_or(|since| since < one.answered_at));
            counts.map(|answer| (answer.requirement, answer.answered())).collect()
        };
        let accession = |part: &Part| Accession {
            track: track(part, agreement, &tiers, known, &acting),
            requirements: since(part.0.acceding_since),
        };
        let countries = parties.iter().filter_map(|(_, party)| party.country_code.clone()).collect();
        let case = Case {
            class: agreement.class,
            dates: Dates::from(agreement),
            entered_end: agreement.entered_end,
            term_months: agreement.term_months,
            notice_months: agreement.notice_months,
            renewal_months: agreement.renewal_months,
            ends_for: agreement.ends_for,
            terms_since: agreement.terms_changed_on,
            begun_on: Some(agreement.as_of).filter(|_| !agreement.legacy),
            fields: fields.get(&agreement.id).map_or(0, Vec::len),
            brings_technology: fields
                .get(&agreement.id)
                .is_none_or(|fields| fields.iter().any(|one| one.field.brings_technology())),
            relations: Relations { countries, known: relations.clone() },
            accessions: parties.iter().filter(|(part, _)| part.is_acceding()).map(accession).collect(),
            beside: Vec::new(),
            tracks: parties
                .iter()
                .filter(|(part, _)| part.takes_part() && !part.is_apart(agreement))
                .map(|part| track(part, agreement, &tiers, known, &acting))
                .collect(),
            documents: documents.remove(&agreement.id).unwrap_or_default(),
            void: void.remove(&agreement.id).unwrap_or_default(),
            requirements: since(None),
            today,
        };
        (agreement.id, case)
    };
    Ok(agreements.iter().map(case).collect())
}

fn track(
    (part, party): &Part,
    agreement: &agreement::Model,
    tiers: &HashMap<Uuid, Tiers>,
    routes: &routes::Known,
    acting: &HashSet<Uuid>,
) -> Track {
    let acts = acting.contains(&part.party_id);
    let known = acts || party.unconfirmed_since.is_none();
    Track {
        party: part.party_id,
        tiers: tiers.get(&part.party_id).cloned().unwrap_or_default(),
        route: routes::definition(routes, part.route_id),
        stage: part.stage,
        since: part.since,
        is_stated: part.since == agreement.as_of && agreement.legacy && is_entered(part.stage),
        arrived_on: part.arrived_on,
        left: part.left_stage,
        noticed_on: part.notice_given_on,
        ends_on: part.ends_on,
        acceded: part.acceded_on.is_some(),
        acts,
        known,
        asked: denial::rule::is_unanswered(part, agreement) && (acts || !known),
    }
}

/// Whether an agreement from before the registry can be entered at this stage.
fn is_entered(stage: Stage) -> bool {
    stage == Stage::IntentSigned || stage >= Stage::Signed
}

/// The documents that count, with their signatures, in the order in which they were entered.
type Counting = HashMap<Uuid, Vec<Evidence>>;
/// The kinds of the documents that no longer count.
type Void = HashMap<Uuid, BTreeSet<DocumentKind>>;

/// The documents of agreements: those that count, and what no longer does.
async fn documents(
    db: &impl ConnectionTrait,
    agreements: &[Uuid],
    acting: &HashSet<Uuid>,
) -> Result<(Counting, Void), Error> {
    let found = document::Entity::find()
        .filter(document::Column::AgreementId.is_in(agreements.iter().copied()))
        // What was withdrawn says nothing, nor does it speak against another record of the same paper.
        .filter(document::Column::WithdrawnAt.is_null())
        .order_by_asc(document::Column::Id)
        .all(db)
        .await?;
    // What was used once is used under whatever record of the same paper, also where that one no longer counts.
    let used: Vec<document::Model> = found.iter().filter(|document| document.used_on.is_some()).cloned().collect();
    let (given_up, found): (Vec<_>, Vec<_>) = found.into_iter().partition(|document| document.void);
    // What a better one supersedes still stands.
    let superseded: HashSet<Uuid> =
        found.iter().chain(&given_up).filter_map(|document| document.supersedes_id).collect();
    let outdated = outdated(&found, &given_up);
    let mut void = Void::new();
    for document in given_up.into_iter().filter(|document| !superseded.contains(&document.id)) {
        void.entry(document.agreement_id).or_default().insert(document.kind);
    }
    let ids: Vec<Uuid> = found.iter().chain(&used).chain(&outdated).map(|document| document.id).collect();
    let signatures = signature::Entity::find().filter(signature::Column::DocumentId.is_in(ids)).all(db).await?;
    let mut signatures = group(signatures, |signature| signature.document_id);
    let marked = |document: &document::Model| mark(document, signatures.get(&document.id).map_or(&[], Vec::as_slice));
    let used = group(used, |document| document.agreement_id);
    let used_on = |document: &document::Model| {
        let of_kind = used.get(&document.agreement_id)?.iter().filter(|other| other.kind == document.kind);
        let same = of_kind.filter(|other| marked(document).is_of_the_same_paper(&marked(other)));
        same.filter_map(|other| other.used_on).max()
    };
    let used_on: HashMap<Uuid, NaiveDate> = found.iter().filter_map(|one| Some((one.id, used_on(one)?))).collect();
    // A paper that speaks of other terms does so under whatever record of it.
    let outdated = group(outdated, |document| document.agreement_id);
    let is_outdated = |document: &document::Model| {
        let of_kind = outdated.get(&document.agreement_id)?.iter().filter(|other| other.kind == document.kind);
        let dated = |one: &document::Model| marked(one).dated_or_recorded(one);
        of_kind.into_iter().find(|other| dated(document).is_of_the_same_paper(&dated(other))).map(|_| document.id)
    };
    let outdated: HashSet<Uuid> = found.iter().filter_map(is_outdated).collect();
    let mut documents = Counting::new();
    for mut document in found {
        if outdated.contains(&document.id) {
            void.entry(document.agreement_id).or_default().insert(document.kind);
            continue;
        }
        let signed = signatures.remove(&document.id).unwrap_or_default();
        document.used_on = document.used_on.or(used_on.get(&document.id).copied());
        documents.entry(document.agreement_id).or_default().push(evidence(document, signed, acting));
    }
    Ok((documents, void))
}

/// Those of the documents that were given up for which no better record stands: what they spoke of is no more.
fn outdated(found: &[document::Model], given_up: &[document::Model]) -> Vec<document::Model> {
    let before: HashMap<Uuid, Uuid> =
        found.iter().chain(given_up).filter_map(|one| Some((one.id, one.supersedes_id?))).collect();
    let mut stands: HashSet<Uuid> = HashSet::new();
    for document in found {
        let mut at = before.get(&document.id);
        while let Some(id) = at.filter(|id| stands.insert(**id)) {
            at = before.get(id);
        }
    }
    given_up.iter().filter(|document| !stands.contains(&document.id)).cloned().collect()
}

fn evidence(document: document::Model, signatures: Vec<signature::Model>, acting: &HashSet<Uuid>) -> Evidence {
    let by_its_own = document.party_id.is_some_and(|party| acting.contains(&party));
    let counts_from = counts_from(&document, &signatures, by_its_own);
    let signature = |one: signature::Model| Signature {
        party: one.party_id,
        name: one.name,
        signed_on: one.signed_on,
        attested: one.attested_at.is_some(),
    };
    Evidence {
        id: document.id,
        kind: document.kind,
        party: document.party_id,
        by: document.by_party_id,
        shared: document.visibility <= Visibility::Parties,
        issued_on: document.issued_on.map(PartialDate::latest),
        counts_from,
        used_on: document.used_on,
        signatures: signatures.into_iter().map(signature).collect(),
        empowers: document.empowers,
        sha256: document.sha256,
        deviation: document.deviation,
    }
}

/// A step that was taken, as far as the caller may know of it.
pub type StepTaken = step::Model;

/// The steps of these agreements, which the caller has been shown, oldest first. Only the party itself may read the
/// notes.
pub async fn steps_of(
    registry: &Registry,
    caller: &Caller,
    agreements: &[Uuid],
) -> Result<HashMap<Uuid, Vec<StepTaken>>, Error> {
    let mut found = step::Entity::find()
        .filter(step::Column::AgreementId.is_in(agreements.iter().copied()))
        .order_by_asc(step::Column::Id)
        .all(&registry.db)
        .await?;
    let own: HashSet<Uuid> = caller.parties().into_iter().collect();
    for step in found.iter_mut().filter(|step| !caller.reads_all() && !own.contains(&step.party_id)) {
        step.note = None;
    }
    Ok(group(found, |step| step.agreement_id))
}

/// A document, and what was done together that rests on it.
#[derive(Debug, FromQueryResult)]
struct Paper {
    taken_id: Uuid,
    #[sea_orm(nested)]
    document: document::Model,
}

/// The documents on which what was done together rests, as far as the caller may see them.
pub async fn papers_of(
    registry: &Registry,
    caller: &Caller,
    taken: &[Uuid],
) -> Result<HashMap<Uuid, Vec<document::Model>>, Error> {
    let (of_paper, of_document) = (step_paper::Column::DocumentId, document::Column::Id);
    let papers = document::Entity::find()
        .join(
            JoinType::InnerJoin,
            document::Entity::belongs_to(step_paper::Entity).from(of_document).to(of_paper).into(),
        )
        .column(step_paper::Column::TakenId)
        .filter(step_paper::Column::TakenId.is_in(taken.iter().copied()))
        .filter(visible_documents(caller))
        .order_by_asc(of_document)
        .into_model::<Paper>()
        .all(&registry.db)
        .await?;
    let papers = group(papers, |paper| paper.taken_id).into_iter();
    Ok(papers.map(|(taken, papers)| (taken, papers.into_iter().map(|paper| paper.document).collect())).collect())
}

/// The same within an act, whoever may see them: each with the day from which it counts.
pub(crate) async fn papers_in(
    db: &impl ConnectionTrait,
    taken: &[Uuid],
) -> Result<Vec<(Uuid, document::Model, NaiveDate)>, Error> {
    let papers = step_paper::Entity::find().filter(step_paper::Column::TakenId.is_in(taken.iter().copied()));
    let papers = papers.all(db).await?;
    let ids: Vec<Uuid> = papers.iter().map(|paper| paper.document_id).collect();
    // What was superseded says nothing any more: its successor stands beside it.
    let found = document::Entity::find()
        .filter(document::Column::Id.is_in(ids.iter().copied()))
        .filter(document::Column::Void.eq(false));
    let found = found.all(db).await?;
    let signatures = signature::Entity::find().filter(signature::Column::DocumentId.is_in(ids)).all(db).await?;
    let signatures = group(signatures, |signature| signature.document_id);
    let with_day = |document: document::Model| {
        let taken = papers.iter().find(|paper| paper.document_id == document.id)?.taken_id;
        let from = counts_from(&document, signatures.get(&document.id).map_or(&[], Vec::as_slice), false);
        Some((taken, document, from))
    };
    Ok(found.into_iter().filter_map(with_day).collect())
}

/// The steps that rest on a document.
pub(crate) async fn steps_resting_on(db: &impl ConnectionTrait, document: Uuid) -> Result<Vec<step::Model>, Error> {
    let taken = step_paper::Entity::find()
        .select_only()
        .column(step_paper::Column::TakenId)
        .filter(step_paper::Column::DocumentId.eq(document));
    Ok(step::Entity::find().filter(step::Column::TakenId.in_subquery(taken.into_query())).all(db).await?)
}

/// What was answered to the requirements of these agreements: for the keeper, for the parties that answer them, and for those
/// who read everything.
pub async fn requirements_of(
    registry: &Registry,
    caller: &Caller,
    agreements: &[Uuid],
) -> Result<HashMap<Uuid, Vec<requirement_check::Model>>, Error> {
    let mut select = requirement_check::Entity::find()
        .filter(requirement_check::Column::AgreementId.is_in(agreements.iter().copied()));
    if !caller.reads_all() {
        let own = agreement::Entity::find()
            .select_only()
            .column(agreement::Column::Id)
            .filter(agreement::Column::OwnerId.is_in(caller.parties()));
        let answered = answering(registry, caller, agreements).await?;
        let visible = sea_orm::Condition::any()
            .add(requirement_check::Column::AgreementId.in_subquery(own.into_query()))
            .add(requirement_check::Column::AgreementId.is_in(answered));
        select = select.filter(visible);
    }
    Ok(group(select.all(&registry.db).await?, |answer| answer.agreement_id))
}

/// Those of these agreements in which a party of the caller answers the requirements.
async fn answering(registry: &Registry, caller: &Caller, agreements: &[Uuid]) -> Result<Vec<Uuid>, Error> {
    let parts = agreement_party::Entity::find()
        .filter(agreement_party::Column::AgreementId.is_in(agreements.iter().copied()))
        .filter(agreement_party::Column::PartyId.is_in(caller.parties()))
        .filter(agreement_party::Entity::listed())
        .all(&registry.db)
        .await?;
    let route_ids: Vec<Uuid> = parts.iter().filter_map(|part| part.route_id).collect();
    let known = routes::routes_by_id(registry, &route_ids).await?;
    let asks = |part: &agreement_party::Model| routes::definition(&known, part.route_id).asks_requirements();
    Ok(parts.into_iter().filter(asks).map(|part| part.agreement_id).collect())
}
