//! Mending the wrong day of a step that was taken before the signature (*pembetulan tanggal*).

pub mod act;
pub mod rule;
