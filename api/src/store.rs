//! The registry's database as the service and its commands open it: in its folder, by one service at a time, with the
//! schema that this version needs.

use crate::config::Config;
use entity::{
    Registry,
    agreement::vitality::rule::Thresholds,
    clock::SystemClock,
    database::{self, Database, DatabaseConnection, DbErr, Fault},
    reference,
};
use migration::{Migrator, MigratorTrait, Status, status};
use rustix::{fs::Mode, process::umask};
use std::{
    fs::{self, File, OpenOptions, TryLockError},
    io::{self, Read, Seek, Write},
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    sync::Arc,
};

/// Why the database could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The folder or lock file cannot be created.
    #[error("{} cannot be created or written to: {reason}. Choose another folder with data_dir, or give this user write access to it.", .path.display())]
    Folder {
        /// The folder or file.
        path: PathBuf,
        /// The system's error.
        reason: io::Error,
    },
    /// Another service has the file open.
    #[error("{} is in use by another Kembar (process {process}). Stop that one first, or choose another folder with data_dir. To run several services, use PostgreSQL.", .path.display())]
    Locked {
        /// The database file.
        path: PathBuf,
        /// The process that has it open.
        process: String,
    },
    /// The file also has another name, under which another service could open it despite the lock.
    #[error("{} has {names} names (hard links), and another Kembar could open it under another name. Remove all names but one.", .path.display())]
    SeveralNames {
        /// The database file.
        path: PathBuf,
        /// How many.
        names: u64,
    },
    /// There are files of documents, but no database that knows them.
    #[error("the database {database} is missing or empty, but the files of its documents are still in {}. Restore the database from a backup; or, to start a new registry, move that folder away.", .documents.display())]
    DatabaseMissing {
        /// The database, without its password.
        database: String,
        /// The folder of the files.
        documents: PathBuf,
    },
    /// The database cannot be reached or does not work.
    #[error("the database {url} {what}: {reason}. {advice}", what = words(.reason).0, advice = words(.reason).1)]
    Database {
        /// The database, without its password.
        url: String,
        /// The database's error.
        reason: DbErr,
    },
    /// The reference data cannot be loaded.
    #[error("the reference data cannot be loaded: {0}")]
    Reference(#[from] entity::Error),
    /// A database of an older version, on a server.
    #[error(
        "the database {url} lacks {missing} of this version's migrations. Make a backup, then run: kembar migrate up"
    )]
    Outdated {
        /// The database, without its password.
        url: String,
        /// How many migrations.
        missing: usize,
    },
    /// Another program's database.
    #[error(
        "the database {url} belongs to another program: {tables}. Nothing was changed. Choose another one with database_url."
    )]
    Foreign {
        /// The database, without its password.
        url: String,
        /// What is in it.
        tables: String,
    },
    /// A database that another version changed in a different way.
    #[error(
        "the database {url} has {unknown} migrations that this version does not know, and lacks {missing} of this version's. Nothing was changed. Use the version that ran here last, or restore a backup."
    )]
    Parted {
        /// The database, without its password.
        url: String,
        /// How many migrations this version does not know.
        unknown: usize,
        /// How many migrations are missing.
        missing: usize,
    },
}

/// What `reason` says about a database, and what to do about it.
pub fn words(reason: &DbErr) -> (&'static str, &'static str) {
    match Fault::of(reason) {
        Some(Fault::Damaged) => (
            "is damaged",
            "Stop the service, keep a copy of the file and of those beside it, and restore the last backup.",
        ),
        Some(Fault::NotADatabase) => {
            ("is not a database", "Choose another file with database_url, or move this one away.")
        }
        Some(Fault::Locked) => {
            ("is locked by another program", "Close the program that has the file open, and try again.")
        }
        Some(Fault::Forbidden) => (
            "cannot be opened or written to",
            "Check that its folder exists, and give the service's user read and write access to both.",
        ),
        Some(Fault::Full) => ("has no space left on its disk", "Free up disk space, and try again."),
        Some(Fault::Disk) => ("cannot be read from or written to its disk", "Check the system's log for disk errors."),
        Some(Fault::Login) => ("rejected the login", "Check the name and password in database_url."),
        Some(Fault::NoDatabase) => ("does not exist", "Create it on the server, or correct its name in database_url."),
        None => {
            ("does not answer", "Check that the server is running, and the host, name and password in database_url.")
        }
    }
}

