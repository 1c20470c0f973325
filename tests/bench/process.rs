//! The service as a process, and what processes cost, from `/proc`.

use std::{
    fs,
    io::{BufRead, BufReader, Read},
    path::Path,
    process::{Child, ChildStdout, Command, Stdio},
    time::{Duration, Instant},
};

/// Linux counts CPU time for programs in hundredths of a second.
const TICK: Duration = Duration::from_millis(10);

/// A running service. It is ended when it is dropped.
pub struct Service {
    /// Its address and port.
    pub address: String,
    /// How long it took to start listening.
    pub started_in: Duration,
    child: Child,
    /// Kept open, because the service goes on writing.
    _out: BufReader<ChildStdout>,
}

impl Service {
    /// Starts `program` on the database at `url`, and waits until it listens.
    pub fn start(program: &Path, folder: &Path, url: &str, workers: usize) -> Self {
        let begun = Instant::now();
        let mut child = Command::new(program)
            .args(["serve", "--listen", "127.0.0.1:0", "--log", "warn", "--workers", &workers.to_string()])
            .current_dir(folder)
            .env_clear()
            .env("KEMBAR_DATABASE_URL", url)
            .env("KEMBAR_DATA_DIR", folder)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let mut out = BufReader::new(child.stdout.take().expect("its output is read"));
        let address = out.by_ref().lines().find_map(|line| {
            let line = line.expect("its output is text");
            line.split_once("listens on http://").map(|(_, address)| address.trim().to_owned())
        });
        let address = address.expect("the program says where it listens");
        Self { address, started_in: begun.elapsed(), child, _out: out }
    }

    /// The number of its process.
    pub fn process(&self) -> u32 {
        self.child.id()
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        // It may have ended already.
        _ = Command::new("kill").args(["-s", "TERM", &self.child.id().to_string()]).status();
        _ = self.child.wait();
    }
}

/// CPU time so far.
#[derive(Debug, Clone, Copy)]
pub struct Cpu(Duration);

impl Cpu {
    /// Of a process with all its threads.
    pub fn of(process: u32) -> Self {
        let [own, system, ..] = times(process).unwrap_or_default();
        Self(TICK * (own + system))
    }

    /// Of a PostgreSQL cluster: its first process, those that it runs, and those that have ended.
    pub fn of_cluster(postmaster: u32) -> Self {
        let first: u32 = times(postmaster).unwrap_or_default().iter().sum();
        let children = fs::read_dir("/proc").expect("/proc is there").filter_map(|entry| {
            let process = entry.ok()?.file_name().to_str()?.parse().ok()?;
            (parent(process)? == postmaster).then_some(process)
        });
        let running = children.filter_map(times).map(|[own, system, ..]| own + system).sum::<u32>();
        Self(TICK * (first + running))
    }

    /// What was added since `before`.
    pub fn since(self, before: Self) -> Duration {
        self.0.saturating_sub(before.0)
    }
}

/// The fields of `/proc/PROCESS/stat` that follow the name, from the state on (`proc_pid_stat(5)`, field 3).
fn stat(process: u32) -> Option<Vec<String>> {
    let text = fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    let (_, fields) = text.rsplit_once(')')?;
    Some(fields.split_whitespace().map(str::to_owned).collect())
}

fn parent(process: u32) -> Option<u32> {
    stat(process)?.get(1)?.parse().ok()
}

/// Ticks in the program, in the system, and the same of children that have ended.
fn times(process: u32) -> Option<[u32; 4]> {
    let stat = stat(process)?;
    let at = |field: usize| stat.get(field).and_then(|ticks| ticks.parse().ok());
    Some([at(11)?, at(12)?, at(13)?, at(14)?])
}

/// Memory of a process, in MB.
#[derive(Debug)]
pub struct Memory {
    /// Now.
    pub resident: u64,
    /// At most, so far.
    pub peak: u64,
}

/// How much memory a process uses.
pub fn memory(process: u32) -> Memory {
    let status = fs::read_to_string(format!("/proc/{process}/status")).expect("the process is there");
    let field = |name: &str| {
        let line = status.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_default();
        line.split_whitespace().next().and_then(|kilobytes| kilobytes.parse::<u64>().ok()).unwrap_or_default() / 1024
    };
    Memory { resident: field("VmRSS:"), peak: field("VmHWM:") }
}
