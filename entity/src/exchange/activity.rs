//! What exchanges tell of the agreements that they serve: that something happens under them, and when their working groups
//! meet.

use super::record::{Consent, Method, Status, exchange, participation};
use crate::{
    Caller, Work,
    agreement::{
        due::act::refresh_of,
        record::{agreement, agreement_party},
        vitality::find::{Activity, Happenings, hidden_agreements},
    },
    journal::Entry,
    policy::{Visibility, visible},
    registry::Reading,
    subject::SubjectKind,
};
use chrono::NaiveDate;
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, IntoSimpleExpr, JoinType, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    Select,
    sea_query::{Expr, ExprTrait, SimpleExpr},
};
use uuid::Uuid;

/// Records looked up with one statement.
const BATCH: usize = 5_000;

/// What they tell.
pub(crate) const OF_EXCHANGES: Activity = Activity { took_place, seen, own, meetings };

/// Those that everyone sees who sees their agreement.
fn took_place(by: NaiveDate) -> Happenings {
    let of_hidden = exchange::Column::AgreementId.in_subquery(hidden_agreements());
    let open = Condition::any().add(everyone_sees()).add(Condition::all().add(of_hidden).add(parties_see()));
    serving(held(by).filter(open))
}

fn seen(caller: &Caller, by: NaiveDate) -> Happenings {
    serving(held(by).filter(visible::<exchange::Entity>(caller)))
}

fn own(by: NaiveDate, party: SimpleExpr) -> Happenings {
    let kept = exchange::Column::OwnerId.into_simple_expr().eq(party.clone());
    let takes_part = parts()
        .filter(participation::Column::Consent.eq(Consent::Confirmed))
        .filter(participation::Column::PartyId.into_simple_expr().eq(party));
    serving(held(by).filter(Condition::any().add(kept).add(Expr::exists(takes_part.into_query()))))
}

fn held(by: NaiveDate) -> Select<exchange::Entity> {
    exchange::Entity::find()
        .filter(exchange::Column::AgreementId.is_not_null())
        .filter(exchange::Column::Status.eq(Status::Scheduled))
        .filter(exchange::Column::StartsOn.lte(by))
}

fn meetings() -> Happenings {
    let meetings = exchange::Entity::find()
        .filter(exchange::Column::Method.eq(Method::JwgMeeting))
        .filter(exchange::Column::Status.ne(Status::Cancelled))
        .filter(Condition::any().add(everyone_sees()).add(parties_see()))
        .filter(is_joint());
    serving(meetings)
}

/// Who takes part in the exchange of a row around them.
fn parts() -> Select<participation::Entity> {
    participation::Entity::find()
        .select_only()
        .expr(Expr::val(1))
        .filter(participation::Column::ExchangeId.into_simple_expr().eq(exchange::Column::Id.into_simple_expr()))
}

/// The condition that at least two parties to the agreement take part in the exchange: one alone is no joint group, and who
/// has not answered is not there.
fn is_joint() -> SimpleExpr {
    let its_party = participation::Entity::belongs_to(agreement_party::Entity)
        .from(participation::Column::PartyId)
        .to(agreement_party::Column::PartyId)
        .into();
    let of_the_agreement = agreement_party::Column::AgreementId.into_simple_expr();
    let parties = parts()
        .join(JoinType::InnerJoin, its_party)
        .filter(of_the_agreement.eq(exchange::Column::AgreementId.into_simple_expr()))
        .filter(agreement_party::Entity::still())
        .filter(participation::Column::Consent.ne(Consent::Asked))
        .group_by(participation::Column::ExchangeId)
        .having(participation::Column::PartyId.into_simple_expr().count_distinct().gt(1));
    Expr::exists(parties.into_query())
}

fn serving(exchanges: Select<exchange::Entity>) -> Happenings {
    Happenings::of(exchanges, exchange::Column::AgreementId, exchange::Column::StartsOn)
}

fn everyone_sees() -> SimpleExpr {
    exchange::Column::Visibility.eq(Visibility::Public)
}

/// The condition that all parties to the agreement see the exchange, and the keeper of the agreement: none of them is left out.
fn parties_see() -> Condition {
    let column = |column: exchange::Column| column.into_simple_expr();
    let left_out = |party: SimpleExpr| {
        let named = parts().filter(participation::Column::PartyId.into_simple_expr().eq(party.clone()));
        let keeps = Condition::all()
            .add(column(exchange::Column::OwnerId).is_not_null())
            .add(column(exchange::Column::OwnerId).eq(party));
        Condition::any().add(keeps).add(Expr::exists(named.into_query())).not()
    };
    let party = agreement_party::Entity::find()
        .select_only()
        .expr(Expr::val(1))
        .filter(agreement_party::Column::AgreementId.into_simple_expr().eq(column(exchange::Column::AgreementId)))
        .filter(agreement_party::Entity::still())
        .filter(left_out(agreement_party::Column::PartyId.into_simple_expr()));
    let keeper = agreement::Entity::find()
        .select_only()
        .expr(Expr::val(1))
        .filter(agreement::Column::Id.into_simple_expr().eq(column(exchange::Column::AgreementId)))
        .filter(agreement::Column::OwnerId.is_not_null())
        .filter(left_out(agreement::Column::OwnerId.into_simple_expr()));
    Condition::all()
        .add(exchange::Column::Visibility.eq(Visibility::Parties))
        .add(Expr::exists(party.into_query()).not())
        .add(Expr::exists(keeper.into_query()).not())
}

/// Keeps the next meeting of working groups in step: reads in the journal which exchanges changed.
pub(crate) fn follow_meetings<'a>(work: &'a Work, entries: &'a [Entry]) -> Reading<'a> {
    Box::pin(async move {
        let changed: Vec<Uuid> = Entry::about(entries, SubjectKind::Exchange).map(|entry| entry.subject_id).collect();
        for batch in changed.chunks(BATCH) {
            let agreements: Vec<Option<Uuid>> = exchange::Entity::find()
                .select_only()
                .column(exchange::Column::AgreementId)
                .distinct()
                .filter(exchange::Column::Id.is_in(batch.iter().copied()))
                .filter(exchange::Column::Method.eq(Method::JwgMeeting))
                .filter(exchange::Column::AgreementId.is_not_null())
                .order_by_asc(exchange::Column::AgreementId)
                .into_tuple()
                .all(&**work)
                .await?;
            for agreement in agreements.into_iter().flatten() {
                refresh_of(work, agreement).await?;
            }
        }
        Ok(())
    })
}
