//! Reading a CSV file that anyone may have made, row by row and in bounded memory; and writing the rows that were left out.

use anyhow::{Context, Result, anyhow};
use csv::{ByteRecord, Position};
use entity::{
    report::RowNote,
    text::{Language, LocalText},
};
use std::{
    cell::Cell,
    collections::HashMap,
    fs::File,
    io::{self, BufRead, BufReader, Read},
    path::Path,
    rc::Rc,
    str::FromStr,
};

/// How many rows a file may have.
pub const MOST_ROWS: u64 = 500_000;
/// How long a row may be, in bytes.
pub const MOST_ROW_BYTES: u64 = 65_536;
/// How much of the file is read at a time, in bytes.
const BUFFER: usize = 65_536;

/// Why a row cannot be taken, in both languages.
pub type Reason = LocalText;

/// Why a file cannot be read at all.
#[derive(Debug)]
pub struct Fault(pub LocalText);

impl Fault {
    fn new(id: impl Into<String>, en: impl Into<String>) -> Self {
        Self(LocalText::both(id, en))
    }
}

/// A column that an import knows.
#[derive(Debug)]
pub struct Column {
    /// The name of its header.
    pub name: &'static str,
    /// Other headers for it. One that ends with `*` stands for all that begin so.
    pub synonyms: &'static [&'static str],
    /// Whether a file without it is refused.
    pub required: bool,
    /// What it holds.
    pub help: &'static str,
}

impl Column {
    fn is_called(&self, header: &str) -> bool {
        let is_it = |name: &str| match name.strip_suffix('*') {
            Some(beginning) => header.starts_with(beginning),
            None => header == name,
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
        "Columns, by the names in the header; others are left aside:\n{}\n\
         At most {MOST_ROWS} rows of {MOST_ROW_BYTES} bytes. Numbers have a decimal point and no separators.",
        listed.collect::<String>()
    )
}

/// A file while it is read.
pub struct Table {
    reader: csv::Reader<Guard>,
    columns: &'static [Column],
    headers: Vec<String>,
    /// The header's place of each known column.
    places: Vec<Option<usize>>,
    record: ByteRecord,
    row_start: Rc<Cell<u64>>,
    quotes: Rc<Cell<u64>>,
    bytes: u64,
    rows: u64,
    /// The first line of the latest row that spans several.
    spanning: Option<u64>,
}

impl Table {
    /// Opens a file whose header has the required ones of `columns`.
    pub fn open(path: &Path, columns: &'static [Column]) -> Result<Self, Fault> {
        let file = File::open(path).map_err(|error| unreadable(&error))?;
        let bytes = file.metadata().map_err(|error| unreadable(&error))?.len();
        let (row_start, quotes) = (Rc::new(Cell::new(0)), Rc::new(Cell::new(0)));
        let reader = reader(file, &row_start, &quotes)?;
        let mut table = Self {
            reader,
            columns,
            headers: Vec::new(),
            places: Vec::new(),
            record: ByteRecord::new(),
            row_start,
            quotes,
            bytes,
            rows: 0,
            spanning: None,
        };
        if !table.advance()? {
            return Err(Fault::new("berkas ini kosong", "the file is empty"));
        }
        table.read_header()?;
        Ok(table)
    }

    /// How large the file is.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// The headers that no known column has.
    pub fn unused(&self) -> Vec<String> {
        let used = |at: usize| self.places.contains(&Some(at));
        self.headers.iter().enumerate().filter(|(at, _)| !used(*at)).map(|(_, header)| header.clone()).collect()
    }

