//! Files being uploaded: who may send how much, and what happens to content that no document needs.
//!
//! Content is stored under a name of its own for each arrival, and only a document's row makes it the registry's. So
//! nobody has to guess whether content may be deleted: an arrival that was given up can never be attached, and its
//! content belongs to nothing else.

pub mod act;
pub mod find;
pub mod record;
pub mod rule;
