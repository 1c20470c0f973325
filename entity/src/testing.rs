//! Throw-away databases and a clock that tests move.

mod build;
mod chance;
mod database;
mod short;

pub use chance::Chance;
pub use database::POSTGRES;
pub use short::{day, moment, reasons, refusals, stranger, who};

use crate::{
    Caller, Registry,
    clock::Clock,
    place::record::{Kind, country, party},
    text,
};
use chrono::{DateTime, Duration, Utc};
use database::Place;
use migration::{Migrator, MigratorTrait};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, EntityTrait};
use std::sync::{
    Arc, Mutex, PoisonError,
    atomic::{AtomicUsize, Ordering},
};

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
    _place: Place,
}

impl TestRegistry {
    /// One on a new `SQLite` file.
    ///
    /// # Panics
    /// When no database can be made.
    pub async fn sqlite() -> Self {
        Self::open(Place::file().await).await
    }

    /// One in a new database of the PostgreSQL server that [`POSTGRES`] names.
    ///
    /// # Panics
    /// When there is no such server.
    pub async fn postgres() -> Self {
        Self::open(Place::database().await).await
    }

    /// One on a database that has only the first so many steps behind it; see [`TestRegistry::catch_up`].
    ///
    /// # Panics
    /// When no database can be made.
    pub async fn at_step(postgres: bool, steps: u32) -> Self {
        let place = if postgres { Place::empty_database().await } else { Place::empty_file() };
        let test = Self::open(place).await;
        Migrator::up(&test.registry.db.current(), Some(steps)).await.expect("the database migrates");
        test
    }

    /// Takes the steps that are left.
    ///
    /// # Panics
    /// When one fails.
    pub async fn catch_up(&self) {
        Migrator::up(&self.registry.db.current(), None).await.expect("the database migrates");
    }

    /// The address of a new database of the PostgreSQL server with nothing in it, which stays until the server ends.
    ///
    /// # Panics
    /// When there is no such server.
    pub async fn empty_postgres() -> String {
        Place::empty_database().await.left_there()
    }

    async fn open(place: Place) -> Self {
        let db = crate::database::open(&place.url, 4).await.expect("the database opens");
        let statements = Arc::new(AtomicUsize::new(0));
        let counter = statements.clone();
        db.watch(move |_| {
            counter.fetch_add(1, Ordering::Relaxed);
        });
        let clock = TestClock::at("2026-11-21T08:00:00Z");
        let registry = Registry::new(db, Arc::new(clock.clone()));
        Self { registry, clock, url: place.url.clone(), statements, _place: place }
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
