//! The beginning of an agreement.

pub(crate) mod mutation;
pub(crate) mod query;
