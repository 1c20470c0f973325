//! Vitality: how alive an agreement is, judging by what happened under it. It is computed, never entered.

pub mod act;
pub mod find;
pub mod rule;
