//! Who stands in for whom on a day.

use super::record::deputy;
use chrono::NaiveDate;
use std::collections::BTreeSet;
use uuid::Uuid;

/// How many people who are away one after the other stand in for each other before that is no help.
const LONGEST_CHAIN: usize = 5;

impl deputy::Model {
    /// Whether it holds on a day.
    pub fn holds(&self, day: NaiveDate) -> bool {
        self.starts_on <= day && day <= self.ends_on
    }

    /// Whether it shares a day with these.
    pub fn overlaps(&self, starts_on: NaiveDate, ends_on: NaiveDate) -> bool {
        self.starts_on <= ends_on && starts_on <= self.ends_on
    }
}

/// Who does a person's work for a party on a day: they themselves, or who stands in for them; if that one is away as well,
/// who stands in there. Where all of them are away, it stays with the person.
pub fn at_work(deputies: &[deputy::Model], party: Uuid, person: Uuid, day: NaiveDate) -> Uuid {
    let deputy_of = |person: Uuid| {
        let of_person = |one: &&deputy::Model| one.party_id == party && one.person_id == person && one.holds(day);
        deputies.iter().find(of_person).map(|one| one.deputy_id)
    };
    let (mut now, mut asked) = (person, BTreeSet::from([person]));
    while let Some(next) = deputy_of(now) {
        if !asked.insert(next) || asked.len() > LONGEST_CHAIN {
            return person;
        }
        now = next;
    }
    now
}

/// For whom a person does the work on a day: each party with the person who is away.
pub fn stands_in_for(deputies: &[deputy::Model], deputy: Uuid, day: NaiveDate) -> BTreeSet<(Uuid, Uuid)> {
    let away = deputies.iter().filter(|one| one.holds(day)).map(|one| (one.party_id, one.person_id));
    away.filter(|(party, person)| *person != deputy && at_work(deputies, *party, *person, day) == deputy).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{day, moment};

    const PARTY: Uuid = Uuid::from_u128(9);

    fn stands_in(person: u128, deputy: u128, from: &str, until: &str) -> deputy::Model {
        deputy::Model {
            id: Uuid::from_u128(person * 10 + deputy),
            party_id: PARTY,
            person_id: Uuid::from_u128(person),
            deputy_id: Uuid::from_u128(deputy),
            starts_on: day(from),
            ends_on: day(until),
            created_at: moment("2026-11-01T00:00:00Z"),
        }
    }

    #[test]
    fn the_deputy_of_the_day_is_at_work_also_where_the_first_is_away() {
        let deputies = [
            stands_in(1, 2, "2026-12-01", "2026-12-10"),
            stands_in(2, 3, "2026-12-05", "2026-12-06"),
            stands_in(4, 5, "2026-12-01", "2026-12-31"),
            stands_in(5, 4, "2026-12-01", "2026-12-31"),
        ];
        let at_work = |person, on| at_work(&deputies, PARTY, Uuid::from_u128(person), day(on)).as_u128();
        for (person, on, who) in [
            (1, "2026-11-30", 1),
            (1, "2026-12-01", 2),
            (1, "2026-12-05", 3),
            (1, "2026-12-10", 2),
            (1, "2026-12-11", 1),
            (4, "2026-12-02", 4),
        ] {
            assert_eq!(at_work(person, on), who, "{person} {on}");
        }
        let of_three = stands_in_for(&deputies, Uuid::from_u128(3), day("2026-12-05"));
        assert_eq!(of_three, [1, 2].map(|away| (PARTY, Uuid::from_u128(away))).into());
        assert_eq!(super::at_work(&deputies, Uuid::nil(), Uuid::from_u128(1), day("2026-12-02")).as_u128(), 1);
    }
}
