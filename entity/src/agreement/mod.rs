//! Agreements (*kerja sama*): the instruments that give a partnership legal force.

pub mod accession;
pub mod amendment;
pub(crate) mod backing;
pub mod classification;
pub mod correction;
pub mod denial;
mod departure;
pub mod document;
pub mod due;
pub mod find;
mod held;
pub mod history;
pub mod import;
pub mod initiative;
mod keep;
pub mod legacy;
pub mod pending;
pub mod progress;
pub mod record;
pub mod route;
pub mod rule;
pub mod scheme;
pub mod standing;
pub mod statistics;
pub mod stewardship;
pub mod terms;
mod visible;
pub mod vitality;
pub mod words;

pub(crate) use keep::reindex;
