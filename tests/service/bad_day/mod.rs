//! What can go wrong around a service while people work with it. Nothing that was acknowledged is lost or duplicated,
//! every request ends, and once the cause is gone the service recovers by itself.
//!
//! Each run causes its fault a few times; with `tests/faults` it is 20 times, and the figures are printed.

mod office;

use crate::kembar::Place;
use office::Office;
use std::process::Command;
use tokio::{
    io::copy_bidirectional,
    net::{TcpListener, TcpStream},
    sync::watch,
};

/// How often a run causes its fault: 3 times, or as often as `KEMBAR_FAULT_ROUNDS` says.
fn rounds() -> usize {
    std::env::var("KEMBAR_FAULT_ROUNDS").map_or(3, |rounds| rounds.parse().unwrap())
}

/// Whether to run what takes long and only measures, as `tests/faults` does.
pub fn is_long() -> bool {
    let is_long = std::env::var_os("KEMBAR_FAULT_ROUNDS").is_some();
    if !is_long {
        eprintln!("SKIPPED: tests/faults measures this");
    }
    is_long
}

mod a_service_that_is_killed_loses_nothing {
    #[tokio::test]
    async fn sqlite() {
        super::killed(super::Office::sqlite().await).await;
    }

    #[tokio::test]
    async fn postgres() {
        super::killed(super::Office::postgres().await).await;
    }
}

async fn killed(office: Office) {
    let mut service = office.place.serve();
    let writers = office.write_to(&service);
    for _ in 0..rounds() {
        writers.go_on(20).await;
        service.signal("KILL");
        service.wait();
        service = office.place.serve();
        writers.turn_to(&service);
    }
    writers.go_on(20).await;
    office.check(&writers.stop().await).await;
}

/// The disk is full for the service when its files may not grow any more: the shell sets that limit, and another lifts it.
#[tokio::test]
async fn a_disk_that_is_full_for_a_while_loses_nothing() {
    let mut office = Office::sqlite().await;
    // Otherwise the system would end it when a file grew past the limit.
    office.place = office.place.before("trap '' XFSZ");
    let mut service = office.place.serve();
    let writers = office.write_to(&service);
    let file = office.place.path().join("kembar-data/kembar.db-wal");
    for _ in 0..rounds() {
        writers.go_on(10).await;
        let before = writers.refused("UNAVAILABLE") + writers.refused("STORAGE_FULL");
        let room = std::fs::metadata(&file).map_or(0, |file| file.len()) + 4096;
        limit_files(service.process(), &room.to_string());
        writers.until(|| writers.refused("UNAVAILABLE") + writers.refused("STORAGE_FULL") > before + 20).await;
        assert!(office.reads(&service).await, "reading goes on");
        limit_files(service.process(), "unlimited");
        writers.go_on(10).await;
        while service.get("/readyz").await.status() != 200 {
            tokio::task::yield_now().await;
        }
    }
    service.signal("TERM");
    assert_eq!(service.wait().code(), Some(0));
    let service = office.place.serve();
    writers.turn_to(&service);
    writers.go_on(10).await;
    service.signal("KILL");
    office.check(&writers.stop().await).await;
}

/// Sets how large the files of a process may become.
fn limit_files(process: u32, most: &str) {
    let status = Command::new("prlimit").args(["--pid", &process.to_string(), &format!("--fsize={most}:")]).status();
    assert!(status.unwrap().success());
}

/// One of two services is frozen at arbitrary moments, even while it holds what the other waits for.
#[tokio::test]
async fn a_service_beside_one_that_hangs_goes_on() {
    let office = Office::postgres().await;
    let (service, other) = (office.place.serve(), office.place.serve());
    let (writers, others) = (office.write_to(&service), office.write_to(&other));
    for _ in 0..rounds() {
        writers.go_on(5).await;
        other.signal("STOP");
        writers.go_on(5).await;
        other.signal("CONT");
    }
    others.go_on(5).await;
    let (mine, theirs) = (writers.stop().await, others.stop().await);
    office.check_both(&mine, &theirs).await;
}

