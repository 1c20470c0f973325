//! `kembar import agreements`.

use super::table::{self, Column, Row};
use super::{FileArgs, Read, at_work};
use anyhow::Result;
use chrono::NaiveDate;
use clap::Args;
use entity::{
    Caller, Registry,
    agreement::import::{
        act::{Origin, import_agreements},
        record::AgreementRow,
    },
    report::Report,
};

/// The columns of a file of agreements.
pub(super) const COLUMNS: &[Column] = &[
    Column {
        name: "id_region",
        synonyms: &[],
        required: true,
        help: "The name of the first region; the Indonesian one if the agreement has one.",
        help_id: "Nama daerah pertama; daerah di Indonesia bila ada.",
    },
    Column {
        name: "kemendagri_code",
        synonyms: &["region_code"],
        required: false,
        help: "Its code, in the scheme named in region_scheme.",
        help_id: "Kodenya, dalam skema yang disebut di region_scheme.",
    },
    Column {
        name: "region_scheme",
        synonyms: &[],
        required: false,
        help: "Who assigned that code; kemendagri when empty.",
        help_id: "Pemberi kode itu; kemendagri bila dikosongkan.",
    },
    Column {
        name: "partner",
        synonyms: &[],
        required: true,
        help: "The name of the other region; A / B if both are foreign.",
        help_id: "Nama daerah mitra; A / B bila keduanya di luar negeri.",
    },
    Column {
        name: "partner_country",
        synonyms: &[],
        required: false,
        help: "Its country, by code or name; JP-US if both are foreign.",
        help_id: "Negaranya, dengan kode atau nama; JP-US bila keduanya di luar negeri.",
    },
    Column {
        name: "partner_scheme",
        synonyms: &[],
        required: false,
        help: "Who assigned the code in partner_code.",
        help_id: "Pemberi kode di partner_code, misalnya wikidata.",
    },
    Column {
        name: "partner_code",
        synonyms: &[],
        required: false,
        help: "Its code; a / b if both are foreign.",
        help_id: "Kodenya; a / b bila keduanya di luar negeri.",
    },
    Column {
        name: "place_region",
        synonyms: &[],
        required: false,
        help: "The first region, where you have decided: scheme:code, the last part of its address, or its identifier.",
        help_id: "Daerah pertama bila sudah Anda tentukan: skema:kode, bagian akhir alamatnya, atau pengenalnya.",
    },
    Column {
        name: "place_partner",
        synonyms: &[],
        required: false,
        help: "The other region, likewise.",
        help_id: "Daerah mitra, dengan cara yang sama.",
    },
    Column {
        name: "scheme",
        synonyms: &["skema"],
        required: false,
        help: "The scheme of the agreement, such as KSDPL_SISTER_CITY; if empty, the strictest that is open to the two.",
        help_id: "Skema kerja sama, misalnya KSDPL_SISTER_CITY; bila dikosongkan, yang paling ketat bagi keduanya.",
    },
    Column {
        name: "step",
        synonyms: &[],
        required: true,
        help: "LoI, MoU, amendment, renewal, start or friendship.",
        help_id: "LoI, MoU, amendment, renewal, start, atau friendship.",
    },
    Column {
        name: "date",
        synonyms: &[],
        required: true,
        help: "The date of the step: 2018, 2018-03 or 2018-03-19.",
        help_id: "Tanggal langkah: 2018, 2018-03, atau 2018-03-19.",
    },
    Column { name: "note", synonyms: &[], required: false, help: "A remark.", help_id: "Catatan." },
    Column {
        name: "source",
        synonyms: &[],
        required: false,
        help: "The source of the step; `same` is the source of the row above.",
        help_id: "Sumber langkah ini; `same` berarti sumber baris di atasnya.",
    },
];

/// Each row needs one of these.
pub(super) const NEEDED: &[&[&str]] = &[&["partner_country", "partner_code", "place_partner"]];

/// Import agreements from a file of dated steps.
#[derive(Debug, Clone, Args)]
#[command(after_help = table::describe(COLUMNS))]
pub struct AgreementsArgs {
    /// The file.
    #[command(flatten)]
    pub file: FileArgs,
    /// The source of the file, for rows that name none [default: the file's name]
    #[arg(long)]
    pub source: Option<String>,
    /// The date as of which the source is correct, such as 2026-02-28 [default: today]
    #[arg(long, value_name = "DATE")]
    pub as_of: Option<NaiveDate>,
}

/// Imports the agreements of a file and prints the report.
pub async fn agreements(registry: &Registry, args: &AgreementsArgs) -> Result<Report> {
    let origin = Origin {
        source: args.source.clone().unwrap_or_else(|| args.file.name()),
        as_of: args.as_of.unwrap_or_else(|| registry.now().date_naive()),
    };
    let args = &args.file;
    let needed: &[&[&str]] = &[&["partner_country", "partner_code", "place_partner"]];
    let Read { rows, rejected, unused, .. } = args.read((COLUMNS, needed), |row| Ok(typed(row)))?;
    let progress = at_work(&args.file, rows.len(), args.language);
    let report = import_agreements(registry, &Caller::system(), rows, &origin, args.dry_run).await;
    progress.finish_and_clear();
    args.finish(report.map_err(|error| args.told(error))?, rejected, &unused, COLUMNS)
}

/// A row of such a file.
pub(super) fn typed(row: &Row<'_>) -> AgreementRow {
    AgreementRow {
        line: row.line,
        id_region: row.owned("id_region"),
        kemendagri_code: row.owned("kemendagri_code"),
        region_scheme: row.owned("region_scheme"),
        partner: row.owned("partner"),
        partner_country: row.owned("partner_country"),
        partner_scheme: row.owned("partner_scheme"),
        partner_code: row.owned("partner_code"),
        place_region: row.chosen("place_region").unwrap_or_default(),
        place_partner: row.chosen("place_partner").unwrap_or_default(),
        scheme: row.owned("scheme"),
        step: row.owned("step"),
        date: row.owned("date"),
        note: row.owned("note"),
        source: row.owned("source"),
    }
}
