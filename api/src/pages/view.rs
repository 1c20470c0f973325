//! Rendering a page and its headers.

use super::{Page, Source, Visit, form::Typed, template::environment};
use crate::http::{CONTENT_SECURITY_POLICY, State};
use actix_web::{
    HttpRequest, HttpResponse,
    http::{StatusCode, header},
    web,
};
use entity::text::Language;
use minijinja::{Value, context, value::Serde};
use serde::Serialize;
use std::collections::BTreeMap;

/// The state in which a page is shown.
#[derive(Debug, Default)]
pub(super) struct Show {
    /// What was typed into its form.
    pub typed: Typed,
    /// Why the act was refused.
    pub errors: Vec<Wrong>,
    /// The status, if it is not the usual one.
    pub status: Option<StatusCode>,
}

/// A problem with a form.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Wrong {
    /// The name of the field; empty for the whole form.
    pub name: String,
    /// What is wrong, in the reader's language.
    pub text: String,
}

impl Show {
    /// Whether no form was sent yet.
    pub fn is_first(&self) -> bool {
        self.errors.is_empty() && self.status.is_none()
    }
}

/// What every template has as `page`.
#[derive(Serialize)]
#[expect(clippy::struct_excessive_bools, reason = "templates ask for each of them by its name")]
pub(super) struct Surroundings<'a> {
    /// `id` or `en`.
    lang: &'static str,
    /// The address without its parameters.
    path: &'a str,
    /// The same page in each language.
    languages: [Other; 2],
    /// The public address of the service.
    origin: String,
    version: &'static str,
    /// Whether the address holds a secret, or the page is a message.
    secret: bool,
    /// Whether its data could not be read.
    bare: bool,
    /// What is wrong with the form that was sent, in order: `name` and `text`.
    errors: &'a [Wrong],
    /// The same by the names of fields.
    problems: BTreeMap<&'a str, &'a str>,
    /// What was typed, or the parameters of the address, by their names: a list for each.
    values: BTreeMap<&'a str, Vec<&'a str>>,
    /// Whether a form was sent and refused.
    refused: bool,
    /// Whether it was refused because the record has changed meanwhile. The data are current.
    stale: bool,
}

#[derive(Serialize)]
pub(super) struct Other {
    code: &'static str,
    name: &'static str,
    address: String,
    current: bool,
}

/// A page with its data.
pub(super) fn page(visit: &Visit<'_>, language: Language, data: Option<Value>, show: &Show) -> HttpResponse {
    let name = format!("{}.html", visit.page.name);
    let mut answer = render(visit.http, language, &name, data, show, Some(visit.page));
    if let (Some(status), true) = (show.status, answer.status().is_success()) {
        *answer.status_mut() = status;
    }
    answer
}

/// A template with its data. Only the reader's browser may cache it. If the address holds a secret, nobody may, and
/// other pages are told only the origin, by which forms are recognised as our own.
pub(super) fn render(
    http: &HttpRequest,
    language: Language,
    template: &str,
    data: Option<Value>,
    show: &Show,
    page: Option<&Page>,
) -> HttpResponse {
    let secret = page.is_none_or(|page| matches!(page.source, Source::Link(_)));
    let asked: Vec<(String, String)> =
        url::form_urlencoded::parse(http.query_string().as_bytes()).into_owned().collect();
    let mut values: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (name, text) in if show.is_first() { asked.iter() } else { show.typed.0.iter() } {
        values.entry(name).or_default().push(text);
    }
    let surroundings = Surroundings {
        lang: language.code(),
        path: http.path(),
        languages: Language::ALL.map(|other| Other {
            code: other.code(),
            name: other.pick("Indonesia", "English"),
            address: in_language(http.path(), &asked, other),
            current: other == language,
        }),
        origin: origin(http),
        version: env!("CARGO_PKG_VERSION"),
        secret,
        bare: data.is_none(),
        errors: &show.errors,
        problems: show.errors.iter().rev().map(|wrong| (wrong.name.as_str(), wrong.text.as_str())).collect(),
        values,
        refused: !show.errors.is_empty(),
        stale: show.status == Some(StatusCode::CONFLICT),
    };
    let page = Value::from(Serde(&surroundings));
    let whole = if let Some(data) = data {
        context! { page, ..data }
    } else {
        context! { page }
    };
    let rendered = environment(language).get_template(template).and_then(|template| template.render(whole));
    let html = match rendered {
        Ok(html) => html,
        Err(error) => {
            tracing::error!(%error, template, "a page cannot be written");
            let text = language.pick("Halaman ini tidak dapat ditulis.\n", "This page cannot be written.\n");
            return HttpResponse::InternalServerError().content_type("text/plain; charset=utf-8").body(text);
        }
    };
    let (kept, told) = if secret { ("no-store", "strict-origin") } else { ("private, no-cache", "same-origin") };
    HttpResponse::Ok()
        .content_type("text/html; charset=utf-8")
        .insert_header((header::CONTENT_LANGUAGE, language.code()))
        .insert_header((header::VARY, "accept-language, authorization, cookie"))
        .insert_header((header::CACHE_CONTROL, kept))
        .insert_header((header::REFERRER_POLICY, told))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .insert_header((header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY))
        .body(html)
}

/// The same address, with its parameters, in another language.
pub(super) fn in_language(path: &str, asked: &[(String, String)], language: Language) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    query.extend_pairs(asked.iter().filter(|(name, _)| name != "lang"));
    query.append_pair("lang", language.code());
    format!("{path}?{}", query.finish())
}

/// The public address of the service, without a final slash.
fn origin(http: &HttpRequest) -> String {
    let state = http.app_data::<web::Data<State>>();
    state.map_or_else(String::new, |state| state.public_url.as_str().trim_end_matches('/').to_owned())
}
