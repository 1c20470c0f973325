//! `kembar user`: people with an account.

use super::explain;
use anyhow::{Context, bail};
use clap::{Args, Subcommand, ValueEnum, builder::PossibleValue};
use entity::{
    Caller, Registry,
    account::{
        Secret,
        act::{NewPerson, add_person, disable_person, mail_password_link, reset_password},
        find,
        record::person,
        rule::Profile,
    },
    page::{MOST, Page},
    place::find::{parties_by_id, party_by_slug},
    policy::{Membership, Role},
    text::Language,
};
use std::{collections::HashMap, io::Write};
use url::Url;
use uuid::Uuid;

/// Commands for people's accounts.
#[derive(Debug, Subcommand)]
pub enum UserCommand {
    /// Open an account and print the link for choosing a password
    ///
    /// The link works once, within 24 hours.
    Add(NewUser),
    /// Close an account: the person is signed out everywhere and can no longer sign in
    Disable {
        /// The person's e-mail address
        email: String,
    },
    /// Remove a password and print a link for choosing a new one
    ///
    /// The person is signed out everywhere. The link works once, within 24 hours.
    Reset {
        /// The person's e-mail address
        email: String,
    },
    /// Mail a person a link for choosing a password
    ///
    /// It works once, within seven days. A password that they have works until then.
    Mail {
        /// The person's e-mail address
        email: String,
    },
    /// List all accounts and their roles
    List,
}

/// A new person.
#[derive(Debug, Args)]
pub struct NewUser {
    /// The person's e-mail address, with which they sign in
    email: String,
    /// Their name
    #[arg(long)]
    name: String,
    #[command(flatten)]
    place: RolePlace,
    /// Their role there
    #[arg(long, value_enum)]
    role: RoleName,
    /// The language of their mails: id or en
    #[arg(long, default_value = "id", value_parser = language)]
    language: Language,
    /// Their IANA time zone
    #[arg(long, default_value = "Asia/Jakarta")]
    time_zone: String,
}

/// Where a role is held.
#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
pub(super) struct RolePlace {
    /// In this region or organisation, given by its slug, such as id-kota-bandung
    #[arg(long = "in", value_name = "SLUG")]
    party: Option<String>,
    /// In the whole registry
    #[arg(long)]
    everywhere: bool,
}

impl RolePlace {
    /// The party; `None` for the whole registry.
    pub(super) async fn party(&self, registry: &Registry) -> anyhow::Result<Option<Uuid>> {
        match &self.party {
            Some(slug) => Ok(Some(party_by_slug(registry, slug).await?.with_context(|| no_party(slug))?.id)),
            None => Ok(None),
        }
    }
}

fn no_party(slug: &str) -> String {
    format!("no region or organisation has the slug {slug}")
}

/// A role, as typed: in capitals, as in the API, or in lower case.
#[derive(Debug, Clone, Copy)]
pub(super) struct RoleName(pub Role);

impl ValueEnum for RoleName {
    fn value_variants<'a>() -> &'a [Self] {
        &[
            Self(Role::Observer),
            Self(Role::DataEntry),
            Self(Role::AgreementManager),
            Self(Role::Coordinator),
            Self(Role::ForumOrganiser),
            Self(Role::OrgAdmin),
            Self(Role::NationalReviewer),
            Self(Role::PartnerReader),
        ]
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        let (name, help) = match self.0 {
            Role::Observer => ("OBSERVER", "reads what the organisation may read"),
            Role::DataEntry => ("DATA_ENTRY", "enters facts with their sources"),
            Role::AgreementManager => ("AGREEMENT_MANAGER", "manages the agreements"),
            Role::Coordinator => ("COORDINATOR", "coordinates them (TKKSD)"),
            Role::ForumOrganiser => ("FORUM_ORGANISER", "schedules exchanges"),
            Role::OrgAdmin => ("ORG_ADMIN", "administers accounts and API clients"),
            Role::NationalReviewer => ("NATIONAL_REVIEWER", "reads everything, with --everywhere"),
            Role::PartnerReader => ("PARTNER_READER", "the software of a partner city"),
        };
        Some(PossibleValue::new(name).alias(name.to_ascii_lowercase()).help(help))
    }
}

/// The name of a role.
pub(super) fn role_name(role: Role) -> String {
    RoleName(role).to_possible_value().map_or_else(String::new, |value| value.get_name().to_owned())
}

fn language(text: &str) -> Result<Language, String> {
    Language::parse(text).ok_or_else(|| "id (Indonesian) or en (English)".to_owned())
}

