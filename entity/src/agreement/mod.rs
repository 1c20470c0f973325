//! Agreements (*kerja sama*): the instruments that give a partnership legal force.

pub mod import;
pub mod record;
