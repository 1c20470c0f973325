//! Queries for postings.

use super::{loader::prefetch, types::PartnerWantedConnection};
use crate::{
    agreement::types::CooperationField,
    connection::{Listed, Stretch, total},
    context::{Ask, Told},
    error::ApiError,
    id::{Kind, decode_as},
    selection::Selections,
};
use async_graphql::{Context, ID, InputObject, Object};
use entity::partner_wanted::find;

/// A filter for postings. All conditions given must hold.
#[derive(Debug, Default, InputObject)]
pub(crate) struct PartnerWantedFilter {
    /// For a partner of this country (two-letter code of ISO 3166-1): those that name it, and those for any country.
    country: Option<String>,
    /// In one of these fields of cooperation (bidang).
    field: Option<Vec<CooperationField>>,
    /// Of this region or institution.
    party: Option<ID>,
    /// Of this region or one that lies in it, such as a province with its regencies and cities.
    within: Option<ID>,
    /// Open today (in Jakarta) or, if false, not open.
    open: Option<bool>,
}

impl From<PartnerWantedFilter> for find::PartnerWantedFilter {
    fn from(filter: PartnerWantedFilter) -> Self {
        Self {
            country: filter.country,
            field: filter.field.map(|fields| fields.into_iter().map(Into::into).collect()),
            party: filter.party.map(|party| decode_as(Kind::Party, &party)),
            within: filter.within.map(|region| decode_as(Kind::Party, &region)),
            open: filter.open,
        }
    }
}

#[derive(Default)]
pub(crate) struct PartnerWantedQuery;

#[Object]
impl PartnerWantedQuery {
    /// The board on which regions post that they are looking for partners (mencari mitra), newest first. Everyone may
    /// read it.
    async fn partners_wanted(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "A filter; all if omitted.")] filter: Option<PartnerWantedFilter>,
        #[graphql(desc = "How many from the start: 1 to 100; 20 by default.")] first: Option<i32>,
        #[graphql(desc = "Only those after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end: 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Only those before this cursor.")] before: Option<String>,
    ) -> Result<PartnerWantedConnection, ApiError> {
        let (registry, caller, look) = (context.registry()?, context.caller()?, context.look_ahead());
        let filter = filter.unwrap_or_default().into();
        let page = Stretch { first, after, last, before }.of(find::BY_POSTING, caller)?;
        let slice = find::partners_wanted(registry, caller, &filter, &page).await.told(caller)?;
        let total = total(&look, find::count_partners_wanted(registry, caller, &filter), caller).await?;
        prefetch(context, &Selections::items(&look), &slice.rows).await?;
        Ok(PartnerWantedConnection(Listed::new(slice, total, |row| find::cursor(row).encode())))
    }
}
