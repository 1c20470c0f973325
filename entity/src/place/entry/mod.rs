//! Regions and institutions that people enter and mend by hand, and what they may be the same as.

pub mod act;
mod find;
pub mod rule;
