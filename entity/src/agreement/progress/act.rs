//! Taking steps with agreements.

use super::{
    dates::{check_signed_dates, is_dated_otherwise, set_dates},
    record::{Outcome, step, step_paper},
    rule::{Case, Closed, Doing, Lack, Move, Taken, Track},
    words,
};
use crate::{
    Caller, Error, Reason, Refusal, Registry, Work,
    agreement::{
        accession::act as accession,
        backing,
        departure::act::{end_with_who_leaves, part_with},
        document,
        held::{Held, hold},
        keep::{LONGEST_NOTE, entry},
        pending::{
            act::{self as pending, Said},
            find::pending as pending_in,
        },
        record::{DocumentKind, agreement, agreement_party},
        route::{record::AgreementAct, rule::Step},
        rule,
        terms::{act::drop_attestations, rule::Terms},
    },
    date::{PartialDate, legal_today},
    journal::{ChangeKind, Entry},
    place,
    policy::{self, Act},
    refusal::Refusals,
    text::Language,
};
use chrono::NaiveDate;
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::{NotSet, Set, Unchanged},
    ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
};
use serde_json::json;
use std::collections::{BTreeSet, HashMap};
use uuid::Uuid;

/// How many agreements turn in one go.
const MOST_TURNS: u64 = 100;

/// A step to take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TakeStep {
    /// The agreement.
    pub agreement: Uuid,
    /// Which act.
    pub act: AgreementAct,
    /// The party to act for; the caller's own if `None`.
    pub party: Option<Uuid>,
    /// The revision of the agreement that the caller read.
    pub expected_revision: Option<i32>,
    /// When it happened; today if `None`.
    pub on: Option<NaiveDate>,
    /// What the authority decided, where it decides.
    pub outcome: Option<Outcome>,
    /// The new last day in force, of an extension; the last day in force, of a notice of termination; the first day in force,
    /// of a signature.
    pub day: Option<NaiveDate>,
    /// Whether it is refused where it would end the agreement for all.
    pub alone: bool,
    /// The documents on which it rests, each by the hash of what the caller has read; those that the rules find, where none of
    /// their kind is named. What another party recorded of the caller's own word is named in any case.
    pub papers: Vec<String>,
    /// A note: the reason for a return, a hold or a withdrawal.
    pub note: Option<String>,
}

impl TakeStep {
    /// `act` with an agreement, and nothing else.
    pub fn new(agreement: Uuid, act: AgreementAct) -> Self {
        Self {
            agreement,
            act,
            party: None,
            expected_revision: None,
            on: None,
            outcome: None,
            day: None,
            alone: false,
            papers: Vec::new(),
            note: None,
        }
    }
}

/// Takes a step with an agreement. The routes of its parties say which acts there are at which stage, what they need
/// and where they lead; the refusal of a step names what is missing.
pub async fn take_step(registry: &Registry, caller: &Caller, input: TakeStep) -> Result<agreement::Model, Error> {
    let work = registry.begin_act(caller, input.act.into()).await?;
    let mut held = hold(&work, input.agreement, input.expected_revision).await?;
    let (party, case) = held.walker(&work, input.party).await?;
    allow(&work, &held, &case, party, input.act).await?;
    check_waits(&work, &held, &case, party, input.act).await?;
    let named = named(&work, &case, &input.papers).await?;
    let case = case.naming(&named, (party, input.act));
    let input = TakeStep { on: Some(day_of(&case, party, &input)), ..input };
    let note = check(&work, &case, party, &input)?;
    let doing =
        Doing { act: input.act, party, on: input.on.unwrap_or(case.today), outcome: input.outcome, until: input.day };
    let mut taken = take(&work, &case, &doing).await?;
    check_day_of_signature(&case, &doing)?;
    rest_on_paper_of_another(&work, &case, &doing, &mut taken).await?;
    check_named(&work, &case, &doing, (&taken.papers, &named)).await?;
    if held.acceding.contains(&party) {
        let entry = accession::go_on(&work, &mut held, &case, (&doing, taken), note).await?;
        work.record(entry).await?;
        return Ok(held.agreement);
    }
    end_with_who_leaves(&work, &held, &case, &mut taken).await?;
    if input.alone && !case.goes_on_without(&doing, &taken) {
        return Err(Error::refuse(Reason::EndsForAll));
    }
    if input.act == AgreementAct::RecordSignature {
        check_signed_dates(&held.agreement, &doing)?;
    }
    let terms = terms_after(&work, &held, &case, &doing).await?;
    let said = Said { terms, note: note.clone(), ..Said::default() };
    let mut entries = match pending::put_forward(&work, &mut held, &case, (&doing, &taken, &said)).await? {
        Some(waits) => vec![waits],
        None => conclude(&work, &mut held, &case, (&doing, taken), note).await?,
    };
    if let Some(left) = entries.first_mut().filter(|_| input.alone) {
        left.act = Act::Leave;
    }
    work.record_all(entries).await?;
    Ok(held.agreement)
}

