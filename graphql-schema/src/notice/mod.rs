//! Following, and being told.

pub(crate) mod mutation;