    fn read_header(&mut self) -> Result<(), Fault> {
        let headers = texts(&self.record)?;
        if headers.iter().any(|header| header.trim().contains('\r')) {
            return Err(Fault::new(
                "baris 1: barisnya berakhir dengan CR saja; simpan dengan LF atau CR LF",
                "line 1: its lines end in CR alone; save it with LF or CR LF",
            ));
        }
        self.headers = headers.into_iter().map(|header| header.trim().to_lowercase()).collect();
        for (at, header) in self.headers.iter().enumerate() {
            if !header.is_empty() && self.headers[..at].contains(header) {
                return Err(Fault::new(
                    format!("kolom {header} ada dua kali"),
                    format!("the column {header} stands there twice"),
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
                let (name, there) = (column.name, self.headers.join(", "));
                return Err(Fault::new(
                    format!("tidak ada kolom {name}; yang ada: {there}"),
                    format!("there is no column {name}; the file has: {there}"),
                ));
            }
            self.places.push(found.first().copied());
        }
        Ok(())
    }

    /// The next row; none at the end.
    pub fn next(&mut self) -> Result<Option<Row<'_>>, Fault> {
        if !self.advance()? {
            return self.check_quotes().map(|()| None);
        }
        self.rows += 1;
        if self.rows > MOST_ROWS {
            return Err(Fault::new(
                format!("lebih dari {MOST_ROWS} baris: bagi berkas ini"),
                format!("more than {MOST_ROWS} rows: split the file"),
            ));
        }
        let fields = texts(&self.record)?;
        let start = self.record.position().map_or(0, Position::line);
        let end = self.reader.position().line();
        if end > start + 1 {
            self.spanning = Some(start);
        }
        let byte = self.reader.position().byte();
        Ok(Some(Row { line: start, last_line: end.saturating_sub(1).max(start), byte, fields, table: self }))
    }

    /// Reads the next record that is not an empty line; false at the end.
    fn advance(&mut self) -> Result<bool, Fault> {
        loop {
            self.row_start.set(self.reader.position().byte());
            let line = self.reader.position().line();
            if !self.reader.read_byte_record(&mut self.record).map_err(|error| broken(error, line))? {
                return Ok(false);
            }
            if self.record.len() > 1 || !self.record[0].trim_ascii().is_empty() {
                return Ok(true);
            }
        }
    }

    /// A quotation mark that is never closed swallows everything after it.
    fn check_quotes(&self) -> Result<(), Fault> {
        match self.spanning {
            Some(line) if self.quotes.get() % 2 == 1 => Err(Fault::new(
                format!("baris {line}: tanda kutip dibuka tetapi tidak ditutup"),
                format!("line {line}: a quotation mark is opened and never closed"),
            )),
            _ => Ok(()),
        }
    }
}

/// Why the row that begins on `line` cannot be read.
fn broken(error: csv::Error, line: u64) -> Fault {
    match error.into_kind() {
        csv::ErrorKind::Io(error) if error.kind() == io::ErrorKind::InvalidData => Fault::new(
            format!("baris {line}: lebih panjang dari {MOST_ROW_BYTES} byte; ada tanda kutip yang tidak ditutup?"),
            format!("line {line}: longer than {MOST_ROW_BYTES} bytes; is a quotation mark left open?"),
        ),
        csv::ErrorKind::Io(error) => unreadable(&error),
        other => unreadable(&io::Error::other(format!("{other:?}"))),
    }
}

fn unreadable(error: &io::Error) -> Fault {
    Fault::new(format!("tidak dapat dibaca: {error}"), format!("cannot be read: {error}"))
}

/// The fields of a record as text, or why they are none.
fn texts(record: &ByteRecord) -> Result<Vec<&str>, Fault> {
    let line = record.position().map_or(1, Position::line);
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

/// A CSV reader without a header of its own, after the byte order mark, with the separator that the first line uses.
fn reader(file: File, row_start: &Rc<Cell<u64>>, quotes: &Rc<Cell<u64>>) -> Result<csv::Reader<Guard>, Fault> {
    let mut file = BufReader::with_capacity(BUFFER, file);
    let start = file.fill_buf().map_err(|error| unreadable(&error))?;
    if start.starts_with(&[0xff, 0xfe]) || start.starts_with(&[0xfe, 0xff]) {
        return Err(Fault::new(
            "baris 1: berkas ini UTF-16; simpan sebagai UTF-8",
            "line 1: this file is in UTF-16; save it as UTF-8",
        ));
    }
    let mark = if start.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 };
    let header = start[mark..].split(|byte| *byte == b'\n' || *byte == b'\r').next().unwrap_or_default();
    #[expect(clippy::naive_bytecount, reason = "one line is counted once")]
    let count = |separator: u8| header.iter().filter(|byte| **byte == separator).count();
    // The first of the most frequent ones: a comma where nothing separates.
    let separator = [b'\t', b';', b','].into_iter().max_by_key(|separator| count(*separator)).unwrap_or(b',');
    file.consume(mark);
    let guard = Guard { file, given: 0, row_start: row_start.clone(), quotes: quotes.clone() };
    Ok(csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(separator)
        // Only so are the lines of a file counted right whose lines end in CR LF; the CR is trimmed from the last field.
        .terminator(csv::Terminator::Any(b'\n'))
        .buffer_capacity(BUFFER)
        .from_reader(guard))
}

/// Stops a row from growing without end, and counts quotation marks.
struct Guard {
    file: BufReader<File>,
    given: u64,
    row_start: Rc<Cell<u64>>,
    quotes: Rc<Cell<u64>>,
}

impl Read for Guard {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        // What was given but not used yet may belong to the next rows: one buffer of it.
        if self.given > self.row_start.get() + MOST_ROW_BYTES + BUFFER as u64 {
            return Err(io::ErrorKind::InvalidData.into());
        }
        let read = self.file.read(buffer)?;
        self.given += read as u64;
        #[expect(clippy::naive_bytecount, reason = "a file is read once, and slower than this counts")]
        let quotes = buffer[..read].iter().filter(|byte| **byte == b'"').count();
        self.quotes.set(self.quotes.get() + quotes as u64);
        Ok(read)
    }
}

/// One row of a file.
pub struct Row<'a> {
    /// The line on which it begins; the header is line 1.
    pub line: u64,
    /// How far into the file it reaches, in bytes.
    pub byte: u64,
    last_line: u64,
    fields: Vec<&'a str>,
    table: &'a Table,
}

