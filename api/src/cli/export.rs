//! `kembar export`: records as files.

use super::flag_of;
use crate::{
    config::Config,
    spreadsheet::{self, AgreementSheet, ExchangeSheet, ImportSheet, Partnerships, Regions, Sheet, Steps},
    store::{self, Upgrade},
};
use anyhow::anyhow;
use async_graphql::parser::types::BaseType;
use clap::{Arg, ArgAction, ArgMatches, Args, Command, FromArgMatches, Subcommand};
use entity::text::Language;
use graphql_schema::inputs::{InputField, ParameterError, named};
use std::{
    io::{self, Write},
    marker::PhantomData,
};

#[derive(Debug, Subcommand)]
pub enum Export {
    /// Agreements, as CSV on standard output, for spreadsheet programs
    Agreements(ListArgs<AgreementSheet>),
    /// Exchanges that everyone may see, as CSV on standard output, which `import exchanges` reads
    Exchanges(ListArgs<ExchangeSheet>),
    /// Regions, as CSV on standard output, which `import regions` reads
    Regions(ListArgs<ImportSheet<Regions>>),
    /// Partnerships of two with the source of each statement, as CSV on standard output, which `import partnerships` reads
    Partnerships(ListArgs<ImportSheet<Partnerships>>),
    /// The dated steps of agreements from before the registry that everyone may see, as CSV, which `import agreements` reads
    AgreementSteps(ListArgs<ImportSheet<Steps>>),
}

/// Which records, in the terms of the API; all conditions given must hold. There is a flag for each field of
/// the filter of its list.
#[derive(Debug)]
pub struct ListArgs<S> {
    /// The fields that are given, each with its text.
    parameters: Vec<(String, String)>,
    language: Language,
    sheet: PhantomData<S>,
}

/// Up to how many values the help of a flag lists.
const MOST_VALUES: usize = 8;
/// The flag that says in which language the file is.
const LANGUAGE: &str = "language";

impl<S: Sheet> Args for ListArgs<S> {
    fn augment_args(command: Command) -> Command {
        let language = Arg::new(LANGUAGE)
            .long(LANGUAGE)
            .help("The language of the file: `en` or `id`")
            .default_value("en")
            .value_parser(spreadsheet::language);
        command.args(S::parameters().fields().iter().map(flag::<S>)).arg(language)
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl<S: Sheet> FromArgMatches for ListArgs<S> {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let given = |field: &InputField| {
            let texts = matches.get_many::<String>(&field.name).unwrap_or_default().cloned();
            texts.map(|text| (field.name.clone(), text)).collect::<Vec<_>>()
        };
        let parameters = S::parameters().fields().iter().flat_map(given).collect();
        let language = matches.get_one(LANGUAGE).copied().unwrap_or(Language::En);
        Ok(Self { parameters, language, sheet: PhantomData })
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

/// A field of the filter as a flag. As in an address, a list may also be given piece by piece.
fn flag<S: Sheet>(field: &InputField) -> Arg {
    let takes = match (&field.ty.base, named(&field.ty)) {
        (BaseType::List(_), _) => "A,B",
        (_, "Date") => "DATE",
        (_, "Int") => "NUMBER",
        (_, "Boolean") => "true|false",
        (_, "ID") => "SLUG",
        _ => "TEXT",
    };
    let mut help = field.help.replace('\n', " ").trim_end_matches('.').to_owned();
    if let Some(values) = S::parameters().values(field).filter(|values| values.len() <= MOST_VALUES) {
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
    match export {
        Export::Agreements(args) => write(config, args).await,
        Export::Exchanges(args) => write(config, args).await,
        Export::Regions(args) => write(config, args).await,
        Export::Partnerships(args) => write(config, args).await,
        Export::AgreementSteps(args) => write(config, args).await,
    }
}

async fn write<S: Sheet>(config: &Config, args: ListArgs<S>) -> anyhow::Result<()> {
    let registry = store::open(config, None, Upgrade::OwnOrEmpty).await?;
    let told =
        |error: ParameterError| anyhow!(error.renamed(|name| format!("--{}", flag_of(name))).message(args.language));
    let filter = S::filter(&registry, &args.parameters).await.map_err(told)?;
    let mut sheet = S::new(registry, S::operator(), filter, args.language);
    while let Some(piece) = sheet.next().await? {
        match io::stdout().lock().write_all(&piece) {
            // The reader may stop early, such as `head`.
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => break,
            written => written?,
        }
    }
    Ok(())
}
