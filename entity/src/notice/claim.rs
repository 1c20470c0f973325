//! Taking due notices in hand, and settling them: what keeps two workers from sending the same mail.
//!
//! A worker claims a few notices for the time of a lease, renews it as long as it waits for the mail server, and again
//! asserts its claim just before it hands a mail over: a worker that stalled past the lease, or holds a notice that was
//! withdrawn because its exchange has moved since, finds that it is no longer its own. Leases go by the clock of the database
//! where there can be several machines: two whose clocks differ would each find the other's leases over.

use super::{
    act, duty, exchange,
    find::{self, MailJob},
    record::{State, notice},
    rule::{self, MOST_UNANSWERED, Outcome},
};
use crate::{Caller, Error, Registry, Work, account::record::person, database, subject::SubjectKind};
use chrono::Duration;
use sea_orm::{
    ActiveEnum, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, Statement,
    sea_query::{Expr, ExprTrait},
};
use uuid::Uuid;

/// Why a mail is given up whose sending broke off each time.
const NEVER_ANSWERED: &str = "sending it broke off twice; it may have arrived";

/// What is due at `$1`, and in nobody's hands at `$4`.
const DUE: &str =
    "channel = 'MAIL' and state in ('READY', 'LEASED') and due_at <= $1 and (state = 'READY' or lease_until <= $4)";

/// The statement that claims, with `under_way` parameters from `$5` on for what is not claimed. On SQLite it is the only
/// writer, and so alone. On PostgreSQL two of them run side by side: each passes over the rows that the other has
/// locked, and the condition stands again outside because a row may have been claimed between being found and being
/// locked.
fn claim_sql(postgres: bool, under_way: usize) -> String {
    let pass_over_locked = if postgres { "for update skip locked" } else { "" };
    let others = match under_way {
        0 => String::new(),
        count => {
            let parameters: Vec<_> = (5..5 + count).map(|number| format!("${number}")).collect();
            format!("and id not in ({})", parameters.join(", "))
        }
    };
    format!(
        "with due as materialized (
           select id from notice where {DUE} {others} order by due_at, id limit $2 {pass_over_locked}
         )
         update notice set state = 'LEASED', lease_token = lease_token + 1, lease_until = $3
         where id in (select id from due) and {DUE}
         returning *"
    )
}

/// Takes the notices that have been due for longest in hand for the time of a `lease`, so many at `most`. Those that
/// the caller has `under_way` itself are left to it: while the database was away it could not renew their leases.
pub async fn claim(
    registry: &Registry,
    lease: Duration,
    most: usize,
    under_way: &[Uuid],
) -> Result<Vec<notice::Model>, Error> {
    let work = registry.begin(&Caller::system()).await?;
    let sql = claim_sql(database::is_postgres(&*work), under_way.len());
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    let now = registry.shared_now(&work).await?;
    let mut values = vec![work.now.into(), most.into(), (now + lease).into(), now.into()];
    values.extend(under_way.iter().map(|id| (*id).into()));
    let claim = Statement::from_sql_and_values(work.get_database_backend(), sql, values);
    let mut claimed = notice::Entity::find().from_raw_sql(claim).all(&*work).await?;
    work.commit_upkeep().await?;
    claimed.sort_by_key(|notice| (notice.due_at, notice.id));
    Ok(claimed)
}

/// What a worker has to do.
#[derive(Debug, Default)]
pub struct Hand {
    /// How many notices it took in hand; with none, nothing is due.
    pub claimed: usize,
    /// Those of them that are mails to be sent, of each of which the try that begins is counted. The others are settled.
    pub mails: Vec<(notice::Model, MailJob)>,
}

/// Takes due notices in hand, and settles those that need no mail server: what goes to every follower becomes a mail
/// for each, and what came too late or has lost its point is dropped. What was tried twice without an answer, because
/// the mail server or the worker broke off, is given up: a third copy would be one too many. So is what goes to an address
/// that the mail server has refused.
pub async fn take(registry: &Registry, lease: Duration, most: usize, under_way: &[Uuid]) -> Result<Hand, Error> {
    let claimed = claim(registry, lease, most, under_way).await?;
    let mut jobs = find::jobs(registry, &claimed).await?;
    let mut hand = Hand { claimed: claimed.len(), mails: Vec::new() };
    for notice in claimed {
        let job = jobs.remove(&notice.id);
        if notice.stale_at <= registry.now() {
            settle(registry, &notice, Outcome::TooLate).await?;
        } else if notice.recipient_id.is_none() {
            spread(registry, &notice).await?;
        } else if notice.unanswered >= MOST_UNANSWERED {
            settle(registry, &notice, Outcome::Refused(NEVER_ANSWERED.to_owned())).await?;
        } else if let Some(refused) = job.as_ref().and_then(|job| not_tried(&job.reader)) {
            settle(registry, &notice, Outcome::Refused(refused)).await?;
        } else if let Some(job) = job {
            hand.mails.push((notice::Model { attempts: notice.attempts + 1, ..notice }, job));
        } else {
            settle(registry, &notice, Outcome::Pointless).await?;
        }
    }
    Ok(hand)
}

/// Why nothing is sent to a reader, where the mail server said that nobody is at their address.
fn not_tried(reader: &person::Model) -> Option<String> {
    let day = reader.mail_refused_at?.date_naive();
    let said = reader.mail_refusal.as_deref().unwrap_or_default();
    Some(format!("not tried: the mail server refused the address on {day}: {said}"))
}

