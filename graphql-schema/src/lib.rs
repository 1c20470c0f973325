//! What partners see.