/// What is in a database that belongs to another program, in a few words.
pub fn what_is_foreign(status: &Status) -> String {
    match status.foreign.as_slice() {
        [] => "it has another program's migrations".to_owned(),
        [first] => format!("it has the table {first}"),
        [first, rest @ ..] => format!("it has the table {first} and {} more", rest.len()),
    }
}

/// Whether to bring an older database up to date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Upgrade {
    /// A file of our own, or an empty database; another one is refused.
    OwnOrEmpty,
    /// Any.
    Any,
}

/// Keeps a second service away from an `SQLite` file for as long as it is held. The system releases it when the process
/// ends, in whatever way.
#[derive(Debug)]
pub struct Lock(#[expect(dead_code, reason = "held, not read")] File);

impl Lock {
    /// Takes the lock of the configured database. There is none for a database on a server.
    pub fn take(config: &Config) -> Result<Option<Self>, StoreError> {
        let Some(database) = database::file(config.database_url.expose()) else { return Ok(None) };
        let database = behind_links(database).map_err(|(path, reason)| StoreError::Folder { path, reason })?;
        check_names(&database)?;
        let mut name = database.clone().into_os_string();
        name.push(".lock");
        let path = PathBuf::from(name);
        let fault = |reason| StoreError::Folder { path: path.clone(), reason };
        let mut file =
            OpenOptions::new().read(true).write(true).create(true).truncate(false).open(&path).map_err(fault)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                return Err(StoreError::Locked { path: database, process: holder(&mut file) });
            }
            Err(TryLockError::Error(reason)) => return Err(fault(reason)),
        }
        sign(&mut file).map_err(fault)?;
        Ok(Some(Self(file)))
    }
}

/// The file itself if `path` is a symbolic link, even to a file that does not exist yet.
fn behind_links(mut path: PathBuf) -> Result<PathBuf, (PathBuf, io::Error)> {
    const MOST_LINKS: usize = 40;
    for _ in 0..MOST_LINKS {
        let Ok(target) = fs::read_link(&path) else {
            return Ok(fs::canonicalize(&path).unwrap_or(path));
        };
        path = path.parent().unwrap_or(Path::new("")).join(target);
    }
    Err((path, io::Error::other("too many symbolic links")))
}

fn check_names(path: &Path) -> Result<(), StoreError> {
    match fs::metadata(path).map(|file| std::os::unix::fs::MetadataExt::nlink(&file)) {
        Ok(names @ 2..) => Err(StoreError::SeveralNames { path: path.to_owned(), names }),
        _ => Ok(()),
    }
}

/// The files of documents that a new registry would not know: if there are any, a database was lost.
fn orphans(config: &Config) -> Option<PathBuf> {
    let documents = config.data_dir.join("documents");
    let some = fs::read_dir(&documents).is_ok_and(|mut files| files.next().is_some());
    some.then_some(documents)
}

/// Refuses to create an empty database in place of a lost one.
pub fn check_not_lost(config: &Config) -> Result<(), StoreError> {
    // One without content counts as lost; and opening it would leave files beside it that do not belong to a restored
    // one.
    let has_content = |file: PathBuf| fs::metadata(file).is_ok_and(|file| file.len() > 0);
    let there = database::file(config.database_url.expose()).is_none_or(has_content);
    match orphans(config) {
        Some(documents) if !there => Err(missing(config, documents)),
        _ => Ok(()),
    }
}

fn missing(config: &Config, documents: PathBuf) -> StoreError {
    StoreError::DatabaseMissing { database: config.database_url.to_string(), documents }
}

/// Writes this process's id into the lock file, for the service that is kept away.
fn sign(file: &mut File) -> io::Result<()> {
    file.set_len(0)?;
    file.rewind()?;
    write!(file, "{}", std::process::id())
}

fn holder(file: &mut File) -> String {
    let mut process = String::new();
    match file.read_to_string(&mut process) {
        Ok(_) if !process.is_empty() => process,
        _ => "unknown".to_owned(),
    }
}

