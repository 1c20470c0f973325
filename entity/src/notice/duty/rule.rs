//! When people are told what they have to do. No database, no clock.

use crate::zone::zone;
use chrono::{DateTime, Duration, NaiveDate, TimeDelta, Utc};
use jiff::{Timestamp, ToSpan, Zoned, civil::time, tz::TimeZone};

/// From this hour on, where they are, people are told.
const MORNING: i8 = 7;
/// How many deadlines a mail names.
pub const SHOWN: usize = 20;
/// How long it is of use to send the mail of a day: what it says is as things stand when it is written.
pub const MAIL_COUNTS: Duration = Duration::days(7);
/// How long a notice waits for a morning: what it says is looked at then.
pub const NOTICE_COUNTS: Duration = Duration::days(366);

/// A moment as the clocks show it where a person is; in UTC where their zone is not known.
fn local(zone_name: &str, now: DateTime<Utc>) -> Zoned {
    let zone = zone(zone_name).unwrap_or(TimeZone::UTC);
    Timestamp::from_second(now.timestamp()).unwrap_or_default().to_zoned(zone)
}

/// The day, where a person is.
pub fn local_day(zone_name: &str, now: DateTime<Utc>) -> NaiveDate {
    let day = local(zone_name, now).date();
    let (month, of_month) = (day.month().unsigned_abs(), day.day().unsigned_abs());
    NaiveDate::from_ymd_opt(day.year().into(), month.into(), of_month.into()).unwrap_or_default()
}

/// When the day began, where a person is.
pub fn began(zone_name: &str, now: DateTime<Utc>) -> DateTime<Utc> {
    let began = local(zone_name, now).start_of_day();
    began.ok().and_then(|began| DateTime::from_timestamp(began.timestamp().as_second(), 0)).unwrap_or(now)
}

/// When a person can be told: now, where their day has begun, else this morning.
pub fn this_morning(zone_name: &str, now: DateTime<Utc>) -> DateTime<Utc> {
    morning(&local(zone_name, now), now).max(now)
}

/// The first morning from this moment on, where a person is.
pub fn first_morning(zone_name: &str, from: DateTime<Utc>) -> DateTime<Utc> {
    let morning = morning(&local(zone_name, from), from);
    if morning < from { next_morning(zone_name, from) } else { morning }
}

/// The morning of the next day, where a person is.
pub fn next_morning(zone_name: &str, now: DateTime<Utc>) -> DateTime<Utc> {
    match local(zone_name, now).checked_add(1.day()) {
        Ok(tomorrow) => morning(&tomorrow, now + TimeDelta::days(1)),
        Err(_) => now + TimeDelta::days(1),
    }
}

/// The morning of a day; where the clocks leave it out, the first moment after.
fn morning(day: &Zoned, otherwise: DateTime<Utc>) -> DateTime<Utc> {
    let morning = day.date().to_datetime(time(MORNING, 0, 0, 0)).to_zoned(day.time_zone().clone());
    let moment = morning.ok().and_then(|moment| DateTime::from_timestamp(moment.timestamp().as_second(), 0));
    moment.unwrap_or(otherwise)
}

/// The order of urgency: what is overdue or due sooner comes first, what has no day last.
pub fn urgency(due_on: Option<NaiveDate>) -> (bool, Option<NaiveDate>) {
    (due_on.is_none(), due_on)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::moment;

    #[test]
    fn people_are_told_from_seven_in_the_morning_where_they_are() {
        for (zone, now, told) in [
            ("Asia/Jakarta", "2026-11-20T23:59:00Z", "2026-11-21T00:00:00Z"),
            ("Asia/Jakarta", "2026-11-21T00:00:00Z", "2026-11-21T00:00:00Z"),
            ("Asia/Jakarta", "2026-11-21T16:59:00Z", "2026-11-21T16:59:00Z"),
            ("Asia/Jakarta", "2026-11-21T17:00:00Z", "2026-11-22T00:00:00Z"),
            ("America/Los_Angeles", "2026-11-21T08:00:00Z", "2026-11-21T15:00:00Z"),
            ("of nowhere", "2026-11-21T03:00:00Z", "2026-11-21T07:00:00Z"),
        ] {
            assert_eq!(this_morning(zone, moment(now)), moment(told), "{zone} {now}");
        }
    }

    #[test]
    fn the_first_morning_is_that_of_the_day_unless_it_is_over() {
        for (zone, from, told) in [
            ("Asia/Jakarta", "2026-11-20T17:00:00Z", "2026-11-21T00:00:00Z"),
            ("Asia/Jakarta", "2026-11-21T00:00:00Z", "2026-11-21T00:00:00Z"),
            ("Asia/Jakarta", "2026-11-21T15:00:00Z", "2026-11-22T00:00:00Z"),
        ] {
            assert_eq!(first_morning(zone, moment(from)), moment(told), "{zone} {from}");
        }
    }

    #[test]
    fn the_next_morning_comes_once_a_day_also_when_the_day_is_shorter() {
        let mut now = moment("2026-03-28T06:00:00Z");
        for told in ["2026-03-29T05:00:00Z", "2026-03-30T05:00:00Z"] {
            now = next_morning("Europe/Berlin", now);
            assert_eq!(now, moment(told), "at seven, though one night is an hour shorter");
        }
        assert_eq!(began("Europe/Berlin", moment("2026-03-29T06:00:00Z")), moment("2026-03-28T23:00:00Z"));
        assert_eq!(local_day("Europe/Berlin", moment("2026-03-28T23:30:00Z")).to_string(), "2026-03-29");
    }

    #[test]
    fn what_is_overdue_comes_first_and_what_has_no_day_last() {
        let day = |text: &str| text.parse().ok();
        let mut days = [None, day("2027-01-01"), day("2020-01-01"), day("2026-12-01")];
        days.sort_by_key(|due_on| urgency(*due_on));
        assert_eq!(days, [day("2020-01-01"), day("2026-12-01"), day("2027-01-01"), None]);
    }
}
