//! Parties that leave while the others go on.

pub(crate) mod act;
