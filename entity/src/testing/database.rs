//! Throw-away databases. Those with the whole schema are copies of one that each test program makes once: a copy costs
//! less than all migrations, and a database of its own keeps the locks of one test from others.

use crate::database::{self, Database};
use migration::{Migrator, MigratorTrait};
use sea_orm::{ConnectionTrait, DbBackend, Statement};
use std::{
    env, fs,
    hash::{DefaultHasher, Hash, Hasher},
    path::{Path, PathBuf},
    process,
    sync::atomic::{AtomicU32, Ordering},
    time::SystemTime,
};

/// The variable that names the PostgreSQL server for tests; `tests/run` starts one and sets it.
pub const POSTGRES: &str = "KEMBAR_TEST_POSTGRES";

/// Where a database is, and what goes with it once it is dropped.
#[derive(Debug)]
pub(super) struct Place {
    pub(super) url: String,
    _folder: Option<tempfile::TempDir>,
    dropped: Option<String>,
}

impl Place {
    /// A new file of `SQLite` with nothing in it.
    pub(super) fn empty_file() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let url = url_of(&folder.path().join("kembar.db"));
        Self { url, _folder: Some(folder), dropped: None }
    }

    /// A file of `SQLite` with the whole schema.
    pub(super) async fn file() -> Self {
        let place = Self::empty_file();
        let file = place.url.trim_start_matches("sqlite://");
        fs::copy(template_file().await, file).expect("a file can be copied");
        place
    }

    /// A new database of the PostgreSQL server for tests with nothing in it.
    pub(super) async fn empty_database() -> Self {
        Self::on_server("template0").await
    }

    /// A database of that server with the whole schema.
    pub(super) async fn database() -> Self {
        Self::on_server(&template_database().await).await
    }

    async fn on_server(template: &str) -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let name = format!("test_{}_{}", process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let admin = server().await;
        say(&admin, &format!("drop database if exists {name} with (force)")).await;
        say(&admin, &format!("create database {name} template {template}")).await;
        admin.close().await.expect("a connection can be closed");
        Self { url: url_on_server(&name), _folder: None, dropped: Some(name) }
    }

    /// Its address; the database stays until its server is thrown away.
    pub(super) fn left_there(mut self) -> String {
        self.dropped = None;
        std::mem::take(&mut self.url)
    }
}

impl Drop for Place {
    /// A database on a server takes ten megabytes. On a thread of its own, as nothing can be waited for here.
    fn drop(&mut self) {
        let Some(name) = self.dropped.take() else { return };
        let dropping = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            runtime.expect("a runtime can be made").block_on(async {
                say(&server().await, &format!("drop database if exists {name} with (force)")).await;
            });
        });
        // What could not be dropped goes with the server; a test has its own reason to fail.
        drop(dropping.join());
    }
}

/// The file with the whole schema that this very program made: an older one beside it is of another build.
async fn template_file() -> PathBuf {
    let (program, built) = program();
    let template = program.with_extension("template.db");
    let is_ours = fs::metadata(&template).and_then(|found| found.modified()).is_ok_and(|made| made > built);
    if !is_ours {
        let place = Place::empty_file();
        migrate(&place.url).await;
        let ready = program.with_extension(format!("template.{}", process::id()));
        fs::copy(place.url.trim_start_matches("sqlite://"), &ready).expect("a file can be written beside the program");
        // Two programs that start together each make one: the same.
        fs::rename(ready, &template).expect("a file can be renamed");
    }
    template
}

/// The database with the whole schema that this very program made on the server for tests.
async fn template_database() -> String {
    let mut hasher = DefaultHasher::new();
    program().hash(&mut hasher);
    let key = hasher.finish();
    let name = format!("template_{key:016x}");
    let admin = server().await;
    let known = format!("select 1 from pg_database where datname = '{name}'");
    let is_there = async || {
        let asked = admin.query_one_raw(Statement::from_string(DbBackend::Postgres, &known)).await;
        asked.expect("the server answers").is_some()
    };
    if !is_there().await {
        // One makes it, the others wait.
        say(&admin, &format!("select pg_advisory_lock({})", key.cast_signed())).await;
        if !is_there().await {
            say(&admin, &format!("drop database if exists {name}_new with (force)")).await;
            say(&admin, &format!("create database {name}_new template template0")).await;
            migrate(&url_on_server(&format!("{name}_new"))).await;
            say(&admin, &format!("alter database {name}_new rename to {name}")).await;
        }
    }
    admin.close().await.expect("a connection can be closed");
    name
}

/// The file of this program, and when it was built.
fn program() -> (PathBuf, SystemTime) {
    let file = env::current_exe().expect("a program knows its file");
    let built = fs::metadata(&file).and_then(|found| found.modified()).expect("a file knows its age");
    (file, built)
}

async fn migrate(url: &str) {
    let db = database::open(url, 1).await.expect("the database opens");
    Migrator::up(&db.current(), None).await.expect("the database migrates");
    db.close().await.expect("a database can be closed");
}

async fn server() -> Database {
    let server = database::open(&address(), 1).await.expect("the PostgreSQL server answers");
    // On a busy machine the first copy of a database takes its time.
    say(&server, "set statement_timeout = 0; set lock_timeout = 0").await;
    server
}

async fn say(server: &Database, statement: &str) {
    server.execute_unprepared(statement).await.expect("the server does what it is told");
}

fn address() -> String {
    env::var(POSTGRES).expect("KEMBAR_TEST_POSTGRES names a server; tests/run starts one")
}

/// The address of the database called `name` on the server for tests.
fn url_on_server(name: &str) -> String {
    let address = address();
    let (place, options) = address.split_once('?').map_or((&*address, None), |(place, all)| (place, Some(all)));
    let (server, _) = place.rsplit_once('/').expect("an address names a database");
    options.map_or_else(|| format!("{server}/{name}"), |options| format!("{server}/{name}?{options}"))
}

fn url_of(file: &Path) -> String {
    format!("sqlite://{}", file.display())
}
