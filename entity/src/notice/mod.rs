//! Notices (*pemberitahuan*): who follows what, whom to tell, and the outbox from which a worker tells them.
//!
//! A reminder is written in the transaction that puts an exchange on the calendar or moves it. When it is due, a worker
//! carries it out in two steps: first it becomes one mail for each follower, in one transaction, then each mail is sent
//! by the worker that holds its lease. Both are rows of one table, so that a process may stop anywhere and another goes
//! on from there. Those who start following after the first step do not get that reminder; the next one reaches them.

pub mod act;
pub mod claim;
pub mod find;
pub mod record;
pub mod rule;
