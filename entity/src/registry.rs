//! The registry: the database, the clock, and the unit of work in which every act happens.

mod day;
mod open;

pub use day::Jump;

use crate::{
    Caller, Error, FOLLOWERS, READERS,
    clock::{Clock, Ids},
    database::{self, Database, Transaction},
    journal::{self, Entry},
    once::{self, Once, Place, UnderWay},
    secret::{Fresh, Secret},
    shelf::Shelf,
};
use chrono::{DateTime, Utc};
use sea_orm::{ActiveValue::Set, ConnectionTrait, DbErr, EntityTrait, sea_query::OnConflict};
use std::{ops::Deref, pin::Pin, sync::Arc};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use uuid::Uuid;

/// How long a note is that stands for an act, in bytes.
const LONG_NOTE: usize = 64 * 1024;

/// Reads what an act is about to write into the journal, in its transaction, and does what follows for others: who is told,
/// what is due. It has the entries before they are numbered, because from then on all other acts wait for the commit.
pub(crate) type Reader = for<'a> fn(&'a Work, &'a [Entry]) -> Reading<'a>;

/// Changes other records as an act on some has it, and returns what to write into the journal of that beside the entries of
/// the act.
pub(crate) type Follower = for<'a> fn(&'a Work, &'a [Entry]) -> Following<'a>;

/// A follower at its work.
pub(crate) type Following<'a> = Pin<Box<dyn Future<Output = Result<Vec<Entry>, Error>> + Send + 'a>>;

/// A reader at its work.
pub(crate) type Reading<'a> = Pin<Box<dyn Future<Output = Result<(), Error>> + Send + 'a>>;

/// The registry's database and what else an act needs. Cloning is cheap: all clones are the same registry.
#[derive(Debug, Clone)]
pub struct Registry {
    /// The database, for reading.
    pub db: Database,
    clock: Arc<dyn Clock>,
    ids: Arc<Ids>,
    /// What folders keep in memory.
    pub(crate) shelf: Shelf,
    /// `SQLite` has one writer: waiting for it here is fair and costs no thread.
    writer: Option<Arc<Semaphore>>,
    /// The keys under which something is being done.
    under_way: UnderWay,
    /// What one request wants to be done only once.
    once: Option<Arc<Once>>,
}

impl Registry {
    /// A registry over `db` that uses `clock`.
    pub fn new(db: Database, clock: Arc<dyn Clock>) -> Self {
        let writer = (!database::is_postgres(&db)).then(|| Arc::new(Semaphore::new(1)));
        Self {
            db,
            clock,
            ids: Arc::default(),
            shelf: Shelf::default(),
            writer,
            under_way: UnderWay::default(),
            once: None,
        }
    }

    /// The registry for one request: what its caller changes is noted under their key. `None` while another request of
    /// this process acts under that key; the place is given up when the request has its answer.
    pub fn for_once(&self, once: &Arc<Once>) -> Option<(Self, Place)> {
        let place = self.under_way.enter(once)?;
        Some((Self { once: Some(once.clone()), ..self.clone() }, place))
    }

    /// The moment, in UTC.
    pub fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    /// The moment of an act for what services on several machines agree upon, such as leases: that of the database, where
    /// their clocks can differ.
    pub(crate) async fn shared_now(&self, work: &Work) -> Result<DateTime<Utc>, Error> {
        let of_database = if self.clock.is_of_a_machine() { database::now(work).await? } else { None };
        Ok(of_database.unwrap_or(work.now))
    }

    /// What the registry has noted about itself under `name`.
    pub(crate) async fn note(&self, name: &str) -> Result<Option<String>, Error> {
        Ok(read_note(&self.db, name).await?)
    }

    /// Whether the database takes what is written: writes a note and makes it durable. Where somebody else is writing to
    /// `SQLite` just now, their success or failure says it. After a full disk the note is as long as an act may be: a few
    /// bytes find room where no act does.
    pub async fn try_to_write(&self) -> Result<(), Error> {
        let was_full = self.db.was_full();
        let work = if was_full {
            self.begin(&Caller::system()).await?
        } else {
            let Some(work) = self.begin_upkeep().await? else { return Ok(()) };
            work
        };
        let length = if was_full { LONG_NOTE } else { 0 };
        work.set_note("last looked after", &format!("{} {}", work.now.to_rfc3339(), "-".repeat(length))).await?;
        work.commit_upkeep().await?;
        if was_full {
            self.db.note_room();
        }
        Ok(())
    }

    /// Begins an act of `caller`. What it changes is lost unless [`Work::record`] ends it. Fails with [`Error::KeyTaken`]
    /// where another request under the same idempotency key does this, or has done it.
    pub async fn begin(&self, caller: &Caller) -> Result<Work, Error> {
        let turn = match &self.writer {
            Some(writer) => {
                Some(writer.clone().acquire_owned().await.map_err(|closed| Error::Fault(closed.to_string()))?)
            }
            None => None,
        };
        let once = self.once.clone().filter(|once| once.is_of(caller) && !once.is_recorded());
        let work = Work { once, ..self.work(caller, turn).await? };
        if let Some(once) = &work.once {
            once::act::take(&work, once).await?;
        }
        Ok(work)
    }

