//! Workbooks (XLSX): their first sheet as the text of a table, so that it is read as every other file; and templates.

use super::{
    sheet::Rows,
    table::{Column, Fault, unreadable},
};
use crate::files::judge;
use calamine::{Data, DataRef, DataType, Reader, SheetType, SheetVisible, Xlsx};
use entity::{import_batch::rule::MOST_ROWS, text::Language};
use rust_xlsxwriter::{Format, Workbook, XlsxError};
use std::{
    fs::File,
    io::{self, BufReader, Seek, Write},
};
use zip::ZipArchive;

/// How files begin that are a ZIP archive.
const ARCHIVE: &[u8] = b"PK\x03\x04";
/// The only kind of workbook that is read: one without programs.
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
/// How long the parts of a workbook are together at most when they are unpacked, in bytes.
const MOST_UNPACKED: u64 = 24 * 1024 * 1024;
/// How many lines a sheet has at most, blank ones included.
const MOST_LINES: usize = 4 * MOST_ROWS;
/// How many columns it has at most.
const MOST_COLUMNS: usize = 200;
/// Columns that hold whole days, and times of a day: a sheet shows them as such.
const DAYS: [&str; 4] = ["start", "end", "as_of", "no_longer_listed_on"];
const TIMES: [&str; 2] = ["start_time", "end_time"];
/// How wide the columns of a template are, in characters.
const WIDTH: f64 = 18.0;

/// Whether this is the content of a workbook.
pub(super) fn is_workbook(content: &[u8]) -> bool {
    content.starts_with(ARCHIVE)
}

/// The first sheet of a workbook that is shown, as a CSV file at its beginning. Lines keep their numbers.
pub(super) fn as_csv(file: &File) -> Result<File, Fault> {
    let judged = judge(file).map_err(|error| unreadable(&error))?;
    if judged.map(|media| media.0) != Ok(XLSX) {
        return Err(Fault::new(
            "berkas ini bukan buku kerja .xlsx biasa: rusak, terkunci, atau memuat makro; simpan sebagai .xlsx tanpa makro atau CSV UTF-8",
            "this file is no plain .xlsx workbook: it is damaged, locked or holds macros; save it as .xlsx without macros, or as CSV UTF-8",
        ));
    }
    check_unpacked(file)?;
    let lines = lines_of(file)?;
    let mut table = tempfile::tempfile().map_err(|error| unreadable(&error))?;
    let mut rows = Rows::further();
    for line in &lines {
        rows.add(line.iter().map(String::as_str)).map_err(|error| unreadable(&error))?;
    }
    let written = rows.into_bytes().and_then(|bytes| table.write_all(&bytes)).and_then(|()| table.rewind());
    written.map_err(|error| unreadable(&error))?;
    Ok(table)
}

/// Refuses a workbook that is far longer than it looks. What its directory says does not count.
fn check_unpacked(file: &File) -> Result<(), Fault> {
    let mut zip = ZipArchive::new(BufReader::new(file)).map_err(damaged)?;
    let mut left = MOST_UNPACKED;
    for at in 0..zip.len() {
        let part = zip.by_index(at).map_err(damaged)?;
        let read =
            io::copy(&mut io::Read::take(part, left + 1), &mut io::sink()).map_err(|error| unreadable(&error))?;
        left = left.checked_sub(read).ok_or_else(too_large)?;
    }
    Ok(())
}

