//! `kembar client`: the keys of partners' software.

use super::{
    explain,
    user::{RoleName, RolePlace, place, role_name, slugs},
};
use anyhow::Context;
use clap::{Args, Subcommand, ValueEnum, builder::PossibleValue};
use entity::{
    Caller, Registry,
    account::{
        Secret,
        client::{
            act::{NewClient, create_client, revoke_client, rotate_client},
            rule::Scope,
        },
        find,
        record::client,
    },
    page::{MOST, Page},
    policy::Membership,
};
use std::io::Write;

/// What to do about API clients.
#[derive(Debug, Subcommand)]
pub enum ClientCommand {
    /// Make an API client, and print its key
    Add(NewKey),
    /// List the API clients, each with the beginning of its key
    List,
    /// Replace a key, and print the new one
    ///
    /// The old one stays good for a while, so that the software can be changed over.
    Rotate {
        /// The beginning of the key, before its second underscore
        prefix: String,
        /// For how many hours the old key stays good; 24 unless said otherwise, at most 168
        #[arg(long, value_name = "HOURS")]
        grace_hours: Option<i64>,
        /// Let the client in for so many days from now, instead of until when it was
        #[arg(long)]
        days: Option<i64>,
    },
    /// Take a key away, at once and for good
    Revoke {
        /// The beginning of the key, before its second underscore
        prefix: String,
    },
}

/// An API client to be.
#[derive(Debug, Args)]
pub struct NewKey {
    /// What to call it
    #[arg(long)]
    name: String,
    #[command(flatten)]
    place: RolePlace,
    /// What it may do there
    #[arg(long, value_enum, default_value = "PARTNER_READER")]
    role: RoleName,
    /// What the key opens beside reading; may be given several times
    #[arg(long = "scope", value_enum)]
    scopes: Vec<ScopeName>,
    /// For how many days it is let in; for good unless said
    #[arg(long)]
    days: Option<i64>,
}

#[derive(Debug, Clone, Copy)]
struct ScopeName(Scope);

impl ValueEnum for ScopeName {
    fn value_variants<'a>() -> &'a [Self] {
        &[Self(Scope::Read), Self(Scope::Write)]
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        let help = match self.0 {
            Scope::Read => "read what the role may read",
            Scope::Write => "do what the role may do",
        };
        let name = self.0.code();
        Some(PossibleValue::new(name).alias(name.to_ascii_lowercase()).help(help))
    }
}

/// Does what was asked, and says on `out` what came of it.
pub async fn run(registry: &Registry, command: ClientCommand, out: &mut impl Write) -> anyhow::Result<()> {
    let operator = Caller::system();
    match command {
        ClientCommand::Add(new) => {
            let membership = Membership { role: new.role.0, party: new.place.party(registry).await? };
            let scopes = new.scopes.iter().map(|scope| scope.0).collect();
            let new = NewClient { name: new.name, membership, scopes, expires_in_days: new.days };
            let (client, key) = create_client(registry, &operator, &new).await.map_err(explain)?;
            print_key(&client, &key, out)
        }
        ClientCommand::List => list(registry, &operator, out).await,
        ClientCommand::Rotate { prefix, grace_hours, days } => {
            let client = one(registry, &prefix).await?;
            let (client, key) =
                rotate_client(registry, &operator, client.id, grace_hours, days).await.map_err(explain)?;
            print_key(&client, &key, out)?;
            if let Some(until) = client.previous_key_until {
                writeln!(out, "The old key is good until {}.", until.format("%Y-%m-%d %H:%M UTC"))?;
            }
            Ok(())
        }
        ClientCommand::Revoke { prefix } => {
            let client = one(registry, &prefix).await?;
            let client = revoke_client(registry, &operator, client.id).await.map_err(explain)?;
            writeln!(out, "{} ({}) is let in no more.", client.name, client.key_prefix)?;
            Ok(())
        }
    }
}

async fn one(registry: &Registry, prefix: &str) -> anyhow::Result<client::Model> {
    find::client_by_prefix(registry, &Caller::system(), prefix)
        .await
        .map_err(explain)?
        .with_context(|| format!("no key begins with {prefix}; `kembar client list` shows how they begin"))
}

fn print_key(client: &client::Model, key: &Secret, out: &mut impl Write) -> anyhow::Result<()> {
    writeln!(out, "The key of {}; it is shown this once:", client.name)?;
    writeln!(out, "\n    {}\n", key.reveal())?;
    Ok(())
}

async fn list(registry: &Registry, operator: &Caller, out: &mut impl Write) -> anyhow::Result<()> {
    let mut page = Page::first(MOST);
    loop {
        let clients = find::clients(registry, operator, &page).await.map_err(explain)?;
        let slugs = slugs(registry, clients.rows.iter().filter_map(|client| client.party_id)).await?;
        for client in &clients.rows {
            let place = place(&slugs, client.party_id);
            let state = match (client.revoked_at, client.expires_at) {
                (Some(at), _) => format!("revoked {}", at.date_naive()),
                (None, Some(until)) => format!("until {}", until.date_naive()),
                (None, None) => "for good".to_owned(),
            };
            let used = client
                .last_used_at
                .map_or_else(|| "never used".to_owned(), |at| format!("last used {}", at.format("%Y-%m-%d %H:%M UTC")));
            let (prefix, name, role, scopes) =
                (&client.key_prefix, &client.name, role_name(client.role), &client.scopes);
            writeln!(out, "{prefix} {name}; {role} {place}; {scopes}; {state}; {used}")?;
        }
        let Some(last) = clients.rows.last().filter(|_| clients.has_next) else { return Ok(()) };
        let after = find::client_cursor(last).encode();
        page = Page::new(find::BY_AGE, i32::try_from(MOST).ok(), Some(&after), None, None).map_err(explain)?;
    }
}
