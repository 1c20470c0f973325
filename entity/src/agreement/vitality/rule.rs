//! What the latest activity says of an agreement.

use crate::{
    Registry,
    agreement::{
        record::DocumentKind,
        rule::{Dates, months_before},
    },
    date::PartialDate,
    policy::Visibility,
};
use chrono::NaiveDate;
use sea_orm::EnumIter;

/// Documents that tell of activity.
pub(crate) const TELLING: [DocumentKind; 2] = [DocumentKind::Report, DocumentKind::Evaluation];

/// How alive an agreement is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, EnumIter)]
pub enum Vitality {
    /// Something happened recently, or it has only just begun.
    Active,
    /// Nothing has happened recently.
    Quiet,
    /// Nothing has happened for a long time.
    Dormant,
    /// It has been in force for a long time, and nothing has ever happened: the registry has seen its whole life, or its
    /// parties have confirmed it.
    NeverStarted,
    /// It has been in force for a long time, part of it before the registry, and nothing is known of what happened.
    Unknown,
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

    /// How alive an agreement with these dates is, by what is known of its life. `None` before it is in force.
    pub fn vitality(self, dates: &Dates, life: Life, today: NaiveDate) -> Option<Vitality> {
        let first = dates.first_day().filter(|first| *first <= today)?;
        if !dates.in_force_on(today) {
            return Some(Vitality::Ended);
        }
        let (lately, not_long_ago) = self.since(today);
        Some(match life.latest {
            Some(latest) if lately <= latest => Vitality::Active,
            Some(latest) if not_long_ago <= latest => Vitality::Quiet,
            Some(_) => Vitality::Dormant,
            None if lately <= first => Vitality::Active,
            None if life.is_whole => Vitality::NeverStarted,
            None => Vitality::Unknown,
        })
    }
}

/// What is known of what happened under an agreement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Life {
    /// The day of the latest activity that counts.
    pub latest: Option<NaiveDate>,
    /// Whether nothing is all there was, where nothing is known.
    pub is_whole: bool,
}

/// Whether the registry, which has watched since `known_from`, has seen the whole life of an agreement with these dates: it
/// was entered before it was signed, or on that day.
pub fn saw_begin(dates: &Dates, known_from: PartialDate) -> bool {
    // As texts, so that a month or year that is all that is known lies before each of its days.
    dates.signed_on.or(dates.in_force_on).is_some_and(|begun| begun.to_string() >= known_from.to_string())
}

/// Whether what happened on a day belongs to the life of an agreement with these dates: it was signed, or had entered into
/// force, by then. What came before led to it.
pub fn is_of_its_time(dates: &Dates, on: PartialDate) -> bool {
    dates.signed_on.or(dates.in_force_on).is_none_or(|begun| begun.to_string() <= on.to_string())
}

/// Whether what happened counts for the vitality of an agreement: everyone who sees the agreement sees it. `shared` says
/// whether all its parties and its keeper do.
pub fn counts(agreement: Visibility, evidence: Visibility, shared: bool) -> bool {
    match evidence {
        Visibility::Public => true,
        Visibility::Parties => shared && agreement != Visibility::Public,
        Visibility::Own | Visibility::Restricted => false,
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
            (old, None, Some(Vitality::Unknown)),
            (dates("2025-11-21", None), None, Some(Vitality::Active)),
            (dates("2025-11-20", None), None, Some(Vitality::NeverStarted)),
            (dates("2025-11-19", None), None, Some(Vitality::Unknown)),
            (dates("2025-11", None), None, Some(Vitality::Unknown)),
            (dates("1997", Some("2020")), Some("2026-11-20"), Some(Vitality::Ended)),
            (dates("2026-12", None), None, None),
            (Dates::default(), Some("2026-11-20"), None),
        ] {
            let known_from = day("2025-11-20").into();
            let life = Life { latest: latest.map(day), is_whole: saw_begin(&dates, known_from) };
            let found = Thresholds::default().vitality(&dates, life, today);
            assert_eq!(found, expected, "{dates:?} {latest:?}");
        }
    }

    #[test]
    fn what_led_to_an_agreement_is_none_of_its_activity() {
        let partial = |text: &str| text.parse::<PartialDate>().unwrap();
        let signed = |text: &str| Dates { signed_on: text.parse().ok(), ..Dates::default() };
        for (begun, on, is_of_it) in [
            ("2018-03-19", "2018-03-18", false),
            ("2018-03-19", "2018-03-19", true),
            ("2018-03-19", "2018-03", false),
            ("2018-03", "2018-03-01", true),
            ("2018", "2017-12-31", false),
            ("2018", "2018", true),
        ] {
            assert_eq!(is_of_its_time(&signed(begun), partial(on)), is_of_it, "{begun} {on}");
        }
        let in_force = Dates { in_force_on: "2019".parse().ok(), ..Dates::default() };
        assert!(!is_of_its_time(&in_force, partial("2018-05-01")));
        assert!(
            is_of_its_time(&Dates::default(), partial("1800")),
            "what is not signed has no life yet to be told from"
        );
    }

    #[test]
    fn only_what_every_reader_of_the_agreement_sees_counts_for_it() {
        use Visibility::{Own, Parties, Public, Restricted};
        for agreement in [Public, Parties, Own, Restricted] {
            assert!(counts(agreement, Public, false), "{agreement:?}");
            assert_eq!(counts(agreement, Parties, true), agreement != Public, "{agreement:?}");
            for (evidence, shared) in [(Parties, false), (Own, true), (Restricted, true)] {
                assert!(!counts(agreement, evidence, shared), "{agreement:?} {evidence:?}");
            }
        }
    }
}