/// The documents of the agreement that count, with these hashes, as far as the caller sees them.
async fn named(work: &Work, case: &Case, hashes: &[String]) -> Result<BTreeSet<Uuid>, Error> {
    if hashes.is_empty() {
        return Ok(BTreeSet::new());
    }
    let papers =
        document::find::seen_by_hash(&**work, &work.caller, case.documents.iter().map(|paper| paper.id)).await?;
    let (mut named, mut refused) = (BTreeSet::new(), Refusals::default());
    for (at, hash) in hashes.iter().enumerate() {
        let path = format!("papers.{at}");
        match papers.get(&hash.trim().to_ascii_lowercase()) {
            Some(paper) => _ = named.insert(*paper),
            None => refused.add(&path, Reason::NoSuchPaper),
        }
    }
    refused.done()?;
    Ok(named)
}

/// Refuses what rests on another party's record of the caller's own word, unless they name that paper; and to name a paper
/// on which nothing rests in the end.
pub(crate) async fn check_named(
    work: &Work,
    case: &Case,
    doing: &Doing,
    (papers, named): (&BTreeSet<Uuid>, &BTreeSet<Uuid>),
) -> Result<(), Error> {
    if !named.is_subset(papers) {
        return Err(Refusal::at("papers", Reason::PaperOfNoUse).into());
    }
    let own = case.spoken_for(&work.caller, doing.act);
    let signed = case.signed_papers(doing);
    let unnamed = case.recorded_by_others(papers, &signed, &own).filter(|paper| !named.contains(&paper.id));
    let Some(paper) = unnamed.last() else { return Ok(()) };
    let language = work.caller.language;
    let mut parties = place::find::names_in(&**work, paper.by.as_slice(), language).await?;
    let document = format!("{} ({})", words::document_name(paper.kind, language), paper.counts_from);
    let party = paper.by.and_then(|by| parties.remove(&by));
    let party = party.unwrap_or_else(|| language.pick("Pihak lain", "Another party").to_owned());
    Err(Refusal::at("papers", Reason::NameThePaper { document, party }).into())
}

/// The day of a step: as the caller says; of a signature, else that of its paper; else today.
fn day_of(case: &Case, party: Uuid, input: &TakeStep) -> NaiveDate {
    let signed = || case.day_signed(&Doing::new(input.act, party, case.today));
    input.on.or_else(signed).unwrap_or(case.today)
}

/// An agreement is signed on the day of the last signature under it: refuses a later one, by which its first and its last
/// day would be others than its paper says.
fn check_day_of_signature(case: &Case, doing: &Doing) -> Result<(), Error> {
    match case.day_signed(doing).filter(|signed| *signed < doing.on) {
        Some(signed) => {
            let (on, signed) = (doing.on.to_string(), signed.to_string());
            Err(Refusal::at("on", Reason::SignedEarlier { on, signed }).into())
        }
        None => Ok(()),
    }
}

/// Refuses to take a step for a party that is asked to confirm it and whose own route does not have it.
async fn check_waits(work: &Work, held: &Held, case: &Case, party: Uuid, act: AgreementAct) -> Result<(), Error> {
    if case.track(party).is_none_or(|track| track.route.step(act, track.stage).is_some()) {
        return Ok(());
    }
    let waiting = pending_in(&**work, held.agreement.id).await?;
    match waiting.filter(|waiting| waiting.act.act == act && waiting.awaited(case).contains(&party)) {
        Some(waiting) => Err(Error::refuse(pending::waits_first(work, &waiting.act).await?)),
        None => Ok(()),
    }
}

