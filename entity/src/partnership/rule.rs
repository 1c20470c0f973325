//! What claims and agreements make of a partnership.

use super::record::{Stance, Verification, claim};
use crate::date::PartialDate;
use uuid::Uuid;

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

/// Since when and until when a partnership lasts by its claims: the earliest start that an affirming one states, and the
/// end in the one that speaks for the latest day.
pub fn period<'a>(claims: impl IntoIterator<Item = &'a claim::Model>) -> (Option<PartialDate>, Option<PartialDate>) {
    let mut affirming: Vec<&claim::Model> =
        claims.into_iter().filter(|claim| claim.stance == Stance::Affirms).collect();
    affirming.sort_by_key(|claim| claim.as_of);
    let since = affirming.iter().filter_map(|claim| claim.since).min();
    (since, affirming.last().and_then(|latest| latest.until))
}

#[cfg(test)]
mod tests {
    use super::*;
    use Stance::{Affirms, Denies};

    const A: Uuid = Uuid::from_u128(1);
    const B: Uuid = Uuid::from_u128(2);
    const THIRD: Uuid = Uuid::from_u128(3);

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
