//! In which order amendments and extensions change an agreement.

use crate::{
    Reason,
    agreement::{
        progress::{
            papers::Evidence,
            rule::Case,
            words::{act_name, document_name},
        },
        record::{DocumentKind, Stage},
        route::record::AgreementAct,
    },
    refusal::Refusals,
    text::Language,
};
use chrono::NaiveDate;

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
