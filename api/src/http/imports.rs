//! Files that officers import: sent as a form, checked at once; their templates, and their rows that were left out.

use super::{
    State, asked_language,
    caller::{Credentials, Visitor},
    documents::{Trouble, attachment, failed, file_field, heard, refuse, too_much},
    origin::is_from_here,
};
use crate::{
    files::Vault,
    pages::not_taken,
    spreadsheet::{self, Fault, Form},
};
use actix_multipart::{Field, Multipart};
use actix_web::{
    HttpRequest, HttpResponse,
    body::to_bytes,
    http::{StatusCode, header},
    web,
};
use entity::{
    Caller, Error, Reason,
    date::legal_today,
    import_batch::{
        act::{NewImport, check_import, expect_import},
        find::rejects,
        record::{ImportKind, import_batch},
        rule::LONGEST_FILE,
    },
    text::{Language, named},
};
use futures_util::TryStreamExt;
use serde_json::json;
use tracing::Instrument;

/// Where files are sent.
pub(super) const ROUTE: &str = "/imports/files";
/// What a form adds to the size of its file, in bytes.
const FORM: u64 = 64 * 1024;
/// The longest field beside the file, in bytes.
const LONGEST_FIELD: usize = 4 * 1024;
/// How many fields stand before the file at most.
const MOST_FIELDS: usize = 8;
/// The media types of the files that are sent back.
const CSV: &str = "text/csv; charset=utf-8; header=present";
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
/// Where a browser goes back to when a file was not taken.
const FORM_PAGE: &str = "/imports/new";

/// Serves `/imports/files`, templates and rejected rows. The application data must hold [`State`] and [`Vault`].
pub fn routes(config: &mut web::ServiceConfig) {
    config
        .service(web::resource(ROUTE).route(web::post().to(take)))
        .service(web::resource("/imports/templates/{name}").route(web::get().to(template)))
        .service(web::resource("/imports/{id}/rejects.csv").route(web::get().to(left)));
}

/// Takes a file. A browser that sends it from a page is led to what its check found, or told in a page what is wrong.
async fn take(
    request: HttpRequest,
    form: Multipart,
    state: web::Data<State>,
    vault: web::Data<Vault>,
) -> Result<HttpResponse, actix_web::Error> {
    let Visitor { caller, .. } = Credentials::of(&request, &state.public_url)?.visitor(&state.registry).await?;
    let language = asked_language(&request).unwrap_or(caller.language);
    let is_page = request
        .headers()
        .get(header::ACCEPT)
        .and_then(|accepted| accepted.to_str().ok())
        .is_some_and(|accepted| accepted.contains("text/html"));
    let answer = match send(&request, form, (&state, &vault), caller, language).await {
        Ok(batch) if is_page => {
            let query = asked_language(&request).map(|language| format!("?lang={}", language.code()));
            let place = format!("/imports/{}{}", graphql_schema::import_id(batch.id), query.unwrap_or_default());
            HttpResponse::SeeOther()
                .insert_header((header::LOCATION, place))
                .insert_header((header::CACHE_CONTROL, "no-store"))
                .finish()
        }
        Ok(batch) => told(&batch),
        Err(answer) if is_page => {
            let status = answer.status();
            let body = to_bytes(answer.into_body()).await.unwrap_or_default();
            let told = serde_json::from_slice::<serde_json::Value>(&body).unwrap_or_default();
            let text = told["errors"][0]["message"].as_str().unwrap_or_default().to_owned();
            let back = language.pick("Kembali ke impor", "Back to the import");
            not_taken(&request, status, text, (FORM_PAGE.to_owned(), back))
        }
        Err(answer) => answer,
    };
    Ok(answer)
}

/// The check of a file, for programs.
fn told(batch: &import_batch::Model) -> HttpResponse {
    HttpResponse::Created().insert_header((header::CACHE_CONTROL, "no-store")).json(json!({
        "import": graphql_schema::import_id(batch.id), "revision": batch.revision, "sha256": batch.sha256,
        "new": batch.added, "changed": batch.changed, "same": batch.same, "duplicate": batch.repeated,
        "choose": batch.unclear, "refused": batch.refused, "errors": [],
    }))
}

