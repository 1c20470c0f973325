//! Countries, regions and institutions, as partners see them.

use super::loader::{CodesOf, CountryByCode, FactsOf, NamesOf, PartyById, SuccessionsOf};
use crate::{
    agreement::{self, types::AgreementConnection},
    connection::{Stretch, connection},
    context::Ask,
    date::{Date, DateTime, PartialDate},
    enums::remote_enum,
    error::ApiError,
    exchange::{self, types::ExchangeConnection},
    filter::{AgreementFilter, ExchangeFilter, PartnershipFilter},
    id::{self, encode},
    loader::load,
    notice::loader::IsFollowed,
    partnership::{
        self,
        types::{FactStanding, PartnershipConnection, SourceRank},
    },
    text::Language,
};
use async_graphql::{Context, ID, Interface, Object, SimpleObject};
use entity::place::{
    fact::{
        record::{self as facts, fact},
        rule::{contradict, followed},
    },
    find::Found,
    record::{self, code, country, name, party},
    relation::record::diplomatic_relation,
    rule,
};
use std::sync::Arc;
use uuid::Uuid;

remote_enum! {
    /// What kind of region or institution a party is.
    PartyKind = "record::Kind" {
        Province: "Province (provinsi).",
        Regency: "Regency (kabupaten).",
        City: "City (kota).",
        State: "State of a federation (negara bagian).",
        Prefecture: "Prefecture (prefektur).",
        County: "County.",
        Municipality: "Municipality (munisipalitas).",
        District: "District (distrik).",
        Other: "A region whose kind its source does not state.",
        InternationalOrganisation: "International organisation (organisasi internasional).",
        Ngo: "Non-governmental organisation (lembaga swadaya masyarakat).",
        University: "University (universitas).",
        Network: "Network of cities (jaringan kota).",
        Company: "Company (perusahaan).",
        CentralAgency: "Ministry or agency of a central government (kementerian/lembaga).",
        OtherInstitution: "Another institution (lembaga lain).",
    }
}

remote_enum! {
    /// The level of a region's government within its country (tingkat).
    Tier = "record::Tier" {
        First: "Directly below the state: provinces, prefectures, states of a federation.",
        Second: "Below those: regencies and cities.",
        Third: "Below those.",
    }
}

remote_enum! {
    /// The kind of a party's name.
    NameKind = "record::NameKind" {
        Official: "Its name in that language.",
        Alternative: "Another spelling or a usual name.",
        Former: "A former name.",
    }
}

/// A country of ISO 3166-1, or Kosovo, which has the user-assigned code XK.
#[derive(Debug, Clone)]
pub(crate) struct Country(pub(crate) Arc<country::Model>);

/// A country of ISO 3166-1, or Kosovo, which has the user-assigned code XK.
#[Object]
impl Country {
    /// The two-letter code.
    async fn code(&self) -> &str {
        &self.0.code
    }

    /// The three-letter code.
    async fn alpha3(&self) -> &str {
        &self.0.alpha3
    }

    /// The name, in the caller's language unless another is asked for.
    async fn name(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "A language other than the caller's.")] language: Option<Language>,
    ) -> Result<&str, ApiError> {
        let language = language.map_or(context.caller()?.language, Into::into);
        Ok(language.pick(&self.0.name_id, &self.0.name_en))
    }

    /// Whether the code is in ISO 3166-1.
    async fn iso(&self) -> bool {
        self.0.iso
    }
}

remote_enum! {
    /// What is stated of a region.
    RegionFactKind = "facts::FactKind" {
        Coordinates: "Where it is: degrees north and east, with a space between.",
        Population: "Number of inhabitants.",
        Area: "Area in square kilometres.",
    }
}

/// What one source states of a region.
#[derive(Debug, Clone)]
pub(crate) struct RegionFact {
    fact: fact::Model,
    followed: bool,
    disputed: bool,
}

