//! The feed of changes.

pub(crate) mod loader;
pub(crate) mod query;
pub(crate) mod types;
