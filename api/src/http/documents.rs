//! The files of documents: sent as a form, and returned unchanged.

use super::{
    State, asked_language,
    body::Unfinished,
    caller::{Credentials, Visitor},
    graphql::status,
    origin::{is_from_here, is_ours},
};
use crate::files::{Arrived, Comparison, LONGEST_FILE, Vault, is_full};
use crate::pages::not_taken;
use actix_multipart::{Field, Multipart, MultipartError};
use actix_web::{
    HttpMessage, HttpRequest, HttpResponse,
    body::{SizedStream, to_bytes},
    http::{
        Method, StatusCode,
        header::{self, EntityTag},
    },
    web,
};
use entity::{
    Caller, Error, Reason, Registry,
    agreement::{
        document::{
            act::{StoredFile, attach_file},
            arrival::act::{Expected, expect_content, expect_file},
            find::{blob as blob_of, document},
            record::blob,
            rule::file_name,
        },
        record::document as documents,
    },
    database::Outage,
    text::Language,
};
use futures_util::TryStreamExt;
use graphql_schema::error::{Code, outage_words};
use object_store::GetRange;
use serde_json::json;
use std::{io, time::Duration};
use tracing::Instrument;
use uuid::Uuid;

/// What a file is called whose sender gives it no name.
const UNNAMED: &str = "file";
/// How long a whole file may take to arrive.
pub(super) const SLOWEST_FILE: Duration = Duration::from_mins(10);
/// Where the file of a document is.
pub(super) const ROUTE: &str = "/documents/{id}/file";
/// How long a sender may be silent.
const LONGEST_SILENCE: Duration = Duration::from_secs(30);
/// What a form adds to the size of its file, in bytes.
const FORM: u64 = 64 * 1024;
/// A megabyte, as people count it here.
const MEGABYTE: u64 = 1024 * 1024;
/// When to try again if many files are being sent, in seconds.
const BUSY_FOR: u64 = 5;
/// How a browser caches a file: for this reader, and checking each time whether they may still see it.
const CACHED: &str = "private, no-cache";

/// Serves `/documents/ID/file`. The application data must hold [`State`] and [`Vault`].
pub fn routes(config: &mut web::ServiceConfig) {
    config.service(
        web::resource(ROUTE).route(web::post().to(take)).route(web::get().to(read)).route(web::head().to(read)),
    );
}

/// Why a file was not accepted or returned: the code is one of those of a GraphQL answer.
pub(super) fn refuse(status: StatusCode, code: &str, message: &str) -> HttpResponse {
    HttpResponse::build(status)
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .json(json!({ "errors": [{ "code": code, "message": message }] }))
}

/// The same with the status that belongs to the code.
fn refuse_with(code: Code, message: &str) -> HttpResponse {
    refuse(status(code), code.as_str(), message)
}

fn not_found(language: Language) -> HttpResponse {
    refuse(StatusCode::NOT_FOUND, Reason::NotFound.code(), &Reason::NotFound.message(language))
}

/// The answer to an act that failed.
pub(super) fn failed(error: &Error, language: Language) -> HttpResponse {
    let Error::Refused(refusals) = error else {
        tracing::error!(%error, "a file could not be handled");
        let Some(outage) = error.outage() else {
            return refuse_with(Code::Internal, Code::Internal.message(language));
        };
        let answer = refuse_with(outage.into(), outage_words(error, outage, language));
        return later(answer, outage.retry_after().into());
    };
    let Some(first) = refusals.first() else { return not_found(language) };
    let status = match first.reason {
        Reason::SignInFirst => StatusCode::UNAUTHORIZED,
        Reason::NotAllowed => StatusCode::FORBIDDEN,
        Reason::NotFound => StatusCode::NOT_FOUND,
        Reason::DailyLimit { .. } => StatusCode::TOO_MANY_REQUESTS,
        Reason::FileGone => StatusCode::SERVICE_UNAVAILABLE,
        _ => StatusCode::CONFLICT,
    };
    let answer = refuse(status, first.reason.code(), &first.reason.message(language));
    match first.reason {
        Reason::DailyLimit { wait, .. } => later(answer, u64::try_from(wait.0).unwrap_or(0)),
        Reason::FileGone => later(answer, BUSY_FOR),
        _ => answer,
    }
}

