//! Notices (*pemberitahuan*): who follows what, whom to tell, and the outbox from which a worker tells them.
//!
//! No act writes a notice: readers of the journal do, in the transaction of the act, and the worker does when a day has come.
//! A reminder is written when an exchange is put on the calendar or moved. When it is due, a worker carries it out in two
//! steps: first it becomes one mail for each follower, in one transaction, then each mail is sent by whoever holds its
//! lease. Both are rows of one table, so that a process may stop anywhere and another goes on from there. Those who start
//! following after the first step do not get that reminder; the next one reaches them.
//!
//! A new kind of notice is a variant of [`record::Kind`] and one of [`record::Payload`], somebody who writes it, and one of
//! [`find::Content`], with a function that finds what its mail has to say.

pub mod act;
pub mod claim;
pub mod duty;
pub mod exchange;
pub mod find;
pub mod password;
pub mod record;
pub mod rule;
