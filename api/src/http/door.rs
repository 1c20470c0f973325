//! The door of `/graphql`: callers are identified, admitted as strangers, or turned away.

use super::{
    address, asked_language,
    caller::{Credentials, Denied, Visitor},
    cookie,
    graphql::{Door, Guest, Rejection, Whose},
    language,
    once::key_for,
    origin::is_from_here,
};
use actix_web::{
    HttpMessage, HttpRequest,
    http::header::{self, HeaderValue},
};
use async_graphql::{Request, parser::types::OperationType};
use entity::{
    Registry,
    account::{Secret, attempt::Origin},
    presence::Waiting,
    text::Language,
};
use futures_util::{FutureExt, future::BoxFuture};
use graphql_schema::{
    Visit, attend,
    error::{ApiError, Code},
    limit::Admission,
    once::attend_once,
};
use ipnet::IpNet;
use std::{
    net::IpAddr,
    sync::{Arc, OnceLock},
};
use url::Url;

/// The door to one registry.
#[derive(Debug, Clone)]
pub struct RegistryDoor {
    /// What is behind it.
    pub registry: Registry,
    /// The address at which others reach the service, which decides the attributes of its cookies.
    pub public_url: Url,
    /// The proxies that are trusted to say where a request comes from.
    pub trusted_proxies: Vec<IpNet>,
}

/// The language of a page, in the extensions of its request. It is that of its viewer, who is known only later, unless the
/// address asks for another.
#[derive(Debug, Clone)]
pub struct Spoken {
    asked: Option<Language>,
    settled: Arc<OnceLock<Language>>,
}

impl Spoken {
    /// The language of a page for `http`, not settled yet.
    pub fn of(http: &HttpRequest) -> Self {
        Self { asked: asked_language(http), settled: Arc::default() }
    }

    /// Settles it for a viewer of whom this is `own`.
    fn settle(&self, own: Language) -> Language {
        *self.settled.get_or_init(|| self.asked.unwrap_or(own))
    }

    /// What was settled; nothing if nobody got so far.
    pub fn settled(&self) -> Option<Language> {
        self.settled.get().copied()
    }
}

impl Door for RegistryDoor {
    fn language(&self, http: &HttpRequest) -> Language {
        language(http)
    }

    fn is_from_here(&self, http: &HttpRequest) -> bool {
        is_from_here(http, &self.public_url)
    }

    fn address(&self, http: &HttpRequest) -> IpAddr {
        address::of(http, &self.trusted_proxies)
    }

    fn enter(
        &self,
        http: &HttpRequest,
        request: Request,
        admission: Admission,
        waiting: Waiting,
    ) -> BoxFuture<'static, Result<Guest, Rejection>> {
        let key = match admission.operation {
            OperationType::Mutation => key_for(http, self.language(http)),
            // Asking again changes nothing.
            OperationType::Query | OperationType::Subscription => Ok(None),
        };
        let credentials = Credentials::of(http, &self.public_url);
        let (spoken, asked) = (http.extensions().get::<Spoken>().cloned(), asked_language(http));
        let address = self.address(http);
        let from = Origin { address, device: cookie::read_device(http, &self.public_url), waiting };
        let (registry, public_url) = (self.registry.clone(), self.public_url.clone());
        async move {
            let key = key?;
            let credentials = credentials.map_err(turn_away)?;
            let visitor = if admission.sign_in {
                credentials.visitor_who_signs_in(&registry).await
            } else {
                credentials.visitor(&registry).await
            };
            let Visitor { mut caller, session } = visitor.map_err(turn_away)?;
            // The language of an account goes before that of the browser; what the address asks for goes before both.
            caller.language = match spoken {
                Some(spoken) => spoken.settle(caller.language),
                None => asked.unwrap_or(caller.language),
            };
            let whose = Whose::of(&caller, address);
            let device_url = public_url.clone();
            let visit = Visit {
                session,
                from,
                cookie: Arc::new(move |token: Option<&Secret>| cookie::session(token, &public_url)),
                device_cookie: Arc::new(move |token: Option<&Secret>| cookie::device(token, &device_url)),
            };
            let entrance = match key {
                Some(key) => attend_once(request, &registry, caller, visit, &key).await?,
                None => attend(request, &registry, caller, visit).into(),
            };
            Ok(Guest { entrance, whose })
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
