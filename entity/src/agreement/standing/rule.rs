//! Since when, until when and how a party takes part: derived from its row and the agreement's; and who goes on when one
//! leaves.

use crate::{
    Reason,
    agreement::{
        progress::{
            papers::Evidence,
            record::Outcome,
            rule::{Case, Doing, Lack, Taken, Track},
        },
        record::{EndsFor, Stage, agreement, agreement_party},
        route::record::AgreementAct,
        rule::Dates,
        terms::rule::Terms,
    },
    date::{PartialDate, legal_today},
    refusal::Refusals,
};
use chrono::NaiveDate;
use std::collections::BTreeSet;
use uuid::Uuid;

/// How a party stands to an agreement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PartyStatus {
    /// It has not signed yet.
    Proposed,
    /// It accedes: the parties have taken it in, and it has not signed yet.
    Acceding,
    /// It gave the proposal up, or was turned down, before the signature.
    GivenUp,
    /// It has signed, and the agreement is not in force yet.
    Signed,
    /// The agreement is in force for it.
    InForce,
    /// It gave notice, and takes part until the day that its notice names.
    NoticeGiven,
    /// It has left, and the others go on or went on.
    Left,
    /// The agreement is over for all.
    Ended,
    /// What was entered as signed before the registry does not stand: a party denies it, or it was taken back. Where it stands
    /// for others, who confirmed it, it does not for this one.
    Disowned,
}

/// A line of the list of parties.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// When it signed.
    pub signed_on: Option<PartialDate>,
    /// The first day on which the agreement is in force for it.
    pub in_force_from: Option<PartialDate>,
    /// When it acceded to what others had signed.
    pub acceded_on: Option<NaiveDate>,
    /// When it gave notice.
    pub notice_given_on: Option<NaiveDate>,
    /// The last day in force that its notice names.
    pub ends_on: Option<NaiveDate>,
    /// The last day on which it took part, where it left.
    pub left_on: Option<NaiveDate>,
    /// Whether it has said itself that what was entered as signed before the registry is as it agreed; `None` for what came
    /// about in the registry.
    pub confirms_entry: Option<bool>,
    /// When it denied what was entered in its name.
    pub denied_on: Option<NaiveDate>,
    /// How it stands.
    pub status: PartyStatus,
}

impl Standing {
    /// The line of one party. A party of an agreement from before the registry signed when the agreement was signed.
    pub fn of(part: &agreement_party::Model, agreement: &agreement::Model) -> Self {
        let over = matches!(agreement.stage, Stage::Expired | Stage::Terminated | Stage::Cancelled);
        let given_up = matches!(part.stage, Stage::Withdrawn | Stage::Rejected) || (part.is_acceding() && over);
        // Whoever accedes has no part in what the others did before.
        let with_all = |date: Option<PartialDate>| date.filter(|_| part.acceding_since.is_none());
        let signed_on = part.signed_on.or(with_all(agreement.signed_on)).filter(|_| !given_up);
        let in_force = agreement.stage != Stage::Cancelled;
        let began = with_all(agreement.in_force_on.or(agreement.signed_on)).filter(|_| in_force);
        let begins = part.acceded_on.map(PartialDate::from).or(began).filter(|_| !given_up);
        let status = match (part.left_on, agreement.stage) {
            (None, _) if agreement.is_disowned() || part.is_apart(agreement) => PartyStatus::Disowned,
            _ if given_up => PartyStatus::GivenUp,
            (Some(_), _) => PartyStatus::Left,
            _ if part.is_acceding() => PartyStatus::Acceding,
            _ if over => PartyStatus::Ended,
            _ if signed_on.is_none() && !agreement.is_old() => PartyStatus::Proposed,
            (None, Stage::Signed) => PartyStatus::Signed,
            _ if part.notice_given_on.is_some() => PartyStatus::NoticeGiven,
            _ => PartyStatus::InForce,
        };
        Self {
            signed_on,
            in_force_from: begins,
            acceded_on: part.acceded_on,
            notice_given_on: part.notice_given_on,
            ends_on: part.ends_on,
            left_on: part.left_on,
            confirms_entry: part.confirms_entry(agreement),
            denied_on: part.denied_at.map(legal_today),
            status,
        }
    }

    /// Whether it is among the parties of the terms.
    pub fn takes_part(self) -> bool {
        self.left_on.is_none() && self.status != PartyStatus::Acceding
    }
}