async fn send(
    request: &HttpRequest,
    mut form: Multipart,
    (state, vault): (&State, &Vault),
    caller: Caller,
    language: Language,
) -> Result<import_batch::Model, HttpResponse> {
    if !is_from_here(request, &state.public_url) {
        let text = language.pick("Formulir ini dikirim dari situs lain.", "This form was sent from another site.");
        return Err(refuse(StatusCode::FORBIDDEN, "FORBIDDEN", text));
    }
    let said =
        request.headers().get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
    if said.is_some_and(|length| length > LONGEST_FILE + FORM) {
        return Err(too_long(language));
    }
    let (given, file) = fields(&mut form).await.map_err(|trouble| answer(&trouble, language))?;
    let input = input(&given).map_err(|error| failed(&error, language))?;
    // Nothing of the file has been kept so far, and of what is refused here nothing is.
    expect_import(&state.registry, &caller, &input).await.map_err(|error| failed(&error, language))?;
    let Some(_turn) = vault.turn(Some(input.party)) else { return Err(too_much(language)) };
    let (name, content) = receive(file, &mut form).await.map_err(|trouble| answer(&trouble, language))?;
    let (of, today) = (input.clone(), legal_today(state.registry.now()));
    let read = tokio::task::spawn_blocking(move || spreadsheet::received(&of, &name, &content, today)).await;
    let read = read.map_err(|error| failed(&Error::Fault(error.to_string()), language))?;
    let file =
        read.map_err(|Fault(text)| refuse(StatusCode::UNPROCESSABLE_ENTITY, "UNREADABLE_FILE", text.read(language)))?;
    let registry = state.registry.clone();
    // It is checked even if nobody waits for the answer any more.
    let checked = async move { check_import(&registry, &caller, &input, file).await };
    let checked = tokio::spawn(checked.in_current_span()).await;
    checked.unwrap_or_else(|error| Err(Error::Fault(error.to_string()))).map_err(|error| failed(&error, language))
}

fn too_long(language: Language) -> HttpResponse {
    let text = language.pick("Berkas impor paling besar 5 MB.", "A file to import may be at most 5 MB.");
    refuse(StatusCode::PAYLOAD_TOO_LARGE, "LIMIT_EXCEEDED", text)
}

fn answer(trouble: &Trouble, language: Language) -> HttpResponse {
    match trouble {
        Trouble::TooLong => too_long(language),
        Trouble::Form => {
            let text = language.pick(
                "Kirimkan kolom \"kind\" dan \"party\", lalu satu berkas dalam kolom \"file\", sebagai multipart/form-data.",
                "Send the fields \"kind\" and \"party\", and then one file in the field \"file\", as multipart/form-data.",
            );
            refuse(StatusCode::BAD_REQUEST, "BAD_REQUEST", text)
        }
        other => other.answer(language),
    }
}

/// What stands before the file, and the field of the file.
type Given = Vec<(String, String)>;

/// Reads the fields of the form up to its file.
async fn fields(form: &mut Multipart) -> Result<(Given, (Field, String)), Trouble> {
    let mut given = Vec::new();
    while given.len() <= MOST_FIELDS {
        let field = heard(form.try_next()).await?.ok_or(Trouble::Form)?;
        let name = field.name().unwrap_or_default().to_owned();
        if name == "file" {
            return Ok((given, file_field(field)));
        }
        let text = String::from_utf8(whole(field, LONGEST_FIELD).await?).map_err(|_| Trouble::Form)?;
        given.push((name, text));
    }
    Err(Trouble::Form)
}

/// A field as a whole, if it is not longer than that.
async fn whole(mut field: Field, longest: usize) -> Result<Vec<u8>, Trouble> {
    let mut content = Vec::new();
    while let Some(piece) = heard(field.try_next()).await? {
        if longest < content.len() + piece.len() {
            return Err(Trouble::TooLong);
        }
        content.extend_from_slice(&piece);
    }
    Ok(content)
}