/// The answer to a request that should succeed a little later.
fn later(mut answer: HttpResponse, seconds: u64) -> HttpResponse {
    answer.headers_mut().insert(header::RETRY_AFTER, seconds.into());
    answer
}

/// Takes a file. A browser that sends it from a page is led back there, or told in a page what is wrong.
async fn take(
    request: HttpRequest,
    id: web::Path<String>,
    form: Multipart,
    state: web::Data<State>,
    vault: web::Data<Vault>,
) -> Result<HttpResponse, actix_web::Error> {
    let place = page_of(&request);
    let answer = send(&request, id, form, state, vault).await?;
    let Some(place) = place else { return Ok(answer) };
    if answer.status().is_success() {
        let there = (header::LOCATION, place.as_str());
        return Ok(HttpResponse::SeeOther()
            .insert_header(there)
            .insert_header((header::CACHE_CONTROL, "no-store"))
            .finish());
    }
    let status = answer.status();
    let body = to_bytes(answer.into_body()).await.unwrap_or_default();
    let told = serde_json::from_slice::<serde_json::Value>(&body).unwrap_or_default();
    let text = told["errors"][0]["message"].as_str().unwrap_or_default().to_owned();
    let back = super::language(&request).pick("Kembali ke dokumen", "Back to the document");
    Ok(not_taken(&request, status, text, (place, back)))
}

/// The page of ours from which a browser sends a file.
fn page_of(request: &HttpRequest) -> Option<String> {
    let accepted = request.headers().get(header::ACCEPT)?.to_str().ok()?;
    let next = url::form_urlencoded::parse(request.query_string().as_bytes()).find(|(name, _)| name == "next")?.1;
    let of_agreement = next.starts_with("/agreements/") && is_ours(&next);
    (accepted.contains("text/html") && of_agreement).then(|| next.into_owned())
}

async fn send(
    request: &HttpRequest,
    id: web::Path<String>,
    form: Multipart,
    state: web::Data<State>,
    vault: web::Data<Vault>,
) -> Result<HttpResponse, actix_web::Error> {
    let Visitor { caller, .. } = Credentials::of(request, &state.public_url)?.visitor(&state.registry).await?;
    let language = asked_language(request).unwrap_or(caller.language);
    if !is_from_here(request, &state.public_url) {
        let text = language.pick("Formulir ini dikirim dari situs lain.", "This form was sent from another site.");
        return Ok(refuse(StatusCode::FORBIDDEN, "FORBIDDEN", text));
    }
    let Some(document) = graphql_schema::document_id(&id) else { return Ok(not_found(language)) };
    let said =
        request.headers().get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
    if said.is_some_and(|length| length > LONGEST_FILE + FORM) {
        return Ok(too_long(language));
    }
    let announced = said.unwrap_or(LONGEST_FILE).min(LONGEST_FILE);
    let daily = u64::from(state.config.daily_upload_mb) * MEGABYTE;
    // Nothing of the body has been read so far, and what is refused here never reaches the disk.
    Ok(match expect_file(&state.registry, &caller, document, announced, daily).await {
        Err(error) => failed(&error, language),
        Ok(Expected::Same(there, sender)) => compare(form, &vault, &there, sender, said, language).await,
        Ok(Expected::New(arrival, sender)) => {
            let arriving =
                Arriving { registry: state.registry.clone(), vault: Vault::clone(&vault), arrival: Some(arrival) };
            let Some(_turn) = vault.turn(sender) else { return Ok(too_much(language)) };
            match receive(form, &vault).await {
                Err(trouble) => trouble.answer(language),
                Ok((name, arrived)) => match keep(arriving, caller, document, name, arrived).await {
                    Ok(kept) => kept.answer(StatusCode::CREATED),
                    Err(trouble) => trouble.answer(language),
                },
            }
        }
    })
}

