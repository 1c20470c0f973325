//! Where each party of an agreement stands, as a depositary's list of parties has it.

pub(crate) mod act;
pub mod rule;