/// Leaves an agreement for a party alone, which goes on for the others (*keluar dari kerja sama*): before the signature it
/// withdraws from the proposal, afterwards it gives notice, with the last day of its part in `day`. Refused where the
/// agreement would end for all.
pub async fn leave(registry: &Registry, caller: &Caller, input: TakeStep) -> Result<agreement::Model, Error> {
    let found = agreement::Entity::find_by_id(input.agreement).one(&registry.db).await?;
    let is_concluded = found.is_some_and(|agreement| agreement.is_concluded());
    let act = if is_concluded { AgreementAct::GiveTerminationNotice } else { AgreementAct::Withdraw };
    take_step(registry, caller, TakeStep { act, alone: true, ..input }).await
}

/// The terms once a step has been taken that sets some of them; nothing of other steps.
async fn terms_after(work: &Work, held: &Held, case: &Case, doing: &Doing) -> Result<Option<Terms>, Error> {
    if !doing.act.sets_terms() {
        return Ok(None);
    }
    let mut row = agreement::ActiveModel::from(held.agreement.clone());
    set_dates(&mut row, held, case, doing);
    let after = agreement::Model::try_from(row).map_err(|error| Error::Fault(error.to_string()))?;
    let before = held.terms(work).await?;
    Ok(Some(Terms::of(&after, before.parties, before.fields)))
}

/// Carries a step out, and what the clock brings then.
pub(crate) async fn conclude(
    work: &Work,
    held: &mut Held,
    case: &Case,
    (doing, taken): (&Doing, Taken),
    note: Option<String>,
) -> Result<Vec<Entry>, Error> {
    let mut entries = vec![carry_out(work, held, case, doing, taken, note).await?];
    entries.extend(turn(work, held).await?);
    Ok(entries)
}

/// Whether the caller may record this act for the party: by the table of acts, and by the roles that the route names. Also
/// what all parties do together is recorded by one of them, in its own name.
pub(crate) async fn allow(work: &Work, held: &Held, case: &Case, party: Uuid, act: AgreementAct) -> Result<(), Error> {
    let step = case.track(party).and_then(|track| track.route.step(act, track.stage));
    let speakers = held.speakers(work, act.into(), &[party]).await?;
    policy::may(&work.caller, act.into(), &speakers)?;
    match step {
        Some(step) if !policy::holds_any(&work.caller, &step.recorded_by, &speakers) => {
            Err(Error::refuse(Reason::NotAllowed))
        }
        _ => Ok(()),
    }
}

/// What a party's people do not record themselves rests on its papers as files: on the keeper's word alone, it could be led
/// through its council, put on hold, or out of the agreement, without knowing of it.
async fn rest_on_paper_of_another(work: &Work, case: &Case, doing: &Doing, taken: &mut Taken) -> Result<(), Error> {
    if policy::speaks_for(&work.caller, Act::ConfirmAct, doing.party) {
        return Ok(());
    }
    let mut missing = case.without_file(doing.party, &taken.papers);
    match case.letter_of(doing) {
        Some(Ok(letter)) => {
            taken.papers.insert(letter);
            taken.uses_up = true;
        }
        Some(Err(lack)) => missing.push(lack),
        None => {}
    }
    if missing.is_empty() {
        return Ok(());
    }
    let step = case.track(doing.party).and_then(|track| track.route.step(doing.act, track.stage));
    let article = step.map(|step| step.article.clone());
    Err(refusal(work, case, Closed { missing, article, ..case.closed_to(doing.party) }).await?)
}

/// What the day of an act is called.
fn day_field(act: AgreementAct) -> &'static str {
    match act {
        AgreementAct::Extend => "expiresOn",
        AgreementAct::GiveTerminationNotice => "endsOn",
        _ => "inForceOn",
    }
}

