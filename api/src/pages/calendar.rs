//! The month that a calendar shows: which weeks it has, and between which moments they lie.

use super::date::month;
use chrono::{DateTime, Datelike, Days, Months, NaiveDate, Utc, Weekday};
use entity::{date::legal_today, text::Language};
use serde::Serialize;

/// The parameter of an address that names a month: `2026-12`.
const PARAMETER: &str = "month";
/// How many days before its first week something may begin that still lasts in it.
const LONGEST: u64 = 31;

/// The first day of a month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Month(NaiveDate);

/// A month as templates have it.
#[derive(Debug, Serialize)]
pub(super) struct Shown {
    /// Its name and year, as a heading.
    title: String,
    /// The months beside it, as the address has them.
    before: String,
    after: String,
    /// The month itself.
    now: String,
    /// Its weeks.
    weeks: Vec<Week>,
}

#[derive(Debug, Serialize)]
struct Week {
    /// From Sunday to Saturday.
    days: Vec<Day>,
}

#[derive(Debug, Serialize)]
struct Day {
    /// Its date.
    date: String,
    /// Its number in the month.
    number: u32,
    /// Whether it is of the month that is shown.
    within: bool,
    /// Whether offices are closed: a Sunday.
    sunday: bool,
    today: bool,
}

impl Month {
    /// The month that an address names; the current one (in Jakarta) if it names none.
    pub fn of(query: &str, now: DateTime<Utc>) -> Self {
        let named = url::form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == PARAMETER);
        let read = named.and_then(|(_, text)| NaiveDate::parse_from_str(&format!("{text}-01"), "%Y-%m-%d").ok());
        let today = legal_today(now);
        let known = read.filter(|first| (1900..2200).contains(&first.year()));
        Self(known.or_else(|| today.with_day(1)).unwrap_or(today))
    }

    /// The first day that is shown: a Sunday.
    fn begins(self) -> NaiveDate {
        let back = u64::from(self.0.weekday().num_days_from_sunday());
        self.0.checked_sub_days(Days::new(back)).unwrap_or(self.0)
    }

    /// The days that are shown: whole weeks.
    fn days(self) -> Vec<NaiveDate> {
        let end = self.0.checked_add_months(Months::new(1)).unwrap_or(self.0);
        let all = self.begins().iter_days();
        all.take_while(|day| *day < end || day.weekday() != Weekday::Sun).collect()
    }

    /// The variables of a query about it: from when to when something begins that can be on it.
    pub fn variables(self) -> [(&'static str, String); 2] {
        let days = self.days();
        let from = self.begins().checked_sub_days(Days::new(LONGEST)).unwrap_or(self.0);
        // A day longer than what is shown: a date is the same day a little later in the west.
        let until = days.last().and_then(|last| last.checked_add_days(Days::new(2))).unwrap_or(self.0);
        [("monthFrom", format!("{from}T00:00:00Z")), ("monthUntil", format!("{until}T00:00:00Z"))]
    }

    /// The month for a template.
    pub fn shown(self, now: DateTime<Utc>, language: Language) -> Shown {
        let today = legal_today(now);
        let written = |day: NaiveDate| Day {
            date: day.to_string(),
            number: day.day(),
            within: day.month() == self.0.month(),
            sunday: day.weekday() == Weekday::Sun,
            today: day == today,
        };
        let beside = |day: Option<NaiveDate>| day.map_or_else(String::new, |day| day.format("%Y-%m").to_string());
        Shown {
            title: month(self.0, language),
            now: beside(Some(self.0)),
            before: beside(self.0.checked_sub_months(Months::new(1))),
            after: beside(self.0.checked_add_months(Months::new(1))),
            weeks: self
                .days()
                .chunks(7)
                .map(|days| Week { days: days.iter().copied().map(written).collect() })
                .collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> DateTime<Utc> {
        "2026-11-28T04:00:00Z".parse().unwrap()
    }

    #[test]
    fn a_month_is_shown_in_whole_weeks() {
        let december = Month::of("lang=en&month=2026-12", now());
        let shown = december.shown(now(), Language::Id);
        assert_eq!(
            (shown.title.as_str(), shown.before.as_str(), shown.after.as_str()),
            ("Desember 2026", "2026-11", "2027-01")
        );
        assert!(shown.weeks.iter().all(|week| week.days.len() == 7 && week.days[0].sunday));
        assert_eq!(shown.weeks.len(), 5);
        assert_eq!(
            (shown.weeks[0].days[0].date.as_str(), shown.weeks[4].days[6].date.as_str()),
            ("2026-11-29", "2027-01-02")
        );
        assert!(!shown.weeks[0].days[0].within && shown.weeks[0].days[2].within);
        let [from, until] = december.variables().map(|(_, text)| text);
        assert_eq!((from.as_str(), until.as_str()), ("2026-10-29T00:00:00Z", "2027-01-04T00:00:00Z"));
    }

    #[test]
    fn whatever_is_no_month_means_the_current_one() {
        for query in ["", "month=soon", "month=2026-13", "month=0001-01"] {
            assert_eq!(Month::of(query, now()), Month::of("month=2026-11", now()), "{query}");
        }
        let february = Month::of("month=2026-02", now()).shown(now(), Language::En);
        assert_eq!((february.title.as_str(), february.weeks.len()), ("February 2026", 4));
    }
}
