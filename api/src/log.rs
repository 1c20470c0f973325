//! Log lines: to standard error, as text for people or as JSON for programs.
//!
//! They are written by a thread of their own. Logging never waits and never fails: if standard error is a full disk, or
//! a pipe whose reader is gone or does not read, lines are lost and counted, and the service goes on.

use crate::config::{Config, LogFormat};
use chrono::SecondsFormat;
use entity::clock::{Clock, SystemClock};
use serde_json::json;
use std::{
    fs::File,
    io::{self, ErrorKind, Write},
    mem,
    os::fd::AsFd,
    sync::{Arc, Condvar, Mutex, MutexGuard, OnceLock, PoisonError},
    thread,
    time::Duration,
};
use tracing_subscriber::EnvFilter;

/// Libraries that log at each start, unless configured otherwise.
const QUIET: &str = "actix_server=warn,sea_orm_migration=warn";
/// The maximum amount of text waiting for a slow reader, in bytes.
const MOST_WAITING: usize = 1024 * 1024;
/// How long the program waits before it exits for the last lines to be written.
const LAST_WORDS: Duration = Duration::from_secs(1);
/// How long to wait for a reader that shares standard error and has made it non-blocking.
const PAUSE: Duration = Duration::from_millis(20);

/// The lines of this process, once it has begun to log.
static LINES: OnceLock<Arc<Lines>> = OnceLock::new();

/// Starts logging as configured, including panics. Once per process.
pub fn begin(config: &Config) -> io::Result<()> {
    let stderr = File::from(io::stderr().as_fd().try_clone_to_owned()?);
    let lines = Lines::written_to(stderr, config.log_format)?;
    let subscriber = tracing_subscriber::fmt()
        .with_env_filter(EnvFilter::new(format!("{QUIET},{}", config.log)))
        .with_writer(LINES.get_or_init(|| lines).clone())
        .with_target(false);
    match config.log_format {
        LogFormat::Text => subscriber.with_ansi(io::IsTerminal::is_terminal(&io::stderr())).init(),
        LogFormat::Json => subscriber.json().flatten_event(true).with_current_span(true).with_span_list(false).init(),
    }
    // The standard hook writes by itself, and would wait for a reader that does not read.
    std::panic::set_hook(Box::new(|panic| tracing::error!("{panic}")));
    Ok(())
}

/// Writes something to standard error that is not a log line.
pub fn say(text: &str) {
    match LINES.get() {
        Some(lines) => lines.add(format!("{text}\n").as_bytes()),
        // If nobody reads it, nobody can be told.
        None => _ = writeln!(io::stderr(), "{text}"),
    }
}

/// Waits until all is written, or for a second.
pub fn end() {
    if let Some(lines) = LINES.get() {
        lines.wait(LAST_WORDS);
    }
}

/// Lines on their way to a file.
struct Lines {
    waiting: Mutex<Waiting>,
    changed: Condvar,
}

/// What waits to be written.
#[derive(Default)]
struct Waiting {
    text: Vec<u8>,
    /// Lines for which there was no room, or which could not be written, since the last report.
    lost: u64,
    /// Whether something is being written.
    busy: bool,
}

impl Lines {
    /// Lines that a thread writes to `file`.
    fn written_to(file: impl Write + Send + 'static, format: LogFormat) -> io::Result<Arc<Self>> {
        let lines = Arc::new(Self { waiting: Mutex::default(), changed: Condvar::new() });
        let of_thread = lines.clone();
        thread::Builder::new().name("log".to_owned()).spawn(move || of_thread.write_on(file, format))?;
        Ok(lines)
    }

    fn add(&self, text: &[u8]) {
        let mut waiting = self.waiting();
        if waiting.text.len() + text.len() > MOST_WAITING {
            waiting.lost += count(text);
        } else {
            waiting.text.extend_from_slice(text);
            self.changed.notify_all();
        }
    }

    /// Waits until all is written, for at most `time`; returns whether it is.
    fn wait(&self, time: Duration) -> bool {
        let all = |waiting: &mut Waiting| waiting.busy || !waiting.text.is_empty();
        let waited = self.changed.wait_timeout_while(self.waiting(), time, all);
        let (waiting, waited) = waited.unwrap_or_else(PoisonError::into_inner);
        drop(waiting);
        !waited.timed_out()
    }

    fn write_on(&self, mut file: impl Write, format: LogFormat) {
        loop {
            let (text, lost) = self.take();
            let notice = if lost > 0 { lost_lines(lost, format) } else { String::new() };
            let mut whole = notice.into_bytes();
            let notice = whole.len();
            whole.extend_from_slice(&text);
            let written = write_as_far_as_possible(&mut file, &whole);
            let mut waiting = self.waiting();
            waiting.busy = false;
            waiting.lost += count(&whole[written.max(notice)..]);
            if written < notice {
                waiting.lost += lost;
            }
            drop(waiting);
            self.changed.notify_all();
        }
    }

    /// Waits for something to write.
    fn take(&self) -> (Vec<u8>, u64) {
        let waited = self.changed.wait_while(self.waiting(), |waiting| waiting.text.is_empty());
        let mut waiting = waited.unwrap_or_else(PoisonError::into_inner);
        waiting.busy = true;
        (mem::take(&mut waiting.text), mem::take(&mut waiting.lost))
    }

    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Write for &Lines {
    fn write(&mut self, text: &[u8]) -> io::Result<usize> {
        self.add(text);
        Ok(text.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Writes until an error, and returns how far it came. An error costs a few lines, and nothing else.
fn write_as_far_as_possible(file: &mut impl Write, text: &[u8]) -> usize {
    let mut written = 0;
    while written < text.len() {
        match file.write(&text[written..]) {
            Ok(0) => break,
            Ok(more) => written += more,
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) if error.kind() == ErrorKind::WouldBlock => thread::sleep(PAUSE),
            Err(_) => break,
        }
    }
    written
}

#[expect(clippy::naive_bytecount, reason = "counted only where lines are lost")]
fn count(text: &[u8]) -> u64 {
    text.iter().filter(|byte| **byte == b'\n').count() as u64
}

/// The line that reports how many others are missing.
fn lost_lines(lost: u64, format: LogFormat) -> String {
    let now = SystemClock.now().to_rfc3339_opts(SecondsFormat::Micros, true);
    let message = "log lines were lost here: they could not be written";
    match format {
        LogFormat::Text => format!("{now}  WARN {message} lines={lost}\n"),
        LogFormat::Json => {
            format!("{}\n", json!({ "timestamp": now, "level": "WARN", "message": message, "lines": lost }))
        }
    }
}

#[cfg(test)]
mod tests;
