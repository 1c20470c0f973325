use super::*;
use crate::http::request_id::{RequestIds, identify};
use actix_web::{App, middleware::from_fn, test};
use async_graphql::{Context, EmptySubscription, Object, Schema};
use futures_util::FutureExt;
use graphql_schema::error::{ApiError, Code};
use serde_json::{Value as Json, json};
use std::{
    sync::atomic::{AtomicUsize, Ordering::SeqCst},
    time::Duration,
};
use tokio::sync::Notify;

/// What the small schema of these tests can do to the service.
#[derive(Default)]
struct World {
    written: AtomicUsize,
    begun: Notify,
    go_on: Notify,
    done: Notify,
}

struct Query;

#[Object]
impl Query {
    async fn hello(&self, context: &Context<'_>, #[graphql(default)] name: String) -> Result<String, ApiError> {
        let caller = context.data::<Caller>()?;
        Ok(format!("{} {name}", caller.0))
    }

    async fn fails(&self) -> Result<Option<String>, ApiError> {
        Err(ApiError::internal("connection refused: db.internal:5432"))
    }

    async fn panics(&self, #[graphql(default)] index: usize) -> usize {
        [0; 0][index]
    }

    async fn waits(&self, context: &Context<'_>) -> Result<bool, ApiError> {
        let world = context.data::<Arc<World>>()?;
        world.begun.notify_one();
        world.go_on.notified().await;
        world.done.notify_one();
        Ok(true)
    }
}

struct Mutation;

#[Object]
impl Mutation {
    async fn write(&self, context: &Context<'_>) -> Result<usize, ApiError> {
        context.append_http_header("Set-Cookie", "session=1; HttpOnly");
        context.append_http_header("Set-Cookie", "other=2");
        Ok(context.data::<Arc<World>>()?.written.fetch_add(1, SeqCst) + 1)
    }

    async fn sign_in(&self, context: &Context<'_>) -> Result<bool, ApiError> {
        let world = context.data::<Arc<World>>()?;
        world.begun.notify_one();
        world.go_on.notified().await;
        Ok(true)
    }

    async fn waits(&self, context: &Context<'_>) -> Result<bool, ApiError> {
        let world = context.data::<Arc<World>>()?;
        world.go_on.notified().await;
        world.written.fetch_add(1, SeqCst);
        world.done.notify_one();
        Ok(true)
    }
}

#[derive(Clone)]
struct Caller(&'static str);

/// Knows who brings `Authorization: known`, and refuses the rest in some way or other.
struct TestDoor;

impl Door for TestDoor {
    fn language(&self, http: &HttpRequest) -> Language {
        let header = http.headers().get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
        Language::negotiate(header)
    }

    fn is_from_here(&self, http: &HttpRequest) -> bool {
        http.headers().get(header::ORIGIN).is_none_or(|origin| origin == "http://here")
    }

    fn address(&self, http: &HttpRequest) -> IpAddr {
        let named = http.headers().get("x-from").and_then(|value| value.to_str().ok()?.parse().ok());
        named.unwrap_or(IpAddr::from([127, 0, 0, 1]))
    }

    fn enter(
        &self,
        http: &HttpRequest,
        request: Request,
        _: Admission,
        _: Waiting,
    ) -> BoxFuture<'static, Result<Guest, Rejection>> {
        let anonymous = entity::Caller::anonymous(Language::En);
        let (refused, whose) = match http.headers().get(header::AUTHORIZATION).map(HeaderValue::as_bytes) {
            None => (None, Whose::of(&anonymous, self.address(http))),
            Some(b"known") => (None, Whose::Person(uuid::Uuid::from_u128(1))),
            Some(b"often") => {
                (Some(ApiError::of(Code::RateLimited, Language::En).with("retryAfter", 30)), Whose::System)
            }
            Some(b"broken") => (Some(ApiError::internal("no database")), Whose::System),
            Some(_) => (Some(ApiError::of(Code::Unauthenticated, Language::En)), Whose::System),
        };
        let guest = Guest { entrance: request.data(Caller("hello")).into(), whose };
        async move { refused.map_or(Ok(guest), |error| Err(error.into())) }.boxed()
    }
}

