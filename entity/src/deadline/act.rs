//! Keeping deadlines in step with what they follow from. No person does this: every act that changes what is due
//! under a record does it in its own transaction, or a reader of the journal does.

use super::{
    record::{DeadlineKind, deadline},
    rule::{Due, Plan},
};
use crate::{
    Error, Work,
    date::{PartialDate, legal_today},
    subject::Subject,
};
use chrono::NaiveDate;
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::{Set, Unchanged},
    ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter,
};
use uuid::Uuid;

/// Notes everything that is due of a record now. What was due before and still is keeps its identifier.
pub(crate) async fn keep(work: &Work, subject: Subject, dues: &[Due]) -> Result<(), Error> {
    let noted = deadline::Entity::find().filter(deadline::Column::SubjectId.eq(subject.id)).all(&**work).await?;
    let gone: Vec<Uuid> = noted.iter().filter(|row| !dues.iter().any(|due| due.is(row))).map(|row| row.id).collect();
    if !gone.is_empty() {
        deadline::Entity::delete_many().filter(deadline::Column::Id.is_in(gone)).exec(&**work).await?;
    }
    let mut new = Vec::new();
    for due in dues {
        match noted.iter().find(|row| due.is(row)) {
            None => new.push(row(work, subject, due)),
            Some(row) => move_to(work, row, due).await?,
        }
    }
    deadline::Entity::insert_many(new).exec_without_returning(&**work).await?;
    Ok(())
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
