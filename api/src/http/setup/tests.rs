use super::*;
use crate::{
    config::{Config, Sources},
    worker::Standing,
};
use actix_web::{App, test};
use entity::{
    Caller,
    account::{
        act::{NewPerson, add_person},
        find::{people, viewer},
        session::act::authenticate_session,
        set_up::act::ensure_set_up_link,
    },
    page::Page,
    testing::TestRegistry,
};

const PASSWORD: &str = "rumah+di+tepi+sungai";

/// What came back.
struct Reply {
    status: u16,
    headers: header::HeaderMap,
    body: String,
}

impl Reply {
    fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}

async fn send(test: &TestRegistry, request: test::TestRequest) -> Reply {
    let state = State::new(
        test.registry.clone(),
        Config::load(&Sources::default()).unwrap(),
        "http://127.0.0.1:8080".parse().unwrap(),
        tokio::sync::watch::channel(Standing::default()).1,
    );
    let app = test::init_service(App::new().app_data(web::Data::new(state)).configure(routes)).await;
    let answer = test::call_service(&app, request.to_request()).await;
    let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
    Reply { status, headers, body: String::from_utf8(test::read_body(answer).await.to_vec()).unwrap() }
}

fn get(path: &str, token: &Secret, language: &str) -> test::TestRequest {
    let address = format!("/{path}/{}", token.reveal());
    test::TestRequest::get().uri(&address).insert_header((header::ACCEPT_LANGUAGE, language))
}

fn post(path: &str, token: &Secret, fields: &str) -> test::TestRequest {
    test::TestRequest::post()
        .uri(&format!("/{path}/{}", token.reveal()))
        .insert_header((header::ACCEPT_LANGUAGE, "en"))
        .insert_header((header::ORIGIN, "http://127.0.0.1:8080"))
        .insert_header((header::CONTENT_TYPE, "application/x-www-form-urlencoded"))
        .set_payload(fields.to_owned())
}

fn filled(change: &str) -> String {
    format!(
        "name=Siti+R&email=siti%40contoh.id&time_zone=Asia/Makassar&other_time_zone=&password={PASSWORD}\
         &password_again={PASSWORD}{change}"
    )
}

/// The token in the cookie that an answer sets.
fn cookie_of(reply: &Reply) -> String {
    let cookie = reply.header("set-cookie");
    assert!(cookie.ends_with("; HttpOnly; SameSite=Lax"), "{cookie}");
    cookie.strip_prefix("kembar=").unwrap().split(';').next().unwrap().to_owned()
}

#[actix_web::test]
async fn the_first_administrator_sets_the_registry_up_and_is_signed_in() {
    let test = TestRegistry::sqlite().await;
    let token = ensure_set_up_link(&test.registry).await.unwrap().unwrap();
    for _ in 0..2 {
        let page = send(&test, get("setup", &token, "id")).await;
        assert_eq!((page.status, page.header("content-language")), (200, "id"));
        assert!(page.body.contains("<h1>Siapkan registri</h1>"));
        assert_eq!(page.header("cache-control"), "no-store");
        assert_eq!(page.header("referrer-policy"), "strict-origin");
        assert_eq!(page.header("x-content-type-options"), "nosniff");
        assert!(page.header("content-security-policy").starts_with("default-src 'none'; style-src 'self'; "));
        assert!(!page.body.contains("<script") && !page.body.contains("style="));
    }
    let english = send(&test, get("setup", &token, "en")).await;
    assert!(english.body.contains("<h1>Set up the registry</h1>"));

    let done = send(&test, post("setup", &token, &filled(""))).await;
    assert_eq!((done.status, done.header("location")), (303, "/explorer"), "{}", done.body);
    let session = authenticate_session(&test.registry, &cookie_of(&done), Carrier::Cookie).await.unwrap().unwrap();
    let viewer = viewer(&test.registry, &session.caller).await.unwrap().unwrap();
    let entity::account::find::Viewer::Person(siti) = viewer else { panic!("a person has signed in") };
    assert_eq!(
        (siti.name.as_str(), siti.language.as_str(), siti.time_zone.as_str()),
        ("Siti R", "en", "Asia/Makassar")
    );

    for late in [get("setup", &token, "en"), post("setup", &token, &filled(""))] {
        let late = send(&test, late).await;
        assert_eq!((late.status, late.headers.contains_key(header::SET_COOKIE)), (404, false));
    }
}

