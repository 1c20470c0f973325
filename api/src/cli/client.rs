//! `kembar client`: API keys for partners' software.

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

/// Commands for API clients.
#[derive(Debug, Subcommand)]
pub enum ClientCommand {
    /// Create an API client and print its key
    Add(NewKey),
    /// List the API clients, each with the prefix of its key
    List,
    /// Replace a key and print the new one
    ///
    /// The old key keeps working for a while, so that the software can be switched over.
    Rotate {
        /// The prefix of the key, up to its second underscore
        prefix: String,
        /// How many hours the old key keeps working: 24 by default, at most 168
        #[arg(long, value_name = "HOURS")]
        grace_hours: Option<i64>,
        /// Days from now until the client expires; its expiry stays the same by default
        #[arg(long)]
        days: Option<i64>,
    },
    /// Revoke a key, at once and for good
    Revoke {
        /// The prefix of the key, up to its second underscore
        prefix: String,
    },
}

/// A new API client.
#[derive(Debug, Args)]
pub struct NewKey {
    /// Its name
    #[arg(long)]
    name: String,
    #[command(flatten)]
    place: RolePlace,
    /// Its role there
    #[arg(long, value_enum, default_value = "PARTNER_READER")]
    role: RoleName,
    /// What the key may do besides reading; can be given several times
    #[arg(long = "scope", value_enum)]
    scopes: Vec<ScopeName>,
    /// Days until the client expires; it does not expire by default
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

/// Runs the command and writes the outcome to `out`.
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
                writeln!(out, "The old key works until {}.", until.format("%Y-%m-%d %H:%M UTC"))?;
            }
            Ok(())
        }
        ClientCommand::Revoke { prefix } => {
            let client = one(registry, &prefix).await?;
            let client = revoke_client(registry, &operator, client.id).await.map_err(explain)?;
            writeln!(out, "{} ({}) no longer has access.", client.name, client.key_prefix)?;
            Ok(())
        }
    }
}

async fn one(registry: &Registry, prefix: &str) -> anyhow::Result<client::Model> {
    find::client_by_prefix(registry, &Caller::system(), prefix)
        .await
        .map_err(explain)?
        .with_context(|| format!("no key begins with {prefix}; `kembar client list` lists all prefixes"))
}

fn print_key(client: &client::Model, key: &Secret, out: &mut impl Write) -> anyhow::Result<()> {
    writeln!(out, "The key of {}, which is shown only once:", client.name)?;
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
                (None, None) => "no expiry".to_owned(),
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
