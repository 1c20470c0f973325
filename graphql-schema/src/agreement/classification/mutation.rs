//! Saying to which dimensions an agreement belongs.

use super::types::SmartDimension;
use crate::{
    agreement::progress::mutation::{AgreementPayload, payload},
    context::Ask,
    error::ApiError,
    id::{Kind, decode_as},
};
use async_graphql::{Context, ID, InputObject, Object};
use entity::agreement::classification::act;

/// The dimensions of an agreement.
#[derive(Debug, InputObject)]
pub(crate) struct ClassifyAgreementInput {
    /// The agreement.
    agreement: ID,
    /// The revision at which the caller read it.
    expected_revision: i32,
    /// All dimensions to which it belongs; none takes away what was said.
    dimensions: Vec<SmartDimension>,
}

#[derive(Default)]
pub(crate) struct ClassificationMutation;

#[Object]
impl ClassificationMutation {
    /// Says to which dimensions of a smart city an agreement belongs, in place of what was said before. They are no terms:
    /// what the parties attested stays.
    async fn classify_agreement(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The dimensions.")] input: ClassifyAgreementInput,
    ) -> Result<AgreementPayload, ApiError> {
        let (registry, caller) = (context.registry()?, context.caller()?);
        let agreement = decode_as(Kind::Agreement, &input.agreement);
        let dimensions = input.dimensions.into_iter().map(Into::into).collect();
        let result = act::classify_agreement(registry, caller, agreement, input.expected_revision, &dimensions).await;
        payload(context, result).await
    }
}
