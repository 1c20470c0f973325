//! Stewardship: who looks after an agreement for a party, and whether the registry's data on it were confirmed.

pub mod act;
pub mod find;
pub mod record;
pub mod rule;
