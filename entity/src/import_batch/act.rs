//! Checking a file, choosing the places that it means, entering its rows, taking them back, and giving a file up.

use super::{
    enter::{About, enter_rows, take_back},
    record::{ImportKind, ImportState, Problems, Questions, Reading, import_batch, import_row},
    rule::{Chosen, Found, KEPT, MOST_OPEN, state_sources},
};
use crate::{
    Caller, Error, Reason, Registry, Work,
    database::insert_all,
    date::legal_today,
    journal::{ChangeKind, Entry},
    page,
    place::record::{KEMENDAGRI, party},
    policy::{self, Act, Who},
    refusal::Refusals,
    report::{Cells, Choices, Judged, MOST_SOURCE, Note, Notes, Origin, Verdict, lies_ahead},
    text::{tidy, visible},
};
use chrono::NaiveDate;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Unchanged, ColumnTrait, Condition, EntityTrait, IntoActiveModel, QueryFilter,
    QueryOrder, QuerySelect, sea_query::LockType,
};
use serde_json::json;
use std::collections::HashMap;
use uuid::Uuid;

/// The longest name of a file, in characters.
const LONGEST_NAME: usize = 200;
/// How many files are given up at a time.
const MOST_SWEPT: u64 = 50;
/// How many lines a refusal names at most.
const MOST_NAMED: usize = 20;

/// A file to check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewImport {
    /// What its rows are about.
    pub kind: ImportKind,
    /// The party whose file it is.
    pub party: Uuid,
    /// The source, for rows that name none; the name of the file if `None`.
    pub source: Option<String>,
    /// The date to which it refers; today if `None`.
    pub as_of: Option<NaiveDate>,
}

impl NewImport {
    /// What is stated about the file as a whole. A file never speaks as an official register.
    pub fn origin(&self, name: &str, today: NaiveDate) -> Origin {
        let source = self.source.as_deref().map(tidy).filter(|source| !source.is_empty());
        Origin {
            scheme: KEMENDAGRI.to_owned(),
            source: source.unwrap_or_else(|| called(name)),
            as_of: self.as_of.unwrap_or(today),
            official: false,
            in_part: true,
        }
    }
}

/// What a file is called, on one line and not too long.
fn called(name: &str) -> String {
    visible(&tidy(name)).chars().take(LONGEST_NAME).collect()
}

/// A file that has arrived and could be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Received {
    /// What its sender calls it.
    pub name: String,
    /// The hash of its content.
    pub sha256: String,
    /// Its length.
    pub bytes: u64,
    /// The headers of its columns.
    pub header: Vec<String>,
    /// Its rows.
    pub rows: Vec<ReceivedRow>,
}

/// One of its rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReceivedRow {
    /// The line on which it begins.
    pub line: u64,
    /// Its cells.
    pub cells: Vec<String>,
    /// What it says, or why it cannot be read.
    pub reading: Result<Reading, Note>,
}

/// Refuses a file before any of it has arrived: where its sender may not enter such rows for the party, or too many files
/// of the party wait already.
pub async fn expect_import(registry: &Registry, caller: &Caller, input: &NewImport) -> Result<(), Error> {
    may_enter(caller, Act::CheckImport, (input.kind, input.party))?;
    let mut refused = Refusals::default();
    let known = party::Entity::find_by_id(input.party).one(&registry.db).await?;
    refused.unless(known.is_some(), "party", Reason::NotFound);
    refused.line("source", input.source.as_deref(), MOST_SOURCE);
    let now = registry.now();
    refused.unless(input.as_of.is_none_or(|day| !lies_ahead(day, now)), "asOf", Reason::InTheFuture);
    refused.keepable("asOf", input.as_of);
    refused.done()?;
    let open = import_batch::Entity::find()
        .filter(import_batch::Column::PartyId.eq(input.party))
        .filter(import_batch::Column::State.eq(ImportState::Checked));
    if MOST_OPEN <= page::count(&registry.db, open).await? {
        return Err(Error::refuse(Reason::TooManyOpen { most: MOST_OPEN }));
    }
    Ok(())
}

