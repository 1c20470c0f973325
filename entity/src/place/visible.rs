//! Regions and institutions are for everyone; each is kept by its own people, and by the organisation that entered it.

use super::record::party;
use crate::{
    policy::{Act, Kept, Standing, Visibility},
    subject::SubjectKind,
};
use sea_orm::{Condition, ConnectionTrait, DbErr};
use uuid::Uuid;

impl Kept for party::Entity {
    const KIND: SubjectKind = SubjectKind::Party;
    const FIELD: &'static str = "party";
    const ID: party::Column = party::Column::Id;

    fn standing(party: &party::Model) -> Standing {
        let party::Model { id, revision, .. } = *party;
        Standing { id, revision, visibility: Visibility::Public, owner: Some(id) }
    }

    fn visible_to(_parties: &[Uuid]) -> Condition {
        Condition::all()
    }

    async fn answering(_db: &impl ConnectionTrait, _act: Act, party: &party::Model) -> Result<Vec<Uuid>, DbErr> {
        // Once it is confirmed, it is its own people's.
        let keeper = party.keeper_id.filter(|_| party.unconfirmed_since.is_some());
        Ok([Some(party.id), keeper].into_iter().flatten().collect())
    }
}
