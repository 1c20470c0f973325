//! The worker that carries out due notices. All its state is in the database: it may be killed anywhere, and any number
//! of workers run side by side, in one process or in several.

use crate::mail::{Delivery, Letter, Mail, Sender};
use entity::{
    Error, Registry,
    account::Secret,
    agreement::progress::act::turn_due,
    import_batch,
    notice::{
        claim,
        duty::act::tell_due,
        find::{self, Content, MailJob},
        password,
        record::notice,
        rule::{LinkKey, Outcome, PAUSE_UNREACHABLE},
    },
    once::act::sweep,
};
use futures_util::{
    FutureExt, Stream, StreamExt,
    future::{join, join_all},
    stream,
};
use serde::Serialize;
use std::{
    collections::HashSet,
    panic::AssertUnwindSafe,
    pin::pin,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};
use tokio::{
    sync::{Semaphore, SemaphorePermit, watch},
    time::{sleep, timeout},
};
use url::Url;
use uuid::Uuid;

/// How long the worker rests when nothing is due.
const REST: Duration = Duration::from_secs(5);
/// How long a worker that has crashed pauses before it is started again.
const RECOVERY: Duration = Duration::from_secs(5);
/// How long mails that are being sent have to finish when the worker is told to stop.
const PATIENCE: Duration = Duration::from_secs(10);
/// How many mails are sent at once. Few, because a mail that the mail server has accepted is sent twice if the worker
/// is killed before it has recorded that.
const AT_ONCE: usize = 3;
/// A mail that takes longer than this is slow, and makes room for another.
const SLOW: Duration = Duration::from_secs(10);
/// The maximum number of mails under way, including the slow ones.
const UNDER_WAY: usize = 16;
/// The pause after an outcome could not be recorded in the database.
const NOTE_AGAIN: Duration = Duration::from_secs(1);

/// The state of a worker.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Standing {
    /// It does what is due.
    #[default]
    Working,
    /// What is due has to wait: the latest pass ended with an error, and the next one follows soon.
    Waiting,
    /// It crashed, and has not completed a pass since.
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
    slow: Duration,
    at_once: Semaphore,
    room: Semaphore,
    under_way: Mutex<HashSet<Uuid>>,
    unreachable: AtomicBool,
    standing: Arc<watch::Sender<Standing>>,
    /// Whether the latest update of agreements, and the latest check for due notices, ended with an error.
    turn_waits: AtomicBool,
    mails_wait: AtomicBool,
}

/// Room for one mail.
struct Place<'a> {
    _room: SemaphorePermit<'a>,
    /// `None` for a slow one.
    at_once: Option<SemaphorePermit<'a>>,
}

/// A mail that is under way, until this is dropped.
struct Begun<'a> {
    worker: &'a Worker,
    id: Uuid,
    place: Place<'a>,
}

impl Drop for Begun<'_> {
    fn drop(&mut self) {
        self.worker.under_way().remove(&self.id);
    }
}

/// Notices that a worker has claimed.
struct Hand<'a> {
    /// How many there are; if there are none, nothing is due.
    claimed: usize,
    /// The mails among them.
    mails: Vec<(Begun<'a>, notice::Model, MailJob)>,
}

impl Worker {
    /// A worker for the registry's notices, whose mails come from `sender` and are sent by `delivery`. `public_url` is
    /// where readers reach the service. A notice is claimed for the time of a `lease`; while the worker waits for the
    /// mail server, it renews the lease.
    pub async fn new(
        registry: Registry,
        delivery: Delivery,
        sender: Sender,
        public_url: Url,
        lease: chrono::Duration,
    ) -> Result<Self, Error> {
        let key = find::link_key(&registry).await?;
        Ok(Self {
            registry,
            delivery,
            sender,
            public_url,
            key,
            lease,
            slow: SLOW,
            at_once: Semaphore::new(AT_ONCE),
            room: Semaphore::new(UNDER_WAY),
            under_way: Mutex::default(),
            unreachable: AtomicBool::default(),
            standing: Arc::default(),
            turn_waits: AtomicBool::default(),
            mails_wait: AtomicBool::default(),
        })
    }

    /// Its state, now and later.
    pub fn standing(&self) -> watch::Receiver<Standing> {
        self.standing.subscribe()
    }

    /// Records whether what is due in one part of its work has to wait.
    fn stand(&self, part: &AtomicBool, waits: bool) {
        part.store(waits, Ordering::Relaxed);
        let any = self.turn_waits.load(Ordering::Relaxed) || self.mails_wait.load(Ordering::Relaxed);
        self.standing.send_replace(if any { Standing::Waiting } else { Standing::Working });
    }

    /// Works until `stop` completes. Mails that are being sent then are finished, unless that takes longer than 10
    /// seconds; no others are begun. A mail whose sending is interrupted is sent again, by any service, when its lease
    /// has expired.
    pub async fn run(&self, stop: impl Future<Output = ()>) {
        let stop = stop.shared();
        let patience = stop.clone().then(|()| sleep(PATIENCE));
        tokio::select! {
            () = self.keep_working(stop) => {}
            () = patience => tracing::warn!("the mails that are being sent are left to the next service"),
        }
    }

