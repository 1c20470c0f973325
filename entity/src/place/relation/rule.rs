//! Whether countries have diplomatic relations on a day.

use super::record::diplomatic_relation::Model;
use chrono::NaiveDate;

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
