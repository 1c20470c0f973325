//! Vitality: whether an agreement lives, by what happened under it. It is never typed in.

pub mod find;
pub mod rule;
