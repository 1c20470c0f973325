//! What the latest activity says of an agreement.

use crate::{
    Registry,
    agreement::rule::{Dates, months_before},
};
use chrono::NaiveDate;
use sea_orm::EnumIter;

/// How alive an agreement is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, EnumIter)]
pub enum Vitality {
    /// Something happened recently, or it has only just begun.
    Active,
    /// Nothing has happened recently.
    Quiet,
    /// Nothing has happened for a long time.
    Dormant,
    /// It has been in force for a long time, and nothing has ever happened.
    NeverStarted,
    /// It is no longer in force.
    Ended,
}

/// After how many months without activity an agreement changes its vitality.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Thresholds {
    /// Without activity it is quiet; without any ever, it was never started.
    pub quiet_after: u32,
    /// Without activity it is dormant.
    pub dormant_after: u32,
}

impl Registry {
    /// After how many months without activity an agreement changes its vitality.
    pub fn thresholds(&self) -> Thresholds {
        *self.shelf.of()
    }

    /// Sets them for this registry and its clones.
    pub fn set_thresholds(&self, thresholds: Thresholds) {
        self.shelf.put(thresholds);
    }
}

impl Default for Thresholds {
    fn default() -> Self {
        Self { quiet_after: 12, dormant_after: 24 }
    }
}

impl Thresholds {
    /// The days since which something must have happened for an agreement to be active, and at least quiet.
    pub(super) fn since(self, today: NaiveDate) -> (NaiveDate, NaiveDate) {
        let back = |months| months_before(today, months).unwrap_or(NaiveDate::MIN);
        (back(self.quiet_after), back(self.dormant_after))
    }

    /// How alive an agreement with these dates is, if its latest activity was on `latest`. `None` before it is in
    /// force.
    pub fn vitality(self, dates: &Dates, latest: Option<NaiveDate>, today: NaiveDate) -> Option<Vitality> {
        let first = dates.first_day().filter(|first| *first <= today)?;
        if !dates.in_force_on(today) {
            return Some(Vitality::Ended);
        }
        let (lately, not_long_ago) = self.since(today);
        Some(match latest {
            Some(latest) if lately <= latest => Vitality::Active,
            Some(latest) if not_long_ago <= latest => Vitality::Quiet,
            Some(_) => Vitality::Dormant,
            None if lately <= first => Vitality::Active,
            None => Vitality::NeverStarted,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::day;

    #[test]
    fn what_happened_last_tells_how_alive_an_agreement_is() {
        let today = day("2026-11-21");
        let dates = |signed: &str, expires: Option<&str>| Dates {
            signed_on: signed.parse().ok(),
            expires_on: expires.and_then(|date| date.parse().ok()),
            ..Dates::default()
        };
        let old = dates("1997", None);
        for (dates, latest, expected) in [
            (old, Some("2025-11-21"), Some(Vitality::Active)),
            (old, Some("2025-11-20"), Some(Vitality::Quiet)),
            (old, Some("2024-11-21"), Some(Vitality::Quiet)),
            (old, Some("2024-11-20"), Some(Vitality::Dormant)),
            (old, None, Some(Vitality::NeverStarted)),
            (dates("2025-11-21", None), None, Some(Vitality::Active)),
            (dates("2025-11-20", None), None, Some(Vitality::NeverStarted)),
            (dates("1997", Some("2020")), Some("2026-11-20"), Some(Vitality::Ended)),
            (dates("2026-12", None), None, None),
            (Dates::default(), Some("2026-11-20"), None),
        ] {
            let found = Thresholds::default().vitality(&dates, latest.map(day), today);
            assert_eq!(found, expected, "{dates:?} {latest:?}");
        }
    }
}
