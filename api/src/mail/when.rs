//! When something happens, in the words of a letter: with the weekday, in the
//! reader's own zone, and in the host's where the clocks there differ.
//!
//! The words come from this file's own tables, so that a mail reads the same
//! whatever the machine's locale is.

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use entity::{date::month_name, text::Language};
use jiff::{
    Timestamp, Zoned,
    civil::{Date, Time},
    tz::{Offset, TimeZone},
};

/// The time an exchange takes: clock times in the host's zone, or whole days.
#[derive(Clone, Debug)]
pub enum Period {
    /// With clock times. Both ends carry the host's zone.
    Timed {
        /// The moment it starts.
        starts_at: Zoned,
        /// The moment it ends; `None` while the end is unknown.
        ends_at: Option<Zoned>,
    },
    /// Whole days on the host's calendar. They belong to no zone: the 17th of
    /// August stays the 17th for every reader.
    AllDay {
        /// The first day.
        first: Date,
        /// The last day, itself included; `None` while it is unknown.
        last: Option<Date>,
    },
}

impl Period {
    /// From stored UTC instants and the host's zone.
    ///
    /// # Errors
    /// If an instant is outside the years -9999 to 9999.
    pub fn timed(
        starts_at: DateTime<Utc>,
        ends_at: Option<DateTime<Utc>>,
        zone: &TimeZone,
    ) -> Result<Self, jiff::Error> {
        let local = |at: DateTime<Utc>| Ok::<_, jiff::Error>(instant(at)?.to_zoned(zone.clone()));
        Ok(Self::Timed { starts_at: local(starts_at)?, ends_at: ends_at.map(local).transpose()? })
    }

    /// From stored dates, `last` included.
    ///
    /// # Errors
    /// If a date is outside the years -9999 to 9999.
    pub fn all_day(first: NaiveDate, last: Option<NaiveDate>) -> Result<Self, jiff::Error> {
        Ok(Self::AllDay { first: day(first)?, last: last.map(day).transpose()? })
    }

    /// The whole period: "Monday, 30 March 2026, 14:00–16:00 WIB (09:00–11:00 CEST in Berlin)". An unknown end is
    /// stated, not left out.
    #[must_use]
    pub fn said(&self, language: Language, reader_zone: &TimeZone) -> String {
        match self {
            Self::AllDay { first, last } => days(language, *first, *last),
            Self::Timed { starts_at, ends_at } => {
                let end = ends_at.as_ref().map_or(End::Unknown, End::At);
                in_both_zones(language, starts_at, end, reader_zone)
            }
        }
    }

    /// Only the start and only in the reader's zone, for a subject line:
    /// "Monday, 30 March 2026, 14:00 WIB".
    #[must_use]
    pub fn start_said(&self, language: Language, reader_zone: &TimeZone) -> String {
        match self {
            Self::AllDay { first, .. } => full_date(language, *first),
            Self::Timed { starts_at, .. } => {
                Span::new(&starts_at.with_time_zone(reader_zone.clone()), End::Unsaid).with_date(language)
            }
        }
    }

    /// How far off the start is, counted in days of the reader's calendar:
    /// "today", "tomorrow", "in 7 days". A start on an earlier day is given as
    /// its date, so that the words stay true in a mail that is written late.
    #[must_use]
    pub fn starts_in(&self, language: Language, now: Timestamp, reader_zone: &TimeZone) -> String {
        let first = match self {
            Self::AllDay { first, .. } => *first,
            Self::Timed { starts_at, .. } => starts_at.with_time_zone(reader_zone.clone()).date(),
        };
        let today = now.to_zoned(reader_zone.clone()).date();
        let days_left = first.duration_since(today).as_hours() / 24;
        match (language, days_left) {
            (Language::En, 0) => "today".to_owned(),
            (Language::Id, 0) => "hari ini".to_owned(),
            (Language::En, 1) => "tomorrow".to_owned(),
            (Language::Id, 1) => "besok".to_owned(),
            (Language::En, 2..) => format!("in {days_left} days"),
            (Language::Id, 2..) => format!("{days_left} hari lagi"),
            (Language::En, _) => format!("on {}", full_date(language, first)),
            (Language::Id, _) => format!("pada {}", full_date(language, first)),
        }
    }
}

