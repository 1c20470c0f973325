//! Between which days the day of a step can lie.

use crate::agreement::{
    progress::{
        record::step,
        rule::{Case, Closed, Doing, Lack},
    },
    record::{DocumentKind, Stage},
    route::{record::AgreementAct, rule::Step},
};
use chrono::NaiveDate;
use sea_orm::FromJsonQueryResult;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// What was corrected, as the entry in the journal has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Correction {
    /// What was done in the step.
    pub act: AgreementAct,
    /// The stage that was reached with it.
    pub to: Stage,
    /// The day that stood there.
    pub before: NaiveDate,
    /// The day that stands there now.
    pub after: NaiveDate,
    /// Why.
    pub reason: String,
}

impl Correction {
    /// What an entry of the journal says was corrected.
    pub fn of_entry(data: &serde_json::Value) -> Option<Self> {
        Self::deserialize(&data["correction"]).ok()
    }
}

/// A correction of this step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, FromJsonQueryResult)]
pub struct StepCorrection {
    /// The step.
    pub step: Uuid,
    /// What is corrected.
    pub correction: Correction,
}

impl StepCorrection {
    /// Whether it corrects another step, or to another day.
    pub(crate) fn is_another_than(&self, other: &Self) -> bool {
        let what = |one: &Self| (one.step, one.correction.before, one.correction.after);
        what(self) != what(other)
    }
}

/// A day before or after which a step cannot lie, and the document that says so, if it is one.
pub type Bound = (NaiveDate, Option<DocumentKind>);

/// The days of the steps of the same party before and after this one; `steps` are all of the agreement, in their order.
/// The first step is not earlier than `begun_on`.
pub(crate) fn neighbours(steps: &[step::Model], of: &step::Model, begun_on: NaiveDate) -> (Bound, Option<Bound>) {
    let own = || steps.iter().filter(|step| step.party_id == of.party_id);
    let before = own().rfind(|step| step.id < of.id).map_or(begun_on, |step| step.on_day);
    let after = own().find(|step| step.id > of.id).map(|step| (step.on_day, None));
    ((before, None), after)
}

impl Case {
    /// The step of its party's route that a row tells of.
    pub(crate) fn route_step(&self, row: &step::Model) -> Option<&Step> {
        self.track(row.party_id)?.route.step(row.act, row.from_stage)
    }

    /// What a step would lack on `on` that it did not lack on its own day: relations of countries and tiers are judged on the
    /// day of the act, and so are they on the right one.
    pub(crate) fn lost_on(&self, row: &step::Model, on: NaiveDate) -> Option<Closed> {
        let (track, step) = (self.track(row.party_id)?, self.route_step(row)?);
        let fails = |condition, day| self.holds(condition, track, &Doing::new(row.act, row.party_id, day)).err();
        let lost = step.conditions.iter().filter(|condition| fails(**condition, row.on_day).is_none());
        let lost = lost.filter_map(|one| fails(*one, on).map(|from| Lack::Condition { condition: *one, from }));
        let missing: Vec<Lack> = lost.collect();
        let article = Some(step.article.clone());
        (!missing.is_empty()).then(|| Closed { missing, article, ..self.closed_to(row.party_id) })
    }
}

/// Whether a step brought its party to the stage where it stands: no later one moved it.
pub(crate) fn is_last_move(steps: &[step::Model], of: &step::Model) -> bool {
    let moves = |step: &&step::Model| step.party_id == of.party_id && step.from_stage != step.to_stage;
    steps.iter().rfind(moves).is_some_and(|last| last.id == of.id)
}

/// Whether a step brought its party there on its own way: no later one moved it, but holds and what took it up again.
pub(crate) fn is_arrival(steps: &[step::Model], of: &step::Model) -> bool {
    let holds = |step: &step::Model| matches!(step.act, AgreementAct::PutOnHold | AgreementAct::Resume);
    let moves = |step: &&step::Model| step.party_id == of.party_id && step.from_stage != step.to_stage && !holds(step);
    steps.iter().rfind(moves).is_some_and(|last| last.id == of.id)
}

/// What the parties did together with this step: its own row and theirs.
pub(crate) fn together<'a>(steps: &'a [step::Model], of: &'a step::Model) -> Vec<&'a step::Model> {
    let same = |step: &&step::Model| step.id == of.id || (of.taken_id.is_some() && step.taken_id == of.taken_id);
    steps.iter().filter(same).collect()
}

/// The identifiers under which the documents of these steps are found.
pub(crate) fn taken_ids<'a>(steps: impl IntoIterator<Item = &'a step::Model>) -> Vec<Uuid> {
    steps.into_iter().filter_map(|step| step.taken_id).collect()
}
