//! The files of officers: read as those of the operator are; their templates, and their rows that were left out.

use super::{
    DECIDING, agreements, exchanges, partnerships,
    sheet::Rows,
    table::{Column, Fault, REASON, Row, SOURCE, Table, unreadable},
    workbook,
};
use chrono::NaiveDate;
use entity::{
    import_batch::{
        act::{NewImport, Received, ReceivedRow},
        record::{ImportKind, Reading, import_batch, import_row},
    },
    report::{Note, Origin},
    text::{Language, LocalText},
};
use sha2::{Digest, Sha256};
use std::io::{self, Seek, Write};

/// The columns of files of this kind.
fn columns(kind: ImportKind) -> &'static [Column] {
    match kind {
        ImportKind::Partnerships => partnerships::COLUMNS,
        ImportKind::Agreements => agreements::COLUMNS,
        ImportKind::Exchanges => exchanges::COLUMNS,
    }
}

/// Reads a file that an officer sent. A row that cannot be read is told with the reason; a file that cannot, as a whole.
/// `today` is the date to which a file refers that says nothing else.
pub fn received(input: &NewImport, name: &str, content: &[u8], today: NaiveDate) -> Result<Received, Fault> {
    let (kind, origin) = (input.kind, input.origin(name, today));
    check_kind(content)?;
    let mut file = tempfile::tempfile().map_err(|error| unreadable(&error))?;
    file.write_all(content).and_then(|()| file.rewind()).map_err(|error| unreadable(&error))?;
    let file = if workbook::is_workbook(content) { workbook::as_csv(&file)? } else { file };
    let columns = columns(kind);
    let names: Vec<&str> = columns.iter().map(|column| column.name).collect();
    let mut table = Table::of(file, columns)?;
    if kind == ImportKind::Agreements {
        table.needs(agreements::NEEDED)?;
    }
    let (header, mut rows) = (table.headers().to_vec(), Vec::new());
    while let Some(row) = table.next()? {
        // One more than may be tells that there are too many.
        if kind.most_rows() < rows.len() {
            break;
        }
        let reading =
            row.sound().and_then(|()| reading(kind, &row, &origin)).map_err(|reason| Note::malformed(reason, &names));
        rows.push(ReceivedRow { line: row.line, cells: row.cells(), reading });
    }
    let sha256 = Sha256::digest(content).iter().fold(String::new(), |text, byte| text + &format!("{byte:02x}"));
    Ok(Received { name: name.to_owned(), sha256, bytes: content.len() as u64, header, rows })
}

/// Refuses what only looks like a table: a page of the web that was renamed.
fn check_kind(content: &[u8]) -> Result<(), Fault> {
    let begins = content.strip_prefix(b"\xef\xbb\xbf").unwrap_or(content).trim_ascii_start();
    if begins.starts_with(b"<") {
        return Err(Fault::new(
            "berkas ini halaman web atau XML, bukan tabel; simpan sebagai CSV UTF-8",
            "this file is a web page or XML, and no table; save it as CSV UTF-8",
        ));
    }
    Ok(())
}

/// What a row says.
fn reading(kind: ImportKind, row: &Row<'_>, origin: &Origin) -> Result<Reading, LocalText> {
    Ok(match kind {
        ImportKind::Partnerships => Reading::Partnership(partnerships::typed(row, origin)?),
        ImportKind::Agreements => Reading::Agreement(agreements::typed(row)),
        ImportKind::Exchanges => Reading::Exchange(exchanges::typed(row)),
    })
}

/// What a template is written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Text with commas.
    Csv,
    /// A workbook.
    Xlsx,
}

/// An empty file of this kind, with the headers by which its columns are known.
pub fn template(kind: ImportKind, form: Form, language: Language) -> io::Result<Vec<u8>> {
    if form == Form::Xlsx {
        return workbook::template(columns(kind), language);
    }
    let mut rows = Rows::first();
    rows.add(columns(kind).iter().map(|column| column.name))?;
    rows.into_bytes()
}

/// The rows of a file that are refused or wait for a choice, in its columns and with the reason, ready to be mended and
/// sent again. Columns in which somebody decides which place is meant are added.
pub fn rejects(batch: &import_batch::Model, rows: &[import_row::Model], language: Language) -> io::Result<Vec<u8>> {
    let header = &batch.header.0;
    let kept: Vec<usize> = (0..header.len()).filter(|at| header[*at] != REASON).collect();
    let known = |name: &str| header.iter().any(|column| column == name);
    let deciding = columns(batch.kind).iter().map(|column| column.name).filter(|name| DECIDING.contains(name));
    let added: Vec<&str> = deciding.filter(|name| !known(name)).collect();
    let mut written = Rows::first();
    let headers = kept.iter().map(|at| header[*at].as_str()).chain(added.iter().copied());
    written.add(headers.chain([REASON]))?;
    for row in rows {
        let own = kept.iter().map(|at| cell(row, &header[*at], row.cells.0.get(*at)));
        let decided = added.iter().map(|name| cell(row, name, None));
        let cells: Vec<String> = own.chain(decided).chain([reasons(row, language)]).collect();
        written.add(cells.iter().map(String::as_str))?;
    }
    written.into_bytes()
}

