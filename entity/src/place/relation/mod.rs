//! Diplomatic relations between countries: records with a source. What nobody has entered is not known.

pub mod act;
pub mod find;
pub mod record;
pub mod rule;
