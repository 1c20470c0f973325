//! `kembar strays`: files in the store that the registry does not know.

use crate::files::{Survey, Vault, remove_strays, survey};
use clap::Subcommand;
use entity::Registry;
use std::io::Write;

/// Commands for files that belong to no document and no arrival.
#[derive(Debug, Subcommand)]
pub enum StraysCommand {
    /// List files in the store that are unknown to the registry and at least a day old
    ///
    /// They come from versions that did not record arrivals, from a newer copy of the database, or from another
    /// registry that uses the same store. Check before you remove them: this may be the wrong database.
    List,
    /// Remove those files
    Remove,
}

/// Runs the command and writes the outcome to `out`.
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
    let count = if strays.len() == 1 { "1 file".to_owned() } else { format!("{} files", strays.len()) };
    writeln!(out, "Of no document: {count} ({bytes} bytes). Of a document: {files}.")?;
    if matches!(command, StraysCommand::Remove) {
        remove_strays(vault, &strays).await?;
        writeln!(out, "{}", if strays.is_empty() { "Nothing to remove." } else { "They were removed." })?;
    }
    Ok(())
}