/// What one source states of a region.
#[Object]
impl RegionFact {
    /// What is stated.
    async fn kind(&self) -> RegionFactKind {
        self.fact.kind.into()
    }

    /// The number, with a decimal point.
    async fn value(&self) -> &str {
        &self.fact.value
    }

    /// The date of the count of inhabitants.
    async fn counted_on(&self) -> Option<PartialDate> {
        self.fact.counted_on.map(PartialDate)
    }

    /// Whether the region's own field has this value.
    async fn followed(&self) -> bool {
        self.followed
    }

    /// Whether another source contradicts it. Counts of different days do not, nor do points in one town.
    async fn standing(&self) -> FactStanding {
        FactStanding::of(self.disputed)
    }

    /// The source.
    async fn source(&self) -> &str {
        &self.fact.source
    }

    /// The date to which the source refers.
    async fn as_of(&self) -> Date {
        self.fact.as_of.into()
    }

    /// How much the word of the source counts.
    async fn rank(&self) -> SourceRank {
        self.fact.rank.into()
    }
}

/// A point on the Earth (WGS 84).
#[derive(Debug, Clone, Copy, SimpleObject)]
pub(crate) struct Coordinates {
    /// Degrees north.
    latitude: f64,
    /// Degrees east.
    longitude: f64,
}

/// A code of a party in one scheme, and when it was valid.
#[derive(Debug, Clone, SimpleObject)]
pub(crate) struct PartyCode {
    /// Who gives such codes: `kemendagri`, `wikidata`, or the name of an imported list.
    scheme: String,
    /// The code.
    value: String,
    /// The first day on which it is valid, if known.
    valid_from: Option<PartialDate>,
    /// The first day on which it is no longer valid; null while it is valid.
    valid_to: Option<PartialDate>,
}

impl From<&code::Model> for PartyCode {
    fn from(code: &code::Model) -> Self {
        Self {
            scheme: code.scheme.clone(),
            value: code.value.clone(),
            valid_from: code.valid_from.map(PartialDate),
            valid_to: code.valid_until.map(PartialDate),
        }
    }
}

/// A name of a party besides its main one.
#[derive(Debug, Clone, SimpleObject)]
pub(crate) struct PartyName {
    /// The two-letter code of its language; `und` where the source does not say.
    language: String,
    /// The name.
    name: String,
    /// What kind of name.
    kind: NameKind,
}

impl From<&name::Model> for PartyName {
    fn from(name: &name::Model) -> Self {
        Self { language: name.language.clone(), name: name.name.clone(), kind: name.kind.into() }
    }
}

/// Where a record comes from.
#[derive(Debug, Clone, SimpleObject)]
pub(crate) struct Provenance {
    /// The source.
    pub(crate) source: String,
    /// The date to which the source refers.
    pub(crate) as_of: Date,
}

/// One region took over from another, wholly or in part.
#[derive(Debug, Clone)]
pub(crate) struct Succession {
    other: Uuid,
    happened_on: PartialDate,
    law: String,
}

/// One region took over from another, wholly or in part.
#[Object]
impl Succession {
    /// The other region.
    async fn region(&self, context: &Context<'_>) -> Result<Region, ApiError> {
        let region = load(context.lookups()?, PartyById(self.other)).await?;
        region.map(Region).ok_or_else(|| ApiError::internal("a succession without its region"))
    }

    /// When.
    async fn happened_on(&self) -> PartialDate {
        self.happened_on
    }

    /// The law by which it happened.
    async fn law(&self) -> &str {
        &self.law
    }
}

