//! Acts on countries and regions.

use super::types::{DiplomaticRelation, Institution, NameKind, Party, PartyKind, Region, Tier};
use crate::{
    context::Ask,
    date::{Date, PartialDate},
    error::ApiError,
    id::{Kind, decode_as},
    refusal::payload,
};
use async_graphql::{Context, ID, InputObject, Object};
use entity::place::{
    entry::{
        act::{add_party, amend_party, confirm_party},
        rule::{Facts, OtherName},
    },
    record::Nature,
    relation::act,
};
use std::sync::Arc;
use uuid::Uuid;

/// A further name of a region or an institution.
#[derive(Debug, InputObject)]
struct OtherNameInput {
    /// The language: its code in ISO 639 (`ja`); `und` where it is not known.
    language: String,
    /// The name.
    name: String,
    /// What kind of name.
    #[graphql(default_with = "NameKind::Alternative")]
    kind: NameKind,
}

/// A code to record.
#[derive(Debug, InputObject)]
struct NewCodeInput {
    /// Who gives such codes: `wikidata`, `iso3166-2`. Codes of `kemendagri` come with the decree.
    scheme: String,
    /// The code.
    value: String,
}

/// A point on the Earth (WGS 84).
#[derive(Debug, InputObject)]
struct CoordinatesInput {
    /// Degrees north.
    latitude: f64,
    /// Degrees east.
    longitude: f64,
}

/// What is said of a region or an institution.
#[derive(Debug, InputObject)]
struct PartyFactsInput {
    /// The English name, where it is another.
    name_en: Option<String>,
    /// The region in which it lies.
    parent: Option<ID>,
    /// Further names: in other languages and spellings, and former ones; at most 100.
    #[graphql(default)]
    names: Vec<OtherNameInput>,
    /// Its codes; at most 20. A code takes the place of the one that was valid in its scheme.
    #[graphql(default)]
    codes: Vec<NewCodeInput>,
    /// Where its seat of government, its office or its centre is.
    coordinates: Option<CoordinatesInput>,
    /// The IANA name of the time zone in which its office works; that of the coordinates if omitted.
    time_zone: Option<String>,
    /// Number of inhabitants.
    population: Option<i64>,
    /// The date of the count of inhabitants.
    population_as_of: Option<PartialDate>,
    /// Area in square kilometres.
    #[graphql(name = "areaKm2")]
    area_km2: Option<f64>,
    /// Its web site.
    website: Option<String>,
    /// The source.
    source: String,
    /// The date to which the source refers.
    as_of: Date,
    /// Records which look like this one and are not: the candidates of an earlier refusal, so that what is added is no
    /// duplicate of them.
    #[graphql(default)]
    other_than: Vec<ID>,
    /// Why it is none of these; required where there are any.
    other_than_reason: Option<String>,
}

impl PartyFactsInput {
    /// What is said, with name, kind and country; and the records that are not meant.
    fn with(self, name: Option<String>, kind: Option<PartyKind>, country: Option<String>) -> (Facts, Vec<Uuid>) {
        let named = |one: OtherNameInput| OtherName { language: one.language, name: one.name, kind: one.kind.into() };
        let facts = Facts {
            name,
            name_en: self.name_en,
            kind: kind.map(Into::into),
            country,
            parent: self.parent.map(|parent| decode_as(Kind::Party, &parent)),
            names: self.names.into_iter().map(named).collect(),
            codes: self.codes.into_iter().map(|code| (code.scheme, code.value)).collect(),
            point: self.coordinates.map(|point| (point.latitude, point.longitude)),
            time_zone: self.time_zone,
            population: self.population,
            population_as_of: self.population_as_of.map(|date| date.0),
            area_km2: self.area_km2,
            website: self.website,
            source: self.source,
            as_of: self.as_of.into(),
            told_apart_by: self.other_than_reason,
        };
        (facts, self.other_than.iter().map(|id| decode_as(Kind::Party, id)).collect())
    }
}

/// A region abroad to enter.
#[derive(Debug, InputObject)]
pub(crate) struct AddRegionInput {
    /// The name used at home.
    name: String,
    /// What kind of region.
    kind: PartyKind,
    /// The country (code of two or three letters in ISO 3166-1, or name). Regions of Indonesia come with the decree of the ministry.
    country: String,
    #[graphql(flatten)]
    facts: PartyFactsInput,
}

