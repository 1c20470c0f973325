//! Requests are for the two sides alone: the party that asks, and the one that is asked.

use super::record::request;
use crate::{
    policy::{Act, Kept, Standing, Visibility},
    subject::SubjectKind,
};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, DbErr};
use uuid::Uuid;

impl Kept for request::Entity {
    const KIND: SubjectKind = SubjectKind::Request;
    const FIELD: &'static str = "request";
    const ID: request::Column = request::Column::Id;

    fn standing(request: &request::Model) -> Standing {
        let request::Model { id, revision, party_id, .. } = *request;
        Standing { id, revision, visibility: Visibility::Parties, owner: Some(party_id) }
    }

    fn visible_to(parties: &[Uuid]) -> Condition {
        let parties = || parties.iter().copied();
        Condition::any()
            .add(request::Column::PartyId.is_in(parties()))
            .add(request::Column::AskedPartyId.is_in(parties()))
    }

    async fn answering(_db: &impl ConnectionTrait, act: Act, request: &request::Model) -> Result<Vec<Uuid>, DbErr> {
        Ok(vec![if act == Act::WithdrawRequest { request.party_id } else { request.asked_party_id }])
    }
}
