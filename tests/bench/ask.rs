//! Asking over connections that stay open, one thread each: a thread that waits costs the service nothing.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    thread,
    time::{Duration, Instant},
};

/// The result of asking for a while.
#[derive(Debug)]
pub struct Load {
    pub requests: u32,
    /// The length of one answer.
    pub bytes: usize,
    took: Duration,
    /// How long each request waited, the shortest first.
    waits: Vec<Duration>,
}

impl Load {
    /// Requests in a second.
    pub fn per_second(&self) -> f64 {
        f64::from(self.requests) / self.took.as_secs_f64()
    }

    /// The milliseconds within which this many of a hundred requests were answered.
    pub fn waited(&self, percent: usize) -> f64 {
        let at = (self.waits.len() * percent / 100).min(self.waits.len() - 1);
        self.waits[at].as_secs_f64() * 1000.0
    }
}

/// Sends `requests` in turn over `connections` for as long as `time`.
pub fn run(address: &str, requests: &[Vec<u8>], connections: usize, time: Duration) -> Load {
    let begun = Instant::now();
    let ask = |number: usize| {
        let mut connection = Connection::open(address);
        let mut waits = Vec::new();
        let mut bytes = 0;
        for request in requests.iter().cycle().skip(number * requests.len() / connections) {
            if begun.elapsed() >= time {
                break;
            }
            let sent = Instant::now();
            bytes = connection.ask(request).len();
            waits.push(sent.elapsed());
        }
        (waits, bytes)
    };
    let (mut waits, mut bytes) = (Vec::new(), 0);
    thread::scope(|scope| {
        let threads: Vec<_> = (0..connections).map(|number| scope.spawn(move || ask(number))).collect();
        for thread in threads {
            let (own, length) = thread.join().expect("a connection asks to its end");
            waits.extend(own);
            bytes = length;
        }
    });
    waits.sort_unstable();
    let requests = u32::try_from(waits.len()).expect("few enough requests");
    Load { requests, bytes, took: begun.elapsed(), waits }
}

/// A request of `/graphql` for `query`.
pub fn request(query: &str) -> Vec<u8> {
    let body = serde_json::json!({ "query": query }).to_string();
    let length = body.len();
    format!(
        "POST /graphql HTTP/1.1\r\nhost: bench\r\naccept-language: en\r\ncontent-type: application/json\r\n\
         content-length: {length}\r\n\r\n{body}"
    )
    .into_bytes()
}

/// One connection.
pub struct Connection {
    stream: BufReader<TcpStream>,
    body: Vec<u8>,
}

impl Connection {
    pub fn open(address: &str) -> Self {
        let stream = TcpStream::connect(address).expect("the service listens");
        stream.set_nodelay(true).expect("a socket can be set up");
        Self { stream: BufReader::with_capacity(64 * 1024, stream), body: Vec::new() }
    }

    /// Sends a request and waits for its answer, which must be one without errors.
    pub fn ask(&mut self, request: &[u8]) -> &[u8] {
        self.stream.get_mut().write_all(request).expect("the service takes requests");
        let mut length = 0;
        let mut line = String::new();
        loop {
            line.clear();
            self.stream.read_line(&mut line).expect("the service answers");
            let head = line.trim_end();
            if head.is_empty() {
                break;
            }
            if let Some((name, value)) = head.split_once(": ")
                && name.eq_ignore_ascii_case("content-length")
            {
                length = value.parse().expect("a length is a number");
            }
        }
        self.body.resize(length, 0);
        self.stream.read_exact(&mut self.body).expect("the service sends what it announced");
        assert!(self.body.starts_with(b"{\"data\":"), "{}", String::from_utf8_lossy(&self.body));
        &self.body
    }
}
