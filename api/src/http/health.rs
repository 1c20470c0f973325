//! What a supervisor asks: is the process alive, and can it do its work.

use super::State;
use actix_web::{HttpResponse, web};
use entity::{Error, Registry};
use serde_json::json;
use std::time::{Duration, Instant};
use tokio::sync::Mutex;

/// How long the database may take to answer.
const PATIENCE: Duration = Duration::from_secs(1);
/// How long an answer is reused: however often strangers ask, the disk is written to once in this time.
const GOOD_FOR: Duration = Duration::from_secs(1);

/// The latest result, and when it was found.
#[derive(Debug, Default)]
pub struct Health(Mutex<Option<(Instant, Result<(), &'static str>)>>);

/// The process is alive.
pub(super) async fn lives() -> HttpResponse {
    HttpResponse::Ok().json(json!({ "status": "ok" }))
}

/// The database answers, accepts writes, and has the schema that this version needs. A newer schema is fine: during an
/// update the older version runs beside the newer one. A worker that has to wait, or was restarted, is mentioned but
/// does not make the service unready: people are served all the same, and other services send what is due.
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
        // This comes first: it has a time limit of its own, and replaces connections that no longer respond.
        registry.try_to_write().await?;
        Ok::<_, Error>(migration::status(&registry.db.current()).await?.is_current())
    });
    match tokio::time::timeout(PATIENCE, looked).await {
        Ok(Ok(Ok(true))) => Ok(()),
        Ok(Ok(Ok(false))) => Err("the database lacks migrations"),
        Ok(Ok(Err(error))) => {
            tracing::warn!(%error, "not ready");
            Err(match error.outage() {
                Some(entity::database::Outage::Full) => "the database's disk is full",
                _ => "the database does not work",
            })
        }
        Ok(Err(_)) => Err("checking the database failed"),
        Err(_) => Err("the database does not answer in time"),
    }
}
