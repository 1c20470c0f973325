//! The page on which the reader of a mail stops it, and the one click that does so (RFC 8058). Looking at the page
//! changes nothing: the scanners of mail servers follow every link.

use super::{State, language};
use actix_web::{
    HttpRequest, HttpResponse,
    http::{StatusCode, header},
    web,
};
use entity::{
    Error, Reason, Registry,
    notice::{
        act,
        exchange::find::{Followed, stoppable},
        find,
    },
    text::Language,
};
use minijinja::{Environment, Value, context};
use uuid::Uuid;

const TEMPLATE: &str = include_str!("../../templates/web/stop.html");

/// What the reader follows, with a button.
pub(super) async fn show(request: HttpRequest, state: web::Data<State>, token: web::Path<String>) -> HttpResponse {
    let shown = async {
        let Some(notice) = open(&state.registry, &token).await? else {
            return Ok(no_such_link(&request));
        };
        let (language, follows) = follows(&state.registry, notice, language(&request)).await?;
        let state = if follows.is_empty() { "stopped" } else { "asking" };
        Ok(page(StatusCode::OK, language, context! { state, follows }))
    };
    answer(&request, shown.await)
}

/// Ends the subscriptions that brought the mail to its reader. The body is ignored: the address alone says what is
/// meant.
pub(super) async fn stop(request: HttpRequest, state: web::Data<State>, token: web::Path<String>) -> HttpResponse {
    let stopped = async {
        let Some(notice) = open(&state.registry, &token).await? else {
            return Ok(no_such_link(&request));
        };
        let (language, _) = follows(&state.registry, notice, language(&request)).await?;
        act::stop(&state.registry, notice).await?;
        Ok(page(StatusCode::OK, language, context! { state => "stopped" }))
    };
    answer(&request, stopped.await)
}

async fn open(registry: &Registry, token: &str) -> Result<Option<Uuid>, Error> {
    Ok(find::link_key(registry).await?.open(token))
}

/// What is left to stop, in the language of the mail, or in that of the browser if nothing is left.
async fn follows(registry: &Registry, notice: Uuid, browser: Language) -> Result<(Language, Vec<Value>), Error> {
    let Some((reader, follows)) = stoppable(registry, notice).await? else {
        return Ok((browser, Vec::new()));
    };
    let language = reader.language();
    let said = |followed| match followed {
        Followed::Party(name) => context! { kind => "region", name },
        Followed::Agreement(title) => context! { kind => "agreement", name => title.read(language) },
        Followed::Exchange => context! { kind => "exchange" },
    };
    Ok((language, follows.into_iter().map(said).collect()))
}

fn answer(request: &HttpRequest, result: Result<HttpResponse, Error>) -> HttpResponse {
    result.unwrap_or_else(|error| {
        tracing::error!(%error, "a mail could not be unsubscribed from");
        page(StatusCode::SERVICE_UNAVAILABLE, language(request), context! { state => "failed" })
    })
}

fn no_such_link(request: &HttpRequest) -> HttpResponse {
    let language = language(request);
    let text = Reason::LinkNotValid.message(language);
    page(StatusCode::NOT_FOUND, language, context! { state => "unknown", text })
}

fn page(status: StatusCode, language: Language, content: Value) -> HttpResponse {
    let view = context! { lang => language.code(), ..content };
    match Environment::new().render_named_str("stop.html", TEMPLATE, view) {
        Ok(page) => HttpResponse::build(status)
            .content_type("text/html; charset=utf-8")
            .insert_header((header::CONTENT_LANGUAGE, language.code()))
            .insert_header((header::CACHE_CONTROL, "no-store"))
            .insert_header((header::REFERRER_POLICY, "no-referrer"))
            .body(page),
        Err(error) => {
            tracing::error!(%error, "the page for unsubscribing cannot be rendered");
            HttpResponse::InternalServerError().finish()
        }
    }
}

#[cfg(test)]
mod tests;
