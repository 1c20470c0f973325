//! The steps that a caller can try now, and what each still lacks.

use super::{
    named::Resting,
    rule::{Case, Doing, Lack, Track},
};
use crate::{
    Caller,
    agreement::route::{record::AgreementAct, rule::Step},
    policy::{self, Act},
};
use std::collections::BTreeSet;
use uuid::Uuid;

/// A step that the caller may record where the party's paperwork stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AllowedStep {
    /// The party whose step it is; all take a joint step.
    pub party: Uuid,
    /// The step.
    pub step: Step,
    /// What it still lacks, as the caller may know it.
    pub missing: Vec<Lack>,
}

impl Case {
    /// The steps that the caller may record now, in the order of the parties and of their routes: for the parties whose
    /// people they are and, as the agreement's `keeper`, for those for which nobody acts in the registry. What all take
    /// together is listed once.
    pub fn allowed_to(&self, caller: &Caller, keeper: Option<Uuid>) -> Vec<AllowedStep> {
        let on_their_way: Vec<Self> = self.accessions.iter().filter_map(|one| self.acceding(one.track.party)).collect();
        let ways = std::iter::once(self).chain(&on_their_way);
        let mut together = BTreeSet::new();
        let of_all = ways.flat_map(|way| {
            let of_way = way.tracks.iter().flat_map(move |track| way.allowed_on(track, caller, keeper));
            of_way.map(move |allowed| (way.is_together(&allowed), allowed))
        });
        let once = of_all.filter(|(joint, allowed)| !joint || together.insert(allowed.step.act));
        once.map(|(_, allowed)| allowed).collect()
    }

    /// The parties for which the caller does its part in this act: those whose people they are.
    pub(crate) fn spoken_for(&self, caller: &Caller, act: AgreementAct) -> BTreeSet<Uuid> {
        self.tracks.iter().map(|track| track.party).filter(|party| self.speaks(caller, act, *party)).collect()
    }

    /// Whether the caller speaks for the party in this act: as one of its people, in a role that its route asks for.
    pub(crate) fn speaks(&self, caller: &Caller, act: AgreementAct, party: Uuid) -> bool {
        let step = self.track(party).and_then(|track| track.route.step(act, track.stage));
        let by_route = step.is_none_or(|step| policy::holds_any(caller, &step.recorded_by, &[party]));
        by_route && policy::speaks_for(caller, Act::ConfirmAct, party)
    }

    /// The papers on which an allowed step can rest, whoever may see them.
    pub fn papers_for(&self, caller: &Caller, allowed: &AllowedStep) -> Vec<Resting> {
        let doing = Doing::new(allowed.step.act, allowed.party, self.today);
        let its_own = self.acceding(allowed.party);
        let way = its_own.as_ref().unwrap_or(self);
        way.resting(&doing, &way.spoken_for(caller, doing.act))
    }

    fn is_together(&self, allowed: &AllowedStep) -> bool {
        allowed.step.joint && !self.is_alone(&Doing::new(allowed.step.act, allowed.party, self.today))
    }

    /// The same on the track of one party.
    fn allowed_on(&self, track: &Track, caller: &Caller, keeper: Option<Uuid>) -> Vec<AllowedStep> {
        let speakers: Vec<Uuid> = [track.party].into_iter().chain(keeper.filter(|_| !track.acts)).collect();
        let acts = self.allowed(track.party);
        let may_record = |step: &&Step| {
            acts.contains(&step.act)
                && policy::may(caller, step.act.into(), &speakers).is_ok()
                && policy::holds_any(caller, &step.recorded_by, &speakers)
        };
        let allowed = |step: &Step| {
            let missing = self.missing_to(caller, &Doing::new(step.act, track.party, self.today));
            AllowedStep { party: track.party, step: step.clone(), missing }
        };
        track.route.steps_at(track.stage).filter(may_record).map(allowed).collect()
    }

    /// What an act of the caller lacks, as they may know it: what another hides is missing, and what a party's people do not
    /// record themselves needs its paper as a file.
    fn missing_to(&self, caller: &Caller, doing: &Doing) -> Vec<Lack> {
        let mut ground = self.ground(doing);
        if !policy::speaks_for(caller, Act::ConfirmAct, doing.party) {
            ground.missing.extend(self.without_file(doing.party, &ground.papers));
            ground.missing.extend(self.letter_of(doing).and_then(Result::err));
        }
        let own = caller.parties();
        ground.missing.into_iter().map(|lack| lack.told_to(&own)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use sea_orm::Iterable;

    #[test]
    fn whoever_may_confirm_may_record_every_step() {
        // `Track::acts` says of all steps whether somebody acts for a party.
        for act in AgreementAct::iter() {
            assert_eq!(Act::from(act).roles(), Act::ConfirmAct.roles(), "{act:?}");
        }
    }
}
