//! Confirmation campaigns, as parties see them.

use crate::date::Date;
use crate::id::{Kind, encode};
use async_graphql::{ID, Object};
use entity::agreement::stewardship::record::confirmation_campaign;

/// A campaign that asks every party to confirm its agreements (kampanye konfirmasi).
#[derive(Debug, Clone)]
pub(crate) struct ConfirmationCampaign(pub(crate) confirmation_campaign::Model);

/// A campaign that asks every party to confirm its agreements (kampanye konfirmasi).
#[Object]
impl ConfirmationCampaign {
    /// The identifier.
    async fn id(&self) -> ID {
        encode(Kind::ConfirmationCampaign, self.0.id)
    }

    /// When it was opened. `agreements(filter: {party, notConfirmedSince})` with this day lists what a party still has
    /// to confirm.
    async fn opened_on(&self) -> Date {
        self.0.opened_on.into()
    }

    /// The day by which parties are asked to confirm; what is not confirmed by then is marked.
    async fn due_on(&self) -> Date {
        self.0.due_on.into()
    }

    /// When it was called off. Null of one that runs or whose day has passed.
    async fn called_off_on(&self) -> Option<Date> {
        self.0.called_off_on.map(Into::into)
    }
}
