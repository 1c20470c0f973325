//! Reading the feed of changes, as far as a caller may.

use super::record::{Audience, audience, journal};
use crate::{
    Caller, Error, Reason, Refusal, Registry, Work,
    page::Slice,
    policy::{Act, act_name},
    subject::{Subject, SubjectKind},
};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Alias, Expr, ExprTrait, Query},
};
use uuid::Uuid;

/// One entry of the feed.
pub type Change = journal::Model;

/// How many acts a refusal names.
const MOST_ACTS: usize = 10;
/// How many of the latest entries of a record are searched for them.
const MOST_ENTRIES: u64 = 100;

/// The caller's entries after the entry `after`, at most `first`, in the order of commits: all of them, or those about one
/// record.
///
/// An entry that a caller has seen is never preceded by one that appears later, so that resuming from the last one
/// misses nothing.
pub async fn changes(
    registry: &Registry,
    caller: &Caller,
    about: Option<Subject>,
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
    let mut rows = narrowed(caller, about)
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
    let of_the_feed = journal::Column::SubjectKind.is_in(SubjectKind::which(|facts| facts.is_fed));
    journal::Entity::find().filter(of_the_feed).filter(seen(caller, "journal"))
}

fn narrowed(caller: &Caller, about: Option<Subject>) -> sea_orm::Select<journal::Entity> {
    let entries = visible(caller);
    match about {
        Some(Subject { kind, id }) => {
            entries.filter(journal::Column::SubjectKind.eq(kind)).filter(journal::Column::SubjectId.eq(id))
        }
        None => entries,
    }
}

/// The condition that the caller may learn of an entry. `table` is what the query calls the journal.
pub(crate) fn seen(caller: &Caller, table: &'static str) -> Condition {
    if caller.reads_all() {
        return Condition::all();
    }
    let column = |column: journal::Column| Expr::col((Alias::new(table), column));
    let mut seen = Condition::any().add(column(journal::Column::Audience).eq(Audience::Public));
    let parties = caller.parties();
    if !parties.is_empty() {
        let addressed = Query::select()
            .expr(Expr::val(1))
            .from(audience::Entity)
            .and_where(Expr::col((audience::Entity, audience::Column::Seq)).eq(column(journal::Column::Seq)))
            .and_where(audience::Column::PartyId.is_in(parties))
            .to_owned();
        seen = seen.add(column(journal::Column::Audience).eq(Audience::Parties).and(Expr::exists(addressed)));
    }
    seen
}

/// The names of the acts that changed a record after this revision, newest last, as far as the caller may know of them.
pub(crate) async fn acts_since(work: &Work, subject: Uuid, revision: i32) -> Result<String, Error> {
    let entries: Vec<(String, serde_json::Value)> = journal::Entity::find()
        .filter(seen(&work.caller, "journal"))
        .select_only()
        .columns([journal::Column::Act, journal::Column::Data])
        .filter(journal::Column::SubjectId.eq(subject))
        .order_by_desc(journal::Column::Seq)
        .limit(MOST_ENTRIES)
        .into_tuple()
        .all(&**work)
        .await?;
    // An act that leaves the revision as it was, such as one on a document, conflicts with nobody.
    let later = |data: &serde_json::Value| data["revision"].as_i64().is_some_and(|reached| reached > revision.into());
    let language = work.caller.language;
    let named = |act: String| Act::called(&act).map_or(act, |act| act_name(act, language).to_owned());
    let mut acts: Vec<String> =
        entries.into_iter().filter_map(|(act, data)| later(&data).then(|| named(act))).take(MOST_ACTS).collect();
    acts.reverse();
    Ok(acts.join(", "))
}

/// How many entries the caller may see: of all, or of those about one record.
pub async fn count_changes(registry: &Registry, caller: &Caller, about: Option<Subject>) -> Result<u64, Error> {
    Ok(crate::page::count(&registry.db, narrowed(caller, about)).await?)
}
