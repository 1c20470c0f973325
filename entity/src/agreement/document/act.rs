//! Recording documents, and adding the file to one.

use super::{
    arrival, find,
    record::{blob, citation, signature},
    rule::{self, Whose},
};
use crate::{
    Caller, Error, Reason, Refusal, Registry, Work,
    agreement::{
        due,
        held::{Held, hold},
        keep::{self, LONGEST_NOTE, new_document},
        legacy::rule::{Dated, out_of_order},
        pending,
        progress::{
            act as progress, find as progress_find,
            record::{step, step_paper},
            words::{act_name, document_name},
        },
        record::{DocumentKind, document},
        route::{
            record::{AgreementAct, Condition},
            rule::Step,
        },
        terms,
        vitality::{act::take_back_nothing, rule::TELLING},
    },
    date::{PartialDate, legal_today},
    journal::{ChangeKind, Entry, SubjectKind},
    place,
    policy::{self, Act, Visibility},
    refusal::Refusals,
};
use chrono::NaiveDate;
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::Set,
    ColumnTrait, Condition as Cond, EntityTrait, IntoActiveModel, QueryFilter, QuerySelect,
    sea_query::{LockType, OnConflict},
};
use serde_json::json;
use std::collections::{BTreeSet, HashSet};
use uuid::Uuid;

/// The longest number, issuer or name, in characters.
const LONGEST_LINE: usize = 300;
/// How many documents one cites at most.
const MOST_CITED: usize = 100;

/// A document that exists, on paper or as a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordDocument {
    /// The agreement.
    pub agreement: Uuid,
    /// What kind of document.
    pub kind: DocumentKind,
    /// The party it belongs to. `None` stands for all parties or, where it is one party's by its kind or only its own party
    /// may see it, for the one for which the caller acts.
    pub party: Option<Uuid>,
    /// The number that its issuer gave it.
    pub number: Option<String>,
    /// Who issued it.
    pub issuer: Option<String>,
    /// Its date.
    pub issued_on: Option<PartialDate>,
    /// When it arrived.
    pub received_on: Option<NaiveDate>,
    /// Its language (ISO 639-1).
    pub language: Option<String>,
    /// Who it empowers to sign.
    pub empowers: Option<String>,
    /// Why it differs from the text that was fixed.
    pub deviation: Option<String>,
    /// A remark.
    pub note: Option<String>,
    /// Who may see it, among those who see the agreement.
    pub visibility: Visibility,
    /// The document that it replaces, which then no longer counts.
    pub supersedes: Option<Uuid>,
    /// The documents that it cites.
    pub cites: Vec<Uuid>,
    /// Who signed it.
    pub signatures: Vec<NewSignature>,
}

/// A signature under a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewSignature {
    /// The party signed for.
    pub party: Uuid,
    /// Who signed.
    pub name: String,
    /// In which office.
    pub title: Option<String>,
    /// When.
    pub signed_on: Option<NaiveDate>,
}

