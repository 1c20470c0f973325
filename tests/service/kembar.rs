//! The real program in a folder of its own.

use std::{
    fs::{self, DirEntry, File},
    io::{self, BufRead, BufReader},
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
    /// What a shell runs before it becomes the program.
    before: Option<String>,
    /// Whether what it mounts is visible to the program only.
    mounts: bool,
}

impl Place {
    /// An empty folder.
    pub fn new() -> Self {
        // The HTTP client of the tests is built with that of the service, which brings no cryptography of its own.
        _ = rustls::crypto::ring::default_provider().install_default();
        Self { folder: tempfile::tempdir().unwrap(), variables: Vec::new(), before: None, mounts: false }
    }

    /// Sets an environment variable.
    pub fn set(mut self, name: &str, text: &str) -> Self {
        self.variables.push((name.to_owned(), text.to_owned()));
        self
    }

    /// Lets a shell do something before it becomes the program, such as `ulimit`, and after what it was told before.
    pub fn before(mut self, command: &str) -> Self {
        let earlier = self.before.take().map_or_else(String::new, |earlier| format!("{earlier} && "));
        self.before = Some(earlier + command);
        self
    }

    /// Gives the service a small disk of its own for `folder`, of this many megabytes; `None` if the system does not
    /// let this user mount one.
    pub fn with_small_disk(mut self, folder: &str, megabytes: u32) -> Option<Self> {
        let possible = Command::new("unshare").args(["-Urm", "true"]).output().is_ok_and(|said| said.status.success());
        if !possible {
            eprintln!("SKIPPED: this user may not mount a small disk");
            return None;
        }
        let disk = self.path().join(folder);
        fs::create_dir_all(&disk).unwrap();
        self.mounts = true;
        Some(self.before(&format!("mount -t tmpfs -o size={megabytes}m small {}", disk.display())))
    }

    /// The folder.
    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = match &self.before {
            Some(before) => {
                let mut shell = Command::new(if self.mounts { "unshare" } else { "/bin/sh" });
                if self.mounts {
                    shell.args(["-Urm", "/bin/sh"]);
                }
                let path = std::env::var("PATH").unwrap_or_default();
                shell.args(["-c", &format!("PATH={path}; {before} && exec \"$0\" \"$@\"")]).arg(program());
                shell
            }
            None => Command::new(program()),
        };
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
        let file = File::create(&log).unwrap();
        self.start_logging_to(arguments, file.into(), log)
    }

    /// Starts the service on a free port with its log going to `stderr`, which nobody reads.
    pub fn serve_logging_to(&self, stderr: Stdio) -> Service {
        self.start_logging_to(&["serve", "--listen", "127.0.0.1:0"], stderr, PathBuf::from("/dev/null"))
    }

    /// Starts the service with its standard output going to `stdout`; its address is not known.
    pub fn serve_saying_nothing(&self, stdout: Stdio) -> Service {
        let log = self.path().join("log");
        let mut command = self.command(&["serve", "--listen", "127.0.0.1:0"]);
        let child = command.stdout(stdout).stderr(File::create(&log).unwrap()).spawn().unwrap();
        Service { url: String::new(), said: String::new(), child, _out: None, log }
    }

    fn start_logging_to(&self, arguments: &[&str], stderr: Stdio, log: PathBuf) -> Service {
        let mut command = self.command(arguments);
        command.stdout(Stdio::piped()).stderr(stderr);
        let mut child = command.spawn().unwrap();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        let mut said = String::new();
        while out.read_line(&mut said).unwrap() > 0 {
            if let Some((_, address)) = said.lines().last().unwrap().split_once("listens on ") {
                return Service { url: address.trim().to_owned(), said, child, _out: Some(out), log };
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

/// A running service. It is killed when the test drops it.
#[derive(Debug)]
pub struct Service {
    /// Its address, such as `http://127.0.0.1:40123`.
    pub url: String,
    /// What it printed until it listened.
    pub said: String,
    child: Child,
    _out: Option<BufReader<ChildStdout>>,
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

    /// Waits until it has logged `text` this many times.
    pub async fn logs(&self, text: &str, times: usize) {
        let until = Instant::now() + Duration::from_mins(1);
        while self.log().matches(text).count() < times {
            assert!(Instant::now() < until, "{text}: {}", self.log());
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }

    /// How many connections and other sockets it has open.
    pub fn connections(&self) -> usize {
        let files = fs::read_dir(format!("/proc/{}/fd", self.process())).unwrap();
        let link = |file: io::Result<DirEntry>| file.and_then(|file| fs::read_link(file.path()));
        files.filter_map(|file| link(file).ok()).filter(|link| link.to_string_lossy().starts_with("socket:")).count()
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