/// Creates the folders of the service, which only its own user may enter. Whatever this process creates from now on is
/// for its own user alone, even in a folder that existed before.
pub fn prepare_folders(config: &Config) -> Result<(), StoreError> {
    umask(Mode::RWXG | Mode::RWXO);
    make_private(&config.data_dir)?;
    match database::file(config.database_url.expose()).as_deref().and_then(Path::parent) {
        Some(folder) if !folder.as_os_str().is_empty() => make_private(folder),
        _ => Ok(()),
    }
}

/// Folders, and the database file in one of them, that other users of the machine can access, each with its mode. This
/// is reported and not changed: whoever allowed it may have had a reason, such as a backup.
pub fn open_to_others(config: &Config) -> Vec<(PathBuf, u32)> {
    let mode = |path: &Path| fs::metadata(path).ok().map(|metadata| metadata.permissions().mode() & 0o777);
    let lets_in =
        |path: &Path, bits: u32| mode(path).filter(|mode| mode & bits != 0).map(|mode| (path.to_owned(), mode));
    let mut found: Vec<_> = lets_in(&config.data_dir, 0o077).into_iter().collect();
    if let Some(file) = database::file(config.database_url.expose()) {
        let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        if let Some(folder) = lets_in(folder, 0o077) {
            found.extend(Some(folder).filter(|folder| !found.contains(folder)));
            found.extend(lets_in(&file, 0o066));
        }
    }
    found
}

fn make_private(folder: &Path) -> Result<(), StoreError> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder).map_err(|reason| StoreError::Folder { path: folder.to_owned(), reason })
}

/// Connects to the configured database, whatever its schema.
pub async fn connect(config: &Config) -> Result<Database, StoreError> {
    check_not_lost(config)?;
    let url = config.database_url.expose();
    database::open(url, config.database_connections).await.map_err(|reason| fault(config, reason))
}

/// Opens the registry, with the schema that this version needs and its reference data.
///
/// `held` is the lock that the caller holds. A caller without one works beside a running service, and takes the lock
/// only to change the schema of a file.
pub async fn open(config: &Config, held: Option<&Lock>, upgrade: Upgrade) -> Result<Registry, StoreError> {
    prepare_folders(config)?;
    let db = connect(config).await?;
    let far = status(&db.current()).await.map_err(|reason| fault(config, reason))?;
    if !far.is_current() {
        let _lock = if held.is_none() { Lock::take(config)? } else { None };
        migrate(config, &db.current(), upgrade).await?;
    }
    // During an update the older version runs beside the newer one, and may have to be restarted.
    let newer = !far.unknown.is_empty();
    if newer {
        let steps = far.unknown.join(", ");
        tracing::warn!(steps, "a newer version has changed the database: update this program as soon as you can");
    }
    let registry = Registry::new(db, Arc::new(SystemClock));
    registry.set_thresholds(Thresholds {
        quiet_after: config.quiet_after_months,
        dormant_after: config.dormant_after_months,
    });
    // The newer version has loaded its own reference data.
    if !newer {
        reference::load(&registry).await?;
    }
    Ok(registry)
}

/// Updates the schema of the database as far as `upgrade` allows; returns how many migrations that took.
pub async fn migrate(config: &Config, db: &DatabaseConnection, upgrade: Upgrade) -> Result<usize, StoreError> {
    let fault = |reason| fault(config, reason);
    let lock = database::migration_lock(db).await.map_err(fault)?;
    // Only now is the state of the database certain: another process may have been working on it until here.
    let far = status(db).await.map_err(fault)?;
    let steps = far.pending.len();
    if far.is_foreign() {
        return Err(StoreError::Foreign { url: config.database_url.to_string(), tables: what_is_foreign(&far) });
    }
    if far.has_parted() {
        let (url, unknown) = (config.database_url.to_string(), far.unknown.len());
        return Err(StoreError::Parted { url, unknown, missing: steps });
    }
    if far.is_empty()
        && let Some(documents) = orphans(config)
    {
        return Err(missing(config, documents));
    }
    if steps > 0 {
        if upgrade == Upgrade::OwnOrEmpty && database::is_postgres(db) && !far.is_empty() {
            return Err(StoreError::Outdated { url: config.database_url.to_string(), missing: steps });
        }
        tracing::info!(steps, "updating the database");
        Migrator::up(db, None).await.map_err(fault)?;
    }
    drop(lock);
    Ok(steps)
}

fn fault(config: &Config, reason: DbErr) -> StoreError {
    StoreError::Database { url: config.database_url.to_string(), reason }
}
