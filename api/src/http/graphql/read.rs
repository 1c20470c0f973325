//! Reading a GraphQL request out of an HTTP request (GraphQL over HTTP, "Request").

use super::{accept::is_utf8, reject::Rejection};
use crate::http::body::Unfinished;
use actix_web::{
    HttpRequest,
    error::PayloadError,
    http::{
        StatusCode,
        header::{self, HeaderName},
    },
    web,
};
use async_graphql::{Extensions, Request, Variables};
use entity::text::Language;
use futures_util::{Stream, StreamExt};
use graphql_schema::{
    error::{ApiError, Code},
    limit::exceeded,
};
use serde::{Deserialize, de::DeserializeOwned};
use std::collections::BTreeMap;

const ACCEPT_POST: HeaderName = HeaderName::from_static("accept-post");
const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// The parameters of a request.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Parameters {
    query: String,
    operation_name: Option<String>,
    variables: Option<Variables>,
    extensions: Option<Extensions>,
}

impl From<Parameters> for Request {
    fn from(parameters: Parameters) -> Self {
        let mut request = Self::new(parameters.query);
        request.operation_name = parameters.operation_name.filter(|name| !name.is_empty());
        request.variables = parameters.variables.unwrap_or_default();
        request.extensions = parameters.extensions.unwrap_or_default();
        request
    }
}

/// Refuses what a page of another site, or of a neighbouring one, posts with the visitor's cookie. Browsers say where a
/// request comes from (Fetch Metadata), older ones at least from which origin, which `is_from_here` judges; other
/// callers have no cookie of somebody else's to misuse.
pub(super) fn own_site(http: &HttpRequest, is_from_here: bool, language: Language) -> Result<(), Rejection> {
    let own = match http.headers().get(SEC_FETCH_SITE).map(header::HeaderValue::as_bytes) {
        Some(b"same-origin" | b"none") => true,
        Some(_) => false,
        None => is_from_here || !http.headers().contains_key(header::COOKIE),
    };
    if own {
        return Ok(());
    }
    let words = language.pick("Permintaan dari situs lain ditolak.", "Requests from other sites are refused.");
    Err(ApiError::new(Code::Forbidden, words).into())
}

/// Refuses a body that is not JSON in UTF-8: a foreign page could post other types without a preflight request.
pub(super) fn is_json(http: &HttpRequest, language: Language) -> Result<(), Rejection> {
    let declared = http.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let mut parts = declared.split(';').map(str::trim);
    let json = parts.next().is_some_and(|essence| essence.eq_ignore_ascii_case("application/json"));
    let utf8 = parts
        .filter_map(|part| part.split_once('='))
        .all(|(key, value)| !key.eq_ignore_ascii_case("charset") || is_utf8(value));
    if json && utf8 && !http.headers().contains_key(header::CONTENT_ENCODING) {
        return Ok(());
    }
    let rejection = Rejection::malformed(
        StatusCode::UNSUPPORTED_MEDIA_TYPE,
        language,
        "Badan permintaan harus berjenis `application/json` dalam UTF-8, tanpa kompresi.",
        "The body must be `application/json` in UTF-8, not compressed.",
    );
    Err(rejection.with(ACCEPT_POST, "application/json"))
}

