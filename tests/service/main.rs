//! The service as its users see it: the real program, over real connections.

#![expect(clippy::unwrap_used, reason = "a test ends when its setup fails")]

mod bad_day;
mod command;
mod demo;
mod desk;
mod documents;
mod export;
mod forms;
mod imports;
mod kembar;
mod life;
mod log;
mod mail;
mod once;
mod page;
mod pages;
mod sign_in;
mod slow;