/// Records a document of an agreement. It is never changed: a better one supersedes it.
pub async fn record_document(
    registry: &Registry,
    caller: &Caller,
    mut input: RecordDocument,
) -> Result<document::Model, Error> {
    let work = registry.begin_act(caller, Act::RecordDocument).await?;
    let mut held = hold(&work, input.agreement, None).await?;
    input.party = owner(&work, &held, &input).await?;
    let whose = input.party.map_or_else(|| signers(&held, &input), |party| vec![party]);
    policy::may(caller, Act::RecordDocument, &held.speakers(&work, Act::RecordDocument, &whose).await?)?;
    let row = check(&work, &mut held, &input).await?.insert(&*work).await?;
    let signatures: Vec<_> = input.signatures.iter().map(|given| signature_of(&work, row.id, given)).collect();
    let row = match input.supersedes {
        Some(superseded) => succeed(&work, row, superseded, &signatures).await?,
        None => row,
    };
    let signatures: Vec<_> = signatures.into_iter().map(IntoActiveModel::into_active_model).collect();
    signature::Entity::insert_many::<signature::ActiveModel, _>(signatures).exec_without_returning(&*work).await?;
    let cited: HashSet<Uuid> = input.cites.iter().copied().collect();
    let cited = cited
        .into_iter()
        .map(|cited_id| citation::Model { document_id: row.id, cited_id }.into_active_model())
        .collect::<Vec<citation::ActiveModel>>();
    citation::Entity::insert_many(cited).exec_without_returning(&*work).await?;
    if TELLING.contains(&row.kind) {
        take_back_nothing(&work, held.agreement.id).await?;
    }
    if let Some(superseded) = input.supersedes {
        pending::act::void_resting_on(&work, &mut held, superseded).await?;
    }
    held.read_anew();
    let case = held.case(&work).await?;
    due::act::refresh(&work, &held.agreement, &case).await?;
    let mut entries = entries(Act::RecordDocument, &held, &row, ChangeKind::Created);
    if let Some(superseded) = row.supersedes_id {
        let superseded = document::Entity::find_by_id(superseded).one(&*work).await?;
        let changed = |one: document::Model| {
            keep::document_entry(Act::RecordDocument, ChangeKind::Changed, &held.agreement, &held.listed(), &one)
        };
        entries.extend(superseded.map(changed));
    }
    work.record_all(entries).await?;
    Ok(row)
}

/// Those who may record a paper of all parties: the parties, and one that accedes what it signs alone on its own way.
fn signers(held: &Held, input: &RecordDocument) -> Vec<Uuid> {
    let accedes = |given: &NewSignature| held.acceding.contains(&given.party);
    let of_accession =
        !input.kind.follows_signature() && !input.signatures.is_empty() && input.signatures.iter().all(accedes);
    if of_accession { held.listed() } else { held.parties.clone() }
}

/// Whose the document is: by its kind, as the caller says, or the party for which they act. It takes its place from nobody
/// silently: where that is not one party, the refusal names those that it can be.
async fn owner(work: &Work, held: &Held, input: &RecordDocument) -> Result<Option<Uuid>, Error> {
    let of_all = match input.kind.whose() {
        Whose::OneParty => false,
        // What only its own party sees is somebody's, and in the making where it is to be everyone's.
        _ if input.visibility == Visibility::Own => false,
        Whose::AllParties if input.party.is_some() => return Err(Refusal::at("party", Reason::OfAllParties).into()),
        Whose::AllParties => true,
        Whose::Either => input.party.is_none(),
    };
    if of_all || input.party.is_some() {
        return Ok(input.party);
    }
    let own = policy::acted_for(&work.caller, Act::RecordDocument, &held.listed());
    match own.as_slice() {
        [party] => Ok(Some(*party)),
        several => {
            let speakers = held.speakers(work, Act::RecordDocument, &held.listed()).await?;
            policy::may(&work.caller, Act::RecordDocument, &speakers)?;
            let possible = if several.is_empty() { &held.parties } else { several };
            Err(Refusal::at("party", unclear(work, possible).await?).into())
        }
    }
}

/// The party whose people record a document, where they are of one.
fn recorder(work: &Work, held: &Held) -> Option<Uuid> {
    match policy::acted_for(&work.caller, Act::RecordDocument, &held.listed()).as_slice() {
        [party] => Some(*party),
        _ => None,
    }
}

/// The refusal that asks to which of these parties a document belongs.
pub(crate) async fn unclear(work: &Work, parties: &[Uuid]) -> Result<Reason, Error> {
    let parties = place::find::names_listed(&**work, parties, work.caller.language).await?;
    Ok(Reason::NameTheParty { parties })
}

