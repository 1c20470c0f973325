//! Agreements in the registry's keeping: what every act needs that enters or changes one, and what follows from it as it is.

use super::{
    denial, due, find,
    held::Held,
    legacy::find::{Line, Lines},
    progress,
    record::{
        DocumentKind, Field, Missing, PartyRole, Scheme, Stage, agreement, agreement_party, document, evidence_gap,
        field,
    },
    route::find as routes,
    rule::{Dates, GIVEN_UP},
    scheme::rule::{Side, lawful_schemes, listed, open_to_partners},
    terms::act::attest_entry,
    words,
};
use crate::{
    Caller, Error, Reason, Refusal, Work,
    agreement::progress::rule::Case,
    date::{PartialDate, legal_today},
    journal::{ChangeKind, Entry, SubjectKind},
    place::{
        self,
        record::{code, party},
        relation,
    },
    policy::{self, Act, Visibility, visible},
    refusal::Refusals,
    search::{self, Texts},
    text::{Language, name_of},
};
use chrono::NaiveDate;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
    QuerySelect, sea_query::LockType,
};
use serde_json::json;
use std::collections::{BTreeSet, HashSet};
use uuid::Uuid;

/// The longest source or remark, in characters.
pub(super) const LONGEST_NOTE: usize = 2_000;
/// How many parties an agreement has at most.
const MOST_PARTIES: usize = 100;
/// Identifiers looked up with one statement.
const BATCH: usize = 5_000;

/// An agreement that has passed every check, with all that belongs to it.
pub(super) struct Checked {
    pub row: agreement::ActiveModel,
    pub parties: Vec<party::Model>,
    pub fields: BTreeSet<Field>,
    pub documents: Vec<document::ActiveModel>,
    pub missing: BTreeSet<Missing>,
    /// The day on which its paperwork reached its stage.
    pub since: NaiveDate,
}

/// A document, without the agreement that [`store`] gives it.
pub(super) fn new_document(work: &Work, kind: DocumentKind, issued_on: Option<PartialDate>) -> document::ActiveModel {
    document::ActiveModel {
        id: Set(work.new_id()),
        kind: Set(kind),
        issued_on: Set(issued_on),
        visibility: Set(Visibility::Public),
        void: Set(false),
        created_at: Set(work.now),
        ..Default::default()
    }
}

/// The parties in the order in which they are named, as those of an agreement that begins on `on`, if that is known. They
/// stay locked until the act ends, so that two acts cannot enter one agreement of the same parties at the same time.
pub(super) async fn check_parties(
    work: &Work,
    ids: &[Uuid],
    on: Option<PartialDate>,
    refused: &mut Refusals,
) -> Result<Vec<party::Model>, Error> {
    let distinct: HashSet<Uuid> = ids.iter().copied().collect();
    refused.unless(distinct.len() >= 2 && distinct.len() == ids.len(), "parties", Reason::TooFewParties);
    let most = i64::try_from(MOST_PARTIES).unwrap_or(i64::MAX);
    if ids.len() > MOST_PARTIES {
        refused.add("parties", Reason::OutOfRange { least: 2, most });
        return Ok(Vec::new());
    }
    let locked = lock_parties(work, distinct).await?;
    let mut parties = Vec::new();
    for (at, id) in ids.iter().enumerate() {
        let path = format!("parties.{at}");
        match locked.iter().find(|party| party.id == *id) {
            None => refused.add(&path, Reason::NotFound),
            Some(party) if !party.autonomous => {
                refused.add(&path, Reason::NotAutonomous { name: place::rule::party_name(party) });
            }
            Some(party) => {
                if let (Some(gone), Some(on)) = (party.dissolved_on, on)
                    && gone.latest() <= on.earliest()
                {
                    let (name, on) = (place::rule::party_name(party), gone.to_string());
                    refused.add(&path, Reason::Dissolved { name, on });
                }
                parties.push(party.clone());
            }
        }
    }
    check_distinct(work, &parties, refused).await?;
    if let Some(on) = on {
        let mut tiers = relation::find::tiers_of(&**work, &parties).await?;
        for party in &mut parties {
            party.tier = tiers.remove(&party.id).and_then(|tiers| tiers.on(on.latest()));
        }
    }
    Ok(parties)
}

