//! What claims and agreements make of a partnership.

use super::record::{Fact, Stance, Verification, backing, claim};
use crate::{
    date::PartialDate,
    source::{Rank, Stated},
};
use chrono::NaiveDate;
use uuid::Uuid;

/// How much the word of a source counts: of a member its own, else that of a register or a list.
pub fn rank(stated_by: Option<Uuid>, official: bool) -> Rank {
    match stated_by {
        Some(_) => Rank::Member,
        None if official => Rank::Register,
        None => Rank::List,
    }
}

/// How well a partnership of `members` is confirmed by what `statements` say (each with the member that says so; `None`
/// for a third party) and by the agreements that the members in `signed` have signed.
///
/// One denial by anyone is enough for a dispute. Otherwise the number of members that say so themselves counts.
pub fn verification(
    members: &[Uuid],
    statements: impl IntoIterator<Item = (Stance, Option<Uuid>)>,
    signed: &[Uuid],
) -> Verification {
    let mut affirming = signed.to_vec();
    for (stance, stated_by) in statements {
        match stance {
            Stance::Denies => return Verification::Disputed,
            Stance::Affirms => affirming.extend(stated_by),
        }
    }
    match members.iter().filter(|member| affirming.contains(member)).count() {
        0 => Verification::Claimed,
        count if count == members.len() => Verification::ConfirmedByAll,
        _ => Verification::ConfirmedByOne,
    }
}

/// A fact of a partnership as its claims settle it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settled {
    /// Which fact.
    pub fact: Fact,
    /// The date that is followed.
    pub value: PartialDate,
    /// The claim that states it.
    pub claim: Uuid,
    /// Whether another claim contradicts it.
    pub disputed: bool,
}

/// Since when and until when a partnership lasts by its claims, as far as they say so: by the word that counts most, and
/// where others agree with it, as precisely as any of them. Silence ends and revives nothing. What ended before the
/// partnership began anew is no end of it.
pub fn settled(claims: &[claim::Model]) -> Vec<Settled> {
    let since = settle(Fact::Since, claims, |claim| claim.since);
    let begun = since.map(|since| since.value.earliest());
    let until = settle(Fact::Until, claims, |claim| {
        claim.until.filter(|until| begun.is_none_or(|begun| begun <= until.latest()))
    });
    since.into_iter().chain(until).collect()
}

fn settle(fact: Fact, claims: &[claim::Model], date: impl Fn(&claim::Model) -> Option<PartialDate>) -> Option<Settled> {
    let affirming = claims.iter().filter(|claim| claim.stance == Stance::Affirms);
    let mut stated: Vec<Stated<(PartialDate, Uuid)>> = affirming
        .filter_map(|claim| Some(Stated { value: (date(claim)?, claim.id), rank: claim.rank, on: claim.as_of }))
        .collect();
    stated.sort_by(Stated::first_to_last);
    let (first, rest) = stated.split_first()?;
    let (value, claim) = first.value;
    Some(rest.iter().fold(Settled { fact, value, claim, disputed: false }, |known, other| {
        let (value, claim) = other.value;
        match known.value.narrowed(value) {
            None => Settled { disputed: true, ..known },
            Some(finer) if finer == known.value => known,
            Some(finer) => Settled { value: finer, claim, ..known },
        }
    }))
}

/// What a source says of a date that has spoken of it before: nothing it said is lost where it says it less precisely now,
/// or no more.
pub fn still_said(earlier: Option<PartialDate>, now: Option<PartialDate>) -> Option<PartialDate> {
    match (earlier, now) {
        (Some(earlier), Some(now)) => Some(earlier.narrowed(now).unwrap_or(now)),
        (earlier, now) => now.or(earlier),
    }
}

/// What claims and agreements make of a partnership.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Assessment {
    /// Since when.
    pub since: Option<PartialDate>,
    /// Until when.
    pub until: Option<PartialDate>,
    /// How well it is confirmed.
    pub verification: Verification,
    /// Whether anybody says that it exists.
    pub claimed: bool,
}

