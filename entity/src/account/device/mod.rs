//! Browsers in which somebody has signed in: what others try elsewhere does not hinder whoever comes with one.

pub(super) mod act;
