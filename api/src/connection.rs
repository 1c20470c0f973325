//! Connections of callers: how many may come from one address, and how long one is kept if the caller does not send a
//! request or does not read the answer.

use ipnet::IpNet;
use std::{
    cell::Cell,
    collections::HashMap,
    io,
    net::{IpAddr, Ipv6Addr},
    pin::Pin,
    rc::Rc,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll, ready},
    time::Duration,
};
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    time::{Instant, Sleep, sleep},
};

/// How long a connection is kept while no request is under way, counted from the end of the last request or from when
/// it was opened: an idle connection, and the head of a request, may take this long.
pub const LONGEST_REST: Duration = Duration::from_secs(25);
/// How much time a caller has to read a part of an answer.
pub const PATIENCE: Duration = Duration::from_secs(30);
/// The smallest size of such a part, in bytes: half a kilobyte a second is less than the slowest mobile network
/// carries.
pub const LEAST: usize = 16 * 1024;

/// The number of connections from each address.
#[derive(Debug)]
pub struct Addresses {
    /// The maximum for each address; `None` if there is no limit.
    most: Option<usize>,
    proxies: Vec<IpNet>,
    taken: Mutex<HashMap<IpAddr, Taken>>,
}

#[derive(Debug, Default)]
struct Taken {
    places: usize,
    /// Whether it has been logged that the address has no connections left.
    told: bool,
}

/// The place of one connection among those of its address. Dropping it frees the place.
#[derive(Debug)]
pub struct Place(Option<(Arc<Addresses>, IpAddr)>);

impl Addresses {
    /// At most `most` connections from each address; any number if it is 0, and from `proxies`, which carry everybody's
    /// requests.
    pub fn new(most: usize, proxies: Vec<IpNet>) -> Arc<Self> {
        Arc::new(Self { most: (most > 0).then_some(most), proxies, taken: Mutex::default() })
    }

    /// A place for a connection from `address`, if there is one. Connections from this machine's own address are not
    /// counted: they come from a proxy, or from someone who may do as they please here anyway.
    pub fn place(self: &Arc<Self>, address: IpAddr) -> Option<Place> {
        let network = network(address);
        let is_counted =
            !network.is_loopback() && !self.proxies.iter().any(|proxy| proxy.contains(&address.to_canonical()));
        let Some(most) = self.most.filter(|_| is_counted) else { return Some(Place(None)) };
        let mut taken = self.taken();
        let of_address = taken.entry(network).or_default();
        if of_address.places < most {
            of_address.places += 1;
            return Some(Place(Some((self.clone(), network))));
        }
        if !of_address.told {
            of_address.told = true;
            tracing::warn!(
                %address,
                connections = most,
                "refusing further connections from this address; if it is a proxy, add it to trusted_proxies"
            );
        }
        None
    }

    fn taken(&self) -> MutexGuard<'_, HashMap<IpAddr, Taken>> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let Some((addresses, network)) = &self.0 else { return };
        let mut taken = addresses.taken();
        if let Some(of_address) = taken.get_mut(network) {
            of_address.places -= 1;
            if of_address.places == 0 {
                taken.remove(network);
            }
        }
    }
}

/// What counts as one address: a household or a machine has a whole 64-bit network of IPv6 addresses (RFC 4291 section
/// 2.5.4).
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) if !address.is_loopback() => Ipv6Addr::from_bits(address.to_bits() >> 64 << 64).into(),
        address => address,
    }
}

/// Whether requests are under way on a connection, or since when there have been none.
#[derive(Debug, Clone)]
pub struct Activity(Rc<State>);

#[derive(Debug)]
struct State {
    under_way: Cell<usize>,
    resting_since: Cell<Instant>,
}

impl Activity {
    fn new() -> Self {
        Self(Rc::new(State { under_way: Cell::new(0), resting_since: Cell::new(Instant::now()) }))
    }

    /// A request is under way until the result is dropped.
    pub fn begin(&self) -> UnderWay {
        self.0.under_way.set(self.0.under_way.get() + 1);
        UnderWay(self.clone())
    }

    fn moves(&self) {
        self.0.resting_since.set(Instant::now());
    }

    /// How much longer the connection may be idle; `None` if it has been idle for too long.
    fn left(&self) -> Option<Duration> {
        if self.0.under_way.get() > 0 {
            return Some(LONGEST_REST);
        }
        LONGEST_REST.checked_sub(self.0.resting_since.get().elapsed()).filter(|left| !left.is_zero())
    }
}

/// A request that is under way.
#[derive(Debug)]
pub struct UnderWay(Activity);

impl Drop for UnderWay {
    fn drop(&mut self) {
        let under_way = &self.0.0.under_way;
        under_way.set(under_way.get() - 1);
        self.0.moves();
    }
}

/// A connection that is closed when its caller holds it for nothing: without sending a request, or without reading the
/// answer. The server's own time limits end with the head of the first request.
#[derive(Debug)]
pub struct Connection<T> {
    stream: T,
    activity: Activity,
    /// When to check whether it is idle.
    look: Pin<Box<Sleep>>,
    /// While the caller has an answer to read: the deadline, and how much has been read since.
    waits: Option<(Pin<Box<Sleep>>, usize)>,
    _place: Place,
}

impl<T> Connection<T> {
    /// A connection over `stream`, with its place.
    pub fn new(stream: T, place: Place) -> Self {
        let (activity, look) = (Activity::new(), Box::pin(sleep(LONGEST_REST)));
        Self { stream, activity, look, waits: None, _place: place }
    }

    /// Whether requests are under way on it.
    pub fn activity(&self) -> Activity {
        self.activity.clone()
    }

    /// Keeps waiting for the caller to read an answer, or gives up.
    fn wait_on(&mut self, context: &mut Context<'_>) -> Poll<io::Error> {
        let (by, taken) = self.waits.get_or_insert_with(|| (Box::pin(sleep(PATIENCE)), 0));
        loop {
            ready!(by.as_mut().poll(context));
            if *taken < LEAST {
                return Poll::Ready(io::ErrorKind::TimedOut.into());
            }
            *taken = 0;
            by.as_mut().reset(Instant::now() + PATIENCE);
        }
    }
}

impl<T: AsyncRead + Unpin> AsyncRead for Connection<T> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = &mut *self;
        if let Poll::Ready(read) = Pin::new(&mut this.stream).poll_read(context, buffer) {
            return Poll::Ready(read);
        }
        loop {
            ready!(this.look.as_mut().poll(context));
            match this.activity.left() {
                Some(left) => this.look.as_mut().reset(Instant::now() + left),
                None => return Poll::Ready(Err(io::ErrorKind::TimedOut.into())),
            }
        }
    }
}

impl<T: AsyncWrite + Unpin> AsyncWrite for Connection<T> {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let this = &mut *self;
        match Pin::new(&mut this.stream).poll_write(context, bytes) {
            Poll::Ready(Ok(written)) => {
                this.activity.moves();
                match &mut this.waits {
                    Some((_, taken)) if written < bytes.len() => *taken += written,
                    waits => *waits = None,
                }
                Poll::Ready(Ok(written))
            }
            Poll::Ready(Err(error)) => Poll::Ready(Err(error)),
            Poll::Pending => this.wait_on(context).map(Err),
        }
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

#[cfg(test)]
mod tests;