/// A party in the registry: a region with its government, or an institution.
#[derive(Debug, Clone, Interface)]
#[graphql(
    field(name = "id", ty = "ID", desc = "The identifier; it is never used again when the party is gone."),
    field(name = "slug", ty = "&str", desc = "Its short name for commands and parameters, such as `id-kota-bandung`."),
    field(
        name = "name",
        ty = "Result<String, ApiError>",
        arg(name = "language", ty = "Option<Language>", desc = "A language other than the caller's."),
        desc = "The full name, such as \"Kota Bandung\", in the caller's language if it has one."
    ),
    field(name = "kind", ty = "PartyKind", desc = "What kind of region or institution."),
    field(
        name = "country",
        ty = "Result<Option<Country>, ApiError>",
        desc = "The country; null for an international organisation."
    )
)]
pub(crate) enum Party {
    Region(Region),
    Institution(Institution),
}

impl Party {
    pub(crate) fn of(party: Arc<party::Model>) -> Self {
        match party.nature {
            record::Nature::Region => Self::Region(Region(party)),
            record::Nature::Institution => Self::Institution(Institution(party)),
        }
    }

    pub(crate) fn region(self) -> Option<Region> {
        match self {
            Self::Region(region) => Some(region),
            Self::Institution(_) => None,
        }
    }

    pub(crate) fn institution(self) -> Option<Institution> {
        match self {
            Self::Institution(institution) => Some(institution),
            Self::Region(_) => None,
        }
    }
}

async fn country_of(context: &Context<'_>, party: &party::Model) -> Result<Option<Country>, ApiError> {
    let Some(code) = party.country_code.clone() else { return Ok(None) };
    Ok(load(context.lookups()?, CountryByCode(code)).await?.map(Country))
}

fn name_of(context: &Context<'_>, party: &party::Model, language: Option<Language>) -> Result<String, ApiError> {
    Ok(rule::display_name(party, language.map_or(context.caller()?.language, Into::into)))
}

/// A region and its government (daerah, pemerintah daerah): province, regency, city, or their equivalent abroad.
#[derive(Debug, Clone)]
pub(crate) struct Region(pub(crate) Arc<party::Model>);

/// A region and its government (daerah, pemerintah daerah): province, regency, city, or their equivalent abroad.
#[Object]
impl Region {
    /// The identifier; it is never used again when the region is gone.
    pub(crate) async fn id(&self) -> ID {
        encode(id::Kind::Party, self.0.id)
    }

    /// The last part of its address, such as `id-kota-bandung`.
    pub(crate) async fn slug(&self) -> &str {
        &self.0.slug
    }