/// Who goes on, and when it ends for all.
impl Case {
    /// The party that the agreement follows: the first of those that go on, the initiator as long as it does.
    pub(crate) fn lead(&self) -> Option<&Track> {
        self.tracks.iter().find(|track| !self.leaves(track)).or(self.tracks.first())
    }

    /// Whether a party is on its way out, by its own notice, before it ends for all.
    pub(crate) fn leaves(&self, track: &Track) -> bool {
        let for_all = self.dates.terminated_on.map(PartialDate::latest);
        track.ends_on.is_some_and(|own| for_all.is_none_or(|for_all| own < for_all))
    }

    /// Whether the agreement ends for all as soon as it ends for one. Where its text does not say, it does between two; a
    /// larger one goes on (Vienna Convention on the Law of Treaties, Articles 54 to 56).
    pub(crate) fn ends_for_all(&self) -> bool {
        self.tracks.len() < 3 || self.ends_for == Some(EndsFor::All)
    }

    /// The last day in force for all, by notices that name these days: the first of them or, where the others go on, the one
    /// that leaves fewer than two parties.
    pub(crate) fn end_for_all(&self, mut ends: Vec<NaiveDate>) -> Option<NaiveDate> {
        ends.sort_unstable();
        let others = if self.ends_for_all() { 0 } else { self.tracks.len() - 2 };
        ends.get(others).copied()
    }

    /// The last day in force for all once this has been done, by the notices that stand then; an end that was entered without
    /// notices stands beside them, until all withdraw it. No notice moves the end of the term.
    pub(crate) fn end_after(&self, doing: &Doing) -> Option<PartialDate> {
        let withdrawn = self.notices_withdrawn(doing);
        let standing = self.tracks.iter().filter(|track| !withdrawn.contains(&track.party));
        let given = doing.until.filter(|_| doing.act == AgreementAct::GiveTerminationNotice);
        let by_notices = self.end_for_all(standing.filter_map(|track| track.ends_on).chain(given).collect());
        let term = Dates { terminated_on: None, ..self.dates }.last_day();
        let by_notices = by_notices.map(|end| PartialDate::from(term.map_or(end, |term| end.min(term))));
        let entered = self.entered_end.filter(|_| !self.lifts_entered_end(doing));
        [by_notices, entered].into_iter().flatten().min_by_key(|end| end.latest())
    }

    /// Whether this withdraws the end with which an agreement was entered: all do, where no notice is there to withdraw.
    pub(crate) fn lifts_entered_end(&self, doing: &Doing) -> bool {
        doing.act == AgreementAct::WithdrawNotice && self.notices_withdrawn(doing).is_empty()
    }

    /// For whom it ends is changed once no notice runs that was given under the other rule.
    pub(crate) fn check_ends_for(&self, before: &Terms, after: &Terms, path: &str, refused: &mut Refusals) {
        let runs = self.tracks.iter().any(|track| track.ends_on.is_some());
        refused.unless(!runs || before.ends_for == after.ends_for, path, Reason::NoticeRuns);
    }

    /// The last day that a notice can name: that of the term. While the notice of one runs, another party gives its own for an
    /// earlier or a later day, of which the earlier counts. An end that was entered without the notices stands.
    pub(crate) fn last_day_of_notices(&self) -> Option<NaiveDate> {
        Dates { terminated_on: self.entered_end, ..self.dates }.last_day()
    }

    /// The day on which a party signed what the step rests on, where its signature has one.
    pub(crate) fn signed_by(&self, doing: &Doing, party: Uuid) -> Option<NaiveDate> {
        let step = self.track(doing.party).and_then(|track| track.route.step(doing.act, track.stage))?;
        let papers = step.signed.iter().filter_map(|kind| self.paper(*kind, step.joint));
        papers.filter_map(|paper| paper.signature(party)?.signed_on).max()
    }

    /// The day of a signature: that from which the paper counts which all sign, with its last signature. `None` of other acts,
    /// and without such a paper.
    pub(crate) fn day_signed(&self, doing: &Doing) -> Option<NaiveDate> {
        let papers = self.signed_papers(doing);
        let signs = doing.act == AgreementAct::RecordSignature;
        let papers = self.documents.iter().filter(|paper| signs && papers.contains(&paper.id));
        papers.map(|paper| paper.counts_from).max()
    }

