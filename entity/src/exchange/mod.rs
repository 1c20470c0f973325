//! Knowledge exchanges (*pertukaran pengetahuan*): who learns what from whom, when and where.

pub mod act;
pub(crate) mod activity;
pub mod consent;
pub mod find;
mod identity;
pub mod import;
pub mod record;
pub mod rule;
mod visible;
pub mod words;
