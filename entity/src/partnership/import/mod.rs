//! Partnerships from a file.

pub mod act;
pub(crate) mod own;
