//! Agreements from before the registry: entered with their sources, and with what is missing to prove them.

pub mod act;
pub(crate) mod find;
pub(crate) mod rule;
