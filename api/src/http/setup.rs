//! The pages behind one-time links: setting the registry up, and choosing a password. Looking at them changes nothing.

use super::{
    State,
    body::Unfinished,
    cookie, language,
    page::{is_from_here, message, page},
};
use actix_web::{
    HttpRequest, HttpResponse,
    error::{InternalError, UrlencodedError},
    http::{StatusCode, header},
    web,
};
use entity::{
    Error, Reason, Refusal,
    account::{
        Secret,
        act::set_password,
        find::person_of_link,
        record::{Carrier, person},
        rule::{LEAST_PASSWORD, Profile},
        session::SignedIn,
        set_up::act::{complete_set_up, is_open},
    },
    text::Language,
};
use minijinja::{Value, context};
use serde::Deserialize;
use std::collections::BTreeMap;

/// The longest form, in bytes.
const LONGEST_FORM: usize = 16 * 1024;
/// Where to go after signing in.
const NEXT: &str = "/explorer";
/// The zones of Indonesia: IANA name, what people call it, and a place they know it by.
const ZONES: [(&str, &str, &str); 4] = [
    ("Asia/Jakarta", "WIB", "Jakarta"),
    ("Asia/Pontianak", "WIB", "Pontianak"),
    ("Asia/Makassar", "WITA", "Makassar"),
    ("Asia/Jayapura", "WIT", "Jayapura"),
];

/// Serves `/setup/…` and `/password/…`. The application data must hold [`State`].
pub fn routes(config: &mut web::ServiceConfig) {
    let forms = || web::FormConfig::default().limit(LONGEST_FORM).error_handler(unreadable);
    config
        .service(
            web::resource("/setup/{token}")
                .app_data(forms())
                .route(web::get().to(show_set_up))
                .route(web::head().to(show_set_up))
                .route(web::post().to(set_up)),
        )
        .service(
            web::resource("/password/{token}")
                .app_data(forms())
                .route(web::get().to(show_password))
                .route(web::head().to(show_password))
                .route(web::post().to(choose_password)),
        );
}

/// A form that cannot be read, or did not arrive completely.
fn unreadable(error: UrlencodedError, request: &HttpRequest) -> actix_web::Error {
    let language = language(request);
    let why = if let UrlencodedError::Payload(error) = &error { Unfinished::of(error) } else { None };
    let (status, id, en) = match (why, &error) {
        (Some(Unfinished::TooSlow), _) => {
            (StatusCode::REQUEST_TIMEOUT, "Pengiriman isian terlalu lambat.", "The form arrived too slowly.")
        }
        (Some(Unfinished::Stopping), _) => (
            StatusCode::SERVICE_UNAVAILABLE,
            "Layanan sedang dihentikan. Coba beberapa saat lagi.",
            "The service is stopping. Try again in a moment.",
        ),
        (None, UrlencodedError::Overflow { .. }) => {
            (StatusCode::PAYLOAD_TOO_LARGE, "Isian terlalu panjang.", "The form is too long.")
        }
        (None, UrlencodedError::ContentType) => {
            (StatusCode::UNSUPPORTED_MEDIA_TYPE, "Kirimkan isian dari halaman ini.", "Send the form from its page.")
        }
        (None, _) => (StatusCode::BAD_REQUEST, "Isian tidak dapat dibaca.", "The form cannot be read."),
    };
    let title = language.pick("Tidak terkirim", "Not sent");
    let answer = message(request, status, title, language.pick(id, en));
    InternalError::from_response(error, answer).into()
}

/// What is wrong with a form: the message for each field.
type Errors = BTreeMap<String, String>;

/// The form for the first administrator.
#[derive(Deserialize)]
#[serde(default)]
struct SetUpForm {
    name: String,
    email: String,
    /// One of [`ZONES`], or empty if another is typed.
    time_zone: String,
    other_time_zone: String,
    password: String,
    password_again: String,
}

