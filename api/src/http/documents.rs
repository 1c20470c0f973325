//! The files of documents: sent as a form, and given back as they came.

use super::{
    State,
    body::Unfinished,
    caller::{Credentials, Visitor},
    graphql::status,
    page::is_from_here,
};
use crate::files::{Arrived, LONGEST_FILE, Vault};
use actix_multipart::{Multipart, MultipartError};
use actix_web::{
    HttpRequest, HttpResponse,
    body::SizedStream,
    http::{StatusCode, header},
    web,
};
use entity::{
    Caller, Error, Reason,
    agreement::{
        document::{
            act::{StoredFile, attach_file, may_attach},
            find::{blob, document},
        },
        record::document as documents,
    },
    text::Language,
};
use futures_util::{StreamExt, TryStreamExt};
use graphql_schema::error::Code;
use object_store::GetRange;
use serde_json::json;
use std::{io, time::Duration};
use uuid::Uuid;

/// How long a whole file may take to arrive.
pub(super) const SLOWEST_FILE: Duration = Duration::from_mins(10);
/// Where the file of a document is.
pub(super) const ROUTE: &str = "/documents/{id}/file";
/// What a form adds to its file, in bytes.
const FORM: u64 = 64 * 1024;

/// Serves `/documents/ID/file`. The application data must hold [`State`] and [`Vault`].
pub fn routes(config: &mut web::ServiceConfig) {
    config.service(
        web::resource(ROUTE).route(web::post().to(send)).route(web::get().to(read)).route(web::head().to(read)),
    );
}

/// Why a file was not taken or given: the code is one of those of a GraphQL answer.
pub(super) fn refuse(status: StatusCode, code: &str, message: &str) -> HttpResponse {
    HttpResponse::build(status)
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .json(json!({ "errors": [{ "code": code, "message": message }] }))
}

fn not_found(language: Language) -> HttpResponse {
    refuse(StatusCode::NOT_FOUND, Reason::NotFound.code(), &Reason::NotFound.message(language))
}

/// The answer to an act that did not happen.
pub(super) fn failed(error: &Error, language: Language) -> HttpResponse {
    let Error::Refused(refusals) = error else {
        tracing::error!(%error, "a file could not be handled");
        let code = error.outage().map_or(Code::Internal, Code::from);
        let mut answer = refuse(status(code), code.as_str(), code.message(language));
        if let Some(outage) = error.outage() {
            answer.headers_mut().insert(header::RETRY_AFTER, outage.retry_after().into());
        }
        return answer;
    };
    let Some(first) = refusals.first() else { return not_found(language) };
    let status = match first.reason {
        Reason::SignInFirst => StatusCode::UNAUTHORIZED,
        Reason::NotAllowed => StatusCode::FORBIDDEN,
        Reason::NotFound => StatusCode::NOT_FOUND,
        _ => StatusCode::CONFLICT,
    };
    refuse(status, first.reason.code(), &first.reason.message(language))
}

async fn send(
    request: HttpRequest,
    id: web::Path<String>,
    form: Multipart,
    state: web::Data<State>,
    vault: web::Data<Vault>,
) -> Result<HttpResponse, actix_web::Error> {
    let Visitor { caller, .. } = Credentials::of(&request, &state.public_url)?.visitor(&state.registry).await?;
    let language = caller.language;
    if !is_from_here(&request, &state.public_url) {
        let text = language.pick("Formulir ini dikirim dari situs lain.", "This form was sent from another site.");
        return Ok(refuse(StatusCode::FORBIDDEN, "FORBIDDEN", text));
    }
    let Some(id) = graphql_schema::document_id(&id) else { return Ok(not_found(language)) };
    if let Err(error) = may_attach(&state.registry, &caller, id).await {
        return Ok(failed(&error, language));
    }
    let said =
        request.headers().get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
    if said.is_some_and(|length| length > LONGEST_FILE + FORM) {
        return Ok(too_long(language));
    }
    Ok(match receive(form, &vault).await {
        Err(Trouble::Unfinished(why)) => unfinished(why, language),
        Err(Trouble::Form) => refuse(
            StatusCode::BAD_REQUEST,
            "BAD_REQUEST",
            language.pick(
                "Kirimkan satu berkas dalam kolom \"file\" sebagai multipart/form-data.",
                "Send one file in the field \"file\" as multipart/form-data.",
            ),
        ),
        Err(Trouble::TooLong) => too_long(language),
        Err(Trouble::Unwanted) => refuse(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "UNSUPPORTED_FILE",
            language.pick(
                "Yang diterima: PDF, gambar, dokumen ODF atau OOXML tanpa makro, dan teks UTF-8.",
                "Accepted are PDF, images, ODF or OOXML documents without macros, and UTF-8 text.",
            ),
        ),
        Err(Trouble::Store(error)) => {
            tracing::error!(%error, "a file could not be stored");
            refuse(
                StatusCode::INTERNAL_SERVER_ERROR,
                "INTERNAL",
                language.pick("Terjadi kesalahan.", "An error occurred."),
            )
        }
        Ok((name, arrived)) => keep(&state, &vault, &caller, id, name, arrived).await,
    })
}

