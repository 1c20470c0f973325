//! Tasks: what is due, in the hands of people.

pub(crate) mod loader;
pub(crate) mod mutation;
pub(crate) mod query;
pub(crate) mod types;
