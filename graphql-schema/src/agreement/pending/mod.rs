//! Acts that wait for the parties they bind.

pub(crate) mod loader;
pub(crate) mod mutation;
pub(crate) mod types;