/// Checks all rows of a file: what each would do is tried, and nothing is entered. The check is kept for its party until
/// somebody confirms it, or for some days.
pub async fn check_import(
    registry: &Registry,
    caller: &Caller,
    input: &NewImport,
    file: Received,
) -> Result<import_batch::Model, Error> {
    expect_import(registry, caller, input).await?;
    let most = input.kind.most_rows();
    if most < file.rows.len() {
        return Err(Error::refuse(Reason::TooManyRows { most }));
    }
    let work = registry.begin(caller).await?;
    let mut batch = new_batch(&work, input, &file);
    let mut rows: Vec<import_row::Model> = file.rows.into_iter().map(|row| new_row(&work, batch.id, row)).collect();
    state_sources(rows.iter_mut().filter_map(|row| row.reading.as_mut()));
    try_rows(work, &batch, &mut rows).await?;
    note(&mut batch, &Found::of(&rows));
    let work = registry.begin(caller).await?;
    insert_all(&*work, vec![batch.clone().into_active_model()]).await?;
    insert_all(&*work, rows.into_iter().map(IntoActiveModel::into_active_model).collect()).await?;
    work.record(entry(Act::CheckImport, ChangeKind::Created, &batch)).await?;
    Ok(batch)
}

/// Checks the rows of a file anew, as the registry is now.
pub async fn check_again(
    registry: &Registry,
    caller: &Caller,
    id: Uuid,
    expected_revision: i32,
) -> Result<import_batch::Model, Error> {
    revise(registry, caller, (Act::CheckImport, id, expected_revision), &[]).await
}

/// Lets texts of a file mean the places that were chosen, wherever they stand, and checks its rows anew.
pub async fn choose_candidates(
    registry: &Registry,
    caller: &Caller,
    id: Uuid,
    expected_revision: i32,
    chosen: &[Chosen],
) -> Result<import_batch::Model, Error> {
    policy::may(caller, Act::ChooseCandidates, &caller.parties())?;
    let mut refused = Refusals::default();
    refused.unless(!chosen.is_empty(), "choices", Reason::Required);
    let ids: Vec<Uuid> = chosen.iter().map(|one| one.place).collect();
    let known = crate::place::find::parties_by_id(registry, &ids).await?;
    for (at, one) in chosen.iter().enumerate() {
        refused.unless(known.contains_key(&one.place), &format!("choices.{at}.place"), Reason::NotFound);
    }
    refused.done()?;
    revise(registry, caller, (Act::ChooseCandidates, id, expected_revision), chosen).await
}

/// Enters the rows of a file, all of them or none: each by the act that it would take by itself, for the caller and as the
/// registry is now. Rows that are refused or wait for a choice are left out where the caller says so. Where anything else would
/// come of a row than the check said, nothing is entered: what people confirm is what they read.
pub async fn confirm_import(
    registry: &Registry,
    caller: &Caller,
    id: Uuid,
    expected_revision: i32,
    leave_out: bool,
) -> Result<import_batch::Model, Error> {
    let (work, mut batch) = open(registry, caller, Act::ConfirmImport, id, expected_revision).await?;
    stands(&work, &batch, ImportState::Checked)?;
    may_enter(caller, Act::ConfirmImport, (batch.kind, batch.party_id))?;
    if batch.left() > 0 && !leave_out {
        let rows = u64::try_from(batch.left()).unwrap_or_default();
        return Err(Error::refuse(Reason::RowsLeft { rows }));
    }
    if batch.to_enter() == 0 {
        return Err(Error::refuse(Reason::NothingToEnter));
    }
    let taken = [Verdict::New, Verdict::Changed, Verdict::Same, Verdict::Duplicate];
    let mut rows = rows_of(&work, id).await?;
    rows.retain(|row| taken.contains(&row.verdict));
    let readings: Vec<&Reading> = rows.iter().filter_map(|row| row.reading.as_ref()).collect();
    let (outcomes, mut entries) = enter_rows(&work, &About::from(&batch), &readings).await?;
    let checked: HashMap<i64, Verdict> = rows.iter().map(|row| (row.line, row.verdict)).collect();
    let differs =
        |outcome: &&Judged| i64::try_from(outcome.line).is_ok_and(|line| checked.get(&line) != Some(&outcome.verdict));
    let failed = outcomes.iter().filter(differs).map(|outcome| outcome.line);
    if let Some(lines) = named(failed) {
        return Err(Error::refuse(Reason::RowsChanged { lines }));
    }
    let settled = settle(&mut rows, outcomes).into_iter();
    rewrite(&work, settled.filter(|(row, before)| **row != *before).map(|(row, _)| &*row)).await?;
    batch.state = ImportState::Done;
    save(&work, &mut batch).await?;
    entries.push(entry(Act::ConfirmImport, ChangeKind::Changed, &batch));
    work.record_all(entries).await?;
    Ok(batch)
}

