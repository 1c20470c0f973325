//! Queries for reports.

use super::loader::prefetch;
use super::types::{ObligatoryReport, ObligatoryReportConnection, ReportSectionContents, ReportStatus, sections};
use crate::{
    connection::{Listed, Stretch, total},
    context::{Ask, Told},
    error::ApiError,
    id::{Kind, decode_as},
    selection::Selections,
};
use async_graphql::{Context, ID, InputObject, Object};
use entity::obligatory_report::find;

/// A filter for reports. All conditions given must hold.
#[derive(Debug, Default, InputObject)]
pub(crate) struct ReportFilter {
    /// Of this region or institution.
    party: Option<ID>,
    /// With one of these statuses.
    status: Option<Vec<ReportStatus>>,
}

#[derive(Default)]
pub(crate) struct ReportQuery;

#[Object]
impl ReportQuery {
    /// Reports to authorities (laporan), newest first: those of the caller's own parties, and those submitted to them.
    async fn reports(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "A filter; all if omitted.")] filter: Option<ReportFilter>,
        #[graphql(desc = "How many from the start: 1 to 100; 20 by default.")] first: Option<i32>,
        #[graphql(desc = "Only those after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end: 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Only those before this cursor.")] before: Option<String>,
    ) -> Result<ObligatoryReportConnection, ApiError> {
        let (registry, caller, look) = (context.registry()?, context.caller()?, context.look_ahead());
        let filter = filter.unwrap_or_default();
        let filter = find::ReportFilter {
            party: filter.party.map(|party| decode_as(Kind::Party, &party)),
            status: filter.status.map(|wanted| wanted.into_iter().map(Into::into).collect()),
        };
        let page = Stretch { first, after, last, before }.of(find::BY_AGE, caller)?;
        let slice = find::reports(registry, caller, &filter, &page).await.told(caller)?;
        let total = total(&look, find::count_reports(registry, caller, &filter), caller).await?;
        prefetch(context, &Selections::items(&look), &slice.rows).await?;
        Ok(ObligatoryReportConnection(Listed::new(slice, total, |row| find::cursor(row).encode())))
    }

    /// One report; null if there is none with this identifier or the caller may not see it.
    async fn report(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Its identifier.")] id: ID,
    ) -> Result<Option<ObligatoryReport>, ApiError> {
        let (registry, caller) = (context.registry()?, context.caller()?);
        let found = find::report(&registry.db, caller, decode_as(Kind::ObligatoryReport, &id)).await.told(caller)?;
        Ok(found.map(ObligatoryReport))
    }

    /// The contents of a report: as submitted or, before that and while it is sent back, from the records as they are now,
    /// for its own party. Null if there is no such report or the caller may not see that.
    async fn report_preview(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The identifier of the report.")] id: ID,
    ) -> Result<Option<Vec<ReportSectionContents>>, ApiError> {
        let (registry, caller) = (context.registry()?, context.caller()?);
        let found = find::report(&registry.db, caller, decode_as(Kind::ObligatoryReport, &id)).await.told(caller)?;
        let Some(report) = found else { return Ok(None) };
        let contents = find::preview(registry, caller, &report).await.told(caller)?;
        Ok(contents.map(|contents| sections(contents, caller.language)))
    }
}
