//! Records that turned out to be the same as another one, into which they went (*penggabungan data*). Their identifiers and
//! addresses go on to lead there.

pub mod find;
pub mod record;
