//! People and their roles, how they sign in, and the API clients of partner cities.
//!
//! Secrets (passwords, session tokens, links, keys) are in the registry as hashes only. The raw ones leave it once, as
//! [`Secret`], which no log can print.

pub mod act;
pub mod attempt;
pub mod client;
mod device;
pub mod find;
mod held;
mod lock;
mod password;
pub mod record;
pub mod rule;
pub mod session;
pub mod set_up;
mod visible;

pub use crate::secret::Secret;
