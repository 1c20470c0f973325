//! Notices from the mutation to the mailbox, with services that are stopped and killed, and a mail server that has its
//! moods.

mod arrival;
mod crash;
mod duty;
mod patience;
mod sink;
mod stop;
mod trouble;
pub mod world;