/// Puts a document in the place of the one that it supersedes: that one no longer counts, and what rests on it rests on its
/// successor, which therefore cannot be later than what was done.
async fn succeed(
    work: &Work,
    row: document::Model,
    superseded: Uuid,
    signatures: &[signature::Model],
) -> Result<document::Model, Error> {
    let steps = progress_find::steps_resting_on(&**work, superseded).await?;
    let from = rule::counts_from(&row, signatures, false);
    if let Some(step) = steps.iter().find(|step| step.on_day < from) {
        let name = document_name(row.kind, work.caller.language).to_owned();
        let order = Reason::DateOrder { first: format!("{name} ({from})"), then: step.on_day.to_string() };
        return Err(Refusal::at("supersedes", order).into());
    }
    let taken: BTreeSet<Uuid> = steps.iter().filter_map(|step| step.taken_id).collect();
    let papers = taken.into_iter().map(|taken_id| step_paper::Model { taken_id, document_id: row.id });
    let papers: Vec<step_paper::ActiveModel> = papers.map(IntoActiveModel::into_active_model).collect();
    step_paper::Entity::insert_many(papers).exec_without_returning(&**work).await?;
    let void = document::ActiveModel { id: Set(superseded), void: Set(true), ..Default::default() };
    let used_on = void.update(&**work).await?.used_on;
    let row = document::ActiveModel { used_on: Set(used_on), ..row.into_active_model() };
    Ok(row.update(&**work).await?)
}

/// Everything that can be wrong with a document, at once.
async fn check(work: &Work, held: &mut Held, input: &RecordDocument) -> Result<document::ActiveModel, Error> {
    let today = legal_today(work.now);
    let mut refused = Refusals::default();
    let happened = input.issued_on.is_none_or(|date| date.earliest() <= today);
    refused.unless(happened, "issuedOn", Reason::InTheFuture);
    refused.happened("receivedOn", input.received_on, today);
    if let (Some(issued), Some(received)) = (input.issued_on, input.received_on) {
        let order = Reason::DateOrder { first: "issuedOn".into(), then: "receivedOn".into() };
        refused.unless(issued.earliest() <= received, "receivedOn", order);
    }
    let early = TELLING.contains(&input.kind) && input.party.is_some_and(|party| held.acceding.contains(&party));
    refused.unless(!early, "party", Reason::NotYetParty);
    let is_party = |party: &Uuid| held.lists(*party);
    refused.unless(input.party.as_ref().is_none_or(is_party), "party", Reason::NotFound);
    let number = refused.line("number", input.number.as_deref(), LONGEST_LINE);
    let issuer = refused.line("issuer", input.issuer.as_deref(), LONGEST_LINE);
    let empowers = refused.line("empowers", input.empowers.as_deref(), LONGEST_LINE);
    let deviation = refused.lines("deviation", input.deviation.as_deref(), LONGEST_NOTE);
    let note = refused.lines("note", input.note.as_deref(), LONGEST_NOTE);
    let language = refused.line("language", input.language.as_deref(), 8);
    policy::check_visibility(&work.caller, input.visibility, &mut refused);
    let mut signing = HashSet::new();
    for (at, given) in input.signatures.iter().enumerate() {
        let path = |name: &str| format!("signatures.{at}.{name}");
        refused.unless(is_party(&given.party) && signing.insert(given.party), &path("party"), Reason::NotFound);
        let name = refused.line(&path("name"), Some(&given.name), LONGEST_LINE);
        refused.unless(name.is_some(), &path("name"), Reason::Required);
        refused.line(&path("title"), given.title.as_deref(), LONGEST_LINE);
        refused.happened(&path("signedOn"), given.signed_on, today);
    }
    let most = i64::try_from(MOST_CITED).unwrap_or(i64::MAX);
    refused.unless(input.cites.len() <= MOST_CITED, "cites", Reason::OutOfRange { least: 0, most });
    for (at, cited) in input.cites.iter().take(MOST_CITED).enumerate() {
        let there = find::document(&**work, &work.caller, *cited).await?.is_some();
        refused.unless(there, &format!("cites.{at}"), Reason::NotFound);
    }
    if let Some(superseded) = input.supersedes {
        refused.found(check_superseded(work, held, input, superseded).await)?;
    }
    if let Some(reason) = settled(work, held, input).await? {
        refused.add("kind", reason);
    }
    check_order(work, held, input, &mut refused).await?;
    refused.done()?;
    Ok(document::ActiveModel {
        agreement_id: Set(held.agreement.id),
        party_id: Set(input.party),
        by_party_id: Set(recorder(work, held)),
        number: Set(number),
        issuer: Set(issuer),
        received_on: Set(input.received_on),
        language: Set(language),
        empowers: Set(empowers),
        deviation: Set(deviation),
        note: Set(note),
        visibility: Set(input.visibility),
        supersedes_id: Set(input.supersedes),
        ..new_document(work, input.kind, input.issued_on)
    })
}

