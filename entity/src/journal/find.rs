//! Reading the feed of changes, as far as a caller may.

use super::record::{Audience, audience, journal};
use crate::{
    CONCERNING, Caller, Error, Reason, Refusal, Registry, Work,
    page::{Cursor, Direction, ListOrder, Page, Slice},
    policy::{Act, act_name},
    subject::{Subject, SubjectKind},
};
use chrono::{DateTime, Utc};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Alias, Expr, ExprTrait, Query, SelectStatement},
};
use std::collections::{BTreeSet, HashMap};
use uuid::Uuid;

/// One entry of the feed.
pub type Change = journal::Model;

/// How many acts a refusal names.
const MOST_ACTS: usize = 10;
/// How many of the latest entries of a record are searched for them.
const MOST_ENTRIES: u64 = 100;

/// Which entries of the feed.
#[derive(Debug, Clone, Default)]
pub struct Feed {
    /// About this record.
    pub about: Option<Subject>,
    /// Made at this moment or later.
    pub since: Option<DateTime<Utc>>,
    /// About records of one of these kinds.
    pub kinds: Option<Vec<SubjectKind>>,
    /// About records that concern this region or institution.
    pub party: Option<Uuid>,
}

/// The identifiers of the records of a kind that concern a party, as far as the caller may know that they do.
pub(crate) type Concerning = fn(&Caller, Uuid) -> SelectStatement;

/// The order of the feed: that of commits. The places in it are entries.
pub const FEED: ListOrder = ListOrder::by_id("change.feed");

/// One page of the caller's entries, in the order of commits: those that `feed` describes.
///
/// An entry that a caller has seen is never preceded by one that appears later, so that resuming from the last one
/// misses nothing.
pub async fn changes(registry: &Registry, caller: &Caller, feed: &Feed, page: &Page) -> Result<Slice<Change>, Error> {
    let mut entries = narrowed(caller, feed);
    let (after, before) = page.places();
    if let Some(after) = after {
        entries = entries.filter(journal::Column::Seq.gt(number_of(registry, caller, "after", after).await?));
    }
    if let Some(before) = before {
        entries = entries.filter(journal::Column::Seq.lt(number_of(registry, caller, "before", before).await?));
    }
    let order = page.found_in(Direction::Ascending).order();
    Ok(page.cut(entries.order_by(journal::Column::Seq, order).limit(page.size() + 1).all(&registry.db).await?))
}

/// The number of the entry that is a place in the feed. Callers name it by its identifier, which does not tell how many
/// entries they may not see.
async fn number_of(registry: &Registry, caller: &Caller, argument: &str, place: &Cursor) -> Result<i64, Error> {
    let entry = visible(caller).filter(journal::Column::Id.eq(place.id)).one(&registry.db).await?;
    entry.map(|entry| entry.seq).ok_or_else(|| {
        Refusal::at(argument, Reason::Malformed { expected: format!("{argument}: endCursor | startCursor") }).into()
    })
}

/// These entries, as far as the caller may see them.
pub async fn changes_by_id(registry: &Registry, caller: &Caller, ids: &[Uuid]) -> Result<HashMap<Uuid, Change>, Error> {
    let entries = visible(caller).filter(journal::Column::Id.is_in(ids.iter().copied())).all(&registry.db).await?;
    Ok(entries.into_iter().map(|entry| (entry.id, entry)).collect())
}

fn visible(caller: &Caller) -> sea_orm::Select<journal::Entity> {
    let of_the_feed = journal::Column::SubjectKind.is_in(SubjectKind::which(|facts| facts.is_fed));
    journal::Entity::find().filter(of_the_feed).filter(seen(caller, "journal"))
}

