//! A registry in which many people follow a region, and a mail server.

use super::sink::Sink;
use crate::kembar::{Place, Service};
use chrono::Duration;
use entity::{
    Caller, Registry,
    clock::SystemClock,
    exchange::record::exchange,
    notice::{
        act,
        record::{State, notice},
    },
    place::record::Kind,
    policy::Visibility,
    reference,
    subject::{Subject, SubjectKind},
    testing::TestRegistry,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};
use std::{collections::HashMap, sync::Arc, time};
use uuid::Uuid;

/// How long anything that a test waits for may take.
pub const BOUND: time::Duration = time::Duration::from_mins(2);

/// The registry, and the mail server to which its services send.
pub struct World {
    /// The database. Its clock shows the machine's time.
    pub test: TestRegistry,
    /// The mail server.
    pub sink: Sink,
    /// The registry in the machine's time.
    pub registry: Registry,
    host: Uuid,
}

impl World {
    /// A region with this many followers.
    pub async fn new(test: TestRegistry, followers: usize) -> Self {
        let registry = Registry::new(test.registry.db.clone(), Arc::new(SystemClock));
        test.clock.advance(registry.now() - test.registry.now());
        reference::load(&registry).await.unwrap();
        let host = test.party("DE", Kind::City, "Braunschweig").await;
        for number in 0..followers {
            let person = test.person(&format!("sari{number}@contoh.example"), host).await;
            act::follow(&registry, &person, Subject::new(SubjectKind::Party, host)).await.unwrap();
        }
        Self { test, sink: Sink::new(), registry, host }
    }

    /// Puts this many exchanges on the calendar, nine days ago, that start in a day less a minute: their reminders of
    /// the day before are due.
    pub async fn exchanges(&self, count: usize) -> Vec<exchange::Model> {
        let ago = Duration::days(9) + Duration::minutes(1);
        self.test.clock.advance(-ago);
        let mut exchanges = Vec::new();
        for _ in 0..count {
            exchanges.push(self.test.exchange(self.host, None, Visibility::Public).await);
        }
        self.test.clock.advance(ago);
        exchanges
    }

    /// Where a service of this registry runs.
    pub fn place(&self) -> Place {
        Place::new().set("KEMBAR_DATABASE_URL", &self.test.url).set("KEMBAR_SMTP_URL", &self.sink.url())
    }

    /// The mails to single people.
    pub async fn mails(&self) -> Vec<notice::Model> {
        let mails = notice::Entity::find().filter(notice::Column::RecipientId.is_not_null());
        mails.all(&self.registry.db).await.unwrap()
    }

    /// Lets the leases of all claimed notices expire, as they do when their time has passed.
    pub async fn leases_run_out(&self) {
        let ended =
            notice::Entity::update_many().col_expr(notice::Column::LeaseUntil, Expr::value(self.registry.now()));
        ended.filter(notice::Column::State.eq(State::Leased)).exec(&self.registry.db).await.unwrap();
    }

    /// Whether nothing is waiting any more.
    pub async fn is_settled(&self) -> bool {
        let waiting = notice::Entity::find().filter(notice::Column::State.is_in([State::Ready, State::Leased]));
        waiting.one(&self.registry.db).await.unwrap().is_none()
    }

    /// Waits until nothing is waiting any more.
    pub async fn settled(&self) {
        until("everything is settled", async || self.is_settled().await).await;
    }

    /// The address of each person.
    pub async fn addresses(&self) -> HashMap<Uuid, String> {
        use entity::account::record::person;
        let people = person::Entity::find().all(&self.registry.db).await.unwrap();
        people.into_iter().map(|person| (person.id, person.email)).collect()
    }

    /// Cancels an exchange, as the operator.
    pub async fn cancel(&self, exchange: &exchange::Model) {
        use entity::exchange::act::cancel_exchange;
        cancel_exchange(&self.registry, &Caller::system(), exchange.id, exchange.revision, "Banjir").await.unwrap();
    }

    /// Moves an exchange by ten days, as the operator.
    pub async fn put_off(&self, exchange: &exchange::Model) {
        use entity::exchange::{act::reschedule_exchange, rule::When};
        let starts_on = exchange.starts_on + Duration::days(10);
        let when = When { starts_on, ends_on: None, start_time: None, end_time: None, time_zone: None };
        let caller = Caller::system();
        reschedule_exchange(&self.registry, &caller, exchange.id, exchange.revision, when).await.unwrap();
    }
}

/// Waits until `holds`.
pub async fn until(what: &str, mut holds: impl AsyncFnMut() -> bool) {
    let wait = async {
        while !holds().await {
            tokio::time::sleep(time::Duration::from_millis(20)).await;
        }
    };
    assert!(tokio::time::timeout(BOUND, wait).await.is_ok(), "within {BOUND:?}: {what}");
}

/// Kills a service at once, whatever it is doing.
pub fn kill(mut service: Service) {
    service.signal("KILL");
    service.wait();
}
