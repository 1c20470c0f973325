//! `kembar mail`: the mails that were given up, and the addresses that were refused.

use super::explain;
use anyhow::bail;
use clap::Subcommand;
use entity::{
    Caller, Registry,
    notice::{act, find, record::Kind},
};
use std::io::Write;
use uuid::Uuid;

/// Commands for mails that were given up, and addresses that were refused.
#[derive(Debug, Subcommand)]
pub enum MailCommand {
    /// List the mails that were given up and are still relevant, and the addresses that get no mail because the mail
    /// server refused them, each with the reason
    List,
    /// Retry mails that were given up, and addresses that were refused
    ///
    /// Mails keep their Message-ID, so that a mailbox that already has such a mail can recognise it.
    Retry {
        /// Which mails, by the number that `kembar mail list` shows, and which addresses
        #[arg(required_unless_present = "all", value_name = "MAIL OR ADDRESS")]
        which: Vec<String>,
        /// All mails and addresses
        #[arg(long, conflicts_with = "which")]
        all: bool,
    },
}

/// Runs the command and writes the outcome to `out`.
pub async fn run(registry: &Registry, command: MailCommand, out: &mut impl Write) -> anyhow::Result<()> {
    match command {
        MailCommand::List => list(registry, out).await,
        MailCommand::Retry { all: true, .. } => {
            let mails = find::given_up(registry).await.map_err(explain)?;
            let mails = mails.into_iter().map(|(mail, _)| mail.id.to_string()).collect();
            retry(registry, mails, out).await?;
            // Those of whose mails none is left.
            let people = find::addresses_refused(registry).await.map_err(explain)?;
            retry(registry, people.into_iter().map(|person| person.email).collect(), out).await
        }
        MailCommand::Retry { which, .. } => retry(registry, which, out).await,
    }
}

async fn list(registry: &Registry, out: &mut impl Write) -> anyhow::Result<()> {
    for (mail, address) in find::given_up(registry).await.map_err(explain)? {
        let since = mail.settled_at.unwrap_or(mail.created_at).format("%Y-%m-%d %H:%M UTC");
        let (kind, reason) = (word(mail.kind), mail.last_error.as_deref().unwrap_or("unknown"));
        writeln!(out, "{}  {kind} to <{address}>, given up {since}: {reason}", mail.id)?;
    }
    for person in find::addresses_refused(registry).await.map_err(explain)? {
        let since = person.mail_refused_at.unwrap_or(person.created_at).format("%Y-%m-%d %H:%M UTC");
        let reason = person.mail_refusal.as_deref().unwrap_or("unknown");
        writeln!(out, "{}  gets no mail, refused {since}: {reason}", person.email)?;
    }
    Ok(())
}

async fn retry(registry: &Registry, which: Vec<String>, out: &mut impl Write) -> anyhow::Result<()> {
    let (mut unknown, operator) = (Vec::new(), Caller::system());
    for one in which {
        let done = match one.parse::<Uuid>() {
            Ok(mail) => act::retry(registry, &operator, mail).await.map(|_| "will be sent again."),
            Err(_) => act::write_again(registry, &operator, &one).await.map(|_| "will get mail again."),
        };
        match done {
            Ok(done) => writeln!(out, "{one}  {done}")?,
            Err(entity::Error::Refused(_)) => unknown.push(one),
            Err(error) => return Err(error.into()),
        }
    }
    if !unknown.is_empty() {
        bail!(
            "neither among the mails that were given up and are still relevant nor among the refused addresses: {}",
            unknown.join(", ")
        );
    }
    Ok(())
}

fn word(kind: Kind) -> &'static str {
    match kind {
        Kind::WeekBefore => "reminder a week before",
        Kind::DayBefore => "reminder a day before",
        Kind::Moved => "notice of a new time",
        Kind::Cancelled => "notice of a cancellation",
        Kind::Deadline | Kind::Due => "mail of what is due",
        Kind::Password => "link for a password",
    }
}
