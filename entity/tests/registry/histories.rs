//! Random histories of agreements: whatever anybody tries, the rules hold.

use chrono::{Days, NaiveDate};
use entity::{
    agreement::{
        document::rule::Whose,
        progress::{
            papers::{Evidence, Signature},
            record::{Answered, Outcome, Requirement},
            rule::{Case, Closed, Doing, Taken, Track},
        },
        record::{DocumentKind, EndsFor, Scheme, Stage, TermKind},
        route::{
            record::AgreementAct,
            reference::shipped,
            rule::{Route, Step},
        },
        rule::{Dates, end_of_term, months_after},
        scheme::rule::{Side, lawful_schemes},
    },
    date::PartialDate,
    partnership::record::Class,
    place::{
        record::{Kind, Tier},
        relation::rule::Relations,
    },
};
use proptest::prelude::*;
use sea_orm::Iterable;
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, LazyLock},
};
use uuid::Uuid;

/// What somebody tries.
#[derive(Debug, Clone)]
enum Attempt {
    /// An act for one of the parties, today or as of some days back.
    /// Some parties record or confirm it.
    Act { act: AgreementAct, party: usize, outcome: Outcome, months: u32, back: u64, done: u8 },
    /// A document of a kind, of a party or of none, signed by some, of whom some say so themselves, that counts from today
    /// or some days back.
    Document { kind: DocumentKind, party: usize, signed: u8, attested: u8, seen: Seen, back: u64 },
    /// An answer to a requirement.
    Answer { requirement: Requirement, met: bool },
    /// The terms change.
    ChangeTerms,
    /// A party confirms what waits.
    ConfirmAct { party: usize },
    /// A party declines what waits.
    DeclineAct,
    /// Days pass.
    Wait { days: u64 },
    /// What the next step of a party lacks is made good, as far as people can, and the step taken some days after or before
    /// the day from which the documents count.
    Advance { party: usize, way: usize, rejected: bool, back: u64, dated_back: u64 },
}

/// Whether a document has a file, and whether all parties see it.
type Seen = (bool, bool);

/// Any of them: also those that are added one day.
fn any_of<T: Iterable + Clone + std::fmt::Debug + 'static>() -> impl Strategy<Value = T> {
    prop::sample::select(T::iter().collect::<Vec<_>>())
}

fn attempt() -> impl Strategy<Value = Attempt> {
    prop_oneof![
        3 => (any_of(), 0usize..4, any_of(), 0u32..40, 0u64..40, any::<u8>()).prop_map(
            |(act, party, outcome, months, back, done)| Attempt::Act { act, party, outcome, months, back, done }
        ),
        2 => (any_of(), 0usize..5, any::<u8>(), any::<u8>(), (any::<bool>(), prop::bool::weighted(0.8)), 0u64..40)
            .prop_map(|(kind, party, signed, attested, seen, back)| {
                Attempt::Document { kind, party, signed, attested, seen, back }
            }),
        1 => (any_of(), any::<bool>()).prop_map(|(requirement, met)| Attempt::Answer { requirement, met }),
        1 => Just(Attempt::ChangeTerms),
        2 => (0usize..4).prop_map(|party| Attempt::ConfirmAct { party }),
        1 => Just(Attempt::DeclineAct),
        1 => (0u64..900).prop_map(|days| Attempt::Wait { days }),
        8 => (0usize..4, 0usize..6, prop::bool::weighted(0.05), any_day(), any_day()).prop_map(
            |(party, way, rejected, back, dated_back)| Attempt::Advance { party, way, rejected, back, dated_back },
        ),
    ]
}

/// Most often today, else some days back.
fn any_day() -> impl Strategy<Value = u64> {
    prop_oneof![3 => Just(0u64), 1 => 0u64..40]
}

