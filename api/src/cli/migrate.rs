//! `kembar migrate`.

use crate::{
    config::Config,
    store::{self, Lock, Upgrade},
};
use clap::Subcommand;

/// Commands for the database schema.
#[derive(Debug, Subcommand)]
pub(super) enum Migrate {
    /// Update the database schema to this version
    ///
    /// Make a backup first: there is no way back. If several processes start together, one of them does the work.
    Up,
    /// List the migrations that are done and those that are pending
    Status,
}

pub(super) async fn run(command: &Migrate, config: &Config) -> anyhow::Result<()> {
    store::prepare_folders(config)?;
    match command {
        Migrate::Up => {
            let _lock = Lock::take(config)?;
            let steps = store::migrate(config, &store::connect(config).await?.current(), Upgrade::Any).await?;
            println!("{steps} migrations done; the database is up to date.");
        }
        Migrate::Status => {
            let status = migration::status(&store::connect(config).await?.current()).await?;
            for (steps, what) in [(status.applied, "done"), (status.pending, "pending"), (status.unknown, "newer")] {
                for step in steps {
                    println!("{what:8} {step}");
                }
            }
        }
    }
    Ok(())
}
