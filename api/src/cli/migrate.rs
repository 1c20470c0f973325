//! `kembar migrate`.

use crate::{
    config::Config,
    store::{self, Lock, Upgrade},
};
use clap::Subcommand;

/// What to do about the shape of the database.
#[derive(Debug, Subcommand)]
pub(super) enum Migrate {
    /// Bring it to the shape that this version needs
    ///
    /// Make a backup first: there is no way back. Of several processes that start together one does the work.
    Up,
    /// List the steps behind it and before it
    Status,
}

pub(super) async fn run(command: &Migrate, config: &Config) -> anyhow::Result<()> {
    store::prepare_folders(config)?;
    match command {
        Migrate::Up => {
            let _lock = Lock::take(config)?;
            let steps = store::migrate(config, &store::connect(config).await?.current(), Upgrade::Any).await?;
            println!("{steps} steps done; the database is up to date.");
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