/// An agreement as a history leaves it: the case, and everything that was ever done with it.
#[derive(Clone)]
struct Model {
    case: Case,
    moves: Vec<(AgreementAct, Vec<Moved>)>,
    /// How many documents were recorded.
    recorded: u128,
    /// How many steps were taken before the terms last changed.
    changed: usize,
    /// The parties that have left.
    gone: Vec<Track>,
    /// What waits, and who has recorded or confirmed it.
    waits: Option<(Doing, BTreeSet<Uuid>)>,
    /// Whether it is signed for a later day.
    for_later: bool,
}

/// Who went from where to where.
type Moved = (Uuid, Stage, Stage);

const PARTIES: [Uuid; 4] = [Uuid::from_u128(1), Uuid::from_u128(2), Uuid::from_u128(3), Uuid::from_u128(4)];

/// Those of the parties whose bit is set.
fn among(bits: u8) -> Vec<Uuid> {
    let with = PARTIES.into_iter().enumerate().filter(|(nth, _)| bits & (1 << nth) != 0);
    with.map(|(_, party)| party).collect()
}

impl Model {
    fn new(routes: Vec<Arc<Route>>, fixed: bool, ends_for: Option<EndsFor>, acting: u8) -> Self {
        let acting = among(acting);
        let today: NaiveDate = "2024-02-29".parse().unwrap();
        let track = |(party, route): (Uuid, Arc<Route>)| Track {
            party,
            tiers: Some(Tier::Second).into(),
            route,
            stage: Stage::Initiated,
            since: today,
            is_stated: false,
            arrived_on: today,
            left: None,
            noticed_on: None,
            ends_on: None,
            acceded: false,
            acts: acting.contains(&party),
            known: true,
            asked: false,
        };
        let dates =
            Dates { term_kind: Some(if fixed { TermKind::Fixed } else { TermKind::AutoRenew }), ..Dates::default() };
        let case = Case {
            class: Class::Sister,
            dates,
            entered_end: None,
            term_months: Some(12),
            notice_months: Some(6),
            renewal_months: Some(12),
            ends_for,
            terms_since: None,
            begun_on: Some(today),
            fields: 2,
            brings_technology: true,
            tracks: PARTIES.into_iter().zip(routes).map(track).collect(),
            accessions: Vec::new(),
            beside: Vec::new(),
            documents: Vec::new(),
            void: BTreeSet::new(),
            requirements: BTreeMap::new(),
            relations: Relations::default(),
            today,
        };
        Self { case, moves: Vec::new(), recorded: 0, changed: 0, gone: Vec::new(), waits: None, for_later: false }
    }

    /// An act of a party some days back, as far as nobody goes back in time.
    fn doing(&self, act: AgreementAct, party: usize, (outcome, months): (Option<Outcome>, u32), back: u64) -> Doing {
        let since = self.case.tracks.iter().map(|track| track.since).max().unwrap();
        let on = since.max(self.case.today - Days::new(back));
        let sets_day = matches!(act, AgreementAct::Extend | AgreementAct::GiveTerminationNotice)
            || (self.for_later && act == AgreementAct::RecordSignature);
        let until = sets_day.then(|| months_after(self.case.today, months).unwrap());
        Doing { outcome, until, ..Doing::new(act, self.party(party), on) }
    }

    /// One of the parties with which it began.
    fn party(&self, nth: usize) -> Uuid {
        PARTIES[nth % (self.case.tracks.len() + self.gone.len())]
    }

    /// The party that the agreement follows: the first that is not on its way out while others go on.
    fn lead(&self) -> &Track {
        self.case.tracks.iter().find(|track| self.stays(track)).unwrap_or(&self.case.tracks[0])
    }

