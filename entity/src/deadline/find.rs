//! Conditions on deadlines. Who may read which, `obligation` says: it knows the records from which they follow.

use super::record::{DeadlineKind, deadline};
use crate::date::PartialDate;
use chrono::NaiveDate;
use sea_orm::{
    ColumnTrait,
    sea_query::{Expr, ExprTrait, SimpleExpr},
};

/// Stands for a day that no rule sets: after every day that one does.
pub(crate) const NO_DAY: &str = "9999";

/// The day of a deadline, as its index has it.
pub(crate) fn day() -> SimpleExpr {
    Expr::cust(r#"coalesce("deadline"."due_on", '9999')"#)
}

/// The condition that a deadline has not lapsed: once the time for a notice has passed, nobody has to give it.
pub(crate) fn not_lapsed(today: NaiveDate) -> SimpleExpr {
    deadline::Column::Kind.ne(DeadlineKind::Notice).or(day().gte(PartialDate::from(today).to_string()))
}
