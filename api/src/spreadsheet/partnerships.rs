//! `kembar import partnerships`.

use super::table::{self, Column, Reason, Row};
use super::{FileArgs, OriginArgs, Read, at_work};
use anyhow::Result;
use clap::Args;
use entity::{
    Caller, Registry,
    partnership::{
        import::act::import_beside,
        record::Class,
        row::{Edition, PartnershipRow},
    },
    report::{Origin, Report, malformed},
};
use std::cell::RefCell;

/// What a date looks like.
const DATE: [&str; 2] = ["1979, 1979-05, 1979-05-24"; 2];
/// What a day looks like.
const DAY: [&str; 2] = ["2026-02-28"; 2];
/// The classes.
const CLASS: [&str; 2] = ["sister, friendship, project, contact"; 2];

/// The columns of a file of partnerships.
pub(super) const COLUMNS: &[Column] = &[
    Column {
        name: "region_a",
        synonyms: &["city_a", "a"],
        required: true,
        help: "The code of one member, in the scheme.",
        help_id: "Kode salah satu anggota, misalnya kemendagri:32.73 atau Q10389, atau nama pihak Anda sendiri.",
    },
    Column {
        name: "region_b",
        synonyms: &["city_b", "b"],
        required: true,
        help: "The code of the other.",
        help_id: "Kode anggota yang lain.",
    },
    Column {
        name: "place_a",
        synonyms: &[],
        required: false,
        help: "The one member, where you have decided: scheme:code, the last part of its address, or its identifier.",
        help_id: "Anggota pertama bila sudah Anda tentukan: skema:kode, bagian akhir alamatnya, atau pengenalnya.",
    },
    Column {
        name: "place_b",
        synonyms: &[],
        required: false,
        help: "The other, likewise.",
        help_id: "Anggota yang lain, dengan cara yang sama.",
    },
    Column {
        name: "stated_by",
        synonyms: &[],
        required: false,
        help: "The code of the member whose own word it is, such as that of a city's own list of its partners.",
        help_id: "Kode anggota yang menyatakannya; dikosongkan berarti pihak Anda.",
    },
    Column {
        name: "class",
        synonyms: &[],
        required: false,
        help: "sister, friendship, project or contact; sister if the file does not say.",
        help_id: "sister, friendship, project, atau contact; sister bila dikosongkan.",
    },
    Column {
        name: "since",
        synonyms: &["start_year"],
        required: false,
        help: "Since when: 1979, 1979-05 or 1979-05-24.",
        help_id: "Sejak kapan: 1979, 1979-05, atau 1979-05-24.",
    },
    Column { name: "until", synonyms: &["end_year"], required: false, help: "Until when.", help_id: "Sampai kapan." },
    Column {
        name: "reference",
        synonyms: &["source_line"],
        required: false,
        help: "Its place in the source.",
        help_id: "Letaknya di dalam sumber.",
    },
    Column {
        name: "source",
        synonyms: &[],
        required: false,
        help: "The source of the row, in a file that holds statements of several; that of --source when empty.",
        help_id: "Sumber baris ini, bila berkas memuat pernyataan beberapa sumber; bila dikosongkan, sumber seluruh berkas.",
    },
    Column {
        name: "as_of",
        synonyms: &[],
        required: false,
        help: "The date to which the source of the row refers; that of --as-of when empty.",
        help_id: "Tanggal yang dirujuk sumber baris ini; bila dikosongkan, tanggal seluruh berkas.",
    },
    Column {
        name: "official",
        synonyms: &[],
        required: false,
        help: "true or false, also ya or tidak: whether the source of the row is an official register.",
        help_id: "ya atau tidak: apakah sumber baris ini daftar resmi.",
    },
    Column {
        name: "no_longer_listed_on",
        synonyms: &[],
        required: false,
        help: "The date of the edition of the source of the row that lists the pair no longer.",
        help_id: "Tanggal edisi sumber yang tidak lagi memuat pasangan ini.",
    },
];

/// Import partnerships from a file.
#[derive(Debug, Clone, Args)]
#[command(after_help = table::describe(COLUMNS))]
pub struct PartnershipsArgs {
    /// The file.
    #[command(flatten)]
    pub file: FileArgs,
    /// What applies to the whole file.
    #[command(flatten)]
    pub origin: OriginArgs,
}

/// Imports the partnerships of a file and prints the report.
pub async fn partnerships(registry: &Registry, args: &PartnershipsArgs) -> Result<Report> {
    let (args, mut origin) = (&args.file, args.origin.origin());
    let (unread, of) = (RefCell::new(Vec::new()), origin.clone());
    let left_out = |row: &Row<'_>| {
        let named = |place: &str, code: &str| row.chosen(place).unwrap_or_else(|| row.owned(code));
        unread.borrow_mut().push([named("place_a", "region_a"), named("place_b", "region_b")]);
    };
    let read = args.read_noting((COLUMNS, &[]), |row| typed(row, &of), left_out)?;
    let Read { rows, rejected, unused, of_rejects } = read;
    // What was corrected is a part of what the source says.
    origin.in_part |= of_rejects;
    let progress = at_work(&args.file, rows.len(), args.language);
    let unread = unread.into_inner();
    let report = import_beside(registry, &Caller::system(), (&rows, &unread), &origin, args.dry_run).await;
    progress.finish_and_clear();
    args.finish(report.map_err(|error| args.told(error))?, rejected, &unused, COLUMNS)
}

/// A row of such a file.
pub(super) fn typed(row: &Row<'_>, origin: &Origin) -> Result<PartnershipRow, Reason> {
    Ok(PartnershipRow {
        line: row.line,
        members: [row.owned("region_a"), row.owned("region_b")],
        places: [row.chosen("place_a"), row.chosen("place_b")],
        stated_by: row.chosen("stated_by"),
        class: row.text("class").map_or(Ok(Class::Sister), class)?,
        since: row.parsed("since", DATE)?,
        until: row.parsed("until", DATE)?,
        reference: row.text("reference").map(str::to_owned),
        edition: edition(row, origin)?,
    })
}

/// The edition of the source of a row: what its cells do not say is as for the whole file. `None` where it is that of the file.
fn edition(row: &Row<'_>, origin: &Origin) -> Result<Option<Edition>, Reason> {
    let official = row.flag("official")?;
    let as_of = row.parsed("as_of", DAY)?.unwrap_or(origin.as_of);
    let unlisted_on = row.parsed("no_longer_listed_on", DAY)?;
    let source = row.text("source").unwrap_or(&origin.source);
    let official = official.unwrap_or(origin.official && source == origin.source);
    let edition = Edition { source: source.to_owned(), as_of, official, unlisted_on };
    let own =
        Edition { source: origin.source.clone(), as_of: origin.as_of, official: origin.official, unlisted_on: None };
    Ok((edition != own).then_some(edition))
}

fn class(text: &str) -> Result<Class, Reason> {
    match text.to_lowercase().as_str() {
        "sister" => Ok(Class::Sister),
        "friendship" => Ok(Class::Friendship),
        "project" => Ok(Class::Project),
        "contact" => Ok(Class::Contact),
        _ => Err(malformed("class", text, CLASS)),
    }
}
