//! Amendments.

pub(crate) mod mutation;
