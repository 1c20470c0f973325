//! The result of a file import, or of its dry run.

use crate::{
    Error, Reason,
    refusal::Refusals,
    subject::{Subject, SubjectKind},
    text::{Language, LocalText, fold},
};
use chrono::{DateTime, Duration, NaiveDate, Utc};
use sea_orm::{FromJsonQueryResult, entity::prelude::*};
use serde::{Deserialize, Serialize};

/// What is stated about a file as a whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// The scheme of the codes by which the rows name places, such as `kemendagri`, or a name for the file's own
    /// numbering.
    pub scheme: String,
    /// Where the file comes from, for people to look it up.
    pub source: String,
    /// The date to which the source refers.
    pub as_of: NaiveDate,
    /// Whether the source is an official register (*daftar resmi*), whose word goes before that of a list.
    pub official: bool,
    /// Whether the file is only a part of the source, so that what it does not name may well stand there.
    pub in_part: bool,
}

impl Origin {
    /// Refuses an origin that is empty, or refers to a day that has not begun anywhere on Earth.
    pub(crate) fn check(&self, now: DateTime<Utc>) -> Result<(), Error> {
        let mut refusals = Refusals::default();
        let well_formed = |character: char| character.is_ascii_lowercase() || character.is_ascii_digit();
        let scheme = !self.scheme.is_empty()
            && self.scheme.len() <= 40
            && self.scheme.chars().all(|character| well_formed(character) || "-_.".contains(character));
        refusals.unless(scheme, "scheme", Reason::Malformed { expected: "a-z 0-9 - _ ., ≤ 40".into() });
        refusals.unless(!fold(&self.source).is_empty(), "source", Reason::Required);
        refusals.unless(self.source.chars().count() <= MOST_SOURCE, "source", Reason::TooLong { most: MOST_SOURCE });
        refusals.unless(is_plain(&self.source), "source", Reason::Malformed { expected: "text".into() });
        refusals.unless(!lies_ahead(self.as_of, now), "asOf", Reason::InTheFuture);
        refusals.done()
    }
}

/// The longest text that names a source, in characters.
pub(crate) const MOST_SOURCE: usize = 500;

/// Whether a day has not begun in any time zone: the first to see it are 14 hours ahead of UTC.
pub(crate) fn lies_ahead(day: NaiveDate, now: DateTime<Utc>) -> bool {
    day > (now + Duration::hours(14)).date_naive()
}

/// Whether a text is free of control characters, which no name or source has and PostgreSQL partly refuses.
pub(crate) fn is_plain(text: &str) -> bool {
    !text.chars().any(char::is_control)
}

/// Why the text in a column of a row is not what it should be; `expected` says in both languages what should be there.
pub fn malformed(column: &str, text: &str, [id, en]: [&str; 2]) -> LocalText {
    let text: String = text.chars().take(40).collect();
    LocalText::both(
        format!("{column}: \"{text}\" tidak sesuai; yang diharapkan: {id}"),
        format!("{column}: \"{text}\" is not valid; expected: {en}"),
    )
}

/// The outcome of an import, row by row. A dry run returns the same report.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    /// Rows that made a new record.
    pub new: usize,
    /// Rows that changed a record.
    pub changed: usize,
    /// Rows that say what the registry already knows.
    pub unchanged: usize,
    /// Statements of an earlier edition of the source that this one makes no longer.
    pub unlisted: usize,
    /// Rows that repeat an earlier row of the same file.
    pub duplicate: usize,
    /// Rows that were left out, in the order of the file.
    pub rejected: Vec<RowNote>,
    /// Rows that were taken although something is odd about them.
    pub warnings: Vec<RowNote>,
    /// Rows whose place no code tells but its name and where it lies, and which place that is.
    pub recognised: Vec<RowNote>,
    /// Which place each row was taken for, and why.
    pub places: Vec<Sighting>,
    /// What became of each row that was not left out.
    pub outcomes: Vec<Outcome>,
    /// The pairs of an earlier edition of the source that this one lists no longer, as people call them.
    pub gone: Vec<String>,
}