    fn document(
        &mut self,
        (kind, party): (DocumentKind, Option<Uuid>),
        (signed, attested): (&[Uuid], &[Uuid]),
        (file, shared): Seen,
        back: u64,
    ) {
        let day = self.case.today - Days::new(back);
        let signature = |party: &Uuid| Signature {
            party: *party,
            name: "Wali Kota".into(),
            signed_on: Some(day),
            attested: attested.contains(party),
        };
        self.recorded += 1;
        self.case.documents.push(Evidence {
            id: Uuid::from_u128(0x1000 + self.recorded),
            kind,
            party,
            by: party,
            shared,
            issued_on: Some(day),
            counts_from: day,
            used_on: None,
            signatures: signed.iter().map(signature).collect(),
            empowers: Some("wali kota".into()),
            sha256: file.then(|| "a".repeat(64)),
            deviation: None,
        });
    }

    /// Tries an act that some have recorded or confirmed, and does what the registry does when it takes effect.
    fn attempt(&mut self, doing: &Doing, done: &[Uuid]) -> Result<Taken, Closed> {
        let done: BTreeSet<Uuid> = done.iter().copied().collect();
        let missing = self.case.missing(doing);
        let step = self.case.track(doing.party).and_then(|track| track.route.step(doing.act, track.stage)).cloned();
        let taken = self.case.take(doing);
        match (&taken, &step) {
            (Ok(_), Some(_)) => assert!(missing.is_empty(), "nothing is taken that lacks something"),
            (Ok(_), None) => panic!("{doing:?} is no step here"),
            (Err(closed), Some(_)) => {
                assert!(!missing.is_empty() && closed.missing == missing, "what is refused says what it lacks");
            }
            (Err(closed), None) => assert!(closed.missing.is_empty() && !closed.allowed.contains(&doing.act)),
        }
        if let (Ok(taken), Some(step)) = (&taken, &step) {
            if self.case.awaited(doing, &done).is_empty() {
                self.check_binding(doing, step, &done);
                self.carry_out(doing, taken, step);
            } else {
                self.waits = Some((doing.clone(), done));
            }
        }
        taken
    }

    /// A party that acts confirms what waits: with the last of them it takes effect, if it still can.
    fn confirm(&mut self, party: Uuid) {
        let Some((doing, mut done)) = self.waits.clone() else { return };
        if self.case.track(party).is_some_and(|track| track.acts) {
            done.insert(party);
            _ = self.attempt(&doing, &done.into_iter().collect::<Vec<_>>());
        }
    }

    /// What waits is for parties that take part, and for a party that does.
    fn check_waits(&self) {
        let Some((doing, done)) = &self.waits else { return };
        assert!(self.case.track(doing.party).is_some(), "{doing:?} waits although its party has left");
        let awaited = self.case.awaited(doing, done);
        assert!(awaited.iter().all(|party| self.case.track(*party).is_some_and(|track| track.acts)), "{awaited:?}");
    }

    /// No party is bound without its own act or signed paper.
    fn check_binding(&self, doing: &Doing, step: &Step, done: &BTreeSet<Uuid>) {
        if !step.is_signing() {
            return;
        }
        for track in self.case.tracks.iter().filter(|track| doing.act != AgreementAct::Extend || self.stays(track)) {
            let signed = |paper: &&Evidence| {
                let by = paper.signatures.iter().find(|one| one.party == track.party);
                let relied_on = by.is_some_and(|one| one.attested || (!track.acts && paper.sha256.is_some()));
                step.signed.contains(&paper.kind) && paper.shared && relied_on
            };
            let did = done.contains(&track.party);
            let paper = self.case.documents.iter().any(|paper| signed(&paper));
            let bound = if doing.act.sets_terms() && track.acts { did } else { did || paper };
            assert!(bound, "{doing:?} binds {} without its act or its paper", track.party);
            assert!(track.acts || paper, "{doing:?} binds {}, for whom nobody acts", track.party);
        }
    }

    /// Whether a party takes part as long as anyone does.
    fn stays(&self, track: &Track) -> bool {
        let for_all = self.case.dates.terminated_on.map(PartialDate::latest);
        track.ends_on.is_none() || for_all.is_some_and(|for_all| track.ends_on >= Some(for_all))
    }

