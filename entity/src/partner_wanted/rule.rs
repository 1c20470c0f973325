//! When a posting is open.

use super::record::partner_wanted;
use chrono::NaiveDate;

/// How many postings of one party are open at most.
pub const MOST_OPEN: u64 = 20;

/// Whether a posting is open on `today`: not closed, and its last day has not passed.
pub fn is_open(posting: &partner_wanted::Model, today: NaiveDate) -> bool {
    posting.closed_on.is_none() && posting.open_until.is_none_or(|last| today <= last)
}
