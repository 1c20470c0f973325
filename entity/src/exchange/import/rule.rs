//! Reading rows: what a row says, and whether it is an exchange that is known already.

use super::record::ExchangeRow;
use crate::{
    Error, Reason, Refusal, country,
    exchange::{
        act::{LONGEST_LINE, LONGEST_NOTE, MOST_PARTICIPANTS, when_of},
        identity::{Called, Whereabouts, called},
        record::{ExchangeRole, Format, Method, exchange},
        rule::{self, Moments, When},
    },
    refusal::Refusals,
    report::RowNote,
    text::{self, Language, both_said},
    zone,
};
use chrono::{NaiveDate, NaiveTime};
use sea_orm::{ActiveEnum, Iterable};
use std::{collections::HashMap, fmt::Write};
use uuid::Uuid;

/// What a row says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Described {
    /// The line on which it begins.
    pub line: u64,
    /// The exchange that it is about, if it says so.
    pub exchange: Option<Uuid>,
    /// What it is called.
    pub title: String,
    /// In which language that is.
    pub language: Language,
    /// What it is called in Indonesian besides.
    pub title_id: Option<String>,
    /// When it takes place.
    pub moments: Moments,
    /// The place, in words.
    pub place: Option<String>,
    /// The two-letter code of the country, not yet looked up.
    pub country: Option<String>,
    /// How knowledge is shared, if the row says so.
    pub method: Option<Method>,
    /// Where the participants are, if the row says so or its venue is not a place.
    pub format: Option<Format>,
    /// Who takes part as what, as the row calls them, with the column that says it.
    pub named: Vec<(&'static str, ExchangeRole, String)>,
    /// The agreement that it serves, as the row calls it.
    pub agreement: Option<String>,
    /// A remark.
    pub note: Option<String>,
    /// The source.
    pub source: Option<String>,
}

/// Reads a row. Refusals are at the names of columns.
pub fn read(row: &ExchangeRow, today: NaiveDate) -> Result<Described, Error> {
    let mut refused = Refusals::default();
    let title = refused.line("title", Some(&row.title), LONGEST_LINE);
    refused.unless(title.is_some(), "title", Reason::Required);
    let language = if row.language.trim().is_empty() { Some(Language::En) } else { Language::parse(&row.language) };
    refused.unless(language.is_some(), "language", Reason::Malformed { expected: "id | en".into() });
    let title_id = refused.line("title_id", Some(&row.title_id), LONGEST_LINE);
    if language == Some(Language::Id) && title_id.is_some() && title_id != title {
        refused.add("title_id", Reason::Malformed { expected: title.clone().unwrap_or_default() });
    }
    let exchange = identifier(&row.exchange, &mut refused);
    let place = refused.line("venue", Some(&row.venue), LONGEST_LINE);
    let online = matches!(text::fold(&row.venue).as_str(), "online" | "daring");
    let method = chosen("method", &row.method, &mut refused);
    let format = chosen("format", &row.format, &mut refused).or(online.then_some(Format::Online));
    let note = refused.lines("note", Some(&row.note), LONGEST_NOTE);
    let source = refused.line("source", Some(&row.source), LONGEST_NOTE);
    let country = Some(country::as_code(&row.country)).filter(|code| !code.is_empty());
    let moments = when(row, &mut refused).map(|when| refused.found(rule::moments(&when, None))).transpose()?.flatten();
    if let Some(moments) = &moments {
        // Under the names of the columns.
        rule::check_window(moments, today, ["start", "end"], &mut refused);
    }
    let named = named(row, &mut refused);
    let agreement = Some(row.agreement.trim().to_owned()).filter(|agreement| !agreement.is_empty());
    refused.done()?;
    match (title, language, moments) {
        (Some(title), Some(language), Some(moments)) => {
            let place = place.filter(|_| !online);
            Ok(Described {
                line: row.line,
                exchange,
                title,
                language,
                title_id,
                moments,
                place,
                country,
                method,
                format,
                named,
                agreement,
                note,
                source,
            })
        }
        _ => Err(Error::Fault("a row without what was checked".into())),
    }
}

/// Whom a row names, as what, and in which column.
fn named(row: &ExchangeRow, refused: &mut Refusals) -> Vec<(&'static str, ExchangeRole, String)> {
    let mut named = Vec::new();
    for (column, role, cell) in [
        ("host", ExchangeRole::Host, &row.host),
        ("champions", ExchangeRole::Champion, &row.champions),
        ("learners", ExchangeRole::Learner, &row.learners),
    ] {
        let called: Vec<&str> = cell.split('|').map(str::trim).filter(|name| !name.is_empty()).collect();
        refused.unless(called.len() <= most(role), column, too_many(role));
        named.extend(called.into_iter().map(|name| (column, role, name.to_owned())));
    }
    named
}

