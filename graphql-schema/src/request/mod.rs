//! Requests: what one party or colleague asks of another.

pub(crate) mod loader;
pub(crate) mod mutation;
pub(crate) mod query;
pub(crate) mod types;