fn narrowed(caller: &Caller, feed: &Feed) -> sea_orm::Select<journal::Entity> {
    let mut entries = visible(caller);
    if let Some(Subject { kind, id }) = feed.about {
        entries = entries.filter(journal::Column::SubjectKind.eq(kind)).filter(journal::Column::SubjectId.eq(id));
    }
    if let Some(since) = feed.since {
        entries = entries.filter(journal::Column::At.gte(since));
    }
    if let Some(kinds) = &feed.kinds {
        entries = entries.filter(journal::Column::SubjectKind.is_in(kinds.iter().copied()));
    }
    if let Some(party) = feed.party {
        let concerning = |(kind, records): &(SubjectKind, Concerning)| {
            journal::Column::SubjectKind.eq(*kind).and(journal::Column::SubjectId.in_subquery(records(caller, party)))
        };
        entries = entries.filter(CONCERNING.iter().map(concerning).fold(Condition::any(), Condition::add));
    }
    entries
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
        // What was for the people of a record that went into theirs is for them now.
        let before = Query::select()
            .column(Alias::new("duplicate_id"))
            .from(Alias::new("party_merger"))
            .and_where(Expr::col(Alias::new("party_id")).is_in(parties.iter().copied()))
            .and_where(Expr::col(Alias::new("undone_at")).is_null())
            .to_owned();
        let theirs = audience::Column::PartyId.is_in(parties).or(audience::Column::PartyId.in_subquery(before));
        let addressed = Query::select()
            .expr(Expr::val(1))
            .from(audience::Entity)
            .and_where(Expr::col((audience::Entity, audience::Column::Seq)).eq(column(journal::Column::Seq)))
            .and_where(theirs)
            .to_owned();
        seen = seen.add(column(journal::Column::Audience).eq(Audience::Parties).and(Expr::exists(addressed)));
    }
    seen
}

/// The names of the acts that changed a record after this revision, newest last, and of the fields that are no longer as
/// they were, as far as the caller may know of them.
pub(crate) async fn since(work: &Work, subject: Uuid, revision: i32) -> Result<(String, Vec<String>), Error> {
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
    let reached = |data: &serde_json::Value| data["revision"].as_i64();
    let (later, before): (Vec<_>, Vec<_>) = entries
        .into_iter()
        .filter(|(_, data)| reached(data).is_some())
        .partition(|(_, data)| reached(data).is_some_and(|reached| reached > revision.into()));
    let fields = changed_fields(before.first().map(|(_, data)| data), later.iter().map(|(_, data)| data));
    let language = work.caller.language;
    let named = |act: String| Act::called(&act).map_or(act, |act| act_name(act, language).to_owned());
    let mut acts: Vec<String> = later.into_iter().map(|(act, _)| named(act)).take(MOST_ACTS).collect();
    acts.reverse();
    Ok((acts.join(", "), fields))
}

/// The names of the fields that later entries set to something else than what an entry before them says.
fn changed_fields<'a>(
    before: Option<&serde_json::Value>,
    later: impl Iterator<Item = &'a serde_json::Value>,
) -> Vec<String> {
    let of_the_entry = |name: &str| ["revision", "on", "note", "changes", "moves", "papers", "party"].contains(&name);
    let set = later.filter_map(serde_json::Value::as_object).flatten();
    let changed =
        set.filter(|(name, value)| !of_the_entry(name) && before.and_then(|said| said.get(*name)) != Some(*value));
    let names: BTreeSet<&String> = changed.map(|(name, _)| name).collect();
    names.into_iter().cloned().collect()
}

/// How many entries the caller may see that `feed` describes.
pub async fn count_changes(registry: &Registry, caller: &Caller, feed: &Feed) -> Result<u64, Error> {
    Ok(crate::page::count(&registry.db, narrowed(caller, feed)).await?)
}

#[cfg(test)]
mod tests {
    use super::changed_fields;
    use crate::{CONCERNING, subject::SubjectKind};
    use serde_json::json;
    use std::collections::BTreeSet;

    #[test]
    fn of_each_record_in_the_feed_it_is_known_whom_it_concerns() {
        let fed: BTreeSet<String> = SubjectKind::which(|facts| facts.is_fed).map(|kind| format!("{kind:?}")).collect();
        let known: BTreeSet<String> = CONCERNING.iter().map(|(kind, _)| format!("{kind:?}")).collect();
        assert_eq!((known.len(), known), (CONCERNING.len(), fed));
    }

    #[test]
    fn a_field_has_changed_if_it_is_no_longer_what_it_was() {
        let before = json!({ "titleId": "Kota kembar", "expiresOn": null, "revision": 3 });
        let renamed = json!({ "titleId": "Kota bersaudara", "expiresOn": null, "revision": 4, "on": "2026-01-01" });
        let ended = json!({ "titleId": "Kota bersaudara", "expiresOn": "2027-01-01", "revision": 5 });
        assert_eq!(changed_fields(Some(&before), [&renamed].into_iter()), ["titleId"]);
        assert_eq!(changed_fields(Some(&before), [&ended, &renamed].into_iter()), ["expiresOn", "titleId"]);
        assert_eq!(changed_fields(Some(&before), [&before].into_iter()), Vec::<String>::new());
    }
}
