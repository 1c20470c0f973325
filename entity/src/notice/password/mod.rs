//! Mailing people the link by which they choose a password.

pub mod act;
pub mod find;
