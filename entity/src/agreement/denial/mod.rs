//! A party's "no" to what was entered in its name as signed before the registry, and taking such an entry back.

pub mod act;
mod find;
pub(crate) mod rule;
