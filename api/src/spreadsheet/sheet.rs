//! Exported files, for spreadsheet programs.

use csv::{IntoInnerError, Terminator, Writer, WriterBuilder};
use entity::{Caller, Error, Registry, text::Language};
use graphql_schema::{inputs::ParameterError, parameters::Parameters};
use std::{borrow::Cow, io};

/// The mark by which spreadsheet programs recognise UTF-8.
const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();
/// A cell that begins with one of these is taken by spreadsheet programs for a formula and run; fullwidth forms
/// included.
const BEGINS_FORMULA: [char; 10] = ['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠'];
/// Some programs end a cell at one of these, whatever else separates the file.
const ENDS_CELL: [char; 2] = [';', '\t'];
/// In front of a cell, it marks the cell as text.
const TEXT: char = '\'';

/// A list of the registry as a file: what a caller may see of it and a filter describes, page by page.
pub trait Sheet: Sized + Send + 'static {
    /// Which records.
    type Filter: Send;

    /// What the filter is made of.
    fn parameters() -> &'static Parameters;

    /// The filter that these parameters describe, each a name and a value.
    fn filter(
        registry: &Registry,
        given: &[(String, String)],
    ) -> impl Future<Output = Result<Self::Filter, ParameterError>> + Send;

    /// Who reads the file that an operator writes: whoever sees everything, unless it is for others.
    fn operator() -> Caller {
        Caller::system()
    }

    /// A file in this language, of which nothing has been read yet.
    fn new(registry: Registry, caller: Caller, filter: Self::Filter, language: Language) -> Self;

    /// Its name, with the day on which it is created.
    fn name(&self) -> String;

    /// The next piece of the file; `None` at its end.
    fn next(&mut self) -> impl Future<Output = Result<Option<Vec<u8>>, Error>> + Send;
}

/// Some rows of a file, as CSV (RFC 4180).
pub(super) struct Rows(Writer<Vec<u8>>);

impl Rows {
    /// The first rows of a file; the header is the first of them.
    pub fn first() -> Self {
        Self::after(BYTE_ORDER_MARK.to_vec())
    }

    /// Further rows of a file.
    pub fn further() -> Self {
        Self::after(Vec::new())
    }

    fn after(begun: Vec<u8>) -> Self {
        Self(WriterBuilder::new().terminator(Terminator::CRLF).from_writer(begun))
    }

    /// Adds a row.
    pub fn add<'a>(&mut self, cells: impl IntoIterator<Item = &'a str>) -> io::Result<()> {
        for cell in cells {
            self.0.write_field(harmless(cell).as_ref())?;
        }
        Ok(self.0.write_record(None::<&[u8]>)?)
    }

    /// The rows as bytes.
    pub fn into_bytes(self) -> io::Result<Vec<u8>> {
        self.0.into_inner().map_err(IntoInnerError::into_error)
    }
}

/// A cell that no spreadsheet program runs, nor any part of it that one may take for a cell: an apostrophe in front
/// marks it as text. What looks marked already is marked once more, so that [`as_it_was`] finds every text again.
pub(super) fn harmless(cell: &str) -> Cow<'_, str> {
    if !cell.contains(BEGINS_FORMULA) {
        return Cow::Borrowed(cell);
    }
    let mut text = String::with_capacity(cell.len() + 1);
    let mut begins = true;
    for (at, letter) in cell.char_indices() {
        if begins && is_formula(&cell[at..]) {
            text.push(TEXT);
        }
        text.push(letter);
        begins = ENDS_CELL.contains(&letter) || begins && is_passed_over(letter);
    }
    Cow::Owned(text)
}

/// Whether a text is a formula, or one that was marked as text however often.
fn is_formula(text: &str) -> bool {
    text.trim_start_matches(TEXT).starts_with(BEGINS_FORMULA)
}

/// Whether programs may look past this character for the beginning of a formula: white space, and what shows nothing.
fn is_passed_over(letter: char) -> bool {
    letter.is_whitespace()
        || matches!(letter, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}'..='\u{2064}' | '\u{feff}')
}

/// A cell as it was before it was made [`harmless`].
pub(super) fn as_it_was(cell: &str) -> Cow<'_, str> {
    if !cell.contains(TEXT) {
        return Cow::Borrowed(cell);
    }
    let mut text = String::with_capacity(cell.len());
    let (mut begins, mut marked) = (true, false);
    for (at, letter) in cell.char_indices() {
        if begins && !marked && letter == TEXT && is_formula(&cell[at..]) {
            marked = true;
            continue;
        }
        text.push(letter);
        begins = ENDS_CELL.contains(&letter) || begins && is_passed_over(letter);
        marked = false;
    }
    Cow::Owned(text)
}

/// Whether a cell was marked as text.
pub(super) fn is_marked(cell: &str) -> bool {
    as_it_was(cell) != cell
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(mut rows: Rows, cells: &[&[&str]]) -> String {
        for row in cells {
            rows.add(row.iter().copied()).unwrap();
        }
        String::from_utf8(rows.into_bytes().unwrap()).unwrap()
    }

    #[test]
    fn rows_are_csv_that_spreadsheet_programs_read() {
        let cells: &[&[&str]] = &[&["Judul", "Mitra"], &["\"Laut\", darat\nudara", "Guimarães"], &["", ""]];
        let expected = "Judul,Mitra\r\n\"\"\"Laut\"\", darat\nudara\",Guimarães\r\n,\r\n";
        assert_eq!(written(Rows::first(), cells), format!("\u{feff}{expected}"));
        assert_eq!(written(Rows::further(), cells), expected);
        assert_eq!(written(Rows::further(), &[]), "");
    }

    #[test]
    fn no_cell_is_a_formula() {
        for cell in [
            "=1+1",
            "+62 31 5312144",
            "-2",
            "@SUM(A1)",
            "\tx",
            "\rx",
            "=cmd|'/c calc'!A0",
            "＝1",
            "＋1",
            "－1",
            "＠A",
            "'=1",
            "''=1",
        ] {
            assert_eq!(harmless(cell), format!("'{cell}"));
        }
        for (cell, text) in [
            ("a; =1", "a; '=1"),
            ("a;＠A;-b", "a;'＠A;'-b"),
            (" =1", " '=1"),
            ("a\t=1", "a\t'=1"),
            ("\u{200b}=1", "\u{200b}'=1"),
        ] {
            assert_eq!(harmless(cell), text);
        }
        for cell in ["", "Surabaya", "1-2", "'1", "2018-03-19", "a=b", "a; b=c", "a;b"] {
            assert_eq!(harmless(cell), cell);
        }
    }

    #[test]
    fn what_was_made_harmless_can_be_read_as_it_was() {
        for cell in [
            "",
            "=1",
            "-6.92",
            "\t=1",
            "a; =1;-2",
            "'s-Hertogenbosch",
            "'' ;' =",
            "'=1",
            "a;''\t'=1",
            "d'Or; 'x'",
            "＝;＝",
            "\u{ad}\u{a0}=1",
        ] {
            assert_eq!(as_it_was(&harmless(cell)), cell);
        }
    }

    proptest::proptest! {
        #[test]
        fn every_text_is_found_again(cell in "['=+;\t\r @＝a\u{ad}-]{0,12}") {
            assert_eq!(as_it_was(&harmless(&cell)), cell);
            assert!(!BEGINS_FORMULA.iter().any(|first| harmless(&cell).starts_with(*first)));
        }
    }
}
