//! Everything that can be asked.

use crate::{
    account::query::AccountQuery,
    agreement::{query::AgreementQuery, route::query::RouteQuery},
    exchange::query::ExchangeQuery,
    journal::query::JournalQuery,
    node::NodeQuery,
    partnership::query::PartnershipQuery,
    place::query::PlaceQuery,
    search::query::SearchQuery,
    statistics::query::StatisticsQuery,
};
use async_graphql::MergedObject;

/// Everything that can be asked.
#[derive(Default, MergedObject)]
pub struct Query(
    PlaceQuery,
    PartnershipQuery,
    AgreementQuery,
    RouteQuery,
    ExchangeQuery,
    SearchQuery,
    StatisticsQuery,
    AccountQuery,
    JournalQuery,
    NodeQuery,
);
