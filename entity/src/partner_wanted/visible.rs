//! Postings are for everyone; the party that looks for partners keeps them.

use super::record::partner_wanted;
use crate::{
    policy::{Kept, Standing, Visibility},
    subject::SubjectKind,
};
use sea_orm::Condition;
use uuid::Uuid;

impl Kept for partner_wanted::Entity {
    const KIND: SubjectKind = SubjectKind::PartnerWanted;
    const FIELD: &'static str = "posting";
    const ID: partner_wanted::Column = partner_wanted::Column::Id;

    fn standing(posting: &partner_wanted::Model) -> Standing {
        let partner_wanted::Model { id, revision, party_id, .. } = *posting;
        Standing { id, revision, visibility: Visibility::Public, owner: Some(party_id) }
    }

    fn visible_to(_parties: &[Uuid]) -> Condition {
        Condition::all()
    }
}
