//! Countries, and everyone who can be a party: regions and institutions, with their codes, names and successions.

pub mod act;
pub mod entry;
pub mod fact;
pub mod find;
mod geography;
pub(crate) mod matching;
pub mod merged;
pub(crate) mod own;
pub(crate) mod reason;
pub mod record;
pub mod relation;
pub mod row;
pub mod rule;
mod visible;
