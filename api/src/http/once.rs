//! The `Idempotency-Key` header (draft-ietf-httpapi-idempotency-key-header), which ensures that a change is made once,
//! however often it is requested.

use actix_web::{
    HttpMessage, HttpRequest,
    http::header::{HeaderMap, HeaderName},
};
use entity::{once::rule::is_key, text::Language};
use graphql_schema::error::{ApiError, Code};

const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");

/// The key under which a form is carried out. It stands for the request from within, as the header does from outside.
pub struct FormKey(pub String);

/// The key of a request: of the form that it sends, or of its header.
pub fn key_for(http: &HttpRequest, language: Language) -> Result<Option<String>, ApiError> {
    match http.extensions().get::<FormKey>() {
        Some(FormKey(key)) => Ok(Some(key.clone())),
        None => key_of(http.headers(), language),
    }
}

/// The key of a request's header, with quotation marks around it (RFC 9651, 3.3.3) or without.
fn key_of(headers: &HeaderMap, language: Language) -> Result<Option<String>, ApiError> {
    let mut sent = headers.get_all(IDEMPOTENCY_KEY);
    let Some(value) = sent.next() else { return Ok(None) };
    let key = value.to_str().ok().filter(|_| sent.next().is_none()).and_then(|text| unquoted(text.trim()));
    match key.filter(|key| is_key(key)) {
        Some(key) => Ok(Some(key)),
        None => Err(ApiError::new(
            Code::BadRequest,
            language.pick(
                "Idempotency-Key harus berupa satu teks 1 sampai 255 karakter ASCII tanpa spasi, misalnya \"8e03978e-40d5-43dd\".",
                "An Idempotency-Key is one text of 1 to 255 ASCII characters without spaces, such as \"8e03978e-40d5-43dd\".",
            ),
        )),
    }
}

/// The text between quotation marks, in which a backslash escapes a quotation mark or another backslash; a text without
/// quotation marks is returned as it is.
fn unquoted(text: &str) -> Option<String> {
    let Some(quoted) = text.strip_prefix('"') else {
        return (!text.contains('"')).then(|| text.to_owned());
    };
    let mut key = String::new();
    let mut letters = quoted.chars();
    loop {
        match letters.next()? {
            '"' => return letters.next().is_none().then_some(key),
            '\\' => key.push(letters.next().filter(|letter| matches!(letter, '"' | '\\'))?),
            letter => key.push(letter),
        }
    }
}

#[cfg(test)]
mod tests;

#[cfg(test)]
mod header_tests {
    use super::*;
    use actix_web::http::header::HeaderValue;

    fn key(values: &[&str]) -> Result<Option<String>, Code> {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append(IDEMPOTENCY_KEY, HeaderValue::from_bytes(value.as_bytes()).unwrap());
        }
        key_of(&headers, Language::En).map_err(|error| error.code())
    }

    #[test]
    fn a_key_is_a_quoted_text_or_a_bare_one() {
        assert_eq!(key(&[]), Ok(None));
        for (sent, meant) in [
            ("\"8e03978e-40d5\"", "8e03978e-40d5"),
            ("8e03978e-40d5", "8e03978e-40d5"),
            (" \"a\" ", "a"),
            (r#""a\"b\\c""#, r#"a"b\c"#),
            (r"a\b", r"a\b"),
        ] {
            assert_eq!(key(&[sent]), Ok(Some(meant.to_owned())), "{sent}");
        }
    }

    #[test]
    fn what_is_no_key_is_refused() {
        let long = "x".repeat(256);
        for sent in [
            "",
            "\"\"",
            "\"",
            "\"a",
            "a\"",
            "\"a\"b",
            "\"a\";p=1",
            "a b",
            "\"a b\"",
            "a, b",
            r#""a\b""#,
            "k\u{e9}",
            &long,
        ] {
            assert_eq!(key(&[sent]), Err(Code::BadRequest), "{sent}");
        }
        assert_eq!(key(&["a", "a"]), Err(Code::BadRequest));
    }
}
