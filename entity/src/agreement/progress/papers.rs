//! The papers on which steps rest: which count, from which day, and what a step lacks of them.

use super::{
    record::Outcome,
    rule::{APPROVALS, Case, Doing, Lack, Track},
};
use crate::agreement::{
    document::rule::Whose,
    record::DocumentKind,
    route::{
        record::{AgreementAct, Condition},
        rule::Step,
    },
};
use chrono::NaiveDate;
use std::collections::BTreeSet;
use uuid::Uuid;

/// A document, as far as steps depend on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    /// Which document.
    pub id: Uuid,
    /// What kind.
    pub kind: DocumentKind,
    /// The party it belongs to; `None` if it belongs to all parties.
    pub party: Option<Uuid>,
    /// Whether all parties see it: what is hidden from one of them counts in no step of theirs.
    pub shared: bool,
    /// Its date.
    pub issued_on: Option<NaiveDate>,
    /// The day from which it counts: an act that rests on it happens on this day or later.
    pub counts_from: NaiveDate,
    /// The day of the act that used it up.
    pub used_on: Option<NaiveDate>,
    /// Who signed it.
    pub signatures: Vec<Signature>,
    /// Who it empowers to sign.
    pub empowers: Option<String>,
    /// The hash of its file, if it has one.
    pub sha256: Option<String>,
    /// Why it differs from the text that was fixed.
    pub deviation: Option<String>,
}

/// A signature under a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signature {
    /// The party signed for.
    pub party: Uuid,
    /// Who signed.
    pub name: String,
    /// When.
    pub signed_on: Option<NaiveDate>,
    /// Whether the party itself recorded or confirmed it.
    pub attested: bool,
}

impl Case {
    /// On what a party's step stands, and what it lacks.
    pub(super) fn stand(&self, track: &Track, step: &Step, doing: &Doing, ground: &mut Ground) {
        let sent_back = doing.outcome.is_some_and(|outcome| outcome != Outcome::Approved) && step.is_decision();
        for kind in &step.documents {
            // In a joint step, what the party that takes it brings counts for all, as far as all see it.
            let is_own = |document: &&Evidence| {
                let seen = document.shared || !step.joint;
                seen && (document.counts_for(track.party) || (step.joint && document.counts_for(doing.party)))
            };
            let own: Vec<&Evidence> = self.of_kind(*kind).filter(is_own).collect();
            let (of_these_terms, of_others): (Vec<&Evidence>, Vec<&Evidence>) =
                own.into_iter().partition(|document| self.speaks_of_these_terms(document));
            // Nothing is hidden from others where the party takes the step alone.
            let lack = if step.joint {
                self.lacks_document(*kind, None, doing.party)
            } else {
                Lack::Document { kind: *kind, party: None, hidden_by: None }
            };
            let found = usable(of_these_terms, lack, (track, step), doing);
            let was_approved = self.void.contains(kind) || !of_others.is_empty();
            if found.is_err() && APPROVALS.contains(kind) && was_approved {
                ground.missing.insert(Lack::Condition { condition: Condition::StillApproved, from: None });
            }
            ground.rest_on(found);
        }
        if sent_back {
            return;
        }
        if step.act == AgreementAct::RecordSignature && !self.says_its_end() {
            ground.missing.insert(Lack::Condition { condition: Condition::EndOfTerm, from: None });
        }
        for kind in &step.of_each {
            for side in &self.tracks {
                let hidden_too = !step.joint && side.party == track.party;
                let is_its =
                    |document: &&Evidence| document.party == Some(side.party) && (document.shared || hidden_too);
                let own = self.of_kind(*kind).filter(is_its).collect();
                let lack = self.lacks_document(*kind, Some(side.party), side.party);
                ground.rest_on(usable(own, lack, (track, step), doing));
            }
        }
        for kind in &step.signed {
            self.stand_signed(*kind, (track, step), doing, ground);
        }
        for condition in &step.conditions {
            if let Err(from) = self.holds(*condition, track, doing) {
                ground.missing.extend(self.lacks(*condition, from, track, doing));
            }
        }
        if step.conditions.contains(&Condition::FullPowerCoversSignatory) {
            ground.papers.extend(self.full_power(track).map(|power| power.id));
        }
    }

    /// What is missing where there is no such document, or where its owner hides the one that is there from the others.
    fn lacks_document(&self, kind: DocumentKind, party: Option<Uuid>, owner: Uuid) -> Lack {
        let hidden = self.of_kind(kind).any(|document| !document.shared && document.party == Some(owner));
        Lack::Document { kind, party, hidden_by: hidden.then_some(owner) }
    }