/// Refuses a party that is named twice under two identifiers: two of one name and kind in one place, which no code tells
/// apart. Two codes of one scheme mean two parties.
async fn check_distinct(work: &Work, parties: &[party::Model], refused: &mut Refusals) -> Result<(), Error> {
    let known_as =
        |party: &party::Model| (party.sort_key.clone(), party.kind, party.country_code.clone(), party.parent_id);
    for (at, one) in parties.iter().enumerate() {
        let alike = parties[..at].iter().filter(|other| other.id != one.id && known_as(other) == known_as(one));
        for other in alike {
            let schemes = |party: Uuid| code::Entity::find().filter(code::Column::PartyId.eq(party)).all(&**work);
            let (ours, theirs) = (schemes(one.id).await?, schemes(other.id).await?);
            let told_apart = ours.iter().any(|code| theirs.iter().any(|other| other.scheme == code.scheme));
            let name = place::rule::party_name(one);
            refused.unless(told_apart, &format!("parties.{at}"), Reason::SameParty { name });
        }
    }
    Ok(())
}

/// The agreement that another one succeeds must be one that the caller may see, of one of these parties at least, that was
/// not given up, and did not begin after it; and where it was entered as signed before the registry, those for which somebody
/// acts have given their word on it.
pub(super) async fn check_predecessor(
    work: &Work,
    predecessor: Option<Uuid>,
    (parties, begun_on): (&[Uuid], Option<PartialDate>),
    refused: &mut Refusals,
) -> Result<(), Error> {
    let Some(id) = predecessor else { return Ok(()) };
    let found =
        agreement::Entity::find_by_id(id).filter(visible::<agreement::Entity>(&work.caller)).one(&**work).await?;
    let Some(predecessor) = found else {
        refused.add("predecessor", Reason::NotFound);
        return Ok(());
    };
    let theirs = find::party_ids(&**work, id).await?;
    let shared = parties.iter().any(|party| theirs.contains(party));
    refused.unless(shared, "predecessor", Reason::PredecessorOfOthers);
    refused.unless(!GIVEN_UP.contains(&predecessor.stage), "predecessor", Reason::PredecessorGivenUp);
    if let (Some(earlier), Some(later)) = (Dates::from(&predecessor).begun_on(), begun_on) {
        let order = Reason::DateOrder { first: earlier.to_string(), then: "signedOn".into() };
        refused.unless(earlier.earliest() <= later.latest(), "predecessor", order);
    }
    let asked: Vec<Uuid> = case_of(work, &predecessor).await?.asked().collect();
    if !asked.is_empty() {
        let parties = place::find::names_listed(&**work, &asked, work.caller.language).await?;
        refused.add("predecessor", Reason::EntryNotConfirmed { parties });
    }
    Ok(())
}

/// What parties agree on since one of them first did something under a proposal that two of them share in the registry, is
/// signed there: what began on that day or later is no old agreement, nor is what nobody says when it began.
pub(super) async fn check_begun_here(
    work: &Work,
    parties: &[Uuid],
    begun_on: Option<PartialDate>,
) -> Result<(), Error> {
    let begun_on = begun_on.map_or(legal_today(work.now), PartialDate::latest);
    let line = Lines::read(work, parties).await?.between(parties);
    match line.filter(|line| line.since <= begun_on) {
        Some(Line { proposal: id, since }) => {
            Err(Refusal::at("signedOn", Reason::ProposalUnderWay { id, since: since.to_string() }).into())
        }
        None => Ok(()),
    }
}