/// Until when something is to be done, as it is on the day `today`: "by Friday, 4 December 2026, in 14 days".
pub(super) fn due_said(language: Language, due_on: Option<NaiveDate>, today: NaiveDate) -> Result<String, jiff::Error> {
    let Some(due_on) = due_on else {
        return Ok(language.pick("Tanpa batas waktu", "No due date").to_owned());
    };
    let (date, days_left) = (full_date(language, day(due_on)?), (due_on - today).num_days());
    Ok(match (language, days_left) {
        (Language::En, ..-1) => format!("Overdue: was due on {date}, {} days ago", -days_left),
        (Language::Id, ..0) => format!("Lewat tenggat: jatuh tempo {date}, {} hari yang lalu", -days_left),
        (Language::En, -1) => format!("Overdue: was due on {date}, yesterday"),
        (Language::En, 0) => format!("By {date}, today"),
        (Language::Id, 0) => format!("Paling lambat {date}, hari ini"),
        (Language::En, 1) => format!("By {date}, tomorrow"),
        (Language::Id, 1) => format!("Paling lambat {date}, besok"),
        (Language::En, _) => format!("By {date}, in {days_left} days"),
        (Language::Id, _) => format!("Paling lambat {date}, {days_left} hari lagi"),
    })
}

/// What is known, and wanted, of the end of a period.
#[derive(Clone, Copy)]
enum End<'a> {
    /// The text is about the start alone.
    Unsaid,
    /// Nobody has said yet when it ends.
    Unknown,
    /// It ends then.
    At(&'a Zoned),
}

/// A period as the clocks of one zone show it.
struct Span {
    start: Moment,
    end: Option<Moment>,
    open: bool,
}

/// What one clock shows: date, time and the zone's name.
#[derive(PartialEq, Eq)]
struct Moment {
    date: Date,
    time: Time,
    zone: String,
}

impl Moment {
    fn new(at: &Zoned) -> Self {
        Self { date: at.date(), time: at.time(), zone: zone_name(at) }
    }
}

impl Span {
    fn new(start: &Zoned, end: End<'_>) -> Self {
        let zone = start.time_zone();
        Self {
            start: Moment::new(start),
            end: match end {
                End::At(end) => Some(Moment::new(&end.with_time_zone(zone.clone()))),
                End::Unsaid | End::Unknown => None,
            },
            open: matches!(end, End::Unknown),
        }
    }

    /// The date, when the whole span lies on one.
    fn only_date(&self) -> Option<Date> {
        let ends_on = self.end.as_ref().map_or(self.start.date, |end| end.date);
        (ends_on == self.start.date).then_some(self.start.date)
    }

    fn shows_the_same_as(&self, other: &Self) -> bool {
        self.start == other.start && self.end == other.end
    }

    /// "Monday, 30 March 2026, 14:00–16:00 WIB".
    fn with_date(&self, language: Language) -> String {
        let start = &self.start;
        match &self.end {
            Some(end) if end.date != start.date => {
                format!("{} {} {}", dated(language, start), until(language), dated(language, end))
            }
            _ => format!("{}{}", full_date_before_time(language, start.date), self.hours(language)),
        }
    }

    /// "14:00–16:00 WIB"; with the zone at both ends when it changes between.
    fn hours(&self, language: Language) -> String {
        let starts = clock(language, self.start.time);
        let zone = &self.start.zone;
        let hours = match &self.end {
            None => format!("{starts} {zone}"),
            Some(end) if end.zone == *zone => {
                format!("{starts}–{} {zone}", clock(language, end.time))
            }
            Some(end) => format!("{starts} {zone} – {} {}", clock(language, end.time), end.zone),
        };
        match (language, self.open) {
            (Language::En, false) => hours,
            (Language::En, true) => format!("from {hours}"),
            (Language::Id, false) => format!("pukul {hours}"),
            (Language::Id, true) => format!("mulai pukul {hours}"),
        }
    }
}

fn in_both_zones(language: Language, starts_at: &Zoned, end: End<'_>, reader_zone: &TimeZone) -> String {
    let here = Span::new(&starts_at.with_time_zone(reader_zone.clone()), end);
    let there = Span::new(starts_at, end);
    let said = here.with_date(language);
    if there.shows_the_same_as(&here) {
        return said;
    }
    let same_day = here.only_date().is_some() && here.only_date() == there.only_date();
    let there_said = if same_day { there.hours(language) } else { there.with_date(language) };
    match city(language, starts_at.time_zone()) {
        Some(city) if language == Language::En => format!("{said} ({there_said} in {city})"),
        Some(city) => format!("{said} ({there_said} di {city})"),
        None => format!("{said} ({there_said})"),
    }
}

fn days(language: Language, first: Date, last: Option<Date>) -> String {
    match (language, last) {
        (_, Some(last)) if last == first => full_date(language, first),
        (_, Some(last)) => {
            let start = if last.year() == first.year() {
                date_without_year(language, first)
            } else {
                full_date(language, first)
            };
            format!("{start} – {}", full_date(language, last))
        }
        (Language::En, None) => {
            format!("from {} (last day not yet known)", full_date(language, first))
        }
        (Language::Id, None) => format!("mulai {} (hari terakhir belum diketahui)", full_date(language, first)),
    }
}

