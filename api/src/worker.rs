//! The worker that carries out due notices. All it knows stands in the database: it may be killed anywhere, and any
//! number of them run side by side, in one process or in several.

use crate::mail::{Delivery, Letter, Outcome as Answer, Sender, write};
use entity::{
    Error, Registry,
    agreement::progress::act::turn_due,
    notice::{
        claim,
        find::{self, MailJob},
        record::notice,
        rule::{LinkKey, Outcome, PAUSE_UNREACHABLE},
    },
    once::act::sweep,
};
use futures_util::{FutureExt, future::join_all};
use serde::Serialize;
use std::{panic::AssertUnwindSafe, sync::Arc, time::Duration};
use tokio::sync::watch;
use url::Url;

/// How long the worker rests when nothing is due.
const REST: Duration = Duration::from_secs(5);
/// How long a worker that broke off pauses before it is started again.
const RECOVERY: Duration = Duration::from_secs(5);
/// How long the mails that are being sent have to arrive when the worker is told to stop.
const PATIENCE: Duration = Duration::from_secs(10);

/// How a worker gets on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Standing {
    /// It does what is due.
    #[default]
    Working,
    /// What is due has to wait: the latest pass ended with an error, and the next one is tried soon.
    Waiting,
    /// It broke off in a way that nobody foresaw, and has not completed a pass since.
    Restarting,
}

/// Carries out due notices.
#[derive(Debug)]
pub struct Worker {
    registry: Registry,
    delivery: Delivery,
    sender: Sender,
    public_url: Url,
    key: LinkKey,
    lease: chrono::Duration,
    standing: Arc<watch::Sender<Standing>>,
}

/// What one pass of a worker came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pass {
    /// How many notices it took in hand; with none, nothing is due.
    pub claimed: usize,
    /// Whether the mail server was out of reach.
    pub unreachable: bool,
}

impl Worker {
    /// A worker for the registry's notices, whose mails come from `sender` and leave by `delivery`. `public_url` is
    /// where readers reach the service. For the time of a `lease` a notice is in its hands; one try of `delivery` takes
    /// less than that.
    pub async fn new(
        registry: Registry,
        delivery: Delivery,
        sender: Sender,
        public_url: Url,
        lease: chrono::Duration,
    ) -> Result<Self, Error> {
        let key = find::link_key(&registry).await?;
        Ok(Self { registry, delivery, sender, public_url, key, lease, standing: Arc::default() })
    }

    /// How it gets on, now and later.
    pub fn standing(&self) -> watch::Receiver<Standing> {
        self.standing.subscribe()
    }

    /// How the mails leave the house.
    pub fn delivery(&self) -> &Delivery {
        &self.delivery
    }

    /// Works until `stop` completes. Mails that are being sent then are sent to the end, unless that takes longer than
    /// 10 seconds; no others are begun. A mail whose sending is broken off is sent again, by whoever is there, when its
    /// lease has run out.
    pub async fn run(&self, stop: impl Future<Output = ()>) {
        let stop = stop.shared();
        let patience = stop.clone().then(|()| tokio::time::sleep(PATIENCE));
        tokio::select! {
            () = self.keep_working(stop) => {}
            () = patience => tracing::warn!("the mails that are being sent are left to the next service"),
        }
    }

    /// Works, and begins again after a while where that broke off: all it knows stands in the database.
    async fn keep_working(&self, stop: impl Future<Output = ()> + Clone) {
        while AssertUnwindSafe(self.work(stop.clone())).catch_unwind().await.is_err() {
            tracing::error!("the worker that sends mails broke off, and is started again");
            self.standing.send_replace(Standing::Restarting);
            tokio::select! {
                biased;
                () = stop.clone() => return,
                () = tokio::time::sleep(RECOVERY) => {}
            }
        }
    }

