//! What came of a file that was brought in, or what would.

use crate::{
    Reason,
    text::{Language, LocalText},
};

/// The outcome of an import, row by row. A dry run gives the same report.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// Rows that made a new record.
    pub new: usize,
    /// Rows that changed a record.
    pub changed: usize,
    /// Rows that say what the registry knows already.
    pub unchanged: usize,
    /// Rows that repeat an earlier row of the same file.
    pub duplicate: usize,
    /// Rows that were left out, in the order of the file.
    pub rejected: Vec<RowNote>,
    /// Rows that were taken although something is odd about them.
    pub warnings: Vec<RowNote>,
}

/// Something to say about one row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowNote {
    /// The line of the file on which the row begins; the header is line 1.
    pub line: u64,
    /// What there is to say, in both languages.
    pub reason: LocalText,
}

impl RowNote {
    /// A note in Indonesian and in English.
    pub fn new(line: u64, id: String, en: String) -> Self {
        Self { line, reason: LocalText { id: Some(id), en: Some(en) } }
    }

    /// A note that gives the reason of a refusal.
    pub fn refusal(line: u64, reason: &Reason) -> Self {
        Self::new(line, reason.message(Language::Id), reason.message(Language::En))
    }
}

impl Report {
    /// How many rows there were.
    pub fn rows(&self) -> usize {
        self.new + self.changed + self.unchanged + self.duplicate + self.rejected.len()
    }
}
