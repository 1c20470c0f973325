//! Agreements.

pub(crate) mod document;
pub(crate) mod loader;
pub(crate) mod mutation;
pub(crate) mod progress;
pub(crate) mod query;
pub(crate) mod route;
pub(crate) mod terms;
pub(crate) mod types;
