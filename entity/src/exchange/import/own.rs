//! An officer's own file of exchanges: each row is entered by the act, and under the rules, that one exchange has.

use super::{
    known::{Known, Seen, parts_of},
    named::{Directory, Named},
    record::ExchangeRow,
    rule::{self, Described},
};
use crate::{
    Error, Reason, Work,
    date::legal_today,
    exchange::{
        act::{ScheduleExchange, cancel_within, enter_within, one_after_another},
        record::{ExchangeRole, Format, Method, Status, exchange},
        rule as exchange_rule,
    },
    journal::{Entry, SubjectKind},
    place::{
        self,
        own::{Cells, Own, Untold},
    },
    policy::{Act, Visibility},
    report::{Choice, Judged, Note, RowNote, Verdict},
    subject::Subject,
    text::{Language, LocalText},
};
use sea_orm::prelude::Json;
use serde_json::json;
use std::collections::HashMap;
use uuid::Uuid;

/// What the JSON of a row that made an exchange calls its revision.
const REVISION: &str = "revision";
/// What separates the parties of a cell.
const BETWEEN: char = '|';

/// Enters what the rows of an officer's file say, within an act that the caller ends with the entries. A row that says what
/// is known of an exchange already changes nothing, whoever keeps it.
pub(crate) async fn enter_own(
    work: &Work,
    own: &Own,
    rows: &[ExchangeRow],
) -> Result<(Vec<Judged>, Vec<Entry>), Error> {
    let cells = Cells::read(work, own, rows.iter().flat_map(names_of).collect()).await?;
    let (mut outcomes, mut told) = (Vec::new(), Vec::new());
    for row in rows {
        match naming(row, &cells) {
            Err(outcome) => outcomes.push(outcome),
            Ok(row) => told.push(with_source(row, own)),
        }
    }
    rule::complete(&mut told);
    one_after_another(work).await?;
    let (mut described, mut entries) = (Vec::new(), Vec::new());
    let (mut directory, mut countries) = (Directory::default(), HashMap::new());
    for row in &told {
        match describe(work, &mut directory, &mut countries, row).await? {
            Ok(pair) => described.push(pair),
            Err(notes) => outcomes.push(Judged::refused(row.line, notes)),
        }
    }
    let known = Known::load(work, &described).await?;
    let mut seen = Seen::default();
    for (row, named) in described {
        let outcome = enter(work, own, (&known, &mut seen), (row, &named), &mut entries).await?;
        outcomes.push(outcome);
    }
    Ok((outcomes, entries))
}

/// A row that names no source has that of the file.
fn with_source(row: ExchangeRow, own: &Own) -> ExchangeRow {
    let source = if row.source.trim().is_empty() { own.source.clone() } else { row.source.clone() };
    ExchangeRow { source, ..row }
}

/// Cancels the exchange that a row made, unless it was changed since or others have said that it took place.
pub(crate) async fn take_back_own(work: &Work, id: Uuid, replaced: &Json) -> Result<Entry, Error> {
    let revision = replaced[REVISION].as_i64().and_then(|revision| i32::try_from(revision).ok()).unwrap_or_default();
    let reason = work.caller.language.pick("Impor dibatalkan.", "The import was undone.");
    Ok(cancel_within(work, id, revision, reason).await?.1)
}

