//! Correcting the day of a step.

use super::rule::{Bound, Correction, StepCorrection, is_arrival, is_last_move, neighbours, taken_ids, together};
use crate::{
    Caller, Error, Reason, Refusal, Registry, Work,
    agreement::{
        held::{Held, hold},
        keep::{LONGEST_NOTE, entry},
        pending::{
            self,
            act::{put_correction, waits_first},
        },
        progress::{
            act::not_at_this_stage,
            find as progress,
            record::step,
            rule::Case,
            words::{document_name, gate},
        },
        record::{agreement, agreement_party},
        route::{record::Condition, rule::Step},
    },
    date::legal_today,
    journal::{ChangeKind, Entry},
    policy::{self, Act},
    refusal::Refusals,
};
use chrono::NaiveDate;
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::{Set, Unchanged},
    ColumnTrait, EntityTrait, QueryFilter, QueryOrder,
};
use serde_json::json;
use std::collections::{BTreeSet, HashMap};
use uuid::Uuid;

/// A wrong day of a step, and the right one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CorrectStep {
    /// The step, of whichever party: what all took together has one day.
    pub step: Uuid,
    /// The revision of the agreement that the caller read.
    pub expected_revision: Option<i32>,
    /// The day on which it happened.
    pub on: NaiveDate,
    /// Why it is corrected; everyone who sees the agreement reads it in its history.
    pub reason: String,
}

/// Corrects the day of a step of an agreement that is not signed; of one that all took by signing, once each has confirmed
/// it. The right day obeys what every day of a step obeys: it is not before its documents, nor before the step before it or
/// after the one after it, and relations and tiers that the step needs were there on it. The journal has both days and the
/// reason; what is due follows the right one.
pub async fn correct_step(registry: &Registry, caller: &Caller, input: CorrectStep) -> Result<agreement::Model, Error> {
    let work = registry.begin_act(caller, Act::CorrectStep).await?;
    let not_found = || Error::from(Refusal::at("step", Reason::NotFound));
    let found = step::Entity::find_by_id(input.step).one(&*work).await?.ok_or_else(not_found)?;
    let mut held = hold(&work, found.agreement_id, None).await.map_err(|error| error.about("step"))?;
    if let Some(expected) = input.expected_revision {
        work.check_unchanged::<agreement::Entity>(&held.agreement, expected).await?;
    }
    let case = held.case(&work).await?;
    let all = steps(&work, held.agreement.id).await?;
    let row = all.iter().find(|step| step.id == input.step).ok_or_else(not_found)?;
    let taken = together(&all, row);
    allow(&work, &held, &case, &taken).await?;
    if held.agreement.is_concluded() {
        return Err(Error::refuse(not_at_this_stage(case.closed_to(row.party_id), caller.language)));
    }
    let mut refused = Refusals::default();
    let reason = refused.lines("reason", Some(&input.reason), LONGEST_NOTE);
    refused.unless(reason.is_some(), "reason", Reason::Required);
    refused.found(check(&work, &held, &case, (&all, &taken), input.on).await)?;
    refused.done()?;
    if row.on_day == input.on {
        return Ok(held.agreement);
    }
    let (before, reason) = (row.on_day, reason.unwrap_or_default());
    let correction = Correction { act: row.act, to: row.to_stage, before, after: input.on, reason };
    let corrected = StepCorrection { step: row.id, correction };
    // A day that was put to the others stays until they have answered.
    if let Some(waiting) = pending::find::pending(&*work, held.agreement.id).await?
        && waiting.act.correction.as_ref().is_none_or(|waits| waits.is_another_than(&corrected))
    {
        return Err(Error::refuse(waits_first(&work, &waiting.act).await?));
    }
    let binds_all = taken.iter().any(|row| case.route_step(row).is_some_and(Step::is_signing));
    let waits = if binds_all { put_correction(&work, &mut held, &case, (row, corrected.clone())).await? } else { None };
    let entry = match waits {
        Some(waits) => waits,
        None => carry_out(&work, &mut held, &corrected).await?,
    };
    work.record(entry).await?;
    Ok(held.agreement)
}

/// The steps of an agreement, in their order.
async fn steps(work: &Work, agreement: Uuid) -> Result<Vec<step::Model>, Error> {
    let all = step::Entity::find().filter(step::Column::AgreementId.eq(agreement));
    Ok(all.order_by_asc(step::Column::Id).all(&**work).await?)
}

/// Writes the right day of a step and of all that was done with it, where it is still right, and returns the entry.
pub(crate) async fn carry_out(work: &Work, held: &mut Held, corrected: &StepCorrection) -> Result<Entry, Error> {
    let StepCorrection { step, correction } = corrected;
    let case = held.case(work).await?;
    let all = steps(work, held.agreement.id).await?;
    let row = all.iter().find(|row| row.id == *step).ok_or_else(|| Error::refuse(Reason::NotFound))?;
    let taken = together(&all, row);
    check(work, held, &case, (&all, &taken), correction.after).await?;
    for one in &taken {
        move_to(work, &all, one, correction.after).await?;
    }
    if case.route_step(row).is_some_and(Step::uses_up) {
        let papers = progress::papers_in(&**work, &taken_ids(taken.iter().copied())).await?;
        let papers = papers.into_iter().map(|(_, paper, _)| paper.id).collect();
        held.use_up(work, &papers, correction.after).await?;
    }
    // What follows from the steps is read anew.
    held.read_anew();
    held.save(work, agreement::ActiveModel { ..Default::default() }).await?;
    let mut entry = entry(Act::CorrectStep, ChangeKind::Changed, &held.agreement, &held.parties);
    entry.data["correction"] = json!(correction);
    Ok(entry)
}

