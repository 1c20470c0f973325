//! What is done only once, however often it is requested.
//!
//! A caller gives a change a key of their own, and asks again under the same key when the answer was lost
//! (draft-ietf-httpapi-idempotency-key-header). The key is noted in the transaction of the change, and the answer
//! beside it before it goes out: a repeated request gets that answer, or is at least told that the change was made.
//!
//! A change that is refused, or that changes nothing, leaves no note: a repeated request is judged afresh.

pub mod act;
pub mod find;
pub mod record;
pub mod rule;

use crate::{Caller, policy::Who};
use std::{
    collections::HashSet,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};
use uuid::Uuid;

/// A change that one caller wants made once.
#[derive(Debug)]
pub struct Once {
    holder: Uuid,
    key_hash: Vec<u8>,
    request_hash: Vec<u8>,
    rights_hash: Vec<u8>,
    recorded: AtomicBool,
    hands_out_secret: AtomicBool,
}

impl Once {
    /// What `caller` asks for under `key`, the parts of the request being `parts`. `None` for strangers, who have no
    /// name under which a key could be noted, and for the registry itself.
    pub fn new(caller: &Caller, key: &str, parts: &[&[u8]]) -> Option<Self> {
        let (Who::Person(holder) | Who::Client(holder)) = caller.who else { return None };
        Some(Self {
            holder,
            key_hash: rule::key_hash(key),
            request_hash: rule::request_hash(key, parts),
            rights_hash: rule::rights_hash(caller),
            recorded: AtomicBool::new(false),
            hands_out_secret: AtomicBool::new(false),
        })
    }

    /// Whether the change was made for this request, and not for an earlier one or not at all.
    pub fn is_recorded(&self) -> bool {
        self.recorded.load(Ordering::Acquire)
    }

    /// Whether a secret was made for this request, whose answer must then not be kept.
    pub fn hands_out_secret(&self) -> bool {
        self.hands_out_secret.load(Ordering::Acquire)
    }

    /// Notes that the change was made.
    pub(crate) fn set_recorded(&self) {
        self.recorded.store(true, Ordering::Release);
    }

    /// Notes that a secret was made.
    pub(crate) fn set_hands_out_secret(&self) {
        self.hands_out_secret.store(true, Ordering::Release);
    }

    /// The number that identifies the holder and their key.
    pub(crate) fn number(&self) -> i64 {
        rule::number(self.holder, &self.key_hash)
    }

    /// Whether `caller` is the one who asks: what the registry does on the side is not done under their key.
    pub(crate) fn is_of(&self, caller: &Caller) -> bool {
        matches!(caller.who, Who::Person(id) | Who::Client(id) if id == self.holder)
    }
}

/// The numbers of the keys under which this process is acting.
#[derive(Debug, Clone, Default)]
pub(crate) struct UnderWay(Arc<Mutex<HashSet<i64>>>);

impl UnderWay {
    /// The place of a request that begins; `None` while another one under the same key has it.
    pub fn enter(&self, once: &Once) -> Option<Place> {
        let number = once.number();
        let entered = self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(number);
        entered.then(|| Place { among: self.clone(), number })
    }
}

/// The place of a request that acts under its key, until it has its answer: nobody else in this process does so meanwhile.
/// Other processes are kept away by a lock of the database while the change is made.
#[derive(Debug)]
pub struct Place {
    among: UnderWay,
    number: i64,
}

impl Drop for Place {
    fn drop(&mut self) {
        self.among.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.number);
    }
}
