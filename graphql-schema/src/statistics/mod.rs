//! Figures. Each group has the same number as the list it comes from, with the filter that names the group.

pub(crate) mod query;
