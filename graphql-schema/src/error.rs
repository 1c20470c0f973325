//! The errors that callers meet: a closed list of codes, and nothing of what happens inside.

use crate::library;
use async_graphql::{Error, ErrorExtensionValues, Name, PathSegment, Response, ServerError, Value};
use entity::{database::Outage, text::Language};
use serde::Serialize;
use std::{collections::BTreeMap, sync::Arc};

/// How many errors one answer carries at most.
const MOST_ERRORS: usize = 20;
/// How long a message may be, in bytes: the library's messages quote the document.
const LONGEST_MESSAGE: usize = 1_000;
/// How the library begins its messages about values that do not fit their argument.
const COERCION: [&str; 3] = ["Invalid value for argument", "Failed to parse \"", "Expected input type \""];

/// Declares [`Code`] with the text of each, and what it says in both languages side by side.
macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $code:literal, $id:literal, $en:literal;)+) => {
        /// What went wrong, for programs: `extensions.code` of a GraphQL error. The list is closed.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Code { $($(#[$doc])* $name,)+ }

        impl Code {
            /// Every code there is.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// The code as callers read it.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$name => $code,)+ }
            }

            /// The code in words, for people.
            pub fn message(self, language: Language) -> &'static str {
                match self { $(Self::$name => language.pick($id, $en),)+ }
            }
        }
    };
}

codes! {
    /// The caller has not signed in, or the key or session they sent is not valid.
    Unauthenticated = "UNAUTHENTICATED",
        "Masuk terlebih dahulu.",
        "Please sign in first.";
    /// The caller is known, and may not do this.
    Forbidden = "FORBIDDEN",
        "Anda tidak berhak melakukan ini.",
        "You are not allowed to do this.";
    /// There is no such record, or the caller may not see it.
    NotFound = "NOT_FOUND",
        "Data yang dimaksud tidak ditemukan.",
        "There is no such record.";
    /// The HTTP request is not one of the GraphQL over HTTP specification.
    BadRequest = "BAD_REQUEST",
        "Permintaan HTTP ini tidak dapat dibaca.",
        "This HTTP request cannot be read.";
    /// A value does not have the form or range that its argument requires.
    BadUserInput = "BAD_USER_INPUT",
        "Nilai yang dikirim tidak sesuai.",
        "A value that was sent is not valid.";
    /// The document asks for more than is allowed in one document. `limit`, `allowed` and, when it is known, `found`
    /// say what.
    LimitExceeded = "LIMIT_EXCEEDED",
        "Permintaan ini melampaui batas.",
        "This request exceeds a limit.";
    /// The caller has asked too often; `retryAfter` says in how many seconds to try again.
    RateLimited = "RATE_LIMITED",
        "Terlalu banyak permintaan. Coba beberapa saat lagi.",
        "Too many requests. Try again in a while.";
    /// The service is busy with others; `retryAfter` says in how many seconds to try again.
    Overloaded = "OVERLOADED",
        "Layanan sedang sibuk. Coba beberapa saat lagi.",
        "The service is busy. Try again in a while.";
    /// The service cannot reach its data; `retryAfter` says in how many seconds to try again.
    Unavailable = "UNAVAILABLE",
        "Layanan sedang tidak dapat mengakses datanya. Coba beberapa saat lagi; jika berlanjut, hubungi pengelola layanan.",
        "The service cannot reach its data at the moment. Try again in a while; if it lasts, tell the operator of the service.";
    /// The disk of the service is full: nothing can be changed, but data can still be read. `retryAfter` says in how
    /// many seconds to try again.
    StorageFull = "STORAGE_FULL",
        "Ruang penyimpanan layanan penuh: data dapat dibaca, tetapi belum dapat diubah. Hubungi pengelola layanan.",
        "The disk of the service is full: data can be read, but not changed. Contact the operator of the service.";
    /// Another request with the same `Idempotency-Key` is being carried out; `retryAfter` says in how many seconds to
    /// ask again.
    InProgress = "IN_PROGRESS",
        "Permintaan dengan kunci yang sama sedang dikerjakan. Kirim ulang beberapa saat lagi.",
        "A request with the same key is being processed. Send it again in a while.";
    /// The change was made by an earlier request with the same `Idempotency-Key`, and its answer is not kept. `subject` is
    /// the identifier of what was changed, where that has one.
    AlreadyDone = "ALREADY_DONE",
        "Perubahan ini sudah dilakukan; jawabannya tidak tersimpan.",
        "This change has already been made; its answer was not kept.";
    /// The `Idempotency-Key` was used for another request within the last day.
    KeyReused = "IDEMPOTENCY_KEY_REUSED",
        "Kunci ini sudah dipakai untuk permintaan lain.",
        "This key was used for another request.";
    /// The answer took too long.
    Timeout = "TIMEOUT",
        "Waktu pemrosesan habis. Periksa dahulu apakah perubahan Anda tersimpan, lalu coba lagi.",
        "The request took too long. See first whether your change was made, then try again.";
    /// The document is not GraphQL.
    ParseFailed = "GRAPHQL_PARSE_FAILED",
        "Dokumen GraphQL ini tidak dapat diurai.",
        "This GraphQL document cannot be parsed.";
    /// The document does not fit the schema.
    ValidationFailed = "GRAPHQL_VALIDATION_FAILED",
        "Dokumen GraphQL ini tidak sesuai dengan skema.",
        "This GraphQL document does not fit the schema.";
    /// The document does not say which of its operations to run, or that one cannot be run here.
    OperationResolutionFailure = "OPERATION_RESOLUTION_FAILURE",
        "Tidak jelas operasi mana yang harus dijalankan.",
        "It is not clear which operation to run.";
    /// A fault of the service; `requestId` finds it in the log.
    Internal = "INTERNAL",
        "Terjadi kesalahan internal.",
        "Internal error.";
}

