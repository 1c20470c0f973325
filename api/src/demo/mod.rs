//! `kembar demo`: a registry to look at, in a temporary folder.
//!
//! Regions, partnerships and agreements are real and have sources. Agreements in preparation, exchanges, postings on
//! the board and people are made up, and say so.

mod board;
mod calendar;
mod facts;
mod people;
mod prospects;
mod waiting;

use crate::{
    cli::announce,
    config::{Config, Sources},
    log,
    serve::Service,
    store::Upgrade,
};
use anyhow::{Context, bail};
use clap::Args;
use entity::{Caller, Registry, account, place};
use std::{collections::BTreeMap, net::TcpListener, path::PathBuf};
use tempfile::TempDir;
use uuid::Uuid;

/// The settings that a demonstration takes from flags and variables; all others could affect what is outside it.
pub(crate) const TAKEN: &[&str] = &["listen", "public_url", "workers", "log", "log_format"];
/// The scheme of the identifiers of partner regions in the demonstration's files.
const SCHEME: &str = "kembar-demo";

/// Options of a demonstration.
#[derive(Debug, Args)]
pub struct DemoArgs {
    /// Keep the data in this folder and continue with it next time, instead of deleting it
    #[arg(long, value_name = "FOLDER")]
    keep: Option<PathBuf>,
}

/// Creates the registry, explains how to look at it, and serves it until it is told to stop.
pub async fn run(sources: &Sources, args: &DemoArgs) -> anyhow::Result<()> {
    let thrown_away = if args.keep.is_none() { Some(TempDir::with_prefix("kembar-demo-")?) } else { None };
    let folder = match (&args.keep, &thrown_away) {
        (Some(kept), _) => kept.clone(),
        (None, Some(folder)) => folder.path().join("data"),
        (None, None) => bail!("a demonstration needs a folder"),
    };
    let config = Config::load(&settings(sources, &folder.to_string_lossy())?)?;
    log::begin(&config)?;
    announce("Preparing the demonstration ...\n".to_owned());
    let service = Service::build(config, Upgrade::OwnOrEmpty).await?;
    let registry = service.state().registry.clone();
    let is_new = account::find::count_people(&registry, &Caller::system()).await? == 0;
    let key = if is_new { Some(Box::pin(fill(&registry)).await?) } else { None };
    let looks = format!(
        "{}Mails are written to {}\nPress Ctrl-C to stop; {}.\nKembar listens on http://{}\n",
        people::introduction(key.as_ref()),
        folder.join("mail").display(),
        if args.keep.is_some() { "the data is kept" } else { "the data is then deleted" },
        service.address()
    );
    service.run(move || announce(looks)).await?;
    Ok(())
}

/// Enters everything; returns the key of the partner's software.
async fn fill(registry: &Registry) -> anyhow::Result<account::Secret> {
    facts::enter(registry).await.context("entering partnerships and agreements")?;
    let parties = Parties::find(registry).await?;
    let prospects = prospects::enter(registry, &parties).await.context("entering agreements in preparation")?;
    calendar::enter(registry, &parties).await.context("entering exchanges")?;
    board::enter(registry, &parties).await.context("posting to the board of regions looking for partners")?;
    let people = people::enter(registry, &parties).await.context("opening accounts")?;
    Box::pin(waiting::enter(registry, &parties, &people.callers, &prospects)).await.context("acting for the people")?;
    Ok(people.key)
}

/// The settings of a demonstration in `folder`: none that could lead to real data or real mail.
fn settings(sources: &Sources, folder: &str) -> anyhow::Result<Sources> {
    if let Some(key) = sources.flags.keys().find(|key| !TAKEN.contains(key)) {
        let flag = key.replace('_', "-");
        bail!("a demonstration creates its own folder and database and sends no mail: leave out --{flag}");
    }
    let mut settings = sources.only(TAKEN);
    settings.flags.insert("data_dir", folder.to_owned());
    settings.flags.entry("log").or_insert_with(|| "warn".to_owned());
    let config = Config::load(&settings)?;
    // Two demonstrations, or one next to a service, should not get in each other's way.
    if !config.is_set("listen") && TcpListener::bind(config.listen).is_err() {
        settings.flags.insert("listen", "127.0.0.1:0".to_owned());
    }
    Ok(settings)
}

/// The regions named in the demonstration's files: by the ministry's code, or by their identifier in the files.
struct Parties(BTreeMap<String, Uuid>);

impl Parties {
    async fn find(registry: &Registry) -> anyhow::Result<Self> {
        let mut found = BTreeMap::new();
        for name in facts::names()
            .chain(calendar::names())
            .chain(people::names())
            .chain(prospects::names())
            .chain(board::names())
        {
            let scheme =
                if name.starts_with(|first: char| first.is_ascii_digit()) { place::record::KEMENDAGRI } else { SCHEME };
            let party = place::find::party_by_code(registry, scheme, &name).await?;
            found.insert(name.clone(), party.with_context(|| format!("no region has the code {scheme} {name}"))?.id);
        }
        Ok(Self(found))
    }

    fn get(&self, name: &str) -> anyhow::Result<Uuid> {
        self.0.get(name).copied().with_context(|| format!("{name} is not looked up"))
    }

    /// The items of a list that are separated by bars.
    fn list(&self, names: &str) -> anyhow::Result<Vec<Uuid>> {
        names.split('|').filter(|name| !name.is_empty()).map(|name| self.get(name)).collect()
    }
}
