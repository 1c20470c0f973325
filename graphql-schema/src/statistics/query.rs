//! Figures of regions, partnerships and agreements.

use crate::{
    agreement::{
        classification::types::SmartDimension,
        types::{AgreementScheme, AgreementStage, DocumentKind, Vitality},
    },
    context::{Ask, Told},
    error::ApiError,
    filter::{AgreementFilter, PartnershipFilter, RegionFilter},
    loader::{load, load_all},
    partnership::types::PartnershipClass,
    place::{
        loader::{CountryByCode, PartyById, prefetch_by_id},
        types::{Country, Party, PartyKind, Region},
    },
    selection::{Selections, look_ahead},
};
use async_graphql::{Context, Object, SimpleObject};
use entity::{agreement, partnership, place};

look_ahead! {
    CountryPair { COUNTRIES = "countries" }
    ConnectedParty { REGION = "region" => Party, PARTY = "party" => Party }
}

#[derive(Default)]
pub(crate) struct StatisticsQuery;

#[Object]
impl StatisticsQuery {
    /// Figures on the records that the caller may see.
    async fn statistics(&self) -> Statistics {
        Statistics
    }
}

/// Figures on the records that the caller may see.
pub(crate) struct Statistics;

/// Figures on the records that the caller may see.
#[Object]
impl Statistics {
    /// Regions.
    async fn regions(
        &self,
        #[graphql(desc = "A filter; all if omitted.")] filter: Option<RegionFilter>,
    ) -> RegionStatistics {
        RegionStatistics(filter.unwrap_or_default().into())
    }

    /// Partnerships.
    async fn partnerships(
        &self,
        #[graphql(desc = "A filter; all if omitted.")] filter: Option<PartnershipFilter>,
    ) -> PartnershipStatistics {
        PartnershipStatistics(filter.unwrap_or_default().into())
    }

    /// Agreements.
    async fn agreements(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "A filter; all if omitted.")] filter: Option<AgreementFilter>,
    ) -> Result<AgreementStatistics, ApiError> {
        let (registry, caller) = (context.registry()?, context.caller()?);
        let filter = filter.unwrap_or_default().into();
        let counted = agreement::statistics::statistics(registry, caller, &filter).await.told(caller)?;
        Ok(AgreementStatistics { filter, counted })
    }
}

/// Figures of regions.
pub(crate) struct RegionStatistics(place::find::PartyFilter);

/// Figures of regions.
#[Object]
impl RegionStatistics {
    /// How many there are.
    async fn count(&self, context: &Context<'_>) -> Result<u64, ApiError> {
        let caller = context.caller()?;
        place::find::count_parties(context.registry()?, caller, &self.0).await.told(caller)
    }

    /// By kind, largest first; the groups add up to the count.
    async fn by_kind(&self, context: &Context<'_>) -> Result<Vec<KindCount>, ApiError> {
        let caller = context.caller()?;
        let counts = place::find::count_by_kind(context.registry()?, caller, &self.0).await.told(caller)?;
        Ok(counts.into_iter().map(|(kind, count)| KindCount { kind: kind.into(), count }).collect())
    }

    /// By country, largest first; the groups add up to the count, because every region has one country.
    async fn by_country(&self, context: &Context<'_>) -> Result<Vec<CountryCount>, ApiError> {
        let caller = context.caller()?;
        let counts = place::find::count_by_country(context.registry()?, caller, &self.0).await.told(caller)?;
        country_counts(context, counts).await
    }
}

/// How many regions there are of a kind.
#[derive(SimpleObject)]
pub(crate) struct KindCount {
    /// The kind.
    kind: PartyKind,
    /// How many.
    count: u64,
}

/// How many there are in a country.
#[derive(SimpleObject)]
pub(crate) struct CountryCount {
    /// The country.
    country: Country,
    /// How many.
    count: u64,
}

async fn country_counts(context: &Context<'_>, counts: Vec<(String, u64)>) -> Result<Vec<CountryCount>, ApiError> {
    let codes = counts.iter().map(|(code, _)| CountryByCode(code.clone()));
    let mut countries = load_all(context.lookups()?, codes).await?;
    let counted =
        |(code, count)| Some(CountryCount { country: Country(countries.remove(&CountryByCode(code))??), count });
    Ok(counts.into_iter().filter_map(counted).collect())
}

/// Figures of partnerships.
pub(crate) struct PartnershipStatistics(partnership::find::PartnershipFilter);

/// Figures of partnerships.
#[Object]
impl PartnershipStatistics {
    /// How many there are.
    async fn count(&self, context: &Context<'_>) -> Result<u64, ApiError> {
        let caller = context.caller()?;
        partnership::find::count_partnerships(context.registry()?, caller, &self.0).await.told(caller)
    }

    /// How many of them last today (in Jakarta).
    async fn current_count(&self, context: &Context<'_>) -> Result<u64, ApiError> {
        self.count_of(context, true).await
    }

