//! What is due under an agreement: the next steps, the duties of its routes, and what its own clauses ask.

pub(crate) mod act;
pub(crate) mod find;
pub mod rule;
