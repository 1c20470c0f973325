//! How many files arrive at once. Each takes room on the disk while it does.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use uuid::Uuid;

/// How many files of one party may arrive at once.
const MOST_OF_ONE: usize = 4;
/// How many of all parties together.
const MOST: usize = 16;

/// Who is sending files at the moment. All clones share the count.
#[derive(Debug, Clone, Default)]
pub struct Turns(Arc<Mutex<HashMap<Option<Uuid>, usize>>>);

impl Turns {
    /// Lets a party send a file, unless it is sending several already, or all parties together are sending many. `None`
    /// is the staff of the whole registry.
    pub fn take(&self, party: Option<Uuid>) -> Option<Turn> {
        let mut sending = self.lock();
        let of_one = sending.get(&party).copied().unwrap_or(0);
        if of_one >= MOST_OF_ONE || sending.values().sum::<usize>() >= MOST {
            return None;
        }
        sending.insert(party, of_one + 1);
        Some(Turn { turns: self.clone(), party })
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Option<Uuid>, usize>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// One file that may arrive, until this is dropped.
#[derive(Debug)]
pub struct Turn {
    turns: Turns,
    party: Option<Uuid>,
}

impl Drop for Turn {
    fn drop(&mut self) {
        let mut sending = self.turns.lock();
        match sending.get(&self.party) {
            Some(of_one) if *of_one > 1 => {
                let left = of_one - 1;
                sending.insert(self.party, left);
            }
            _ => {
                sending.remove(&self.party);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_party_sends_a_few_files_at_once_and_all_together_some() {
        let turns = Turns::default();
        let party = |number| Some(Uuid::from_u128(number));
        let mut held: Vec<Turn> = (0..MOST_OF_ONE).map(|_| turns.take(party(1)).unwrap()).collect();
        assert!(turns.take(party(1)).is_none());
        held.pop();
        held.push(turns.take(party(1)).unwrap());
        for number in 2.. {
            match turns.take(party(number)) {
                Some(turn) => held.push(turn),
                None => break,
            }
        }
        assert_eq!(held.len(), MOST);
        assert!(turns.take(None).is_none());
        held.clear();
        assert!(turns.take(None).is_some());
        assert!(turns.lock().is_empty(), "parties that send nothing are forgotten");
    }
}
