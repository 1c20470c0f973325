//! Carrying out operations: how many at once and for whom, for how long, and what happens to one that fails.

use super::{
    reject::Rejection,
    share::{Share, Shares, Whose},
};
use async_graphql::{Request, parser::types::OperationType};
use entity::{
    account::attempt::rule,
    presence::{Waiting, presence},
    text::Language,
};
use graphql_schema::{
    Execute,
    error::{ApiError, Code, mask, outage},
    limit::{Admission, Limits, admit},
    once::{Answered, Entrance},
};
use std::{
    net::IpAddr,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering::Relaxed},
    },
    time::Duration,
};
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    time::timeout,
};
use tracing::Instrument;

/// The number of different waiting times of those who wait for a place to sign in.
const SPREAD: u32 = 64;

/// How much work the service takes on.
#[derive(Debug, Clone)]
pub struct Capacity {
    /// What one document may ask for.
    pub limits: Limits,
    /// Operations at once; one whose caller was turned away counts until it is done.
    pub in_flight: usize,
    /// How many of them one caller may have. Unknown callers are counted by address.
    pub of_one: usize,
    /// How many of them all unknown callers together may have.
    pub of_strangers: usize,
    /// How many operations of one caller run at the same time if they are cheap; one that costs as much as a document
    /// may runs alone. The others of that caller wait.
    pub turns: usize,
    /// How many may be signing in at once, in addition to the operations.
    pub sign_ins: usize,
    /// About how long a sign-in that finds no place waits before it looks once more and is turned away: this slows down
    /// those who try again and again.
    pub patience: Duration,
    /// How long a caller waits for a query.
    pub query: Duration,
    /// How long a caller waits for a mutation.
    pub mutation: Duration,
}

impl Default for Capacity {
    fn default() -> Self {
        Self {
            limits: Limits::default(),
            in_flight: 64,
            of_one: 16,
            of_strangers: 48,
            turns: 4,
            sign_ins: 32,
            patience: Duration::from_secs(1),
            query: Duration::from_secs(10),
            mutation: Duration::from_secs(15),
        }
    }
}

impl Capacity {
    /// The capacity of a service with so many connections to its database: one caller has at most half of them.
    pub fn of_pool(connections: u32) -> Self {
        let turns = usize::try_from(connections / 2).unwrap_or_default().max(1);
        Self { turns, ..Self::default() }
    }

    /// How many of its caller's turns an operation takes.
    pub(super) fn turns_of(&self, admission: Admission) -> u32 {
        let all = u64::try_from(self.turns).unwrap_or(u64::MAX);
        let part = admission.cost.saturating_mul(all).div_ceil(self.limits.cost.max(1));
        u32::try_from(part.clamp(1, all)).unwrap_or(u32::MAX)
    }
}

/// A request whose caller is known, as far as they identify themselves.
#[derive(Debug)]
pub struct Guest {
    /// The request, with what resolvers need to know, or the answer that it got earlier.
    pub entrance: Entrance,
    /// Whom it counts for.
    pub whose: Whose,
}

/// Carries out operations of one schema, for HTTP and for the service's own pages.
pub struct Runner {
    executor: Arc<dyn Execute>,
    capacity: Capacity,
    room: Arc<Semaphore>,
    sign_ins: Arc<Semaphore>,
    shares: Arc<Shares>,
    /// How many sign-ins have waited for a place.
    waited: AtomicU32,
}

/// Where an operation has its place.
struct Place {
    _permit: OwnedSemaphorePermit,
    _share: Share,
}

/// In whose name an operation runs.
#[derive(Debug, Clone)]
pub struct Voice {
    /// The language of errors.
    pub language: Language,
    /// The id of the HTTP request.
    pub request_id: String,
}

impl Runner {
    /// A runner of `executor`.
    pub fn new(executor: Arc<dyn Execute>, capacity: Capacity) -> Self {
        let room = Arc::new(Semaphore::new(capacity.in_flight));
        let sign_ins = Arc::new(Semaphore::new(capacity.sign_ins));
        let shares = Arc::new(Shares::new(capacity.turns));
        Self { executor, capacity, room, sign_ins, shares, waited: AtomicU32::new(0) }
    }

    /// Checks the document of `request` before anything is done for it.
    pub fn admit(&self, request: &mut Request, language: Language) -> Result<Admission, Rejection> {
        Ok(admit(request, &self.capacity.limits, language)?)
    }

