//! Who may see which records: as part of the queries that fetch them, so that lists, counts and errors say the same whether
//! hidden records exist or not.

use super::{Act, Caller, Visibility};
use crate::subject::SubjectKind;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait,
    sea_query::{ExprTrait, SimpleExpr},
};
use uuid::Uuid;

/// A record that somebody keeps and that acts change, each at the revision that was read: what policy, journal and unit of
/// work have to know of it.
pub(crate) trait Kept: EntityTrait {
    /// What kind of record.
    const KIND: SubjectKind;
    /// The field of inputs that names one.
    const FIELD: &'static str;
    /// The column of its identifier.
    const ID: Self::Column;

    /// What holds of one.
    fn standing(record: &Self::Model) -> Standing;

    /// The condition that people of these parties may see it.
    fn visible_to(parties: &[Uuid]) -> Condition;

    /// The parties whose people may do this with it, beside those with a role in the whole registry: its keeper, unless the
    /// record says otherwise.
    fn answering(
        _db: &impl ConnectionTrait,
        _act: Act,
        record: &Self::Model,
    ) -> impl Future<Output = Result<Vec<Uuid>, DbErr>> + Send {
        let keeper = Self::standing(record).owner;
        async move { Ok(keeper.into_iter().collect()) }
    }
}

/// What holds of a record that is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Standing {
    /// Its identifier.
    pub id: Uuid,
    /// Its revision.
    pub revision: i32,
    /// Who may see it.
    pub visibility: Visibility,
    /// The organisation that keeps it.
    pub owner: Option<Uuid>,
}

/// The condition that the caller may see the record.
pub(crate) fn visible<E: Kept>(caller: &Caller) -> Condition {
    if caller.reads_all() { Condition::all() } else { E::visible_to(&caller.parties()) }
}

/// The condition that people of these parties may see a record that says who may: everyone, those who take part and its
/// keeper, or its keeper alone.
pub(crate) fn by_visibility<C: ColumnTrait>(
    (visibility, owner): (C, C),
    takes_part: SimpleExpr,
    parties: &[Uuid],
) -> Condition {
    let everyone = Condition::any().add(visibility.eq(Visibility::Public));
    if parties.is_empty() {
        return everyone;
    }
    let owned = owner.is_in(parties.iter().copied());
    let shared = visibility.eq(Visibility::Parties);
    everyone.add(shared.and(owned.clone().or(takes_part))).add(visibility.eq(Visibility::Own).and(owned))
}
