//! Partnerships (*kota kembar* and the like): who is whose twin, and who says so.

pub mod record;
