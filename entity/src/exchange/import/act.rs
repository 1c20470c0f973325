//! Importing exchanges from a file.

use super::{
    known::{Known, Seen, is_from_file, parts_of},
    named::{Directory, Misnamed, Named},
    record::ExchangeRow,
    rule::{self, Described},
};
use crate::{
    Caller, Error, Reason, Registry, Work,
    date::legal_today,
    exchange::{
        act::{changed, entry, fresh, index, one_after_another, set_moments, store_parts},
        consent::ask::{ask_again, consents_to_hearsay, follow},
        find,
        record::{Format, Method, exchange},
        rule as exchange_rule,
    },
    journal::{ChangeKind, Entry},
    place,
    policy::{self, Act, Visibility},
    report::{Report, RowNote, in_pieces, malformed},
    text::Language,
    zone::tzdb_version,
};
use sea_orm::{ActiveModelTrait, ActiveValue::Set};
use std::collections::HashMap;

/// Imports exchanges from the rows of a file. Past exchanges are accepted too; everyone may see them.
///
/// A file speaks for nobody. Whoever a row names as taking part is asked where somebody acts for them, and otherwise
/// only stated. So it is with the agreement that it names: who acts for a party to it is asked, and where nobody does it
/// counts if one of its parties takes part. Where somebody declined, no file names anyone again.
///
/// The same identifier is the same exchange, and else the same title on the same first day, unless place, country, zone or
/// host say otherwise. Of two such rows of the file the second is a duplicate, or left out where it says more. Of the
/// exchanges that the registry knows it changes those that came from a file themselves, and moves none that came from another
/// source; those that an organiser keeps stay as they are. `source` stands for rows without one. A dry run reports the same
/// and writes nothing. Some rows at a time are one transaction, as with agreements.
pub async fn import_exchanges(
    registry: &Registry,
    caller: &Caller,
    mut rows: Vec<ExchangeRow>,
    source: &str,
    dry_run: bool,
) -> Result<Report, Error> {
    policy::may(caller, Act::ImportExchanges, &[])?;
    for row in rows.iter_mut().filter(|row| row.source.trim().is_empty()) {
        source.clone_into(&mut row.source);
    }
    rule::complete(&mut rows);
    let (mut report, mut seen, mut directory) = (Report::default(), Seen::default(), Directory::default());
    for (number, piece) in in_pieces(rows).enumerate() {
        let work = registry.begin_piece(caller, number).await?;
        one_after_another(&work).await?;
        let described = describe(&work, &mut directory, piece, &mut report).await?;
        let entries = bring_in(&work, described, &mut seen, &mut report).await?;
        if !dry_run {
            work.record_all(entries).await?;
        }
    }
    report.sort();
    Ok(report)
}

/// Brings some rows in; returns the journal's entries where they said something new. `seen` is what the rows of the file
/// were about so far.
async fn bring_in(
    work: &Work,
    rows: Vec<(Described, Named)>,
    seen: &mut Seen,
    report: &mut Report,
) -> Result<Vec<Entry>, Error> {
    let mut known = Known::load(work, &rows).await?;
    seen.overlay(&mut known);
    let mut entries = Vec::new();
    for (row, named) in rows {
        match seen.find(&known, &row, &named) {
            Ok(None) => {}
            Ok(Some(earlier)) => {
                match row.adds_to(&earlier.row).then(|| rule::beside(row.line, earlier.row.line)) {
                    None => report.repeats(row.line, earlier.row.line),
                    Some(note) => report.rejected.push(note),
                }
                continue;
            }
            Err(lines) => {
                report.rejected.push(rule::fits_rows(row.line, &lines));
                continue;
            }
        }
        let known_one = match known.find(&row, &named) {
            Ok(known_one) => known_one,
            Err(several) => {
                report.rejected.push(rule::fits(row.line, several));
                continue;
            }
        };
        let (change, exchange) = match known_one {
            None => (ChangeKind::Created, insert(work, &row, &named).await?),
            Some(one) => match revise(work, &known, one, &row, &named).await? {
                Err(note) => {
                    report.rejected.push(note);
                    continue;
                }
                Ok(None) => {
                    report.same(row.line);
                    let parts = known.parts.get(&one.id).cloned().unwrap_or_default();
                    seen.note((row, &named), one.clone(), parts);
                    continue;
                }
                Ok(Some(exchange)) => (ChangeKind::Changed, exchange),
            },
        };
        if change == ChangeKind::Created {
            report.made(row.line);
        } else {
            report.altered(row.line);
        }
        if !named.is_empty() {
            follow(work, &exchange).await?;
        }
        index(work, &exchange).await?;
        entries.push(entry(work, Act::ImportExchanges, change, &exchange).await?);
        // Further rows of the file are about what this one has made of it.
        let parts = if named.is_empty() {
            known.parts.get(&exchange.id).cloned().unwrap_or_default()
        } else {
            parts_of(work, exchange.id).await?
        };
        known.take_up(exchange.clone(), parts.clone());
        seen.note((row, &named), exchange, parts);
    }
    Ok(entries)
}

