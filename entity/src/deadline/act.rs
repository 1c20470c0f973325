//! Keeping deadlines in step with what they follow from. Nobody does this: every act that changes an agreement or its
//! documents does, in its own transaction, with what it knows of the agreement by then; for meetings, a reader of the
//! journal does.

use super::{
    record::{DeadlineKind, deadline},
    rule::{Due, Matter, Plan, dues},
};
use crate::{
    Error, Work,
    agreement::{
        progress::{find::case, record::step, rule::Case},
        record::{agreement, agreement_party},
        rule::legal_today,
    },
    date::PartialDate,
    exchange::record::{Method, Status, exchange},
    journal::Entry,
    registry::Reading,
    subject::{Subject, SubjectKind},
};
use chrono::NaiveDate;
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::{Set, Unchanged},
    ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
    sea_query::LockType,
};
use uuid::Uuid;

/// Records looked up with one statement.
const BATCH: usize = 5_000;

/// Notes what is due under an agreement now. What was due before and still is keeps its identifier.
pub(crate) async fn refresh(work: &Work, agreement: &agreement::Model, case: &Case) -> Result<(), Error> {
    let id = agreement.id;
    let steps = step::Entity::find()
        .filter(step::Column::AgreementId.eq(id))
        .order_by_asc(step::Column::Id)
        .all(&**work)
        .await?;
    let met_on = met_on(work, id).await?;
    let dropped = dropped(work, id).await?;
    let dues = dues(&Matter { agreement, case, steps: &steps, met_on, dropped: &dropped });
    let noted = deadline::Entity::find().filter(deadline::Column::SubjectId.eq(id)).all(&**work).await?;
    let gone: Vec<Uuid> = noted.iter().filter(|row| !dues.iter().any(|due| due.is(row))).map(|row| row.id).collect();
    if !gone.is_empty() {
        deadline::Entity::delete_many().filter(deadline::Column::Id.is_in(gone)).exec(&**work).await?;
    }
    let mut new = Vec::new();
    for due in &dues {
        match noted.iter().find(|row| due.is(row)) {
            None => new.push(row(work, Subject::new(SubjectKind::Agreement, id), due)),
            Some(row) => move_to(work, row, due).await?,
        }
    }
    deadline::Entity::insert_many(new).exec_without_returning(&**work).await?;
    Ok(())
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

/// The same, where an act has the agreement not in its hands: it is locked until the act ends.
async fn refresh_of(work: &Work, id: Uuid) -> Result<(), Error> {
    let locked = agreement::Entity::find_by_id(id).lock(LockType::NoKeyUpdate).one(&**work).await?;
    let Some(agreement) = locked else { return Ok(()) };
    let case = case(&**work, &agreement, legal_today(work.now)).await?;
    refresh(work, &agreement, &case).await
}

/// When the joint working group last met, or is going to meet.
async fn met_on(work: &Work, agreement: Uuid) -> Result<Option<NaiveDate>, Error> {
    let latest: Option<Option<NaiveDate>> = exchange::Entity::find()
        .select_only()
        .column_as(exchange::Column::StartsOn.max(), "latest")
        .filter(exchange::Column::AgreementId.eq(agreement))
        .filter(exchange::Column::Method.eq(Method::JwgMeeting))
        .filter(exchange::Column::Status.ne(Status::Cancelled))
        .into_tuple()
        .one(&**work)
        .await?;
    Ok(latest.flatten())
}

/// The parties that attested terms which changed since, and when they did.
async fn dropped(work: &Work, agreement: Uuid) -> Result<Vec<(Uuid, NaiveDate)>, Error> {
    let parties = agreement_party::Entity::find()
        .filter(agreement_party::Column::AgreementId.eq(agreement))
        .filter(agreement_party::Column::AttestedHash.is_null())
        .filter(agreement_party::Column::AttestedAt.is_not_null())
        .all(&**work)
        .await?;
    Ok(parties.into_iter().filter_map(|party| Some((party.party_id, legal_today(party.attested_at?)))).collect())
}

/// A deadline of a record as it is noted today.
pub(crate) fn row(work: &Work, subject: Subject, due: &Due) -> deadline::ActiveModel {
    let today = legal_today(work.now);
    deadline::Model {
        id: work.new_id(),
        subject_kind: subject.kind,
        subject_id: subject.id,
        party_id: due.party,
        kind: due.kind,
        rule: due.rule.clone(),
        due_on: due.on.map(PartialDate::from),
        anchor: due.from,
        span: due.span,
        article_en: due.article.en.clone(),
        article_id: due.article.id.clone(),
        name_en: due.name.en.clone(),
        name_id: due.name.id.clone(),
        tell_on: first_day(due, today),
        told: None,
        created_at: work.now,
    }
    .into_active_model()
}

/// The day on which there is something to tell of what is noted today, or moved to its day of now.
fn first_day(due: &Due, today: NaiveDate) -> Option<NaiveDate> {
    let Plan { phase, next } = Plan::of(due.kind, today, due.on, today);
    phase.map(|_| today).or(next)
}

/// Notes that nothing of this kind is due of a record any more, or of one party to it.
pub(crate) async fn clear(
    work: &Work,
    kind: DeadlineKind,
    subject: Option<Uuid>,
    party: Option<Uuid>,
) -> Result<(), Error> {
    let mut done = deadline::Entity::delete_many().filter(deadline::Column::Kind.eq(kind));
    if let Some(subject) = subject {
        done = done.filter(deadline::Column::SubjectId.eq(subject));
    }
    if let Some(party) = party {
        done = done.filter(deadline::Column::PartyId.eq(party));
    }
    done.exec(&**work).await?;
    Ok(())
}

/// Moves a deadline that is still one to its day of now; those who have to act are told anew of another day.
async fn move_to(work: &Work, row: &deadline::Model, due: &Due) -> Result<(), Error> {
    let due_on = due.on.map(PartialDate::from);
    if (row.due_on, row.anchor, row.span) == (due_on, due.from, due.span) {
        return Ok(());
    }
    let mut moved = deadline::ActiveModel {
        id: Unchanged(row.id),
        due_on: Set(due_on),
        anchor: Set(due.from),
        span: Set(due.span),
        ..Default::default()
    };
    if row.due_on != due_on {
        moved.tell_on = Set(first_day(due, legal_today(work.now)));
        moved.told = Set(None);
    }
    moved.update(&**work).await?;
    Ok(())
}
