//! Between which days the day of a step can lie.

use crate::agreement::{
    progress::record::step,
    record::{DocumentKind, Stage},
    route::record::AgreementAct,
};
use chrono::NaiveDate;
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

/// Whether a step brought its party to the stage where it stands: no later one moved it.
pub(crate) fn is_last_move(steps: &[step::Model], of: &step::Model) -> bool {
    let moves = |step: &&step::Model| step.party_id == of.party_id && step.from_stage != step.to_stage;
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
