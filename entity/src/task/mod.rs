//! Tasks (*tugas*): what is due, in the hands of people. Who looks after it or has taken it, who stands in while they are
//! away, and what waits for anyone of the team.

pub mod act;
pub mod find;
pub mod record;
pub mod rule;
