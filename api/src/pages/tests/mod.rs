use super::*;
use crate::{
    config::{Config, Sources},
    http::{self, graphql_endpoint},
    worker::Standing,
};
use actix_web::{
    App,
    http::header,
    test::{self, TestRequest},
};
use entity::testing::TestRegistry;

mod acts;
mod answers;
mod check;
mod merging;
mod shape;
mod words;

/// What came back.
pub(crate) struct Reply {
    pub status: u16,
    pub headers: header::HeaderMap,
    pub body: String,
}

impl Reply {
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}

/// The state of a service over `test`.
pub(crate) fn state(test: &TestRegistry) -> web::Data<State> {
    web::Data::new(State::new(
        test.registry.clone(),
        Config::load(&Sources::default()).unwrap(),
        "http://127.0.0.1:8080".parse().unwrap(),
        tokio::sync::watch::channel(Standing::default()).1,
    ))
}

/// What a service answers that has pages of a test beside its own.
pub(crate) async fn answer(state: &web::Data<State>, pages: &'static [Page], request: TestRequest) -> Reply {
    let endpoint = graphql_endpoint(state);
    let templates = pages.iter().map(|page| (format!("{}.html", page.name), page.template));
    template::OF_TESTS.lock().unwrap().extend(templates);
    let app = App::new().app_data(state.clone()).configure(|service| {
        for page in pages {
            register(service, &endpoint, page);
        }
        http::routes(service, endpoint);
    });
    let app = test::init_service(app).await;
    let answer = test::call_service(&app, request.to_request()).await;
    let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
    Reply { status, headers, body: String::from_utf8(test::read_body(answer).await.to_vec()).unwrap() }
}

/// What the service answers.
pub(crate) async fn send(test: &TestRegistry, request: TestRequest) -> Reply {
    answer(&state(test), &[], request).await
}

pub(crate) fn get(address: &str, language: &str) -> TestRequest {
    TestRequest::get()
        .uri(address)
        .insert_header((header::ACCEPT_LANGUAGE, language))
        .insert_header((header::ACCEPT, "text/html"))
}

/// A form in English, from a page of the service.
pub(crate) fn post(address: &str, fields: &str) -> TestRequest {
    get(address, "en")
        .method(Method::POST)
        .insert_header((header::ORIGIN, "http://127.0.0.1:8080"))
        .insert_header((header::CONTENT_TYPE, "application/x-www-form-urlencoded"))
        .set_payload(fields.to_owned())
}
