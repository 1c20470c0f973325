//! Files that officers import.

pub(crate) mod loader;
pub(crate) mod mutation;
pub(crate) mod query;
pub(crate) mod types;
