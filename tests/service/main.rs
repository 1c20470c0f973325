//! The service as its users meet it: the real program, over real connections.

mod command;
mod demo;
mod kembar;
mod life;
mod page;
