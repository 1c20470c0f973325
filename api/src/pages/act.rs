//! Acts. The fields of a form are the paths of its mutation's input: `input.title.id`. After success the browser is
//! sent to another page (303). A refused act shows the same page again (422) with what was typed, and each reason at
//! the field that the refusal's `path` names; if the record has changed meanwhile (409), with its current data.

use super::{
    ACT, AFTERWARDS, Message, SIGN_IN, Source, Visit,
    ask::{Answer, Unfit},
    form::{self, Typed},
    link::{Done, Link, Linked, Refused},
    message::Words,
    view::{self, Asked, Show, Wrong},
};
use crate::http::{
    once::FormKey,
    origin::{is_from_here, is_ours},
};
use actix_web::{
    HttpMessage, HttpResponse,
    http::{
        StatusCode,
        header::{self, HeaderName, HeaderValue},
    },
    web,
};
use async_graphql::Value;
use entity::{Error, Reason, subject::SubjectKind};

/// The argument of every mutation, in which the paths of refusals begin.
const INPUT: &str = "input";
/// The codes of refusals that are not answered with 422.
const SIGN_IN_FIRST: &str = "SIGN_IN_FIRST";
const STALE: &str = "STALE";

impl Visit<'_> {
    /// Carries out what the form asks for.
    pub async fn act(&self, payload: web::Payload) -> Result<HttpResponse, Message> {
        match self.page.source {
            Source::Document(text) => self.mutate(text, payload).await,
            Source::Link(link) => self.act_by_link(link, payload).await,
        }
    }

    async fn mutate(&self, text: &'static str, payload: web::Payload) -> Result<HttpResponse, Message> {
        let document = self.page.document(text).map_err(|error| self.broken(&error))?;
        let named = self.http.match_info().get(ACT);
        let Some(mutation) = document.act(named) else { return Err(self.not_allowed()) };
        let typed = self.own_form(payload).await?;
        let values = match self.values_of_form(mutation, &typed).await {
            Ok(values) => values,
            Err(Unfit::Wrong(errors)) => return self.refuse(typed, errors, StatusCode::UNPROCESSABLE_ENTITY).await,
            Err(Unfit::Message(message)) => return Err(message.with_typed(&typed)),
        };
        if let Some(key) = typed.key() {
            self.http.extensions_mut().insert(FormKey(key));
        }
        let carried = self.carry(mutation, values).await;
        let Answer { data, headers, language } = carried.map_err(|message| message.with_typed(&typed))?;
        let root = mutation.roots.first().map_or("", |(key, _)| key);
        let refusals = match at(&data, &[root, "errors"]) {
            Some(Value::List(refusals)) => refusals.as_slice(),
            _ => &[],
        };
        if refusals.is_empty() {
            if let Some(Value::String(secret)) = self.page.once.and_then(|name| at(&data, &[root, name])) {
                return self.show(&Show { once: Some(secret.clone()), ..Show::default() }).await;
            }
            return Ok(self.go_on(&data, headers));
        }
        let has =
            |code: &str| refusals.iter().any(|refusal| at(refusal, &["code"]).is_some_and(|found| is(found, code)));
        if has(SIGN_IN_FIRST) {
            let next = language.pick("Masuk", "Sign in");
            return Err(Message::of(Words::SignIn, language).with_typed(&typed).with_next(SIGN_IN.to_owned(), next));
        }
        let status = if has(STALE) { StatusCode::CONFLICT } else { StatusCode::UNPROCESSABLE_ENTITY };
        self.refuse(typed, refusals.iter().map(told).collect(), status).await
    }

    async fn act_by_link(&self, link: &dyn Link, payload: web::Payload) -> Result<HttpResponse, Message> {
        // What may be sent from anywhere is determined by its address alone.
        let typed = if link.is_from_anywhere() { Typed::default() } else { self.own_form(payload).await? };
        let language = self.language();
        let named = |path: String| if path.is_empty() { path } else { format!("{INPUT}.{path}") };
        let told =
            |refusal: &entity::Refusal| Wrong::at(named(refusal.path.join(".")), refusal.reason.message(language));
        let errors: Vec<Wrong> = match link.act(&self.linked(), &typed).await {
            Ok(Done::Next(headers)) => return Ok(self.go_on(&Value::Null, headers)),
            Ok(Done::Show(shown)) => {
                let language = shown.language.unwrap_or(language);
                return Ok(view::page(self, language, shown.data.map(Asked::without_query), &Show::default()));
            }
            Err(Refused::Field([path, id, en], others)) => {
                let wrong = Wrong::at(named(path.to_owned()), language.pick(id, en).to_owned());
                others.iter().map(told).chain([wrong]).collect()
            }
            Err(Refused::Gone) => return Err(self.gone(link)),
            Err(Refused::Failed(Error::Refused(refusals))) => {
                if refusals.iter().any(|refusal| refusal.reason == Reason::LinkNotValid) {
                    return Err(self.gone(link));
                }
                refusals.iter().map(told).collect()
            }
            Err(Refused::Failed(error)) => return Err(self.failed(&error).with_typed(&typed)),
        };
        self.refuse(typed, errors, StatusCode::UNPROCESSABLE_ENTITY).await
    }

    /// The form, if it was sent from one of our own pages.
    async fn own_form(&self, payload: web::Payload) -> Result<Typed, Message> {
        if !is_from_here(self.http, &self.state.public_url) {
            return Err(Message::of(Words::FromElsewhere, self.language()));
        }
        form::read(self.http, payload, self.language()).await
    }

    /// The same page with what was typed and what is wrong with it.
    async fn refuse(&self, typed: Typed, mut errors: Vec<Wrong>, status: StatusCode) -> Result<HttpResponse, Message> {
        // In the order of the form; what concerns no field of it comes first.
        errors.sort_by_key(|wrong| typed.0.iter().position(|(name, _)| *name == wrong.name));
        let show = Show { typed: typed.without_secrets(), errors, status: Some(status), once: None };
        self.show(&show).await.map_err(|message| message.with_typed(&typed))
    }

    /// Redirects the browser, which keeps no page with a secret address in its history.
    fn go_on(&self, data: &Value, headers: Vec<(HeaderName, HeaderValue)>) -> HttpResponse {
        let mut answer = HttpResponse::SeeOther();
        answer
            .insert_header((header::LOCATION, self.place(data)))
            .insert_header((header::CACHE_CONTROL, "no-store"))
            .insert_header((header::REFERRER_POLICY, "strict-origin"));
        for pair in headers {
            answer.append_header(pair);
        }
        answer.finish()
    }

    /// Where the browser is sent: what is in `{…}` is selected by the mutation, or a part of the path.
    fn place(&self, data: &Value) -> String {
        if let Some(wanted) = self.wanted() {
            return wanted;
        }
        let mut place = String::new();
        let mut rest = self.page.then;
        while let Some((before, after)) = rest.split_once('{') {
            let (name, after) = after.split_once('}').unwrap_or((after, ""));
            let steps: Vec<&str> = name.split('.').collect();
            let text = match at(data, &steps) {
                Some(Value::String(text)) => text.as_str(),
                _ => self.http.match_info().get(name).unwrap_or_default(),
            };
            place.push_str(before);
            place.extend(url::form_urlencoded::byte_serialize(text.as_bytes()));
            rest = after;
        }
        place.push_str(rest);
        place
    }

    /// Where somebody wanted to go who had to sign in first: an address of ours.
    fn wanted(&self) -> Option<String> {
        let asked = url::form_urlencoded::parse(self.http.query_string().as_bytes());
        let wanted = asked.filter(|_| self.page.path == SIGN_IN).find(|(name, _)| name == AFTERWARDS)?.1;
        (wanted != SIGN_IN && is_ours(&wanted)).then(|| wanted.into_owned())
    }

    /// What is known of whoever follows a link.
    pub fn linked(&self) -> Linked<'_> {
        Linked {
            registry: &self.state.registry,
            public_url: &self.state.public_url,
            token: self.http.match_info().query("token"),
            language: self.language(),
        }
    }
}

