//! Who may see exchanges.

use super::{find::is_named, record::exchange};
use crate::{
    policy::{Kept, Standing, by_visibility},
    subject::SubjectKind,
};
use sea_orm::Condition;
use uuid::Uuid;

impl Kept for exchange::Entity {
    const KIND: SubjectKind = SubjectKind::Exchange;
    const FIELD: &'static str = "exchange";
    const ID: exchange::Column = exchange::Column::Id;

    fn standing(exchange: &exchange::Model) -> Standing {
        let exchange::Model { id, revision, visibility, owner_id: owner, .. } = *exchange;
        Standing { id, revision, visibility, owner }
    }

    fn visible_to(parties: &[Uuid]) -> Condition {
        let columns = (exchange::Column::Visibility, exchange::Column::OwnerId);
        by_visibility(columns, is_named(parties), parties)
    }
}
