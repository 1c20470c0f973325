//! Agreements (*kerja sama*): the instruments that give a partnership legal force.

pub mod act;
pub mod find;
pub mod import;
pub mod record;
pub mod rule;
pub mod words;
