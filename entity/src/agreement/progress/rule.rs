//! The state machine of agreements. Which steps there are, and what they need, stands in the routes of the parties.

use super::{
    conditions::earliest_end,
    papers::{Evidence, Ground},
    record::{Outcome, Requirement},
};
use crate::{
    agreement::{
        record::{DocumentKind, EndsFor, Stage, agreement},
        route::{
            record::{AgreementAct, Condition},
            rule::{Route, Step},
        },
        rule::{Dates, OVER},
    },
    date::PartialDate,
    partnership::record::Class,
    place::relation::rule::{Relations, Tiers},
    refusal::Gate,
    text::LocalText,
};
use chrono::NaiveDate;
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};
use uuid::Uuid;

/// The documents by which the terms, or the text that has them, are approved: they say nothing of other terms.
pub const APPROVALS: [DocumentKind; 5] = [
    DocumentKind::CouncilDecision,
    DocumentKind::VerificationResult,
    DocumentKind::InitialledText,
    DocumentKind::CentralApproval,
    DocumentKind::FullPower,
];

/// How many months of notice the law asks for where no text does (Vienna Convention on the Law of Treaties, Article 56 (2)).
pub const NOTICE_WITHOUT_TEXT: i32 = 12;

/// An agreement as far as its progress depends on it.
#[derive(Debug, Clone)]
pub struct Case {
    /// Its class.
    pub class: Class,
    /// Its legal dates.
    pub dates: Dates,
    /// The last day in force with which it was entered, without the notices.
    pub entered_end: Option<PartialDate>,
    /// How many months it runs.
    pub term_months: Option<i32>,
    /// How many months before the end notice must be given.
    pub notice_months: Option<i32>,
    /// By how many months it renews itself.
    pub renewal_months: Option<i32>,
    /// For whom it ends when one party ends its part, where it says so.
    pub ends_for: Option<EndsFor>,
    /// The day on which its terms last changed.
    pub terms_since: Option<NaiveDate>,
    /// The date of its first letter; `None` of an agreement from before the registry.
    pub begun_on: Option<NaiveDate>,
    /// How many fields of cooperation it names.
    pub fields: usize,
    /// The track of each party that takes part, in their order; those that have left are not among them.
    pub tracks: Vec<Track>,
    /// Those that accede, each on its own way to the signature.
    pub accessions: Vec<Accession>,
    /// The parties beside the one on its way: those that have signed, where it accedes.
    pub beside: Vec<Track>,
    /// The documents that count.
    pub documents: Vec<Evidence>,
    /// The kinds of which a document no longer counts.
    pub void: BTreeSet<DocumentKind>,
    /// What was answered to the requirements.
    pub requirements: BTreeMap<Requirement, bool>,
    /// What is known about the diplomatic relations of the parties' countries.
    pub relations: Relations,
    /// The day on which legal dates turn.
    pub today: NaiveDate,
}

/// The way of a party that accedes to an agreement that others have signed.
#[derive(Debug, Clone)]
pub struct Accession {
    /// Its track.
    pub track: Track,
    /// What was answered to the requirements since the parties took it in.
    pub requirements: BTreeMap<Requirement, bool>,
}

/// The track of one party.
#[derive(Debug, Clone)]
#[expect(clippy::struct_excessive_bools, reason = "rules ask for each of them by its name")]
pub struct Track {
    /// The party.
    pub party: Uuid,
    /// Its tier, as far as it is known.
    pub tiers: Tiers,
    /// Its route.
    pub route: Arc<Route>,
    /// Where its paperwork stands.
    pub stage: Stage,
    /// Since when.
    pub since: NaiveDate,
    /// When it came there on its own way, whatever hold came between.
    pub arrived_on: NaiveDate,
    /// The stage that it left when the matter was put on hold.
    pub left: Option<Stage>,
    /// When it gave notice of termination, if it did.
    pub noticed_on: Option<NaiveDate>,
    /// The last day in force that its notice of termination names, if it gave one.
    pub ends_on: Option<NaiveDate>,
    /// Whether it acceded to what others had signed, with its own signature.
    pub acceded: bool,
    /// Whether somebody acts for the party in the registry: what binds it then takes effect when it has done its part.
    pub acts: bool,
    /// Whether it is known to be a party of its own: those who keep the registry have confirmed it, or somebody acts for it.
    /// Until then it may be a double of one that has people, and nothing binds it.
    pub known: bool,
    /// Whether it is asked if an agreement that was entered as signed before the registry is as it agreed: somebody acts for
    /// it, and it has not said so yet. Until then the entry is the word of whoever made it.
    pub asked: bool,
}