/// How many take part in one exchange as this.
pub fn most(role: ExchangeRole) -> usize {
    if role == ExchangeRole::Host { 1 } else { MOST_PARTICIPANTS }
}

/// Why no more take part as this.
pub fn too_many(role: ExchangeRole) -> Reason {
    Reason::OutOfRange { least: 0, most: i64::try_from(most(role)).unwrap_or(i64::MAX) }
}

fn identifier(cell: &str, refused: &mut Refusals) -> Option<Uuid> {
    let cell = Some(cell.trim()).filter(|cell| !cell.is_empty())?;
    let id = Uuid::parse_str(cell).ok();
    refused.unless(id.is_some(), "exchange", Reason::NotFound);
    id
}

fn when(row: &ExchangeRow, refused: &mut Refusals) -> Option<When> {
    let mut day = |path: &str, cell: &str| -> Result<Option<NaiveDate>, ()> {
        match cell.trim() {
            "" => Ok(None),
            cell => cell
                .parse()
                .map(Some)
                .map_err(|_| refused.add(path, Reason::Malformed { expected: "2026-12-10".into() })),
        }
    };
    let (start, end) = (day("start", &row.start), day("end", &row.end));
    if start == Ok(None) {
        refused.add("start", Reason::Required);
    }
    let mut time = |path: &str, cell: &str| -> Result<Option<NaiveTime>, ()> {
        let cell = cell.trim();
        let read = || NaiveTime::parse_from_str(cell, "%H:%M").or_else(|_| cell.parse());
        match cell {
            "" => Ok(None),
            _ => read().map(Some).map_err(|_| refused.add(path, Reason::Malformed { expected: "09:00".into() })),
        }
    };
    let (start_time, end_time) = (time("start_time", &row.start_time), time("end_time", &row.end_time));
    let country = country::as_code(&row.country);
    let zone = zone::in_country(row.time_zone.trim(), Some(&country));
    let zone = Some(zone.to_owned()).filter(|zone| !zone.is_empty());
    let (starts_on, ends_on) = (start.ok()??, end.ok()?);
    Some(When { starts_on, ends_on, start_time: start_time.ok()?, end_time: end_time.ok()?, time_zone: zone })
}

/// The value of an enum that a cell names, in whatever case; `None` if it is empty.
fn chosen<E>(path: &str, cell: &str, refused: &mut Refusals) -> Option<E>
where
    E: ActiveEnum<Value = String> + Iterable,
{
    let cell = cell.trim().to_ascii_uppercase();
    if cell.is_empty() {
        return None;
    }
    let found = E::try_from_value(&cell).ok();
    if found.is_none() {
        let expected = E::iter().fold(String::new(), |mut all, value| {
            let separator = if all.is_empty() { "" } else { " | " };
            // Writing to a string cannot fail.
            let _ = write!(all, "{separator}{}", value.to_value());
            all
        });
        refused.add(path, Reason::Malformed { expected });
    }
    found
}

impl Described {
    /// Where it takes place; `host` is whoever it names as such.
    pub fn whereabouts(&self, host: Option<Uuid>) -> Whereabouts {
        let zone = self.moments.when.time_zone.as_deref();
        Whereabouts::new((self.format, self.place.as_deref()), self.country.as_deref(), zone, host)
    }

    /// What it calls the exchange, and its first day.
    pub fn called(&self) -> Called {
        called(&self.title, self.moments.when.starts_on)
    }

    /// Whether it would move an exchange, which it does not name by its identifier, to other times than another source gave.
    pub fn moves_anothers(&self, known: &exchange::Model) -> bool {
        let (said, was) = (&self.moments.when, when_of(known));
        let moves = said.starts_on != was.starts_on
            || adds(said.ends_on.as_ref(), was.ends_on.as_ref()) && was.ends_on.is_some()
            || adds(said.start_time.as_ref(), was.start_time.as_ref()) && was.start_time.is_some()
            || adds(said.end_time.as_ref(), was.end_time.as_ref()) && was.end_time.is_some()
            || adds(said.time_zone.as_ref(), was.time_zone.as_ref()) && was.time_zone.is_some();
        moves && self.exchange != Some(known.id) && !self.is_of_source_of(known)
    }

