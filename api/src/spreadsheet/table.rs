//! Reading a CSV file from anyone, row by row and in bounded memory; and writing the rows that were left out.

mod source;

use super::sheet::{as_it_was, harmless, is_marked};
use anyhow::{Context, Result, anyhow};
use csv::ByteRecord;
use entity::{
    agreement::import::rule::source_of,
    report::{RowNote, malformed},
    text::{Language, LocalText, tidy, undamaged, visible},
};
use source::{Seen, Source};
use std::{borrow::Cow, collections::HashMap, fs::File, io, path::Path, rc::Rc, str::FromStr};

/// The maximum number of rows in a file.
pub const MOST_ROWS: u64 = 500_000;
/// The maximum length of a row, in bytes.
pub const MOST_ROW_BYTES: u64 = 65_536;
/// Why a row is rejected, in both languages.
pub type Reason = LocalText;

/// Why a file cannot be read at all.
#[derive(Debug)]
pub struct Fault(pub LocalText);

impl Fault {
    pub(super) fn new(id: impl Into<String>, en: impl Into<String>) -> Self {
        Self(LocalText::both(id, en))
    }
}

/// A column that an import recognises.
#[derive(Debug)]
pub struct Column {
    /// Its header.
    pub name: &'static str,
    /// Other headers for it. One that ends with `*` stands for all with that prefix.
    pub synonyms: &'static [&'static str],
    /// Whether a file without it is refused.
    pub required: bool,
    /// What it holds, in English.
    pub help: &'static str,
    /// The same in Indonesian; empty where only the operator reads it.
    pub help_id: &'static str,
}

impl Column {
    /// Whether `header` is a name of this column; people add remarks, as in "kind (city, regency)".
    fn is_called(&self, header: &str) -> bool {
        let plain = header.split(['(', '[', ';', ':']).next().unwrap_or_default().trim_end();
        let is_it = |name: &str| match name.strip_suffix('*') {
            Some(beginning) => plain.starts_with(beginning),
            None => plain == name,
        };
        is_it(self.name) || self.synonyms.iter().any(|synonym| is_it(synonym))
    }
}

/// The columns of an import as its `--help` lists them.
pub fn describe(columns: &[Column]) -> String {
    let listed = columns.iter().map(|column| {
        let names = std::iter::once(column.name).chain(column.synonyms.iter().copied()).collect::<Vec<_>>().join(", ");
        let required = if column.required { " (required)" } else { "" };
        format!("  {names}{required}\n      {}\n", column.help)
    });
    format!(
        "Columns, by the names in the header; others are ignored:\n{}\n\
         At most {MOST_ROWS} rows of {MOST_ROW_BYTES} bytes. Numbers have a decimal point, or a comma where semicolons\n\
         separate the columns, and no other separators.",
        listed.collect::<String>()
    )
}

/// What a number looks like.
const NUMBER: [&str; 2] = ["angka seperti 12.34", "a number such as 12.34"];

/// What an answer to a question looks like.
const FLAG: [&str; 2] = ["true, false, ya, tidak, 1, 0", "true, false, yes, no, 1, 0"];

/// Yes or no, in English or Indonesian, in whatever case.
fn yes_or_no(text: &str) -> Option<bool> {
    match text.to_lowercase().as_str() {
        "true" | "yes" | "y" | "1" | "ya" | "benar" | "wahr" | "vrai" | "waar" => Some(true),
        "false" | "no" | "n" | "0" | "tidak" | "salah" | "falsch" | "faux" | "onwaar" => Some(false),
        _ => None,
    }
}

/// A file that is being read.
pub struct Table {
    reader: csv::Reader<Source>,
    separator: u8,
    columns: &'static [Column],
    headers: Vec<String>,
    /// The position of each known column in the header.
    places: Vec<Option<usize>>,
    record: ByteRecord,
    seen: Rc<Seen>,
    bytes: u64,
    rows: u64,
    /// The number of lines that end before the rest of the file.
    breaks: u64,
    /// Whether the record that was just read ends with a line break.
    ended: bool,
}

impl Table {
    /// Opens a file whose header has the required ones of `columns`.
    pub fn open(path: &Path, columns: &'static [Column]) -> Result<Self, Fault> {
        Self::of(File::open(path).map_err(|error| unreadable(&error))?, columns)
    }

