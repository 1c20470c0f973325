//! Attempts to sign in: how many there may be, from where, and who has to wait how long.
//!
//! They are counted by account and address, by address, and by the network around it. What comes from many networks
//! locks no account: it makes everyone wait whose browser the account does not know, the longer the more they are. Who
//! has waited is let in to try, however many others do.

pub(super) mod act;
pub mod rule;

use super::Secret;
use crate::presence::Waiting;
use std::net::{IpAddr, Ipv4Addr};

/// Where a sign-in comes from, as the transport knows it: never as the person says.
#[derive(Debug, Clone)]
pub struct Origin {
    /// The address they come from.
    pub address: IpAddr,
    /// What their browser has kept from an earlier sign-in.
    pub device: Option<Secret>,
    /// Whether they are still waiting for the answer.
    pub waiting: Waiting,
}

impl Origin {
    /// Somebody at this address who is waiting, and about whom nothing else is known.
    pub fn at(address: IpAddr) -> Self {
        Self { address, device: None, waiting: Waiting::default() }
    }
}

/// An unspecified address, for callers inside the process.
impl Default for Origin {
    fn default() -> Self {
        Self::at(Ipv4Addr::UNSPECIFIED.into())
    }
}