    /// Whether its source is the first of those of an exchange: the one that told of it and said when it is.
    pub fn is_of_source_of(&self, known: &exchange::Model) -> bool {
        match (&self.source, &known.source) {
            (Some(said), Some(known)) => begins_with(known, said) || begins_with(said, known),
            (said, known) => said == known,
        }
    }

    /// Whether it says something that an earlier row on the same exchange does not.
    pub fn adds_to(&self, earlier: &Self) -> bool {
        let (when, known) = (&self.moments.when, &earlier.moments.when);
        let in_indonesian = earlier.title_id.as_ref().map(|title| called(title, known.starts_on));
        (self.called() != earlier.called() && Some(self.called()) != in_indonesian)
            || adds(self.title_id.as_ref(), earlier.title_id.as_ref())
            || adds(when.ends_on.as_ref(), known.ends_on.as_ref())
            || adds(when.start_time.as_ref(), known.start_time.as_ref())
            || adds(when.end_time.as_ref(), known.end_time.as_ref())
            || adds(when.time_zone.as_ref(), known.time_zone.as_ref())
            || adds(self.place.as_ref(), earlier.place.as_ref())
            || adds(self.country.as_ref(), earlier.country.as_ref())
            || adds(self.method.as_ref(), earlier.method.as_ref())
            || adds(self.format.as_ref(), earlier.format.as_ref())
            || adds(self.agreement.as_ref(), earlier.agreement.as_ref())
            || adds(self.note.as_ref(), earlier.note.as_ref())
            || self.named.iter().any(|one| !earlier.named.contains(one))
    }
}

/// Whether the first of some sources are these.
fn begins_with(sources: &str, first: &str) -> bool {
    sources.strip_prefix(first).is_some_and(|rest| rest.is_empty() || rest.starts_with("; "))
}

/// Whether something is said that is not known.
fn adds<T: PartialEq>(said: Option<&T>, known: Option<&T>) -> bool {
    said.is_some() && said != known
}

/// A record as the row would have it, or `None` if it says nothing new. An empty cell takes nothing away. A row of another
/// source adds what nobody has said, replaces nothing, and is named beside the source. Whole days without a zone are those
/// of `host_zone`.
pub fn revised(
    known: &exchange::Model,
    row: &Described,
    host_zone: Option<&str>,
) -> Result<Option<exchange::Model>, Error> {
    let mut next = known.clone();
    let was = when_of(known);
    let said = &row.moments.when;
    let when = When {
        starts_on: said.starts_on,
        ends_on: said.ends_on.or(was.ends_on),
        start_time: said.start_time.or(was.start_time),
        end_time: said.end_time.or(was.end_time),
        time_zone: said.time_zone.clone().or_else(|| was.time_zone.clone()),
    };
    let moments = rule::moments(&when, host_zone)?;
    if moments.when != was {
        (next.starts_on, next.ends_on) = (moments.when.starts_on, moments.when.ends_on);
        (next.start_time, next.end_time) = (moments.when.start_time, moments.when.end_time);
        next.time_zone = moments.when.time_zone;
        (next.starts_at, next.ends_at) = (moments.starts_at, moments.ends_at);
    }
    let is_own = row.exchange == Some(known.id) || row.is_of_source_of(known);
    if row.exchange == Some(known.id) {
        next.source = row.source.clone().or(next.source);
        let own = if row.language == Language::Id { &mut next.title_id } else { &mut next.title_en };
        *own = Some(row.title.clone());
    }
    if row.title_id.is_some() && (row.exchange == Some(known.id) || next.title_id.is_none()) {
        next.title_id.clone_from(&row.title_id);
    }
    for (kept, said) in
        [(&mut next.place, &row.place), (&mut next.country_code, &row.country), (&mut next.note, &row.note)]
    {
        if said.is_some() && (is_own || kept.is_none()) {
            kept.clone_from(said);
        }
    }
    if is_own || next.method == Method::Other {
        next.method = row.method.unwrap_or(next.method);
    }
    if is_own || known.format == Format::Onsite && known.place.is_none() {
        next.format = row.format.unwrap_or(next.format);
    }
    if row.exchange != Some(known.id) {
        let said = |source: &Option<String>| source.clone().unwrap_or_default();
        let both = both_said(&said(&next.source), &said(&row.source), LONGEST_NOTE);
        next.source = Some(both).filter(|source| !source.is_empty());
    }
    Ok((next != *known).then_some(next))
}

