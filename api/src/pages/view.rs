//! Rendering a page and its headers.

use super::{
    Page, Source, Visit,
    calendar::{Month, Shown},
    form::{KEY, Typed},
    template::environment,
};
use crate::http::{CONTENT_SECURITY_POLICY, State, request_id};
use actix_web::{
    HttpRequest, HttpResponse,
    http::{StatusCode, header},
    web,
};
use chrono::{DateTime, Utc};
use entity::{date::legal_today, text::Language};
use minijinja::{HtmlEscape, Value, context, value::Serde};
use serde::Serialize;
use std::collections::BTreeMap;

/// The state in which a page is shown.
#[derive(Debug, Default)]
pub(super) struct Show {
    /// What was typed into its form.
    pub typed: Typed,
    /// Why the act was refused.
    pub errors: Vec<Wrong>,
    /// A secret that the act handed out: it is shown this once.
    pub once: Option<String>,
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
    /// Where the record is that stands in the way; empty where there is none.
    pub record: String,
}

impl Wrong {
    /// What is wrong with a field, or with the whole form.
    pub fn at(name: String, text: String) -> Self {
        Self { name, text, record: String::new() }
    }
}

impl Show {
    /// Whether no form was sent yet.
    pub fn is_first(&self) -> bool {
        self.errors.is_empty() && self.status.is_none()
    }
}

/// What a page is made from.
#[derive(Debug, Clone)]
pub(super) struct Asked {
    /// The data of its query.
    pub data: Value,
    /// The variables it was asked with, as JSON; `None` where there is no query.
    pub variables: Option<String>,
}

impl Asked {
    /// Data that no query has found.
    pub fn without_query(data: Value) -> Self {
        Self { data, variables: None }
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
    /// Who is signed in: `null` for strangers, and where nobody asks.
    viewer: Value,
    /// How many tasks wait for them.
    waiting: Value,
    /// The first part of the address, by which the navigation knows where the reader is.
    section: &'a str,
    /// Where the query behind the page can be asked again; empty where there is none.
    query: String,
    /// The parameters of the address, in order: pairs.
    asked: &'a [(String, String)],
    /// When the page was made.
    made_at: String,
    /// The day on which it was made, in Jakarta.
    today: String,
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
    /// A secret that the act handed out; empty where there is none.
    once: &'a str,
    /// The month that a calendar shows.
    month: Option<Shown>,
}

#[derive(Serialize)]
pub(super) struct Other {
    code: &'static str,
    name: &'static str,
    address: String,
    current: bool,
}

/// A page with its data.
pub(super) fn page(visit: &Visit<'_>, language: Language, data: Option<Asked>, show: &Show) -> HttpResponse {
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
    data: Option<Asked>,
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
    let made_at = made_at(http);
    let surroundings = Surroundings {
        lang: language.code(),
        path: http.path(),
        languages: Language::ALL.map(|other| Other {
            code: other.code(),
            name: other.pick("Bahasa Indonesia", "English"),
            address: in_language(http.path(), &asked, other),
            current: other == language,
        }),
        origin: origin(http),
        version: env!("CARGO_PKG_VERSION"),
        secret,
        bare: data.is_none(),
        viewer: of_frame(data.as_ref(), "viewer"),
        waiting: of_frame(data.as_ref(), "waiting"),
        section: http.path().split('/').nth(1).unwrap_or_default(),
        query: query_behind(page, data.as_ref()),
        asked: &asked,
        made_at: made_at.map_or_else(String::new, |at| at.to_rfc3339()),
        today: made_at.map_or_else(String::new, |at| legal_today(at).to_string()),
        errors: &show.errors,
        problems: show.errors.iter().rev().map(|wrong| (wrong.name.as_str(), wrong.text.as_str())).collect(),
        values,
        refused: !show.errors.is_empty(),
        stale: show.status == Some(StatusCode::CONFLICT),
        once: show.once.as_deref().unwrap_or_default(),
        month: month(http, language),
    };
    let page = Value::from(Serde(&surroundings));
    let whole = if let Some(Asked { data, .. }) = data {
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
    let html = with_key(&html, &key_of(http, show));
    let (kept, told) = if secret || show.once.is_some() {
        ("no-store", "strict-origin")
    } else {
        ("private, no-cache", "same-origin")
    };
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

/// The key of the forms of a page: that under which one was sent, or the id of the request that shows it.
fn key_of(http: &HttpRequest, show: &Show) -> String {
    match show.typed.text(KEY) {
        "" => request_id::of(http),
        sent => sent.to_owned(),
    }
}

/// The page with its key in each of its forms that change something. Those that send files go elsewhere. What people wrote
/// has no quotation marks in the page, so it is never taken for a form.
fn with_key(html: &str, key: &str) -> String {
    let mut pieces = html.split("<form");
    let mut whole = pieces.next().unwrap_or_default().to_owned();
    let field = format!("<input type=\"hidden\" name=\"{KEY}\" value=\"{}\">", HtmlEscape(key));
    for piece in pieces {
        let (opening, rest) = piece.split_at(piece.find('>').map_or(piece.len(), |end| end + 1));
        let changes = opening.contains("method=\"post\"") && !opening.contains("enctype");
        whole.extend(["<form", opening, if changes { &field } else { "" }, rest]);
    }
    whole
}

/// What the query of the frame found; `null` where it was not asked.
fn of_frame(asked: Option<&Asked>, name: &str) -> Value {
    let found = asked.filter(|asked| asked.variables.is_some()).and_then(|asked| asked.data.get_attr(name).ok());
    found.filter(|value| !value.is_undefined()).unwrap_or(Value::from(()))
}

/// The address of the explorer with the query of a page and its variables.
fn query_behind(page: Option<&Page>, asked: Option<&Asked>) -> String {
    let (Some(page), Some(variables)) = (page, asked.and_then(|asked| asked.variables.as_deref())) else {
        return String::new();
    };
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    query.append_pair("page", page.name).append_pair("variables", variables);
    format!("/explorer?{}", query.finish())
}

/// The month that the address names.
fn month(http: &HttpRequest, language: Language) -> Option<Shown> {
    let now = http.app_data::<web::Data<State>>()?.registry.now();
    Some(Month::of(http.query_string(), now).shown(now, language))
}

/// The current time, where there is a registry to tell it.
fn made_at(http: &HttpRequest) -> Option<DateTime<Utc>> {
    Some(http.app_data::<web::Data<State>>()?.registry.now())
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