/// The lines of the first sheet that is shown, all of one length.
fn lines_of(file: &File) -> Result<Vec<Vec<String>>, Fault> {
    let copy = file.try_clone().and_then(|mut copy| copy.rewind().map(|()| copy));
    let mut workbook = Xlsx::new(BufReader::new(copy.map_err(|error| unreadable(&error))?)).map_err(damaged)?;
    let shown = |sheet: &&calamine::Sheet| sheet.visible == SheetVisible::Visible && sheet.typ == SheetType::WorkSheet;
    let name = workbook.sheets_metadata().iter().find(shown).map(|sheet| sheet.name.clone());
    let name = name.ok_or_else(|| Fault::new("buku kerja ini tidak memuat lembar", "this workbook has no sheet"))?;
    let mut cells = workbook.worksheet_cells_reader(&name).map_err(damaged)?;
    let (mut lines, mut width): (Vec<Vec<String>>, usize) = (Vec::new(), 0);
    while let Some(cell) = cells.next_cell().map_err(damaged)? {
        let text = text(cell.get_value());
        if text.is_empty() {
            continue;
        }
        let (line, column) = cell.get_position();
        let (line, column) = (line as usize, column as usize);
        if MOST_LINES <= line || MOST_COLUMNS <= column {
            return Err(too_large());
        }
        lines.resize(lines.len().max(line + 1), Vec::new());
        let cells = &mut lines[line];
        cells.resize(cells.len().max(column + 1), String::new());
        width = width.max(column + 1);
        cells[column] = text;
    }
    for line in &mut lines {
        line.resize(width, String::new());
    }
    Ok(lines)
}

/// What a cell says, on one line. A day is written as 2026-02-28, a time as 09:00, a whole number without decimals.
fn text(cell: &DataRef<'_>) -> String {
    match cell {
        DataRef::DateTime(moment) => match moment.as_datetime() {
            Some(_) if moment.as_f64() < 1.0 => moment.as_datetime().map(|at| at.format("%H:%M").to_string()),
            Some(at) if moment.as_f64().fract() == 0.0 => Some(at.format("%Y-%m-%d").to_string()),
            at => at.map(|at| at.format("%Y-%m-%dT%H:%M").to_string()),
        }
        .unwrap_or_default(),
        DataRef::DateTimeIso(text) => text.strip_suffix("T00:00:00").unwrap_or(text).to_owned(),
        other => {
            let value: Data = other.clone().into();
            let text = value.as_string().unwrap_or_else(|| value.to_string());
            text.split(['\r', '\n']).map(str::trim).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
        }
    }
}

fn damaged(error: impl std::fmt::Display) -> Fault {
    Fault::new(format!("buku kerja ini rusak: {error}"), format!("this workbook is damaged: {error}"))
}

fn too_large() -> Fault {
    Fault::new(
        "buku kerja ini terlalu besar; sisakan satu lembar dengan paling banyak 5.000 baris",
        "this workbook is too large; keep one sheet of 5,000 rows at most",
    )
}

/// An empty workbook with these columns, in which codes keep their zeros and days are days; a second sheet says what the
/// columns hold.
pub(super) fn template(columns: &[Column], language: Language) -> io::Result<Vec<u8>> {
    written(columns, language).map_err(io::Error::other)
}

fn written(columns: &[Column], language: Language) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let bold = Format::new().set_bold();
    let [text, day, time] = ["@", "yyyy-mm-dd", "hh:mm"].map(|form| Format::new().set_num_format(form));
    let sheet = workbook.add_worksheet();
    sheet.set_name(language.pick("Data", "Data"))?;
    for (at, column) in (0..).zip(columns) {
        let format = match column.name {
            name if DAYS.contains(&name) => &day,
            name if TIMES.contains(&name) => &time,
            _ => &text,
        };
        sheet.set_column_format(at, format)?;
        sheet.set_column_width(at, WIDTH)?;
        sheet.write_string_with_format(0, at, column.name, &bold)?;
    }
    sheet.set_freeze_panes(1, 0)?;
    let notes = workbook.add_worksheet();
    notes.set_name(language.pick("Keterangan", "Notes"))?;
    let heads =
        [language.pick("Kolom", "Column"), language.pick("Wajib", "Required"), language.pick("Isi", "What it holds")];
    for (at, head) in (0..).zip(heads) {
        notes.write_string_with_format(0, at, head, &bold)?;
    }
    for (at, column) in (1..).zip(columns) {
        notes.write_string(at, 0, column.name)?;
        notes.write_string(at, 1, if column.required { language.pick("ya", "yes") } else { "" })?;
        notes.write_string(at, 2, language.pick(column.help_id, column.help))?;
    }
    notes.set_column_width(0, WIDTH)?;
    notes.set_column_width(2, 5.0 * WIDTH)?;
    workbook.save_to_buffer()
}

#[cfg(test)]
mod tests {
    use super::*;
    use rust_xlsxwriter::ExcelDateTime;
    use std::io::Read;
    use zip::{ZipWriter, write::SimpleFileOptions};

