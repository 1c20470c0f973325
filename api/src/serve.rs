//! The service from start to stop.

use crate::{
    config::Config,
    connection::{Addresses, Connection},
    files::{Vault, VaultError, sweep_always},
    http::{self, State, body::Stopping},
    log,
    mail::{Delivery, Files, Relay, RelayRefused, Sender, Smtp, Timeouts},
    store::{self, Lock, StoreError, Upgrade},
    worker::Worker,
};
use actix_http::{HttpService, error::DispatchError};
use actix_service::{IntoServiceFactory, ServiceFactoryExt, fn_service, map_config};
use actix_web::{
    App, Error,
    dev::{AppConfig, Server, ServerHandle},
    middleware::from_fn,
    web,
};
use entity::Registry;
use futures_util::{FutureExt, future::ready};
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use std::{
    future::poll_fn,
    io,
    net::{SocketAddr, TcpListener},
    panic::AssertUnwindSafe,
    pin::pin,
    sync::Arc,
    task::Poll,
    time::Duration,
};
use tokio::{
    net::TcpStream,
    signal::unix::{Signal, SignalKind, signal},
    sync::watch,
};
use url::Url;

/// How long a caller may take to send the head of a request.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(10);
/// How long an idle connection stays open.
const KEEP_ALIVE: Duration = Duration::from_secs(15);
/// How long a connection lingers if its request was answered before it was read to the end.
const LINGER: Duration = Duration::from_secs(1);
/// How long requests in flight have to finish when the service stops, in seconds.
const SHUTDOWN_SECONDS: u64 = 10;
/// The exit code after a second signal, the same as that of an interrupted program in a shell.
const CUT_OFF: i32 = 130;
/// How long the sweep of files pauses after it has crashed.
const RECOVERY: Duration = Duration::from_mins(1);
/// Maximum number of connections per worker, if the system allows that many open files.
const CONNECTIONS: usize = 5000;
/// Files reserved for other uses: the program's own, and three for each connection to an SQLite file.
const OWN_FILES: usize = 64;
const FILES_PER_DATABASE_CONNECTION: usize = 3;
/// The number of connections that are accepted in any case.
const FEWEST_CONNECTIONS: usize = 16;

/// Why the service did not start, or stopped.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The address.
    #[error("cannot listen on {address}: {reason}. Choose another address with --listen.")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// The system's error.
        reason: io::Error,
    },
    /// The mail server.
    #[error("smtp_url cannot be used: {0}.")]
    Relay(#[from] RelayRefused),
    /// The sender address of mails.
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
    stopping: watch::Sender<bool>,
    _lock: Option<Lock>,
}

impl Service {
    /// Opens the database and binds the address. The cost of this does not grow with the size of the database.
    pub async fn build(config: Config, upgrade: Upgrade) -> Result<Self, ServeError> {
        store::prepare_folders(&config)?;
        let lock = Lock::take(&config)?;
        let registry = store::open(&config, lock.as_ref(), upgrade).await?;
        for (path, mode) in store::open_to_others(&config) {
            let (path, mode) = (path.display(), format!("{mode:o}"));
            tracing::warn!(%path, mode, "other users of this machine can access this; see `kembar doctor`");
        }
        let fault = |reason| ServeError::Listen { address: config.listen, reason };
        let listener = TcpListener::bind(config.listen).map_err(fault)?;
        let address = listener.local_addr().map_err(fault)?;
        let public_url = public_url(&config, address);
        let worker = mail_worker(&config, registry.clone(), public_url.clone()).await?;
        let standing = worker.standing();
        let state = web::Data::new(State::new(registry, config, public_url, standing));
        let vault = web::Data::new(Vault::open(&state.config)?);
        let (stopping, stops) = watch::channel(false);
        let server = server(state.clone(), vault.clone(), listener, stops)?;
        // A signal that arrives before the service runs is kept for it.
        let signals = Signals::new()?;
        Ok(Self { server, state, vault, address, worker, signals, stopping, _lock: lock })
    }

    /// The address on which it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The state shared by its handlers.
    pub fn state(&self) -> &State {
        &self.state
    }

    /// Stops the service from elsewhere: `stop(true)` lets requests in flight finish.
    pub fn handle(&self) -> ServerHandle {
        self.server.handle()
    }

    /// Answers until it is told to stop, by its handle or by SIGTERM or SIGINT; calls `listening` once it does.
    /// Requests and mails under way at that time have 10 seconds to finish; a second signal cuts them off. A request
    /// that has not arrived completely by then is not waited for.
    pub async fn run(self, listening: impl FnOnce()) -> Result<(), ServeError> {
        let stopper = tokio::spawn(stop_on_signal(self.server.handle(), self.signals, self.stopping.clone()));
        let mut server = pin!(self.server);
        // The first poll starts its threads, and returns when they accept connections.
        if let Poll::Ready(end) = poll_fn(|context| Poll::Ready(server.as_mut().poll(context))).await {
            return Ok(end?);
        }
        tracing::info!(address = %self.address, "listening");
        listening();
        let mut told = self.stopping.subscribe();
        let worker = tokio::spawn(async move {
            let told = async move { _ = told.wait_for(|stops| *stops).await };
            self.worker.run(told).await;
        });
        let sweeper = tokio::spawn(keep_sweeping(self.state.registry.clone(), Vault::clone(&self.vault)));
        let end = server.await;
        sweeper.abort();
        self.stopping.send_replace(true);
        if let Err(error) = worker.await {
            tracing::error!(%error, "the worker that sends mails crashed");
        }
        stopper.abort();
        // SQLite then leaves one complete file, without a log beside it.
        if let Err(error) = self.state.registry.db.close().await {
            tracing::warn!(%error, "the database could not be closed");
        }
        tracing::info!("stopped");
        Ok(end?)
    }
}