/// What is wrong with the input itself; returns the note.
fn check(work: &Work, case: &Case, party: Uuid, input: &TakeStep) -> Result<Option<String>, Error> {
    let mut refused = Refusals::default();
    let track = case.track(party);
    let step = track.and_then(|track| track.route.step(input.act, track.stage));
    let decides = step.is_some_and(Step::is_decision);
    refused.unless(!decides || input.outcome.is_some(), "decision", Reason::Required);
    let note = refused.lines("note", input.note.as_deref(), LONGEST_NOTE);
    let sent_back = decides && input.outcome.is_some_and(|outcome| outcome != Outcome::Approved);
    refused.unless(!sent_back || note.is_some(), "note", Reason::Required);
    let on = input.on.unwrap_or(case.today);
    refused.happened("on", Some(on), legal_today(work.now));
    // A joint step moves every party, none of them back in time.
    let joint = step.is_some_and(|step| step.joint) && !case.is_alone(&Doing::new(input.act, party, case.today));
    let comes_back = |other: &Track| track.zip(step).is_some_and(|(own, step)| other.comes_back(own, step).is_some());
    let leaves = case.leaves_a_proposal(input.act, input.outcome);
    let moved = case.tracks.iter().filter(|track| joint || leaves || track.party == party || comes_back(track));
    if let Some(paper) = case.agreed_papers().filter(|_| leaves).max_by_key(|paper| paper.counts_from) {
        let first = format!("{} ({})", words::document_name(paper.kind, work.caller.language), paper.counts_from);
        let order = Reason::DateOrder { first, then: on.to_string() };
        refused.unless(paper.counts_from <= on, "on", order);
    }
    if let Some(since) = moved.map(|track| track.since).max() {
        let order = Reason::DateOrder { first: since.to_string(), then: on.to_string() };
        refused.unless(since <= on, "on", order);
    }
    let field = day_field(input.act);
    refused.keepable(field, input.day);
    let needs_day = matches!(input.act, AgreementAct::GiveTerminationNotice | AgreementAct::Extend);
    refused.unless(!(needs_day && step.is_some()) || input.day.is_some(), field, Reason::Required);
    if let (AgreementAct::GiveTerminationNotice, Some(until), Some(last)) =
        (input.act, input.day, case.last_day_of_notices())
    {
        let order = Reason::DateOrder { first: field.into(), then: format!("expiresOn ({last})") };
        refused.unless(until <= last, field, order);
    }
    if let (AgreementAct::GiveTerminationNotice, Some(until)) = (input.act, input.day) {
        refused.unless(case.today <= until, field, Reason::InThePast);
    }
    if input.act == AgreementAct::Extend && step.is_some() {
        check_extension(work, case, (on, input.day), &mut refused);
    }
    let early = input.act == AgreementAct::RecordSignature && input.day.is_some_and(|day| day < on);
    refused.unless(!early, field, Reason::DateOrder { first: on.to_string(), then: field.into() });
    refused.done()?;
    Ok(note)
}

/// What is wrong with an extension: its paper is older than what has taken effect, or it reaches further than the text lets
/// each renewal reach.
fn check_extension(work: &Work, case: &Case, (on, until): (NaiveDate, Option<NaiveDate>), refused: &mut Refusals) {
    let paper = case.paper(DocumentKind::Extension, true).filter(|paper| paper.used_on.is_none());
    if let Some(paper) = paper {
        case.check_sequence((paper, "on"), on, work.caller.language, refused);
    }
    let last = case.dates.expires_on.and_then(|last| rule::end_of_term(last, case.renewal_months));
    if let (Some(months), Some(latest), Some(until)) = (case.renewal_months, last.map(PartialDate::latest), until) {
        let reason = Reason::BeyondRenewal { months, latest: latest.to_string() };
        refused.unless(until <= latest, "expiresOn", reason);
    }
}

/// Takes the step as the rules say, or says in words why not.
pub(crate) async fn take(work: &Work, case: &Case, doing: &Doing) -> Result<Taken, Error> {
    match case.take(doing) {
        Ok(taken) => Ok(taken),
        Err(closed) => Err(refusal(work, case, closed).await?),
    }
}

pub(crate) async fn refusal(work: &Work, case: &Case, mut closed: Closed) -> Result<Error, Error> {
    let (language, own) = (work.caller.language, work.caller.parties());
    closed.missing = closed.missing.into_iter().map(|lack| lack.told_to(&own)).collect();
    if closed.missing.is_empty() {
        return Ok(Error::refuse(not_at_this_stage(closed, language)));
    }
    let parties: Vec<Uuid> = case.tracks.iter().map(|track| track.party).collect();
    let names = place::find::names_in(&**work, &parties, language).await?;
    let only_too_early = closed.missing.iter().all(|lack| matches!(lack, Lack::LaterDay { .. }));
    let reason = Reason::closed(words::gate(closed, &names, language));
    Ok(if only_too_early { Refusal::at("on", reason).into() } else { Error::refuse(reason) })
}

