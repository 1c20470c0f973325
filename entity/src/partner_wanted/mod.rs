//! The board on which regions post that they are looking for partners (*mencari mitra*). Everything on it is public.

pub mod act;
pub mod find;
pub mod record;
pub mod rule;
mod visible;
