//! Exchanges from a file.

pub mod act;
pub mod record;
pub mod rule;
