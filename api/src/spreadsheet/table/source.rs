//! The bytes of a CSV file: in which encoding and with which separator they are, and where their lines and quotation
//! marks end, which the CSV reader does not tell.

use super::{Fault, MOST_ROW_BYTES, unreadable};
use std::{
    cell::RefCell,
    collections::VecDeque,
    fs::File,
    io::{self, BufRead, BufReader, Read},
    rc::Rc,
};

/// How much of the file is read at a time, in bytes.
const BUFFER: usize = 65_536;
/// How the files of spreadsheet programs begin: ZIP (.xlsx, .ods) and the compound files before it (.xls).
const WORKBOOKS: [&[u8]; 2] = [b"PK\x03\x04", b"\xd0\xcf\x11\xe0"];
/// What may stand between the fields; a comma where none does.
const SEPARATORS: [u8; 3] = [b'\t', b';', b','];

/// A file after its byte order mark and the line in which a spreadsheet program names the separator. It stops a row
/// from growing without end.
pub(super) struct Source {
    file: BufReader<File>,
    seen: Rc<Seen>,
    /// What stands between the fields.
    pub separator: u8,
    /// The number of lines before its header.
    pub lines_before: u64,
}

impl Source {
    /// Refuses what is no text in UTF-8.
    pub fn of(file: File) -> Result<Self, Fault> {
        let mut file = BufReader::with_capacity(BUFFER, file);
        let start = file.fill_buf().map_err(|error| unreadable(&error))?;
        if start.starts_with(&[0xff, 0xfe]) || start.starts_with(&[0xfe, 0xff]) {
            return Err(Fault::new(
                "baris 1: berkas ini UTF-16; simpan sebagai UTF-8",
                "line 1: this file is in UTF-16; save it as UTF-8",
            ));
        }
        if WORKBOOKS.iter().any(|beginning| start.starts_with(beginning)) {
            return Err(Fault::new(
                "berkas ini buku kerja, seperti .xlsx, bukan CSV; simpan sebagai CSV UTF-8",
                "this file is a workbook, such as .xlsx, and no CSV; save it as CSV UTF-8",
            ));
        }
        let mark = if start.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 };
        let text = &start[mark..];
        let (separator, named_in) = match named_separator(text) {
            Some((separator, length)) => (separator, Some(length)),
            None => (most_frequent_separator(text), None),
        };
        file.consume(mark + named_in.unwrap_or(0));
        let lines_before = u64::from(named_in.is_some());
        let seen = Rc::new(Seen(RefCell::new(Scan::new(separator, lines_before + 1))));
        Ok(Self { file, seen, separator, lines_before })
    }

    /// What it knows of the bytes that have passed.
    pub fn seen(&self) -> Rc<Seen> {
        self.seen.clone()
    }

    /// A CSV reader without a header of its own.
    pub fn into_reader(self) -> csv::Reader<Self> {
        csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(self.separator)
            // So that no row ends between CR and LF; the CR is trimmed from the last field.
            .terminator(csv::Terminator::Any(b'\n'))
            .buffer_capacity(BUFFER)
            .from_reader(self)
    }
}

impl Read for Source {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut scan = self.seen.0.borrow_mut();
        // What was passed on but not used yet may belong to the next rows: at most one buffer.
        if scan.bytes > scan.row_start + MOST_ROW_BYTES + BUFFER as u64 {
            return Err(io::ErrorKind::InvalidData.into());
        }
        let read = self.file.read(buffer)?;
        match &buffer[..read] {
            [] => scan.end(),
            bytes => bytes.iter().for_each(|byte| scan.pass(*byte)),
        }
        Ok(read)
    }
}

/// The separator that the first line names, as in `sep=;`, and the length of that line.
fn named_separator(text: &[u8]) -> Option<(u8, usize)> {
    let length = text.iter().position(|byte| *byte == b'\n')? + 1;
    match text[..length].trim_ascii_end() {
        [s, e, p, b'=', separator] if [*s, *e, *p].eq_ignore_ascii_case(b"sep") && separator.is_ascii_punctuation() => {
            Some((*separator, length))
        }
        // A tab is gone with the white space.
        line if line.eq_ignore_ascii_case(b"sep=") => Some((b'\t', length)),
        _ => None,
    }
}

