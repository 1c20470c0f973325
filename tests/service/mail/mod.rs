//! Notices from the mutation to the mailbox, with services that are stopped and killed, and a mail server that is
//! unreliable.

mod arrival;
mod crash;
mod duty;
mod patience;
mod sink;
mod stop;
mod trouble;
pub mod world;
