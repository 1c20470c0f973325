//! What the law asks of a cooperation, as its parties answer it.

pub mod act;
