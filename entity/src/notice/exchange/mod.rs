//! What those who follow an exchange are told of it: reminders, that it moved, that it was cancelled.

pub mod act;
pub mod find;
pub mod rule;
