//! The running service.

pub mod exchange_file;
