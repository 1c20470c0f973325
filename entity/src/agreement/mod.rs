//! Agreements (*kerja sama*): the instruments that give a partnership legal force.

pub mod act;
pub mod document;
pub mod find;
mod held;
pub mod import;
pub mod progress;
pub mod record;
pub mod route;
pub mod rule;
pub mod terms;
pub mod vitality;
pub mod words;