/// Reads a body of at most `most` bytes.
pub(super) async fn body<S>(
    http: &HttpRequest,
    stream: S,
    most: usize,
    language: Language,
) -> Result<Vec<u8>, Rejection>
where
    S: Stream<Item = Result<web::Bytes, PayloadError>>,
{
    let too_large = |found: Option<u64>| {
        let allowed = u64::try_from(most).unwrap_or(u64::MAX);
        Rejection::new(StatusCode::PAYLOAD_TOO_LARGE, exceeded("bodyBytes", found, allowed, language))
    };
    let declared = http.headers().get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse().ok());
    if let Some(length) = declared.filter(|length: &u64| usize::try_from(*length).is_ok_and(|length| length > most)) {
        return Err(too_large(Some(length)));
    }
    let mut body = Vec::new();
    let mut stream = std::pin::pin!(stream);
    while let Some(chunk) = stream.next().await {
        let chunk = chunk.map_err(|error| incomplete(&error, language))?;
        if body.len() + chunk.len() > most {
            return Err(too_large(None));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

/// A body that did not arrive completely.
fn incomplete(error: &PayloadError, language: Language) -> Rejection {
    match Unfinished::of(error) {
        Some(Unfinished::TooSlow) => {
            let words = language.pick("Badan permintaan datang terlalu lambat.", "The body arrived too slowly.");
            Rejection::new(StatusCode::REQUEST_TIMEOUT, Code::Timeout.error(words))
        }
        Some(Unfinished::Stopping) => Rejection::overloaded(language),
        None => broken(language),
    }
}

/// The request in the body of a `POST`.
pub(super) fn from_body(body: &[u8], language: Language) -> Result<Request, Rejection> {
    // A list would be read as a structure, field by field.
    if body.trim_ascii_start().first() == Some(&b'[') {
        return Err(Rejection::malformed(
            StatusCode::BAD_REQUEST,
            language,
            "Hanya satu permintaan yang diterima dalam satu badan, bukan daftar.",
            "Send one request at a time: a body that is a list is not accepted.",
        ));
    }
    let parameters: Parameters = serde_json::from_slice(body).map_err(|error| malformed(&error, language))?;
    Ok(parameters.into())
}

/// The request in the query string of a `GET`, where `variables` and `extensions` are JSON.
pub(super) fn from_query(query: &str, language: Language) -> Result<Request, Rejection> {
    let pairs = web::Query::<Vec<(String, String)>>::from_query(query).map_err(|_| broken(language))?.into_inner();
    let mut given = BTreeMap::new();
    for (name, value) in pairs {
        if given.insert(name, value).is_some() {
            return Err(broken(language));
        }
    }
    let parameters = Parameters {
        query: given.remove("query").ok_or_else(|| without_query(language))?,
        operation_name: given.remove("operationName"),
        variables: json(given.remove("variables"), language)?,
        extensions: json(given.remove("extensions"), language)?,
    };
    Ok(parameters.into())
}

/// A parameter of a query string that is JSON; an empty one counts as missing.
fn json<T: DeserializeOwned>(text: Option<String>, language: Language) -> Result<Option<T>, Rejection> {
    match text.filter(|text| !text.is_empty()) {
        Some(text) => serde_json::from_str(&text).map_err(|error| malformed(&error, language)),
        None => Ok(None),
    }
}

fn malformed(error: &serde_json::Error, language: Language) -> Rejection {
    let words = language.pick(
        "Permintaan harus berupa objek JSON dengan teks `query` dan, bila perlu, `operationName`, `variables`, dan `extensions`",
        "A request is a JSON object with the text `query` and, if needed, `operationName`, `variables` and `extensions`",
    );
    Rejection::new(StatusCode::BAD_REQUEST, Code::BadRequest.error(format!("{words}: {error}.")))
}

fn without_query(language: Language) -> Rejection {
    Rejection::malformed(
        StatusCode::BAD_REQUEST,
        language,
        "Parameter `query` tidak ada.",
        "The parameter `query` is missing.",
    )
}

fn broken(language: Language) -> Rejection {
    Rejection::malformed(
        StatusCode::BAD_REQUEST,
        language,
        Code::BadRequest.message(Language::Id),
        Code::BadRequest.message(Language::En),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;
    use futures_util::stream;
    use std::io::ErrorKind;

    const LANGUAGE: Language = Language::En;

    async fn status_of(
        request: TestRequest,
        chunks: impl Stream<Item = Result<web::Bytes, PayloadError>>,
    ) -> Result<Vec<u8>, StatusCode> {
        let http = request.to_http_request();
        let read = body(&http, chunks, 10, LANGUAGE).await;
        read.map_err(|rejection| rejection.status.unwrap())
    }

    fn chunks(texts: &'static [&'static str]) -> impl Stream<Item = Result<web::Bytes, PayloadError>> {
        stream::iter(texts.iter().map(|text| Ok(web::Bytes::from_static(text.as_bytes()))))
    }

    #[actix_web::test]
    async fn a_body_is_read_up_to_its_limit() {
        let request = TestRequest::post;
        assert_eq!(status_of(request(), chunks(&["12345", "67890"])).await.unwrap(), b"1234567890");
        assert_eq!(status_of(request(), chunks(&["12345", "67890", "1"])).await, Err(StatusCode::PAYLOAD_TOO_LARGE));
        let declared = request().insert_header((header::CONTENT_LENGTH, "11"));
        assert_eq!(status_of(declared, stream::pending()).await, Err(StatusCode::PAYLOAD_TOO_LARGE));
    }

    #[actix_web::test]
    async fn a_body_that_did_not_arrive_as_a_whole_is_refused_for_what_kept_it() {
        for (error, status) in [
            (PayloadError::Io(ErrorKind::TimedOut.into()), StatusCode::REQUEST_TIMEOUT),
            (PayloadError::Io(ErrorKind::ConnectionAborted.into()), StatusCode::SERVICE_UNAVAILABLE),
            (PayloadError::Incomplete(None), StatusCode::BAD_REQUEST),
        ] {
            assert_eq!(status_of(TestRequest::post(), stream::iter([Err(error)])).await, Err(status));
        }
    }

    #[test]
    fn parameters_are_what_the_specification_says() {
        for text in [
            "",
            "[]",
            " [{\"query\":\"{a}\"}]",
            "\"{a}\"",
            "1",
            "null",
            "{}",
            "{\"query\":1}",
            "{\"query\":{}}",
            "{\"query\":[\"a\"]}",
            "{\"query\":null}",
            "{\"query\":\"{a}\",\"operationName\":0}",
            "{\"query\":\"{a}\",\"variables\":[]}",
            "{\"query\":\"{a}\",\"variables\":\"x\"}",
            "{\"query\":\"{a}\",\"extensions\":[1]}",
            "{\"query\":\"{a}\",\"query\":\"{b}\"}",
            "{\"query\":\"{a}\"} x",
            "{\"query\":\"\\ud800\"}",
        ] {
            let rejection = from_body(text.as_bytes(), LANGUAGE).unwrap_err();
            assert_eq!(rejection.status, Some(StatusCode::BAD_REQUEST), "{text}");
        }
        assert!(from_body(b"{\"query\":\"\xff\"}", LANGUAGE).is_err());
        let request = from_body(
            br#" {"query":"{a}","operationName":"","variables":null,"extensions":{"a":1},"other":[]}"#,
            LANGUAGE,
        )
        .unwrap();
        assert_eq!((request.query.as_str(), request.operation_name), ("{a}", None));
    }

    #[test]
    fn a_query_string_holds_the_same_parameters() {
        let request =
            from_query("query=%7Ba%7D&operationName=A&variables=%7B%22n%22%3A1%7D&extensions=", LANGUAGE).unwrap();
        assert_eq!(request.operation_name.as_deref(), Some("A"));
        assert_eq!(request.variables.get("n"), Some(&async_graphql::Value::from(1)));
        for query in ["", "query=%7Ba%7D&query=%7Bb%7D", "query=%7Ba%7D&variables=%5B%5D", "query=%7Ba%7D&variables=x"]
        {
            assert_eq!(from_query(query, LANGUAGE).unwrap_err().status, Some(StatusCode::BAD_REQUEST), "{query}");
        }
    }
}
