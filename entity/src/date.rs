//! Dates as the sources know them, to the day, the month or the year (ISO 8601, reduced precision), and as people write
//! them. And today.

use crate::text::Language;
use chrono::{DateTime, Datelike, Days, Duration, Months, NaiveDate, Utc};
use sea_orm::{ColIdx, DbErr, QueryResult, TryGetError, TryGetable, Value, sea_query};
use serde::{Deserialize, Serialize};
use std::{fmt, ops::RangeInclusive, str::FromStr};

/// A calendar date of day, month or year precision. It is kept as its ISO 8601 text (`2018-03`), so that a column of
/// them sorts by the earliest day each can mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PartialDate {
    first: NaiveDate,
    precision: Precision,
}

/// The day on which legal dates turn in the registry: today in Jakarta, whose clocks have stood seven hours before UTC
/// since 1964.
pub fn legal_today(now: DateTime<Utc>) -> NaiveDate {
    (now + Duration::hours(7)).date_naive()
}

/// How precisely a date is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Precision {
    /// The year.
    Year,
    /// The month.
    Month,
    /// The day.
    Day,
}

/// Not a date that the registry can keep.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a date of the form 2018, 2018-03 or 2018-03-19")]
pub struct NotADate;

impl PartialDate {
    /// The years that the registry keeps: those whose text has four digits, and that have a next one.
    pub const YEARS: RangeInclusive<i32> = 1000..=9998;

    /// Whether the registry keeps this day: what follows from a date that it keeps can lie beyond its calendar.
    pub fn keeps(day: NaiveDate) -> bool {
        Self::YEARS.contains(&day.year())
    }

    /// How precisely the date is known.
    pub fn precision(self) -> Precision {
        self.precision
    }

    /// The earliest day it can mean.
    pub fn earliest(self) -> NaiveDate {
        self.first
    }

    /// The latest day it can mean.
    pub fn latest(self) -> NaiveDate {
        let months = match self.precision {
            Precision::Day => return self.first,
            Precision::Month => 1,
            Precision::Year => 12,
        };
        // Years are four digits, so there is always a next month.
        (self.first + Months::new(months)) - Days::new(1)
    }

    /// Whether every day that `other` can mean is one that this can mean.
    pub fn contains(self, other: Self) -> bool {
        self.earliest() <= other.earliest() && other.latest() <= self.latest()
    }

    /// What two statements of one date say together: the more precise; `None` if they contradict each other.
    pub fn narrowed(self, other: Self) -> Option<Self> {
        if self.contains(other) { Some(other) } else { other.contains(self).then_some(self) }
    }

    /// The date `months` later, as precisely as this one is known: `2020-02` and 60 months is `2025-02`. The same day of its
    /// month, or the last one where that month is shorter. Where months are counted from a year, the latest year that they can
    /// lead to. `None` beyond the calendar.
    #[must_use]
    pub fn plus_months(self, months: u32) -> Option<Self> {
        let from = if self.precision == Precision::Year { self.latest() } else { self.first };
        let day = from.checked_add_months(Months::new(months))?;
        let first = match self.precision {
            Precision::Day => day,
            Precision::Month => day.with_day(1)?,
            Precision::Year => NaiveDate::from_ymd_opt(day.year(), 1, 1)?,
        };
        Some(Self { first, precision: self.precision })
    }

    /// The date, where it is known to the day.
    pub fn day(self) -> Option<NaiveDate> {
        (self.precision == Precision::Day).then_some(self.first)
    }
}

impl From<NaiveDate> for PartialDate {
    fn from(first: NaiveDate) -> Self {
        Self { first, precision: Precision::Day }
    }
}

impl fmt::Display for PartialDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.precision {
            Precision::Year => write!(f, "{:04}", self.first.year()),
            Precision::Month => write!(f, "{:04}-{:02}", self.first.year(), self.first.month()),
            Precision::Day => write!(f, "{}", self.first),
        }
    }
}

impl FromStr for PartialDate {
    type Err = NotADate;

