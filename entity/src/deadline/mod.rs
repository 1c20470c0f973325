//! Deadlines (*tenggat*): what is due, by when, for whom, and why. They follow from the agreements: nobody types them in.

pub mod act;
pub mod find;
pub mod record;
pub mod rule;
pub mod words;
