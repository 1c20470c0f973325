//! `kembar doctor`: checks for what could keep the service from working, each with advice.

use crate::{
    config::{Config, Secret},
    files::{Survey, Vault, survey},
    store::{self, Lock, StoreError},
};
use entity::{
    Registry, account,
    clock::{Clock, SystemClock},
    database::{self, Database, DbErr, Outage},
    notice::find,
    registry::Jump,
    text::tidy,
};
use lettre::{AsyncSmtpTransport, Tokio1Executor};
use std::{
    error::Error,
    io::{self, Write},
    process::ExitCode,
    sync::Arc,
    time::Duration,
};

/// How long to wait for a mail server.
const SMTP_PATIENCE: Duration = Duration::from_secs(10);
/// How far the clocks of the machine and of the database may differ, in seconds.
const CLOCK_TOLERANCE: i64 = 5;
/// No correct clock shows an earlier year.
const EARLIEST_YEAR: i32 = 2026;

/// How serious a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Level {
    Ok,
    Warn,
    Fail,
}

/// One line of the report.
struct Finding {
    level: Level,
    text: String,
    advice: Option<&'static str>,
}

fn ok(text: impl Into<String>) -> Finding {
    Finding { level: Level::Ok, text: text.into(), advice: None }
}

fn warn(text: impl Into<String>, advice: &'static str) -> Finding {
    Finding { level: Level::Warn, text: text.into(), advice: Some(advice) }
}

fn fail(text: impl Into<String>, advice: &'static str) -> Finding {
    Finding { level: Level::Fail, text: text.into(), advice: Some(advice) }
}