    /// The same of a file that is open at its beginning.
    pub fn of(file: File, columns: &'static [Column]) -> Result<Self, Fault> {
        let bytes = file.metadata().map_err(|error| unreadable(&error))?.len();
        let source = Source::of(file)?;
        let (seen, separator, breaks) = (source.seen(), source.separator, source.lines_before);
        let mut table = Self {
            reader: source.into_reader(),
            separator,
            columns,
            headers: Vec::new(),
            places: Vec::new(),
            record: ByteRecord::new(),
            seen,
            bytes,
            rows: 0,
            breaks,
            ended: false,
        };
        if !table.advance()? {
            return Err(Fault::new("berkas ini kosong", "the file is empty"));
        }
        table.read_header()?;
        Ok(table)
    }

    /// Whether it is a file of rejected rows: it has their reasons, and holds a part of what the source says.
    pub fn is_of_rejects(&self) -> bool {
        self.headers.iter().any(|header| header == REASON)
    }

    /// The size of the file, in bytes.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// The headers of its columns, tidied and in small letters.
    pub fn headers(&self) -> &[String] {
        &self.headers
    }

    /// The headers that match no known column.
    pub fn unused(&self) -> Vec<String> {
        let unused = |at: usize, header: &str| !header.is_empty() && !self.places.contains(&Some(at));
        let headers = self.headers.iter().enumerate();
        headers.filter(|(at, header)| unused(*at, header)).map(|(_, header)| header.clone()).collect()
    }

    /// Refuses a file that has none of the columns of one of these groups, of which each row needs one.
    pub fn needs(&self, groups: &[&[&str]]) -> Result<(), Fault> {
        let has =
            |name: &str| self.columns.iter().zip(&self.places).any(|(column, at)| column.name == name && at.is_some());
        match groups.iter().find(|names| !names.iter().any(|name| has(name))) {
            None => Ok(()),
            Some(names) => Err(self.lacks(&names.join(" / "))),
        }
    }

    /// Why a file without this column is refused.
    fn lacks(&self, name: &str) -> Fault {
        let there = self.headers.join(", ");
        Fault::new(
            format!("tidak ada kolom {name}; yang ada: {there}"),
            format!("there is no column {name}; the file has: {there}"),
        )
    }

    fn read_header(&mut self) -> Result<(), Fault> {
        let (line, _) = self.lines();
        let headers = texts(&self.record, line)?;
        if headers.iter().any(|header| header.trim().replace("\r\n", " ").contains('\r')) {
            return Err(Fault::new(
                "baris 1: barisnya berakhir dengan CR saja; simpan dengan LF atau CR LF",
                "line 1: its lines end in CR alone; save it with LF or CR LF",
            ));
        }
        self.headers = headers.into_iter().map(|header| tidy(&visible(header)).to_lowercase()).collect();
        for (at, header) in self.headers.iter().enumerate() {
            if !header.is_empty() && self.headers[..at].contains(header) {
                return Err(Fault::new(
                    format!("kolom {header} ada dua kali"),
                    format!("the column {header} appears twice"),
                ));
            }
        }
        for column in self.columns {
            let found: Vec<usize> = (0..self.headers.len()).filter(|at| column.is_called(&self.headers[*at])).collect();
            if let [first, second, ..] = found[..] {
                let (first, second, name) = (&self.headers[first], &self.headers[second], column.name);
                return Err(Fault::new(
                    format!("kolom {first} dan {second} sama-sama berarti {name}: sisakan satu"),
                    format!("the columns {first} and {second} both mean {name}: keep one"),
                ));
            }
            if found.is_empty() && column.required {
                return Err(self.lacks(column.name));
            }
            self.places.push(found.first().copied());
        }
        Ok(())
    }

    /// The next row in which something is written; `None` at the end.
    pub fn next(&mut self) -> Result<Option<Row<'_>>, Fault> {
        if !self.advance()? {
            return Ok(None);
        }
        self.rows += 1;
        if self.rows > MOST_ROWS {
            return Err(Fault::new(
                format!("lebih dari {MOST_ROWS} baris: bagi berkas ini"),
                format!("more than {MOST_ROWS} rows: split the file"),
            ));
        }
        let (line, last_line) = self.lines();
        let byte = self.reader.position().byte();
        let mut fields: Vec<Cow<'_, str>> = texts(&self.record, line)?.into_iter().map(as_it_was).collect();
        // A separator at the end of each line leaves fields in which there is nothing.
        while fields.len() > self.headers.len() && fields.last().is_some_and(|field| field.trim().is_empty()) {
            fields.pop();
        }
        Ok(Some(Row { line, last_line, byte, fields, table: self }))
    }

    /// The first and the last line of the record that was just read. The reader does not count the lines within
    /// quotation marks and the empty ones as one would expect.
    fn lines(&self) -> (u64, u64) {
        #[expect(clippy::naive_bytecount, reason = "a row is short")]
        let within = self.record.as_slice().iter().filter(|byte| **byte == b'\n').count() as u64;
        let last = self.breaks + 1 - u64::from(self.ended);
        (last.saturating_sub(within), last)
    }

    /// Reads the next record in which something is written; false at the end.
    fn advance(&mut self) -> Result<bool, Fault> {
        loop {
            self.seen.begin_row(self.reader.position().byte());
            let line = self.breaks + 1;
            let read = self.reader.read_byte_record(&mut self.record).map_err(|error| broken(error, line))?;
            let (passed, ended) = self.seen.pass_lines(self.reader.position().byte());
            self.breaks += passed;
            self.ended = ended;
            if let Some(misquoted) = self.seen.misquoted().filter(|fault| !read || fault.line <= self.breaks) {
                return Err(misquoted.into());
            }
            if !read {
                return Ok(false);
            }
            if self.record.iter().any(|field| !field.trim_ascii().is_empty()) {
                return Ok(true);
            }
        }
    }
}

