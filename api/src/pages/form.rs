//! Forms as browsers send them.

use super::{Message, message::Words};
use crate::http::body::Unfinished;
use actix_web::{
    HttpRequest,
    http::header,
    web::{self, Bytes},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use entity::text::Language;
use futures_util::StreamExt;
use serde::Serialize;
use sha2::{Digest, Sha256};

/// The longest form, in bytes.
pub(super) const LONGEST_FORM: usize = 64 * 1024;
/// The content type of a form.
const FORM: &str = "application/x-www-form-urlencoded";
/// A part of the names of secret fields, which are never written back.
const SECRET: &str = "password";
/// The others: the present password, and a new one.
const SECRETS: [&str; 2] = ["input.current", "input.new"];

/// The field of every form that says which showing of it was sent: what is sent twice is done once.
pub(super) const KEY: &str = "once";

/// What was typed: names and texts, in order.
#[derive(Debug, Clone, Default, Serialize)]
pub(super) struct Typed(pub Vec<(String, String)>);

impl Typed {
    /// The text of a field; nothing where there is none.
    pub fn text(&self, name: &str) -> &str {
        self.0.iter().find(|(own, _)| own == name).map_or("", |(_, text)| text)
    }

    /// Under which key the form is carried out: it stands for this showing of it with what was typed, so that a form that
    /// is sent again is not carried out again, and one that was changed is. None for a form with secrets, or without the field.
    pub fn key(&self) -> Option<String> {
        let shown = Some(self.text(KEY)).filter(|shown| !shown.is_empty())?;
        if self.0.iter().any(|(name, _)| is_secret(name)) {
            return None;
        }
        let written = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(&self.0).finish();
        Some(URL_SAFE_NO_PAD.encode(Sha256::digest(format!("{shown}\n{written}"))))
    }

    /// All but the field that names the showing.
    pub fn without_key(&self) -> Self {
        Self(self.0.iter().filter(|(name, _)| name != KEY).cloned().collect())
    }

    /// All but the secret fields.
    pub fn without_secrets(&self) -> Self {
        Self(self.0.iter().filter(|(name, _)| !is_secret(name)).cloned().collect())
    }
}

pub(super) fn is_secret(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    name.contains(SECRET) || SECRETS.contains(&name.as_str())
}

/// Reads the form of a request.
pub(super) async fn read(http: &HttpRequest, mut payload: web::Payload, language: Language) -> Result<Typed, Message> {
    let told = |words| Err(Message::of(words, language));
    let declared = http.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let essence = declared.split(';').next().unwrap_or_default().trim();
    if !essence.eq_ignore_ascii_case(FORM) || http.headers().contains_key(header::CONTENT_ENCODING) {
        return told(Words::NotAForm);
    }
    let length = http.headers().get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse::<u64>().ok());
    if length.is_some_and(|length| usize::try_from(length).is_ok_and(|length| length > LONGEST_FORM)) {
        return told(Words::TooLong);
    }
    let mut body = Vec::new();
    while let Some(piece) = payload.next().await {
        let piece: Bytes = match piece {
            Ok(piece) => piece,
            Err(error) => {
                return told(match Unfinished::of(&error) {
                    Some(Unfinished::TooSlow) => Words::TooSlow,
                    Some(Unfinished::Stopping) => Words::Stopping,
                    None => Words::Unreadable,
                });
            }
        };
        if body.len() + piece.len() > LONGEST_FORM {
            return told(Words::TooLong);
        }
        body.extend_from_slice(&piece);
    }
    Ok(Typed(url::form_urlencoded::parse(&body).into_owned().collect()))
}