/// What claims and agreements make of a partnership of these members. An agreement in force confirms it and lets it last;
/// the end of an agreement ends it only where nobody but agreements says that it exists.
pub fn assess(members: &[Uuid], claims: &[claim::Model], backings: &[backing::Model]) -> Assessment {
    let stated = settled(claims);
    let of = |fact| stated.iter().find(|settled| settled.fact == fact).map(|settled| settled.value);
    let in_force: Vec<&backing::Model> = backings.iter().filter(|backing| backing.in_force).collect();
    let affirmed = claims.iter().any(|claim| claim.stance == Stance::Affirms);
    let until = match (in_force.is_empty(), affirmed) {
        (false, _) => None,
        (true, true) => of(Fact::Until),
        (true, false) => backings.iter().filter_map(|backing| backing.until).max(),
    };
    let signed: Vec<Uuid> = in_force.iter().flat_map(|backing| &backing.signed.0).copied().collect();
    Assessment {
        since: of(Fact::Since).or_else(|| backings.iter().filter_map(|backing| backing.since).min()),
        until,
        verification: verification(members, claims.iter().map(|claim| (claim.stance, claim.stated_by)), &signed),
        claimed: affirmed || !backings.is_empty(),
    }
}

/// Whether a partnership that lasts until then lasts on this day. A date of month or year precision counts in its favour.
pub fn is_current(until: Option<PartialDate>, today: NaiveDate) -> bool {
    until.is_none_or(|until| today <= until.latest())
}

#[cfg(test)]
mod tests {
    use super::*;
    use Stance::{Affirms, Denies};

    const A: Uuid = Uuid::from_u128(1);
    const B: Uuid = Uuid::from_u128(2);
    const THIRD: Uuid = Uuid::from_u128(3);

    fn claim(nth: u128, rank: Rank, as_of: &str, since: &str, until: &str) -> claim::Model {
        let date = |text: &str| text.parse().ok();
        claim::Model {
            id: Uuid::from_u128(nth),
            partnership_id: Uuid::nil(),
            stance: Affirms,
            stated_by: (rank == Rank::Member).then_some(A),
            rank,
            source: nth.to_string(),
            as_of: as_of.parse().unwrap(),
            reference: None,
            since: date(since),
            until: date(until),
            unlisted_on: None,
            created_at: chrono::DateTime::UNIX_EPOCH,
        }
    }

    /// What two claims make of a partnership, whichever was entered first.
    fn period(one: claim::Model, other: claim::Model) -> (String, String, Vec<Fact>) {
        let told = |claims: &[claim::Model]| {
            let Assessment { since, until, .. } = assess(&[A, B], claims, &[]);
            let [since, until] = [since, until].map(|date| date.map(|date| date.to_string()).unwrap_or_default());
            let disputed = settled(claims).into_iter().filter(|settled| settled.disputed);
            (since, until, disputed.map(|settled| settled.fact).collect())
        };
        let there = told(&[one.clone(), other.clone()]);
        assert_eq!(there, told(&[other, one]));
        there
    }

    #[test]
    fn the_word_that_counts_more_is_followed_and_the_other_seen() {
        use Rank::{List, Member, Register};
        let cases = [
            ((Member, "2015-01-01", "1984-07-25", ""), (List, "2026-01-01", "1950", ""), ("1984-07-25", "", true)),
            ((Register, "2015-01-01", "1984", ""), (List, "2026-01-01", "1950", ""), ("1984", "", true)),
            ((List, "2015-01-01", "1984", ""), (List, "2026-01-01", "1950", ""), ("1950", "", true)),
            ((List, "2015-01-01", "1992-08-04", ""), (List, "2026-01-01", "1992", ""), ("1992-08-04", "", false)),
            ((Member, "2015-01-01", "1992", ""), (List, "2026-01-01", "1992-08-04", ""), ("1992-08-04", "", false)),
            ((Member, "2022-04-01", "", "2022-03"), (List, "2026-01-01", "", ""), ("", "2022-03", false)),
            ((List, "2022-04-01", "1990", "2000"), (List, "2026-01-01", "2005", ""), ("2005", "", true)),
        ];
        for ((rank, as_of, since, until), (other, later, since_then, until_then), (begun, ended, disputed)) in cases {
            let told = period(claim(1, rank, as_of, since, until), claim(2, other, later, since_then, until_then));
            let expected = if disputed { vec![Fact::Since] } else { Vec::new() };
            assert_eq!(told, (begun.to_owned(), ended.to_owned(), expected));
        }
    }