    async fn work(&self, stop: impl Future<Output = ()> + Clone) {
        loop {
            let mut standing = Standing::Working;
            // Agreements begin, expire and end on their day, also when no service ran on it.
            if let Err(error) = turn_due(&self.registry).await {
                tracing::error!(%error, "agreements whose day has come have to wait");
                standing = Standing::Waiting;
            }
            if let Err(error) = sweep(&self.registry).await {
                tracing::warn!(%error, "idempotency keys that have run out are still there");
            }
            let rest = match self.run_due().await {
                Ok(pass) if pass.unreachable => PAUSE_UNREACHABLE.to_std().unwrap_or(REST),
                Ok(pass) if pass.claimed > 0 => Duration::ZERO,
                Ok(_) => REST,
                Err(error) => {
                    tracing::error!(%error, "notices have to wait");
                    standing = Standing::Waiting;
                    REST
                }
            };
            self.standing.send_replace(standing);
            tokio::select! {
                biased;
                () = stop.clone() => return,
                () = tokio::time::sleep(rest) => {}
            }
        }
    }

    /// Works until nothing is due, and says how many notices it took in hand.
    pub async fn run_until_idle(&self) -> Result<usize, Error> {
        let mut total = 0;
        loop {
            match self.run_due().await?.claimed {
                0 => return Ok(total),
                claimed => total += claimed,
            }
        }
    }

    /// Takes a few notices in hand and carries them out, the mails side by side: one slow or bad address does not
    /// hold up the others.
    pub async fn run_due(&self) -> Result<Pass, Error> {
        let hand = claim::take(&self.registry, self.lease).await?;
        let sent = join_all(hand.mails.into_iter().map(|(notice, job)| self.send(notice, job))).await;
        let mut pass = Pass { claimed: hand.claimed, unreachable: false };
        for result in sent {
            match result {
                Ok(unreachable) => pass.unreachable |= unreachable,
                // The lease runs out, and the mail is tried again under the same Message-ID.
                Err(error) => tracing::error!(%error, "a mail could not be settled"),
            }
        }
        Ok(pass)
    }

    /// Sends one mail, and says whether the mail server was out of reach.
    async fn send(&self, notice: notice::Model, job: MailJob) -> Result<bool, Error> {
        let letter = match self.compose(job) {
            Ok(letter) => letter,
            Err(reason) => {
                tracing::warn!(notice = %notice.id, reason, "a mail cannot be written");
                claim::settle(&self.registry, &notice, Outcome::Refused(reason)).await?;
                return Ok(false);
            }
        };
        let id = notice.id;
        let Some(held) = claim::hold(&self.registry, notice, self.lease).await? else {
            tracing::info!(notice = %id, "a mail has passed into other hands");
            return Ok(false);
        };
        let answer = self.delivery.deliver(&letter).await;
        let unreachable = matches!(answer, Answer::RetryUncounted { .. });
        let outcome = outcome(answer);
        tracing::info!(notice = %id, kind = ?held.kind, attempt = held.attempts, ?outcome, "a mail was tried");
        if !claim::settle(&self.registry, &held, outcome).await? {
            tracing::warn!(notice = %id, "a mail was withdrawn while it was being sent");
        }
        Ok(unreachable)
    }

    fn compose(&self, job: MailJob) -> Result<Letter, String> {
        let stop = stop_url(&self.public_url, &self.key.seal(job.notice)).map_err(|error| error.to_string())?;
        let mail = write(job, stop).map_err(|error| error.to_string())?;
        self.sender.compose(&mail).map_err(|error| error.to_string())
    }
}

/// The page on which a reader stops a mail.
fn stop_url(public_url: &Url, token: &str) -> Result<Url, url::ParseError> {
    public_url.join(&format!("/stop/{token}"))
}

fn outcome(answer: Answer) -> Outcome {
    match answer {
        Answer::Delivered => Outcome::Delivered,
        Answer::Retry { reason } => Outcome::NotNow(reason),
        Answer::RetryUncounted { reason } => Outcome::Unreachable(reason),
        Answer::Ambiguous { reason } => Outcome::Doubtful(reason),
        Answer::Failed { reason, .. } => Outcome::Refused(reason),
    }
}

#[cfg(test)]
mod tests;