/// Refuses a paper of an agreement from before the registry whose day contradicts the legal dates that were entered: one that
/// follows the signature, or that takes the place of another. What is decided since, on an amendment or on who joins, is of
/// another day.
async fn check_order(work: &Work, held: &Held, input: &RecordDocument, refused: &mut Refusals) -> Result<(), Error> {
    if !held.agreement.legacy || (input.supersedes.is_none() && !input.kind.follows_signature()) {
        return Ok(());
    }
    let others = document::Entity::find()
        .filter(document::Column::AgreementId.eq(held.agreement.id))
        .filter(document::Column::Void.eq(false))
        .filter(document::Column::Visibility.is_in([Visibility::Public, Visibility::Parties]))
        .filter(input.supersedes.map_or_else(Cond::all, |id| Cond::all().add(document::Column::Id.ne(id))));
    let mut papers: Vec<Dated> = others.all(&**work).await?.into_iter().map(|one| (one.kind, one.issued_on)).collect();
    papers.push((input.kind, input.issued_on));
    // A notice can be recorded before it takes effect.
    let wrong = out_of_order(&papers, held.agreement.signed_on, None, work.caller.language);
    for (_, reason) in wrong.into_iter().filter(|(at, _)| *at + 1 == papers.len()) {
        refused.add("issuedOn", reason);
    }
    Ok(())
}

/// Refuses to supersede what is not another version of the same document, what no longer counts, or what others see who
/// would not see its successor. A document has one successor: the agreement is locked.
async fn check_superseded(work: &Work, held: &Held, input: &RecordDocument, superseded: Uuid) -> Result<(), Error> {
    let not_found = || Error::from(Refusal::at("supersedes", Reason::NotFound));
    let before = find::document(&**work, &work.caller, superseded).await?.ok_or_else(not_found)?;
    // What was in the making becomes everyone's, and what was nobody's is assigned to its party.
    let shared = input.party.is_none() && before.visibility == Visibility::Own;
    let assigned = before.party_id.is_none() && input.kind.whose() == Whose::OneParty;
    let same_party = before.party_id == input.party || shared || assigned;
    if before.agreement_id != held.agreement.id || before.kind != input.kind || !same_party {
        return Err(not_found());
    }
    // What is all parties' is replaced by a party; by one that accedes what it recorded itself. What came with an entry is the
    // word of its keeper, which those replace who have given theirs.
    let of_accession = before.by_party_id.is_some_and(|by| held.acceding.contains(&by));
    let of_entry = held.agreement.legacy && before.by_party_id.is_none();
    let whose = match before.party_id {
        Some(party) => vec![party],
        None if of_accession => held.listed(),
        None if of_entry => terms::act::who_stands_by(work, held).await?,
        None => held.parties.clone(),
    };
    policy::may(&work.caller, Act::RecordDocument, &held.speakers(work, Act::RecordDocument, &whose).await?)?;
    let mut refused = Refusals::default();
    if before.kind.is_relied_on()
        && let Some(reason) = carries_step(work, before.id).await?
    {
        refused.add("supersedes", reason);
    }
    refused.unless(!before.void, "supersedes", Reason::DocumentVoid);
    refused.unless(input.visibility <= before.visibility, "visibility", Reason::LessVisible);
    refused.done()
}

