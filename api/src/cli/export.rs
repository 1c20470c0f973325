//! `kembar export`: records as files.

use crate::{
    config::Config,
    spreadsheet::{self, AgreementSheet},
    store::{self, Upgrade},
};
use anyhow::anyhow;
use clap::{Args, Subcommand};
use entity::{Caller, text::Language};
use std::io::{self, Write};

#[derive(Debug, Subcommand)]
pub enum Export {
    /// Agreements, as CSV on standard output, for spreadsheet programs
    Agreements(AgreementsArgs),
}

/// Which agreements, in the terms of the API; all conditions given must hold.
#[derive(Debug, Args)]
pub struct AgreementsArgs {
    /// At one of these stages, separated by commas: `IN_FORCE,EXPIRED`
    #[arg(long, value_name = "STAGES")]
    stage: Option<String>,
    /// With one of these vitalities: `ACTIVE`, `QUIET`, `DORMANT`, `NEVER_STARTED` or `ENDED`
    #[arg(long, value_name = "VITALITIES")]
    vitality: Option<String>,
    /// Of one of these classes
    #[arg(long, value_name = "CLASSES")]
    class: Option<String>,
    /// Under one of these schemes
    #[arg(long, value_name = "SCHEMES")]
    scheme: Option<String>,
    /// With a party of this country
    #[arg(long, value_name = "CODE")]
    country: Option<String>,
    /// With this party, such as id-kota-surabaya
    #[arg(long)]
    party: Option<String>,
    /// With a party that is this region or is located in it, such as id-provinsi-jawa-timur
    #[arg(long, value_name = "REGION")]
    within: Option<String>,
    /// In force on this day
    #[arg(long, value_name = "DATE")]
    in_force_on: Option<String>,
    /// With an expiry date before this day
    #[arg(long, value_name = "DATE")]
    expires_before: Option<String>,
    /// With words beginning with these in their titles, parties, fields or numbers
    #[arg(long, value_name = "WORDS")]
    search: Option<String>,
    /// The language of the file: `en` or `id`
    #[arg(long, default_value = "en", value_parser = spreadsheet::language)]
    language: Language,
}

impl AgreementsArgs {
    fn parameters(&self) -> Vec<(String, String)> {
        let given = [
            ("stage", &self.stage),
            ("vitality", &self.vitality),
            ("class", &self.class),
            ("scheme", &self.scheme),
            ("country", &self.country),
            ("party", &self.party),
            ("within", &self.within),
            ("inForceOn", &self.in_force_on),
            ("expiresBefore", &self.expires_before),
            ("search", &self.search),
        ];
        given.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value.clone()?))).collect()
    }
}

/// Writes the file to standard output, with everything in it that the operator may see.
pub async fn run(config: &Config, export: Export) -> anyhow::Result<()> {
    let Export::Agreements(args) = export;
    let registry = store::open(config, None, Upgrade::OwnOrEmpty).await?;
    let filter = graphql_schema::agreement_filter(&registry, &args.parameters())
        .await
        .map_err(|error| anyhow!(error.message(args.language)))?;
    let mut sheet = AgreementSheet::new(registry, Caller::system(), filter, args.language);
    while let Some(piece) = sheet.next().await? {
        match io::stdout().lock().write_all(&piece) {
            // The reader may stop early, such as `head`.
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => break,
            written => written?,
        }
    }
    Ok(())
}
