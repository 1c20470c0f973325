//! Exchanges from a file.

pub mod act;
mod known;
mod named;
pub(crate) mod own;
pub mod record;
pub mod rule;