/// An institution to enter.
#[derive(Debug, InputObject)]
pub(crate) struct AddInstitutionInput {
    /// The name used at home.
    name: String,
    /// What kind of institution.
    kind: PartyKind,
    /// The country (code of two or three letters in ISO 3166-1, or name); omitted for an international organisation or a network.
    country: Option<String>,
    #[graphql(flatten)]
    facts: PartyFactsInput,
}

/// What is mended of a region or an institution. What is omitted stays as it is.
#[derive(Debug, InputObject)]
pub(crate) struct AmendPartyInput {
    /// The region or institution.
    party: ID,
    /// The revision that the caller read; if it has changed since, nothing happens.
    expected_revision: i32,
    /// The name used at home.
    name: Option<String>,
    /// What kind of region or institution.
    kind: Option<PartyKind>,
    /// The country (code of two or three letters in ISO 3166-1, or name).
    country: Option<String>,
    #[graphql(flatten)]
    facts: PartyFactsInput,
}

payload! {
    /// The result of `addRegion`.
    AddRegionPayload of Party {
        /// The region.
        region: Region,
    }
}

payload! {
    /// The result of `addInstitution`.
    AddInstitutionPayload of Party {
        /// The institution.
        institution: Institution,
    }
}

payload! {
    /// The result of `amendParty`.
    AmendPartyPayload of Party {
        /// The region or institution.
        party: Party,
    }
}

/// What is confirmed.
#[derive(Debug, InputObject)]
pub(crate) struct ConfirmPartyInput {
    /// The region or institution.
    party: ID,
    /// The revision that the caller read; if it has changed since, nothing happens.
    expected_revision: i32,
}

payload! {
    /// The result of `confirmParty`.
    ConfirmPartyPayload of Party {
        /// The region or institution.
        party: Party,
    }
}

/// What a source says about the diplomatic relations of two countries.
#[derive(Debug, InputObject)]
pub(crate) struct RecordDiplomaticRelationInput {
    /// One country (code of two or three letters in ISO 3166-1, or name).
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
    /// Enters a region abroad. If it may be there already, the refusal `LOOKS_LIKE` lists the candidates.
    async fn add_region(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The region.")] input: AddRegionInput,
    ) -> Result<AddRegionPayload, ApiError> {
        let (registry, caller) = (context.registry()?, context.caller()?);
        let (facts, other_than) = input.facts.with(Some(input.name), Some(input.kind), Some(input.country));
        let result = add_party(registry, caller, Nature::Region, &facts, &other_than).await;
        AddRegionPayload::of(result, caller, Into::into)
    }

    /// Enters an institution (lembaga). If it may be there already, the refusal `LOOKS_LIKE` lists the candidates.
    async fn add_institution(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The institution.")] input: AddInstitutionInput,
    ) -> Result<AddInstitutionPayload, ApiError> {
        let (registry, caller) = (context.registry()?, context.caller()?);
        let (facts, other_than) = input.facts.with(Some(input.name), Some(input.kind), input.country);
        let result = add_party(registry, caller, Nature::Institution, &facts, &other_than).await;
        AddInstitutionPayload::of(result, caller, Into::into)
    }

    /// Mends what the registry says of a region or an institution. This is for its own people, and for the organisation
    /// that entered it.
    async fn amend_party(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "What is mended.")] input: AmendPartyInput,
    ) -> Result<AmendPartyPayload, ApiError> {
        let (registry, caller) = (context.registry()?, context.caller()?);
        let party = (decode_as(Kind::Party, &input.party), input.expected_revision);
        let (facts, other_than) = input.facts.with(input.name, input.kind, input.country);
        let result = amend_party(registry, caller, party, &facts, &other_than).await;
        AmendPartyPayload::of(result, caller, |row| Party::of(Arc::new(row)))
    }

    /// Confirms for the registry that a region or an institution that an organisation entered is one of its own and no double of
    /// another (konfirmasi pihak baru). This is for those who keep the whole registry; until then no signature binds it.
    async fn confirm_party(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "What is confirmed.")] input: ConfirmPartyInput,
    ) -> Result<ConfirmPartyPayload, ApiError> {
        let (registry, caller) = (context.registry()?, context.caller()?);
        let party = (decode_as(Kind::Party, &input.party), input.expected_revision);
        let result = confirm_party(registry, caller, party).await;
        ConfirmPartyPayload::of(result, caller, |row| Party::of(Arc::new(row)))
    }

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