/// Reads the rows; those that cannot be read go to the report.
async fn describe(
    work: &Work,
    directory: &mut Directory,
    rows: Vec<ExchangeRow>,
    report: &mut Report,
) -> Result<Vec<(Described, Named)>, Error> {
    let mut countries: HashMap<String, bool> = HashMap::new();
    let mut described = Vec::with_capacity(rows.len());
    for row in rows {
        let mut read = match rule::read(&row, legal_today(work.now)) {
            Ok(read) => read,
            Err(Error::Refused(refusals)) => {
                let (column, reason) = rule::first_refusal(refusals);
                report.rejected.push(note(&row, &column, &reason));
                continue;
            }
            Err(error) => return Err(error),
        };
        if let Some(code) = &read.country
            && !countries.contains_key(code)
        {
            countries.insert(code.clone(), place::find::is_country(&**work, code).await?);
        }
        if read.country.as_ref().is_some_and(|code| !countries[code]) {
            report.rejected.push(note(&row, "country", &place::find::no_country(&row.country)));
            continue;
        }
        match directory.read(work, &read).await? {
            Ok(named) => {
                read.moments = exchange_rule::moments(&read.moments.when, named.host_zone())?;
                report.places.extend(named.sightings(read.line));
                described.push((read, named));
            }
            Err(misnamed) => report.rejected.push(unnamed(&row, &misnamed)),
        }
    }
    Ok(described)
}

fn note(row: &ExchangeRow, column: &str, reason: &Reason) -> RowNote {
    if let Reason::Malformed { expected } = reason {
        return RowNote { line: row.line, reason: malformed(column, rule::cell(row, column), [expected; 2]) };
    }
    said_of(row.line, column, reason)
}

/// Why a row names nobody, with those whom it may mean.
fn unnamed(row: &ExchangeRow, misnamed: &Misnamed) -> RowNote {
    let note = note(row, misnamed.column, &misnamed.reason);
    if misnamed.candidates.is_empty() {
        return note;
    }
    let listed = misnamed.candidates.iter().map(|party| format!("{} [{}]", place::rule::party_name(party), party.slug));
    let listed = listed.collect::<Vec<_>>().join(", ");
    let said = |language, maybe| format!("{} {maybe}: {listed}", note.reason.read(language));
    RowNote::new(row.line, said(Language::Id, "Mungkin yang dimaksud"), said(Language::En, "It may be"))
}

fn said_of(line: u64, column: &str, reason: &Reason) -> RowNote {
    let said = |language| format!("{column}: {}", reason.message(language));
    RowNote::new(line, said(Language::Id), said(Language::En))
}

