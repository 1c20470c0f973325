//! The filter of agreements as parameters of an address or flags of a command, where there is no GraphQL document.

use crate::{
    filter,
    inputs::{Allowed, InputField, InputTypes, Manner, ParameterError, make, named},
};
use entity::{Registry, agreement::find::AgreementFilter};
use std::sync::LazyLock;

/// How many days `endingWithin` may be, the only number among them.
const MOST_DAYS: u32 = 36_500;

/// What `AgreementFilter` is made of.
static TYPES: LazyLock<InputTypes> = LazyLock::new(InputTypes::of::<filter::AgreementFilter>);

/// The parameters: the fields of `AgreementFilter`. Where one takes a list, it takes commas between.
pub fn agreement_parameters() -> &'static [InputField] {
    TYPES.fields("AgreementFilter").unwrap_or_default()
}

/// The values of a parameter, if they are a closed list.
pub fn agreement_values(parameter: &InputField) -> Option<&'static [String]> {
    TYPES.names(named(&parameter.ty))
}

/// The agreements that these parameters describe, each a name and a value.
pub async fn agreement_filter(
    registry: &Registry,
    parameters: &[(String, String)],
) -> Result<AgreementFilter, ParameterError> {
    let fields = agreement_parameters();
    let identified = TYPES.identify(registry, fields, parameters).await.map_err(ParameterError::Failed)?;
    let values = TYPES.read(fields, &identified, Manner::Address).map_err(|mut errors| errors.remove(0))?;
    make::<filter::AgreementFilter>(&values).map(Into::into).map_err(|wrong| {
        let name = wrong.into_iter().next().unwrap_or_else(|| "filter".to_owned());
        ParameterError::Value(name, Allowed::NumberTo(MOST_DAYS))
    })
}