/// The configured address, or else the one that is in use: a port of 0 means any.
fn public_url(config: &Config, address: SocketAddr) -> Url {
    let taken = if config.is_set("public_url") { None } else { Url::parse(&format!("http://{address}")).ok() };
    taken.unwrap_or_else(|| config.public_url.clone())
}

/// The worker that sends mails: to the configured mail server, or else into files.
async fn mail_worker(config: &Config, registry: Registry, public_url: Url) -> Result<Worker, ServeError> {
    let sender = Sender::new(config.mail_from.parse()?, config.message_id_domain.as_str());
    let delivery = match &config.smtp_url {
        Some(url) => Delivery::Smtp(Smtp::new(Relay::from_url(url.expose())?, &sender, Timeouts::default())),
        None => Delivery::Files(Files::new(config.data_dir.join("mail"))),
    };
    let lease = chrono::Duration::seconds(config.mail_lease_seconds.into());
    Ok(Worker::new(registry, delivery, sender, public_url, lease).await?)
}

fn server(
    state: web::Data<State>,
    vault: web::Data<Vault>,
    listener: TcpListener,
    stops: Stopping,
) -> io::Result<Server> {
    let endpoint = http::graphql_endpoint(&state);
    let addresses = Addresses::new(state.config.connections_per_address, state.config.trusted_proxies.clone());
    let server = Server::build()
        .workers(state.config.workers)
        .max_concurrent_connections(connections(&state.config))
        .shutdown_timeout(SHUTDOWN_SECONDS)
        .disable_signals();
    let stopping = server.graceful_shutdown_signal();
    let stops = web::Data::new(stops);
    let connection = move || {
        let application = App::new()
            .app_data(state.clone())
            .app_data(vault.clone())
            .app_data(stops.clone())
            .app_data(web::Data::new(http::request_ids(&state)))
            .wrap(from_fn(http::body::bound))
            .wrap(http::security_headers(&state.public_url))
            .wrap(from_fn(http::request_id::identify))
            .configure(|service| http::routes(service, endpoint.clone()));
        let application = application.into_factory().map_err(|error: Error| error.error_response());
        let (stopping, addresses) = (stopping.clone(), addresses.clone());
        let http = HttpService::build()
            .keep_alive(KEEP_ALIVE)
            .client_request_timeout(REQUEST_TIMEOUT)
            .client_disconnect_timeout(LINGER)
            .graceful_shutdown_signal(move || {
                let stopping = stopping.clone();
                async move { stopping.notified().await }
            })
            .on_connect_ext(|connection: &Connection<TcpStream>, data| {
                data.insert(connection.activity());
            })
            .h1(map_config(application, |()| AppConfig::default()));
        fn_service(move |stream| ready(let_in(stream, &addresses))).and_then(http)
    };
    Ok(server.listen("http", listener, connection)?.run())
}

/// A connection, and where it comes from; an error if that address already has its share of connections.
fn let_in(
    stream: TcpStream,
    addresses: &Arc<Addresses>,
) -> Result<(Connection<TcpStream>, Option<SocketAddr>), DispatchError> {
    let peer = stream.peer_addr()?;
    let place = addresses.place(peer.ip()).ok_or_else(|| io::Error::from(io::ErrorKind::ConnectionRefused))?;
    Ok((Connection::new(stream, place), Some(peer)))
}

/// How many connections a worker accepts. Beyond that, callers wait until one is free: a service that has used up its
/// files can neither accept a connection nor open its database.
fn connections(config: &Config) -> usize {
    let databases = usize::try_from(config.database_connections).unwrap_or(usize::MAX);
    let own = OWN_FILES + FILES_PER_DATABASE_CONNECTION * databases;
    let callers = open_files().saturating_sub(own) / config.workers;
    callers.clamp(FEWEST_CONNECTIONS, CONNECTIONS)
}

/// Raises the number of files that this process may have open as far as the system allows, and returns it.
fn open_files() -> usize {
    let limit = getrlimit(Resource::Nofile);
    let raised = Rlimit { current: limit.maximum, maximum: limit.maximum };
    let counts = match setrlimit(Resource::Nofile, raised) {
        Ok(()) => limit.maximum,
        Err(error) => {
            tracing::warn!(%error, "cannot raise the limit of open files");
            limit.current
        }
    };
    counts.and_then(|files| usize::try_from(files).ok()).unwrap_or(usize::MAX)
}

/// Sweeps what no document needs, and starts again if that crashes.
async fn keep_sweeping(registry: Registry, vault: Vault) {
    while AssertUnwindSafe(sweep_always(registry.clone(), vault.clone())).catch_unwind().await.is_err() {
        tracing::error!("the sweep of files crashed, and is started again");
        tokio::time::sleep(RECOVERY).await;
    }
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

async fn stop_on_signal(server: ServerHandle, mut signals: Signals, stopping: watch::Sender<bool>) {
    signals.next().await;
    tracing::info!("stopping: requests and mails under way finish first; a second signal cuts them off");
    stopping.send_replace(true);
    tokio::spawn(server.stop(true));
    signals.next().await;
    log::end();
    std::process::exit(CUT_OFF);
}
