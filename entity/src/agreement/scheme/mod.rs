//! The schemes of the law: which are open to the parties of an agreement, and who chooses among them.

pub mod rule;