impl Code {
    /// A request error with this code: it has no path, and the answer no data.
    pub fn error(self, message: impl Into<String>) -> ServerError {
        self.put_on(ServerError::new(message, None))
    }

    /// `error` with this code.
    pub(crate) fn put_on(self, mut error: ServerError) -> ServerError {
        error.extensions.get_or_insert_default().set("code", self.as_str());
        error
    }

    /// The code that `error` carries, if it is one of the list.
    pub fn of(error: &ServerError) -> Option<Self> {
        match error.extensions.as_ref()?.get("code")? {
            Value::String(text) => Self::ALL.iter().copied().find(|code| code.as_str() == text),
            _ => None,
        }
    }
}

/// What people are told about an outage.
pub fn outage_words(error: &entity::Error, outage: Outage, language: Language) -> &'static str {
    match error {
        entity::Error::Doubtful(_) => language.pick(
            "Tidak ada jawaban dari basis data. Perubahan ini mungkin tetap tersimpan; periksa sebelum mengirim ulang.",
            "The database did not answer. The change may have been made; check before you send it again.",
        ),
        _ => Code::from(outage).message(language),
    }
}

impl From<Outage> for Code {
    fn from(outage: Outage) -> Self {
        match outage {
            Outage::Busy => Self::Overloaded,
            Outage::Away => Self::Unavailable,
            Outage::Full => Self::StorageFull,
        }
    }
}

/// The error of a resolver.
///
/// It has no `Display`, on purpose: async-graphql sends the `Display` of any error to the caller, so that a stray `?`
/// on another error must not compile.
#[derive(Debug, Clone)]
pub enum ApiError {
    /// The caller is told.
    Told {
        /// For programs.
        code: Code,
        /// For people, in their language.
        message: String,
        /// Further fields of `extensions`.
        extensions: ErrorExtensionValues,
    },
    /// The caller is told that something failed; the log is told what.
    Internal(Arc<dyn std::error::Error + Send + Sync>),
}

/// The reason of an internal error on its way from the resolver to the log.
struct Hidden(Arc<dyn std::error::Error + Send + Sync>);