impl Row<'_> {
    /// Refuses a row that does not have as many fields as the header.
    pub fn sound(&self) -> Result<(), Reason> {
        let (there, wanted) = (self.fields.len(), self.table.headers.len());
        if there == wanted {
            return Ok(());
        }
        let (first, last) = (self.line, self.last_line);
        Err(LocalText::both(
            format!("{there} kolom, seharusnya {wanted} (baris {first} sampai {last})"),
            format!("{there} fields instead of {wanted} (lines {first} to {last})"),
        ))
    }

    /// The trimmed text of the column `name`; none where it is empty or the file does not have it.
    pub fn text(&self, name: &str) -> Option<&str> {
        let at = self.table.columns.iter().position(|column| column.name == name)?;
        let text = self.fields.get(self.table.places[at]?)?.trim();
        (!text.is_empty()).then_some(text)
    }

    /// The header under which the file has the column `name`.
    pub fn header(&self, name: &str) -> Option<&str> {
        let at = self.table.columns.iter().position(|column| column.name == name)?;
        self.table.headers.get(self.table.places[at]?).map(String::as_str)
    }

    /// Whether the file has the column `name`.
    pub fn has(&self, name: &str) -> bool {
        self.header(name).is_some()
    }

    /// The text of the column `name`, empty where there is none.
    pub fn owned(&self, name: &str) -> String {
        self.text(name).unwrap_or_default().to_owned()
    }

    /// What the column `name` holds, read as a `T`; `expected` says what it should look like.
    pub fn parsed<T: FromStr>(&self, name: &str, expected: &str) -> Result<Option<T>, Reason> {
        self.text(name).map(|text| text.parse().map_err(|_| malformed(name, text, expected))).transpose()
    }

    /// The decimal number in the column `name`.
    pub fn number(&self, name: &str) -> Result<Option<f64>, Reason> {
        let plain = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit() || b"+-.eE".contains(&byte));
        match self.text(name) {
            Some(text) if !plain(text) || text.parse().is_ok_and(f64::is_infinite) => {
                Err(malformed(name, text, "12.34"))
            }
            _ => self.parsed(name, "12.34"),
        }
    }

    /// The parts of the column `name`, which are separated by `|`.
    pub fn list(&self, name: &str) -> Vec<String> {
        let parts = self.text(name).into_iter().flat_map(|text| text.split('|'));
        parts.map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned).collect()
    }
}

