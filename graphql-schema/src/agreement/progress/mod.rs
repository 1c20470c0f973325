//! The way of agreements from the first letter to their end.

pub(crate) mod loader;
pub(crate) mod mutation;
pub(crate) mod types;
