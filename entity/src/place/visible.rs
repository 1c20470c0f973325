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
        Ok(party.keepers())
    }
}

impl party::Model {
    /// Who keeps it: itself and, until those who keep the registry have confirmed it, whoever entered it.
    pub fn keepers(&self) -> Vec<Uuid> {
        let entered = self.keeper_id.filter(|_| self.unconfirmed_since.is_some());
        [self.id].into_iter().chain(entered).collect()
    }
}
