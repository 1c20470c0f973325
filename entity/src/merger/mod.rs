//! Two records that turn out to be one (*penggabungan data*), and one that turns out to be two (*pemisahan data*), with all
//! that hangs on them.

pub mod act;
pub mod find;
mod hold;
pub mod record;
mod row;
pub mod rule;
pub mod split;
mod unite;