fn too_long(language: Language) -> HttpResponse {
    let text = language.pick("Berkas paling besar 50 MB.", "A file may be at most 50 MB.");
    refuse(StatusCode::PAYLOAD_TOO_LARGE, "LIMIT_EXCEEDED", text)
}

fn unfinished(why: Unfinished, language: Language) -> HttpResponse {
    match why {
        Unfinished::TooSlow => {
            let text = language.pick("Pengiriman berkas terlalu lambat.", "The file arrived too slowly.");
            refuse(StatusCode::REQUEST_TIMEOUT, Code::Timeout.as_str(), text)
        }
        Unfinished::Stopping => {
            let text = language.pick(
                "Layanan sedang dihentikan. Kirim ulang beberapa saat lagi.",
                "The service is stopping. Send the file again in a moment.",
            );
            refuse_with(Code::Overloaded, text)
        }
    }
}

pub(super) fn too_much(language: Language) -> HttpResponse {
    let text = language.pick(
        "Sedang banyak berkas yang dikirim. Coba beberapa saat lagi.",
        "Many files are being sent at the moment. Try again in a while.",
    );
    later(refuse_with(Code::Overloaded, text), BUSY_FOR)
}

/// What can happen to a file on its way in.
pub(super) enum Trouble {
    Unfinished(Unfinished),
    Form,
    TooLong,
    Empty,
    Unwanted,
    Store(io::Error),
    Refused(Error),
}

impl From<MultipartError> for Trouble {
    fn from(error: MultipartError) -> Self {
        let why = if let MultipartError::Payload(error) = &error { Unfinished::of(error) } else { None };
        why.map_or(Self::Form, Self::Unfinished)
    }
}

impl From<io::Error> for Trouble {
    fn from(error: io::Error) -> Self {
        Self::Store(error)
    }
}

impl From<Error> for Trouble {
    fn from(error: Error) -> Self {
        Self::Refused(error)
    }
}

impl Trouble {
    pub(super) fn answer(&self, language: Language) -> HttpResponse {
        let (status, code, text) = match self {
            Self::Unfinished(why) => return unfinished(*why, language),
            Self::TooLong => return too_long(language),
            Self::Refused(error) => return failed(error, language),
            Self::Store(error) => return not_stored(error, language),
            Self::Form => {
                let text = language.pick(
                    "Kirimkan satu berkas dalam kolom \"file\" sebagai multipart/form-data.",
                    "Send one file in the field \"file\" as multipart/form-data.",
                );
                (StatusCode::BAD_REQUEST, "BAD_REQUEST", text)
            }
            Self::Empty => {
                let text = language.pick("Pilih berkas yang akan diunggah.", "Choose the file to upload.");
                (StatusCode::BAD_REQUEST, "BAD_REQUEST", text)
            }
            Self::Unwanted => {
                let text = language.pick(
                    "Yang diterima: PDF, gambar, Word, Excel, LibreOffice (tanpa makro), dan teks.",
                    "Accepted are PDF, images, Word, Excel, LibreOffice (without macros), and text.",
                );
                (StatusCode::UNSUPPORTED_MEDIA_TYPE, "UNSUPPORTED_FILE", text)
            }
        };
        refuse(status, code, text)
    }
}