/// Why the row that begins on `line` cannot be read.
fn broken(error: csv::Error, line: u64) -> Fault {
    match error.into_kind() {
        csv::ErrorKind::Io(error) if error.kind() == io::ErrorKind::InvalidData => Fault::new(
            format!("baris {line}: lebih panjang dari {MOST_ROW_BYTES} byte; ada tanda kutip yang tidak ditutup?"),
            format!("line {line}: longer than {MOST_ROW_BYTES} bytes; is a quotation mark not closed?"),
        ),
        csv::ErrorKind::Io(error) => unreadable(&error),
        other => unreadable(&io::Error::other(format!("{other:?}"))),
    }
}

pub(super) fn unreadable(error: &io::Error) -> Fault {
    Fault::new(format!("tidak dapat dibaca: {error}"), format!("cannot be read: {error}"))
}

/// The fields of a record that begins on `line` as text, or why they are not text.
fn texts(record: &ByteRecord, line: u64) -> Result<Vec<&str>, Fault> {
    if record.as_slice().contains(&0) {
        return Err(Fault::new(
            format!("baris {line}: byte NUL; berkas ini bukan teks UTF-8 (UTF-16? simpan sebagai UTF-8)"),
            format!("line {line}: a NUL byte; this is not text in UTF-8 (UTF-16? save it as UTF-8)"),
        ));
    }
    record.iter().map(std::str::from_utf8).collect::<Result<_, _>>().map_err(|_| {
        Fault::new(
            format!("baris {line}: bukan UTF-8 (Latin-1 atau Windows-1252? simpan sebagai UTF-8)"),
            format!("line {line}: not UTF-8 (Latin-1 or Windows-1252? save it as UTF-8)"),
        )
    })
}

/// One row of a file.
pub struct Row<'a> {
    /// The line on which it begins; the header is line 1.
    pub line: u64,
    /// How far into the file it reaches, in bytes.
    pub byte: u64,
    last_line: u64,
    fields: Vec<Cow<'a, str>>,
    table: &'a Table,
}

