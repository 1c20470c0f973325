//! Partnerships (*kota kembar* and the like): who is whose twin, and who says so.

pub mod act;
pub mod find;
pub mod import;
pub mod record;
pub mod row;
pub mod rule;
pub mod statistics;