    /// How many of them have ended.
    async fn former_count(&self, context: &Context<'_>) -> Result<u64, ApiError> {
        self.count_of(context, false).await
    }

    /// By the countries they connect, largest first and then by code. A partnership counts once, in the group of all
    /// its countries: two for most, the same twice within one country, more for one of many members. All groups
    /// together add up to the count.
    async fn country_pairs(
        &self,
        context: &Context<'_>,
        #[graphql(
            desc = "How many groups: 1 to 1,000; all if omitted.",
            validator(minimum = 1, maximum = 1000)
        )]
        first: Option<i32>,
    ) -> Result<Vec<CountryPair>, ApiError> {
        let caller = context.caller()?;
        let mut groups =
            partnership::statistics::country_groups(context.registry()?, caller, &self.0).await.told(caller)?;
        groups.truncate(first.and_then(|first| usize::try_from(first).ok()).unwrap_or(usize::MAX));
        if Selections::of(context.look_ahead()).has(&CountryPair::COUNTRIES) {
            let codes = groups.iter().flat_map(|group| &group.countries).cloned().map(CountryByCode);
            load_all(context.lookups()?, codes).await?;
        }
        Ok(groups.into_iter().map(CountryPair).collect())
    }

    /// The parties that have most of them; those with equal numbers by name. A partnership counts for each of its
    /// members.
    async fn most_connected(
        &self,
        context: &Context<'_>,
        #[graphql(default = 10, desc = "How many: 1 to 100.", validator(minimum = 1, maximum = 100))] first: i32,
    ) -> Result<Vec<ConnectedParty>, ApiError> {
        let caller = context.caller()?;
        let first = u64::try_from(first).unwrap_or_default();
        let connected =
            partnership::statistics::most_connected(context.registry()?, caller, &self.0, first).await.told(caller)?;
        let selections = Selections::of(context.look_ahead());
        let of_parties = selections.below(&ConnectedParty::REGION).and(selections.below(&ConnectedParty::PARTY));
        let ids: Vec<_> = connected.iter().map(|one| one.party).collect();
        prefetch_by_id(context, &of_parties, &ids).await?;
        Ok(connected.into_iter().map(ConnectedParty).collect())
    }
}

impl PartnershipStatistics {
    /// How many of them last today, or do not; none where the filter asks for the others alone.
    async fn count_of(&self, context: &Context<'_>, current: bool) -> Result<u64, ApiError> {
        if self.0.current == Some(!current) {
            return Ok(0);
        }
        let filter = partnership::find::PartnershipFilter { current: Some(current), ..self.0.clone() };
        let caller = context.caller()?;
        partnership::find::count_partnerships(context.registry()?, caller, &filter).await.told(caller)
    }
}

/// How many partnerships there are between the same countries.
pub(crate) struct CountryPair(partnership::statistics::CountryGroup);

/// How many partnerships there are between the same countries.
#[Object]
impl CountryPair {
    /// The countries, by code; the same one twice for partnerships within it.
    async fn countries(&self, context: &Context<'_>) -> Result<Vec<Country>, ApiError> {
        let mut countries = Vec::with_capacity(self.0.countries.len());
        for code in &self.0.countries {
            countries.extend(load(context.lookups()?, CountryByCode(code.clone())).await?.map(Country));
        }
        Ok(countries)
    }

    /// How many.
    async fn count(&self) -> u64 {
        self.0.count
    }
}

/// How many partnerships a party has.
pub(crate) struct ConnectedParty(partnership::statistics::Connected);

/// How many partnerships a party has.
#[Object]
impl ConnectedParty {
    /// The party, of whatever kind.
    async fn party(&self, context: &Context<'_>) -> Result<Option<Party>, ApiError> {
        Ok(load(context.lookups()?, PartyById(self.0.party)).await?.map(Party::of))
    }

    /// The party, if it is a region.
    async fn region(&self, context: &Context<'_>) -> Result<Option<Region>, ApiError> {
        Ok(self.party(context).await?.and_then(Party::region))
    }

    /// How many.
    async fn count(&self) -> u64 {
        self.0.count
    }
}

/// Figures of agreements.
pub(crate) struct AgreementStatistics {
    filter: agreement::find::AgreementFilter,
    counted: agreement::statistics::AgreementStatistics,
}

/// Figures of agreements.
#[Object]
impl AgreementStatistics {
    /// How many there are.
    async fn count(&self) -> u64 {
        self.counted.count
    }

    /// By stage, largest first; the groups add up to the count. The filter `stage` lists a group.
    async fn by_stage(&self) -> Vec<StageCount> {
        let count = |(stage, count): &(_, u64)| StageCount { stage: AgreementStage::from(*stage), count: *count };
        self.counted.by_stage.iter().map(count).collect()
    }

    /// By class, largest first; the groups add up to the count. The filter `class` lists a group.
    async fn by_class(&self) -> Vec<ClassCount> {
        let count = |(class, count): &(_, u64)| ClassCount { class: PartnershipClass::from(*class), count: *count };
        self.counted.by_class.iter().map(count).collect()
    }