async fn insert(work: &Work, row: &Described, named: &Named) -> Result<exchange::Model, Error> {
    let title = |language| (row.language == language).then(|| row.title.clone());
    let format = row.format.unwrap_or(Format::Onsite);
    let country = row.country.as_ref().or_else(|| named.host_country().filter(|_| format != Format::Online));
    let mut model = exchange::ActiveModel {
        title_id: Set(title(Language::Id).or_else(|| row.title_id.clone())),
        title_en: Set(title(Language::En)),
        method: Set(row.method.unwrap_or(Method::Other)),
        format: Set(format),
        place: Set(row.place.clone()),
        country_code: Set(country.cloned()),
        note: Set(row.note.clone()),
        visibility: Set(Visibility::Public),
        source: Set(row.source.clone()),
        host_id: Set(named.host()),
        agreement_id: Set(named.agreement(true)),
        asked_agreement_id: Set(named.agreement(false)),
        ..fresh(work)
    };
    set_moments(&mut model, &row.moments);
    let exchange = model.insert(&**work).await?;
    store_parts(work, exchange.id, named.parts()).await?;
    Ok(exchange)
}

/// Writes what a row says that is new of an exchange from a file; `None` if nothing is.
async fn revise(
    work: &Work,
    known: &Known,
    exchange: &exchange::Model,
    row: &Described,
    named: &Named,
) -> Result<Result<Option<exchange::Model>, RowNote>, Error> {
    if !is_from_file(exchange) {
        return Ok(Ok(None));
    }
    if row.moves_anothers(exchange) {
        return Ok(Err(rule::of_another(row.line, exchange.source.as_deref().unwrap_or_default())));
    }
    let parts = known.parts.get(&exchange.id).map_or(&[][..], Vec::as_slice);
    let further = match named.beyond(exchange, parts) {
        _ if known.declined.contains(&exchange.id) => Named::default(),
        Ok(further) => further,
        Err(misnamed) => return Ok(Err(said_of(row.line, misnamed.column, &misnamed.reason))),
    };
    let next = match rule::revised(exchange, row, named.host_zone()) {
        Ok(next) => next.or_else(|| (!further.is_empty()).then(|| exchange.clone())),
        Err(Error::Refused(refusals)) => {
            let (column, reason) = rule::first_refusal(refusals);
            return Ok(Err(said_of(row.line, &column, &reason)));
        }
        Err(error) => return Err(error),
    };
    let Some(next) = next else { return Ok(Ok(None)) };
    let exchange = update(work, exchange, next, &further).await?;
    store_parts(work, exchange.id, further.parts()).await?;
    Ok(Ok(Some(exchange)))
}

/// Writes what a row changed. An exchange that moved voids the reminders.
async fn update(
    work: &Work,
    known: &exchange::Model,
    next: exchange::Model,
    further: &Named,
) -> Result<exchange::Model, Error> {
    let moved = exchange_rule::moves(known, &next);
    let mut row = exchange::ActiveModel {
        title_id: Set(next.title_id),
        title_en: Set(next.title_en),
        starts_on: Set(next.starts_on),
        ends_on: Set(next.ends_on),
        start_time: Set(next.start_time),
        end_time: Set(next.end_time),
        time_zone: Set(next.time_zone),
        starts_at: Set(next.starts_at),
        ends_at: Set(next.ends_at),
        tzdb_version: Set(tzdb_version().to_owned()),
        place: Set(next.place),
        country_code: Set(next.country_code),
        note: Set(next.note),
        source: Set(next.source),
        method: Set(next.method),
        format: Set(next.format),
        generation: Set(known.generation + i32::from(moved)),
        ..changed(work, known)
    };
    if (next.starts_on, next.ends_on) != (known.starts_on, known.ends_on) {
        let named = find::participants(&**work, known.id).await?.into_iter().collect::<Vec<_>>();
        row.host_id = Set(ask_again(work, known.id, &consents_to_hearsay(work, &named).await?).await?);
    }
    if further.host().is_some() {
        row.host_id = Set(further.host());
    }
    if let Some(agreement) = further.agreement(true) {
        row.agreement_id = Set(Some(agreement));
    }
    if let Some(agreement) = further.agreement(false) {
        row.asked_agreement_id = Set(Some(agreement));
    }
    Ok(row.update(&**work).await?)
}