    /// Works, and starts again after a while if that crashes: all its state is in the database.
    async fn keep_working(&self, stop: impl Future<Output = ()> + Clone) {
        let work = async || _ = join(self.turn(stop.clone()), self.send_due(stop.clone())).await;
        while AssertUnwindSafe(work()).catch_unwind().await.is_err() {
            tracing::error!("the worker that sends mails crashed, and is started again");
            self.standing.send_replace(Standing::Restarting);
            if unless(stop.clone(), sleep(RECOVERY)).await.is_none() {
                return;
            }
        }
    }

    /// Lets agreements begin, expire and end on their day, even if no service ran on it, and tells people what is due. No
    /// mail holds this up.
    async fn turn(&self, stop: impl Future<Output = ()> + Clone) {
        loop {
            let done = self.do_what_the_day_brings().await;
            self.stand(&self.turn_waits, !done);
            if unless(stop.clone(), sleep(REST)).await.is_none() {
                return;
            }
        }
    }

    /// Says whether all of it could be done.
    async fn do_what_the_day_brings(&self) -> bool {
        if let Err(error) = self.registry.begin_day().await {
            tracing::error!(%error, "the day could not be begun; agreements and mails wait");
            return false;
        }
        let turned = turn_due(&self.registry).await;
        let told = tell_due(&self.registry).await;
        if let Err(error) = &turned {
            tracing::error!(%error, "agreements could not be updated; trying again later");
        }
        if let Err(error) = &told {
            tracing::error!(%error, "people could not be told what is due; trying again later");
        }
        if let Err(error) = sweep(&self.registry).await {
            tracing::warn!(%error, "expired idempotency keys could not be deleted");
        }
        if let Err(error) = import_batch::act::sweep(&self.registry).await {
            tracing::warn!(%error, "files that nobody confirmed could not be given up");
        }
        turned.is_ok() && told.is_ok()
    }

    /// Sends what is due, side by side: one slow or bad address does not hold up the others.
    async fn send_due(&self, stop: impl Future<Output = ()> + Clone) {
        self.hands(stop).for_each_concurrent(None, |hand| self.carry_out(hand)).await;
    }