/// What came back.
struct Reply {
    status: u16,
    headers: header::HeaderMap,
    body: Json,
}

impl Reply {
    fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    fn code(&self) -> &str {
        self.body["errors"][0]["extensions"]["code"].as_str().unwrap_or_default()
    }
}

struct Service {
    world: Arc<World>,
    endpoint: web::Data<Endpoint>,
}

fn service(capacity: Capacity) -> Service {
    let world = Arc::new(World::default());
    let schema = Schema::build(Query, Mutation, EmptySubscription).data(Arc::clone(&world)).finish();
    let endpoint = Endpoint::new(Arc::new(Runner::new(Arc::new(schema), capacity)), Arc::new(TestDoor));
    Service { world, endpoint: web::Data::new(endpoint) }
}

impl Service {
    async fn send(&self, request: test::TestRequest) -> Reply {
        let app = App::new()
            .app_data(web::Data::new(RequestIds::new(|| "request-1".to_owned())))
            .wrap(from_fn(identify))
            .configure(routes(self.endpoint.clone()));
        let app = test::init_service(app).await;
        let answer = test::call_service(&app, request.to_request()).await;
        let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
        let body = test::read_body(answer).await;
        Reply { status, headers, body: serde_json::from_slice(&body).unwrap() }
    }

    async fn post(&self, query: &str) -> Reply {
        self.send(post(query)).await
    }
}

fn post(query: &str) -> test::TestRequest {
    test::TestRequest::post()
        .uri("/graphql")
        .insert_header((header::ACCEPT, "application/graphql-response+json"))
        .insert_header((header::ACCEPT_LANGUAGE, "en"))
        .set_json(json!({ "query": query }))
}

fn plain() -> Service {
    service(Capacity::default())
}

#[actix_web::test]
async fn an_answer_says_what_it_is_and_is_not_kept() {
    let reply = plain().post("{ hello(name: \"kembar\") }").await;
    assert_eq!((reply.status, &reply.body), (200, &json!({ "data": { "hello": "hello kembar" } })));
    assert_eq!(reply.header("content-type"), "application/graphql-response+json; charset=utf-8");
    assert_eq!(reply.header("x-content-type-options"), "nosniff");
    assert_eq!(reply.header("cache-control"), "no-store");
    assert!(reply.header("vary").contains("Accept"));
    assert_eq!(reply.header("x-request-id"), "request-1");
}

#[actix_web::test]
async fn a_request_error_has_no_data_and_the_media_type_decides_the_status() {
    let service = plain();
    for (query, code) in [
        ("{", "GRAPHQL_PARSE_FAILED"),
        ("{ unknown }", "GRAPHQL_VALIDATION_FAILED"),
        ("{ hello(name: 1) }", "BAD_USER_INPUT"),
        ("query A { hello } query B { hello }", "OPERATION_RESOLUTION_FAILURE"),
        ("subscription { hello }", "OPERATION_RESOLUTION_FAILURE"),
    ] {
        let reply = service.post(query).await;
        assert_eq!((reply.status, reply.code()), (400, code), "{query}");
        assert!(reply.body.get("data").is_none(), "{}", reply.body);
        let json = service.send(post(query).insert_header((header::ACCEPT, "application/json"))).await;
        assert_eq!((json.status, json.code(), json.body.get("data")), (200, code, None), "{query}");
    }
}

#[actix_web::test]
async fn a_document_that_asks_for_too_much_is_refused_whatever_the_media_type() {
    let bomb = (0..28)
        .fold("{ ...F0 }".to_owned(), |all, n| all + &format!(" fragment F{n} on Query {{ ...F{0} ...F{0} }}", n + 1))
        + " fragment F28 on Query { __typename }";
    for accept in ["application/graphql-response+json", "application/json", "*/*"] {
        let reply = plain().send(post(&bomb).insert_header((header::ACCEPT, accept))).await;
        assert_eq!((reply.status, reply.code()), (400, "LIMIT_EXCEEDED"));
        assert_eq!(reply.body["errors"][0]["extensions"]["limit"], "selections");
    }
}

