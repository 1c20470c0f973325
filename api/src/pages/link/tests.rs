use crate::pages::{
    form::LONGEST_FORM,
    tests::{get as look, post as send_form, send},
};
use actix_web::{http::header, test::TestRequest};
use entity::{
    Caller,
    account::{
        Secret,
        act::{NewPerson, add_person},
        find::{people, viewer},
        record::Carrier,
        rule::Profile,
        session::act::authenticate_session,
        set_up::act::ensure_set_up_link,
    },
    page::Page,
    place::record::Kind,
    request::{
        act::{Asked, NewRequest, ask},
        record::Wanted,
    },
    subject::{Subject, SubjectKind},
    testing::TestRegistry,
    text::Language,
};

mod stop;

const PASSWORD: &str = "rumah+di+tepi+sungai";

fn get(path: &str, token: &Secret, language: &str) -> TestRequest {
    look(&format!("/{path}/{}", token.reveal()), language)
}

fn post(path: &str, token: &Secret, fields: &str) -> TestRequest {
    send_form(&format!("/{path}/{}", token.reveal()), fields)
}

fn filled(change: &str) -> String {
    format!(
        "input.name=Siti+R&input.email=siti%40contoh.id&input.timeZone=Asia/Makassar&otherTimeZone=\
         &input.password={PASSWORD}&input.passwordAgain={PASSWORD}{change}"
    )
}

/// The token in the cookie that an answer sets.
fn cookie_of(reply: &crate::pages::tests::Reply) -> String {
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
        assert!(page.body.contains(">Siapkan registri</h1>"));
        assert_eq!(page.header("cache-control"), "no-store");
        assert_eq!(page.header("referrer-policy"), "strict-origin");
        assert_eq!(page.header("x-content-type-options"), "nosniff");
        assert!(page.header("content-security-policy").starts_with("default-src 'none'; style-src 'self'; "));
        assert!(!page.body.contains("<script") && !page.body.contains("style="));
    }
    let english = send(&test, get("setup", &token, "en")).await;
    assert!(english.body.contains(">Set up the registry</h1>"));

    let done = send(&test, post("setup", &token, &filled(""))).await;
    assert_eq!((done.status, done.header("location")), (303, "/inbox"), "{}", done.body);
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
        assert!(late.body.contains("--everywhere --role ORG_ADMIN"), "{}", late.body);
    }
}

#[actix_web::test]
async fn what_was_typed_stays_and_what_is_wrong_is_said_where_it_is() {
    let test = TestRegistry::sqlite().await;
    let token = ensure_set_up_link(&test.registry).await.unwrap().unwrap();
    let fields = "input.name=%22%3E%3Cscript%3E&input.email=siti&input.timeZone=&otherTimeZone=WIB\
                  &input.password=pendek&input.passwordAgain=pendek";
    let page = send(&test, post("setup", &token, fields)).await;
    assert_eq!(page.status, 422);
    for part in [
        "value=\"&quot;&gt;&lt;script&gt;\"",
        "value=\"siti\"",
        "<a href=\"#input.email\">",
        "id=\"input.email-error\"",
        "aria-invalid=\"true\" aria-describedby=\"input.email-error input.email-hint\"",
        "value=\"WIB\"",
        "id=\"otherTimeZone-error\"",
        "<title>Error: Set up the registry",
        "at least 10 characters, and not a common one",
        "<option value=\"\" selected>",
    ] {
        assert!(page.body.contains(part), "{part}\n{}", page.body);
    }
    let places =
        ["name", "email", "timeZone", "password"].map(|field| page.body.find(&format!("<a href=\"#input.{field}\">")));
    assert!(places.iter().flatten().is_sorted() && places.iter().flatten().count() > 2, "{places:?}");
    assert!(!page.body.contains("pendek"), "passwords are not written back");

    let differing = send(&test, post("setup", &token, &fields.replace("Again=pendek", "Again=panjang"))).await;
    for part in ["The two passwords are not the same.", "id=\"input.email-error\"", "id=\"otherTimeZone-error\""] {
        assert!(differing.body.contains(part), "all at once: {part}\n{}", differing.body);
    }
    let differing = filled("").replace("passwordAgain=rumah", "passwordAgain=taman");
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

    let weak =
        send(&test, post("password", &token, "input.password=budi@contoh.id&input.passwordAgain=budi@contoh.id")).await;
    assert_eq!(weak.status, 422);
    let typed = format!("input.password={PASSWORD}&input.passwordAgain={PASSWORD}");
    let done = send(&test, post("password", &token, &typed)).await;
    assert_eq!(done.status, 303);
    assert!(authenticate_session(&test.registry, &cookie_of(&done), Carrier::Cookie).await.unwrap().is_some());
    assert_eq!(send(&test, post("password", &token, &typed)).await.status, 404);
}

#[actix_web::test]
async fn an_outsider_reads_the_request_and_answers_it_once() {
    let test = TestRegistry::sqlite().await;
    let (city, other) = (test.party("ID", Kind::City, "Bandung").await, Caller::system());
    let new = NewRequest {
        about: Subject::new(SubjectKind::Party, city),
        wants: Wanted::Fact,
        text: "Sejak kapan?\n<b>".into(),
        party: city,
        asked: Asked::Outsider("Arsip Kota".into()),
        due_on: entity::date::legal_today(test.registry.now()),
    };
    let (_, link) = ask(&test.registry, &other, &new).await.unwrap();
    let link = link.unwrap();
    let page = send(&test, get("answer", &link, "en")).await;
    assert_eq!((page.status, page.header("cache-control")), (200, "no-store"));
    for part in ["Request to confirm a fact</h1>", "Arsip Kota", "Sejak kapan?\n&lt;b&gt;"] {
        assert!(page.body.contains(part), "{part}\n{}", page.body);
    }
    let undecided = send(&test, post("answer", &link, "input.note=1997")).await;
    assert_eq!(undecided.status, 422);
    assert!(
        undecided.body.contains("Choose one.") && undecided.body.contains(">1997</textarea>"),
        "{}",
        undecided.body
    );
    let mute = send(&test, post("answer", &link, "input.given=true&input.note=")).await;
    assert_eq!(mute.status, 422);
    assert!(mute.body.contains("href=\"#input.note\""), "{}", mute.body);
    let done = send(&test, post("answer", &link, "input.given=true&input.note=1997")).await;
    assert!(done.status == 200 && done.body.contains("Thank you</h1>"), "{}", done.body);
    for again in [get("answer", &link, "id"), post("answer", &link, "input.given=true&input.note=1998")] {
        let again = send(&test, again).await;
        assert!(again.status == 200 && !again.body.contains("<form method"), "{}", again.body);
        assert!(
            again.body.contains("November 2026"),
            "whoever does not know whether it arrived is told: {}",
            again.body
        );
    }
}
