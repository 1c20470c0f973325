//! The feed of changes.

pub(crate) mod query;
pub(crate) mod types;