/// Why a document stays as it is on which a step rests; nothing where none does.
async fn carries_step(work: &Work, document: Uuid) -> Result<Option<Reason>, Error> {
    let steps = progress_find::steps_resting_on(&**work, document).await?;
    let carries = |step: &step::Model| Reason::PaperCarriesStep {
        act: act_name(step.act, work.caller.language).to_owned(),
        on: step.on_day.to_string(),
    };
    Ok(steps.first().map(carries))
}

/// Why no file comes to a document any more, and nobody withdraws it: a step rests on it, or another party has said that it signed it as it is.
pub(super) async fn is_closed(work: &Work, document: Uuid) -> Result<Option<Reason>, Error> {
    if let Some(reason) = carries_step(work, document).await? {
        return Ok(Some(reason));
    }
    let attested = signature::Entity::find()
        .filter(signature::Column::DocumentId.eq(document))
        .filter(signature::Column::AttestedAt.is_not_null())
        .filter(signature::Column::PartyId.is_not_in(work.caller.parties()))
        .one(&**work)
        .await?;
    let Some(signature) = attested else { return Ok(None) };
    let mut names = place::find::names_in(&**work, &[signature.party_id], work.caller.language).await?;
    let party = names.remove(&signature.party_id).unwrap_or_default();
    Ok(Some(Reason::PaperAttested { party }))
}

/// Why a document of this kind cannot be recorded now, where it cannot. What all parties sign when they sign the agreement
/// stays as it was signed, and the text that a step fixes is recorded for that step: approvals that were given on it would
/// count for another one. An agreement from before the registry gathers its evidence later.
async fn settled(work: &Work, held: &mut Held, input: &RecordDocument) -> Result<Option<Reason>, Error> {
    if held.agreement.legacy {
        return Ok(None);
    }
    let case = held.case(work).await?;
    let signs = |step: &Step| step.act == AgreementAct::RecordSignature && step.signed.contains(&input.kind);
    // One that accedes signs the text that the others have signed.
    let accedes = |given: &NewSignature| held.acceding.contains(&given.party);
    let of_accession = !input.signatures.is_empty() && input.signatures.iter().all(accedes);
    if held.agreement.signed_on.is_some()
        && !of_accession
        && case.tracks.iter().any(|track| track.route.steps.iter().any(signs))
    {
        return Ok(Some(Reason::AlreadySigned));
    }
    let fixes = |step: &&Step| step.conditions.contains(&Condition::TextFixed) && step.documents.contains(&input.kind);
    let acceding = case.accessions.iter().map(|one| &one.track).filter(|track| input.party == Some(track.party));
    let parties = case.tracks.iter().filter(|track| input.party.is_none_or(|party| party == track.party));
    let whose = parties.chain(acceding);
    let mut steps = whose.filter_map(|track| Some((track, track.route.steps.iter().find(fixes)?)));
    let untimely = steps.find(|(track, step)| !step.from.contains(&track.stage));
    Ok(untimely.map(|(track, _)| progress::not_at_this_stage(case.closed_to(track.party), work.caller.language)))
}

/// A signature as it is recorded: what a party's own people say of it counts as its word.
fn signature_of(work: &Work, document_id: Uuid, given: &NewSignature) -> signature::Model {
    signature::Model {
        document_id,
        party_id: given.party,
        name: crate::text::tidy(&given.name),
        title: given.title.as_deref().map(crate::text::tidy).filter(|title| !crate::text::is_blank(title)),
        signed_on: given.signed_on,
        attested_at: policy::speaks_for(&work.caller, Act::ConfirmAct, given.party).then_some(work.now),
    }
}

/// The journal's entries: one about the document, which is what the act made, and one about the agreement.
pub(super) fn entries(act: Act, held: &Held, document: &document::Model, change: ChangeKind) -> Vec<Entry> {
    vec![keep::document_entry(act, change, &held.agreement, &held.listed(), document), entry(act, held, document)]
}

