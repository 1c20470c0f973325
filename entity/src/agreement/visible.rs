//! Who may see agreements.

use super::{find::between, record::agreement};
use crate::{
    policy::{Kept, Standing, by_visibility},
    subject::SubjectKind,
};
use sea_orm::Condition;
use uuid::Uuid;

impl Kept for agreement::Entity {
    const KIND: SubjectKind = SubjectKind::Agreement;
    const FIELD: &'static str = "agreement";
    const ID: agreement::Column = agreement::Column::Id;

    fn standing(agreement: &agreement::Model) -> Standing {
        let agreement::Model { id, revision, visibility, owner_id: owner, .. } = *agreement;
        Standing { id, revision, visibility, owner }
    }

    fn visible_to(parties: &[Uuid]) -> Condition {
        let columns = (agreement::Column::Visibility, agreement::Column::OwnerId);
        by_visibility(columns, between(parties), parties)
    }
}
