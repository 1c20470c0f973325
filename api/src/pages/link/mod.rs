//! Pages that need no account: a secret in their address says what may be seen and done.
//!
//! Nothing of this is an operation of the schema. The secret is the authority, not the caller; as an argument it would be in
//! documents, logs and histories of tools; and choosing a password costs a hash, for which the schema knows one place only,
//! that of `signIn`. So these pages are functions, with the data, the refusals and the forms of the others.

pub(super) mod password;
pub(super) mod set_up;
pub(super) mod stop;

use super::{Message, Visit, form::Typed, message::Words};
use crate::http::cookie;
use actix_web::http::header::{self, HeaderName, HeaderValue};
use entity::{
    Error, Reason, Registry,
    account::{Secret, session::SignedIn},
    text::Language,
};
use futures_util::future::BoxFuture;
use minijinja::Value;
use url::Url;

/// What a link shows and does.
pub(super) trait Link: Sync {
    /// What there is to see; none where the link is good for nothing, or not any more. Looking changes nothing: the scanners of
    /// mail servers follow every link.
    fn show<'a>(&'a self, by: &'a Linked<'a>) -> BoxFuture<'a, Result<Option<Shown>, Error>>;

    /// Does what was typed.
    fn act<'a>(&'a self, by: &'a Linked<'a>, typed: &'a Typed) -> BoxFuture<'a, Result<Done, Refused>>;

    /// Whether the act may be sent from anywhere, whatever its body says.
    fn is_from_anywhere(&self) -> bool {
        false
    }

    /// What is said of a link that is good for nothing, beside that it is.
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
    /// The language in which it is shown, if that is not the browser's.
    pub language: Option<Language>,
}

/// What came of an act.
pub(super) enum Done {
    /// The browser keeps these, and goes on.
    Next(Vec<(HeaderName, HeaderValue)>),
    /// This is shown.
    Show(Shown),
}

/// Why an act was not done.
pub(super) enum Refused {
    /// The link is good for nothing, or not any more.
    Gone,
    /// What is wrong with one field, in Indonesian and in English.
    Field(&'static str, &'static str, &'static str),
    /// The registry refused it, or failed.
    Failed(Error),
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
    Err(Refused::Field("passwordAgain", "Kedua kata sandi tidak sama.", "The two passwords are not the same."))
}

/// What has a browser stay signed in.
fn enter(signed_in: &SignedIn, by: &Linked<'_>) -> Done {
    let cookies = [
        cookie::session(Some(&signed_in.token), by.public_url),
        cookie::device(signed_in.device.as_ref(), by.public_url),
    ];
    let headers = cookies.iter().filter_map(|cookie| Some((header::SET_COOKIE, HeaderValue::from_str(cookie).ok()?)));
    Done::Next(headers.collect())
}

impl Visit<'_> {
    /// A link that is good for nothing.
    pub fn gone(&self, link: &dyn Link) -> Message {
        let language = self.language();
        let message = Message::of(Words::NotThere, language).with_title(Reason::LinkNotValid.message(language));
        match link.when_gone(language) {
            Some(text) => message.with_text(text),
            None => message.with_text(""),
        }
    }

    /// What the registry failed at.
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