    fn from_str(text: &str) -> Result<Self, NotADate> {
        let precision = match text.len() {
            4 => Precision::Year,
            7 => Precision::Month,
            10 => Precision::Day,
            _ => return Err(NotADate),
        };
        let digits = |range: std::ops::Range<usize>| -> Result<u32, NotADate> {
            let part = text.get(range).filter(|part| part.bytes().all(|byte| byte.is_ascii_digit())).ok_or(NotADate)?;
            part.parse().map_err(|_| NotADate)
        };
        let hyphen = |at: usize| text.as_bytes().get(at) == Some(&b'-');
        let year = digits(0..4)?;
        let month = if precision == Precision::Year { 1 } else { digits(5..7)? };
        let day = if precision == Precision::Day { digits(8..10)? } else { 1 };
        let separated = (text.len() < 7 || hyphen(4)) && (text.len() < 10 || hyphen(7));
        let year = i32::try_from(year).ok().filter(|year| separated && Self::YEARS.contains(year)).ok_or(NotADate)?;
        let first = NaiveDate::from_ymd_opt(year, month, day).ok_or(NotADate)?;
        Ok(Self { first, precision })
    }
}

impl TryFrom<String> for PartialDate {
    type Error = NotADate;

    fn try_from(text: String) -> Result<Self, NotADate> {
        text.parse()
    }
}

impl From<PartialDate> for String {
    fn from(date: PartialDate) -> Self {
        date.to_string()
    }
}

impl From<PartialDate> for Value {
    fn from(date: PartialDate) -> Self {
        Self::from(date.to_string())
    }
}

impl sea_query::Nullable for PartialDate {
    fn null() -> Value {
        Value::String(None)
    }
}

impl TryGetable for PartialDate {
    fn try_get_by<I: ColIdx>(row: &QueryResult, index: I) -> Result<Self, TryGetError> {
        let text = String::try_get_by(row, index)?;
        text.parse().map_err(|error: NotADate| TryGetError::DbErr(DbErr::Type(format!("{error}: {text}"))))
    }
}

impl sea_query::ValueType for PartialDate {
    fn try_from(value: Value) -> Result<Self, sea_query::ValueTypeErr> {
        <String as sea_query::ValueType>::try_from(value)?.parse().map_err(|_| sea_query::ValueTypeErr)
    }

    fn type_name() -> String {
        "PartialDate".to_owned()
    }

    fn array_type() -> sea_query::ArrayType {
        sea_query::ArrayType::String
    }

    fn column_type() -> sea_query::ColumnType {
        sea_query::ColumnType::Text
    }
}

/// A day as people write it: "1 Februari 2026", "1 February 2026".
pub fn written(day: NaiveDate, language: Language) -> String {
    format!("{} {} {}", day.day(), month_name(day.month(), language), day.year())
}

/// What a month is called; the first is January.
pub fn month_name(month: u32, language: Language) -> &'static str {
    let (id, en) = match month {
        1 => ("Januari", "January"),
        2 => ("Februari", "February"),
        3 => ("Maret", "March"),
        4 => ("April", "April"),
        5 => ("Mei", "May"),
        6 => ("Juni", "June"),
        7 => ("Juli", "July"),
        8 => ("Agustus", "August"),
        9 => ("September", "September"),
        10 => ("Oktober", "October"),
        11 => ("November", "November"),
        _ => ("Desember", "December"),
    };
    language.pick(id, en)
}

/// A month as people write it: by its number, its name in either language, or the beginning of that.
pub fn month_number(text: &str) -> Option<u32> {
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return text.parse().ok().filter(|number| (1..=12).contains(number));
    }
    let text = text.trim_end_matches('.').to_lowercase();
    let is_meant = |number: &u32| {
        Language::ALL.iter().any(|language| month_name(*number, *language).to_lowercase().starts_with(&text))
    };
    match text.as_str() {
        // The usual short form of "Agustus" leaves out letters.
        "agt" | "agst" => Some(8),
        short if short.chars().count() < 3 => None,
        _ => (1..=12).find(is_meant),
    }
}