    /// Whether a document can speak of the terms as they are: what approves them or is signed under them is not older than they
    /// are, whenever it was recorded.
    fn speaks_of_these_terms(&self, document: &Evidence) -> bool {
        self.terms_since.is_none_or(|since| since <= document.counts_from)
            || !self.kinds_of_terms().contains(&document.kind)
    }

    /// The kinds of documents that speak of the terms as they are at the time: by which they are approved, and by which they
    /// are signed.
    pub fn kinds_of_terms(&self) -> BTreeSet<DocumentKind> {
        let steps = self.tracks.iter().flat_map(|track| &track.route.steps);
        let signing = steps.filter(|step| step.act == AgreementAct::RecordSignature).flat_map(|step| &step.signed);
        signing.copied().chain(APPROVALS).collect()
    }

    fn of_kind(&self, kind: DocumentKind) -> impl Iterator<Item = &Evidence> {
        self.documents.iter().filter(move |document| document.kind == kind)
    }

    /// The documents of this kind that are the party's or everyone's, and that speak of the terms as they are; the newest last.
    pub(crate) fn of(&self, kind: DocumentKind, party: Uuid) -> impl Iterator<Item = &Evidence> {
        self.of_kind(kind).filter(move |document| document.counts_for(party) && self.speaks_of_these_terms(document))
    }

    /// The document of this kind that all parties sign: the newest that all of them have and see. One that a single party keeps
    /// of what is all parties' by its kind is in the making. A party on its own way also finds an older one that holds, so
    /// that nobody stops it with a newer one.
    pub(crate) fn paper(&self, kind: DocumentKind, joint: bool) -> Option<&Evidence> {
        let is_shared = move |document: &&Evidence| {
            let is_everyones = document.party.is_none() || kind.whose() != Whose::AllParties;
            document.shared && is_everyones && self.speaks_of_these_terms(document)
        };
        let newest = self.of_kind(kind).filter(is_shared).last();
        let holds = |document: &&Evidence| self.tracks.iter().all(|track| document.is_signed_for(track));
        self.of_kind(kind).filter(is_shared).filter(|document| !joint && holds(document)).last().or(newest)
    }

    /// Stands on the document of this kind that all parties sign. Whether a party for which somebody acts says itself that it
    /// signed is not asked here: see [`Case::awaited`].
    fn stand_signed(&self, kind: DocumentKind, step: (&Track, &Step), doing: &Doing, ground: &mut Ground) {
        let paper = self.paper(kind, step.1.joint);
        let lack = |track: &Track| {
            let party = track.party;
            if doing.act == AgreementAct::Extend && self.leaves(track) {
                return None;
            }
            if paper.is_none_or(|paper| paper.signature(party).is_none()) {
                return Some(Lack::Signature { kind, party });
            }
            let relied_on = track.acts || paper.is_some_and(|paper| paper.is_signed_for(track));
            (!relied_on).then_some(Lack::File { kind, party })
        };
        let lacks: Vec<Lack> = self.tracks.iter().filter_map(lack).collect();
        let lack = self.lacks_document(kind, None, doing.party);
        let found = usable(paper.into_iter().collect(), lack, step, doing);
        if matches!(found, Ok(_) | Err(Lack::LaterDay { .. })) {
            ground.missing.extend(lacks);
        }
        ground.rest_on(found);
    }

    /// The letter in which a party says itself what another does for it that takes no paper where it acts itself: that it gives
    /// the proposal up, or puts the matter on hold or takes it up again. `None` of other acts.
    pub(crate) fn letter_of(&self, doing: &Doing) -> Option<Result<Uuid, Lack>> {
        let kind = match doing.act {
            AgreementAct::Withdraw => DocumentKind::TerminationNotice,
            AgreementAct::PutOnHold | AgreementAct::Resume => DocumentKind::Notification,
            _ => return None,
        };
        let party = doing.party;
        let is_its = |document: &&Evidence| document.party == Some(party) && document.used_on.is_none();
        let letters: Vec<&Evidence> = self.of_kind(kind).filter(is_its).collect();
        let in_time = |letter: &&&Evidence| letter.sha256.is_some() && letter.counts_from <= doing.on;
        Some(match (letters.iter().rfind(in_time), letters.last()) {
            (Some(letter), _) => Ok(letter.id),
            (None, None) => Err(Lack::Document { kind, party: Some(party), hidden_by: None }),
            (None, Some(letter)) if letter.sha256.is_none() => Err(Lack::File { kind, party }),
            (None, Some(letter)) => Err(Lack::LaterDay { kind, party: Some(party), from: letter.counts_from }),
        })
    }

    /// The papers on which a step rests that parties sign.
    pub(crate) fn signed_papers(&self, doing: &Doing) -> Vec<Uuid> {
        let step = self.track(doing.party).and_then(|track| track.route.step(doing.act, track.stage));
        let kinds = step.into_iter().flat_map(|step| step.signed.iter().map(move |kind| (*kind, step.joint)));
        kinds.filter_map(|(kind, joint)| self.paper(kind, joint)).map(|paper| paper.id).collect()
    }

