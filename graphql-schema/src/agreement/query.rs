//! Queries for agreements.

use super::{
    classification::types::SmartDimension,
    loader::{AgreementTotalOf, AgreementsOf, prefetch},
    types::{
        Agreement, AgreementConnection, AgreementScheme, AgreementStage, CooperationField, DocumentKind, TermKind,
        Vitality,
    },
};
use crate::{
    connection::{Listed, OrderDirection, items, page, total},
    context::{Ask, Told},
    error::ApiError,
    id::{Kind, decode_as},
    loader::load,
    partnership::types::PartnershipClass,
};
use async_graphql::{Context, Enum, ID, InputObject, Object};
use chrono::NaiveDate;
use entity::{
    agreement::find,
    page::{Direction, Page, Slice},
};
use std::sync::Arc;
use uuid::Uuid;

/// A filter for agreements. All conditions given must hold.
#[derive(Debug, Default, InputObject)]
pub(crate) struct AgreementFilter {
    /// At one of these stages.
    stage: Option<Vec<AgreementStage>>,
    /// In force on this day, by its dates alone.
    in_force_on: Option<NaiveDate>,
    /// With an expiry date before this day. Open-ended agreements have no expiry date.
    expires_before: Option<NaiveDate>,
    /// With an expiry date on or after this day.
    expires_from: Option<NaiveDate>,
    /// Expiring, or with a notice deadline, within this many days from today (in Jakarta). Agreements without an end
    /// are left out.
    #[graphql(validator(maximum = 36500))]
    ending_within: Option<u32>,
    /// Not confirmed since this day: by `party` if given, otherwise by any party.
    not_confirmed_since: Option<NaiveDate>,
    /// With this region or institution as a party.
    party: Option<ID>,
    /// With a party that is this region or lies in it, such as a province (provinsi) with its regencies and cities.
    within: Option<ID>,
    /// With a party in this country (two-letter code of ISO 3166-1).
    country: Option<String>,
    /// Of one of these classes.
    class: Option<Vec<PartnershipClass>>,
    /// Under one of these schemes.
    scheme: Option<Vec<AgreementScheme>>,
    /// With one of these fields of cooperation (bidang).
    field: Option<Vec<CooperationField>>,
    /// In one of these dimensions of a smart city (dimensi kota cerdas).
    dimension: Option<Vec<SmartDimension>>,
    /// Assigned to at least one dimension or, if false, to none.
    classified: Option<bool>,
    /// With a document of one of these kinds that still counts, as far as the caller may see it.
    document: Option<Vec<DocumentKind>>,
    /// Signed in this year, such as 2018.
    signed_in: Option<i32>,
    /// With a date of signature; or, if false, without one.
    signed: Option<bool>,
    /// Ending in one of these ways.
    term_kind: Option<Vec<TermKind>>,
    /// With one of these vitalities.
    vitality: Option<Vec<Vitality>>,
    /// With words in their titles, parties, fields or numbers that begin with these. Case and diacritics do not matter.
    search: Option<String>,
}

impl From<AgreementFilter> for find::AgreementFilter {
    fn from(filter: AgreementFilter) -> Self {
        Self {
            stage: filter.stage.map(|stages| stages.into_iter().map(Into::into).collect()),
            in_force_on: filter.in_force_on,
            expires_before: filter.expires_before,
            expires_from: filter.expires_from,
            ending_within: filter.ending_within,
            not_confirmed_since: filter.not_confirmed_since,
            party: filter.party.iter().map(|party| decode_as(Kind::Party, party)).collect(),
            within: filter.within.as_ref().map(|region| decode_as(Kind::Party, region)),
            country: filter.country,
            class: filter.class.map(|classes| classes.into_iter().map(Into::into).collect()),
            scheme: filter.scheme.map(|schemes| schemes.into_iter().map(Into::into).collect()),
            field: filter.field.map(|fields| fields.into_iter().map(Into::into).collect()),
            dimension: filter.dimension.map(|dimensions| dimensions.into_iter().map(Into::into).collect()),
            classified: filter.classified,
            document: filter.document.map(|kinds| kinds.into_iter().map(Into::into).collect()),
            signed_in: filter.signed_in,
            signed: filter.signed,
            term_kind: filter.term_kind.map(|kinds| kinds.into_iter().map(Into::into).collect()),
            vitality: filter.vitality.map(|wanted| wanted.into_iter().map(Into::into).collect()),
            search: filter.search,
        }
    }
}