#[actix_web::test]
async fn get_reads_and_never_writes() {
    let service = plain();
    let get = |query: &str| test::TestRequest::get().uri(&format!("/graphql?{query}"));
    let read = service.send(get("query=%7Bhello%7D")).await;
    assert_eq!((read.status, &read.body["data"]["hello"]), (200, &json!("hello ")));
    for query in [
        "query=mutation%7Bwrite%7D",
        "query=query%20A%7Bhello%7Dmutation%20B%7Bwrite%7D&operationName=B",
        "query=%23%20query%0Amutation%7Bwrite%7D",
    ] {
        let reply = service.send(get(query)).await;
        assert_eq!((reply.status, reply.code(), reply.header("allow")), (405, "BAD_REQUEST", "POST"), "{query}");
    }
    let other = service.send(get("query=query%20A%7Bhello%7Dmutation%20B%7Bwrite%7D&operationName=A")).await;
    assert_eq!(other.status, 200);
    assert_eq!(service.world.written.load(SeqCst), 0);
}

#[actix_web::test]
async fn other_methods_are_told_which_there_are() {
    for method in [Method::PUT, Method::DELETE, Method::PATCH, Method::OPTIONS] {
        let reply = plain().send(test::TestRequest::with_uri("/graphql").method(method)).await;
        assert_eq!((reply.status, reply.header("allow")), (405, "GET, POST"));
    }
}

#[actix_web::test]
async fn only_json_from_the_own_site_is_read() {
    let service = plain();
    let body = json!({ "query": "mutation { write }" }).to_string();
    for content_type in [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/json; charset=latin1",
        "",
    ] {
        let request = test::TestRequest::post().uri("/graphql").set_payload(body.clone());
        let reply = service.send(request.insert_header((header::CONTENT_TYPE, content_type))).await;
        assert_eq!((reply.status, reply.header("accept-post")), (415, "application/json"), "{content_type}");
    }
    assert_eq!(service.send(test::TestRequest::post().uri("/graphql").set_payload(body)).await.status, 415);
    for site in ["cross-site", "same-site", "unheard-of"] {
        let reply = service.send(post("mutation { write }").insert_header(("sec-fetch-site", site))).await;
        assert_eq!((reply.status, reply.code()), (403, "FORBIDDEN"));
    }
    assert_eq!(service.world.written.load(SeqCst), 0);
    assert_eq!(service.send(post("{ hello }").insert_header(("sec-fetch-site", "same-origin"))).await.status, 200);
    // Browsers that do not say more than the origin, with a cookie that they send by themselves.
    let old = |origin: &'static str| {
        post("mutation { write }").insert_header((header::ORIGIN, origin)).insert_header((header::COOKIE, "kembar=x"))
    };
    for origin in ["https://jahat.example", "null", "http://here.jahat.example"] {
        let reply = service.send(old(origin)).await;
        assert_eq!((reply.status, reply.code()), (403, "FORBIDDEN"), "{origin}");
    }
    assert_eq!(service.world.written.load(SeqCst), 0);
    assert_eq!(service.send(old("http://here")).await.status, 200);
    let tool = post("mutation { write }").insert_header((header::ORIGIN, "https://mitra.example"));
    assert_eq!(service.send(tool).await.status, 200, "what has no cookie has none of somebody else's");
}

#[actix_web::test]
async fn an_answer_that_nobody_accepts_is_not_made() {
    let reply = plain().send(post("{ hello }").insert_header((header::ACCEPT, "text/html"))).await;
    assert_eq!((reply.status, reply.code()), (406, "BAD_REQUEST"));
}

#[actix_web::test]
async fn a_body_that_is_too_long_is_refused() {
    let reply = plain().post(&"x".repeat(LONGEST_BODY)).await;
    assert_eq!((reply.status, reply.code()), (413, "LIMIT_EXCEEDED"));
    assert_eq!(reply.body["errors"][0]["extensions"]["limit"], "bodyBytes");
}

#[actix_web::test]
async fn cookies_that_resolvers_set_are_sent() {
    let reply = plain().post("mutation { write }").await;
    let cookies: Vec<_> = reply.headers.get_all("set-cookie").map(|value| value.to_str().unwrap()).collect();
    assert_eq!(cookies, ["session=1; HttpOnly", "other=2"]);
}

