//! The terms of an agreement: what the parties agreed on, their hash, who attests them, and where copies differ.

pub mod act;
pub mod find;
pub mod record;
pub mod rule;
pub mod text;
