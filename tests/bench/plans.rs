//! What an officer and a ministry ask most, with the statements that answer it and how the database finds their rows.

use crate::fill::Officer;
use entity::{
    Caller, Registry,
    agreement::{
        find::{AgreementFilter, AgreementOrder, agreements, parts_of},
        progress::find::cases,
        record::Stage,
        vitality::find::latest_of,
    },
    clock::SystemClock,
    database,
    obligation::find::{DeadlineFilter, obligations},
    page::{Direction, Page},
    policy::Role,
    task::find::{Which, tasks},
    testing::who,
};
use sea_orm::{ConnectionTrait, DatabaseConnection, Statement};
use std::{
    sync::{Arc, Mutex},
    time::Instant,
};
use uuid::Uuid;

/// How often each is asked.
const TIMES: u32 = 20;

/// Prints them for the filled database at `url`.
pub fn print(url: &str, officer: &Officer) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime can be made");
    runtime.block_on(async {
        let db = database::open(url, 1).await.expect("the database opens");
        let said: Arc<Mutex<Vec<Statement>>> = Arc::default();
        let listener = said.clone();
        db.watch(move |info| listener.lock().expect("nobody panics").push(info.statement.clone()));
        let plain = database::open(url, 1).await.expect("the database opens");
        let registry = Registry::new(db, Arc::new(SystemClock));
        for (asker, caller) in [("officer", officer_of(officer.party)), ("ministry", ministry())] {
            for ask in [Ask::ExpiryBoard, Ask::Tasks, Ask::Obligations, Ask::FilteredPage, Ask::Tracks] {
                said.lock().expect("nobody panics").clear();
                let begun = Instant::now();
                let mut rows = 0;
                for _ in 0..TIMES {
                    rows = ask.carry_out(&registry, &caller).await;
                }
                let each = begun.elapsed() / TIMES;
                let statements = std::mem::take(&mut *said.lock().expect("nobody panics"));
                let once = statements.len() / TIMES as usize;
                println!("{ask:?}, {asker}: {rows} rows, {once} statements, {:.2} ms", each.as_secs_f64() * 1000.0);
                for statement in &statements[..once] {
                    explain(&plain.current(), statement).await;
                }
            }
        }
        println!();
    });
}

#[derive(Debug, Clone, Copy)]
enum Ask {
    /// The agreements that end within half a year, by expiry, with their vitality.
    ExpiryBoard,
    /// The first page of tasks.
    Tasks,
    /// What is due within ninety days.
    Obligations,
    /// The first page of a filtered list.
    FilteredPage,
    /// The tracks of a page of agreements.
    Tracks,
}

impl Ask {
    async fn carry_out(self, registry: &Registry, caller: &Caller) -> usize {
        let page = Page::first(20);
        let by_expiry = (AgreementOrder::ExpiresOn, Direction::Ascending);
        match self {
            Self::ExpiryBoard => {
                let filter = AgreementFilter { ending_within: Some(180), ..AgreementFilter::default() };
                let found = agreements(registry, caller, &filter, by_expiry, &page).await.expect("it answers").rows;
                let ids: Vec<Uuid> = found.iter().map(|row| row.id).collect();
                latest_of(registry, &ids).await.expect("it answers");
                found.len()
            }
            Self::Tasks => tasks(registry, caller, Which::ALL, &page).await.expect("it answers").rows.len(),
            Self::Obligations => {
                let until = entity::date::legal_today(registry.now()) + chrono::Days::new(90);
                let filter = DeadlineFilter { until: Some(until), ..DeadlineFilter::default() };
                obligations(registry, caller, &filter, &page).await.expect("it answers").rows.len()
            }
            Self::FilteredPage => {
                let stage = Some(vec![Stage::InForce]);
                let filter = AgreementFilter { stage, country: Some("JP".into()), ..AgreementFilter::default() };
                agreements(registry, caller, &filter, by_expiry, &page).await.expect("it answers").rows.len()
            }
            Self::Tracks => {
                let order = (AgreementOrder::Created, Direction::Descending);
                let filter = AgreementFilter::default();
                let found = agreements(registry, caller, &filter, order, &page).await.expect("it answers").rows;
                let ids: Vec<Uuid> = found.iter().map(|row| row.id).collect();
                parts_of(&registry.db, &ids).await.expect("it answers");
                cases(registry, &found).await.expect("it answers").len()
            }
        }
    }
}

fn officer_of(party: Uuid) -> Caller {
    who(Role::Coordinator, Some(party))
}

fn ministry() -> Caller {
    who(Role::NationalReviewer, None)
}

/// Prints how the database finds the rows of a statement.
async fn explain(db: &DatabaseConnection, statement: &Statement) {
    let postgres = database::is_postgres(db);
    let how = if postgres { "explain (analyze, costs off, timing off, summary off)" } else { "explain query plan" };
    let mut asked = statement.clone();
    asked.sql = format!("{how} {}", statement.sql);
    let column = if postgres { 0 } else { 3 };
    for row in db.query_all_raw(asked).await.expect("it can be explained") {
        let line: String = row.try_get_by_index(column).expect("a plan is text");
        println!("    {line}");
    }
}
