//! All queries.

use crate::{
    account::query::AccountQuery,
    agreement::{
        history::query::HistoryQuery, initiative::query::InitiativeQuery, query::AgreementQuery,
        route::query::RouteQuery, stewardship::query::StewardshipQuery,
    },
    deadline::query::DeadlineQuery,
    exchange::query::ExchangeQuery,
    import_batch::query::ImportQuery,
    journal::query::JournalQuery,
    merger::query::MergerQuery,
    node::NodeQuery,
    notice::query::NoticeQuery,
    obligatory_report::query::ReportQuery,
    partner_wanted::query::PartnerWantedQuery,
    partnership::query::PartnershipQuery,
    place::query::PlaceQuery,
    request::query::RequestQuery,
    search::query::SearchQuery,
    statistics::query::StatisticsQuery,
    task::query::TaskQuery,
};
use async_graphql::MergedObject;

/// All queries.
#[derive(Default, MergedObject)]
pub struct Query(PlaceQueries, AgreementQueries, CareQueries, OverviewQueries, RegistryQueries);

/// Places, and who is whose partner. Queries are merged in groups, because the types of a merged object nest as deep as it is
/// long, and the compiler follows them only so far.
#[derive(Default, MergedObject)]
struct PlaceQueries(PlaceQuery, MergerQuery, PartnershipQuery, PartnerWantedQuery, ImportQuery);

/// Agreements.
#[derive(Default, MergedObject)]
struct AgreementQueries(AgreementQuery, InitiativeQuery, HistoryQuery, RouteQuery);

/// What agreements ask of those who keep them.
#[derive(Default, MergedObject)]
struct CareQueries(StewardshipQuery, DeadlineQuery, TaskQuery, RequestQuery, ReportQuery);

/// What is on the calendar, and everything together.
#[derive(Default, MergedObject)]
struct OverviewQueries(ExchangeQuery, SearchQuery, StatisticsQuery);

/// The registry itself.
#[derive(Default, MergedObject)]
struct RegistryQueries(AccountQuery, JournalQuery, NodeQuery, NoticeQuery);
