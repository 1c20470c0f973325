//! `kembar import regions`.

use super::table::{self, Column, Reason, Row};
use super::{FileArgs, OriginArgs, Read, at_work};
use anyhow::Result;
use clap::Args;
use entity::{
    Caller, Registry, country,
    date::PartialDate,
    place::{
        act::import_regions,
        record::{KEMENDAGRI, Kind},
        row::{RegionRow, wikidata_id},
    },
    report::{Report, malformed},
    text::LocalText,
};

/// What a number of inhabitants looks like.
const WHOLE: [&str; 2] = ["bilangan bulat seperti 120000", "a whole number such as 120000"];
/// What a date looks like.
const DATE: [&str; 2] = ["2024, 2024-06, 2024-06-30"; 2];
/// The kinds, as a reason for a refusal has them.
const KIND: [&str; 2] = ["province, regency, city …"; 2];

/// The columns of a file of regions.
pub(super) const COLUMNS: &[Column] = &[
    Column {
        name: "code",
        synonyms: &["id"],
        required: true,
        help: "The region's code in the scheme; of kemendagri, such as 32 or 32.73. May be empty where place names one.",
        help_id: "",
    },
    Column {
        name: "name",
        synonyms: &[],
        required: true,
        help: "Its name. In Indonesia a leading \"Kota\", \"Kabupaten\" or \"Kab.\" tells which of two it is.",
        help_id: "",
    },
    Column { name: "short_name", synonyms: &[], required: false, help: "The name without the kind.", help_id: "" },
    Column {
        name: "country",
        synonyms: &["country_iso2"],
        required: false,
        help: "Its code of two or three letters in ISO 3166-1, or its name. May be missing only in a file of kemendagri.",
        help_id: "",
    },
    Column {
        name: "kind",
        synonyms: &["type"],
        required: false,
        help: "province, regency, city, state, prefecture, county, municipality, district, other; also provinsi, \
               kabupaten, kota.",
        help_id: "",
    },
    Column {
        name: "parent",
        synonyms: &["province_code"],
        required: false,
        help: "The code, in the same scheme, of the region it belongs to; or that region as in place.",
        help_id: "",
    },
    Column {
        name: "autonomous",
        synonyms: &["is_autonomous"],
        required: false,
        help: "true or false, also ya or tidak: whether it governs itself and can be party to an agreement.",
        help_id: "",
    },
    Column { name: "lat", synonyms: &["latitude"], required: false, help: "Degrees north, WGS 84.", help_id: "" },
    Column {
        name: "lon",
        synonyms: &["longitude", "lng"],
        required: false,
        help: "Degrees east, WGS 84.",
        help_id: "",
    },
    Column {
        name: "population",
        synonyms: &["population_2*"],
        required: false,
        help: "Inhabitants; a year in the header, as in population_2024s2, is when they were counted.",
        help_id: "",
    },
    Column {
        name: "population_as_of",
        synonyms: &[],
        required: false,
        help: "When they were counted, where the header does not say so.",
        help_id: "",
    },
    Column { name: "area_km2", synonyms: &[], required: false, help: "Area in square kilometres.", help_id: "" },
    Column {
        name: "wikidata_id",
        synonyms: &["wikidata"],
        required: false,
        help: "Identifier in Wikidata, such as Q10389.",
        help_id: "",
    },
    Column {
        name: "kemendagri_code",
        synonyms: &["kemendagri"],
        required: false,
        help: "Code of the Indonesian ministry, in a file of another scheme: used if a name matches several regions.",
        help_id: "",
    },
    Column { name: "aliases", synonyms: &[], required: false, help: "Other names, separated by |.", help_id: "" },
    Column {
        name: "place",
        synonyms: &[],
        required: false,
        help: "The place that is meant, where you have decided: scheme:code, the last part of its address, its identifier, or \
               new.",
        help_id: "",
    },
    Column {
        name: "coord_spread_km",
        synonyms: &[],
        required: false,
        help: "How far apart the places are that the row was made from; above 50 it covers several and is rejected.",
        help_id: "",
    },
];

/// Import regions from a file.
#[derive(Debug, Clone, Args)]
#[command(after_help = table::describe(COLUMNS))]
pub struct RegionsArgs {
    /// The file.
    #[command(flatten)]
    pub file: FileArgs,
    /// What applies to the whole file.
    #[command(flatten)]
    pub origin: OriginArgs,
}

/// Imports the regions of a file and prints the report.
pub async fn regions(registry: &Registry, args: &RegionsArgs) -> Result<Report> {
    let (args, origin) = (&args.file, args.origin.origin());
    let indonesian = origin.scheme == KEMENDAGRI;
    let needed: &[&[&str]] = if indonesian { &[] } else { &[&["country"]] };
    let Read { rows, rejected, unused, .. } = args.read((COLUMNS, needed), |row| typed(row, indonesian))?;
    let progress = at_work(&args.file, rows.len(), args.language);
    let report = import_regions(registry, &Caller::system(), &rows, &origin, args.dry_run).await;
    progress.finish_and_clear();
    args.finish(report.map_err(|error| args.told(error))?, rejected, &unused, COLUMNS)
}

fn typed(row: &Row<'_>, indonesian: bool) -> Result<RegionRow, Reason> {
    // What is no country is shown as it stands.
    let country = match row.text("country").unwrap_or_default() {
        "" if indonesian && !row.has("country") => "ID".to_owned(),
        text => country::as_code(text),
    };
    let point = match (row.number("lat")?, row.number("lon")?) {
        (Some(latitude), Some(longitude)) => Some((latitude, longitude)),
        (None, None) => None,
        _ => return Err(LocalText::both("hanya lat atau hanya lon", "only one of lat and lon")),
    };
    Ok(RegionRow {
        line: row.line,
        code: row.owned("code"),
        name: row.owned("name"),
        short_name: row.text("short_name").map(str::to_owned),
        country,
        kind: row.text("kind").map(kind).transpose()?,
        parent: row.text("parent").map(str::to_owned),
        autonomous: row.flag("autonomous")?,
        point,
        population: row.parsed("population", WHOLE)?,
        population_as_of: match row.parsed("population_as_of", DATE)? {
            Some(date) => Some(date),
            None => row.header("population").and_then(counted_in),
        },
        area_km2: row.number("area_km2")?,
        wikidata: row.text("wikidata_id").map(wikidata_id),
        kemendagri: row.text("kemendagri_code").map(str::to_owned),
        aliases: row.list("aliases"),
        place: row.chosen("place"),
        spread_km: row.number("coord_spread_km")?,
    })
}

fn kind(text: &str) -> Result<Kind, Reason> {
    Ok(match text.to_lowercase().as_str() {
        "province" | "provinsi" => Kind::Province,
        "regency" | "kabupaten" => Kind::Regency,
        "city" | "kota" => Kind::City,
        "state" => Kind::State,
        "prefecture" => Kind::Prefecture,
        "county" => Kind::County,
        "municipality" => Kind::Municipality,
        "district" => Kind::District,
        "other" => Kind::Other,
        _ => return Err(malformed("kind", text, KIND)),
    })
}

/// The year in a header such as `population_2024s2`.
fn counted_in(header: &str) -> Option<PartialDate> {
    header.strip_prefix("population_")?.get(..4)?.parse().ok()
}