/// Takes back all that a file entered, each record by the act that takes one back. Refused where any of them was changed
/// since, or others rely on it.
pub async fn undo_import(
    registry: &Registry,
    caller: &Caller,
    id: Uuid,
    expected_revision: i32,
) -> Result<import_batch::Model, Error> {
    let (work, mut batch) = open(registry, caller, Act::UndoImport, id, expected_revision).await?;
    stands(&work, &batch, ImportState::Done)?;
    may_enter(caller, Act::UndoImport, (batch.kind, batch.party_id))?;
    let (mut entries, mut used) = (Vec::new(), Vec::new());
    let rows = rows_of(&work, id).await?;
    for row in rows.into_iter().rev().filter(|row| row.replaced.is_some()) {
        let line = u64::try_from(row.line).unwrap_or_default();
        match take_back(&work, row).await? {
            Some(entry) => entries.push(entry),
            None => used.push(line),
        }
    }
    used.sort_unstable();
    if let Some(lines) = named(used.into_iter()) {
        return Err(Error::refuse(Reason::RowsInUse { lines }));
    }
    batch.state = ImportState::Undone;
    save(&work, &mut batch).await?;
    entries.push(entry(Act::UndoImport, ChangeKind::Changed, &batch));
    work.record_all(entries).await?;
    Ok(batch)
}

/// Gives up a file that was checked. Its rows are gone.
pub async fn drop_import(
    registry: &Registry,
    caller: &Caller,
    id: Uuid,
    expected_revision: i32,
) -> Result<import_batch::Model, Error> {
    let (work, mut batch) = open(registry, caller, Act::DropImport, id, expected_revision).await?;
    stands(&work, &batch, ImportState::Checked)?;
    give_up(&work, &mut batch).await?;
    work.record(entry(Act::DropImport, ChangeKind::Changed, &batch)).await?;
    Ok(batch)
}

/// Gives up the files that nobody confirmed for some days; says how many.
pub async fn sweep(registry: &Registry) -> Result<usize, Error> {
    let old = Condition::all()
        .add(import_batch::Column::State.eq(ImportState::Checked))
        .add(import_batch::Column::UpdatedAt.lt(registry.now() - KEPT));
    // Most of the time there is nothing to do, and nobody has to be kept from writing.
    if import_batch::Entity::find().filter(old.clone()).one(&registry.db).await?.is_none() {
        return Ok(0);
    }
    let work = registry.begin(&Caller::system()).await?;
    let left = import_batch::Entity::find()
        .filter(old)
        .order_by_asc(import_batch::Column::Id)
        .limit(MOST_SWEPT)
        .lock(LockType::Update);
    let mut entries = Vec::new();
    for mut batch in left.all(&*work).await? {
        give_up(&work, &mut batch).await?;
        entries.push(entry(Act::DropImport, ChangeKind::Changed, &batch));
    }
    let swept = entries.len();
    work.record_all(entries).await?;
    Ok(swept)
}

/// Refuses who may not do this with a file, nor enter such a row by itself.
fn may_enter(caller: &Caller, act: Act, (kind, party): (ImportKind, Uuid)) -> Result<(), Error> {
    policy::may(caller, act, &[party])?;
    policy::may(caller, kind.act(), &[party])
}

