//! The dimensions of a smart city to which agreements belong.

pub(crate) mod mutation;
pub(crate) mod types;
