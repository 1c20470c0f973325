//! When a posting is open.

use super::record::partner_wanted;
use chrono::NaiveDate;

/// How many postings of one party are open at most.
pub const MOST_OPEN: u64 = 20;

/// Whether a posting is open on `today`: not closed, and its last day has not passed.
pub fn is_open(posting: &partner_wanted::Model, today: NaiveDate) -> bool {
    posting.closed_on.is_none() && posting.open_until.is_none_or(|last| today <= last)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{day, moment};

    #[test]
    fn a_posting_is_open_through_its_last_day_unless_it_is_closed() {
        let now = moment("2026-11-21T08:00:00Z");
        let posting = partner_wanted::Model {
            id: uuid::Uuid::nil(),
            party_id: uuid::Uuid::nil(),
            text_en: None,
            text_id: None,
            contact: String::new(),
            posted_on: day("2026-11-01"),
            open_until: Some(day("2026-11-21")),
            closed_on: None,
            revision: 1,
            created_at: now,
            updated_at: now,
        };
        assert!(is_open(&posting, day("2026-11-21")) && !is_open(&posting, day("2026-11-22")));
        assert!(is_open(&partner_wanted::Model { open_until: None, ..posting.clone() }, day("2200-01-01")));
        let closed = partner_wanted::Model { closed_on: Some(day("2026-11-20")), ..posting };
        assert!(!is_open(&closed, day("2026-11-20")));
    }
}
