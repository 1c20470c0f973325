//! Agreements from a file of dated steps.

pub mod record;