/// What became of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Outcome {
    /// The line of the file on which the row begins.
    pub line: u64,
    /// What became of it.
    pub became: Became,
}

/// What a row did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum Became {
    /// It made a new record.
    New,
    /// It changed a record.
    Changed,
    /// It says what the registry already knows.
    Unchanged,
    /// It repeats the row on this line.
    Duplicate(u64),
}

/// How it was found out which place a row means.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub enum How {
    /// Somebody has chosen it, in the column for that.
    Chosen,
    /// By a code: its scheme and the code.
    Code(String, String),
    /// By the last part of its address.
    Address,
    /// By name, country and distance.
    Name,
    /// By name, country, distance and the region in which it lies.
    NameAndParent,
    /// By name and country, where a partnership attests the pair.
    Attested,
    /// It is a place that the registry did not know.
    New,
}

/// Which place a row was taken for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Sighting {
    /// The line of the file on which the row begins.
    pub line: u64,
    /// The column that names the place.
    pub column: &'static str,
    /// How the row writes it.
    pub written: String,
    /// What the registry calls it.
    pub name: String,
    /// The last part of its address, by which the column `place` names it.
    pub slug: String,
    /// How it was found.
    pub how: How,
    /// How far the row's point lies from it, in kilometres, where both are known.
    pub kilometres: Option<String>,
}

/// How many records of an import are written with one transaction, where each takes several statements.
const PIECE: usize = 100;

/// Records in the pieces in which they are written, so that nobody waits for all of them.
pub(crate) fn in_pieces<T>(records: Vec<T>) -> impl Iterator<Item = Vec<T>> {
    let mut left = records.into_iter();
    std::iter::from_fn(move || Some(left.by_ref().take(PIECE).collect::<Vec<_>>()).filter(|piece| !piece.is_empty()))
}

/// A note on one row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RowNote {
    /// The line of the file on which the row begins; the header is line 1.
    pub line: u64,
    /// The note, in both languages.
    pub reason: LocalText,
}

impl RowNote {
    /// A note in Indonesian and in English.
    pub fn new(line: u64, id: String, en: String) -> Self {
        Self { line, reason: LocalText { id: Some(id), en: Some(en) } }
    }

    /// A note with the reason for a refusal.
    pub fn refusal(line: u64, reason: &Reason) -> Self {
        Self::new(line, reason.message(Language::Id), reason.message(Language::En))
    }
}

impl Report {
    /// How many rows there were.
    pub fn rows(&self) -> usize {
        self.new + self.changed + self.unchanged + self.duplicate + self.rejected.len()
    }

    /// Notes that the row at `line` made a new record.
    pub fn made(&mut self, line: u64) {
        self.new += 1;
        self.outcomes.push(Outcome { line, became: Became::New });
    }

    /// Notes that the row at `line` changed a record.
    pub fn altered(&mut self, line: u64) {
        self.changed += 1;
        self.outcomes.push(Outcome { line, became: Became::Changed });
    }

    /// Notes that the row at `line` says what is known.
    pub fn same(&mut self, line: u64) {
        self.unchanged += 1;
        self.outcomes.push(Outcome { line, became: Became::Unchanged });
    }

    /// Notes that the row at `line` repeats that at `earlier`.
    pub fn repeats(&mut self, line: u64, earlier: u64) {
        self.duplicate += 1;
        self.outcomes.push(Outcome { line, became: Became::Duplicate(earlier) });
    }

    /// Notes that the row at `line` was left out.
    pub fn reject(&mut self, line: u64, reason: LocalText) {
        self.rejected.push(RowNote { line, reason });
    }

    /// Notes that the row at `line` was taken although something is odd about it.
    pub fn warn(&mut self, line: u64, reason: LocalText) {
        self.warnings.push(RowNote { line, reason });
    }

