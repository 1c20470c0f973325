//! Acts on reports.

use super::types::{ObligatoryReport, PeriodKind};
use crate::{
    agreement::route::types::Authority,
    context::Ask,
    date::Date,
    error::ApiError,
    id::{Kind, decode_as},
    refusal::payload,
};
use async_graphql::{Context, ID, InputObject, Object};
use entity::{
    Error,
    obligatory_report::{
        act::{self, Covers, OpenReport},
        record::{self, obligatory_report},
    },
};

/// A report to open: for a quarter, half-year or year with `year` and `number`, for an event with `startsOn` and
/// `endsOn`.
#[derive(Debug, InputObject)]
pub(crate) struct OpenReportInput {
    /// The party that reports.
    party: ID,
    /// The authority that receives it.
    recipient: Authority,
    /// What kind of period it covers.
    period: PeriodKind,
    /// The year; omit for an event.
    year: Option<i32>,
    /// Which quarter (1 to 4) or half (1 or 2) of the year; 1 if omitted.
    #[graphql(default = 1)]
    number: u32,
    /// The first day of an event.
    starts_on: Option<Date>,
    /// The last day of an event; the first if omitted.
    ends_on: Option<Date>,
    /// The day by which it must be submitted; thirty days after the period if omitted.
    due_on: Option<Date>,
}

impl OpenReportInput {
    /// What it covers.
    fn covers(&self) -> Covers {
        match self.period.into() {
            record::PeriodKind::Event => {
                Covers::Event { starts_on: self.starts_on.map(Into::into), ends_on: self.ends_on.map(Into::into) }
            }
            kind => Covers::Period { kind, year: self.year, number: self.number },
        }
    }
}

/// Which report.
#[derive(Debug, InputObject)]
pub(crate) struct ReportInput {
    /// The report.
    report: ID,
    /// The revision that the caller read.
    expected_revision: i32,
}

/// A report to send back.
#[derive(Debug, InputObject)]
pub(crate) struct ReturnReportInput {
    /// The report.
    report: ID,
    /// The revision that the caller read.
    expected_revision: i32,
    /// Why.
    remark: String,
}

payload! {
    /// The result of an act on a report.
    ReportPayload of ObligatoryReport {
        /// The report.
        report: ObligatoryReport,
    }
}

fn payload(context: &Context<'_>, result: Result<obligatory_report::Model, Error>) -> Result<ReportPayload, ApiError> {
    ReportPayload::of(result, context.caller()?, ObligatoryReport)
}

#[derive(Default)]
pub(crate) struct ReportMutation;

#[Object]
impl ReportMutation {
    /// Opens a report (laporan): until it is submitted it shows the records as they are.
    async fn open_report(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The report.")] input: OpenReportInput,
    ) -> Result<ReportPayload, ApiError> {
        let open = OpenReport {
            party: decode_as(Kind::Party, &input.party),
            recipient: input.recipient.into(),
            covers: input.covers(),
            due_on: input.due_on.map(Into::into),
        };
        payload(context, act::open_report(context.registry()?, context.caller()?, open).await)
    }

    /// Submits a report (penyampaian). From then on its contents stay the same, whatever changes in the records.
    async fn submit_report(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which report.")] input: ReportInput,
    ) -> Result<ReportPayload, ApiError> {
        let (id, revision) = (decode_as(Kind::ObligatoryReport, &input.report), input.expected_revision);
        payload(context, act::submit_report(context.registry()?, context.caller()?, id, revision).await)
    }

    /// Sends a submitted report back with a remark (pengembalian).
    async fn return_report(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which report, and why.")] input: ReturnReportInput,
    ) -> Result<ReportPayload, ApiError> {
        let (registry, caller) = (context.registry()?, context.caller()?);
        let (id, revision) = (decode_as(Kind::ObligatoryReport, &input.report), input.expected_revision);
        payload(context, act::return_report(registry, caller, id, revision, &input.remark).await)
    }

    /// Accepts a submitted report (penerimaan).
    async fn accept_report(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which report.")] input: ReportInput,
    ) -> Result<ReportPayload, ApiError> {
        let (id, revision) = (decode_as(Kind::ObligatoryReport, &input.report), input.expected_revision);
        payload(context, act::accept_report(context.registry()?, context.caller()?, id, revision).await)
    }
}
