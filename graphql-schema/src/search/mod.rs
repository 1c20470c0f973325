//! Finding records by words.

pub(crate) mod query;
