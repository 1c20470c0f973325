//! What a journal entry says about an agreement.

use crate::{
    Error,
    agreement::{
        record::{Scheme, Stage, TermKind},
        rule::{Dates, PROPOSED},
    },
    date::PartialDate,
    journal::Change,
    partnership::record::Class,
};
use chrono::{DateTime, Days, NaiveDate, NaiveTime, Utc};
use serde::Deserialize;
use uuid::Uuid;

/// An agreement as a journal entry describes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// The agreement.
    pub agreement: Uuid,
    /// What was said about it.
    pub said: Said,
    /// Whether it is in force on the day asked for, by what was known.
    pub in_force: bool,
    /// When this was recorded, in UTC.
    pub recorded_at: DateTime<Utc>,
    /// The act that recorded it.
    pub act: String,
}

/// What the journal entry of an act on an agreement says about it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Said {
    /// The title in Indonesian.
    pub title_id: Option<String>,
    /// The title in English.
    pub title_en: Option<String>,
    /// Its parties, in their order.
    pub parties: Vec<Uuid>,
    /// Its scheme.
    pub scheme: Scheme,
    /// Its class.
    pub class: Class,
    /// Where the paperwork stood.
    pub stage: Stage,
    /// How it ends.
    pub term_kind: Option<TermKind>,
    /// When it was signed.
    pub signed_on: Option<PartialDate>,
    /// The first day on which it is in force.
    pub in_force_on: Option<PartialDate>,
    /// The last day on which it is in force.
    pub expires_on: Option<PartialDate>,
    /// The last day in force after a notice of termination.
    pub terminated_on: Option<PartialDate>,
    /// Its revision.
    pub revision: i32,
}

impl Known {
    /// What was known on `day` by this entry.
    pub(crate) fn on(day: NaiveDate, entry: Change) -> Result<Self, Error> {
        let said: Said = serde_json::from_value(entry.data)
            .map_err(|error| Error::Fault(format!("entry {} says other things: {error}", entry.id)))?;
        let in_force = said.dates().in_force_on(day);
        Ok(Self { agreement: entry.subject_id, said, in_force, recorded_at: entry.at, act: entry.act })
    }
}

impl Said {
    /// Its legal dates.
    pub fn dates(&self) -> Dates {
        Dates {
            signed_on: self.signed_on,
            in_force_on: self.in_force_on,
            expires_on: self.expires_on,
            terminated_on: self.terminated_on,
            term_kind: self.term_kind,
            proposed: PROPOSED.contains(&self.stage),
        }
    }
}

/// The entry that says how an agreement stood at the end of `day`, of those about it in their order: the last that was made by
/// then, or later for what had been done by then. Of an agreement that came to be known after that, the first.
pub fn standing(entries: Vec<Change>, day: NaiveDate) -> Option<Change> {
    let mut standing = None;
    for entry in entries {
        let done_on = entry.data["on"].as_str().and_then(|on| on.parse::<NaiveDate>().ok());
        if entry.at >= end_of(day) && done_on.is_some_and(|on| day < on) {
            return standing.or(Some(entry));
        }
        if standing.is_none() || entry.at < end_of(day) || done_on.is_some() {
            standing = Some(entry);
        }
    }
    standing
}

/// The moment at which a legal day is over: midnight in Jakarta, seven hours before midnight in UTC; see `legal_today`.
pub fn end_of(day: NaiveDate) -> DateTime<Utc> {
    let midnight = day.checked_add_days(Days::new(1)).unwrap_or(day).and_time(NaiveTime::MIN).and_utc();
    midnight - chrono::Duration::hours(7)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::date::legal_today;

    #[test]
    fn a_day_is_over_when_the_next_one_begins() {
        let day: NaiveDate = "2026-06-30".parse().unwrap();
        assert_eq!(end_of(day).to_string(), "2026-06-30 17:00:00 UTC");
        assert_eq!(legal_today(end_of(day)), day + Days::new(1));
        assert_eq!(legal_today(end_of(day) - chrono::Duration::nanoseconds(1)), day);
    }
}