/// What someone wants to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Doing {
    /// What.
    pub act: AgreementAct,
    /// The party; all parties take a joint step.
    pub party: Uuid,
    /// When it happened.
    pub on: NaiveDate,
    /// What an authority decided, where it decides.
    pub outcome: Option<Outcome>,
    /// The new last day in force, of an extension; the last day in force, of a notice.
    pub until: Option<NaiveDate>,
}

impl Doing {
    /// `act` of `party` on this day.
    pub fn new(act: AgreementAct, party: Uuid, on: NaiveDate) -> Self {
        Self { act, party, on, outcome: None, until: None }
    }
}

/// One party's move from stage to stage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Move {
    /// The party.
    pub party: Uuid,
    /// The stage that it leaves.
    pub from: Stage,
    /// The stage that it reaches.
    pub to: Stage,
}

/// What a step leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    /// Where the parties go.
    pub moves: Vec<Move>,
    /// The documents on which it rests.
    pub papers: BTreeSet<Uuid>,
    /// Whether they carry no other such step.
    pub uses_up: bool,
    /// The parties that take no part any more, while the others go on.
    pub leaving: Vec<Uuid>,
    /// Kinds of documents that no longer count.
    pub voids: Vec<DocumentKind>,
    /// Whether what was prepared is now known to all parties and to the public.
    pub published: bool,
}

impl Taken {
    /// What rests on no documents and leads there.
    pub(crate) fn of_moves(moves: Vec<Move>) -> Self {
        Self {
            moves,
            papers: BTreeSet::new(),
            uses_up: false,
            leaving: Vec::new(),
            voids: Vec::new(),
            published: false,
        }
    }
}

/// What is missing for a step.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Lack {
    /// A document of this kind; of one party, where each side needs its own.
    Document {
        /// What kind.
        kind: DocumentKind,
        /// The party.
        party: Option<Uuid>,
        /// Who has one and hides it from the others.
        hidden_by: Option<Uuid>,
    },
    /// A document of this kind that was not used: the one that is there carried an earlier act.
    Unused {
        /// What kind.
        kind: DocumentKind,
        /// The party to which it belongs.
        party: Option<Uuid>,
        /// The day of that act.
        used_on: NaiveDate,
    },
    /// A later day of the act: the document of this kind counts from a day after it.
    LaterDay {
        /// What kind.
        kind: DocumentKind,
        /// The party to which it belongs.
        party: Option<Uuid>,
        /// The day from which it counts.
        from: NaiveDate,
    },
    /// A document of this kind that is not older than what it is about: the one on record is of a day before there was such a
    /// thing, or before it was put to those who decide.
    Newer {
        /// What kind.
        kind: DocumentKind,
        /// The party to which it belongs.
        party: Option<Uuid>,
        /// The day of the one on record.
        dated: NaiveDate,
        /// The day of what it is about.
        since: NaiveDate,
    },
    /// A later signature of a party: it signed before there was what it signs, or before its own side let it.
    LaterSignature {
        /// What kind.
        kind: DocumentKind,
        /// The party whose signature it is.
        party: Uuid,
        /// The day of the signature on record.
        signed: NaiveDate,
        /// The day from which it can sign.
        since: NaiveDate,
    },
    /// A party's signature under the document of this kind.
    Signature {
        /// What kind.
        kind: DocumentKind,
        /// The party whose signature it is.
        party: Uuid,
    },
    /// The document of this kind as a file, for a party whose people do not act in this themselves.
    File {
        /// What kind.
        kind: DocumentKind,
        /// The party.
        party: Uuid,
    },
    /// The document of this kind with the same text as others have signed, or with what makes the difference: a party that
    /// accedes signs what they signed.
    OtherText {
        /// What kind.
        kind: DocumentKind,
        /// The party that signed another text.
        party: Uuid,
    },
    /// A party's own word that an agreement entered as signed before the registry is as it agreed.
    Word {
        /// The party.
        party: Uuid,
        /// The last day from which a notice needs no such word.
        from: Option<NaiveDate>,
    },
    /// The confirmation of those who keep the registry that a party is one of its own.
    Unconfirmed {
        /// The party.
        party: Uuid,
    },
    /// Full powers that cover a signature: those of the party name another one, or are of a later day, or there are none.
    Uncovered {
        /// The party.
        party: Uuid,
        /// Who signed for it.
        signatory: String,
        /// When.
        signed: NaiveDate,
        /// Whom the full powers on record name.
        names: Option<String>,
        /// The day of the full powers on record.
        given: Option<NaiveDate>,
    },
    /// A condition does not hold.
    Condition {
        /// Which.
        condition: Condition,
        /// The day from which it would hold, where waiting or a later date helps.
        from: Option<NaiveDate>,
    },
    /// One of the nine requirements is not answered, or not met.
    Requirement {
        /// Which.
        requirement: Requirement,
    },
    /// Another party has not done all its steps before the signature.
    Unready {
        /// Which party.
        party: Uuid,
        /// Its stage.
        stage: Stage,
    },
    /// Another party has not come far enough.
    Track {
        /// Which party.
        party: Uuid,
        /// Its stage.
        stage: Stage,
    },
}

