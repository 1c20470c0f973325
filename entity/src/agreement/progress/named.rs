//! Which papers a step rests on: those that are named, those that could be, and those that another party recorded.

use super::{
    papers::Evidence,
    rule::{Case, Doing, Track},
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
    /// The case in which these papers count for the step of a party, and no others of their kinds; of what each side needs for
    /// itself, no others of the same party. What the step does not ask for itself, such as the newest full powers at a
    /// signature, is not chosen.
    pub(crate) fn naming(&self, named: &BTreeSet<Uuid>, (party, act): (Uuid, AgreementAct)) -> Self {
        let asked = self.kinds_of(party, act);
        let of_each: BTreeSet<DocumentKind> = self.steps_of(party, act).flat_map(|step| step.of_each.clone()).collect();
        let place = |paper: &Evidence| (paper.kind, paper.party.filter(|_| of_each.contains(&paper.kind)));
        let chosen = self.documents.iter().filter(|paper| named.contains(&paper.id) && asked.contains(&paper.kind));
        let taken: BTreeSet<_> = chosen.map(place).collect();
        let mut case = self.clone();
        case.documents.retain(|paper| named.contains(&paper.id) || !taken.contains(&place(paper)));
        case
    }

    /// The steps that a party and, where they take it together, the others take by this act.
    fn steps_of(&self, party: Uuid, act: AgreementAct) -> impl Iterator<Item = &Step> {
        let of_track = move |track: &'_ Track| track.party == party;
        let steps = self.tracks.iter().filter_map(move |track| Some((track, track.route.step(act, track.stage)?)));
        steps.filter(move |(track, step)| of_track(track) || step.joint).map(|(_, step)| step)
    }

    /// The kinds of papers that the step asks for, or the letter in which a party says itself what another does for it.
    fn kinds_of(&self, party: Uuid, act: AgreementAct) -> BTreeSet<DocumentKind> {
        let asked = self.steps_of(party, act).flat_map(|step| [&step.documents, &step.of_each, &step.signed]);
        asked.flatten().copied().chain(Self::letters(act)).collect()
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
        let whose = (doing.party, doing.act);
        let asked = self.kinds_of(doing.party, doing.act);
        let carries = |paper: &&Evidence| {
            usual.contains(&paper.id)
                || (asked.contains(&paper.kind) && {
                    let named = self.naming(&BTreeSet::from([paper.id]), whose);
                    let ground = named.ground(doing);
                    ground.missing.is_empty() && ground.papers.contains(&paper.id)
                })
        };
        let resting = |paper: &Evidence| {
            let named = self.naming(&BTreeSet::from([paper.id]), whose);
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
