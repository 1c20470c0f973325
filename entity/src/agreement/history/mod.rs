//! What was known of agreements on a day, as the journal has it.

pub mod find;
pub mod rule;
