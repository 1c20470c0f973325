//! How the database got its schema: one numbered file per migration, forward only.
//!
//! Migrations are plain SQL, written once for SQLite and PostgreSQL. Where the two name a type differently the text
//! holds a word in braces, explained in [`sql`]. A migration runs in one transaction on both databases; two processes
//! starting together on PostgreSQL take turns (see `entity::database::migration_lock`).

pub use sea_orm_migration::MigratorTrait;
use sea_orm_migration::prelude::*;
pub use status::{Status, status};

mod m0001_journal;
mod m0002_places;
mod m0003_partnerships;
mod m0004_agreements;
mod m0005_exchanges;
mod m0006_accounts;
mod m0007_notices;
mod m0008_deadlines;
mod m0009_board;
mod m0010_once;
mod m0011_attempts;
mod m0012_arrivals;
mod m0013_subjects;
mod m0014_articles;
mod m0015_law;
mod m0016_papers;
mod m0017_parties;
mod m0018_evidence;
mod m0019_accession;
mod m0020_names;
mod m0021_reliance;
mod m0022_own_way;
mod m0023_places;
mod m0024_claims;
mod m0025_tasks;
mod m0026_facts;
mod m0027_lookups;
mod m0028_acting;
mod m0029_denial;
mod m0030_requests;
mod m0031_entered_end;
mod m0032_looked_at_again;
mod m0033_words;
mod m0040_asked_anew;
mod m0041_unconfirmed;
mod m0042_joins;
mod m0060_outsiders;
mod m0061_campaigns;
mod m0062_mergers;
mod m0063_imports;
mod m0064_withdrawn_papers;
mod sql;
mod status;

/// Every migration, in order.
pub struct Migrator;

impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m0001_journal::Migration),
            Box::new(m0002_places::Migration),
            Box::new(m0003_partnerships::Migration),
            Box::new(m0004_agreements::Migration),
            Box::new(m0005_exchanges::Migration),
            Box::new(m0006_accounts::Migration),
            Box::new(m0007_notices::Migration),
            Box::new(m0008_deadlines::Migration),
            Box::new(m0009_board::Migration),
            Box::new(m0010_once::Migration),
            Box::new(m0011_attempts::Migration),
            Box::new(m0012_arrivals::Migration),
            Box::new(m0013_subjects::Migration),
            Box::new(m0014_articles::Migration),
            Box::new(m0015_law::Migration),
            Box::new(m0016_papers::Migration),
            Box::new(m0017_parties::Migration),
            Box::new(m0018_evidence::Migration),
            Box::new(m0019_accession::Migration),
            Box::new(m0020_names::Migration),
            Box::new(m0021_reliance::Migration),
            Box::new(m0022_own_way::Migration),
            Box::new(m0023_places::Migration),
            Box::new(m0024_claims::Migration),
            Box::new(m0025_tasks::Migration),
            Box::new(m0026_facts::Migration),
            Box::new(m0027_lookups::Migration),
            Box::new(m0028_acting::Migration),
            Box::new(m0029_denial::Migration),
            Box::new(m0030_requests::Migration),
            Box::new(m0031_entered_end::Migration),
            Box::new(m0032_looked_at_again::Migration),
            Box::new(m0033_words::Migration),
            Box::new(m0040_asked_anew::Migration),
            Box::new(m0041_unconfirmed::Migration),
            Box::new(m0042_joins::Migration),
            Box::new(m0060_outsiders::Migration),
            Box::new(m0061_campaigns::Migration),
            Box::new(m0062_mergers::Migration),
            Box::new(m0063_imports::Migration),
            Box::new(m0064_withdrawn_papers::Migration),
        ]
    }
}