/// The same of what made an old agreement longer or other: an extension or an amendment since then passes its gates here.
pub(super) async fn check_changed_here(
    work: &Work,
    parties: &[Uuid],
    changes: &[(usize, PartialDate)],
) -> Result<(), Error> {
    if changes.is_empty() {
        return Ok(());
    }
    let Some(line) = Lines::read(work, parties).await?.between(parties) else { return Ok(()) };
    let mut refused = Refusals::default();
    for (at, _) in changes.iter().filter(|(_, on)| line.since <= on.latest()) {
        let reason = Reason::ProposalUnderWay { id: line.proposal, since: line.since.to_string() };
        refused.add(&format!("documents.{at}.issuedOn"), reason);
    }
    refused.done()
}

/// The same of an agreement that was entered, before a party gives its word on it: who enters an agreement need not know of
/// the proposal that two of the others share, but these do.
pub(super) async fn check_stands_before(
    work: &Work,
    agreement: &agreement::Model,
    parties: &[Uuid],
) -> Result<(), Error> {
    let entered = legal_today(agreement.created_at);
    let begun_on = Dates::from(agreement).begun_on().map_or(entered, |begun| begun.latest().min(entered));
    let lines = Lines::read(work, parties).await?.beside(agreement.id);
    match lines.between(parties).filter(|line| line.since <= begun_on) {
        Some(Line { proposal: id, since }) => {
            Err(Error::refuse(Reason::ProposalUnderWay { id, since: since.to_string() }))
        }
        None => Ok(()),
    }
}

/// Locks parties against other acts on agreements between them, always in the same order.
pub(super) async fn lock_parties(work: &Work, ids: impl IntoIterator<Item = Uuid>) -> Result<Vec<party::Model>, Error> {
    let ids: Vec<Uuid> = ids.into_iter().collect::<BTreeSet<_>>().into_iter().collect();
    let mut locked = Vec::with_capacity(ids.len());
    for batch in ids.chunks(BATCH) {
        let parties = party::Entity::find()
            .filter(party::Column::Id.is_in(batch.iter().copied()))
            .order_by_asc(party::Column::Id)
            .lock(LockType::NoKeyUpdate);
        locked.extend(parties.all(&**work).await?);
    }
    Ok(locked)
}

/// What every agreement that is entered as signed before the registry has.
pub(super) fn fresh(
    work: &Work,
    parties: &[party::Model],
    scheme: Scheme,
    source: &str,
    as_of: NaiveDate,
) -> agreement::ActiveModel {
    let ids: Vec<Uuid> = parties.iter().map(|party| party.id).collect();
    agreement::ActiveModel {
        id: Set(work.new_id()),
        scheme: Set(scheme),
        legacy: Set(true),
        languages: Set(String::new()),
        member_key: Set(place::rule::member_key(&ids)),
        source: Set(source.to_owned()),
        as_of: Set(as_of),
        known_from: Set(legal_today(work.now).into()),
        revision: Set(1),
        created_at: Set(work.now),
        updated_at: Set(work.now),
        ..Default::default()
    }
}

pub(super) fn set_dates(row: &mut agreement::ActiveModel, dates: &Dates) {
    row.signed_on = Set(dates.signed_on);
    row.in_force_on = Set(dates.in_force_on);
    row.expires_on = Set(dates.expires_on);
    row.terminated_on = Set(dates.terminated_on);
    row.entered_end = Set(dates.terminated_on);
    row.term_kind = Set(dates.term_kind);
}

/// The scheme of an agreement between these parties: the one given, if it is lawful and for the caller to choose, else the
/// strictest. Whoever adds a party to an agreement asks again.
pub(super) fn check_scheme(
    caller: &Caller,
    act: Act,
    parties: &[party::Model],
    given: Option<Scheme>,
) -> Result<Scheme, Refusal> {
    let open = open_schemes(caller, act, parties);
    let Some(strictest) = open.first() else { return Err(Refusal::at("parties", Reason::NoLawfulScheme)) };
    match given {
        Some(given) if !open.contains(&given) => Err(Refusal::at("scheme", not_lawful(&open))),
        given => Ok(given.unwrap_or(*strictest)),
    }
}

