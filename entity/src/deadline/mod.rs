//! Deadlines (*tenggat*): what is due, by when, for whom, and why. They are derived from the agreements, never entered.

pub mod act;
pub mod find;
pub mod record;
pub mod rule;
pub mod words;