/// A line to the database that can fall silent, or be cut.
struct Wire {
    address: String,
    state: watch::Sender<State>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Good,
    /// What is sent is accepted, but nothing comes back, not even on new connections.
    Silent,
    /// Connections break, and no new ones are accepted.
    Cut,
}

impl Wire {
    fn to(server: String) -> Self {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let (state, watched) = watch::channel(State::Good);
        // In a thread of its own: the test blocks while a service starts.
        std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(async move {
                listener.set_nonblocking(true).unwrap();
                let listener = TcpListener::from_std(listener).unwrap();
                while let Ok((here, _)) = listener.accept().await {
                    tokio::spawn(pass_on(here, server.clone(), watched.clone()));
                }
            });
        });
        Self { address, state }
    }
}

async fn pass_on(mut here: TcpStream, server: String, mut watched: watch::Receiver<State>) {
    let state = *watched.borrow_and_update();
    if state == State::Cut {
        return;
    }
    let mut there = TcpStream::connect(server).await.unwrap();
    if state == State::Good {
        let ends = async { drop(watched.wait_for(|state| *state != State::Good).await) };
        tokio::select! {
            _ = copy_bidirectional(&mut here, &mut there) => return,
            () = ends => {}
        }
    }
    // A connection that has fallen silent stays silent until it is cut.
    drop(watched.wait_for(|state| *state == State::Cut).await);
}

#[tokio::test]
async fn a_line_to_the_database_that_falls_silent_or_is_cut_loses_nothing() {
    let mut office = Office::postgres().await;
    let wire = Wire::to(office.server());
    office.place = Place::new().set("KEMBAR_DATABASE_URL", &office.by_way_of(&wire.address));
    let service = office.place.serve();
    let writers = office.write_to(&service);
    for state in [State::Silent, State::Cut].into_iter().cycle().take(2 * rounds().div_ceil(3)) {
        writers.go_on(20).await;
        let before = writers.refused("UNAVAILABLE") + writers.refused("OVERLOADED");
        wire.state.send(state).unwrap();
        writers.until(|| writers.refused("UNAVAILABLE") + writers.refused("OVERLOADED") > before + 3).await;
        assert_eq!(service.get("/healthz").await.status(), 200);
        assert_eq!(service.get("/readyz").await.status(), 503);
        wire.state.send(State::Good).unwrap();
        writers.go_on(20).await;
    }
    let log = service.log();
    let faults: Vec<&str> = log.lines().filter(|line| line.contains("internal error")).collect();
    assert_eq!(faults, Vec::<&str>::new());
    office.check(&writers.stop().await).await;
}

/// The server itself is frozen for a while, or loses a process and restarts. For a server that nobody else uses, whose
/// first process `KEMBAR_FAULT_POSTGRES` names.
#[tokio::test]
async fn a_server_that_freezes_or_crashes_loses_nothing() {
    let Ok(server) = std::env::var("KEMBAR_FAULT_POSTGRES") else {
        eprintln!("SKIPPED: KEMBAR_FAULT_POSTGRES names no server for this test alone; tests/faults starts one");
        return;
    };
    let office = Office::postgres().await;
    let service = office.place.serve();
    let writers = office.write_to(&service);
    for round in 0..rounds() {
        writers.go_on(20).await;
        let before = writers.refused("UNAVAILABLE") + writers.refused("OVERLOADED");
        if round % 2 == 0 {
            signal_children("STOP", &server);
            writers.until(|| writers.refused("UNAVAILABLE") + writers.refused("OVERLOADED") > before + 3).await;
            signal_children("CONT", &server);
        } else {
            // The server ends all its processes, and recovers.
            signal_children("KILL", &server);
        }
        writers.go_on(20).await;
    }
    office.check(&writers.stop().await).await;
}

fn signal_children(name: &str, process: &str) {
    let status = Command::new("pkill").args([&format!("-{name}"), "-P", process]).status();
    assert!(status.unwrap().success());
}
