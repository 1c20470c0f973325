//! What an agreement from before the registry can say: as it is entered, and as it would stand once it is corrected.

use crate::{
    Reason,
    agreement::{
        progress::{dates::LONGEST_WAIT, words::document_name},
        record::{DocumentKind, Missing, TermKind, agreement},
        rule::{Dates, GIVEN_UP, is_end, months_after},
        terms::rule::Terms,
    },
    date::PartialDate,
    refusal::Refusals,
    text::Language,
};
use chrono::NaiveDate;

/// A document of an agreement, with its date.
pub(crate) type Dated = (DocumentKind, Option<PartialDate>);

/// An agreement from before the registry, as somebody says that it is.
#[derive(Debug)]
pub(crate) struct Stated<'a> {
    /// Its terms.
    pub terms: Terms,
    /// The last day in force, if it was terminated.
    pub terminated_on: Option<PartialDate>,
    /// Its documents, as far as they are known.
    pub documents: &'a [Dated],
    /// The evidence that is missing.
    pub missing: &'a [Missing],
}

impl Stated<'_> {
    /// Refuses what no agreement from before the registry can say. Returns its terms, with the end that follows from them.
    pub fn judge(mut self, today: NaiveDate, refused: &mut Refusals) -> Terms {
        if self.terms.term_kind == Some(TermKind::Fixed) && self.terms.expires_on.is_none() {
            let last = self.terms.derived_end();
            refused.keepable("termMonths", last.map(PartialDate::latest));
            let known = self.terms.has_end() || self.missing.contains(&Missing::Term);
            refused.unless(known, "expiresOn", Reason::Required);
            self.terms.expires_on = last;
        }
        if self.terms.term_kind == Some(TermKind::AutoRenew) && self.terms.expires_on.is_none() {
            // The first time that it runs ends as its term says. For how long it renewed itself since, its term does not say.
            let runs = |end: &PartialDate| today <= end.latest() && PartialDate::keeps(end.latest());
            self.terms.expires_on = self.terms.derived_end().filter(|end| runs(end) && self.terminated_on.is_none());
        }
        self.terms.check(today, refused);
        self.check_end(today, refused);
        self.check_termination(refused);
        self.check_beginning(today, refused);
        self.terms
    }

    /// A stated end is the one that follows from the length of the term, unless an extension or an amendment moved it, of a day
    /// before that end: what is over is not extended. Of an agreement that renews itself, it is the end of the time that runs
    /// now.
    fn check_end(&self, today: NaiveDate, refused: &mut Refusals) {
        let Some(stated) = self.terms.expires_on else { return };
        let moves = |(kind, on): &Dated, end: PartialDate| {
            kind.moves_end() && on.is_some_and(|on| on.earliest() <= end.latest())
        };
        if let Some(derived) = self.terms.derived_end().filter(|derived| !is_end(stated, *derived))
            && self.terms.term_kind == Some(TermKind::Fixed)
            && !self.documents.iter().any(|paper| moves(paper, derived))
        {
            let (stated, other) = (stated.to_string(), derived.to_string());
            refused.add("expiresOn", Reason::Contradiction { stated, other });
        }
        let runs = self.terms.term_kind == Some(TermKind::AutoRenew) && self.terminated_on.is_none();
        refused.unless(!runs || today <= stated.latest(), "expiresOn", Reason::InThePast);
    }

    /// What was terminated had begun.
    fn check_termination(&self, refused: &mut Refusals) {
        let Some(ended) = self.terminated_on else { return };
        for (name, began) in [("signedOn", self.terms.signed_on), ("inForceOn", self.terms.in_force_on)] {
            let order = Reason::DateOrder { first: name.into(), then: "terminatedOn".into() };
            refused.unless(began.is_none_or(|began| began.earliest() <= ended.latest()), "terminatedOn", order);
        }
    }

    /// An agreement needs its day of signing. Without one it is a letter of intent alone, which has no legal dates, or the day
    /// is among what is missing and the agreement has another day of beginning. It does not wait longer for that day than what
    /// is signed in the registry.
    fn check_beginning(&self, today: NaiveDate, refused: &mut Refusals) {
        let Terms { signed_on, in_force_on, expires_on, .. } = self.terms;
        let latest = signed_on.and_then(|signed| months_after(signed.latest(), LONGEST_WAIT));
        if let (Some(first), Some(latest)) = (in_force_on.map(PartialDate::earliest), latest) {
            let late = Reason::ForceTooLate { latest: latest.to_string() };
            refused.unless(first <= latest || first <= today, "inForceOn", late);
        }
        if signed_on.is_some() {
            return;
        }
        let intent = |(kind, _): &Dated| matches!(kind, DocumentKind::LetterOfIntent | DocumentKind::MeetingMinutes);
        let intent_alone = !self.documents.is_empty() && self.documents.iter().all(intent);
        let dated = in_force_on.is_some() || expires_on.is_some() || self.terminated_on.is_some();
        let excused = self.missing.contains(&Missing::SigningDay) && in_force_on.is_some();
        refused.unless(excused || (intent_alone && !dated), "signedOn", Reason::Required);
    }
}

/// Whether an agreement of the same parties is the one that is said to begin so: beginnings that can mean the same day are the
/// same agreement, whatever scheme and class are chosen for it. Two papers have two reference numbers, and a
/// proposal is no agreement yet, nor is what was given up.
pub(crate) fn is_same(agreement: &agreement::Model, dates: &Dates, number: Option<&str>) -> bool {
    let another = number.zip(agreement.reference_no.as_deref()).is_some_and(|(one, other)| one != other);
    let is_proposal = !agreement.legacy && agreement.signed_on.is_none();
    !another && !is_proposal && !GIVEN_UP.contains(&agreement.stage) && dates.begins_with(&agreement.into())
}

/// The documents whose stated dates contradict the legal dates, each by its place, and why: an act that rests on a document
/// happens on its day or later. Of several texts, the first was signed first.
pub(crate) fn out_of_order(
    documents: &[Dated],
    signed_on: Option<PartialDate>,
    terminated_on: Option<PartialDate>,
    language: Language,
) -> Vec<(usize, Reason)> {
    let is_text = |kind| matches!(kind, DocumentKind::SignedText | DocumentKind::JointAgreement);
    let stated = || documents.iter().enumerate().filter_map(|(at, (kind, on))| Some((at, *kind, (*on)?)));
    let first_text = stated().filter(|(_, kind, _)| is_text(*kind)).min_by_key(|(_, _, on)| *on).map(|(at, ..)| at);
    let mut wrong = Vec::new();
    for (at, kind, on) in stated() {
        let rests_on_it = match kind {
            DocumentKind::TerminationNotice => terminated_on.map(|ended| ("terminatedOn", ended)),
            _ if kind.precedes_signature() || first_text == Some(at) => signed_on.map(|signed| ("signedOn", signed)),
            _ => None,
        };
        if let Some((then, _)) = rests_on_it.filter(|(_, day)| day.latest() < on.earliest()) {
            let name = document_name(kind, language);
            wrong.push((at, Reason::DateOrder { first: format!("{name} ({on})"), then: then.into() }));
        }
        if signed_on.is_some_and(|signed| kind.follows_signature() && on.latest() < signed.earliest()) {
            wrong.push((at, Reason::DateOrder { first: "signedOn".into(), then: "issuedOn".into() }));
        }
    }
    wrong
}