/// What a field holds is not of the form it should have.
pub fn malformed(column: &str, text: &str, expected: &str) -> Reason {
    let text: String = text.chars().take(40).collect();
    LocalText::both(
        format!("{column}: \"{text}\" tidak sesuai; yang diharapkan: {expected}"),
        format!("{column}: \"{text}\" is not of the right form; expected: {expected}"),
    )
}

/// Writes the rows of `file` that were left out to `path`, in the same columns and with the reason, all or nothing.
pub fn write_rejects(file: &Path, path: &Path, rejected: &[RowNote], language: Language) -> Result<()> {
    let reasons: HashMap<u64, &str> = rejected.iter().map(|note| (note.line, note.reason.read(language))).collect();
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let failed = || format!("{} cannot be written", path.display());
    let mut temporary = tempfile::NamedTempFile::new_in(folder).with_context(failed)?;
    let mut table = Table::open(file, &[]).map_err(|fault| anyhow!("{}", fault.0.read(language)))?;
    // A file of rejects that is brought in again has reasons already; the new ones take their place.
    let kept: Vec<usize> = (0..table.headers.len()).filter(|at| table.headers[*at] != REASON).collect();
    let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(temporary.as_file_mut());
    let header: Vec<String> = kept.iter().map(|at| table.headers[*at].clone()).collect();
    writer.write_record(header.iter().map(String::as_str).chain([REASON])).with_context(failed)?;
    while let Some(row) = table.next().map_err(|fault| anyhow!("{}", fault.0.read(language)))? {
        if let Some(reason) = reasons.get(&row.line) {
            let fields = kept.iter().map(|at| row.fields.get(*at).copied().unwrap_or_default().trim_end_matches('\r'));
            writer.write_record(fields.chain([*reason])).with_context(failed)?;
        }
    }
    writer.flush().with_context(failed)?;
    drop(writer);
    temporary.persist(path).with_context(failed)?;
    Ok(())
}