    /// Whether it goes on for the others when `party` ends its part by this act.
    fn goes_on_without(&self, party: Uuid, act: AgreementAct) -> bool {
        let others = self.case.tracks.iter().filter(|track| track.party != party);
        let left = others.filter(|track| act == AgreementAct::Withdraw || track.ends_on.is_none()).count();
        self.case.tracks.len() > 2 && self.case.ends_for != Some(EndsFor::All) && left >= 2
    }

    /// The last day for all, by the notices that stand: the first of them, or the one that leaves fewer than two.
    fn end_by_notices(&self) -> Option<PartialDate> {
        let count = self.case.tracks.len();
        let mut ends: Vec<NaiveDate> = self.case.tracks.iter().filter_map(|track| track.ends_on).collect();
        ends.sort_unstable();
        let together = count == 2 || self.case.ends_for == Some(EndsFor::All);
        let end = if together { ends.first() } else { ends.get(count - 2) };
        end.copied().map(PartialDate::from)
    }

    /// No gate of a party opens by another's papers, no act precedes its paper, and none is used up twice.
    fn check_papers(&self, doing: &Doing, taken: &Taken, step: &Step) {
        let rests_on = |paper: &&Evidence| taken.papers.contains(&paper.id);
        let papers: Vec<&Evidence> = self.case.documents.iter().filter(rests_on).collect();
        assert_eq!(papers.len(), taken.papers.len(), "it rests on what is there");
        for paper in &papers {
            assert!(paper.counts_from <= doing.on, "{doing:?} precedes {paper:?}");
            let of_terms = self.case.kinds_of_terms().contains(&paper.kind);
            let since = self.case.terms_since.filter(|_| of_terms);
            assert!(since.is_none_or(|since| since <= paper.counts_from), "{paper:?} speaks of other terms");
            let relied_on = taken.moves.len() > 1 || paper.kind.whose() == Whose::AllParties;
            assert!(paper.shared || !relied_on, "{doing:?} rests on what one hides: {paper:?}");
            assert!(!step.uses_up() || paper.used_on.is_none(), "{paper:?} carries one act, not {doing:?} too");
            assert_ne!((paper.kind.whose(), paper.party), (Whose::OneParty, None), "it counts for nobody: {paper:?}");
            let needed_of_each = step.of_each.contains(&paper.kind);
            let own = paper.party.is_none_or(|owner| owner == doing.party);
            assert!(own || needed_of_each || taken.moves.len() > 1, "{doing:?} rests on another's paper: {paper:?}");
        }
        let sent_back = step.is_decision() && doing.outcome.is_some_and(|outcome| outcome != Outcome::Approved);
        let of = |kind: DocumentKind, party: Uuid| {
            papers.iter().any(|paper| paper.kind == kind && paper.party.is_none_or(|owner| owner == party))
        };
        for kind in &step.documents {
            assert!(of(*kind, doing.party), "{doing:?} without {kind:?}");
        }
        for kind in step.of_each.iter().filter(|_| !sent_back) {
            let each = self.case.tracks.iter().all(|track| of(*kind, track.party));
            assert!(each, "{doing:?} without {kind:?} of each");
        }
    }

