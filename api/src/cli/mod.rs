//! The command line.

pub mod client;
mod doctor;
mod export;
mod healthcheck;
mod import;
pub mod mail;
mod migrate;
mod schema;
mod settings;
mod strays;
pub mod user;

use crate::{
    config::{self, Config, ConfigError, Sources},
    demo::{self, DemoArgs},
    files::Vault,
    log,
    serve::Service,
    store::{self, Upgrade},
};
use clap::{Args, CommandFactory, FromArgMatches, Parser, Subcommand};
use entity::{Error, account::set_up::act::ensure_set_up_link, text::Language};
use settings::SettingFlags;
use std::{
    io::{self, Write},
    path::PathBuf,
    process::ExitCode,
    thread,
};

/// The exit code of a command that was understood but did not succeed.
const FAILED: u8 = 1;
/// The exit code for an invalid command or configuration, as in clap.
const WRONG: u8 = 2;

/// The registry of sister cities: who cooperates with whom, what they signed, and when they meet.
///
/// Without a command it runs the service: it creates ./kembar-data, listens on 127.0.0.1:8080 and prints what to do
/// next.
#[derive(Debug, Parser)]
#[command(name = "kembar", version, disable_help_subcommand = true)]
#[command(after_help = "Every setting is a flag, an environment variable KEMBAR_… or a line of kembar.toml; \
    --help lists them, `kembar config print` shows the values in use.")]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
    /// Configuration file; ./kembar.toml is read if it exists
    #[arg(long, global = true, value_name = "PATH", help_heading = "Settings")]
    config: Option<PathBuf>,
    #[command(flatten)]
    settings: SettingFlags,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run the service (the default)
    Serve(ServeArgs),
    /// Run a demonstration, with real partnerships and made-up people, in a temporary folder
    Demo(DemoArgs),
    /// Update the database schema to this version, or show its state
    #[command(subcommand)]
    Migrate(migrate::Migrate),
    /// People's accounts and roles
    #[command(subcommand)]
    User(user::UserCommand),
    /// API clients: the keys of partners' software
    #[command(subcommand)]
    Client(client::ClientCommand),
    /// Mails that were given up: see why, and send them again
    #[command(subcommand)]
    Mail(mail::MailCommand),
    /// Files unknown to the registry: list them, and remove them
    #[command(subcommand)]
    Strays(strays::StraysCommand),
    /// Import records from a file
    #[command(subcommand)]
    Import(import::Import),
    /// Export records to a file
    #[command(subcommand)]
    Export(export::Export),
    /// Print the GraphQL schema, or check that a file matches it
    Schema(schema::SchemaArgs),
    /// Show the configuration
    #[command(subcommand)]
    Config(ConfigCommand),
    /// Check for what could keep the service from working, and suggest what to do about it
    Doctor,
    /// Let agreements and mails go on after a pause of more than 35 days: the clock of this machine is right
    GoOn,
    /// Check whether the service on this machine is ready; for supervisors and containers
    Healthcheck,
}

#[derive(Debug, Default, Args)]
struct ServeArgs {
    /// Update an older PostgreSQL database first
    ///
    /// Empty databases and SQLite files are updated without asking. A PostgreSQL database with data is refused until
    /// `kembar migrate up` has run, because other services may still use its older schema.
    #[arg(long)]
    migrate: bool,
}

#[derive(Debug, Subcommand)]
enum ConfigCommand {
    /// Print every setting, its value without passwords, and where the value comes from
    Print,
}

/// Parses the command line and runs the command. What is asynchronous ends here, so that it is compiled with this crate.
pub fn run() -> ExitCode {
    actix_web::rt::System::new().block_on(run_command())
}

async fn run_command() -> ExitCode {
    let command = Cli::command().mut_subcommand("demo", |demo| settings::only(demo, demo::TAKEN));
    let cli = Cli::from_arg_matches(&command.get_matches()).unwrap_or_else(|error| error.exit());
    let sources = Sources::of_process(cli.settings.0, cli.config);
    let code = match Box::pin(perform(cli.command.unwrap_or(Command::Serve(ServeArgs::default())), &sources)).await {
        Ok(code) => code,
        Err(error) => {
            log::say(&format!("kembar: {error:#}"));
            ExitCode::from(if error.is::<ConfigError>() { WRONG } else { FAILED })
        }
    };
    log::end();
    code
}