/// The file that the caller means, locked, as it was at the revision they read.
async fn open(
    registry: &Registry,
    caller: &Caller,
    act: Act,
    id: Uuid,
    expected_revision: i32,
) -> Result<(Work, import_batch::Model), Error> {
    let work = registry.begin_act(caller, act).await?;
    let batch = work.open::<import_batch::Entity>(act, id, expected_revision).await?;
    Ok((work, batch))
}

fn stands(work: &Work, batch: &import_batch::Model, state: ImportState) -> Result<(), Error> {
    if batch.state == state {
        return Ok(());
    }
    Err(Error::refuse(Reason::closed(batch.state.gate(work.caller.language))))
}

/// Checks the rows of a file anew, with what was chosen.
async fn revise(
    registry: &Registry,
    caller: &Caller,
    (act, id, expected_revision): (Act, Uuid, i32),
    chosen: &[Chosen],
) -> Result<import_batch::Model, Error> {
    let (work, batch) = open(registry, caller, act, id, expected_revision).await?;
    stands(&work, &batch, ImportState::Checked)?;
    may_enter(caller, act, (batch.kind, batch.party_id))?;
    let before = rows_of(&work, id).await?;
    let mut rows = before.clone();
    for row in &mut rows {
        let asked = |one: &&Chosen| {
            row.choices.0.iter().any(|choice| choice.column == one.column && choice.written == one.written)
        };
        let settled: Vec<&Chosen> = chosen.iter().filter(asked).collect();
        if let Some(reading) = &mut row.reading {
            for one in settled {
                reading.choose(one);
            }
        }
    }
    try_rows(work, &batch, &mut rows).await?;
    let (work, mut batch) = open(registry, caller, act, id, expected_revision).await?;
    rewrite(&work, rows.iter().zip(&before).filter(|(row, before)| row != before).map(|(row, _)| row)).await?;
    note(&mut batch, &Found::of(&rows));
    save(&work, &mut batch).await?;
    work.record(entry(act, ChangeKind::Changed, &batch)).await?;
    Ok(batch)
}

/// Finds out what would come of the rows: all of it is done within this act, which is dropped.
async fn try_rows(work: Work, batch: &import_batch::Model, rows: &mut [import_row::Model]) -> Result<(), Error> {
    let readings: Vec<&Reading> = rows.iter().filter_map(|row| row.reading.as_ref()).collect();
    let (outcomes, _) = enter_rows(&work, &About::from(batch), &readings).await?;
    drop(work);
    for (row, _) in settle(rows, outcomes) {
        // Nothing was made that could be taken back.
        row.replaced = None;
        if matches!(row.verdict, Verdict::New | Verdict::Duplicate) {
            (row.record_kind, row.record_id) = (None, None);
        }
    }
    Ok(())
}

/// Notes on the rows what came of them; returns those that were read, each with what it was.
fn settle(rows: &mut [import_row::Model], outcomes: Vec<Judged>) -> Vec<(&mut import_row::Model, import_row::Model)> {
    let mut by_line: HashMap<u64, Judged> = outcomes.into_iter().map(|outcome| (outcome.line, outcome)).collect();
    let mut settled = Vec::new();
    for row in rows {
        let Some(outcome) = u64::try_from(row.line).ok().and_then(|line| by_line.remove(&line)) else { continue };
        let before = row.clone();
        row.verdict = outcome.verdict;
        row.notes = Notes(outcome.notes);
        row.choices = Choices(outcome.choices);
        row.record_kind = outcome.record.map(|record| record.kind);
        row.record_id = outcome.record.map(|record| record.id);
        row.replaced = outcome.replaced;
        settled.push((row, before));
    }
    settled
}

/// The lines in words, the first of them; `None` if there are none.
fn named(lines: impl Iterator<Item = u64>) -> Option<String> {
    let mut lines: Vec<u64> = lines.collect();
    lines.sort_unstable();
    let more = if lines.len() > MOST_NAMED { ", …" } else { "" };
    let told: Vec<String> = lines.iter().take(MOST_NAMED).map(u64::to_string).collect();
    (!told.is_empty()).then(|| format!("{}{more}", told.join(", ")))
}

async fn rows_of(work: &Work, id: Uuid) -> Result<Vec<import_row::Model>, Error> {
    let rows = import_row::Entity::find().filter(import_row::Column::BatchId.eq(id));
    Ok(rows.order_by_asc(import_row::Column::Id).all(&**work).await?)
}

