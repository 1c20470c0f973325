//! `kembar strays`: files in the store of which the registry knows nothing.

use crate::files::{Survey, Vault, remove_strays, survey};
use clap::Subcommand;
use entity::Registry;
use std::io::Write;

/// What to do about files that belong to no document and no arrival.
#[derive(Debug, Subcommand)]
pub enum StraysCommand {
    /// List the files in the store of which the registry knows nothing, where they are a day old
    ///
    /// They come from versions that did not note arrivals, from a newer copy of the database, or from another registry that uses the same
    /// store. Look before you remove them: the database may be the wrong one.
    List,
    /// Remove those files
    Remove,
}

/// Does what was asked, and says on `out` what came of it.
pub async fn run(
    registry: &Registry,
    vault: &Vault,
    command: &StraysCommand,
    out: &mut impl Write,
) -> anyhow::Result<()> {
    let Survey { strays, files, .. } = survey(registry, vault).await?;
    for stray in &strays {
        writeln!(out, "{}  {} bytes", stray.key, stray.size)?;
    }
    let bytes: u64 = strays.iter().map(|stray| stray.size).sum();
    writeln!(out, "{} files with {bytes} bytes belong to no document; {files} belong to one.", strays.len())?;
    if matches!(command, StraysCommand::Remove) {
        remove_strays(vault, &strays).await?;
        writeln!(out, "They were removed.")?;
    }
    Ok(())
}
