//! Exchanges from a file.

pub mod record;
