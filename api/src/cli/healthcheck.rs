//! `kembar healthcheck`: asks the service on this machine whether it is ready.

use crate::{config::Config, log};
use std::{
    io::{self, Read, Write},
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpStream},
    process::ExitCode,
    time::Duration,
};

/// How long to wait for each step of the answer.
const PATIENCE: Duration = Duration::from_secs(3);
/// The answer is short; more than this is not read.
const LONGEST_ANSWER: u64 = 16 * 1024;

pub(super) fn run(config: &Config) -> ExitCode {
    let address = on_this_machine(config.listen);
    match ask(address) {
        Ok(answer) if answer.starts_with("HTTP/1.1 200 ") => {
            _ = writeln!(io::stdout(), "ready: http://{address}");
            ExitCode::SUCCESS
        }
        Ok(answer) => {
            log::say(&format!("not ready: {}", answer.lines().last().unwrap_or("no answer")));
            ExitCode::FAILURE
        }
        Err(error) => {
            log::say(&format!("no service at http://{address}: {error}"));
            ExitCode::FAILURE
        }
    }
}

/// A service that listens on every address is reached on the loopback address.
fn on_this_machine(listen: SocketAddr) -> SocketAddr {
    let loopback = match listen.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    SocketAddr::new(loopback, listen.port())
}

fn ask(address: SocketAddr) -> io::Result<String> {
    let mut stream = TcpStream::connect_timeout(&address, PATIENCE)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    write!(stream, "GET /readyz HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\r\n")?;
    let mut answer = String::new();
    stream.take(LONGEST_ANSWER).read_to_string(&mut answer)?;
    Ok(answer)
}