    /// The full name, such as "Kota Bandung", in the caller's language if it has one.
    pub(crate) async fn name(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "A language other than the caller's.")] language: Option<Language>,
    ) -> Result<String, ApiError> {
        name_of(context, &self.0, language)
    }

    /// The name without "Kota" or "Kabupaten".
    async fn short_name(&self) -> &str {
        &self.0.name
    }

    /// Its further names: in other languages, other spellings, former names.
    async fn names(&self, context: &Context<'_>) -> Result<Vec<PartyName>, ApiError> {
        Ok(load(context.lookups()?, NamesOf(self.0.id)).await?.iter().map(Into::into).collect())
    }

    /// What kind of region.
    pub(crate) async fn kind(&self) -> PartyKind {
        self.0.kind.into()
    }

    /// The level of its government, if known.
    async fn tier(&self) -> Option<Tier> {
        self.0.tier.map(Into::into)
    }

    /// Whether it governs itself (daerah otonom) and so can be party to an agreement.
    async fn autonomous(&self) -> bool {
        self.0.autonomous
    }

    /// The country.
    pub(crate) async fn country(&self, context: &Context<'_>) -> Result<Option<Country>, ApiError> {
        country_of(context, &self.0).await
    }

    /// The region it belongs to: the province of a regency or city.
    async fn parent(&self, context: &Context<'_>) -> Result<Option<Region>, ApiError> {
        let Some(parent) = self.0.parent_id else { return Ok(None) };
        Ok(load(context.lookups()?, PartyById(parent)).await?.map(Region))
    }

    /// Its codes in all schemes, those valid today first.
    async fn codes(&self, context: &Context<'_>) -> Result<Vec<PartyCode>, ApiError> {
        Ok(load(context.lookups()?, CodesOf(self.0.id)).await?.iter().map(Into::into).collect())
    }

    /// Where its seat of government or its centre is.
    async fn coordinates(&self) -> Option<Coordinates> {
        let (latitude, longitude) = self.0.latitude.zip(self.0.longitude)?;
        Some(Coordinates { latitude, longitude })
    }

    /// The IANA name of its time zone, such as `Asia/Makassar`.
    async fn time_zone(&self) -> Option<&str> {
        self.0.time_zone.as_deref()
    }

    /// Number of inhabitants.
    async fn population(&self) -> Option<i64> {
        self.0.population
    }

    /// The date of the count of inhabitants.
    async fn population_as_of(&self) -> Option<PartialDate> {
        self.0.population_as_of.map(PartialDate)
    }

    /// Area in square kilometres.
    #[graphql(name = "areaKm2")]
    async fn area_km2(&self) -> Option<f64> {
        self.0.area_km2
    }

    /// What sources state of its figures, each with its source and date: coordinates, population and area are those of the
    /// source whose word counts most (its own people, an official register, a list), and within a rank those of the newest.
    async fn facts(&self, context: &Context<'_>) -> Result<Vec<RegionFact>, ApiError> {
        let facts = load(context.lookups()?, FactsOf(self.0.id)).await?;
        let fact = |fact: &fact::Model| RegionFact {
            followed: followed(&facts, fact.kind) == Some(fact),
            disputed: facts.iter().any(|other| contradict(fact, other)),
            fact: fact.clone(),
        };
        Ok(facts.iter().map(fact).collect())
    }

    /// Its web site.
    async fn website(&self) -> Option<&str> {
        self.0.website.as_deref()
    }

    /// The day on which it ceased to exist.
    async fn dissolved_on(&self) -> Option<PartialDate> {
        self.0.dissolved_on.map(PartialDate)
    }

    /// The regions it was formed from.
    async fn predecessors(&self, context: &Context<'_>) -> Result<Vec<Succession>, ApiError> {
        successions(context, &self.0, true).await
    }

    /// The regions that were formed from it.
    async fn successors(&self, context: &Context<'_>) -> Result<Vec<Succession>, ApiError> {
        successions(context, &self.0, false).await
    }

    /// Its partnerships, as they were entered.
    async fn partnerships(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "A filter; all if omitted.")] filter: Option<PartnershipFilter>,
        #[graphql(desc = "How many from the start: 1 to 100; 20 by default.")] first: Option<i32>,
        #[graphql(desc = "Only those after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end: 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Only those before this cursor.")] before: Option<String>,
    ) -> Result<PartnershipConnection, ApiError> {
        partnership::query::within(context, self.0.id, filter, Stretch { first, after, last, before }).await
    }

    /// Its agreements, as far as the caller may see them, the next to expire first.
    async fn agreements(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "A filter; all if omitted.")] filter: Option<AgreementFilter>,
        #[graphql(desc = "How many from the start: 1 to 100; 20 by default.")] first: Option<i32>,
        #[graphql(desc = "Only those after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end: 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Only those before this cursor.")] before: Option<String>,
    ) -> Result<AgreementConnection, ApiError> {
        agreement::query::within(context, self.0.id, filter, Stretch { first, after, last, before }).await
    }

    /// The exchanges in which it takes part, as far as the caller may see them, the earliest first.
    async fn exchanges(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "A filter; all if omitted.")] filter: Option<ExchangeFilter>,
        #[graphql(desc = "How many from the start: 1 to 100; 20 by default.")] first: Option<i32>,
        #[graphql(desc = "Only those after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end: 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Only those before this cursor.")] before: Option<String>,
    ) -> Result<ExchangeConnection, ApiError> {
        exchange::query::within(context, self.0.id, filter, Stretch { first, after, last, before }).await
    }

    /// The source of the record.
    async fn provenance(&self) -> Provenance {
        Provenance { source: self.0.source.clone(), as_of: self.0.as_of.into() }
    }

    /// Since when it waits for those who keep the registry to confirm that it is one of its own (`confirmParty`); null once they
    /// have, or where they entered it.
    async fn unconfirmed_since(&self) -> Option<DateTime> {
        self.0.unconfirmed_since.map(Into::into)
    }

    /// Whether the caller is one of the people of the organisation that keeps it, or of those who keep the whole registry.
    async fn keeps(&self, context: &Context<'_>) -> Result<bool, ApiError> {
        Ok(context.caller()?.keeps(&self.0.keepers()))
    }

    /// Whether the caller follows it.
    async fn followed(&self, context: &Context<'_>) -> Result<bool, ApiError> {
        load(context.lookups()?, IsFollowed(self.0.id)).await
    }

    /// Rises with every change.
    async fn revision(&self) -> i32 {
        self.0.revision
    }
}

