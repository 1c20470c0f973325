//! `kembar import exchanges`.

use super::table::{self, Column, Row};
use super::{FileArgs, Read, at_work};
use anyhow::Result;
use clap::Args;
use entity::{
    Caller, Registry,
    exchange::import::{act::import_exchanges, record::ExchangeRow},
    report::Report,
};
use uuid::Uuid;

/// The columns of a file of exchanges.
pub(super) const COLUMNS: &[Column] = &[
    Column {
        name: "exchange",
        synonyms: &[],
        required: false,
        help: "The exchange that the row is about, by its identifier, as an export has it; else its title and first day say.",
        help_id: "Kegiatan yang dimaksud, dengan pengenal dari berkas unduhan; bila dikosongkan, judul dan hari pertama yang menentukan.",
    },
    Column { name: "title", synonyms: &[], required: true, help: "Its title.", help_id: "Judulnya." },
    Column {
        name: "language",
        synonyms: &[],
        required: false,
        help: "The language of the title, id or en; en when empty.",
        help_id: "Bahasa judul, id atau en; en bila dikosongkan.",
    },
    Column {
        name: "title_id",
        synonyms: &[],
        required: false,
        help: "Its title in Indonesian, where title is in English.",
        help_id: "Judul dalam bahasa Indonesia bila title berbahasa Inggris.",
    },
    Column {
        name: "start",
        synonyms: &[],
        required: true,
        help: "The first day, such as 2026-09-01.",
        help_id: "Hari pertama, misalnya 2026-09-01.",
    },
    Column {
        name: "end",
        synonyms: &[],
        required: false,
        help: "The last day; empty if it is not known.",
        help_id: "Hari terakhir; dikosongkan bila tidak diketahui.",
    },
    Column {
        name: "start_time",
        synonyms: &[],
        required: false,
        help: "The time of its start, such as 09:00, with the time zone; empty if it lasts whole days.",
        help_id: "Waktu mulai, misalnya 09:00, bersama zona waktu; dikosongkan bila sehari penuh.",
    },
    Column {
        name: "end_time",
        synonyms: &[],
        required: false,
        help: "The time of its end.",
        help_id: "Waktu selesai.",
    },
    Column {
        name: "time_zone",
        synonyms: &[],
        required: false,
        help: "The IANA time zone of these days.",
        help_id: "Zona waktu IANA, misalnya Asia/Jakarta.",
    },
    Column {
        name: "venue",
        synonyms: &["place"],
        required: false,
        help: "The place, in words; online if there is none.",
        help_id: "Tempatnya; online bila tidak ada.",
    },
    Column {
        name: "country",
        synonyms: &[],
        required: false,
        help: "Its country, by code or name.",
        help_id: "Negaranya, dengan kode atau nama.",
    },
    Column {
        name: "method",
        synonyms: &[],
        required: false,
        help: "How knowledge is exchanged, such as FORUM; OTHER when empty.",
        help_id: "Cara bertukar pengetahuan, misalnya FORUM; OTHER bila dikosongkan.",
    },
    Column {
        name: "format",
        synonyms: &[],
        required: false,
        help: "ONSITE, ONLINE or HYBRID; derived from the venue when empty.",
        help_id: "ONSITE, ONLINE, atau HYBRID; bila dikosongkan mengikuti tempatnya.",
    },
    Column {
        name: "host",
        synonyms: &[],
        required: false,
        help: "Who received the others: a code with its scheme, such as kemendagri:35.78, or the last part of its address.",
        help_id: "Tuan rumah: kode beserta skemanya, misalnya kemendagri:35.78, atau bagian akhir alamatnya.",
    },
    Column {
        name: "champions",
        synonyms: &[],
        required: false,
        help: "Who shared what it does well, separated by |.",
        help_id: "Yang berbagi pengalaman, dipisahkan dengan |.",
    },
    Column {
        name: "learners",
        synonyms: &["participants"],
        required: false,
        help: "Who came to learn, separated by |.",
        help_id: "Yang datang untuk belajar, dipisahkan dengan |.",
    },
    Column {
        name: "agreement",
        synonyms: &[],
        required: false,
        help: "The agreement that it served: its identifier or its reference number.",
        help_id: "Kerja sama yang mendasarinya: pengenal atau nomor suratnya.",
    },
    Column { name: "note", synonyms: &[], required: false, help: "A remark.", help_id: "Catatan." },
    Column {
        name: "source",
        synonyms: &[],
        required: false,
        help: "The source of the row.",
        help_id: "Sumber baris ini.",
    },
];

/// Import exchanges from a file.
#[derive(Debug, Clone, Args)]
#[command(after_help = table::describe(COLUMNS))]
pub struct ExchangesArgs {
    /// The file.
    #[command(flatten)]
    pub file: FileArgs,
    /// The source of the file, for rows that name none [default: the file's name]
    #[arg(long)]
    pub source: Option<String>,
}

/// A record as the registry knows it, where the cell has the identifier that callers hold.
fn identifier(cell: String, known: impl Fn(&str) -> Option<Uuid>) -> String {
    known(&cell).map_or(cell, |id| id.to_string())
}

/// The parties of a cell, which are separated by `|`, each as the registry knows it.
fn parties(cell: &str) -> String {
    let known = |name: &str| identifier(name.trim().to_owned(), graphql_schema::known_party);
    cell.split('|').map(known).collect::<Vec<_>>().join("|")
}

/// Imports the exchanges of a file and prints the report.
pub async fn exchanges(registry: &Registry, args: &ExchangesArgs) -> Result<Report> {
    let source = args.source.clone().unwrap_or_else(|| args.file.name());
    let args = &args.file;
    let Read { rows, rejected, unused, .. } = args.read((COLUMNS, &[]), |row| Ok(typed(row)))?;
    let progress = at_work(&args.file, rows.len(), args.language);
    let report = import_exchanges(registry, &Caller::system(), rows, &source, args.dry_run).await;
    progress.finish_and_clear();
    args.finish(report.map_err(|error| args.told(error))?, rejected, &unused, COLUMNS)
}

/// A row of such a file.
pub(super) fn typed(row: &Row<'_>) -> ExchangeRow {
    ExchangeRow {
        line: row.line,
        exchange: identifier(row.owned("exchange"), graphql_schema::known_exchange),
        title: row.owned("title"),
        title_id: row.owned("title_id"),
        language: row.owned("language"),
        start: row.owned("start"),
        end: row.owned("end"),
        start_time: row.owned("start_time"),
        end_time: row.owned("end_time"),
        time_zone: row.owned("time_zone"),
        venue: row.owned("venue"),
        country: row.owned("country"),
        method: row.owned("method"),
        format: row.owned("format"),
        host: parties(&row.owned("host")),
        champions: parties(&row.owned("champions")),
        learners: parties(&row.owned("learners")),
        agreement: identifier(row.owned("agreement"), graphql_schema::known_agreement),
        note: row.owned("note"),
        source: row.owned("source"),
    }
}
