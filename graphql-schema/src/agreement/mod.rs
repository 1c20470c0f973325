//! Agreements.

pub(crate) mod amendment;
pub(crate) mod classification;
pub(crate) mod document;
pub(crate) mod history;
pub(crate) mod initiative;
pub(crate) mod loader;
pub(crate) mod mutation;
pub(crate) mod pending;
pub(crate) mod progress;
pub(crate) mod query;
pub(crate) mod route;
pub(crate) mod standing;
pub(crate) mod stewardship;
pub(crate) mod terms;
pub(crate) mod types;
