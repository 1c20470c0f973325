//! What pages have in common: templates, headers, and the check of where a form was sent from.

use super::language;
use actix_web::{
    HttpRequest, HttpResponse,
    http::{StatusCode, header},
};
use minijinja::{Environment, Value, context};
use std::sync::LazyLock;
use url::Url;

const TEMPLATES: [(&str, &str); 5] = [
    ("layout.html", include_str!("../../templates/web/layout.html")),
    ("field.html", include_str!("../../templates/web/field.html")),
    ("set_up.html", include_str!("../../templates/web/set_up.html")),
    ("password.html", include_str!("../../templates/web/password.html")),
    ("message.html", include_str!("../../templates/web/message.html")),
];

static ENVIRONMENT: LazyLock<Environment<'static>> = LazyLock::new(|| {
    let mut environment = Environment::new();
    for (name, source) in TEMPLATES {
        environment.add_template(name, source).expect("the templates are part of the program and well-formed");
    }
    environment
});

/// A page from a template, in the reader's language. It is not cached, and its address, which may hold a secret, is
/// revealed to no other site or page: only its origin is, by which forms are recognised as our own.
pub(super) fn page(request: &HttpRequest, status: StatusCode, template: &str, content: &Value) -> HttpResponse {
    let language = language(request);
    let (lang, path) = (language.code(), request.path());
    let whole = context! { lang, path, ..content.clone() };
    match ENVIRONMENT.get_template(template).and_then(|template| template.render(whole)) {
        Ok(page) => HttpResponse::build(status)
            .content_type("text/html; charset=utf-8")
            .insert_header((header::CACHE_CONTROL, "no-store"))
            .insert_header((header::CONTENT_LANGUAGE, lang))
            .insert_header((header::REFERRER_POLICY, "strict-origin"))
            .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
            .insert_header((
                header::CONTENT_SECURITY_POLICY,
                "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
            ))
            .body(page),
        Err(error) => {
            tracing::error!(%error, template, "a page cannot be rendered");
            HttpResponse::InternalServerError().finish()
        }
    }
}

/// A page with one message.
pub(super) fn message(request: &HttpRequest, status: StatusCode, title: &str, text: &str) -> HttpResponse {
    page(request, status, "message.html", &context! { title, text })
}

/// Whether a form was sent from one of our own pages. Browsers say so; other clients send nothing by themselves.
pub(super) fn is_from_here(request: &HttpRequest, public_url: &Url) -> bool {
    let value = |name: &str| request.headers().get(name).map(|value| value.to_str().unwrap_or("null"));
    if let Some(site) = value("sec-fetch-site") {
        return matches!(site, "same-origin" | "none");
    }
    value("origin").is_none_or(|origin| {
        let host = origin.split_once("://").map(|(_, host)| host);
        origin == public_url.origin().ascii_serialization() || host.is_some() && host == value("host")
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;

    #[test]
    fn a_form_comes_from_our_own_pages() {
        let from = |headers: &[(&str, &str)]| {
            let request = headers
                .iter()
                .fold(TestRequest::post(), |request, (name, value)| request.insert_header((*name, *value)))
                .to_http_request();
            is_from_here(&request, &"https://kembar.go.id".parse().unwrap())
        };
        assert!(from(&[]));
        assert!(from(&[("origin", "https://kembar.go.id")]));
        assert!(from(&[("origin", "http://192.168.1.5:8080"), ("host", "192.168.1.5:8080")]));
        assert!(from(&[("origin", "null"), ("sec-fetch-site", "same-origin")]));
        assert!(!from(&[("origin", "null")]));
        assert!(!from(&[("origin", "null"), ("host", "null")]));
        assert!(!from(&[("origin", "https://jahat.example"), ("host", "kembar.go.id")]));
        assert!(!from(&[("origin", "https://kembar.go.id"), ("sec-fetch-site", "cross-site")]));
        assert!(!from(&[("sec-fetch-site", "same-site")]));
    }
}