/// Runs the command and writes the outcome to `out`. Links begin with `public_url`.
pub async fn run(
    registry: &Registry,
    public_url: &Url,
    command: UserCommand,
    out: &mut impl Write,
) -> anyhow::Result<()> {
    let operator = Caller::system();
    match command {
        UserCommand::Add(user) => {
            let membership = Membership { role: user.role.0, party: user.place.party(registry).await? };
            let profile =
                Profile { email: user.email, name: user.name, language: user.language, time_zone: user.time_zone };
            let new = NewPerson { profile, memberships: vec![membership] };
            let (person, link) = add_person(registry, &operator, &new).await.map_err(explain)?;
            writeln!(out, "{} <{}> now has an account.", person.name, person.email)?;
            print_link(public_url, &link, out)?;
        }
        UserCommand::Disable { email } => {
            let person = one(registry, &email).await?;
            let person = disable_person(registry, &operator, person.id).await.map_err(explain)?;
            writeln!(out, "The account of {} <{}> is closed.", person.name, person.email)?;
        }
        UserCommand::Reset { email } => {
            let person = one(registry, &email).await?;
            let (_, link) = reset_password(registry, &operator, person.id).await.map_err(explain)?;
            writeln!(out, "{} <{}> no longer has a password.", person.name, person.email)?;
            print_link(public_url, &link, out)?;
        }
        UserCommand::Mail { email } => {
            let person = one(registry, &email).await?;
            let person = mail_password_link(registry, &operator, person.id).await.map_err(explain)?;
            writeln!(out, "{} <{}> will get a mail with a link to choose a password.", person.name, person.email)?;
        }
        UserCommand::List => list(registry, &operator, out).await?,
    }
    Ok(())
}

async fn one(registry: &Registry, email: &str) -> anyhow::Result<person::Model> {
    let Some(person) = find::person_by_email(registry, &Caller::system(), email).await? else {
        bail!("nobody has an account with the address {email}; `kembar user list` lists all accounts");
    };
    Ok(person)
}

fn print_link(public_url: &Url, link: &Secret, out: &mut impl Write) -> anyhow::Result<()> {
    let address = public_url.join(&format!("/password/{}", link.reveal()))?;
    writeln!(out, "Give them this link to choose a password; it works once, within 24 hours:")?;
    writeln!(out, "\n    {address}\n")?;
    Ok(())
}

async fn list(registry: &Registry, operator: &Caller, out: &mut impl Write) -> anyhow::Result<()> {
    let mut page = Page::first(MOST);
    loop {
        let people = find::people(registry, operator, &page).await.map_err(explain)?;
        let ids: Vec<Uuid> = people.rows.iter().map(|person| person.id).collect();
        let held = find::memberships_of(registry, operator, &ids).await.map_err(explain)?;
        let slugs = slugs(registry, held.values().flatten().filter_map(|one| one.party)).await?;
        for person in &people.rows {
            let roles: Vec<String> = held
                .get(&person.id)
                .into_iter()
                .flatten()
                .map(|one| format!("{} {}", role_name(one.role), place(&slugs, one.party)))
                .collect();
            let state = match (person.disabled_at, &person.password_hash) {
                (Some(at), _) => format!("closed {}", at.date_naive()),
                (None, None) => "no password yet".to_owned(),
                (None, Some(_)) => "open".to_owned(),
            };
            writeln!(out, "{} <{}>; {}; {state}", person.name, person.email, roles.join(", "))?;
        }
        let Some(last) = people.rows.last().filter(|_| people.has_next) else { return Ok(()) };
        let after = find::person_cursor(last).encode();
        let most = i32::try_from(MOST).ok();
        page = Page::new(find::BY_EMAIL, most, Some(&after), None, None).map_err(explain)?;
    }
}

/// The addresses of parties.
pub(super) async fn slugs(
    registry: &Registry,
    parties: impl Iterator<Item = Uuid>,
) -> anyhow::Result<HashMap<Uuid, String>> {
    let ids: Vec<Uuid> = parties.collect();
    Ok(parties_by_id(registry, &ids).await?.into_iter().map(|(id, party)| (id, party.slug)).collect())
}

