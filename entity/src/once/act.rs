//! Noting what was done under a key.

use super::{
    Once, find, record,
    rule::{KEPT, LONGEST_ANSWER, number},
};
use crate::{Caller, Error, Registry, Work, database, journal::Entry};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, EntityTrait, QueryFilter, QuerySelect,
    sea_query::{Expr, ExprTrait, Query},
};
use std::time::Duration;
use tokio::time::sleep;
use uuid::Uuid;

/// How many notes are deleted at a time.
const MOST_SWEPT: u64 = 500;
/// How often a key that is held is asked for again, and how long apart.
const TRIES: u32 = 10;
const BETWEEN_TRIES: Duration = Duration::from_millis(30);

/// Takes the key of an act that begins, so that nobody else acts under it until the act ends. Fails with
/// [`Error::KeyTaken`] where somebody else does so now, or has done so: what their act changed must not lead to a refusal
/// of this one.
pub(crate) async fn take(work: &Work, once: &Once) -> Result<(), Error> {
    if !locked(work, once).await? {
        return Err(Error::KeyTaken);
    }
    let Some(row) = find::row(&**work, once).await? else { return Ok(()) };
    if find::is_kept(&row, work.now) {
        return Err(Error::KeyTaken);
    }
    record::Entity::delete_by_id((row.holder_id, row.key_hash)).exec(&**work).await?;
    Ok(())
}

/// Whether the key was taken. An act that was refused a moment ago may hold it still: PostgreSQL hears of its end a little
/// later than whoever was refused.
async fn locked(work: &Work, once: &Once) -> Result<bool, Error> {
    for _ in 0..TRIES {
        if database::try_lock(work, once.number()).await? {
            return Ok(true);
        }
        sleep(BETWEEN_TRIES).await;
    }
    Ok(database::try_lock(work, once.number()).await?)
}

/// Notes, in the transaction of the act, that `entry` was done under the key. There is one such note at most.
pub(crate) async fn note(work: &Work, once: &Once, entry: &Entry) -> Result<(), Error> {
    let row = record::ActiveModel {
        holder_id: Set(once.holder),
        key_hash: Set(once.key_hash.clone()),
        request_hash: Set(once.request_hash.clone()),
        rights_hash: Set(once.rights_hash.clone()),
        subject_kind: Set(entry.subject_kind),
        subject_id: Set(entry.subject_id),
        answer: Set(None),
        created_at: Set(work.now),
    };
    record::Entity::insert(row).exec_without_returning(&**work).await?;
    Ok(())
}

/// Keeps what is answered to the request that made the change. An answer with a secret is not kept, nor is a very long
/// one: a repeated request is then told that the change was made, and on what.
pub async fn keep_answer(registry: &Registry, once: &Once, answer: &str) -> Result<(), Error> {
    if !once.is_recorded() || once.hands_out_secret() || answer.len() > LONGEST_ANSWER {
        return Ok(());
    }
    let work = registry.begin(&Caller::system()).await?;
    record::Entity::update_many()
        .col_expr(record::Column::Answer, Expr::value(answer))
        .filter(record::Column::HolderId.eq(once.holder))
        .filter(record::Column::KeyHash.eq(once.key_hash.clone()))
        .exec(&*work)
        .await?;
    work.commit_upkeep().await
}

/// Deletes expired notes, some hundreds at most; says how many. It waits for nobody: there is a next time.
pub async fn sweep(registry: &Registry) -> Result<u64, Error> {
    let run_out = record::Column::CreatedAt.lte(registry.now() - KEPT);
    // Most of the time there is nothing to do, and nobody has to be kept from writing.
    let oldest = record::Entity::find().filter(run_out.clone()).select_only().column(record::Column::HolderId);
    if oldest.into_tuple::<Uuid>().one(&registry.db).await?.is_none() {
        return Ok(0);
    }
    let Some(work) = registry.begin_upkeep().await? else { return Ok(0) };
    if !database::try_lock(&work, number(Uuid::nil(), b"sweep")).await? {
        return Ok(0);
    }
    let (holder, key) = (record::Column::HolderId, record::Column::KeyHash);
    let batch = Query::select()
        .columns([holder, key])
        .from(record::Entity)
        .and_where(run_out)
        .order_by(record::Column::CreatedAt, sea_orm::Order::Asc)
        .limit(MOST_SWEPT)
        .to_owned();
    let notes = Expr::tuple([Expr::col(holder), Expr::col(key)]).in_subquery(batch);
    let swept = record::Entity::delete_many().filter(notes).exec(&*work).await?.rows_affected;
    work.commit_upkeep().await?;
    Ok(swept)
}
