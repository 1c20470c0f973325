//! Whether countries have diplomatic relations on a day, and of which tier a region is.

use super::record::{diplomatic_relation::Model, party_tier};
use crate::place::record::Tier;
use chrono::NaiveDate;
use std::sync::Arc;

/// What is known about the relations between some countries.
#[derive(Debug, Clone, Default)]
pub struct Relations {
    /// The countries (two-letter codes).
    pub countries: Vec<String>,
    /// What sources say.
    pub known: Arc<[Model]>,
}

impl Relations {
    /// Whether all of the countries have relations with each other on a day; see [`all_on`].
    pub fn on(&self, day: NaiveDate) -> Option<bool> {
        let countries: Vec<&str> = self.countries.iter().map(String::as_str).collect();
        all_on(&self.known, &countries, day)
    }
}

/// Of which tier a region is, and was.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tiers {
    now: Option<Tier>,
    recorded: Vec<party_tier::Model>,
}

impl From<Option<Tier>> for Tiers {
    fn from(always: Option<Tier>) -> Self {
        Self { now: always, recorded: Vec::new() }
    }
}

impl Tiers {
    /// A region that is of a tier now, and what was recorded of it, the latest record last.
    pub fn new(now: Option<Tier>, recorded: Vec<party_tier::Model>) -> Self {
        Self { now, recorded }
    }

    /// Its tier on a day, by the record that begins last before it; where none was ever recorded, the one that it has. `None`
    /// if it is not known.
    pub fn on(&self, day: NaiveDate) -> Option<Tier> {
        if self.recorded.is_empty() {
            return self.now;
        }
        let begun = self.recorded.iter().filter(|row| row.since.is_none_or(|since| since.earliest() <= day));
        begun.max_by_key(|row| (row.since, row.id)).map(|row| row.tier)
    }
}

/// The two countries in the order in which they are kept.
pub fn ordered<'a>(one: &'a str, other: &'a str) -> (&'a str, &'a str) {
    if one < other { (one, other) } else { (other, one) }
}

/// Whether two countries have relations on a day: what the latest source says; `None` if no source says anything.
pub fn on(relations: &[Model], (one, other): (&str, &str), day: NaiveDate) -> Option<bool> {
    let (a, b) = ordered(one, other);
    let covers = |relation: &&Model| {
        relation.country_a == a
            && relation.country_b == b
            && relation.since.is_none_or(|since| since.earliest() <= day)
            && relation.until.is_none_or(|until| day <= until.latest())
    };
    relations.iter().filter(covers).max_by_key(|relation| (relation.as_of, relation.id)).map(|relation| relation.exist)
}

/// Whether all of these countries have relations with each other: false if any two have none, `None` if this is unknown
/// for any two. A country needs no relations with itself.
pub fn all_on(relations: &[Model], countries: &[&str], day: NaiveDate) -> Option<bool> {
    let mut all = Some(true);
    for (at, one) in countries.iter().enumerate() {
        for other in countries.iter().skip(at + 1).filter(|other| *other != one) {
            match on(relations, (one, other), day) {
                Some(false) => return Some(false),
                Some(true) => {}
                None => all = None,
            }
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn relation(countries: (&str, &str), exist: bool, since: &str, as_of: &str) -> Model {
        Model {
            id: Uuid::from_u128(1),
            country_a: countries.0.into(),
            country_b: countries.1.into(),
            exist,
            since: since.parse().ok(),
            until: None,
            source: "a source".into(),
            as_of: as_of.parse().unwrap(),
            created_at: chrono::DateTime::UNIX_EPOCH,
        }
    }

    #[test]
    fn a_tier_counts_from_its_day() {
        let row = |id, tier, since: Option<&str>| party_tier::Model {
            id: Uuid::from_u128(id),
            party_id: Uuid::nil(),
            tier,
            since: since.map(|since| since.parse().unwrap()),
            source: "a law".into(),
            created_at: chrono::DateTime::UNIX_EPOCH,
        };
        let on = |tiers: &Tiers, day: &str| tiers.on(day.parse().unwrap());
        assert_eq!(on(&Some(Tier::Second).into(), "1990-01-01"), Some(Tier::Second));
        let mut rows = vec![row(1, Tier::Second, None), row(2, Tier::First, Some("2025-07"))];
        let promoted = Tiers::new(Some(Tier::First), rows.clone());
        assert_eq!([on(&promoted, "2025-06-30"), on(&promoted, "2025-07-01")], [Some(Tier::Second), Some(Tier::First)]);
        rows.push(row(3, Tier::Third, None));
        assert_eq!(
            on(&Tiers::new(None, rows.clone()), "2025-06-30"),
            Some(Tier::Third),
            "the later record of the same day"
        );
        rows.remove(2);
        rows.remove(0);
        assert_eq!(on(&Tiers::new(Some(Tier::First), rows), "2025-06-30"), None, "nobody knows what it was before");
    }

    #[test]
    fn the_latest_source_counts_and_silence_is_not_absence() {
        let day = "2026-11-21".parse().unwrap();
        let known = [
            relation(("ID", "JP"), true, "1958", "2020-01-01"),
            relation(("ID", "XX"), true, "1990", "2020-01-01"),
            relation(("ID", "XX"), false, "2025-05-01", "2025-06-01"),
        ];
        assert_eq!(on(&known, ("JP", "ID"), day), Some(true));
        assert_eq!(on(&known, ("ID", "XX"), day), Some(false));
        assert_eq!(on(&known, ("ID", "XX"), "2024-01-01".parse().unwrap()), Some(true));
        assert_eq!(on(&known, ("ID", "KR"), day), None);
        assert_eq!(all_on(&known, &["ID", "ID"], day), Some(true));
        assert_eq!(all_on(&known, &["ID", "JP", "KR"], day), None);
        assert_eq!(all_on(&known, &["ID", "KR", "XX"], day), Some(false));
    }
}
