//! What a supervisor asks: does the process live, and can it do its work.

use super::State;
use actix_web::{HttpResponse, web};
use entity::{Error, Registry};
use serde_json::json;
use std::time::{Duration, Instant};
use tokio::sync::Mutex;

/// How long the database may take to answer.
const PATIENCE: Duration = Duration::from_secs(1);
/// For how long an answer is good: however often strangers ask, the disk is written to once in this time.
const GOOD_FOR: Duration = Duration::from_secs(1);

/// What was last found, and when.
#[derive(Debug, Default)]
pub struct Health(Mutex<Option<(Instant, Result<(), &'static str>)>>);

/// The process lives.
pub(super) async fn lives() -> HttpResponse {
    HttpResponse::Ok().json(json!({ "status": "ok" }))
}

/// The database answers, takes what is written, and has the shape that this version needs. A newer shape is fine: during
/// an update the older version goes on beside the newer one. A worker that has to wait, or was started again, is told of
/// and keeps nobody away: people are served all the same, and other services send what is due.
pub(super) async fn ready(state: web::Data<State>) -> HttpResponse {
    let mut last = state.health.0.lock().await;
    let found = match *last {
        Some((at, found)) if at.elapsed() < GOOD_FOR => found,
        _ => {
            let found = look(&state.registry).await;
            *last = Some((Instant::now(), found));
            found
        }
    };
    match found {
        Ok(()) => HttpResponse::Ok().json(json!({ "status": "ready", "worker": *state.worker.borrow() })),
        Err(reason) => HttpResponse::ServiceUnavailable().json(json!({ "status": "not ready", "reason": reason })),
    }
}

async fn look(registry: &Registry) -> Result<(), &'static str> {
    let registry = registry.clone();
    // In a task of its own: a transaction that is dropped half-way leaves its connection in a bad state.
    let looked = tokio::spawn(async move {
        // This comes first: it has a time limit of its own, and replaces connections that have fallen silent.
        registry.try_to_write().await?;
        Ok::<_, Error>(migration::status(&registry.db.current()).await?.is_current())
    });
    match tokio::time::timeout(PATIENCE, looked).await {
        Ok(Ok(Ok(true))) => Ok(()),
        Ok(Ok(Ok(false))) => Err("the database lacks migrations"),
        Ok(Ok(Err(error))) => {
            tracing::warn!(%error, "not ready");
            Err(match error.outage() {
                Some(entity::database::Outage::Full) => "the disk of the database is full",
                _ => "the database does not do what it is told",
            })
        }
        Ok(Err(_)) => Err("looking at the database failed"),
        Err(_) => Err("the database does not answer in time"),
    }
}
