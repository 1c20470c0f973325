//! Figures of regions, partnerships and agreements.

use crate::{
    agreement::{query::AgreementFilter, types::AgreementStage},
    connection::{below, selected},
    context::{Ask, Told},
    error::ApiError,
    loader::{load, load_all},
    partnership::query::PartnershipFilter,
    place::{
        loader::{CountryByCode, PartyById, prefetch_by_id},
        query::RegionFilter,
        types::{Country, Party, PartyKind, Region},
    },
};
use async_graphql::{Context, Object, SimpleObject};
use entity::{agreement, partnership, place};

#[derive(Default)]
pub(crate) struct StatisticsQuery;

#[Object]
impl StatisticsQuery {
    /// How much of everything there is, as far as the caller may see it.
    async fn statistics(&self) -> Statistics {
        Statistics
    }
}

/// How much of everything there is, as far as the caller may see it.
pub(crate) struct Statistics;

/// How much of everything there is, as far as the caller may see it.
#[Object]
impl Statistics {
    /// Regions.
    async fn regions(
        &self,
        #[graphql(desc = "Which; all when it is not given.")] filter: Option<RegionFilter>,
    ) -> RegionStatistics {
        RegionStatistics(filter.unwrap_or_default().into())
    }

    /// Partnerships.
    async fn partnerships(
        &self,
        #[graphql(desc = "Which; all when it is not given.")] filter: Option<PartnershipFilter>,
    ) -> PartnershipStatistics {
        PartnershipStatistics(filter.unwrap_or_default().into())
    }

    /// Agreements.
    async fn agreements(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which; all when it is not given.")] filter: Option<AgreementFilter>,
    ) -> Result<AgreementStatistics, ApiError> {
        let (registry, caller) = (context.registry()?, context.caller()?);
        let filter = filter.unwrap_or_default().into();
        Ok(AgreementStatistics(agreement::find::statistics(registry, caller, &filter).await.told(caller)?))
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

    /// By kind, most first; the groups add up to the count.
    async fn by_kind(&self, context: &Context<'_>) -> Result<Vec<KindCount>, ApiError> {
        let caller = context.caller()?;
        let counts = place::find::count_by_kind(context.registry()?, caller, &self.0).await.told(caller)?;
        Ok(counts.into_iter().map(|(kind, count)| KindCount { kind: kind.into(), count }).collect())
    }

    /// By country, most first; the groups add up to the count, because every region has one country.
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

    /// Between which countries, most first and then by code. A partnership counts once, in the group of all its
    /// countries: two for most, the same twice within one country, more for one of many members. All groups together
    /// add up to the count.
    async fn country_pairs(
        &self,
        context: &Context<'_>,
        #[graphql(
            desc = "How many groups: 1 to 1,000; all when it is not given.",
            validator(minimum = 1, maximum = 1000)
        )]
        first: Option<i32>,
    ) -> Result<Vec<CountryPair>, ApiError> {
        let caller = context.caller()?;
        let mut groups =
            partnership::statistics::country_groups(context.registry()?, caller, &self.0).await.told(caller)?;
        groups.truncate(first.and_then(|first| usize::try_from(first).ok()).unwrap_or(usize::MAX));
        if selected(&[context.look_ahead()], "countries") {
            let codes = groups.iter().flat_map(|group| &group.countries).cloned().map(CountryByCode);
            load_all(context.lookups()?, codes).await?;
        }
        Ok(groups.into_iter().map(CountryPair).collect())
    }

    /// Who has most of them, equal ones by name. A partnership counts for each of its members.
    async fn most_connected(
        &self,
        context: &Context<'_>,
        #[graphql(default = 10, desc = "How many: 1 to 100.", validator(minimum = 1, maximum = 100))] first: i32,
    ) -> Result<Vec<ConnectedParty>, ApiError> {
        let caller = context.caller()?;
        let first = u64::try_from(first).unwrap_or_default();
        let connected =
            partnership::statistics::most_connected(context.registry()?, caller, &self.0, first).await.told(caller)?;
        let look = context.look_ahead();
        let ids: Vec<_> = connected.iter().map(|one| one.party).collect();
        for field in ["region", "party"] {
            prefetch_by_id(context, &below(std::slice::from_ref(&look), field), &ids).await?;
        }
        Ok(connected.into_iter().map(ConnectedParty).collect())
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
    /// The party, whatever it is.
    async fn party(&self, context: &Context<'_>) -> Result<Option<Party>, ApiError> {
        Ok(load(context.lookups()?, PartyById(self.0.party)).await?.map(Party::of))
    }

    /// The party, where it is a region.
    async fn region(&self, context: &Context<'_>) -> Result<Option<Region>, ApiError> {
        Ok(self.party(context).await?.and_then(Party::region))
    }

    /// How many.
    async fn count(&self) -> u64 {
        self.0.count
    }
}

/// Figures of agreements.
pub(crate) struct AgreementStatistics(agreement::find::AgreementStatistics);

/// Figures of agreements.
#[Object]
impl AgreementStatistics {
    /// How many there are.
    async fn count(&self) -> u64 {
        self.0.count
    }

    /// By stage, most first; the groups add up to the count.
    async fn by_stage(&self) -> Vec<StageCount> {
        let count = |(stage, count): &(_, u64)| StageCount { stage: AgreementStage::from(*stage), count: *count };
        self.0.by_stage.iter().map(count).collect()
    }

    /// By country, most first. An agreement counts once in each country of its parties, so that the groups add up to
    /// more than the count.
    async fn by_country(&self, context: &Context<'_>) -> Result<Vec<CountryCount>, ApiError> {
        country_counts(context, self.0.by_country.clone()).await
    }
}

/// How many agreements stand at a stage.
#[derive(SimpleObject)]
pub(crate) struct StageCount {
    /// The stage.
    stage: AgreementStage,
    /// How many.
    count: u64,
}
