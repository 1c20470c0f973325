//! The terms of agreements.

pub(crate) mod loader;
pub(crate) mod mutation;
pub(crate) mod types;
