//! Opening, submitting, returning and accepting reports.

use super::{
    find,
    record::{PeriodKind, ReportStatus, Return, Returns, obligatory_report},
    rule::{USUAL_DAYS, days_of},
};
use crate::{
    Caller, Error, Reason, Refusal, Registry, Work,
    agreement::route::record::Authority,
    date::{PartialDate, legal_today},
    deadline::{self, record::DeadlineKind, rule::Due},
    journal::{ChangeKind, Entry, SubjectKind},
    place::record::party,
    policy::{self, Act, Kept, Visibility},
    refusal::Refusals,
    subject::Subject,
};
use chrono::{Days, NaiveDate};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QuerySelect,
    sea_query::LockType,
};
use serde_json::json;
use uuid::Uuid;

/// The longest remark, in characters.
const LONGEST_REMARK: usize = 2_000;

/// A report to open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenReport {
    /// The party that reports.
    pub party: Uuid,
    /// The authority that receives it.
    pub recipient: Authority,
    /// What it covers.
    pub covers: Covers,
    /// The day by which it must be submitted; thirty days after its period if `None`.
    pub due_on: Option<NaiveDate>,
}

/// What a report covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Covers {
    /// A quarter, a half or the whole of a year.
    Period {
        /// What kind of period.
        kind: PeriodKind,
        /// The year; it must be given.
        year: Option<i32>,
        /// Its number within the year, from 1.
        number: u32,
    },
    /// The days of an event.
    Event {
        /// The first; it must be given.
        starts_on: Option<NaiveDate>,
        /// The last; the first if `None`.
        ends_on: Option<NaiveDate>,
    },
}

/// Opens a report: until it is submitted it shows the records as they are, and it is due on its day.
pub async fn open_report(
    registry: &Registry,
    caller: &Caller,
    input: OpenReport,
) -> Result<obligatory_report::Model, Error> {
    policy::may(caller, Act::OpenReport, &[input.party])?;
    let work = registry.begin(caller).await?;
    let (period, starts_on, ends_on) = check_covers(&input)?;
    let due_on = input.due_on.or(ends_on.checked_add_days(Days::new(USUAL_DAYS))).unwrap_or(ends_on);
    let mut refused = Refusals::default();
    refused.keepable("dueOn", Some(due_on));
    let order = Reason::DateOrder { first: ends_on.to_string(), then: due_on.to_string() };
    refused.unless(ends_on <= due_on, "dueOn", order);
    // Locked, so that two people do not open one report.
    let there = party::Entity::find_by_id(input.party).lock(LockType::NoKeyUpdate).one(&*work).await?.is_some();
    refused.unless(there, "party", Reason::NotFound);
    refused.done()?;
    let same = obligatory_report::Entity::find()
        .filter(obligatory_report::Column::PartyId.eq(input.party))
        .filter(obligatory_report::Column::Recipient.eq(input.recipient))
        .filter(obligatory_report::Column::Period.eq(period))
        .filter(obligatory_report::Column::StartsOn.eq(starts_on))
        .filter(obligatory_report::Column::EndsOn.eq(ends_on));
    if let Some(same) = same.one(&*work).await? {
        return Err(Error::refuse(Reason::AlreadyThere { id: same.id }));
    }
    let row = obligatory_report::Model {
        id: work.new_id(),
        party_id: input.party,
        recipient: input.recipient,
        period,
        starts_on,
        ends_on,
        due_on,
        status: ReportStatus::Drafted,
        contents: None,
        submitted_on: None,
        remark: None,
        returns: Returns::default(),
        revision: 1,
        created_at: work.now,
        updated_at: work.now,
    };
    let report = row.into_active_model().insert(&*work).await?;
    note_deadline(&work, &report).await?;
    let entry = entry(&work, Act::OpenReport, ChangeKind::Created, &report).await?;
    work.record(entry).await?;
    Ok(report)
}

/// The days that a report covers.
fn check_covers(input: &OpenReport) -> Result<(PeriodKind, NaiveDate, NaiveDate), Error> {
    let mut refused = Refusals::default();
    match input.covers {
        Covers::Period { kind, year, number } => {
            let year = year.ok_or_else(|| Refusal::at("year", Reason::Required))?;
            let in_range = PartialDate::YEARS.contains(&year);
            let (least, most) = PartialDate::YEARS.into_inner();
            refused.unless(in_range, "year", Reason::OutOfRange { least: least.into(), most: most.into() });
            refused.done()?;
            let most = match kind {
                PeriodKind::Quarter => 4,
                PeriodKind::Semester => 2,
                PeriodKind::Year | PeriodKind::Event => 1,
            };
            let days = days_of(kind, year, number);
            days.map(|(first, last)| (kind, first, last))
                .ok_or_else(|| Refusal::at("number", Reason::OutOfRange { least: 1, most }).into())
        }
        Covers::Event { starts_on, ends_on } => {
            let starts_on = starts_on.ok_or_else(|| Refusal::at("startsOn", Reason::Required))?;
            let ends_on = ends_on.unwrap_or(starts_on);
            refused.keepable("startsOn", Some(starts_on));
            refused.keepable("endsOn", Some(ends_on));
            refused.unless(starts_on <= ends_on, "endsOn", Reason::EndsBeforeStart);
            refused.done()?;
            Ok((PeriodKind::Event, starts_on, ends_on))
        }
    }
}

