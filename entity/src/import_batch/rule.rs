//! What a check finds in all rows together, and how choices settle rows.

use super::record::{ImportKind, ImportState, Problem, Question, Reading, import_batch, import_row};
use crate::{
    agreement::import::rule::source_of,
    policy::Act,
    refusal::{Gate, Named},
    report::{Choice, Verdict},
    text::Language,
};
use chrono::Duration;
use std::collections::HashMap;
use uuid::Uuid;

/// How many rows a file has at most.
pub const MOST_ROWS: usize = 5_000;
/// How many dated steps of agreements a file has at most.
pub const MOST_STEPS: usize = 500;
/// How large a file is at most, in bytes.
pub const LONGEST_FILE: u64 = 5 * 1024 * 1024;
/// How many files of one party wait to be confirmed at most.
pub const MOST_OPEN: u64 = 20;
/// After how long a file that nobody confirmed is given up.
pub const KEPT: Duration = Duration::days(14);
/// How many problems and questions of a file are listed at most: its rows have them all.
const MOST_LISTED: usize = 200;
/// How many lines are named with each at most.
const MOST_LINES: usize = 20;

impl ImportKind {
    /// How many rows a file has at most. An agreement takes several times as long as what the others are about, and others wait
    /// for the whole file.
    pub fn most_rows(self) -> usize {
        match self {
            Self::Partnerships | Self::Exchanges => MOST_ROWS,
            Self::Agreements => MOST_STEPS,
        }
    }

    /// The act that each row takes by itself.
    pub fn act(self) -> Act {
        match self {
            Self::Partnerships => Act::ClaimPartnership,
            Self::Agreements => Act::RegisterLegacyAgreement,
            Self::Exchanges => Act::RecordPastExchange,
        }
    }
}

impl ImportState {
    /// The gate of an act that does not belong to this state.
    pub(crate) fn gate(self, language: Language) -> Gate {
        let (code, id, en) = match self {
            Self::Checked => ("CHECKED", "diperiksa", "checked"),
            Self::Done => ("DONE", "dimasukkan", "entered"),
            Self::Undone => ("UNDONE", "dibatalkan", "undone"),
            Self::Dropped => ("DROPPED", "dilepaskan", "given up"),
        };
        Gate::at(Named::new(code, language.pick(id, en)), Vec::new())
    }
}

impl import_batch::Model {
    /// How many rows it would enter.
    pub fn to_enter(&self) -> i32 {
        self.added + self.changed
    }

    /// How many rows are refused or wait for a choice.
    pub fn left(&self) -> i32 {
        self.refused + self.unclear
    }
}

/// What a check found in all rows.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// How many rows came to which verdict.
    pub counts: HashMap<Verdict, i32>,
    /// Why rows are left out or wait, by column.
    pub problems: Vec<Problem>,
    /// What has to be chosen.
    pub questions: Vec<Question>,
}

impl Found {
    /// What these rows come to together.
    pub fn of(rows: &[import_row::Model]) -> Self {
        let mut found = Self::default();
        for row in rows {
            *found.counts.entry(row.verdict).or_default() += 1;
            let line = u64::try_from(row.line).unwrap_or_default();
            for note in &row.notes.0 {
                let same = |known: &Problem| known.column == note.column && known.text == note.text;
                if let Some(at) = found.problems.iter().position(same) {
                    let known = &mut found.problems[at];
                    add(&mut known.rows, &mut known.lines, line);
                } else if found.problems.len() < MOST_LISTED {
                    let (code, column, text) = (note.code.clone(), note.column.clone(), note.text.clone());
                    found.problems.push(Problem { code, column, text, rows: 1, lines: vec![line] });
                }
            }
            for choice in &row.choices.0 {
                let same = |known: &Question| known.column == choice.column && known.written == choice.written;
                if let Some(at) = found.questions.iter().position(same) {
                    let known = &mut found.questions[at];
                    add(&mut known.rows, &mut known.lines, line);
                } else if found.questions.len() < MOST_LISTED {
                    let Choice { column, written, candidates } = choice.clone();
                    found.questions.push(Question { column, written, candidates, rows: 1, lines: vec![line] });
                }
            }
        }
        found.problems.sort_by(|one, other| one.column.cmp(&other.column));
        found
    }

    /// How many rows came to this verdict.
    pub fn count(&self, verdict: Verdict) -> i32 {
        self.counts.get(&verdict).copied().unwrap_or_default()
    }
}

fn add(rows: &mut u32, lines: &mut Vec<u64>, line: u64) {
    *rows += 1;
    if lines.len() < MOST_LINES {
        lines.push(line);
    }
}

/// Which place is meant by what stands in a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chosen {
    /// The column.
    pub column: String,
    /// What stands there.
    pub written: String,
    /// The place.
    pub place: Uuid,
}

