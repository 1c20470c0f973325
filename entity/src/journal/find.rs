//! Reading the feed of changes, as far as a caller may.

use super::record::{Audience, SubjectKind, audience, journal};
use crate::{Caller, Error, Reason, Refusal, Registry, page::Slice};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, ExprTrait, Query},
};
use uuid::Uuid;

/// One entry of the feed.
pub type Change = journal::Model;

/// What the feed is about: records, not accounts.
const FED: [SubjectKind; 4] =
    [SubjectKind::Party, SubjectKind::Partnership, SubjectKind::Agreement, SubjectKind::Exchange];

/// How many acts a refusal names.
const MOST_ACTS: u64 = 10;

/// The caller's entries after the entry `after`, at most `first`, in the order of commits.
///
/// An entry that a caller has seen is never preceded by one that appears later, so that resuming from the last one
/// misses nothing.
pub async fn changes(
    registry: &Registry,
    caller: &Caller,
    after: Option<Uuid>,
    first: u64,
) -> Result<Slice<Change>, Error> {
    let after = match after {
        None => 0,
        Some(id) => visible(caller)
            .filter(journal::Column::Id.eq(id))
            .one(&registry.db)
            .await?
            .map(|entry| entry.seq)
            .ok_or_else(|| Refusal::at("after", Reason::Malformed { expected: "endCursor".into() }))?,
    };
    let mut rows = visible(caller)
        .filter(journal::Column::Seq.gt(after))
        .order_by_asc(journal::Column::Seq)
        .limit(first + 1)
        .all(&registry.db)
        .await?;
    let has_next = rows.len() as u64 > first;
    rows.truncate(usize::try_from(first).unwrap_or(usize::MAX));
    Ok(Slice { rows, has_previous: after > 0, has_next })
}

fn visible(caller: &Caller) -> sea_orm::Select<journal::Entity> {
    let select = journal::Entity::find().filter(journal::Column::SubjectKind.is_in(FED));
    if caller.reads_all() {
        return select;
    }
    let mut seen = Condition::any().add(journal::Column::Audience.eq(Audience::Public));
    let parties = caller.parties();
    if !parties.is_empty() {
        let addressed = Query::select()
            .expr(Expr::val(1))
            .from(audience::Entity)
            .and_where(
                Expr::col((audience::Entity, audience::Column::Seq))
                    .eq(Expr::col((journal::Entity, journal::Column::Seq))),
            )
            .and_where(audience::Column::PartyId.is_in(parties))
            .to_owned();
        seen = seen.add(journal::Column::Audience.eq(Audience::Parties).and(Expr::exists(addressed)));
    }
    select.filter(seen)
}

/// The names of the latest acts on a record, newest last.
pub(crate) async fn latest_acts(db: &impl ConnectionTrait, subject: Uuid, count: u64) -> Result<String, Error> {
    let mut acts: Vec<String> = journal::Entity::find()
        .select_only()
        .column(journal::Column::Act)
        .filter(journal::Column::SubjectId.eq(subject))
        .order_by_desc(journal::Column::Seq)
        .limit(Ord::min(count, MOST_ACTS))
        .into_tuple()
        .all(db)
        .await?;
    acts.reverse();
    Ok(acts.join(", "))
}

/// How many entries the caller may see.
pub async fn count_changes(registry: &Registry, caller: &Caller) -> Result<u64, Error> {
    Ok(crate::page::count(&registry.db, visible(caller)).await?)
}
