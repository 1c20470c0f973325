//! What partners rely on: the queries that stay valid, what they cost, how lists are walked, what is hidden, what is
//! refused and in which words.
#![expect(clippy::unwrap_used, reason = "a test ends where its ground gives way")]

mod catalogue;
mod figures;
mod hostile;
mod keeping;
mod lasting;
mod life;
mod mail;
mod mutations;
mod nodes;
mod offers;
mod once;
mod paging;
mod papers;
mod refusals;
mod reporting;
mod schema;
mod statements;
mod tables;
mod terms;
mod viewers;
mod visibility;
mod world;
