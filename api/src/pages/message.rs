//! Pages with one message: nothing is there, something cannot be done, or it failed.

use super::{
    form::Typed,
    view::{self, Asked, Show},
};
use crate::http::language;
use actix_web::{
    HttpRequest, HttpResponse,
    http::{
        StatusCode,
        header::{self, HeaderName, HeaderValue},
    },
};
use entity::text::Language;
use graphql_schema::error::Code;
use minijinja::{Value, context, value::Serde};

/// The message of such a page.
#[derive(Debug, Clone)]
pub(crate) struct Message {
    pub status: StatusCode,
    language: Language,
    title: String,
    text: String,
    more: Box<More>,
}

/// What only some messages have.
#[derive(Debug, Clone, Default)]
struct More {
    /// The single problems.
    list: Vec<String>,
    headers: Vec<(HeaderName, HeaderValue)>,
    /// A link and its text; to the front page if there is none.
    next: Option<(String, String)>,
    /// The form that was not carried out: it can be sent again from the page.
    typed: Typed,
    /// Who is signed in and what waits for them, where that was asked.
    frame: Option<Value>,
}

/// Declares [`Words`]: each with its status, and its title and text in both languages side by side.
macro_rules! words {
    ($($name:ident $status:ident: $title_id:literal, $title_en:literal, $id:literal, $en:literal;)+) => {
        /// The messages.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(super) enum Words { $($name,)+ }

        impl Words {
            #[cfg(test)]
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            fn status(self) -> StatusCode {
                match self { $(Self::$name => StatusCode::$status,)+ }
            }

            /// Title and text.
            pub fn text(self, language: Language) -> (&'static str, &'static str) {
                match self {
                    $(Self::$name => (language.pick($title_id, $title_en), language.pick($id, $en)),)+
                }
            }
        }
    };
}

words! {
    Malformed BAD_REQUEST:
        "Alamat ini tidak dapat dibaca", "This address cannot be read",
        "Ada bagian alamat yang tidak sesuai.", "A part of the address does not fit.";
    SignIn UNAUTHORIZED:
        "Anda perlu masuk", "You need to sign in",
        "Masuklah terlebih dahulu, lalu kirim sekali lagi.", "Sign in first, then send this again.";
    SessionEnded UNAUTHORIZED:
        "Sesi Anda telah berakhir", "Your session has ended",
        "Masuklah kembali, atau lanjutkan membaca tanpa masuk.", "Sign in again, or read on without signing in.";
    Forbidden FORBIDDEN:
        "Anda tidak berhak melakukan ini", "You may not do this",
        "Tidak ada yang berubah.", "Nothing has changed.";
    FromElsewhere FORBIDDEN:
        "Formulir ini dikirim dari situs lain", "This form was sent from another site",
        "Tidak ada yang berubah. Buka kembali halamannya, lalu isi formulirnya di sana.",
        "Nothing has changed. Open its page again, and fill in the form there.";
    NotThere NOT_FOUND:
        "Halaman tidak ditemukan", "Page not found",
        "Tidak ada apa-apa di alamat ini, atau halaman ini tidak terbuka bagi Anda.",
        "There is nothing at this address, or it is not open to you.";
    NotAllowed METHOD_NOT_ALLOWED:
        "Cara ini tidak diterima di sini", "This is not accepted here",
        "Halaman ini tidak menerima kiriman seperti itu.", "This page does not take what was sent.";
    TooSlow REQUEST_TIMEOUT:
        "Tidak terkirim", "Not sent",
        "Pengiriman isian terlalu lambat.", "The form arrived too slowly.";
    TooLong PAYLOAD_TOO_LARGE:
        "Tidak terkirim", "Not sent",
        "Isian terlalu panjang.", "The form is too long.";
    NotAForm UNSUPPORTED_MEDIA_TYPE:
        "Tidak terkirim", "Not sent",
        "Kirimkan isian dari halamannya.", "Send the form from its page.";
    Unreadable BAD_REQUEST:
        "Tidak terkirim", "Not sent",
        "Isian tidak dapat dibaca.", "The form cannot be read.";
    Stopping SERVICE_UNAVAILABLE:
        "Tidak terkirim", "Not sent",
        "Layanan sedang dihentikan. Coba beberapa saat lagi.", "The service is stopping. Try again in a moment.";
    Busy SERVICE_UNAVAILABLE:
        "Layanan sedang sibuk", "The service is busy",
        "Belum ada yang berubah. Coba beberapa saat lagi.", "Nothing has changed. Try again in a moment.";
    Away SERVICE_UNAVAILABLE:
        "Layanan sedang terganggu", "The service is not working properly at the moment",
        "Gangguan ini ada pada layanan, bukan pada isian Anda. Coba beberapa saat lagi.",
        "The problem is with the service, not with what you entered. Try again in a moment.";
    Failed INTERNAL_SERVER_ERROR:
        "Terjadi kesalahan", "Something went wrong",
        "Kesalahan ini ada pada layanan, bukan pada Anda, dan sudah dicatat. Coba beberapa saat lagi.",
        "The problem is with the service, not with you, and has been recorded. Try again in a moment.";
}

