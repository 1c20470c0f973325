//! Acts that bind several parties and wait until each of them has done its part (*menunggu konfirmasi para pihak*).

pub mod act;
pub mod find;
pub mod record;
pub mod rule;