    #[test]
    fn what_a_source_said_is_not_lost() {
        for (earlier, now, said) in [
            ("1992-08-04", "1992", "1992-08-04"),
            ("1992", "1992-08-04", "1992-08-04"),
            ("1992-08-04", "", "1992-08-04"),
            ("", "1992", "1992"),
            ("1992", "1993", "1993"),
        ] {
            let said: Option<PartialDate> = said.parse().ok();
            assert_eq!(still_said(earlier.parse().ok(), now.parse().ok()), said);
        }
    }

    #[test]
    fn an_agreement_confirms_what_it_makes_and_its_end_ends_nothing_that_others_claim() {
        let backing = |in_force: bool| backing::Model {
            agreement_id: Uuid::nil(),
            partnership_id: Uuid::nil(),
            since: "2018-03-19".parse().ok(),
            until: (!in_force).then(|| "2021-03-19".parse().unwrap()),
            in_force,
            signed: super::super::record::Parties(vec![A, B]),
        };
        let said = [claim(1, Rank::List, "2026-01-01", "1992", "2001")];
        let alone = assess(&[A, B], &[], &[backing(true)]);
        assert_eq!((alone.verification, alone.until, alone.claimed), (Verification::ConfirmedByAll, None, true));
        let over = assess(&[A, B], &[], &[backing(false)]);
        assert_eq!((over.verification, over.until), (Verification::Claimed, "2021-03-19".parse().ok()));
        let beside = assess(&[A, B], &said, &[backing(true)]);
        assert_eq!((beside.since, beside.until), ("1992".parse().ok(), None), "it lives");
        assert_eq!(assess(&[A, B], &said, &[backing(false)]).until, "2001".parse().ok());
        assert!(!assess(&[A, B], &[], &[]).claimed);
    }

    #[test]
    fn a_date_counts_until_its_last_day() {
        for (until, current) in [("2026", true), ("2026-11", true), ("2026-11-26", false), ("2025", false), ("", true)]
        {
            assert_eq!(is_current(until.parse().ok(), "2026-11-27".parse().unwrap()), current, "{until}");
        }
    }

    /// Every set of statements by A, B, an outsider and nobody in particular, with every set of signatures.
    #[test]
    fn verification_follows_from_every_combination_of_statements() {
        let statements: Vec<(Stance, Option<Uuid>)> = [Affirms, Denies]
            .into_iter()
            .flat_map(|stance| [Some(A), Some(B), Some(THIRD), None].map(|by| (stance, by)))
            .collect();
        let chosen = |set: usize| {
            statements.iter().enumerate().filter(move |(bit, _)| set >> bit & 1 == 1).map(|(_, statement)| *statement)
        };
        for set in 0..1_usize << statements.len() {
            for signed in [vec![], vec![A], vec![B], vec![A, B]] {
                let says = |member| signed.contains(&member) || chosen(set).any(|said| said == (Affirms, Some(member)));
                let expected = match (chosen(set).any(|(stance, _)| stance == Denies), says(A), says(B)) {
                    (true, ..) => Verification::Disputed,
                    (false, true, true) => Verification::ConfirmedByAll,
                    (false, false, false) => Verification::Claimed,
                    _ => Verification::ConfirmedByOne,
                };
                assert_eq!(verification(&[A, B], chosen(set), &signed), expected, "{set:b} {signed:?}");
            }
        }
    }

    #[test]
    fn two_of_three_members_are_not_all() {
        let statements = [(Affirms, Some(A)), (Affirms, Some(B))];
        assert_eq!(verification(&[A, B, THIRD], statements, &[]), Verification::ConfirmedByOne);
        assert_eq!(verification(&[A, B, THIRD], statements, &[THIRD]), Verification::ConfirmedByAll);
    }
}
