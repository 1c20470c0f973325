//! Splitting a record that turned out to be two.

pub mod act;