/// A date as people write it, as precisely as they know it: "2018", "Maret 2018", "3 2018", "27 Maret 2018", "27/3/2018",
/// "2018-03-27".
pub fn as_written(text: &str) -> Option<PartialDate> {
    if let Ok(date) = text.trim().parse() {
        return Some(date);
    }
    let is_between = |letter: char| letter.is_whitespace() || matches!(letter, ' ' | '/' | '-' | '.' | ',');
    let parts: Vec<&str> = text.split(is_between).filter(|part| !part.is_empty()).collect();
    let year = |text: &&str| text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_digit());
    let written = match parts.as_slice() {
        [month, of] if year(of) => format!("{of}-{:02}", month_number(month)?),
        [day, month, of] if year(of) => {
            let day = day.parse::<u32>().ok()?;
            format!("{of}-{:02}-{day:02}", month_number(month)?)
        }
        _ => return None,
    };
    written.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{day, moment};
    use proptest::prelude::*;

    fn date(text: &str) -> PartialDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_month_may_be_written_by_its_name_in_either_language() {
        for (text, month) in
            [("3", 3), ("03", 3), ("Maret", 3), ("march", 3), ("Nov", 11), ("NOVEMBER", 11), ("Mei", 5)]
        {
            assert_eq!(month_number(text), Some(month), "{text}");
        }
        for (text, month) in [("May", 5), ("Agt", 8), ("Aug.", 8), ("Okt", 10), ("Oct", 10), ("Des", 12), ("Dec", 12)] {
            assert_eq!(month_number(text), Some(month), "{text}");
        }
        for text in ["", "0", "13", "Ma", "J", "Marz", "Ags", "٣"] {
            assert_eq!(month_number(text), None, "{text}");
        }
    }

    #[test]
    fn a_date_is_read_as_people_write_it() {
        for (text, read) in [
            ("2018", "2018"),
            (" 2018-03 ", "2018-03"),
            ("Maret 2018", "2018-03"),
            ("3 2018", "2018-03"),
            ("27 Maret 2018", "2018-03-27"),
            ("27 March, 2018", "2018-03-27"),
            ("27/3/2018", "2018-03-27"),
            ("27-03-2018", "2018-03-27"),
        ] {
            assert_eq!(as_written(text).map(|date| date.to_string()).as_deref(), Some(read), "{text}");
        }
        for text in ["", "yesterday", "31 2 2018", "27 3 18", "3 27 2018", "1 2 3 2018"] {
            assert_eq!(as_written(text), None, "{text}");
        }
    }

    #[test]
    fn a_date_keeps_the_precision_of_its_source() {
        for text in ["1979", "2018-03", "2024-02-29"] {
            assert_eq!(date(text).to_string(), text);
        }
        assert_eq!(date("2018-03").latest(), NaiveDate::from_ymd_opt(2018, 3, 31).unwrap());
        assert_eq!(date("2024").latest(), NaiveDate::from_ymd_opt(2024, 12, 31).unwrap());
        assert_eq!(date("2018-03").day(), None);
    }

    #[test]
    fn months_later_a_date_is_known_as_precisely_as_before() {
        for (from, months, then) in [
            ("2020-02", 60, "2025-02"),
            ("2020-12", 1, "2021-01"),
            ("2020-02-29", 12, "2021-02-28"),
            ("2020", 60, "2025"),
            ("2020", 18, "2022"),
        ] {
            assert_eq!(date(from).plus_months(months), Some(date(then)), "{from} + {months}");
        }
        assert_eq!(PartialDate::from(NaiveDate::MAX).plus_months(1), None);
    }

    #[test]
    fn a_day_is_written_as_people_write_it() {
        let day = NaiveDate::from_ymd_opt(2026, 2, 1).unwrap();
        assert_eq!(written(day, Language::Id), "1 Februari 2026");
        assert_eq!(written(day, Language::En), "1 February 2026");
    }

    #[test]
    fn what_is_not_a_date_is_refused() {
        for text in
            ["", "18", "2023-02-29", "2018-13", "2018/03/19", "20180319", "2018-3-19", "+018", "２０１８", "0000"]
        {
            assert_eq!(text.parse::<PartialDate>(), Err(NotADate), "{text}");
        }
    }

    #[test]
    fn the_day_turns_in_jakarta() {
        assert_eq!(legal_today(moment("2026-06-30T16:59:59Z")), day("2026-06-30"));
        assert_eq!(legal_today(moment("2026-06-30T17:00:00Z")), day("2026-07-01"));
    }

    proptest! {
        #[test]
        fn the_text_sorts_like_the_earliest_day(a in 0i32..3_000_000, b in 0i32..3_000_000) {
            let day = |n: i32| NaiveDate::from_num_days_from_ce_opt(366_000 + n % 300_000).unwrap();
            let (a, b) = (PartialDate::from(day(a)), PartialDate::from(day(b)));
            prop_assert_eq!(a.earliest().cmp(&b.earliest()), a.to_string().cmp(&b.to_string()));
        }
    }
}
