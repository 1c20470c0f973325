//! What was known of agreements on a day.

pub(crate) mod query;
pub(crate) mod types;
