//! `kembar import exchanges`.

use super::table::{self, Column};
use super::{FileArgs, Read, at_work};
use anyhow::Result;
use clap::Args;
use entity::{
    Caller, Registry,
    exchange::import::{act::import_exchanges, record::ExchangeRow},
    report::Report,
};

/// The columns of a file of exchanges.
const COLUMNS: &[Column] = &[
    Column { name: "title", synonyms: &[], required: true, help: "What it is called." },
    Column {
        name: "language",
        synonyms: &[],
        required: false,
        help: "The language of the title, id or en; en when empty.",
    },
    Column { name: "start", synonyms: &[], required: true, help: "The first day, as 2026-09-01." },
    Column { name: "end", synonyms: &[], required: false, help: "The last day; empty when it is not known." },
    Column { name: "time_zone", synonyms: &[], required: false, help: "The IANA zone whose days these are." },
    Column {
        name: "venue",
        synonyms: &["place"],
        required: false,
        help: "The place, in words; online where there is none.",
    },
    Column { name: "country", synonyms: &[], required: false, help: "Its two-letter country code." },
    Column {
        name: "method",
        synonyms: &[],
        required: false,
        help: "How knowledge passes, such as FORUM; OTHER when empty.",
    },
    Column {
        name: "format",
        synonyms: &[],
        required: false,
        help: "ONSITE, ONLINE or HYBRID; read off the venue when empty.",
    },
    Column { name: "note", synonyms: &[], required: false, help: "A remark." },
    Column { name: "source", synonyms: &[], required: false, help: "Where that comes from." },
];

/// Bring exchanges in from a file.
#[derive(Debug, Clone, Args)]
#[command(after_help = table::describe(COLUMNS))]
pub struct ExchangesArgs {
    /// The file.
    #[command(flatten)]
    pub file: FileArgs,
    /// Where the file comes from, for rows that name no source [default: the file's name]
    #[arg(long)]
    pub source: Option<String>,
}

/// Brings the exchanges of a file into the registry and prints the report.
pub async fn exchanges(registry: &Registry, args: &ExchangesArgs) -> Result<Report> {
    let source = args.source.clone().unwrap_or_else(|| args.file.name());
    let args = &args.file;
    let Read { rows, rejected, unused } = args.read(COLUMNS, |row| {
        Ok(ExchangeRow {
            line: row.line,
            title: row.owned("title"),
            language: row.owned("language"),
            start: row.owned("start"),
            end: row.owned("end"),
            time_zone: row.owned("time_zone"),
            venue: row.owned("venue"),
            country: row.owned("country"),
            method: row.owned("method"),
            format: row.owned("format"),
            note: row.owned("note"),
            source: row.owned("source"),
        })
    })?;
    let progress = at_work(&args.file, rows.len(), args.language);
    let report = import_exchanges(registry, &Caller::system(), rows, &source, args.dry_run).await;
    progress.finish_and_clear();
    args.finish(report.map_err(|error| args.told(error))?, rejected, &unused)
}