/// The refusal of an act that does not belong to the current stage, in words.
pub(crate) fn not_at_this_stage(closed: Closed, language: Language) -> Reason {
    Reason::NotAtThisStage { gate: Box::new(words::gate(closed, &HashMap::new(), language)) }
}

/// Writes what a step changes, and returns its journal entry.
async fn carry_out(
    work: &Work,
    held: &mut Held,
    case: &Case,
    doing: &Doing,
    taken: Taken,
    note: Option<String>,
) -> Result<Entry, Error> {
    note_moves(work, held, case, doing, &taken, note).await?;
    held.void(work, &taken.voids).await?;
    let mut row = agreement::ActiveModel { id: Unchanged(held.agreement.id), ..Default::default() };
    note_dates(work, held, case, doing, &taken).await?;
    if !taken.leaving.is_empty() {
        part_with(work, held, (doing, &taken.leaving), &mut row).await?;
    }
    row.stage = Set(held.case(work).await?.stage());
    if taken.published {
        row.visibility = Set(held.agreement.visibility_once_signed);
    }
    set_dates(&mut row, held, case, doing);
    let before = held.agreement.clone();
    if is_dated_otherwise(&before, doing) {
        drop_attestations(work, before.id).await?;
    }
    held.save(work, row).await?;
    if doing.act == AgreementAct::Extend {
        accession::send_back(work, held, doing.on).await?;
    }
    let mut entry = entry(doing.act.into(), ChangeKind::Changed, &held.agreement, &held.parties);
    show_moves(&mut entry, doing, &taken);
    let widest = before.visibility.min(held.agreement.visibility);
    let told = held.parties.iter().chain(&taken.leaving).copied();
    Ok(entry.for_those_who_see(widest, told, held.agreement.owner_id))
}

/// Notes in the rows of the parties what the step says of each: when it signed, gave notice, or left.
async fn note_dates(work: &Work, held: &mut Held, case: &Case, doing: &Doing, taken: &Taken) -> Result<(), Error> {
    let withdrawn = case.notices_withdrawn(doing);
    for track in &case.tracks {
        let party = track.party;
        let mut row = agreement_party::ActiveModel {
            agreement_id: Unchanged(held.agreement.id),
            party_id: Unchanged(party),
            ..Default::default()
        };
        if doing.act == AgreementAct::RecordSignature {
            row.signed_on = Set(Some(case.signed_by(doing, party).unwrap_or(doing.on).into()));
        }
        if doing.act == AgreementAct::GiveTerminationNotice && party == doing.party {
            row.notice_given_on = Set(Some(doing.on));
        }
        if withdrawn.contains(&party) {
            row.notice_given_on = Set(None);
        }
        let ends_on = case.own_end_after(doing, track);
        if ends_on != track.ends_on {
            row.ends_on = Set(ends_on);
        }
        if taken.leaving.contains(&party) {
            row.left_on = Set(Some(case.last_day_of(doing, track)));
        }
        if row.is_changed() {
            row.update(&**work).await?;
        }
    }
    held.note_notices(doing, &taken.leaving);
    Ok(())
}

/// Notes in an entry who went from where to where, and when.
pub(crate) fn show_moves(entry: &mut Entry, doing: &Doing, taken: &Taken) {
    entry.data["moves"] = taken.moves.iter().map(|one| json!([one.party, one.from, one.to])).collect();
    entry.data["on"] = json!(doing.on);
    entry.data["party"] = json!(doing.party);
}