/// Prints the report; the exit code is 1 when something is broken.
pub(super) async fn run(config: &Config) -> ExitCode {
    // Getting here means that the configuration could be read.
    let mut findings = vec![ok(format!("configuration: {} settings read", config.values.len())), folder(config)];
    findings.extend(thresholds(config));
    findings.extend(open_to_others(config));
    findings.extend(database(config).await);
    findings.extend(documents(config).await);
    findings.push(mail(config.smtp_url.as_ref()).await);
    findings.push(links(config));
    for Finding { level, text, advice } in &findings {
        let word = match level {
            Level::Ok => "ok  ",
            Level::Warn => "warn",
            Level::Fail => "FAIL",
        };
        let advice = advice.map_or_else(String::new, |advice| format!("      → {advice}\n"));
        // The exit code matters even if nobody reads the output.
        _ = write!(io::stdout(), "{word}  {text}\n{advice}");
    }
    let worst = findings.iter().map(|finding| finding.level).max();
    if worst == Some(Level::Fail) { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

fn folder(config: &Config) -> Finding {
    let shown = config.data_dir.display();
    // A full disk still takes an empty file.
    let written = |mut file: std::fs::File| file.write_all(&vec![0; 65_536]);
    match store::prepare_folders(config).map(|()| tempfile::tempfile_in(&config.data_dir).and_then(written)) {
        Ok(Ok(())) => ok(format!("data folder: {shown} is writable")),
        Ok(Err(reason)) => fail(
            format!("data folder: {shown} is not writable: {reason}"),
            "Give the service's user write access to it, or free up disk space.",
        ),
        Err(error) => fail(format!("data folder: {error}"), "Check data_dir and database_url."),
    }
}

/// Whether the thresholds of vitality leave room for what is quiet and not dormant yet.
fn thresholds(config: &Config) -> Option<Finding> {
    let (quiet, dormant) = (config.quiet_after_months, config.dormant_after_months);
    (dormant < quiet).then(|| {
        warn(
            format!("configuration: dormant_after_months ({dormant}) is less than quiet_after_months ({quiet})"),
            "No agreement is ever quiet like this. Set dormant_after_months to a larger number.",
        )
    })
}

/// What other users of the machine can access.
fn open_to_others(config: &Config) -> Vec<Finding> {
    const ADVICE: &str = "Unless this is intended: chmod 700 for the folder, chmod 600 for the files in it.";
    let others = store::open_to_others(config).into_iter();
    let said = |(path, mode): (std::path::PathBuf, u32)| {
        warn(format!("{}: other users of this machine can access it (mode {mode:o})", path.display()), ADVICE)
    };
    others.map(said).collect()
}

/// Whether the document store accepts files and returns them, if they are not kept in the data folder.
async fn documents(config: &Config) -> Option<Finding> {
    const ADVICE: &str =
        "Check documents_url and the s3_… settings, and that the key may read and write in the bucket.";
    let url = config.documents_url.as_ref()?;
    let vault = match Vault::open(config) {
        Ok(vault) => vault,
        Err(error) => return Some(fail(format!("documents: {url}: {error}"), ADVICE)),
    };
    Some(match vault.probe().await {
        Ok(Ok(())) => ok(format!("documents: {url} accepts and returns files")),
        Ok(Err(error)) => warn(
            format!("documents: {url} accepts and returns files, but does not delete them: {}", cause(&error)),
            "Allow the key to delete in the bucket too; otherwise files that no document needs stay there.",
        ),
        Err(error) => fail(format!("documents: {url}: {}", cause(&error)), ADVICE),
    })
}

/// The root cause of an error, in one line.
fn cause(error: &(dyn Error + 'static)) -> String {
    let mut bottom = error;
    while let Some(below) = bottom.source() {
        bottom = below;
    }
    tidy(&bottom.to_string())
}

async fn database(config: &Config) -> Vec<Finding> {
    let in_file = database::file(config.database_url.expose());
    if let Some(file) = &in_file
        && !file.exists()
    {
        if let Err(lost) = store::check_not_lost(config) {
            return vec![fail(lost.to_string(), "Do not start the service before this is resolved.")];
        }
        let text = format!("database: {} does not exist yet", file.display());
        return vec![warn(text, "`kembar` creates it on its first start.")];
    }
    let db = match store::connect(config).await {
        Ok(db) => db,
        Err(StoreError::Database { url, reason }) => return vec![broken(&url, &reason)],
        Err(error) => return vec![fail(format!("database: {error}"), "Check data_dir and database_url.")],
    };
    let mut findings = vec![];
    if in_file.is_some() {
        findings.push(lock(config));
    }
    match examine(config, &db).await {
        Ok(found) => findings.extend(found),
        Err(reason) => findings.push(broken(&config.database_url.to_string(), &reason)),
    }
    findings
}

fn broken(url: &str, reason: &DbErr) -> Finding {
    let (what, advice) = store::words(reason);
    fail(format!("database: {url} {what}: {}", cause(reason)), advice)
}

fn lock(config: &Config) -> Finding {
    match Lock::take(config) {
        Ok(_) => ok("database file: no service has it open"),
        Err(StoreError::Locked { process, .. }) => {
            ok(format!("database file: a service has it open (process {process})"))
        }
        Err(error) => {
            fail(error.to_string(), "Give the service's user write access to the folder of the database file.")
        }
    }
}

async fn examine(config: &Config, db: &Database) -> Result<Vec<Finding>, DbErr> {
    let found = database::examine(&db.current()).await?;
    let mut findings = vec![ok(format!("database: {} at {}", found.version, config.database_url))];
    if !found.damage.is_empty() {
        findings.push(fail(
            format!("database file: {}", found.damage.join("; ")),
            "The file is damaged. Stop the service, keep a copy of the file, and restore the last backup.",
        ));
    }
    if let Some(mode) = found.journal_mode.filter(|mode| mode != "wal") {
        findings.push(fail(
            format!("database file: its journal mode is {mode}, not wal"),
            "Put it on a local disk: network folders do not support this, and do not lock reliably either.",
        ));
    }
    findings.push(clocks(found.clock));
    let status = migration::status(&db.current()).await?;
    if status.is_foreign() {
        findings.push(fail(
            format!("database: it belongs to another program: {}", store::what_is_foreign(&status)),
            "Choose another one with database_url.",
        ));
        return Ok(findings);
    }
    findings.push(match (status.pending.len(), status.unknown.len()) {
        (0, 0) => ok("migrations: up to date"),
        (0, newer) => {
            warn(format!("migrations: {newer} come from a newer version"), "Update this program as soon as you can.")
        }
        (pending, newer @ 1..) => fail(
            format!("migrations: {pending} pending, and {newer} come from another version"),
            "Use the version that ran here last, or restore a backup.",
        ),
        (pending, _) => fail(format!("migrations: {pending} pending"), "Make a backup, then run: kembar migrate up"),
    });
    if status.is_current() {
        let registry = Registry::new(db.clone(), Arc::new(SystemClock));
        findings.push(writable(&registry).await);
        findings.push(reference(&registry).await);
        findings.push(administrators(&registry).await);
        findings.extend(jump(&registry).await);
        findings.push(outbox(&registry).await);
        findings.extend(files(config, &registry).await);
    }
    Ok(findings)
}

/// The files in the document store, compared with the registry.
async fn files(config: &Config, registry: &Registry) -> Vec<Finding> {
    const SHOWN: usize = 5;
    let found = match Vault::open(config) {
        Ok(vault) => survey(registry, &vault).await,
        Err(error) => return vec![fail(format!("files: {error}"), "Check data_dir and documents_url.")],
    };
    let Survey { files, missing, damaged, left_over, halves, strays } = match found {
        Ok(found) => found,
        Err(error) => {
            let advice = "Check that the store is reachable, and that this user may read there.";
            return vec![fail(format!("files: {}", cause(&error)), advice)];
        }
    };
    let some = |names: &[String]| {
        let more = if names.len() > SHOWN { ", …" } else { "" };
        format!("{}{more}", names.iter().take(SHOWN).map(String::as_str).collect::<Vec<_>>().join(", "))
    };
    let mut findings = vec![ok(format!(
        "files: {files} belong to documents; {left_over} are left over and {halves} half written, which the service deletes \
         when they are a day old"
    ))];
    if !missing.is_empty() {
        let text = format!("files: {} of documents are missing: {}", missing.len(), some(&missing));
        findings.push(fail(text, "Restore the folder or bucket of documents from a backup as recent as the database."));
    }
    if !damaged.is_empty() {
        let text = format!("files: {} of documents have the wrong length: {}", damaged.len(), some(&damaged));
        findings.push(fail(text, "Restore these files from a backup; their names begin with their hash."));
    }
    if !strays.is_empty() {
        let keys: Vec<String> = strays.iter().map(|stray| stray.key.clone()).collect();
        let bytes: u64 = strays.iter().map(|stray| stray.size).sum();
        findings.push(warn(
            format!("files: {} ({bytes} bytes) belong to no document: {}", strays.len(), some(&keys)),
            "If this is the right database for this store, `kembar strays remove` deletes them.",
        ));
    }
    findings
}

async fn writable(registry: &Registry) -> Finding {
    match registry.try_to_write().await {
        Ok(()) => ok("database: it accepts changes"),
        Err(error) if error.outage() == Some(Outage::Full) => fail(
            "database: it has no space left on its disk",
            "Free up disk space. Until then people can read, and nothing can be changed.",
        ),
        Err(error) => {
            fail(format!("database: it accepts no changes: {}", cause(&error)), "Check the database's own log.")
        }
    }
}

fn clocks(of_database: Option<chrono::DateTime<chrono::Utc>>) -> Finding {
    const ADVICE: &str = "Let both machines synchronise their clocks over the network (NTP).";
    let here = SystemClock.now();
    let apart = of_database.map_or(0, |there| (here - there).num_seconds().abs());
    if chrono::Datelike::year(&here) < EARLIEST_YEAR {
        fail(format!("clock: it shows {here}"), ADVICE)
    } else if apart > CLOCK_TOLERANCE {
        warn(format!("clock: this machine and the database are {apart} s apart"), ADVICE)
    } else {
        ok(format!("clock: {here}"))
    }
}

/// Whether the service waits because the clock has jumped.
async fn jump(registry: &Registry) -> Option<Finding> {
    match registry.jump().await {
        Ok(None) => None,
        Ok(Some(Jump { last, today })) if today < last => Some(warn(
            format!("clock: it shows {today}, but the service already worked on {last}; a jump would go unnoticed"),
            "If the clock is wrong, set it. If it was wrong before, `kembar go-on` counts from today again.",
        )),
        Ok(Some(Jump { last, today })) => Some(fail(
            format!("clock: it shows {today}, and the service last worked on {last}; agreements and mails wait"),
            "If the clock is wrong, set it. If the service has rested so long, `kembar go-on` lets it go on from today.",
        )),
        Err(error) => Some(fail(format!("clock: {error}"), "Check the database's own log.")),
    }
}

/// The state of the mails: how many are waiting, late or given up.
async fn outbox(registry: &Registry) -> Finding {
    let outbox = match find::outbox(registry).await {
        Ok(outbox) => outbox,
        Err(error) => return fail(format!("notices: {error}"), "Check the database's own log."),
    };
    let because = outbox.last_error.map_or_else(String::new, |error| format!("; last error: {error}"));
    let text = format!(
        "mails: {} waiting, {} of them more than 10 minutes late, {} given up{because}",
        outbox.waiting, outbox.overdue, outbox.given_up
    );
    let text = match outbox.addresses_refused {
        0 => text,
        refused => {
            format!("{text}; the mail server refused {refused} addresses, which get no more mail")
        }
    };
    match (outbox.overdue, outbox.given_up + outbox.addresses_refused) {
        (0, 0) => ok(text),
        (0, _) => warn(
            text,
            "`kembar mail list` shows what was given up or refused and why; `kembar mail retry` sends it again.",
        ),
        _ => warn(text, "Check that a service runs on this database, and that the mail server accepts its mails."),
    }
}

async fn administrators(registry: &Registry) -> Finding {
    match account::find::is_administered(registry).await {
        Ok(true) => ok("accounts: somebody administers the whole registry"),
        Ok(false) => warn(
            "accounts: nobody administers the whole registry",
            "Follow the link that `kembar` prints when it starts, or if there are accounts already: \
             kembar user add EMAIL --name NAME --everywhere --role ORG_ADMIN",
        ),
        Err(error) => fail(format!("accounts: {error}"), "Check the database's own log."),
    }
}

async fn reference(registry: &Registry) -> Finding {
    match entity::place::find::countries(registry).await {
        Ok(countries) if !countries.is_empty() => ok(format!("reference data: {} countries", countries.len())),
        Ok(_) => warn("reference data: none yet", "`kembar` loads it when it starts."),
        Err(error) => fail(format!("reference data: {error}"), "Check the database's own log."),
    }
}

async fn mail(server: Option<&Secret>) -> Finding {
    const ADVICE: &str = "Check smtp_url, and that this machine can reach the mail server.";
    let Some(server) = server else {
        return warn("mail: no server; mails are written to files in the data folder", "Set smtp_url to send them.");
    };
    let transport: AsyncSmtpTransport<Tokio1Executor> =
        match AsyncSmtpTransport::<Tokio1Executor>::from_url(server.expose()) {
            Ok(builder) => builder.timeout(Some(SMTP_PATIENCE)).build(),
            Err(reason) => return fail(format!("mail: {server}: {reason}"), ADVICE),
        };
    match transport.test_connection().await {
        Ok(true) => ok(format!("mail: {server} answers")),
        Ok(false) => fail(format!("mail: {server} does not answer as a mail server"), ADVICE),
        Err(reason) => fail(format!("mail: {server}: {reason}"), ADVICE),
    }
}

fn links(config: &Config) -> Finding {
    let unreachable = config.public_url.host_str().is_none_or(|host| host == "0.0.0.0" || host == "[::]");
    if unreachable || config.public_url.port() == Some(0) {
        let text = format!("links: they would begin with {}", config.public_url);
        return warn(text, "Set public_url to the address at which others reach the service.");
    }
    ok(format!("links: they begin with {}", config.public_url))
}