async fn perform(command: Command, sources: &Sources) -> anyhow::Result<ExitCode> {
    // The demonstration has settings of its own.
    if let Command::Demo(args) = &command {
        Box::pin(demo::run(sources, args)).await?;
        return Ok(ExitCode::SUCCESS);
    }
    let config = Config::load(sources)?;
    log::begin(&config)?;
    match command {
        Command::Demo(_) => {}
        Command::Serve(args) => serve(config, &args).await?,
        Command::Migrate(command) => migrate::run(&command, &config).await?,
        Command::User(command) => {
            let registry = store::open(&config, None, Upgrade::OwnOrEmpty).await?;
            user::run(&registry, &config.public_url, command, &mut io::stdout()).await?;
        }
        Command::Client(command) => {
            let registry = store::open(&config, None, Upgrade::OwnOrEmpty).await?;
            client::run(&registry, command, &mut io::stdout()).await?;
        }
        Command::Mail(command) => {
            let registry = store::open(&config, None, Upgrade::OwnOrEmpty).await?;
            mail::run(&registry, command, &mut io::stdout()).await?;
        }
        Command::Strays(command) => {
            let registry = store::open(&config, None, Upgrade::OwnOrEmpty).await?;
            strays::run(&registry, &Vault::open(&config)?, &command, &mut std::io::stdout()).await?;
        }
        Command::Export(command) => export::run(&config, command).await?,
        Command::Import(command) => return import::run(&config, command).await,
        Command::Schema(args) => return schema::run(&args),
        Command::Config(ConfigCommand::Print) => print!("{}", config::print(&config)),
        Command::Doctor => return Ok(doctor::run(&config).await),
        Command::GoOn => {
            let registry = store::open(&config, None, Upgrade::OwnOrEmpty).await?;
            announce(format!("The service goes on from {}.\n", registry.go_on().await.map_err(explain)?));
        }
        Command::Healthcheck => return Ok(healthcheck::run(&config)),
    }
    Ok(ExitCode::SUCCESS)
}

async fn serve(config: Config, args: &ServeArgs) -> anyhow::Result<()> {
    let upgrade = if args.migrate { Upgrade::Any } else { Upgrade::OwnOrEmpty };
    let service = Service::build(config, upgrade).await?;
    let state = service.state();
    let link = match ensure_set_up_link(&state.registry).await? {
        Some(token) => {
            let link = state.public_url.join(&format!("/setup/{}", token.reveal()))?;
            format!("Nobody has an account yet. Create the first one here, within a day:\n\n    {link}\n\n")
        }
        None => String::new(),
    };
    let listens = format!("Kembar listens on http://{}\n{link}", service.address());
    Ok(service.run(move || announce(listens)).await?)
}

/// Prints to standard output, whether or not anyone reads it: a service neither waits for that nor ends because of it.
pub(crate) fn announce(text: String) {
    let say = move || io::stdout().write_all(text.as_bytes()).and_then(|()| io::stdout().flush());
    if let Err(error) = thread::Builder::new().name("announce".to_owned()).spawn(say) {
        tracing::warn!(%error, "cannot print where the service listens");
    }
}

/// Why an act was refused, in words for the operator.
fn explain(error: Error) -> anyhow::Error {
    explain_in(error, Language::En)
}

/// The same in this language. Input is named as the command line has it.
pub(crate) fn explain_in(error: Error, language: Language) -> anyhow::Error {
    let Error::Refused(refusals) = error else { return error.into() };
    let said: Vec<String> = refusals
        .iter()
        .map(|refusal| match refusal.path.iter().rfind(|step| step.parse::<usize>().is_err()) {
            None => refusal.reason.message(language),
            Some(field) => format!("{}: {}", input_of(field), refusal.reason.message(language)),
        })
        .collect();
    anyhow::anyhow!(said.join("\n"))
}

/// What the command line calls an input field of an act.
fn input_of(field: &str) -> String {
    match field {
        "email" => "EMAIL".to_owned(),
        "expiresInDays" => "--days".to_owned(),
        "scopes" => "--scope".to_owned(),
        "memberships" => "--role".to_owned(),
        field => format!("--{}", flag_of(field)),
    }
}

/// A field of the API as a flag, without its dashes: `inForceOn` is `in-force-on`.
fn flag_of(field: &str) -> String {
    let mut flag = String::new();
    for letter in field.chars() {
        if letter.is_ascii_uppercase() {
            flag.push('-');
        }
        flag.push(letter.to_ascii_lowercase());
    }
    flag
}
