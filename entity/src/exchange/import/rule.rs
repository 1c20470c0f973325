//! Reading rows: what a row says, and whether it is an exchange that is known already.

use super::record::ExchangeRow;
use crate::{
    Error, Reason, Refusal,
    exchange::{
        act::{LONGEST_LINE, LONGEST_NOTE},
        record::{Format, Method, exchange},
        rule::{self, Moments, When},
    },
    refusal::Refusals,
    text::{self, Language},
};
use chrono::NaiveDate;
use sea_orm::{ActiveEnum, Iterable};
use std::fmt::Write;

/// What a row says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Described {
    /// What it is called.
    pub title: String,
    /// In which language that is.
    pub language: Language,
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
    /// A remark.
    pub note: Option<String>,
    /// The source.
    pub source: Option<String>,
}

/// Reads a row. Refusals are at the names of columns.
pub fn read(row: &ExchangeRow) -> Result<Described, Error> {
    let mut refused = Refusals::default();
    let title = refused.line("title", Some(&row.title), LONGEST_LINE);
    refused.unless(title.is_some(), "title", Reason::Required);
    let language = if row.language.trim().is_empty() { Some(Language::En) } else { Language::parse(&row.language) };
    refused.unless(language.is_some(), "language", Reason::Malformed { expected: "id | en".into() });
    let place = refused.line("venue", Some(&row.venue), LONGEST_LINE);
    let online = matches!(text::fold(&row.venue).as_str(), "online" | "daring");
    let method = chosen("method", &row.method, &mut refused);
    let format = chosen("format", &row.format, &mut refused).or(online.then_some(Format::Online));
    let note = refused.lines("note", Some(&row.note), LONGEST_NOTE);
    let source = refused.line("source", Some(&row.source), LONGEST_NOTE);
    let country = Some(row.country.trim().to_ascii_uppercase()).filter(|code| !code.is_empty());
    let moments = when(row, &mut refused).map(|when| refused.found(rule::moments(&when, None))).transpose()?.flatten();
    refused.done()?;
    match (title, language, moments) {
        (Some(title), Some(language), Some(moments)) => {
            let place = place.filter(|_| !online);
            Ok(Described { title, language, moments, place, country, method, format, note, source })
        }
        _ => Err(Error::Fault("a row without what was checked".into())),
    }
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
    let zone = Some(row.time_zone.trim().to_owned()).filter(|zone| !zone.is_empty());
    Some(When { starts_on: start.ok()??, ends_on: end.ok()?, start_time: None, end_time: None, time_zone: zone })
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

/// What makes two rows or records the same exchange: the title, folded, and the first day.
pub fn identity(title: &str, starts_on: NaiveDate) -> (String, NaiveDate) {
    let folded = text::fold(title);
    (if folded.is_empty() { title.to_owned() } else { folded }, starts_on)
}

/// A record as the row would have it, or `None` if it says nothing new. An empty cell takes nothing away.
pub fn revised(known: &exchange::Model, row: &Described) -> Option<exchange::Model> {
    let mut next = known.clone();
    if row.moments.when.ends_on.is_some() {
        (next.ends_on, next.ends_at) = (row.moments.when.ends_on, row.moments.ends_at);
    }
    if row.moments.when.time_zone.is_some() {
        next.time_zone.clone_from(&row.moments.when.time_zone);
        (next.starts_at, next.ends_at) = (row.moments.starts_at, row.moments.ends_at.or(next.ends_at));
    }
    for (kept, said) in [
        (&mut next.place, &row.place),
        (&mut next.country_code, &row.country),
        (&mut next.note, &row.note),
        (&mut next.source, &row.source),
    ] {
        if said.is_some() {
            kept.clone_from(said);
        }
    }
    next.method = row.method.unwrap_or(next.method);
    next.format = row.format.unwrap_or(next.format);
    (next != *known).then_some(next)
}

/// The first thing that is wrong with a row, with the column it concerns.
pub fn first_refusal(refusals: Vec<Refusal>) -> (String, Reason) {
    let first = refusals.into_iter().next().map(|refusal| (column(&refusal.path.join(".")), refusal.reason));
    first.unwrap_or((String::new(), Reason::Required))
}

/// The column for an input field of the act.
fn column(field: &str) -> String {
    match field {
        "startsOn" => "start",
        "endsOn" => "end",
        "timeZone" => "time_zone",
        field => field,
    }
    .to_owned()
}

/// What stands in a column of a row of which the form matters.
pub fn cell<'a>(row: &'a ExchangeRow, column: &str) -> &'a str {
    match column {
        "start" => &row.start,
        "end" => &row.end,
        "language" => &row.language,
        "method" => &row.method,
        "format" => &row.format,
        "country" => &row.country,
        _ => "",
    }
}
