//! Files that go out, for spreadsheet programs.

use csv::{IntoInnerError, Terminator, Writer, WriterBuilder};
use std::{borrow::Cow, io};

/// The mark by which spreadsheet programs know UTF-8.
const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();
/// With these a cell begins that a spreadsheet program takes for a formula, and would carry out.
const BEGINS_FORMULA: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

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

/// A cell that no spreadsheet program carries out: an apostrophe in front makes a text of it.
fn harmless(cell: &str) -> Cow<'_, str> {
    if cell.starts_with(BEGINS_FORMULA) { Cow::Owned(format!("'{cell}")) } else { Cow::Borrowed(cell) }
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
        for cell in ["=1+1", "+62 31 5312144", "-2", "@SUM(A1)", "\tx", "\rx", "=cmd|'/c calc'!A0"] {
            assert_eq!(harmless(cell), format!("'{cell}"));
        }
        for cell in ["", "Surabaya", "1-2", "'=1", "2018-03-19", "a=b"] {
            assert_eq!(harmless(cell), cell);
        }
    }
}
