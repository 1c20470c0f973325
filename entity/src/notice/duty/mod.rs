//! What those who have to act are told: a mail a day with all that is due.
//!
//! When a deadline comes to its next phase, a notice is written for each person who has to act. In the morning, where they
//! are, all their notices are bound into one mail. What is done by then, and by the time the mail is written, is left out.

pub mod act;
pub mod find;
pub mod rule;
