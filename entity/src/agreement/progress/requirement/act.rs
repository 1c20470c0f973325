//! Answering requirements.

use super::super::{
    record::{Answered, Exception, Requirement, RequirementAnswered, requirement_check},
    rule::Case,
};
use crate::{
    Caller, Error, Reason, Registry,
    agreement::{held::hold, keep::LONGEST_NOTE, record::agreement},
    journal::{ChangeKind, Entry},
    policy::{self, Act, Visibility},
    refusal::Refusals,
    subject::SubjectKind,
};
use sea_orm::{EntityTrait, IntoActiveModel, sea_query::OnConflict};
use serde_json::json;
use uuid::Uuid;

/// The longest name of an authority or of a rule, in characters.
const LONGEST_AUTHORITY: usize = 300;

/// Answers a requirement: whether it is met, and the evidence; or that an authority made an exception, and why. A later answer
/// replaces an earlier one. It is for the parties of whom the law asks it, whoever keeps the agreement; where it asks it of none,
/// for the keeper.
pub async fn answer_requirement(
    registry: &Registry,
    caller: &Caller,
    agreement: Uuid,
    (requirement, answered, evidence): (Requirement, impl Into<Answered>, &str),
) -> Result<agreement::Model, Error> {
    let work = registry.begin_act(caller, Act::AnswerRequirement).await?;
    let mut held = hold(&work, agreement, None).await?;
    let case = held.case(&work).await?;
    let asked: Vec<Uuid> = case.answers_requirements().collect();
    let answering = held.speakers(&work, Act::AnswerRequirement, &asked).await?;
    policy::may(caller, Act::AnswerRequirement, &answering)?;
    let mut refused = Refusals::default();
    let answered = answered.into();
    let exception = match &answered {
        Answered::Excepted(said) => Some(check_exception(&case, requirement, said, &mut refused)),
        Answered::Met | Answered::Unmet => None,
    };
    let met = answered == Answered::Met;
    let evidence = refused.lines("evidence", Some(evidence), LONGEST_NOTE);
    refused.unless(evidence.is_some(), "evidence", Reason::Required);
    let signed = held.agreement.signed_on.is_some() && !held.agreement.legacy;
    // For a party that accedes they are answered anew.
    refused.unless(!signed || !held.acceding.is_empty(), "agreement", Reason::AlreadySigned);
    refused.done()?;
    let row = requirement_check::Model {
        agreement_id: agreement,
        requirement,
        met,
        evidence: evidence.unwrap_or_default(),
        excepted_by: exception.as_ref().map(|exception| exception.by.clone()),
        excepted_under: exception.as_ref().and_then(|exception| exception.under.clone()),
        answered_at: work.now,
    };
    let replace = OnConflict::columns([requirement_check::Column::AgreementId, requirement_check::Column::Requirement])
        .update_columns([
            requirement_check::Column::Met,
            requirement_check::Column::Evidence,
            requirement_check::Column::ExceptedBy,
            requirement_check::Column::ExceptedUnder,
            requirement_check::Column::AnsweredAt,
        ])
        .to_owned();
    let data = json!(RequirementAnswered { requirement, met, exception, evidence: Some(row.evidence.clone()) });
    requirement_check::Entity::insert(row.into_active_model())
        .on_conflict(replace)
        .exec_without_returning(&*work)
        .await?;
    let entry = Entry::internal(Act::AnswerRequirement, (SubjectKind::Agreement, agreement), ChangeKind::Changed, data);
    let own = Visibility::Own;
    let keeper = policy::acted_for(caller, Act::AnswerRequirement, &answering).first().copied();
    let keeper = keeper.or(held.agreement.owner_id);
    work.record(entry.for_those_who_see(own, held.parties.iter().copied(), keeper)).await?;
    Ok(held.agreement)
}

/// An exception as it is kept: from a requirement that allows one, and by an authority that is named.
fn check_exception(case: &Case, requirement: Requirement, said: &Exception, refused: &mut Refusals) -> Exception {
    refused.unless(case.allows_exception(requirement), "exception", Reason::NoException);
    let by = refused.line("exception.by", Some(&said.by), LONGEST_AUTHORITY);
    refused.unless(by.is_some(), "exception.by", Reason::Required);
    let under = refused.line("exception.under", said.under.as_deref(), LONGEST_AUTHORITY);
    Exception { by: by.unwrap_or_default(), under }
}
