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

/// When the joint working group of an agreement met and is going to meet, as far as all parties see it; the earliest first.
pub(super) async fn meetings(db: &impl ConnectionTrait, agreement: Uuid) -> Result<Vec<NaiveDate>, Error> {
    let mut days = Vec::new();
    for activity in UNDER_AGREEMENTS {
        days.extend((activity.meetings)().days_under(db, agreement).await?);
    }
    days.sort_unstable();
    Ok(days)
}