impl Row<'_> {
    /// Refuses a row that does not have as many fields as the header, or in which a spreadsheet program has left an
    /// error or a formula.
    pub fn sound(&self) -> Result<(), Reason> {
        let (there, wanted) = (self.fields.len(), self.table.headers.len());
        if let Some(lines) = self.fields.iter().find(|field| self.holds_rows(field)) {
            let beginning: String = lines.chars().take_while(|letter| *letter != '\n').take(40).collect();
            return Err(LocalText::both(
                format!("isian \"{beginning} …\" memuat baris lain: ada tanda kutip yang tidak ditutup?"),
                format!("the cell \"{beginning} …\" holds other rows: is a quotation mark not closed?"),
            ));
        }
        if there == wanted {
            return self.table.columns.iter().try_for_each(|column| match self.text(column.name) {
                Some(text) if is_of_spreadsheet(text) && !self.is_own(column.name) => {
                    Err(left_by_spreadsheet(column.name, text))
                }
                Some(text) => damage(text).map_or(Ok(()), |reason| Err(reason_at(column.name, &reason))),
                None => Ok(()),
            });
        }
        let (first, last) = (self.line, self.last_line);
        let (id, en) = if first == last {
            (format!("baris {first}"), format!("line {first}"))
        } else {
            (format!("baris {first} sampai {last}"), format!("lines {first} to {last}"))
        };
        Err(LocalText::both(
            format!("{there} kolom, seharusnya {wanted} ({id})"),
            format!("{there} fields instead of {wanted} ({en})"),
        ))
    }

    /// Whether a text of several lines has one with as many separators as a row: an open quotation mark took it in.
    fn holds_rows(&self, field: &str) -> bool {
        let separators = |line: &str| line.bytes().filter(|byte| *byte == self.table.separator).count();
        self.table.headers.len() > 1
            && field.split('\n').skip(1).any(|line| separators(line) + 1 >= self.table.headers.len())
    }

    /// Whether an export wrote the text of this column: its row names the record that it is about, and the text is marked as
    /// what looks like a formula and is none. Rejected rows are marked as well, whatever was in them.
    fn is_own(&self, column: &str) -> bool {
        let marked =
            |at: usize| self.table.record.get(at).and_then(|raw| std::str::from_utf8(raw).ok()).is_some_and(is_marked);
        RECORDS.iter().any(|record| self.text(record).is_some())
            && !self.table.is_of_rejects()
            && self.place(column).is_some_and(marked)
    }

    /// Its cells, one for each header.
    pub fn cells(&self) -> Vec<String> {
        let mut cells: Vec<String> = self.fields.iter().map(|field| field.trim().to_owned()).collect();
        cells.resize(self.table.headers.len(), String::new());
        cells
    }

    /// Where the column `name` stands in the file.
    fn place(&self, name: &str) -> Option<usize> {
        self.table.places[self.table.columns.iter().position(|column| column.name == name)?]
    }

    /// The trimmed text of the column `name`; `None` if it is empty or the file does not have the column.
    pub fn text(&self, name: &str) -> Option<&str> {
        let text = self.fields.get(self.place(name)?)?.trim();
        (!text.is_empty()).then_some(text)
    }

    /// The header under which the file has the column `name`.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.table.headers.get(self.place(name)?).map(String::as_str)
    }

    /// Whether the file has the column `name`.
    pub fn has(&self, name: &str) -> bool {
        self.header(name).is_some()
    }

    /// The text of the column `name`; empty if there is none.
    pub fn owned(&self, name: &str) -> String {
        self.text(name).unwrap_or_default().to_owned()
    }

    /// The place that somebody has chosen in the column `name`; an identifier that callers hold as the registry has it.
    pub fn chosen(&self, name: &str) -> Option<String> {
        let cell = self.text(name)?;
        Some(graphql_schema::known_party(cell).map_or_else(|| cell.to_owned(), |id| id.to_string()))
    }

    /// The value of the column `name`, parsed as a `T`; `expected` says in both languages what it should look like.
    pub fn parsed<T: FromStr>(&self, name: &str, expected: [&str; 2]) -> Result<Option<T>, Reason> {
        self.text(name).map(|text| text.parse().map_err(|_| malformed(name, text, expected))).transpose()
    }

    /// The decimal number in the column `name`. Where semicolons separate the columns, as programs write them in countries that
    /// have decimal commas, a comma is one.
    pub fn number(&self, name: &str) -> Result<Option<f64>, Reason> {
        let Some(text) = self.text(name) else { return Ok(None) };
        let plain = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit() || b"+-.eE".contains(&byte));
        let comma = self.table.separator == b';' && !text.contains('.') && text.matches(',').count() == 1;
        let point = if comma { text.replace(',', ".") } else { text.to_owned() };
        let number = point.parse().ok().filter(|number: &f64| plain(&point) && number.is_finite());
        number.map(Some).ok_or_else(|| malformed(name, text, NUMBER))
    }

    /// What the column `name` says of a question: yes or no, as people and their spreadsheet programs write it.
    pub fn flag(&self, name: &str) -> Result<Option<bool>, Reason> {
        self.text(name).map(|text| yes_or_no(text).ok_or_else(|| malformed(name, text, FLAG))).transpose()
    }

    /// The parts of the column `name`, which are separated by `|`.
    pub fn list(&self, name: &str) -> Vec<String> {
        let parts = self.text(name).into_iter().flat_map(|text| text.split('|'));
        parts.map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned).collect()
    }
}

/// Whether a text is a formula, or the error of one, and not what its cell was to say.
fn is_of_spreadsheet(text: &str) -> bool {
    const ERRORS: [&str; 9] = ["#REF!", "#N/A", "#NAME?", "#VALUE!", "#DIV/0!", "#NUM!", "#NULL!", "#SPILL!", "#CALC!"];
    text.starts_with(['=', '＝']) || ERRORS.iter().any(|error| text.eq_ignore_ascii_case(error))
}

