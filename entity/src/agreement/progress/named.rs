//! Which papers a step rests on: those that are named, those that could be, and those that another party recorded.

use super::{
    papers::Evidence,
    rule::{Case, Doing},
};
use crate::agreement::{
    document::rule::Whose,
    record::DocumentKind,
    route::{record::AgreementAct, rule::Step},
};
use std::collections::BTreeSet;
use uuid::Uuid;

/// A paper that carries a step, or could.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resting {
    /// Which document.
    pub document: Uuid,
    /// What kind.
    pub kind: DocumentKind,
    /// The party to which it belongs.
    pub party: Option<Uuid>,
    /// Whether the step rests on it where none of its kind is named.
    pub usual: bool,
    /// Whether it speaks in the name of those who take the step and another party recorded it: they name it, or the step does
    /// not rest on it.
    pub to_name: bool,
    /// The party whose people recorded it.
    pub recorded_by: Option<Uuid>,
}

impl Case {
    /// The case in which these papers count, and no others of their kinds; of what each side needs for itself, no others of the
    /// same party.
    pub(crate) fn naming(&self, named: &BTreeSet<Uuid>) -> Self {
        let steps = || self.tracks.iter().flat_map(|track| &track.route.steps);
        let of_each: BTreeSet<DocumentKind> = steps().flat_map(|step| step.of_each.iter().copied()).collect();
        let place = |paper: &Evidence| (paper.kind, paper.party.filter(|_| of_each.contains(&paper.kind)));
        let taken: BTreeSet<_> = self.documents.iter().filter(|paper| named.contains(&paper.id)).map(place).collect();
        let mut case = self.clone();
        case.documents.retain(|paper| named.contains(&paper.id) || !taken.contains(&place(paper)));
        case
    }

    /// Whether the step of the party can rest on this paper: whoever takes it chooses among papers of the kinds that it asks
    /// for. What else has to hold at a signature, such as the newest full powers, is not chosen.
    pub(crate) fn could_rest_on(&self, paper: Uuid, party: Uuid, act: AgreementAct) -> bool {
        let asks = |step: &Step, kind| [&step.documents, &step.of_each, &step.signed].iter().any(|all| all.contains(&kind));
        let letter = |kind| matches!(kind, DocumentKind::TerminationNotice | DocumentKind::Notification);
        let paper = self.documents.iter().find(|one| one.id == paper);
        let own = self.track(party).into_iter();
        let others = self.tracks.iter().filter(|track| track.party != party);
        let mut steps = own.chain(others).filter_map(|track| track.route.step(act, track.stage));
        paper.is_some_and(|paper| {
            let by_letter = letter(paper.kind) && self.letter_of(&Doing::new(act, party, self.today)).is_some();
            by_letter || steps.any(|step| asks(step, paper.kind))
        })
    }

    /// Those of the papers on which a step rests that speak in the name of these parties and that another one recorded: papers
    /// of their own, and what they have `signed` without having said so.
    pub(crate) fn recorded_by_others<'a>(
        &'a self,
        papers: &'a BTreeSet<Uuid>,
        signed: &'a [Uuid],
        own: &'a BTreeSet<Uuid>,
    ) -> impl Iterator<Item = &'a Evidence> {
        let unsaid = |paper: &Evidence| paper.signatures.iter().any(|one| own.contains(&one.party) && !one.attested);
        let speaks = move |paper: &&Evidence| {
            let of_another = paper.by.is_some_and(|by| !own.contains(&by));
            let is_own = paper.kind.whose() == Whose::OneParty && paper.party.is_some_and(|party| own.contains(&party));
            (is_own && of_another) || (signed.contains(&paper.id) && unsaid(paper))
        };
        self.documents.iter().filter(|paper| papers.contains(&paper.id)).filter(speaks)
    }

    /// The papers on which a step can rest for these parties, the newest of each kind last: those on which it does unless others
    /// are named, and the others.
    pub(crate) fn resting(&self, doing: &Doing, own: &BTreeSet<Uuid>) -> Vec<Resting> {
        let usual = self.ground(doing).papers;
        let carries = |paper: &&Evidence| {
            usual.contains(&paper.id)
                || (self.could_rest_on(paper.id, doing.party, doing.act) && {
                    let named = self.naming(&BTreeSet::from([paper.id]));
                    let ground = named.ground(doing);
                    ground.missing.is_empty() && ground.papers.contains(&paper.id)
                })
        };
        let resting = |paper: &Evidence| {
            let named = self.naming(&BTreeSet::from([paper.id]));
            let (papers, signed) = (BTreeSet::from([paper.id]), named.signed_papers(doing));
            let to_name = named.recorded_by_others(&papers, &signed, own).next().is_some();
            Resting {
                document: paper.id,
                kind: paper.kind,
                party: paper.party,
                usual: usual.contains(&paper.id),
                to_name,
                recorded_by: paper.by,
            }
        };
        self.documents.iter().filter(carries).map(resting).collect()
    }
}
