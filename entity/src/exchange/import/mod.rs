//! Exchanges from a file.

pub mod act;
mod known;
mod named;
pub mod record;
pub mod rule;