/// Where a role is held, in words.
pub(super) fn place(slugs: &HashMap<Uuid, String>, party: Option<Uuid>) -> String {
    party.map_or_else(|| "everywhere".to_owned(), |id| format!("in {}", slugs.get(&id).map_or("?", String::as_str)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::client::{self, ClientCommand};
    use clap::Parser;
    use entity::{
        place::record::Kind,
        policy::{Act, act_name},
        testing::TestRegistry,
    };
    use sea_orm::{ActiveEnum, Iterable};
    use std::fmt::Write as _;

    #[derive(Parser)]
    enum Line {
        #[command(subcommand)]
        User(UserCommand),
        #[command(subcommand)]
        Client(ClientCommand),
    }

    async fn say(test: &TestRegistry, line: &str) -> anyhow::Result<String> {
        let url = "https://kembar.go.id".parse().unwrap();
        let mut out = Vec::new();
        match Line::try_parse_from(format!("kembar|{line}").split('|'))? {
            Line::User(command) => run(&test.registry, &url, command, &mut out).await?,
            Line::Client(command) => client::run(&test.registry, command, &mut out).await?,
        }
        Ok(String::from_utf8(out).unwrap())
    }

    #[tokio::test]
    async fn an_operator_opens_resets_and_closes_accounts() {
        let test = TestRegistry::sqlite().await;
        let bandung = test.party("ID", Kind::City, "Bandung").await;
        let slug = parties_by_id(&test.registry, &[bandung]).await.unwrap()[&bandung].slug.clone();
        let add = format!("user|add|siti@bandung.go.id|--name|Siti R|--role|agreement_manager|--in|{slug}");
        let said = say(&test, &add).await.unwrap();
        let link = said.split("https://kembar.go.id/password/").nth(1).unwrap().trim();
        assert!(find::person_of_link(&test.registry, link).await.unwrap().is_some());
        let listed = say(&test, "user|list").await.unwrap();
        assert_eq!(listed, format!("Siti R <siti@bandung.go.id>; AGREEMENT_MANAGER in {slug}; no password yet\n"));
        assert!(say(&test, "user|reset|SITI@bandung.go.id").await.unwrap().contains("/password/"));
        let mailed = say(&test, "user|mail|siti@bandung.go.id").await.unwrap();
        assert_eq!(mailed, "Siti R <siti@bandung.go.id> will get a mail with a link to choose a password.\n");
        assert_eq!(test.mails().await.len(), 2, "one tells of the reset, one brings a link");
        say(&test, "user|disable|siti@bandung.go.id").await.unwrap();
        assert!(say(&test, "user|list").await.unwrap().ends_with("; closed 2026-11-21\n"));

        let again = say(&test, &add).await.unwrap_err().to_string();
        assert_eq!(again, "EMAIL: This is already recorded.");
        let nobody = say(&test, "user|disable|budi@bandung.go.id").await.unwrap_err().to_string();
        assert!(nobody.contains("budi@bandung.go.id"));
        let nowhere = "user|add|budi@contoh.id|--name|Budi|--role|OBSERVER|--in|tidak-ada";
        assert!(say(&test, nowhere).await.unwrap_err().to_string().contains("tidak-ada"));
        assert!(
            say(&test, "user|add|budi@contoh.id|--name|Budi|--role|OBSERVER").await.is_err(),
            "a role is held somewhere"
        );
    }

    #[tokio::test]
    async fn an_operator_makes_replaces_and_takes_away_keys() {
        let test = TestRegistry::sqlite().await;
        let made =
            say(&test, "client|add|--name|Portal|--everywhere|--scope|WRITE|--role|ORG_ADMIN|--days|30").await.unwrap();
        let key = made.lines().find_map(|line| line.trim().strip_prefix("kbr_")).unwrap();
        let prefix = format!("kbr_{}", &key[..8]);
        let listed = say(&test, "client|list").await.unwrap();
        assert_eq!(
            listed,
            format!("{prefix} Portal; ORG_ADMIN everywhere; READ WRITE; until 2026-12-21; never used\n")
        );
        let rotated = say(&test, &format!("client|rotate|{prefix}|--grace-hours|1")).await.unwrap();
        assert!(rotated.contains(&format!("{prefix}_")) && !rotated.contains(key));
        say(&test, &format!("client|revoke|{prefix}")).await.unwrap();
        assert!(say(&test, "client|list").await.unwrap().contains("; revoked 2026-11-21; "));
        let late = say(&test, &format!("client|rotate|{prefix}")).await.unwrap_err().to_string();
        assert!(late.contains("\"dicabut\"") || late.contains("\"revoked\""), "{late}");
        let never = say(&test, "client|add|--name|Portal|--everywhere|--scope|READ|--role|OBSERVER|--days|0").await;
        let never = never.unwrap_err().to_string();
        assert!(never.starts_with("--days: "), "{never}");
    }

    /// The acts of people by the roles that may do them, for `api/OPERATING.md`.
    fn table_of_acts() -> String {
        let mut rows: Vec<(&[Role], Vec<String>)> = Vec::new();
        for act in Act::iter().filter(|act| !act.roles().is_empty()) {
            let listed = format!("{} (`{}`)", act_name(act, Language::En), act.name());
            match rows.iter_mut().find(|(roles, _)| *roles == act.roles()) {
                Some((_, acts)) => acts.push(listed),
                None => rows.push((act.roles(), vec![listed])),
            }
        }
        let head = "| roles | acts |\n|---|---|\n".to_owned();
        rows.into_iter().fold(head, |mut table, (roles, acts)| {
            let roles: Vec<String> = roles.iter().map(|role| format!("`{}`", role.to_value())).collect();
            let _ = writeln!(table, "| {} | {} |", roles.join(", "), acts.join("; "));
            table
        })
    }

    #[test]
    fn operating_lists_every_act_with_its_roles() {
        let operating = include_str!("../../OPERATING.md");
        assert!(operating.contains(&table_of_acts()), "put this table into api/OPERATING.md:\n{}", table_of_acts());
    }
}
