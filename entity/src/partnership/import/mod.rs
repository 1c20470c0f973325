//! Partnerships from a file.

pub mod act;
