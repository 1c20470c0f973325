//! Classifying agreements by dimension.

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
    /// The revision that the caller read.
    expected_revision: i32,
    /// All dimensions to which it belongs; an empty list removes the classification.
    dimensions: Vec<SmartDimension>,
}

#[derive(Default)]
pub(crate) struct ClassificationMutation;

#[Object]
impl ClassificationMutation {
    /// Sets the smart-city dimensions to which an agreement belongs, replacing those set before. They are not terms:
    /// attestations stay valid.
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
