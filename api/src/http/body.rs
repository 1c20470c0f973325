//! How long a body may take to arrive. Every body comes through here, whatever reads it; an answer ends the request for
//! the connection that it came on.

use crate::connection::{Activity, UnderWay};
use actix_web::{
    Error, HttpMessage,
    body::{BodySize, BoxBody, MessageBody},
    dev::{Payload, ServiceRequest, ServiceResponse},
    error::PayloadError,
    middleware::Next,
    web::{self, Bytes},
};
use futures_util::{Stream, StreamExt, future::BoxFuture, stream::LocalBoxStream};
use std::{
    io::{self, ErrorKind},
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};
use tokio::{sync::watch, time::sleep};

/// How long a body may take once the service is told to stop: a request that has not arrived by then is not begun.
const WHEN_STOPPING: Duration = Duration::from_millis(500);

/// Why the rest of a body was not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unfinished {
    /// It came too slowly.
    TooSlow,
    /// The service is stopping.
    Stopping,
}

impl Unfinished {
    /// Whether `error`, on reading a body, is this one.
    pub fn of(error: &PayloadError) -> Option<Self> {
        match error {
            PayloadError::Io(error) if error.kind() == ErrorKind::TimedOut => Some(Self::TooSlow),
            PayloadError::Io(error) if error.kind() == ErrorKind::ConnectionAborted => Some(Self::Stopping),
            _ => None,
        }
    }

    fn into_error(self) -> PayloadError {
        let kind = match self {
            Self::TooSlow => ErrorKind::TimedOut,
            Self::Stopping => ErrorKind::ConnectionAborted,
        };
        PayloadError::Io(io::Error::from(kind))
    }
}

/// Whether the service is told to stop. It is passed to the application as `web::Data`.
pub type Stopping = watch::Receiver<bool>;

/// Middleware: ends a body that takes too long, and keeps its connection until the answer is sent.
pub async fn bound(
    stopping: web::Data<Stopping>,
    mut request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<Answer>, Error> {
    let under_way = request.conn_data::<Activity>().map(Activity::begin);
    let patience = super::patience(request.match_pattern().as_deref());
    let payload = request.take_payload();
    if let payload @ (Payload::H1 { .. } | Payload::Stream { .. }) = payload {
        let bounded = Body { payload, patience, stopping: stopping.get_ref().clone(), end: None };
        let stream: LocalBoxStream<'static, _> = Box::pin(bounded);
        request.set_payload(Payload::Stream { payload: stream });
    }
    let answer = next.call(request).await?;
    Ok(answer.map_body(|_, body| Answer { body: body.boxed(), _under_way: under_way }))
}

/// A body that fails if it takes too long. The time runs from the moment when someone waits for it.
struct Body {
    payload: Payload,
    patience: Duration,
    stopping: Stopping,
    end: Option<BoxFuture<'static, Unfinished>>,
}

impl Stream for Body {
    type Item = Result<Bytes, PayloadError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        if let Poll::Ready(piece) = this.payload.poll_next_unpin(context) {
            return Poll::Ready(piece);
        }
        let (patience, stopping) = (this.patience, &this.stopping);
        let end = this.end.get_or_insert_with(|| Box::pin(end(patience, stopping.clone())));
        end.as_mut().poll(context).map(|why| Some(Err(why.into_error())))
    }
}

/// Completes when a body is no longer waited for.
async fn end(patience: Duration, mut stopping: Stopping) -> Unfinished {
    let stops = async {
        // If nobody can tell it to stop any more, it does not.
        if stopping.wait_for(|stops| *stops).await.is_err() {
            std::future::pending::<()>().await;
        }
        sleep(WHEN_STOPPING).await;
    };
    tokio::select! {
        () = sleep(patience) => Unfinished::TooSlow,
        () = stops => Unfinished::Stopping,
    }
}

/// The body of an answer. The request is under way until it is sent.
pub struct Answer {
    body: BoxBody,
    _under_way: Option<UnderWay>,
}

impl MessageBody for Answer {
    type Error = <BoxBody as MessageBody>::Error;

    fn size(&self) -> BodySize {
        self.body.size()
    }

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, Self::Error>>> {
        Pin::new(&mut self.body).poll_next(context)
    }
}
