//! How much a party may send, and how long an upload may take.

use chrono::{DateTime, Duration, Utc};

/// How far back a party's files count.
pub const WINDOW: Duration = Duration::days(1);
/// After how long a file whose content is still unknown is given up: its service was killed.
pub const LONGEST_ARRIVAL: Duration = Duration::minutes(30);
/// After how long the content of a file that no document has is swept from the store.
pub const SWEPT_AFTER: Duration = Duration::days(1);

/// When a party that has sent these files (when each began, and its bytes; the oldest first) may send `bytes` more,
/// where `limit` is what it may send within [`WINDOW`]. `None` means now; what is larger than the limit itself never
/// fits, and so waits until nothing counts any more.
pub fn opens_at(sent: &[(DateTime<Utc>, u64)], bytes: u64, limit: u64) -> Option<DateTime<Utc>> {
    let mut counted: u64 = sent.iter().map(|(_, bytes)| bytes).sum();
    let mut opens = None;
    for (begun_at, of_one) in sent {
        if counted.saturating_add(bytes) <= limit {
            break;
        }
        counted -= of_one;
        opens = Some(*begun_at + WINDOW);
    }
    opens
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_party_may_send_again_when_enough_of_what_it_sent_is_a_day_old() {
        let at = |hour: i64| DateTime::<Utc>::UNIX_EPOCH + Duration::hours(hour);
        let sent = [(at(1), 40), (at(2), 30), (at(5), 20)];
        assert_eq!(opens_at(&[], 100, 100), None);
        assert_eq!(opens_at(&sent, 10, 100), None);
        assert_eq!(opens_at(&sent, 11, 100), Some(at(25)));
        assert_eq!(opens_at(&sent, 60, 100), Some(at(26)));
        assert_eq!(opens_at(&sent, 100, 100), Some(at(29)));
        assert_eq!(opens_at(&sent, u64::MAX, 100), Some(at(29)));
    }
}