    /// The dates as the act leaves them.
    fn set_dates(&mut self, doing: &Doing, taken: &Taken) {
        let today = self.case.today;
        let dates = &mut self.case.dates;
        match doing.act {
            AgreementAct::RecordSignature => {
                dates.signed_on = Some(doing.on.into());
                dates.in_force_on = Some(doing.until.unwrap_or(doing.on).into());
                dates.expires_on = end_of_term(doing.on.into(), Some(12));
            }
            AgreementAct::Extend => dates.expires_on = doing.until.map(PartialDate::from),
            AgreementAct::GiveTerminationNotice => {
                let own = self.case.tracks.iter_mut().find(|track| track.party == doing.party).unwrap();
                (own.noticed_on, own.ends_on) = (Some(doing.on), doing.until);
                self.case.dates.terminated_on = self.end_by_notices();
            }
            AgreementAct::WithdrawNotice => {
                let own = self.case.track(doing.party).unwrap().ends_on.is_some();
                for track in self.case.tracks.iter_mut().filter(|track| !own || track.party == doing.party) {
                    (track.noticed_on, track.ends_on) = (None, None);
                }
                self.case.dates.terminated_on = self.end_by_notices();
            }
            AgreementAct::CancelAgreement => {
                dates.terminated_on = Some(doing.on.into());
                assert!(!dates.in_force_on(doing.on), "it was in force on no day: {dates:?}");
            }
            AgreementAct::Renew => {
                let years =
                    std::iter::successors(dates.expires_on.map(PartialDate::latest), |end| months_after(*end, 12));
                dates.expires_on = years.skip(1).find(|end| today <= *end).map(PartialDate::from);
            }
            AgreementAct::Terminate if taken.leaving.is_empty() => {
                let last = dates.last_day().unwrap();
                assert!(dates.terminated_on.is_some() && last < doing.on, "a notice has taken effect: {dates:?}");
                dates.terminated_on = Some(last.into());
            }
            // They move the parties and leave the dates as they are.
            AgreementAct::Terminate
            | AgreementAct::BeginExploration
            | AgreementAct::RecordIntent
            | AgreementAct::OpenPlan
            | AgreementAct::SubmitToCouncil
            | AgreementAct::RecordCouncilDecision
            | AgreementAct::RequestVerification
            | AgreementAct::RecordVerification
            | AgreementAct::BeginDrafting
            | AgreementAct::InitialText
            | AgreementAct::ProposeCounterText
            | AgreementAct::Authorise
            | AgreementAct::NotifyAuthority
            | AgreementAct::CompleteStep
            | AgreementAct::PutOnHold
            | AgreementAct::Resume
            | AgreementAct::Withdraw
            | AgreementAct::EnterIntoForce
            | AgreementAct::StartRenewal
            | AgreementAct::Amend
            | AgreementAct::ChangeTerms
            | AgreementAct::Expire => {}
        }
    }

    fn carry_out(&mut self, doing: &Doing, taken: &Taken, step: &Step) {
        self.check_papers(doing, taken, step);
        if taken.uses_up {
            for paper in self.case.documents.iter_mut().filter(|paper| taken.papers.contains(&paper.id)) {
                paper.used_on = Some(doing.on);
            }
        }
        let signed_before = self.case.dates.signed_on;
        let rejected = step.is_decision() && doing.outcome == Some(Outcome::Rejected);
        let ends_own = rejected
            || matches!(doing.act, AgreementAct::Withdraw | AgreementAct::GiveTerminationNotice)
            || (doing.act == AgreementAct::Terminate && !self.stays(self.case.track(doing.party).unwrap()));
        let act = if rejected { AgreementAct::Withdraw } else { doing.act };
        if ends_own && (act == AgreementAct::Terminate || self.goes_on_without(doing.party, act)) {
            let others = taken.moves.iter().filter(|one| one.party != doing.party).count();
            assert_eq!(others, 0, "{doing:?} ends nothing for the others: {taken:?}");
        }
        for one in &taken.moves {
            let track = self.case.tracks.iter_mut().find(|track| track.party == one.party).unwrap();
            assert_eq!(track.stage, one.from);
            if one.to == Stage::OnHold {
                track.left = Some(one.from);
            }
            if one.to != Stage::OnHold && one.from != Stage::OnHold {
                track.arrived_on = doing.on;
            }
            (track.stage, track.since) = (one.to, doing.on);
        }
        self.case.documents.retain(|document| !taken.voids.contains(&document.kind));
        self.set_dates(doing, taken);
        if signed_before.is_some() {
            assert_ne!(doing.act, AgreementAct::Withdraw, "what is signed is not withdrawn");
        }
        if taken.moves.iter().any(|one| one.to == Stage::Signed) {
            let decides = |track: &&Track| track.route.knows(AgreementAct::RecordCouncilDecision);
            for track in self.case.tracks.iter().filter(decides) {
                let approved = self.took(track.party, AgreementAct::RecordCouncilDecision);
                assert!(approved, "what is signed was approved as it is");
            }
            let all = self.case.tracks.iter().all(|track| track.stage == Stage::Signed);
            assert!(all && step.joint, "all sign, or nobody does");
        }
        let (gone, left) = self.case.tracks.drain(..).partition(|track| taken.leaving.contains(&track.party));
        self.gone.extend::<Vec<Track>>(gone);
        self.case.tracks = left;
        assert!(self.case.tracks.len() >= 2, "it goes on while two remain");
        if self.waits.as_ref().is_some_and(|(waits, _)| waits == doing)
            || taken.moves.iter().any(|one| one.from != one.to)
        {
            self.waits = None;
        }
        let moves = taken.moves.iter().map(|one| (one.party, one.from, one.to)).collect();
        self.moves.push((doing.act, moves));
    }

