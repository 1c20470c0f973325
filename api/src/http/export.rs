//! Records as files, for those who may see them.

use super::{
    State,
    caller::{Credentials, Visitor},
    documents::{attachment, failed, refuse},
};
use crate::spreadsheet::{AgreementSheet, ExchangeSheet, ImportSheet, Partnerships, Regions, Sheet, Steps};
use actix_web::{
    HttpRequest, HttpResponse,
    http::{StatusCode, header},
    web::{self, Bytes},
};
use entity::{Caller, Error, text::Language};
use futures_util::{StreamExt, stream};
use graphql_schema::{
    error::Code,
    inputs::{Allowed, ParameterError},
};
use tokio::sync::OwnedSemaphorePermit;

/// The parameter that says in which language the file is.
const LANGUAGE: &str = "language";
/// The same, as pages and the API call it.
const LANG: &str = "lang";

/// Serves `/export/agreements.csv`, an overview, and under `/export` the lists that are files to import. The application
/// data must hold [`State`].
pub fn routes(config: &mut web::ServiceConfig) {
    config.service(web::resource("/export/agreements.csv").route(web::get().to(export::<AgreementSheet>)));
    config.service(web::resource("/export/exchanges.csv").route(web::get().to(export::<ExchangeSheet>)));
    config.service(web::resource("/export/regions.csv").route(web::get().to(export::<ImportSheet<Regions>>)));
    let partnerships = web::get().to(export::<ImportSheet<Partnerships>>);
    config.service(web::resource("/export/partnerships.csv").route(partnerships));
    config.service(web::resource("/export/agreement-steps.csv").route(web::get().to(export::<ImportSheet<Steps>>)));
}

async fn export<S: Sheet>(request: HttpRequest, state: web::Data<State>) -> Result<HttpResponse, actix_web::Error> {
    let Visitor { caller, .. } = Credentials::of(&request, &state.public_url)?.visitor(&state.registry).await?;
    let parameters = url::form_urlencoded::parse(request.query_string().as_bytes()).into_owned();
    // A form sends the fields, too, that were left empty.
    let parameters = parameters.filter(|(_, text)| !text.trim().is_empty()).collect();
    let (filter, language) = match asked::<S>(&state, &caller, parameters).await {
        Ok(asked) => asked,
        Err(ParameterError::Failed(error)) => return Ok(failed(&error, caller.language)),
        Err(error) => {
            let message = error.message(caller.language);
            return Ok(refuse(StatusCode::BAD_REQUEST, "BAD_REQUEST", &message));
        }
    };
    let spoken = caller.language;
    // An export lasts for as long as its caller takes to read it: only a few at once leave the database to others.
    let Ok(turn) = state.exports.clone().try_acquire_owned() else {
        let code = Code::Overloaded;
        return Ok(refuse(StatusCode::SERVICE_UNAVAILABLE, code.as_str(), code.message(spoken)));
    };
    let mut sheet = S::new(state.registry.clone(), caller, filter, language);
    let name = sheet.name();
    // An error at the beginning can still be reported.
    Ok(match sheet.next().await {
        Ok(begin) => send(begin.unwrap_or_default(), sheet, turn, &name),
        Err(error) => failed(&error, spoken),
    })
}

/// The records and the language that an address asks for.
async fn asked<S: Sheet>(
    state: &State,
    caller: &Caller,
    parameters: Vec<(String, String)>,
) -> Result<(S::Filter, Language), ParameterError> {
    let (languages, parameters): (Vec<_>, Vec<_>) =
        parameters.into_iter().partition(|(name, _)| name == LANGUAGE || name == LANG);
    let language = match languages.as_slice() {
        [] => caller.language,
        [(_, code)] => Language::ALL
            .into_iter()
            .find(|language| language.code() == code)
            .ok_or_else(|| ParameterError::Value(LANGUAGE.to_owned(), Allowed::Language))?,
        _ => return Err(ParameterError::Twice(LANGUAGE.to_owned())),
    };
    let filter = S::filter(&state.registry, &parameters).await.map_err(|mut error| {
        if let ParameterError::Unknown(_, known) = &mut error {
            known.push(LANGUAGE.to_owned());
        }
        error
    })?;
    Ok((filter, language))
}

/// The file, beginning with its first piece; the next one is read when the caller has taken the one before.
fn send<S: Sheet>(begin: Vec<u8>, sheet: S, turn: OwnedSemaphorePermit, name: &str) -> HttpResponse {
    let rest = stream::try_unfold((sheet, turn), |(mut sheet, turn)| async move {
        match sheet.next().await {
            Ok(piece) => Ok(piece.map(|piece| (Bytes::from(piece), (sheet, turn)))),
            Err(error) => {
                tracing::error!(%error, "an export was interrupted");
                Err(error)
            }
        }
    });
    HttpResponse::Ok()
        .content_type("text/csv; charset=utf-8; header=present")
        .insert_header((header::CONTENT_DISPOSITION, attachment(name)))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .insert_header((header::CACHE_CONTROL, "private, no-store"))
        .streaming(stream::once(async { Ok::<_, Error>(Bytes::from(begin)) }).chain(rest))
}