    /// What is due, as there is room for it, until `stop` completes.
    fn hands(&self, stop: impl Future<Output = ()> + Clone) -> impl Stream<Item = Hand<'_>> {
        stream::unfold(stop, async |stop| {
            loop {
                let places = unless(stop.clone(), self.places()).await?;
                if self.unreachable.load(Ordering::Relaxed) {
                    unless(stop.clone(), sleep(PAUSE_UNREACHABLE.to_std().unwrap_or(REST))).await?;
                    // One pause is enough for all that found it so.
                    self.unreachable.store(false, Ordering::Relaxed);
                }
                let taken = self.take(places).await;
                self.stand(&self.mails_wait, taken.is_err());
                match taken {
                    Ok(hand) if hand.claimed > 0 => return Some((hand, stop)),
                    Ok(_) => {}
                    Err(error) => tracing::error!(%error, "notices could not be sent; trying again later"),
                }
                unless(stop.clone(), sleep(REST)).await?;
            }
        })
    }

    /// Waits until there is room for a mail, and returns the room there is.
    async fn places(&self) -> Vec<Place<'_>> {
        let mut places = vec![self.place().await];
        while let Some(place) = self.place().now_or_never() {
            places.push(place);
        }
        places
    }

    async fn place(&self) -> Place<'_> {
        const OPEN: &str = "the semaphores of a worker are never closed";
        let room = self.room.acquire().await.expect(OPEN);
        Place { _room: room, at_once: Some(self.at_once.acquire().await.expect(OPEN)) }
    }

    /// Claims as many notices as there are places, on a day that has begun.
    async fn take<'a>(&'a self, places: Vec<Place<'a>>) -> Result<Hand<'a>, Error> {
        self.registry.begin_day().await?;
        let under_way: Vec<_> = self.under_way().iter().copied().collect();
        let taken = claim::take(&self.registry, self.lease, places.len(), &under_way).await?;
        let mut mails = Vec::new();
        for ((notice, job), place) in taken.mails.into_iter().zip(places) {
            self.under_way().insert(notice.id);
            mails.push((Begun { worker: self, id: notice.id, place }, notice, job));
        }
        Ok(Hand { claimed: taken.claimed, mails })
    }

    /// Nothing is done under this lock that could panic halfway.
    fn under_way(&self) -> MutexGuard<'_, HashSet<Uuid>> {
        self.under_way.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Sends the mails of one claim side by side.
    async fn carry_out(&self, hand: Hand<'_>) {
        join_all(hand.mails.into_iter().map(|(begun, notice, job)| self.send(begun, notice, job))).await;
    }

    /// Sends one mail, which makes room for others if it proves slow.
    async fn send(&self, mut begun: Begun<'_>, notice: notice::Model, job: MailJob) {
        let mut attempt = pin!(self.attempt(notice, job));
        let end = if let Ok(end) = timeout(self.slow, &mut attempt).await {
            end
        } else {
            begun.place.at_once = None;
            attempt.await
        };
        if let Err(error) = end {
            // Its lease expires, and it is tried again. Its content was not sent.
            tracing::error!(notice = %begun.id, %error, "a mail could not be sent; trying again later");
        }
    }

    /// Tries once to send a mail, and records the outcome as soon as it is known.
    async fn attempt(&self, notice: notice::Model, job: MailJob) -> Result<(), Error> {
        let id = notice.id;
        let password = match &job.content {
            Content::Password(invitation) if !invitation.is_held => {
                Some(password::act::new_link(&self.registry, &notice).await?)
            }
            Content::Password(_) | Content::Exchange(_) | Content::Due(_) => None,
        };
        let letter = match self.compose(job, password.as_ref()) {
            Ok(letter) => letter,
            Err(reason) => {
                tracing::warn!(notice = %id, reason, "a mail cannot be written");
                self.note(&notice, Outcome::Refused(reason)).await;
                return Ok(());
            }
        };
        let Some((notice, outcome)) = self.deliver(notice, &letter).await? else {
            tracing::info!(notice = %id, "a mail was withdrawn, or another worker has claimed it");
            return Ok(());
        };
        if let Outcome::Unreachable(reason) = &outcome {
            tracing::warn!(reason, "the mail server is out of reach or takes no mail from this sender; trying again");
            self.unreachable.store(true, Ordering::Relaxed);
        }
        tracing::info!(notice = %id, kind = ?notice.kind, attempt = notice.attempts, ?outcome, "a mail was tried");
        if !self.note(&notice, outcome).await {
            tracing::warn!(notice = %id, "a mail was withdrawn while it was being sent");
        }
        Ok(())
    }

    /// Brings a letter to the mail server, and sends its content if it is still to be sent. Returns the notice in its
    /// current state, with the outcome; `None` if the notice is no longer this worker's.
    async fn deliver(&self, notice: notice::Model, letter: &Letter) -> Result<Option<(notice::Model, Outcome)>, Error> {
        let Some(offered) = self.keep(&notice, self.delivery.offer(letter)).await else {
            return Ok(None);
        };
        let offer = match offered {
            Ok(offer) => offer,
            Err(outcome) => return Ok(Some((notice, outcome))),
        };
        let Some(held) = claim::hold(&self.registry, notice, self.lease).await? else {
            return Ok(None);
        };
        let outcome = self.keep(&held, offer.hand_over()).await;
        Ok(outcome.map(|outcome| (held, outcome)))
    }

    /// Renews the lease on a notice while `work` goes on, so that nobody else claims it. If it is withdrawn, or
    /// somebody has claimed it, the work is aborted, and the result is `None`.
    async fn keep<T>(&self, notice: &notice::Model, work: impl Future<Output = T>) -> Option<T> {
        let interval = self.lease.to_std().unwrap_or_default() / 3;
        let mut work = pin!(work);
        loop {
            if let Ok(done) = timeout(interval, &mut work).await {
                return Some(done);
            }
            match claim::renew(&self.registry, notice, self.lease).await {
                Ok(true) => {}
                Ok(false) => return None,
                Err(error) => tracing::error!(notice = %notice.id, %error, "a lease could not be renewed"),
            }
        }
    }

    /// Records the outcome of a mail, however long the database is away: the mail server confirms only once that it has
    /// accepted a mail. Returns false if the notice was withdrawn or claimed by another worker.
    async fn note(&self, notice: &notice::Model, outcome: Outcome) -> bool {
        loop {
            match claim::settle(&self.registry, notice, outcome.clone()).await {
                Ok(noted) => return noted,
                Err(error) => tracing::error!(notice = %notice.id, %error, "the outcome of a mail is not recorded yet"),
            }
            sleep(NOTE_AGAIN).await;
        }
    }

    fn compose(&self, job: MailJob, password: Option<&Secret>) -> Result<Letter, String> {
        let page = |path: String| self.public_url.join(&path).map_err(|error| error.to_string());
        let stop = match job.content {
            Content::Exchange(_) => Some(page(format!("/stop/{}", self.key.seal(job.notice)))?),
            // Nobody unsubscribes from their work.
            Content::Due(_) | Content::Password(_) => None,
        };
        let password = password.map(|token| page(format!("/password/{}", token.reveal()))).transpose()?;
        let mail = Mail { job, home: self.public_url.clone(), stop, password };
        self.sender.compose(&mail).map_err(|error| error.to_string())
    }
}

/// The result of `work`, unless `stop` completes first.
async fn unless<T>(stop: impl Future<Output = ()>, work: impl Future<Output = T>) -> Option<T> {
    tokio::select! {
        biased;
        () = stop => None,
        done = work => Some(done),
    }
}

#[cfg(test)]
mod tests;
