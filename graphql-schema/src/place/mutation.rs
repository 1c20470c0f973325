//! Acts on countries and regions.

use super::types::{DiplomaticRelation, Region, Tier};
use crate::{
    context::Ask,
    date::{Date, PartialDate},
    error::ApiError,
    id::{Kind, decode_as},
    refusal::payload,
};
use async_graphql::{Context, ID, InputObject, Object};
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
    as_of: Date,
}

payload! {
    /// The result of `recordDiplomaticRelation`.
    RecordDiplomaticRelationPayload of Party {
        /// What was recorded.
        relation: DiplomaticRelation,
    }
}

/// The tier of a region abroad.
#[derive(Debug, InputObject)]
pub(crate) struct RecordTierInput {
    /// The region.
    region: ID,
    /// Its tier.
    tier: Tier,
    /// Since when; always if omitted.
    since: Option<PartialDate>,
    /// The source.
    source: String,
}

payload! {
    /// The result of `recordTier`.
    RecordTierPayload of Party {
        /// The region.
        region: Region,
    }
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
            as_of: input.as_of.into(),
        };
        let result = act::record_diplomatic_relation(context.registry()?, caller, input).await;
        RecordDiplomaticRelationPayload::of(result, caller, Into::into)
    }

    /// Records the tier of a region abroad (requirement 7 of cooperation abroad). Acts are judged by the tier on their day.
    async fn record_tier(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The tier.")] input: RecordTierInput,
    ) -> Result<RecordTierPayload, ApiError> {
        let caller = context.caller()?;
        let region = decode_as(Kind::Party, &input.region);
        let tier = (input.tier.into(), input.since.map(|date| date.0));
        let result = act::record_tier(context.registry()?, caller, region, tier, &input.source).await;
        RecordTierPayload::of(result, caller, |row| Region(Arc::new(row)))
    }
}
