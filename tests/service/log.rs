//! Standard error that cannot be written to: the service does its work all the same, and ends when it is told to.

use crate::{
    documents::Office,
    kembar::{Place, Service},
};
use serde_json::{Value, json};
use std::{
    fs::File,
    io::{PipeReader, pipe},
    process::Stdio,
    time::Duration,
};

/// How much a pipe holds that nobody reads, in bytes.
const PIPE: usize = 64 * 1024;

/// A service that logs to `stderr` makes changes, which are stored, answers its supervisor, and stops.
async fn goes_on(stderr: impl Into<Stdio>) {
    let start = |place: &Place| place.serve_logging_to(stderr.into());
    let mut office = Office::with(Place::new(), start).await;
    // Each line has the id of its request: together they are more than a pipe holds.
    let (client, id) = (reqwest::Client::new(), "x".repeat(64));
    for _ in 0..=PIPE / id.len() {
        let request = client.get(format!("{}/healthz", office.service.url)).header("x-request-id", &id);
        assert_eq!(request.send().await.unwrap().status(), 200);
    }
    let there = office.ask("{ agreements { nodes { documents { id } } } }", json!({})).await;
    assert!(there.to_string().contains(&office.document), "{there}");
    works(&office.service).await;
    office.service.signal("TERM");
    assert_eq!(office.service.wait_at_most(Duration::from_secs(10)).code(), Some(0));
}

async fn works(service: &Service) {
    let ready = service.get("/readyz").await;
    assert_eq!(ready.status(), 200);
    assert_eq!(ready.json::<Value>().await.unwrap()["worker"], "working");
}

#[tokio::test]
async fn a_service_goes_on_when_the_reader_of_its_log_is_gone() {
    let (reader, writer) = pipe().unwrap();
    drop(reader);
    goes_on(writer).await;
}

#[tokio::test]
async fn a_service_goes_on_when_the_disk_of_its_log_is_full() {
    goes_on(File::options().write(true).open("/dev/full").unwrap()).await;
}

#[tokio::test]
async fn a_service_goes_on_when_nobody_reads_its_log() {
    let (reader, writer) = pipe().unwrap();
    goes_on(writer).await;
    let _unread: PipeReader = reader;
}

#[tokio::test]
async fn a_service_goes_on_when_nobody_reads_where_it_listens() {
    let place = Place::new();
    let (reader, writer) = pipe().unwrap();
    drop(reader);
    // Where it listens is in its log, too.
    let mut service = place.serve_saying_nothing(writer.into());
    service.logs("listening", 1).await;
    service.signal("TERM");
    assert_eq!(service.wait_at_most(Duration::from_secs(10)).code(), Some(0), "{}", service.log());
}