    /// The terms change, as they may before the signature: what was approved no longer counts.
    fn change_terms(&mut self) {
        let case = &mut self.case;
        let on_hold = case.tracks.iter().any(|track| track.stage == Stage::OnHold);
        if case.dates.signed_on.is_some() || case.is_given_up() || on_hold {
            return;
        }
        let moves = case.back_to_approvals();
        for one in &moves {
            let track = case.tracks.iter_mut().find(|track| track.party == one.party).unwrap();
            assert!(one.to < one.from, "nobody gets further by changing terms");
            (track.stage, track.since) = (one.to, case.today);
        }
        let kinds = case.kinds_of_terms();
        case.documents.retain(|document| !kinds.contains(&document.kind));
        case.void.extend(kinds);
        case.terms_since = Some(case.today);
        let moves = moves.iter().map(|one| (one.party, one.from, one.to)).collect();
        self.moves.push((AgreementAct::ChangeTerms, moves));
        self.changed = self.moves.len();
        self.waits = None;
    }

    /// Whether a party has taken a step since the terms last changed.
    fn took(&self, party: Uuid, act: AgreementAct) -> bool {
        self.moves[self.changed..].iter().any(|(one, moves)| *one == act && moves.iter().any(|moved| moved.0 == party))
    }

    /// Takes what the clock brings.
    fn turn(&mut self) {
        for _ in 0..200 {
            let lead = self.lead().party;
            let coming = self.case.of_the_clock().map(|(party, step, day)| (day, party == lead, party, step.act));
            let mut coming: Vec<_> = coming.collect();
            coming.sort_by_key(|(day, leads, ..)| (*day, *leads));
            let mut coming = coming.into_iter();
            let due =
                coming.any(|(.., party, act)| self.attempt(&Doing::new(act, party, self.case.today), &[]).is_ok());
            if !due {
                break;
            }
        }
        if let Some(day) = self.case.turns_on() {
            assert!(self.case.today < day, "nothing that is due is left");
        }
    }

    /// Makes good what a step of `party` lacks, as far as people can, and takes it.
    fn advance(
        &mut self,
        (party, way): (usize, usize),
        outcome: Outcome,
        (back, dated_back): (u64, u64),
    ) -> Option<AgreementAct> {
        let party_id = self.party(party);
        let allowed = self.case.allowed(party_id);
        let act = *allowed.get(way % allowed.len().max(1))?;
        let track = self.case.track(party_id)?;
        let step = track.route.step(act, track.stage)?.clone();
        let needed: Vec<DocumentKind> =
            step.documents.iter().chain(&step.of_each).chain(&step.signed).copied().collect();
        for kind in needed {
            for owner in PARTIES.map(Some).into_iter().chain([None]) {
                self.document((kind, owner), (&PARTIES, &PARTIES), (true, true), dated_back);
            }
        }
        for requirement in Requirement::iter() {
            self.case.requirements.insert(requirement, Answered::Met);
        }
        let doing = self.doing(act, party, (step.is_decision().then_some(outcome), 13), back);
        self.attempt(&doing, &PARTIES).ok().map(|_| act)
    }

