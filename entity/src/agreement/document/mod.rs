//! The documents of agreements (*dokumen*): what they are, who signed them, and the file that belongs to them.

pub mod act;
pub mod arrival;
pub mod find;
pub mod record;
pub mod rule;
pub(crate) mod visible;
pub mod withdrawal;