#[actix_web::test]
async fn what_fails_inside_stays_inside_and_is_found_by_the_request_id() {
    let service = plain();
    let reply = service.post("{ fails }").await;
    assert_eq!((reply.status, reply.code()), (200, "INTERNAL"));
    assert_eq!(reply.body["errors"][0]["extensions"]["requestId"], "request-1");
    assert_eq!(reply.body.get("data"), Some(&Json::Null));
    let panicked = service.post("{ panics }").await;
    assert_eq!((panicked.status, panicked.code(), panicked.body.get("data")), (500, "INTERNAL", None));
    for reply in [reply, panicked] {
        assert_eq!(reply.body["errors"][0]["message"], "Internal error.");
    }
    assert_eq!(service.post("{ hello }").await.status, 200);
}

#[actix_web::test]
async fn errors_are_in_the_language_of_the_caller() {
    let reply = plain().send(post("{ fails }").insert_header((header::ACCEPT_LANGUAGE, "id-ID, en;q=0.5"))).await;
    assert_eq!(reply.body["errors"][0]["message"], "Terjadi kesalahan internal.");
}

#[actix_web::test]
async fn the_door_refuses_with_the_status_of_the_code() {
    let service = plain();
    for (key, status, code, name, value) in [
        ("forged", 401, "UNAUTHENTICATED", "www-authenticate", "Bearer"),
        ("often", 429, "RATE_LIMITED", "retry-after", "30"),
        ("broken", 500, "INTERNAL", "", ""),
    ] {
        let reply = service.send(post("mutation { write }").insert_header((header::AUTHORIZATION, key))).await;
        assert_eq!((reply.status, reply.code(), reply.header(name)), (status, code, value));
        assert_eq!(reply.body.get("data"), None);
    }
    assert_eq!(service.world.written.load(SeqCst), 0);
}

#[actix_web::test]
async fn a_slow_operation_goes_on_and_takes_its_place_until_it_is_done() {
    let short = Duration::from_millis(20);
    let service = service(Capacity { in_flight: 1, query: short, mutation: short, ..Capacity::default() });
    let reply = service.post("mutation { waits }").await;
    assert_eq!((reply.status, reply.code(), reply.body.get("data")), (504, "TIMEOUT", None));
    assert_eq!(service.world.written.load(SeqCst), 0);

    let turned_away = service.post("{ hello }").await;
    assert_eq!((turned_away.status, turned_away.code()), (503, "OVERLOADED"));
    assert_eq!(turned_away.header("retry-after"), "1");

    service.world.go_on.notify_one();
    service.world.done.notified().await;
    assert_eq!(service.world.written.load(SeqCst), 1);
    service.endpoint.runner.drain().await;
}

fn from(address: &'static str, query: &str) -> test::TestRequest {
    post(query).insert_header(("x-from", address))
}

const ONE: &str = "203.0.113.7";
const OTHER: &str = "203.0.113.8";

/// Does something while an operation of another caller is under way, and lets that go on afterwards.
async fn meanwhile<T>(service: &Service, held: test::TestRequest, act: impl Future<Output = T>) -> (Reply, T) {
    let act = async {
        service.world.begun.notified().await;
        let outcome = act.await;
        service.world.go_on.notify_one();
        outcome
    };
    futures_util::future::join(service.send(held), act).await
}

#[actix_web::test]
async fn nobody_takes_more_than_their_share_and_others_do_not_notice() {
    let service = service(Capacity { in_flight: 4, of_one: 1, ..Capacity::default() });
    let act = async {
        let same = service.send(from(ONE, "{ hello }")).await;
        assert_eq!((same.status, same.code(), same.header("retry-after")), (503, "OVERLOADED", "1"));
        assert_eq!(service.send(from(OTHER, "{ hello }")).await.status, 200);
        let known = from(ONE, "{ hello }").insert_header((header::AUTHORIZATION, "known"));
        assert_eq!(service.send(known).await.status, 200, "somebody who is known is not one of the strangers");
    };
    meanwhile(&service, from(ONE, "{ waits }"), act).await;
    assert_eq!(service.send(from(ONE, "{ hello }")).await.status, 200);
}

