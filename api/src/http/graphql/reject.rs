//! Requests that are refused before an operation runs.

use super::Voice;
use actix_web::http::{
    StatusCode,
    header::{self, HeaderName, HeaderValue},
};
use async_graphql::{Response, ServerError, Value};
use entity::text::Language;
use graphql_schema::error::{ApiError, Code, mask};

/// Why a request was not carried out, in terms of HTTP and of GraphQL.
#[derive(Debug)]
pub struct Rejection {
    /// The status, unless the media type decides it.
    pub status: Option<StatusCode>,
    /// What is wrong.
    pub errors: Vec<ServerError>,
    /// Headers that tell the caller what would work.
    pub headers: Vec<(HeaderName, HeaderValue)>,
}

impl Rejection {
    /// A rejection with a status of its own.
    pub(super) fn new(status: StatusCode, error: ServerError) -> Self {
        Self { status: Some(status), errors: vec![error], headers: Vec::new() }
    }

    /// A request that violates the GraphQL over HTTP specification, with the reason in both languages.
    pub(super) fn malformed(status: StatusCode, language: Language, id: &str, en: &str) -> Self {
        Self::new(status, Code::BadRequest.error(language.pick(id, en)))
    }

    /// The rejection as an answer, without internal details.
    pub fn into_response(self, voice: &Voice) -> Response {
        mask(Response::from_errors(self.errors), voice.language, &voice.request_id)
    }

    /// The rejection with one more header.
    #[must_use]
    pub(super) fn with(self, name: HeaderName, value: &'static str) -> Self {
        self.with_header(name, HeaderValue::from_static(value))
    }

    /// The rejection with one more header.
    #[must_use]
    pub fn with_header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.push((name, value));
        self
    }

    /// No room: the service is carrying out as many operations as it may.
    pub(super) fn overloaded(language: Language) -> Self {
        ApiError::of(Code::Overloaded, language).with("retryAfter", 1).into()
    }

    /// The operation found or did nothing, because the database is busy, unreachable or full.
    pub(super) fn outage(error: &ServerError) -> Self {
        let mut error = error.clone();
        error.path.clear();
        error.locations.clear();
        Self::of(Code::of(&error).unwrap_or(Code::Unavailable), error)
    }

    /// The operation took too long.
    pub(super) fn timeout(language: Language, mutation: bool) -> Self {
        let message = if mutation {
            language.pick(
                "Waktu pemrosesan habis. Perubahan ini mungkin tetap terlaksana; periksa sebelum mengirim ulang.",
                "The request took too long. The change may still be made; check before you send it again.",
            )
        } else {
            Code::Timeout.message(language)
        };
        ApiError::new(Code::Timeout, message).into()
    }
}

/// What the document guard refuses: a document that is too large is refused whatever the media type; one that does not
/// match the schema is a well-formed request, for which the media type decides.
impl From<ServerError> for Rejection {
    fn from(error: ServerError) -> Self {
        let status = (Code::of(&error) == Some(Code::LimitExceeded)).then_some(StatusCode::BAD_REQUEST);
        Self { status, errors: vec![error], headers: Vec::new() }
    }
}

impl From<ApiError> for Rejection {
    fn from(error: ApiError) -> Self {
        let code = error.code();
        Self::of(code, error.into())
    }
}

impl Rejection {
    /// A rejection with the status and the headers that belong to `code`.
    fn of(code: Code, error: ServerError) -> Self {
        let retry_after = match error.extensions.as_ref().and_then(|extensions| extensions.get("retryAfter")) {
            Some(Value::Number(seconds)) => HeaderValue::from_str(&seconds.to_string()).ok(),
            _ => None,
        };
        let mut rejection = Self::new(status(code), error);
        rejection.headers.extend(retry_after.map(|seconds| (header::RETRY_AFTER, seconds)));
        if code == Code::Unauthenticated {
            rejection = rejection.with(header::WWW_AUTHENTICATE, "Bearer");
        }
        rejection
    }
}

/// The status of a request that was refused as a whole.
pub(crate) fn status(code: Code) -> StatusCode {
    match code {
        Code::Unauthenticated => StatusCode::UNAUTHORIZED,
        Code::Forbidden => StatusCode::FORBIDDEN,
        Code::NotFound => StatusCode::NOT_FOUND,
        Code::InProgress | Code::AlreadyDone => StatusCode::CONFLICT,
        Code::KeyReused => StatusCode::UNPROCESSABLE_ENTITY,
        Code::RateLimited => StatusCode::TOO_MANY_REQUESTS,
        Code::Overloaded | Code::Unavailable | Code::StorageFull => StatusCode::SERVICE_UNAVAILABLE,
        Code::Timeout => StatusCode::GATEWAY_TIMEOUT,
        Code::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        Code::BadRequest
        | Code::BadUserInput
        | Code::LimitExceeded
        | Code::ParseFailed
        | Code::ValidationFailed
        | Code::OperationResolutionFailure => StatusCode::BAD_REQUEST,
    }
}
