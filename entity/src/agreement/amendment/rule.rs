//! What an amendment changes and cannot change, and in which order amendments and extensions follow each other.

use crate::{
    Reason,
    agreement::{
        progress::{
            papers::Evidence,
            rule::Case,
            words::{act_name, document_name},
        },
        record::{DocumentKind, Stage, TermKind},
        route::record::AgreementAct,
        terms::rule::Terms,
    },
    date::PartialDate,
    partnership::record::Class,
    refusal::Refusals,
    text::Language,
};
use chrono::NaiveDate;

/// The terms after the change. An amendment cannot change the parties.
pub(super) fn amended(before: &Terms, change: impl FnOnce(&mut Terms)) -> Terms {
    let mut after = before.clone();
    change(&mut after);
    after.parties.clone_from(&before.parties);
    // Where the text no longer says how long it runs, its end stays as it is.
    let other_length = after.term_months.is_some_and(|_| after.term_months != before.term_months)
        && after.expires_on == before.expires_on;
    // And where it names an earlier end, it no longer runs as long as it did.
    let earlier = before.expires_on.zip(after.expires_on).is_some_and(|(was, is)| is.latest() < was.latest());
    if earlier && after.term_months == before.term_months {
        after.term_months = None;
    }
    let fixed = after.term_kind == Some(TermKind::Fixed);
    if other_length || (fixed && after.expires_on.is_none()) {
        after.expires_on = after.derived_end();
    }
    after
}

/// By which term an amendment would make the agreement run longer than to its present last day, if it does: what has an end
/// keeps one that is no later, and renews itself neither more often nor for longer.
fn runs_longer(before: &Terms, after: &Terms) -> Option<&'static str> {
    let end = |terms: &Terms| terms.expires_on.filter(|_| terms.term_kind != Some(TermKind::OpenEnded));
    let was = end(before).map(PartialDate::latest)?;
    let later = end(after).is_none_or(|is| was < is.latest());
    let renews = after.term_kind == Some(TermKind::AutoRenew);
    if before.term_kind != after.term_kind && (renews || end(after).is_none()) {
        return Some("terms.termKind");
    }
    if later {
        let same_length = after.term_months == before.term_months;
        return Some(if same_length { "terms.expiresOn" } else { "terms.termMonths" });
    }
    let for_longer = before.renewal_months.is_some_and(|was| after.renewal_months.is_none_or(|is| was < is));
    for_longer.then_some("terms.renewalMonths")
}

/// What an amendment cannot do to the dates and the kind of an agreement. A later end is an extension, with the steps of one;
/// the beginning has passed; and a fixed term has an end.
pub(super) fn check_change((before, after): (&Terms, &Terms), today: NaiveDate, refused: &mut Refusals) {
    if let Some(path) = runs_longer(before, after).filter(|_| after.has_end()) {
        refused.add(path, Reason::LaterEnd);
    }
    let fixed = after.term_kind == Some(TermKind::Fixed);
    let known = after.expires_on.is_some() || before.expires_on.is_none();
    refused.unless(after.has_end() && (known || !fixed), "terms.expiresOn", Reason::Required);
    refused.unless(before.signed_on == after.signed_on, "terms.signedOn", Reason::AlreadySigned);
    let begun = before.dates().first_day().filter(|first| *first <= today && before.in_force_on != after.in_force_on);
    if let Some(since) = begun {
        refused.add("terms.inForceOn", Reason::AlreadyInForce { since: since.to_string() });
    }
    let same = (before.class, &before.fields) == (after.class, &after.fields);
    let least = if after.class == Class::Sister { 2 } else { 1 };
    refused.unless(same || least <= after.fields.len(), "terms.fields", Reason::TooFewFields { least });
}

impl Case {
    /// The amendment or extension that took effect last.
    fn last_change(&self) -> Option<(&Evidence, NaiveDate)> {
        let changes = |paper: &&Evidence| matches!(paper.kind, DocumentKind::Amendment | DocumentKind::Extension);
        let taken = self.documents.iter().filter(changes).filter_map(|paper| Some((paper, paper.used_on?)));
        taken.max_by_key(|(paper, on)| (*on, paper.counts_from))
    }

    /// Refuses a paper that is older than one which has taken effect, and a day before that of an amendment or an extension that
    /// has, or before the renewal that is under way began: what was agreed later stands. `path` is where the paper was named.
    pub(crate) fn check_sequence(
        &self,
        (paper, path): (&Evidence, &str),
        on: NaiveDate,
        language: Language,
        refused: &mut Refusals,
    ) {
        let dated = |kind: DocumentKind, day: NaiveDate| format!("{} ({day})", document_name(kind, language));
        if let Some((last, taken_on)) = self.last_change() {
            let (first, then) = (dated(last.kind, last.counts_from), dated(paper.kind, paper.counts_from));
            refused.unless(last.counts_from <= paper.counts_from, path, Reason::DateOrder { first, then });
            let (first, then) = (dated(last.kind, taken_on), on.to_string());
            refused.unless(taken_on <= on, "on", Reason::DateOrder { first, then });
        }
        let renewing = self.tracks.iter().filter(|track| track.stage == Stage::RenewalInProgress);
        if let Some(since) = renewing.map(|track| track.since).max() {
            let first = format!("{} ({since})", act_name(AgreementAct::StartRenewal, language));
            refused.unless(since <= on, "on", Reason::DateOrder { first, then: on.to_string() });
        }
    }
}
