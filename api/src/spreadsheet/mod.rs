//! Import of regions, partnerships, agreements and exchanges from CSV files, and their export.
//!
//! A file is read row by row into typed rows; the registry checks all of them before it writes anything; rejected rows
//! go to a file with the same columns and the reason, ready to be corrected and imported again.

mod agreement_sheet;
mod agreements;
mod exchange_sheet;
mod exchanges;
mod import_sheet;
mod partnerships;
mod received;
mod regions;
mod report;
mod sheet;
mod table;
mod workbook;

pub use agreement_sheet::AgreementSheet;
pub use agreements::{AgreementsArgs, agreements};
pub use exchange_sheet::ExchangeSheet;
pub use exchanges::{ExchangesArgs, exchanges};
pub use import_sheet::{ImportSheet, Partnerships, Regions, Steps};
pub use partnerships::{PartnershipsArgs, partnerships};
pub use received::{Form, received, rejects, template};
pub use regions::{RegionsArgs, regions};
pub use sheet::Sheet;
pub use table::Fault;

use crate::cli::explain_in;
use anyhow::{Result, anyhow, bail};
use chrono::NaiveDate;
use clap::Args;
use entity::{
    Error,
    report::{Origin, Report, RowNote},
    text::Language,
};
use indicatif::{ProgressBar, ProgressStyle};
use std::{
    io::IsTerminal,
    path::{Path, PathBuf},
    time::Duration,
};
use table::{Column, Row, Table};

/// The options of every import.
#[derive(Debug, Clone, Args)]
pub struct FileArgs {
    /// The file: CSV in UTF-8, with a header; commas, semicolons or tabs between the fields
    pub file: PathBuf,
    /// Report what would happen, and change nothing
    #[arg(long)]
    pub dry_run: bool,
    /// The file for rejected rows, which must not exist yet [default: FILE.rejects.csv, or the next number]
    #[arg(long, value_name = "PATH")]
    pub rejects: Option<PathBuf>,
    /// The file that says what became of each row, which place it was taken for, and why; it must not exist yet [default:
    /// FILE.report.csv]
    #[arg(long, value_name = "PATH")]
    pub report: Option<PathBuf>,
    /// List every rejected row and every warning, not only the first
    #[arg(long)]
    pub all: bool,
    /// The language of the report: `en` or `id`
    #[arg(long, default_value = "en", value_parser = language)]
    pub language: Language,
}

/// Options about a file as a whole.
#[derive(Debug, Clone, Args)]
pub struct OriginArgs {
    /// Who assigned the codes in the file, such as `kemendagri`, or a name of your own for the file's numbering
    #[arg(long)]
    pub scheme: String,
    /// The source of the file, so that people can look it up
    #[arg(long)]
    pub source: String,
    /// The date as of which the source is correct, such as 2026-02-28
    #[arg(long, value_name = "DATE")]
    pub as_of: NaiveDate,
    /// The source is an official register: its word goes before that of a list, and a member's own before both
    #[arg(long)]
    pub official: bool,
    /// The file is only a part of the source: what it does not name is not taken for no longer listed
    #[arg(long)]
    pub part: bool,
}

impl OriginArgs {
    fn origin(&self) -> Origin {
        Origin {
            scheme: self.scheme.clone(),
            source: self.source.clone(),
            as_of: self.as_of,
            official: self.official,
            in_part: self.part,
        }
    }
}

pub(crate) fn language(text: &str) -> Result<Language, String> {
    Language::parse(text).ok_or_else(|| "en or id".to_owned())
}

impl FileArgs {
    /// The name of the file, as the source of rows that name none.
    fn name(&self) -> String {
        self.file.file_name().unwrap_or_default().to_string_lossy().into_owned()
    }

    /// Where the rejected rows go: a file that is not there yet, because what is there may hold somebody's corrections.
    fn rejects(&self) -> PathBuf {
        self.rejects.clone().unwrap_or_else(|| free(&self.file, "rejects"))
    }

    /// Where the report goes: beside the rejected rows, or beside the file.
    fn report(&self) -> PathBuf {
        let beside = self.rejects.as_deref().map_or(self.file.clone(), |rejects| {
            table::folder_of(rejects).join(self.file.file_name().unwrap_or_default())
        });
        self.report.clone().unwrap_or_else(|| free(&beside, "report"))
    }

    /// Refuses files to write that are there already, such as the input itself.
    fn check_written(&self) -> Result<()> {
        let said = |path: &Path, id: &str, en: &str| match self.language {
            Language::Id => format!("{} sudah ada; sebutkan nama lain untuk {id}", path.display()),
            Language::En => format!("{} exists already; name another file for {en}", path.display()),
        };
        if let Some(path) = self.rejects.as_deref().filter(|path| is_there(path)) {
            bail!(said(path, "baris yang ditolak", "the rejected rows"));
        }
        if let Some(path) = self.report.as_deref().filter(|path| is_there(path)) {
            bail!(said(path, "laporannya", "the report"));
        }
        Ok(())
    }

