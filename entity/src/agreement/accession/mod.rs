//! A party that joins an agreement in force (*aksesi*): the parties take it in by an amendment, and it signs on its own way.

pub mod act;