async fn note_deadline(work: &Work, report: &obligatory_report::Model) -> Result<(), Error> {
    let days = i32::try_from((report.due_on - report.ends_on).num_days()).ok();
    let due = Due::of(DeadlineKind::Report, Some(report.due_on), report.ends_on, days);
    let due = Due { party: Some(report.party_id), ..due };
    let subject = Subject::new(SubjectKind::ObligatoryReport, report.id);
    deadline::act::row(work, subject, &due).insert(&**work).await?;
    Ok(())
}

/// The report that the caller means to change, locked, as it was at the revision they read.
async fn open(
    registry: &Registry,
    caller: &Caller,
    act: Act,
    id: Uuid,
    expected_revision: i32,
) -> Result<(Work, obligatory_report::Model), Error> {
    let work = registry.begin_act(caller, act).await?;
    let report = work.open::<obligatory_report::Entity>(act, id, expected_revision).await?;
    Ok((work, report))
}

/// Submits a report. From then on its contents stay the same, whatever changes in the records.
pub async fn submit_report(
    registry: &Registry,
    caller: &Caller,
    id: Uuid,
    expected_revision: i32,
) -> Result<obligatory_report::Model, Error> {
    let (work, report) = open(registry, caller, Act::SubmitReport, id, expected_revision).await?;
    policy::may_speak(caller, Act::SubmitReport, &[report.party_id])?;
    let today = legal_today(work.now);
    let mut refused = Refusals::default();
    report.status.check_next(ReportStatus::Submitted, caller.language, &mut refused);
    refused.unless(report.ends_on <= today, "report", Reason::InTheFuture);
    refused.done()?;
    let contents = find::contents(&*work, &report).await?;
    let mut row = changed(&work, &report, ReportStatus::Submitted);
    row.contents = Set(Some(contents));
    row.submitted_on = Set(Some(today));
    let report = row.update(&*work).await?;
    deadline::act::clear(&work, DeadlineKind::Report, Some(report.id), None).await?;
    let entry = entry(&work, Act::SubmitReport, ChangeKind::Changed, &report).await?;
    work.record(entry).await?;
    Ok(report)
}

/// Sends a submitted report back with a remark: it shows the records as they are again, and is due as before.
pub async fn return_report(
    registry: &Registry,
    caller: &Caller,
    id: Uuid,
    expected_revision: i32,
    remark: &str,
) -> Result<obligatory_report::Model, Error> {
    let (work, report) = open(registry, caller, Act::ReturnReport, id, expected_revision).await?;
    let mut refused = Refusals::default();
    report.status.check_next(ReportStatus::Returned, caller.language, &mut refused);
    let remark = refused.lines("remark", Some(remark), LONGEST_REMARK);
    refused.unless(remark.is_some(), "remark", Reason::Required);
    refused.done()?;
    let mut row = changed(&work, &report, ReportStatus::Returned);
    row.contents = Set(None);
    let mut returns = report.returns.clone();
    returns.0.extend(remark.clone().map(|remark| Return { on: legal_today(work.now), remark }));
    row.returns = Set(returns);
    row.remark = Set(remark);
    let report = row.update(&*work).await?;
    note_deadline(&work, &report).await?;
    let entry = entry(&work, Act::ReturnReport, ChangeKind::Changed, &report).await?;
    work.record(entry).await?;
    Ok(report)
}

/// Accepts a submitted report.
pub async fn accept_report(
    registry: &Registry,
    caller: &Caller,
    id: Uuid,
    expected_revision: i32,
) -> Result<obligatory_report::Model, Error> {
    let (work, report) = open(registry, caller, Act::AcceptReport, id, expected_revision).await?;
    let mut refused = Refusals::default();
    report.status.check_next(ReportStatus::Accepted, caller.language, &mut refused);
    refused.done()?;
    let report = changed(&work, &report, ReportStatus::Accepted).update(&*work).await?;
    let entry = entry(&work, Act::AcceptReport, ChangeKind::Changed, &report).await?;
    work.record(entry).await?;
    Ok(report)
}

fn changed(work: &Work, report: &obligatory_report::Model, status: ReportStatus) -> obligatory_report::ActiveModel {
    let mut row = report.clone().into_active_model();
    row.status = Set(status);
    row.revision = Set(report.revision + 1);
    row.updated_at = Set(work.now);
    row
}

/// The entry in the journal: for the party whose report it is and, once it was submitted to the governor, for the province
/// that decides on it.
async fn entry(work: &Work, act: Act, change: ChangeKind, report: &obligatory_report::Model) -> Result<Entry, Error> {
    let data = json!({
        "party": report.party_id, "recipient": report.recipient, "period": report.period, "startsOn": report.starts_on,
        "endsOn": report.ends_on, "status": report.status, "revision": report.revision,
    });
    let deciding = match report.status {
        ReportStatus::Drafted => Vec::new(),
        _ => obligatory_report::Entity::answering(&**work, Act::AcceptReport, report).await?,
    };
    let entry = Entry::internal(act, (SubjectKind::ObligatoryReport, report.id), change, data);
    Ok(entry.for_those_who_see(Visibility::Parties, deciding, Some(report.party_id)))
}
