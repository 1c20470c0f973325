//! Reading what was known of agreements, as far as a caller may.

use super::rule::{self, Known, end_of};
use crate::{
    Caller, Error, Registry,
    agreement::record::agreement_party,
    date::legal_today,
    journal::{self, entries as entry},
    page::{self, Cursor, Direction, Key, ListOrder, Page, Slice},
    refusal::Refusals,
    rows::group,
};
use chrono::NaiveDate;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select,
    sea_query::{Alias, Expr, ExprTrait, Query},
};
use std::collections::HashMap;
use uuid::Uuid;

/// The order of the list: that in which agreements were entered.
pub const ORDER: ListOrder = ListOrder::by_id("agreement.known");

/// Another entry about the same agreement.
const LATER: &str = "later";

/// What was known of agreements on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AsOf {
    day: NaiveDate,
    party: Option<Uuid>,
}

impl AsOf {
    /// What was known at the end of `day`, which is over or today (in Jakarta): of all agreements, or of those of `party`.
    pub fn new(registry: &Registry, day: NaiveDate, party: Option<Uuid>) -> Result<Self, Error> {
        let mut refused = Refusals::default();
        refused.happened("date", Some(day), legal_today(registry.now()));
        refused.done()?;
        Ok(Self { day, party })
    }

    /// The entries about agreements that say what they were, that were made by then, and that the caller may see.
    fn entries(&self, caller: &Caller) -> Select<entry::Entity> {
        let select = entry::Entity::find().filter(self.of_then(caller, "journal"));
        let Some(party) = self.party else { return select };
        // Whoever has left was a party until then.
        let was =
            Condition::any().add(agreement_party::Entity::listed()).add(agreement_party::Column::LeftOn.gte(self.day));
        let its = Query::select()
            .column(agreement_party::Column::AgreementId)
            .from(agreement_party::Entity)
            .and_where(agreement_party::Column::PartyId.eq(party))
            .cond_where(was)
            .to_owned();
        select.filter(entry::Column::SubjectId.in_subquery(its))
    }

    /// The condition that an entry is such a one. `table` is what the query calls the journal.
    fn of_then(&self, caller: &Caller, table: &'static str) -> Condition {
        let column = |column: entry::Column| Expr::col((Alias::new(table), column));
        Condition::all()
            .add(column(entry::Column::SubjectKind).eq(journal::SubjectKind::Agreement))
            .add(column(entry::Column::At).lt(end_of(self.day)))
            .add(Expr::cust(format!(r#""{table}"."data" ->> 'revision' is not null"#)))
            .add(journal::seen(caller, table))
    }

    /// The last of these entries about each agreement: none of them comes later.
    fn last_entries(&self, caller: &Caller) -> Select<entry::Entity> {
        let same = |column: entry::Column| (Expr::col((Alias::new(LATER), column)), Expr::col((entry::Entity, column)));
        let ((its_subject, subject), (its_place, place)) = (same(entry::Column::SubjectId), same(entry::Column::Seq));
        let later = Query::select()
            .expr(Expr::val(1))
            .from_as(entry::Entity, Alias::new(LATER))
            .and_where(its_subject.eq(subject))
            .and_where(its_place.gt(place))
            .cond_where(self.of_then(caller, LATER))
            .to_owned();
        self.entries(caller).filter(Expr::exists(later).not())
    }
}

/// One page of the agreements as they were known, in the order in which they were entered.
pub async fn known(registry: &Registry, caller: &Caller, as_of: &AsOf, page: &Page) -> Result<Slice<Known>, Error> {
    let select = page.narrow(as_of.last_entries(caller), None, entry::Column::SubjectId, Direction::Ascending);
    let found = select.all(&registry.db).await?;
    let known = found.into_iter().map(|entry| Known::on(as_of.day, entry)).collect::<Result<_, _>>()?;
    Ok(page.cut(known))
}

/// How many agreements were known.
pub async fn count_known(registry: &Registry, caller: &Caller, as_of: &AsOf) -> Result<u64, Error> {
    let counted = as_of.entries(caller).select_only();
    let counted = counted.expr_as(Expr::cust(r#"count(distinct "journal"."subject_id")"#), "n");
    let count = counted.into_model::<page::Count>().one(&registry.db).await?;
    Ok(count.map_or(0, |count| u64::try_from(count.n).unwrap_or(0)))
}

/// Where an agreement stands in the list.
pub fn cursor(known: &Known) -> Cursor {
    ORDER.cursor(Key::Id, known.agreement)
}

/// These agreements as each was known at the end of the day beside it, if the caller may see that.
pub async fn known_on(
    registry: &Registry,
    caller: &Caller,
    asked: &[(Uuid, NaiveDate)],
) -> Result<HashMap<(Uuid, NaiveDate), Known>, Error> {
    let told = told_of(&registry.db, caller, asked.iter().map(|(agreement, _)| *agreement)).await?;
    let today = legal_today(registry.now());
    let known = asked.iter().filter(|(_, day)| *day <= today).filter_map(|(agreement, day)| {
        let entry = told.get(agreement)?.iter().rfind(|entry| entry.at < end_of(*day))?;
        Some(Known::on(*day, entry.clone()).map(|known| ((*agreement, *day), known)))
    });
    known.collect()
}

/// How these agreements stood at the end of `day`, as [`rule::standing`] tells it.
pub async fn known_of(
    db: &impl ConnectionTrait,
    caller: &Caller,
    agreements: &[Uuid],
    day: NaiveDate,
) -> Result<HashMap<Uuid, Known>, Error> {
    let told = told_of(db, caller, agreements.iter().copied()).await?;
    let standing = told.into_iter().filter_map(|(id, entries)| Some((id, rule::standing(entries, day)?)));
    standing.map(|(id, entry)| Ok((id, Known::on(day, entry)?))).collect()
}

/// The entries that say what these agreements were, in their order, as far as the caller may see them.
async fn told_of(
    db: &impl ConnectionTrait,
    caller: &Caller,
    agreements: impl Iterator<Item = Uuid>,
) -> Result<HashMap<Uuid, Vec<journal::Change>>, Error> {
    let entries = entry::Entity::find()
        .filter(entry::Column::SubjectKind.eq(journal::SubjectKind::Agreement))
        .filter(entry::Column::SubjectId.is_in(agreements))
        .filter(Expr::cust(r#""journal"."data" ->> 'revision' is not null"#))
        .filter(journal::seen(caller, "journal"))
        .order_by_asc(entry::Column::Seq)
        .all(db)
        .await?;
    Ok(group(entries, |entry| entry.subject_id))
}