/// The value at a path in an answer.
fn at<'a>(data: &'a Value, path: &[&str]) -> Option<&'a Value> {
    path.iter().try_fold(data, |place, step| match place {
        Value::Object(fields) => fields.get(*step),
        _ => None,
    })
}

fn is(value: &Value, text: &str) -> bool {
    match value {
        Value::String(found) => found == text,
        Value::Enum(found) => found == text,
        _ => false,
    }
}

/// A refusal at its field.
fn told(refusal: &Value) -> Wrong {
    let text = |value: &Value| match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let steps = match at(refusal, &["path"]) {
        Some(Value::List(steps)) if !steps.is_empty() => steps.iter().map(text).collect::<Vec<_>>(),
        _ => Vec::new(),
    };
    let name = if steps.is_empty() { String::new() } else { format!("{INPUT}.{}", steps.join(".")) };
    let record = at(refusal, &["existing"]).and_then(|id| if let Value::String(id) = id { place_of(id) } else { None });
    Wrong { name, text: at(refusal, &["message"]).map(text).unwrap_or_default(), record: record.unwrap_or_default() }
}

/// Where the page of a record is, if it has one by its identifier alone.
fn place_of(id: &str) -> Option<String> {
    let folder = match graphql_schema::kind_of(id)? {
        SubjectKind::Agreement => "agreements",
        SubjectKind::Party => "parties",
        SubjectKind::Exchange => "exchanges",
        SubjectKind::ObligatoryReport => "reports",
        SubjectKind::Request => "requests",
        _ => return None,
    };
    Some(format!("/{folder}/{id}"))
}