#[actix_web::test]
async fn what_was_typed_stays_and_what_is_wrong_is_said_where_it_is() {
    let test = TestRegistry::sqlite().await;
    let token = ensure_set_up_link(&test.registry).await.unwrap().unwrap();
    let fields =
        "name=%22%3E%3Cscript%3E&email=siti&time_zone=&other_time_zone=WIB&password=pendek&password_again=pendek";
    let page = send(&test, post("setup", &token, fields)).await;
    assert_eq!(page.status, 422);
    for part in [
        "value=\"&quot;&gt;&lt;script&gt;\"",
        "value=\"siti\"",
        "id=\"email-error\"",
        "aria-invalid=\"true\" aria-describedby=\"email-error email-hint\"",
        "value=\"WIB\"",
        "id=\"other_time_zone-error\"",
        "at least 10 characters, and not a common one",
        "<option value=\"\" selected>",
    ] {
        assert!(page.body.contains(part), "{part}\n{}", page.body);
    }
    assert!(!page.body.contains("pendek"), "passwords are not written back");

    let differing = filled("").replace("password_again=rumah", "password_again=taman");
    let page = send(&test, post("setup", &token, &differing)).await;
    assert_eq!(page.status, 422);
    assert!(page.body.contains("The two passwords are not the same."));
    assert!(page.body.contains("<option value=\"Asia&#x2f;Makassar\" selected>"));
}

#[actix_web::test]
async fn a_form_from_elsewhere_or_too_long_changes_nothing() {
    let test = TestRegistry::sqlite().await;
    let token = ensure_set_up_link(&test.registry).await.unwrap().unwrap();
    for origin in ["https://jahat.example", "null"] {
        let request = post("setup", &token, &filled("")).insert_header((header::ORIGIN, origin));
        assert_eq!(send(&test, request).await.status, 403, "{origin}");
    }
    let request = post("setup", &token, &filled("")).insert_header(("sec-fetch-site", "cross-site"));
    assert_eq!(send(&test, request).await.status, 403);
    let long = filled(&format!("&x={}", "x".repeat(LONGEST_FORM)));
    assert_eq!(send(&test, post("setup", &token, &long)).await.status, 413);
    let typed = post("setup", &token, &filled("")).insert_header((header::CONTENT_TYPE, "text/plain"));
    assert!(send(&test, typed).await.status >= 400);
    assert_eq!(send(&test, post("setup", &"tidak-ada".into(), &filled(""))).await.status, 404);
    assert!(people(&test.registry, &Caller::system(), &Page::first(1)).await.unwrap().rows.is_empty());
    assert_eq!(send(&test, get("setup", &token, "en")).await.status, 200);
}

#[actix_web::test]
async fn a_person_chooses_a_password_by_their_link() {
    let test = TestRegistry::sqlite().await;
    let profile = Profile {
        email: "budi@contoh.id".into(),
        name: "Budi <b>".into(),
        language: Language::Id,
        time_zone: "Asia/Jakarta".into(),
    };
    let new = NewPerson { profile, memberships: Vec::new() };
    let (_, token) = add_person(&test.registry, &Caller::system(), &new).await.unwrap();
    let page = send(&test, get("password", &token, "id")).await;
    assert_eq!(page.status, 200);
    assert!(page.body.contains("Halo, Budi &lt;b&gt;.") && page.body.contains("value=\"budi@contoh.id\""));
    assert_eq!(send(&test, get("setup", &token, "id")).await.status, 404, "one link does not do for another");

    let weak = send(&test, post("password", &token, "password=budi@contoh.id&password_again=budi@contoh.id")).await;
    assert_eq!(weak.status, 422);
    let typed = format!("password={PASSWORD}&password_again={PASSWORD}");
    let done = send(&test, post("password", &token, &typed)).await;
    assert_eq!(done.status, 303);
    assert!(authenticate_session(&test.registry, &cookie_of(&done), Carrier::Cookie).await.unwrap().is_some());
    assert_eq!(send(&test, post("password", &token, &typed)).await.status, 404);
}
