//! Countries, and everyone who can be a party: regions and institutions, with their codes, names and successions.

pub mod find;
pub mod record;
pub mod reference;
pub mod rule;
