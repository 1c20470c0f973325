//! The running service: what the `kembar` binary does.

pub mod cli;
pub mod config;
pub mod connection;
pub mod demo;
pub mod files;
pub mod http;
pub mod log;
pub mod mail;
mod pages;
pub mod serve;
pub mod spreadsheet;
pub mod store;
pub mod worker;