/// What stands in a column of a row: the place that was chosen, the source that the row above named, or what the file has.
fn cell(row: &import_row::Model, column: &str, there: Option<&String>) -> String {
    let chosen = row.reading.as_ref().and_then(|reading| reading.chosen(column));
    if let Some(chosen) = chosen {
        return uuid::Uuid::parse_str(chosen).map_or_else(|_| chosen.to_owned(), graphql_schema::party_id);
    }
    match &row.reading {
        Some(Reading::Agreement(read)) if column == SOURCE && !read.source.is_empty() => read.source.clone(),
        _ => there.cloned().unwrap_or_default(),
    }
}

/// Why a row is left out or waits.
fn reasons(row: &import_row::Model, language: Language) -> String {
    let told = row.notes.0.iter().map(|note| {
        let text = note.text.read(language);
        if note.column.is_empty() || text.starts_with(&note.column) {
            text.to_owned()
        } else {
            format!("{}: {text}", note.column)
        }
    });
    told.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use entity::import_batch::rule::MOST_ROWS;

    const KINDS: [ImportKind; 3] = [ImportKind::Partnerships, ImportKind::Agreements, ImportKind::Exchanges];

    fn read(kind: ImportKind, name: &str, content: &[u8]) -> Result<Received, Fault> {
        let input = NewImport { kind, party: uuid::Uuid::nil(), source: None, as_of: None };
        received(&input, name, content, "2026-11-21".parse().unwrap())
    }

    fn fault(content: &[u8]) -> String {
        let fault = read(ImportKind::Partnerships, "x", content).unwrap_err();
        fault.0.read(Language::En).to_owned()
    }

    #[test]
    fn a_template_is_a_file_without_rows() {
        for kind in KINDS {
            for form in [Form::Csv, Form::Xlsx] {
                let empty = template(kind, form, Language::Id).unwrap();
                let file = read(kind, "templat", &empty).unwrap();
                let names: Vec<&str> = columns(kind).iter().map(|column| column.name).collect();
                assert!(file.rows.is_empty() && file.header == names, "{kind:?} {form:?}");
            }
        }
    }

    #[test]
    fn what_is_no_table_is_refused_as_a_whole() {
        assert!(
            fault(b"<html><table><tr><td>region_a</td></tr></table>").starts_with("this file is a web page or XML")
        );
        assert!(fault(b"\xef\xbb\xbf  <?xml version=\"1.0\"?>").starts_with("this file is a web page or XML"));
        assert!(fault(b"\xd0\xcf\x11\xe0\xa1\xb1").starts_with("this file is a workbook"));
        assert!(fault(b"region_a,region_b\nM\xfcnchen,x\n").starts_with("line 2: not UTF-8"));
        assert!(fault(b"").starts_with("the file is empty"));
        assert!(fault(b"kota,mitra\na,b\n").starts_with("there is no column region_a"));
    }

    #[test]
    fn a_row_that_cannot_be_read_is_told_with_its_column() {
        let file = "region_a,region_b,since\nkota-bandung,suwon,1997\nkota-bandung,suwon,24/05/1997\n,=1+1,\nx\n";
        let file = read(ImportKind::Partnerships, "x.csv", file.as_bytes()).unwrap();
        assert!(file.rows[0].reading.is_ok());
        let told = |at: usize| {
            let note = file.rows[at].reading.as_ref().unwrap_err();
            (note.code.as_str(), note.column.as_str())
        };
        assert_eq!([told(1), told(2), told(3)], [("MALFORMED", "since"), ("MALFORMED", "region_b"), ("MALFORMED", "")]);
        assert_eq!(file.rows[3].cells, ["x", "", ""]);
        assert_eq!((file.rows[1].line, file.sha256.len()), (3, 64));
    }

    #[test]
    fn no_more_rows_are_kept_than_tell_that_there_are_too_many() {
        let file = format!("region_a,region_b\n{}", "a,b\n".repeat(MOST_ROWS + 100));
        assert_eq!(read(ImportKind::Partnerships, "x", file.as_bytes()).unwrap().rows.len(), MOST_ROWS + 1);
    }
}
