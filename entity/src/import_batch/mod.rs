//! Files that officers import (*impor*): checked row by row, entered all at once by the acts that each row would take by
//! itself, and taken back as long as nothing has followed from them. A file is the business of its party alone.

pub mod act;
mod enter;
pub mod find;
pub mod record;
pub mod rule;
mod visible;
