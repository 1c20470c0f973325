//! Importing exchanges from a file.

use super::{
    record::ExchangeRow,
    rule::{self, Described},
};
use crate::{
    Caller, Error, Reason, Registry, Work,
    exchange::{
        act::{changed, entry, fresh, index, set_moments},
        record::{Format, Method, exchange},
    },
    journal::ChangeKind,
    place,
    policy::{self, Act, Visibility},
    report::{Report, RowNote, malformed},
    text::Language,
};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use std::collections::{HashMap, HashSet};

/// Rows looked up with one statement.
const BATCH: usize = 5_000;

/// What identifies an exchange in a file.
type Identity = (String, chrono::NaiveDate);

/// Imports exchanges from the rows of a file. Past exchanges are accepted too; everyone may see them.
///
/// The same title on the same first day is the same exchange: within the file a duplicate, else one that the registry
/// knows. Of those it changes the ones that came from a file themselves; those that an organiser keeps stay as they are.
/// `source` stands for rows without one. A dry run reports the same and writes nothing.
pub async fn import_exchanges(
    registry: &Registry,
    caller: &Caller,
    rows: Vec<ExchangeRow>,
    source: &str,
    dry_run: bool,
) -> Result<Report, Error> {
    policy::may(caller, Act::ImportExchanges, &[])?;
    let work = registry.begin(caller).await?;
    let mut report = Report::default();
    let described = describe(&work, rows, source, &mut report).await?;
    let mut known = known(&work, &described).await?;
    let (mut seen, mut entries) = (HashSet::new(), Vec::new());
    for row in described {
        let identity = rule::identity(&row.title, row.moments.when.starts_on);
        if !seen.insert(identity.clone()) {
            report.duplicate += 1;
            continue;
        }
        let (exchange, change) = match &known.remove(&identity) {
            None => (insert(&work, &row).await?, ChangeKind::Created),
            Some(known) => {
                match rule::revised(known, &row).filter(|_| known.source.is_some() && known.owner_id.is_none()) {
                    None => {
                        report.unchanged += 1;
                        continue;
                    }
                    Some(next) => (update(&work, known, next).await?, ChangeKind::Changed),
                }
            }
        };
        *(if change == ChangeKind::Created { &mut report.new } else { &mut report.changed }) += 1;
        index(&work, &exchange).await?;
        entries.push(entry(&work, Act::ImportExchanges, change, &exchange).await?);
    }
    if !dry_run {
        work.record_all(entries).await?;
    }
    Ok(report)
}

/// Reads the rows; those that cannot be read go to the report.
async fn describe(
    work: &Work,
    rows: Vec<ExchangeRow>,
    source: &str,
    report: &mut Report,
) -> Result<Vec<Described>, Error> {
    let mut countries: HashMap<String, bool> = HashMap::new();
    let mut described = Vec::with_capacity(rows.len());
    for mut row in rows {
        if row.source.trim().is_empty() {
            source.clone_into(&mut row.source);
        }
        match rule::read(&row) {
            Ok(read) => {
                if let Some(code) = &read.country
                    && !countries.contains_key(code)
                {
                    countries.insert(code.clone(), place::find::is_country(&**work, code).await?);
                }
                if read.country.as_ref().is_none_or(|code| countries[code]) {
                    described.push(read);
                } else {
                    report.rejected.push(note(&row, "country", &place::find::no_country()));
                }
            }
            Err(Error::Refused(refusals)) => {
                let (column, reason) = rule::first_refusal(refusals);
                report.rejected.push(note(&row, &column, &reason));
            }
            Err(error) => return Err(error),
        }
    }
    Ok(described)
}

fn note(row: &ExchangeRow, column: &str, reason: &Reason) -> RowNote {
    if let Reason::Malformed { expected } = reason {
        return RowNote { line: row.line, reason: malformed(column, rule::cell(row, column), [expected; 2]) };
    }
    let said = |language| format!("{column}: {}", reason.message(language));
    RowNote::new(row.line, said(Language::Id), said(Language::En))
}

/// The exchanges that the registry knows on the days of these rows.
async fn known(work: &Work, rows: &[Described]) -> Result<HashMap<Identity, exchange::Model>, Error> {
    let days: Vec<_> = rows.iter().map(|row| row.moments.when.starts_on).collect::<HashSet<_>>().into_iter().collect();
    let mut known = HashMap::new();
    for batch in days.chunks(BATCH) {
        let found = exchange::Entity::find()
            .filter(exchange::Column::StartsOn.is_in(batch.iter().copied()))
            .all(&**work)
            .await?;
        for exchange in found {
            for title in [&exchange.title_id, &exchange.title_en].into_iter().flatten() {
                known.insert(rule::identity(title, exchange.starts_on), exchange.clone());
            }
        }
    }
    Ok(known)
}

async fn insert(work: &Work, row: &Described) -> Result<exchange::Model, Error> {
    let title = |language| Set((row.language == language).then(|| row.title.clone()));
    let mut model = exchange::ActiveModel {
        title_id: title(Language::Id),
        title_en: title(Language::En),
        method: Set(row.method.unwrap_or(Method::Other)),
        format: Set(row.format.unwrap_or(Format::Onsite)),
        place: Set(row.place.clone()),
        country_code: Set(row.country.clone()),
        note: Set(row.note.clone()),
        visibility: Set(Visibility::Public),
        source: Set(row.source.clone()),
        ..fresh(work)
    };
    set_moments(&mut model, &row.moments);
    Ok(model.insert(&**work).await?)
}

/// Writes what a row changed. A start that moved because its zone became known voids the reminders.
async fn update(work: &Work, known: &exchange::Model, next: exchange::Model) -> Result<exchange::Model, Error> {
    let moved = next.starts_at != known.starts_at;
    let row = exchange::ActiveModel {
        ends_on: Set(next.ends_on),
        time_zone: Set(next.time_zone),
        starts_at: Set(next.starts_at),
        ends_at: Set(next.ends_at),
        place: Set(next.place),
        country_code: Set(next.country_code),
        note: Set(next.note),
        source: Set(next.source),
        method: Set(next.method),
        format: Set(next.format),
        generation: Set(known.generation + i32::from(moved)),
        ..changed(work, known)
    };
    Ok(row.update(&**work).await?)
}
