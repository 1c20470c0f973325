//! An imported file is for the party whose file it is.

use super::record::import_batch;
use crate::{
    policy::{Kept, Standing, Visibility},
    subject::SubjectKind,
};
use sea_orm::{ColumnTrait, Condition};
use uuid::Uuid;

impl Kept for import_batch::Entity {
    const KIND: SubjectKind = SubjectKind::ImportBatch;
    const FIELD: &'static str = "import";
    const ID: import_batch::Column = import_batch::Column::Id;

    fn standing(batch: &import_batch::Model) -> Standing {
        let import_batch::Model { id, revision, party_id, .. } = *batch;
        Standing { id, revision, visibility: Visibility::Own, owner: Some(party_id) }
    }

    fn visible_to(parties: &[Uuid]) -> Condition {
        Condition::all().add(import_batch::Column::PartyId.is_in(parties.iter().copied()))
    }
}
