//! Reading activity. What counts for an agreement is what everyone sees who sees the agreement (`rule::counts`): so its
//! vitality is the same for all of them, and nobody learns from it of what is hidden.

use super::rule::{Life, TELLING, Thresholds, Vitality, saw_begin};
use crate::{
    Caller, Error, Registry, UNDER_AGREEMENTS,
    agreement::{
        document,
        find::{begins_before, begun_on, in_force_on, least_text_of},
        record::{agreement, agreement_party, document as documents},
        rule::Dates,
    },
    date::{PartialDate, legal_today},
    policy::Visibility,
};
use chrono::NaiveDate;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, IntoSimpleExpr, QueryFilter, QuerySelect, QueryTrait,
    Select,
    sea_query::{Expr, ExprTrait, SelectStatement, SimpleExpr},
};
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// What things of one kind tell of the agreements that they serve.
pub(crate) struct Activity {
    /// What has taken place by a day, as far as it counts.
    pub took_place: fn(NaiveDate) -> Happenings,
    /// What has taken place by a day, as far as the caller may see it.
    pub seen: fn(&Caller, NaiveDate) -> Happenings,
    /// The meetings of joint working groups, as far as all parties see them and have agreed; those to come among them.
    pub meetings: fn() -> Happenings,
}

/// Rows of which each belongs to an agreement and has a day, that of its beginning or a later one.
pub(crate) struct Happenings {
    rows: SelectStatement,
    agreement: SimpleExpr,
    day: SimpleExpr,
}

