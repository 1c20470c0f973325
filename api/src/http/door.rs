//! The door of `/graphql`: whoever comes in is known, or a stranger, or turned away.

use super::{
    caller::{Credentials, Denied, Visitor},
    cookie,
    graphql::{Door, Rejection},
    language,
    once::key_of,
};
use actix_web::{
    HttpRequest,
    http::header::{self, HeaderValue},
};
use async_graphql::{Request, parser::types::OperationType};
use entity::{Registry, account::Secret, text::Language};
use futures_util::{FutureExt, future::BoxFuture};
use graphql_schema::{
    Visit, attend,
    error::{ApiError, Code},
    limit::Admission,
    once::{Entrance, attend_once},
};
use std::sync::Arc;
use url::Url;

/// The door to one registry.
#[derive(Debug, Clone)]
pub struct RegistryDoor {
    /// What is behind it.
    pub registry: Registry,
    /// The address at which others reach the service, which decides what its cookie is like.
    pub public_url: Url,
}

impl Door for RegistryDoor {
    fn language(&self, http: &HttpRequest) -> Language {
        language(http)
    }

    fn enter(
        &self,
        http: &HttpRequest,
        request: Request,
        admission: Admission,
    ) -> BoxFuture<'static, Result<Entrance, Rejection>> {
        let key = match admission.operation {
            OperationType::Mutation => key_of(http.headers(), self.language(http)),
            // Asking again changes nothing.
            OperationType::Query | OperationType::Subscription => Ok(None),
        };
        let credentials = Credentials::of(http, &self.public_url);
        let (registry, public_url) = (self.registry.clone(), self.public_url.clone());
        async move {
            let key = key?;
            let Visitor { caller, session } =
                credentials.map_err(turn_away)?.visitor(&registry).await.map_err(turn_away)?;
            let write = move |token: Option<&Secret>| match token {
                Some(token) => cookie::set(token, &public_url),
                None => cookie::clear(&public_url),
            };
            let visit = Visit { session, cookie: Arc::new(write) };
            match key {
                Some(key) => Ok(attend_once(request, &registry, caller, visit, &key).await?),
                None => Ok(attend(request, &registry, caller, visit).into()),
            }
        }
        .boxed()
    }
}

fn turn_away(denied: Denied) -> Rejection {
    let message = denied.message();
    match denied {
        Denied::SecretInAddress(_) => ApiError::new(Code::BadRequest, message).into(),
        Denied::Failed(language, error) => ApiError::failed(error, language).into(),
        Denied::Unauthenticated { clear_cookie, .. } => {
            let rejection = Rejection::from(ApiError::new(Code::Unauthenticated, message));
            match clear_cookie.and_then(|clear| HeaderValue::from_str(&clear).ok()) {
                Some(clear) => rejection.with_header(header::SET_COOKIE, clear),
                None => rejection,
            }
        }
    }
}
