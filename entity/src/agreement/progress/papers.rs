//! The papers on which steps rest: which count, from which day, and what a step lacks of them.

use super::{
    record::Outcome,
    rule::{APPROVALS, Case, Doing, Lack, Track},
};
use crate::agreement::{
    document::rule::{DatedBy, Whose},
    record::DocumentKind,
    route::{
        record::{AgreementAct, Condition},
        rule::Step,
    },
};
use crate::date::PartialDate;
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
            let found = self.usable(of_these_terms, lack, (track, step), doing);
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
                ground.rest_on(self.usable(own, lack, (track, step), doing));
            }
        }
        for kind in &step.signed {
            self.stand_signed(*kind, (track, step), doing, ground);
            if step.act == AgreementAct::RecordSignature && self.signs_another_text(*kind, (track, step)) {
                ground.missing.insert(Lack::OtherText { kind: *kind, party: track.party });
            }
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

    /// The kinds of documents in which the parties agree before the signature, or by which that is approved.
    pub(crate) fn kinds_agreed(&self) -> BTreeSet<DocumentKind> {
        let steps = self.tracks.iter().flat_map(|track| &track.route.steps);
        let signing = steps.flat_map(|step| &step.signed).filter(|kind| !kind.follows_signature());
        signing.copied().chain(APPROVALS).collect()
    }

    fn of_kind(&self, kind: DocumentKind) -> impl Iterator<Item = &Evidence> {
        self.documents.iter().filter(move |document| document.kind == kind)
    }

    /// By what those who decide for each party approve that it takes in another one, and what is missing of it: each decides on
    /// its partners as it did before the signature, and anew. What is decided in a party's own name is there as a file where
    /// nobody acts for it.
    pub(crate) fn approvals_to_take_in(&self, doing: &Doing) -> (BTreeSet<Uuid>, Vec<Lack>) {
        let mut ground = Ground::default();
        for track in &self.tracks {
            for step in track.route.steps.iter().filter(|step| step.is_decision() && !step.is_aside()) {
                for kind in step.documents.iter().filter(|kind| APPROVALS.contains(kind)) {
                    let own = |paper: &&Evidence| paper.party == Some(track.party) && paper.shared;
                    let papers = self.of_kind(*kind).filter(own).collect();
                    let lack = self.lacks_document(*kind, Some(track.party), track.party);
                    let found = self.usable(papers, lack, (track, step), doing);
                    if found.as_ref().is_ok_and(|paper| !track.acts && paper.sha256.is_none()) {
                        ground.missing.insert(Lack::File { kind: *kind, party: track.party });
                    }
                    ground.rest_on(found);
                }
            }
        }
        (ground.papers, ground.missing.into_iter().collect())
    }

    /// The documents of this kind that are the party's or everyone's, and that speak of the terms as they are; the newest last.
    pub(crate) fn of(&self, kind: DocumentKind, party: Uuid) -> impl Iterator<Item = &Evidence> {
        self.of_kind(kind).filter(move |document| {
            document.counts_for(party) && self.speaks_of_these_terms(document) && self.is_of_its_time(document)
        })
    }

    /// The document of this kind that all parties sign: the newest that all of them have and see. One that a single party keeps
    /// of what is all parties' by its kind is in the making. A party on its own way, or that accedes, also finds an older one
    /// that holds or that it has signed, so that nobody stops it with a newer one.
    pub(crate) fn paper(&self, kind: DocumentKind, joint: bool) -> Option<&Evidence> {
        let is_shared = move |document: &&Evidence| {
            let is_everyones = document.party.is_none() || kind.whose() != Whose::AllParties;
            document.shared && is_everyones && self.speaks_of_these_terms(document)
        };
        let newest_that = |says: &dyn Fn(&Evidence, &Track) -> bool| {
            let by_all = |document: &&Evidence| self.tracks.iter().all(|track| says(document, track));
            self.of_kind(kind).filter(is_shared).filter(by_all).last()
        };
        let alone = !joint || !self.beside.is_empty();
        let holds = || newest_that(&Evidence::is_signed_for);
        let signed = || newest_that(&|document, track| document.signature(track.party).is_some());
        let own = if alone { holds().or_else(signed) } else { None };
        own.or_else(|| newest_that(&|_, _| true))
    }

    /// Whether the paper that a party has signed which accedes is another text than that of those beside it, and does not say
    /// what makes the difference. Whoever signs together signs one paper.
    fn signs_another_text(&self, kind: DocumentKind, (track, step): (&Track, &Step)) -> bool {
        let signed = self.paper(kind, step.joint).filter(|paper| paper.signature(track.party).is_some());
        // Where the file speaks for it, it is asked for first.
        let signed = signed.filter(|paper| !self.beside.is_empty() && (track.acts || paper.sha256.is_some()));
        signed.is_some_and(|paper| {
            let same = |text: &Evidence| text.sha256.is_some() && text.sha256 == paper.sha256;
            paper.deviation.is_none() && !self.texts_beside().any(same)
        })
    }

    /// The texts that those beside a party that accedes have signed together; of an agreement from before the registry, also
    /// those of which nobody says who signed them. What others that acceded signed is not theirs, as long as one of them is there.
    fn texts_beside(&self) -> impl Iterator<Item = &Evidence> {
        let steps = self.beside.iter().flat_map(|track| &track.route.steps);
        let signing = steps.filter(|step| step.act == AgreementAct::RecordSignature).flat_map(|step| &step.signed);
        let kinds: BTreeSet<DocumentKind> = signing.copied().collect();
        let first = self.beside.iter().any(|track| !track.acceded);
        let is_theirs = move |text: &&Evidence| {
            let by_all = self.beside.iter().filter(|track| !(first && track.acceded));
            let signed = by_all.map(|track| track.party).all(|party| text.signature(party).is_some());
            let of_old = self.begun_on.is_none() && text.signatures.is_empty();
            text.party.is_none() && (signed || of_old)
        };
        self.documents.iter().filter(move |text| kinds.contains(&text.kind)).filter(is_theirs)
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
            let Some(signature) = paper.and_then(|paper| paper.signature(party)) else {
                return Some(Lack::Signature { kind, party });
            };
            let early = signature.signed_on.zip(self.signs_since(kind, track, doing));
            if let Some((signed, since)) = early.filter(|(signed, since)| signed < since) {
                return Some(Lack::LaterSignature { kind, party, signed, since });
            }
            let relied_on = track.acts || paper.is_some_and(|paper| paper.is_signed_for(track));
            (!relied_on).then_some(Lack::File { kind, party })
        };
        let lacks: Vec<Lack> = self.tracks.iter().filter_map(lack).collect();
        let lack = self.lacks_document(kind, None, doing.party);
        let found = self.usable(paper.into_iter().collect(), lack, step, doing);
        if matches!(found, Ok(_) | Err(Lack::LaterDay { .. })) {
            ground.missing.extend(lacks);
        }
        ground.rest_on(found);
    }

    /// The newest of these documents on which the step can rest, or what it lacks: `lack` where there is none that speaks of
    /// the matter as it stands.
    fn usable<'a>(
        &self,
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
        let put_to_it = Some(track.arrived_on).filter(|_| step.is_decision());
        let since = |paper: &Evidence| put_to_it.max(self.is_about_since(paper.kind));
        let newest = papers.last().copied();
        papers.retain(|paper| since(paper).is_none_or(|since| since <= paper.oldest()));
        if let (true, Some(newest)) = (papers.is_empty(), newest) {
            return Err(newest.newer(since(newest).unwrap_or(doing.on)));
        }
        let first = papers.iter().min_by_key(|paper| paper.counts_from).copied();
        let in_time = papers.into_iter().rfind(|paper| paper.counts_from <= doing.on);
        in_time.ok_or(match first {
            Some(paper) => Lack::LaterDay { kind: paper.kind, party: paper.party, from: paper.counts_from },
            None => lack,
        })
    }

    /// The day since when there is what a document of this kind is about: none is older than that. What parties sign or say
    /// of a proposal is not older than its first letter, what speaks of an agreement that is signed not older than its
    /// signature, and what withdraws notices not older than these. `None` of what can come before all that.
    pub(crate) fn is_about_since(&self, kind: DocumentKind) -> Option<NaiveDate> {
        use DocumentKind::{Evaluation, NoticeWithdrawal, Notification, TerminationNotice};
        let signed = self.dates.signed_on.or(self.dates.in_force_on.filter(|_| self.begun_on.is_none()));
        let signed = signed.map(PartialDate::earliest).filter(|_| kind.follows_signature() || kind == Evaluation);
        let of_proposal = matches!(kind, TerminationNotice | Notification) || kind.dated_by() == DatedBy::LastSignature;
        let begun = self.begun_on.filter(|_| of_proposal);
        let noticed = self.tracks.iter().filter_map(|track| track.noticed_on).max();
        [signed, begun, noticed.filter(|_| kind == NoticeWithdrawal)].into_iter().flatten().max()
    }

    /// Whether a document is no older than what it is about.
    fn is_of_its_time(&self, document: &Evidence) -> bool {
        self.is_about_since(document.kind).is_none_or(|since| since <= document.oldest())
    }

    /// The day since when a party can sign a document of this kind in the step that is taken: there is what it signs, the terms
    /// are as they are and, at the signature of the agreement, its own side has let it.
    fn signs_since(&self, kind: DocumentKind, track: &Track, doing: &Doing) -> Option<NaiveDate> {
        let terms = self.terms_since.filter(|_| self.kinds_of_terms().contains(&kind));
        let let_it = Some(track.arrived_on).filter(|_| doing.act == AgreementAct::RecordSignature);
        [self.is_about_since(kind), terms, let_it].into_iter().flatten().max()
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
        let since = self.is_about_since(kind);
        let in_time = |letter: &&&Evidence| {
            letter.sha256.is_some() && letter.counts_from <= doing.on && self.is_of_its_time(letter)
        };
        Some(match (letters.iter().rfind(in_time), letters.last()) {
            (Some(letter), _) => Ok(letter.id),
            (None, None) => Err(Lack::Document { kind, party: Some(party), hidden_by: None }),
            (None, Some(letter)) if letter.sha256.is_none() => Err(Lack::File { kind, party }),
            (None, Some(letter)) if !self.is_of_its_time(letter) => Err(letter.newer(since.unwrap_or(doing.on))),
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
        self.full_power(track).is_some()
            && self.own_signatures(track).next().is_some()
            && self.uncovered(track, signed_on).is_empty()
    }

    /// The signatures for the party under the text.
    fn own_signatures(&self, track: &Track) -> impl Iterator<Item = &Signature> {
        let signatures = self.paper(DocumentKind::SignedText, true).into_iter().flat_map(|text| &text.signatures);
        let party = track.party;
        signatures.filter(move |signature| signature.party == party)
    }

    /// The signatures for the party that its full powers do not cover. A signature without a day was given on `signed_on`.
    pub(super) fn uncovered(&self, track: &Track, signed_on: NaiveDate) -> Vec<Lack> {
        let power = self.full_power(track);
        let names = power.and_then(|power| power.empowers.as_deref());
        let given = power.and_then(|power| power.issued_on);
        let uncovered = self.own_signatures(track).filter_map(|signature| {
            let signed = signature.signed_on.unwrap_or(signed_on);
            let is_empowered = names.is_some_and(|name| same_name(name, &signature.name));
            let in_time = given.is_some_and(|given| given <= signed);
            (!is_empowered || !in_time).then(|| Lack::Uncovered {
                party: track.party,
                signatory: signature.name.clone(),
                signed,
                names: names.map(str::to_owned),
                given,
            })
        });
        uncovered.collect()
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

    /// The earliest day that it names: its own, or that from which it counts.
    fn oldest(&self) -> NaiveDate {
        self.issued_on.map_or(self.counts_from, |issued| issued.min(self.counts_from))
    }

    /// What is missing where it is older than what it is about.
    fn newer(&self, since: NaiveDate) -> Lack {
        Lack::Newer { kind: self.kind, party: self.party, dated: self.oldest(), since }
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

/// Whether two ways of writing a name mean the same person: case and spaces do not matter.
fn same_name(one: &str, other: &str) -> bool {
    let folded = |name: &str| name.split_whitespace().map(str::to_lowercase).collect::<Vec<_>>();
    folded(one) == folded(other)
}