/// What agreements are ordered by. Those without the date come last in ascending and first in descending order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "find::AgreementOrder")]
pub(crate) enum AgreementOrderField {
    /// By the date on which they expire.
    ExpiresOn,
    /// By the date on which they were signed.
    SignedOn,
    /// By the time of entry.
    Created,
}

/// The order of agreements.
#[derive(Debug, Clone, Copy, InputObject)]
pub(crate) struct AgreementOrder {
    /// What to order by.
    field: AgreementOrderField,
    /// The direction.
    #[graphql(default_with = "OrderDirection::Ascending")]
    direction: OrderDirection,
}

/// The order of the agreements of a party: the next to expire first.
pub(super) const WITHIN: Order = (find::AgreementOrder::ExpiresOn, Direction::Ascending);

/// The order of a list when the caller does not say.
pub(crate) const USUAL: Order = (find::AgreementOrder::Created, Direction::Ascending);

pub(crate) type Order = (find::AgreementOrder, Direction);

#[derive(Default)]
pub(crate) struct AgreementQuery;

#[Object]
impl AgreementQuery {
    /// Agreements (kerja sama), as far as the caller may see them.
    async fn agreements(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "A filter; all if omitted.")] filter: Option<AgreementFilter>,
        #[graphql(desc = "In order of entry if omitted.")] order_by: Option<AgreementOrder>,
        #[graphql(desc = "How many from the start: 1 to 100; 20 by default.")] first: Option<i32>,
        #[graphql(desc = "Only those after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end: 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Only those before this cursor.")] before: Option<String>,
    ) -> Result<AgreementConnection, ApiError> {
        let order = order_by.map_or(USUAL, |order| (order.field.into(), order.direction.into()));
        let page = page(context.caller()?, order.0.list_order(), first, after.as_deref(), last, before.as_deref())?;
        list(context, filter.unwrap_or_default().into(), order, &page).await
    }

    /// One agreement; null if there is none with this identifier or the caller may not see it.
    async fn agreement(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Its identifier.")] id: ID,
    ) -> Result<Option<Agreement>, ApiError> {
        let (registry, caller) = (context.registry()?, context.caller()?);
        let id = decode_as(Kind::Agreement, &id);
        let Some(row) = find::agreements_by_id(registry, caller, &[id]).await.told(caller)?.remove(&id) else {
            return Ok(None);
        };
        prefetch(context, &[context.look_ahead()], std::slice::from_ref(&row)).await?;
        Ok(Some(Agreement(Arc::new(row))))
    }
}

pub(crate) async fn list(
    context: &Context<'_>,
    filter: find::AgreementFilter,
    order: Order,
    page: &Page,
) -> Result<AgreementConnection, ApiError> {
    let (registry, caller, look) = (context.registry()?, context.caller()?, context.look_ahead());
    let slice = find::agreements(registry, caller, &filter, order, page).await.told(caller)?;
    let total = total(&look, find::count_agreements(registry, caller, &filter), caller).await?;
    prefetch(context, &items(&look), &slice.rows).await?;
    Ok(AgreementConnection(Listed::new(slice, total, |row| find::cursor(order.0, row).encode())))
}

/// The agreements of one party. The first page was loaded together with those of its neighbours.
pub(crate) async fn within(
    context: &Context<'_>,
    party: Uuid,
    filter: Option<AgreementFilter>,
    first: Option<i32>,
    after: Option<&str>,
) -> Result<AgreementConnection, ApiError> {
    let filter = find::AgreementFilter::from(filter.unwrap_or_default());
    let (order, lookups) = (WITHIN, context.lookups()?);
    let page = page(context.caller()?, order.0.list_order(), first, after, None, None)?;
    if after.is_some() {
        return list(context, filter.within(party), order, &page).await;
    }
    let total = if context.look_ahead().field("totalCount").exists() {
        Some(load(lookups, AgreementTotalOf { party, filter: filter.clone() }).await?)
    } else {
        None
    };
    let slice = load(lookups, AgreementsOf { party, filter, first: page.size() }).await?.unwrap_or_default();
    Ok(AgreementConnection(Listed::new(Slice::clone(&slice), total, |row| find::cursor(order.0, row).encode())))
}