impl Reading {
    /// Lets a row mean the place that was chosen, wherever it says so.
    pub fn choose(&mut self, Chosen { column, written, place }: &Chosen) {
        let place = place.to_string();
        match (self, column.as_str()) {
            (Self::Partnership(row), "region_a") => row.places[0] = Some(place),
            (Self::Partnership(row), "region_b") => row.places[1] = Some(place),
            (Self::Agreement(row), "id_region") => row.place_region = place,
            (Self::Agreement(row), "partner") => row.place_partner = place,
            (Self::Exchange(row), "host") => row.host = place,
            (Self::Exchange(row), "champions") => row.champions = replaced(&row.champions, written, &place),
            (Self::Exchange(row), "learners") => row.learners = replaced(&row.learners, written, &place),
            _ => {}
        }
    }

    /// The place that was chosen in a column of the file's format.
    pub fn chosen(&self, column: &str) -> Option<&str> {
        let cell = match (self, column) {
            (Self::Partnership(row), "place_a") => row.places[0].as_deref(),
            (Self::Partnership(row), "place_b") => row.places[1].as_deref(),
            (Self::Agreement(row), "place_region") => Some(row.place_region.as_str()),
            (Self::Agreement(row), "place_partner") => Some(row.place_partner.as_str()),
            _ => None,
        };
        cell.filter(|cell| !cell.is_empty())
    }
}

/// A cell of several parties in which one is named by its identifier.
fn replaced(cell: &str, written: &str, place: &str) -> String {
    let names = cell.split('|').map(str::trim);
    names.map(|name| if name == written { place } else { name }).collect::<Vec<_>>().join("|")
}

/// Lets each row state its source itself, where it says that it is that of the row above: rows are left out, and the others
/// keep theirs.
pub fn state_sources<'a>(readings: impl Iterator<Item = &'a mut Reading>) {
    let mut above: Option<String> = None;
    for reading in readings {
        let Reading::Agreement(row) = reading else { continue };
        if let Some(source) = source_of(&row.source, above.as_deref()) {
            row.source.clone_from(&source);
            above = Some(source).filter(|source| !source.is_empty()).or(above);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Reason,
        agreement::import::record::AgreementRow,
        exchange::import::record::ExchangeRow,
        report::{Cells, Choices, Note, Notes},
    };

    fn row(line: i64, verdict: Verdict, notes: Vec<Note>, choices: Vec<Choice>) -> import_row::Model {
        import_row::Model {
            id: Uuid::nil(),
            batch_id: Uuid::nil(),
            line,
            cells: Cells::default(),
            reading: None,
            verdict,
            notes: Notes(notes),
            choices: Choices(choices),
            record_kind: None,
            record_id: None,
            replaced: None,
        }
    }

    #[test]
    fn what_is_wrong_is_told_once_with_its_lines() {
        let note = |column: &str| vec![Note::of(column, &Reason::Required)];
        let asked = Choice { column: "partner".into(), written: "Perth".into(), candidates: vec![Uuid::nil()] };
        let rows = [
            row(2, Verdict::Refused, note("since"), Vec::new()),
            row(3, Verdict::Choose, Vec::new(), vec![asked.clone()]),
            row(4, Verdict::Refused, note("date"), Vec::new()),
            row(5, Verdict::Refused, note("since"), Vec::new()),
            row(6, Verdict::Choose, Vec::new(), vec![asked]),
        ];
        let found = Found::of(&rows);
        let told: Vec<_> = found.problems.iter().map(|one| (&*one.column, one.rows, one.lines.clone())).collect();
        assert_eq!(told, [("date", 1, vec![4]), ("since", 2, vec![2, 5])]);
        assert_eq!((found.questions.len(), found.questions[0].rows), (1, 2));
        assert_eq!([Verdict::Refused, Verdict::Choose, Verdict::New].map(|verdict| found.count(verdict)), [3, 2, 0]);
    }

    #[test]
    fn a_choice_settles_the_cell_in_which_it_was_asked() {
        let place = Uuid::from_u128(7);
        let exchange = ExchangeRow { learners: "Perth | kota-bandung".into(), ..ExchangeRow::default() };
        let mut row = Reading::Exchange(exchange);
        row.choose(&Chosen { column: "learners".into(), written: "Perth".into(), place });
        let Reading::Exchange(row) = row else { panic!("it is still a row of an exchange") };
        assert_eq!(row.learners, format!("{place}|kota-bandung"));
        let mut row = Reading::Agreement(AgreementRow { partner: "Perth".into(), ..AgreementRow::default() });
        row.choose(&Chosen { column: "partner".into(), written: "Perth".into(), place });
        assert_eq!(row.chosen("place_partner"), Some(place.to_string().as_str()));
        assert_eq!(row.chosen("place_region"), None);
    }

    #[test]
    fn each_row_states_its_source_itself() {
        let with = |source: &str| Reading::Agreement(AgreementRow { source: source.into(), ..AgreementRow::default() });
        let mut rows = ["same", "arsip", "same; berita", "", "SAME"].map(with);
        state_sources(rows.iter_mut());
        let sources = rows.map(|row| if let Reading::Agreement(row) = row { row.source } else { String::new() });
        assert_eq!(sources, ["same", "arsip", "arsip; berita", "", "arsip; berita"]);
    }
}