async fn successions(context: &Context<'_>, of: &party::Model, before: bool) -> Result<Vec<Succession>, ApiError> {
    let found = load(context.lookups()?, SuccessionsOf(of.id)).await?;
    let successions = found.iter().filter_map(|one| {
        let (own, other) =
            if before { (one.successor_id, one.predecessor_id) } else { (one.predecessor_id, one.successor_id) };
        let happened_on = PartialDate(one.happened_on);
        (own == of.id).then(|| Succession { other, happened_on, law: one.law.clone() })
    });
    Ok(successions.collect())
}

/// An institution (lembaga): ministry, university, company, network, organisation.
#[derive(Debug, Clone)]
pub(crate) struct Institution(pub(crate) Arc<party::Model>);

/// An institution (lembaga): ministry, university, company, network, organisation.
#[Object]
impl Institution {
    /// The identifier; it is never used again when the institution is gone.
    pub(crate) async fn id(&self) -> ID {
        encode(id::Kind::Party, self.0.id)
    }

    /// The last part of its address.
    pub(crate) async fn slug(&self) -> &str {
        &self.0.slug
    }

    /// The name, in the caller's language if it has one.
    pub(crate) async fn name(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "A language other than the caller's.")] language: Option<Language>,
    ) -> Result<String, ApiError> {
        name_of(context, &self.0, language)
    }

    /// What kind of institution.
    pub(crate) async fn kind(&self) -> PartyKind {
        self.0.kind.into()
    }

    /// The country; null for an international organisation.
    pub(crate) async fn country(&self, context: &Context<'_>) -> Result<Option<Country>, ApiError> {
        country_of(context, &self.0).await
    }

    /// Its names in other languages and spellings, and its former names.
    async fn names(&self, context: &Context<'_>) -> Result<Vec<PartyName>, ApiError> {
        Ok(load(context.lookups()?, NamesOf(self.0.id)).await?.iter().map(Into::into).collect())
    }

    /// Its codes in all schemes, those valid today first.
    async fn codes(&self, context: &Context<'_>) -> Result<Vec<PartyCode>, ApiError> {
        Ok(load(context.lookups()?, CodesOf(self.0.id)).await?.iter().map(Into::into).collect())
    }

    /// The region in which it is.
    async fn parent(&self, context: &Context<'_>) -> Result<Option<Region>, ApiError> {
        let Some(parent) = self.0.parent_id else { return Ok(None) };
        Ok(load(context.lookups()?, PartyById(parent)).await?.map(Region))
    }

    /// The IANA name of the time zone in which its office works.
    async fn time_zone(&self) -> Option<&str> {
        self.0.time_zone.as_deref()
    }

    /// Its web site.
    async fn website(&self) -> Option<&str> {
        self.0.website.as_deref()
    }

    /// Its partnerships, as they were entered.
    async fn partnerships(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "A filter; all if omitted.")] filter: Option<PartnershipFilter>,
        #[graphql(desc = "How many from the start: 1 to 100; 20 by default.")] first: Option<i32>,
        #[graphql(desc = "Only those after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end: 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Only those before this cursor.")] before: Option<String>,
    ) -> Result<PartnershipConnection, ApiError> {
        partnership::query::within(context, self.0.id, filter, Stretch { first, after, last, before }).await
    }

    /// Its agreements, as far as the caller may see them, the next to expire first.
    async fn agreements(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "A filter; all if omitted.")] filter: Option<AgreementFilter>,
        #[graphql(desc = "How many from the start: 1 to 100; 20 by default.")] first: Option<i32>,
        #[graphql(desc = "Only those after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end: 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Only those before this cursor.")] before: Option<String>,
    ) -> Result<AgreementConnection, ApiError> {
        agreement::query::within(context, self.0.id, filter, Stretch { first, after, last, before }).await
    }

    /// The exchanges in which it takes part, as far as the caller may see them, the earliest first.
    async fn exchanges(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "A filter; all if omitted.")] filter: Option<ExchangeFilter>,
        #[graphql(desc = "How many from the start: 1 to 100; 20 by default.")] first: Option<i32>,
        #[graphql(desc = "Only those after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end: 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Only those before this cursor.")] before: Option<String>,
    ) -> Result<ExchangeConnection, ApiError> {
        exchange::query::within(context, self.0.id, filter, Stretch { first, after, last, before }).await
    }

    /// The source of the record.
    async fn provenance(&self) -> Provenance {
        Provenance { source: self.0.source.clone(), as_of: self.0.as_of.into() }
    }

    /// Since when it waits for those who keep the registry to confirm that it is one of its own (`confirmParty`); null once they
    /// have, or where they entered it.
    async fn unconfirmed_since(&self) -> Option<DateTime> {
        self.0.unconfirmed_since.map(Into::into)
    }

    /// Whether the caller is one of the people of the organisation that keeps it, or of those who keep the whole registry.
    async fn keeps(&self, context: &Context<'_>) -> Result<bool, ApiError> {
        Ok(context.caller()?.keeps(&self.0.keepers()))
    }

    /// Whether the caller follows it.
    async fn followed(&self, context: &Context<'_>) -> Result<bool, ApiError> {
        load(context.lookups()?, IsFollowed(self.0.id)).await
    }

    /// Rises with every change.
    async fn revision(&self) -> i32 {
        self.0.revision
    }
}

