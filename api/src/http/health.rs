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

/// Why the service is not ready: a reason for programs, and what is wrong and what to do in both languages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Unready {
    reason: &'static str,
    id: &'static str,
    en: &'static str,
}

const LACKS_MIGRATIONS: Unready = Unready {
    reason: "the database lacks migrations",
    id: "Skema basis data lebih lama daripada versi layanan ini. Jalankan `kembar migrate up`, lalu mulai ulang layanan.",
    en: "The database has an older schema than this version needs. Run `kembar migrate up`, then start the service again.",
};
const DISK_FULL: Unready = Unready {
    reason: "the database's disk is full",
    id: "Disk basis data penuh: data dapat dibaca, tetapi belum dapat diubah. Sediakan ruang; layanan pulih dengan sendirinya.",
    en: "The disk of the database is full: data can be read, but not changed. Make room; the service recovers by itself.",
};
const DOES_NOT_WORK: Unready = Unready {
    reason: "the database does not work",
    id: "Basis data tidak dapat dijangkau atau menolak perubahan. Periksa apakah basis data berjalan dan alamatnya benar; \
         sebabnya ada di log.",
    en: "The database cannot be reached or takes no changes. See whether it runs and its address is right; the log has \
         the cause.",
};
const CHECK_FAILED: Unready = Unready {
    reason: "checking the database failed",
    id: "Pemeriksaan basis data gagal karena kesalahan pada layanan. Sebabnya ada di log; mulai ulang layanan jika berlanjut.",
    en: "Checking the database failed by a fault of the service. The log has the cause; restart the service if it lasts.",
};
const TOO_SLOW: Unready = Unready {
    reason: "the database does not answer in time",
    id: "Basis data terlalu lambat menjawab. Periksa beban dan jaringannya; layanan pulih dengan sendirinya.",
    en: "The database answers too slowly. See to its load and its network; the service recovers by itself.",
};

/// The latest result, and when it was found.
#[derive(Debug, Default)]
pub struct Health(Mutex<Option<(Instant, Result<(), Unready>)>>);

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
        Err(Unready { reason, id, en }) => {
            let answer = json!({ "status": "not ready", "reason": reason, "words": { "id": id, "en": en } });
            HttpResponse::ServiceUnavailable().json(answer)
        }
    }
}

async fn look(registry: &Registry) -> Result<(), Unready> {
    let registry = registry.clone();
    // In a task of its own: a transaction that is dropped half-way leaves its connection in a bad state.
    let looked = tokio::spawn(async move {
        // This comes first: it has a time limit of its own, and replaces connections that no longer respond.
        registry.try_to_write().await?;
        Ok::<_, Error>(migration::status(&registry.db.current()).await?.is_current())
    });
    match tokio::time::timeout(PATIENCE, looked).await {
        Ok(Ok(Ok(true))) => Ok(()),
        Ok(Ok(Ok(false))) => Err(LACKS_MIGRATIONS),
        Ok(Ok(Err(error))) => {
            tracing::warn!(%error, "not ready");
            Err(match error.outage() {
                Some(entity::database::Outage::Full) => DISK_FULL,
                _ => DOES_NOT_WORK,
            })
        }
        Ok(Err(_)) => Err(CHECK_FAILED),
        Err(_) => Err(TOO_SLOW),
    }
}
