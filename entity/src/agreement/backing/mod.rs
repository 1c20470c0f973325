//! What agreements say of partnerships: one in force confirms that of its parties, and makes it where it is not there.

pub(crate) mod act;
