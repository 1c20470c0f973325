//! `/graphql`, as specified by GraphQL over HTTP.

mod accept;
mod read;
mod reject;
mod run;
mod share;
#[cfg(test)]
mod tests;

pub use reject::Rejection;
pub(crate) use reject::status;
pub use run::{Capacity, Guest, Runner, Voice};
pub use share::Whose;

use super::request_id;
use accept::Media;
use actix_web::{
    HttpRequest, HttpResponse, HttpResponseBuilder,
    http::{
        Method, StatusCode,
        header::{self, HeaderName, HeaderValue},
    },
    web,
};
use async_graphql::{Request, Response, parser::types::OperationType};
use entity::{presence::Waiting, text::Language};
use futures_util::future::BoxFuture;
use graphql_schema::{
    error::{body, is_request_error},
    limit::Admission,
    once::Answered,
};
use std::{net::IpAddr, sync::Arc};

/// The longest body, in bytes.
const LONGEST_BODY: usize = 64 * 1024;
/// Says that the answer is repeated from an earlier request with the same key.
const IDEMPOTENCY_REPLAYED: HeaderName = HeaderName::from_static("idempotency-replayed");

/// Finds out who is calling.
pub trait Door: Send + Sync + 'static {
    /// The language in which the caller is answered.
    fn language(&self, http: &HttpRequest) -> Language;

    /// Whether the request comes from one of our own pages, as far as its `Origin` tells.
    fn is_from_here(&self, http: &HttpRequest) -> bool;

    /// The address of the sender of the request.
    fn address(&self, http: &HttpRequest) -> IpAddr;

    /// Adds to `request` what resolvers need to know about the caller, or returns the earlier answer, or refuses. The
    /// headers are read before this returns; what reads the database belongs in the future, which is never dropped
    /// half-way.
    fn enter(
        &self,
        http: &HttpRequest,
        request: Request,
        admission: Admission,
        waiting: Waiting,
    ) -> BoxFuture<'static, Result<Guest, Rejection>>;
}

/// What `/graphql` is made of. It is passed to [`routes`] as `web::Data`.
pub struct Endpoint {
    runner: Arc<Runner>,
    door: Arc<dyn Door>,
}

impl Endpoint {
    /// An endpoint that lets `runner` carry out what `door` lets in.
    pub fn new(runner: Arc<Runner>, door: Arc<dyn Door>) -> Self {
        Self { runner, door }
    }
}

/// Serves `endpoint` at `/graphql`.
pub fn routes(endpoint: web::Data<Endpoint>) -> impl FnOnce(&mut web::ServiceConfig) {
    |config| {
        config.service(web::resource("/graphql").app_data(endpoint).to(serve));
    }
}

async fn serve(http: HttpRequest, payload: web::Payload, endpoint: web::Data<Endpoint>) -> HttpResponse {
    let voice = endpoint.voice(&http);
    let Some(media) = Media::negotiate(http.headers()) else {
        return write(Media::Json, Err(not_acceptable(voice.language)), &voice);
    };
    let outcome = match *http.method() {
        Method::GET => endpoint.get(&http, &voice).await,
        Method::POST => endpoint.post(&http, payload, &voice).await,
        _ => Err(method_not_allowed("GET, POST", voice.language)),
    };
    write(media, outcome, &voice)
}

impl Endpoint {
    async fn get(&self, http: &HttpRequest, voice: &Voice) -> Result<Answered, Rejection> {
        let mut request = read::from_query(http.query_string(), voice.language)?;
        let admission = self.runner.admit(&mut request, voice.language)?;
        if admission.operation == OperationType::Mutation {
            return Err(method_not_allowed("POST", voice.language));
        }
        self.run(http, request, admission, voice).await
    }

    async fn post(&self, http: &HttpRequest, payload: web::Payload, voice: &Voice) -> Result<Answered, Rejection> {
        read::own_site(http, self.door.is_from_here(http), voice.language)?;
        read::is_json(http, voice.language)?;
        let body = read::body(http, payload, LONGEST_BODY, voice.language).await?;
        let mut request = read::from_body(&body, voice.language)?;
        let admission = self.runner.admit(&mut request, voice.language)?;
        self.run(http, request, admission, voice).await
    }

    /// Carries out an operation of one of our own pages, as whoever looks at it.
    pub async fn carry(&self, http: &HttpRequest, mut request: Request) -> Result<Answered, Rejection> {
        let voice = self.voice(http);
        let admission = self.runner.admit(&mut request, voice.language)?;
        self.run(http, request, admission, &voice).await
    }

    /// In whose name the operations of a request run.
    pub fn voice(&self, http: &HttpRequest) -> Voice {
        Voice { language: self.door.language(http), request_id: request_id::of(http) }
    }

    async fn run(
        &self,
        http: &HttpRequest,
        request: Request,
        admission: Admission,
        voice: &Voice,
    ) -> Result<Answered, Rejection> {
        run::no_subscription(admission, voice.language)?;
        let address = self.door.address(http);
        let enter = |waiting| self.door.enter(http, request, admission, waiting);
        self.runner.run(admission, address, enter, voice).await
    }
}

fn not_acceptable(language: Language) -> Rejection {
    Rejection::malformed(
        StatusCode::NOT_ACCEPTABLE,
        language,
        "Jawaban hanya tersedia sebagai `application/graphql-response+json` atau `application/json`.",
        "Answers are only available as `application/graphql-response+json` or `application/json`.",
    )
}

fn method_not_allowed(allowed: &'static str, language: Language) -> Rejection {
    let rejection = Rejection::malformed(
        StatusCode::METHOD_NOT_ALLOWED,
        language,
        "Metode HTTP ini tidak diterima di sini. Mutasi hanya diterima melalui POST.",
        "This HTTP method is not accepted here. Mutations are only accepted by POST.",
    );
    rejection.with(header::ALLOW, allowed)
}

fn write(media: Media, outcome: Result<Answered, Rejection>, voice: &Voice) -> HttpResponse {
    let (status, headers, response) = match outcome {
        Ok(Answered::Now(response)) => (None, Vec::new(), response),
        Ok(Answered::Again(body)) => {
            return builder(StatusCode::OK, media).insert_header((IDEMPOTENCY_REPLAYED, "true")).body(body);
        }
        Err(mut rejection) => {
            (rejection.status, std::mem::take(&mut rejection.headers), rejection.into_response(voice))
        }
    };
    let refused = is_request_error(&response);
    let status = status.unwrap_or(match media {
        Media::Response if refused => StatusCode::BAD_REQUEST,
        Media::Response | Media::Json => StatusCode::OK,
    });
    let mut builder = builder(status, media);
    for pair in headers.into_iter().chain(set_by_resolvers(&response)) {
        builder.append_header(pair);
    }
    builder.body(body(&response))
}

fn builder(status: StatusCode, media: Media) -> HttpResponseBuilder {
    let mut builder = HttpResponse::build(status);
    builder
        .insert_header((header::CONTENT_TYPE, media.content_type()))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .insert_header((header::VARY, "Accept, Accept-Language, Authorization, Cookie"));
    builder
}

/// The headers that resolvers set, such as the cookie of a session. The library and the server use two versions of the
/// same types.
pub(crate) fn set_by_resolvers(response: &Response) -> impl Iterator<Item = (HeaderName, HeaderValue)> {
    response.http_headers.iter().filter_map(|(name, value)| {
        let name = HeaderName::from_bytes(name.as_str().as_bytes()).ok()?;
        Some((name, HeaderValue::from_bytes(value.as_bytes()).ok()?))
    })
}
