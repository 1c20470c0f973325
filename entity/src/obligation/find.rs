//! Reading deadlines, as far as a caller may: those of their own parties, and those of the agreements that these keep.

use crate::{
    Caller, Error, Registry,
    agreement::record::{agreement, agreement_party},
    date::{PartialDate, legal_today},
    deadline::{
        find::{NO_DAY, day, not_lapsed},
        record::{DeadlineKind, deadline},
        rule::OF_ITS_PARTY,
    },
    page::{self, Cursor, Direction, Key, ListOrder, Page, Slice},
    policy::{Act, holds_any, visible},
    rows::group,
    subject::SubjectKind,
};
use chrono::NaiveDate;
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, IntoSimpleExpr, Iterable, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    Select,
    sea_query::{Expr, ExprTrait, SelectStatement, SimpleExpr, UnionType},
};
use std::collections::{BTreeSet, HashMap};
use uuid::Uuid;

/// The order of deadlines: by their days, those without one last.
pub const BY_DAY: ListOrder = ListOrder::by_text("deadline.day");

/// Which deadlines.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct DeadlineFilter {
    /// That are due on this day or earlier; those without a day are left out.
    pub until: Option<NaiveDate>,
    /// That this region or institution has to meet.
    pub party: Option<Uuid>,
    /// Of one of these kinds.
    pub kind: Option<Vec<DeadlineKind>>,
}

impl DeadlineFilter {
    fn select(&self, registry: &Registry, caller: &Caller) -> Select<deadline::Entity> {
        let mut all = for_caller(caller).add(not_lapsed(legal_today(registry.now())));
        if let Some(until) = self.until {
            all = all.add(day().lte(PartialDate::from(until).to_string()));
        }
        if let Some(kind) = &self.kind {
            all = all.add(deadline::Column::Kind.is_in(kind.iter().copied()));
        }
        if let Some(party) = self.party {
            all = all.add(among(of_parties(&[party])));
        }
        deadline::Entity::find().filter(all)
    }
}

/// The condition that the deadline is among those that `found` names.
pub(crate) fn among(found: SelectStatement) -> SimpleExpr {
    deadline::Column::Id.into_simple_expr().in_subquery(found)
}

/// The condition that the caller may see a deadline: what their own party has to do, what all parties of its agreement
/// have to do, and what anyone has to do under an agreement that they keep; of an agreement that they see.
fn for_caller(caller: &Caller) -> Condition {
    if caller.reads_all() {
        return Condition::all();
    }
    let mine = caller.parties();
    // One look at the agreement of each candidate: as `in (subquery)` the subquery would be every agreement.
    let seen = agreement::Entity::find()
        .select_only()
        .expr(Expr::val(1))
        .filter(agreement::Column::Id.into_simple_expr().eq(deadline::Column::SubjectId.into_simple_expr()))
        .filter(visible::<agreement::Entity>(caller));
    let own = of_parties(&mine)
        .union(UnionType::Distinct, under(deadlines(), agreement::Column::OwnerId.is_in(mine)))
        .to_owned();
    let of_agreement = deadline::Column::SubjectKind.eq(SubjectKind::Agreement).and(Expr::exists(seen.into_query()));
    Condition::all().add(among(own)).add(Condition::any().add(of_its_party()).add(of_agreement))
}

/// The condition that a deadline is its party's own affair, of which no record's visibility decides who knows.
pub(crate) fn of_its_party() -> SimpleExpr {
    deadline::Column::SubjectKind.is_in(OF_ITS_PARTY)
}

fn deadlines() -> Select<deadline::Entity> {
    deadline::Entity::find().select_only().column(deadline::Column::Id)
}

/// Those of agreements of which this holds.
fn under(select: Select<deadline::Entity>, holds: SimpleExpr) -> SelectStatement {
    let agreements = agreement::Entity::find().select_only().column(agreement::Column::Id).filter(holds);
    select.filter(deadline::Column::SubjectId.in_subquery(agreements.into_query())).into_query()
}

