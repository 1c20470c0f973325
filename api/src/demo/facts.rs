//! Real partnerships and agreements of Indonesian regions, each with its source.

use super::{Parties, SCHEME};
use anyhow::{Context, ensure};
use chrono::NaiveDate;
use entity::{
    Caller, Registry,
    agreement::import::{
        act::{self as agreement_import, import_agreements},
        record::AgreementRow,
    },
    date::PartialDate,
    partnership::{
        act::{Statement, claim_partnership},
        record::{Class, Stance},
    },
    place::{act::import_regions, record::Kind, row::RegionRow},
    report::{Origin, Report},
};
use serde::{Deserialize, de::DeserializeOwned};
use std::collections::BTreeSet;

/// Where the partner regions come from: their descriptions are taken from Wikidata.
const SOURCE: &str = "Wikidata (CC0)";
/// The date as of which the files are correct.
const AS_OF: &str = "2026-02-01";

#[derive(Debug, Deserialize)]
struct PartnerLine {
    id: String,
    name: String,
    kind: Kind,
    country_iso2: String,
    lat: f64,
    lon: f64,
    wikidata_id: Option<String>,
}

#[derive(Debug, Deserialize)]
struct PartnershipLine {
    region: String,
    partner: String,
    since: Option<PartialDate>,
    source: String,
    as_of: NaiveDate,
}

#[derive(Debug, Deserialize)]
struct AgreementLine {
    id_region: String,
    kemendagri_code: String,
    partner: String,
    partner_country: String,
    partner_scheme: String,
    partner_code: String,
    step: String,
    date: String,
    note: String,
    source: String,
}

/// The codes used in the files of facts, other than those of the ministry.
pub(super) fn names() -> impl Iterator<Item = String> {
    partnerships().into_iter().flat_map(|line| [line.region, line.partner])
}

/// Imports them.
pub(super) async fn enter(registry: &Registry) -> anyhow::Result<()> {
    let origin = Origin {
        scheme: SCHEME.to_owned(),
        source: SOURCE.to_owned(),
        as_of: AS_OF.parse()?,
        official: false,
        in_part: false,
    };
    let caller = Caller::system();
    complete(&import_regions(registry, &caller, &partners(), &origin, false).await?)?;
    let parties = Parties::find(registry).await?;
    for line in partnerships() {
        claim_partnership(registry, &caller, statement(&parties, line)?).await?;
    }
    let origin = agreement_import::Origin { source: origin.source, as_of: origin.as_of };
    complete(&import_agreements(registry, &caller, agreements(), &origin, false).await?)
}

/// A row of our own files that is rejected is a mistake in the file.
fn complete(report: &Report) -> anyhow::Result<()> {
    let rejected = report.rejected.first().and_then(|note| note.reason.en.clone());
    ensure!(rejected.is_none(), "a row was rejected: {}", rejected.unwrap_or_default());
    Ok(())
}

fn statement(parties: &Parties, line: PartnershipLine) -> anyhow::Result<Statement> {
    Ok(Statement {
        members: vec![parties.get(&line.region)?, parties.get(&line.partner)?],
        class: Class::Sister,
        stance: Stance::Affirms,
        stated_by: None,
        source: line.source,
        as_of: line.as_of,
        reference: None,
        since: line.since,
        until: None,
        official: false,
        withdraws: BTreeSet::new(),
    })
}

fn partners() -> Vec<RegionRow> {
    let region = |(line, partner): (u64, PartnerLine)| RegionRow {
        line,
        code: partner.id,
        name: partner.name,
        country: partner.country_iso2,
        kind: Some(partner.kind),
        autonomous: Some(true),
        point: Some((partner.lat, partner.lon)),
        wikidata: partner.wikidata_id,
        ..RegionRow::default()
    };
    (2..).zip(lines(include_str!("partners.csv"))).map(region).collect()
}

fn partnerships() -> Vec<PartnershipLine> {
    lines(include_str!("partnerships.csv"))
}

fn agreements() -> Vec<AgreementRow> {
    let row = |(line, step): (u64, AgreementLine)| AgreementRow {
        line,
        id_region: step.id_region,
        kemendagri_code: step.kemendagri_code,
        partner: step.partner,
        partner_country: step.partner_country,
        partner_scheme: step.partner_scheme,
        partner_code: step.partner_code,
        step: step.step,
        date: step.date,
        note: step.note,
        source: step.source,
        ..AgreementRow::default()
    };
    (2..).zip(lines(include_str!("agreements.csv"))).map(row).collect()
}

/// The lines of one of our own files.
///
/// # Panics
/// If the file, which is part of the program, is malformed: a test reads them all.
pub(super) fn lines<T: DeserializeOwned>(text: &str) -> Vec<T> {
    let lines: Result<Vec<T>, csv::Error> = csv::Reader::from_reader(text.as_bytes()).into_deserialize().collect();
    lines.context("the demonstration's own file").expect("the files of the program are well-formed")
}