/// The answer if a file could not be stored or read: it is not the caller's fault, and may succeed later.
fn not_stored(error: &(dyn std::error::Error + 'static), language: Language) -> HttpResponse {
    tracing::error!(%error, "a file could not be stored or read");
    let (outage, text) = if is_full(error) {
        let text = language.pick(
            "Penyimpanan berkas penuh. Coba lagi nanti.",
            "There is no room for files at the moment. Try again later.",
        );
        (Outage::Full, text)
    } else {
        let text = language.pick(
            "Penyimpanan berkas tidak dapat dijangkau. Coba lagi nanti.",
            "The file store cannot be reached. Try again later.",
        );
        (Outage::Away, text)
    };
    later(refuse_with(outage.into(), text), outage.retry_after().into())
}

/// The field of the form that holds the file, and the file's name.
async fn first_field(form: &mut Multipart) -> Result<(Field, String), Trouble> {
    let field = heard(form.try_next()).await?.ok_or(Trouble::Form)?;
    if field.name() != Some("file") {
        return Err(Trouble::Form);
    }
    Ok(file_field(field))
}

/// A field that holds a file, and the file's name.
pub(super) fn file_field(field: Field) -> (Field, String) {
    let name = field.content_disposition().and_then(name_of).unwrap_or_else(|| UNNAMED.to_owned());
    (field, name)
}

/// The name of a file, where its sender gives one: `filename*` before `filename` (RFC 6266, 4.3).
fn name_of(disposition: &header::ContentDisposition) -> Option<String> {
    let extended =
        disposition.get_filename_ext().filter(|name| name.charset == header::Charset::Ext("UTF-8".to_owned()));
    let extended = extended.and_then(|name| String::from_utf8(name.value.clone()).ok());
    let plain = || disposition.get_filename().map(str::to_owned);
    extended.filter(|name| !is_blank(name)).or_else(plain).filter(|name| !is_blank(name))
}

fn is_blank(name: &str) -> bool {
    name.trim().is_empty()
}

/// Refuses a form that goes on after its file: what came second would be lost.
async fn ends(form: &mut Multipart) -> Result<(), Trouble> {
    match heard(form.try_next()).await? {
        Some(_) => Err(Trouble::Form),
        None => Ok(()),
    }
}

/// The next piece of the file.
async fn next_piece(field: &mut Field) -> Result<Option<web::Bytes>, Trouble> {
    heard(field.try_next()).await
}

/// What arrives, unless the sender is silent for too long.
pub(super) async fn heard<T>(arriving: impl Future<Output = Result<T, MultipartError>>) -> Result<T, Trouble> {
    let arrived = tokio::time::timeout(LONGEST_SILENCE, arriving).await;
    Ok(arrived.map_err(|_| Trouble::Unfinished(Unfinished::TooSlow))??)
}

/// Receives the file of the form, piece by piece.
async fn receive(mut form: Multipart, vault: &Vault) -> Result<(String, Arrived), Trouble> {
    let (mut field, name) = first_field(&mut form).await?;
    let mut arrival = vault.receive().await?;
    let mut is_empty = true;
    while let Some(piece) = next_piece(&mut field).await? {
        is_empty &= piece.is_empty();
        if !arrival.add(&piece).await? {
            return Err(Trouble::TooLong);
        }
    }
    if is_empty {
        return Err(Trouble::Empty);
    }
    drop(field);
    ends(&mut form).await?;
    let arrived = arrival.end().await?.map_err(|_| Trouble::Unwanted)?;
    Ok((name, arrived))
}

/// Receives again the file that a document already has, without keeping any of it: the same file changes nothing,
/// another one belongs to another document.
async fn compare(
    mut form: Multipart,
    vault: &Vault,
    there: &blob::Model,
    sender: Option<Uuid>,
    said: Option<u64>,
    language: Language,
) -> HttpResponse {
    let size = u64::try_from(there.size).unwrap_or(0);
    let other = || failed(&Error::refuse(Reason::HasFile { sha256: there.sha256.clone() }), language);
    // A form is slightly larger than its file.
    if said.is_some_and(|length| length < size || length > size + FORM) {
        return other();
    }
    let Some(_turn) = vault.turn(sender) else { return too_much(language) };
    let same = async {
        let (mut field, _) = first_field(&mut form).await?;
        let mut comparison = Comparison::new(size);
        while let Some(piece) = next_piece(&mut field).await? {
            if !comparison.add(&piece) {
                return Ok(false);
            }
        }
        drop(field);
        ends(&mut form).await?;
        Ok::<_, Trouble>(comparison.is_of(&there.sha256))
    };
    match same.await {
        Ok(true) => Kept::of(there).answer(StatusCode::OK),
        Ok(false) => other(),
        Err(trouble) => trouble.answer(language),
    }
}

/// A file on its way in. If it is not stored, for example because its sender left, nothing of it is left behind.
struct Arriving {
    registry: Registry,
    vault: Vault,
    arrival: Option<Uuid>,
}

impl Drop for Arriving {
    fn drop(&mut self) {
        if let (Some(arrival), Ok(runtime)) = (self.arrival.take(), tokio::runtime::Handle::try_current()) {
            let (registry, vault) = (self.registry.clone(), self.vault.clone());
            runtime.spawn(async move { vault.discard(&registry, arrival).await });
        }
    }
}

impl Arriving {
    async fn discard(mut self) {
        if let Some(arrival) = self.arrival.take() {
            self.vault.discard(&self.registry, arrival).await;
        }
    }
}

/// A file that a document has.
struct Kept {
    sha256: String,
    size: i64,
    media_type: String,
}

impl Kept {
    fn of(file: &blob::Model) -> Self {
        Self { sha256: file.sha256.clone(), size: file.size, media_type: file.media_type.clone() }
    }

    fn answer(&self, status: StatusCode) -> HttpResponse {
        HttpResponse::build(status).insert_header((header::CACHE_CONTROL, "no-store")).json(json!({
            "sha256": self.sha256, "size": self.size, "mediaType": self.media_type, "errors": [],
        }))
    }
}

/// Stores the file, and then records it in the registry: a file that is not recorded does no harm, a document whose
/// file is missing does. This finishes properly even if nobody waits for the answer any more.
async fn keep(
    arriving: Arriving,
    caller: Caller,
    document: Uuid,
    name: String,
    arrived: Arrived,
) -> Result<Kept, Trouble> {
    let kept = async move {
        let Some(arrival) = arriving.arrival else { return Err(Error::refuse(Reason::FileGone).into()) };
        let kept = store(&arriving, &caller, document, (arrival, name, arrived)).await;
        match kept {
            Ok((kept, true)) => {
                let mut arriving = arriving;
                arriving.arrival = None;
                Ok(kept)
            }
            Ok((kept, false)) => {
                arriving.discard().await;
                Ok(kept)
            }
            Err(trouble) => {
                arriving.discard().await;
                Err(trouble)
            }
        }
    };
    tokio::spawn(kept.in_current_span()).await.map_err(io::Error::other)?
}

/// The same, and whether what was stored is needed.
async fn store(
    arriving: &Arriving,
    caller: &Caller,
    document: Uuid,
    (arrival, name, arrived): (Uuid, String, Arrived),
) -> Result<(Kept, bool), Trouble> {
    let Arriving { registry, vault, .. } = arriving;
    let there = expect_content(registry, arrival, &arrived.sha256, arrived.size).await?;
    let place = there.map_or(Some(arrival), |there| there.arrival_id);
    vault.keep(&arrived, place).await?;
    let Arrived { sha256, size, media, .. } = arrived;
    let file = StoredFile { arrival, sha256: sha256.clone(), size, media_type: media.0.to_owned(), name };
    let (_, needed) = attach_file(registry, caller, document, file).await?;
    let size = i64::try_from(size).unwrap_or(i64::MAX);
    Ok((Kept { sha256, size, media_type: media.0.to_owned() }, needed))
}

async fn read(
    request: HttpRequest,
    id: web::Path<String>,
    state: web::Data<State>,
    vault: web::Data<Vault>,
) -> Result<HttpResponse, actix_web::Error> {
    let Visitor { caller, .. } = Credentials::of(&request, &state.public_url)?.visitor(&state.registry).await?;
    let found = match graphql_schema::document_id(&id) {
        Some(id) => document(&state.registry.db, &caller, id).await,
        None => Ok(None),
    };
    match found {
        Ok(Some(found)) => Ok(give(&request, &state, &vault, &found, caller.language).await),
        Ok(None) => Ok(not_found(caller.language)),
        Err(error) => Ok(failed(&error, caller.language)),
    }
}

/// The file of a document, or the requested part of it (RFC 9110 section 14), unless the caller has it already (section
/// 13). The hash of a file is its entity tag.
async fn give(
    request: &HttpRequest,
    state: &State,
    vault: &Vault,
    found: &documents::Model,
    language: Language,
) -> HttpResponse {
    let Some(sha256) = &found.sha256 else { return not_found(language) };
    let file = match blob_of(&state.registry.db, sha256).await {
        Ok(Some(file)) => file,
        Ok(None) => return not_found(language),
        Err(error) => return failed(&error, language),
    };
    let tag = EntityTag::new_strong(sha256.clone());
    if has_already(request, &tag) {
        let mut answer = HttpResponse::NotModified();
        return answer.insert_header((header::CACHE_CONTROL, CACHED)).insert_header(header::ETag(tag)).finish();
    }
    let size = u64::try_from(file.size).unwrap_or(0);
    let wanted = wanted_range(request, &tag).map(|range| range.to_satisfiable_range(size));
    if wanted == Some(None) {
        let all = (header::CONTENT_RANGE, format!("bytes */{size}"));
        return HttpResponse::RangeNotSatisfiable().insert_header(all).finish();
    }
    let part = wanted.flatten();
    let range = part.map(|(first, last)| GetRange::Bounded(first..last + 1));
    let content = match vault.read(&file, range).await {
        Ok(content) => content,
        Err(object_store::Error::NotFound { .. }) => {
            return failed(&Error::Fault(format!("the file {sha256} is missing")), language);
        }
        Err(error) => return not_stored(&error, language),
    };
    let mut answer = HttpResponse::Ok();
    let mut length = size;
    if let Some((first, last)) = part {
        answer.status(StatusCode::PARTIAL_CONTENT);
        answer.insert_header((header::CONTENT_RANGE, format!("bytes {first}-{last}/{size}")));
        length = last + 1 - first;
    }
    let name = file_name(found.file_name.as_deref().unwrap_or_default(), &file.media_type);
    answer
        .content_type(file.media_type.as_str())
        .insert_header((header::CONTENT_DISPOSITION, attachment(&name)))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .insert_header((header::ACCEPT_RANGES, "bytes"))
        .insert_header(header::ETag(tag))
        .insert_header((header::CACHE_CONTROL, CACHED))
        .insert_header((header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox"))
        .body(SizedStream::new(length, content.into_stream().map_err(io::Error::other)))
}

/// Whether the caller already has the version with this tag (section 13.1.2).
fn has_already(request: &HttpRequest, tag: &EntityTag) -> bool {
    match request.get_header::<header::IfNoneMatch>() {
        Some(header::IfNoneMatch::Any) => true,
        Some(header::IfNoneMatch::Items(tags)) => tags.iter().any(|one| one.weak_eq(tag)),
        None => false,
    }
}

/// The requested part. A caller who has another version of the rest gets the whole file (section 13.1.5).
fn wanted_range(request: &HttpRequest, tag: &EntityTag) -> Option<header::ByteRangeSpec> {
    let text = |name| request.headers().get(name).and_then(|value: &header::HeaderValue| value.to_str().ok());
    let fits = !request.headers().contains_key(header::IF_RANGE)
        || text(header::IF_RANGE).is_some_and(|of| of.trim().parse().is_ok_and(|of: EntityTag| of.strong_eq(tag)));
    text(header::RANGE).filter(|_| request.method() == Method::GET && fits).and_then(one_range)
}

/// The header that makes a browser save a file under its name (RFC 6266).
pub(super) fn attachment(name: &str) -> header::ContentDisposition {
    let plain: String = name
        .chars()
        .map(|letter| if letter.is_ascii_alphanumeric() || ".-_ ".contains(letter) { letter } else { '_' })
        .collect();
    let extended = header::ExtendedValue {
        charset: header::Charset::Ext("UTF-8".to_owned()),
        language_tag: None,
        value: name.as_bytes().to_vec(),
    };
    header::ContentDisposition {
        disposition: header::DispositionType::Attachment,
        parameters: vec![header::DispositionParam::Filename(plain), header::DispositionParam::FilenameExt(extended)],
    }
}

/// The range of a header that asks for one; requests for several are answered with the whole file.
fn one_range(text: &str) -> Option<header::ByteRangeSpec> {
    match text.parse() {
        Ok(header::Range::Bytes(ranges)) if ranges.len() == 1 => ranges.into_iter().next(),
        _ => None,
    }
}