#[actix_web::test]
async fn strangers_together_leave_room_for_those_who_are_known() {
    let service = service(Capacity { in_flight: 4, of_strangers: 1, ..Capacity::default() });
    let act = async {
        assert_eq!(service.send(from(OTHER, "{ hello }")).await.code(), "OVERLOADED");
        let known = from(ONE, "{ hello }").insert_header((header::AUTHORIZATION, "known"));
        assert_eq!(service.send(known).await.status, 200);
    };
    meanwhile(&service, from(ONE, "{ waits }"), act).await;
}

#[actix_web::test]
async fn what_is_beyond_the_turns_of_a_caller_waits_and_is_carried_out() {
    let service = service(Capacity { turns: 1, ..Capacity::default() });
    let mut second = Box::pin(service.send(from(ONE, "{ hello }")));
    let act = async {
        assert!(futures_util::poll!(&mut second).is_pending());
        assert_eq!(service.send(from(OTHER, "{ hello }")).await.status, 200);
        assert!(futures_util::poll!(&mut second).is_pending());
    };
    let (first, ()) = meanwhile(&service, from(ONE, "{ waits }"), act).await;
    assert_eq!((first.status, second.await.status), (200, 200));
}

#[actix_web::test]
async fn what_costs_as_much_as_a_document_may_takes_all_turns() {
    let capacity = Capacity { turns: 4, ..Capacity::default() };
    let turns = |cost| {
        let admission = Admission { operation: OperationType::Query, cost, sign_in: false };
        capacity.turns_of(admission)
    };
    assert_eq!([0, 500, 501, 2_000, u64::MAX].map(turns), [1, 1, 2, 4, 4]);
    assert_eq!((Capacity::of_pool(2).turns, Capacity::of_pool(8).turns, Capacity::of_pool(1).turns), (1, 4, 1));
}

#[actix_web::test]
async fn whoever_signs_in_takes_no_place_of_others() {
    const SIGN_IN: &str = "mutation { signIn }";
    let service = service(Capacity { in_flight: 1, sign_ins: 2, patience: Duration::ZERO, ..Capacity::default() });
    let act = async {
        let same = service.send(from(ONE, SIGN_IN)).await;
        assert_eq!((same.status, same.code(), same.header("retry-after")), (503, "OVERLOADED", "1"));
        let act = async {
            assert_eq!(service.send(from("203.0.113.9", SIGN_IN)).await.code(), "OVERLOADED");
            let reply = service.send(from(ONE, "mutation { write signIn }")).await;
            assert_eq!(reply.code(), "LIMIT_EXCEEDED", "nothing else is done in its place");
            for address in [ONE, OTHER, "203.0.113.9"] {
                assert_eq!(service.send(from(address, "{ hello }")).await.status, 200);
            }
        };
        Box::pin(meanwhile(&service, from(OTHER, SIGN_IN), act)).await;
    };
    Box::pin(meanwhile(&service, from(ONE, SIGN_IN), act)).await;
    assert_eq!(service.world.written.load(SeqCst), 0);
    service.endpoint.runner.drain().await;
}

#[actix_web::test]
async fn a_document_that_signs_in_twice_runs_nothing() {
    let service = plain();
    let reply = service.post("mutation { write ...F } fragment F on Mutation { signIn other: signIn }").await;
    assert_eq!((reply.status, reply.code()), (400, "LIMIT_EXCEEDED"));
    let told = &reply.body["errors"][0]["extensions"];
    assert_eq!((&told["limit"], &told["allowed"], &told["found"]), (&json!("signIn"), &json!(1), &json!(2)));
    assert_eq!(service.world.written.load(SeqCst), 0);
}

#[actix_web::test]
async fn an_operation_runs_on_when_its_caller_leaves() {
    let service = service(Capacity { in_flight: 1, ..Capacity::default() });
    {
        let call = service.post("{ waits }");
        let begun = service.world.begun.notified();
        futures_util::future::select(Box::pin(call), Box::pin(begun)).await;
    }
    assert_eq!(service.send(from(OTHER, "{ hello }")).await.status, 503);
    service.world.go_on.notify_one();
    service.world.done.notified().await;
    service.endpoint.runner.drain().await;
    assert_eq!(service.post("{ hello }").await.status, 503);
}
