//! Agreements from a file of dated steps: the steps of two regions become one agreement with dated documents.

pub mod act;
pub(crate) mod own;
pub mod record;
pub mod rule;

mod assign;
mod recognise;