impl Lack {
    /// What those who act for these parties are told of it: what another party hides is missing.
    #[must_use]
    pub fn told_to(self, own: &[Uuid]) -> Self {
        match self {
            Self::Document { kind, party, hidden_by } => {
                Self::Document { kind, party, hidden_by: hidden_by.filter(|owner| own.contains(owner)) }
            }
            other => other,
        }
    }
}

/// Why a step cannot be taken where the party's paperwork stands.
pub type Closed = Gate<Stage, AgreementAct, Lack, LocalText>;

impl Case {
    /// The stage of the agreement: that of the first party that goes on.
    pub fn stage(&self) -> Stage {
        self.lead().map_or(Stage::Initiated, |track| track.stage)
    }

    /// How far things have come for one that accedes: it goes its own way with its own papers, beside parties that have gone
    /// theirs. `None` for everyone else.
    pub fn acceding(&self, party: Uuid) -> Option<Self> {
        let Accession { track, requirements } = self.accessions.iter().find(|one| one.track.party == party)?.clone();
        let beside = self.tracks.clone();
        Some(Self { tracks: vec![track], accessions: Vec::new(), beside, requirements, ..self.clone() })
    }

    /// The stage of the agreement that others have signed, of the case of a party that accedes.
    fn stage_beside(&self) -> Option<Stage> {
        let goes_on = self.beside.iter().find(|track| !self.leaves(track));
        goes_on.or(self.beside.first()).map(|track| track.stage)
    }

