//! `kembar import`: records from files.

use crate::{
    config::Config,
    spreadsheet::{self, AgreementsArgs, ExchangesArgs, PartnershipsArgs, RegionsArgs},
    store::{self, Upgrade},
};
use clap::Subcommand;
use std::process::ExitCode;

/// The exit code of an import that left out rows.
const LEFT_OUT: u8 = 3;

#[derive(Debug, Subcommand)]
pub enum Import {
    /// Regions: provinces, cities and their equivalents in all countries
    Regions(RegionsArgs),
    /// Partnerships between regions that are in the registry
    Partnerships(PartnershipsArgs),
    /// Agreements, from dated steps: letters of intent, memoranda, renewals
    Agreements(AgreementsArgs),
    /// Exchanges that last whole days
    Exchanges(ExchangesArgs),
}

/// Imports a file. The exit code is 0 if every row was accepted, 3 if some were left out.
pub async fn run(config: &Config, import: Import) -> anyhow::Result<ExitCode> {
    let registry = store::open(config, None, Upgrade::OwnOrEmpty).await?;
    let report = match import {
        Import::Regions(args) => spreadsheet::regions(&registry, &args).await?,
        Import::Partnerships(args) => spreadsheet::partnerships(&registry, &args).await?,
        Import::Agreements(args) => spreadsheet::agreements(&registry, &args).await?,
        Import::Exchanges(args) => spreadsheet::exchanges(&registry, &args).await?,
    };
    Ok(if report.rejected.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(LEFT_OUT) })
}
