//! The report of an import, for the operator.

use super::{FileArgs, sheet::Rows, table::folder_of};
use anyhow::Context;
use entity::{
    report::{Became, How, Report, RowNote},
    text::Language,
};
use std::{
    collections::{BTreeMap, BTreeSet},
    io::{self, Write},
    path::Path,
};

/// How many notes of a kind are listed unless all are requested.
const LISTED: usize = 20;

/// Prints the outcome of an import, or what it would be.
pub(super) fn print(
    out: &mut impl Write,
    args: &FileArgs,
    report: &Report,
    unused: &[String],
    (rejects, places): (Option<&Path>, Option<(&Path, anyhow::Result<()>)>),
) -> io::Result<()> {
    let say = |id: &'static str, en: &'static str| args.language.pick(id, en);
    let count = |number_of: usize| number(number_of, args.language);
    let tried =
        if args.dry_run { say(" (uji coba, tidak ada yang ditulis)", " (dry run, nothing written)") } else { "" };
    writeln!(out, "{}: {}{tried}", args.file.display(), rows(report.rows(), args.language))?;
    let lines = [
        (say("baru", "new"), report.new),
        (say("berubah", "changed"), report.changed),
        (say("tetap", "unchanged"), report.unchanged),
        (say("ganda", "duplicate"), report.duplicate),
        (say("ditolak", "rejected"), report.rejected.len()),
        (say("peringatan", "warnings"), report.warnings.len()),
    ];
    for (name, value) in lines {
        writeln!(out, "  {name:<12}{:>10}", count(value))?;
    }
    if report.unlisted > 0 {
        let gone = say("Tidak lagi tercantum dalam sumber", "No longer listed by the source");
        writeln!(out, "{gone}: {}", count(report.unlisted))?;
        let listed = if args.all { report.gone.len() } else { LISTED };
        for pair in report.gone.iter().take(listed) {
            writeln!(out, "  {pair}")?;
        }
    }
    if !unused.is_empty() {
        writeln!(out, "{}: {}", say("Kolom yang tidak dipakai", "Columns not used"), unused.join(", "))?;
    }
    let recognised = say("Dikenali dari nama dan letaknya", "Recognised by name and location");
    list(out, args, recognised, &report.recognised)?;
    list(out, args, say("Ditolak", "Rejected"), &report.rejected)?;
    list(out, args, say("Peringatan", "Warnings"), &report.warnings)?;
    if let Some(rejects) = rejects {
        let where_they_are = if args.dry_run {
            say("Tanpa --dry-run baris yang ditolak ditulis ke", "Without --dry-run the rejected rows are written to")
        } else {
            say("Baris yang ditolak ada di", "The rejected rows are in")
        };
        writeln!(out, "{where_they_are}: {}", rejects.display())?;
    }
    match places {
        Some((path, Ok(()))) => {
            let text = say("Hasil dan tempat tiap baris ada di", "What became of each row and its places is in");
            writeln!(out, "{text}: {}", path.display())
        }
        // What was taken in stays so: a folder in which nobody writes is no reason to fail.
        Some((_, Err(error))) => {
            writeln!(out, "{}: {error:#}", say("Laporan tidak tertulis", "The report was not written"))
        }
        None => Ok(()),
    }
}

/// The columns of the report.
const HEADER: [&str; 8] = ["row", "column", "written", "recognised", "place", "how", "distance_km", "outcome"];

/// Writes to a new file what became of each row, which place it was taken for, how, and how far away; and what the source lists
/// no longer.
pub(super) fn write(path: &Path, report: &Report, language: Language) -> anyhow::Result<()> {
    let failed = || format!("{} cannot be written", path.display());
    let mut temporary = tempfile::NamedTempFile::new_in(folder_of(path)).with_context(failed)?;
    let mut rows = Rows::first();
    rows.add(HEADER)?;
    for cells in lines(report, language) {
        rows.add(cells.iter().map(String::as_str))?;
    }
    temporary.write_all(&rows.into_bytes()?).with_context(failed)?;
    temporary.persist_noclobber(path).with_context(failed)?;
    Ok(())
}

