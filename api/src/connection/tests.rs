use super::*;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt, DuplexStream, duplex},
    time::timeout,
};

/// Longer than any limit.
const LONG: Duration = Duration::from_hours(1);

fn free() -> Place {
    Place(None)
}

/// A connection and the caller's end of it, with a buffer of `room` bytes between them.
fn connected(room: usize) -> (Connection<DuplexStream>, DuplexStream) {
    let (server, caller) = duplex(room);
    (Connection::new(server, free()), caller)
}

fn timed_out<T: std::fmt::Debug>(result: io::Result<T>) -> bool {
    result.is_err_and(|error| error.kind() == io::ErrorKind::TimedOut)
}

#[tokio::test(start_paused = true)]
async fn a_connection_on_which_nothing_is_asked_is_not_kept() {
    let (mut connection, _caller) = connected(64);
    let begun = Instant::now();
    assert!(timed_out(connection.read_u8().await));
    assert_eq!(begun.elapsed().as_secs(), LONGEST_REST.as_secs());
}

#[tokio::test(start_paused = true)]
async fn a_head_that_comes_drop_by_drop_is_no_request() {
    let (mut connection, mut caller) = connected(64);
    tokio::spawn(async move {
        while caller.write_u8(b'G').await.is_ok() {
            sleep(Duration::from_secs(1)).await;
        }
    });
    let begun = Instant::now();
    while connection.read_u8().await.is_ok() {}
    assert!(begun.elapsed() < LONGEST_REST * 2, "{:?}", begun.elapsed());
}

#[tokio::test(start_paused = true)]
async fn a_request_may_take_its_time_and_then_the_connection_rests() {
    let (mut connection, _caller) = connected(64);
    let under_way = connection.activity().begin();
    assert!(timeout(LONG, connection.read_u8()).await.is_err(), "it waits with the request");
    drop(under_way);
    let ended = Instant::now();
    assert!(timed_out(connection.read_u8().await));
    assert!((LONGEST_REST..LONGEST_REST * 2).contains(&ended.elapsed()), "{:?}", ended.elapsed());
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_nobody_takes_is_not_kept() {
    let (mut connection, _caller) = connected(64);
    let begun = Instant::now();
    assert!(timed_out(connection.write_all(&[0; 100]).await));
    assert_eq!(begun.elapsed().as_secs(), PATIENCE.as_secs());
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_is_taken_drop_by_drop_is_not_kept() {
    let (mut connection, mut caller) = connected(64);
    tokio::spawn(async move {
        while caller.read_u8().await.is_ok() {
            sleep(Duration::from_millis(10)).await;
        }
    });
    assert!(timed_out(connection.write_all(&vec![0; 1_000_000]).await));
}

#[tokio::test(start_paused = true)]
async fn an_answer_over_a_slow_line_arrives() {
    let (mut connection, mut caller) = connected(1024);
    let reader = tokio::spawn(async move {
        let (mut read, mut piece) = (0, [0; 1024]);
        while let Ok(more @ 1..) = caller.read(&mut piece).await {
            read += more;
            sleep(Duration::from_secs(1)).await;
        }
        read
    });
    connection.write_all(&vec![0; 300_000]).await.unwrap();
    // The delay of an earlier answer does not count against this one.
    sleep(PATIENCE * 2).await;
    connection.write_all(&[0; 3000]).await.unwrap();
    drop(connection);
    assert_eq!(reader.await.unwrap(), 303_000);
}

#[test]
fn an_address_has_so_many_connections_and_no_more() {
    let addresses = Addresses::new(2, Vec::new());
    let place = |address: &str| addresses.place(address.parse().unwrap());
    let first = place("203.0.113.7");
    let second = place("::ffff:203.0.113.7");
    assert!(place("203.0.113.7").is_none());
    assert!(place("203.0.113.8").is_some());
    drop(first);
    assert!(place("203.0.113.7").is_some());
    drop(second);
    assert!(addresses.taken().is_empty(), "addresses without connections are forgotten");
}

#[test]
fn a_network_of_ipv6_counts_as_one_address() {
    let addresses = Addresses::new(1, Vec::new());
    let place = |address: &str| addresses.place(address.parse().unwrap());
    let _place = place("2001:db8:0:1::1");
    assert!(place("2001:db8:0:1:ffff::2").is_none());
    assert!(place("2001:db8:0:2::1").is_some());
}

#[test]
fn this_machine_proxies_and_a_bound_of_zero_are_not_counted() {
    let counted = Addresses::new(1, vec!["10.0.0.0/8".parse().unwrap()]);
    let own: Vec<_> = ["127.0.0.1", "127.0.0.1", "127.1.2.3", "::1", "::1", "::ffff:127.0.0.1", "10.1.2.3", "10.1.2.3"]
        .map(|address| counted.place(address.parse().unwrap()))
        .into();
    assert!(own.iter().all(Option::is_some));
    let unbounded = Addresses::new(0, Vec::new());
    let all: Vec<_> = (0..1000).map(|_| unbounded.place("203.0.113.7".parse().unwrap())).collect();
    assert!(all.iter().all(Option::is_some));
}