/// What is wrong with a text whose characters were lost or mistaken on the way.
fn damage(text: &str) -> Option<Reason> {
    let cut = |text: &str| text.chars().take(40).collect::<String>();
    if text.contains('\u{fffd}') {
        let text = cut(text);
        return Some(LocalText::both(
            format!("\"{text}\" memuat huruf yang hilang (U+FFFD); ambillah dari berkas asalnya"),
            format!("\"{text}\" has lost letters (U+FFFD); take it from the original file"),
        ));
    }
    let (text, before) = (cut(text), cut(&undamaged(text)?));
    Some(LocalText::both(
        format!(
            "\"{text}\" tampaknya \"{before}\" yang dibaca dengan pengodean yang salah; simpan berkasnya sebagai UTF-8"
        ),
        format!("\"{text}\" looks like \"{before}\" read in the wrong encoding; save the file as UTF-8"),
    ))
}

/// A reason with the column that it is about.
fn reason_at(column: &str, reason: &Reason) -> Reason {
    let said = |language| format!("{column}: {}", reason.read(language));
    LocalText::both(said(Language::Id), said(Language::En))
}

fn left_by_spreadsheet(column: &str, text: &str) -> Reason {
    let text: String = text.chars().take(40).collect();
    LocalText::both(
        format!("{column}: \"{text}\" adalah rumus atau galat lembar kerja, bukan isinya"),
        format!("{column}: \"{text}\" is a formula or an error of a spreadsheet, not what it stands for"),
    )
}

/// The folder in which a file stands.
pub fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Writes the rows of `file` that were left out to `path`, in the same columns and with the reason, all or nothing. A
/// file that is there already stays as it is.
/// People open them in a spreadsheet program, and import them again: cells are made harmless when they are written, and
/// read as they were.
/// Columns of `deciding` that the file lacks are added, for whoever decides which place a row means.
pub fn write_rejects(
    file: &Path,
    path: &Path,
    rejected: &[RowNote],
    (deciding, language): (&[&str], Language),
) -> Result<()> {
    let reasons: HashMap<u64, &str> = rejected.iter().map(|note| (note.line, note.reason.read(language))).collect();
    let failed = || format!("{} cannot be written", path.display());
    let mut temporary = tempfile::NamedTempFile::new_in(folder_of(path)).with_context(failed)?;
    let mut table = Table::open(file, &[]).map_err(|fault| anyhow!("{}", fault.0.read(language)))?;
    // A file of rejects that is imported again has reasons already; the new ones replace them.
    let kept: Vec<usize> = (0..table.headers.len()).filter(|at| table.headers[*at] != REASON).collect();
    let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(temporary.as_file_mut());
    let header: Vec<String> = kept.iter().map(|at| harmless(&table.headers[*at]).into_owned()).collect();
    let added: Vec<&str> =
        deciding.iter().copied().filter(|name| !table.headers.iter().any(|known| known == name)).collect();
    let header = header.iter().map(String::as_str).chain(added.iter().copied());
    // What stands beyond the header comes behind the reason, so that nothing of a row is lost.
    writer.write_record(header.chain([REASON])).with_context(failed)?;
    let source = table.headers.iter().position(|header| header.trim().eq_ignore_ascii_case(SOURCE));
    let mut above: Option<String> = None;
    let width = table.headers.len();
    while let Some(row) = table.next().map_err(|fault| anyhow!("{}", fault.0.read(language)))? {
        let field = |at: usize| row.fields.get(at).map_or("", |field| field.trim_end_matches('\r'));
        // Rows that stood above are not in the file of rejects: each of its rows states its source itself.
        let stated = source.map(field).and_then(|cell| source_of(cell, above.as_deref()));
        above = stated.clone().filter(|stated| !stated.is_empty()).or(above);
        if let Some(reason) = reasons.get(&row.line) {
            let own = |at: usize| stated.as_deref().filter(|stated| source == Some(at) && !stated.is_empty());
            let fields = kept.iter().map(|at| own(*at).unwrap_or_else(|| field(*at)));
            let decisions = added.iter().map(|_| "");
            let surplus = row.fields.iter().skip(width).map(|field| field.trim_end_matches('\r'));
            let cells = fields.chain(decisions).chain([*reason]).chain(surplus);
            let cells: Vec<Cow<'_, str>> = cells.map(harmless).collect();
            writer.write_record(cells.iter().map(|cell| cell.as_bytes())).with_context(failed)?;
        }
    }
    writer.flush().with_context(failed)?;
    drop(writer);
    temporary.persist_noclobber(path).with_context(failed)?;
    Ok(())
}

/// The columns in which exports name the records that a row is about.
const RECORDS: [&str; 4] = ["exchange", "place", "place_a", "place_region"];
/// The column in which a row names its source.
pub(super) const SOURCE: &str = "source";
/// The column that a file of rejects has in addition to those of the file.
pub(super) const REASON: &str = "reason";

#[cfg(test)]
mod tests;
