//! What sources state of a place: each figure with its source and date, and which one is followed.

pub(crate) mod act;
pub mod find;
pub mod record;
pub mod rule;