fn too_long(language: Language) -> HttpResponse {
    let text = language.pick("Berkas paling besar 50 MB.", "A file may have 50 MB at most.");
    refuse(StatusCode::PAYLOAD_TOO_LARGE, "LIMIT_EXCEEDED", text)
}

fn unfinished(why: Unfinished, language: Language) -> HttpResponse {
    match why {
        Unfinished::TooSlow => {
            let text = language.pick("Berkas datang terlalu lambat.", "The file came too slowly.");
            refuse(StatusCode::REQUEST_TIMEOUT, "TIMEOUT", text)
        }
        Unfinished::Stopping => {
            let text = language.pick(
                "Layanan sedang dimulai ulang. Kirimkan sekali lagi.",
                "The service is being restarted. Send it once more.",
            );
            refuse(StatusCode::SERVICE_UNAVAILABLE, "OVERLOADED", text)
        }
    }
}

/// What can happen to a file on its way in.
enum Trouble {
    Unfinished(Unfinished),
    Form,
    TooLong,
    Unwanted,
    Store(io::Error),
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

/// Takes the file of the form in, piece by piece.
async fn receive(mut form: Multipart, vault: &Vault) -> Result<(String, Arrived), Trouble> {
    let mut field = form.try_next().await?.ok_or(Trouble::Form)?;
    let disposition = field.content_disposition();
    if disposition.and_then(|one| one.get_name()) != Some("file") {
        return Err(Trouble::Form);
    }
    let name = disposition.and_then(|one| one.get_filename()).unwrap_or("file").to_owned();
    let mut arrival = vault.receive().await?;
    while let Some(piece) = field.next().await {
        if !arrival.add(&piece?).await? {
            return Err(Trouble::TooLong);
        }
    }
    let arrived = arrival.end().await?.map_err(|_| Trouble::Unwanted)?;
    Ok((name, arrived))
}

/// Stores the file, and then says in the registry that it is there: a file that nobody speaks of does no harm, a document
/// whose file is missing does.
async fn keep(state: &State, vault: &Vault, caller: &Caller, id: Uuid, name: String, arrived: Arrived) -> HttpResponse {
    if let Err(error) = vault.keep(&arrived).await {
        tracing::error!(%error, "a file could not be stored");
        return failed(&Error::Fault(error.to_string()), caller.language);
    }
    let file =
        StoredFile { sha256: arrived.sha256.clone(), size: arrived.size, media_type: arrived.media.0.to_owned(), name };
    match attach_file(&state.registry, caller, id, file).await {
        Ok(_) => HttpResponse::Created().insert_header((header::CACHE_CONTROL, "no-store")).json(json!({
            "sha256": arrived.sha256, "size": arrived.size, "mediaType": arrived.media.0, "errors": [],
        })),
        Err(error) => failed(&error, caller.language),
    }
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

/// The file of a document, or the part of it that is asked for (RFC 9110 section 14).
async fn give(
    request: &HttpRequest,
    state: &State,
    vault: &Vault,
    found: &documents::Model,
    language: Language,
) -> HttpResponse {
    let Some(sha256) = &found.sha256 else { return not_found(language) };
    let file = match blob(&state.registry, sha256).await {
        Ok(Some(file)) => file,
        Ok(None) => return not_found(language),
        Err(error) => return failed(&error, language),
    };
    let size = u64::try_from(file.size).unwrap_or(0);
    let asked = request.headers().get(header::RANGE).and_then(|range| range.to_str().ok());
    let wanted = asked.and_then(one_range).map(|range| range.to_satisfiable_range(size));
    if wanted == Some(None) {
        let all = (header::CONTENT_RANGE, format!("bytes */{size}"));
        return HttpResponse::RangeNotSatisfiable().insert_header(all).finish();
    }
    let part = wanted.flatten();
    let range = part.map(|(first, last)| GetRange::Bounded(first..last + 1));
    let content = match vault.read(sha256, range).await {
        Ok(content) => content,
        Err(error) => {
            tracing::error!(%error, sha256, "a file is missing");
            return failed(&Error::Fault("a file is missing".into()), language);
        }
    };
    let mut answer = HttpResponse::Ok();
    let mut length = size;
    if let Some((first, last)) = part {
        answer.status(StatusCode::PARTIAL_CONTENT);
        answer.insert_header((header::CONTENT_RANGE, format!("bytes {first}-{last}/{size}")));
        length = last + 1 - first;
    }
    answer
        .content_type(file.media_type.as_str())
        .insert_header((header::CONTENT_DISPOSITION, attachment(found.file_name.as_deref().unwrap_or("file"))))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .insert_header((header::ACCEPT_RANGES, "bytes"))
        .insert_header((header::ETAG, format!("\"{sha256}\"")))
        .insert_header((header::CACHE_CONTROL, "private, no-cache"))
        .insert_header((header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox"))
        .body(SizedStream::new(length, content.into_stream().map_err(io::Error::other)))
}

/// The header that has a browser save a file under its name (RFC 6266).
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

/// The range of a header that asks for one; several are answered with the whole.
fn one_range(text: &str) -> Option<header::ByteRangeSpec> {
    match text.parse() {
        Ok(header::Range::Bytes(ranges)) if ranges.len() == 1 => ranges.into_iter().next(),
        _ => None,
    }
}
