//! What the service answers over HTTP: all routes are listed here.

pub mod address;
pub(crate) mod asset;
pub mod body;
pub mod caller;
pub mod cookie;
mod documents;
pub mod door;
pub mod explorer;
mod export;
pub mod graphql;
pub mod health;
mod imports;
pub mod once;
pub(crate) mod origin;
pub mod request_id;

use crate::{
    config::Config,
    pages::{self, Kept, nothing_here},
    worker::Standing,
};
use actix_web::{HttpRequest, http::header, middleware::DefaultHeaders, web};
use door::RegistryDoor;
use entity::{Registry, clock::Ids, text::Language};
use graphql::{Capacity, Endpoint, Runner};
use request_id::RequestIds;
use std::{sync::Arc, time::Duration};
use tokio::sync::{Semaphore, watch};
use url::Url;

/// How long a body may take to arrive; a file may take longer.
const SLOWEST_BODY: Duration = Duration::from_secs(10);
/// How long a browser that has been here must use HTTPS, in seconds: a year.
const HTTPS_ONLY: u32 = 365 * 24 * 60 * 60;

/// What a page may load and do: its own styles, fonts and images, and forms that lead back here.
pub(crate) const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; style-src 'self'; font-src 'self'; \
    img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// How many exports are written at once.
pub const EXPORTS: usize = 4;

/// What the handlers share.
#[derive(Debug)]
pub struct State {
    /// The registry.
    pub registry: Registry,
    /// The configuration.
    pub config: Config,
    /// The address at which others reach the service.
    pub public_url: Url,
    /// Data of pages, as they were a few seconds ago.
    pub kept: Kept,
    /// Permits for exports.
    pub exports: Arc<Semaphore>,
    /// The latest readiness result.
    pub health: health::Health,
    /// The state of the worker that sends mails.
    pub worker: watch::Receiver<Standing>,
}

impl State {
    /// The shared state of a service that starts now.
    pub fn new(registry: Registry, config: Config, public_url: Url, worker: watch::Receiver<Standing>) -> Self {
        Self {
            registry,
            config,
            public_url,
            worker,
            kept: Kept::default(),
            exports: Arc::new(Semaphore::new(EXPORTS)),
            health: health::Health::default(),
        }
    }
}

/// The endpoint at `/graphql` for the registry of `state`.
pub fn graphql_endpoint(state: &State) -> web::Data<Endpoint> {
    let door = RegistryDoor {
        registry: state.registry.clone(),
        public_url: state.public_url.clone(),
        trusted_proxies: state.config.trusted_proxies.clone(),
    };
    let capacity = Capacity::of_pool(state.config.database_connections);
    let runner = Runner::new(graphql_schema::build(state.registry.clone()), capacity);
    web::Data::new(Endpoint::new(Arc::new(runner), Arc::new(door)))
}

/// Every route of the service, with `endpoint` at `/graphql`.
pub fn routes(service: &mut web::ServiceConfig, endpoint: web::Data<Endpoint>) {
    service
        // Before the pages, of which one has every address of a file that was sent.
        .configure(imports::routes)
        .configure(|service| pages::routes(service, &endpoint))
        .configure(graphql::routes(endpoint.clone()))
        .configure(explorer::routes)
        .route("/schema.graphql", web::get().to(asset::schema))
        .route("/assets/{name}", web::get().to(asset::file))
        .route("/healthz", web::get().to(health::lives))
        .route("/readyz", web::get().to(health::ready))
        .configure(documents::routes)
        .configure(export::routes)
        .default_service(web::to(move |http: HttpRequest, state: web::Data<State>| {
            nothing_here(http, state, endpoint.clone())
        }));
}

/// The generator of request ids.
pub fn request_ids(state: &State) -> RequestIds {
    let (registry, ids) = (state.registry.clone(), Ids::default());
    RequestIds::new(move || ids.next(registry.now()).simple().to_string())
}

/// Headers that keep browsers from using an answer for what it is not meant for. A page that needs more, such as the
/// explorer with its scripts, sets its own. If the service is reached by HTTPS, browsers are told to use only that (RFC
/// 6797).
pub fn security_headers(public_url: &Url) -> DefaultHeaders {
    let headers = if public_url.scheme() == "https" {
        DefaultHeaders::new().add((header::STRICT_TRANSPORT_SECURITY, format!("max-age={HTTPS_ONLY}")))
    } else {
        DefaultHeaders::new()
    };
    headers
        .add((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .add((header::REFERRER_POLICY, "same-origin"))
        .add(("cross-origin-opener-policy", "same-origin"))
        .add((header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY))
}

/// How long the body of a request to `route` may take to arrive.
fn patience(route: Option<&str>) -> Duration {
    let takes_file = [documents::ROUTE, imports::ROUTE].map(Some).contains(&route);
    if takes_file { documents::SLOWEST_FILE } else { SLOWEST_BODY }
}

/// The language in which a page is written: the one asked for with `?lang=`, else the browser's.
pub fn language(request: &HttpRequest) -> Language {
    let header = request.headers().get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    asked_language(request).unwrap_or_else(|| Language::negotiate(header))
}

/// The language that the address asks for, with `?lang=`.
fn asked_language(request: &HttpRequest) -> Option<Language> {
    url::form_urlencoded::parse(request.query_string().as_bytes())
        .find_map(|(name, value)| if name == "lang" { Language::parse(&value) } else { None })
}