/// The column that a file of rejects has beside those of the file.
const REASON: &str = "reason";

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    const COLUMNS: &[Column] = &[
        Column { name: "code", synonyms: &["id"], required: true, help: "" },
        Column { name: "name", synonyms: &[], required: true, help: "" },
        Column { name: "lat", synonyms: &[], required: false, help: "" },
        Column { name: "population", synonyms: &["population_2*"], required: false, help: "" },
    ];

    /// A row as line, code and name.
    type Told = (u64, String, String);

    fn read(bytes: &[u8]) -> Result<(Vec<Told>, Vec<(u64, String)>, Vec<String>), String> {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(bytes).unwrap();
        let told = |fault: Fault| fault.0.read(Language::En).to_owned();
        let mut table = Table::open(file.path(), COLUMNS).map_err(told)?;
        let (mut rows, mut refused) = (Vec::new(), Vec::new());
        while let Some(row) = table.next().map_err(told)? {
            match row.sound() {
                Ok(()) => rows.push((row.line, row.owned("code"), row.owned("name"))),
                Err(reason) => refused.push((row.line, reason.read(Language::En).to_owned())),
            }
        }
        Ok((rows, refused, table.unused()))
    }

    fn row(line: u64, code: &str, name: &str) -> Told {
        (line, code.to_owned(), name.to_owned())
    }

    #[test]
    fn a_file_is_read_as_spreadsheets_write_it() {
        for text in [
            "id,name,note\nC1,Bogor,x\n\nC2,\"Kota, Bogor\",y\n",
            "\u{feff}ID,Name,note\r\nC1,Bogor,x\r\n\r\nC2,\"Kota, Bogor\",\"y\"\r\n",
            "id;name;note\nC1;Bogor;x\n\nC2;Kota, Bogor;y",
            "id\tname\tnote\nC1\tBogor\tx\n\nC2\tKota, Bogor\ty",
        ] {
            let (rows, refused, unused) = read(text.as_bytes()).unwrap();
            assert_eq!(rows, [row(2, "C1", "Bogor"), row(4, "C2", "Kota, Bogor")], "{text}");
            assert!(refused.is_empty());
            assert_eq!(unused, ["note"]);
        }
    }

    #[test]
    fn a_file_that_is_no_text_names_the_line() {
        for (bytes, expected) in [
            (&b"\xff\xfei\0d\0"[..], "line 1: this file is in UTF-16"),
            (b"i\0d\0,\0", "line 1: a NUL byte"),
            (b"id,name\nC1,a\nC2,M\xfcnchen\n", "line 3: not UTF-8"),
            (b"id,name\nC1,a\0b\n", "line 2: a NUL byte"),
            (b"id,name\rC1,a\rC2,b", "line 1: its lines end in CR alone"),
            (b"", "the file is empty"),
            (b"\n\n", "the file is empty"),
        ] {
            let fault = read(bytes).unwrap_err();
            assert!(fault.starts_with(expected), "{fault}");
        }
    }

    #[test]
    fn a_header_must_have_each_column_once() {
        for (text, expected) in [
            ("id,nama\n", "there is no column name; the file has: id, nama"),
            ("id,name,name\n", "the column name stands there twice"),
            ("id,code,name\n", "the columns id and code both mean code: keep one"),
        ] {
            assert_eq!(read(text.as_bytes()).unwrap_err(), expected);
        }
        assert_eq!(read(b"id,name\n").unwrap().0, []);
    }

    #[test]
    fn a_quotation_mark_left_open_does_not_swallow_the_file_unseen() {
        let open_end = read(b"id,name\nC1,\"Bogor\nC2,Depok\nC3,Bekasi\n").unwrap_err();
        assert_eq!(open_end, "line 2: a quotation mark is opened and never closed");
        // Closed again on the next line: the name holds a line break, which the registry refuses.
        let (rows, ..) = read(b"id,name\nC1,\"Bogor\nC2,\"Depok\"\nC3,Bekasi\n").unwrap();
        assert!(rows[0].2.contains('\n'));
        assert_eq!(rows[1], row(4, "C3", "Bekasi"));
    }

    #[test]
    fn a_row_of_the_wrong_length_is_left_out_and_named() {
        let (rows, refused, _) = read(b"id,name\nC1,a,b\nC2\nC3,c\n").unwrap();
        assert_eq!(rows, [row(4, "C3", "c")]);
        assert_eq!(
            refused,
            [
                (2, "3 fields instead of 2 (lines 2 to 2)".to_owned()),
                (3, "1 fields instead of 2 (lines 3 to 3)".to_owned())
            ]
        );
    }

    #[test]
    fn a_row_without_end_is_refused_before_it_fills_the_memory() {
        let mut text = b"id,name\nC1,a\nC2,\"".to_vec();
        text.extend(std::iter::repeat_n(b'x', 4 * 1024 * 1024));
        assert!(read(&text).unwrap_err().starts_with("line 3: longer than 65536 bytes"));
    }

    #[test]
    fn numbers_are_numbers() {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        write!(
            file,
            "id,name,lat,population_2024s2\nC1,a,-6.92,12\nC2,b,NaN,-3\nC3,c,inf,1.5\nC4,d,1e999,x\nC5,e,\"6,92\",\n"
        )
        .unwrap();
        let mut table = Table::open(file.path(), COLUMNS).unwrap();
        let mut told = Vec::new();
        while let Some(row) = table.next().unwrap() {
            told.push((row.number("lat").is_ok(), row.parsed::<i64>("population", "12").is_ok()));
        }
        assert_eq!(told, [(true, true), (false, true), (false, false), (false, false), (false, true)]);
        assert!(table.unused().is_empty());
    }

    #[test]
    fn rejects_keep_the_columns_and_gain_the_reason_once() {
        let folder = tempfile::tempdir().unwrap();
        let (file, rejects) = (folder.path().join("a.csv"), folder.path().join("a.csv.rejects.csv"));
        std::fs::write(&file, "id,name,reason\r\nC1,Bogor,old\r\nC2,\"Kota, Tua\",older\r\nC3\r\n").unwrap();
        let note = |line, text: &str| RowNote { line, reason: LocalText::both(text, text) };
        write_rejects(&file, &rejects, &[note(3, "why"), note(4, "short")], Language::En).unwrap();
        let written = std::fs::read_to_string(&rejects).unwrap();
        assert_eq!(written, "id,name,reason\nC2,\"Kota, Tua\",why\nC3,,short\n");
        let nowhere = folder.path().join("nowhere/a.csv");
        assert!(write_rejects(&file, &nowhere, &[note(3, "why")], Language::En).is_err());
    }
}
