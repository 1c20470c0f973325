//! Reports that a region owes an authority (*laporan*): made from the registry's records, and frozen when they are
//! submitted.

pub mod act;
pub mod find;
pub mod record;
pub mod rule;
mod visible;
