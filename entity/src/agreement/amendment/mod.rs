//! Amendments (*perubahan*): how the terms of a signed agreement change.

pub mod act;
pub(crate) mod rule;
