//! The service from its start to its end.

use crate::{
    config::Config,
    files::{Vault, VaultError, sweep_always},
    http::{self, State},
    mail::{Delivery, Files, RELAY_TIMEOUT, Relay, RelayRefused, Sender, Smtp},
    store::{self, Lock, StoreError, Upgrade},
    worker::Worker,
};
use actix_web::{
    App, HttpServer,
    dev::{Server, ServerHandle},
    middleware::from_fn,
    web,
};
use entity::Registry;
use std::{
    io,
    net::{SocketAddr, TcpListener},
    sync::Arc,
    time::Duration,
};
use tokio::{
    signal::unix::{Signal, SignalKind, signal},
    sync::Notify,
};
use url::Url;

/// How long a caller may take to send the head of a request.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(10);
/// How long an idle connection stays open.
const KEEP_ALIVE: Duration = Duration::from_secs(15);
/// How long requests in flight have to finish when the service stops, in seconds.
const SHUTDOWN_SECONDS: u64 = 10;
/// The exit code after a second signal, as shells have it for an interrupted program.
const CUT_OFF: i32 = 130;
/// Connections per worker at most.
const CONNECTIONS: usize = 5000;

/// Why the service did not start, or did not go on.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The address.
    #[error("cannot listen on {address}: {reason}. Choose another address with --listen.")]
    Listen {
        /// Which.
        address: SocketAddr,
        /// What the system said.
        reason: io::Error,
    },
    /// The mail server.
    #[error("smtp_url cannot be used: {0}.")]
    Relay(#[from] RelayRefused),
    /// The address from which mails come.
    #[error("mail_from cannot be used: {0}.")]
    Sender(#[from] lettre::address::AddressError),
    /// The worker that sends mails.
    #[error("mails cannot be sent: {0}")]
    Worker(#[from] entity::Error),
    /// The files of documents.
    #[error(transparent)]
    Files(#[from] VaultError),
    /// The system.
    #[error("the server stopped: {0}")]
    Server(#[from] io::Error),
}

/// A service that listens, and answers once it runs.
pub struct Service {
    server: Server,
    state: web::Data<State>,
    vault: web::Data<Vault>,
    address: SocketAddr,
    worker: Worker,
    signals: Signals,
    _lock: Option<Lock>,
}

impl Service {
    /// Takes the database and the address. What this takes does not grow with what the database holds.
    pub async fn build(config: Config, upgrade: Upgrade) -> Result<Self, ServeError> {
        store::prepare_folders(&config)?;
        let lock = Lock::take(&config)?;
        let registry = store::open(&config, lock.as_ref(), upgrade).await?;
        let fault = |reason| ServeError::Listen { address: config.listen, reason };
        let listener = TcpListener::bind(config.listen).map_err(fault)?;
        let address = listener.local_addr().map_err(fault)?;
        let public_url = public_url(&config, address);
        let workers = config.workers;
        let worker = mail_worker(&config, registry.clone(), public_url.clone()).await?;
        let state = web::Data::new(State { registry, config, public_url });
        let vault = web::Data::new(Vault::open(&state.config)?);
        let server = server(state.clone(), vault.clone(), listener, workers)?;
        // A signal that comes before the service runs waits for it.
        let signals = Signals::new()?;
        Ok(Self { server, state, vault, address, worker, signals, _lock: lock })
    }

    /// The address on which it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// What its handlers share.
    pub fn state(&self) -> &State {
        &self.state
    }

    /// Stops the service from elsewhere: `stop(true)` lets requests in flight finish.
    pub fn handle(&self) -> ServerHandle {
        self.server.handle()
    }

    /// Answers until it is told to stop, by its handle or by SIGTERM or SIGINT. Requests and mails that are under way
    /// then have 10 seconds; a second signal cuts them off.
    pub async fn run(self) -> Result<(), ServeError> {
        let stop_worker = Arc::new(Notify::new());
        let stopper = tokio::spawn(stop_on_signal(self.server.handle(), self.signals, stop_worker.clone()));
        tracing::info!(address = %self.address, "listening");
        let told = stop_worker.clone();
        let worker = tokio::spawn(async move { self.worker.run(told.notified()).await });
        let sweeper = tokio::spawn(sweep_always(self.state.registry.clone(), Vault::clone(&self.vault)));
        let end = self.server.await;
        sweeper.abort();
        stop_worker.notify_one();
        if let Err(error) = worker.await {
            tracing::error!(%error, "the worker that sends mails broke off");
        }
        stopper.abort();
        // SQLite then leaves one whole file, without its log beside it.
        if let Err(error) = self.state.registry.db.clone().close().await {
            tracing::warn!(%error, "the database was not closed");
        }
        tracing::info!("stopped");
        Ok(end?)
    }
}

/// What is configured, else the address that was really taken: a port of 0 means any.
fn public_url(config: &Config, address: SocketAddr) -> Url {
    let taken = if config.is_set("public_url") { None } else { Url::parse(&format!("http://{address}")).ok() };
    taken.unwrap_or_else(|| config.public_url.clone())
}

/// The worker that sends mails: to the mail server that is configured, else into files.
async fn mail_worker(config: &Config, registry: Registry, public_url: Url) -> Result<Worker, ServeError> {
    let sender = Sender::new(config.mail_from.parse()?, config.message_id_domain.as_str());
    let lease = Duration::from_secs(config.mail_lease_seconds.into());
    let delivery = match &config.smtp_url {
        // A try takes at most two such times, and so ends before its lease.
        Some(url) => Delivery::Smtp(Smtp::new(Relay::from_url(url.expose())?, &sender, RELAY_TIMEOUT.min(lease / 3))),
        None => Delivery::Files(Files::new(config.data_dir.join("mail"))),
    };
    let lease = chrono::Duration::seconds(config.mail_lease_seconds.into());
    Ok(Worker::new(registry, delivery, sender, public_url, lease).await?)
}

fn server(
    state: web::Data<State>,
    vault: web::Data<Vault>,
    listener: TcpListener,
    workers: usize,
) -> io::Result<Server> {
    let endpoint = http::graphql_endpoint(&state);
    let application = move || {
        let endpoint = endpoint.clone();
        App::new()
            .app_data(state.clone())
            .app_data(vault.clone())
            .app_data(web::Data::new(http::request_ids(&state)))
            .wrap(http::security_headers())
            .wrap(from_fn(http::request_id::identify))
            .configure(|service| http::routes(service, endpoint))
    };
    Ok(HttpServer::new(application)
        .workers(workers)
        .max_connections(CONNECTIONS)
        .client_request_timeout(REQUEST_TIMEOUT)
        .keep_alive(KEEP_ALIVE)
        .shutdown_timeout(SHUTDOWN_SECONDS)
        .disable_signals()
        .listen(listener)?
        .run())
}

/// The signals that end a service.
struct Signals {
    terminate: Signal,
    interrupt: Signal,
}

impl Signals {
    fn new() -> io::Result<Self> {
        Ok(Self { terminate: signal(SignalKind::terminate())?, interrupt: signal(SignalKind::interrupt())? })
    }

    async fn next(&mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }
}

async fn stop_on_signal(server: ServerHandle, mut signals: Signals, stop_worker: Arc<Notify>) {
    signals.next().await;
    tracing::info!("stopping: requests and mails under way finish first; a second signal cuts them off");
    stop_worker.notify_one();
    tokio::spawn(server.stop(true));
    signals.next().await;
    std::process::exit(CUT_OFF);
}