impl From<party::Model> for Region {
    fn from(row: party::Model) -> Self {
        Self(Arc::new(row))
    }
}

impl From<Found> for Region {
    fn from(row: Found) -> Self {
        row.party.into()
    }
}

connection!(RegionConnection, RegionEdge, Region, "regions");

impl From<party::Model> for Institution {
    fn from(row: party::Model) -> Self {
        Self(Arc::new(row))
    }
}

impl From<Found> for Institution {
    fn from(row: Found) -> Self {
        row.party.into()
    }
}

connection!(InstitutionConnection, InstitutionEdge, Institution, "institutions");

/// What a source says about the diplomatic relations of two countries.
#[derive(Debug, Clone, SimpleObject)]
pub(crate) struct DiplomaticRelation {
    /// The two countries (two-letter codes), by code.
    countries: Vec<String>,
    /// Whether there are relations.
    exist: bool,
    /// Since when; null for always.
    since: Option<PartialDate>,
    /// The last day; null for until today.
    until: Option<PartialDate>,
    /// The source.
    provenance: Provenance,
}

impl From<diplomatic_relation::Model> for DiplomaticRelation {
    fn from(relation: diplomatic_relation::Model) -> Self {
        Self {
            countries: vec![relation.country_a, relation.country_b],
            exist: relation.exist,
            since: relation.since.map(PartialDate),
            until: relation.until.map(PartialDate),
            provenance: Provenance { source: relation.source, as_of: relation.as_of.into() },
        }
    }
}