/// The separator that stands most often in the header, quotation marks and what is between them aside.
fn most_frequent_separator(text: &[u8]) -> u8 {
    let mut counts = [0; SEPARATORS.len()];
    let mut quoted = false;
    for byte in text {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' | b'\r' if !quoted => break,
            _ if quoted => {}
            _ => {
                if let Some(at) = SEPARATORS.iter().position(|separator| separator == byte) {
                    counts[at] += 1;
                }
            }
        }
    }
    // The last of those that are equally frequent: a comma where there is none.
    let most = (0..SEPARATORS.len()).max_by_key(|at| counts[*at]);
    most.map_or(b',', |at| SEPARATORS[at])
}

/// What is known of the bytes that have passed.
pub(super) struct Seen(RefCell<Scan>);

impl Seen {
    /// A row begins at this byte.
    pub fn begin_row(&self, at: u64) {
        self.0.borrow_mut().row_start = at;
    }

    /// How many more lines end before this byte, and whether one ends right there.
    pub fn pass_lines(&self, end: u64) -> (u64, bool) {
        let breaks = &mut self.0.borrow_mut().line_breaks;
        let passed = breaks.partition_point(|at| *at < end);
        let last = breaks.drain(..passed).next_back();
        (passed as u64, last.is_some_and(|at| at + 1 == end))
    }

    /// The first quotation mark that is wrong.
    pub fn misquoted(&self) -> Option<Misquoted> {
        self.0.borrow().misquoted
    }
}

/// A quotation mark that is opened on `line` and never closed, or closed with text behind it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Misquoted {
    /// The line, from 1.
    pub line: u64,
    closed: bool,
}

impl From<Misquoted> for Fault {
    fn from(Misquoted { line, closed }: Misquoted) -> Self {
        if closed {
            return Self::new(
                format!(
                    "baris {line}: ada teks di belakang tanda kutip penutup; tulis \"\" untuk tanda kutip di dalam teks"
                ),
                format!("line {line}: there is text behind a closing quotation mark; write \"\" for one within a text"),
            );
        }
        Self::new(
            format!("baris {line}: tanda kutip dibuka tetapi tidak ditutup"),
            format!("line {line}: a quotation mark is opened and never closed"),
        )
    }
}

/// Where in a field the next byte is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Within {
    /// At its beginning: a quotation mark opens here and nowhere else.
    Beginning,
    Plain,
    Quoted,
    /// Behind a quotation mark within quotation marks: the end, or the first half of a doubled one.
    Closed,
}

/// Follows the bytes of a file as the CSV reader understands them.
struct Scan {
    separator: u8,
    bytes: u64,
    /// The beginning of the row that is being read.
    row_start: u64,
    /// The ends of lines that the CSV reader has not reached yet.
    line_breaks: VecDeque<u64>,
    line: u64,
    within: Within,
    opened_on: u64,
    misquoted: Option<Misquoted>,
}

impl Scan {
    fn new(separator: u8, line: u64) -> Self {
        Self {
            separator,
            bytes: 0,
            row_start: 0,
            line_breaks: VecDeque::new(),
            line,
            within: Within::Beginning,
            opened_on: line,
            misquoted: None,
        }
    }

    fn pass(&mut self, byte: u8) {
        let ends_field = byte == self.separator || byte == b'\n';
        self.within = match (self.within, byte) {
            (Within::Beginning, b'"') => {
                self.opened_on = self.line;
                Within::Quoted
            }
            (Within::Quoted, b'"') => Within::Closed,
            (Within::Quoted, _) | (Within::Closed, b'"') => Within::Quoted,
            (_, _) if ends_field => Within::Beginning,
            (Within::Closed, b' ' | b'\r') => Within::Closed,
            (Within::Closed, _) => {
                self.mistake(true);
                Within::Plain
            }
            _ => Within::Plain,
        };
        if byte == b'\n' {
            self.line_breaks.push_back(self.bytes);
            self.line += 1;
        }
        self.bytes += 1;
    }

    fn end(&mut self) {
        if self.within == Within::Quoted {
            self.mistake(false);
        }
    }

    fn mistake(&mut self, closed: bool) {
        self.misquoted.get_or_insert(Misquoted { line: self.opened_on, closed });
    }
}
