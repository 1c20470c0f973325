//! Pages that need no account: the secret in their address is the permission.
//!
//! These are not operations of the schema, because the secret is the authority and not the caller: as an argument it
//! would end up in documents, logs and the histories of tools. Choosing a password also costs a slow hash, which the
//! schema's limits allow only to `signIn`. So these pages are functions, whose data, refusals and forms are like those
//! of the other pages.

pub(super) mod answer;
pub(super) mod password;
pub(super) mod set_up;
pub(super) mod stop;

use super::{Message, Visit, form::Typed, message::Words};
use crate::http::cookie;
use actix_web::http::header::{self, HeaderName, HeaderValue};
use entity::{
    Error, Reason, Refusal, Registry,
    account::{Secret, session::SignedIn},
    text::Language,
};
use futures_util::future::BoxFuture;
use minijinja::Value;
use url::Url;

/// What a link shows and does.
pub(super) trait Link: Sync {
    /// What there is to see; `None` if the link is not valid, or no longer. Looking changes nothing: the scanners of
    /// mail servers follow every link.
    fn show<'a>(&'a self, by: &'a Linked<'a>) -> BoxFuture<'a, Result<Option<Shown>, Error>>;

    /// Carries out the act with what was typed.
    fn act<'a>(&'a self, by: &'a Linked<'a>, typed: &'a Typed) -> BoxFuture<'a, Result<Done, Refused>>;

    /// Whether the act may be sent from anywhere, whatever its body says.
    fn is_from_anywhere(&self) -> bool {
        false
    }

    /// What is said about a link that is not valid, beside that it is not.
    fn when_gone(&self, _language: Language) -> Option<&'static str> {
        None
    }
}

/// Somebody who follows a link.
pub(super) struct Linked<'a> {
    pub registry: &'a Registry,
    pub public_url: &'a Url,
    /// The secret.
    pub token: &'a str,
    /// The language of their browser.
    pub language: Language,
}

/// What a link shows.
pub(super) struct Shown {
    pub data: Option<Value>,
    /// The language of the page, if it is not the browser's.
    pub language: Option<Language>,
}

/// The outcome of an act.
pub(super) enum Done {
    /// The browser gets these headers and is sent to the next page.
    Next(Vec<(HeaderName, HeaderValue)>),
    /// This is shown.
    Show(Shown),
}

/// Why an act was not done.
pub(super) enum Refused {
    /// The link is not valid, or no longer.
    Gone,
    /// What is wrong with one field, in Indonesian and in English, and with others.
    Field([&'static str; 3], Vec<Refusal>),
    /// The registry refused it, or failed.
    Failed(Error),
}

impl Refused {
    /// The same, with what else is wrong.
    fn beside<T>(self, checked: Result<T, Error>) -> Self {
        match (self, checked) {
            (Self::Field(wrong, _), Err(Error::Refused(others))) => Self::Field(wrong, others),
            (alone, _) => alone,
        }
    }
}

impl From<Error> for Refused {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}

impl Shown {
    fn of(data: Value) -> Self {
        Self { data: Some(data), language: None }
    }
}

/// The password that was typed twice.
fn password(typed: &Typed) -> Result<Secret, Refused> {
    let password = typed.text("input.password");
    if password == typed.text("input.passwordAgain") {
        return Ok(Secret::from(password));
    }
    let differ = ["passwordAgain", "Kedua kata sandi tidak sama.", "The two passwords are not the same."];
    Err(Refused::Field(differ, Vec::new()))
}

/// The cookies that sign a browser in.
fn enter(signed_in: &SignedIn, by: &Linked<'_>) -> Done {
    let cookies = [
        cookie::session(Some(&signed_in.token), by.public_url),
        cookie::device(signed_in.device.as_ref(), by.public_url),
    ];
    let headers = cookies.iter().filter_map(|cookie| Some((header::SET_COOKIE, HeaderValue::from_str(cookie).ok()?)));
    Done::Next(headers.collect())
}

impl Visit<'_> {
    /// The page about a link that is not valid.
    pub fn gone(&self, link: &dyn Link) -> Message {
        let language = self.language();
        let message = Message::of(Words::NotThere, language).with_title(Reason::LinkNotValid.message(language));
        match link.when_gone(language) {
            Some(text) => message.with_text(text),
            None => message.with_text(""),
        }
    }

    /// The page about a failure of the registry.
    pub fn failed(&self, error: &Error) -> Message {
        if matches!(error, Error::Busy) {
            return Message::of(Words::Busy, self.language());
        }
        tracing::error!(%error, page = self.page.name, "a page failed");
        Message::of(Words::Away, self.language())
    }
}

#[cfg(test)]
mod tests;
