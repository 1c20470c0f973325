//! Acts on countries and regions.

use super::types::{Region, Tier};
use crate::{
    context::Ask,
    date::PartialDate,
    error::ApiError,
    id::{Kind, decode_as, encode},
    place::types::{DiplomaticRelation, Party},
    refusal::{Refusal, outcome},
};
use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use chrono::NaiveDate;
use entity::place::relation::act;
use std::sync::Arc;

/// What a source says about the diplomatic relations of two countries.
#[derive(Debug, InputObject)]
pub(crate) struct RecordDiplomaticRelationInput {
    /// One country (two-letter code of ISO 3166-1).
    country: String,
    /// The other country.
    with: String,
    /// Whether there are relations.
    exist: bool,
    /// Since when; always if omitted.
    since: Option<PartialDate>,
    /// The last day; until today if omitted.
    until: Option<PartialDate>,
    /// The source.
    source: String,
    /// The date to which the source refers.
    as_of: NaiveDate,
}

/// The result of `recordDiplomaticRelation`.
#[derive(SimpleObject)]
pub(crate) struct RecordDiplomaticRelationPayload {
    /// What was recorded.
    relation: Option<DiplomaticRelation>,
    /// Why the act was refused; empty if it was done.
    errors: Vec<Refusal>,
}

/// The tier of a region abroad.
#[derive(Debug, InputObject)]
pub(crate) struct RecordTierInput {
    /// The region.
    region: ID,
    /// Its tier.
    tier: Tier,
    /// The source.
    source: String,
}

/// The result of `recordTier`.
#[derive(SimpleObject)]
pub(crate) struct RecordTierPayload {
    /// The region.
    region: Option<Region>,
    /// Why the act was refused; empty if it was done.
    errors: Vec<Refusal>,
}

#[derive(Default)]
pub(crate) struct PlaceMutation;

#[Object]
impl PlaceMutation {
    /// Records what a source says about the diplomatic relations of two countries (requirement 1 of cooperation
    /// abroad). A later source takes precedence over an earlier one; what nobody has recorded is unknown, not absent.
    async fn record_diplomatic_relation(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "What the source says.")] input: RecordDiplomaticRelationInput,
    ) -> Result<RecordDiplomaticRelationPayload, ApiError> {
        let caller = context.caller()?;
        let input = act::RecordDiplomaticRelation {
            countries: (input.country, input.with),
            exist: input.exist,
            since: input.since.map(|date| date.0),
            until: input.until.map(|date| date.0),
            source: input.source,
            as_of: input.as_of,
        };
        let result = act::record_diplomatic_relation(context.registry()?, caller, input).await;
        let (relation, errors) = outcome(result, caller, |id| encode(Kind::Party, id))?;
        Ok(RecordDiplomaticRelationPayload { relation: relation.map(Into::into), errors })
    }

    /// Records the tier of a region abroad (requirement 7 of cooperation abroad).
    async fn record_tier(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The tier.")] input: RecordTierInput,
    ) -> Result<RecordTierPayload, ApiError> {
        let caller = context.caller()?;
        let region = decode_as(Kind::Party, &input.region);
        let result = act::record_tier(context.registry()?, caller, region, input.tier.into(), &input.source).await;
        let (region, errors) = outcome(result, caller, |id| encode(Kind::Party, id))?;
        Ok(RecordTierPayload { region: region.and_then(|row| Party::of(Arc::new(row)).region()), errors })
    }
}