impl Happenings {
    /// These rows, with the columns of their agreement and of their day.
    pub fn of<E: EntityTrait>(rows: Select<E>, agreement: E::Column, day: E::Column) -> Self {
        let (agreement, day) = (agreement.into_simple_expr(), day.into_simple_expr());
        let rows = rows.filter(is_of_its_time(agreement.clone(), day.clone().cast_as("text")));
        Self { rows: rows.select_only().into_query(), agreement, day }
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

    /// The days of those under one agreement, the earliest first.
    pub async fn days_under(mut self, db: &impl ConnectionTrait, agreement: Uuid) -> Result<Vec<NaiveDate>, DbErr> {
        self.rows.and_where(self.agreement.eq(agreement)).expr_as(self.day, "day");
        let mut days =
            db.query_all(&self.rows).await?.iter().map(|row| row.try_get("", "day")).collect::<Result<Vec<_>, _>>()?;
        days.sort_unstable();
        Ok(days)
    }
}

/// The agreements that not everyone sees: of them all readers see what all parties do.
pub(crate) fn hidden_agreements() -> SelectStatement {
    agreement::Entity::find()
        .select_only()
        .column(agreement::Column::Id)
        .filter(agreement::Column::Visibility.ne(Visibility::Public))
        .into_query()
}

/// `rule::is_of_its_time` in SQL, of an agreement and the text of a day.
fn is_of_its_time(id: SimpleExpr, day: SimpleExpr) -> SimpleExpr {
    let later = agreement::Entity::find()
        .select_only()
        .expr(Expr::val(1))
        .filter(agreement::Column::Id.into_simple_expr().eq(id))
        .filter(begun().gt(day));
    Expr::exists(later.into_query()).not()
}

/// When an agreement was signed or, where that is not known, entered into force; empty before that.
fn begun() -> SimpleExpr {
    Expr::cust(r#"coalesce("agreement"."signed_on", "agreement"."in_force_on", '')"#)
}

/// The reports and evaluations of agreements that are dated and count as documents.
fn dated() -> Select<documents::Entity> {
    documents::Entity::find()
        .filter(documents::Column::Kind.is_in(TELLING))
        .filter(documents::Column::IssuedOn.is_not_null())
        .filter(documents::Column::Void.eq(false))
        .filter(is_of_its_time(
            documents::Column::AgreementId.into_simple_expr(),
            documents::Column::IssuedOn.into_simple_expr(),
        ))
}

/// Those that everyone sees who sees their agreement.
fn told() -> Select<documents::Entity> {
    let of_hidden = documents::Column::AgreementId.in_subquery(hidden_agreements());
    let shared = documents::Column::Visibility.eq(Visibility::Parties).and(of_hidden);
    dated().filter(documents::Column::Visibility.eq(Visibility::Public).or(shared))
}

/// The day of the latest activity of each of these agreements, as far as it counts.
pub async fn latest_of(registry: &Registry, agreements: &[Uuid]) -> Result<HashMap<Uuid, NaiveDate>, Error> {
    let happenings = |activity: &Activity, today| (activity.took_place)(today);
    latest(registry, agreements, told(), happenings).await
}

/// The day of the latest activity of each of these agreements, which the caller has been shown, that the caller sees: also
/// what does not count because others who see the agreement do not see it.
pub async fn latest_seen(
    registry: &Registry,
    caller: &Caller,
    agreements: &[Uuid],
) -> Result<HashMap<Uuid, NaiveDate>, Error> {
    let told = dated().filter(document::visible::visible(caller));
    latest(registry, agreements, told, |activity, today| (activity.seen)(caller, today)).await
}

async fn latest(
    registry: &Registry,
    agreements: &[Uuid],
    told: Select<documents::Entity>,
    happenings: impl Fn(&Activity, NaiveDate) -> Happenings,
) -> Result<HashMap<Uuid, NaiveDate>, Error> {
    let told: Vec<(Uuid, PartialDate)> = told
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
        let happened = happenings(activity, legal_today(registry.now()));
        happened.latest(&registry.db, agreements).await?.into_iter().for_each(&mut note);
    }
    Ok(latest)
}

/// What is known of the lives of these agreements.
pub async fn lives_of(registry: &Registry, agreements: &[Uuid]) -> Result<HashMap<Uuid, Life>, Error> {
    let latest = latest_of(registry, agreements).await?;
    let rows = agreement::Entity::find()
        .filter(agreement::Column::Id.is_in(agreements.iter().copied()))
        .all(&registry.db)
        .await?;
    let unsaid: HashSet<Uuid> = unsaid()
        .select_only()
        .column(agreement_party::Column::AgreementId)
        .filter(agreement_party::Column::AgreementId.is_in(agreements.iter().copied()))
        .into_tuple()
        .all(&registry.db)
        .await?
        .into_iter()
        .collect();
    let life = |row: agreement::Model| {
        let is_whole = saw_begin(&Dates::from(&row), row.known_from) || !unsaid.contains(&row.id);
        (row.id, Life { latest: latest.get(&row.id).copied(), is_whole })
    };
    Ok(rows.into_iter().map(life).collect())
}

/// The parties that have not said that nothing took place under an agreement. What one of them has and others do not see
/// changes nothing of it: whoever reads how alive an agreement is would learn of it.
fn unsaid() -> Select<agreement_party::Entity> {
    agreement_party::Entity::find()
        .filter(agreement_party::Entity::still())
        .filter(agreement_party::Column::NothingUntil.is_null())
}

/// `Life::is_whole` in SQL.
fn is_whole() -> Condition {
    let unsaid = unsaid()
        .select_only()
        .expr(Expr::val(1))
        .filter(agreement_party::Column::AgreementId.into_simple_expr().eq(agreement::Column::Id.into_simple_expr()));
    let saw_begin = begun().gte(agreement::Column::KnownFrom.into_simple_expr());
    Condition::any().add(saw_begin).add(Expr::exists(unsaid.into_query()).not())
}

/// The condition that something happened under the agreement, since a day or ever.
fn happened(today: NaiveDate, since: Option<NaiveDate>) -> Condition {
    let mut told = told();
    if let Some(since) = since {
        told = told.filter(documents::Column::IssuedOn.gte(least_text_of(since)));
    }
    let told = told.select_only().column(documents::Column::AgreementId).into_query();
    let any = UNDER_AGREEMENTS.iter().fold(Condition::any(), |any, activity| {
        let took_place = (activity.took_place)(today);
        let took_place = match since {
            Some(since) => took_place.since(since),
            None => took_place,
        };
        any.add(agreement::Column::Id.in_subquery(took_place.agreements()))
    });
    any.add(agreement::Column::Id.in_subquery(told))
}

/// `Thresholds::vitality` in SQL.
pub(crate) fn is(thresholds: Thresholds, vitality: Vitality, today: NaiveDate) -> Condition {
    let (lately, not_long_ago) = thresholds.since(today);
    let since = |day: NaiveDate| happened(today, Some(day));
    let ever = || happened(today, None);
    let in_force = Condition::all().add(in_force_on(today));
    let silent = || Condition::all().add(begins_before(lately)).add(ever().not());
    match vitality {
        Vitality::Active => {
            let begun_lately = Condition::all().add(begins_before(lately).not()).add(ever().not());
            in_force.add(Condition::any().add(since(lately)).add(begun_lately))
        }
        Vitality::Quiet => in_force.add(since(not_long_ago)).add(since(lately).not()),
        Vitality::Dormant => in_force.add(ever()).add(since(not_long_ago).not()),
        Vitality::NeverStarted => in_force.add(silent()).add(is_whole()),
        Vitality::Unknown => in_force.add(silent()).add(is_whole().not()),
        Vitality::Ended => Condition::all().add(begun_on(today)).add(in_force_on(today).not()),
    }
}