    /// The step that an act is for a party as things stand. Nobody accedes by its signature to what is not in force, or ends. That
    /// the others prepare an extension hinders nobody: one of them alone begins that, and whoever has acceded extends it with them.
    pub fn step<'a>(&self, track: &'a Track, act: AgreementAct) -> Option<&'a Step> {
        track.route.step(act, track.stage).filter(|step| self.is_open(step))
    }

    fn is_open(&self, step: &Step) -> bool {
        let goes_on = |stage: Stage| matches!(stage, Stage::InForce | Stage::RenewalInProgress);
        step.act != AgreementAct::RecordSignature || self.stage_beside().is_none_or(goes_on)
    }

    /// The parties that have yet to say that what was entered as signed before the registry is as they agreed.
    pub fn asked(&self) -> impl Iterator<Item = Uuid> {
        self.tracks.iter().filter(|track| track.asked).map(|track| track.party)
    }

    /// The parties, also those that accede, of which the law asks what cooperation abroad requires.
    pub fn answers_requirements(&self) -> impl Iterator<Item = Uuid> {
        let tracks = self.tracks.iter().chain(self.accessions.iter().map(|one| &one.track));
        tracks.filter(|track| track.route.asks_requirements()).map(|track| track.party)
    }

    /// The words of parties without which a step does not rest on what was entered as signed before the registry.
    ///
    /// Nobody leaves on a clause that not all have confirmed, its own word included, and nobody is kept by another's silence:
    /// without these words, a notice gives the others the twelve months that the law gives where a text says nothing (Vienna
    /// Convention on the Law of Treaties, Article 56 (2)), or the longer time that the entry states. A copy of the terms binds
    /// nobody, whatever it says.
    fn words_missing(&self, step: &Step, doing: &Doing) -> Vec<Lack> {
        let from = if step.act == AgreementAct::GiveTerminationNotice {
            let months = Some(NOTICE_WITHOUT_TEXT).max(self.notice_months);
            let from = earliest_end(doing.on, months);
            // As with the notice that the clause asks for, what counts is the day that it names.
            if doing.until.is_none_or(|until| from <= until) {
                return Vec::new();
            }
            Some(from)
        } else if step.rests_on_words() {
            None
        } else {
            return Vec::new();
        };
        let asked = self.tracks.iter().filter(|track| track.asked);
        let lack = |track: &Track| match (track.party, track.known) {
            (party, true) => Lack::Word { party, from },
            (party, false) => Lack::Unconfirmed { party },
        };
        asked.map(lack).collect()
    }

    /// The track of one party.
    pub fn track(&self, party: Uuid) -> Option<&Track> {
        self.tracks.iter().find(|track| track.party == party)
    }

    /// What `party` can try next: the acts of its route at its stage that people record.
    pub fn allowed(&self, party: Uuid) -> Vec<AgreementAct> {
        let Some(track) = self.track(party) else { return Vec::new() };
        let open = track.route.steps_at(track.stage).filter(|step| self.is_open(step));
        let by_people = open.filter(|step| !step.recorded_by.is_empty());
        let possible = by_people.filter(|step| !step.rests_on_words() || self.asked().next().is_none());
        possible.map(|step| step.act).collect::<BTreeSet<_>>().into_iter().collect()
    }

    /// Whether it was given up before it was signed: no step leads on from the stages of its parties.
    pub fn is_given_up(&self) -> bool {
        let stands = |track: &Track| track.route.steps_at(track.stage).next().is_none();
        self.dates.proposed && self.tracks.iter().all(stands)
    }

    /// Takes a step, or says why it cannot be taken.
    pub fn take(&self, doing: &Doing) -> Result<Taken, Closed> {
        let Some(track) = self.track(doing.party) else { return Err(self.closed_to(doing.party)) };
        let Some(step) = self.step(track, doing.act) else {
            let closed = self.closed_to(doing.party);
            // What others have signed stands where nobody can join it.
            let theirs = track.route.step(doing.act, track.stage).and_then(|_| self.stage_beside());
            return Err(Closed { state: theirs.unwrap_or(closed.state), ..closed });
        };
        let Ground { papers, missing } = self.ground(doing);
        if !missing.is_empty() {
            let (missing, article) = (missing.into_iter().collect(), Some(step.article.clone()));
            return Err(Closed { missing, article, ..self.closed_to(doing.party) });
        }
        let moves = self.moves(doing, track, step);
        // Whoever ends its part alone leaves the others, who go on.
        let alone = self.is_alone(doing) || doing.outcome == Some(Outcome::Rejected);
        let ends = |one: &&Move| alone && moves.len() == 1 && OVER.contains(&one.to);
        let leaving = moves.iter().filter(ends).map(|one| one.party).collect();
        Ok(Taken {
            moves,
            leaving,
            papers,
            uses_up: step.uses_up(),
            voids: step.voids.clone(),
            published: step.is_signing(),
        })
    }

    /// Takes over what the agreement itself says.
    pub(crate) fn read(&mut self, agreement: &agreement::Model) {
        self.class = agreement.class;
        self.dates = Dates::from(agreement);
        self.entered_end = agreement.entered_end;
        self.term_months = agreement.term_months;
        self.notice_months = agreement.notice_months;
        self.renewal_months = agreement.renewal_months;
        self.ends_for = agreement.ends_for;
        self.terms_since = agreement.terms_changed_on;
    }

    /// Takes over where its parties went.
    pub(crate) fn follow_moves(&mut self, moves: &[Move], on: NaiveDate) {
        for one in moves.iter().filter(|one| one.from != one.to) {
            if let Some(track) = self.tracks.iter_mut().find(|track| track.party == one.party) {
                if !track.is_held_up(*one) {
                    track.arrived_on = on;
                }
                track.left = track.left_by(*one);
                (track.stage, track.since) = (one.to, on);
            }
        }
    }

    /// The refusal of an act that `party` cannot try now.
    pub(crate) fn closed_to(&self, party: Uuid) -> Closed {
        if let Some(its_own) = self.acceding(party) {
            return its_own.closed_to(party);
        }
        Gate::at(self.track(party).map_or(self.stage(), |track| track.stage), self.allowed(party))
    }

    fn moves(&self, doing: &Doing, track: &Track, step: &Step) -> Vec<Move> {
        let all_to =
            |to: Stage| self.tracks.iter().map(move |track| Move { party: track.party, from: track.stage, to });
        match doing.outcome.filter(|_| step.is_decision()) {
            Some(Outcome::Rejected) if self.ends_for_all() => return all_to(Stage::Rejected).collect(),
            Some(Outcome::Rejected) => {
                return vec![Move { party: track.party, from: track.stage, to: Stage::Rejected }];
            }
            Some(Outcome::Returned) => {
                let to = step.returns_to.unwrap_or(track.stage);
                return vec![Move { party: track.party, from: track.stage, to }];
            }
            Some(Outcome::Approved) | None => {}
        }
        let along = |track: &Track, step: &Step| {
            let to = step.to.or(track.left).unwrap_or(Stage::Initiated);
            Move { party: track.party, from: track.stage, to }
        };
        let by_itself = self.is_alone(doing) && !(doing.until.is_some() && self.end_after(doing).is_some());
        if !step.joint || by_itself {
            let back = self.tracks.iter().filter_map(|other| other.comes_back(track, step));
            return [along(track, step)].into_iter().chain(back).collect();
        }
        if doing.act == AgreementAct::WithdrawNotice {
            let withdrawn = self.notices_withdrawn(doing);
            if self.end_after(doing).is_some() {
                // Another notice runs on, which ends it for all.
                let stay = self.tracks.iter().filter(|one| withdrawn.contains(&one.party));
                return stay.map(|one| Move { party: one.party, from: one.stage, to: one.stage }).collect();
            }
            let stays = |one: &Track| one.ends_on.is_some() && !withdrawn.contains(&one.party);
            // It comes back to where those are who went on.
            let goes_on = self.lead().map(|lead| lead.stage).filter(|stage| *stage != Stage::TerminationNoticed);
            let back = self.tracks.iter().filter(|one| !stays(one)).filter_map(|one| {
                let own = along(one, one.route.step(doing.act, one.stage)?);
                Some(Move { to: goes_on.unwrap_or(own.to), ..own })
            });
            return back.collect();
        }
        let together = self.tracks.iter().filter_map(|track| {
            let own = track.route.step(doing.act, track.stage)?;
            Some(along(track, own))
        });
        together.collect()
    }

    /// What is missing before the step can be taken: everything at once. For a joint step, what any party is missing.
    pub fn missing(&self, doing: &Doing) -> Vec<Lack> {
        self.ground(doing).missing.into_iter().collect()
    }

    pub(super) fn ground(&self, doing: &Doing) -> Ground {
        let mut ground = Ground::default();
        let Some(track) = self.track(doing.party) else { return ground };
        let Some(step) = self.step(track, doing.act) else { return ground };
        self.stand(track, step, doing, &mut ground);
        ground.missing.extend(self.words_missing(step, doing));
        ground.missing.extend(self.asked_of_partners(track, step, doing));
        if step.is_signing() {
            let bound = self.tracks.iter().filter(|one| !one.known && !self.leaves(one));
            ground.missing.extend(bound.map(|one| Lack::Unconfirmed { party: one.party }));
        }
        if step.joint && !self.is_alone(doing) {
            // Whoever is leaving hinders nobody.
            let others = self.tracks.iter().filter(|other| other.party != track.party && !self.leaves(other));
            for other in others {
                match other.route.step(doing.act, other.stage) {
                    Some(own) => self.stand(other, own, doing, &mut ground),
                    None if other.route.knows(doing.act) && doing.act != AgreementAct::WithdrawNotice => {
                        ground.missing.insert(Lack::Track { party: other.party, stage: other.stage });
                    }
                    None => {}
                }
            }
        }
        ground
    }

    /// What the routes of those beside a party that accedes ask of whoever they cooperate with, and what is missing of it: they
    /// asked it of the others before they signed with them.
    fn asked_of_partners(&self, track: &Track, step: &Step, doing: &Doing) -> Vec<Lack> {
        if step.act != AgreementAct::RecordSignature {
            return Vec::new();
        }
        let of_partners = |one: &&Condition| {
            matches!(one, Condition::DiplomaticRelations | Condition::EqualTier | Condition::NineRequirements)
        };
        let steps = self.beside.iter().flat_map(|beside| &beside.route.steps);
        let asked: BTreeSet<&Condition> = steps.flat_map(|step| &step.conditions).filter(of_partners).collect();
        let unmet = asked.into_iter().filter_map(|one| Some((*one, self.holds(*one, track, doing).err()?)));
        unmet.flat_map(|(condition, from)| self.lacks(condition, from, track, doing)).collect()
    }

    /// The parties that still have to do their part before the step takes effect, when those in `done` have done theirs. A
    /// step that all take on a signed paper binds them: where it also sets dates or terms, each party records or confirms
    /// it; otherwise its own word that it signed is enough. For a party for which nobody acts, the file speaks.
    pub fn awaited(&self, doing: &Doing, done: &BTreeSet<Uuid>) -> BTreeSet<Uuid> {
        let Some(track) = self.track(doing.party) else { return BTreeSet::new() };
        let Some(step) = track.route.step(doing.act, track.stage) else { return BTreeSet::new() };
        let sets_terms = step.is_signing() && doing.act.sets_terms();
        let attested = |party: Uuid| {
            let papers = step.signed.iter().filter_map(|kind| self.paper(*kind, step.joint));
            papers.filter_map(|paper| paper.signature(party)).all(|signature| signature.attested)
        };
        let bound = |track: &&Track| !(doing.act == AgreementAct::Extend && self.leaves(track));
        let acting = self.tracks.iter().filter(|track| track.acts && !done.contains(&track.party));
        let awaited = acting.filter(bound);
        awaited
            .map(|track| track.party)
            .filter(|party| !step.signed.is_empty() && (sets_terms || !attested(*party)))
            .collect()
    }

    /// Where the parties go when the terms change before the signature: each back to the first step by which they, or the text
    /// that has them, are approved. A party that has not come that far stays.
    pub fn back_to_approvals(&self) -> Vec<Move> {
        let first = self.first_approvals();
        let back = |track: &Track| {
            let to = first.get(&track.party).copied().filter(|first| *first < track.stage)?;
            Some(Move { party: track.party, from: track.stage, to })
        };
        self.tracks.iter().filter_map(back).collect()
    }

    /// The stages at which the parties, or the text that has the terms, are first approved on the routes that have such a step.
    pub(crate) fn first_approvals(&self) -> BTreeMap<Uuid, Stage> {
        let approves = |step: &&Step| !step.is_aside() && step.documents.iter().any(|kind| APPROVALS.contains(kind));
        let first = |track: &Track| {
            let steps = track.route.steps.iter().filter(approves);
            Some((track.party, steps.flat_map(|step| step.from.iter().copied()).min()?))
        };
        self.tracks.iter().filter_map(first).collect()
    }

    /// The stages at which the parties first agreed on something: signed it, or had the terms approved.
    pub(crate) fn first_agreed(&self) -> BTreeMap<Uuid, Stage> {
        let mut first = self.first_approvals();
        for track in &self.tracks {
            let signing = track.route.steps.iter().filter(|step| !step.is_aside() && !step.signed.is_empty());
            if let Some(stage) = signing.flat_map(|step| step.from.iter().copied()).min() {
                first.entry(track.party).and_modify(|known| *known = stage.min(*known)).or_insert(stage);
            }
        }
        first
    }
}

