//! The filters of lists as parameters of an address or flags of a command, where there is no GraphQL document.

use crate::{
    filter,
    inputs::{Allowed, InputField, InputTypes, Manner, ParameterError, make, named},
};
use async_graphql::InputType;
use entity::{
    Registry, agreement::find::AgreementFilter, exchange::find::ExchangeFilter, partnership::find::PartnershipFilter,
    place::find::PartyFilter,
};
use std::sync::LazyLock;

/// How many days `endingWithin` may be, the only number among them.
const MOST_DAYS: u32 = 36_500;

/// The fields of `AgreementFilter`.
pub static AGREEMENTS: LazyLock<Parameters> = LazyLock::new(Parameters::of::<filter::AgreementFilter>);
/// The fields of `ExchangeFilter`.
pub static EXCHANGES: LazyLock<Parameters> = LazyLock::new(Parameters::of::<filter::ExchangeFilter>);

/// The fields of `RegionFilter`.
pub static REGIONS: LazyLock<Parameters> = LazyLock::new(Parameters::of::<filter::RegionFilter>);
/// The fields of `PartnershipFilter`.
pub static PARTNERSHIPS: LazyLock<Parameters> = LazyLock::new(Parameters::of::<filter::PartnershipFilter>);

/// The parameters of a list: the fields of its filter. Where one takes a list, it takes commas between.
#[derive(Debug)]
pub struct Parameters {
    types: InputTypes,
    filter: String,
}

impl Parameters {
    fn of<F: InputType>() -> Self {
        Self { types: InputTypes::of::<F>(), filter: F::type_name().into_owned() }
    }

    /// The parameters.
    pub fn fields(&self) -> &[InputField] {
        self.types.fields(&self.filter).unwrap_or_default()
    }

    /// The values of a parameter, if they are a closed list.
    pub fn values(&self, parameter: &InputField) -> Option<&[String]> {
        self.types.names(named(&parameter.ty))
    }

    async fn read<F: InputType>(&self, registry: &Registry, given: &[(String, String)]) -> Result<F, ParameterError> {
        let identified = self.types.identify(registry, self.fields(), given).await.map_err(ParameterError::Failed)?;
        let values =
            self.types.read(self.fields(), &identified, Manner::Address).map_err(|mut errors| errors.remove(0))?;
        make(&values).map_err(|wrong| {
            let name = wrong.into_iter().next().unwrap_or_else(|| "filter".to_owned());
            ParameterError::Value(name, Allowed::NumberTo(MOST_DAYS))
        })
    }
}

/// The agreements that these parameters describe, each a name and a value.
pub async fn agreement_filter(
    registry: &Registry,
    given: &[(String, String)],
) -> Result<AgreementFilter, ParameterError> {
    AGREEMENTS.read::<filter::AgreementFilter>(registry, given).await.map(Into::into)
}

/// The exchanges that these parameters describe, each a name and a value.
pub async fn exchange_filter(
    registry: &Registry,
    given: &[(String, String)],
) -> Result<ExchangeFilter, ParameterError> {
    EXCHANGES.read::<filter::ExchangeFilter>(registry, given).await.map(Into::into)
}

/// The regions that these parameters describe, each a name and a value.
pub async fn region_filter(registry: &Registry, given: &[(String, String)]) -> Result<PartyFilter, ParameterError> {
    REGIONS.read::<filter::RegionFilter>(registry, given).await.map(Into::into)
}

/// The partnerships that these parameters describe, each a name and a value.
pub async fn partnership_filter(
    registry: &Registry,
    given: &[(String, String)],
) -> Result<PartnershipFilter, ParameterError> {
    PARTNERSHIPS.read::<filter::PartnershipFilter>(registry, given).await.map(Into::into)
}