/// The cells of a row that name parties, each with its column.
fn columns_of(row: &ExchangeRow) -> [(&'static str, &String); 3] {
    [("host", &row.host), ("champions", &row.champions), ("learners", &row.learners)]
}

fn names_of(row: &ExchangeRow) -> impl Iterator<Item = &str> {
    let names = columns_of(row).into_iter().flat_map(|(_, cell)| cell.split(BETWEEN));
    names.map(str::trim).filter(|name| !name.is_empty())
}

/// A row that names its parties by their identifiers, or why it cannot be told who they are.
fn naming(row: &ExchangeRow, cells: &Cells<'_>) -> Result<ExchangeRow, Judged> {
    let (mut choices, mut notes, mut told) = (Vec::new(), Vec::new(), Vec::new());
    for (column, cell) in columns_of(row) {
        let mut ids = Vec::new();
        for name in cell.split(BETWEEN).map(str::trim).filter(|name| !name.is_empty()) {
            let (column, written) = (column.to_owned(), name.to_owned());
            match cells.find(name) {
                Ok(party) => ids.push(party.to_string()),
                Err(Untold::Unclear(candidates)) => choices.push(Choice { column, written, candidates }),
                Err(Untold::Unknown) => notes.push(Note::of(column, &Reason::UnknownPlace { name: written })),
            }
        }
        told.push(ids.join("|"));
    }
    if !notes.is_empty() {
        return Err(Judged::refused(row.line, notes));
    }
    if !choices.is_empty() {
        return Err(Judged::unclear(row.line, choices));
    }
    let mut told = told.into_iter();
    let mut next = || told.next().unwrap_or_default();
    Ok(ExchangeRow { host: next(), champions: next(), learners: next(), ..row.clone() })
}

/// What a row says and whom it names, or what is wrong with it.
async fn describe(
    work: &Work,
    directory: &mut Directory,
    countries: &mut HashMap<String, bool>,
    row: &ExchangeRow,
) -> Result<Result<(Described, Named), Vec<Note>>, Error> {
    let mut read = match rule::read(row, legal_today(work.now)) {
        Ok(read) => read,
        Err(error) => return Ok(Err(notes(error)?)),
    };
    if let Some(code) = &read.country {
        if !countries.contains_key(code) {
            countries.insert(code.clone(), place::find::is_country(&**work, code).await?);
        }
        if !countries[code] {
            return Ok(Err(vec![Note::of("country", &place::find::no_country(&row.country))]));
        }
    }
    match directory.read(work, &read).await? {
        Ok(named) => {
            read.moments = exchange_rule::moments(&read.moments.when, named.host_zone())?;
            Ok(Ok((read, named)))
        }
        Err(misnamed) => Ok(Err(vec![Note::of(misnamed.column, &misnamed.reason)])),
    }
}

/// The notes on what was refused, at the columns of the file; a fault stays one.
fn notes(error: Error) -> Result<Vec<Note>, Error> {
    match error {
        Error::Refused(refusals) => Ok(refusals
            .iter()
            .map(|refusal| Note::of(rule::column(&refusal.path.join(".")), &refusal.reason))
            .collect()),
        fault => Err(fault),
    }
}

/// Enters one row, unless it repeats another or the exchange is there.
async fn enter(
    work: &Work,
    own: &Own,
    (known, seen): (&Known, &mut Seen),
    (row, named): (Described, &Named),
    entries: &mut Vec<Entry>,
) -> Result<Judged, Error> {
    let line = row.line;
    match seen.find(known, &row, named) {
        Ok(None) => {}
        Ok(Some(earlier)) if !row.adds_to(&earlier.row) => return Ok(Judged::new(line, Verdict::Duplicate, None)),
        Ok(Some(earlier)) => return Ok(left_out(&rule::beside(line, earlier.row.line))),
        Err(lines) => return Ok(left_out(&rule::fits_rows(line, &lines))),
    }
    let there = match known.find(&row, named) {
        Ok(there) => there.filter(|one| one.status != Status::Cancelled || row.exchange == Some(one.id)),
        Err(several) => return Ok(left_out(&rule::fits(line, several))),
    };
    match there {
        Some(one) => {
            let outcome = compare(known, one, &row, named);
            if outcome.verdict == Verdict::Same {
                seen.note((row, named), one.clone(), known.parts.get(&one.id).cloned().unwrap_or_default());
            }
            Ok(outcome)
        }
        None if named.parts().any(|(party, ..)| party == own.id()) => {
            let (outcome, made) = create(work, &input(own, &row, named), entries, line).await?;
            if let Some(exchange) = made {
                let parts = parts_of(work, exchange.id).await?;
                seen.note((row, named), exchange, parts);
            }
            Ok(outcome)
        }
        None => Ok(Judged::refused(line, vec![Note::of("", &Reason::RowOfOthers { party: own.name() })])),
    }
}

/// A row of which it is not clear what it is about.
fn left_out(note: &RowNote) -> Judged {
    Judged::refused(note.line, vec![Note::malformed(note.reason.clone(), &[])])
}

/// Whether a row says no more than is known of an exchange, whatever file it stands in.
fn compare(known: &Known, one: &exchange::Model, row: &Described, named: &Named) -> Judged {
    let row = &Described { source: one.source.clone(), ..row.clone() };
    let parts = known.parts.get(&one.id).map_or(&[][..], Vec::as_slice);
    let nobody_new = named.beyond(one, parts).is_ok_and(|further| further.is_empty());
    let nothing_new = rule::revised(one, row, named.host_zone()).is_ok_and(|next| next.is_none());
    if nobody_new && nothing_new {
        return Judged::new(row.line, Verdict::Same, Some((SubjectKind::Exchange, one.id)));
    }
    let refused = Judged::refused(row.line, vec![Note::of("", &Reason::RecordedOtherwise)]);
    Judged { record: Some(Subject::new(SubjectKind::Exchange, one.id)), ..refused }
}

/// Enters an exchange; returns what came of the row, and the exchange if it was made.
async fn create(
    work: &Work,
    input: &ScheduleExchange,
    entries: &mut Vec<Entry>,
    line: u64,
) -> Result<(Judged, Option<exchange::Model>), Error> {
    let refused = |error| Ok((Judged::refused(line, notes(error)?), None));
    let moments = match exchange_rule::moments(&input.when, None) {
        Ok(moments) => moments,
        Err(error) => return refused(error),
    };
    let is_past = exchange_rule::begun(moments.starts_at, input.when.start_time, work.now);
    let act = if is_past { Act::RecordPastExchange } else { Act::ScheduleExchange };
    match enter_within(work, act, input).await {
        Ok((scheduled, entry)) => {
            entries.push(entry);
            let exchange = scheduled.exchange;
            let replaced = Some(json!({ REVISION: exchange.revision }));
            let made = Judged::new(line, Verdict::New, Some((SubjectKind::Exchange, exchange.id)));
            Ok((Judged { replaced, ..made }, Some(exchange)))
        }
        Err(error) => refused(error),
    }
}

/// The exchange that a row describes, kept by the party whose file it is.
fn input(own: &Own, row: &Described, named: &Named) -> ScheduleExchange {
    let title = Some(row.title.clone());
    let who = |wanted: ExchangeRole| -> Vec<Uuid> {
        named.parts().filter(|(_, role, _)| *role == wanted).map(|(party, ..)| party).collect()
    };
    ScheduleExchange {
        title: match row.language {
            Language::Id => LocalText { id: title, en: None },
            Language::En => LocalText { id: row.title_id.clone(), en: title },
        },
        method: row.method.unwrap_or(Method::Other),
        format: row.format.unwrap_or(Format::Onsite),
        when: row.moments.when.clone(),
        place: row.place.clone(),
        country: row.country.clone(),
        host: who(ExchangeRole::Host).first().copied(),
        champions: who(ExchangeRole::Champion),
        learners: who(ExchangeRole::Learner),
        agreement: named.agreement(true).or_else(|| named.agreement(false)),
        note: row.note.clone(),
        visibility: Visibility::Public,
        owned_by: Some(own.id()),
        source: row.source.clone(),
    }
}
