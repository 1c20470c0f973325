//! Stewardship: who looks after an agreement for a party, and whether what the registry says of it was confirmed.

pub mod act;
pub mod find;
pub mod record;
pub mod rule;