/// The schemes that are open to these parties and for the caller to choose, the strictest first.
pub(super) fn open_schemes(caller: &Caller, act: Act, parties: &[party::Model]) -> Vec<Scheme> {
    let sides: Vec<Side> = parties.iter().map(Side::from).collect();
    let lawful = lawful_schemes(&sides);
    let home: Vec<Uuid> =
        parties.iter().zip(&sides).filter(|(_, side)| side.indonesian).map(|(party, _)| party.id).collect();
    let speaks_for_home = policy::may(caller, act, &home).is_ok();
    if speaks_for_home { lawful } else { open_to_partners(&lawful) }
}

/// The refusal of a scheme that is none of those that are open.
fn not_lawful(open: &[Scheme]) -> Reason {
    let [id, en] = Language::ALL.map(|language| listed(open, language));
    Reason::SchemeNotLawful { schemes: open.iter().map(name_of).collect(), id, en }
}

/// The parties' names for a title, in Indonesian and in English. Where another region of Indonesia has the same name, the
/// English name tells the kind as the Indonesian one does: Bandung City, Bandung Regency.
pub(super) async fn names(work: &Work, parties: &[party::Model]) -> Result<Vec<(String, String)>, Error> {
    let ids: Vec<Uuid> = parties.iter().map(|party| party.id).collect();
    let mut english = place::find::english_names_of(&**work, &ids).await?;
    let shared = place::find::with_namesakes(&**work, parties).await?;
    let in_both = |party: &party::Model| {
        let english = english.remove(&party.id).unwrap_or_else(|| party.name.clone());
        let english =
            if shared.contains(&party.id) { place::rule::english_name(party.kind, &english) } else { english };
        (place::rule::party_name(party), english)
    };
    Ok(parties.iter().map(in_both).collect())
}

/// The document by which an agreement is called.
pub(super) fn rests_on(stage: Stage, documents: &[DocumentKind]) -> DocumentKind {
    if stage <= Stage::IntentSigned {
        DocumentKind::LetterOfIntent
    } else if documents.contains(&DocumentKind::SignedText) {
        DocumentKind::SignedText
    } else {
        DocumentKind::Beginning
    }
}

/// Writes an agreement and all that belongs to it. Each party takes the route that is usual for its country and the scheme,
/// and stands where the agreement does if its route leads there.
///
/// It stands where the first of them does: an old letter of intent is the beginning where the law knows no such letter.
pub(super) async fn store(work: &Work, mut checked: Checked) -> Result<agreement::Model, Error> {
    let routes = routes::routes(&**work).await?;
    let scheme = *checked.row.scheme.as_ref();
    let lead = checked.parties.first().and_then(|party| routes::usual(&routes, party, scheme));
    if lead.is_some_and(|lead| !lead.definition.passes(*checked.row.stage.as_ref())) {
        checked.row.stage = Set(Stage::Initiated);
    }
    let agreement = checked.row.insert(&**work).await?;
    let id = agreement.id;
    let parties = (0..).zip(&checked.parties).map(|(ordinal, party)| {
        let route = routes::usual(&routes, party, agreement.scheme);
        let arrived = route.is_some_and(|route| route.definition.passes(agreement.stage));
        agreement_party::ActiveModel {
            agreement_id: Set(id),
            party_id: Set(party.id),
            ordinal: Set(ordinal),
            role: Set(if ordinal == 0 { PartyRole::Initiator } else { PartyRole::Partner }),
            route_id: Set(route.map(|route| route.id)),
            stage: Set(if arrived { agreement.stage } else { Stage::Initiated }),
            since: Set(checked.since),
            arrived_on: Set(checked.since),
            ..Default::default()
        }
    });
    agreement_party::Entity::insert_many(parties.collect::<Vec<_>>()).exec_without_returning(&**work).await?;
    let fields: Vec<_> =
        checked.fields.iter().map(|field| field::ActiveModel { agreement_id: Set(id), field: Set(*field) }).collect();
    field::Entity::insert_many(fields).exec_without_returning(&**work).await?;
    store_documents(work, id, checked.documents).await?;
    store_gaps(work, id, checked.missing).await?;
    let ids: Vec<Uuid> = checked.parties.iter().map(|party| party.id).collect();
    let mut agreement = agreement;
    if agreement.legacy {
        attest_entry(work, &agreement, &ids, &checked.fields).await?;
        agreement = denial::act::carry_over(work, agreement).await?;
    }
    index(work, &agreement, &ids, &checked.fields).await?;
    let case = case_of(work, &agreement).await?;
    follow(work, agreement, &case).await
}

