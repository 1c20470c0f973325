//! API clients: the software of partner cities, let in by a key.

pub mod act;
pub mod rule;
