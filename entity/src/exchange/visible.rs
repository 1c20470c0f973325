//! Who may see exchanges.

use super::{
    find::{is_named, takes_part},
    record::exchange,
};
use crate::{
    policy::{Kept, Standing, by_visibility},
    subject::SubjectKind,
};
use sea_orm::Condition;
use uuid::Uuid;

impl exchange::Entity {
    /// The condition that people of one of these parties see an exchange, as far as others may know: where they have agreed to
    /// take part, not where they are only asked.
    pub(crate) fn shown_to(parties: &[Uuid]) -> Condition {
        let columns = (exchange::Column::Visibility, exchange::Column::OwnerId);
        by_visibility(columns, takes_part(parties, None), parties)
    }
}

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