impl Default for SetUpForm {
    fn default() -> Self {
        let (time_zone, ..) = ZONES[0];
        Self {
            name: String::new(),
            email: String::new(),
            time_zone: time_zone.to_owned(),
            other_time_zone: String::new(),
            password: String::new(),
            password_again: String::new(),
        }
    }
}

impl SetUpForm {
    fn profile(&self, language: Language) -> Profile {
        let chosen = if self.time_zone.is_empty() { &self.other_time_zone } else { &self.time_zone };
        Profile { name: self.name.clone(), email: self.email.clone(), language, time_zone: chosen.clone() }
    }

    fn show(&self, request: &HttpRequest, status: StatusCode, errors: &Errors) -> HttpResponse {
        let zones: Vec<Value> = ZONES.iter().map(|&(name, short, place)| context! { name, short, place }).collect();
        let Self { name, email, time_zone, other_time_zone, .. } = self;
        let content = context! {
            name,
            email,
            time_zone,
            other_time_zone,
            zones,
            least => LEAST_PASSWORD,
            errors => Value::from_pairs(errors.clone()),
        };
        page(request, status, "set_up.html", &content)
    }
}

/// A new password, typed twice.
#[derive(Default, Deserialize)]
#[serde(default)]
struct PasswordForm {
    password: String,
    password_again: String,
}

async fn show_set_up(request: HttpRequest, token: web::Path<String>, state: web::Data<State>) -> HttpResponse {
    match is_open(&state.registry, &token).await {
        Ok(true) => SetUpForm::default().show(&request, StatusCode::OK, &Errors::new()),
        Ok(false) => link_not_valid(&request),
        Err(error) => failed(&request, &error),
    }
}

async fn set_up(
    request: HttpRequest,
    token: web::Path<String>,
    form: web::Form<SetUpForm>,
    state: web::Data<State>,
) -> HttpResponse {
    if !is_from_here(&request, &state.public_url) {
        return from_elsewhere(&request);
    }
    let language = language(&request);
    let outcome = match same_twice(&form.password, &form.password_again) {
        None => Ok(None),
        Some(password) => complete_set_up(&state.registry, &token, &form.profile(language), &password, Carrier::Cookie)
            .await
            .map(Some),
    };
    match outcome {
        Ok(Some(signed_in)) => enter(&signed_in, &state),
        Ok(None) => form.show(&request, StatusCode::UNPROCESSABLE_ENTITY, &differing(language)),
        Err(Error::Refused(refusals)) if concerns_link(&refusals) => link_not_valid(&request),
        Err(Error::Refused(refusals)) => {
            form.show(&request, StatusCode::UNPROCESSABLE_ENTITY, &told(&refusals, language))
        }
        Err(error) => failed(&request, &error),
    }
}

async fn show_password(request: HttpRequest, token: web::Path<String>, state: web::Data<State>) -> HttpResponse {
    match person_of_link(&state.registry, &token).await {
        Ok(Some(person)) => password_page(&request, StatusCode::OK, &person, &Errors::new()),
        Ok(None) => link_not_valid(&request),
        Err(error) => failed(&request, &error),
    }
}

async fn choose_password(
    request: HttpRequest,
    token: web::Path<String>,
    form: web::Form<PasswordForm>,
    state: web::Data<State>,
) -> HttpResponse {
    if !is_from_here(&request, &state.public_url) {
        return from_elsewhere(&request);
    }
    let person = match person_of_link(&state.registry, &token).await {
        Ok(Some(person)) => person,
        Ok(None) => return link_not_valid(&request),
        Err(error) => return failed(&request, &error),
    };
    let language = language(&request);
    let Some(password) = same_twice(&form.password, &form.password_again) else {
        return password_page(&request, StatusCode::UNPROCESSABLE_ENTITY, &person, &differing(language));
    };
    match set_password(&state.registry, &token, &password, Carrier::Cookie).await {
        Ok(signed_in) => enter(&signed_in, &state),
        Err(Error::Refused(refusals)) if concerns_link(&refusals) => link_not_valid(&request),
        Err(Error::Refused(refusals)) => {
            password_page(&request, StatusCode::UNPROCESSABLE_ENTITY, &person, &told(&refusals, language))
        }
        Err(error) => failed(&request, &error),
    }
}

