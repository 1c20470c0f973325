//! Browsers in which somebody has signed in: attempts made elsewhere do not block someone who uses one of them.

pub(super) mod act;