    fn transitions(&self) -> impl Iterator<Item = (AgreementAct, Stage)> {
        self.moves.iter().flat_map(|(act, moves)| moves.iter().map(|one| (*act, one.1)))
    }

    fn check(&self) {
        self.check_waits();
        let Case { dates, today, .. } = &self.case;
        let stage = self.case.stage();
        assert_eq!(stage, self.lead().stage);
        let in_force = dates.in_force_on(*today);
        let of_force = [Stage::InForce, Stage::RenewalInProgress, Stage::TerminationNoticed];
        assert_eq!(of_force.contains(&stage), in_force, "{stage:?} {dates:?} on {today}");
        // Replaying what was recorded gives what is stored.
        for track in self.case.tracks.iter().chain(&self.gone) {
            let mut replayed = Stage::Initiated;
            for (_, from, to) in self.moves.iter().flat_map(|(_, moves)| moves).filter(|one| one.0 == track.party) {
                assert_eq!(*from, replayed, "each move begins where the last one ended");
                replayed = *to;
            }
            assert_eq!(replayed, track.stage);
        }
    }
}

fn play(model: &mut Model, attempts: &[Attempt]) {
    for attempt in attempts {
        match *attempt {
            Attempt::Act { act, party, outcome, months, back, done } => {
                let doing = model.doing(act, party, (Some(outcome), months), back);
                _ = model.attempt(&doing, &among(done));
            }
            Attempt::Document { kind, party, signed, attested, seen, back } => {
                model.document((kind, PARTIES.get(party).copied()), (&among(signed), &among(attested)), seen, back);
            }
            Attempt::Answer { requirement, met } => {
                model.case.requirements.insert(requirement, met.into());
            }
            Attempt::ConfirmAct { party } => {
                let party = model.party(party);
                model.confirm(party);
            }
            Attempt::DeclineAct => model.waits = None,
            Attempt::ChangeTerms => model.change_terms(),
            Attempt::Wait { days } => model.case.today = model.case.today + Days::new(days),
            Attempt::Advance { party, way, rejected, back, dated_back } => {
                let outcome = if rejected { Outcome::Rejected } else { Outcome::Approved };
                model.advance((party, way), outcome, (back, dated_back));
            }
        }
        model.turn();
        model.check();
    }
}

fn routes() -> Vec<Arc<Route>> {
    shipped().unwrap().into_iter().map(|(_, route)| Arc::new(route)).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_000, ..ProptestConfig::default() })]

    #[test]
    fn no_history_breaks_the_rules(
        taken in prop::collection::vec(prop::sample::select(routes()), 2..5), fixed in any::<bool>(),
        ends_for in prop::option::of(any_of()), acting in any::<u8>(),
        attempts in prop::collection::vec(attempt(), 1..60),
    ) {
        play(&mut Model::new(taken, fixed, ends_for, acting), &attempts);
    }
}

/// Any party, and its country.
fn side() -> impl Strategy<Value = (Side, &'static str)> {
    let tiers = vec![None, Some(Tier::First), Some(Tier::Second)];
    let countries = vec!["ID", "ID", "ID", "JP", "AU", "GB"];
    (any_of::<Kind>(), prop::sample::select(tiers), prop::sample::select(countries))
        .prop_map(|(kind, tier, country)| (Side { kind, tier, indonesian: country == "ID" }, country))
}

static ROUTES: LazyLock<Vec<Arc<Route>>> = LazyLock::new(routes);

