//! Files on their way in: who may send how much, and what becomes of content that no document came to need.
//!
//! Content is stored under a name of its own for each arrival, and only a document's row makes it the registry's. So
//! nobody has to guess whether content may be deleted: an arrival that was given up can never be attached any more, and
//! its content is nobody else's.

pub mod act;
pub mod find;
pub mod record;
pub mod rule;
