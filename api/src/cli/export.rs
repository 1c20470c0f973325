//! `kembar export`: records as files.

use super::flag_of;
use crate::{
    config::Config,
    spreadsheet::{self, AgreementSheet, ExchangeSheet},
    store::{self, Upgrade},
};
use anyhow::anyhow;
use async_graphql::parser::types::BaseType;
use clap::{Arg, ArgAction, ArgMatches, Args, Command, FromArgMatches, Subcommand};
use entity::{Caller, Registry, text::Language};
use graphql_schema::{
    agreement_filter, agreement_parameters, agreement_values,
    inputs::{InputField, ParameterError, named},
};
use std::io::{self, Write};

#[derive(Debug, Subcommand)]
pub enum Export {
    /// Agreements, as CSV on standard output, for spreadsheet programs
    Agreements(AgreementsArgs),
    /// Exchanges that everyone may see, as CSV on standard output, which `import exchanges` reads
    Exchanges,
}

/// Which agreements, in the terms of the API; all conditions given must hold. There is a flag for each field of
/// its `AgreementFilter`.
#[derive(Debug)]
pub struct AgreementsArgs {
    /// The fields that are given, each with its text.
    parameters: Vec<(String, String)>,
    language: Language,
}

/// Up to how many values the help of a flag lists.
const MOST_VALUES: usize = 8;
/// The flag that says in which language the file is.
const LANGUAGE: &str = "language";

impl Args for AgreementsArgs {
    fn augment_args(command: Command) -> Command {
        let language = Arg::new(LANGUAGE)
            .long(LANGUAGE)
            .help("The language of the file: `en` or `id`")
            .default_value("en")
            .value_parser(spreadsheet::language);
        command.args(agreement_parameters().iter().map(flag)).arg(language)
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl FromArgMatches for AgreementsArgs {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let given = |field: &InputField| {
            let texts = matches.get_many::<String>(&field.name).unwrap_or_default().cloned();
            texts.map(|text| (field.name.clone(), text)).collect::<Vec<_>>()
        };
        let parameters = agreement_parameters().iter().flat_map(given).collect();
        Ok(Self { parameters, language: matches.get_one(LANGUAGE).copied().unwrap_or(Language::En) })
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

/// A field of the filter as a flag. As in an address, a list may also be given piece by piece.
fn flag(field: &InputField) -> Arg {
    let takes = match (&field.ty.base, named(&field.ty)) {
        (BaseType::List(_), _) => "A,B",
        (_, "NaiveDate") => "DATE",
        (_, "Int") => "NUMBER",
        (_, "Boolean") => "true|false",
        (_, "ID") => "SLUG",
        _ => "TEXT",
    };
    let mut help = field.help.replace('\n', " ").trim_end_matches('.').to_owned();
    if let Some(values) = agreement_values(field).filter(|values| values.len() <= MOST_VALUES) {
        help = format!("{help}: {}", values.join(", "));
    }
    Arg::new(&field.name)
        .long(flag_of(&field.name))
        .action(ArgAction::Append)
        .value_name(takes)
        .allow_hyphen_values(true)
        .help(help)
}

/// Writes the file to standard output.
pub async fn run(config: &Config, export: Export) -> anyhow::Result<()> {
    let registry = store::open(config, None, Upgrade::OwnOrEmpty).await?;
    match export {
        Export::Agreements(args) => agreements(registry, args).await,
        Export::Exchanges => exchanges(registry).await,
    }
}

/// Writes everything that the operator may see.
async fn agreements(registry: Registry, args: AgreementsArgs) -> anyhow::Result<()> {
    let told =
        |error: ParameterError| anyhow!(error.renamed(|name| format!("--{}", flag_of(name))).message(args.language));
    let filter = agreement_filter(&registry, &args.parameters).await.map_err(told)?;
    let mut sheet = AgreementSheet::new(registry, Caller::system(), filter, args.language);
    while let Some(piece) = sheet.next().await? {
        if !is_taken(&piece)? {
            break;
        }
    }
    Ok(())
}

/// Writes what everyone may see: so is what an import brings in.
async fn exchanges(registry: Registry) -> anyhow::Result<()> {
    let mut sheet = ExchangeSheet::new(registry, Caller::anonymous(Language::En));
    while let Some(piece) = sheet.next().await? {
        if !is_taken(&piece)? {
            break;
        }
    }
    Ok(())
}

/// Writes to standard output; false if its reader stopped early, such as `head`.
fn is_taken(piece: &[u8]) -> io::Result<bool> {
    match io::stdout().lock().write_all(piece) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(false),
        written => written.map(|()| true),
    }
}