    /// The full power under which the party signs: the newest that the others see too.
    fn full_power(&self, track: &Track) -> Option<&Evidence> {
        self.of(DocumentKind::FullPower, track.party).filter(|power| power.shared).last()
    }

    /// Whether the party's full power names everyone who signed for it, on its own day or later. A signature without a day
    /// was given on `signed_on`.
    pub(super) fn full_power_covers(&self, track: &Track, signed_on: NaiveDate) -> bool {
        let Some(power) = self.full_power(track) else { return false };
        let text = self.paper(DocumentKind::SignedText, true);
        let signatures = text.into_iter().flat_map(|text| &text.signatures);
        let own: Vec<&Signature> = signatures.filter(|signature| signature.party == track.party).collect();
        let covered = |signature: &&Signature| {
            let named = power.empowers.as_deref().is_some_and(|name| same_name(name, &signature.name));
            let in_time = power.issued_on.is_some_and(|given| given <= signature.signed_on.unwrap_or(signed_on));
            named && in_time
        };
        !own.is_empty() && own.iter().all(covered)
    }

    pub(super) fn same_text(&self, track: &Track) -> bool {
        let fixed = self.of(DocumentKind::InitialledText, track.party).last().and_then(|text| text.sha256.as_deref());
        let signed = self.paper(DocumentKind::SignedText, true);
        signed.is_some_and(|signed| {
            signed.deviation.is_some() || fixed.is_some_and(|fixed| signed.sha256.as_deref() == Some(fixed))
        })
    }
}

impl Evidence {
    /// Whether it counts as a paper of the party: its own, or one of all parties that all of them see. What is all parties' and
    /// one of them hides is in the making.
    fn counts_for(&self, party: Uuid) -> bool {
        let in_the_making = self.kind.whose() == Whose::AllParties && !self.shared;
        !in_the_making && self.kind.counts_for(self.party, party)
    }

    /// The signature of a party.
    pub(crate) fn signature(&self, party: Uuid) -> Option<&Signature> {
        self.signatures.iter().find(|signature| signature.party == party)
    }

    /// Whether it can be relied on that the party signed it: by its own word or, where nobody acts for it, by the file.
    fn is_signed_for(&self, track: &Track) -> bool {
        let signed = |signature: &Signature| signature.attested || (!track.acts && self.sha256.is_some());
        self.signature(track.party).is_some_and(signed)
    }
}

/// On what a step stands: the documents on which it rests, and what it lacks.
#[derive(Debug, Default)]
pub(super) struct Ground {
    pub papers: BTreeSet<Uuid>,
    pub missing: BTreeSet<Lack>,
}

impl Ground {
    fn rest_on(&mut self, found: Result<&Evidence, Lack>) {
        match found {
            Ok(paper) => _ = self.papers.insert(paper.id),
            Err(lack) => _ = self.missing.insert(lack),
        }
    }
}

/// The newest of these documents on which the step can rest, or what it lacks: `lack` where there is none that speaks of the
/// matter as it stands.
fn usable<'a>(
    mut papers: Vec<&'a Evidence>,
    lack: Lack,
    (track, step): (&Track, &Step),
    doing: &Doing,
) -> Result<&'a Evidence, Lack> {
    if step.uses_up() {
        let newest = papers.last().copied();
        papers.retain(|paper| paper.used_on.is_none());
        if let (true, Some(newest)) = (papers.is_empty(), newest) {
            let used_on = newest.used_on.unwrap_or(doing.on);
            return Err(Lack::Unused { kind: newest.kind, party: newest.party, used_on });
        }
    }
    // What was decided before the matter was put to the authority decides nothing now.
    let newest = papers.last().copied();
    let since = track.arrived_on;
    papers.retain(|paper| !step.is_decision() || since <= paper.counts_from);
    if let (true, Some(Evidence { kind, party, counts_from, .. })) = (papers.is_empty(), newest) {
        return Err(Lack::Newer { kind: *kind, party: *party, dated: *counts_from, since });
    }
    let first = papers.iter().min_by_key(|paper| paper.counts_from).copied();
    let in_time = papers.into_iter().rfind(|paper| paper.counts_from <= doing.on);
    in_time.ok_or(match first {
        Some(paper) => Lack::LaterDay { kind: paper.kind, party: paper.party, from: paper.counts_from },
        None => lack,
    })
}

/// Whether two ways of writing a name mean the same person: case and spaces do not matter.
fn same_name(one: &str, other: &str) -> bool {
    let folded = |name: &str| name.split_whitespace().map(str::to_lowercase).collect::<Vec<_>>();
    folded(one) == folded(other)
}
