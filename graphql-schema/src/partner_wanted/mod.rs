//! The board on which regions post that they are looking for partners.

pub(crate) mod loader;
pub(crate) mod mutation;
pub(crate) mod query;
pub(crate) mod types;