/// Goes on holding a notice for the time of a `lease`. False when it has passed into other hands or was withdrawn.
pub async fn renew(registry: &Registry, notice: &notice::Model, lease: Duration) -> Result<bool, Error> {
    let work = registry.begin(&Caller::system()).await?;
    let now = registry.shared_now(&work).await?;
    let renewed = notice::Entity::update_many()
        .col_expr(notice::Column::LeaseUntil, Expr::value(now + lease))
        .filter(in_hand(notice))
        .exec(&*work)
        .await?;
    work.commit_upkeep().await?;
    Ok(renewed.rows_affected == 1)
}

/// Asserts the claim on a notice just before its mail is handed over, and returns the notice with a new lease; `None`
/// if it is no longer the caller's to send. From here on the row says that the try is unanswered, until it is settled.
pub async fn hold(
    registry: &Registry,
    mut notice: notice::Model,
    lease: Duration,
) -> Result<Option<notice::Model>, Error> {
    let work = registry.begin(&Caller::system()).await?;
    let now = registry.shared_now(&work).await?;
    let held = notice::Entity::update_many()
        .col_expr(notice::Column::LeaseUntil, Expr::value(now + lease))
        .col_expr(notice::Column::Attempts, Expr::value(notice.attempts))
        .col_expr(notice::Column::Unanswered, Expr::col(notice::Column::Unanswered).add(1))
        .filter(in_hand(&notice))
        .filter(notice::Column::LeaseUntil.gt(now))
        .filter(notice::Column::StaleAt.gt(work.now))
        .exec(&*work)
        .await?;
    notice.lease_until = Some(now + lease);
    work.commit_upkeep().await?;
    Ok((held.rows_affected == 1).then_some(notice))
}

/// Notes the outcome of a notice. False, and nothing noted, when it has passed into other hands or was withdrawn.
pub async fn settle(registry: &Registry, notice: &notice::Model, outcome: Outcome) -> Result<bool, Error> {
    let work = registry.begin(&Caller::system()).await?;
    let settled = settle_within(&work, notice, outcome).await?;
    work.commit_upkeep().await?;
    Ok(settled)
}

async fn settle_within(work: &Work, notice: &notice::Model, outcome: Outcome) -> Result<bool, Error> {
    if let (Outcome::AddressRefused(reason), Some(person)) = (&outcome, notice.recipient_id) {
        note_refusal(work, person, reason).await?;
    }
    let settlement = rule::settlement(notice.id, notice.attempts, notice.unanswered, outcome, work.now);
    let (state, unanswered) = (settlement.state, settlement.unanswered);
    let settled_at = (state != State::Ready).then_some(work.now);
    let settled = notice::Entity::update_many()
        .col_expr(notice::Column::State, Expr::value(settlement.state.to_value()))
        .col_expr(notice::Column::DueAt, Expr::value(settlement.due_at.unwrap_or(notice.due_at)))
        .col_expr(notice::Column::Attempts, Expr::value(settlement.attempts))
        .col_expr(notice::Column::Unanswered, Expr::value(settlement.unanswered))
        .col_expr(notice::Column::LastError, Expr::value(settlement.last_error))
        .col_expr(notice::Column::SettledAt, Expr::value(settled_at))
        .filter(in_hand(notice))
        .exec(&**work)
        .await?;
    let settled = settled.rows_affected == 1;
    if settled {
        duty::act::end_with(work, notice, state, unanswered).await?;
    }
    Ok(settled)
}

/// Notes that a mail server said nobody is at the address of a person.
async fn note_refusal(work: &Work, person: Uuid, reason: &str) -> Result<(), Error> {
    person::Entity::update_many()
        .col_expr(person::Column::MailRefusedAt, Expr::value(work.now))
        .col_expr(person::Column::MailRefusal, Expr::value(rule::cut(reason.to_owned())))
        .filter(person::Column::Id.eq(person))
        .exec(&**work)
        .await?;
    Ok(())
}

/// Carries out a notice that goes to all whom it concerns: writes one for each, and marks itself done, in one transaction.
/// False, and nothing written, when it has passed into other hands.
pub async fn spread(registry: &Registry, notice: &notice::Model) -> Result<bool, Error> {
    let work = registry.begin(&Caller::system()).await?;
    let drafts = match notice.subject_kind {
        SubjectKind::Exchange => exchange::act::spread(&work, notice).await?,
        _ => None,
    };
    let outcome = match drafts {
        None => Outcome::Pointless,
        Some(drafts) => {
            act::write(&work, drafts.into_iter().map(|draft| act::row(&work, draft)).collect()).await?;
            Outcome::Delivered
        }
    };
    let settled = settle_within(&work, notice, outcome).await?;
    if settled {
        work.commit_upkeep().await?;
    }
    Ok(settled)
}

/// The condition that a notice is still in the hands of the worker that read it.
fn in_hand(notice: &notice::Model) -> sea_orm::Condition {
    sea_orm::Condition::all()
        .add(notice::Column::Id.eq(notice.id))
        .add(notice::Column::LeaseToken.eq(notice.lease_token))
        .add(notice::Column::State.eq(State::Leased))
}