impl Message {
    pub(super) fn of(words: Words, language: Language) -> Self {
        let (title, text) = words.text(language);
        Self { status: words.status(), language, title: title.to_owned(), text: text.to_owned(), more: Box::default() }
    }

    /// The message for an operation that failed as a whole.
    pub(super) fn of_code(code: Code, status: StatusCode, text: String, language: Language) -> Self {
        let words = match code {
            Code::Unauthenticated => Words::SessionEnded,
            Code::Forbidden => Words::Forbidden,
            Code::NotFound => Words::NotThere,
            Code::BadUserInput | Code::BadRequest => Words::Malformed,
            Code::Overloaded | Code::RateLimited => Words::Busy,
            Code::Unavailable | Code::StorageFull | Code::Timeout => Words::Away,
            _ => Words::Failed,
        };
        let mut message = Self::of(words, language);
        message.status = status;
        // The reason of a fault is for the log only.
        if !matches!(words, Words::Failed | Words::SessionEnded | Words::NotThere) {
            message.text = text;
        }
        message
    }

    pub(super) fn with_header(mut self, name: HeaderName, value: &'static str) -> Self {
        self.more.headers.push((name, HeaderValue::from_static(value)));
        self
    }

    pub(super) fn with_headers(mut self, headers: impl IntoIterator<Item = (HeaderName, HeaderValue)>) -> Self {
        self.more.headers.extend(headers);
        self
    }

    pub(super) fn with_text(mut self, text: impl Into<String>) -> Self {
        self.text = text.into();
        self
    }

    pub(super) fn with_title(mut self, title: impl Into<String>) -> Self {
        self.title = title.into();
        self
    }

    pub(super) fn with_list(mut self, list: Vec<String>) -> Self {
        self.more.list = list;
        self
    }

    pub(super) fn with_next(mut self, address: String, name: &str) -> Self {
        self.more.next = Some((address, name.to_owned()));
        self
    }

    /// Keeps the form, so that it can be sent again.
    pub(super) fn with_typed(mut self, typed: &Typed) -> Self {
        self.more.typed = typed.without_secrets();
        self
    }

    /// Shows around it what other pages show to who is signed in.
    pub(super) fn with_frame(mut self, frame: Value) -> Self {
        self.more.frame = Some(frame);
        self
    }

    /// The page.
    pub(crate) fn page(self, http: &HttpRequest) -> HttpResponse {
        let More { list, headers, next, typed, frame } = *self.more;
        let language = self.language;
        let front = || ("/".to_owned(), language.pick("Ke halaman depan", "Go to the front page").to_owned());
        let (address, name) = next.unwrap_or_else(front);
        let data = context! {
            message => context! {
                title => self.title,
                text => self.text,
                list,
                next => context! { address, name },
                typed => Value::from(Serde(&typed.without_key())),
            },
        };
        let mut answer = view::render(
            http,
            language,
            "parts/message.html",
            Some(match frame {
                Some(frame) => Asked { data: context! { ..frame, ..data }, variables: Some(String::new()) },
                None => Asked::without_query(data),
            }),
            &Show { typed: typed.clone(), ..Show::default() },
            None,
        );
        if answer.status().is_success() {
            *answer.status_mut() = self.status;
        }
        for (name, value) in headers {
            answer.headers_mut().append(name, value);
        }
        if self.status == StatusCode::UNAUTHORIZED && !answer.headers().contains_key(header::WWW_AUTHENTICATE) {
            answer.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        answer
    }
}

/// The page about a file that was sent and not taken, with the way back to its document.
pub(crate) fn not_taken(
    http: &HttpRequest,
    status: StatusCode,
    text: String,
    (place, back): (String, &str),
) -> HttpResponse {
    let language = language(http);
    let mut message = Message::of(Words::Unreadable, language).with_next(place, back);
    message.status = status;
    if !text.is_empty() {
        message = message.with_text(text);
    }
    message.page(http)
}