/// The route that is usual for a party of this country.
fn usual(country: &str, scheme: Scheme) -> Arc<Route> {
    let suits = |route: &Arc<Route>| route.suits(Some(country), scheme);
    ROUTES.iter().filter(|route| suits(route).is_some()).max_by_key(|route| suits(route)).unwrap().clone()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_000, ..ProptestConfig::default() })]

    #[test]
    fn no_agreement_exists_whose_scheme_is_not_lawful(
        sides in [side(), side()], scheme in any_of::<Scheme>(), fixed in any::<bool>(),
        attempts in prop::collection::vec(attempt(), 1..60),
    ) {
        let lawful = lawful_schemes(&sides.map(|(side, _)| side));
        // Who asks for another one is refused, and takes the strictest.
        let Some(scheme) = lawful.contains(&scheme).then_some(scheme).or(lawful.first().copied()) else { return Ok(()) };
        let taken = sides.map(|(_, country)| usual(country, scheme)).to_vec();
        let mut model = Model::new(taken, fixed, None, u8::MAX);
        play(&mut model, &attempts);
        let crosses = sides[0].0.indonesian != sides[1].0.indonesian;
        prop_assert_eq!(crosses, !matches!(scheme, Scheme::KsddDomestic | Scheme::ForeignForeign));
        if crosses && model.case.dates.signed_on.is_some() {
            let home = PARTIES[usize::from(sides[1].0.indonesian)];
            for act in [AgreementAct::RecordCouncilDecision, AgreementAct::RecordVerification, AgreementAct::Authorise] {
                prop_assert!(model.took(home, act), "{:?} signed without {:?}", scheme, act);
            }
        }
    }
}

/// Every step of every route is taken at least once, from each stage to which the route leads, by going all ways that there
/// are.
#[test]
fn every_legal_transition_is_taken() {
    for (code, route) in shipped().unwrap() {
        let route = Arc::new(route);
        let from = |step: &Step| step.from.iter().map(|from| (step.act, *from)).collect::<Vec<_>>();
        let wanted = route.steps.iter().flat_map(from).filter(|(_, from)| route.passes(*from));
        let mut taken = BTreeSet::new();
        for (fixed, for_later) in [(true, false), (false, false), (true, true)] {
            let first = Model::new(vec![route.clone(), route.clone()], fixed, None, u8::MAX);
            let mut waiting = vec![Model { for_later, ..first }];
            let mut seen = BTreeSet::new();
            while let Some(model) = waiting.pop() {
                if !seen.insert(model.case.tracks.iter().map(|track| (track.stage, track.left)).collect::<Vec<_>>()) {
                    continue;
                }
                let ways = |party: usize| (0..model.case.allowed(PARTIES[party]).len()).map(move |way| (party, way));
                for (party, way) in ways(0).chain(ways(1)).collect::<Vec<_>>() {
                    let mut next = model.clone();
                    next.advance((party, way), Outcome::Approved, (0, 0));
                    next.turn();
                    next.check();
                    taken.extend(next.transitions());
                    waiting.push(next);
                }
                // The clock's own steps come when time passes.
                let mut later = model;
                later.case.today = later.case.today + Days::new(3_000);
                later.turn();
                later.check();
                taken.extend(later.transitions());
            }
        }
        let missing: Vec<_> = wanted.filter(|one| !taken.contains(one)).collect();
        assert!(missing.is_empty(), "{code}: {missing:?}");
    }
}

/// Every act that is no step of a route at a stage is refused there, with what can be done instead.
#[test]
fn every_illegal_transition_is_refused() {
    for route in routes() {
        for stage in Stage::iter() {
            let mut model = Model::new(vec![route.clone(), route.clone()], true, None, u8::MAX);
            for track in &mut model.case.tracks {
                track.stage = stage;
            }
            for act in AgreementAct::iter().filter(|act| route.step(*act, stage).is_none()) {
                let closed = model.case.take(&Doing::new(act, PARTIES[0], model.case.today)).unwrap_err();
                assert_eq!((closed.state, closed.missing.len()), (stage, 0));
                assert_eq!(closed.allowed, model.case.allowed(PARTIES[0]));
            }
        }
    }
}
