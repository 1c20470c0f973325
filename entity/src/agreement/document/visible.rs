//! Who may see which documents of an agreement that they see.

use crate::{
    Caller,
    agreement::record::{agreement, agreement_party, document},
    policy::Visibility,
};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QuerySelect, QueryTrait, sea_query::ExprTrait};

/// The condition that the caller may see a document of an agreement that they see: everyone's for everyone, the parties'
/// for the parties and the keeper of the agreement, a party's own for that party, and for the keeper where it is nobody's.
pub(crate) fn visible(caller: &Caller) -> Condition {
    if caller.reads_all() {
        return Condition::all();
    }
    let mine = caller.parties();
    let of_mine = agreement_party::Entity::find()
        .select_only()
        .column(agreement_party::Column::AgreementId)
        .filter(agreement_party::Column::PartyId.is_in(mine.clone()))
        .filter(agreement_party::Entity::listed())
        .into_query();
    let kept = agreement::Entity::find()
        .select_only()
        .column(agreement::Column::Id)
        .filter(agreement::Column::OwnerId.is_in(mine.clone()))
        .into_query();
    let kept = document::Column::AgreementId.in_subquery(kept);
    let own = Condition::any()
        .add(document::Column::PartyId.is_in(mine))
        .add(document::Column::PartyId.is_null().and(kept.clone()));
    Condition::any()
        .add(document::Column::Visibility.eq(Visibility::Public))
        .add(
            document::Column::Visibility
                .eq(Visibility::Parties)
                .and(document::Column::AgreementId.in_subquery(of_mine).or(kept)),
        )
        .add(Condition::all().add(document::Column::Visibility.eq(Visibility::Own)).add(own))
}
