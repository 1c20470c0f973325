//! Queries for countries, regions and institutions.

use super::{
    loader::prefetch,
    types::{Country, DiplomaticRelation, InstitutionConnection, Region, RegionConnection},
};
use crate::{
    connection::{Listed, Stretch, total},
    context::{Ask, Told},
    error::ApiError,
    filter::{InstitutionFilter, RegionFilter},
    id::{Kind, decode_as},
    selection::Selections,
};
use async_graphql::{Context, ID, InputObject, Object, OneofObject};
use entity::{
    country,
    place::{
        find::{self, Found, PartyFilter},
        record::Nature,
    },
};
use std::sync::Arc;

/// A code in a scheme.
#[derive(Debug, InputObject)]
pub(crate) struct CodeInput {
    /// Who gives such codes: `kemendagri`, `wikidata`, or the name of an imported list.
    scheme: String,
    /// The code.
    value: String,
}

/// What identifies a region: one of these.
#[derive(Debug, OneofObject)]
pub(crate) enum RegionBy {
    /// Its identifier.
    Id(ID),
    /// A code that it has, or had: 91.01 finds Merauke, which is 93.01 today.
    Code(CodeInput),
    /// The last part of its address, such as `id-kota-bandung`.
    Slug(String),
}

#[derive(Default)]
pub(crate) struct PlaceQuery;

#[Object]
impl PlaceQuery {
    /// Regions: by name, or where they are searched for, what is called so first and of these the larger and more connected.
    async fn regions(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "A filter; all if omitted.")] filter: Option<RegionFilter>,
        #[graphql(desc = "How many from the start: 1 to 100; 20 by default.")] first: Option<i32>,
        #[graphql(desc = "Only those after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end: 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Only those before this cursor.")] before: Option<String>,
    ) -> Result<RegionConnection, ApiError> {
        list(context, filter.unwrap_or_default().into(), &Stretch { first, after, last, before }).await
    }

    /// Institutions (lembaga): by name, or where they are searched for, what is called so first.
    async fn institutions(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "A filter; all if omitted.")] filter: Option<InstitutionFilter>,
        #[graphql(desc = "How many from the start: 1 to 100; 20 by default.")] first: Option<i32>,
        #[graphql(desc = "Only those after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end: 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Only those before this cursor.")] before: Option<String>,
    ) -> Result<InstitutionConnection, ApiError> {
        let stretch = Stretch { first, after, last, before };
        Ok(InstitutionConnection(listed(context, filter.unwrap_or_default().into(), &stretch).await?))
    }

    /// One region; null if there is none.
    async fn region(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "What identifies it.")] by: RegionBy,
    ) -> Result<Option<Region>, ApiError> {
        let (registry, caller) = (context.registry()?, context.caller()?);
        let found = match by {
            RegionBy::Id(id) => {
                let id = decode_as(Kind::Party, &id);
                find::parties_by_id(registry, &[id]).await.told(caller)?.remove(&id)
            }
            RegionBy::Code(code) => find::party_by_code(registry, &code.scheme, &code.value).await.told(caller)?,
            RegionBy::Slug(slug) => find::party_by_slug(registry, &slug).await.told(caller)?,
        };
        let Some(party) = found.filter(|party| party.nature == Nature::Region).map(Arc::new) else { return Ok(None) };
        prefetch(context, &Selections::of(context.look_ahead()), std::slice::from_ref(&party)).await?;
        Ok(Some(Region(party)))
    }

    /// What sources say about the diplomatic relations of two countries, latest first. If none says anything, the
    /// relations are unknown, not absent.
    async fn diplomatic_relations(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "One country, by code or name.")] country: String,
        #[graphql(desc = "The other country.")] with: String,
    ) -> Result<Vec<DiplomaticRelation>, ApiError> {
        let (one, other) = (country::as_code(&country), country::as_code(&with));
        let known = entity::place::relation::find::of_two(&context.registry()?.db, &one, &other).await;
        Ok(known.told(context.caller()?)?.into_iter().map(Into::into).collect())
    }

    /// Every country, by code.
    async fn countries(&self, context: &Context<'_>) -> Result<Vec<Country>, ApiError> {
        let countries = find::countries(context.registry()?).await.told(context.caller()?)?;
        Ok(countries.into_iter().map(|country| Country(Arc::new(country))).collect())
    }
}

/// Regions, in the order of their filter.
pub(crate) async fn list(
    context: &Context<'_>,
    filter: PartyFilter,
    stretch: &Stretch,
) -> Result<RegionConnection, ApiError> {
    Ok(RegionConnection(listed(context, filter, stretch).await?))
}

async fn listed<N: From<Found>>(
    context: &Context<'_>,
    filter: PartyFilter,
    stretch: &Stretch,
) -> Result<Listed<N>, ApiError> {
    let (registry, caller, look) = (context.registry()?, context.caller()?, context.look_ahead());
    let page = stretch.of(filter.order(), caller)?;
    let slice = find::parties(registry, caller, &filter, &page).await.told(caller)?;
    let total = total(&look, find::count_parties(registry, caller, &filter), caller).await?;
    let parties: Vec<_> = slice.rows.iter().map(|found| Arc::new(found.party.clone())).collect();
    prefetch(context, &Selections::items(&look), &parties).await?;
    Ok(Listed::new(slice, total, |found| found.cursor.encode()))
}
