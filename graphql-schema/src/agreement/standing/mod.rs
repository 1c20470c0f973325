//! The parties of agreements.

pub(crate) mod types;
