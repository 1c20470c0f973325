//! Callers who send or read so slowly that it never ends, and those who come in crowds.

use crate::{
    documents::Office,
    kembar::{Place, Service},
    mail::world::until,
};
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use std::{
    net::{IpAddr, UdpSocket},
    time::Duration,
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    task::JoinSet,
    time::sleep,
};

/// More connections than a process may have open files in many places.
const CROWD: usize = 1100;

/// Sends a form that never ends, a byte a second, and returns what comes back until the connection ends.
async fn drip(address: String, path: &str) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    let head = format!(
        "POST {path} HTTP/1.1\r\nhost: kembar\r\naccept-language: en\r\ncontent-length: 9999\r\n\
         content-type: application/x-www-form-urlencoded\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    let (mut read, mut write) = stream.into_split();
    let drops = tokio::spawn(async move {
        while write.write_all(b"a").await.is_ok() {
            sleep(Duration::from_secs(1)).await;
        }
    });
    let mut answer = Vec::new();
    // A connection may end with a reset: the caller was still sending.
    _ = read.read_to_end(&mut answer).await;
    drops.abort();
    String::from_utf8(answer).unwrap()
}

fn crowd(service: &Service, number: usize) -> JoinSet<String> {
    (0..number)
        .map(|of| drip(service.address().to_owned(), if of % 2 == 0 { "/password/x" } else { "/setup/x" }))
        .collect()
}

#[tokio::test]
async fn eleven_hundred_slow_forms_take_nothing_from_others_and_end() {
    let limit = getrlimit(Resource::Nofile);
    setrlimit(Resource::Nofile, Rlimit { current: limit.maximum, maximum: limit.maximum }).unwrap();
    let place = Place::new().before("ulimit -S -n 1024");
    let service = place.serve();
    let before = service.connections();
    let mut slow = crowd(&service, CROWD);
    until("all have come", async || service.connections() >= before + CROWD).await;
    assert_eq!(service.get("/healthz").await.status(), 200);
    assert_eq!(service.get("/readyz").await.status(), 200);
    while let Some(answer) = slow.join_next().await {
        let answer = answer.unwrap();
        assert!(answer.starts_with("HTTP/1.1 408 ") && answer.contains("The form arrived too slowly."), "{answer}");
    }
    until("nothing is left of them", async || service.connections() <= before).await;
}

#[tokio::test]
async fn a_service_that_may_open_few_files_outlives_a_crowd() {
    let place = Place::new().before("ulimit -n 60");
    let service = place.serve();
    let slow = crowd(&service, 50);
    let answers = slow.join_all().await;
    assert!(answers.iter().filter(|answer| answer.starts_with("HTTP/1.1 408 ")).count() > 10);
    assert_eq!(service.get("/readyz").await.status(), 200, "{}", service.log());
}

/// Each of these would stay open forever: no time limit of the server applies to it.
#[tokio::test]
async fn what_is_begun_and_never_ended_is_not_kept() {
    let place = Place::new();
    let service = place.serve();
    let before = service.connections();
    let mut kept = Vec::new();
    for begun in [
        // Answers that nobody reads.
        "GET /schema.graphql HTTP/1.1\r\nhost: kembar\r\n\r\n".repeat(400),
        // A second head that does not end.
        "GET /healthz HTTP/1.1\r\nhost: kembar\r\n\r\nGET /heal".to_owned(),
        // A body in chunks that nobody reads.
        "POST /stop/x HTTP/1.1\r\nhost: kembar\r\ntransfer-encoding: chunked\r\n\r\n1\r\na\r\n".to_owned(),
        // No head at all.
        String::new(),
    ] {
        let mut stream = TcpStream::connect(service.address()).await.unwrap();
        stream.write_all(begun.as_bytes()).await.unwrap();
        kept.push(stream);
    }
    until("all have come", async || service.connections() >= before + kept.len()).await;
    until("all were sent away", async || service.connections() <= before).await;
}

#[tokio::test]
async fn what_has_not_arrived_does_not_hold_the_end_up() {
    let mut office = Office::new().await;
    let (key, upload) = (office.key.clone(), office.path(&office.document));
    let path = upload.strip_prefix(&office.service.url).unwrap();
    let length = "content-length: 999\r\n";
    let mut kept = Vec::new();
    for begun in [
        "GET /healthz HTT".to_owned(),
        "GET /healthz HTTP/1.1\r\nhost: kembar\r\n\r\n".to_owned(),
        format!("POST /stop/x HTTP/1.1\r\nhost: kembar\r\n{length}\r\na"),
        format!(
            "POST /password/x HTTP/1.1\r\nhost: kembar\r\ncontent-type: application/x-www-form-urlencoded\r\n{length}\r\na"
        ),
        format!("POST /graphql HTTP/1.1\r\nhost: kembar\r\ncontent-type: application/json\r\n{length}\r\n{{"),
        format!(
            "POST {path} HTTP/1.1\r\nhost: kembar\r\nauthorization: Bearer {key}\r\n{length}\
             content-type: multipart/form-data; boundary=grens\r\n\r\n--grens\r\n"
        ),
    ] {
        let mut stream = TcpStream::connect(office.service.address()).await.unwrap();
        stream.write_all(begun.as_bytes()).await.unwrap();
        kept.push(stream);
    }
    // What was answered has been read, so that the rest is on its way.
    office.service.logs("/stop/{token}", 1).await;
    office.service.signal("TERM");
    // Without this it would take the 10 seconds of requests that are under way.
    assert_eq!(office.service.wait_at_most(Duration::from_secs(5)).code(), Some(0));
}

/// This machine's address for others, if it has one.
fn own_address() -> Option<IpAddr> {
    let socket = UdpSocket::bind("0.0.0.0:0").ok()?;
    // Nothing is sent: this only asks for the way (RFC 5737).
    socket.connect("192.0.2.1:9").ok()?;
    socket.local_addr().ok().map(|address| address.ip())
}

#[tokio::test]
async fn an_address_takes_no_more_than_its_share_and_this_machine_is_not_counted() {
    let Some(own) = own_address() else {
        eprintln!("SKIPPED: this machine has no address but its loopback one");
        return;
    };
    let place = Place::new();
    let service = place.start(&["serve", "--listen", "0.0.0.0:0", "--connections-per-address", "3"]);
    let (_, port) = service.address().rsplit_once(':').unwrap();
    let connect = async |host: &str| {
        let mut stream = TcpStream::connect(format!("{host}:{port}")).await.unwrap();
        _ = stream.write_all(b"GET /healthz HTTP/1.1\r\nhost: kembar\r\n\r\n").await;
        let answered = stream.read(&mut [0; 12]).await.is_ok_and(|read| read == 12);
        (answered, stream)
    };
    let mut kept = Vec::new();
    for number in 0..5 {
        let (answered, stream) = connect(&own.to_string()).await;
        assert_eq!(answered, number < 3, "{number}");
        kept.push(stream);
        assert!(connect("127.0.0.1").await.0);
    }
    service.logs("refusing further connections from this address", 1).await;
    kept.clear();
    until("there is a place again", async || connect(&own.to_string()).await.0).await;
}