    /// Puts the notes into the order of the file.
    pub fn sort(&mut self) {
        self.rejected.sort_by_key(|note| note.line);
        self.warnings.sort_by_key(|note| note.line);
        self.recognised.sort_by_key(|note| note.line);
        self.places.sort_by_key(|sighting| sighting.line);
        self.outcomes.sort_by_key(|outcome| outcome.line);
        self.gone.sort();
    }
}

/// What an officer's file makes of one of its rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Verdict {
    /// It makes a record.
    New,
    /// It changes a record.
    Changed,
    /// It says what the registry already knows.
    Same,
    /// It repeats an earlier row of the same file.
    Duplicate,
    /// Somebody has to choose which place it means.
    Choose,
    /// It is left out.
    Refused,
}

/// Why a row is left out, or cannot be taken yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// The code of the reason, for programs.
    pub code: String,
    /// The column that it concerns; empty for the whole row.
    pub column: String,
    /// The reason in words.
    pub text: LocalText,
}

impl Note {
    /// A note with the reason for a refusal of what stands in a column.
    pub fn of(column: impl Into<String>, reason: &Reason) -> Self {
        let text = LocalText::both(reason.message(Language::Id), reason.message(Language::En));
        Self { code: reason.code().to_owned(), column: column.into(), text }
    }

    /// A note on what cannot be read, or contradicts itself. Its text names the column first, where it is about one of
    /// these.
    pub fn malformed(text: LocalText, columns: &[&str]) -> Self {
        let code = Reason::Malformed { expected: String::new() }.code().to_owned();
        let named = text.read(Language::En).split([':', ' ']).next().unwrap_or_default().to_owned();
        let column = if columns.contains(&named.as_str()) { named } else { String::new() };
        Self { code, column, text }
    }
}

/// What stands in a column where somebody has to choose which place is meant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// The column.
    pub column: String,
    /// What stands there.
    pub written: String,
    /// The places that it may mean.
    pub candidates: Vec<Uuid>,
}

/// What came of one row of an officer's file.
#[derive(Debug, Clone, PartialEq)]
pub struct Judged {
    /// The line on which the row begins.
    pub line: u64,
    /// What the file makes of it.
    pub verdict: Verdict,
    /// Why it is left out, or cannot be taken yet.
    pub notes: Vec<Note>,
    /// What has to be chosen.
    pub choices: Vec<Choice>,
    /// The record that it made or changed, or that says the same already.
    pub record: Option<Subject>,
    /// What the row replaced, and what it put there, where it changed a record.
    pub replaced: Option<Json>,
}

impl Judged {
    /// A row that came to this.
    pub(crate) fn new(line: u64, verdict: Verdict, record: Option<(SubjectKind, Uuid)>) -> Self {
        let record = record.map(|(kind, id)| Subject::new(kind, id));
        Self { line, verdict, notes: Vec::new(), choices: Vec::new(), record, replaced: None }
    }

    /// A row that is left out.
    pub(crate) fn refused(line: u64, notes: Vec<Note>) -> Self {
        Self { notes, ..Self::new(line, Verdict::Refused, None) }
    }

    /// A row of which somebody has to say which places it means.
    pub(crate) fn unclear(line: u64, choices: Vec<Choice>) -> Self {
        let notes = choices.iter().map(|choice| Note::of(&choice.column, &Reason::WhichPlace)).collect();
        Self { notes, choices, ..Self::new(line, Verdict::Choose, None) }
    }
}

/// The texts of a list in one column.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, FromJsonQueryResult)]
pub struct Cells(pub Vec<String>);

/// The notes on a row in one column.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, FromJsonQueryResult)]
pub struct Notes(pub Vec<Note>);

/// What has to be chosen in a row, in one column.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, FromJsonQueryResult)]
pub struct Choices(pub Vec<Choice>);