/// The entry about the agreement. The revision of the agreement does not rise: it would tell everyone of a document that they
/// may not see.
fn entry(act: Act, held: &Held, document: &document::Model) -> Entry {
    let data = json!({
        "document": document.id, "kind": document.kind, "party": document.party_id, "issuedOn": document.issued_on,
        "sha256": document.sha256,
    });
    let agreement = &held.agreement;
    // Of an agreement that one party keeps to itself, no other learns by a document of its own.
    let hidden = agreement.visibility == Visibility::Own;
    let keeper = document.party_id.filter(|_| !hidden || document.visibility == Visibility::Own).or(agreement.owner_id);
    let visibility = match agreement.visibility.max(document.visibility) {
        Visibility::Own if hidden && keeper != agreement.owner_id => Visibility::Restricted,
        visibility => visibility,
    };
    let entry = Entry::internal(act, (SubjectKind::Agreement, agreement.id), ChangeKind::Changed, data);
    entry.for_those_who_see(visibility, held.listed(), keeper)
}

/// A file whose content is in the store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredFile {
    /// The arrival with which it came.
    pub arrival: Uuid,
    /// The SHA-256 of its content, in hexadecimal.
    pub sha256: String,
    /// Its length in bytes.
    pub size: u64,
    /// Its media type, as detected from its content.
    pub media_type: String,
    /// Its name, as given by its sender.
    pub name: String,
}

/// A document to which a caller may add a file.
pub(super) struct Receiver {
    pub held: Held,
    pub document: document::Model,
    /// The party for which the caller does it; `None` for the whole registry.
    pub sender: Option<Uuid>,
}

/// The document, locked, if the caller may add a file to it and it still counts: for the party to which it belongs or that
/// recorded it, as long as nobody else relies on it as it is.
pub(super) async fn receiver(work: &Work, document: Uuid) -> Result<Receiver, Error> {
    let caller = &work.caller;
    let found = find::document(&**work, caller, document).await?.ok_or_else(|| Error::refuse(Reason::NotFound))?;
    let held = hold(work, found.agreement_id, None).await?;
    // What came with an entry, or was recorded by nobody of a party, is the keeper's.
    let whose = found.party_id.or(found.by_party_id).or(held.agreement.owner_id);
    let whose = whose.map_or_else(|| held.parties.clone(), |party| vec![party]);
    let speakers = held.speakers(work, Act::AttachFile, &whose).await?;
    policy::may(caller, Act::AttachFile, &speakers)?;
    let locked = document::Entity::find_by_id(document).lock(LockType::Update).one(&**work).await?;
    let document = locked.ok_or_else(|| Error::refuse(Reason::NotFound))?;
    if document.void {
        return Err(Error::refuse(Reason::DocumentVoid));
    }
    if document.sha256.is_none()
        && let Some(reason) = is_closed(work, document.id).await?
    {
        return Err(Error::refuse(reason));
    }
    let entitled = caller.memberships.iter().filter(|one| Act::AttachFile.roles().contains(&one.role));
    let sender = entitled.filter_map(|one| one.party).find(|party| speakers.contains(party));
    Ok(Receiver { held, document, sender })
}

