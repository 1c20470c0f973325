//! What was known of agreements on a day.

pub(crate) mod loader;
pub(crate) mod query;
pub(crate) mod types;