fn dated(language: Language, at: &Moment) -> String {
    let date = full_date_before_time(language, at.date);
    let time = clock(language, at.time);
    match language {
        Language::En => format!("{date}{time} {}", at.zone),
        Language::Id => format!("{date}pukul {time} {}", at.zone),
    }
}

fn full_date_before_time(language: Language, date: Date) -> String {
    let date = full_date(language, date);
    match language {
        Language::En => format!("{date}, "),
        Language::Id => format!("{date} "),
    }
}

pub(super) fn full_date(language: Language, date: Date) -> String {
    format!("{} {}", date_without_year(language, date), date.year())
}

fn date_without_year(language: Language, date: Date) -> String {
    let weekdays = match language {
        Language::En => &WEEKDAYS_EN,
        Language::Id => &WEEKDAYS_ID,
    };
    let weekday = weekdays[usize::from(date.weekday().to_monday_zero_offset().unsigned_abs())];
    let month = month_name(date.month().unsigned_abs().into(), language);
    format!("{weekday}, {} {month}", date.day())
}

/// "14:00" in English, "14.00" as Indonesian writes it.
fn clock(language: Language, time: Time) -> String {
    let separator = match language {
        Language::En => ':',
        Language::Id => '.',
    };
    format!("{:02}{separator}{:02}", time.hour(), time.minute())
}

const fn until(language: Language) -> &'static str {
    match language {
        Language::En => "to",
        Language::Id => "sampai",
    }
}

/// The zone's abbreviation at that moment (WIB, CEST). Zones that have only a
/// number there, and local mean time, are given as their distance from UTC.
fn zone_name(at: &Zoned) -> String {
    let info = at.time_zone().to_offset_info(at.timestamp());
    let abbreviation = info.abbreviation();
    let is_a_name = abbreviation.bytes().all(|byte| byte.is_ascii_alphabetic());
    if is_a_name && abbreviation != "LMT" {
        return abbreviation.to_owned();
    }
    utc_distance(info.offset())
}

fn utc_distance(offset: Offset) -> String {
    let seconds = offset.seconds();
    if seconds == 0 {
        return "UTC".to_owned();
    }
    let sign = if seconds < 0 { '-' } else { '+' };
    let minutes = seconds.unsigned_abs() / 60;
    format!("UTC{sign}{:02}:{:02}", minutes / 60, minutes % 60)
}

/// The areas whose zones are named after something else than a city, such as `US/Pacific`.
const NO_CITIES: [&str; 6] = ["Etc", "US", "Canada", "Brazil", "Chile", "Mexico"];

/// The city that names a zone. Indonesia's three zones need none: WIB, WITA
/// and WIT say enough, and "in Makassar" would mislead about a host in Denpasar.
fn city(language: Language, zone: &TimeZone) -> Option<String> {
    let name = zone.iana_name()?;
    let (area, city) = (name.split('/').next()?, name.rsplit('/').next()?);
    let indonesian = ["Jakarta", "Pontianak", "Makassar", "Jayapura"];
    if area == city || NO_CITIES.contains(&area) || indonesian.contains(&city) {
        return None;
    }
    let own_name = CITIES_ID
        .iter()
        .find(|(iana, _)| language == Language::Id && *iana == city)
        .map(|(_, indonesian)| (*indonesian).to_owned());
    own_name.or_else(|| Some(city.replace('_', " ")))
}

fn instant(at: DateTime<Utc>) -> Result<Timestamp, jiff::Error> {
    Timestamp::from_second(at.timestamp())
}

fn day(date: NaiveDate) -> Result<Date, jiff::Error> {
    let timestamp = date.and_time(NaiveTime::MIN).and_utc().timestamp();
    Ok(Timestamp::from_second(timestamp)?.to_zoned(TimeZone::UTC).date())
}

const WEEKDAYS_EN: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
const WEEKDAYS_ID: [&str; 7] = ["Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu"];

/// Cities that name a zone and have a name of their own in Indonesian.
const CITIES_ID: [(&str, &str); 14] = [
    ("Athens", "Athena"),
    ("Brussels", "Brussel"),
    ("Bucharest", "Bukares"),
    ("Cairo", "Kairo"),
    ("Copenhagen", "Kopenhagen"),
    ("Damascus", "Damaskus"),
    ("Ho_Chi_Minh", "Kota Ho Chi Minh"),
    ("Lisbon", "Lisboa"),
    ("Moscow", "Moskwa"),
    ("Prague", "Praha"),
    ("Rome", "Roma"),
    ("Singapore", "Singapura"),
    ("Vienna", "Wina"),
    ("Warsaw", "Warsawa"),
];

#[cfg(test)]
mod tests;