    /// Those of these papers that are the party's own and not there as a file.
    pub(crate) fn without_file(&self, party: Uuid, papers: &BTreeSet<Uuid>) -> Vec<Lack> {
        let its = |document: &&Evidence| papers.contains(&document.id) && document.party == Some(party);
        let missing = self.documents.iter().filter(its).filter(|document| document.sha256.is_none());
        missing.map(|document| Lack::File { kind: document.kind, party }).collect()
    }

    /// The last day of a party's notice once this has been done. What it does not sign prolongs nothing for a party that leaves:
    /// an extension by the others leaves it the term that was, whatever later day its notice names.
    pub(crate) fn own_end_after(&self, doing: &Doing, track: &Track) -> Option<NaiveDate> {
        if doing.act == AgreementAct::GiveTerminationNotice && track.party == doing.party {
            return doing.until;
        }
        if self.notices_withdrawn(doing).contains(&track.party) {
            return None;
        }
        let term = self.dates.last_day().filter(|_| doing.act == AgreementAct::Extend);
        track.ends_on.map(|own| term.map_or(own, |term| own.min(term)))
    }

    /// The last day on which a party takes part that leaves by this: that of its notice or of the term, or the day of the act.
    pub(crate) fn last_day_of(&self, doing: &Doing, track: &Track) -> NaiveDate {
        let ends = [track.ends_on, track.ends_on.and(self.dates.last_day())].into_iter().flatten().min();
        ends.filter(|ends| *ends < doing.on).unwrap_or(doing.on)
    }

    /// Takes over what a step says of the parties' notices, and who left.
    pub(crate) fn follow_notices(&mut self, doing: &Doing, leaving: &[Uuid]) {
        let withdrawn = self.notices_withdrawn(doing);
        let ends: Vec<Option<NaiveDate>> = self.tracks.iter().map(|track| self.own_end_after(doing, track)).collect();
        if matches!(doing.act, AgreementAct::GiveTerminationNotice | AgreementAct::WithdrawNotice) {
            self.dates.terminated_on = self.end_after(doing);
            self.entered_end = self.entered_end.filter(|_| !self.lifts_entered_end(doing));
        }
        for (track, ends_on) in self.tracks.iter_mut().zip(ends) {
            track.ends_on = ends_on;
            if doing.act == AgreementAct::GiveTerminationNotice && track.party == doing.party {
                track.noticed_on = Some(doing.on);
            }
            if withdrawn.contains(&track.party) {
                track.noticed_on = None;
            }
        }
        self.tracks.retain(|track| !leaving.contains(&track.party));
    }

    /// Whose notice a withdrawal concerns: the party's own or, where it gave none, everyone's.
    pub(crate) fn notices_withdrawn(&self, doing: &Doing) -> Vec<Uuid> {
        if doing.act != AgreementAct::WithdrawNotice {
            return Vec::new();
        }
        let given: Vec<Uuid> = self.tracks.iter().filter(|one| one.ends_on.is_some()).map(|one| one.party).collect();
        if given.contains(&doing.party) { vec![doing.party] } else { given }
    }

    /// Whether a party does this for itself, whatever its route says of steps that all take together: it leaves, or says
    /// that it will.
    pub(crate) fn is_alone(&self, doing: &Doing) -> bool {
        match doing.act {
            AgreementAct::GiveTerminationNotice => true,
            AgreementAct::Withdraw => !self.ends_for_all(),
            AgreementAct::Terminate => self.track(doing.party).is_some_and(|track| self.leaves(track)),
            _ => false,
        }
    }

    /// Whether who does this before the signature leaves the others, with whom it had agreed on what there is by then.
    pub(crate) fn leaves_a_proposal(&self, act: AgreementAct, outcome: Option<Outcome>) -> bool {
        let gives_up = act == AgreementAct::Withdraw || outcome == Some(Outcome::Rejected);
        gives_up && self.dates.proposed && !self.ends_for_all()
    }

    /// The papers in which all agreed on something before the signature, or by which it was approved.
    pub(crate) fn agreed_papers(&self) -> impl Iterator<Item = &Evidence> {
        let kinds = self.kinds_agreed();
        self.documents.iter().filter(move |paper| kinds.contains(&paper.kind))
    }

    /// Whether the agreement goes on for the others as it would have, once a party has done this to leave it.
    pub(crate) fn goes_on_without(&self, doing: &Doing, taken: &Taken) -> bool {
        let gave_notice = doing.act == AgreementAct::GiveTerminationNotice;
        taken.leaving.contains(&doing.party) || (gave_notice && self.end_after(doing).is_none())
    }
}