/// The rows of the report: one for each place that a row names, at least one for each row.
fn lines(report: &Report, language: Language) -> Vec<[String; 8]> {
    let mut outcomes: BTreeMap<u64, String> =
        report.outcomes.iter().map(|outcome| (outcome.line, became(outcome.became, language))).collect();
    let left_out = language.pick("ditolak", "rejected");
    outcomes.extend(report.rejected.iter().map(|note| (note.line, left_out.to_owned())));
    let mut lines: Vec<(u64, [String; 8])> = Vec::new();
    for sighting in &report.places {
        let outcome = outcomes.get(&sighting.line).cloned().unwrap_or_default();
        let cells = [
            sighting.line.to_string(),
            sighting.column.to_owned(),
            sighting.written.clone(),
            sighting.name.clone(),
            sighting.slug.clone(),
            words(&sighting.how, language),
            sighting.kilometres.clone().unwrap_or_default(),
            outcome,
        ];
        lines.push((sighting.line, cells));
    }
    let named: BTreeSet<u64> = report.places.iter().map(|sighting| sighting.line).collect();
    for (line, outcome) in outcomes.into_iter().filter(|(line, _)| !named.contains(line)) {
        let mut cells = <[String; 8]>::default();
        (cells[0], cells[7]) = (line.to_string(), outcome);
        lines.push((line, cells));
    }
    lines.sort_by_key(|(line, _)| *line);
    let gone = report.gone.iter().map(|pair| {
        let mut cells = <[String; 8]>::default();
        cells[3].clone_from(pair);
        language.pick("tidak lagi tercantum", "no longer listed").clone_into(&mut cells[7]);
        cells
    });
    lines.into_iter().map(|(_, cells)| cells).chain(gone).collect()
}

/// What became of a row, in words.
fn became(became: Became, language: Language) -> String {
    match became {
        Became::New => language.pick("baru", "new").to_owned(),
        Became::Changed => language.pick("berubah", "changed").to_owned(),
        Became::Unchanged => language.pick("tetap", "unchanged").to_owned(),
        Became::Duplicate(line) => format!("{} {line}", language.pick("ganda dari baris", "duplicate of row")),
    }
}

/// How a place was recognised, in words.
fn words(how: &How, language: Language) -> String {
    match how {
        How::Chosen => language.pick("dipilih", "chosen").to_owned(),
        How::Code(scheme, value) => format!("{} {scheme}:{value}", language.pick("kode", "code")),
        How::Address => language.pick("alamat", "address").to_owned(),
        How::Name => language.pick("nama, negara, jarak", "name, country, distance").to_owned(),
        How::NameAndParent => {
            language.pick("nama, negara, daerah induk, jarak", "name, country, parent, distance").to_owned()
        }
        How::Attested => language.pick("nama, negara, kemitraan", "name, country, partnership").to_owned(),
        How::New => language.pick("baru", "new").to_owned(),
    }
}

fn list(out: &mut impl Write, args: &FileArgs, title: &str, notes: &[RowNote]) -> io::Result<()> {
    if notes.is_empty() {
        return Ok(());
    }
    writeln!(out, "{title}:")?;
    let listed = if args.all { notes.len() } else { LISTED };
    for note in notes.iter().take(listed) {
        let line = args.language.pick("baris", "line");
        writeln!(out, "  {line} {}: {}", note.line, note.reason.read(args.language))?;
    }
    let more = notes.len().saturating_sub(listed);
    if more > 0 {
        let more = number(more, args.language);
        let text = args.language.pick("lainnya; --all menampilkan semuanya", "more; --all lists them");
        writeln!(out, "  … {more} {text}")?;
    }
    Ok(())
}

/// So many rows, in words.
pub(super) fn rows(count: usize, language: Language) -> String {
    let rows = language.pick("baris", if count == 1 { "row" } else { "rows" });
    format!("{} {rows}", number(count, language))
}

/// A number with thousands separators, as the language writes it.
fn number(number: usize, language: Language) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push_str(language.pick(".", ","));
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_the_language_does() {
        assert_eq!(number(17_074, Language::En), "17,074");
        assert_eq!(number(1_234_567, Language::Id), "1.234.567");
        assert_eq!(number(552, Language::Id), "552");
        assert_eq!([0, 1, 2].map(|count| rows(count, Language::En)), ["0 rows", "1 row", "2 rows"]);
    }
}