    /// Carries out a request from `address` that was admitted, once `enter` has found out who is calling.
    ///
    /// Both run in a task of their own, which goes on if the caller leaves or has waited too long: it holds
    /// transactions, and one that is dropped half-way leaves its connection in a bad state. Only what has not begun yet
    /// is not begun for a caller who has left.
    pub async fn run<F>(
        &self,
        admission: Admission,
        address: IpAddr,
        enter: impl FnOnce(Waiting) -> F,
        voice: &Voice,
    ) -> Result<Answered, Rejection>
    where
        F: Future<Output = Result<Guest, Rejection>> + Send + 'static,
    {
        let mut place = self.place(admission, address);
        if place.is_none() && admission.sign_in {
            tokio::time::sleep(self.patience()).await;
            place = self.place(admission, address);
        }
        let Some(place) = place else {
            return Err(Rejection::overloaded(voice.language));
        };
        let (_presence, waiting) = presence();
        let enter = enter(waiting.clone());
        let (executor, shares, capacity) = (self.executor.clone(), Arc::clone(&self.shares), self.capacity.clone());
        let own = voice.clone();
        let work = async move {
            let Guest { entrance, whose } = enter.await?;
            let Place { _permit, _share: arriving } = place;
            if admission.sign_in {
                return carry_out(&*executor, entrance, &own).await;
            }
            let overloaded = || Rejection::overloaded(own.language);
            let share = shares.take(whose, capacity.of_one).ok_or_else(overloaded)?;
            let _strangers = match whose {
                Whose::Stranger(_) => {
                    Some(shares.take(Whose::Strangers, capacity.of_strangers).ok_or_else(overloaded)?)
                }
                _ => None,
            };
            drop(arriving);
            let turns = Arc::clone(&share.turns).acquire_many_owned(capacity.turns_of(admission));
            let _turns = tokio::select! {
                turns = turns => turns.map_err(ApiError::internal)?,
                () = waiting.left() => return Err(Rejection::timeout(own.language, false)),
            };
            carry_out(&*executor, entrance, &own).await
        };
        let mutation = admission.operation == OperationType::Mutation;
        let time = if mutation { self.capacity.mutation } else { self.capacity.query };
        match timeout(time, tokio::spawn(work.in_current_span())).await {
            Ok(Ok(answer)) => refuse_outage(answer?),
            Ok(Err(panic)) => Err(ApiError::internal(panic).into()),
            Err(_) => {
                tracing::warn!(mutation, "an operation goes on after its caller was turned away");
                Err(Rejection::timeout(voice.language, mutation))
            }
        }
    }

    /// How long the next one waits: between half the time and one and a half times, in turn, so that those who came
    /// together do not all come back together.
    fn patience(&self) -> Duration {
        let place = self.waited.fetch_add(1, Relaxed) % SPREAD;
        self.capacity.patience / 2 + self.capacity.patience * place / SPREAD
    }

    /// A place for an operation: among the others, or among those who sign in. Nobody takes more than half of either
    /// from one address while it is not known who they are.
    fn place(&self, admission: Admission, address: IpAddr) -> Option<Place> {
        let network = rule::address(address);
        let (room, whose, places) = if admission.sign_in {
            (&self.sign_ins, Whose::SigningIn(network), self.capacity.sign_ins)
        } else {
            (&self.room, Whose::Arriving(network), self.capacity.in_flight)
        };
        let share = self.shares.take(whose, places.div_ceil(2))?;
        Some(Place { _permit: Arc::clone(room).try_acquire_owned().ok()?, _share: share })
    }

    /// Waits until no operation is running any more, and lets no other begin: for the end of the service.
    pub async fn drain(&self) {
        for (room, places) in [(&self.room, self.capacity.in_flight), (&self.sign_ins, self.capacity.sign_ins)] {
            let all = u32::try_from(places).unwrap_or(u32::MAX);
            if room.acquire_many(all).await.is_ok() {
                room.close();
            }
        }
    }
}

/// Carries out what was let in, and stores the answer if it may have to be repeated.
async fn carry_out(executor: &dyn Execute, entrance: Entrance, voice: &Voice) -> Result<Answered, Rejection> {
    let carry = async |request| mask(executor.execute(request).await, voice.language, &voice.request_id);
    Ok(match entrance {
        Entrance::Carry(request) => Answered::Now(carry(*request).await),
        Entrance::Once(request, keyed) => keyed.end(carry(*request).await).await?,
        Entrance::Again(answer) => Answered::Again(answer),
    })
}

/// Refuses as a whole what the database failed to do.
fn refuse_outage(answer: Answered) -> Result<Answered, Rejection> {
    match &answer {
        Answered::Now(response) => outage(response).map(Rejection::outage).map_or(Ok(answer), Err),
        Answered::Again(_) => Ok(answer),
    }
}

/// Refuses operations that cannot run over plain HTTP.
pub(super) fn no_subscription(admission: Admission, language: Language) -> Result<(), Rejection> {
    if admission.operation == OperationType::Subscription {
        let words =
            language.pick("Langganan (subscription) tidak tersedia di sini.", "Subscriptions are not available here.");
        return Err(Code::OperationResolutionFailure.error(words).into());
    }
    Ok(())
}
