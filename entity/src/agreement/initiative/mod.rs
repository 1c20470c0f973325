//! The beginning of an agreement (*prakarsa*): its first letter.

pub mod act;
pub mod find;