/// Adds its file to a document, once: another file is another document, which supersedes this one. The same file again
/// changes nothing. Also says whether the content that is in the store under the file's arrival is needed: it is not where
/// the registry has the same content from another one.
pub async fn attach_file(
    registry: &Registry,
    caller: &Caller,
    document: Uuid,
    file: StoredFile,
) -> Result<(document::Model, bool), Error> {
    let work = registry.begin_act(caller, Act::AttachFile).await?;
    let Receiver { mut held, document: before, .. } = receiver(&work, document).await?;
    match &before.sha256 {
        Some(sha256) if *sha256 == file.sha256 => {
            let there = find::blob(&*work, sha256).await?;
            return Ok((before, there.is_some_and(|there| there.arrival_id == Some(file.arrival))));
        }
        Some(sha256) => return Err(Error::refuse(Reason::HasFile { sha256: sha256.clone() })),
        None => {}
    }
    // The arrival was given up in the meantime: its content may be gone.
    let arrived = arrival::find::locked(&*work, file.arrival).await?.filter(|arrived| !arrived.given_up);
    let arrived = arrived.ok_or_else(|| Error::refuse(Reason::FileGone))?;
    let is_stored = arrived.sha256.as_ref() == Some(&file.sha256);
    let kept = if is_stored { insert_blob(&work, &file).await? } else { find::blob(&*work, &file.sha256).await? };
    let kept = kept.ok_or_else(|| Error::Fault("a file was attached before it was stored".into()))?;
    let name = rule::file_name(&file.name, &kept.media_type);
    let mut row = before.into_active_model();
    row.sha256 = Set(Some(file.sha256));
    row.file_name = Set(Some(name));
    let row = row.update(&*work).await?;
    pending::act::void_resting_on(&work, &mut held, row.id).await?;
    work.record_all(entries(Act::AttachFile, &held, &row, ChangeKind::Changed)).await?;
    Ok((row, kept.arrival_id == Some(file.arrival)))
}

/// The row of a file's content: that of this arrival, unless another one was faster.
async fn insert_blob(work: &Work, file: &StoredFile) -> Result<Option<blob::Model>, Error> {
    let stored = blob::Model {
        sha256: file.sha256.clone(),
        size: i64::try_from(file.size).unwrap_or(i64::MAX),
        media_type: file.media_type.clone(),
        created_at: work.now,
        arrival_id: Some(file.arrival),
    };
    blob::Entity::insert(stored.into_active_model())
        .on_conflict(OnConflict::column(blob::Column::Sha256).do_nothing().to_owned())
        .try_insert()
        .exec_without_returning(&**work)
        .await?;
    find::blob(&**work, &file.sha256).await
}

/// Notes that these parties say themselves that they signed these documents.
pub(crate) async fn attest_signatures(work: &Work, documents: &[Uuid], parties: &[Uuid]) -> Result<(), Error> {
    signature::Entity::update_many()
        .col_expr(signature::Column::AttestedAt, sea_orm::sea_query::Expr::value(Some(work.now)))
        .filter(signature::Column::DocumentId.is_in(documents.iter().copied()))
        .filter(signature::Column::PartyId.is_in(parties.iter().copied()))
        .filter(signature::Column::AttestedAt.is_null())
        .exec(&**work)
        .await?;
    Ok(())
}

/// Notes the day of the act that used these documents up.
pub(crate) async fn use_up(work: &Work, documents: &BTreeSet<Uuid>, on: NaiveDate) -> Result<(), Error> {
    document::Entity::update_many()
        .col_expr(document::Column::UsedOn, sea_orm::sea_query::Expr::value(on))
        .filter(document::Column::Id.is_in(documents.iter().copied()))
        .exec(&**work)
        .await?;
    Ok(())
}

/// Marks one party's own documents of these kinds as no longer counting.
pub(crate) async fn void_own(work: &Work, agreement: Uuid, party: Uuid, kinds: &[DocumentKind]) -> Result<(), Error> {
    document::Entity::update_many()
        .col_expr(document::Column::Void, sea_orm::sea_query::Expr::value(true))
        .filter(document::Column::AgreementId.eq(agreement))
        .filter(document::Column::PartyId.eq(party))
        .filter(document::Column::Kind.is_in(kinds.iter().copied()))
        .exec(&**work)
        .await?;
    Ok(())
}

/// Marks the documents of these kinds as no longer counting.
pub(crate) async fn void(work: &Work, agreement: Uuid, kinds: &[DocumentKind]) -> Result<(), Error> {
    if kinds.is_empty() {
        return Ok(());
    }
    document::Entity::update_many()
        .col_expr(document::Column::Void, sea_orm::sea_query::Expr::value(true))
        .filter(document::Column::AgreementId.eq(agreement))
        .filter(document::Column::Kind.is_in(kinds.iter().copied()))
        .exec(&**work)
        .await?;
    Ok(())
}