impl ApiError {
    /// An error in words of its own.
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Self::Told { code, message: message.into(), extensions: ErrorExtensionValues::default() }
    }

    /// An error in the words of its code.
    pub fn of(code: Code, language: Language) -> Self {
        Self::new(code, code.message(language))
    }

    /// A fault of the service. The caller learns nothing of `error`.
    pub fn internal(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::Internal(error.into().into())
    }

    /// What a caller is told about an act or a look-up that the registry could not carry out. Where the database is to
    /// blame, they are told when to try again; the log is told the rest.
    pub fn failed(error: entity::Error, language: Language) -> Self {
        let Some(outage) = error.outage() else { return Self::internal(error) };
        if !matches!(error, entity::Error::Busy) {
            tracing::warn!(%error, ?outage, "the database did not do what it was told");
        }
        Self::new(outage.into(), outage_words(&error, outage, language)).with("retryAfter", outage.retry_after())
    }

    /// The error with one more field in `extensions`; an internal one stays as it is.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        if let Self::Told { extensions, .. } = &mut self {
            extensions.set(name, value);
        }
        self
    }

    /// What programs are told.
    pub fn code(&self) -> Code {
        match self {
            Self::Told { code, .. } => *code,
            Self::Internal(_) => Code::Internal,
        }
    }
}

impl From<ApiError> for Error {
    fn from(error: ApiError) -> Self {
        let code = error.code();
        let (message, source, mut extensions) = match error {
            ApiError::Told { message, extensions, .. } => (message, None, extensions),
            ApiError::Internal(reason) => {
                let source: Arc<dyn std::any::Any + Send + Sync> = Arc::new(Hidden(reason));
                (code.message(Language::En).to_owned(), Some(source), ErrorExtensionValues::default())
            }
        };
        extensions.set("code", code.as_str());
        Self { message, source, extensions: Some(extensions) }
    }
}

impl From<ApiError> for ServerError {
    fn from(error: ApiError) -> Self {
        let Error { message, source, extensions } = error.into();
        let mut error = Self::new(message, None);
        error.source = source;
        error.extensions = extensions;
        error
    }
}

/// The library's own errors inside a resolver, such as data that is missing from the context, are faults.
impl From<Error> for ApiError {
    fn from(error: Error) -> Self {
        Self::internal(error.message)
    }
}

/// Whether the request was refused before anything ran: such an answer has no `data` (GraphQL specification, 7.1).
pub fn is_request_error(response: &Response) -> bool {
    response.data == Value::Null
        && !response.errors.is_empty()
        && response.errors.iter().all(|error| error.path.is_empty())
}

/// The outage that kept everything in `response` from being found or done: there is no data, and no other error. Such a
/// request is better refused as a whole, so that the status tells the sender to try again later.
pub fn outage(response: &Response) -> Option<&ServerError> {
    let nothing = match &response.data {
        Value::Null => true,
        Value::Object(fields) => fields.values().all(|value| *value == Value::Null),
        _ => false,
    };
    let of_outage =
        |error: &ServerError| matches!(Code::of(error), Some(Code::Overloaded | Code::Unavailable | Code::StorageFull));
    response.errors.first().filter(|_| nothing && response.errors.iter().all(of_outage))
}

/// An answer as the specification requires (GraphQL, 7.1): errors first, and no `data` where nothing ran.
#[derive(Serialize)]
struct Body<'a> {
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    errors: &'a [ServerError],
    #[serde(skip_serializing_if = "Option::is_none")]
    data: Option<&'a Value>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    extensions: &'a BTreeMap<String, Value>,
}

/// `response` in JSON, as it is sent.
pub fn body(response: &Response) -> String {
    let data = (!is_request_error(response)).then_some(&response.data);
    let body = Body { errors: &response.errors, data, extensions: &response.extensions };
    serde_json::to_string(&body).expect("names are texts, and values are those of JSON")
}

/// Makes every error of `response` safe to show: one with a code of the list stays, the library's own get theirs, and
/// what remains is logged and becomes "internal error" with the request's id.
#[must_use]
pub fn mask(mut response: Response, language: Language, request_id: &str) -> Response {
    let executed = !is_request_error(&response);
    complete(&mut response);
    response.errors.truncate(MOST_ERRORS);
    for error in &mut response.errors {
        match classify(error, executed) {
            Code::Internal => hide(error, language, request_id),
            code => {
                if error.source.is_none() && (is_of_library(error) || code == Code::ParseFailed) {
                    error.message = in_words(error, code, language);
                }
                error.message.truncate(error.message.floor_char_boundary(LONGEST_MESSAGE));
                error.extensions.get_or_insert_default().set("code", code.as_str());
            }
        }
    }
    response
}

