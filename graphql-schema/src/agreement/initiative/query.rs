//! What can be chosen at the beginning.

use crate::{
    agreement::types::AgreementScheme,
    context::{Ask, Told},
    error::ApiError,
    id::{Kind, decode_as},
};
use async_graphql::{Context, ID, Object};
use entity::agreement::initiative::find;
use uuid::Uuid;

#[derive(Default)]
pub(crate) struct InitiativeQuery;

#[Object]
impl InitiativeQuery {
    /// The schemes that are open to an agreement between these parties for the caller to choose, the strictest first: that one
    /// applies if `registerInitiative` names none. Empty where the law of regional cooperation does not speak of such parties.
    async fn open_schemes(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Its parties.", validator(max_items = 20))] parties: Vec<ID>,
    ) -> Result<Vec<AgreementScheme>, ApiError> {
        let caller = context.caller()?;
        let parties: Vec<Uuid> = parties.iter().map(|party| decode_as(Kind::Party, party)).collect();
        let open = find::open_schemes(context.registry()?, caller, &parties).await.told(caller)?;
        Ok(open.into_iter().map(Into::into).collect())
    }
}
