//! The board on which regions post that they look for partners (*mencari mitra*). What stands there is public.

pub mod act;
pub mod find;
pub mod record;
pub mod rule;
