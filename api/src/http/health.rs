//! What a supervisor asks: does the process live, and can it do its work.

use super::State;
use actix_web::{HttpResponse, web};
use entity::database;
use serde_json::json;
use std::time::Duration;

/// How long the database may take to answer.
const PATIENCE: Duration = Duration::from_secs(1);

/// The process lives.
pub(super) async fn lives() -> HttpResponse {
    HttpResponse::Ok().json(json!({ "status": "ok" }))
}

/// The database answers and has the shape that this version needs. A newer shape is fine: during an update the older
/// version goes on beside the newer one. A worker that has to wait, or was started again, is told of and keeps nobody
/// away: people are served all the same, and other services send what is due.
pub(super) async fn ready(state: web::Data<State>) -> HttpResponse {
    let db = &state.registry.db;
    let looked = async {
        database::answers(db).await?;
        migration::status(db).await
    };
    let trouble = match tokio::time::timeout(PATIENCE, looked).await {
        Ok(Ok(status)) if status.is_current() => {
            let worker = *state.worker.borrow();
            return HttpResponse::Ok().json(json!({ "status": "ready", "worker": worker }));
        }
        Ok(Ok(_)) => "the database lacks migrations",
        Ok(Err(error)) => {
            tracing::warn!(%error, "not ready");
            "the database does not answer"
        }
        Err(_) => "the database does not answer in time",
    };
    HttpResponse::ServiceUnavailable().json(json!({ "status": "not ready", "reason": trouble }))
}
