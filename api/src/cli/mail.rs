//! `kembar mail`: the mails that were given up.

use super::explain;
use anyhow::bail;
use clap::Subcommand;
use entity::{
    Caller, Registry,
    notice::{act, find, record::Kind},
};
use std::io::Write;
use uuid::Uuid;

/// Commands for mails that were given up.
#[derive(Debug, Subcommand)]
pub enum MailCommand {
    /// List the mails that were given up and are still relevant, each with the reason
    List,
    /// Retry mails that were given up
    ///
    /// They keep their Message-ID, so that a mailbox that already has such a mail can recognise it.
    Retry {
        /// Which mails, by the number that `kembar mail list` shows
        #[arg(required_unless_present = "all")]
        mails: Vec<Uuid>,
        /// All of them
        #[arg(long, conflicts_with = "mails")]
        all: bool,
    },
}

/// Runs the command and writes the outcome to `out`.
pub async fn run(registry: &Registry, command: MailCommand, out: &mut impl Write) -> anyhow::Result<()> {
    match command {
        MailCommand::List => list(registry, out).await,
        MailCommand::Retry { all: true, .. } => {
            let mails = find::given_up(registry).await.map_err(explain)?;
            retry(registry, mails.into_iter().map(|(mail, _)| mail.id).collect(), out).await
        }
        MailCommand::Retry { mails, .. } => retry(registry, mails, out).await,
    }
}

async fn list(registry: &Registry, out: &mut impl Write) -> anyhow::Result<()> {
    for (mail, address) in find::given_up(registry).await.map_err(explain)? {
        let since = mail.settled_at.unwrap_or(mail.created_at).format("%Y-%m-%d %H:%M UTC");
        let (kind, reason) = (word(mail.kind), mail.last_error.as_deref().unwrap_or("unknown"));
        writeln!(out, "{}  {kind} to <{address}>, given up {since}: {reason}", mail.id)?;
    }
    Ok(())
}

async fn retry(registry: &Registry, mails: Vec<Uuid>, out: &mut impl Write) -> anyhow::Result<()> {
    let mut unknown = Vec::new();
    for id in mails {
        match act::retry(registry, &Caller::system(), id).await {
            Ok(mail) => writeln!(out, "{}  will be sent again.", mail.id)?,
            Err(entity::Error::Refused(_)) => unknown.push(id.to_string()),
            Err(error) => return Err(error.into()),
        }
    }
    if !unknown.is_empty() {
        bail!("not among the mails that were given up and are still relevant: {}", unknown.join(", "));
    }
    Ok(())
}

fn word(kind: Kind) -> &'static str {
    match kind {
        Kind::WeekBefore => "reminder a week before",
        Kind::DayBefore => "reminder a day before",
        Kind::Moved => "notice of a new time",
        Kind::Cancelled => "notice of a cancellation",
    }
}