    /// Begins a piece of an import, each but the first after those who wait to write.
    pub(crate) async fn begin_piece(&self, caller: &Caller, number: usize) -> Result<Work, Error> {
        if number > 0 {
            database::give_way(&self.db).await;
        }
        self.begin(caller).await
    }

    /// Begins upkeep that can as well be done another time: nothing when somebody else is writing to `SQLite`, so that
    /// a reader never waits for a writer.
    pub(crate) async fn begin_upkeep(&self) -> Result<Option<Work>, Error> {
        let turn = match &self.writer {
            Some(writer) => match writer.clone().try_acquire_owned() {
                Ok(turn) => Some(turn),
                Err(_) => return Ok(None),
            },
            None => None,
        };
        self.work(&Caller::system(), turn).await.map(Some)
    }

    async fn work(&self, caller: &Caller, turn: Option<OwnedSemaphorePermit>) -> Result<Work, Error> {
        let transaction = self.db.begin().await?;
        Ok(Work {
            transaction,
            now: self.now(),
            caller: caller.clone(),
            ids: self.ids.clone(),
            once: None,
            _turn: turn,
        })
    }
}

/// One act under way: its transaction, its moment, and who acts. Reads and writes go through it like through any
/// connection.
#[derive(Debug)]
pub struct Work {
    transaction: Transaction,
    /// When the act happens, in UTC.
    pub now: DateTime<Utc>,
    /// Who acts.
    pub caller: Caller,
    ids: Arc<Ids>,
    once: Option<Arc<Once>>,
    _turn: Option<OwnedSemaphorePermit>,
}

impl Work {
    /// A new identifier.
    pub fn new_id(&self) -> Uuid {
        self.ids.next(self.now)
    }

    /// What the registry has noted about itself under `name`.
    pub(crate) async fn note(&self, name: &str) -> Result<Option<String>, Error> {
        Ok(read_note(&self.transaction, name).await?)
    }

    /// Notes something about the registry itself.
    pub(crate) async fn set_note(&self, name: &str, value: &str) -> Result<(), Error> {
        let row = note::ActiveModel { name: Set(name.to_owned()), value: Set(value.to_owned()) };
        let replace = OnConflict::column(note::Column::Name).update_column(note::Column::Value).to_owned();
        note::Entity::insert(row).on_conflict(replace).exec_without_returning(&self.transaction).await?;
        Ok(())
    }

    /// Notes something about the registry itself unless it is noted already, and returns what is noted then. Another process
    /// may have been first.
    pub(crate) async fn note_once(&self, name: &str, value: String) -> Result<String, Error> {
        let row = note::ActiveModel { name: Set(name.to_owned()), value: Set(value) };
        let insert = note::Entity::insert(row).on_conflict_do_nothing_on([note::Column::Name]);
        insert.exec_without_returning(&self.transaction).await?;
        self.note(name).await?.ok_or_else(|| Error::Fault(format!("{name} was not noted")))
    }

    /// Hands out a secret that was just made. The answer that contains it is not kept anywhere.
    pub(crate) fn hand_out(&self, secret: Fresh) -> Secret {
        if let Some(once) = &self.once {
            once.set_hands_out_secret();
        }
        secret.open()
    }

    /// Ends the act: lets the readers of the journal have its entry, writes it and commits.
    pub async fn record(self, entry: Entry) -> Result<(), Error> {
        self.record_all(vec![entry]).await
    }

    /// Ends an act on many records, such as an import: an entry for each, and one commit.
    pub async fn record_all(self, mut entries: Vec<Entry>) -> Result<(), Error> {
        let once = self.once.clone().filter(|_| !entries.is_empty());
        if let (Some(once), Some(entry)) = (&once, entries.first()) {
            once::act::note(&self, once, entry).await?;
        }
        let is_act = !entries.is_empty();
        for follow in FOLLOWERS {
            let following = follow(&self, &entries).await?;
            entries.extend(following);
        }
        for read in READERS {
            read(&self, &entries).await?;
        }
        journal::write(&self, entries).await?;
        let database = self.transaction.database();
        self.transaction.commit().await?.map_err(Error::Doubtful)?;
        if is_act {
            database.note_room();
        }
        if let Some(once) = once {
            once.set_recorded();
        }
        Ok(())
    }

    /// Ends upkeep that nobody performs and nobody has to be told of: a session seen, a mail sent, a key used.
    pub async fn commit_upkeep(self) -> Result<(), Error> {
        self.transaction.commit().await?.map_err(Error::Doubtful)
    }
}

impl Deref for Work {
    type Target = Transaction;

    fn deref(&self) -> &Transaction {
        &self.transaction
    }
}

async fn read_note(db: &impl ConnectionTrait, name: &str) -> Result<Option<String>, DbErr> {
    Ok(note::Entity::find_by_id(name).one(db).await?.map(|note| note.value))
}

/// What the registry notes about itself, such as the edition of the reference data that it holds.
mod note {
    use sea_orm::entity::prelude::*;

    /// One note.
    #[sea_orm::model]
    #[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "registry_note")]
    pub struct Model {
        /// What the note is about.
        #[sea_orm(primary_key, auto_increment = false)]
        pub name: String,
        /// What it says.
        pub value: String,
    }

    impl ActiveModelBehavior for ActiveModel {}
}
