//! Carrying out operations: how many at once, for how long, and what becomes of one that fails.

use super::reject::Rejection;
use async_graphql::{Executor, Request, parser::types::OperationType};
use entity::text::Language;
use graphql_schema::{
    error::{ApiError, Code, mask, outage},
    limit::{Admission, Limits, admit},
    once::{Answered, Entrance},
};
use std::{sync::Arc, time::Duration};
use tokio::{sync::Semaphore, time::timeout};
use tracing::Instrument;

/// How much work the service takes on.
#[derive(Debug, Clone)]
pub struct Capacity {
    /// What one document may ask for.
    pub limits: Limits,
    /// Operations at once; one whose caller was sent away counts until it is done.
    pub in_flight: usize,
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
            query: Duration::from_secs(10),
            mutation: Duration::from_secs(15),
        }
    }
}

/// Carries out operations of one schema, for HTTP and for the service's own pages.
#[derive(Debug)]
pub struct Runner<E> {
    executor: E,
    capacity: Capacity,
    room: Arc<Semaphore>,
}

/// In whose name an operation runs.
#[derive(Debug, Clone)]
pub struct Voice {
    /// The language of errors.
    pub language: Language,
    /// The id of the HTTP request.
    pub request_id: String,
}

impl<E: Executor> Runner<E> {
    /// A runner of `executor`.
    pub fn new(executor: E, capacity: Capacity) -> Self {
        let room = Arc::new(Semaphore::new(capacity.in_flight));
        Self { executor, capacity, room }
    }

    /// Looks at the document of `request` before anything is done for it.
    pub fn admit(&self, request: &mut Request, language: Language) -> Result<Admission, Rejection> {
        Ok(admit(request, &self.capacity.limits, language)?)
    }

    /// Carries out a request that was admitted, once `enter` has found out who is calling.
    ///
    /// Both run in a task of their own, which goes on when the caller leaves or has waited too long: transactions live
    /// in it, and one that is dropped half-way leaves its connection in a bad state.
    pub async fn run<F>(&self, admission: Admission, enter: F, voice: &Voice) -> Result<Answered, Rejection>
    where
        F: Future<Output = Result<Entrance, Rejection>> + Send + 'static,
    {
        let Ok(permit) = Arc::clone(&self.room).try_acquire_owned() else {
            return Err(Rejection::overloaded(voice.language));
        };
        let (executor, own) = (self.executor.clone(), voice.clone());
        let carry = async move |request| mask(executor.execute(request).await, own.language, &own.request_id);
        let work = async move {
            let _permit = permit;
            Ok::<_, Rejection>(match enter.await? {
                Entrance::Carry(request) => Answered::Now(carry(*request).await),
                Entrance::Once(request, keyed) => keyed.end(carry(*request).await).await?,
                Entrance::Again(answer) => Answered::Again(answer),
            })
        };
        let mutation = admission.operation == OperationType::Mutation;
        let time = if mutation { self.capacity.mutation } else { self.capacity.query };
        match timeout(time, tokio::spawn(work.in_current_span())).await {
            Ok(Ok(answer)) => refuse_outage(answer?),
            Ok(Err(panic)) => Err(ApiError::internal(panic).into()),
            Err(_) => {
                tracing::warn!(mutation, "the caller of an operation was sent away, and it goes on");
                Err(Rejection::timeout(voice.language, mutation))
            }
        }
    }

    /// Waits until no operation is running any more, and lets no other begin: for the end of the service.
    pub async fn drain(&self) {
        let all = u32::try_from(self.capacity.in_flight).unwrap_or(u32::MAX);
        if self.room.acquire_many(all).await.is_ok() {
            self.room.close();
        }
    }
}

/// Refuses as a whole what the database kept from being done.
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