/// Lets an earlier row have what a later row says of its exchange, where that is nothing but the end, which it leaves open, and
/// another source. The later row is then a duplicate.
pub fn complete(rows: &mut [ExchangeRow]) {
    let mut known: HashMap<Called, Vec<usize>> = HashMap::new();
    for at in 0..rows.len() {
        let (earlier, rest) = rows.split_at_mut(at);
        let row = &rest[0];
        let Ok(start) = row.start.trim().parse::<NaiveDate>() else { continue };
        let places = known.entry(called(&row.title, start)).or_default();
        let end = row.end.trim();
        let is_end = end.parse::<NaiveDate>().is_ok_and(|end| start <= end);
        let fits = |other: &ExchangeRow| {
            let theirs = other.end.trim();
            repeats(row, other) && (end.is_empty() || end == theirs || theirs.is_empty() && is_end)
        };
        let fitting: Vec<usize> = places.iter().copied().filter(|place| fits(&earlier[*place])).collect();
        if let [only] = fitting[..] {
            let first = &mut earlier[only];
            if first.end.trim().is_empty() {
                first.end.clone_from(&row.end);
            }
            first.source = both_said(first.source.trim(), row.source.trim(), LONGEST_NOTE);
        }
        places.push(at);
    }
}

/// Whether a row says nothing, its end and its source aside, that another does not.
fn repeats(row: &ExchangeRow, other: &ExchangeRow) -> bool {
    fn cells(row: &ExchangeRow) -> [&String; 15] {
        [
            &row.exchange,
            &row.title_id,
            &row.language,
            &row.start_time,
            &row.end_time,
            &row.time_zone,
            &row.venue,
            &row.country,
            &row.method,
            &row.format,
            &row.host,
            &row.champions,
            &row.learners,
            &row.agreement,
            &row.note,
        ]
    }
    let same = |(one, other): (&String, &String)| one.trim().is_empty() || one.trim() == other.trim();
    cells(row).into_iter().zip(cells(other)).all(same)
}

/// Why a row is left out that says more of an exchange than an earlier one.
pub fn beside(line: u64, earlier: u64) -> RowNote {
    RowNote::new(
        line,
        format!("baris {earlier} memuat kegiatan yang sama dengan keterangan lain; gabungkan kedua baris itu"),
        format!("row {earlier} is about the same exchange and says other things; put both into one row"),
    )
}

/// Why a row is left out that can mean several exchanges of the registry.
pub fn fits(line: u64, several: usize) -> RowNote {
    RowNote::new(
        line,
        format!(
            "cocok dengan {several} kegiatan pada hari itu; sebutkan tempatnya, atau pengenalnya di kolom \"exchange\""
        ),
        format!(
            "fits {several} exchanges of that day; say where it takes place, or name it in the column \"exchange\""
        ),
    )
}

/// Why a row is left out that can mean the exchanges of several earlier rows.
pub fn fits_rows(line: u64, earlier: &[u64]) -> RowNote {
    let lines = earlier.iter().map(u64::to_string).collect::<Vec<_>>().join(", ");
    RowNote::new(
        line,
        format!("cocok dengan kegiatan pada baris {lines}; sebutkan tempatnya"),
        format!("fits the exchanges of rows {lines}; say where it takes place"),
    )
}

/// Why a row does not move an exchange of which another source said when it is.
pub fn of_another(line: u64, source: &str) -> RowNote {
    RowNote::new(
        line,
        format!("waktunya berasal dari \"{source}\"; daftar lain tidak memindahkannya"),
        format!("its time comes from \"{source}\"; another list does not move it"),
    )
}

/// The first thing that is wrong with a row, with the column it concerns.
pub fn first_refusal(refusals: Vec<Refusal>) -> (String, Reason) {
    let first = refusals.into_iter().next().map(|refusal| (column(&refusal.path.join(".")), refusal.reason));
    first.unwrap_or((String::new(), Reason::Required))
}

/// The column for an input field of the act.
pub fn column(field: &str) -> String {
    let field = field.strip_prefix("when.").unwrap_or(field);
    match field {
        "startsOn" => "start",
        "endsOn" => "end",
        "startTime" => "start_time",
        "endTime" => "end_time",
        "timeZone" => "time_zone",
        "place" => "venue",
        "title.id" => "title_id",
        "title.en" => "title",
        field => field.split('.').next().unwrap_or_default(),
    }
    .to_owned()
}

/// What stands in a column of a row of which the form matters.
pub fn cell<'a>(row: &'a ExchangeRow, column: &str) -> &'a str {
    match column {
        "start" => &row.start,
        "end" => &row.end,
        "start_time" => &row.start_time,
        "end_time" => &row.end_time,
        "title_id" => &row.title_id,
        "language" => &row.language,
        "method" => &row.method,
        "format" => &row.format,
        "country" => &row.country,
        _ => "",
    }
}
