//! What one caller has under way, so that nobody takes up everybody's room.

use entity::{Caller, account::attempt::rule, policy::Who};
use ipnet::IpNet;
use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use tokio::sync::Semaphore;
use uuid::Uuid;

/// For whom operations are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Whose {
    /// A person, wherever they have signed in.
    Person(Uuid),
    /// The software of a partner.
    Client(Uuid),
    /// All strangers at one address.
    Stranger(IpNet),
    /// All strangers.
    Strangers,
    /// Everyone at one address who is not identified yet.
    Arriving(IpNet),
    /// Everyone at one address who signs in.
    SigningIn(IpNet),
    /// The service itself.
    System,
}

impl Whose {
    /// The operations of `caller`, who comes from `address`.
    pub fn of(caller: &Caller, address: IpAddr) -> Self {
        match caller.who {
            Who::Person(id) => Self::Person(id),
            Who::Client(id) => Self::Client(id),
            Who::Anonymous => Self::Stranger(rule::address(address)),
            Who::System => Self::System,
        }
    }
}

/// The shares that are in use.
#[derive(Debug)]
pub(super) struct Shares {
    /// How many turns one caller has.
    turns: usize,
    taken: Mutex<HashMap<Whose, Taken>>,
}

#[derive(Debug)]
struct Taken {
    count: usize,
    turns: Arc<Semaphore>,
}

/// One operation that counts for somebody, until it is dropped.
#[derive(Debug)]
pub(super) struct Share {
    shares: Arc<Shares>,
    whose: Whose,
    /// The turns of its caller: what is under way beyond them waits.
    pub turns: Arc<Semaphore>,
}

impl Shares {
    /// With nothing under way; each caller will have `turns` at once.
    pub fn new(turns: usize) -> Self {
        Self { turns, taken: Mutex::default() }
    }

    /// Counts one more operation for somebody, unless they have `most` under way.
    pub fn take(self: &Arc<Self>, whose: Whose, most: usize) -> Option<Share> {
        let mut taken = self.lock();
        let entry =
            taken.entry(whose).or_insert_with(|| Taken { count: 0, turns: Arc::new(Semaphore::new(self.turns)) });
        if entry.count >= most {
            return None;
        }
        entry.count += 1;
        Some(Share { shares: Arc::clone(self), whose, turns: Arc::clone(&entry.turns) })
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Whose, Taken>> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Share {
    fn drop(&mut self) {
        let mut taken = self.shares.lock();
        if let Some(entry) = taken.get_mut(&self.whose) {
            entry.count -= 1;
            if entry.count == 0 {
                taken.remove(&self.whose);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_is_given_back_and_nobody_is_remembered_who_has_none() {
        let shares = Arc::new(Shares::new(1));
        let address = |text: &str| Whose::Stranger(rule::address(text.parse().unwrap()));
        let (one, other) = (address("203.0.113.7"), address("203.0.113.8"));
        let held: Vec<_> = (0..2).map(|_| shares.take(one, 2).unwrap()).collect();
        assert!(shares.take(one, 2).is_none());
        assert!(shares.take(other, 2).is_some());
        drop(held);
        assert!(shares.take(one, 2).is_some());
        assert!(shares.lock().is_empty());
        assert_eq!(address("2001:db8::1"), address("2001:db8::2"));
    }
}
