//! The options of the command line.

use crate::fill::Shape;
use std::{env, path::PathBuf, process::exit, time::Duration};

const HELP: &str = "\
--seconds N       how long each query is asked (5)
--connections N   how many ask at once (16)
--workers N       threads of the service (2)
--cities N        foreign cities (10000)
--agreements N    agreements, and partnerships, of two parties each (25000)
--exchanges N     exchanges of three parties each (40000)
--only TEXT       the database or the queries whose name contains TEXT";

/// The options, or their usual values.
#[derive(Debug)]
pub struct Options {
    pub program: PathBuf,
    pub folder: PathBuf,
    pub postgres: String,
    pub postmaster: u32,
    pub time: Duration,
    pub connections: usize,
    pub workers: usize,
    pub shape: Shape,
    only: Option<String>,
}

const DATABASES: [&str; 2] = ["SQLite", "PostgreSQL"];

impl Options {
    /// Reads the command line; ends the program with a message if it is not valid.
    pub fn read() -> Self {
        let mut options = Self {
            program: PathBuf::new(),
            folder: PathBuf::new(),
            postgres: String::new(),
            postmaster: 0,
            time: Duration::from_secs(5),
            connections: 16,
            workers: 2,
            shape: Shape { cities: 10_000, agreements: 25_000, exchanges: 40_000 },
            only: None,
        };
        let mut arguments = env::args().skip(1);
        while let Some(name) = arguments.next() {
            // Cargo adds this one by itself.
            if name == "--bench" {
                continue;
            }
            let value = arguments.next().unwrap_or_else(|| stop());
            options.set(&name, value);
        }
        options
    }

    fn set(&mut self, name: &str, value: String) {
        match name {
            "--program" => self.program = value.into(),
            "--folder" => self.folder = value.into(),
            "--postgres" => self.postgres = value,
            "--postmaster" => self.postmaster = number(&value),
            "--seconds" => self.time = Duration::from_secs(number(&value)),
            "--connections" => self.connections = number(&value),
            "--workers" => self.workers = number(&value),
            "--cities" => self.shape.cities = number(&value),
            "--agreements" => self.shape.agreements = number(&value),
            "--exchanges" => self.shape.exchanges = number(&value),
            "--only" => self.only = Some(value),
            _ => stop(),
        }
    }

    /// Whether this database is to be measured.
    pub fn wants(&self, database: &str) -> bool {
        self.only.as_deref().is_none_or(|only| !DATABASES.contains(&only) || only == database)
    }

    /// Whether this query is to be measured.
    pub fn selects(&self, query: &str) -> bool {
        self.only.as_deref().is_none_or(|only| DATABASES.contains(&only) || query.contains(only))
    }
}

fn number<N: std::str::FromStr>(text: &str) -> N {
    text.parse().unwrap_or_else(|_| stop())
}

fn stop() -> ! {
    eprintln!("{HELP}");
    exit(2)
}
