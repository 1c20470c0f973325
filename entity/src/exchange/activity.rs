//! What exchanges tell of the agreements that they serve: that something happens under them, and when their working groups
//! meet.

use super::record::{Method, Status, exchange};
use crate::{
    Caller, Work,
    agreement::{
        due::act::refresh_of,
        vitality::find::{Activity, Happenings},
    },
    journal::Entry,
    policy::visible,
    registry::Reading,
    subject::SubjectKind,
};
use chrono::NaiveDate;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select};
use uuid::Uuid;

/// Records looked up with one statement.
const BATCH: usize = 5_000;

/// What they tell.
pub(crate) const OF_EXCHANGES: Activity = Activity { took_place, meetings };

fn took_place(caller: &Caller, by: NaiveDate) -> Happenings {
    let held = exchange::Entity::find()
        .filter(visible::<exchange::Entity>(caller))
        .filter(exchange::Column::AgreementId.is_not_null())
        .filter(exchange::Column::Status.eq(Status::Scheduled))
        .filter(exchange::Column::StartsOn.lte(by));
    serving(held)
}

fn meetings() -> Happenings {
    let meetings = exchange::Entity::find()
        .filter(exchange::Column::Method.eq(Method::JwgMeeting))
        .filter(exchange::Column::Status.ne(Status::Cancelled));
    serving(meetings)
}

fn serving(exchanges: Select<exchange::Entity>) -> Happenings {
    Happenings::of(exchanges, exchange::Column::AgreementId, exchange::Column::StartsOn)
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
