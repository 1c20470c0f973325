//! The first administrator of a registry in which nobody has an account yet.

pub mod act;