fn new_batch(work: &Work, input: &NewImport, file: &Received) -> import_batch::Model {
    let Origin { source, as_of, .. } = input.origin(&file.name, legal_today(work.now));
    import_batch::Model {
        id: work.new_id(),
        kind: input.kind,
        party_id: input.party,
        person_id: if let Who::Person(id) = work.caller.who { Some(id) } else { None },
        source,
        file_name: called(&file.name),
        sha256: file.sha256.clone(),
        bytes: i64::try_from(file.bytes).unwrap_or(i64::MAX),
        as_of,
        header: Cells(file.header.clone()),
        state: ImportState::Checked,
        added: 0,
        changed: 0,
        same: 0,
        repeated: 0,
        unclear: 0,
        refused: 0,
        problems: Problems::default(),
        questions: Questions::default(),
        revision: 1,
        created_at: work.now,
        updated_at: work.now,
    }
}

fn new_row(work: &Work, batch_id: Uuid, row: ReceivedRow) -> import_row::Model {
    let (reading, notes) = match row.reading {
        Ok(reading) => (Some(reading), Vec::new()),
        Err(note) => (None, vec![note]),
    };
    import_row::Model {
        id: work.new_id(),
        batch_id,
        line: i64::try_from(row.line).unwrap_or(i64::MAX),
        cells: Cells(row.cells),
        reading,
        verdict: Verdict::Refused,
        notes: Notes(notes),
        choices: Choices::default(),
        record_kind: None,
        record_id: None,
        replaced: None,
    }
}

/// Notes on a file what its check found.
fn note(batch: &mut import_batch::Model, found: &Found) {
    batch.added = found.count(Verdict::New);
    batch.changed = found.count(Verdict::Changed);
    batch.same = found.count(Verdict::Same);
    batch.repeated = found.count(Verdict::Duplicate);
    batch.unclear = found.count(Verdict::Choose);
    batch.refused = found.count(Verdict::Refused);
    batch.problems = Problems(found.problems.clone());
    batch.questions = Questions(found.questions.clone());
}

/// Deletes the rows of a file, and notes that it was given up.
async fn give_up(work: &Work, batch: &mut import_batch::Model) -> Result<(), Error> {
    import_row::Entity::delete_many().filter(import_row::Column::BatchId.eq(batch.id)).exec(&**work).await?;
    batch.state = ImportState::Dropped;
    batch.problems = Problems::default();
    batch.questions = Questions::default();
    save(work, batch).await
}

/// Writes a file that was changed; its revision rises.
async fn save(work: &Work, batch: &mut import_batch::Model) -> Result<(), Error> {
    batch.revision += 1;
    batch.updated_at = work.now;
    let row = batch.clone().into_active_model().reset_all();
    import_batch::ActiveModel { id: Unchanged(batch.id), ..row }.update(&**work).await?;
    Ok(())
}

/// Writes rows that were changed, with two statements for many of them.
async fn rewrite(work: &Work, rows: impl Iterator<Item = &import_row::Model>) -> Result<(), Error> {
    let rows: Vec<import_row::Model> = rows.cloned().collect();
    let ids = rows.iter().map(|row| row.id);
    import_row::Entity::delete_many().filter(import_row::Column::Id.is_in(ids)).exec(&**work).await?;
    insert_all(&**work, rows.into_iter().map(IntoActiveModel::into_active_model).collect()).await?;
    Ok(())
}

/// The journal's entry of an act on a file, for its party.
fn entry(act: Act, change: ChangeKind, batch: &import_batch::Model) -> Entry {
    let data = json!({
        "kind": batch.kind, "party": batch.party_id, "fileName": batch.file_name, "sha256": batch.sha256,
        "source": batch.source, "asOf": batch.as_of, "state": batch.state, "new": batch.added,
        "changed": batch.changed, "same": batch.same, "duplicate": batch.repeated, "toChoose": batch.unclear,
        "refused": batch.refused, "revision": batch.revision,
    });
    Entry::of::<import_batch::Entity>(act, change, batch, [], data)
}
