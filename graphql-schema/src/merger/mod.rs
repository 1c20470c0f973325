//! Two records that turn out to be one, and one that turns out to be two.

pub(crate) mod mutation;
pub(crate) mod query;
pub(crate) mod types;
