//! Which statement of a place is followed, and which contradict it.

use super::record::{FactKind, fact};
use crate::{
    date::PartialDate,
    place::{
        record::party,
        rule::{CITY_RADIUS_KM, distance_km},
    },
    source::{Rank, Stated},
};
use chrono::NaiveDate;
use uuid::Uuid;

/// How much areas may differ by which two sources mean the same: coasts and rivers are measured differently.
const SAME_AREA: f64 = 0.01;

/// A source, as far as its word counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told<'a> {
    /// The source.
    pub source: &'a str,
    /// The date to which it refers.
    pub as_of: NaiveDate,
    /// How much its word counts.
    pub rank: Rank,
}

/// Figures of a place, as far as somebody states them.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Figures {
    /// Degrees north and east.
    pub point: Option<(f64, f64)>,
    /// How many inhabitants.
    pub population: Option<i64>,
    /// When they were counted.
    pub counted_on: Option<PartialDate>,
    /// The area in square kilometres.
    pub area_km2: Option<f64>,
}

/// What a source states of a place. A register of the ministry is none of coordinates: those in its files are added by others.
pub fn statements(party_id: Uuid, figures: &Figures, told: &Told<'_>, of_points: Rank) -> Vec<fact::Model> {
    let state = |kind, value: Option<String>, counted_on, rank| {
        let (source, as_of) = (told.source.to_owned(), told.as_of);
        value.map(|value| fact::Model { party_id, kind, source, value, counted_on, rank, as_of })
    };
    let point = figures.point.map(|(latitude, longitude)| format!("{latitude} {longitude}"));
    let population = figures.population.map(|population| population.to_string());
    [
        state(FactKind::Coordinates, point, None, of_points),
        state(FactKind::Population, population, figures.counted_on, told.rank),
        state(FactKind::Area, figures.area_km2.map(|area| area.to_string()), None, told.rank),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// The statement of this kind that is followed: that of the source whose word counts most, and within a rank the newest, of
/// inhabitants by the day on which they were counted.
pub fn followed(facts: &[fact::Model], kind: FactKind) -> Option<&fact::Model> {
    let stated = |fact: &fact::Model| Stated {
        value: (fact.value.clone(), fact.source.clone()),
        rank: fact.rank,
        on: fact.counted_on.map_or(fact.as_of, PartialDate::latest),
    };
    facts.iter().filter(|fact| fact.kind == kind).min_by(|a, b| Stated::first_to_last(&stated(a), &stated(b)))
}

/// A place with the figures that are followed; where nobody states one, it stays as it is.
pub fn with_figures(party: party::Model, facts: &[fact::Model]) -> party::Model {
    let of = |kind| followed(facts, kind);
    let mut party = party;
    if let Some((latitude, longitude)) = of(FactKind::Coordinates).and_then(point) {
        (party.latitude, party.longitude) = (Some(latitude), Some(longitude));
    }
    if let Some(fact) = of(FactKind::Population)
        && let Ok(population) = fact.value.parse()
    {
        (party.population, party.population_as_of) = (Some(population), fact.counted_on);
    }
    if let Some(area) = of(FactKind::Area).and_then(|fact| fact.value.parse().ok()) {
        party.area_km2 = Some(area);
    }
    party
}

/// Whether two statements contradict each other. Counts of different days do not, nor points in one town.
pub fn contradict(one: &fact::Model, other: &fact::Model) -> bool {
    if one.kind != other.kind || one.value == other.value {
        return false;
    }
    match one.kind {
        FactKind::Coordinates => {
            point(one).zip(point(other)).is_some_and(|(one, other)| distance_km(one, other) > CITY_RADIUS_KM)
        }
        FactKind::Population => match (one.counted_on, other.counted_on) {
            (Some(one), Some(other)) => one.narrowed(other).is_some(),
            (one, other) => one.is_none() && other.is_none(),
        },
        FactKind::Area => {
            let areas = one.value.parse::<f64>().ok().zip(other.value.parse::<f64>().ok());
            areas.is_some_and(|(one, other)| (one - other).abs() > SAME_AREA * one.max(other))
        }
    }
}

fn point(fact: &fact::Model) -> Option<(f64, f64)> {
    let (latitude, longitude) = fact.value.split_once(' ')?;
    Some((latitude.parse().ok()?, longitude.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn population(value: &str, source: &str, rank: Rank, as_of: &str, counted_on: &str) -> fact::Model {
        fact::Model {
            party_id: Uuid::nil(),
            kind: FactKind::Population,
            source: source.into(),
            value: value.into(),
            counted_on: counted_on.parse().ok(),
            rank,
            as_of: as_of.parse().unwrap(),
        }
    }

    #[test]
    fn a_register_goes_before_a_list_and_the_newer_before_the_older() {
        let register = population("10", "register", Rank::Register, "2025-04-25", "2024");
        let list = population("9", "list", Rank::List, "2026-02-28", "");
        let counted = population("8", "census", Rank::List, "2026-02-28", "2020");
        for (facts, source) in [
            (vec![&list, &register], "register"),
            (vec![&register, &list], "register"),
            (vec![&counted, &list], "list"),
            (vec![&list], "list"),
        ] {
            let facts: Vec<fact::Model> = facts.into_iter().cloned().collect();
            assert_eq!(followed(&facts, FactKind::Population).unwrap().source, source);
        }
        assert_eq!(followed(&[list], FactKind::Area), None);
    }

    #[test]
    fn counts_of_one_day_contradict_each_other() {
        let counted = |value: &str, on: &str| population(value, value, Rank::List, "2026-02-28", on);
        assert!(contradict(&counted("10", "2024"), &counted("11", "2024-06-30")));
        assert!(contradict(&counted("10", ""), &counted("11", "")));
        assert!(!contradict(&counted("10", "2020"), &counted("11", "2024")));
        assert!(!contradict(&counted("10", "2024"), &counted("10", "2024")));
        let area = |value: &str| fact::Model { kind: FactKind::Area, ..counted(value, "") };
        assert!(contradict(&area("100"), &area("102")) && !contradict(&area("100"), &area("100.5")));
        let at = |value: &str| fact::Model { kind: FactKind::Coordinates, ..counted(value, "") };
        assert!(contradict(&at("-6.92 107.61"), &at("-7.92 107.61")));
        assert!(!contradict(&at("-6.92 107.61"), &at("-6.9 107.6")));
    }
}