    /// Reads the rows of the file that `typed` accepts; the notes are about the others. A file without any column of one of
    /// the groups of `needed` is refused.
    fn read<T>(
        &self,
        of: (&'static [Column], &[&[&str]]),
        typed: impl Fn(&Row<'_>) -> Result<T, table::Reason>,
    ) -> Result<Read<T>> {
        self.read_noting(of, typed, |_| {})
    }

    /// The same, in which those who call see the rows that are not accepted.
    fn read_noting<T>(
        &self,
        (columns, needed): (&'static [Column], &[&[&str]]),
        typed: impl Fn(&Row<'_>) -> Result<T, table::Reason>,
        left_out: impl Fn(&Row<'_>),
    ) -> Result<Read<T>> {
        self.check_written()?;
        let told = |fault: Fault| anyhow!("{}: {}", self.file.display(), fault.0.read(self.language));
        let mut table = Table::open(&self.file, columns).map_err(told)?;
        table.needs(needed).map_err(told)?;
        let progress = bar(table.bytes());
        let (mut rows, mut rejected) = (Vec::new(), Vec::new());
        while let Some(row) = table.next().map_err(told)? {
            match row.sound().and_then(|()| typed(&row)) {
                Ok(row) => rows.push(row),
                Err(reason) => {
                    left_out(&row);
                    rejected.push(RowNote { line: row.line, reason });
                }
            }
            progress.set_position(row.byte);
        }
        progress.finish_and_clear();
        Ok(Read { rows, rejected, unused: table.unused(), of_rejects: table.is_of_rejects() })
    }

    /// Finishes an import: adds the rows that could not be read, writes the file of rejects, prints the report. The
    /// accepted rows have been written by now, so the report is printed whatever happens to the rejects. A dry run
    /// leaves no file behind.
    fn finish(
        &self,
        mut report: Report,
        unreadable: Vec<RowNote>,
        unused: &[String],
        columns: &[Column],
    ) -> Result<Report> {
        report.rejected.extend(unreadable);
        report.sort();
        let rejects = (!report.rejected.is_empty()).then(|| self.rejects());
        let to_write = rejects.as_deref().filter(|_| !self.dry_run);
        let deciding: Vec<&str> =
            columns.iter().map(|column| column.name).filter(|name| DECIDING.contains(name)).collect();
        let about = (&deciding[..], self.language);
        let written = to_write.map(|path| table::write_rejects(&self.file, path, &report.rejected, about));
        let written_to = (!self.dry_run && report.rows() > 0).then(|| self.report());
        let told = written_to.as_deref().map(|path| (path, report::write(path, &report, self.language)));
        match report::print(&mut std::io::stdout().lock(), self, &report, unused, (rejects.as_deref(), told)) {
            // The reader may stop early, such as `head`.
            Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => {}
            printed => printed?,
        }
        written.transpose()?;
        Ok(report)
    }

    /// Why an act failed, in words for the operator.
    fn told(&self, error: Error) -> anyhow::Error {
        explain_in(error, self.language)
    }
}

/// The columns in which somebody decides which place a row means.
const DECIDING: [&str; 5] = ["place", "place_a", "place_b", "place_region", "place_partner"];

/// A file of this kind beside `file` that is not there yet: `cities.csv.rejects.csv`, or with the next number.
fn free(file: &Path, kind: &str) -> PathBuf {
    let beside = |number: u64| {
        let mut path = file.to_owned().into_os_string();
        path.push(if number == 1 { format!(".{kind}.csv") } else { format!(".{kind}.{number}.csv") });
        PathBuf::from(path)
    };
    (1..u64::MAX).map(beside).find(|path| !is_there(path)).unwrap_or_else(|| beside(1))
}

fn is_there(path: &Path) -> bool {
    path.symlink_metadata().is_ok()
}

/// What was read of a file.
struct Read<T> {
    rows: Vec<T>,
    rejected: Vec<RowNote>,
    unused: Vec<String>,
    /// Whether the file is one of rejected rows, with their reasons.
    of_rejects: bool,
}

/// A progress bar of the bytes read, on a terminal only.
fn bar(bytes: u64) -> ProgressBar {
    if !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let style = ProgressStyle::with_template("{wide_bar} {bytes}/{total_bytes}")
        .unwrap_or_else(|_| ProgressStyle::default_bar());
    ProgressBar::new(bytes).with_style(style)
}

/// Shows that the registry is working on the rows of `file`: a spinner on a terminal, a plain line elsewhere.
fn at_work(file: &Path, rows: usize, language: Language) -> ProgressBar {
    let (rows, file) = (report::rows(rows, language), file.display());
    let text = format!("{file}: {} {rows}", language.pick("memeriksa", "checking"));
    if !std::io::stderr().is_terminal() {
        eprintln!("{text}");
        return ProgressBar::hidden();
    }
    let spinner = ProgressBar::new_spinner().with_message(text);
    spinner.enable_steady_tick(Duration::from_millis(100));
    spinner
}