/// Those that these parties have to meet: their own, and those of every party to their agreements.
pub(crate) fn of_parties(parties: &[Uuid]) -> SelectStatement {
    let theirs = agreement_party::Entity::find()
        .select_only()
        .column(agreement_party::Column::AgreementId)
        .filter(agreement_party::Column::PartyId.is_in(parties.iter().copied()))
        .filter(agreement_party::Entity::listed());
    let of_all = deadlines()
        .filter(deadline::Column::PartyId.is_null())
        .filter(deadline::Column::SubjectId.in_subquery(theirs.into_query()));
    deadlines()
        .filter(deadline::Column::PartyId.is_in(parties.iter().copied()))
        .into_query()
        .union(UnionType::Distinct, of_all.into_query())
        .to_owned()
}

/// One page of the deadlines that `filter` describes, by their days.
pub async fn obligations(
    registry: &Registry,
    caller: &Caller,
    filter: &DeadlineFilter,
    page: &Page,
) -> Result<Slice<deadline::Model>, Error> {
    list(registry, filter.select(registry, caller), page).await
}

/// How many deadlines `filter` describes.
pub async fn count_obligations(registry: &Registry, caller: &Caller, filter: &DeadlineFilter) -> Result<u64, Error> {
    Ok(page::count(&registry.db, filter.select(registry, caller)).await?)
}

/// What there is to do for the parties in which the caller has a part in the work.
pub(crate) fn to_do(registry: &Registry, caller: &Caller) -> Select<deadline::Entity> {
    let working = |act: Act| -> Vec<Uuid> {
        caller.parties().into_iter().filter(|party| holds_any(caller, act.roles(), &[*party])).collect()
    };
    let theirs = DeadlineKind::iter().map(DeadlineKind::is_for).collect::<BTreeSet<Act>>().into_iter();
    let theirs = theirs.fold(Condition::any(), |any, act| {
        let kinds = DeadlineKind::iter().filter(|kind| kind.is_for() == act);
        let such = deadline::Column::Kind.is_in(kinds);
        any.add(Condition::all().add(such).add(among(of_parties(&working(act)))))
    });
    DeadlineFilter::default().select(registry, caller).filter(theirs)
}

/// One page of these deadlines, by their days.
pub(crate) async fn list(
    registry: &Registry,
    select: Select<deadline::Entity>,
    page: &Page,
) -> Result<Slice<deadline::Model>, Error> {
    let select = page.narrow(select, Some(day()), deadline::Column::Id, Direction::Ascending);
    Ok(page.cut(select.all(&registry.db).await?))
}

/// Where a deadline stands in a list.
pub fn cursor(deadline: &deadline::Model) -> Cursor {
    let day = deadline.due_on.map_or_else(|| NO_DAY.to_owned(), |day| day.to_string());
    BY_DAY.cursor(Key::Text(day), deadline.id)
}

/// These deadlines, as far as the caller may see them.
pub async fn deadlines_by_id(
    registry: &Registry,
    caller: &Caller,
    ids: &[Uuid],
) -> Result<HashMap<Uuid, deadline::Model>, Error> {
    let select = DeadlineFilter::default().select(registry, caller);
    let found = select.filter(deadline::Column::Id.is_in(ids.iter().copied())).all(&registry.db).await?;
    Ok(found.into_iter().map(|deadline| (deadline.id, deadline)).collect())
}

/// What is due under these agreements, as far as the caller may see it, by its days.
pub async fn deadlines_of(
    registry: &Registry,
    caller: &Caller,
    agreements: &[Uuid],
) -> Result<HashMap<Uuid, Vec<deadline::Model>>, Error> {
    let found = DeadlineFilter::default()
        .select(registry, caller)
        .filter(deadline::Column::SubjectId.is_in(agreements.iter().copied()))
        .order_by_asc(day())
        .order_by_asc(deadline::Column::Id)
        .all(&registry.db)
        .await?;
    Ok(group(found, |deadline| deadline.subject_id))
}
