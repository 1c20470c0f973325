//! Importing exchanges from a file.

use super::{
    named::{Directory, Named},
    record::ExchangeRow,
    rule::{self, Described},
};
use crate::{
    Caller, Error, Reason, Registry, Work,
    date::legal_today,
    exchange::{
        act::{changed, entry, fresh, index, set_moments, store_parts},
        consent::ask::{ask_again, consents_to_hearsay, follow},
        find,
        record::{Format, Method, exchange, participation},
        rule as exchange_rule,
    },
    journal::{self, ChangeKind, Entry},
    place,
    policy::{self, Act, Visibility},
    report::{Report, RowNote, in_pieces, malformed},
    text::Language,
    zone::tzdb_version,
};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// Rows looked up with one statement.
const BATCH: usize = 5_000;

/// What identifies an exchange in a file that does not give its identifier.
type Identity = (String, chrono::NaiveDate);

/// Imports exchanges from the rows of a file. Past exchanges are accepted too; everyone may see them.
///
/// A file speaks for nobody. Whoever a row names as taking part is asked where somebody acts for them, and otherwise
/// only stated. So it is with the agreement that it names: who acts for a party to it is asked, and where nobody does it
/// counts if one of its parties takes part. Where somebody declined, no file names anyone again.
///
/// The same identifier is the same exchange, and else the same title on the same first day: within the file a
/// duplicate, else one that the registry knows. Of those it changes the ones that came from a file themselves; those
/// that an organiser keeps stay as they are. `source` stands for rows without one. A dry run reports the same and
/// writes nothing. Some rows at a time are one transaction, as with agreements.
pub async fn import_exchanges(
    registry: &Registry,
    caller: &Caller,
    rows: Vec<ExchangeRow>,
    source: &str,
    dry_run: bool,
) -> Result<Report, Error> {
    policy::may(caller, Act::ImportExchanges, &[])?;
    let (mut report, mut seen, mut directory) = (Report::default(), HashSet::new(), Directory::default());
    for (number, piece) in in_pieces(rows).enumerate() {
        let work = registry.begin_piece(caller, number).await?;
        let described = describe(&work, &mut directory, piece, source, &mut report).await?;
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
    seen: &mut HashSet<Result<Identity, Uuid>>,
    report: &mut Report,
) -> Result<Vec<Entry>, Error> {
    let known = Known::load(work, &rows).await?;
    let mut entries = Vec::new();
    for (row, named) in rows {
        let known_one = known.find(&row);
        let same =
            known_one.map_or_else(|| Ok(rule::identity(&row.title, row.moments.when.starts_on)), |one| Err(one.id));
        if !seen.insert(same) {
            report.duplicate += 1;
            continue;
        }
        let (change, exchange) = match known_one {
            None => (ChangeKind::Created, insert(work, &row, &named).await?),
            Some(one) => match revise(work, &known, one, &row, &named).await? {
                Err((column, reason)) => {
                    report.rejected.push(said_of(row.line, &column, &reason));
                    continue;
                }
                Ok(None) => {
                    report.unchanged += 1;
                    continue;
                }
                Ok(Some(exchange)) => (ChangeKind::Changed, exchange),
            },
        };
        *(if change == ChangeKind::Created { &mut report.new } else { &mut report.changed }) += 1;
        seen.insert(Err(exchange.id));
        if !named.is_empty() {
            follow(work, &exchange).await?;
        }
        index(work, &exchange).await?;
        entries.push(entry(work, Act::ImportExchanges, change, &exchange).await?);
    }
    Ok(entries)
}

/// What the registry knows of the exchanges of a file.
struct Known {
    by_id: HashMap<Uuid, exchange::Model>,
    by_identity: HashMap<Identity, Uuid>,
    parts: HashMap<Uuid, Vec<participation::Model>>,
    /// Those of which somebody declined what was said of them.
    declined: HashSet<Uuid>,
}

impl Known {
    async fn load(work: &Work, rows: &[(Described, Named)]) -> Result<Self, Error> {
        let days: HashSet<_> = rows.iter().map(|(row, _)| row.moments.when.starts_on).collect();
        let ids: HashSet<_> = rows.iter().filter_map(|(row, _)| row.exchange).collect();
        let (days, ids): (Vec<_>, Vec<_>) = (days.into_iter().collect(), ids.into_iter().collect());
        let on = days.chunks(BATCH).map(|days| exchange::Column::StartsOn.is_in(days.iter().copied()));
        let named = ids.chunks(BATCH).map(|ids| exchange::Column::Id.is_in(ids.iter().copied()));
        let mut by_id = HashMap::new();
        for such in on.chain(named) {
            let found = exchange::Entity::find().filter(such).all(&**work).await?;
            by_id.extend(found.into_iter().map(|exchange| (exchange.id, exchange)));
        }
        let mut by_identity: HashMap<Identity, Uuid> = HashMap::new();
        for exchange in by_id.values() {
            for title in [&exchange.title_id, &exchange.title_en].into_iter().flatten() {
                let kept = by_identity.entry(rule::identity(title, exchange.starts_on)).or_insert(exchange.id);
                // Of several, one from a file; and always the same one.
                let rank = |one: &exchange::Model| (!is_from_file(one), one.id);
                if rank(exchange) < rank(&by_id[kept]) {
                    *kept = exchange.id;
                }
            }
        }
        let from_files: Vec<Uuid> = by_id.values().filter(|one| is_from_file(one)).map(|one| one.id).collect();
        let (mut parts, mut declined) = (HashMap::<Uuid, Vec<_>>::new(), HashSet::new());
        for batch in from_files.chunks(BATCH) {
            let of_these = participation::Column::ExchangeId.is_in(batch.iter().copied());
            for part in participation::Entity::find().filter(of_these).all(&**work).await? {
                parts.entry(part.exchange_id).or_default().push(part);
            }
            declined.extend(declined_among(work, batch).await?);
        }
        Ok(Self { by_id, by_identity, parts, declined })
    }

    /// The exchange that a row is about. An identifier from another registry says nothing.
    fn find(&self, row: &Described) -> Option<&exchange::Model> {
        let by_identity = || self.by_identity.get(&rule::identity(&row.title, row.moments.when.starts_on));
        self.by_id.get(row.exchange.as_ref().filter(|id| self.by_id.contains_key(id)).or_else(by_identity)?)
    }
}

/// Whether an exchange came from a file, and nobody keeps it.
fn is_from_file(exchange: &exchange::Model) -> bool {
    exchange.source.is_some() && exchange.owner_id.is_none()
}

/// Those of these exchanges of which a party declined to take part, or that they serve its agreement.
async fn declined_among(work: &Work, exchanges: &[Uuid]) -> Result<Vec<Uuid>, Error> {
    let acts = [Act::DeclineParticipation, Act::DeclineAttachment].map(Act::name);
    let declined = journal::entries::Entity::find()
        .select_only()
        .column(journal::entries::Column::SubjectId)
        .distinct()
        .filter(journal::entries::Column::SubjectId.is_in(exchanges.iter().copied()))
        .filter(journal::entries::Column::Act.is_in(acts));
    Ok(declined.into_tuple().all(&**work).await?)
}

/// Reads the rows; those that cannot be read go to the report.
async fn describe(
    work: &Work,
    directory: &mut Directory,
    rows: Vec<ExchangeRow>,
    source: &str,
    report: &mut Report,
) -> Result<Vec<(Described, Named)>, Error> {
    let mut countries: HashMap<String, bool> = HashMap::new();
    let mut described = Vec::with_capacity(rows.len());
    for mut row in rows {
        if row.source.trim().is_empty() {
            source.clone_into(&mut row.source);
        }
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
            report.rejected.push(note(&row, "country", &place::find::no_country()));
            continue;
        }
        match directory.read(work, &read).await? {
            Ok(named) => {
                read.moments = exchange_rule::moments(&read.moments.when, named.host_zone())?;
                described.push((read, named));
            }
            Err((column, reason)) => report.rejected.push(note(&row, column, &reason)),
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
) -> Result<Result<Option<exchange::Model>, (String, Reason)>, Error> {
    if !is_from_file(exchange) {
        return Ok(Ok(None));
    }
    let parts = known.parts.get(&exchange.id).map_or(&[][..], Vec::as_slice);
    let further = match named.beyond(exchange, parts) {
        _ if known.declined.contains(&exchange.id) => Named::default(),
        Ok(further) => further,
        Err((column, reason)) => return Ok(Err((column.to_owned(), reason))),
    };
    let next = match rule::revised(exchange, row, named.host_zone()) {
        Ok(next) => next.or_else(|| (!further.is_empty()).then(|| exchange.clone())),
        Err(Error::Refused(refusals)) => return Ok(Err(rule::first_refusal(refusals))),
        Err(error) => return Err(error),
    };
    let Some(next) = next else { return Ok(Ok(None)) };
    let exchange = update(work, exchange, next, &further).await?;
    store_parts(work, exchange.id, further.parts()).await?;
    Ok(Ok(Some(exchange)))
}

/// Writes what a row changed. A start that moved voids the reminders.
async fn update(
    work: &Work,
    known: &exchange::Model,
    next: exchange::Model,
    further: &Named,
) -> Result<exchange::Model, Error> {
    let moved = next.starts_at != known.starts_at;
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
