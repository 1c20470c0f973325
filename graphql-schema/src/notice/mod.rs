//! Following and notifications.

pub(crate) mod loader;
pub(crate) mod mutation;
pub(crate) mod query;
