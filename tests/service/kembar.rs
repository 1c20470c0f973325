//! The real program in a folder of its own.

use std::{
    fs::{self, File},
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, ChildStdout, Command, ExitStatus, Stdio},
    thread,
    time::{Duration, Instant},
};
use tempfile::TempDir;

/// What a command said before it ended.
#[derive(Debug)]
pub struct Said {
    /// The exit code.
    pub code: Option<i32>,
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
}

/// A folder in which the program runs, with nothing set but what a test sets.
#[derive(Debug)]
pub struct Place {
    folder: TempDir,
    variables: Vec<(String, String)>,
    mounts: String,
}

impl Place {
    /// An empty folder.
    pub fn new() -> Self {
        // The HTTP client of the tests is built with that of the service, which brings no cryptography of its own.
        _ = rustls::crypto::ring::default_provider().install_default();
        Self { folder: tempfile::tempdir().unwrap(), variables: Vec::new(), mounts: String::new() }
    }

    /// Sets an environment variable.
    pub fn set(mut self, name: &str, text: &str) -> Self {
        self.variables.push((name.to_owned(), text.to_owned()));
        self
    }

    /// Gives the service a small disk of its own for `folder`, of so many megabytes. None where the system lets this user
    /// mount nothing.
    pub fn with_small_disk(mut self, folder: &str, megabytes: u32) -> Option<Self> {
        let possible = Command::new("unshare").args(["-Urm", "true"]).output().is_ok_and(|said| said.status.success());
        let disk = self.path().join(folder);
        fs::create_dir_all(&disk).unwrap();
        let mount = format!("mount -t tmpfs -o size={megabytes}m small {}", disk.display());
        if !possible {
            eprintln!("SKIPPED: this user may not mount a small disk");
            return None;
        }
        self.mounts = mount;
        Some(self)
    }

    /// The folder.
    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    fn command(&self, arguments: &[&str]) -> Command {
        self.prepared(Command::new(program()), arguments)
    }

    /// The same with the disks that are the service's own.
    fn command_of_service(&self, arguments: &[&str]) -> Command {
        if self.mounts.is_empty() {
            return self.command(arguments);
        }
        let path = std::env::var("PATH").unwrap_or_default();
        let mut command = Command::new("unshare");
        command.args(["-Urm", "sh", "-c"]).arg(format!("PATH={path}; {} && exec \"$0\" \"$@\"", self.mounts));
        command.arg(program());
        self.prepared(command, arguments)
    }

    fn prepared(&self, mut command: Command, arguments: &[&str]) -> Command {
        command.args(arguments).current_dir(self.path()).env_clear();
        command.envs(self.variables.iter().map(|(name, text)| (name, text)));
        command.stdin(Stdio::null());
        command
    }

    /// Runs a command to its end.
    pub fn run(&self, arguments: &[&str]) -> Said {
        let output = self.command(arguments).output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Said { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
    }

    /// Starts the service on a free port, and waits until it listens.
    pub fn serve(&self) -> Service {
        self.start(&["serve", "--listen", "127.0.0.1:0"])
    }

    /// Starts a service with these arguments, and waits until it listens.
    pub fn start(&self, arguments: &[&str]) -> Service {
        let log = self.path().join(format!("log-{}", fs::read_dir(self.path()).unwrap().count()));
        let mut command = self.command_of_service(arguments);
        command.stdout(Stdio::piped()).stderr(File::create(&log).unwrap());
        let mut child = command.spawn().unwrap();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        let mut said = String::new();
        while out.read_line(&mut said).unwrap() > 0 {
            if let Some((_, address)) = said.lines().last().unwrap().split_once("listens on ") {
                return Service { url: address.trim().to_owned(), said, child, _out: out, log };
            }
        }
        child.wait().unwrap();
        panic!("it did not start: {}", fs::read_to_string(&log).unwrap());
    }
}

/// The program that was built beside this test.
fn program() -> PathBuf {
    let test = std::env::current_exe().unwrap();
    let program = test.ancestors().nth(2).unwrap().join("kembar");
    assert!(program.exists(), "{} is missing: cargo build -p api, or run the tests with tests/run", program.display());
    program
}

/// A running service. It is killed when the test forgets it.
#[derive(Debug)]
pub struct Service {
    /// Its address, such as `http://127.0.0.1:40123`.
    pub url: String,
    /// What it printed before it listened, and that it does.
    pub said: String,
    child: Child,
    _out: BufReader<ChildStdout>,
    log: PathBuf,
}

impl Service {
    /// The host and port.
    pub fn address(&self) -> &str {
        self.url.strip_prefix("http://").unwrap()
    }

    /// The number of its process.
    pub fn process(&self) -> u32 {
        self.child.id()
    }

    /// Asks it for a page.
    pub async fn get(&self, path: &str) -> reqwest::Response {
        reqwest::get(format!("{}{path}", self.url)).await.unwrap()
    }

    /// What it has logged.
    pub fn log(&self) -> String {
        fs::read_to_string(&self.log).unwrap()
    }

    /// Sends it a signal, such as `TERM`.
    pub fn signal(&self, name: &str) {
        let status = Command::new("kill").args(["-s", name, &self.child.id().to_string()]).status().unwrap();
        assert!(status.success());
    }

    /// Waits for its end.
    pub fn wait(&mut self) -> ExitStatus {
        self.child.wait().unwrap()
    }

    /// Waits for its end, which comes within `bound`.
    pub fn wait_at_most(&mut self, bound: Duration) -> ExitStatus {
        let until = Instant::now() + bound;
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status;
            }
            assert!(Instant::now() < until, "it has not ended within {bound:?}: {}", self.log());
            thread::sleep(Duration::from_millis(20));
        }
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
