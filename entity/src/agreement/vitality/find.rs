//! Reading activity. What a caller may not see is no activity for them, so that nobody learns of a hidden exchange.

use super::rule::{Thresholds, Vitality};
use crate::{
    Caller, Error, Registry, UNDER_AGREEMENTS,
    agreement::{
        document,
        find::{begins_before, begun_on, in_force_on, least_text_of},
        record::{DocumentKind, agreement, document as documents},
    },
    date::{PartialDate, legal_today},
};
use chrono::NaiveDate;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, IntoSimpleExpr, QueryFilter, QuerySelect, QueryTrait,
    Select,
    sea_query::{ExprTrait, SelectStatement, SimpleExpr},
};
use std::collections::HashMap;
use uuid::Uuid;

/// Documents that tell of activity.
const TELLING: [DocumentKind; 2] = [DocumentKind::Report, DocumentKind::Evaluation];

/// What things of one kind tell of the agreements that they serve.
pub(crate) struct Activity {
    /// What has taken place by a day, as far as the caller may see it.
    pub took_place: fn(&Caller, NaiveDate) -> Happenings,
    /// The meetings of joint working groups, those to come among them.
    pub meetings: fn() -> Happenings,
}

/// Rows of which each belongs to an agreement and has a day.
pub(crate) struct Happenings {
    rows: SelectStatement,
    agreement: SimpleExpr,
    day: SimpleExpr,
}

impl Happenings {
    /// These rows, with the columns of their agreement and of their day.
    pub fn of<E: EntityTrait>(rows: Select<E>, agreement: E::Column, day: E::Column) -> Self {
        let (rows, agreement, day) =
            (rows.select_only().into_query(), agreement.into_simple_expr(), day.into_simple_expr());
        Self { rows, agreement, day }
    }

    /// Those of a day or later.
    fn since(mut self, day: NaiveDate) -> Self {
        self.rows.and_where(self.day.clone().gte(day));
        self
    }

    /// The agreements that they serve.
    fn agreements(mut self) -> SelectStatement {
        self.rows.expr(self.agreement).take()
    }

    /// The latest day of each of these agreements that has any.
    pub async fn latest(
        mut self,
        db: &impl ConnectionTrait,
        agreements: &[Uuid],
    ) -> Result<HashMap<Uuid, NaiveDate>, DbErr> {
        let among = self.agreement.clone().is_in(agreements.iter().copied());
        self.rows
            .and_where(among)
            .add_group_by([self.agreement.clone()])
            .expr_as(self.agreement, "agreement")
            .expr_as(self.day.max(), "latest");
        let found = db.query_all(&self.rows).await?;
        found.iter().map(|row| Ok((row.try_get("", "agreement")?, row.try_get("", "latest")?))).collect()
    }
}

/// The reports and evaluations of agreements that the caller may see.
fn told(caller: &Caller) -> Select<documents::Entity> {
    documents::Entity::find()
        .filter(document::visible::visible(caller))
        .filter(documents::Column::Kind.is_in(TELLING))
        .filter(documents::Column::IssuedOn.is_not_null())
        .filter(documents::Column::Void.eq(false))
}

/// The day of the latest activity of each of these agreements, which the caller has been shown.
pub async fn latest_of(
    registry: &Registry,
    caller: &Caller,
    agreements: &[Uuid],
) -> Result<HashMap<Uuid, NaiveDate>, Error> {
    let told: Vec<(Uuid, PartialDate)> = told(caller)
        .select_only()
        .columns([documents::Column::AgreementId, documents::Column::IssuedOn])
        .filter(documents::Column::AgreementId.is_in(agreements.iter().copied()))
        .into_tuple()
        .all(&registry.db)
        .await?;
    let told = told.into_iter().map(|(agreement, date)| (agreement, date.earliest()));
    let mut latest: HashMap<Uuid, NaiveDate> = HashMap::new();
    let mut note = |(agreement, day)| {
        let known = latest.entry(agreement).or_insert(day);
        *known = Ord::max(*known, day);
    };
    told.for_each(&mut note);
    for activity in UNDER_AGREEMENTS {
        let took_place = (activity.took_place)(caller, legal_today(registry.now()));
        took_place.latest(&registry.db, agreements).await?.into_iter().for_each(&mut note);
    }
    Ok(latest)
}

/// The condition that something happened under the agreement, since a day or ever.
fn happened(caller: &Caller, today: NaiveDate, since: Option<NaiveDate>) -> Condition {
    let mut told = told(caller);
    if let Some(since) = since {
        told = told.filter(documents::Column::IssuedOn.gte(least_text_of(since)));
    }
    let told = told.select_only().column(documents::Column::AgreementId).into_query();
    let any = UNDER_AGREEMENTS.iter().fold(Condition::any(), |any, activity| {
        let took_place = (activity.took_place)(caller, today);
        let took_place = match since {
            Some(since) => took_place.since(since),
            None => took_place,
        };
        any.add(agreement::Column::Id.in_subquery(took_place.agreements()))
    });
    any.add(agreement::Column::Id.in_subquery(told))
}

/// `Thresholds::vitality` in SQL.
pub(crate) fn is(thresholds: Thresholds, caller: &Caller, vitality: Vitality, today: NaiveDate) -> Condition {
    let (lately, not_long_ago) = thresholds.since(today);
    let since = |day: NaiveDate| happened(caller, today, Some(day));
    let ever = || happened(caller, today, None);
    let in_force = Condition::all().add(in_force_on(today));
    match vitality {
        Vitality::Active => {
            let begun_lately = Condition::all().add(begins_before(lately).not()).add(ever().not());
            in_force.add(Condition::any().add(since(lately)).add(begun_lately))
        }
        Vitality::Quiet => in_force.add(since(not_long_ago)).add(since(lately).not()),
        Vitality::Dormant => in_force.add(ever()).add(since(not_long_ago).not()),
        Vitality::NeverStarted => in_force.add(begins_before(lately)).add(ever().not()),
        Vitality::Ended => Condition::all().add(begun_on(today)).add(in_force_on(today).not()),
    }
}