/// How far an agreement has come that an act has just written.
pub(super) async fn case_of(work: &Work, agreement: &agreement::Model) -> Result<Case, Error> {
    progress::find::case(&**work, agreement, work.now).await
}

/// Brings the parties of an agreement to where it stands, as far as their routes lead there.
pub(super) async fn bring_along(work: &Work, agreement: &agreement::Model) -> Result<(), Error> {
    let parties = agreement_party::Entity::find()
        .filter(agreement_party::Column::AgreementId.eq(agreement.id))
        .filter(agreement_party::Column::DeniedAt.is_null())
        .all(&**work)
        .await?;
    let ids: Vec<Uuid> = parties.iter().filter_map(|party| party.route_id).collect();
    let known = routes::read(&**work, &ids).await?;
    for party in parties {
        if routes::definition(&known, party.route_id).passes(agreement.stage) {
            let row = agreement_party::ActiveModel { stage: Set(agreement.stage), ..party.into_active_model() };
            row.update(&**work).await?;
        }
    }
    Ok(())
}

/// Notes what follows from an agreement as it is now: what is due under it, and the day on which its stage changes by
/// itself.
pub(super) async fn follow(work: &Work, agreement: agreement::Model, case: &Case) -> Result<agreement::Model, Error> {
    let asks_until = due::act::refresh(work, &agreement, case).await?;
    let turns_on = [case.turns_on(), asks_until].into_iter().flatten().min().map(PartialDate::from);
    if turns_on == agreement.turns_on {
        return Ok(agreement);
    }
    let row = agreement::ActiveModel { turns_on: Set(turns_on), ..agreement.into_active_model() };
    Ok(row.update(&**work).await?)
}

pub(super) async fn store_documents(
    work: &Work,
    agreement: Uuid,
    documents: Vec<document::ActiveModel>,
) -> Result<(), Error> {
    let documents = documents.into_iter().map(|row| document::ActiveModel { agreement_id: Set(agreement), ..row });
    document::Entity::insert_many(documents).exec_without_returning(&**work).await?;
    Ok(())
}

pub(super) async fn store_gaps(
    work: &Work,
    agreement: Uuid,
    missing: impl IntoIterator<Item = Missing>,
) -> Result<(), Error> {
    let gaps = missing
        .into_iter()
        .map(|missing| evidence_gap::ActiveModel { agreement_id: Set(agreement), missing: Set(missing) });
    evidence_gap::Entity::insert_many(gaps).exec_without_returning(&**work).await?;
    Ok(())
}

/// Makes an agreement findable by its titles, number, parties and fields, in both languages.
pub(super) async fn index(
    work: &Work,
    agreement: &agreement::Model,
    parties: &[Uuid],
    fields: &BTreeSet<Field>,
) -> Result<(), Error> {
    let names = [&agreement.title_id, &agreement.title_en].into_iter().flatten().cloned().collect();
    let mut further: Vec<String> = place::find::words_of(&**work, parties).await?.into_values().flatten().collect();
    further.extend(agreement.reference_no.clone());
    let fields = fields.iter().flat_map(|field| Language::ALL.map(|language| words::field_name(*field, language)));
    further.extend(fields.map(str::to_owned));
    search::index(work, SubjectKind::Agreement, &[Texts { id: agreement.id, names, further }]).await
}

