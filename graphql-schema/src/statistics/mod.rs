//! Figures. Each group has as many items as the list filtered by that group.

pub(crate) mod query;