    fn file(content: &[u8]) -> File {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(content).unwrap();
        file.rewind().unwrap();
        file
    }

    fn read(content: &[u8]) -> Result<String, String> {
        let told = |fault: Fault| fault.0.read(Language::En).to_owned();
        let mut text = String::new();
        as_csv(&file(content)).map_err(told)?.read_to_string(&mut text).unwrap();
        Ok(text)
    }

    #[test]
    fn a_sheet_is_read_as_it_is_shown() {
        let mut workbook = Workbook::new();
        let sheet = workbook.add_worksheet();
        let day = Format::new().set_num_format("yyyy-mm-dd");
        let time = Format::new().set_num_format("hh:mm");
        sheet.merge_range(0, 0, 0, 2, "Kunjungan", &Format::new()).unwrap();
        sheet.write_string(2, 0, "code").unwrap();
        sheet.write_string(2, 1, "start").unwrap();
        sheet.write_string(2, 3, "rows").unwrap();
        sheet.write_string(4, 0, "01.02").unwrap();
        sheet.write_datetime_with_format(4, 1, ExcelDateTime::from_ymd(2026, 2, 28).unwrap(), &day).unwrap();
        sheet.write_datetime_with_format(4, 2, ExcelDateTime::from_hms(9, 30, 0).unwrap(), &time).unwrap();
        sheet.write_number(4, 3, 1997).unwrap();
        sheet.write_string(5, 0, "=1+1").unwrap();
        sheet.write_string(5, 1, "two\nlines").unwrap();
        sheet.write_number(5, 3, 1.5).unwrap();
        workbook.add_worksheet().write_string(0, 0, "other").unwrap();
        let text = read(&workbook.save_to_buffer().unwrap()).unwrap();
        let expected =
            "Kunjungan,,,\r\n,,,\r\ncode,start,,rows\r\n,,,\r\n01.02,2026-02-28,09:30,1997\r\n'=1+1,two lines,,1.5\r\n";
        assert_eq!(text, expected);
    }

    #[test]
    fn a_hostile_workbook_is_refused() {
        let pack = |parts: &[(&str, &[u8])]| {
            let mut zip = ZipWriter::new(io::Cursor::new(Vec::new()));
            for (name, content) in parts {
                zip.start_file(*name, SimpleFileOptions::default()).unwrap();
                zip.write_all(content).unwrap();
            }
            zip.finish().unwrap().into_inner()
        };
        assert!(read(b"PK\x03\x04 and then nothing").unwrap_err().contains("no plain .xlsx workbook"));
        assert!(read(&pack(&[("hello.txt", b"x")])).unwrap_err().contains("no plain .xlsx workbook"));
        let mut whole = Workbook::new();
        whole.add_worksheet().write_string(0, 0, "x").unwrap();
        let whole = whole.save_to_buffer().unwrap();
        let mut parts = Vec::new();
        let mut zip = ZipArchive::new(io::Cursor::new(whole)).unwrap();
        for at in 0..zip.len() {
            let mut part = zip.by_index(at).unwrap();
            let mut content = Vec::new();
            part.read_to_end(&mut content).unwrap();
            parts.push((part.name().unwrap().into_owned(), content));
        }
        let with = |name: &str, content: &[u8]| {
            let mut all: Vec<(&str, &[u8])> = parts.iter().map(|(name, content)| (&**name, &**content)).collect();
            all.push((name, content));
            pack(&all)
        };
        assert!(read(&with("xl/vbaProject.bin", b"x")).unwrap_err().contains("no plain .xlsx workbook"));
        let bomb = vec![0; usize::try_from(MOST_UNPACKED).unwrap() + 1];
        let bomb = with("xl/media/image1.png", &bomb);
        assert!(bomb.len() < 1024 * 1024, "it looks small");
        assert!(read(&bomb).unwrap_err().contains("too large"));
        let mut far = Workbook::new();
        far.add_worksheet().write_string(1_048_575, 16_383, "x").unwrap();
        assert!(read(&far.save_to_buffer().unwrap()).unwrap_err().contains("too large"));
    }
}
