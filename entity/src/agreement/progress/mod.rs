//! The course of an agreement from the first letter to its end: which step can be taken, what it still needs, and where
//! it leads.

pub mod act;
pub mod allowed;
mod conditions;
pub(crate) mod dates;
pub mod find;
pub mod named;
pub mod papers;
pub mod record;
pub mod requirement;
pub mod rule;
pub mod words;
