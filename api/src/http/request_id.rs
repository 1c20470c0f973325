//! Every request has an id, which its answer, its log lines and its masked errors carry.

use actix_web::{
    Error, HttpMessage, HttpRequest,
    body::MessageBody,
    dev::{ServiceRequest, ServiceResponse},
    http::{
        StatusCode,
        header::{HeaderMap, HeaderName, HeaderValue, RETRY_AFTER},
    },
    middleware::Next,
    web,
};
use std::{sync::Arc, time::Instant};
use tracing::Instrument;

const HEADER: HeaderName = HeaderName::from_static("x-request-id");
/// When to try again if the service cannot do what it was asked, in seconds, unless the answer is more precise.
const COME_BACK: HeaderValue = HeaderValue::from_static("5");
/// The maximum length of an id chosen by the caller.
const LONGEST: usize = 64;

/// The id of a request, in the request's extensions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestId(pub String);

/// Creates ids for requests that bring none. It is passed to the application as `web::Data`.
#[derive(Clone)]
pub struct RequestIds(Arc<dyn Fn() -> String + Send + Sync>);

impl RequestIds {
    /// Ids from `make`, whose results are letters, digits, dots, dashes and underscores.
    pub fn new(make: impl Fn() -> String + Send + Sync + 'static) -> Self {
        Self(Arc::new(make))
    }
}

/// The id of `http`, empty outside of [`identify`].
pub fn of(http: &HttpRequest) -> String {
    http.extensions().get::<RequestId>().map(|RequestId(id)| id.clone()).unwrap_or_default()
}

/// Middleware: gives the request its id, repeats it in the answer, and writes one log line when the request is done. If
/// the service cannot do what it was asked now, the answer says when to try again.
///
/// The line names the route, not the path and query: a path may hold a one-time token, a query what someone searched for.
pub async fn identify(
    ids: web::Data<RequestIds>,
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let begun = Instant::now();
    let id = brought(request.headers()).unwrap_or_else(|| ids.0());
    let method = request.method().clone();
    let route = request.match_pattern().unwrap_or_else(|| "none".to_owned());
    let span = tracing::info_span!("request", request_id = %id);
    request.extensions_mut().insert(RequestId(id.clone()));

    let mut answer = next.call(request).instrument(span.clone()).await;
    let status = match &mut answer {
        Ok(response) => {
            if let Ok(value) = HeaderValue::from_str(&id) {
                response.headers_mut().insert(HEADER, value);
            }
            if response.status() == StatusCode::SERVICE_UNAVAILABLE && !response.headers().contains_key(RETRY_AFTER) {
                response.headers_mut().insert(RETRY_AFTER, COME_BACK);
            }
            response.status()
        }
        Err(error) => error.as_response_error().status_code(),
    };
    let duration_ms = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX);
    let (method, status) = (method.as_str(), status.as_u16());
    span.in_scope(|| tracing::info!(method, route, status, duration_ms, "answered"));
    answer
}

/// The id that the caller or a proxy gave the request, if it is fit for headers and logs.
fn brought(headers: &HeaderMap) -> Option<String> {
    let id = headers.get(HEADER)?.to_str().ok()?;
    let fit = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-');
    (!id.is_empty() && id.len() <= LONGEST && id.bytes().all(fit)).then(|| id.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::{App, HttpResponse, middleware::from_fn, test};

    async fn answer(brought: Option<&str>) -> (String, String) {
        let app = App::new()
            .app_data(web::Data::new(RequestIds::new(|| "fresh".to_owned())))
            .wrap(from_fn(identify))
            .route("/", web::get().to(|http: HttpRequest| async move { HttpResponse::Ok().body(of(&http)) }));
        let app = test::init_service(app).await;
        let mut request = test::TestRequest::get().uri("/?secret");
        if let Some(id) = brought {
            request = request.insert_header((HEADER, id));
        }
        let response = test::call_service(&app, request.to_request()).await;
        let header = response.headers().get(HEADER).unwrap().to_str().unwrap().to_owned();
        (header, String::from_utf8(test::read_body(response).await.to_vec()).unwrap())
    }

    #[actix_web::test]
    async fn a_request_without_an_id_is_given_one() {
        assert_eq!(answer(None).await, ("fresh".to_owned(), "fresh".to_owned()));
    }

    #[actix_web::test]
    async fn an_id_that_is_fit_for_a_log_is_kept_and_another_replaced() {
        let kept = format!("a.B-9_{}", "x".repeat(58));
        assert_eq!(answer(Some(&kept)).await.0, kept);
        for id in ["", "a b", "a%0d%0aEvil", "a\tb", &"x".repeat(65)] {
            assert_eq!(answer(Some(id)).await.0, "fresh", "{id}");
        }
    }
}