    /// By scheme, largest first; the groups add up to the count. The filter `scheme` lists a group.
    async fn by_scheme(&self) -> Vec<SchemeCount> {
        let count = |(scheme, count): &(_, u64)| SchemeCount { scheme: AgreementScheme::from(*scheme), count: *count };
        self.counted.by_scheme.iter().map(count).collect()
    }

    /// By the year of signature, largest first; the groups add up to the count. The filter `signedIn` lists a group,
    /// and `signed: false` the group without a year.
    async fn by_year(&self) -> Vec<YearCount> {
        self.counted.by_year.iter().map(|(year, count)| YearCount { year: *year, count: *count }).collect()
    }

    /// By dimension of a smart city (dimensi kota cerdas), largest first. An agreement counts once in each of its
    /// dimensions, so that the groups can add up to more than the count. The filter `dimension` lists a group, and
    /// `classified: false` the group without a dimension.
    async fn by_dimension(&self, context: &Context<'_>) -> Result<Vec<DimensionCount>, ApiError> {
        let (registry, caller) = (context.registry()?, context.caller()?);
        let counts = agreement::statistics::count_by_dimension(registry, caller, &self.filter).await.told(caller)?;
        let count = |(dimension, count): (Option<_>, _)| DimensionCount { dimension: dimension.map(Into::into), count };
        Ok(counts.into_iter().map(count).collect())
    }

    /// By kind of document, largest first, counting documents that are still valid and that the caller may see. An
    /// agreement counts once for each kind of document that it has. The filter `document` lists a group.
    async fn by_document(&self, context: &Context<'_>) -> Result<Vec<DocumentCount>, ApiError> {
        let (registry, caller) = (context.registry()?, context.caller()?);
        let counts = agreement::statistics::count_by_document(registry, caller, &self.filter).await.told(caller)?;
        Ok(counts.into_iter().map(|(kind, count)| DocumentCount { document: kind.into(), count }).collect())
    }

    /// By vitality; those that are not in force yet are in no group: `assessed: false` lists them. The filter `vitality`
    /// lists a group.
    async fn by_vitality(&self, context: &Context<'_>) -> Result<Vec<VitalityCount>, ApiError> {
        let (registry, caller) = (context.registry()?, context.caller()?);
        let counts = agreement::statistics::count_by_vitality(registry, caller, &self.filter).await.told(caller)?;
        Ok(counts.into_iter().map(|(vitality, count)| VitalityCount { vitality: vitality.into(), count }).collect())
    }

    /// How many different regions and institutions are parties to them.
    async fn distinct_parties(&self, context: &Context<'_>) -> Result<u64, ApiError> {
        let (registry, caller) = (context.registry()?, context.caller()?);
        Ok(agreement::statistics::count_parties(registry, caller, &self.filter).await.told(caller)?.0)
    }

    /// How often a region or institution is party to one of them; one that has three counts three times.
    async fn participations(&self, context: &Context<'_>) -> Result<u64, ApiError> {
        let (registry, caller) = (context.registry()?, context.caller()?);
        Ok(agreement::statistics::count_parties(registry, caller, &self.filter).await.told(caller)?.1)
    }

    /// By country, largest first. An agreement counts once in each country of its parties, so that the groups add up to
    /// more than the count. The filter `country` lists a group.
    async fn by_country(&self, context: &Context<'_>) -> Result<Vec<CountryCount>, ApiError> {
        country_counts(context, self.counted.by_country.clone()).await
    }
}

/// How many agreements are of a class.
#[derive(SimpleObject)]
pub(crate) struct ClassCount {
    /// The class.
    class: PartnershipClass,
    /// How many.
    count: u64,
}

/// How many agreements are under a scheme.
#[derive(SimpleObject)]
pub(crate) struct SchemeCount {
    /// The scheme.
    scheme: AgreementScheme,
    /// How many.
    count: u64,
}

/// How many agreements were signed in a year.
#[derive(SimpleObject)]
pub(crate) struct YearCount {
    /// The year; null for those that are not signed or whose year is unknown.
    year: Option<i32>,
    /// How many.
    count: u64,
}

/// How many agreements belong to a dimension of a smart city.
#[derive(SimpleObject)]
pub(crate) struct DimensionCount {
    /// The dimension; null for agreements without one.
    dimension: Option<SmartDimension>,
    /// How many.
    count: u64,
}

/// How many agreements have a document of a kind.
#[derive(SimpleObject)]
pub(crate) struct DocumentCount {
    /// The kind of document.
    document: DocumentKind,
    /// How many agreements.
    count: u64,
}

/// How many agreements have this vitality.
#[derive(SimpleObject)]
pub(crate) struct VitalityCount {
    /// The vitality.
    vitality: Vitality,
    /// How many.
    count: u64,
}

/// How many agreements are at this stage.
#[derive(SimpleObject)]
pub(crate) struct StageCount {
    /// The stage.
    stage: AgreementStage,
    /// How many.
    count: u64,
}