impl Step {
    /// Whether it rests on what was entered as signed before the registry, so that all say first that this is as they agreed:
    /// what people do under it. For notices, see [`Case::words_missing`].
    fn rests_on_words(&self) -> bool {
        let is_aside = self.is_aside() && self.act != AgreementAct::WithdrawNotice;
        !self.recorded_by.is_empty() && !is_aside
    }
}

impl Track {
    /// Its move when a step of `another` voids its papers although it has gone on from the stage to which that step leads: it
    /// comes back there.
    pub(crate) fn comes_back(&self, another: &Self, step: &Step) -> Option<Move> {
        let to = step.to.filter(|to| !step.voids.is_empty() && self.route.passes(*to))?;
        let went_on = self.party != another.party && to < self.stage && self.stage < Stage::Signed;
        went_on.then_some(Move { party: self.party, from: self.stage, to })
    }

    /// Whether a move puts it on hold or takes it up again where it was: on its own way it goes neither on nor back.
    pub(crate) fn is_held_up(&self, one: Move) -> bool {
        one.to == Stage::OnHold || (one.from == Stage::OnHold && self.left == Some(one.to))
    }

    /// The stage to which it returns after a hold, once it has gone on.
    pub(crate) fn left_by(&self, one: Move) -> Option<Stage> {
        if one.to == Stage::OnHold { Some(one.from) } else { self.left.filter(|left| *left != one.to) }
    }

    /// Whether the party has done all that it can do before the others are ready too: only the signature is left to it, or
    /// a step that itself waits for the others.
    pub fn is_ready(&self) -> bool {
        let waits = |step: &Step| {
            step.act == AgreementAct::RecordSignature || step.conditions.contains(&Condition::OtherPartiesReady)
        };
        self.route.steps_at(self.stage).any(waits)
    }
}
