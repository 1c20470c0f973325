//! Throw-away databases and a clock that tests move.

mod build;
mod chance;
mod short;

pub use chance::Chance;
pub use short::{day, moment, reasons, refusals, stranger, who};

use crate::{
    Caller, Registry,
    clock::Clock,
    database,
    place::record::{Kind, country, party},
    text,
};
use chrono::{DateTime, Duration, Utc};
use migration::{Migrator, MigratorTrait};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, EntityTrait};
use std::sync::{
    Arc, Mutex, PoisonError,
    atomic::{AtomicU32, AtomicUsize, Ordering},
};

/// The variable that names the PostgreSQL server for tests; `tests/run` starts one and sets it.
pub const POSTGRES: &str = "KEMBAR_TEST_POSTGRES";

/// A clock that stands still until a test moves it.
#[derive(Debug, Clone)]
pub struct TestClock(Arc<Mutex<DateTime<Utc>>>);

impl TestClock {
    /// A clock that shows `text`, such as `2026-11-21T08:00:00Z`.
    ///
    /// # Panics
    /// When `text` is not a moment of RFC 3339.
    pub fn at(text: &str) -> Self {
        Self(Arc::new(Mutex::new(moment(text))))
    }

    /// Moves the clock; backwards too.
    pub fn advance(&self, by: Duration) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) += by;
    }
}

impl Clock for TestClock {
    fn now(&self) -> DateTime<Utc> {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A registry on a database of its own, and the clock it goes by.
#[derive(Debug)]
pub struct TestRegistry {
    /// The registry.
    pub registry: Registry,
    /// Its clock.
    pub clock: TestClock,
    /// The address of its database, for a second registry or process on the same one.
    pub url: String,
    statements: Arc<AtomicUsize>,
    _folder: Option<tempfile::TempDir>,
}

impl TestRegistry {
    /// One on a new `SQLite` file.
    ///
    /// # Panics
    /// When no database can be made.
    pub async fn sqlite() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let url = format!("sqlite://{}/kembar.db", folder.path().display());
        Self::open(url, None, Some(folder), None).await
    }

    /// One on a database that has only the first so many steps behind it; see [`TestRegistry::catch_up`].
    ///
    /// # Panics
    /// When no database can be made.
    pub async fn at_step(postgres: bool, steps: u32) -> Self {
        if postgres {
            let (url, schema) = Self::empty_postgres().await;
            return Self::open(url, Some(&schema), None, Some(steps)).await;
        }
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let url = format!("sqlite://{}/kembar.db", folder.path().display());
        Self::open(url, None, Some(folder), Some(steps)).await
    }

    /// Takes the steps that are left.
    ///
    /// # Panics
    /// When one fails.
    pub async fn catch_up(&self) {
        Migrator::up(&self.registry.db.current(), None).await.expect("the database migrates");
    }

    /// One in a new schema of the PostgreSQL server that [`POSTGRES`] names.
    ///
    /// # Panics
    /// When there is no such server.
    pub async fn postgres() -> Self {
        let (url, schema) = Self::empty_postgres().await;
        Self::open(url, Some(&schema), None, None).await
    }

    /// The address of a new schema of that server with nothing in it, and the schema's name.
    ///
    /// # Panics
    /// When there is no such server.
    pub async fn empty_postgres() -> (String, String) {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let url = std::env::var(POSTGRES).expect("KEMBAR_TEST_POSTGRES names a server; tests/run starts one");
        let schema = format!("test_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let admin = database::open(&url, 1, None).await.expect("the PostgreSQL server answers");
        let create = format!("drop schema if exists {schema} cascade; create schema {schema}");
        sea_orm::ConnectionTrait::execute_unprepared(&admin, &create).await.expect("a schema can be made");
        admin.close().await.expect("a connection can be closed");
        let separator = if url.contains('?') { '&' } else { '?' };
        (format!("{url}{separator}options=-csearch_path%3D{schema}"), schema)
    }

    async fn open(url: String, schema: Option<&str>, folder: Option<tempfile::TempDir>, steps: Option<u32>) -> Self {
        let db = database::open(&url, 4, schema).await.expect("the database opens");
        Migrator::up(&db.current(), steps).await.expect("the database migrates");
        let statements = Arc::new(AtomicUsize::new(0));
        let counter = statements.clone();
        db.watch(move |_| {
            counter.fetch_add(1, Ordering::Relaxed);
        });
        let clock = TestClock::at("2026-11-21T08:00:00Z");
        Self { registry: Registry::new(db, Arc::new(clock.clone())), clock, url, statements, _folder: folder }
    }

    /// How many statements the registry has sent to its database.
    pub fn statements(&self) -> usize {
        self.statements.load(Ordering::Relaxed)
    }
}

impl TestRegistry {
    /// The approval routes that ship, as a registry has them after its first start.
    ///
    /// # Panics
    /// When the database fails.
    pub async fn load_routes(&self) {
        let work = self.registry.begin(&Caller::system()).await.expect("an act begins");
        crate::agreement::route::act::load_shipped(&work).await.expect("the routes can be written");
        work.commit_upkeep().await.expect("the routes are kept");
    }

    /// A region or an institution called `name`, in a country that is added where it is missing.
    ///
    /// # Panics
    /// When it cannot be stored.
    pub async fn party(&self, country: &str, kind: Kind, name: &str) -> uuid::Uuid {
        self.country(country).await;
        let work = self.registry.begin(&Caller::system()).await.expect("an act begins");
        let id = work.new_id();
        let row = party::ActiveModel {
            id: Set(id),
            nature: Set(kind.nature()),
            kind: Set(kind),
            slug: Set(format!("{}-{id}", text::slug(name))),
            name: Set(name.to_owned()),
            sort_key: Set(text::fold(name)),
            country_code: Set(Some(country.to_owned())),
            autonomous: Set(true),
            source: Set("test".to_owned()),
            as_of: Set(work.now.date_naive()),
            revision: Set(1),
            created_at: Set(work.now),
            updated_at: Set(work.now),
            ..Default::default()
        };
        // Without reading it back: what older migrations made has fewer columns.
        let insert = party::Entity::insert(row).exec_without_returning(&*work);
        insert.await.expect("a party can be stored");
        work.commit_upkeep().await.expect("an act ends");
        id
    }

    /// A country with this two-letter code, unless it is there.
    ///
    /// # Panics
    /// When it cannot be stored.
    pub async fn country(&self, code: &str) {
        let db = &self.registry.db;
        if country::Entity::find_by_id(code).one(db).await.expect("the database answers").is_some() {
            return;
        }
        let row = country::ActiveModel {
            code: Set(code.to_owned()),
            alpha3: Set(format!("{code}X")),
            name_en: Set(code.to_owned()),
            name_id: Set(code.to_owned()),
            iso: Set(true),
            ..Default::default()
        };
        row.insert(db).await.expect("a country can be stored");
    }
}

/// Runs an async test function, which takes a [`TestRegistry`], once on each database.
#[macro_export]
macro_rules! on_both_databases {
    ($($name:ident),+ $(,)?) => {$(
        mod $name {
            #[tokio::test]
            async fn sqlite() {
                super::$name($crate::testing::TestRegistry::sqlite().await).await;
            }
            #[tokio::test]
            async fn postgres() {
                super::$name($crate::testing::TestRegistry::postgres().await).await;
            }
        }
    )+};
}
