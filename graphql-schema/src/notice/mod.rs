//! Following and notifications.

pub(crate) mod mutation;
