//! Whether an entry was confirmed.

use super::record::confirmation_campaign;
use chrono::NaiveDate;

/// How many days parties have to confirm their entries by default.
pub const USUAL_DAYS: u32 = 60;

/// Since when nobody has confirmed an entry, if a campaign asked for confirmation and its deadline has passed: the day
/// of the last confirmation, else the date to which the source of the entry refers (`as_of`).
pub fn not_confirmed_since(
    as_of: NaiveDate,
    confirmed_on: Option<NaiveDate>,
    campaign: Option<&confirmation_campaign::Model>,
    today: NaiveDate,
) -> Option<NaiveDate> {
    let campaign = campaign.filter(|campaign| campaign.due_on < today)?;
    let last = confirmed_on.unwrap_or(as_of);
    (last < campaign.opened_on).then_some(last)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::day;

    #[test]
    fn an_entry_is_unconfirmed_only_when_the_time_of_a_campaign_has_passed() {
        let campaign = confirmation_campaign::Model {
            id: uuid::Uuid::nil(),
            opened_on: day("2026-01-10"),
            due_on: day("2026-03-11"),
            called_off_on: None,
            created_at: chrono::DateTime::UNIX_EPOCH,
        };
        let since = |as_of: &str, confirmed: Option<&str>, today: &str| {
            let since = not_confirmed_since(day(as_of), confirmed.map(day), Some(&campaign), day(today));
            since.map(|day| day.to_string())
        };
        assert_eq!(since("2020-05-01", None, "2026-03-11"), None, "there is still time");
        assert_eq!(since("2020-05-01", None, "2026-03-12").as_deref(), Some("2020-05-01"));
        assert_eq!(since("2020-05-01", Some("2024-02-29"), "2026-03-12").as_deref(), Some("2024-02-29"));
        assert_eq!(since("2020-05-01", Some("2026-01-10"), "2026-03-12"), None);
        assert_eq!(since("2026-02-01", None, "2026-03-12"), None, "it was entered after the campaign began");
        assert_eq!(not_confirmed_since(day("2020-05-01"), None, None, day("2026-03-12")), None);
    }
}
