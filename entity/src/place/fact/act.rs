//! Keeping what sources state of places.

use super::record::fact;
use crate::{Work, database::replace_all};
use sea_orm::DbErr;

/// Puts what sources state in the place of what they said earlier.
pub(crate) async fn state(work: &Work, facts: Vec<fact::ActiveModel>) -> Result<(), DbErr> {
    use fact::Column as F;
    let (key, set) = ([F::PartyId, F::Kind, F::Source], [F::Value, F::CountedOn, F::Rank, F::AsOf]);
    replace_all(&**work, facts, &key, &set).await
}