/// Writes where the parties go, on which documents the step rests, and a note.
pub(crate) async fn note_moves(
    work: &Work,
    held: &mut Held,
    case: &Case,
    doing: &Doing,
    taken: &Taken,
    note: Option<String>,
) -> Result<(), Error> {
    let taken_id = work.new_id();
    let step = case.track(doing.party).and_then(|track| track.route.step(doing.act, track.stage));
    let by = step.filter(|step| !step.is_signing() && !step.recorded_by.is_empty()).map(|_| doing.party);
    for one in &taken.moves {
        if one.from != one.to {
            move_track(work, held.agreement.id, case, *one, doing.on).await?;
        }
        let row = step::Model {
            id: work.new_id(),
            agreement_id: held.agreement.id,
            party_id: one.party,
            by_party_id: by,
            act: doing.act,
            from_stage: one.from,
            to_stage: one.to,
            outcome: doing.outcome,
            on_day: doing.on,
            taken_id: Some(taken_id),
            note: note.clone(),
            recorded_at: work.now,
        };
        row.into_active_model().insert(&**work).await?;
    }
    // What waits for the parties does not depend on one that accedes.
    if taken.moves.iter().any(|one| one.from != one.to && held.parties.contains(&one.party)) {
        pending::void(work, held.agreement.id).await?;
    }
    let papers = taken.papers.iter().map(|document_id| step_paper::Model { taken_id, document_id: *document_id });
    let papers: Vec<step_paper::ActiveModel> = papers.map(IntoActiveModel::into_active_model).collect();
    step_paper::Entity::insert_many(papers).exec_without_returning(&**work).await?;
    if taken.uses_up {
        held.use_up(work, &taken.papers, doing.on).await?;
    }
    held.note_moves(&taken.moves, doing.on);
    Ok(())
}

pub(crate) async fn move_track(
    work: &Work,
    agreement: Uuid,
    case: &Case,
    one: Move,
    on: NaiveDate,
) -> Result<(), Error> {
    let track = case.track(one.party);
    let left = track.and_then(|track| track.left_by(one));
    let held_up = track.is_some_and(|track| track.is_held_up(one));
    let row = agreement_party::ActiveModel {
        agreement_id: Unchanged(agreement),
        party_id: Unchanged(one.party),
        stage: Set(one.to),
        since: Set(on),
        arrived_on: if held_up { NotSet } else { Set(on) },
        left_stage: Set(left),
        ..Default::default()
    };
    row.update(&**work).await?;
    Ok(())
}

/// Takes the date-driven steps that are due for an agreement, and returns their journal entries.
pub(crate) async fn turn(work: &Work, held: &mut Held) -> Result<Vec<Entry>, Error> {
    let mut entries = Vec::new();
    // A renewal that was missed for years catches up in one step; every step leads on.
    for _ in 0..100 {
        let case = held.case(work).await?;
        let mut coming: Vec<_> = case.of_the_clock().collect();
        // On the day on which one leaves and the others' time ends, it leaves first.
        let lead = case.lead().map(|track| track.party);
        coming.sort_by_key(|(party, _, day)| (*day, Some(*party) == lead));
        let due = coming.into_iter().find_map(|(party, step, day)| {
            let doing = Doing::new(step.act, party, day.max(case.track(party)?.since));
            let taken = case.take(&doing).ok()?;
            Some((doing, taken))
        });
        let Some((doing, taken)) = due else { break };
        entries.push(carry_out(work, held, &case, &doing, taken, None).await?);
    }
    Ok(entries)
}

/// Changes the stage of agreements whose day has come: those that enter into force, expire, end or renew themselves.
/// Returns how many; the next call handles the rest.
pub async fn turn_due(registry: &Registry) -> Result<usize, Error> {
    let due: Vec<Uuid> = agreement::Entity::find()
        .select_only()
        .column(agreement::Column::Id)
        .filter(agreement::Column::TurnsOn.lte(legal_today(registry.now()).to_string()))
        .order_by_asc(agreement::Column::TurnsOn)
        .limit(MOST_TURNS)
        .into_tuple()
        .all(&registry.db)
        .await?;
    let mut turned = 0;
    for id in due {
        match turn_one(registry, id).await {
            Ok(has_turned) => turned += usize::from(has_turned),
            // An agreement that fails does not hold up the others.
            Err(error) => tracing::error!(%error, agreement = %id, "an agreement could not change its stage"),
        }
    }
    Ok(turned)
}

async fn turn_one(registry: &Registry, id: Uuid) -> Result<bool, Error> {
    let work = registry.begin(&Caller::system()).await?;
    let mut held = hold(&work, id, None).await?;
    let entries = turn(&work, &mut held).await?;
    if entries.is_empty() {
        // Someone else was faster, or the day has moved; or it is looked at again.
        held.follow(&work).await?;
        let followed = backing::act::follow(&work, &[id]).await?;
        if followed.is_empty() {
            work.commit_upkeep().await?;
        } else {
            work.record_all(followed).await?;
        }
        return Ok(false);
    }
    work.record_all(entries).await?;
    Ok(true)
}