/// Puts back what the library leaves out: a field that failed is null, not absent, and an operation whose fields were
/// all skipped has an empty object for data (GraphQL specification, 6.4.3 and 6.4.4).
fn complete(response: &mut Response) {
    if response.errors.is_empty() && response.data == Value::Null {
        response.data = Value::Object([].into());
    }
    for error in &response.errors {
        let mut place = &mut response.data;
        for segment in &error.path {
            let inner = match (segment, place) {
                (PathSegment::Field(name), Value::Object(fields)) => {
                    Some(fields.entry(Name::new(name)).or_insert(Value::Null))
                }
                (PathSegment::Index(index), Value::List(items)) => items.get_mut(*index),
                _ => None,
            };
            let Some(inner) = inner else { break };
            place = inner;
        }
    }
}

/// Whether the library made an error, and nobody gave it a code.
fn is_of_library(error: &ServerError) -> bool {
    Code::of(error).is_none()
}

/// What the library says, in the caller's language.
fn in_words(error: &ServerError, code: Code, language: Language) -> String {
    match (code, language, error.locations.first()) {
        (Code::ParseFailed, Language::En, _) => error.message.clone(),
        (Code::ParseFailed, Language::Id, Some(at)) => {
            format!("Dokumen GraphQL ini tidak dapat dibaca: baris {}, kolom {}.", at.line, at.column)
        }
        _ => library::told(&error.message, language).unwrap_or_else(|| code.message(language).to_owned()),
    }
}

/// The code of an error, also where the library made it and gave it none.
fn classify(error: &ServerError, executed: bool) -> Code {
    let from_library = error.source.is_none();
    match Code::of(error) {
        Some(code) => code,
        None if from_library && COERCION.iter().any(|start| error.message.starts_with(start)) => Code::BadUserInput,
        None if from_library && !executed => Code::ValidationFailed,
        None => Code::Internal,
    }
}

/// Moves what `error` says to the log.
fn hide(error: &mut ServerError, language: Language, request_id: &str) {
    let reason = error.source::<Hidden>().map(|Hidden(reason)| format!("{reason}; {reason:?}"));
    tracing::error!(request_id, path = ?error.path, reason = reason.as_deref().unwrap_or(&error.message), "internal error");
    let mut shown = Code::Internal.error(Code::Internal.message(language));
    shown.extensions.get_or_insert_default().set("requestId", request_id);
    shown.locations = std::mem::take(&mut error.locations);
    shown.path = std::mem::take(&mut error.path);
    *error = shown;
}

#[cfg(test)]
mod tests {
    use super::*;
    use async_graphql::{EmptyMutation, EmptySubscription, Object, Schema};

    struct Query;

    struct Page;

    #[Object]
    impl Page {
        async fn number(&self) -> i32 {
            1
        }

        async fn broken(&self) -> Result<Option<i32>, ApiError> {
            Err(ApiError::internal("broken"))
        }
    }

    #[Object]
    impl Query {
        async fn half(
            &self,
            #[graphql(validator(minimum = 1, maximum = 100))] first: Option<i32>,
        ) -> Result<Option<i32>, ApiError> {
            Ok(first)
        }

        async fn driver(&self) -> Result<Option<i32>, ApiError> {
            Err(ApiError::internal("password authentication failed for user \"kembar\""))
        }

        async fn stray(&self) -> Result<Option<i32>, Error> {
            Err(std::io::Error::other("Failed to parse \"secret\""))?
        }

        async fn context(&self, context: &async_graphql::Context<'_>) -> Result<Option<i32>, ApiError> {
            Ok(Some(*context.data::<i32>()?))
        }

        async fn pages(&self) -> Vec<Page> {
            vec![Page, Page]
        }

        async fn away(&self) -> Result<Option<i32>, ApiError> {
            Err(ApiError::of(Code::Unavailable, Language::En))
        }