/// Makes these agreements findable by what their parties are called now.
pub(crate) async fn reindex(work: &Work, agreements: &BTreeSet<Uuid>) -> Result<(), Error> {
    let of_these = agreement::Entity::find().filter(agreement::Column::Id.is_in(agreements.iter().copied()));
    for agreement in of_these.all(&**work).await? {
        let parts = agreement_party::Entity::find()
            .filter(agreement_party::Column::AgreementId.eq(agreement.id))
            .filter(agreement_party::Entity::listed());
        let parties: Vec<Uuid> = parts.all(&**work).await?.into_iter().map(|part| part.party_id).collect();
        let fields = field::Entity::find().filter(field::Column::AgreementId.eq(agreement.id)).all(&**work).await?;
        index(work, &agreement, &parties, &fields.into_iter().map(|field| field.field).collect()).await?;
    }
    Ok(())
}

/// The journal's entry of an act on a document, for those who see it and its agreement.
pub(super) fn document_entry(
    act: Act,
    change: ChangeKind,
    agreement: &agreement::Model,
    parties: &[Uuid],
    document: &document::Model,
) -> Entry {
    let data =
        json!({ "agreement": agreement.id, "kind": document.kind, "sha256": document.sha256, "void": document.void });
    let own = document.visibility == Visibility::Own;
    let keeper = if own { document.party_id.or(agreement.owner_id) } else { agreement.owner_id };
    let visibility = match agreement.visibility.max(document.visibility) {
        // Where only its keeper sees the agreement, another party's own document is seen by neither.
        Visibility::Own if agreement.visibility == Visibility::Own && keeper != agreement.owner_id => {
            Visibility::Restricted
        }
        visibility => visibility,
    };
    let entry = Entry::internal(act, (SubjectKind::Document, document.id), change, data);
    entry.for_those_who_see(visibility, parties.iter().copied(), keeper)
}

/// The entries of the documents that an act entered with an agreement, and of those `before` it that it `changed`.
pub(super) async fn document_entries(
    work: &Work,
    act: Act,
    agreement: &agreement::Model,
    parties: &[Uuid],
    (before, changed): (&[Uuid], &[Uuid]),
) -> Result<Vec<Entry>, Error> {
    let documents = document::Entity::find()
        .filter(document::Column::AgreementId.eq(agreement.id))
        .order_by_asc(document::Column::Id)
        .all(&**work)
        .await?;
    let told = documents.iter().filter_map(|document| {
        let change = match (before.contains(&document.id), changed.contains(&document.id)) {
            (false, _) => ChangeKind::Created,
            (true, true) => ChangeKind::Changed,
            (true, false) => return None,
        };
        Some(document_entry(act, change, agreement, parties, document))
    });
    Ok(told.collect())
}

/// The journal's entry of an act on an agreement.
pub(super) fn entry(act: Act, change: ChangeKind, agreement: &agreement::Model, parties: &[Uuid]) -> Entry {
    let data = json!({
        "titleId": agreement.title_id,
        "titleEn": agreement.title_en,
        "parties": parties,
        "scheme": agreement.scheme,
        "class": agreement.class,
        "stage": agreement.stage,
        "termKind": agreement.term_kind,
        "signedOn": agreement.signed_on,
        "inForceOn": agreement.in_force_on,
        "expiresOn": agreement.expires_on,
        "terminatedOn": agreement.terminated_on,
        "source": agreement.source,
        "asOf": agreement.as_of,
        "revision": agreement.revision,
    });
    Entry::of::<agreement::Entity>(act, change, agreement, parties.iter().copied(), data)
}

/// An entry for the parties: it leaves the agreement as everyone sees it.
pub(super) fn among_parties(act: Act, held: &Held, data: serde_json::Value) -> Entry {
    let visibility = held.agreement.visibility.max(Visibility::Parties);
    let subject = (SubjectKind::Agreement, held.agreement.id);
    Entry::internal(act, subject, ChangeKind::Changed, data).for_those_who_see(
        visibility,
        held.listed(),
        held.agreement.owner_id,
    )
}
