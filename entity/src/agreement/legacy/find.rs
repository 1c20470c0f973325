//! Finding the line between what parties agreed before the registry and what they agree in it.

use crate::{
    Error, Work,
    agreement::{
        progress::record::step,
        record::{agreement, agreement_party},
        route::record::AgreementAct,
        rule::PROPOSED,
    },
    date::legal_today,
    policy::{Visibility, visible},
    rows::group,
};
use chrono::NaiveDate;
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QuerySelect, QueryTrait};
use std::collections::HashMap;
use uuid::Uuid;

/// Identifiers looked up with one statement.
const BATCH: usize = 5_000;

/// What is done with an old letter of intent without going on with it.
const ASIDE: [AgreementAct; 3] = [AgreementAct::Withdraw, AgreementAct::PutOnHold, AgreementAct::ChangeTerms];

/// From this day on, what these parties agree on is agreed in the registry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Line {
    /// The proposal under which the first of them acted.
    pub proposal: Uuid,
    /// The day on which it did.
    pub since: NaiveDate,
}

/// The part of a party in a proposal.
#[derive(Debug, Clone, Copy)]
struct Part {
    party: Uuid,
    /// Since when it is in it, where it acceded to what others had signed.
    joined: Option<NaiveDate>,
    /// The day on which its people first did something in it.
    acted: Option<NaiveDate>,
}

/// What parties have done under proposals in the registry.
#[derive(Debug, Default)]
pub(crate) struct Lines(Vec<(Uuid, Vec<Part>)>);

impl Lines {
    /// Of the proposals that any of these parties have had with each other, be they under way, signed or given up. Of one that
    /// the caller may not see, and of which none of their own ever saw anything as a party, nothing is said.
    pub async fn read(work: &Work, parties: &[Uuid]) -> Result<Self, Error> {
        let mut parts = Vec::new();
        for batch in parties.chunks(BATCH) {
            let found = agreement_party::Entity::find()
                .filter(agreement_party::Column::PartyId.is_in(batch.iter().copied()))
                .all(&**work)
                .await?;
            parts.extend(found);
        }
        let mut shared: HashMap<Uuid, Vec<agreement_party::Model>> = group(parts, |part| part.agreement_id);
        shared.retain(|_, parts| 1 < parts.len());
        let own = work.caller.parties();
        let took_part = |parts: &[agreement_party::Model]| parts.iter().any(|part| own.contains(&part.party_id));
        let known: Vec<Uuid> = shared.iter().filter(|(_, parts)| took_part(parts)).map(|(id, _)| *id).collect();
        let ids: Vec<Uuid> = shared.keys().copied().collect();
        let mut lines = Vec::new();
        for batch in ids.chunks(BATCH) {
            let its_own = known.iter().copied().filter(|id| batch.contains(id));
            let seen = Condition::any()
                .add(visible::<agreement::Entity>(&work.caller))
                .add(Condition::all().add(agreement::Column::Id.is_in(its_own)).add(shown_to_parties()));
            // An old letter of intent with which people went on here, whatever became of that.
            let gone_on = step::Entity::find()
                .select_only()
                .column(step::Column::AgreementId)
                .filter(step::Column::AgreementId.is_in(batch.iter().copied()))
                .filter(step::Column::FromStage.is_in(PROPOSED))
                .filter(step::Column::Act.is_not_in(ASIDE));
            let made_here = Condition::any()
                .add(agreement::Column::Legacy.eq(false))
                .add(agreement::Column::Id.in_subquery(gone_on.into_query()));
            let proposals = agreement::Entity::find()
                .filter(agreement::Column::Id.is_in(batch.iter().copied()))
                .filter(seen)
                .filter(made_here)
                .all(&**work)
                .await?;
            lines.extend(proposals.into_iter().filter_map(|proposal| {
                let parts = shared.remove(&proposal.id)?;
                Some((proposal.id, parts.iter().map(Part::of).collect()))
            }));
        }
        lines.sort_unstable_by_key(|(id, _)| *id);
        Ok(Self(lines))
    }

    /// Those of other agreements than this one.
    pub fn beside(mut self, agreement: Uuid) -> Self {
        self.0.retain(|(id, _)| *id != agreement);
        self
    }

    /// The line between these parties: the first day on which one of them did something itself under a proposal that two of
    /// them share. What others of the proposal did, and what days anybody wrote on a letter, is no matter of theirs.
    pub fn between(&self, parties: &[Uuid]) -> Option<Line> {
        let lines = self.0.iter().filter_map(|(proposal, parts)| {
            let shared: Vec<&Part> = parts.iter().filter(|part| parties.contains(&part.party)).collect();
            let mut joined: Vec<NaiveDate> = shared.iter().map(|part| part.joined.unwrap_or(NaiveDate::MIN)).collect();
            joined.sort_unstable();
            let together = *joined.get(1)?;
            let acted = shared.iter().filter_map(|part| part.acted).min()?;
            Some(Line { proposal: *proposal, since: acted.max(together) })
        });
        lines.min_by_key(|line| line.since)
    }
}

/// The condition that parties see an agreement, or saw it until they left.
fn shown_to_parties() -> sea_orm::sea_query::SimpleExpr {
    agreement::Column::Visibility.is_in([Visibility::Public, Visibility::Parties])
}

impl Part {
    fn of(part: &agreement_party::Model) -> Self {
        Self {
            party: part.party_id,
            joined: part.acceding_since.map(legal_today),
            acted: part.acted_at.map(legal_today),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::day;

    #[test]
    fn the_line_is_drawn_by_what_two_of_the_parties_did_themselves() {
        let [first, second, third] = [1, 2, 3].map(Uuid::from_u128);
        let part = |party, acted: Option<&str>| Part { party, joined: None, acted: acted.map(day) };
        let proposal = Uuid::from_u128(9);
        let begun = vec![part(first, Some("2026-11-21")), part(second, None), part(third, None)];
        let lines = Lines(vec![(proposal, begun.clone())]);
        let since = |on| Some(Line { proposal, since: day(on) });
        assert_eq!(lines.between(&[first, second]), since("2026-11-21"));
        assert_eq!(lines.between(&[third, first, Uuid::from_u128(4)]), since("2026-11-21"));
        assert_eq!(lines.between(&[second, third]), None, "nobody of them did anything");
        assert_eq!(lines.between(&[first, Uuid::from_u128(4)]), None);
        let acceding = Part { joined: Some(day("2027-03-01")), ..part(third, Some("2027-04-01")) };
        let lines = Lines(vec![(proposal, vec![begun[0], begun[1], acceding])]);
        assert_eq!(lines.between(&[first, third]), since("2027-03-01"), "not before they were in it together");
        assert_eq!(lines.between(&[second, third]), since("2027-04-01"));
    }
}