        async fn needed(&self) -> Result<i32, ApiError> {
            Err(ApiError::of(Code::StorageFull, Language::En))
        }

        async fn hidden(&self) -> Result<Option<i32>, ApiError> {
            Err(ApiError::of(Code::NotFound, Language::Id).with("kind", "Region"))
        }
    }

    async fn ask(query: &str) -> serde_json::Value {
        let schema = Schema::new(Query, EmptyMutation, EmptySubscription);
        let response = mask(schema.execute(query).await, Language::En, "r-1");
        serde_json::to_value(response).unwrap()
    }

    #[tokio::test]
    async fn what_fails_inside_stays_inside() {
        for field in ["driver", "stray", "context"] {
            let answer = ask(&format!("{{ {field} }}")).await;
            let error = &answer["errors"][0];
            assert_eq!(error["message"], "Internal error.", "{answer}");
            assert_eq!(error["extensions"], serde_json::json!({ "code": "INTERNAL", "requestId": "r-1" }));
            assert_eq!(error["path"], serde_json::json!([field]));
        }
    }

    #[tokio::test]
    async fn an_answer_in_which_an_outage_left_nothing_is_one() {
        let schema = Schema::new(Query, EmptyMutation, EmptySubscription);
        for (query, is_outage) in [
            ("{ away }", true),
            ("{ needed }", true),
            ("{ away needed }", true),
            ("{ away hidden }", false),
            ("{ away pages { number } }", false),
        ] {
            let response = mask(schema.execute(query).await, Language::En, "r-1");
            assert_eq!(outage(&response).is_some(), is_outage, "{query}");
        }
    }

    #[tokio::test]
    async fn a_told_error_keeps_its_words_and_fields() {
        let answer = ask("{ hidden }").await;
        assert_eq!(answer["errors"][0]["message"], "Data yang dimaksud tidak ditemukan.");
        assert_eq!(answer["errors"][0]["extensions"], serde_json::json!({ "code": "NOT_FOUND", "kind": "Region" }));
    }

    #[tokio::test]
    async fn a_field_that_fails_is_null_and_not_absent() {
        let answer = ask("{ half hidden pages { number broken } }").await;
        let page = serde_json::json!({ "number": 1, "broken": null });
        assert_eq!(answer["data"], serde_json::json!({ "half": null, "hidden": null, "pages": [page, page] }));
        assert_eq!(answer["errors"].as_array().unwrap().len(), 3);
    }

    #[tokio::test]
    async fn an_operation_that_skips_everything_has_data() {
        assert_eq!(ask("{ half @skip(if: true) }").await, serde_json::json!({ "data": {} }));
    }

    #[tokio::test]
    async fn a_value_that_does_not_fit_is_bad_user_input() {
        for query in
            ["{ half(first: 0) }", "{ half(first: 101) }", "{ half(first: \"x\") }", "{ half(first: 2147483648) }"]
        {
            assert_eq!(ask(query).await["errors"][0]["extensions"]["code"], "BAD_USER_INPUT", "{query}");
        }
    }

    #[tokio::test]
    async fn a_document_that_does_not_fit_the_schema_keeps_its_message() {
        let answer = ask("{ unknown }").await;
        assert!(answer["errors"][0]["message"].as_str().unwrap().contains("unknown"));
        assert_eq!(answer["errors"][0]["extensions"]["code"], "GRAPHQL_VALIDATION_FAILED");
    }

    #[tokio::test]
    async fn an_answer_carries_twenty_errors_and_short_messages_at_most() {
        let fields = (0..30).fold(String::new(), |all, n| all + &format!("unknown{n} "));
        assert_eq!(ask(&format!("{{ {fields} }}")).await["errors"].as_array().unwrap().len(), 20);
        let answer = ask(&format!("{{ {} }}", "x".repeat(5_000))).await;
        assert!(answer["errors"][0]["message"].as_str().unwrap().len() <= LONGEST_MESSAGE);
    }

    #[test]
    fn every_code_reads_back() {
        for code in Code::ALL {
            assert_eq!(Code::of(&code.error("")), Some(*code));
            assert_ne!(code.message(Language::Id), code.message(Language::En));
        }
    }
}