fn password_page(request: &HttpRequest, status: StatusCode, person: &person::Model, errors: &Errors) -> HttpResponse {
    let (name, email) = (&person.name, &person.email);
    let content = context! { name, email, least => LEAST_PASSWORD, errors => Value::from_pairs(errors.clone()) };
    page(request, status, "password.html", &content)
}

/// Signs the browser in and redirects it. The address with the token is not kept in its history as a page.
fn enter(signed_in: &SignedIn, state: &State) -> HttpResponse {
    HttpResponse::SeeOther()
        .insert_header((header::LOCATION, NEXT))
        .append_header((header::SET_COOKIE, cookie::session(Some(&signed_in.token), &state.public_url)))
        .append_header((header::SET_COOKIE, cookie::device(signed_in.device.as_ref(), &state.public_url)))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .insert_header((header::REFERRER_POLICY, "strict-origin"))
        .finish()
}

fn same_twice(password: &str, again: &str) -> Option<Secret> {
    (password == again).then(|| Secret::from(password))
}

fn differing(language: Language) -> Errors {
    let text = language.pick("Kedua kata sandi tidak sama.", "The two passwords are not the same.");
    Errors::from([("passwordAgain".to_owned(), text.to_owned())])
}

fn concerns_link(refusals: &[Refusal]) -> bool {
    refusals.iter().any(|refusal| refusal.reason == Reason::LinkNotValid)
}

/// The refusals in words.
fn told(refusals: &[Refusal], language: Language) -> Errors {
    refusals.iter().map(|refusal| (refusal.path.join("."), refusal.reason.message(language))).collect()
}

fn link_not_valid(request: &HttpRequest) -> HttpResponse {
    let language = language(request);
    let title = language.pick("Tautan ini tidak berlaku lagi", "This link is no longer valid");
    let text = language.pick(
        "Setiap tautan hanya dapat dipakai satu kali dan berlaku selama 24 jam. Mintalah tautan baru kepada administrator \
         Anda.",
        "Each link works once, within 24 hours. Ask your administrator for a new one.",
    );
    message(request, StatusCode::NOT_FOUND, title, text)
}

fn from_elsewhere(request: &HttpRequest) -> HttpResponse {
    let language = language(request);
    let title = language.pick("Formulir ini dikirim dari situs lain", "This form was sent from another site");
    let text = language.pick(
        "Tidak ada yang berubah. Buka kembali tautan yang Anda terima, lalu isi formulirnya di sana.",
        "Nothing has changed. Open the link that you received again, and fill in the form there.",
    );
    message(request, StatusCode::FORBIDDEN, title, text)
}

fn failed(request: &HttpRequest, error: &Error) -> HttpResponse {
    let language = language(request);
    if matches!(error, Error::Busy) {
        let title = language.pick("Layanan sedang sibuk", "The service is busy");
        let text = language.pick(
            "Belum ada yang berubah. Kirim ulang formulir ini sebentar lagi.",
            "Nothing has changed. Send this form again in a moment.",
        );
        return message(request, StatusCode::SERVICE_UNAVAILABLE, title, text);
    }
    tracing::error!(%error, "a page behind a one-time link failed");
    let title = language.pick("Terjadi gangguan", "Something went wrong");
    let text = language.pick(
        "Gangguan ini ada pada layanan, bukan pada isian Anda. Coba lagi beberapa saat lagi.",
        "The problem is with the service, not with what you entered. Try again in a moment.",
    );
    message(request, StatusCode::SERVICE_UNAVAILABLE, title, text)
}

#[cfg(test)]
mod tests;
