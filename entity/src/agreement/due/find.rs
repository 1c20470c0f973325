//! What the deadlines of agreements say of them.

use crate::{
    Error, UNDER_AGREEMENTS,
    agreement::record::agreement,
    date::PartialDate,
    deadline::{
        find::day,
        record::{DeadlineKind, deadline},
    },
};
use chrono::NaiveDate;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, IntoSimpleExpr, QueryFilter, QuerySelect, QueryTrait,
    sea_query::{Expr, ExprTrait, SimpleExpr},
};
use uuid::Uuid;

/// The condition that an agreement expires, or that its notice must be given, by this day: what everyone can tell from its
/// dates.
pub(crate) fn ends_until(today: NaiveDate, until: NaiveDate) -> SimpleExpr {
    let ends = deadline::Entity::find()
        .select_only()
        .expr(Expr::val(1))
        .filter(deadline::Column::SubjectId.into_simple_expr().eq(agreement::Column::Id.into_simple_expr()))
        .filter(deadline::Column::Kind.is_in([DeadlineKind::Notice, DeadlineKind::Renewal]))
        .filter(day().gte(PartialDate::from(today).to_string()))
        .filter(day().lte(PartialDate::from(until).to_string()));
    Expr::exists(ends.into_query())
}

/// When the joint working group of an agreement last met, or is going to meet.
pub(super) async fn met_on(db: &impl ConnectionTrait, agreement: Uuid) -> Result<Option<NaiveDate>, Error> {
    let mut latest = None;
    for activity in UNDER_AGREEMENTS {
        let meetings = (activity.meetings)().latest(db, &[agreement]).await?;
        latest = Ord::max(latest, meetings.get(&agreement).copied());
    }
    Ok(latest)
}
