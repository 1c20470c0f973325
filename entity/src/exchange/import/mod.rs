//! Exchanges from a file.

pub mod act;
mod named;
pub mod record;
pub mod rule;
