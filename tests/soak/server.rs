//! The server of the soak test: the real program in a process of its own, and what it holds.

use rustix::process::{Pid, Signal, kill_process};
use std::fmt;
use std::fs;
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::process::{Child, Command, ExitStatus, Stdio};
use tempfile::TempDir;

/// Short enough that each of them happens often: the grace period, the heartbeat, falling off a
/// tape.
const CONFIG: &str = r#"
rooms = [
    { name = "room 0" }, { name = "room 1" }, { name = "room 2" }, { name = "room 3" },
    { name = "room 4" }, { name = "room 5" }, { name = "room 6" }, { name = "room 7" },
    { name = "room 8" }, { name = "room 9" },
]
resume_grace = "4s"
[heartbeat]
interval = "5s"
timeout = "20s"
[limits]
tape_bytes = 32768
"#;

/// The rooms of the configuration.
pub const ROOMS: usize = 10;

/// A running server.
pub struct Server {
    child: Child,
    pub address: SocketAddr,
    _data: TempDir,
}

impl Server {
    pub fn start() -> Self {
        let data = TempDir::new().expect("a folder");
        let config = data.path().join("soak.toml");
        fs::write(&config, CONFIG).expect("a file");
        let mut child = Command::new(env!("CARGO_BIN_EXE_salon"))
            .args(["serve", "--headless", "--no-limits", "--listen", "127.0.0.1:0"])
            .arg("--data")
            .arg(data.path())
            .arg("--config")
            .arg(config)
            .env("SALON_LOG", "warn")
            .stdout(Stdio::piped())
            .spawn()
            .expect("the program");
        let mut line = String::new();
        let out = child.stdout.take().expect("its standard output");
        BufReader::new(out).read_line(&mut line).expect("its first line");
        let address = line.trim_end().strip_prefix("listening on ").expect("where it listens");
        let address = address.parse().expect("an address");
        Self { child, address, _data: data }
    }

    /// What it holds of the system at this moment.
    pub fn held(&self) -> Held {
        let folder = format!("/proc/{}", self.child.id());
        let status = fs::read_to_string(format!("{folder}/status")).expect("Linux");
        let value = |field: &str| -> usize {
            let line = status.lines().find_map(|line| line.strip_prefix(field));
            let number = line.and_then(|line| line.split_whitespace().next());
            number.and_then(|number| number.parse().ok()).expect("a number")
        };
        Held {
            memory_kib: value("VmRSS:"),
            threads: value("Threads:"),
            descriptors: fs::read_dir(format!("{folder}/fd")).expect("Linux").count(),
        }
    }

    /// Ends it as Ctrl-C does.
    pub fn stop(mut self) -> ExitStatus {
        kill_process(Pid::from_child(&self.child), Signal::INT).expect("a running program");
        self.child.wait().expect("its status")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It has ended already where all is well.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Memory, threads and descriptors of the server.
#[derive(Debug, Clone, Copy)]
pub struct Held {
    pub memory_kib: usize,
    pub threads: usize,
    pub descriptors: usize,
}

impl fmt::Display for Held {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { memory_kib, threads, descriptors } = self;
        let mib = memory_kib.div_ceil(1024);
        write!(f, "{mib} MiB, {threads} threads, {descriptors} descriptors")
    }
}