/// A step is corrected by those whose it is: the party that took it, also where it moved the others; of what all took
/// together, any of them.
async fn allow(work: &Work, held: &Held, case: &Case, taken: &[&step::Model]) -> Result<(), Error> {
    let by: BTreeSet<Uuid> = taken.iter().map(|row| row.by_party_id.unwrap_or(row.party_id)).collect();
    let whose: Vec<Uuid> = by.into_iter().collect();
    let speakers = held.speakers(work, Act::CorrectStep, &whose).await?;
    policy::may(&work.caller, Act::CorrectStep, &speakers)?;
    let roles: Vec<_> =
        taken.iter().filter_map(|row| case.route_step(row)).flat_map(|step| step.recorded_by.clone()).collect();
    let recorded = policy::holds_any(&work.caller, &roles, &speakers);
    if recorded { Ok(()) } else { Err(Error::refuse(Reason::NotAllowed)) }
}

/// What is wrong with the right day.
async fn check(
    work: &Work,
    held: &Held,
    case: &Case,
    (all, taken): (&[step::Model], &[&step::Model]),
    on: NaiveDate,
) -> Result<(), Error> {
    let mut refused = Refusals::default();
    refused.happened("on", Some(on), legal_today(work.now));
    let (earliest, latest) = bounds(work, held, case, all, taken).await?;
    let told = |(day, kind): &Bound| match kind {
        Some(kind) => format!("{} ({day})", document_name(*kind, work.caller.language)),
        None => day.to_string(),
    };
    if let Some(bound) = earliest.iter().filter(|bound| on < bound.0).max_by_key(|bound| bound.0) {
        refused.add("on", Reason::DateOrder { first: told(bound), then: on.to_string() });
    }
    if let Some(bound) = latest.iter().filter(|bound| bound.0 < on).min_by_key(|bound| bound.0) {
        refused.add("on", Reason::DateOrder { first: on.to_string(), then: told(bound) });
    }
    for closed in taken.iter().filter_map(|row| case.lost_on(row, on)) {
        // What the step needs besides is about the agreement; here it is the day that is wrong.
        refused.add("on", Reason::closed(gate(closed, &HashMap::new(), work.caller.language)));
    }
    refused.done()
}

/// The days before and after which the step cannot lie: those of the steps around it and of its documents, and, where an
/// authority decided next, of what it decided on what was put to it.
async fn bounds(
    work: &Work,
    held: &Held,
    case: &Case,
    all: &[step::Model],
    taken: &[&step::Model],
) -> Result<(Vec<Bound>, Vec<Bound>), Error> {
    let (mut earliest, mut latest) = (Vec::new(), Vec::new());
    let papers = progress::papers_in(&**work, &taken_ids(taken.iter().copied())).await?;
    earliest.extend(papers.into_iter().map(|(_, paper, from)| (from, Some(paper.kind))));
    for row in taken {
        // The date of the first letter.
        let (before, after) = neighbours(all, row, held.agreement.as_of);
        earliest.push(before);
        latest.extend(after);
        let next = all.iter().find(|step| step.party_id == row.party_id && step.id > row.id);
        let decided = next.filter(|next| case.route_step(next).is_some_and(Step::is_decision));
        let moved = row.from_stage != row.to_stage;
        let decisions = progress::papers_in(&**work, &taken_ids(decided.filter(|_| moved))).await?;
        latest.extend(decisions.into_iter().map(|(_, paper, from)| (from, Some(paper.kind))));
        // Whoever waited for this party went on when it was ready.
        let waited = |step: &&step::Model| {
            let waits = |step: &Step| step.conditions.contains(&Condition::OtherPartiesReady);
            step.party_id != row.party_id && step.id > row.id && case.route_step(step).is_some_and(waits)
        };
        latest.extend(all.iter().filter(waited).map(|step| (step.on_day, None)));
    }
    Ok((earliest, latest))
}

async fn move_to(work: &Work, all: &[step::Model], row: &step::Model, on: NaiveDate) -> Result<(), Error> {
    let moved = step::ActiveModel { id: Unchanged(row.id), on_day: Set(on), ..Default::default() };
    moved.update(&**work).await?;
    let mut part = agreement_party::ActiveModel {
        agreement_id: Unchanged(row.agreement_id),
        party_id: Unchanged(row.party_id),
        ..Default::default()
    };
    if is_last_move(all, row) {
        part.since = Set(on);
    }
    if is_arrival(all, row) {
        part.arrived_on = Set(on);
    }
    if part.is_changed() {
        part.update(&**work).await?;
    }
    Ok(())
}
