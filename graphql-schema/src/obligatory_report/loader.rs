//! Look-ups of reports.

use super::types::ObligatoryReport;
use crate::{
    context::Ask,
    error::ApiError,
    loader::{load_all, lookup},
    place::{self, types::Party},
    selection::{Selections, look_ahead},
};
use async_graphql::Context;
use entity::obligatory_report::{find, record::obligatory_report};
use uuid::Uuid;

lookup! {
    /// The report with this identifier, if the caller may see it.
    ReportById => Option<obligatory_report::Model>,
    |source, ids| find::reports_by_id(&source.registry, &source.caller, ids),
    Some
}

look_ahead! {
    ObligatoryReport { PARTY = "party" => Party }
}

/// Loads what is selected of these reports.
pub(crate) async fn prefetch(
    context: &Context<'_>,
    selections: &Selections<'_, ObligatoryReport>,
    reports: &[obligatory_report::Model],
) -> Result<(), ApiError> {
    let parties: Vec<Uuid> = reports.iter().map(|report| report.party_id).collect();
    Box::pin(place::loader::prefetch_by_id(context, &selections.below(&ObligatoryReport::PARTY), &parties)).await
}

/// Loads the reports with these identifiers and what is selected of them.
pub(crate) async fn prefetch_by_id(
    context: &Context<'_>,
    selections: &Selections<'_, ObligatoryReport>,
    ids: &[Uuid],
) -> Result<(), ApiError> {
    if ids.is_empty() || selections.is_empty() {
        return Ok(());
    }
    let found = load_all(context.lookups()?, ids.iter().copied().map(ReportById)).await?;
    let reports: Vec<_> = found.into_values().flatten().collect();
    prefetch(context, selections, &reports).await
}
