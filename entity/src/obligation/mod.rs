//! What there is to do (*kewajiban*): the deadlines of everything, for those who may know of them.

pub mod find;
