//! Telling those who follow exchanges what became of them.

use super::{find, rule};
use crate::{
    Error, Work,
    account::record::person,
    exchange::record::{Status, exchange},
    journal::{ChangeKind, Entry},
    notice::{
        act::{Draft, row, withdraw, write},
        record::{Channel, Kind, Payload, Times, notice},
    },
    registry::Reading,
    rows::group,
    subject::{Subject, SubjectKind},
};
use chrono::{DateTime, Utc};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

/// Exchanges looked up with one statement.
const BATCH: usize = 5_000;

/// Reads in the journal which exchanges changed, and brings what their followers are told in line with how they stand now:
/// writes their reminders, voids what is no longer so, and tells those who were told otherwise. Reading of the same change
/// again changes nothing. The act has written the rows of its exchanges by now and holds them: a worker that is about to
/// write to their followers waits for that, and then finds the new generation.
pub(crate) fn tell_followers<'a>(work: &'a Work, entries: &'a [Entry]) -> Reading<'a> {
    Box::pin(async move {
        let changed: Vec<&Entry> = Entry::about(entries, SubjectKind::Exchange).collect();
        for batch in changed.chunks(BATCH) {
            let ids = batch.iter().map(|entry| entry.subject_id);
            let exchanges = exchange::Entity::find().filter(exchange::Column::Id.is_in(ids)).all(&**work).await?;
            // Of what was not there before nothing has been said.
            let known = batch.iter().filter(|entry| entry.change != ChangeKind::Created).map(|entry| entry.subject_id);
            bring_in_line(work, &exchanges, known.collect()).await?;
        }
        Ok(())
    })
}

async fn bring_in_line(work: &Work, exchanges: &[exchange::Model], known: Vec<Uuid>) -> Result<(), Error> {
    let written = if known.is_empty() {
        Vec::new()
    } else {
        notice::Entity::find().filter(notice::Column::SubjectId.is_in(known)).all(&**work).await?
    };
    let mut written = group(written, |notice| notice.subject_id);
    let (mut void, mut new) = (Vec::new(), Vec::new());
    for exchange in exchanges {
        let notices = written.remove(&exchange.id).unwrap_or_default();
        let said = |notice: &&notice::Model| notice.is_pending() && !rule::holds(notice, exchange);
        void.extend(notices.iter().filter(said).map(|notice| notice.id));
        new.extend(to_tell(exchange, &notices, work.now).into_iter().map(|draft| row(work, draft)));
    }
    withdraw(work, void).await?;
    write(work, new).await
}

/// What there is to tell of an exchange: reminders of one that is on the calendar, and to those who were told otherwise
/// that it moved, or that it will not take place.
fn to_tell(exchange: &exchange::Model, notices: &[notice::Model], now: DateTime<Utc>) -> Vec<Draft> {
    let times = Times::from(exchange);
    let told = rule::told(notices).into_iter();
    let at_once = |kind| (now, rule::stale_at(kind, exchange.starts_at));
    let mut drafts: Vec<Draft> = match exchange.status {
        Status::Cancelled => told
            .map(|(person, _)| draft(exchange, Kind::Cancelled, Some(person), at_once(Kind::Cancelled), None))
            .collect(),
        Status::Scheduled => {
            let otherwise = told.filter(|(_, known)| !known.tell_the_same_as(&times));
            otherwise
                .map(|(person, known)| draft(exchange, Kind::Moved, Some(person), at_once(Kind::Moved), Some(known)))
                .collect()
        }
    };
    drafts.retain(|draft| draft.stale_at > now);
    if exchange.status == Status::Scheduled {
        let reminders = rule::reminders(exchange.starts_at, now);
        drafts.extend(reminders.iter().map(|one| draft(exchange, one.kind, None, (one.due_at, one.stale_at), None)));
    }
    drafts
}

fn draft(
    exchange: &exchange::Model,
    kind: Kind,
    recipient: Option<Uuid>,
    (due_at, stale_at): (DateTime<Utc>, DateTime<Utc>),
    before: Option<Times>,
) -> Draft {
    Draft {
        subject: Subject::new(SubjectKind::Exchange, exchange.id),
        version: rule::version(exchange),
        kind,
        channel: Channel::Mail,
        recipient,
        payload: Payload::Exchange { told: Times::from(exchange), before },
        due_at,
        stale_at,
    }
}

/// The mails to those who follow an exchange that a due reminder becomes; none where the reminder has lost its point.
pub(crate) async fn spread(work: &Work, notice: &notice::Model) -> Result<Option<Vec<Draft>>, Error> {
    // The exchange comes first, as in the act that moves it, which then finds either no mail of this notice or all.
    let exchange = exchange::Entity::find_by_id(notice.subject_id).lock_shared().one(&**work).await?;
    let Some(exchange) = exchange.filter(|exchange| rule::holds(notice, exchange)) else { return Ok(None) };
    let followers = find::followers(&**work, &exchange).await?;
    let mail = |person: &person::Model| {
        let due_at = rule::reminded_at(&exchange, notice, &person.time_zone, work.now);
        draft(&exchange, notice.kind, Some(person.id), (due_at, notice.stale_at), None)
    };
    Ok(Some(followers.iter().map(mail).collect()))
}