/// Receives the file of the form, after which nothing may follow.
async fn receive((field, name): (Field, String), form: &mut Multipart) -> Result<(String, Vec<u8>), Trouble> {
    let content = whole(field, usize::try_from(LONGEST_FILE).unwrap_or(usize::MAX)).await?;
    match heard(form.try_next()).await? {
        Some(_) => Err(Trouble::Form),
        None => Ok((name, content)),
    }
}

/// What the fields say of the file.
fn input(given: &[(String, String)]) -> Result<NewImport, Error> {
    let text = |name: &str| {
        let found = given.iter().find(|(known, _)| known == name).map(|(_, text)| text.trim());
        found.filter(|text| !text.is_empty())
    };
    let malformed = |name: &str, expected: &str| {
        Error::from(entity::Refusal::at(name, Reason::Malformed { expected: expected.to_owned() }))
    };
    let kinds = "PARTNERSHIPS | AGREEMENTS | EXCHANGES";
    let kind = text("kind").and_then(named::<ImportKind>).ok_or_else(|| malformed("kind", kinds))?;
    let party = text("party").and_then(graphql_schema::known_party);
    let party = party.ok_or_else(|| Error::from(entity::Refusal::at("party", Reason::NotFound)))?;
    let as_of = text("asOf").map(|day| day.parse().map_err(|_| malformed("asOf", "2026-02-28"))).transpose()?;
    Ok(NewImport { kind, party, source: text("source").map(str::to_owned), as_of })
}

/// An empty file of a kind: `partnerships.csv`, `partnerships.xlsx`.
async fn template(request: HttpRequest, name: web::Path<String>) -> HttpResponse {
    let language = super::language(&request);
    let (kind, form) = name.split_once('.').unwrap_or_default();
    let known = match kind {
        "partnerships" => Some((ImportKind::Partnerships, language.pick("kemitraan", "partnerships"))),
        "agreements" => Some((ImportKind::Agreements, language.pick("kerja-sama", "agreements"))),
        "exchanges" => Some((ImportKind::Exchanges, language.pick("kegiatan", "exchanges"))),
        _ => None,
    };
    let media = match form {
        "csv" => Some((Form::Csv, CSV)),
        "xlsx" => Some((Form::Xlsx, XLSX)),
        _ => None,
    };
    let (Some((kind, called)), Some((of, media))) = (known, media) else {
        return failed(&Error::refuse(Reason::NotFound), language);
    };
    match spreadsheet::template(kind, of, language) {
        Ok(content) => {
            file(content, media, &format!("kembar-{}-{called}.{form}", language.pick("templat", "template")))
        }
        Err(error) => failed(&Error::Fault(error.to_string()), language),
    }
}

/// The rows of a file that are refused or wait for a choice.
async fn left(
    request: HttpRequest,
    id: web::Path<String>,
    state: web::Data<State>,
) -> Result<HttpResponse, actix_web::Error> {
    let Visitor { caller, .. } = Credentials::of(&request, &state.public_url)?.visitor(&state.registry).await?;
    let language = asked_language(&request).unwrap_or(caller.language);
    let found = match graphql_schema::known_import(&id) {
        Some(id) => rejects(&state.registry, &caller, id).await,
        None => Ok(None),
    };
    Ok(match found {
        Ok(Some((batch, rows))) => match spreadsheet::rejects(&batch, &rows, language) {
            Ok(content) => {
                let today = legal_today(state.registry.now());
                file(content, CSV, &format!("kembar-{}-{today}.csv", language.pick("baris-ditolak", "rejected-rows")))
            }
            Err(error) => failed(&Error::Fault(error.to_string()), language),
        },
        Ok(None) => failed(&Error::refuse(Reason::NotFound), language),
        Err(error) => failed(&error, language),
    })
}

fn file(content: Vec<u8>, media: &str, name: &str) -> HttpResponse {
    HttpResponse::Ok()
        .content_type(media)
        .insert_header((header::CONTENT_DISPOSITION, attachment(name)))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .insert_header((header::CACHE_CONTROL, "private, no-store"))
        .body(content)
}
